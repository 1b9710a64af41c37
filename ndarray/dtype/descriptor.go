// SPDX-License-Identifier: BSD-3-Clause

package dtype

import (
	"reflect"
	"unsafe"
)

// Descriptor is everything that sets an element type apart from the others: one
// row of the table below.
type Descriptor struct {
	DType DType
	Go    GoType
	// Name is NumPy's name, or that of ml_dtypes.
	Name string
	Kind Kind
	// Doc says in a few words what an element is.
	Doc string
	// Part is the type of the real part: the type itself, unless it is complex.
	Part DType
	// Float is the encoding of a floating type.
	Float Float
	// Wide is the type in which sums and means of elements are computed.
	Wide DType
	// Loops is the type whose loops compute with elements, each result being
	// rounded once: the type itself, where ufuncs have loops for it.
	Loops DType
	// Complex is what the type promotes to beside a complex number without a
	// width of its own.
	Complex DType
	// Digits is the number of decimal digits from which on a number is printed
	// with an exponent.
	Digits int
	// Short is the name of the package of slice functions.
	Short  string
	NumPy  NumPy
	DLPack uint8  // the type code, NoDLPack where it has none
	Buffer string // format of PEP 3118, "" where it has none
	Arrow  string // Arrow's name, "" where it has none
	// Lane is the type whose values the compiler loads and stores for a part of an
	// element: bits, where the IR has no such numbers.
	Lane DType
}

// NumPy has the names of an element type in NumPy's world.
type NumPy struct {
	Char byte   // one-letter code; that of ml_dtypes for its types
	Code string // type string without the byte order, as .npy files have it
	// Field is the name of the one field that tells the type where Code, as V2,
	// only says how many raw bytes an element has; "" where Code is enough.
	Field   string
	Aliases string // other names, with spaces between
}

// GoType is the Go type of an element.
type GoType struct {
	Const string // the name of the constant of this package
	Type  reflect.Type
	Size  int
}

func goType[T Element](constant string) GoType {
	return GoType{constant, reflect.TypeFor[T](), int(unsafe.Sizeof(*new(T)))}
}

// The kinds of DLPack 1.1 (DLDataTypeCode in dlpack.h).
const (
	dlInt uint8 = iota
	dlUInt
	dlFloat
	_
	dlBfloat
	dlComplex
	dlBool
	_
	_
	_
	dlFloat8E4M3FN
	_
	dlFloat8E5M2
)

// NoDLPack is the type code of a type that DLPack lacks.
const NoDLPack = 255

// noFloat is the encoding of a type that is not a floating one.
var noFloat = Float{}

