package lane

import "math"

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
func SatInt8(x float64) int8 { return int8(SatInt64(clamp(x, math.MinInt8, math.MaxInt8))) }

// SatInt16 is Sat[int16] of a float64.
func SatInt16(x float64) int16 { return int16(SatInt64(clamp(x, math.MinInt16, math.MaxInt16))) }

// SatInt32 is Sat[int32] of a float64.
func SatInt32(x float64) int32 { return int32(SatInt64(clamp(x, math.MinInt32, math.MaxInt32))) }

// SatInt64 is Sat[int64] of a float64.
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

// SatUint8 is Sat[uint8] of a float64.
func SatUint8(x float64) uint8 { return uint8(SatInt64(clamp(x, 0, math.MaxUint8))) }

// SatUint16 is Sat[uint16] of a float64.
func SatUint16(x float64) uint16 { return uint16(SatInt64(clamp(x, 0, math.MaxUint16))) }

// SatUint32 is Sat[uint32] of a float64.
func SatUint32(x float64) uint32 { return uint32(SatInt64(clamp(x, 0, math.MaxUint32))) }

// SatUint64 is Sat[uint64] of a float64.
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

// HalfToFloat32 widens the bits of an IEEE 754 binary16 number exactly; of a NaN,
// which stays signalling if it is, the bits too.
func HalfToFloat32(h uint16) float32 {
	sign := uint32(h&0x8000) << 16
	exp := uint32(h>>10) & 31
	man := uint32(h & 0x3ff)
	switch exp {
	case 0: // zero or subnormal: man * 2^-24
		f := float32(man) * 0x1p-24
		return math.Float32frombits(math.Float32bits(f) | sign)
	case 31:
		return math.Float32frombits(sign | 0x7f800000 | man<<13)
	}
	return math.Float32frombits(sign | (exp+112)<<23 | man<<13)
}

// HalfFromFloat32 rounds x to the nearest binary16 number, ties to even.
func HalfFromFloat32(x float32) uint16 {
	u := math.Float32bits(x)
	sign := uint16(u >> 16 & 0x8000)
	u &= 0x7fffffff
	switch {
	case u > 0x7f800000:
		return sign | 0x7e00 | uint16(u>>13&0x1ff)
	case u >= 0x477ff000: // rounds to 2^16 or above
		return sign | 0x7c00
	case u < 0x38800000: // subnormal: let the adder round at 2^-24
		f := math.Float32frombits(u) + 0.5
		return sign | uint16(math.Float32bits(f)-0x3f000000)
	}
	u += 0xfff + u>>13&1
	return sign | uint16(u>>13-112<<10)
}

// BFloat16FromFloat32 rounds x to the nearest bfloat16 number, ties to even.
func BFloat16FromFloat32(x float32) uint16 {
	u := math.Float32bits(x)
	if x != x {
		return uint16(u>>16 | 0x40) // quiet
	}
	return uint16((u + 0x7fff + u>>16&1) >> 16)
}
