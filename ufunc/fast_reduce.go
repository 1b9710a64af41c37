// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math"
	"runtime"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// fastReduce runs the common reduction without a plan: a whole array in C
// order, of few elements, to one of its type. It returns nil where the call is
// not of that sort, which includes all errors.
func (c *Config) fastReduce(v any) *ndarray.Array {
	u := c.u
	x, ok := v.(*ndarray.Array)
	if !ok || len(u.Inputs) != 2 || !c.keywordsAreFew() || !x.IsDense() {
		return nil
	}
	xp, shape, _ := x.Lend()
	size := 1
	for _, n := range shape {
		size *= n
	}
	if size == 0 || size > fastSize || !c.reducesWhole(len(shape)) {
		return nil
	}
	d := x.DType()
	loop := u.foldLoop(d)
	if loop == nil {
		return nil
	}
	var z *ndarray.Array
	if len(c.outs) == 1 && c.outs[0] != nil {
		if z = c.outs[0]; !z.IsDense() || !z.Writeable() || z.DType() != d || z.NDim() != 0 {
			return nil
		}
	} else if z = ndarray.Empty(d); z.Err() != nil {
		return z
	}
	zp, _, _ := z.Lend()
	if p, q := uintptr(xp), uintptr(zp); p < q+uintptr(d.Size()) && q < p+uintptr(size*d.Size()) {
		return nil
	}
	level := kernel.Current()
	w := getWorker()
	a := &w.args
	a.N, a.Rows = size, 1
	w.row(0, xp, d.Size())
	w.row(1, zp, 0)
	loop.Fold.At(level)(a)
	if u.Identity.Kind == IdentityValue {
		// As in NumPy the identity takes part: 0 + -0 is 0.
		if w.cell[0], w.cell[1] = 0, 0; math.Float64bits(u.Identity.Value) != 0 { // zero is all bits zero, of any type
			u.Identity.number().Convert(unsafe.Pointer(&w.cell), d)
		}
		a.N = 1
		w.row(0, unsafe.Pointer(&w.cell), d.Size())
		w.row(1, zp, d.Size())
		w.row(2, zp, d.Size())
		loop.Kernel.At(level)(a)
	}
	a.Op[0].Ptr, a.Op[1].Ptr, a.Op[2].Ptr = nil, nil, nil
	workers.Put(w)
	runtime.KeepAlive(x)
	runtime.KeepAlive(z)
	return z
}

// foldLoop returns the loop whose fold reduces elements of type d to one of that
// type, without a cast, or nil. It is what reduceLoop and summing say, kept.
func (u *Ufunc) foldLoop(d dtype.DType) *Loop {
	if d < dtype.Num {
		if i := u.folds[d].Load(); i != 0 {
			return &u.Loops[i-1]
		}
	}
	loop, err := u.reduceLoop(protocol.Reduce, d, dtype.Invalid, dtype.Invalid)
	if err != nil || loop.Out[0] != d || loop.Fold == nil || u.summing(loop) != loop {
		return nil
	}
	for i := range u.Loops {
		if loop == &u.Loops[i] {
			u.folds[d].Store(uint32(i) + 1)
		}
	}
	return loop
}

// keywordsAreFew reports whether the reduction has no keywords but Out, of one
// output, and axes.
func (c *Config) keywordsAreFew() bool {
	if len(c.u.Outputs) != 1 || c.flags&^(hasOut|allAxes|hasAxes) != 0 {
		return false
	}
	return len(c.outs) <= 1 && (len(c.outs) == 1 || c.flags&hasOut == 0)
}

// reducesWhole reports whether the axes of the reduction are all of an array
// of ndim axes, as far as is seen at once.
func (c *Config) reducesWhole(ndim int) bool {
	switch {
	case c.flags&allAxes != 0:
		return ndim <= 1 || c.u.reorderable()
	case ndim != 1:
		return false
	case c.flags&hasAxes == 0:
		return true
	}
	return len(c.axes) == 1 && (c.axes[0] == 0 || c.axes[0] == -1)
}
