// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Expm1 returns e^x - 1, accurate also where x is near 0; within 1 ULP in
// float32 and float64.
//
// Expm1(+-0) = +-0, Expm1(-Inf) = -1, Expm1(+Inf) = +Inf, Expm1(NaN) = NaN.
func Expm1[T lane.Float](x T) T { return lane.Pick(x, expm1F32, expm1Full64) }

// expm1Full64 reduces as exp64 does and adds 2^n - 1 to 2^n (e^r - 1) with the
// rounding errors kept; all halved, so that 2^n has an exponent even where the
// result is about to overflow.
func expm1Full64(x float64) float64 {
	y := x
	if y < -50 {
		y = -50
	}
	if y > 710 {
		y = 710
	}
	m := lane.FMA(y, invLn2, round64)
	n := m - round64
	r0 := lane.FMA(n, -ln2Hi, y) // exact
	t0 := float64(n * -ln2Lo)
	r := r0 + t0
	t := (r0 - r) + t0
	tail := lane.FMA(float64(r*r), expm1Tail64(r), lane.FMA(t, r, t))
	s := lane.Float64frombits((lane.Float64bits(m) << 52) - 1024<<52) // 2^(n-1)
	a, al := twoSum64(s, -0.5)
	h := lane.FMA(s, r, a)
	l := lane.FMA(s, r, a-h)
	v := float64((h + (l + lane.FMA(s, tail, al))) * 2)
	return lane.Select(lane.Abs(x) < 0x1p-54, x, v)
}

// expm1Tail64 is expTail64 with an error relative to r.
func expm1Tail64(r float64) float64 {
	q := lane.FMA(0x1.1f7b36c2c458cp-29, r, 0x1.af5f635cc2b24p-26)
	q = lane.FMA(q, r, 0x1.27e4d6bfacc24p-22)
	q = lane.FMA(q, r, 0x1.71ddf7f3049bap-19)
	q = lane.FMA(q, r, 0x1.a01a01a89a3f7p-16)
	q = lane.FMA(q, r, 0x1.a01a01b00cb61p-13)
	q = lane.FMA(q, r, 0x1.6c16c16c15efcp-10)
	q = lane.FMA(q, r, 0x1.111111110f646p-7)
	q = lane.FMA(q, r, 0x1.5555555555556p-5)
	q = lane.FMA(q, r, 0x1.5555555555559p-3)
	return lane.FMA(q, r, 0x1p-1)
}

// expm1F32 is expm1Full64 for float32, with a shorter polynomial.
func expm1F32(x float32) float32 {
	y := x
	if y < -25 {
		y = -25
	}
	if y > 89 {
		y = 89
	}
	m := lane.FMA(y, invLn2F32, round32)
	n := m - round32
	r0 := lane.FMA(n, -ln2HiF32, y) // exact
	t0 := float32(n * -ln2LoF32)
	r := r0 + t0
	t := (r0 - r) + t0
	q := lane.FMA[float32](0x1.a2479p-13, r, 0x1.6d3c84p-10)
	q = lane.FMA(q, r, 0x1.111002p-7)
	q = lane.FMA(q, r, 0x1.5554f6p-5)
	q = lane.FMA(q, r, 0x1.555556p-3)
	q = lane.FMA(q, r, 0x1p-1)
	tail := lane.FMA(float32(r*r), q, lane.FMA(t, r, t))
	s := lane.Float32frombits((lane.Float32bits(m) << 23) - 128<<23) // 2^(n-1)
	a, al := twoSum32(s, -0.5)
	h := lane.FMA(s, r, a)
	l := lane.FMA(s, r, a-h)
	v := float32((h + (l + lane.FMA(s, tail, al))) * 2)
	return lane.Select(lane.Abs(x) < 0x1p-25, x, v)
}
