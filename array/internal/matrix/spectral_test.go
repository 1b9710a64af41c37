// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// product multiplies a, m × k, and b, k × n, by three loops.
func product[T Number](m, n, k int, a, b []T) []T {
	c := make([]T, m*n)
	for i := range m {
		for p := range k {
			for j := range n {
				c[i*n+j] += a[i*k+p] * b[p*n+j]
			}
		}
	}
	return c
}

func transposed[T Number](m, n int, a []T) []T {
	b := make([]T, m*n)
	Transpose(m, n, a, b)
	return b
}

// norm is the Frobenius norm, for any magnitude.
func norm[T Number](a []T) float64 {
	n := 0.0
	for _, x := range a {
		n = math.Hypot(n, math.Hypot(real(asComplex(x)), imag(asComplex(x))))
	}
	return n
}

// orthonormal asserts that the n columns of m rows are.
func orthonormal[T Number](t *testing.T, m, n int, q []T, what ...any) {
	t.Helper()
	gram := product(n, n, m, transposed(m, n, q), q)
	for i := range n {
		gram[i*n+i] -= 1
	}
	require.LessOrEqual(t, norm(gram), 4*eps*float64(m+8), what...)
}

// symmetricMatrices are matrices of n rows that decompositions find hard.
func symmetricMatrices[T Number](r *rand.Rand, n int) map[string][]T {
	all := map[string][]T{}
	add := func(name string, f func(i, j int) T) {
		a := make([]T, n*n)
		for i := range n {
			for j := range i + 1 {
				a[i*n+j] = f(i, j)
				a[j*n+i] = conj(a[i*n+j])
			}
			a[i*n+i] = realPart(a[i*n+i])
		}
		all[name] = a
	}
	one := func() T { return random[T](r, 1, 1)[0] }
	add("random", func(i, j int) T { return one() })
	add("zero", func(i, j int) T { return 0 })
	add("identity", func(i, j int) T {
		if i == j {
			return 1
		}
		return 0
	})
	add("ones", func(i, j int) T { return 1 })
	add("huge", func(i, j int) T { return one() * fromReal[T](1e300) })
	add("tiny", func(i, j int) T { return one() * fromReal[T](1e-300) })
	add("subnormal", func(i, j int) T { return one() * fromReal[T](1e-310) })
	add("graded", func(i, j int) T { return one() * fromReal[T](math.Pow(10, -float64(i+j)*30/float64(n))) })
	add("graded up", func(i, j int) T { return one() * fromReal[T](math.Pow(10, float64(i+j)*150/float64(n))) })
	add("wilkinson", func(i, j int) T {
		switch i - j {
		case 0:
			return fromReal[T](math.Abs(float64(i) - float64(n-1)/2))
		case 1:
			return 1
		}
		return 0
	})
	add("laplacian", func(i, j int) T {
		switch i - j {
		case 0:
			return 2
		case 1:
			return -1
		}
		return 0
	})
	add("diagonal", func(i, j int) T {
		if i == j {
			return fromReal[T](float64((i * 7) % 5))
		}
		return 0
	})
	rank := random[T](r, n, 2)
	add("rank 2", func(i, j int) T { return rank[2*i]*conj(rank[2*j]) + rank[2*i+1]*conj(rank[2*j+1]) })
	add("blocks", func(i, j int) T {
		if i/7 == j/7 {
			return one()
		}
		return 0
	})
	add("mixed magnitudes", func(i, j int) T { return one() * fromReal[T](math.Pow(10, 40*r.Float64()-20)) })
	return all
}

var spectralSizes = []int{1, 2, 3, 24, 49, 64, 101}

func testHermitian[T Number](t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for _, n := range spectralSizes {
		for name, a := range symmetricMatrices[T](r, n) {
			for _, upper := range []bool{false, true} {
				what := fmt.Sprint(name, " of ", n, upper)
				v := slices.Clone(a)
				for i := range n { // the other triangle is not read
					for j := range i {
						if upper {
							v[i*n+j] = fromReal[T](7)
						} else {
							v[j*n+i] = fromReal[T](7)
						}
					}
				}
				values := slices.Clone(v)
				w, only := make([]float64, n), make([]float64, n)
				require.True(t, Hermitian(n, v, w, true, upper), what)
				require.True(t, Hermitian(n, values, only, false, upper), what)
				require.True(t, slices.IsSorted(w), what)
				size := norm(a)
				for i := range w {
					require.InDelta(t, w[i], only[i], 4*eps*float64(n+8)*size+0x1p-1074, what)
				}
				orthonormal(t, n, n, v, what)
				// A V = V W, in a scale where it can be multiplied.
				scale := 1.0
				if size > 0 {
					_, e := math.Frexp(size)
					scale = math.Ldexp(1, min(-e, 1000))
				}
				left := slices.Clone(a)
				for i := range left {
					left[i] *= fromReal[T](scale)
				}
				left = product(n, n, n, left, v)
				for i := range n {
					for j := range n {
						left[i*n+j] -= v[i*n+j] * fromReal[T](w[j]*scale)
					}
				}
				require.LessOrEqual(t, norm(left), 4*eps*float64(n+8)*(size*scale)+float64(n)*0x1p-1074*scale, what)
			}
		}
	}
}

func TestHermitian(t *testing.T) {
	t.Run("float64", testHermitian[float64])
	t.Run("complex128", testHermitian[complex128])
}

