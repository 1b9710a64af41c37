// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math/big"
	"strings"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// operand returns v, which is what package ufunc takes as an operand or a nested
// slice, as an array.
func operand(fn string, v any) *Array {
	switch v := v.(type) {
	case *Array:
		return v
	case int:
		return ndarray.Scalar(int64(v))
	case float64:
		return ndarray.Scalar(v)
	case bool:
		return ndarray.Scalar(v)
	case complex128:
		return ndarray.Scalar(v)
	case uint:
		return ndarray.Scalar(uint64(v))
	case *big.Int:
		if v == nil {
			break
		}
		s, _ := dtype.ScalarOf(v)
		return ndarray.Failed(fault.New(fn, fault.Overflow, "%s fits no integer type", s.String()))
	case nil:
	default:
		if d, p, n := dtype.SliceOf(v); d.Valid() {
			return ndarray.FromPointer(p, d, n)
		}
		x := ndarray.FromNested(v)
		if err := x.Err(); err != nil {
			return ndarray.Failed(fault.New(fn, fault.Value, "an operand is a %T; it must be an array, a Go scalar or a slice of an element type", v))
		}
		return x
	}
	return ndarray.Failed(fault.New(fn, fault.Value, "an operand is nil; it must be an array, a Go scalar or a slice of an element type"))
}

// operands returns several operands as arrays.
func operands(fn string, list []any) []*Array {
	arrays := make([]*Array, len(list))
	for i, v := range list {
		arrays[i] = operand(fn, v)
	}
	return arrays
}

// failure returns the first failed array of a list as the result of fn, or nil.
func failure(arrays ...*Array) *Array {
	for _, x := range arrays {
		if err := x.Err(); err != nil {
			return ndarray.Failed(err)
		}
	}
	return nil
}

// failed is ndarray.Failed.
func failed(err error) *Array { return ndarray.Failed(err) }

// reject returns a failed array with a new error.
func reject(fn string, kind fault.Kind, format string, args ...any) *Array {
	return ndarray.Failed(fault.New(fn, kind, format, args...))
}

// weakKind returns the kind of a weak number, 0 for what has a type of its own.
func weakKind(v any) dtype.Kind {
	switch v.(type) {
	case bool:
		return dtype.KindBool
	case int, uint, *big.Int:
		return dtype.KindInt
	case float64:
		return dtype.KindFloat
	case complex128:
		return dtype.KindComplex
	}
	return 0
}

// holds returns an error where v is an integer without a type of its own, and d a type of integers that has no such one.
func holds(fn string, d dtype.DType, v any) error {
	if k := d.Kind(); weakKind(v) != dtype.KindInt || k != dtype.KindInt && k != dtype.KindUint {
		return nil
	}
	s, ok := dtype.ScalarOf(v)
	if ok && s.Fits(d) {
		return nil
	}
	return fault.New(fn, fault.Overflow, "the integer %s is out of bounds for %v; convert the array first, or the number", s.String(), d)
}

// resultType returns the type that operands and dtypes promote to; numbers are
// weak.
func resultType(fn string, list ...any) (dtype.DType, error) {
	var types dtype.Types
	weak := dtype.Kind(0)
	for _, v := range list {
		if kind := weakKind(v); kind != 0 {
			weak = max(weak, kind)
			continue
		}
		of, isType := v.(dtype.DType)
		if !isType {
			x := operand(fn, v)
			if err := x.Err(); err != nil {
				return 0, err
			}
			of = x.DType()
		}
		types = types.With(of)
	}
	d := types.Promote()
	switch {
	case !types.Empty() && (d == dtype.Invalid || weak > dtype.KindBool && dtype.PromoteWeak(d, weak) == dtype.Invalid):
		return 0, noCommonType(fn, list)
	case d == dtype.Invalid && weak == 0:
		return 0, fault.New(fn, fault.Value, "at least one array or element type is needed")
	case d == dtype.Invalid:
		return weak.Default(), nil
	case weak == 0 || weak == dtype.KindBool:
		return d, nil
	}
	return dtype.PromoteWeak(d, weak), nil
}

