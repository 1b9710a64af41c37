// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Short bodies take the Go loop where packing would wait for memory one
// operand at a time, and nowhere else.
func TestGoForm(t *testing.T) {
	for _, c := range []struct {
		name  string
		d     dtype.DType
		ops   uint16
		n     int
		step  int // of the inputs, in elements
		plain bool
	}{
		{"every second, in cache", dtype.Float64, 1, 30_000, 2, false},
		{"every second, in memory", dtype.Float64, 1, 4_000_000, 2, true},
		{"reversed, in cache", dtype.Complex128, 2, 30_000, -1, false},
		{"bytes, in memory", dtype.Uint8, 1, 16_000_000, 2, false},
		{"far apart, in cache", dtype.Float64, 1, 30_000, 9, true},
		{"far apart, few", dtype.Float64, 1, 1000, 9, false},
		{"a long body", dtype.Float64, 50, 4_000_000, 9, false},
		{"half precision", dtype.Float16, 4, 16_000_000, 31, false},
		{"short rows", dtype.Float64, 1, flatBelow - 1, 9, false},
		{"no gaps", dtype.Float64, 1, 4_000_000, 1, false},
	} {
		size := c.d.Size()
		x, y, z := &operand{dtype: c.d}, &operand{dtype: c.d}, &operand{dtype: c.d}
		x.strides[0], y.strides[0], z.strides[0] = c.step*size, c.step*size, size
		n := &space{ndim: 1}
		n.shape[0] = c.n
		j := job{set: &kernel.Set{Ops: c.ops}, space: n, ops: []*operand{x, y, z}, nin: 2, nop: 3}
		j.choose(false)
		assert.Equal(t, c.plain, j.chooseForm(kernel.AVX2) == goForm, c.name)
	}
	// A transposed matrix is packed by squares, from memory too.
	x, z := &operand{dtype: dtype.Float64}, &operand{dtype: dtype.Float64}
	x.strides, z.strides = [maxDims]int{8, 16_000}, [maxDims]int{16_000, 8}
	n := &space{ndim: 2}
	n.shape = [maxDims]int{2000, 2000}
	j := job{set: &kernel.Set{Ops: 1}, space: n, ops: []*operand{x, z}, nin: 1, nop: 2}
	j.choose(false)
	assert.Equal(t, vectorForm, j.chooseForm(kernel.AVX2), "transposed")
}

// A kernel with a form for any strides runs it where packing costs more: not where vectors
// pack the operands, which they do for strides of -1 and 2 of 4 bytes, and on AVX-512 of 8,
// unless these come from memory.
func TestStridedForm(t *testing.T) {
	var set kernel.Set
	set.Ops = 1
	set.ByElement[kernel.AVX2] = func(*kernel.Args) {}
	form := func(level kernel.Level, d dtype.DType, n int, strides ...int) loopForm {
		j := job{set: &set, space: &space{ndim: 1}, nin: len(strides) - 1, nop: len(strides)}
		j.space.shape[0] = n
		for _, s := range strides {
			o := &operand{dtype: d}
			o.strides[0] = s * d.Size()
			j.ops = append(j.ops, o)
		}
		j.choose(false)
		return j.chooseForm(level)
	}
	const few, many = 1000, 4_000_000
	for _, c := range []struct {
		d            dtype.DType
		n            int
		strides      []int
		avx2, avx512 loopForm
	}{
		{dtype.Float64, few, []int{1, 1, 1}, vectorForm, vectorForm},
		{dtype.Float64, few, []int{0, 1, 1}, vectorForm, vectorForm},
		{dtype.Float64, few, []int{3, 3, 1}, stridedForm, stridedForm},
		{dtype.Float64, few, []int{1, 0, 3}, stridedForm, stridedForm},
		{dtype.Float64, few, []int{2, 2, 1}, stridedForm, vectorForm},
		{dtype.Float32, few, []int{2, 2, 1}, vectorForm, vectorForm},
		{dtype.Float64, few, []int{-1, -1, 1}, stridedForm, vectorForm},
		{dtype.Float32, few, []int{-1, -1, 1}, vectorForm, vectorForm},
		{dtype.Float64, many, []int{-1, -1, 1}, stridedForm, stridedForm},
		{dtype.Float32, many, []int{2, 2, 1}, stridedForm, stridedForm},
		{dtype.Float64, flatBelow - 1, []int{3, 1}, vectorForm, vectorForm},
	} {
		assert.Equal(t, c.avx2, form(kernel.AVX2, c.d, c.n, c.strides...), "%v × %d %v, AVX2", c.strides, c.n, c.d)
		assert.Equal(t, c.avx512, form(kernel.AVX512, c.d, c.n, c.strides...), "%v × %d %v, AVX-512", c.strides, c.n, c.d)
	}
	assert.Equal(t, goForm, form(kernel.NEON, dtype.Float64, many, 3, 3, 1), "no such kernel")
}

// Small elements cost less: a vector holds more of them, and so does a cache line. Of
// so many that one thread is done before another has begun, one thread has all.
func TestThreadsForBytes(t *testing.T) {
	defer SetMaxThreads(SetMaxThreads(16))
	threads := func(d dtype.DType, ops uint16, n int) int {
		x, y, z := &operand{dtype: d}, &operand{dtype: d}, &operand{dtype: d}
		size := d.Size()
		x.strides[0], y.strides[0], z.strides[0] = size, size, size
		s := &space{ndim: 1}
		s.shape[0] = n
		j := job{set: &kernel.Set{Ops: ops}, space: s, ops: []*operand{x, y, z}, nin: 2, nop: 3}
		j.choose(false)
		j.accessModes(false)
		return j.threadCount(n)
	}
	assert.Equal(t, 1, threads(dtype.Uint8, 1, 3_000_000))
	assert.Equal(t, 1, threads(dtype.Float64, 1, 400_000))
	assert.Equal(t, 4, threads(dtype.Float64, 1, 1_000_000))
	assert.Greater(t, threads(dtype.Complex128, 2, 1_000_000), 8)
	// The same bytes take about the same time, and so as many threads.
	want := threads(dtype.Float64, 1, 2_000_000)
	for _, d := range []dtype.DType{dtype.Uint8, dtype.Int16, dtype.Float32} {
		assert.InDelta(t, want, threads(d, 1, 2_000_000*8/d.Size()), 1, d)
	}
}

// What callers outside are told is what a call does.
func TestSerialElements(t *testing.T) {
	defer SetMaxThreads(SetMaxThreads(16))
	for _, d := range []dtype.DType{dtype.Uint8, dtype.Float32, dtype.Float64, dtype.Complex128} {
		for _, ops := range []uint16{1, 40} {
			set := &kernel.Set{Ops: ops}
			set.Impl[kernel.Go] = func(*kernel.Args) {}
			set.Impl[kernel.Current()] = set.Impl[kernel.Go]
			l := Loop{In: []dtype.DType{d, d}, Out: []dtype.DType{d}, Kernel: set}
			most := l.SerialElements()
			for n, one := range map[int]bool{most - most/50: true, most + most/50: false} {
				x := operand{dtype: d}
				x.strides[0] = d.Size()
				y, z := x, x
				s := &space{ndim: 1}
				s.shape[0] = n
				var j job
				j.prepare(l.Kernel, s, []*operand{&x, &y, &z}, 2, false)
				assert.Equal(t, one, j.threads.count == 1, "%v, %d operations, %d elements", d, ops, n)
			}
		}
	}
}
