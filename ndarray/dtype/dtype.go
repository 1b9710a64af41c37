// Package dtype describes the element types of arrays: their names, sizes,
// kinds, and the casts between them.
package dtype

import (
	"fmt"
	"slices"
)

// DType is an element type.
type DType uint8

// The element types.
const (
	Invalid DType = iota
	Bool
	Int8
	Int16
	Int32
	Int64
	Uint8
	Uint16
	Uint32
	Uint64
	Float8E4M3FN
	Float8E5M2
	Float16
	BFloat16
	Float32
	Float64
	Complex64
	Complex128
	Num // the number of values above
)

// Kind is a class of element types, in NumPy's order of promotion.
type Kind uint8

// The kinds.
const (
	KindBool Kind = iota + 1
	KindUint
	KindInt
	KindFloat
	KindComplex
)

// All lists the element types in order.
func All() []DType {
	all := make([]DType, 0, Num-1)
	for d := Bool; d < Num; d++ {
		all = append(all, d)
	}
	return all
}

// WithLoops lists the element types that kernels are made for, in order: all but
// those that are computed with as another type, see Descriptor.Loops.
func WithLoops() []DType {
	return slices.DeleteFunc(All(), func(d DType) bool { return d.Loops() != d })
}

// Loops returns the type whose loops compute with elements of type d: d itself,
// unless elements are only stored in d.
func (d DType) Loops() DType { return d.Descriptor().Loops }

// Parse returns the element type with the given name.
func Parse(name string) (DType, error) {
	for d := Bool; d < Num; d++ {
		if table[d].Name == name {
			return d, nil
		}
	}
	return Invalid, fmt.Errorf("dtype: no element type %q", name)
}

// Valid reports whether d is an element type.
func (d DType) Valid() bool { return d > Invalid && d < Num }

// String returns NumPy's name of d.
func (d DType) String() string {
	if d >= Num {
		return fmt.Sprintf("dtype(%d)", uint8(d))
	}
	return table[d].Name
}

// Size returns the bytes of an element (NumPy's itemsize).
func (d DType) Size() int { return int(sizes[d]) }

// Align returns the alignment of an element in bytes.
func (d DType) Align() int { return d.Part().Size() }

// Kind returns the class of d.
func (d DType) Kind() Kind { return d.Descriptor().Kind }

// Char returns NumPy's one-letter code, 'E' for bfloat16.
func (d DType) Char() byte { return d.Descriptor().NumPy.Char }

// OfChar returns the element type of NumPy's one-letter code.
func OfChar(c byte) (DType, bool) {
	for d := Bool; d < Num; d++ {
		if table[d].NumPy.Char == c {
			return d, true
		}
	}
	return Invalid, false
}

// Code returns NumPy's type string without the byte order, as "f8".
func (d DType) Code() string { return d.Descriptor().NumPy.Code }

// GoType returns the Go type of an element as source text.
func (d DType) GoType() string {
	if !d.Valid() {
		return ""
	}
	return table[d].Go.Type.String()
}

// Short reports whether d is a floating type that is computed with as float32.
func (d DType) Short() bool { return d.Kind() == KindFloat && d.Size() < 4 }

// Part returns the type of the real part of an element: d itself unless d is
// complex.
func (d DType) Part() DType { return d.Descriptor().Part }

// Doc says in a few words what an element is.
func (d DType) Doc() string { return d.Descriptor().Doc }
