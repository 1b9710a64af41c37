// SPDX-License-Identifier: BSD-3-Clause

// Package reflectarray makes arrays from Go slices, arrays and nestings of
// them whose type is not known at compile time, and the other way.
//
// Where the type is known and flat, [ndarray.FromSlice] and [ndarray.ToSlice]
// do the same without reflection.
package reflectarray

import (
	"reflect"
	"strconv"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// DTypeOf returns the element type for a Go type: also for a named one, such
// as time.Duration, and for int and uint, which are those of this machine's
// width. It is [dtype.Invalid] for other types.
func DTypeOf(t reflect.Type) dtype.DType { return dtype.OfType(t) }

// FromAny returns an array of the elements of v: a number or bool, a slice, a
// Go array, a pointer to one, or slices and arrays nested. It has an axis for
// each nesting.
//
// Where the elements lie in one block (a slice of numbers, a slice of Go
// arrays, a pointer to a Go array) the array is a view of it. Otherwise (slices
// of slices, values that are not behind a pointer) the elements are copied.
// Slices of different lengths at the same depth are refused.
func FromAny(v any) *ndarray.Array {
	const fn = "reflectarray.FromAny"
	if a, ok := v.(*ndarray.Array); ok {
		return a
	}
	r := reflect.ValueOf(v)
	if !r.IsValid() {
		return ndarray.Failed(fault.New(fn, fault.Value, "the value is nil"))
	}
	if r.Kind() == reflect.Pointer && r.Type().Elem().Kind() == reflect.Array {
		if r.IsNil() {
			return ndarray.Failed(fault.New(fn, fault.Value, "the %v is nil", r.Type()))
		}
		r = r.Elem()
	}
	leaf, depth := r.Type(), 0
	for leaf.Kind() == reflect.Slice || leaf.Kind() == reflect.Array {
		leaf = leaf.Elem()
		depth++
	}
	d := DTypeOf(leaf)
	if !d.Valid() {
		return ndarray.Failed(fault.New(fn, fault.DType, "a %v is made of %v, which is no element type; numbers and bool are", r.Type(), leaf))
	}
	if depth > ndarray.MaxDims {
		return ndarray.Failed(fault.New(fn, fault.Shape, "a %v has %d axes, the most is %d", r.Type(), depth, ndarray.MaxDims))
	}
	shape := make([]int, 0, depth)
	for at := r; len(shape) < depth; {
		shape = append(shape, at.Len())
		if at.Len() == 0 {
			// What an empty slice would hold has the lengths of its type's arrays.
			for t := at.Type().Elem(); len(shape) < depth; t = t.Elem() {
				n := 0
				if t.Kind() == reflect.Array {
					n = t.Len()
				}
				shape = append(shape, n)
			}
			break
		}
		at = at.Index(0)
	}
	if p, ok := block(r); ok {
		size := d.Size()
		for _, n := range shape {
			size *= n
		}
		return ndarray.FromBytes(unsafe.Slice((*byte)(p), size), d, shape, nil, 0)
	}
	a := ndarray.Empty(d, shape...)
	if a.Err() != nil {
		return a
	}
	f := filler{shape: shape, to: a.Pointer(), size: d.Size(), path: make([]int, 0, depth)}
	if err := f.fill(r); err != nil {
		return ndarray.Failed(err)
	}
	return a
}

// block returns where the elements of r lie, if that is one block that r
// refers to.
func block(r reflect.Value) (unsafe.Pointer, bool) {
	t := r.Type()
	switch {
	case t.Kind() == reflect.Slice:
		for t = t.Elem(); t.Kind() == reflect.Array; t = t.Elem() {
		}
		return r.UnsafePointer(), t.Kind() != reflect.Slice
	case t.Kind() == reflect.Array && r.CanAddr():
		for ; t.Kind() == reflect.Array; t = t.Elem() {
		}
		return r.Addr().UnsafePointer(), t.Kind() != reflect.Slice
	}
	return nil, false
}

// filler copies nested values to memory in C order.
type filler struct {
	shape []int
	path  []int // the index of the value at hand
	to    unsafe.Pointer
	// at is where the next element goes: an offset, because a pointer one past
	// the last would be one into nothing.
	at   int
	size int
}

func (f *filler) fill(r reflect.Value) error {
	depth := len(f.path)
	if depth == len(f.shape) {
		// Elements of every type are plain bytes: a copy by reflection has no need
		// to know which.
		reflect.NewAt(r.Type(), unsafe.Add(f.to, f.at)).Elem().Set(r)
		f.at += f.size
		return nil
	}
	if r.Len() != f.shape[depth] {
		return fault.New("reflectarray.FromAny", fault.Shape, "the slices are ragged: value%s has length %d, others at that depth have %d; make them of one length", indexText(f.path), r.Len(), f.shape[depth])
	}
	f.path = append(f.path, 0)
	for i := range r.Len() {
		f.path[depth] = i
		if err := f.fill(r.Index(i)); err != nil {
			return err
		}
	}
	f.path = f.path[:depth]
	return nil
}

func indexText(path []int) string {
	var b []byte
	for _, i := range path {
		b = append(b, '[')
		b = strconv.AppendInt(b, int64(i), 10)
		b = append(b, ']')
	}
	return string(b)
}
