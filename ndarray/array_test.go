// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"errors"
	"math"
	"runtime"
	"strconv"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

func TestFromSlice(t *testing.T) {
	s := []float64{0, 1, 2, 3, 4, 5}
	a := FromSlice(s, 2, -1)
	require.NoError(t, a.Err())
	assert.Equal(t, []int{2, 3}, a.Shape())
	assert.Equal(t, []int{24, 8}, a.Strides())
	assert.Equal(t, dtype.Float64, a.DType())
	assert.Equal(t, unsafe.Pointer(&s[0]), a.Pointer())
	assert.True(t, a.IsC())
	assert.False(t, a.IsF())
	assert.True(t, a.Aligned())
	assert.True(t, a.Writeable())
	assert.Equal(t, 6, a.Size())
	assert.Equal(t, 48, a.NBytes())

	for _, bad := range [][]int{{2, 2}, {-1, -1}, {-2, -3}, {-1, 4}, {-1, 0}, {math.MaxInt, 2}} {
		err := FromSlice(s, bad...).Err()
		assert.ErrorIs(t, err, ErrShape, "%v", bad)
	}
	assert.EqualError(t, FromSlice(s, 4).Err(), "FromSlice: shape (4,) doesn't fit a slice of 6 elements")
	assert.Equal(t, []int{0}, FromSlice([]int8(nil)).Shape())
}

func TestMust(t *testing.T) {
	assert.NotPanics(t, func() { Must(Zeros(dtype.Int8, 1)) })
	assert.PanicsWithError(t, "Empty: negative length in shape (-1,)", func() { Must(Empty(dtype.Int8, -1)) })
}

func TestErrorsTravel(t *testing.T) {
	var none *Array
	zero := new(Array)
	bad := Empty(dtype.Float64, -1)
	for _, a := range []*Array{none, zero, bad, Failed(nil)} {
		require.Error(t, a.Err())
		require.Error(t, a.ReadOnly().Err())
		assert.False(t, a.Writeable())
		assert.Equal(t, 0, a.Size())
		lo, hi := a.Bounds()
		assert.Equal(t, lo, hi)
	}
	assert.Same(t, bad, bad.ReadOnly())
	assert.ErrorIs(t, bad.Err(), ErrShape)
	assert.False(t, errors.Is(bad.Err(), ErrAxis))
	var e *Error
	require.ErrorAs(t, bad.Err(), &e)
	assert.Equal(t, "Empty", e.Func)
}

func TestEmptyIsAligned(t *testing.T) {
	for n := range 5000 {
		a, z := Empty(dtype.Uint8, n), Zeros(dtype.Uint8, n)
		if n > 0 {
			require.Zero(t, uintptr(a.Pointer())%lineSize, "Empty of %d bytes", n)
			require.Zero(t, uintptr(z.Pointer())%lineSize, "Zeros of %d bytes", n)
		}
	}
	for _, n := range []int{1 << 15, 1<<15 + 1, 1 << 20, 1<<20 - 63} {
		require.Zero(t, uintptr(Empty(dtype.Uint8, n).Pointer())%lineSize)
	}
	if strconv.IntSize == 64 {
		assert.ErrorIs(t, Empty(dtype.Float64, math.MaxInt/16).Err(), ErrMemory)
	}
	assert.ErrorIs(t, Empty(dtype.Float64, math.MaxInt/4).Err(), ErrShape)
	assert.ErrorIs(t, Empty(dtype.Float64, 0, math.MaxInt/4).Err(), ErrShape)
	assert.ErrorIs(t, Empty(dtype.Invalid, 1).Err(), ErrDType)
	assert.ErrorIs(t, Empty(dtype.Num+3, 1).Err(), ErrDType)
	assert.ErrorIs(t, Empty(dtype.Int8, make([]int, 65)...).Err(), ErrShape)
	assert.NoError(t, Empty(dtype.Int8, make([]int, 64)...).Err())
}

func TestEmptySurvivesCollection(t *testing.T) {
	arrays := make([]*Array, 200)
	for i := range arrays {
		arrays[i] = Empty(dtype.Uint8, 1000)
		for j := range unsafe.Slice((*byte)(arrays[i].Pointer()), 1000) {
			*(*byte)(unsafe.Add(arrays[i].Pointer(), j)) = byte(i)
		}
		if i%50 == 0 {
			runtime.GC()
		}
	}
	for i, a := range arrays {
		for _, v := range unsafe.Slice((*byte)(a.Pointer()), 1000) {
			require.Equal(t, byte(i), v)
		}
	}
}

func TestEmptyOrder(t *testing.T) {
	a := EmptyOrder(dtype.Float32, []int{2, 3, 4}, []int{1, 2, 0})
	require.NoError(t, a.Err())
	assert.Equal(t, []int{4, 32, 8}, a.Strides())
	assert.True(t, EmptyOrder(dtype.Int8, []int{2, 3}, []int{1, 0}).IsF())
	assert.ErrorIs(t, EmptyOrder(dtype.Int8, []int{2, 3}, []int{1, 1}).Err(), ErrAxis)
	assert.ErrorIs(t, EmptyOrder(dtype.Int8, []int{2, 3}, []int{0}).Err(), ErrAxis)
}

