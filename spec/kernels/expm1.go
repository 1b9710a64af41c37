package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Expm1 returns e^x - 1, accurate also where x is near 0; within 1 ULP in
// float32, which is evaluated in float64, and float64.
//
// Expm1(+-0) = +-0, Expm1(-Inf) = -1, Expm1(+Inf) = +Inf, Expm1(NaN) = NaN.
func Expm1[T lane.Float](x T) T { return T(expm1Full64(float64(x))) }

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
	tail := lane.FMA(float64(r*r), expTail64(r), lane.FMA(t, r, t))
	s := lane.Float64frombits((lane.Float64bits(m) << 52) - 1024<<52) // 2^(n-1)
	a, al := twoSum64(s, -0.5)
	h := lane.FMA(s, r, a)
	l := lane.FMA(s, r, a-h)
	v := float64((h + (l + lane.FMA(s, tail, al))) * 2)
	return lane.Select(lane.Abs(x) < 0x1p-54, x, v)
}
