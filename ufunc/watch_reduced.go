// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math/bits"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

// array returns the operand as an array, over its own memory.
func (o *operand) array() *ndarray.Array {
	return ndarray.FromRaw(ndarray.Raw{
		Ptr: o.ptr, DType: o.dtype, Shape: append([]int(nil), o.shape()...), Strides: append([]int(nil), o.ownStrides[:o.ndim]...),
	})
}

// reduced looks at the results of a reduction: at what is special or tiny in them, and
// whether an element that was reduced explains it.
func (s *watch) reduced(m watchedMethod, p *plan, z *ndarray.Array) {
	if s.serial(m, p) {
		return
	}
	d := p.loop.Out[0]
	if k := d.Kind(); k != dtype.KindFloat && k != dtype.KindComplex || z.Size() == 0 {
		return
	}
	w := getWorker()
	explained := s.allFinite(w, z)
	w.put()
	if explained && (s.look&Underflow == 0 || s.rule.inexact == nil) {
		return
	}
	x := p.op[atX].array()
	over := func(u *Ufunc, of *ndarray.Array) *ndarray.Array {
		k := u.config()
		if p.method == protocol.ReduceAt {
			return k.Axis(p.axis).ReduceAt(of, p.starts)
		}
		k.axes, k.flags = m.axes, m.flags
		if m.flags&hasWhere != 0 {
			k.where = p.op[atMask].array()
		}
		return k.Reduce(of)
	}
	// What it starts with explains a result too.
	start := load(unsafe.Pointer(&p.reduction.start0), p.reduction.acc)
	if !p.reduction.hasInitial {
		start = 0
	}
	if isNaN(start) {
		return
	}
	if !explained {
		if nan := over(LogicalOr, Isnan.Call(x)); some(LogicalAnd.Call(Isnan.Call(z), LogicalNot.Call(nan))) {
			s.add(InvalidValue)
		}
		if finite := over(LogicalAnd, Isfinite.Call(x)); isFinite(start) && some(LogicalAnd.Call(LogicalNot.Call(Isfinite.Call(z)), finite)) {
			s.add(Overflow)
		}
	}
	if s.look&Underflow == 0 || s.rule.inexact == nil || d.Kind() != dtype.KindFloat {
		return
	}
	if some(LogicalAnd.Call(Less.Call(Absolute.Call(z), leastNormal(d)), over(LogicalAnd, x))) {
		s.add(Underflow)
	}
}

// allFinite reports whether the elements of z, a result, are finite: false for some
// that are.
func (s *watch) allFinite(w *worker, z *ndarray.Array) bool {
	p, _, _ := z.Lend()
	n, d := z.Size(), z.DType()
	if n == 1 {
		return !special(p, d)
	}
	if !z.IsDense() || d != s.loop.Out[0] {
		return false
	}
	a := &w.args
	a.Rows, a.N = 1, n
	out := &a.Op[len(s.loop.In)]
	out.Ptr, out.Inner, out.Outer = p, d.Size(), 0
	return s.finite(w)
}

// some reports whether a bool is true.
func some(m *ndarray.Array) bool {
	v, err := ndarray.Item[bool](LogicalOr.AllAxes().Reduce(m))
	return err == nil && v
}