// noCommonType is the error of operands that promote to no type.
func noCommonType(fn string, list []any) error {
	var names []string
	var time dtype.DType
	for _, v := range list {
		d, ok := v.(dtype.DType)
		if x, isArray := v.(*Array); isArray {
			d, ok = x.DType(), true
		}
		if ok && d.Kind().Time() {
			if time != dtype.Invalid && time.Base() == d.Base() {
				both, err := dtype.PromoteUnits(time, d)
				if err != nil { // the units are the reason
					return fault.In(fn, err)
				}
				d = both
			}
			time = d
		}
		switch {
		case ok:
			names = append(names, d.String())
		default:
			names = append(names, weakKind(v).String())
		}
	}
	return fault.New(fn, fault.DType, "%s have no common type; convert one with AsType", strings.Join(names, " and "))
}

// elementsOf returns v as an array of type d: arrays are cast, a weak number must
// be a value of d.
func elementsOf(fn string, v any, d dtype.DType) *Array {
	if weakKind(v) == 0 {
		return cast(operand(fn, v), d)
	}
	s, _ := dtype.ScalarOf(v)
	if err := s.Check(d); err != nil {
		return failed(fault.In(fn, err))
	}
	x := ndarray.Empty(d)
	if x.Err() == nil {
		if err := x.Fill(s); err != nil {
			return failed(err)
		}
	}
	return x
}

// cast returns x with elements of type d, x itself where it has them.
func cast(x *Array, d dtype.DType) *Array {
	if x.Err() != nil || x.DType() == d {
		return x
	}
	return ufunc.AsType(x, d, dtype.Unsafe)
}

// oneType returns the arrays converted to the type that they promote to.
func oneType(fn string, arrays []*Array) ([]*Array, error) {
	if len(arrays) == 0 {
		return nil, fault.New(fn, fault.Value, "at least one array is needed")
	}
	var types dtype.Types
	for _, x := range arrays {
		if err := x.Err(); err != nil {
			return nil, err
		}
		types = types.With(x.DType())
	}
	d := types.Promote()
	if d == dtype.Invalid {
		list := make([]any, len(arrays))
		for i, x := range arrays {
			list[i] = x
		}
		return nil, noCommonType(fn, list)
	}
	result := make([]*Array, len(arrays))
	for i, x := range arrays {
		if result[i] = cast(x, d); result[i].Err() != nil {
			return nil, result[i].Err()
		}
	}
	return result, nil
}

// normalize returns axis of x counted from the front.
func normalize(fn string, axis int, x *Array) (int, error) {
	if err := x.Err(); err != nil {
		return 0, err
	}
	return ndarray.NormalizeAxis(fn, axis, x.NDim())
}

// part returns the n elements of x from a place of an axis on, a view.
func part(x *Array, axis, at, n int) *Array {
	if x.Err() != nil {
		return x
	}
	index := make([]ndarray.Index, axis+1)
	for i := range axis {
		index[i] = ndarray.All
	}
	index[axis] = ndarray.From(at).To(at + n)
	return x.Index(index...)
}

// lentPart is part for the time of a call, see [ndarray.Array.Lent].
func lentPart(x *Array, axis, at, n int) *Array { return part(x.Lent(), axis, at, n) }

// shapeOf and stridesOf return the shape and the strides of x for the time of a call, not to be written.
func shapeOf(x *Array) []int {
	_, shape, _ := x.Lend()
	return shape
}

func stridesOf(x *Array) []int {
	_, _, strides := x.Lend()
	return strides
}

// dataOf returns the elements of an array in C order for the time of a call, see [ndarray.Array.Lent].
func dataOf[T dtype.Element](x *Array) ([]T, error) { return ndarray.Data[T](x.Lent()) }

// length returns the length of an axis of x.
func length(x *Array, axis int) int { return shapeOf(x)[axis] }
