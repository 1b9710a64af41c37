// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import "math"

// pairFunctions are functions of two arguments in pairs of float64, as v 2^n. They are right to about 2^-85 of the
// result or, where logarithms are added to an operand, of the larger of the two.
var pairFunctions = map[string]func(x1, x2 float64) (v pair, n int){
	"power":      func(x, y float64) (pair, int) { return expOfPair(logOfPair(x).times(y)) },
	"hypot":      hypotOfPair,
	"arctan2":    arctan2OfPair,
	"logaddexp":  func(x, y float64) (pair, int) { return logaddexpOfPair(x, y, false), 0 },
	"logaddexp2": func(x, y float64) (pair, int) { return logaddexpOfPair(x, y, true), 0 },
}

func (a pair) negative() pair { return pair{-a.h, -a.l} }

// hypotOfPair is the root of x^2 + y^2: one of the sum's first part, and a step of Newton's.
func hypotOfPair(x, y float64) (pair, int) {
	_, n := math.Frexp(max(math.Abs(x), math.Abs(y)))
	x, y = math.Ldexp(x, -n), math.Ldexp(y, -n) // one of them is in [1/2, 1); what the other loses is below 2^-1000
	s := productOf(x, x).add(productOf(y, y))
	r := math.Sqrt(s.h)
	rest := s.add(productOf(r, r).negative())
	return normal(r, (rest.h+rest.l)/(2*r)), n
}

// logaddexpOfPair is the greater operand m and log(1 + e^d), d being the smaller less m.
func logaddexpOfPair(x, y float64, binary bool) pair {
	m, n := max(x, y), min(x, y)
	d := sumOf(n, -m)
	if d.h < -2000 {
		return pair{m, 0}
	}
	if binary {
		d = d.mul(ln2Pair)
	}
	e, k := expOfPair(d)
	e = pair{math.Ldexp(e.h, k), math.Ldexp(e.l, k)}
	var l pair
	if e.h > 0x1p-24 {
		u := pair{1, 0}.add(e)
		z := u.l / u.h
		l = logOfPair(u.h).add(pair{z, -z * z / 2})
	} else { // e - e^2/2 + e^3/3 - e^4/4
		l = e.add(e.mul(e).times(-0.5)).add(pair{e.h * e.h * e.h * (1.0/3 - e.h/4), 0})
	}
	if binary {
		l = l.over(ln2Pair)
	}
	return pair{m, 0}.add(l)
}

// piPair is pi.
var piPair = pair{math.Pi, 0x1.1a62633145c07p-53}

// arctangents are those of k/64, each from the one before: that of 1/64 less a little.
var arctangents = func() (a [65]pair) {
	for k := 1; k < len(a); k++ {
		p, q := float64(k-1), float64(k) // (q - p)/64 / (1 + pq/4096)
		a[k] = a[k-1].add(arctanOfSmall(pair{64, 0}.over(pair{4096 + p*q, 0})))
	}
	return a
}()

// arctanOfSmall is the arctangent of t, up to 1/64, by its series.
func arctanOfSmall(t pair) pair {
	z := t.mul(t)
	sum := pair{0, 0}
	for k := 8; k >= 0; k-- {
		sum = oddInverses[k].add(sum.mul(z).negative())
	}
	return sum.mul(t)
}

// arctan2OfPair is the angle of (x, y).
func arctan2OfPair(y, x float64) (pair, int) {
	a, b := math.Abs(y), math.Abs(x)
	steep := a > b
	if steep {
		a, b = b, a
	}
	p, i := math.Frexp(a)
	q, j := math.Frexp(b)
	t, n := pair{p, 0}.over(pair{q, 0}), i-j // the tangent is t 2^n, of the angle to the nearer axis
	var angle pair
	if n < -40 {
		w := math.Ldexp(t.h, max(n, -600))
		angle = t.add(pair{-t.h * w * w / 3, 0})
	} else {
		t = pair{math.Ldexp(t.h, n), math.Ldexp(t.l, n)}
		n = 0
		k := math.RoundToEven(t.h * 64)
		c := k / 64
		d := t.add(pair{-c, 0}).over(pair{1, 0}.add(t.times(c)))
		angle = arctangents[int(k)].add(arctanOfSmall(d))
	}
	if steep || x < 0 { // a right angle less it, or a straight one
		n = max(n, -600)
		angle, n = pair{math.Ldexp(angle.h, n), math.Ldexp(angle.l, n)}, 0
	}
	if steep {
		angle = piPair.times(0.5).add(angle.negative())
	}
	if x < 0 {
		angle = piPair.add(angle.negative())
	}
	if y < 0 {
		angle = angle.negative()
	}
	return angle, n
}

// wideFunctions are the functions of float32 numbers by float64 arithmetic, Go's, right to some 2^-50.
var wideFunctions = map[string]func(x1, x2 float64) float64{
	"hypot":   func(x, y float64) float64 { return math.Sqrt(x*x + y*y) }, // no square is out of range
	"arctan2": math.Atan2,
	"logaddexp": func(x, y float64) float64 {
		return max(x, y) + math.Log1p(math.Exp(-math.Abs(x-y)))
	},
	"logaddexp2": func(x, y float64) float64 {
		return max(x, y) + math.Log1p(math.Exp2(-math.Abs(x-y)))*math.Log2E
	},
}
