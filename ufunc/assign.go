// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"reflect"
	"runtime"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// assign copies src to dst, which are operands of p, converting elements.
// watch looks at the elements that are converted, if it is not nil.
// src is broadcast to dst; where mask is not nil, only the elements at which it
// is true are written. The three don't overlap.
func (p *plan) assign(fn string, src, dst, mask *operand, watch lookout) error {
	if mask == nil && watch == nil && assignFew(src, dst) {
		return nil
	}
	n := &p.space
	dst.output = true
	ops := append(p.job.opList[:0], src, dst)
	if mask != nil {
		ops = append(ops, mask)
	}
	if err := n.broadcast(fn, ops); err != nil {
		return err
	}
	if n.size == 0 {
		return nil
	}
	n.sort(ops)
	n.coalesce(ops)
	src.cast, dst.cast = nil, nil
	p.job.watch = watch
	p.job.prepare(castSet(src.dtype, dst.dtype), n, ops, 1, mask != nil)
	return fault.In(fn, p.job.run(nil))
}

// AsType returns a copy of x with elements of type d, in the memory order of
// x. Values are converted as NumPy does where it defines how, if rule allows:
// integers wrap around, floats go to integers towards zero (saturating, NaN to
// 0), complex numbers lose their imaginary part, all but zero is true.
func AsType(x *ndarray.Array, d dtype.DType, rule dtype.Casting) *ndarray.Array {
	if err := x.Err(); err != nil {
		return ndarray.Failed(err)
	}
	if !d.Valid() {
		return ndarray.Failed(fault.New("AsType", fault.DType, "%v is no element type", d))
	}
	if !dtype.CanCast(x.DType(), d, rule) {
		return ndarray.Failed(fault.New("AsType", fault.Cast, "cannot cast from %v to %v with casting rule %v; dtype.Unsafe allows all casts", x.DType(), d, rule))
	}
	y := ndarray.EmptyLike(x, d)
	if y.Err() != nil {
		return y
	}
	p := getPlan()
	defer p.put(3)
	p.op[0].setArray(x)
	p.op[1].setArray(y)
	if err := p.assign("AsType", &p.op[0], &p.op[1], nil, nil); err != nil {
		return ndarray.Failed(err)
	}
	runtime.KeepAlive(x)
	return y
}

// Copyto writes src, which is broadcast to the shape of dst (leading axes of
// length 1 more than dst has are left out), to dst, with conversion of the elements if rule allows. src is an array, a Go scalar or a
// slice; a Go int, float64 or complex128 must be a value of the type of dst, see
// [dtype.Scalar.Check], under every rule. Only elements at which where is true are written; a nil where means
// all. The result is right even if the arrays overlap.
func Copyto(dst *ndarray.Array, src any, rule dtype.Casting, where *ndarray.Array) error {
	const fn = "Copyto"
	p := getPlan()
	defer p.put(3)
	from, to := &p.op[0], &p.op[1]
	if err := dst.Err(); err != nil {
		return err
	}
	to.setArray(dst)
	if to.readOnly {
		return fault.New(fn, fault.ReadOnly, "the destination is read-only; copy it, or write to another")
	}
	if err := from.set(fn, 2, src); err != nil {
		return err
	}
	if from.weak != 0 {
		if !from.castsTo(to.dtype, rule) {
			return fault.New(fn, fault.Cast, "cannot cast a Go %s to %v with casting rule %v", weakNames[from.weak], to.dtype, rule)
		}
		if err := fault.In(fn, from.value.Check(to.dtype)); err != nil {
			return err
		}
		from.setScalar(from.value, to.dtype, 0)
	} else if !dtype.CanCast(from.dtype, to.dtype, rule) {
		return fault.New(fn, fault.Cast, "cannot cast from %v to %v with casting rule %v; dtype.Unsafe allows all casts", from.dtype, to.dtype, rule)
	}
	var mask *operand
	n := &p.space
	ops := append(p.job.opList[:0], from, to)
	if where != nil {
		if err := where.Err(); err != nil {
			return err
		}
		mask = &p.op[2]
		mask.setArray(where)
		if mask.dtype != dtype.Bool {
			return fault.New(fn, fault.Cast, "the mask is of type %v, it must be bool", mask.dtype)
		}
		ops = append(ops, mask)
	}
	to.output = true
	from.dropLeading(to.ndim)
	if err := n.broadcast(fn, ops); err != nil {
		return err
	}
	if n.size == 0 {
		return nil
	}
	if err := n.copyOverlapping(ops[:1], ops[1:2]); err != nil {
		return err
	}
	if err := n.copyOverlapping(ops[2:], ops[1:2]); err != nil {
		return err
	}
	err := p.assign(fn, from, to, mask, nil)
	runtime.KeepAlive(src)
	runtime.KeepAlive(dst)
	runtime.KeepAlive(where)
	return err
}

// dropLeading leaves out leading axes of length 1 more than ndim, as assignment
// does in NumPy.
func (o *operand) dropLeading(ndim int) {
	extra := 0
	for o.ndim-extra > ndim && o.own[extra] == 1 {
		extra++
	}
	if extra > 0 {
		copy(o.own[:], o.own[extra:o.ndim])
		copy(o.ownStrides[:], o.ownStrides[extra:o.ndim])
		o.ndim -= extra
	}
}

// fillZero clears a new array, whose elements lie without gaps.
func fillZero(y *ndarray.Array) {
	lo, hi := y.Bounds()
	ptr, _, _ := y.Lend()
	clear(unsafe.Slice((*byte)(ptr), hi-lo))
}

// typeName names the Go type of v without holding on to v.
func typeName(v any) string { return reflect.TypeOf(v).String() }
