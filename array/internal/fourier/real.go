// SPDX-License-Identifier: BSD-3-Clause

package fourier

// RealPlan is how to transform n real elements: an even number as half as many complex
// ones.
type RealPlan[T Real] struct {
	n     int
	plan  *Plan[T]
	roots []T // exp(-2 pi i k/n) for k up to n/4, n even
}

func newRealPlan[T Real](n int) *RealPlan[T] {
	if n%2 != 0 {
		return &RealPlan[T]{n: n, plan: For[T](n)}
	}
	p := &RealPlan[T]{n: n, plan: For[T](n / 2)}
	c := newCircle(n)
	for k := 0; k <= n/4; k++ {
		re, im := c.at(k)
		p.roots = append(p.roots, T(re), T(im))
	}
	return p
}

// ForReal returns the plan for n real elements, n > 0.
func ForReal[T Real](n int) *RealPlan[T] {
	if _, is := any(T(0)).(float32); is {
		return any(reals32.get(n, newRealPlan[float32])).(*RealPlan[T])
	}
	return any(reals64.get(n, newRealPlan[float64])).(*RealPlan[T])
}

// Scratch returns how many parts of scratch memory the methods need.
func (p *RealPlan[T]) Scratch() int { return p.plan.Scratch() + 4*p.n }

// Forward writes the first n/2+1 elements of the transform of the n real elements of
// src to dst, without a factor. src and dst must not overlap.
func (p *RealPlan[T]) Forward(dst, src, scratch []T) {
	n := p.n
	if n%2 != 0 {
		x, y, rest := scratch[:2*n], scratch[2*n:][:2*n], scratch[4*n:]
		for i, v := range src[:n] {
			x[2*i], x[2*i+1] = v, 0
		}
		p.plan.Run(y, x, rest, false)
		copy(dst, y[:n+1])
		dst[1] = 0
		return
	}
	half := n / 2
	p.plan.Run(dst[:n], src[:n], scratch, false)
	// With E and O the transforms of the even and odd elements, Z = E + iO,
	// X[k] = E[k] + w^k O[k].
	re, im := dst[0], dst[1]
	dst[0], dst[1] = re+im, 0
	dst[n], dst[n+1] = re-im, 0
	for k := 1; k <= half/2; k++ {
		a, b := dst[2*k:][:2:2], dst[2*(half-k):][:2:2]
		er, ei := T((a[0]+b[0])*0.5), T((a[1]-b[1])*0.5)
		or, oi := T((a[1]+b[1])*0.5), T((b[0]-a[0])*0.5)
		cr, ci := p.roots[2*k], p.roots[2*k+1]
		tr, ti := T(or*cr)-T(oi*ci), T(or*ci)+T(oi*cr)
		b[0], b[1] = er-tr, ti-ei
		a[0], a[1] = er+tr, ei+ti
	}
}

// Inverse writes the n real elements whose transform begins with the n/2+1 elements of
// src to dst, times n. The imaginary part of the first, and of the last for even n, is
// not looked at. src and dst must not overlap.
func (p *RealPlan[T]) Inverse(dst, src, scratch []T) {
	n := p.n
	x, rest := scratch[:2*n], scratch[4*n:]
	if n%2 != 0 {
		y := scratch[2*n:][:2*n]
		x[0], x[1] = src[0], 0
		for k := 1; k <= n/2; k++ {
			x[2*k], x[2*k+1] = src[2*k], src[2*k+1]
			x[2*(n-k)], x[2*(n-k)+1] = src[2*k], -src[2*k+1]
		}
		p.plan.Run(y, x, rest, true)
		for i := range dst[:n] {
			dst[i] = y[2*i]
		}
		return
	}
	half := n / 2
	x[0], x[1] = src[0]+src[n], src[0]-src[n]
	for k := 1; k <= half/2; k++ {
		a, b := src[2*k:][:2:2], src[2*(half-k):][:2:2]
		er, ei := a[0]+b[0], a[1]-b[1]
		dr, di := a[0]-b[0], a[1]+b[1]
		cr, ci := p.roots[2*k], -p.roots[2*k+1]
		or, oi := T(dr*cr)-T(di*ci), T(dr*ci)+T(di*cr)
		x[2*k], x[2*k+1] = er-oi, ei+or
		x[2*(half-k)], x[2*(half-k)+1] = er+oi, or-ei
	}
	p.plan.Run(dst[:n], x[:n], rest, true)
}
