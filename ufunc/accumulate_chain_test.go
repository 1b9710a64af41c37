// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// A Go loop whose output lies one element behind its first input gives what the
// same loop gives element by element, in place of the second input too.
func TestLoopOfAnAccumulation(t *testing.T) {
	random := []uint64{3, 1 << 63, math.Float64bits(math.NaN()) | 5, 0x3ff8_0000_4020_0001, 0, 0xbff0_0000_c120_0100, 0x7ff0_0000_7f80_0000, 0x0001_0000_0101_0001, 17}
	for _, u := range []*Ufunc{Add, Subtract, Multiply, Maximum, Minimum, Fmax, BitwiseXor, LogicalOr, Copysign} {
		for i := range u.Loops {
			l := &u.Loops[i]
			if !all(l.In, l.Out[0]) {
				continue
			}
			size := l.Out[0].Size()
			for n := range 8 {
				for _, inPlace := range []bool{false, true} {
					var x [16]cellOf // more than enough, and aligned
					for j := range x {
						x[j] = cellOf{random[j%len(random)], random[(j+n)%len(random)]}
					}
					if size == 1 {
						for j := range x {
							x[j] = cellOf{x[j][0] & 0x0101010101010101, x[j][1] & 0x0101010101010101} // bools too
						}
					}
					y := [16]cellOf{x[3]}
					if inPlace {
						y = x
					}
					at := func(p *[16]cellOf, j int) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(p), j*size) }
					load := func(p *[16]cellOf, j int) (c cellOf) {
						move(unsafe.Pointer(&c), at(p, j), size)
						return c
					}
					want := make([]cellOf, n)
					last := load(&y, 0)
					for j := range n {
						last = step(l.Kernel, last, load(&x, j+1))
						want[j] = last
					}
					in := &x
					if inPlace {
						in = &y
					}
					var a kernel.Args
					a.N, a.Rows = n, 1
					a.Op[0].Ptr, a.Op[0].Inner = at(&y, 0), size
					a.Op[1].Ptr, a.Op[1].Inner = at(in, 1), size
					a.Op[2].Ptr, a.Op[2].Inner = at(&y, 1), size
					l.Kernel.Impl[kernel.Go](&a)
					for j := range n {
						require.Equal(t, want[j], load(&y, j+1), "%s of %v, element %d of %d, in place %v", u.Name, l.Out[0], j, n, inPlace)
					}
				}
			}
		}
	}
}
