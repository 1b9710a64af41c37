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

// fast runs a call of the cheapest sort: arrays of one type and shape in C
// order, or one and a weak scalar, to one output. Nothing is left to plan then
// but what is looked up: the loop is the one that the plan of such a call chose
// before. It returns nil where the call is not of that sort, which includes all
// errors.
func (c *Config) fast(args []any) *ndarray.Array {
	x, y, scalar, ok := c.fastInputs(args)
	if !ok {
		return nil
	}
	d := x.DType()
	loop := c.u.cachedLoop(len(args), d)
	if loop == nil {
		return nil
	}
	var value dtype.Scalar
	if scalar < 2 {
		if value, ok = weakValue(args[scalar], d); !ok {
			return nil
		}
	}
	xp, shape, _ := x.Lend()
	yp, _, _ := y.Lend()
	size := 1
	for _, n := range shape {
		size *= n
	}
	if size > fastSize {
		return nil
	}
	z, zp := c.fastOut(loop.Out[0], shape)
	if z == nil || z.Err() != nil {
		return z
	}
	in, out := d.Size(), loop.Out[0].Size()
	if len(c.outs) == 1 && (clash(xp, zp, size, in, out) || y != x && clash(yp, zp, size, in, out)) {
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
		value.Convert(unsafe.Pointer(&w.cell), d)
		w.row(scalar, unsafe.Pointer(&w.cell), 0)
	}
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

// row gives the kernel one row as operand i.
func (w *worker) row(i int, p unsafe.Pointer, stride int) {
	op := &w.args.Op[i]
	op.Ptr, op.Inner, op.Outer = p, stride, 0
}

// keywordsAreFew reports whether the call has no keywords but Out, of one output,
// and those of also.
func (c *Config) keywordsAreFew(also configFlags) bool {
	if len(c.u.Outputs) != 1 || c.flags&^(hasOut|also) != 0 {
		return false
	}
	return len(c.outs) <= 1 && (len(c.outs) == 1 || c.flags&hasOut == 0)
}

// fastOut returns the array for the result, of type d, and where its elements are:
// the output that was given, or a new array; nil where a given one is not of that
// sort.
func (c *Config) fastOut(d dtype.DType, shape []int) (*ndarray.Array, unsafe.Pointer) {
	if len(c.outs) == 0 || c.outs[0] == nil {
		z := ndarray.Empty(d, shape...)
		p, _, _ := z.Lend()
		return z, p
	}
	z := c.outs[0]
	p, own, _ := z.Lend()
	if !z.IsC() || !z.Aligned() || !z.Writeable() || z.DType() != d || !equalShape(shape, own) {
		return nil, nil
	}
	return z, p
}

// fastInputs returns the arrays among the arguments, x twice where there is
// one, and the position of a scalar or 2.
func (c *Config) fastInputs(args []any) (x, y *ndarray.Array, scalar int, ok bool) {
	if n := len(args); n != len(c.u.Inputs) || n > 2 || n == 0 || c.u.Signature != "" || c.u.Promotion == PromotePower || !c.keywordsAreFew(0) {
		return nil, nil, 2, false
	}
	scalar = 2
	x, ok = args[0].(*ndarray.Array)
	y = x
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
		return nil, nil, 2, false
	}
	if y != x {
		_, shape, _ := x.Lend()
		_, other, _ := y.Lend()
		ok = y.IsC() && y.Aligned() && y.Err() == nil && y.DType() == x.DType() && equalShape(shape, other)
	}
	return x, y, scalar, ok
}

// weakValue returns the value of a weak scalar that takes the type d of an
// array, if v is one and d holds it.
func weakValue(v any, d dtype.DType) (n dtype.Scalar, ok bool) {
	switch v := v.(type) {
	case float64:
		return dtype.FloatScalar(v), dtype.PromoteWeak(d, dtype.KindFloat) == d
	case int:
		n = dtype.IntScalar(int64(v))
		return n, dtype.PromoteWeak(d, dtype.KindInt) == d && n.Fits(d)
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

// cachedLoop returns the loop whose inputs are all of type d, if resolve chose
// it before.
func (u *Ufunc) cachedLoop(nin int, d dtype.DType) *Loop {
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
