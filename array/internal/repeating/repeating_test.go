// SPDX-License-Identifier: BSD-3-Clause

package repeating_test

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array/internal/repeating"
)

func TestRow(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{1, 2, 3, 4, 8, 16, 40} {
		for n := range 40 {
			for _, most := range []int{1, 2, 4, 5, 12} {
				src := make([]uint64, n*size/8+2)
				for i := range src {
					src[i] = r.Uint64()
				}
				from := unsafe.Slice((*byte)(unsafe.Pointer(&src[0])), n*size)
				counts := make([]int64, n)
				var want []byte
				for i := range counts {
					counts[i] = int64(r.IntN(most))
					want = append(want, bytes.Repeat(from[i*size:(i+1)*size], int(counts[i]))...)
				}
				dst := make([]uint64, len(want)/8+3)
				room := unsafe.Slice((*byte)(unsafe.Pointer(&dst[0])), 8*len(dst))
				for i := range room {
					room[i] = 0xA5
				}
				repeating.Row(unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0]), size, counts)
				require.Equal(t, want, append([]byte(nil), room[:len(want)]...))
				require.Equal(t, bytes.Repeat([]byte{0xA5}, len(room)-len(want)), room[len(want):], "bytes past the end")
			}
		}
	}
}

func TestTimes(t *testing.T) {
	src := make([]uint64, 50)
	r := rand.New(rand.NewPCG(3, 4))
	for i := range src {
		src[i] = r.Uint64()
	}
	for _, size := range []int{1, 2, 4, 8, 3, 16} {
		for n := range 20 {
			for times := range 20 {
				for _, off := range []int{0, 1, size} {
					from := unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(&src[0]), off)), n*size)
					var want []byte
					for i := range n {
						want = append(want, bytes.Repeat(from[i*size:(i+1)*size], times)...)
					}
					dst := make([]uint64, len(want)/8+2)
					room := unsafe.Slice((*byte)(unsafe.Pointer(&dst[0])), 8*len(dst))
					for i := range room {
						room[i] = 0xA5
					}
					done := repeating.Times(unsafe.Pointer(&dst[0]), unsafe.Add(unsafe.Pointer(&src[0]), off), size, n, times)
					require.Equal(t, times >= 1 && times <= 8 && size&(size-1) == 0 && size <= 8 && off%size == 0, done, "%d times %d bytes, offset %d", times, size, off)
					if !done {
						want = nil
					}
					require.Equal(t, want, append([]byte(nil), room[:len(want)]...))
					require.Equal(t, bytes.Repeat([]byte{0xA5}, len(room)-len(want)), room[len(want):], "bytes past the end")
				}
			}
		}
	}
}
