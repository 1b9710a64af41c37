// SPDX-License-Identifier: BSD-3-Clause

package rows

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/core/coretest"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel/sample"
	"github.com/arraygen/arraygen/ufunc"
)

// ufuncs are those of the rows that TestArrays calls.
var ufuncs = map[string]*ufunc.Ufunc{
	"dot": DotUfunc, "sum": SumUfunc, "sum_serial": SumSerialUfunc, "squared_l2": SquaredL2Ufunc, "cosine": CosineUfunc, "hamming": HammingUfunc,
	"min_max": MinMaxUfunc, "arg_min_max": ArgMinMaxUfunc, "above": AboveUfunc, "log_sum_exp": LogSumExpUfunc, "softmax": SoftmaxUfunc, "layer_norm": LayerNormUfunc,
}

// TestArrays calls functions with a core dimension on arrays of up to four dimensions at random:
// the dimension anywhere, strides of any sign, transposed, broadcast, into outputs and into an
// input, by one to eight goroutines. Every element is compared with what the text of the body,
// as plain loops, gives for that row.
func TestArrays(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for _, k := range generatedCoreKernels {
		name, _, _ := strings.Cut(k.Kernel.Name, ".")
		u := ufuncs[name]
		if u == nil {
			continue
		}
		for range 20 {
			before := ufunc.SetMaxThreads(1 + r.IntN(8))
			arrayCall(t, r, u, k)
			ufunc.SetMaxThreads(before)
		}
	}
}

// arrayCall makes one call and compares it.
func arrayCall(t *testing.T, r *rand.Rand, u *ufunc.Ufunc, k coretest.Kernel) {
	loop := make([]int, r.IntN(4))
	for i := range loop {
		loop[i] = 1 + r.IntN(4)
	}
	n := 1 + r.IntN(40)
	switch r.IntN(12) {
	case 0:
		n = 300 + r.IntN(300)
	case 1: // enough for several goroutines
		loop, n = []int{2 + r.IntN(3), 30}, 500+r.IntN(100)
	}
	at := r.IntN(len(loop) + 1) // where the core dimension is, counted from the end
	var args []any
	var inputs []*ndarray.Array
	for i, d := range k.In {
		shape := slices.Clone(loop[min(r.IntN(4)/3*r.IntN(len(loop)+1), len(loop)):]) // now and then without its first dimensions
		for j := range shape {
			if r.IntN(4) == 0 {
				shape[j] = 1
			}
		}
		if k.InRows[i] {
			for len(shape) < at {
				shape = append([]int{1}, shape...)
			}
			shape = slices.Insert(shape, len(shape)-at, n)
		}
		x := view(r, d, shape, true)
		inputs, args = append(inputs, x), append(args, x)
	}
	same := func(is []bool) bool { return !slices.Contains(is, false) }
	c := u.Axis(-1 - at)
	if !same(k.InRows) || slices.Contains(k.OutRows, true) && r.IntN(2) == 0 { // for each operand
		var axes [][]int
		for _, row := range slices.Concat(k.InRows, k.OutRows) {
			axis := []int{}
			if row {
				axis = []int{-1 - at}
			}
			axes = append(axes, axis)
		}
		c = u.Axes(axes...)
	}
	kept := same(k.InRows) && !slices.Contains(k.OutRows, true) && r.IntN(3) == 0
	if kept {
		c = c.KeepDims()
	}
	// What the loop dimensions really are: all inputs may have 1 in one.
	full := make([]int, len(loop))
	for j := range full {
		full[j] = 1
		for i, x := range inputs {
			shape := x.Shape()
			if k.InRows[i] {
				shape = slices.Delete(slices.Clone(shape), len(shape)-1-at, len(shape)-at)
			}
			if m := len(shape) - len(full) + j; m >= 0 {
				full[j] = max(full[j], shape[m])
			}
		}
	}
	for len(full) > 0 && deepest(inputs, k.InRows) < len(full) {
		full = full[1:]
	}
	withCore := func(length int) []int { return slices.Insert(slices.Clone(full), len(full)-at, length) }
	if at > len(full) {
		return // the axis is none of the result
	}
	var shapes [][]int
	for _, row := range k.OutRows {
		switch {
		case row:
			shapes = append(shapes, withCore(n))
		case kept:
			shapes = append(shapes, withCore(1))
		default:
			shapes = append(shapes, full)
		}
	}
	want := bodyOf(k, inputs, full, at, n)
	what := fmt.Sprintf("%s, loop %v, n %d, axis %d, kept %v", k.Kernel.Name, full, n, -1-at, kept)
	if r.IntN(2) == 0 {
		var outs []*ndarray.Array
		for o, d := range k.Out {
			if d == k.In[0] && k.OutRows[o] && slices.Equal(inputs[0].Shape(), shapes[o]) && !slices.Contains(inputs[0].Strides(), 0) && r.IntN(2) == 0 {
				outs, what = append(outs, inputs[0]), what+", in place"
				continue
			}
			outs = append(outs, view(r, d, shapes[o], false))
		}
		c, what = c.Out(outs...), what+", out"
	}
	for o, y := range c.CallN(args...) {
		require.NoError(t, y.Err(), what)
		require.Equal(t, shapes[o], y.Shape(), what)
		size := k.Out[o].Size()
		each(full, func(e int, index []int) {
			m := 1
			if k.OutRows[o] {
				m = n
			}
			for i := range m {
				full := index
				if k.OutRows[o] || kept {
					full = slices.Insert(slices.Clone(index), len(index)-at, i)
				}
				got := unsafe.Slice((*byte)(address(y, full)), size)
				require.Equal(t, want[o][(e*m+i)*size:][:size], got, "%s: output %d, element %d of %v", what, o, i, index)
			}
		})
	}
}

