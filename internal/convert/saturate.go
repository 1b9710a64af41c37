// SPDX-License-Identifier: BSD-3-Clause

package convert

import "math"

// The Sat functions convert to an integer type: towards zero, NaN to 0, and what
// does not fit to the nearest integer that does.

// SatInt8 converts x to int8.
func SatInt8(x float64) int8 { return int8(SatInt64(clamp(x, math.MinInt8, math.MaxInt8))) }

// SatInt16 converts x to int16.
func SatInt16(x float64) int16 { return int16(SatInt64(clamp(x, math.MinInt16, math.MaxInt16))) }

// SatInt32 converts x to int32.
func SatInt32(x float64) int32 { return int32(SatInt64(clamp(x, math.MinInt32, math.MaxInt32))) }

// SatInt64 converts x to int64.
func SatInt64(x float64) int64 {
	switch {
	case x >= 0x1p63:
		return math.MaxInt64
	case x >= -0x1p63:
		return int64(x)
	case x < 0:
		return math.MinInt64
	}
	return 0 // NaN
}

// SatUint8 converts x to uint8.
func SatUint8(x float64) uint8 { return uint8(SatInt64(clamp(x, 0, math.MaxUint8))) }

// SatUint16 converts x to uint16.
func SatUint16(x float64) uint16 { return uint16(SatInt64(clamp(x, 0, math.MaxUint16))) }

// SatUint32 converts x to uint32.
func SatUint32(x float64) uint32 { return uint32(SatInt64(clamp(x, 0, math.MaxUint32))) }

// SatUint64 converts x to uint64.
func SatUint64(x float64) uint64 {
	switch {
	case x >= 0x1p64:
		return math.MaxUint64
	case x >= 0x1p63:
		return uint64(x-0x1p63) + 1<<63
	case x > 0:
		return uint64(x)
	}
	return 0 // negative or NaN
}

// clamp limits x to [lo, hi]; NaN stays.
func clamp(x, lo, hi float64) float64 {
	if x < lo {
		return lo
	}
	if x > hi {
		return hi
	}
	return x
}
