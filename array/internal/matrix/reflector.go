// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"math"

	"gonum.org/v1/gonum/blas"
)

// A reflector is H = I - tau v v^H with v[0] = 1. Stride is the distance of the
// elements of v, which need not be next to each other in a matrix.

// reflect finds the reflector with H^H x = (beta, 0, …), beta real, as LAPACK's
// zlarfg. x becomes beta and the rest of v.
func reflect(x []complex128, n, stride int) (tau complex128) {
	if n == 0 {
		return 0
	}
	alpha := x[0]
	norm := tailNorm(x, n, stride)
	if norm == 0 && imag(alpha) == 0 {
		return 0
	}
	beta := -math.Copysign(math.Hypot(math.Hypot(real(alpha), imag(alpha)), norm), real(alpha))
	// A column near the end of the range is made longer first.
	times := 0
	const least, scale = tiny / eps, eps / tiny
	for math.Abs(beta) < least && times < 20 {
		for i := 1; i < n; i++ {
			x[i*stride] *= scale
		}
		alpha *= scale
		norm = tailNorm(x, n, stride)
		beta = -math.Copysign(math.Hypot(math.Hypot(real(alpha), imag(alpha)), norm), real(alpha))
		times++
	}
	tau = complex((beta-real(alpha))/beta, -imag(alpha)/beta)
	factor := 1 / (alpha - complex(beta, 0))
	for i := 1; i < n; i++ {
		x[i*stride] *= factor
	}
	for range times {
		beta *= least
	}
	x[0] = complex(beta, 0)
	return tau
}

// tailNorm is the 2-norm of x without its first element, scaled as by Blue.
func tailNorm(x []complex128, n, stride int) float64 {
	if n < 2 {
		return 0
	}
	return level3.Dznrm2(n-1, x[stride:], stride)
}

// reflectLeft applies I - tau v v^H to the m rows and n columns of a. v[0] is taken
// for 1.
func reflectLeft(v []complex128, stride int, tau complex128, m, n int, a []complex128, ld int, work []complex128) {
	if tau == 0 || m == 0 || n == 0 {
		return
	}
	first := v[0]
	v[0] = 1
	// w = A^H v; A -= tau v w^H.
	level3.Zgemv(blas.ConjTrans, m, n, 1, a, ld, v, stride, 0, work, 1)
	level3.Zgerc(m, n, -tau, v, stride, work, 1, a, ld)
	v[0] = first
}

// reflectRight applies I - tau v v^H from the right to the m rows and n columns of a.
func reflectRight(v []complex128, stride int, tau complex128, m, n int, a []complex128, ld int, work []complex128) {
	if tau == 0 || m == 0 || n == 0 {
		return
	}
	first := v[0]
	v[0] = 1
	// w = A v; A -= tau w v^H.
	level3.Zgemv(blas.NoTrans, m, n, 1, a, ld, v, stride, 0, work, 1)
	level3.Zgerc(m, n, -tau, work, 1, v, stride, a, ld)
	v[0] = first
}
