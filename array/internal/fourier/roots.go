// SPDX-License-Identifier: BSD-3-Clause

package fourier

import "math"

// double is an unevaluated sum of two numbers, the second of which is below half a unit
// in the last place of the first.
type double struct{ hi, lo float64 }

func sum(a, b float64) double { // Knuth
	s := a + b
	t := s - a
	return double{s, (a - (s - t)) + (b - t)}
}

func product(a, b float64) double {
	p := float64(a * b)
	return double{p, math.FMA(a, b, -p)}
}

func (x double) add(y double) double {
	s := sum(x.hi, y.hi)
	return sum(s.hi, s.lo+(x.lo+y.lo))
}

func (x double) times(y double) double {
	p := product(x.hi, y.hi)
	return sum(p.hi, p.lo+(float64(x.hi*y.lo)+float64(x.lo*y.hi)))
}

func (x double) negative() double { return double{-x.hi, -x.lo} }

// over divides by an integer.
func (x double) over(n float64) double {
	q := x.hi / n
	p := product(q, n)
	return sum(q, ((x.hi-p.hi)-p.lo+x.lo)/n)
}

// pi4 is a quarter of pi.
var pi4 = double{0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55}

// circle has the cosines and sines of multiples of an 8n-th of a turn up to an eighth,
// as products of two entries.
type circle struct {
	n             int
	coarse, small [][2]double // of multiples of 2^shift, and of 1
	shift         int
}

// newCircle prepares the roots of order n.
func newCircle(n int) *circle {
	c := &circle{n: n}
	for 1<<(2*c.shift) < n {
		c.shift++
	}
	c.small = make([][2]double, 1<<c.shift)
	for i := range c.small {
		c.small[i] = cosSin(i, n)
	}
	c.coarse = make([][2]double, n>>c.shift+1)
	for i := range c.coarse {
		c.coarse[i] = cosSin(i<<c.shift, n)
	}
	return c
}

// cosSin computes the cosine and sine of j 8n-ths of a turn, j <= n or little more, by
// their series.
func cosSin(j, n int) [2]double {
	x := pi4.times(double{float64(j), 0}).over(float64(n))
	square := x.times(x).negative()
	cos, sin := double{1, 0}, x
	term := double{1, 0}
	for i := 1; i < 28; i += 2 {
		term = term.times(square).over(float64(i * (i + 1)))
		cos = cos.add(term)
		sin = sin.add(term.times(x).over(float64(i + 2)))
	}
	return [2]double{cos, sin}
}

// eighth returns the cosine and sine of j 8n-ths of a turn, 0 <= j <= n.
func (c *circle) eighth(j int) (cos, sin float64) {
	a, b := &c.coarse[j>>c.shift], &c.small[j&(1<<c.shift-1)]
	x := a[0].times(b[0]).add(a[1].times(b[1]).negative())
	y := a[1].times(b[0]).add(a[0].times(b[1]))
	return x.hi, y.hi
}

// at returns exp(-2 pi i k/n) for 0 <= k < n.
func (c *circle) at(k int) (re, im float64) {
	x := 8 * k
	sign := -1.0
	if x > 4*c.n {
		x, sign = 8*c.n-x, 1
	}
	left := x > 2*c.n
	if left {
		x = 4*c.n - x
	}
	if x > c.n {
		im, re = c.eighth(2*c.n - x)
	} else {
		re, im = c.eighth(x)
	}
	if left {
		re = -re
	}
	return re, float64(sign * im)
}
