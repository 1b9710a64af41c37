// SPDX-License-Identifier: BSD-3-Clause

package dtype

import (
	"math"
	"unsafe"

	"github.com/arraygen/arraygen/internal/convert"
)

// F16 is an IEEE 754 binary16 number, by its bits.
type F16 uint16

// BF16 is the upper half of an IEEE 754 binary32 number, by its bits.
type BF16 uint16

// F8E4M3FN is a float8_e4m3fn number, by its bits.
type F8E4M3FN uint8

// F8E5M2 is a float8_e5m2 number, by its bits.
type F8E5M2 uint8

// DT64 is an element of datetime64: a count of the array's unit since
// 1970-01-01T00:00 UTC, or [NaT].
type DT64 int64

// TD64 is an element of timedelta64: a count of the array's unit, or [NaT].
type TD64 int64

// NaT is the element that is not a time, of datetime64 and of timedelta64.
const NaT = math.MinInt64

// Element is the constraint of the Go types that an array can hold.
type Element interface {
	bool | int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 |
		F8E4M3FN | F8E5M2 | F16 | BF16 | float32 | float64 | complex64 | complex128 | DT64 | TD64
}

// The switches of this file are by Go type, without reflection, which would keep
// every argument on the heap. TestTypes runs them for each row of the table.

// Of returns the element type of T.
func Of[T Element]() DType {
	var z T
	switch any(z).(type) {
	case bool:
		return Bool
	case int8:
		return Int8
	case int16:
		return Int16
	case int32:
		return Int32
	case int64:
		return Int64
	case uint8:
		return Uint8
	case uint16:
		return Uint16
	case uint32:
		return Uint32
	case uint64:
		return Uint64
	case F8E4M3FN:
		return Float8E4M3FN
	case F8E5M2:
		return Float8E5M2
	case F16:
		return Float16
	case BF16:
		return BFloat16
	case float32:
		return Float32
	case float64:
		return Float64
	case complex64:
		return Complex64
	case complex128:
		return Complex128
	case DT64:
		return Datetime64
	case TD64:
		return Timedelta64
	}
	return Invalid
}

// ElementOf returns the type and value of v, an element's Go value; Invalid where
// it is none.
func ElementOf(v any) (DType, Scalar) {
	switch v := v.(type) {
	case bool:
		return Bool, BoolScalar(v)
	case int8:
		return Int8, IntScalar(int64(v))
	case int16:
		return Int16, IntScalar(int64(v))
	case int32:
		return Int32, IntScalar(int64(v))
	case int64:
		return Int64, IntScalar(v)
	case uint8:
		return Uint8, UintScalar(uint64(v))
	case uint16:
		return Uint16, UintScalar(uint64(v))
	case uint32:
		return Uint32, UintScalar(uint64(v))
	case uint64:
		return Uint64, UintScalar(v)
	case F8E4M3FN:
		return Float8E4M3FN, FloatScalar(Float8E4M3FN.decode(uint64(v)))
	case F8E5M2:
		return Float8E5M2, FloatScalar(Float8E5M2.decode(uint64(v)))
	case F16:
		return Float16, FloatScalar(Float16.decode(uint64(v)))
	case BF16:
		return BFloat16, FloatScalar(BFloat16.decode(uint64(v)))
	case float32:
		return Float32, FloatScalar(float64(v))
	case float64:
		return Float64, FloatScalar(v)
	case complex64:
		return Complex64, ComplexScalar(complex128(v))
	case complex128:
		return Complex128, ComplexScalar(v)
	case DT64:
		return Datetime64, IntScalar(int64(v))
	case TD64:
		return Timedelta64, IntScalar(int64(v))
	}
	return Invalid, Scalar{}
}

// SliceOf returns the type, address and number of the elements of v, a slice of
// them; Invalid where it is none.
func SliceOf(v any) (DType, unsafe.Pointer, int) {
	switch v := v.(type) {
	case []bool:
		return slice(v)
	case []int8:
		return slice(v)
	case []int16:
		return slice(v)
	case []int32:
		return slice(v)
	case []int64:
		return slice(v)
	case []uint8:
		return slice(v)
	case []uint16:
		return slice(v)
	case []uint32:
		return slice(v)
	case []uint64:
		return slice(v)
	case []F8E4M3FN:
		return slice(v)
	case []F8E5M2:
		return slice(v)
	case []F16:
		return slice(v)
	case []BF16:
		return slice(v)
	case []float32:
		return slice(v)
	case []float64:
		return slice(v)
	case []complex64:
		return slice(v)
	case []complex128:
		return slice(v)
	case []DT64:
		return slice(v)
	case []TD64:
		return slice(v)
	}
	return Invalid, nil, 0
}

func slice[T Element](s []T) (DType, unsafe.Pointer, int) {
	return Of[T](), unsafe.Pointer(unsafe.SliceData(s)), len(s)
}

// decode returns the number of an encoding in the floating type d.
func (d DType) decode(b uint64) float64 { return d.Descriptor().Float.Decode(b) }

// ToF16 rounds x to the nearest binary16 number, ties to even. A NaN keeps its sign
// and the upper bits of its payload.
func ToF16(x float32) F16 {
	if x != x {
		return F16(shortNaN(x, 13, 0x7c00))
	}
	return F16(convert.HalfFromFloat32(x))
}

// Float32 widens x exactly; of a NaN, the bits too.
func (x F16) Float32() float32 { return convert.HalfToFloat32(uint16(x)) }

// ToBF16 rounds x to the nearest bfloat16 number, ties to even. A NaN keeps its sign
// and the upper bits of its payload.
func ToBF16(x float32) BF16 {
	if x != x {
		return BF16(shortNaN(x, 16, 0x7f80))
	}
	return BF16(convert.BFloat16FromFloat32(x))
}

// shortNaN returns the NaN x of a type whose infinity is given, and whose fraction
// begins at bit shift of x's; a quiet one where its payload is cut off.
func shortNaN(x float32, shift int, infinity uint16) uint16 {
	u := math.Float32bits(x)
	fraction := 0x7fff &^ infinity
	payload := uint16(u>>shift) & fraction
	if payload == 0 {
		payload = (fraction + 1) / 2
	}
	return uint16(u>>16)&0x8000 | infinity | payload
}

// Float32 widens x exactly.
func (x BF16) Float32() float32 { return math.Float32frombits(uint32(x) << 16) }

// ToF8E4M3FN rounds x to the nearest float8_e4m3fn number, ties to even.
func ToF8E4M3FN(x float32) F8E4M3FN { return F8E4M3FN(table[Float8E4M3FN].Float.Encode(float64(x))) }

// Float32 widens x exactly.
func (x F8E4M3FN) Float32() float32 { return float32(Float8E4M3FN.decode(uint64(x))) }

// ToF8E5M2 rounds x to the nearest float8_e5m2 number, ties to even.
func ToF8E5M2(x float32) F8E5M2 { return F8E5M2(table[Float8E5M2].Float.Encode(float64(x))) }

// Float32 widens x exactly.
func (x F8E5M2) Float32() float32 { return float32(Float8E5M2.decode(uint64(x))) }
