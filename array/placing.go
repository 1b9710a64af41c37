// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// The functions that write elements of an array in place.

// Put sets the elements of x at indices, counted over all elements in C order, to
// values, which are repeated until they are enough. Mode says what an index out of
// range is: an error ("raise", the default), one counted on from the start
// ("wrap"), or that of the nearest end ("clip").
//
// Keywords: Mode.
func Put(x *Array, indices, values any, opts ...Option) error {
	var k keywords
	if err := k.read("put", keyMode, opts); err != nil {
		return err
	}
	at := k.within(operand(k.fn, indices), x.Size())
	v := elementsOf(k.fn, values, x.DType())
	if bad := failure(x, at, v); bad != nil {
		return bad.Err()
	}
	if at.Size() == 0 || v.Size() == 0 {
		return nil
	}
	return flatly(k.fn, x, func(flat *Array) error {
		return flat.SetIndex(repeated(v, at.Size()), at.Ravel())
	})
}

// PutMask sets each element of x at which mask, of the same size, is true to that
// of values at the same place, counted over all elements in C order; values are
// repeated until they are enough.
func PutMask(x *Array, mask, values any) error {
	const fn = "putmask"
	m, v := cast(operand(fn, mask), dtype.Bool), elementsOf(fn, values, x.DType())
	if bad := failure(x, m, v); bad != nil {
		return bad.Err()
	}
	if m.Size() != x.Size() {
		return fault.New(fn, fault.Value, "mask and data must be the same size: %d and %d elements", m.Size(), x.Size())
	}
	if v.Size() == 0 {
		return nil
	}
	if v.Size() > 1 {
		v = repeated(v.Ravel(), x.Size()).Reshape(x.Shape()...)
	} else {
		v = v.Reshape()
	}
	m = m.Reshape(x.Shape()...)
	if bad := failure(v, m); bad != nil {
		return bad.Err()
	}
	if !x.Writeable() || !x.IsC() || !x.Aligned() || ndarray.MayShareMemory(x, v) || ndarray.MayShareMemory(x, m) {
		return ufunc.Copyto(x, v, dtype.Unsafe, m)
	}
	return choose(x, m, v, x) // what the mask leaves out is written to itself
}

// Place sets the elements of x at which mask, of the same size, is true to values
// in turn: the first of them to the first value, and so on; values are repeated
// until they are enough. They are cast to the type of x under the rule safe.
func Place(x *Array, mask, values any) error {
	const fn = "place"
	m, v := cast(operand(fn, mask), dtype.Bool), operand(fn, values)
	if bad := failure(x, m, v); bad != nil {
		return bad.Err()
	}
	if m.Size() != x.Size() {
		return fault.New(fn, fault.Value, "mask and data must be the same size: %d and %d elements", m.Size(), x.Size())
	}
	if weakKind(values) != 0 {
		v = elementsOf(fn, values, x.DType())
	} else {
		v = ufunc.AsType(v, x.DType(), dtype.Safe)
	}
	if m = m.Ravel(); m.Err() != nil {
		return m.Err()
	}
	if err := v.Err(); err != nil {
		return err
	}
	n := m.CountNonzero()
	switch {
	case n == 0:
		return nil
	case v.Size() == 0:
		return fault.New(fn, fault.Value, "Cannot insert from an empty array!")
	}
	return flatly(fn, x, func(flat *Array) error { return flat.SetIndex(repeated(v, n), m) })
}

// PutAlongAxis sets the elements of x at indices along an axis, the last by
// default, to values, where each place of the other axes has its own indices. With
// AllAxes the indices are those of all elements in C order.
//
// Keywords: Axis.
func PutAlongAxis(x *Array, indices, values any, opts ...Option) error {
	var k keywords
	if err := k.read("put_along_axis", keyAxis, opts); err != nil {
		return err
	}
	at, v := operand(k.fn, indices), elementsOf(k.fn, values, x.DType())
	if bad := failure(x, at, v); bad != nil {
		return bad.Err()
	}
	if k.all {
		if at.NDim() != 1 {
			return fault.New(k.fn, fault.Value, "when axis=None, `indices` must have a single dimension.")
		}
		return flatly(k.fn, x, func(flat *Array) error { return flat.SetIndex(v, at) })
	}
	axis, err := k.axis(&x, -1)
	if err != nil {
		return err
	}
	return fault.As(k.fn, x.PutAlong(v, at, axis))
}