func TestFromRaw(t *testing.T) {
	a := FromSlice([]int16{0, 1, 2, 3, 4, 5}, 2, 3).T()
	raw := a.Raw()
	b := FromRaw(raw)
	require.NoError(t, b.Err())
	assert.Equal(t, raw, b.Raw())
	raw.Shape = raw.Shape[:1]
	assert.ErrorIs(t, FromRaw(raw).Err(), ErrShape)
	assert.ErrorIs(t, FromRaw(Raw{DType: dtype.Int8, Shape: []int{-1}, Strides: []int{1}}).Err(), ErrShape)
	assert.ErrorIs(t, FromRaw(Raw{}).Err(), ErrDType)
	raw = a.Raw()
	raw.ReadOnly = true
	assert.False(t, FromRaw(raw).Writeable())
	assert.Equal(t, []int{3, 2}, b.Shape(), "the shape was copied")
}

func TestManyAxes(t *testing.T) {
	shape := []int{1, 2, 3, 1, 2, 2}
	a := Zeros(dtype.Int16, shape...)
	assert.Equal(t, shape, a.Shape())
	assert.Equal(t, []int{48, 24, 8, 8, 4, 2}, a.Strides())
	assert.Equal(t, 24, a.Size())
	assert.True(t, a.IsC())
}

func TestForeignReleasedOnce(t *testing.T) {
	mem := make([]byte, 64)
	count := make(chan int, 8)
	func() {
		a := FromForeign(Foreign{Base: unsafe.Pointer(&mem[0]), Len: 64, Release: func() { count <- 1 }}, dtype.Int32, []int{4}, nil, 0)
		require.NoError(t, a.Err())
		v := a.ReadOnly()
		a = nil
		runtime.GC()
		runtime.GC()
		select {
		case <-count:
			t.Fatal("released while a view is in use")
		case <-time.After(20 * time.Millisecond):
		}
		require.NoError(t, v.Err())
		runtime.KeepAlive(v)
	}()
	deadline := time.After(5 * time.Second)
	for released := false; !released; {
		runtime.GC()
		select {
		case <-count:
			released = true
		case <-deadline:
			t.Fatal("never released")
		case <-time.After(time.Millisecond):
		}
	}

	n := 0
	a := FromForeign(Foreign{Base: unsafe.Pointer(&mem[0]), Len: 64, ReadOnly: true, Release: func() { n++ }}, dtype.Int32, []int{4}, nil, 0)
	assert.False(t, a.Writeable())
	v := a.ReadOnly()
	a.Owner().Release()
	a.Owner().Release()
	assert.Equal(t, 1, n)
	assert.ErrorIs(t, a.Err(), ErrReleased)
	assert.ErrorIs(t, v.Err(), ErrReleased)

	bad := FromForeign(Foreign{Base: unsafe.Pointer(&mem[0]), Len: 64, Release: func() { n++ }}, dtype.Int32, []int{17}, nil, 0)
	assert.ErrorIs(t, bad.Err(), ErrLayout)
	assert.Equal(t, 2, n, "refused memory is given back")
}

func TestFromBytesBounds(t *testing.T) {
	b := make([]byte, 24)
	ok := []struct {
		shape, strides []int
		offset         int
	}{
		{[]int{3}, nil, 0}, {[]int{2}, nil, 8}, {[]int{3}, []int{-8}, 16}, {[]int{2, 2}, []int{8, 8}, 0},
		{[]int{5}, []int{0}, 16}, {[]int{0}, []int{math.MaxInt / 8}, 24}, {nil, nil, 16}, {[]int{0, 9}, nil, 3},
	}
	for _, c := range ok {
		assert.NoError(t, FromBytes(b, dtype.Int64, c.shape, c.strides, c.offset).Err(), "%+v", c)
	}
	bad := []struct {
		shape, strides []int
		offset         int
	}{
		{[]int{4}, nil, 0}, {[]int{3}, nil, 1}, {[]int{3}, []int{-8}, 8}, {[]int{2}, []int{17}, 0},
		{[]int{3}, []int{math.MaxInt}, 0}, {[]int{3}, []int{math.MinInt}, 0}, {[]int{1}, nil, -8}, {[]int{1}, nil, 25},
		{[]int{2, 2, 2}, []int{math.MaxInt / 2, math.MaxInt / 2, math.MaxInt / 2}, 0}, {nil, nil, 17}, {[]int{0}, nil, 25},
	}
	for _, c := range bad {
		assert.ErrorIs(t, FromBytes(b, dtype.Int64, c.shape, c.strides, c.offset).Err(), ErrLayout, "%+v", c)
	}
	assert.ErrorIs(t, FromBytes(b, dtype.Int64, []int{1}, []int{8, 8}, 0).Err(), ErrShape)
	assert.ErrorIs(t, FromBytes(nil, dtype.Int64, []int{1}, nil, 0).Err(), ErrValue)
	assert.NoError(t, FromBytes(nil, dtype.Int64, []int{0}, nil, 0).Err())
}

var sink *Array

func BenchmarkFromSlice(b *testing.B) {
	s := make([]float64, 100)
	b.Run("1d", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sink = FromSlice(s)
		}
	})
	b.Run("2d", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sink = FromSlice(s, 10, 10)
		}
	})
}

func BenchmarkEmpty(b *testing.B) {
	for _, n := range []int{10, 1000, 1000000} {
		b.Run("", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = Empty(dtype.Float64, n)
			}
		})
	}
}
