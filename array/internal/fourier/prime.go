// SPDX-License-Identifier: BSD-3-Clause

package fourier

import (
	"unsafe"

	"github.com/arraygen/arraygen/generated/products"
	"github.com/arraygen/arraygen/internal/gemm"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// prime is the pass of a large odd radix, by its definition: with the elements that lie opposite taken together, as in any,
// the sums over k for all p and q are two products of matrices, of the cosines and of the sines with as many columns as a
// stretch src[k s m:][:s m] has parts.
type prime[T Real] struct {
	half     int // of the radix, rounded down
	cos, sin []T // of 2 pi j k/radix, for j and k from 1 to half
	tiles    *kernel.TileSet
}

func newPrime[T Real](radix int) *prime[T] {
	x := &prime[T]{half: radix / 2, tiles: &products.MatmulFloat64}
	if unsafe.Sizeof(T(0)) == 4 {
		x.tiles = &products.MatmulFloat32
	}
	c := newCircle(radix)
	for j := 1; j <= x.half; j++ {
		for k := 1; k <= x.half; k++ {
			re, im := c.at(j * k % radix)
			x.cos, x.sin = append(x.cos, T(re)), append(x.sin, T(-im))
		}
	}
	return x
}

// run is pass.run for s, with scratch memory of four parts for each element of the transform.
func (x *prime[T]) run(s *pass[T], dst, src, scratch []T, sign T, stride int) {
	h, r, w := x.half, s.radix, 2*stride
	wide := s.m * w // the parts of a row
	plus, minus := scratch[:h*wide], scratch[h*wide:][:h*wide]
	even, odd := scratch[2*h*wide:][:h*wide], scratch[3*h*wide:][:h*wide]
	total := scratch[4*h*wide:][:wide]
	first := src[:wide]
	copy(total, first)
	for k := 1; k <= h; k++ {
		a, b := src[k*wide:][:wide], src[(r-k)*wide:][:wide]
		u, v := plus[(k-1)*wide:][:wide], minus[(k-1)*wide:][:wide]
		for i := range a {
			u[i], v[i] = a[i]+b[i], a[i]-b[i]
			total[i] += u[i]
		}
	}
	x.multiply(even, x.cos, plus, wide)
	x.multiply(odd, x.sin, minus, wide)
	next, step := x.strides(wide)
	for p := range s.m {
		var roots []T
		if p > 0 {
			roots = s.roots[2*(p-1)*(r-1):][:2*(r-1)]
		}
		out := dst[r*p*w:][:r*w]
		copy(out[:w], total[p*w:])
		for j := 1; j <= h; j++ {
			at, a := (j-1)*next+p*w*step, first[p*w:][:w]
			for i := 0; i+1 < w; i, at = i+2, at+2*step {
				cr, ci := a[i]+even[at], a[i+1]+even[at+step]
				sr, si := T(odd[at]*sign), T(odd[at+step]*sign)
				s.store(out, roots, w, i, j, cr+si, ci-sr, sign)
				s.store(out, roots, w, i, r-j, cr-si, ci+sr, sign)
			}
		}
	}
}

// narrow is how many parts in a row are too few for vectors of them. The products are then made, and lie, transposed: the
// factors are symmetric, and their rows are vectors. No sum changes by it.
const narrow = 8

// strides returns how far neighbours along a column, and along a row, of a product with so many parts in a row are apart.
func (x *prime[T]) strides(wide int) (next, step int) {
	if wide < narrow {
		return 1, x.half
	}
	return wide, 1
}

// multiply writes the product of the factors and as many rows of so many parts to z.
func (x *prime[T]) multiply(z, factors, rows []T, wide int) {
	size := int(unsafe.Sizeof(z[0]))
	matrix := func(x []T, row, column int) gemm.Matrix {
		return gemm.Matrix{Ptr: unsafe.Pointer(unsafe.SliceData(x)), Row: row * size, Col: column * size}
	}
	next, step := x.strides(wide)
	product := gemm.Product{Set: x.tiles, Size: size, M: x.half, N: wide, K: x.half, Threads: 1, C: matrix(z, next, step)}
	product.A, product.B = matrix(factors, x.half, 1), matrix(rows, wide, 1)
	if wide < narrow {
		product.M, product.N, product.C = wide, x.half, product.C.T()
		product.A, product.B = product.B.T(), product.A
	}
	product.Run()
}
