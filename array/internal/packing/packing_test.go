// SPDX-License-Identifier: BSD-3-Clause

package packing

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/stretchr/testify/require"
)

// Every length and alignment, bit by bit, at every level of this machine.
func TestAgainstBits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	source := make([]uint8, 8*kernel.Chunk+2048)
	for i := range source {
		source[i] = uint8(r.Uint32()) * uint8(r.Uint32()&1)
	}
	for level := range kernel.NumLevels {
		restore, err := kernel.SetLevel(level)
		if err != nil { // this machine lacks it
			continue
		}
		for n := range 700 {
			check(t, source[n%9:][:n])
		}
		check(t, source[:8*kernel.Chunk+77])
		restore()
	}
}

func check(t *testing.T, x []uint8) {
	bit := func(i int, order Order) int {
		if order == Big {
			return 7 - i%8
		}
		return i % 8
	}
	for _, order := range []Order{Big, Little} {
		want, got := make([]uint8, (len(x)+7)/8), make([]uint8, (len(x)+7)/8)
		for i, v := range x {
			if v != 0 {
				want[i/8] |= 1 << bit(i, order)
			}
		}
		Pack(got, x, order)
		require.Equal(t, want, got, fmt.Sprint("pack of ", len(x)))
		bytes := x[:min(len(x), 8<<10)]
		for _, n := range []int{8 * len(bytes), max(0, 8*len(bytes)-3), 8*len(bytes) + 11} {
			want, got := make([]uint8, n), make([]uint8, n)
			for i := range min(n, 8*len(bytes)) {
				want[i] = bytes[i/8] >> bit(i, order) & 1
			}
			for i := range got {
				got[i] = 9
			}
			Unpack(got, bytes, order)
			require.Equal(t, want, got, fmt.Sprint("unpack of ", len(bytes), " to ", n))
		}
	}
}
