// SPDX-License-Identifier: BSD-3-Clause

package fused

import "github.com/arraygen/arraygen/spec/lane"

// Asin01 returns the arc sine of x for 0 <= x <= 1, within about 1 ULP: a
// polynomial fitted at Chebyshev nodes up to 1/2, and asin x = pi/2 -
// 2 asin(sqrt((1-x)/2)) above.
func Asin01[T lane.Float](x T) T { return lane.Pick(x, asin32, asin64) }

const (
	halfPiHi    = 0x1.921fb54442d18p+0
	halfPiLo    = 0x1.1a62633145c07p-54
	halfPiHiF32 = 0x1.921fb6p+0
	halfPiLoF32 = -0x1.777a5cp-25
)

func asin64(x float64) float64 {
	big := x > 0.5
	z := float64(x * x)
	if big {
		z = float64((1 - x) * 0.5)
	}
	s := lane.Select(big, lane.Sqrt(z), x)
	p := lane.FMA(0x1.d72b2bf9c56cdp-6, z, -0x1.e6aaa93b7f6a2p-7)
	p = lane.FMA(p, z, 0x1.1d18943d47922p-6)
	p = lane.FMA(p, z, 0x1.65a9c48b9d3d2p-8)
	p = lane.FMA(p, z, 0x1.52420b0f60a1p-7)
	p = lane.FMA(p, z, 0x1.782651c8d76bfp-7)
	p = lane.FMA(p, z, 0x1.c9cf07677c4a3p-7)
	p = lane.FMA(p, z, 0x1.1c4d35cf9336cp-6)
	p = lane.FMA(p, z, 0x1.6e8bb1c820b47p-6)
	p = lane.FMA(p, z, 0x1.f1c71c1db0616p-6)
	p = lane.FMA(p, z, 0x1.6db6db6e31f13p-5)
	p = lane.FMA(p, z, 0x1.3333333332ecap-4)
	p = lane.FMA(p, z, 0x1.5555555555556p-3)
	p = lane.FMA(float64(s*z), p, s)
	if big {
		p = halfPiHi - lane.FMA(p, 2, -halfPiLo)
	}
	return p
}

func asin32(x float32) float32 {
	big := x > 0.5
	z := float32(x * x)
	if big {
		z = float32((1 - x) * 0.5)
	}
	s := lane.Select(big, lane.Sqrt(z), x)
	p := lane.FMA[float32](0x1.37fe16p-5, z, 0x1.b311d2p-6)
	p = lane.FMA(p, z, 0x1.70a6bcp-5)
	p = lane.FMA(p, z, 0x1.332732p-4)
	p = lane.FMA(p, z, 0x1.55555ep-3)
	p = lane.FMA(float32(s*z), p, s)
	if big {
		p = halfPiHiF32 - lane.FMA(p, 2, -halfPiLoF32)
	}
	return p
}
