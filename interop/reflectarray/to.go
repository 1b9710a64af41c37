// SPDX-License-Identifier: BSD-3-Clause

package reflectarray

import (
	"reflect"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// To returns the elements of a as a T: a number or bool for an array without
// axes, otherwise slices and Go arrays nested as deep as a has axes. It always
// copies. The element type of T must be that of a, the lengths of its Go arrays
// those of a's shape.
//
//	rows, err := reflectarray.To[[][]float64](a)
func To[T any](a *ndarray.Array) (T, error) {
	var v T
	err := Into(a, &v)
	return v, err
}

// Into is [To] for a type that is known by a value only: it sets what dst
// points to. Slices in it are replaced.
func Into(a *ndarray.Array, dst any) error {
	const fn = "reflectarray.Into"
	if err := a.Err(); err != nil {
		return err
	}
	p := reflect.ValueOf(dst)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fault.New(fn, fault.Value, "the destination is a %T; it must be a pointer to what to set", dst)
	}
	whole := p.Type().Elem()
	leaf := whole
	shape := a.Raw().Shape
	for depth := 0; leaf.Kind() == reflect.Slice || leaf.Kind() == reflect.Array; depth++ {
		if leaf.Kind() == reflect.Array && depth < len(shape) && leaf.Len() != shape[depth] {
			return fault.New(fn, fault.Shape, "an array of shape %s doesn't fit a %v: axis %d has length %d, not %d", fault.ShapeText(a.Shape()), whole, depth, shape[depth], leaf.Len())
		}
		leaf = leaf.Elem()
		if depth >= len(shape) || depth == len(shape)-1 && (leaf.Kind() == reflect.Slice || leaf.Kind() == reflect.Array) {
			return fault.New(fn, fault.Shape, "a %v has more axes than the %d of the array", whole, len(shape))
		}
		if depth < len(shape)-1 && leaf.Kind() != reflect.Slice && leaf.Kind() != reflect.Array {
			return fault.New(fn, fault.Shape, "a %v has fewer axes than the %d of the array", whole, len(shape))
		}
	}
	if leaf == whole && len(shape) > 0 {
		return fault.New(fn, fault.Shape, "a %v has fewer axes than the %d of the array", whole, len(shape))
	}
	if d := DTypeOf(leaf); d != a.DType() {
		if !d.Valid() {
			return fault.New(fn, fault.DType, "a %v is made of %v, which is no element type; numbers and bool are", whole, leaf)
		}
		return fault.New(fn, fault.DType, "the array has %v elements, a %v has %v: convert the array first", a.DType(), whole, d)
	}
	slices := 1
	for _, n := range shape {
		if n > 0 && slices > maxSlices/n {
			return fault.New(fn, fault.Memory, "a %v for shape %s has more slices than memory can hold", whole, fault.ShapeText(a.Shape()))
		}
		slices *= n
	}
	if err := ndarray.AskMemory(fn, a.NBytes()+slices*int(unsafe.Sizeof([]byte{}))); err != nil {
		return err
	}
	c := a.AsC()
	if err := c.Err(); err != nil {
		return err
	}
	e := emptier{shape: shape, from: c}
	e.empty(p.Elem(), 0)
	return nil
}

// maxSlices is more than memory can hold, and less than [reflect.MakeSlice]
// panics at.
const maxSlices = 1 << 24 << (16 * (^uint(0) >> 63))

// emptier copies elements in C order to nested values.
type emptier struct {
	shape []int
	from  *ndarray.Array
	at    int // bytes done
}

func (e *emptier) empty(to reflect.Value, depth int) {
	if depth == len(e.shape) {
		if to.Kind() == reflect.Bool { // foreign memory may hold other bytes than 0 and 1
			to.SetBool(*(*byte)(unsafe.Add(e.from.Pointer(), e.at)) != 0)
		} else {
			size := e.from.ItemSize()
			copy(unsafe.Slice((*byte)(to.Addr().UnsafePointer()), size), unsafe.Slice((*byte)(unsafe.Add(e.from.Pointer(), e.at)), size))
		}
		e.at += e.from.ItemSize()
		return
	}
	if to.Kind() == reflect.Slice {
		to.Set(reflect.MakeSlice(to.Type(), e.shape[depth], e.shape[depth]))
	}
	for i := range e.shape[depth] {
		e.empty(to.Index(i), depth+1)
	}
}
