// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"github.com/arraygen/arraygen/ndarray/protocol"

	"fmt"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// cellOf is one element of any type.
type cellOf [2]uint64

// step combines two elements by the kernel's plain loop.
func step(k *kernel.Set, x, y cellOf) (z cellOf) {
	var a kernel.Args
	a.N, a.Rows = 1, 1
	a.Op[0].Ptr, a.Op[1].Ptr, a.Op[2].Ptr = unsafe.Pointer(&x), unsafe.Pointer(&y), unsafe.Pointer(&z)
	k.Impl[kernel.Go](&a)
	return z
}

// naiveFold reduces in the order of its definition.
func naiveFold(k *kernel.Set, order Order, lanes int, v []cellOf) cellOf {
	n := len(v)
	if order == Pairwise && n > 16*lanes {
		half := n / 2
		half -= half % lanes
		return step(k, naiveFold(k, order, lanes, v[:half]), naiveFold(k, order, lanes, v[half:]))
	}
	rest := v[1:]
	r := v[0]
	if order == Pairwise && n >= lanes {
		series := slices.Clone(v[:lanes])
		i := lanes
		for ; i+lanes <= n; i += lanes {
			for j := range series {
				series[j] = step(k, series[j], v[i+j])
			}
		}
		for len(series) > 1 {
			var next []cellOf
			for j := 0; j < len(series); j += 2 {
				next = append(next, step(k, series[j], series[j+1]))
			}
			series = next
		}
		r, rest = series[0], v[i:]
	}
	for _, x := range rest {
		r = step(k, r, x)
	}
	return r
}

// reference reduces x over the axes to an array of type out, each element by
// naiveFold over its elements in C order.
func reference(u *Ufunc, x *ndarray.Array, axes []int, out dtype.DType, loop *Loop, mask *ndarray.Array, initial any, identity bool) *ndarray.Array {
	xr := x.Raw()
	var shape []int
	var kept []int
	for axis, n := range xr.Shape {
		if !slices.Contains(axes, axis) {
			shape = append(shape, n)
			kept = append(kept, axis)
		}
	}
	acc, k := loop.Out[0], loop.Kernel
	if loop.Reduce == Pairwise && acc.Size() == 2 {
		l := u.reducing(dtype.Float32)
		acc, k = dtype.Float32, l.Kernel
	}
	lanes := 8
	if acc.Kind() == dtype.KindComplex {
		lanes = 4
	}
	var start operand
	if initial == nil && identity {
		initial = u.Identity.Value
	}
	if initial != nil {
		if err := start.set("", 0, initial); err != nil {
			panic(err)
		}
	}
	y := ndarray.Zeros(out, shape...)
	yr := y.Raw()
	eachIndex(shape, func(index []int) {
		var v []cellOf
		var inner []int
		full := make([]int, len(xr.Shape))
		for i, axis := range kept {
			full[axis] = index[i]
		}
		for axis, n := range xr.Shape {
			if slices.Contains(axes, axis) {
				inner = append(inner, n)
			}
		}
		var first cellOf
		if initial != nil {
			dtype.Cast(unsafe.Pointer(&first), acc, start.ptr, start.dtype)
			if loop.Reduce == Serial {
				v = append(v, first)
			}
		}
		eachIndex(inner, func(at []int) {
			i := 0
			for axis := range xr.Shape {
				if slices.Contains(axes, axis) {
					full[axis] = at[i]
					i++
				}
			}
			var c cellOf
			dtype.Cast(unsafe.Pointer(&c), acc, elem(xr, full), xr.DType)
			if mask != nil && *(*uint8)(elem(mask.Raw(), full)) == 0 {
				if loop.Reduce == Serial {
					return
				}
				u.neutral(loop).Convert(unsafe.Pointer(&c), acc)
			}
			v = append(v, c)
		})
		r := naiveFold(k, loop.Reduce, lanes, v)
		if initial != nil && loop.Reduce != Serial {
			r = step(k, first, r)
		}
		dtype.Cast(elem(yr, index), out, unsafe.Pointer(&r), acc)
	})
	return y
}

