// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// random returns a matrix of normally distributed elements.
func random[T Number](r *rand.Rand, m, n int) []T {
	a := make([]T, m*n)
	for i := range a {
		switch p := any(&a[i]).(type) {
		case *float64:
			*p = r.NormFloat64()
		case *complex128:
			*p = complex(r.NormFloat64(), r.NormFloat64())
		}
	}
	return a
}

// times multiplies square matrices by three loops.
func times[T Number](n int, a, b []T) []T {
	c := make([]T, n*n)
	for i := range n {
		for k := range n {
			for j := range n {
				c[i*n+j] += a[i*n+k] * b[k*n+j]
			}
		}
	}
	return c
}

func near[T Number](t *testing.T, want, got []T, bound float64, what ...any) {
	for i := range want {
		d := cmplx.Abs(asComplex(want[i]) - asComplex(got[i]))
		require.LessOrEqual(t, d, bound, fmt.Sprint(what...), i)
	}
}

func asComplex[T Number](x T) complex128 {
	if z, is := any(x).(complex128); is {
		return z
	}
	return complex(any(x).(float64), 0)
}

var sizes = []int{1, 2, 7, 8, 9, 17, 33, 64, 65, 100, 150}

// A product of this size is subtracted in strips.
const stripped = 700

func testLU[T Number](t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range sizes {
		a := random[T](r, n, n)
		if n > 2 { // an exchange is needed at once
			a[0] = *new(T)
		}
		f, pivots := append([]T(nil), a...), make([]int, n)
		require.True(t, LU(n, f, pivots))
		l, u := make([]T, n*n), make([]T, n*n)
		Identity(n, l, n)
		for i := range n {
			copy(l[i*n:][:i], f[i*n:])
			copy(u[i*n+i:][:n-i], f[i*n+i:])
			for j := range i {
				require.LessOrEqual(t, cmplx.Abs(asComplex(l[i*n+j])), math.Sqrt2)
			}
		}
		permuted := append([]T(nil), a...)
		exchange(n, permuted, n, pivots)
		near(t, permuted, times(n, l, u), 1e-13*float64(n), "LU of ", n)

		for _, sides := range []int{1, 3, n} {
			x := random[T](r, n, sides)
			b := make([]T, n*sides)
			for i := range n {
				for k := range n {
					for j := range sides {
						b[i*sides+j] += a[i*n+k] * x[k*sides+j]
					}
				}
			}
			Solve(n, sides, f, pivots, b)
			near(t, x, b, 1e-8, "solution of ", n, sides)
		}

		// Two equal rows leave no pivot.
		if n > 1 {
			copy(a[n:2*n], a[:n])
			clear(a[:n])
			require.False(t, LU(n, a, pivots))
		}
	}
}

func TestStrips(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, lower := range []bool{false, true} {
		n, k := stripped, 5
		a, b, c := random[float64](r, n, k), random[float64](r, k, n), random[float64](r, n, n)
		want := append([]float64(nil), c...)
		for i := range n {
			for j := range n {
				for p := 0; p < k && (!lower || j <= i); p++ {
					want[i*n+j] -= a[i*k+p] * b[p*n+j]
				}
			}
		}
		subtract(n, n, k, a, k, b, n, false, c, n, lower)
		near(t, want, c, 1e-13, "strips")
	}
}

func TestLU(t *testing.T) {
	t.Run("float64", testLU[float64])
	t.Run("complex128", testLU[complex128])
}

func testCholesky[T Number](t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range sizes {
		// L has a positive diagonal, so that it is the factor.
		l := random[T](r, n, n)
		for i := range n {
			clear(l[i*n+i+1:][:n-i-1])
			l[i*n+i] = fromReal[T](float64(n) + r.Float64())
		}
		h := make([]T, n*n)
		Transpose(n, n, l, h)
		a := times(n, l, h)
		above := 0
		for i := range n {
			for j := i + 1; j < n; j++ { // which it neither reads nor writes
				a[i*n+j] = fromReal[T](math.NaN())
				above++
			}
		}
		require.True(t, Cholesky(n, a))
		for i := range n {
			near(t, l[i*n:][:i+1], a[i*n:][:i+1], 1e-11*float64(n), "Cholesky of ", n)
			for _, x := range a[i*n+i+1:][:n-i-1] {
				require.True(t, x != x)
				above--
			}
		}
		require.Zero(t, above)
		for i := range n {
			for j := range n {
				a[i*n+j] = fromReal[T](1) // singular, and indefinite with less on the diagonal
			}
		}
		a[n*n-1] = fromReal[T](-1)
		require.False(t, Cholesky(n, a))
	}
}

func TestCholesky(t *testing.T) {
	t.Run("float64", testCholesky[float64])
	t.Run("complex128", testCholesky[complex128])
}

func testTimesQ[T Number](t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, size := range [][2]int{{1, 1}, {5, 5}, {9, 4}, {70, 40}, {100, 3}} {
		m, n := size[0], size[1]
		a, b := random[T](r, m, n), random[T](r, m, 3)
		f, tau, q := append([]T(nil), a...), make([]T, n), make([]T, m*n)
		QR(m, n, f, tau)
		copy(q, f)
		Q(m, n, q, tau)
		want := make([]T, n*3)
		for i := range n {
			for k := range m {
				for j := range 3 {
					want[i*3+j] += conj(q[k*n+i]) * b[k*3+j]
				}
			}
		}
		TimesQ(m, n, 3, f, tau, b)
		near(t, want, b[:n*3], 1e-13*float64(m), "Q^H b of ", m, n)
	}
}

func TestTimesQ(t *testing.T) {
	t.Run("float64", testTimesQ[float64])
	t.Run("complex128", testTimesQ[complex128])
}
