// SPDX-License-Identifier: BSD-3-Clause

// Package matrix factors dense matrices in C order. Real matrices are factored by products of matrices on the library's
// kernels: in panels and blocks, and eigenvectors of symmetric matrices and singular vectors by dividing. Eigenvalues of
// other real matrices are found by sweeps of many shifts, between looks by gonum's LAPACK at a window of few rows. Complex matrices are factored by LAPACK's algorithms, written here on
// gonum's BLAS, since gonum has no complex LAPACK. Functions work in place; the caller gives the memory.
//
// In real code that isn't gonum's, a product that is added to something is converted to float64 first, so that no
// architecture fuses the two.
package matrix

//go:generate go run -tags purego github.com/arraygen/arraygen/cmd/arraygen generate

import (
	"math"

	blas "gonum.org/v1/gonum/blas/gonum"
	lapack "gonum.org/v1/gonum/lapack/gonum"
)

// Number is the types that matrices are computed in.
type Number interface{ float64 | complex128 }

var (
	level3 blas.Implementation
	real64 lapack.Implementation
)

// eps is the distance from 1 to the next float64, tiny the least normal one.
const (
	eps  = 0x1p-52
	tiny = 0x1p-1022
)

// Identity sets the leading square of a, of rows of length ld, to the identity.
func Identity[T Number](n int, a []T, ld int) {
	for i := range n {
		row := a[i*ld:][:n]
		clear(row)
		row[i] = 1
	}
}

// Finite reports whether no element is infinite or NaN.
func Finite[T Number](a []T) bool {
	switch a := any(a).(type) {
	case []float64:
		for _, x := range a {
			if x-x != 0 {
				return false
			}
		}
	case []complex128:
		for _, x := range a {
			if real(x)-real(x) != 0 || imag(x)-imag(x) != 0 {
				return false
			}
		}
	}
	return true
}

// Mirror sets the triangle of a square matrix above the diagonal to the conjugate
// of that below it, or with upper, the one below to that above. The diagonal
// becomes real.
func Mirror[T Number](n int, a []T, upper bool) {
	for i := range n {
		a[i*n+i] = realPart(a[i*n+i])
		for j := range i {
			if upper {
				a[i*n+j] = conj(a[j*n+i])
			} else {
				a[j*n+i] = conj(a[i*n+j])
			}
		}
	}
}

// Triangle sets what lies below the diagonal of the rows of a, of length n, to
// zero, or with lower, what lies above.
func Triangle[T Number](m, n int, a []T, lower bool) {
	for i := range m {
		row := a[i*n:][:n]
		if lower {
			clear(row[min(i+1, n):])
		} else {
			clear(row[:min(i, n)])
		}
	}
}

// Transpose sets b, of n rows, to the conjugate transpose of a, of m rows.
func Transpose[T Number](m, n int, a, b []T) {
	for i := range m {
		for j := range n {
			b[j*m+i] = conj(a[i*n+j])
		}
	}
}

// conj returns the conjugate of x.
func conj[T Number](x T) T {
	if z, is := any(x).(complex128); is {
		return any(complex(real(z), -imag(z))).(T)
	}
	return x
}

func realPart[T Number](x T) T {
	if z, is := any(x).(complex128); is {
		return any(complex(real(z), 0)).(T)
	}
	return x
}

// realOf returns the real part of x.
func realOf[T Number](x T) float64 {
	switch x := any(x).(type) {
	case float64:
		return x
	case complex128:
		return real(x)
	}
	return 0
}

// fromReal returns x as an element.
func fromReal[T Number](x float64) T {
	var zero T
	if _, is := any(zero).(float64); is {
		return any(x).(T)
	}
	return any(complex(x, 0)).(T)
}

// over returns x / r.
func over[T Number](x T, r float64) T {
	switch x := any(x).(type) {
	case float64:
		return any(x / r).(T)
	case complex128:
		return any(complex(real(x)/r, imag(x)/r)).(T)
	}
	return x
}

// magnitude is the measure by which LAPACK chooses pivots.
func magnitude[T Number](x T) float64 {
	switch x := any(x).(type) {
	case float64:
		return math.Abs(x)
	case complex128:
		return math.Abs(real(x)) + math.Abs(imag(x))
	}
	return 0
}