// serial looks at the reduction of a function with poles step by step, one element after
// the other. It reports whether it was one.
func (s *watch) serial(m watchedMethod, p *plan) bool {
	if s.rule.zero == 0 || p.method != protocol.Reduce || p.axes == 0 || p.axes&(p.axes-1) != 0 || m.flags&hasWhere != 0 {
		return false
	}
	x, axis := &p.op[atX], bits.TrailingZeros64(p.axes)
	w := getWorker()
	defer w.put()
	a := &w.args
	var cells [3][2]uint64 // the result before, the element, the result
	a.Rows, a.N = 1, 1
	for i := range cells {
		a.Op[i].Ptr = unsafe.Pointer(&cells[i])
	}
	in, out := []unsafe.Pointer{a.Op[0].Ptr, a.Op[1].Ptr}, []unsafe.Pointer{a.Op[2].Ptr}
	rows := append([]int(nil), x.shape()...)
	n := rows[axis]
	rows[axis] = min(n, 1)
	each(rows, func(index []int) bool {
		at := x.ptr
		for k, i := range index {
			at = addr(at, i*x.ownStrides[k])
		}
		dtype.Cast(out[0], s.loop.Out[0], at, x.dtype)
		for i := 1; i < n; i++ {
			cells[0] = cells[2]
			dtype.Cast(in[1], s.loop.In[1], addr(at, i*x.ownStrides[axis]), x.dtype)
			s.loop.Kernel.Impl[kernel.Go](a)
			if s.integers && !s.times {
				s.add(s.rule.division(in[0], s.loop.In[0], in[1], s.loop.In[1]))
			} else {
				s.add(s.element(in, out))
			}
		}
		return s.left() != 0
	})
	return true
}

// accumulated looks at the results z of an accumulation: each is the function of the
// one before and an element.
func (s *watch) accumulated(p *plan, z *ndarray.Array) {
	x, y := &p.op[atX], &p.op[atY]
	axis := p.axis
	if z.Size() == 0 || y.own[axis] < 2 {
		return
	}
	last := s.rule.zero == 0 && s.look&Underflow == 0 && p.loop.Reduce == Pairwise && lastIsSpecial(y, axis) == 0
	if last {
		return // what is special once stays so
	}
	left := s.left()
	each(y.shape(), func(index []int) bool {
		i := index[axis]
		if i == 0 {
			return true
		}
		px, py := x.ptr, y.ptr
		for k, at := range index {
			px, py = addr(px, at*x.ownStrides[k]), addr(py, at*y.ownStrides[k])
		}
		before := addr(py, -y.ownStrides[axis])
		if s.times {
			s.add(s.timeElement([]unsafe.Pointer{before, px}, []unsafe.Pointer{py}) & left)
		} else if s.integers {
			s.add(s.rule.division(before, y.dtype, px, x.dtype) & left)
		} else if special(py, y.dtype) || left&Underflow != 0 {
			s.add(s.rule.conditions([]complex128{load(before, y.dtype), load(px, x.dtype)}, []complex128{load(py, y.dtype)}, p.loop))
		}
		return s.left() != 0
	})
}

// lastIsSpecial returns how many of the last elements along an axis are special.
func lastIsSpecial(y *operand, axis int) (count int) {
	shape := append([]int(nil), y.shape()...)
	end := shape[axis] - 1
	shape[axis] = 1
	each(shape, func(index []int) bool {
		p := addr(y.ptr, end*y.ownStrides[axis])
		for k, at := range index {
			p = addr(p, at*y.ownStrides[k])
		}
		if special(p, y.dtype) {
			count++
		}
		return count == 0
	})
	return count
}

// division returns the conditions of the division of integers.
func (r *rule) division(x unsafe.Pointer, dx dtype.DType, y unsafe.Pointer, dy dtype.DType) Conditions {
	switch v := dtype.LoadScalar(y, dy); {
	case v.IsZero():
		return r.integerZero
	case r.quotient && v.Kind() == dtype.KindInt && v.Int64() == -1 && integer(x, dx.Size()) == 1<<(8*dx.Size()-1):
		return Overflow
	}
	return 0
}

// each calls f with the indices of all elements of an array until it returns false.
func each(shape []int, f func(index []int) bool) {
	index := make([]int, len(shape))
	for {
		if !f(index) {
			return
		}
		k := len(shape) - 1
		for ; k >= 0; k-- {
			if index[k]++; index[k] < shape[k] {
				break
			}
			index[k] = 0
		}
		if k < 0 {
			return
		}
	}
}

// cored looks at the results of a function with core dimensions: whether its inputs as
// a whole explain them.
func (s *watch) cored(p *plan, results []*ndarray.Array) {
	operands := make([]*ndarray.Array, len(p.loop.In))
	for i := range operands {
		operands[i] = p.op[i].array()
	}
	s.add(ConditionsOfWhole(s.left(), operands, results))
}
