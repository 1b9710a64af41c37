// SPDX-License-Identifier: BSD-3-Clause

// Package arrayinterface is NumPy's array interface, version 3: a description
// of an array's memory that other libraries understand, as a Go struct and as
// JSON of the same keys as Python's dict.
//
//	i, err := arrayinterface.Of(a)          // export
//	b := i.FromBytes(memory)                // import, checked against memory
//
// Importing checks that every element lies within the memory that the
// interface is said to describe; NumPy itself reads out of bounds there.
//
// The source of the format is NumPy's manual, "The array interface protocol".
package arrayinterface

import (
	"slices"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Version is the version of the protocol.
const Version = 3

// Interface describes an array: what __array_interface__ is in Python.
type Interface struct {
	// Shape is the length of each axis.
	Shape []int
	// Typestr is the element type: byte order, kind, and size in bytes, as
	// "<f8"; see [Typestr].
	Typestr string
	// Descr says more about elements of kind V; nil where it is left out, which
	// means the single field {"", Typestr}.
	Descr []Field
	// Data is where the element at index 0, 0, … lies. Nil says that the memory
	// is that of the object itself, Offset bytes from its start.
	Data *Data
	// Strides is the step of each axis in bytes; nil means C order without gaps.
	Strides []int
	// Offset is the place of the first element where Data is nil.
	Offset int
	// Mask is an array of bool that says which elements are valid; nil means all.
	// Its shape must broadcast to Shape.
	Mask *Interface
	// Version is the version of the protocol, 3.
	Version int
}

// Data is an address in memory.
type Data struct {
	// Pointer is the address of the element at index 0, 0, …. It is a number:
	// it keeps no memory alive, the array that was exported does.
	Pointer uintptr
	// ReadOnly says that the memory must not be written.
	ReadOnly bool
}

// Field is a part of an element.
type Field struct {
	Name    string
	Title   string // a second, longer name; often empty
	Typestr string // of the part; empty where Descr is set
	Descr   []Field
	Shape   []int // of a part that is an array; nil for one element
}

// Of returns the interface of an array. It is valid as long as the array is:
// keep that until the last access. Strides are nil where the array is in C
// order, as NumPy has it.
//
// bfloat16, which the protocol has no letter for, is the two raw bytes "V2"
// with a single field named bfloat16; importing knows it again.
func Of(a *ndarray.Array) (*Interface, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	t := Typestr(a.DType())
	i := &Interface{
		Shape:   a.Shape(),
		Typestr: t,
		Descr:   []Field{{Typestr: t}},
		Data:    &Data{Pointer: uintptr(a.Pointer()), ReadOnly: !a.Writeable()},
		Version: Version,
	}
	i.Descr[0].Name = a.DType().Descriptor().NumPy.Field
	if !a.IsC() {
		i.Strides = a.Strides()
	}
	return i, nil
}

// OfMasked is [Of] for an array with a mask of valid elements, an array of
// bool whose shape broadcasts to that of a.
func OfMasked(a, mask *ndarray.Array) (*Interface, error) {
	i, err := Of(a)
	if err != nil {
		return nil, err
	}
	if err := mask.Err(); err != nil {
		return nil, err
	}
	if mask.DType() != dtype.Bool {
		return nil, fault.New("arrayinterface.OfMasked", fault.DType, "the mask has %v elements, it must have bool", mask.DType())
	}
	shape, err := ndarray.BroadcastShapes("arrayinterface.OfMasked", a.Raw().Shape, mask.Raw().Shape)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(shape, a.Raw().Shape) {
		return nil, fault.New("arrayinterface.OfMasked", fault.Shape, "the mask of shape %s doesn't broadcast to the array's shape %s", fault.ShapeText(mask.Shape()), fault.ShapeText(a.Shape()))
	}
	i.Mask, err = Of(mask)
	return i, err
}

// WithoutMask returns a copy of i without its mask, for whoever takes the
// values as they are, as NumPy does.
func (i *Interface) WithoutMask() *Interface {
	c := *i
	c.Mask = nil
	return &c
}
