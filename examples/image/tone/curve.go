// SPDX-License-Identifier: BSD-3-Clause

// Package tone maps the tones of photographs: 8-bit sRGB in and out, with
// float32 between, in one fused kernel.
package tone

import (
	"github.com/arraygen/arraygen/spec/kernels"
	"github.com/arraygen/arraygen/spec/lane"
)

//go:generate go run github.com/arraygen/arraygen/cmd/arraygen generate kernels.yaml

// Decode returns the linear light, from 0 to 1, of an 8-bit sRGB value
// (IEC 61966-2-1).
func Decode(v uint8) float32 {
	c := float32(v) * (1.0 / 255)
	power := kernels.Exp2(2.4 * kernels.Log2((c+0.055)*(1/1.055)))
	return lane.Select(c <= 0.04045, c*(1/12.92), power)
}

// Encode returns the 8-bit sRGB value nearest linear light x; what lies
// outside 0 to 1 is cut.
func Encode(x float32) uint8 {
	x = min(max(x, 0), 1)
	power := lane.FMA(kernels.Exp2(kernels.Log2(x)*(1/2.4)), 1.055, -0.055)
	c := lane.Select(x <= 0.0031308, x*12.92, power)
	return lane.Sat[uint8](lane.RoundEven(c * 255))
}

// Filmic is the tone curve of K. Narkowicz, "ACES Filmic Tone Mapping Curve"
// (2016): it lifts shadows and rolls highlights off.
func Filmic(x float32) float32 {
	num := x * lane.FMA(x, 2.51, 0.03)
	den := lane.FMA(x, lane.FMA(x, 2.43, 0.59), 0.14)
	return min(num/den, 1)
}