func reductionShape(m *memory) []int {
	shape := m.shape()
	if len(shape) == 0 {
		shape = []int{1 + m.rng.IntN(300)}
	}
	switch m.rng.IntN(10) {
	case 0:
		shape = []int{1 + m.rng.IntN(4), 1000 + m.rng.IntN(9000)}
	case 1:
		shape = []int{1 + m.rng.IntN(2000), 1 + m.rng.IntN(9)}
	case 2:
		shape = []int{130 + m.rng.IntN(300), 3, 20}
	}
	for i, n := range shape {
		shape[i] = max(n, 1)
	}
	return shape
}

// Reductions of any layout, mask, casts and number of goroutines have the bits
// of their definition.
func TestRandomReductions(t *testing.T) {
	levels := kernel.Levels()
	ufuncs := []*Ufunc{testAdd, testAdd, testMultiply, testSubtract, testMaximum}
	rounds := 300
	if testing.Short() || raceEnabled {
		rounds = 150
	}
	for seed := range rounds {
		restore, err := kernel.SetLevel(levels[seed%len(levels)])
		require.NoError(t, err)
		m := newMemory(uint64(seed), 1<<16)
		old := SetMaxThreads(1 + seed%4)
		oldWork := parallelNanos
		parallelNanos = 2000
		u := ufuncs[m.rng.IntN(len(ufuncs))]
		types := []dtype.DType{dtype.Int8, dtype.Uint16, dtype.Int64, dtype.Float32, dtype.Float64, dtype.Float64}
		if u != testMaximum {
			types = append(types, dtype.Float16, dtype.BFloat16, dtype.Complex64, dtype.Complex128)
		}
		d := types[m.rng.IntN(len(types))]
		shape := reductionShape(m)
		x := m.view(d, shape, m.rng.IntN(4) == 0)
		m.fill(x)
		x = sameElements(x) // later writes to the shared memory must not matter
		var axes []int
		for axis := range shape {
			if m.rng.IntN(2) == 0 {
				axes = append(axes, axis)
			}
		}
		if len(axes) == 0 || !u.reorderable() {
			axes = []int{m.rng.IntN(len(shape))}
		}
		loop, err := u.reduceLoop(protocol.Reduce, d, 0, 0)
		require.NoError(t, err)
		c := u.Axis(axes...)
		var initial any
		if m.rng.IntN(4) == 0 {
			initial = 2
			c = c.Initial(2)
		}
		var mask *ndarray.Array
		if m.rng.IntN(4) == 0 && (u.Identity.Kind == IdentityValue || u == testSubtract && initial != nil) {
			mask = ndarray.Zeros(dtype.Bool, shape[len(shape)/2:]...)
			for i := range unsafe.Slice((*bool)(mask.Pointer()), mask.Size()) {
				unsafe.Slice((*bool)(mask.Pointer()), mask.Size())[i] = m.rng.IntN(3) > 0
			}
			c = c.Where(mask)
		}
		text := fmt.Sprintf("seed %d: %v of %v%v%v over %v, mask %v, initial %v", seed, u, d, shape, x.Strides(), axes, mask != nil, initial)
		want := reference(u, x, axes, loop.Out[0], loop, mask, initial, u.Identity.Kind == IdentityValue)
		got := c.Reduce(x)
		require.NoError(t, got.Err(), text)
		require.Equal(t, want.Shape(), got.Shape(), text)
		require.Equal(t, raw(want), raw(got), text)

		out := m.view(loop.Out[0], want.Shape(), false)
		got = c.Out(out).Reduce(x)
		require.NoError(t, got.Err(), text)
		require.Equal(t, raw(want), raw(got), text)

		// Segments and running results are reductions too.
		axis := axes[0]
		if mask == nil && initial == nil {
			n := shape[axis]
			idx := []int{0, m.rng.IntN(n), m.rng.IntN(n), m.rng.IntN(n)}
			segments := u.Axis(axis).ReduceAt(x, idx)
			require.NoError(t, segments.Err(), text)
			running := u.Axis(axis).Accumulate(x)
			require.NoError(t, running.Err(), text)
			require.Equal(t, shape, running.Shape())
			for i, from := range idx {
				to := n
				if i+1 < len(idx) {
					to = idx[i+1]
				}
				part := cut(x, axis, from, max(to, from+1))
				require.Equal(t, raw(reference(u, part, []int{axis}, loop.Out[0], loop, nil, nil, false)), raw(cut(segments, axis, i, i+1)), text)
			}
			serial := *loop
			serial.Reduce = Serial
			for range 3 {
				i := m.rng.IntN(n)
				part := cut(x, axis, 0, i+1)
				if d.Size() == 2 && d.Kind() == dtype.KindFloat {
					break // each step is rounded: what reference does not do
				}
				require.Equal(t, raw(reference(u, part, []int{axis}, loop.Out[0], &serial, nil, nil, false)), raw(cut(running, axis, i, i+1)), text)
			}
		}
		parallelNanos = oldWork
		SetMaxThreads(old)
		restore()
	}
}

