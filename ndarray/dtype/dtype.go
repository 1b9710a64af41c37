// SPDX-License-Identifier: BSD-3-Clause

// Package dtype describes the element types of arrays: their names, sizes,
// kinds, and the casts between them.
package dtype

import (
	"fmt"
	"slices"
	"strings"
)

// DType is an element type: a row of the table of descriptors and, of datetime64
// and timedelta64, the unit in which elements count (see [DType.In]).
type DType uint64

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
	Datetime64  // without a unit, as every type is that has one before In sets it
	Timedelta64 // likewise
	Num         // the number of values above
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
	KindTimedelta
	KindDatetime
)

// All lists the element types in order, without units.
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
func (d DType) Loops() DType {
	if d.hasUnit() {
		return d
	}
	return d.Descriptor().Loops
}

// Parse returns the element type with the given name; of datetime64 and timedelta64,
// with its unit in brackets, as "datetime64[ns]" and "timedelta64[10ms]".
func Parse(name string) (DType, error) {
	row, unit, inUnit := strings.Cut(name, "[")
	for d := Bool; d < Num; d++ {
		if table[d].Name != row {
			continue
		}
		if !inUnit {
			return d, nil
		}
		if text, closed := strings.CutSuffix(unit, "]"); closed && d.Kind().Time() {
			return d.parseUnit(text)
		}
	}
	return Invalid, fmt.Errorf("dtype: no element type %q", name)
}

// Valid reports whether d is an element type.
func (d DType) Valid() bool { return d > Invalid && d < Num || d.hasUnit() }

// String returns NumPy's name of d, with its unit.
func (d DType) String() string {
	if d >= Num && !d.hasUnit() {
		return fmt.Sprintf("dtype(%d)", uint64(d))
	}
	return table[d.Base()].Name + d.unitText()
}

// Size returns the bytes of an element (NumPy's itemsize).
func (d DType) Size() int { return int(sizes[d.Base()]) }

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

// Code returns NumPy's type string without the byte order, as "f8" and "M8[ns]".
func (d DType) Code() string { return d.Descriptor().NumPy.Code + d.unitText() }

// OfCode returns the element type of a type string without the byte order, one that
// tells the type: not that of raw bytes.
func OfCode(code string) (DType, bool) {
	row, unit, inUnit := strings.Cut(code, "[")
	for d := Bool; d < Num; d++ {
		if n := &table[d].NumPy; n.Code != row || n.Field != "" {
			continue
		}
		if !inUnit {
			return d, true
		}
		text, closed := strings.CutSuffix(unit, "]")
		if !closed || !d.Kind().Time() {
			return Invalid, false
		}
		d, err := d.parseUnit(text)
		return d, err == nil
	}
	return Invalid, false
}

// GoType returns the Go type of an element as source text.
func (d DType) GoType() string {
	if !d.Valid() {
		return ""
	}
	return d.Descriptor().Go.Type.String()
}

// Short reports whether d is a floating type that is computed with as float32.
func (d DType) Short() bool { return d.Kind() == KindFloat && d.Size() < 4 }

// Wide returns the type in which sums and means of elements are computed.
func (d DType) Wide() DType {
	if d.hasUnit() {
		return d
	}
	return d.Descriptor().Wide
}

// Part returns the type of the real part of an element: d itself unless d is
// complex.
func (d DType) Part() DType {
	if d.hasUnit() {
		return d
	}
	return d.Descriptor().Part
}

// Time reports whether k is the kind of moments or of durations, whose types have
// a unit.
func (k Kind) Time() bool { return k >= KindTimedelta }

// Doc says in a few words what an element is.
func (d DType) Doc() string { return d.Descriptor().Doc }
