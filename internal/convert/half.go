// SPDX-License-Identifier: BSD-3-Clause

package convert

import "math"

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