func testSVD[T Number](t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for _, n := range spectralSizes {
		for name, square := range symmetricMatrices[T](r, n) {
			for _, shape := range [][2]int{{n, n}, {n + n/3, n}, {2*n + 1, n}, {n, n + n/3}, {n, 2*n + 1}} {
				m, c := shape[0], shape[1]
				if m != c && (n > 64 || name != "random" && name != "tiny" && name != "rank 2" && name != "zero") {
					continue
				}
				a := make([]T, m*c)
				for i := range m {
					for j := range c {
						a[i*c+j] = square[i%n*n+j%n]
						if j > i && name == "random" { // not symmetric
							a[i*c+j] += 1
						}
					}
				}
				for _, full := range []bool{false, true} {
					what := fmt.Sprint(name, " of ", m, c, full)
					k := min(m, c)
					p, q := k, k
					if full {
						p, q = m, c
					}
					s, only, u, vh := make([]float64, k), make([]float64, k), make([]T, m*p), make([]T, q*c)
					for i := range u {
						u[i] = fromReal[T](math.NaN())
					}
					for i := range vh {
						vh[i] = fromReal[T](math.NaN())
					}
					require.True(t, SVD(m, c, slices.Clone(a), s, u, p, vh, q), what)
					require.True(t, SVD(m, c, slices.Clone(a), only, nil, 0, nil, 0), what)
					size := norm(a)
					for i := range s {
						require.GreaterOrEqual(t, s[i], 0.0, what)
						require.True(t, i == 0 || s[i] <= s[i-1], what)
						require.InDelta(t, s[i], only[i], 4*eps*float64(m+c)*size+0x1p-1074, what)
					}
					orthonormal(t, m, p, u, what)
					orthonormal(t, c, q, transposed(q, c, vh), what)
					scale := 1.0
					if size > 0 {
						_, e := math.Frexp(size)
						scale = math.Ldexp(1, min(-e, 1000))
					}
					us := make([]T, m*k)
					for i := range m {
						for j := range k {
							us[i*k+j] = u[i*p+j] * fromReal[T](s[j]*scale)
						}
					}
					rest := product(m, c, k, us, vh)
					for i := range rest {
						rest[i] -= a[i] * fromReal[T](scale)
					}
					require.LessOrEqual(t, norm(rest), 4*eps*float64(m+c)*(size*scale)+float64(m)*0x1p-1074*scale, what)
				}
			}
		}
	}
}

func TestSVD(t *testing.T) {
	t.Run("float64", testSVD[float64])
	t.Run("complex128", testSVD[complex128])
}

func TestQR(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	for _, size := range [][2]int{{1, 1}, {3, 7}, {32, 32}, {48, 49}, {49, 48}, {64, 33}, {130, 100}, {100, 130}, {97, 97}, {300, 2}} {
		for _, scale := range []float64{1, 1e300, 1e-300, 0} {
			m, n := size[0], size[1]
			what := fmt.Sprint(m, n, scale)
			a := random[float64](r, m, n)
			for i := range a {
				a[i] *= scale
			}
			least := min(m, n)
			for _, k := range []int{least, m} {
				f, tau := slices.Clone(a), make([]float64, least)
				QR(m, n, f, tau)
				q := make([]float64, m*k)
				for i := range m {
					copy(q[i*k:][:k], f[i*n:][:min(n, k)])
				}
				Q(m, k, q, tau)
				orthonormal(t, m, k, q, what)
				upper := make([]float64, k*n)
				for i := range least {
					copy(upper[i*n+i:][:n-i], f[i*n+i:])
				}
				by := 1.0
				if scale != 0 {
					by = 1 / scale
				}
				for i := range upper {
					upper[i] *= by
				}
				rest := product(m, n, k, q, upper)
				for i := range rest {
					rest[i] -= a[i] * by
				}
				require.LessOrEqual(t, norm(rest), 2*eps*float64(m+n)*math.Sqrt(float64(m*n)), what)
			}
		}
	}
}

// The solution is that of the singular vectors, of full rank and of less.
func TestLeastSquares(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 18))
	for _, size := range [][3]int{{1, 1, 1}, {3, 3, 2}, {40, 30, 1}, {48, 48, 3}, {49, 48, 1}, {120, 70, 2}, {90, 80, 90}, {500, 3, 1}, {5, 5, 0}} {
		m, n, k := size[0], size[1], size[2]
		for _, rank := range []int{n, (n + 1) / 2} {
			for _, scale := range []float64{1, 1e300, 1e-300} {
				what := fmt.Sprint(size, rank, scale)
				a := product(m, n, rank, random[float64](r, m, rank), random[float64](r, rank, n))
				for i := range a {
					a[i] *= scale / float64(n)
				}
				b := random[float64](r, m, k)
				u, s, vh := make([]float64, m*n), make([]float64, n), make([]float64, n*n)
				require.True(t, SVD(m, n, slices.Clone(a), s, u, n, vh, n), what)
				parts := product(n, k, m, transposed(m, n, u), b)
				for i := range n {
					for j := range k {
						parts[i*k+j] /= s[i] / scale
						if i >= rank {
							parts[i*k+j] = 0
						}
					}
				}
				want := product(n, k, n, transposed(n, n, vh), parts)
				x, values := make([]float64, n*k), make([]float64, n)
				got, ok := LeastSquares(m, n, k, slices.Clone(a), slices.Clone(b), values, 1e-11, x)
				require.True(t, ok, what)
				require.Equal(t, rank, got, what)
				for i := range want {
					want[i] -= x[i] * scale
				}
				require.LessOrEqual(t, norm(want), 1e-13*float64(m)*s[0]/s[rank-1]*norm(parts), what)
				for i := range s {
					require.InDelta(t, s[i], values[i], 1e-14*float64(m)*s[0], what)
				}
			}
		}
	}
	_, ok := LeastSquares(1, 1, 1, []float64{math.NaN()}, []float64{1}, []float64{0}, 0, []float64{0})
	require.False(t, ok)
}
