// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// memory is where random views lie: one piece, so that they overlap often.
type memory struct {
	rng   *rand.Rand
	bytes []byte
}

func newMemory(seed uint64, size int) *memory {
	return &memory{rng: rand.New(rand.NewPCG(seed, 17)), bytes: make([]byte, size)}
}

// fill writes small numbers all over the memory of a, and NaNs of any bits.
func (m *memory) fill(a *ndarray.Array) {
	r := a.Raw()
	eachIndex(r.Shape, func(index []int) {
		if m.rng.IntN(12) == 0 && r.DType.Kind() >= dtype.KindFloat {
			m.putNaN(elem(r, index), r.DType)
			return
		}
		n := dtype.IntScalar(int64(m.rng.IntN(41)))
		if k := r.DType.Kind(); k == dtype.KindFloat || k == dtype.KindComplex {
			n = dtype.ComplexScalar(complex(m.rng.NormFloat64(), m.rng.NormFloat64()))
		} else if k == dtype.KindInt {
			n = dtype.IntScalar(int64(m.rng.IntN(41) - 20))
		}
		n.Convert(elem(r, index), r.DType)
	})
}

// putNaN writes a NaN, quiet or signalling, of either sign and any payload; of
// complex numbers, in one part.
func (m *memory) putNaN(p unsafe.Pointer, d dtype.DType) {
	if d.Kind() == dtype.KindComplex {
		part := map[dtype.DType]dtype.DType{dtype.Complex64: dtype.Float32, dtype.Complex128: dtype.Float64}[d]
		clear(unsafe.Slice((*byte)(p), d.Size()))
		m.putNaN(unsafe.Add(p, m.rng.IntN(2)*part.Size()), part)
		return
	}
	bits := m.rng.Uint64() | 1
	switch d {
	case dtype.Float16:
		*(*uint16)(p) = uint16(bits) | 0x7c00
	case dtype.BFloat16:
		*(*uint16)(p) = uint16(bits) | 0x7f80
	case dtype.Float32:
		*(*uint32)(p) = uint32(bits) | 0x7f800000
	case dtype.Float64:
		*(*uint64)(p) = bits | 0x7ff0<<48
	}
}

func eachIndex(shape []int, f func(index []int)) {
	index := make([]int, len(shape))
	for _, n := range shape {
		if n == 0 {
			return
		}
	}
	for {
		f(index)
		axis := len(shape) - 1
		for ; axis >= 0; axis-- {
			if index[axis]++; index[axis] < shape[axis] {
				break
			}
			index[axis] = 0
		}
		if axis < 0 {
			return
		}
	}
}

// elem returns the address of an element; index is broadcast to the shape.
func elem(r ndarray.Raw, index []int) unsafe.Pointer {
	off := 0
	lead := len(index) - len(r.Shape)
	for i, n := range r.Shape {
		if n > 1 {
			off += index[lead+i] * r.Strides[i]
		}
	}
	return unsafe.Add(r.Ptr, off)
}

// view returns a random view of type d and the given shape. repeats allows
// axes of stride 0.
func (m *memory) view(d dtype.DType, shape []int, repeats bool) *ndarray.Array {
	size := d.Size()
	strides := make([]int, len(shape))
	step := size
	if m.rng.IntN(8) == 0 {
		step++ // misaligned
	}
	lo, hi := 0, size
	for _, axis := range m.rng.Perm(len(shape)) {
		s := step
		if m.rng.IntN(3) == 0 {
			s *= 1 + m.rng.IntN(3)
		}
		if repeats && m.rng.IntN(6) == 0 {
			s = 0
		}
		if s != 0 {
			step = s * max(shape[axis], 1)
		}
		if m.rng.IntN(3) == 0 {
			s = -s
		}
		strides[axis] = s
		if span := (max(shape[axis], 1) - 1) * s; span < 0 {
			lo += span
		} else {
			hi += span
		}
	}
	free := len(m.bytes) - (hi - lo)
	if free <= 0 {
		// Too large for the memory that the views share.
		own := make([]byte, hi-lo+8)
		return ndarray.FromBytes(own, d, shape, strides, -lo)
	}
	at := m.rng.IntN(min(free, 64))
	if m.rng.IntN(4) > 0 {
		at &^= 15
	}
	a := ndarray.FromBytes(m.bytes, d, shape, strides, at-lo)
	if a.Err() != nil {
		panic(a.Err())
	}
	return a
}

