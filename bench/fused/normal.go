// SPDX-License-Identifier: BSD-3-Clause

package fused

import (
	"github.com/arraygen/arraygen/spec/kernels"
	"github.com/arraygen/arraygen/spec/lane"
)

// NormTail returns the standard normal distribution function at -z for z >= 0:
// the density times the Mills ratio. The ratio times z+4 is a polynomial in
// (z-4)/(z+4), fitted at Chebyshev nodes, with a relative error of 4e-17 up to
// z = 39 (float64) and 1.3e-8 up to 14.5 (float32), beyond which the density
// underflows.
func NormTail[T lane.Float](z T) T { return lane.Pick(z, normTail32, normTail64) }

func normTail64(z float64) float64 {
	w := 1 / (z + 4)
	t := float64((z - 4) * w)
	p := lane.FMA(-0x1.0959f1400a39p-30, t, 0x1.3fb7ce475a168p-34)
	p = lane.FMA(p, t, 0x1.de6d02a26289cp-27)
	p = lane.FMA(p, t, 0x1.f4eaa9c85bbbp-27)
	p = lane.FMA(p, t, -0x1.480d99ae63529p-24)
	p = lane.FMA(p, t, -0x1.4b471811b021p-23)
	p = lane.FMA(p, t, 0x1.1b207d62865e8p-22)
	p = lane.FMA(p, t, 0x1.11c074ae9e33fp-20)
	p = lane.FMA(p, t, -0x1.4f9d808db1d2fp-21)
	p = lane.FMA(p, t, -0x1.8d35cd874dc01p-18)
	p = lane.FMA(p, t, 0x1.7fdd9eeeb883fp-21)
	p = lane.FMA(p, t, 0x1.26cf8dea72ab1p-15)
	p = lane.FMA(p, t, -0x1.0011cb7c88079p-19)
	p = lane.FMA(p, t, -0x1.e4a415fb8cca5p-13)
	p = lane.FMA(p, t, 0x1.17a4a6b9505f7p-13)
	p = lane.FMA(p, t, 0x1.ab825f7e9996dp-10)
	p = lane.FMA(p, t, -0x1.c81719cabcedep-9)
	p = lane.FMA(p, t, -0x1.ee2761034c407p-8)
	p = lane.FMA(p, t, 0x1.eec4cc3e4560cp-5)
	p = lane.FMA(p, t, -0x1.7dff2bff6889ap-3)
	p = lane.FMA(p, t, 0x1.8c6dbf2cfc2fdp-2)
	p = lane.FMA(p, t, -0x1.373e3a893c287p-1)
	p = lane.FMA(p, t, 0x1.82b4bb8c94dcep-1)
	return float64(density(z)*p) * w
}

func normTail32(z float32) float32 {
	w := 1 / (z + 4)
	t := float32((z - 4) * w)
	p := lane.FMA[float32](-0x1.01ea14p-13, t, 0x1.988772p-13)
	p = lane.FMA(p, t, 0x1.9b62dcp-10)
	p = lane.FMA(p, t, -0x1.cdd786p-9)
	p = lane.FMA(p, t, -0x1.ed4daep-8)
	p = lane.FMA(p, t, 0x1.eed98cp-5)
	p = lane.FMA(p, t, -0x1.7dffc6p-3)
	p = lane.FMA(p, t, 0x1.8c6d8ep-2)
	p = lane.FMA(p, t, -0x1.373e3ap-1)
	p = lane.FMA(p, t, 0x1.82b4bcp-1)
	return float32(density(z)*p) * w
}

// density returns exp(-z*z/2). The rounding error of the square, which would
// grow with the exponent, is put back.
func density[T lane.Float](z T) T {
	s := T(z * z)
	e := kernels.Exp(T(s * -0.5))
	return lane.FMA(e, T(lane.FMA(z, z, -s)*-0.5), e)
}
