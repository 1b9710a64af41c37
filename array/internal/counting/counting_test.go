// SPDX-License-Identifier: BSD-3-Clause

package counting

import (
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// TestCount compares with a loop: few and many numbers, of which some are too great for the counts.
func TestCount(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, d := range []dtype.DType{dtype.Bool, dtype.Int8, dtype.Uint8, dtype.Int16, dtype.Uint16, dtype.Int32, dtype.Uint32, dtype.Int64, dtype.Uint64} {
		for _, n := range []int{1, 2, 7, 100, 5000, kernel.Chunk + 3} {
			for _, below := range []uint64{1, 2, 100, 128, 256, 257, 5000} {
				below = min(below, 1<<min(8*d.Size()-1, 62))
				x := make([]byte, n*d.Size())
				want, most := make([]int64, below), uint64(0)
				for i := range n {
					v := r.Uint64N(below + 3)
					if v >= below+2 || d.Size() == 1 && v > 127 {
						v = 0
					}
					copy(x[i*d.Size():(i+1)*d.Size()], unsafe.Slice((*byte)(unsafe.Pointer(&v)), 8))
					most = max(most, v)
					if v < below {
						want[v]++
					}
				}
				p := unsafe.Pointer(&x[0])
				got, ok := Greatest(d, p, n)
				require.True(t, ok)
				require.Equal(t, most, got)
				counts := make([]int64, below)
				Count(counts, d, p, n)
				require.Equal(t, want, counts, "%v, %d below %d", d, n, below)
				if d.Kind() == dtype.KindInt {
					x[len(x)-1] |= 0x80
					_, ok := Greatest(d, p, n)
					require.False(t, ok, "%v", d)
				}
			}
		}
	}
}