// deepest is the most loop dimensions of an input.
func deepest(inputs []*ndarray.Array, rows []bool) (n int) {
	for i, x := range inputs {
		d := len(x.Shape())
		if rows[i] {
			d--
		}
		n = max(n, d)
	}
	return n
}

// each calls f with the number and the index of every element of a shape.
func each(shape []int, f func(e int, index []int)) {
	count := 1
	for _, n := range shape {
		count *= n
	}
	for e := range count {
		index, rest := make([]int, len(shape)), e
		for j := len(shape) - 1; j >= 0; j-- {
			index[j] = rest % shape[j]
			rest /= shape[j]
		}
		f(e, index)
	}
}

// address is where an element of x is.
func address(x *ndarray.Array, index []int) unsafe.Pointer {
	p := x.Pointer()
	for j, i := range index {
		p = unsafe.Add(p, i*x.Strides()[j])
	}
	return p
}

// view is an array of a shape within a larger one: its axes in any order of memory, with
// strides of any sign, and as an input now and then of 0.
func view(r *rand.Rand, d dtype.DType, shape []int, input bool) *ndarray.Array {
	order, strides, offset, bytes := r.Perm(len(shape)), make([]int, len(shape)), 0, d.Size()
	for _, j := range order {
		step := bytes * []int{1, 1, 2, 3}[r.IntN(4)]
		bytes = step * shape[j]
		strides[j] = step
		switch {
		case r.IntN(3) == 0:
			strides[j], offset = -step, offset+step*(shape[j]-1)
		case input && r.IntN(10) == 0:
			strides[j] = 0
		}
	}
	data := sample.Special(r, d, bytes/d.Size()+1, r.IntN(5))
	if r.IntN(2) == 0 {
		data = sample.Ordinary(r, d, bytes/d.Size()+1)
	}
	return ndarray.FromBytes(data, d, shape, strides, offset)
}

// bodyOf computes the rows of every index of the loop dimensions with the body.
func bodyOf(k coretest.Kernel, inputs []*ndarray.Array, loop []int, at, n int) (want [][]byte) {
	rows := 1
	for _, m := range loop {
		rows *= m
	}
	length := func(row bool) int {
		if row {
			return n
		}
		return 1
	}
	for o, d := range k.Out {
		want = append(want, sample.Aligned(rows*length(k.OutRows[o])*d.Size()+8))
	}
	each(loop, func(e int, index []int) {
		var in, out []unsafe.Pointer
		for i, d := range k.In {
			x := inputs[i]
			tight := sample.Aligned(length(k.InRows[i])*d.Size() + 8)
			for m := range length(k.InRows[i]) {
				shape := x.Shape()
				mine := slices.Clone(index)
				if k.InRows[i] {
					mine = slices.Insert(mine, len(mine)-at, m)
				}
				mine = mine[len(mine)-len(shape):]
				for j := range mine {
					if shape[j] == 1 {
						mine[j] = 0
					}
				}
				copy(tight[m*d.Size():], unsafe.Slice((*byte)(address(x, mine)), d.Size()))
			}
			in = append(in, unsafe.Pointer(&tight[0]))
		}
		for o, d := range k.Out {
			out = append(out, unsafe.Pointer(&want[o][e*length(k.OutRows[o])*d.Size()]))
		}
		k.Body(in, out, n)
	})
	return want
}

// TestArraysRefuse: what has no meaning along a core dimension is an error that says so.
func TestArraysRefuse(t *testing.T) {
	x := ndarray.Zeros(dtype.Float64, 3, 4)
	require.EqualError(t, DotUfunc.Where(ndarray.Zeros(dtype.Bool, 3)).Call(x, x).Err(), "dot: Where works element by element; the function has the signature (n),(n)->()")
	require.EqualError(t, SoftmaxUfunc.Axis(2).Call(x).Err(), "softmax: axis 2 of operand x is out of bounds for an array of dimension 2")
	require.ErrorContains(t, DotUfunc.Call(x, x.T()).Err(), "dot: operand y has length 3 in core dimension n, which is 4 elsewhere")
	require.EqualError(t, MinMaxUfunc.CallN(ndarray.Zeros(dtype.Float64, 3, 0))[0].Err(),
		"min_max: core dimension n of the signature (n)->(),() has length 0; a minimum, a maximum, the index of one and a table need an element")
	require.NoError(t, MinMaxUfunc.CallN(ndarray.Zeros(dtype.Float64, 0, 0))[0].Err(), "nothing is computed")
	require.NoError(t, SumUfunc.Call(ndarray.Zeros(dtype.Float64, 3, 0)).Err())
}
