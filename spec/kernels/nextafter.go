// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Nextafter returns the number next to x towards y, and y where x equals it; NaN
// if either is NaN.
func Nextafter[T lane.Float](x, y T) T { return lane.Pick2(x, y, nextafter32, nextafter64) }

// Spacing returns the distance between x and the next number of greater
// magnitude, with the sign of x; the least number for a zero of either sign.
//
// Spacing(+-Inf) = NaN, Spacing(NaN) = NaN; of the greatest number it is +Inf.
func Spacing[T lane.Float](x T) T { return lane.Pick(x, spacing32, spacing64) }

func nextafter64(x, y float64) float64 {
	b := lane.Float64bits(x)
	grows := (y > x) == (x > 0)
	r := lane.Float64frombits(lane.Select(grows, b+1, b-1))
	if x == 0 {
		r = lane.Copysign(0x1p-1074, y)
	}
	return nextOf(x, y, r)
}

func nextafter32(x, y float32) float32 { return nextafterUnit32(x, y, 1) }

// NextafterBFloat16 is Nextafter for bfloat16, whose numbers are the float32
// ones with sixteen zeros at the end.
func NextafterBFloat16(x, y float32) float32 { return nextafterUnit32(x, y, 1<<16) }

// nextafterUnit32 is Nextafter for a type whose numbers are those of float32
// with bits that are a multiple of unit.
func nextafterUnit32(x, y float32, unit uint32) float32 {
	b := lane.Float32bits(x)
	grows := (y > x) == (x > 0)
	r := lane.Float32frombits(lane.Select(grows, b+unit, b-unit))
	if x == 0 {
		r = lane.Copysign(lane.Float32frombits(unit), y)
	}
	return nextOf(x, y, r)
}

// nextOf returns r, the number next to x towards another y.
func nextOf[T lane.Float](x, y, r T) T {
	r = lane.Select(x == y, y, r)
	return lane.Select(x != x || y != y, lane.NaN[T](), r)
}

// NextafterFloat16 is Nextafter for float16; where x equals y it returns x, as
// NumPy does, which shows in the sign of a zero.
func NextafterFloat16(x, y float32) float32 {
	r := nextFloat16(x, y > x)
	r = lane.Select(x == 0, lane.Copysign(0x1p-24, y), r)
	r = lane.Select(x == y, x, r)
	return lane.Select(x != x || y != y, lane.NaN[float32](), r)
}

// nextFloat16 returns the float16 number next to x upwards or downwards; x is
// one, and not 0. Beyond the greatest it is 65536, which rounds to infinity.
func nextFloat16(x float32, up bool) float32 {
	const unit = 1 << 13 // of the bits
	b := lane.Float32bits(x)
	grows := up == (x > 0)
	r := lane.Float32frombits(lane.Select(grows, b+unit, b-unit))
	a := lane.Abs(x)
	r = lane.Select(a == lane.Inf[float32](1), lane.Copysign(65504, x), r)
	// Subnormal numbers are evenly spaced, and so is the least normal one.
	even := lane.Copysign(a+lane.Select(grows, float32(0x1p-24), -0x1p-24), x)
	return lane.Select(a < 0x1p-14 || a == 0x1p-14 && !grows, even, r)
}

func spacing64(x float64) float64 {
	r := lane.Float64frombits(lane.Float64bits(x)+1) - x
	r = lane.Select(x == 0, 0x1p-1074, r)
	return lane.Select(lane.Abs(x) < lane.Inf[float64](1), r, lane.NaN[float64]())
}

func spacing32(x float32) float32 { return spacingUnit32(x, 1) }

// SpacingBFloat16 is Spacing for bfloat16.
func SpacingBFloat16(x float32) float32 { return spacingUnit32(x, 1<<16) }

// spacingUnit32 is Spacing for the types of nextafterUnit32.
func spacingUnit32(x float32, unit uint32) float32 {
	r := lane.Float32frombits(lane.Float32bits(x)+unit) - x
	r = lane.Select(x == 0, lane.Float32frombits(unit), r)
	return lane.Select(lane.Abs(x) < lane.Inf[float32](1), r, lane.NaN[float32]())
}

// SpacingFloat16 is Spacing for float16, which NumPy defines in another way: the
// distance to the next number above, negative x included.
func SpacingFloat16(x float32) float32 {
	r := nextFloat16(x, true) - x
	r = lane.Select(x == 65504, lane.Inf[float32](1), r)
	r = lane.Select(x == 0, 0x1p-24, r)
	return lane.Select(lane.Abs(x) < lane.Inf[float32](1), r, lane.NaN[float32]())
}
