// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/array/internal/reference"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// bitsOf returns the bytes of the elements of x, broadcast to a shape, in C order.
func bitsOf(t *testing.T, x *array.Array, shape []int) []byte {
	c := x.BroadcastTo(shape...).Copy()
	require.NoError(t, c.Err())
	p, _, _ := c.Lend()
	return append([]byte{}, unsafe.Slice((*byte)(p), c.NBytes())...)
}

// Where takes the bits of elements, in every layout, of one element for all too, and masks
// of foreign memory, whose bytes may be any.
func TestWhereTakesBits(t *testing.T) {
	layouts := map[string]func(*array.Array) *array.Array{
		"C":        func(a *array.Array) *array.Array { return a },
		"F":        func(a *array.Array) *array.Array { return a.CopyF() },
		"strided":  func(a *array.Array) *array.Array { return array.Repeat(a, 2, array.Axis(2)).Slice("..., ::2") },
		"backward": func(a *array.Array) *array.Array { return a.Slice("::-1, :, ::-1") },
		"K":        func(a *array.Array) *array.Array { return a.Transpose(2, 0, 1).Copy().Transpose(1, 2, 0) },
		"one":      func(a *array.Array) *array.Array { return a.Slice(":1, :1, :1").Reshape() },
		"row":      func(a *array.Array) *array.Array { return a.Slice(":1, 1:2") },
	}
	shape := []int{4, 5, 21}
	for _, d := range dtype.All() {
		r := rand.New(rand.NewPCG(3, uint64(d)))
		x, y, bytes := ndarray.Empty(d, shape...), ndarray.Empty(d, shape...), ndarray.Empty(dtype.Uint8, shape...)
		reference.Fill(x, "random", r)
		reference.Fill(y, "special", r)
		reference.Fill(bytes, "random", r)
		require.NoError(t, bytes.Slice("::2").Fill(0))
		for name, lay := range layouts {
			for other, layOther := range layouts {
				mask, xs, ys := layOther(bytes).View(dtype.Bool), lay(x), layOther(y)
				if name == other {
					mask = bytes.View(dtype.Bool)
				}
				z := array.Where(mask, xs, ys)
				require.NoError(t, z.Err(), "%v %s %s", d, name, other)
				full := z.Shape()
				m, a, b, got := bitsOf(t, mask.View(dtype.Uint8), full), bitsOf(t, xs, full), bitsOf(t, ys, full), bitsOf(t, z, full)
				size := d.Size()
				for i, set := range m {
					want := b
					if set != 0 {
						want = a
					}
					require.Equal(t, want[i*size:(i+1)*size], got[i*size:(i+1)*size], "%v %s %s: element %d", d, name, other, i)
				}
			}
		}
	}
}