func (m *memory) shape() []int {
	shape := make([]int, m.rng.IntN(5))
	for i := range shape {
		shape[i] = 1 + m.rng.IntN(5)
	}
	if len(shape) > 0 {
		i := m.rng.IntN(len(shape))
		switch m.rng.IntN(8) {
		case 0:
			shape[i] = 3000 + m.rng.IntN(3000)
		case 1, 2:
			shape[i] = 20 + m.rng.IntN(100)
		case 3:
			shape[i] = m.rng.IntN(2)
		}
	}
	return shape
}

// reduced returns a shape that broadcasts to shape.
func (m *memory) broadcastable(shape []int) []int {
	out := append([]int(nil), shape[m.rng.IntN(len(shape)+1)/2:]...)
	for i := range out {
		if m.rng.IntN(5) == 0 {
			out[i] = 1
		}
	}
	return out
}

func deepCopy(a *ndarray.Array) *ndarray.Array {
	r := a.Raw()
	c := ndarray.Empty(r.DType, r.Shape...)
	cr := c.Raw()
	eachIndex(r.Shape, func(index []int) { move(elem(cr, index), elem(r, index), r.DType.Size()) })
	return c
}

func raw(a *ndarray.Array) []byte {
	c := deepCopy(a)
	return unsafe.Slice((*byte)(c.Pointer()), c.NBytes())
}

// naive computes one element at a time what u should, into copies.
func naive(l *Loop, inputs, outputs []*ndarray.Array, mask *ndarray.Array) {
	var in []ndarray.Raw
	for _, a := range inputs {
		in = append(in, deepCopy(a).Raw())
	}
	var m ndarray.Raw
	if mask != nil {
		m = deepCopy(mask).Raw()
	}
	eachIndex(outputs[0].Shape(), func(index []int) {
		if mask != nil && *(*uint8)(elem(m, index)) == 0 {
			return
		}
		var cells [maxOps][2]uint64
		var a kernel.Args
		a.N, a.Rows = 1, 1
		for i, r := range in {
			dtype.Cast(unsafe.Pointer(&cells[i]), l.In[i], elem(r, index), r.DType)
			a.Op[i].Ptr = unsafe.Pointer(&cells[i])
		}
		for i := range outputs {
			a.Op[len(in)+i].Ptr = unsafe.Pointer(&cells[len(in)+i])
		}
		l.Kernel.Impl[kernel.Go](&a)
		for i, o := range outputs {
			r := o.Raw()
			dtype.Cast(elem(r, index), r.DType, unsafe.Pointer(&cells[len(in)+i]), l.Out[i])
		}
	})
}

