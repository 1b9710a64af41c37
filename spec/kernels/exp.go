// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Exp returns e^x; within 1 ULP in float32 and float64.
//
// Exp(-Inf) = 0, Exp(+Inf) = +Inf, Exp(NaN) = NaN. Subnormal results are
// rounded twice, and still within 1 ULP of their grid.
func Exp[T lane.Float](x T) T { return lane.Pick(x, exp32, exp64) }

// ExpCorrect is Exp, correctly rounded in float32.
func ExpCorrect[T lane.Float](x T) T { return lane.Pick(x, expCorrect32, exp64) }

const (
	invLn2 = 0x1.71547652b82fep+0
	ln2Hi  = 0x1.62e42fefa39efp-1
	ln2Lo  = 0x1.abc9e3b39803fp-56

	invLn2F32 = 0x1.715476p+0
	ln2HiF32  = 0x1.62e43p-1
	ln2LoF32  = -0x1.05c61p-29
)

// Adding round64 to |v| < 2^11 rounds v to an integer n, to even, and leaves
// n + 2046 in the low bits of the sum: twice the exponent bias and n.
const round64 = 0x180000000007fep0

// round32 is round64 for float32: it leaves n + 254 for |v| < 2^8.
const round32 = 0xc000fep0

// scale64 returns p * 2^n, rounded once if p*2^(n/2) is normal, where the low
// bits of m are n + 2046, as round64 leaves them. It multiplies by two powers,
// so that n may exceed the range of exponents.
func scale64(p, m float64) float64 {
	b := lane.Float64bits(m)
	s1 := (b >> 1) << 52
	s2 := (b << 52) - s1
	return p * lane.Float64frombits(s1) * lane.Float64frombits(s2)
}

// scaleSum64 returns scale64(h + l, m), bit for bit, where h is a normal number
// near 1: h is scaled, which is exact, while l is still being computed.
func scaleSum64(h, l, m float64) float64 {
	b := lane.Float64bits(m)
	s1 := (b >> 1) << 52
	s2 := (b << 52) - s1
	f := lane.Float64frombits(s1)
	return lane.FMA(l, f, float64(h*f)) * lane.Float64frombits(s2)
}

// scale32 is scale64 for float32 and round32.
func scale32(p, m float32) float32 {
	b := lane.Float32bits(m)
	s1 := (b >> 1) << 23
	s2 := (b << 23) - s1
	return p * lane.Float32frombits(s1) * lane.Float32frombits(s2)
}

// expTail64 returns (e^r - 1 - r)/r^2 for |r| <= ln(2)/2. Even and odd powers
// are two chains of half the length: it is their latency that counts.
func expTail64(r float64) float64 {
	s := float64(r * r)
	even := lane.FMA(0x1.28b13dc494305p-22, s, 0x1.a01995711a463p-16)
	odd := lane.FMA(0x1.af44fc48c1a4ap-26, s, 0x1.71de07ab9f875p-19)
	even = lane.FMA(even, s, 0x1.6c16c1861f5cap-10)
	odd = lane.FMA(odd, s, 0x1.a01a01a995d07p-13)
	even = lane.FMA(even, s, 0x1.555555554fdb5p-5)
	odd = lane.FMA(odd, s, 0x1.11111111106d5p-7)
	even = lane.FMA(even, s, 0x1.000000000000cp-1)
	odd = lane.FMA(odd, s, 0x1.5555555555556p-3)
	return lane.FMA(odd, r, even)
}

