// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math"
	"runtime"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// fastSize is the most elements that the fast path takes: more may be worth
// several threads, and the cost of the general path no longer shows.
const fastSize = 8 << 10

// fast runs a call of the cheapest sort: arrays of one type and shape in C
// order, or one and a weak scalar, to one output. Nothing is left to plan then
// but what is looked up: the loop is the one that the plan of such a call chose
// before. It returns nil where the call is not of that sort, which includes all
// errors.
func (c *Config) fast(args []any) *ndarray.Array {
	u := c.u
	// sameLoop is nil for all functions but those of one or two inputs and one output.
	if len(args) != len(u.Inputs) || len(args) == 0 || c.flags&^hasOut != 0 || len(c.outs) > 1 {
		return nil
	}
	x, ok := args[0].(*ndarray.Array)
	y, scalar := x, 2
	if len(args) == 2 {
		other, ok2 := args[1].(*ndarray.Array)
		switch {
		case ok && ok2:
			y = other
		case ok:
			scalar = 1
		default:
			x, y, scalar = other, other, 0
		}
	}
	// An argument that is no array leaves x nil, which is not dense.
	if !x.IsDense() {
		return nil
	}
	d := x.DType()
	if y != x && !y.IsDenseLike(x, d) {
		return nil
	}
	loop := u.sameLoop(d)
	if loop == nil {
		return nil
	}
	var value [2]uint64
	if scalar < 2 && !weakValue(&value, args[scalar], d) {
		return nil
	}
	size := x.Size()
	if size > fastSize {
		return nil
	}
	var z *ndarray.Array
	if len(c.outs) == 1 && c.outs[0] != nil {
		if z = c.outs[0]; !z.IsDenseLike(x, loop.Out[0]) || !z.Writeable() {
			return nil
		}
	} else if c.flags&hasOut != 0 && len(c.outs) == 0 {
		return nil
	} else if z = emptyLike(x, loop.Out[0]); z.Err() != nil {
		return z
	}
	xp, _, _ := x.Lend()
	yp, _, _ := y.Lend()
	zp, _, _ := z.Lend()
	in, out := d.Size(), loop.Out[0].Size()
	if clash(xp, zp, size, in, out) || clash(yp, zp, size, in, out) {
		return nil
	}
	if size == 0 {
		return z
	}
	w := getWorker()
	a := &w.args
	a.N, a.Rows = size, 1
	w.row(0, xp, in)
	w.row(1, yp, in)
	w.row(len(args), zp, out)
	if scalar < 2 {
		w.cell[0], w.cell[1] = value[0], value[1]
		w.row(scalar, unsafe.Pointer(&w.cell), 0)
	}
	if loop.Kernel.Direct() {
		loop.Kernel.At(kernel.Current())(a)
	} else {
		loop.Kernel.Run(a)
	}
	a.Op[0].Ptr, a.Op[1].Ptr, a.Op[2].Ptr = nil, nil, nil
	workers.Put(w)
	runtime.KeepAlive(x)
	runtime.KeepAlive(y)
	runtime.KeepAlive(z)
	return z
}

// row gives the kernel one row as operand i.
func (w *worker) row(i int, p unsafe.Pointer, stride int) {
	op := &w.args.Op[i]
	op.Ptr, op.Inner, op.Outer = p, stride, 0
}

// emptyLike returns a new array of type d and the shape of x, in C order.
func emptyLike(x *ndarray.Array, d dtype.DType) *ndarray.Array {
	_, shape, _ := x.Lend()
	return ndarray.Empty(d, shape...)
}

// weakValue stores a weak scalar that takes the type d of an array as an element of
// that type, if v is one and d holds it.
func weakValue(cell *[2]uint64, v any, d dtype.DType) bool {
	switch v := v.(type) {
	case float64:
		if d == dtype.Float64 {
			cell[0] = math.Float64bits(v) // what Convert does
			return true
		}
		if dtype.PromoteWeak(d, dtype.KindFloat) != d {
			return false
		}
		dtype.FloatScalar(v).Convert(unsafe.Pointer(cell), d)
		return true
	case int:
		n := dtype.IntScalar(int64(v))
		if dtype.PromoteWeak(d, dtype.KindInt) != d || !n.Fits(d) {
			return false
		}
		n.Convert(unsafe.Pointer(cell), d)
		return true
	}
	return false
}

func equalShape(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i, n := range a {
		if n != b[i] {
			return false
		}
	}
	return true
}

// clash reports whether two arrays of n elements in C order overlap otherwise
// than element by element.
func clash(x, z unsafe.Pointer, n, xSize, zSize int) bool {
	p, q := uintptr(x), uintptr(z)
	if p == q && xSize == zSize {
		return false
	}
	return p < q+uintptr(n*zSize) && q < p+uintptr(n*xSize)
}
