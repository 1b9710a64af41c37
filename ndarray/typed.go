// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"iter"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// check returns an error unless a is an array of elements of type T.
func check[T dtype.Element](fn string, a *Array) error {
	if err := a.Err(); err != nil {
		return err
	}
	if d := dtype.Of[T](); d != a.dtype {
		return fault.New(fn, ErrDType, "the array has %v elements, not %v: ask for %s, or convert it with AsType", a.dtype, d, a.dtype.GoType())
	}
	return nil
}

// Data returns the elements of an array in C order as a slice over its memory,
// without a copy. The array must be in C order without gaps, writeable, and
// of type T; [ToSlice] takes any layout and copies. The slice doesn't keep
// foreign memory alive: the array must.
func Data[T dtype.Element](a *Array) ([]T, error) {
	if err := check[T]("Data", a); err != nil {
		return nil, err
	}
	switch {
	case a.flags&flagC == 0:
		return nil, fault.New("Data", ErrLayout, "an array of shape %s with strides %s is not in C order without gaps: use ToSlice, or Data of a copy", shapeText(a.shape()), shapeText(a.strides()))
	case a.flags&flagReadOnly != 0:
		return nil, fault.New("Data", ErrReadOnly, "the array is read-only: use ToSlice or Values")
	case uintptr(a.ptr)%unsafe.Alignof(*new(T)) != 0:
		return nil, fault.New("Data", ErrLayout, "the memory at %#x is not aligned for %v: use ToSlice, or Data of a copy", uintptr(a.ptr), a.dtype)
	}
	a.share()
	return unsafe.Slice((*T)(a.ptr), a.Size()), nil
}

// ToSlice returns a copy of the elements of an array of type T in C order.
func ToSlice[T dtype.Element](a *Array) ([]T, error) {
	if err := check[T]("ToSlice", a); err != nil {
		return nil, err
	}
	out, err := MakeSlice[T]("ToSlice", a.Size())
	if err != nil {
		return nil, err
	}
	if a.dtype == dtype.Bool {
		flags := any(out).([]bool)[:0]
		var w walker
		for more := w.rows(a.shape(), a.strides()); more; more = w.next() {
			for i := range w.n {
				flags = append(flags, *(*uint8)(a.at(w.offset + i*w.step)) != 0)
			}
		}
		keep(a)
		return out, nil
	}
	to, sh, st := header(unsafe.Pointer(unsafe.SliceData(out)), a.dtype, nil, 0, int(a.ndim))
	copy(sh, a.shape())
	fillC(st, sh, a.dtype.Size())
	to.seal().copyElements(a)
	return out, nil
}

// At returns an element of an array of type T. There must be an index for each
// axis; negative ones count from the end.
func At[T dtype.Element](a *Array, index ...int) (v T, err error) {
	if err := check[T]("At", a); err != nil {
		return v, err
	}
	p, err := a.element("At", index)
	if err != nil {
		return v, err
	}
	v = load[T](p, a.dtype)
	keep(a)
	return v, nil
}

// SetAt sets an element of an array of type T. There must be an index for each
// axis; negative ones count from the end.
func SetAt[T dtype.Element](a *Array, v T, index ...int) error {
	if err := check[T]("SetAt", a); err != nil {
		return err
	}
	if err := a.canWrite("SetAt"); err != nil {
		return err
	}
	p, err := a.element("SetAt", index)
	if err != nil {
		return err
	}
	*(*T)(p) = v
	keep(a)
	return nil
}

// Item returns the element of an array of type T that has only one, whatever
// its shape.
func Item[T dtype.Element](a *Array) (v T, err error) {
	if err := check[T]("Item", a); err != nil {
		return v, err
	}
	if a.Size() != 1 {
		return v, fault.New("Item", ErrShape, "an array of shape %s has %d elements, not one", shapeText(a.shape()), a.Size())
	}
	v = load[T](a.ptr, a.dtype)
	keep(a)
	return v, nil
}

// Item returns an element as the Go value that holds it: a float64 for
// float64, a [dtype.F16] for float16. There must be an index for each axis, or
// none at all where the array has a single element.
func (a *Array) Item(index ...int) (any, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	p := a.ptr
	if len(index) > 0 || a.Size() != 1 {
		var err error
		if p, err = a.element("Item", index); err != nil {
			return nil, err
		}
	}
	v := dtype.Load(p, a.dtype)
	keep(a)
	return v, nil
}

func (a *Array) element(fn string, index []int) (unsafe.Pointer, error) {
	if len(index) != int(a.ndim) {
		return nil, fault.New(fn, ErrIndex, "%d indices for an element of an array of shape %s: one for each axis is needed", len(index), shapeText(a.shape()))
	}
	offset, bad := a.offset(index)
	if bad >= 0 {
		return nil, outOfBounds(fn, index[bad], bad, a.shape()[bad]).err
	}
	return a.at(offset), nil
}

// load reads an element. A bool of foreign memory may be a byte other than 0
// and 1, which a Go bool must not be.
func load[T dtype.Element](p unsafe.Pointer, d dtype.DType) T {
	if d == dtype.Bool {
		b := *(*uint8)(p) != 0
		return *(*T)(unsafe.Pointer(&b))
	}
	return *(*T)(p)
}

// Values returns the elements of an array of type T in C order, for a range
// loop. Elements are read as the loop reaches them.
func Values[T dtype.Element](a *Array) (iter.Seq[T], error) {
	if err := check[T]("Values", a); err != nil {
		return nil, err
	}
	a.share()
	return func(yield func(T) bool) {
		var w walker
		for more := w.rows(a.shape(), a.strides()); more; more = w.next() {
			for i := range w.n {
				if !yield(load[T](a.at(w.offset+i*w.step), a.dtype)) {
					return
				}
			}
		}
		keep(a)
	}, nil
}
