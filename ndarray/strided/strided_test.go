// SPDX-License-Identifier: BSD-3-Clause

package strided

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/kerneltest"
)

// strides are those for which copies have strategies of their own, in elements, and
// some that they don't.
var strides = []int{1, -1, 2, -2, 3, 0}

const room = 64 << 10

// plane is a layout of rows × n elements between guard pages: at the very
// beginning or the very end of the memory between them.
type plane struct {
	mem  []byte
	base int
	Block
}

func newPlane(mem []byte, rows, n, inner, outer, size int, end bool) plane {
	low, high := 0, size
	for _, axis := range [][2]int{{rows, outer}, {n, inner}} {
		if far := (axis[0] - 1) * axis[1]; far < 0 {
			low += far
		} else {
			high += far
		}
	}
	base := -low
	if end {
		base = len(mem) - high
	}
	return plane{mem, base, Block{unsafe.Pointer(&mem[base]), inner, outer}}
}

func (p *plane) at(r, i, size int) []byte {
	off := p.base + r*p.Outer + i*p.Inner
	return p.mem[off : off+size]
}

// Every copy on every implementation, for pairs of strides and many lengths,
// with rows far apart, side by side as in a transposed matrix, and without
// gaps, moves what it should and touches nothing else.
func TestCopies(t *testing.T) {
	levels := kerneltest.Required(t)
	src, dst := kerneltest.Guarded(t, room), kerneltest.Guarded(t, room)
	for i := range src {
		src[i] = byte(i*7 + i>>8)
	}
	lengths := []int{1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 66, 127, 129, 255, 257, 300}
	if testing.Short() {
		lengths = []int{1, 3, 8, 17, 33, 65, 129, 300}
	}
	for size := 1; size <= 16; size *= 2 {
		for _, level := range levels {
			restore, err := kernel.SetLevel(level)
			require.NoError(t, err)
			for _, in := range strides {
				for _, out := range strides[:5] {
					for _, n := range lengths {
						for rows := 1; rows <= 3; rows += 2 {
							copyCase(t, src, dst, size, rows, n, in*size, out*size, (in*n+1)*size, (out*n+5)*size)
						}
					}
				}
			}
			for _, n := range lengths[:slices.Index(lengths, 129)] {
				for _, rows := range []int{2, 5, 8, 19} {
					// Transposed, in both directions, and by odd strides.
					copyCase(t, src, dst, size, rows, n, 21*size, size, size, n*size)
					copyCase(t, src, dst, size, rows, n, -21*size, size, -size, n*size)
					copyCase(t, src, dst, size, rows, n, size, 21*size, n*size, size)
				}
			}
			restore()
		}
	}
}

func copyCase(t *testing.T, src, dst []byte, size, rows, n, srcInner, dstInner, srcOuter, dstOuter int) {
	for _, end := range []bool{false, true} {
		x, y := newPlane(src, rows, n, srcInner, srcOuter, size, end), newPlane(dst, rows, n, dstInner, dstOuter, size, end)
		for i := range dst {
			dst[i] = 0xa5
		}
		want := append([]byte(nil), dst...)
		for r := range rows {
			for i := range n {
				off := y.base + r*dstOuter + i*dstInner
				copy(want[off:off+size], x.at(r, i, size))
			}
		}
		Copy(y.Block, x.Block, rows, n, size, true)
		if !bytes.Equal(want, dst) {
			name := fmt.Sprintf("%v: %d × %d elements of %d bytes, strides %d, %d to %d, %d", kernel.Current(), rows, n, size, srcInner, srcOuter, dstInner, dstOuter)
			require.Equal(t, want, dst, name)
		}
	}
}

// Misaligned elements, and more than a kernel is given at once.
func TestCopyMisaligned(t *testing.T) {
	src := make([]byte, 1<<20)
	for i := range src {
		src[i] = byte(i * 13)
	}
	for _, level := range kerneltest.Required(t) {
		restore, err := kernel.SetLevel(level)
		require.NoError(t, err)
		for size := 2; size <= 16; size *= 2 {
			const n = 1000
			dst := make([]byte, n*size+1)
			Copy(Block{unsafe.Pointer(&dst[1]), size, 0}, Block{unsafe.Pointer(&src[1]), 3 * size, 0}, 1, n, size, false)
			for i := range n {
				require.Equal(t, src[1+3*i*size:][:size], dst[1+i*size:][:size])
			}
		}
		const n = 3*kernel.Chunk + 77
		dst := make([]byte, n)
		Copy(Block{unsafe.Pointer(&dst[0]), 1, 0}, Block{unsafe.Pointer(&src[2*n]), -2, 0}, 1, n, 1, true)
		for i := range n {
			require.Equal(t, src[2*n-2*i], dst[i])
		}
		const side = 300
		Copy(Block{unsafe.Pointer(&dst[0]), 1, side}, Block{unsafe.Pointer(&src[0]), side, 1}, side, side, 1, true)
		for i := range side * side {
			require.Equal(t, src[i%side*side+i/side], dst[i])
		}
		restore()
	}
}

// Copying doesn't allocate: the arguments stay on the stack.
func TestCopyAllocates(t *testing.T) {
	x, y := make([]uint64, 200), make([]uint64, 100)
	n := testing.AllocsPerRun(100, func() {
		Copy(Block{unsafe.Pointer(&y[0]), 8, 0}, Block{unsafe.Pointer(&x[0]), 16, 0}, 1, 100, 8, true)
	})
	require.Zero(t, n)
}

func BenchmarkCopy(b *testing.B) {
	x, y := make([]byte, 1<<20), make([]byte, 1<<20)
	const n = 1000
	for _, level := range kernel.Levels() {
		for size := 1; size <= 16; size *= 2 {
			for _, s := range [][2]int{{1, 1}, {-1, 1}, {2, 1}, {1, 2}, {3, 1}, {1, 3}, {0, 1}} {
				b.Run(fmt.Sprintf("%v/size=%d/%d:%d", level, size, s[0], s[1]), func(b *testing.B) {
					restore, err := kernel.SetLevel(level)
					require.NoError(b, err)
					defer restore()
					src := Block{unsafe.Pointer(&x[1<<19]), s[0] * size, 0}
					dst := Block{unsafe.Pointer(&y[1<<19]), s[1] * size, 0}
					for b.Loop() {
						Copy(dst, src, 1, n, size, true)
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/element")
				})
			}
		}
	}
}

func BenchmarkTranspose(b *testing.B) {
	for _, side := range []int{150, 1000, 1024} {
		x, y := make([]byte, 16*side*side), make([]byte, 16*side*side)
		for _, level := range kernel.Levels() {
			for size := 1; size <= 16; size *= 2 {
				b.Run(fmt.Sprintf("%v/side=%d/size=%d", level, side, size), func(b *testing.B) {
					restore, err := kernel.SetLevel(level)
					require.NoError(b, err)
					defer restore()
					src := Block{unsafe.Pointer(&x[0]), side * size, size}
					dst := Block{unsafe.Pointer(&y[0]), size, side * size}
					for b.Loop() {
						Copy(dst, src, side, side, size, true)
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(side*side), "ns/element")
				})
			}
		}
	}
}
