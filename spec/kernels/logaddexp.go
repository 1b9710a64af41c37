// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Logaddexp returns log(e^x + e^y), without overflow on the way; within 1 ULP of
// the largest of x, y and the result. Where the logarithm of a number near 1 is
// the difference of two larger numbers, only their last place can be promised.
//
// Logaddexp(x, -Inf) = x, Logaddexp(x, +Inf) = +Inf; NaN if either is NaN.
func Logaddexp[T lane.Float](x, y T) T { return lane.Pick2(x, y, logaddexp32, logaddexp64) }

// Logaddexp2 returns log2(2^x + 2^y), as Logaddexp.
func Logaddexp2[T lane.Float](x, y T) T { return lane.Pick2(x, y, logaddexp2F32, logaddexp2F64) }

// logaddexp64 adds log(1 + e^d), d being the difference of the smaller and the
// greater operand, to the greater; all is kept in two parts.
func logaddexp64(x, y float64) float64 {
	m := max(x, y)
	d, dl := twoSum64(min(x, y), -m)
	p, pl := expSum64(d, lane.Select(d > -746, dl, 0))
	h, l := log1pSum64(p, pl)
	s, e := twoSum64(m, h)
	return logaddSpecial(m, s+(e+l))
}

func logaddexp2F64(x, y float64) float64 {
	m := max(x, y)
	d, dl := twoSum64(min(x, y), -m)
	p, pl := exp2Sum64(d, lane.Select(d > -1076, dl, 0))
	g, gl := log1pSum64(p, pl)
	h, l := timesPair64(g, gl, invLn2, invLn2Lo)
	s, e := twoSum64(m, h)
	return logaddSpecial(m, s+(e+l))
}

// logaddSpecial returns r, or m, the greater operand, if it is infinite or NaN.
func logaddSpecial[T lane.Float](m, r T) T { return lane.Select(lane.Abs(m) < lane.Inf[T](1), r, m) }

// expSum64 returns e^(x + xl) as a rounded number and the rest, for x <= 0 and
// small xl.
func expSum64(x, xl float64) (h, l float64) {
	y := x
	if y < -746 {
		y = -746
	}
	m := lane.FMA(y, invLn2, round64)
	n := m - round64
	r0 := lane.FMA(n, -ln2Hi, y) // exact
	t0 := float64(n * -ln2Lo)
	r := r0 + t0
	t := ((r0 - r) + t0) + xl
	w := 1 + r
	v := lane.FMA(float64(r*r), expTail64(r), ((1-w)+r)+lane.FMA(t, r, t))
	p := w + v
	return scale64(p, m), scale64((w-p)+v, m)
}

// exp2Sum64 is expSum64 to base 2.
func exp2Sum64(x, xl float64) (h, l float64) {
	y := x
	if y < -1076 {
		y = -1076
	}
	m := y + round64
	r := y - (m - round64)
	u := float64(r * ln2Hi)
	w := 1 + u
	v := ((1 - w) + u) + lane.FMA(xl, ln2Hi, lane.FMA(r, ln2Hi, -u))
	v = lane.FMA(r, lane.FMA(r, exp2Tail64(r), ln2Lo), v)
	p := w + v
	return scale64(p, m), scale64((w-p)+v, m)
}

// log1pSum64 returns log(1 + x + xl) as a rounded number and the rest, for x in
// [0, 1] and small xl; see log1pFull64.
func log1pSum64(x, xl float64) (h, l float64) {
	u := 1 + x
	e := ((1 - u) + x) + xl
	f, k := splitBits64(lane.Float64bits(u) - sqrtHalfLess)
	e = lane.FMA(float64(-0.5*k), e, e) // k is 0 or 1
	h2, t := log1p64(f)
	t += lane.FMA(-e, lane.FMA(-f, f, f), e)
	a := float64(k * ln2Head) // exact
	s := a + f
	sl := (a - s) + f
	g := s - h2
	gl := (s - g) - h2
	tiny := x < 0x1p-54
	return lane.Select(tiny, x, g), lane.Select(tiny, xl, gl+(sl+lane.FMA(k, ln2Rest, t)))
}

// logaddexp32 is logaddexp64 evaluated in float64 without the second parts.
func logaddexp32(x, y float32) float32 {
	m := float64(max(x, y))
	d := float64(min(x, y)) - m
	return float32(logaddSpecial(m, m+log1pWide(expWide(d))))
}

func logaddexp2F32(x, y float32) float32 {
	m := float64(max(x, y))
	d := float64(min(x, y)) - m
	return float32(logaddSpecial(m, lane.FMA(log1pWide(exp2Wide(d)), invLn2, m)))
}

// expWide returns e^x with an error near 2^-52, for x <= 0; below -700 what is 0
// in float32.
func expWide(x float64) float64 {
	y := x
	if y < -700 {
		y = -700
	}
	m := lane.FMA(y, invLn2, round64)
	n := m - round64
	r := lane.FMA(n, -ln2Lo, lane.FMA(n, -ln2Hi, y))
	p := lane.FMA(float64(r*r), expTail64(r), r)
	s := lane.Float64frombits((lane.Float64bits(m) << 52) - 1023<<52)
	return lane.FMA(s, p, s)
}

// exp2Wide is expWide to base 2.
func exp2Wide(x float64) float64 {
	y := x
	if y < -1000 {
		y = -1000
	}
	m := y + round64
	r := y - (m - round64)
	p := float64(lane.FMA(exp2Tail64(r), r, ln2Hi) * r)
	s := lane.Float64frombits((lane.Float64bits(m) << 52) - 1023<<52)
	return lane.FMA(s, p, s)
}

// log1pWide returns log(1 + x) with an error near 2^-52, for x in [0, 1].
func log1pWide(x float64) float64 {
	u := 1 + x
	f, k := splitBits64(lane.Float64bits(u) - sqrtHalfLess)
	e := (1 - u) + x
	e = lane.FMA(float64(-0.5*k), e, e)
	h, t := log1p64(f)
	r := f - (h - (t + e))
	return lane.Select(x < 0x1p-54, x, lane.FMA(k, ln2Hi, r))
}
