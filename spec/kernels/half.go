// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Functions of a float16 x, whose float32 counterparts are evaluated in float64: in float32 they
// are right to 2^-20 or more, some 0.001 of the last place of the result, before it is rounded.

// TanHalf is Tan. A float16 is below 2^16, and no nearer to a multiple of pi/2 than that three parts
// of it leave 20 bits.
func TanHalf(x float32) float32 {
	m := lane.FMA(x, twoOverPiF32, quadrant32)
	n := m - quadrant32
	r := lane.FMA(n, -halfPi2F32, lane.FMA(n, -halfPi1F32, x))
	r = lane.FMA(n, -halfPi3F32, r)
	z := float32(r * r)
	s := lane.FMA[float32](-0x1.9917e4p-13, z, 0x1.1106bep-7)
	s = lane.FMA(s, z, -0x1.555544p-3)
	s = lane.FMA(float32(z*r), s, r)
	c := lane.FMA[float32](0x1.99e1dap-16, z, -0x1.6c0c1cp-10)
	c = lane.FMA(c, z, 0x1.55554ap-5)
	c = lane.FMA(float32(z*z), c, lane.FMA(z, -0.5, 1))
	odd := lane.Float32bits(m)&1 != 0
	v := float32(lane.Select(odd, -c, s) / lane.Select(odd, s, c))
	return lane.Select(x == 0, x, v)
}

// ArcsinhHalf is Arcsinh: log1p of a + sqrt(a^2+1) - 1.
func ArcsinhHalf(x float32) float32 {
	a := lane.Abs(x)
	p := float32(a * a)
	r := log1pF32(a + p/(1+lane.Sqrt(1+p)))
	return withSign(lane.Select(a < lane.Inf[float32](1), r, a), x)
}

// ArccoshHalf is Arccosh: log1p of x - 1 + sqrt(x^2-1), whose differences are exact.
func ArccoshHalf(x float32) float32 {
	d := x - 1
	r := log1pF32(d + lane.Sqrt(float32(d*(x+1))))
	return lane.Select(x < 1, lane.NaN[float32](), r)
}

// ArctanhHalf is Arctanh: half of log1p of 2a/(1-a), whose difference is exact.
func ArctanhHalf(x float32) float32 {
	a := lane.Abs(x)
	return withSign(float32(0.5*log1pF32(float32(2*a)/(1-a))), x)
}
