package ufunc

import (
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
	if !ok || len(u.Inputs) != 2 || !c.keywordsAreFew(allAxes|hasAxes) || !x.IsC() || !x.Aligned() || x.Err() != nil {
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
	loop, err := u.reduceLoop(protocol.Reduce, d, dtype.Invalid, dtype.Invalid)
	if err != nil || loop.Out[0] != d || loop.Fold == nil || u.summing(loop) != loop {
		return nil
	}
	z, zp := c.fastOut(d, nil)
	if z == nil || z.Err() != nil {
		return z
	}
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
		u.Identity.number().Convert(unsafe.Pointer(&w.cell), d)
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
