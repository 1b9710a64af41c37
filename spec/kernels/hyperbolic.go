// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Sinh returns the hyperbolic sine of x; within 1 ULP in float32 and float64.
//
// Sinh(+-0) = +-0, Sinh(+-Inf) = +-Inf, Sinh(NaN) = NaN.
func Sinh[T lane.Float](x T) T { return lane.Pick(x, sinh32, sinhF64) }

// Cosh returns the hyperbolic cosine of x; within 1 ULP in float32 and float64.
//
// Cosh(+-Inf) = +Inf, Cosh(NaN) = NaN.
func Cosh[T lane.Float](x T) T { return lane.Pick(x, cosh32, coshF64) }

func sinhF64(x float64) float64 {
	_, v, m := sinhcosh64(minimum64(lane.Abs(x), 712))
	return withSign(scale64(v, m), x)
}

func coshF64(x float64) float64 {
	u, _, m := sinhcosh64(minimum64(lane.Abs(x), 712))
	return scale64(u, m)
}

func sinh32(x float32) float32 {
	_, v, m := sinhcosh32(lane.Abs(x))
	return withSign(scale32(v, m), x)
}

func cosh32(x float32) float32 {
	u, _, m := sinhcosh32(lane.Abs(x))
	return scale32(u, m)
}

// minimum64 returns the smaller of x and the number y; NaN stays.
func minimum64(x, y float64) float64 { return lane.Select(x > y, y, x) }

// sinhcosh64 returns u and v of sinhcoshPair64 rounded, and m.
func sinhcosh64(a float64) (u, v, m float64) {
	u, ul, v, vl, m := sinhcoshSum64(a)
	return u + ul, v + vl, m
}

// sinhcoshPair64 is sinhcosh64 with u and v as pairs.
func sinhcoshPair64(a float64) (u, ul, v, vl, m float64) {
	u, ul, v, vl, m = sinhcoshSum64(a)
	u, ul = fastTwoSum64(u, ul)
	v, vl = fastTwoSum64(v, vl)
	return u, ul, v, vl, m
}

// sinhcoshSum64 returns u + ul and v + vl such that cosh(a) = 2^n u and sinh(a) = 2^n v, for
// 0 <= a <= 1500; the low bits of m are n + 2046, as round64
// leaves them. With a = n ln2 + r,
//
//	2 sinh(a) = (2^n - 2^-n) cosh(r) + (2^n + 2^-n) sinh(r)
//
// and the like for cosh. Odd and even powers of r make sinh(r) and cosh(r) at
// the price of one exponential.
func sinhcoshSum64(a float64) (u, ul, v, vl, m float64) {
	m = lane.FMA(a, invLn2, round64)
	n := m - round64
	r0 := lane.FMA(n, -ln2Hi, a) // exact
	t0 := float64(n * -ln2Lo)
	r := r0 + t0
	t := (r0 - r) + t0
	z := float64(r * r)
	// s = sinh(r) - r and c = cosh(r) - 1
	q := lane.FMA(0x1.af5f554d7710dp-26, z, 0x1.71ddf7f7d9c36p-19)
	q = lane.FMA(q, z, 0x1.a01a01b00c1cfp-13)
	q = lane.FMA(q, z, 0x1.111111110f645p-7)
	q = lane.FMA(q, z, 0x1.5555555555559p-3)
	s := lane.FMA(float64(z*r), q, t)
	q = lane.FMA(0x1.1f8bbe9866bc7p-29, z, 0x1.27e4cc211d654p-22)
	q = lane.FMA(q, z, 0x1.a01a01ad796b9p-16)
	q = lane.FMA(q, z, 0x1.6c16c16c15006p-10)
	q = lane.FMA(q, z, 0x1.5555555555558p-5)
	c := lane.FMA(float64(z*z), q, lane.FMA(r, t, float64(0.5*z)))

	w := float64(0.5 * inverseSquare64(a, m))
	d, e := 0.5-w, 0.5+w
	dl, el := (0.5-d)-w, (0.5-e)+w // not 0 where 2^-2n is near 2^-53
	u = lane.FMA(d, r, e)
	ul = lane.FMA(d, s, lane.FMA(e, c, lane.FMA(d, r, e-u)+lane.FMA(dl, r, el)))
	v = lane.FMA(e, r, d)
	vl = lane.FMA(e, s, lane.FMA(d, c, lane.FMA(e, r, d-v)+lane.FMA(el, r, dl)))
	return u, ul, v, vl, m
}

// inverseSquare64 returns 2^-2n for a and m of sinhcosh64, or 0 where that is
// nothing beside 1.
func inverseSquare64(a, m float64) float64 {
	w := lane.Float64frombits((5115 - 2*lane.Float64bits(m)) << 52)
	return lane.Select(a > 64, 0, w)
}

// sinhcosh32 is sinhcosh64 for float32 and round32, with shorter polynomials
// and any a >= 0.
func sinhcosh32(a float32) (u, v, m float32) {
	if a > 92 {
		a = 92
	}
	m = lane.FMA(a, invLn2F32, round32)
	n := m - round32
	r0 := lane.FMA(n, -ln2HiF32, a) // exact
	t0 := float32(n * -ln2LoF32)
	r := r0 + t0
	t := (r0 - r) + t0
	z := float32(r * r)
	q := lane.FMA[float32](0x1.a2e342p-13, z, 0x1.110fbep-7)
	q = lane.FMA(q, z, 0x1.555556p-3)
	s := lane.FMA(float32(z*r), q, t)
	q = lane.FMA[float32](0x1.6d4f06p-10, z, 0x1.5554e6p-5)
	c := lane.FMA(float32(z*z), q, lane.FMA(r, t, float32(0.5*z)))

	w := lane.Float32frombits((634 - 2*lane.Float32bits(m)) << 23) // 2^-2n/2
	w = lane.Select(a > 32, 0, w)
	d, e := 0.5-w, 0.5+w
	dl, el := (0.5-d)-w, (0.5-e)+w // not 0 where 2^-2n is near 2^-24
	h := lane.FMA(d, r, e)
	u = h + lane.FMA(d, s, lane.FMA(e, c, lane.FMA(d, r, e-h)+lane.FMA(dl, r, el)))
	h = lane.FMA(e, r, d)
	v = h + lane.FMA(e, s, lane.FMA(d, c, lane.FMA(e, r, d-h)+lane.FMA(el, r, dl)))
	return u, v, m
}