// FillDiagonal sets the main diagonal of x, the elements whose indices are all the
// same, to values, which are repeated until they are enough. All axes must have one
// length, or there must be two. Wrapped has the diagonal of a tall matrix begin anew
// below its end.
func FillDiagonal(x *Array, values any, wrapped bool) error {
	const fn = "fill_diagonal"
	v := elementsOf(fn, values, x.DType())
	if bad := failure(x, v); bad != nil {
		return bad.Err()
	}
	shape := x.Shape()
	if len(shape) < 2 {
		return fault.New(fn, fault.Value, "array must be at least 2-d, it has %d dimensions", len(shape))
	}
	stride, end := shape[1]+1, x.Size()
	if len(shape) == 2 {
		if !wrapped {
			end = min(end, shape[1]*shape[1])
		}
	} else {
		stride = 1
		for i, n := range shape {
			if n != shape[0] {
				return fault.New(fn, fault.Value, "All dimensions of input must be of equal length, not %s", fault.ShapeText(shape))
			}
			if i > 0 {
				stride += product(shape[i:])
			}
		}
	}
	n := (end + stride - 1) / stride
	if n == 0 || x.Size() == 0 {
		return nil
	}
	if v.Size() == 0 {
		return fault.New(fn, fault.Value, "cannot fill a diagonal of %d elements with no values", n)
	}
	return flatly(fn, x, func(flat *Array) error {
		return flat.Index(ndarray.From(0).To(end).Step(stride)).Assign(repeated(v, n))
	})
}

// flatly calls write with the elements of x along one axis in C order; what it
// writes to them is in x afterwards.
func flatly(fn string, x *Array, write func(flat *Array) error) error {
	if !x.Writeable() {
		return fault.New(fn, fault.ReadOnly, "the array to write to is read-only")
	}
	if flat := x.ReshapeView(-1); flat.Err() == nil {
		return write(flat)
	}
	flat := x.Copy().Reshape(-1)
	if err := flat.Err(); err != nil {
		return err
	}
	if err := write(flat); err != nil {
		return err
	}
	return x.Assign(flat.Reshape(x.Shape()...))
}

// repeated returns n of the elements of v, of which there is one at least, in C
// order and begun anew at their end.
func repeated(v *Array, n int) *Array {
	v = v.Ravel()
	switch m := v.Size(); {
	case m >= n:
		return part(v, 0, 0, n)
	case m == 1:
		return v.BroadcastTo(n)
	}
	z := ndarray.Empty(v.DType(), n)
	if z.Err() != nil {
		return z
	}
	return fillOver(z, v)
}

// fillOver fills z, of one axis, with the elements of v over and over.
func fillOver(z, v *Array) *Array {
	n, done := z.Size(), min(v.Size(), z.Size())
	if err := lentPart(z, 0, 0, done).Assign(lentPart(v, 0, 0, done)); err != nil {
		return failed(err)
	}
	for done < n { // what is there is as long as a multiple of v
		m := min(done, n-done)
		if err := lentPart(z, 0, done, m).Assign(lentPart(z, 0, 0, m)); err != nil {
			return failed(err)
		}
		done += m
	}
	return z
}

// within returns indices of an axis of length n as the keyword Mode takes them: for
// "raise" as they are.
func (k *keywords) within(indices *Array, n int) *Array {
	mode := "raise"
	if k.has&keyMode != 0 {
		mode, _ = k.option(keyMode).value.(string)
	}
	return inMode(k.fn, indices, n, mode)
}

// inMode returns indices of an axis of length n with those out of range replaced:
// for "wrap" counted on from the start, for "clip" by the ends.
func inMode(fn string, indices *Array, n int, mode string) *Array {
	if err := indices.Err(); err != nil {
		return failed(err)
	}
	switch kind := indices.DType().Kind(); {
	case kind == dtype.KindInt || kind == dtype.KindUint || kind == dtype.KindBool:
	case indices.Size() == 0:
		return ndarray.Empty(dtype.Int64, indices.Shape()...)
	default:
		return reject(fn, fault.Cast, "cannot cast indices of %v to int64 according to the rule 'safe': indices are integers", indices.DType())
	}
	at := cast(indices, dtype.Int64)
	switch {
	case mode == "raise":
		return at
	case mode != "wrap" && mode != "clip":
		return reject(fn, fault.Value, "clipmode must be one of 'clip', 'raise', or 'wrap' (got '%s')", mode)
	case at.Size() == 0:
		return at
	case n == 0:
		return reject(fn, fault.Index, "an array of no elements has no index")
	case mode == "wrap":
		return ufunc.Remainder.Call(at, n)
	}
	return ufunc.Clip.Call(at, 0, n-1)
}
