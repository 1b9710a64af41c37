// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
)

// convolved is a convolution in full, by the definition: each sum is a chain of fused multiply-adds from the last
// element of the shorter array to the first, begun anew every 256 products, with zeros beyond the ends.
func convolved(x, y []float64) []float64 {
	if len(x) < len(y) {
		x, y = y, x
	}
	z := make([]float64, len(x)+len(y)-1)
	for p := range z {
		for begin := 0; begin < len(y); begin += 256 {
			sum := 0.0
			for i := begin; i < min(begin+256, len(y)); i++ {
				j := len(y) - 1 - i
				if at := p - j; at >= 0 && at < len(x) {
					sum = math.FMA(x[at], y[j], sum)
				}
			}
			if begin == 0 {
				z[p] = sum
			} else {
				z[p] += sum
			}
		}
	}
	return z
}

func TestConvolve(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, lengths := range [][2]int{{1, 1}, {2, 1}, {3, 5}, {10, 10}, {63, 4}, {1000, 255}, {700, 300}, {20_000, 9}, {20_000, 270}, {600, 600}} {
		xs, ys := make([]float64, lengths[0]), make([]float64, lengths[1])
		for _, v := range [][]float64{xs, ys} {
			for i := range v {
				v[i] = r.NormFloat64()
			}
		}
		x, y := ndarray.FromSlice(xs), ndarray.FromSlice(ys)
		full := convolved(xs, ys)
		n, m := max(len(xs), len(ys)), min(len(xs), len(ys))
		first := (m - 1) / 2
		for mode, want := range map[string][]float64{"full": full, "same": full[first : first+n], "valid": full[m-1 : n]} {
			z := array.Convolve(x, y, array.Mode(mode))
			got, err := ndarray.ToSlice[float64](z)
			require.NoError(t, err)
			assert.Equal(t, want, got, fmt.Sprint(lengths, mode))
			backwards, err := ndarray.ToSlice[float64](array.Correlate(x, y.Flip(), array.Mode("full")))
			require.NoError(t, err)
			assert.Equal(t, full, backwards, fmt.Sprint(lengths, "correlate"))
		}
	}
}