// sameElements returns an array with the elements and the strides of x, in
// memory of its own.
func sameElements(x *ndarray.Array) *ndarray.Array {
	r := x.Raw()
	lo, hi := x.Bounds()
	b := make([]byte, hi-lo+16)
	off := int(uintptr(r.Ptr)-lo) + int((lo-uintptr(unsafe.Pointer(&b[0])))%16)
	c := ndarray.FromBytes(b, r.DType, r.Shape, r.Strides, off)
	if c.Err() != nil {
		panic(c.Err())
	}
	cr := c.Raw()
	eachIndex(r.Shape, func(index []int) { move(elem(cr, index), elem(r, index), r.DType.Size()) })
	return c
}

// cut returns the part of x from lo to hi along an axis.
func cut(x *ndarray.Array, axis, lo, hi int) *ndarray.Array {
	items := make([]ndarray.Index, axis+1)
	for i := range items {
		items[i] = ndarray.All
	}
	items[axis] = ndarray.From(lo).To(hi)
	return x.Index(items...)
}

func TestReduceErrors(t *testing.T) {
	x := ndarray.Zeros(dtype.Float64, 2, 3)
	empty := ndarray.Zeros(dtype.Float64, 0, 3)
	for _, c := range []struct {
		y    *ndarray.Array
		kind error
		text string
	}{
		{testMaximum.Reduce(empty), ndarray.ErrValue, "maximum.reduce: zero-size array to reduction operation maximum which has no identity; give it an Initial"},
		{testAdd.Axis(2).Reduce(x), ndarray.ErrAxis, "add.reduce: axis 2 is out of bounds for array of dimension 2"},
		{testAdd.Axis(0, -2).Reduce(x), ndarray.ErrAxis, "add.reduce: axis -2 is given twice"},
		{testSubtract.AllAxes().Reduce(x), ndarray.ErrAxis, "subtract.reduce: subtract is not reorderable, so only one axis can be reduced at a time"},
		{testSqrt.Reduce(x), ndarray.ErrValue, "sqrt.reduce: only functions of two inputs and one output have it; sqrt has 1 and 1"},
		{testAdd.Out(ndarray.Zeros(dtype.Float64, 2)).Reduce(x), ndarray.ErrShape, "add.reduce: the output has shape (2,); that of the result is (3,)"},
		{testMaximum.Where(ndarray.Zeros(dtype.Bool, 3)).Reduce(x), ndarray.ErrValue, "maximum.reduce: reduction operation 'maximum' does not have an identity, so to use Where, Initial has to be set"},
		{testAdd.Accumulate(1.0), ndarray.ErrAxis, "add.accumulate: the array has no axes to work along; reshape it to one"},
		{testAdd.Axis(0, 1).Accumulate(x), ndarray.ErrAxis, "add.accumulate: works along one axis; set it by Axis"},
		{testAdd.ReduceAt(x, []int{0, 2}), ndarray.ErrIndex, "add.reduceat: index 2 is out of bounds for an axis of length 2"},
		{testAdd.ReduceAt(x, []float64{0}), ndarray.ErrIndex, "add.reduceat: the indices must be integers along one axis, not float64 of shape (1,)"},
		{testLess.Reduce(x), ndarray.ErrDType, "less.reduce: no loop combines elements of type float64 to the same type (the array is of type float64)"},
	} {
		assert.ErrorIs(t, c.y.Err(), c.kind)
		assert.EqualError(t, c.y.Err(), c.text)
	}
	assert.Equal(t, []float64{0, 0, 0}, values[float64](t, testAdd.Reduce(empty)))
	assert.Equal(t, []float64{7, 7, 7}, values[float64](t, testMaximum.Initial(7).Reduce(empty)))
	assert.Equal(t, []int{0}, testMaximum.Axis(1).Reduce(empty).Shape())
}