// Calls on random views, overlapping or not, give what one element at a time
// gives on copies.
func TestRandomViews(t *testing.T) {
	levels := append(kernel.Levels(), kernel.Levels()...)
	types := map[*Ufunc][]dtype.DType{
		testAdd: slices.DeleteFunc(dtype.All(), func(d dtype.DType) bool { return d.Kind().Time() }), testMultiply: {dtype.Int8, dtype.Int64, dtype.Uint8, dtype.Float64, dtype.Complex64},
		testLess: {dtype.Int8, dtype.Int64, dtype.Float64}, testSqrt: {dtype.Int8, dtype.Float16, dtype.Float32, dtype.Float64},
		testDivmod: {dtype.Int64, dtype.Int8, dtype.Uint16}, testMaximum: {dtype.Int16, dtype.Float32, dtype.Float64},
	}
	ufuncs := []*Ufunc{testAdd, testAdd, testMultiply, testLess, testSqrt, testDivmod, testMaximum}
	rounds := 1200
	if testing.Short() || raceEnabled {
		rounds = 400
	}
	for seed := range rounds {
		restore, err := kernel.SetLevel(levels[seed%len(levels)])
		require.NoError(t, err)
		m := newMemory(uint64(seed), 512)
		threads := SetMaxThreads(1 + seed%3)
		oldWork := parallelNanos
		parallelNanos = 500
		u := ufuncs[m.rng.IntN(len(ufuncs))]
		shape := m.shape()
		if seed%5 == 0 {
			shape = shape[:min(len(shape), 1)]
		}
		var inputs []*ndarray.Array
		var args []any
		for range u.Inputs {
			ds := types[u]
			a := m.view(ds[m.rng.IntN(len(ds))], m.broadcastable(shape), true)
			m.fill(a)
			inputs = append(inputs, a)
			args = append(args, a)
		}
		p := getPlan()
		for i, a := range inputs {
			p.op[i].setArray(a)
		}
		loop, err := u.resolve(p.op[:len(inputs)], 0, dtype.SameKind)
		require.NoError(t, err)
		p.put(0)
		var outs, want []*ndarray.Array
		for i := range u.Outputs {
			d := loop.Out[i]
			if m.rng.IntN(4) == 0 {
				d = dtype.Promote(d, dtype.Complex64)
			}
			z := m.view(d, shape, false)
			if len(u.Outputs) > 1 {
				z = ndarray.Empty(d, shape...) // outputs must not overlap each other
			} else if m.rng.IntN(8) == 0 && len(inputs[0].Shape()) == len(shape) && inputs[0].DType() == d {
				z = inputs[0]
				for axis, n := range z.Shape() {
					if n != shape[axis] || z.Strides()[axis] == 0 {
						z = ndarray.Zeros(d, shape...)
					}
				}
			}
			outs = append(outs, z)
		}
		c := u.Out(outs...)
		var mask *ndarray.Array
		if m.rng.IntN(4) == 0 {
			mask = m.view(dtype.Bool, m.broadcastable(shape), true)
			r := mask.Raw()
			eachIndex(r.Shape, func(index []int) { dtype.BoolScalar(m.rng.IntN(2) == 0).Convert(elem(r, index), dtype.Bool) })
			c = c.Where(mask)
		}
		// The mask's bytes may lie over inputs; read them as what they are now.
		for _, a := range outs {
			want = append(want, deepCopy(a))
		}
		naive(loop, inputs, want, mask)
		text := fmt.Sprintf("seed %d: %v", seed, u)
		for _, a := range inputs {
			text += fmt.Sprintf(" %v%v%v", a.DType(), a.Shape(), a.Strides())
		}
		text += fmt.Sprintf(" -> %v%v%v mask %v", outs[0].DType(), outs[0].Shape(), outs[0].Strides(), mask != nil)
		got := c.CallN(args...)
		for i, y := range got {
			require.NoError(t, y.Err(), text)
			require.Same(t, outs[i], y)
			require.Equal(t, raw(want[i]), raw(y), text)
		}
		if mask == nil {
			for i, y := range u.CallN(args...) {
				require.NoError(t, y.Err(), text)
				if outs[0].Size() > 0 && len(u.Outputs) == 1 && !anyOverlap(outs, inputs) && y.Size() == outs[i].Size() && y.DType() == outs[i].DType() {
					require.Equal(t, raw(want[i]), raw(y), text)
				}
			}
		}
		parallelNanos = oldWork
		SetMaxThreads(threads)
		restore()
	}
}

func anyOverlap(as, bs []*ndarray.Array) bool {
	for _, a := range as {
		for _, b := range bs {
			if ndarray.MayShareMemory(a, b) {
				return true
			}
		}
	}
	return false
}
