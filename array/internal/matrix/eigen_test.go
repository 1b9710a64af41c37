// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Matrices whose eigenvalues converge differently: by all shifts, none, in blocks, only by exceptional shifts, badly
// conditioned.
var generalMatrices = map[string]func(r *rand.Rand, n, i, j int) float64{
	"random":   func(r *rand.Rand, n, i, j int) float64 { return r.NormFloat64() },
	"positive": func(r *rand.Rand, n, i, j int) float64 { return r.Float64() },
	"blocks":   func(r *rand.Rand, n, i, j int) float64 { return choose(i > n/2 && j < n/3, 0, r.NormFloat64()) },
	"lower":    func(r *rand.Rand, n, i, j int) float64 { return choose(i < j, 0, r.NormFloat64()) },
	"upper":    func(r *rand.Rand, n, i, j int) float64 { return choose(i > j, 0, r.NormFloat64()) },
	"zero":     func(r *rand.Rand, n, i, j int) float64 { return 0 },
	"identity": func(r *rand.Rand, n, i, j int) float64 { return choose(i == j, 1, 0) },
	"cycle":    func(r *rand.Rand, n, i, j int) float64 { return choose((i+1)%n == j, 1, 0) },
	"Jordan":   func(r *rand.Rand, n, i, j int) float64 { return choose(i == j || i+1 == j, 1, 0) },
	"rotations": func(r *rand.Rand, n, i, j int) float64 {
		return choose(i/2 == j/2, []float64{0.6, -0.8, 0.8, 0.6}[i%2*2+j%2], 0)
	},
	"symmetric":  func(r *rand.Rand, n, i, j int) float64 { return 1 / float64(i+j+1) },
	"graded":     func(r *rand.Rand, n, i, j int) float64 { return math.Ldexp(r.NormFloat64(), -(i+j)/4) },
	"Hessenberg": func(r *rand.Rand, n, i, j int) float64 { return choose(i > j+1, 0, r.NormFloat64()) },
	"huge":       func(r *rand.Rand, n, i, j int) float64 { return 1e305 * r.NormFloat64() },
	"tiny":       func(r *rand.Rand, n, i, j int) float64 { return 1e-305 * r.NormFloat64() },
	"rank 1":     func(r *rand.Rand, n, i, j int) float64 { return float64(i+1) * float64(j-3) },
}

func choose(which bool, x, y float64) float64 {
	if which {
		return x
	}
	return y
}

// A v = w v, vectors have length 1, conjugate pairs lie side by side, and the eigenvalues are those that are found without
// vectors.
func TestEigen(t *testing.T) {
	sizes := []int{1, 2, 3, 17, doubleShift + 1}
	if !testing.Short() {
		sizes = append(sizes, doubleShift, 100, 170)
	}
	for name, element := range generalMatrices {
		for _, n := range sizes {
			t.Run(fmt.Sprint(name, " ", n), func(t *testing.T) {
				r := rand.New(rand.NewPCG(uint64(n), 5))
				a := make([]float64, n*n)
				norm := 0.0
				for i := range a {
					a[i] = element(r, n, i/n, i%n)
					norm = max(norm, math.Abs(a[i]))
				}
				if norm == 0 {
					norm = 1
				}
				w, v, alone := make([]complex128, n), make([]complex128, n*n), make([]complex128, n)
				require.True(t, Eigen(n, slices.Clone(a), w, v))
				require.True(t, Eigen(n, slices.Clone(a), alone, nil))
				bound := 4e-15 * float64(n)
				for j := range n {
					length := 0.0
					for i := range n {
						x := v[i*n+j]
						length += real(x)*real(x) + imag(x)*imag(x)
						residual := -(w[j] / complex(norm, 0)) * x
						for k := range n {
							residual += complex(a[i*n+k]/norm, 0) * v[k*n+j]
						}
						require.LessOrEqual(t, cmplx.Abs(residual), bound, "column %d row %d", j, i)
					}
					require.InDelta(t, 1, length, 1e-13)
				}
				var sum, trace float64
				for i := 0; i < n; i++ {
					trace += a[i*n+i] / norm
					sum += real(w[i]) / norm
					if imag(w[i]) > 0 {
						require.Equal(t, cmplx.Conj(w[i]), w[i+1])
						require.Equal(t, cmplx.Conj(v[i]), v[i+1])
					}
				}
				assert.InDelta(t, trace, sum, bound*math.Sqrt(float64(n)))
				if name != "Jordan" && name != "graded" { // whose eigenvalues move by the root of what elements do
					assert.LessOrEqual(t, farthest(alone, w), norm*1e-11)
				}
			})
		}
	}
}

// farthest returns how far an element of x is from that of y which is nearest and not another one's.
func farthest(x, y []complex128) float64 {
	left, worst := slices.Clone(y), 0.0
	for _, z := range x {
		at := 0
		for i, u := range left {
			if cmplx.Abs(u-z) < cmplx.Abs(left[at]-z) {
				at = i
			}
		}
		worst = max(worst, cmplx.Abs(left[at]-z))
		left = slices.Delete(left, at, at+1)
	}
	return worst
}

// Eigenvalues that a triangle shows are those, to the bit.
func TestEigenOfTriangles(t *testing.T) {
	const n = 90
	for _, lower := range []bool{false, true} {
		r := rand.New(rand.NewPCG(3, 4))
		a := make([]float64, n*n)
		want := make([]complex128, n)
		for i := range n {
			for j := range n {
				if i == j || i < j != lower {
					a[i*n+j] = r.NormFloat64()
				}
			}
			want[i] = complex(a[i*n+i], 0)
		}
		w := make([]complex128, n)
		require.True(t, Eigen(n, a, w, make([]complex128, n*n)))
		assert.ElementsMatch(t, want, w)
	}
}

// Vectors have the signs that LAPACK's dgeev gives them: these are NumPy's.
func TestEigenSigns(t *testing.T) {
	w, v := make([]complex128, 2), make([]complex128, 4)
	require.True(t, Eigen(2, []float64{1, 2, 3, 4}, w, v))
	for i, want := range []float64{-0.82456484, -0.41597356, 0.56576746, -0.90937671} {
		assert.InDelta(t, want, real(v[i]), 1e-8)
	}
}
