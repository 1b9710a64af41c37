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
	if !ok || len(u.Inputs) != 2 || len(u.Outputs) != 1 || c.flags&^(hasOut|allAxes|hasAxes) != 0 || len(c.outs) > 1 ||
		c.flags&hasOut != 0 && len(c.outs) == 0 || !x.IsC() || !x.Aligned() || x.Err() != nil {
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
	var z *ndarray.Array
	var zp unsafe.Pointer
	if len(c.outs) == 1 && c.outs[0] != nil {
		z = c.outs[0]
		var zshape []int
		if zp, zshape, _ = z.Lend(); len(zshape) != 0 || !z.Aligned() || !z.Writeable() || z.Err() != nil || z.DType() != d {
			return nil
		}
		if p, q := uintptr(xp), uintptr(zp); p < q+uintptr(d.Size()) && q < p+uintptr(size*d.Size()) {
			return nil
		}
	} else {
		if z = ndarray.Empty(d); z.Err() != nil {
			return z
		}
		zp, _, _ = z.Lend()
	}
	level := kernel.Current()
	w := getWorker()
	a := &w.args
	a.N, a.Rows = size, 1
	a.Op[0].Ptr, a.Op[0].Inner, a.Op[0].Outer = xp, d.Size(), 0
	a.Op[1].Ptr, a.Op[1].Inner, a.Op[1].Outer = zp, 0, 0
	loop.Fold.At(level)(a)
	if u.Identity.Kind == IdentityValue {
		// As in NumPy the identity takes part: 0 + -0 is 0.
		u.Identity.number().Convert(unsafe.Pointer(&w.cell), d)
		a.N = 1
		a.Op[0].Ptr, a.Op[1].Inner = unsafe.Pointer(&w.cell), d.Size()
		a.Op[2].Ptr, a.Op[2].Inner, a.Op[2].Outer = zp, d.Size(), 0
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
