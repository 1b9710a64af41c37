// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// stored lists the types that elements are only stored in.
func stored() (ds []dtype.DType) {
	for _, d := range dtype.All() {
		if d.Loops() != d {
			ds = append(ds, d)
		}
	}
	return ds
}

// everyByte is an array of all elements of a type of one byte.
func everyByte(d dtype.DType) *ndarray.Array {
	bytes := make([]byte, 256)
	for i := range bytes {
		bytes[i] = byte(i)
	}
	return ndarray.FromBytes(bytes, d, []int{256}, []int{1}, 0)
}

func bytesOf(t *testing.T, a *ndarray.Array) []byte {
	t.Helper()
	require.NoError(t, a.Err())
	return unsafe.Slice((*byte)(a.Copy().Raw().Ptr), a.Size())
}

// TestStoredPairs computes every pair of numbers of the stored types in float64,
// where sums and products are exact, and rounds once.
func TestStoredPairs(t *testing.T) {
	for _, d := range stored() {
		f := d.Descriptor().Float
		x := everyByte(d)
		for _, c := range []struct {
			u *Ufunc
			f func(x, y float64) float64
		}{
			{Add, func(x, y float64) float64 { return x + y }}, {Subtract, func(x, y float64) float64 { return x - y }},
			{Multiply, func(x, y float64) float64 { return x * y }}, {Divide, func(x, y float64) float64 { return x / y }},
		} {
			z := c.u.Call(x.Reshape(256, 1), x)
			require.Equal(t, d, z.DType(), c.u.Name)
			turned := c.u.Call(x.Reshape(256, 1).Slice("::-1"), x.Slice("::-1")) // strided
			got, other := bytesOf(t, z), bytesOf(t, turned)
			for i := range 256 {
				for j := range 256 {
					want := f.Encode(c.f(f.Decode(uint64(i)), f.Decode(uint64(j))))
					b := uint64(got[i*256+j])
					if f.NaN(want) {
						require.True(t, f.NaN(b), "%s %v %#x %#x", c.u.Name, d, i, j)
					} else {
						require.Equal(t, want, b, "%s %v %#x %#x", c.u.Name, d, i, j)
					}
					require.Equal(t, b, uint64(other[(255-i)*256+255-j]), "%s %v %#x %#x", c.u.Name, d, i, j)
				}
			}
		}
	}
}

// TestStoredCasts converts every number to every type and back, and between
// numbers and on ties from float64.
func TestStoredCasts(t *testing.T) {
	for _, d := range stored() {
		f := d.Descriptor().Float
		x := everyByte(d)
		for _, to := range dtype.All() {
			y := AsType(x, to, dtype.Unsafe)
			require.NoError(t, y.Err())
			if dtype.Promote(d, to) != to {
				continue
			}
			back := bytesOf(t, AsType(y, d, dtype.Unsafe))
			for b := range 256 {
				if f.NaN(uint64(b)) {
					require.True(t, f.NaN(uint64(back[b])), "%v by %v: %#x", d, to, b)
				} else {
					require.Equal(t, byte(b), back[b], "%v by %v", d, to)
				}
			}
		}
		for b := range uint64(127) {
			low, high := f.Decode(b), f.Decode(b+1)
			if f.NaN(b+1) || math.IsInf(high, 0) {
				break
			}
			tie := low + (high-low)/2
			even := b + b&1
			xs := []float64{tie, math.Nextafter(tie, low), math.Nextafter(tie, high), -tie}
			got := bytesOf(t, AsType(ndarray.FromSlice(xs), d, dtype.Unsafe))
			require.Equal(t, []byte{byte(even), byte(b), byte(b + 1), byte(even | 0x80)}, got, "%v: %v", d, tie)
		}
	}
}

// TestStoredFromFloat32 rounds float32 numbers of every upper half, with lower
// halves that decide a tie or don't, as the conversion of one number does.
func TestStoredFromFloat32(t *testing.T) {
	lower := []uint32{0, 1, 0x7fff, 0x8000, 0xffff}
	xs := make([]float32, 0, len(lower)<<16)
	for upper := range uint32(1 << 16) {
		for _, l := range lower {
			xs = append(xs, math.Float32frombits(upper<<16|l))
		}
	}
	for _, d := range stored() {
		f := d.Descriptor().Float
		for i, b := range bytesOf(t, AsType(ndarray.FromSlice(xs), d, dtype.Unsafe)) {
			if want := f.Encode(float64(xs[i])); f.NaN(want) {
				require.True(t, f.NaN(uint64(b)), "%v: %x", d, xs[i])
			} else {
				require.Equal(t, want, uint64(b), "%v: %x", d, xs[i])
			}
		}
	}
}

func TestStoredElsewhere(t *testing.T) {
	for _, d := range stored() {
		x := ndarray.Ones(d, 3)
		is := func(want string, a *ndarray.Array) {
			t.Helper()
			require.NoError(t, a.Err())
			assert.Equal(t, d, a.DType())
			assert.Equal(t, want, a.String())
		}
		is("[1. 1. 1.]", x)
		is("[3. 3. 3.]", Add.Call(x, 2.0))
		is("[3. 3. 3.]", Add.Call(x, 2))
		is("7.0", Add.Initial(4).Reduce(x))
		is("3.0", Add.Reduce(x))
		is("1.0", Multiply.Reduce(x))
		is("1.0", Maximum.Reduce(x))
		is("[1. 2. 3.]", Add.Accumulate(x))
		is("[1. 1. 1.]", Sqrt.Call(x))
		v, err := x.Slice("0").Item()
		require.NoError(t, err)
		_, s := dtype.ElementOf(v)
		assert.Equal(t, 1.0, s.Float64())
		assert.Equal(t, dtype.Float32, Add.Call(x, ndarray.Ones(dtype.Float32, 3)).DType())
		assert.Equal(t, dtype.Bool, Less.Call(x, 2.0).DType())
		z := ndarray.Empty(d, 3)
		c := Add.Out(z)
		if !raceEnabled { // the race detector has pools forget at random
			require.Zero(t, testing.AllocsPerRun(20, func() { c.Call(x, x) }))
		}
	}
}
