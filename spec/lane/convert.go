// SPDX-License-Identifier: BSD-3-Clause

package lane

import "github.com/arraygen/arraygen/internal/convert"

// Sat converts x to an integer type: towards zero, NaN to 0, and what does
// not fit to the nearest integer that does.
func Sat[I Integer, F Float](x F) I {
	var i I
	v := float64(x)
	switch p := any(&i).(type) {
	case *int8:
		*p = SatInt8(v)
	case *int16:
		*p = SatInt16(v)
	case *int32:
		*p = SatInt32(v)
	case *int64:
		*p = SatInt64(v)
	case *uint8:
		*p = SatUint8(v)
	case *uint16:
		*p = SatUint16(v)
	case *uint32:
		*p = SatUint32(v)
	case *uint64:
		*p = SatUint64(v)
	}
	return i
}

// SatInt8 is Sat[int8] of a float64, as generated loops call it.
func SatInt8(x float64) int8 { return convert.SatInt8(x) }

// SatInt16 is Sat[int16] of a float64.
func SatInt16(x float64) int16 { return convert.SatInt16(x) }

// SatInt32 is Sat[int32] of a float64.
func SatInt32(x float64) int32 { return convert.SatInt32(x) }

// SatInt64 is Sat[int64] of a float64.
func SatInt64(x float64) int64 { return convert.SatInt64(x) }

// SatUint8 is Sat[uint8] of a float64.
func SatUint8(x float64) uint8 { return convert.SatUint8(x) }

// SatUint16 is Sat[uint16] of a float64.
func SatUint16(x float64) uint16 { return convert.SatUint16(x) }

// SatUint32 is Sat[uint32] of a float64.
func SatUint32(x float64) uint32 { return convert.SatUint32(x) }

// SatUint64 is Sat[uint64] of a float64.
func SatUint64(x float64) uint64 { return convert.SatUint64(x) }

// HalfToFloat32 widens the bits of an IEEE 754 binary16 number exactly; of a NaN,
// which stays signalling if it is, the bits too.
func HalfToFloat32(h uint16) float32 { return convert.HalfToFloat32(h) }

// HalfFromFloat32 rounds x to the nearest binary16 number, ties to even.
func HalfFromFloat32(x float32) uint16 { return convert.HalfFromFloat32(x) }

// BFloat16FromFloat32 rounds x to the nearest bfloat16 number, ties to even.
func BFloat16FromFloat32(x float32) uint16 { return convert.BFloat16FromFloat32(x) }
