// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"reflect"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// FromNested returns a new array with the elements of nested Go slices and
// arrays, or of a lone number: [][]float64, [3][2]int32, [][]byte. The innermost
// type must be one of [dtype.Element], or int, uint or a type derived from one
// of them; int and uint become the types of their size. All slices on one level must
// have equal lengths. The elements are copied.
func FromNested(v any) *Array {
	const fn = "FromNested"
	if v == nil {
		return fail(fn, ErrDType, "nil is no array")
	}
	value := reflect.ValueOf(v)
	var shape []int
	inner := value
	t := value.Type()
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		n := 0
		if inner.IsValid() {
			n = inner.Len()
		} else if t.Kind() == reflect.Array {
			n = t.Len()
		}
		if shape = append(shape, n); len(shape) > MaxDims {
			return badShape(fn, shape, dtype.Uint8)
		}
		t = t.Elem()
		if n > 0 && inner.IsValid() {
			inner = inner.Index(0)
		} else {
			inner = reflect.Value{}
		}
	}
	d := dtype.OfType(t)
	if d == dtype.Invalid {
		return fail(fn, ErrDType, "an element is %v: bool, numbers and slices and arrays of them are taken", t)
	}
	a := create(fn, d, shape, nil, uncleared)
	if a.err != nil || a.Size() == 0 {
		if err := checkNested(fn, value, shape); err != nil {
			return Failed(err)
		}
		return a
	}
	f := filler{fn: fn, shape: shape, size: d.Size(), dst: a}
	if err := f.fill(value, 0); err != nil {
		return Failed(err)
	}
	return a
}

type filler struct {
	fn    string
	shape []int
	size  int
	dst   *Array
	at    int // the next element to write, in bytes
}

func (f *filler) fill(v reflect.Value, axis int) error {
	if axis == len(f.shape) {
		p := f.dst.at(f.at)
		f.at += f.size
		if s, ok := dtype.ScalarOf(v.Interface()); ok {
			return fault.In(f.fn, s.Store(p, f.dst.dtype))
		}
		return fault.New(f.fn, ErrDType, "%v is no number", v.Type())
	}
	if err := ragged(f.fn, v, f.shape, axis); err != nil {
		return err
	}
	if axis == len(f.shape)-1 && v.Kind() == reflect.Slice && v.Type().Elem().Size() == uintptr(f.size) {
		// A row as it lies in memory.
		n := v.Len() * f.size
		copy(unsafe.Slice((*byte)(f.dst.at(f.at)), n), unsafe.Slice((*byte)(v.UnsafePointer()), n))
		f.at += n
		return nil
	}
	for i := range v.Len() {
		if err := f.fill(v.Index(i), axis+1); err != nil {
			return err
		}
	}
	return nil
}

func ragged(fn string, v reflect.Value, shape []int, axis int) error {
	if v.Len() != shape[axis] {
		return fault.New(fn, ErrShape, "the slices on axis %d have lengths %d and %d; they must be equal", axis, shape[axis], v.Len())
	}
	return nil
}

// checkNested compares the lengths where there is no element to copy.
func checkNested(fn string, v reflect.Value, shape []int) error {
	for axis := range shape {
		if err := ragged(fn, v, shape, axis); err != nil {
			return err
		}
		if axis < len(shape)-1 {
			for i := 1; i < v.Len(); i++ {
				if err := checkNested(fn, v.Index(i), shape[axis+1:]); err != nil {
					return err
				}
			}
		}
		if v.Len() == 0 {
			return nil
		}
		v = v.Index(0)
	}
	return nil
}
