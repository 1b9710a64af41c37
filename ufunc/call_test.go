// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"sync"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// values returns the elements of a in C order, as the machine's own reader
// would not see them: by the array's strides.
func values[T dtype.Element](t testing.TB, a *ndarray.Array) []T {
	t.Helper()
	require.NoError(t, a.Err())
	require.Equal(t, dtype.Of[T](), a.DType())
	r := a.Raw()
	out := make([]T, 0, a.Size())
	var walk func(axis, off int)
	walk = func(axis, off int) {
		if axis == len(r.Shape) {
			out = append(out, *(*T)(addr(r.Ptr, off)))
			return
		}
		for i := range r.Shape[axis] {
			walk(axis+1, off+i*r.Strides[axis])
		}
	}
	walk(0, 0)
	return out
}

func TestCall(t *testing.T) {
	x := ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	y := ndarray.FromSlice([]float64{10, 20, 30})
	assert.Equal(t, []float64{11, 22, 33, 14, 25, 36}, values[float64](t, testAdd.Call(x, y)))
	assert.Equal(t, []float64{3.5, 4.5, 5.5, 6.5, 7.5, 8.5}, values[float64](t, testAdd.Call(x, 2.5)))
	assert.Equal(t, []float64{1, 2, 3}, values[float64](t, testSqrt.Call([]float64{1, 4, 9})))
	z := ndarray.Zeros(dtype.Float64, 2, 3)
	got := testAdd.Out(z).Call(x, x)
	assert.Same(t, z, got)
	assert.Equal(t, []float64{2, 4, 6, 8, 10, 12}, values[float64](t, z))
	got = testAdd.Out(z).Call(x, x)
	assert.Same(t, z, got)
	s := testAdd.Call(1, 2)
	assert.Equal(t, []int64{3}, values[int64](t, s))
	assert.Equal(t, []int{}, s.Shape())
}

func TestOutAllocatesNothing(t *testing.T) {
	x := ndarray.FromSlice(make([]float64, 10))
	m := ndarray.Zeros(dtype.Float64, 10, 10)
	w := ndarray.Zeros(dtype.Float32, 10, 10)
	f := ndarray.FromSlice(make([]float32, 100), 10, 10)
	z := ndarray.Zeros(dtype.Float64, 10)
	mask := ndarray.Zeros(dtype.Bool, 10)
	scalar := 2.5
	for name, f := range map[string]func(){
		"same":       func() { testAdd.Out(z).Call(x, x) },
		"in place":   func() { testAdd.Out(x).Call(x, x) },
		"constant":   func() { testAdd.Out(z).Call(x, 2.5) },
		"scalar":     func() { testAdd.Out(z).Call(x, scalar); scalar++ },
		"broadcast":  func() { testAdd.Out(m).Call(x, m) },
		"unary":      func() { testSqrt.Out(z).Call(x) },
		"cast":       func() { testAdd.Out(m).Call(f, m) },
		"cast out":   func() { testAdd.Out(w).Call(f, m) },
		"where":      func() { testAdd.Where(mask).Out(z).Call(x, x) },
		"comparison": func() { testLess.Out(mask).Call(x, x) },
	} {
		f()
		if !raceEnabled { // the race detector has pools forget at random
			assert.Zero(t, testing.AllocsPerRun(100, f), name)
		}
	}
}

func BenchmarkCall(b *testing.B) {
	x := ndarray.FromSlice(make([]float64, 10))
	y := ndarray.FromSlice(make([]float64, 10))
	z := ndarray.Zeros(dtype.Float64, 10)
	m := ndarray.Zeros(dtype.Float64, 3, 10)
	testAdd.Call(x, y)
	b.Run("fast", func(b *testing.B) {
		for b.Loop() {
			testAdd.Out(z).Call(x, y)
		}
	})
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			testAdd.Call(x, y)
		}
	})
	b.Run("scalar", func(b *testing.B) {
		for b.Loop() {
			testAdd.Out(z).Call(x, 2.5)
		}
	})
	b.Run("broadcast", func(b *testing.B) {
		for b.Loop() {
			testAdd.Out(m).Call(m, x)
		}
	})
	b.Run("kernel", func(b *testing.B) {
		w := getWorker()
		a := &w.args
		a.N, a.Rows = 10, 1
		for i, v := range []*ndarray.Array{x, y, z} {
			a.Op[i].Ptr, a.Op[i].Inner = v.Pointer(), 8
		}
		for b.Loop() {
			testAdd.Loops[12].Kernel.Best()(a)
		}
		w.put()
	})
}

// Calls on several goroutines, each of which runs on several, share nothing
// but their inputs.
func TestConcurrentCalls(t *testing.T) {
	old := SetMaxThreads(4)
	defer SetMaxThreads(old)
	x := ndarray.Zeros(dtype.Float32, 700, 401)
	for i := range unsafe.Slice((*float32)(x.Pointer()), x.Size()) {
		unsafe.Slice((*float32)(x.Pointer()), x.Size())[i] = float32(i % 97)
	}
	want, total := raw(testAdd.Call(x, 1.5)), raw(testAdd.AllAxes().Reduce(x))
	columns := raw(testAdd.Reduce(x))
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 3 {
				assert.Equal(t, want, raw(testAdd.Call(x, 1.5)))
				assert.Equal(t, total, raw(testAdd.AllAxes().Reduce(x)))
				assert.Equal(t, columns, raw(testAdd.Reduce(x)))
			}
		})
	}
	wait.Wait()
}