// table has a row for each element type, in their order. Rows name no fields:
// a row without a value, and a type without a row, don't compile. TestTypes
// checks each row against the Go type, and against the other rows.
var table = [...]Descriptor{
	{Invalid, GoType{}, "invalid", 0, "", Invalid, noFloat, Invalid, Invalid, Invalid, 0, "", NumPy{0, "", "", ""}, 0, "", "", Invalid},
	{Bool, goType[bool]("Bool"), "bool", KindBool, "bool, one byte", Bool, noFloat, Bool, Bool, Complex128, 0, "b8",
		NumPy{'?', "b1", "", "bool_ ?"}, dlBool, "?", "bool", Uint8},
	{Int8, goType[int8]("Int8"), "int8", KindInt, "signed 8-bit integer", Int8, noFloat, Int8, Int8, Complex128, 0, "i8",
		NumPy{'b', "i1", "", "byte"}, dlInt, "b", "int8", Int8},
	{Int16, goType[int16]("Int16"), "int16", KindInt, "signed 16-bit integer", Int16, noFloat, Int16, Int16, Complex128, 0, "i16",
		NumPy{'h', "i2", "", "short"}, dlInt, "h", "int16", Int16},
	{Int32, goType[int32]("Int32"), "int32", KindInt, "signed 32-bit integer", Int32, noFloat, Int32, Int32, Complex128, 0, "i32",
		NumPy{'i', "i4", "", "intc i"}, dlInt, "i", "int32", Int32},
	{Int64, goType[int64]("Int64"), "int64", KindInt, "signed 64-bit integer", Int64, noFloat, Int64, Int64, Complex128, 0, "i64",
		NumPy{'l', "i8", "", "int int_ intp long longlong l q p n"}, dlInt, "l", "int64", Int64},
	{Uint8, goType[uint8]("Uint8"), "uint8", KindUint, "unsigned 8-bit integer", Uint8, noFloat, Uint8, Uint8, Complex128, 0, "u8",
		NumPy{'B', "u1", "", "ubyte"}, dlUInt, "B", "uint8", Uint8},
	{Uint16, goType[uint16]("Uint16"), "uint16", KindUint, "unsigned 16-bit integer", Uint16, noFloat, Uint16, Uint16, Complex128, 0, "u16",
		NumPy{'H', "u2", "", "ushort"}, dlUInt, "H", "uint16", Uint16},
	{Uint32, goType[uint32]("Uint32"), "uint32", KindUint, "unsigned 32-bit integer", Uint32, noFloat, Uint32, Uint32, Complex128, 0, "u32",
		NumPy{'I', "u4", "", "uintc I"}, dlUInt, "I", "uint32", Uint32},
	{Uint64, goType[uint64]("Uint64"), "uint64", KindUint, "unsigned 64-bit integer", Uint64, noFloat, Uint64, Uint64, Complex128, 0, "u64",
		NumPy{'L', "u8", "", "uint uintp ulong ulonglong L Q P N"}, dlUInt, "L", "uint64", Uint64},
	{Float8E4M3FN, goType[F8E4M3FN]("Float8E4M3FN"), "float8_e4m3fn", KindFloat, "8-bit float of 4 bits of exponent, without infinities", Float8E4M3FN, Float{4, 3, false}, Float32, Float32, Complex64, 3, "f8e4m3fn",
		NumPy{'4', "V1", "float8_e4m3fn", ""}, dlFloat8E4M3FN, "", "", Uint8},
	{Float8E5M2, goType[F8E5M2]("Float8E5M2"), "float8_e5m2", KindFloat, "8-bit float of 5 bits of exponent", Float8E5M2, Float{5, 2, true}, Float32, Float32, Complex64, 3, "f8e5m2",
		NumPy{'5', "f1", "", ""}, dlFloat8E5M2, "", "", Uint8},
	{Float16, goType[F16]("Float16"), "float16", KindFloat, "IEEE 754 binary16", Float16, Float{5, 10, true}, Float32, Float16, Complex64, 3, "f16",
		NumPy{'e', "f2", "", "half"}, dlFloat, "e", "float16", Uint16},
	{BFloat16, goType[BF16]("BFloat16"), "bfloat16", KindFloat, "upper half of an IEEE 754 binary32", BFloat16, Float{8, 7, true}, Float32, BFloat16, Complex64, 3, "bf16",
		NumPy{'E', "V2", "bfloat16", "bf16"}, dlBfloat, "", "", Uint16},
	{Float32, goType[float32]("Float32"), "float32", KindFloat, "IEEE 754 binary32", Float32, Float{8, 23, true}, Float32, Float32, Complex64, 6, "f32",
		NumPy{'f', "f4", "", "single"}, dlFloat, "f", "float32", Float32},
	{Float64, goType[float64]("Float64"), "float64", KindFloat, "IEEE 754 binary64", Float64, Float{11, 52, true}, Float64, Float64, Complex128, 16, "f64",
		NumPy{'d', "f8", "", "float double"}, dlFloat, "d", "float64", Float64},
	{Complex64, goType[complex64]("Complex64"), "complex64", KindComplex, "two float32: real, imaginary", Float32, noFloat, Complex64, Complex64, Complex64, 0, "c64",
		NumPy{'F', "c8", "", "csingle"}, dlComplex, "Zf", "", Float32},
	{Complex128, goType[complex128]("Complex128"), "complex128", KindComplex, "two float64: real, imaginary", Float64, noFloat, Complex128, Complex128, Complex128, 0, "c128",
		NumPy{'D', "c16", "", "complex cdouble"}, dlComplex, "Zd", "", Float64},
	{Datetime64, goType[DT64]("Datetime64"), "datetime64", KindDatetime, "moment, in units since 1970-01-01T00:00 UTC", Datetime64, noFloat, Datetime64, Datetime64, Invalid, 0, "dt64",
		NumPy{'M', "M8", "", ""}, NoDLPack, "", "", Int64},
	{Timedelta64, goType[TD64]("Timedelta64"), "timedelta64", KindTimedelta, "duration, in units", Timedelta64, noFloat, Timedelta64, Timedelta64, Invalid, 0, "td64",
		NumPy{'m', "m8", "", ""}, NoDLPack, "", "", Int64},
}

// Every element type has a row: the lengths are equal, or this doesn't compile.
var _ [Num]Descriptor = table

// sizes has the bytes of an element for every row that a DType can name, so that
// none is out of bounds.
var sizes = func() (s [256]uint8) {
	for i := range table {
		s[i] = uint8(table[i].Go.Size)
	}
	return s
}()

// Descriptor returns what there is to know of d; a value that is no element type
// has the properties of Invalid.
func (d DType) Descriptor() *Descriptor {
	if d >= Num {
		if !d.hasUnit() {
			return &table[Invalid]
		}
		d = d.Base()
	}
	return &table[d]
}

// OfType returns the element type that holds values of a Go type: one that has
// it as its own, else the predeclared one of t's kind, named types such as
// time.Duration included. int and uint are those of this machine's width. It is
// Invalid for every other type.
func OfType(t reflect.Type) DType {
	if t == nil {
		return Invalid
	}
	kind := t.Kind()
	named := Invalid
	for d := Bool; d < Num; d++ {
		own := table[d].Go.Type
		if own == t {
			return d
		}
		if own.PkgPath() == "" && own.Kind() == kind {
			named = d
		}
	}
	switch {
	case kind == reflect.Int && t.Size() == 8:
		return Int64
	case kind == reflect.Int:
		return Int32
	case kind == reflect.Uint && t.Size() == 8:
		return Uint64
	case kind == reflect.Uint:
		return Uint32
	}
	return named
}
