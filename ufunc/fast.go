package ufunc

import (
	"runtime"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// fastSize is the most elements that the fast path takes: more may be worth
// several threads, and the cost of the general path no longer shows.
const fastSize = 8 << 10

// fast is the short way for the common call: arrays of the same type and shape
// in C order, or one and a weak scalar, to one output. It returns nil where the
// call is not of that sort, which includes all errors.
func (c *Config) fast(args []any) *ndarray.Array {
	u := c.u
	if len(args) != len(u.Inputs) || len(args) > 2 || len(args) == 0 || len(u.Outputs) != 1 || len(c.outs) > 1 ||
		c.flags&^hasOut != 0 || c.flags&hasOut != 0 && len(c.outs) == 0 {
		return nil
	}
	// x leads; scalar is the position of a scalar, or 2.
	scalar := 2
	x, ok := args[0].(*ndarray.Array)
	y := x
	if len(args) == 2 {
		var ok2 bool
		y, ok2 = args[1].(*ndarray.Array)
		switch {
		case ok && !ok2:
			scalar, y = 1, x
		case !ok && ok2:
			scalar, x, ok = 0, y, true
		}
	}
	if !ok || !x.IsC() || !x.Aligned() || x.Err() != nil {
		return nil
	}
	d := x.DType()
	xp, shape, _ := x.Lend()
	yp := xp
	if y != x {
		var yshape []int
		if yp, yshape, _ = y.Lend(); !y.IsC() || !y.Aligned() || y.Err() != nil || y.DType() != d || !equalShape(shape, yshape) {
			return nil
		}
	}
	loop := u.fastLoop(len(args), d)
	if loop == nil {
		return nil
	}
	size := 1
	for _, n := range shape {
		size *= n
	}
	if size > fastSize {
		return nil
	}
	var value number
	if scalar < 2 {
		if value, ok = weakValue(args[scalar], d); !ok {
			return nil
		}
	}
	var z *ndarray.Array
	to := loop.Out[0]
	var zp unsafe.Pointer
	if len(c.outs) == 1 && c.outs[0] != nil {
		z = c.outs[0]
		var zshape []int
		if zp, zshape, _ = z.Lend(); !z.IsC() || !z.Aligned() || !z.Writeable() || z.DType() != to || !equalShape(shape, zshape) {
			return nil
		}
		if clash(xp, zp, size, d.Size(), to.Size()) || y != x && clash(yp, zp, size, d.Size(), to.Size()) {
			return nil
		}
	} else {
		z = ndarray.Empty(to, shape...)
		if z.Err() != nil {
			return z
		}
		zp, _, _ = z.Lend()
	}
	if size == 0 {
		return z
	}
	w := getWorker()
	a := &w.args
	a.N, a.Rows = size, 1
	in := d.Size()
	a.Op[0].Ptr, a.Op[0].Inner, a.Op[0].Outer = xp, in, 0
	out := &a.Op[1]
	if len(args) == 2 {
		a.Op[1].Ptr, a.Op[1].Inner, a.Op[1].Outer = yp, in, 0
		out = &a.Op[2]
	}
	if scalar < 2 {
		value.store(unsafe.Pointer(&w.cell), d)
		a.Op[scalar].Ptr, a.Op[scalar].Inner = unsafe.Pointer(&w.cell), 0
	}
	out.Ptr, out.Inner, out.Outer = zp, to.Size(), 0
	if loop.Kernel.Rare {
		loop.Kernel.Run(a)
	} else {
		loop.Kernel.At(kernel.Current())(a)
	}
	a.Op[0].Ptr, a.Op[1].Ptr, a.Op[2].Ptr = nil, nil, nil
	workers.Put(w)
	runtime.KeepAlive(x)
	runtime.KeepAlive(y)
	runtime.KeepAlive(z)
	return z
}

// weakValue returns the value of a weak scalar that takes the type d of an
// array, if v is one and d holds it.
func weakValue(v any, d dtype.DType) (n number, ok bool) {
	switch v := v.(type) {
	case float64:
		return floatNumber(v), d.Kind() >= dtype.KindFloat
	case int:
		n = intNumber(int64(v))
		return n, d.Kind() >= dtype.KindUint && n.fits(d)
	}
	return n, false
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

// fastLoop returns the loop whose inputs are all of type d, if that is what
// resolve would choose.
func (u *Ufunc) fastLoop(nin int, d dtype.DType) *Loop {
	key := uint64(dtype.SameKind)<<4 | 1
	for range nin {
		key = key<<8 | uint64(d)
	}
	if got := u.cache[key*0x9e3779b97f4a7c15>>60].Load(); got>>8 == key {
		if l := &u.Loops[got&0xff]; all(l.In, d) {
			return l
		}
	}
	return nil
}