// exp64 reduces x = n ln2 + r + t, t being what does not fit into r, and adds
// 1 + r with its rounding error kept: the last addition makes nearly all of
// the error.
func exp64(x float64) float64 {
	y := x
	if y < -746 {
		y = -746
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
	h := 1 + r
	l := ((1 - h) + r) + lane.FMA(t, r, t)
	return scaleSum64(h, lane.FMA(float64(r*r), expTail64(r), l), m)
}

// exp32 is the plain Horner form: the error of each step but the last two is
// scaled down by |r| < 0.35.
func exp32(x float32) float32 {
	y := x
	if y < -104 {
		y = -104
	}
	if y > 89 {
		y = 89
	}
	m := lane.FMA(y, invLn2F32, round32)
	n := m - round32
	r := lane.FMA(n, -ln2HiF32, y)
	r = lane.FMA(n, -ln2LoF32, r)
	q := lane.FMA[float32](0x1.6d65c6p-10, r, 0x1.123abcp-7)
	q = lane.FMA(q, r, 0x1.5554d2p-5)
	q = lane.FMA(q, r, 0x1.55549p-3)
	q = lane.FMA(q, r, 0x1p-1)
	q = lane.FMA(q, r, 1)
	q = lane.FMA(q, r, 1)
	return scale32(q, m)
}

// expCorrect32 evaluates in float64 with an error near 2^-52 and rounds to
// float32 once; no input is close enough to a midpoint for that to be wrong.
func expCorrect32(x float32) float32 {
	y := float64(x)
	if y < -105 {
		y = -105
	}
	if y > 90 {
		y = 90
	}
	m := lane.FMA(y, invLn2, round64)
	n := m - round64
	r := lane.FMA(n, -ln2Hi, y)
	r = lane.FMA(n, -ln2Lo, r)
	p := lane.FMA(float64(r*r), expTail64(r), r)
	// One power of two suffices: no float32 exponent is far from 0.
	s := lane.Float64frombits((lane.Float64bits(m) << 52) - 1023<<52)
	return float32(lane.FMA(s, p, s))
}

// Exp2 returns 2^x; within 1 ULP in float32 and float64, and exact for
// integers x. Special values are those of Exp.
func Exp2[T lane.Float](x T) T { return lane.Pick(x, exp2F32, exp2F64) }

// Exp2Correct is Exp2, correctly rounded in float32.
func Exp2Correct[T lane.Float](x T) T { return lane.Pick(x, exp2Correct32, exp2F64) }

// exp2Tail64 returns (2^r - 1 - r ln2)/r^2 for |r| <= 1/2, as expTail64.
func exp2Tail64(r float64) float64 {
	s := float64(r * r)
	even := lane.FMA(0x1.e61cad9331132p-28, s, 0x1.62bfc6c99182cp-20)
	odd := lane.FMA(0x1.e9f84e083b15ep-32, s, 0x1.b524e4318bf69p-24)
	even = lane.FMA(even, s, 0x1.4309130f30d34p-13)
	odd = lane.FMA(odd, s, 0x1.ffcbfc70f56dep-17)
	even = lane.FMA(even, s, 0x1.3b2ab6fb9ff4fp-7)
	odd = lane.FMA(odd, s, 0x1.5d87fe78a369cp-10)
	even = lane.FMA(even, s, 0x1.ebfbdff82c5a5p-3)
	odd = lane.FMA(odd, s, 0x1.c6b08d704a0c8p-5)
	return lane.FMA(odd, r, even)
}

// exp2F64 decomposes x into n + r exactly, and r ln2 into its rounded value u
// and the rest.
func exp2F64(x float64) float64 {
	y := x
	if y < -1076 {
		y = -1076
	}
	if y > 1025 {
		y = 1025
	}
	m := y + round64
	r := y - (m - round64)
	u := float64(r * ln2Hi)
	h := 1 + u
	l := ((1 - h) + u) + lane.FMA(r, ln2Hi, -u)
	t := lane.FMA(r, exp2Tail64(r), ln2Lo)
	return scaleSum64(h, lane.FMA(r, t, l), m)
}

// exp2F32 is the plain Horner form, as exp32.
func exp2F32(x float32) float32 {
	y := x
	if y < -151 {
		y = -151
	}
	if y > 129 {
		y = 129
	}
	m := y + round32
	r := y - (m - round32)
	q := lane.FMA[float32](0x1.4445acp-13, r, 0x1.5f0952p-10)
	q = lane.FMA(q, r, 0x1.3b2a2ap-7)
	q = lane.FMA(q, r, 0x1.c6af7ap-5)
	q = lane.FMA(q, r, 0x1.ebfbep-3)
	q = lane.FMA(q, r, 0x1.62e43p-1)
	q = lane.FMA(q, r, 1)
	return scale32(q, m)
}

// exp2Correct32 evaluates in float64 and rounds once, as expCorrect32.
func exp2Correct32(x float32) float32 {
	y := float64(x)
	if y < -151 {
		y = -151
	}
	if y > 129 {
		y = 129
	}
	m := y + round64
	r := y - (m - round64)
	q := lane.FMA(exp2Tail64(r), r, ln2Hi)
	p := float64(q * r)
	s := lane.Float64frombits((lane.Float64bits(m) << 52) - 1023<<52)
	v := float32(lane.FMA(s, p, s))
	// In float64 these are midpoints of two float32 numbers.
	if x == 0x1.853a6ep-09 {
		v = 0x1.00870ap+0
	}
	if x == -0x1.e7526ep-06 {
		v = 0x1.f58d62p-1
	}
	return v
}
