// Package dtype describes the element types of arrays: their names, sizes,
// kinds, and the casts between them.
package dtype

import (
	"fmt"
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

type info struct {
	name     string
	code     string // NumPy's typestr without byte order
	char     byte   // NumPy's type character; bfloat16 has none of its own
	size     int
	align    int
	kind     Kind
	goType   string
	longName string
}

var infos = [Num]info{
	Invalid:    {name: "invalid"},
	Bool:       {"bool", "b1", '?', 1, 1, KindBool, "bool", "truth value, one byte"},
	Int8:       {"int8", "i1", 'b', 1, 1, KindInt, "int8", "signed 8-bit integer"},
	Int16:      {"int16", "i2", 'h', 2, 2, KindInt, "int16", "signed 16-bit integer"},
	Int32:      {"int32", "i4", 'i', 4, 4, KindInt, "int32", "signed 32-bit integer"},
	Int64:      {"int64", "i8", 'l', 8, 8, KindInt, "int64", "signed 64-bit integer"},
	Uint8:      {"uint8", "u1", 'B', 1, 1, KindUint, "uint8", "unsigned 8-bit integer"},
	Uint16:     {"uint16", "u2", 'H', 2, 2, KindUint, "uint16", "unsigned 16-bit integer"},
	Uint32:     {"uint32", "u4", 'I', 4, 4, KindUint, "uint32", "unsigned 32-bit integer"},
	Uint64:     {"uint64", "u8", 'L', 8, 8, KindUint, "uint64", "unsigned 64-bit integer"},
	Float16:    {"float16", "f2", 'e', 2, 2, KindFloat, "dtype.F16", "IEEE 754 binary16"},
	BFloat16:   {"bfloat16", "V2", 'E', 2, 2, KindFloat, "dtype.BF16", "upper half of an IEEE 754 binary32"},
	Float32:    {"float32", "f4", 'f', 4, 4, KindFloat, "float32", "IEEE 754 binary32"},
	Float64:    {"float64", "f8", 'd', 8, 8, KindFloat, "float64", "IEEE 754 binary64"},
	Complex64:  {"complex64", "c8", 'F', 8, 4, KindComplex, "complex64", "two float32: real, imaginary"},
	Complex128: {"complex128", "c16", 'D', 16, 8, KindComplex, "complex128", "two float64: real, imaginary"},
}

// sizes has the bytes of an element for every DType there can be, so that no
// value is out of bounds.
var sizes = [256]uint8{
	Bool: 1, Int8: 1, Int16: 2, Int32: 4, Int64: 8, Uint8: 1, Uint16: 2, Uint32: 4, Uint64: 8,
	Float16: 2, BFloat16: 2, Float32: 4, Float64: 8, Complex64: 8, Complex128: 16,
}

// info returns what is known of d; a value that is no element type has the
// properties of Invalid.
func (d DType) info() *info {
	if d >= Num {
		return &infos[Invalid]
	}
	return &infos[d]
}

// All lists the element types in order.
func All() []DType {
	all := make([]DType, 0, Num-1)
	for d := Bool; d < Num; d++ {
		all = append(all, d)
	}
	return all
}

// Parse returns the element type with the given name.
func Parse(name string) (DType, error) {
	for d := Bool; d < Num; d++ {
		if infos[d].name == name {
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
	return infos[d].name
}

// Size returns the bytes of an element (NumPy's itemsize).
func (d DType) Size() int { return int(sizes[d]) }

// Align returns the alignment of an element in bytes.
func (d DType) Align() int { return d.info().align }

// Kind returns the class of d.
func (d DType) Kind() Kind { return d.info().kind }

// Char returns NumPy's one-letter code, 'E' for bfloat16.
func (d DType) Char() byte { return d.info().char }

// OfChar returns the element type of NumPy's one-letter code.
func OfChar(c byte) (DType, bool) {
	for d := Bool; d < Num; d++ {
		if infos[d].char == c {
			return d, true
		}
	}
	return Invalid, false
}

// Code returns NumPy's type string without the byte order, as "f8".
func (d DType) Code() string { return d.info().code }

// GoType returns the Go type of an element as source text.
func (d DType) GoType() string { return d.info().goType }

// Doc says in a few words what an element is.
func (d DType) Doc() string { return d.info().longName }
