// SPDX-License-Identifier: BSD-3-Clause

package fourier

// chirp is a transform as a convolution (Bluestein 1970): with c[k] = exp(-pi i k²/n),
// X[k] = c[k] sum over j of (x[j] c[j]) conj(c[k-j]).
type chirp[T Real] struct {
	n, size int
	plan    *Plan[T]
	c       []T // c[k]
	kernel  []T // the transform of conj(c), over size
}

func newChirp[T Real](n int) *chirp[T] {
	size := good(2*n - 1)
	b := &chirp[T]{n: n, size: size, plan: newPlan[T](size), c: make([]T, 2*n), kernel: make([]T, 2*size)}
	roots := newCircle(2 * n)
	square := 0 // k² mod 2n
	by := make([]T, 2*size)
	over := 1 / T(size)
	for k := range n {
		re, im := roots.at(square)
		b.c[2*k], b.c[2*k+1] = T(re), T(im)
		by[2*k], by[2*k+1] = T(T(re)*over), -T(T(im)*over)
		if k > 0 {
			by[2*(size-k)], by[2*(size-k)+1] = by[2*k], by[2*k+1]
		}
		square = (square + 2*k + 1) % (2 * n)
	}
	b.plan.Run(b.kernel, by, make([]T, b.plan.Scratch()), false)
	return b
}

// good returns the least length from n on whose prime factors are 2, 3 and 5.
func good(n int) int {
	best := 1
	for best < n {
		best *= 2
	}
	for fives := 1; fives < best; fives *= 5 {
		for x := fives; x < best; x *= 3 {
			y := x
			for y < n {
				y *= 2
			}
			best = min(best, y)
		}
	}
	return best
}

func (b *chirp[T]) run(dst, src, scratch []T, inverse bool) {
	x, y, rest := scratch[:2*b.size], scratch[2*b.size:][:2*b.size], scratch[4*b.size:]
	// The inverse is the conjugate of the transform of the conjugate.
	sign := T(1)
	if inverse {
		sign = -1
	}
	for i := 0; i < 2*b.n; i += 2 {
		re, im, cr, ci := src[i], T(src[i+1]*sign), b.c[i], b.c[i+1]
		x[i], x[i+1] = T(re*cr)-T(im*ci), T(re*ci)+T(im*cr)
	}
	clear(x[2*b.n:])
	b.plan.Run(y, x, rest, false)
	for i := 0; i < 2*b.size; i += 2 {
		re, im, cr, ci := y[i], y[i+1], b.kernel[i], b.kernel[i+1]
		y[i], y[i+1] = T(re*cr)-T(im*ci), T(re*ci)+T(im*cr)
	}
	b.plan.Run(x, y, rest, true)
	for i := 0; i < 2*b.n; i += 2 {
		re, im, cr, ci := x[i], x[i+1], b.c[i], b.c[i+1]
		dst[i], dst[i+1] = T(re*cr)-T(im*ci), T((T(re*ci)+T(im*cr))*sign)
	}
}
