// SPDX-License-Identifier: BSD-3-Clause

package dlpack

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// TypeCode is a class of element types.
type TypeCode uint8

// The type codes of DLPack 1.3.
const (
	Int TypeCode = iota
	UInt
	Float
	OpaqueHandle
	Bfloat
	Complex // Bits counts both parts
	Bool
	Float8E3M4
	Float8E4M3
	Float8E4M3B11FNUZ
	Float8E4M3FN
	Float8E4M3FNUZ
	Float8E5M2
	Float8E5M2FNUZ
	Float8E8M0FNU
	Float6E2M3FN
	Float6E3M2FN
	Float4E2M1FN
)

var codeNames = [...]string{"int", "uint", "float", "opaque_handle", "bfloat", "complex", "bool", "float8_e3m4", "float8_e4m3",
	"float8_e4m3b11fnuz", "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "float8_e8m0fnu", "float6_e2m3fn", "float6_e3m2fn", "float4_e2m1fn"}

// String returns the header's name of c without its prefix, as "bfloat".
func (c TypeCode) String() string {
	if int(c) < len(codeNames) {
		return codeNames[c]
	}
	return fmt.Sprintf("TypeCode(%d)", uint8(c))
}

// String formats t as "float of 32 bits".
func (t DLDataType) String() string {
	s := fmt.Sprintf("%v of %d bits", t.Code, t.Bits)
	if t.Lanes != 1 {
		s += fmt.Sprintf(" and %d lanes", t.Lanes)
	}
	return s
}

// TypeOf returns DLPack's name of an element type; the zero value for moments and
// durations, which it lacks.
func TypeOf(d dtype.DType) DLDataType {
	if d.Descriptor().DLPack == dtype.NoDLPack {
		return DLDataType{}
	}
	return DLDataType{Code: TypeCode(d.Descriptor().DLPack), Bits: uint8(8 * d.Size()), Lanes: 1}
}

// DType returns the element type of that name, [dtype.Invalid] where there is
// none.
func (t DLDataType) DType() dtype.DType {
	for _, d := range dtype.All() {
		if t != (DLDataType{}) && TypeOf(d) == t {
			return d
		}
	}
	return dtype.Invalid
}

// typeNames lists DLPack's names of the element types, for messages.
func typeNames() string {
	var names []string
	for _, d := range dtype.All() {
		if t := TypeOf(d); t != (DLDataType{}) {
			names = append(names, t.String())
		}
	}
	return strings.Join(names, ", ")
}
