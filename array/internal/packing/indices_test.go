// SPDX-License-Identifier: BSD-3-Clause

package packing_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array/internal/packing"
)

// Of flags of any density, 1 or another byte, all indices are written, or as many as there is room for and nothing behind them.
func TestIndices(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	lengths := []int{4095, 4096, 4097, 8191, 8200, 70_000, 150_001}
	for n := range 201 {
		lengths = append(lengths, n)
	}
	for _, n := range lengths {
		for _, density := range []int{0, 1, 50, 99, 100} {
			flags := make([]uint8, n)
			want := []int64{}
			for i := range flags {
				if r.IntN(100) < density {
					flags[i] = []uint8{1, 1, 2, 255}[r.IntN(4)]
					want = append(want, int64(i))
				}
			}
			for _, room := range []int{len(want), len(want) / 2, min(len(want), 1), n} {
				dst := make([]int64, n)
				for i := range dst {
					dst[i] = -1
				}
				found := min(room, len(want))
				require.Equal(t, found, packing.Indices(dst[:room], flags), "%d of %d", room, n)
				require.Equal(t, want[:found], dst[:found:found], "%d of %d", room, n)
				for _, rest := range dst[found:] {
					require.Equal(t, int64(-1), rest, "%d of %d", room, n)
				}
			}
		}
	}
}
