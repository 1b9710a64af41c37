// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"runtime"
	"strconv"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

const releaseSize = 100_000

// filledWith returns a new array of bytes that are all v, and its address as a
// number.
func filledWith(v uint8) (*Array, uintptr) {
	a := Empty(dtype.Uint8, releaseSize)
	if err := a.Fill(v); err != nil {
		return Failed(err), 0
	}
	ptr, _, _ := a.Lend()
	return a, uintptr(ptr)
}

func TestReleaseIsReused(t *testing.T) {
	// The collector may hand back the blocks of other tests in between.
	reused := 0
	for range 10 {
		a, at := filledWith(1)
		a.Release()
		require.ErrorIs(t, a.Err(), ErrReleased)
		assert.ErrorIs(t, a.Slice("::2").Err(), ErrReleased)
		assert.Zero(t, a.Size())
		b, again := filledWith(2)
		if at == again {
			reused++
		}
		a.Release()
		c, other := filledWith(3)
		require.NotEqual(t, again, other, "the second release gave back what b has")
		require.NoError(t, b.Err())
		require.NoError(t, c.Err())
	}
	assert.Positive(t, reused)
}

// Whatever else may see the memory keeps it: no later array gets it.
func TestReleaseKeepsWhatOthersSee(t *testing.T) {
	first := func(p unsafe.Pointer) func() uint8 { return func() uint8 { return *(*uint8)(p) } }
	of := func(v *Array) func() uint8 {
		return func() uint8 {
			x, err := At[uint8](v, make([]int, v.NDim())...)
			if err != nil {
				return 0
			}
			return x
		}
	}
	for name, share := range map[string]func(a *Array) func() uint8{
		"Slice":     func(a *Array) func() uint8 { return of(a.Slice("::-1")) },
		"At":        func(a *Array) func() uint8 { return of(a.At(0)) },
		"Reshape":   func(a *Array) func() uint8 { return of(a.Reshape(100, -1)) },
		"Transpose": func(a *Array) func() uint8 { return of(a.T()) },
		"ReadOnly":  func(a *Array) func() uint8 { return of(a.ReadOnly()) },
		"Raw":       func(a *Array) func() uint8 { return first(a.Raw().Ptr) },
		"FromRaw":   func(a *Array) func() uint8 { return of(FromRaw(a.Raw())) },
		"Pointer":   func(a *Array) func() uint8 { return first(a.Pointer()) },
		"a view of a view": func(a *Array) func() uint8 {
			return of(a.Slice("10:").Slice("10:"))
		},
		"a view that is released": func(a *Array) func() uint8 {
			v := a.Slice("1:")
			a.Slice("2:").Release()
			return of(v)
		},
		"Data": func(a *Array) func() uint8 {
			s, err := Data[uint8](a)
			return func() uint8 {
				if err != nil {
					return 0
				}
				return s[0]
			}
		},
		"Broadcast": func(a *Array) func() uint8 { return of(a.BroadcastTo(3, releaseSize)) },
	} {
		a, _ := filledWith(1)
		look := share(a)
		a.Release()
		require.ErrorIs(t, a.Err(), ErrReleased, name)
		for i := range 4 {
			runtime.GC()
			b, _ := filledWith(2)
			require.Equal(t, uint8(1), look(), "%s, turn %d", name, i)
			b.Release()
		}
	}
}

// An array in a range loop over its values is not pulled from under it.
func TestReleaseInsideValues(t *testing.T) {
	a, _ := filledWith(1)
	values, err := Values[uint8](a)
	require.NoError(t, err)
	n := 0
	for v := range values {
		if n == 10 {
			a.Release()
			filledWith(2)
		}
		require.Equal(t, uint8(1), v)
		n++
	}
	assert.Equal(t, releaseSize, n)
}

// Release of what is not a block is harmless.
func TestReleaseOfOthers(t *testing.T) {
	s := []float64{1, 2, 3}
	released := 0
	foreign := FromForeign(Foreign{Base: unsafe.Pointer(&s[0]), Len: 24, Release: func() { released++ }}, dtype.Float64, []int{3}, nil, 0)
	owner := foreign.Owner()
	for _, a := range []*Array{nil, new(Array), Failed(nil), FromSlice(s), foreign, Empty(dtype.Int8), Empty(dtype.Int8, 0), Zeros(dtype.Int8, 5000)} {
		a.Release()
		assert.Error(t, a.Err())
		a.Release()
	}
	assert.Equal(t, []float64{1, 2, 3}, s)
	assert.Zero(t, released, "the owner of foreign memory releases it")
	assert.False(t, owner.Released())
}

// A loop without any release works in bounded memory, and has the blocks back.
func TestLoopIsBounded(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range 3000 {
		filledWith(4)
	}
	runtime.ReadMemStats(&after)
	// 300 MB of results.
	assert.Less(t, after.HeapSys-min(after.HeapSys, before.HeapSys), uint64(200<<20))
}

func BenchmarkRelease(b *testing.B) {
	for _, n := range []int{100, 8000, 240_000, 8_000_000} {
		b.Run("collected/"+strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				Empty(dtype.Uint8, n)
			}
		})
		b.Run("released/"+strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				Empty(dtype.Uint8, n).Release()
			}
		})
	}
}
