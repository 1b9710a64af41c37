// SPDX-License-Identifier: BSD-3-Clause

package searching

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// The place of a value is the number of elements below it, or not above it, and behind all of NaN.
func TestPlacesAmongFew(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 4))
	for n := 1; n <= fewLimits+2; n++ {
		for _, special := range []bool{false, true} {
			elements := make([]float64, n)
			for i := range elements {
				elements[i] = float64(r.IntN(9)) - 4
				if special && i%3 == 0 {
					elements[i] = []float64{math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 0, math.MaxFloat32}[r.IntN(5)]
				}
			}
			slices.Sort(elements)
			checkFew(t, dtype.Float64, elements, func(x float64) float64 { return x })
			checkFew(t, dtype.Float32, elements, func(x float64) float32 { return float32(x) })
			elements[n-1] = math.NaN()
			checkFew(t, dtype.Float64, elements, func(x float64) float64 { return x })
		}
	}
}

func checkFew[T float32 | float64](t *testing.T, d dtype.DType, given []float64, of func(float64) T) {
	elements := make([]T, len(given))
	for i, x := range given {
		elements[i] = of(x)
	}
	values := append(slices.Clone(elements), T(math.NaN()), T(math.Inf(1)), T(math.Inf(-1)), 0)
	for i := range 2100 {
		values = append(values, T(i%23)/2-5)
	}
	for _, count := range []int{5, 40, len(values)} {
		for _, right := range []bool{false, true} {
			out := make([]int64, count)
			require.NoError(t, SortedRow("searchsorted", out, d, unsafe.Pointer(&elements[0]), len(elements), unsafe.Pointer(&values[0]), right))
			for i, v := range values[:count] {
				want := 0
				for _, e := range elements {
					below := e < v || v != v && e == e || right && (e == v || v != v)
					if below {
						want++
					}
				}
				require.EqualValues(t, want, out[i], "%v among %v, right: %v", v, elements, right)
			}
		}
	}
}