func TestReduceAllocatesNothing(t *testing.T) {
	x := ndarray.Zeros(dtype.Float32, 20, 30)
	y := ndarray.Zeros(dtype.Float32, 30)
	s := ndarray.Zeros(dtype.Float32)
	for name, f := range map[string]func(){
		"axis":       func() { testAdd.Out(y).Reduce(x) },
		"all":        func() { testAdd.AllAxes().Out(s).Reduce(x) },
		"accumulate": func() { testMaximum.Out(x).Accumulate(x) },
	} {
		f()
		if !raceEnabled { // the race detector has pools forget at random
			assert.Zero(t, testing.AllocsPerRun(100, f), name)
		}
	}
}

func TestAt(t *testing.T) {
	x := ndarray.FromSlice([]float32{1, 2, 3, 4})
	require.NoError(t, testAdd.At(x, []int{0, 0, 3}, 0.5))
	assert.Equal(t, []float32{2, 2, 3, 4.5}, values[float32](t, x))
	require.NoError(t, testSqrt.At(x, ndarray.FromSlice([]bool{true, false, false, false})))
	require.NoError(t, testAdd.At(x, []int{3, 3}, ndarray.FromSlice([]int32{1, 2}))) // in float64, and back
	assert.Equal(t, []float32{2, 3, 7.5}, values[float32](t, x)[1:])
	assert.ErrorIs(t, testAdd.At(x.ReadOnly(), []int{0}, 1), ndarray.ErrReadOnly)
	assert.ErrorIs(t, testAdd.At(x, []int{4}, 1), ndarray.ErrIndex)
	assert.ErrorIs(t, testAdd.At(x, []int{0, 1}, []float32{1, 2, 3}), ndarray.ErrShape)
	assert.ErrorIs(t, testAdd.Casting(dtype.SameKind).At(x, []int{0}, 1i), ndarray.ErrCast)
	m := ndarray.Zeros(dtype.Int64, 3, 4)
	v := m.Slice("::-1, ::2")
	require.NoError(t, testAdd.At(v, []int{0, 0, 2}, ndarray.FromSlice([]int64{1, 2, 3, 4, 5, 6}, 3, 2)))
	assert.Equal(t, []int64{5, 0, 6, 0, 0, 0, 0, 0, 4, 0, 6, 0}, values[int64](t, m))
	// The operand may be the array itself.
	w := ndarray.FromSlice([]int64{1, 2, 3})
	require.NoError(t, testAdd.At(w, []int{0, 1, 2}, w.Slice("::-1")))
	assert.Equal(t, []int64{4, 4, 4}, values[int64](t, w))
}
