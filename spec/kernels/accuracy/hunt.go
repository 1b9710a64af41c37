// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Hunt measures a float64 function on n structured samples and then climbs:
// for a number of rounds it samples around the worst inputs found.
func Hunt(f Func64, n, rounds int) Result {
	h := &hunter{
		f: f, exact: exact[f.Name], rng: rand.New(rand.NewPCG(0x9e3779b97f4a7c15, uint64(n))),
		result: Result{Name: f.Name, Dtype: "float64", Grade: GradeDefault, Bound: f.Bound},
	}
	h.measure(samples(f.Name, n, h.rng))
	for round := range rounds {
		// From neighbourhoods of 2^-8 to neighbouring numbers.
		deepest := 52.0
		near := 8 + 30*float64(round)/float64(rounds)
		var xs []float64
		for _, c := range h.worst {
			for range 48 {
				d := math.Ldexp(1, -int(near+(deepest-near)*h.rng.Float64()))
				xs = append(xs, c.x*(1+d*float64(2*h.rng.IntN(2)-1)))
			}
		}
		h.measure(xs)
	}
	return h.result
}

type candidate struct{ x, err float64 }

type hunter struct {
	f      Func64
	exact  Exact
	rng    *rand.Rand
	worst  []candidate // the 12 largest errors, largest first
	result Result
}

func (h *hunter) measure(xs []float64) {
	ys := make([]float64, len(xs))
	h.f.Eval(ys, xs)
	for i, x := range xs {
		h.one(x, ys[i])
	}
	if len(h.worst) > 0 && h.worst[0].err > h.result.Max {
		h.result.Max, h.result.At = h.worst[0].err, h.worst[0].x
	}
}

func (h *hunter) one(x, y float64) {
	h.result.Samples++
	if want, ok := special(h.f.Name, x); ok {
		if !same(y, want) {
			h.result.fault(x, y, want)
		}
		return
	}
	want := h.exact(x)
	if right, _ := want.Float64(); y != right {
		h.result.Inexact++
	}
	e := binary64.ulps(y, want)
	if len(h.worst) == 12 && e <= h.worst[11].err {
		return
	}
	if slices.ContainsFunc(h.worst, func(c candidate) bool { return c.x == x }) {
		return
	}
	h.worst = append(h.worst, candidate{x, e})
	slices.SortStableFunc(h.worst, func(a, b candidate) int { return cmp.Compare(b.err, a.err) })
	h.worst = h.worst[:min(len(h.worst), 12)]
}

// samples returns about n inputs of a function: bit patterns of all
// exponents, evenly spread numbers, neighbours of 1, of the ends of the range,
// of multiples of pi/2, and special values.
func samples(name string, n int, rng *rand.Rand) []float64 {
	xs := []float64{
		0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(),
		math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64,
		0x1p-1022, -0x1p-1022, 0x0.fffffffffffffp-1022,
	}
	lo, hi := domain(name)
	positive := lo >= 0
	for len(xs) < n {
		// A number of any size within the domain.
		e := -60 + rng.Float64()*(math.Log2(hi)+60)
		if positive {
			e = -1074 + rng.Float64()*2098
		}
		x := math.Ldexp(1+rng.Float64(), int(math.Floor(e)))
		if !positive && rng.IntN(2) == 0 && -x >= lo {
			x = -x
		}
		xs = append(xs, x)
		// Near the usual.
		a, b := max(lo, -30), min(hi, 30)
		xs = append(xs, a+(b-a)*rng.Float64())
		a, b = max(lo, -2), min(hi, 2)
		xs = append(xs, a+(b-a)*rng.Float64())
		switch name {
		case "exp", "exp2", "expm1", "sinh", "cosh", "erf", "erfc", "ndtr":
			xs = append(xs, lo+(hi-lo)*rng.Float64())
		case "log", "log2", "log10":
			d := math.Ldexp(1+rng.Float64(), -1-rng.IntN(52))
			xs = append(xs, 1+d, 1-d)
		case "arcsin", "arccos", "arctanh":
			d := math.Ldexp(1+rng.Float64(), -1-rng.IntN(52))
			xs = append(xs, 1-d, d-1)
		case "gammaln":
			d := math.Ldexp(1+rng.Float64(), -1-rng.IntN(52))
			xs = append(xs, 1+d, 1-d, 2+2*d, 2-d, float64(-rng.IntN(20))+d, float64(-rng.IntN(20))-d, -2-rng.Float64())
			z := lgammaZeros[rng.IntN(len(lgammaZeros))]
			xs = append(xs, z*(1+d), z*(1-d), z, math.Float64frombits(rng.Uint64()))
		case "arccosh":
			xs = append(xs, 1+math.Ldexp(1+rng.Float64(), rng.IntN(60)-52))
		case "cbrt", "degrees", "radians", "arcsinh", "arctan":
			xs = append(xs, math.Float64frombits(rng.Uint64()))
		case "sin", "cos", "tan":
			k := math.Floor(math.Ldexp(1+rng.Float64(), rng.IntN(60)))
			x := k * (math.Pi / 2)
			xs = append(xs, x, math.Nextafter(x, 0), k*(math.Pi/4))
			if rng.IntN(8) == 0 {
				xs = append(xs, nearTurn[rng.IntN(len(nearTurn))]*float64(2*rng.IntN(2)-1))
			}
		}
	}
	return xs
}

// domain returns between which finite arguments a function has a result that
// is neither 0, nor infinite, nor the same for all.
func domain(name string) (lo, hi float64) {
	switch name {
	case "exp":
		return -745.2, 709.8
	case "exp2":
		return -1075, 1024
	case "expm1":
		return -60, 709.8
	case "log1p":
		return -1, math.MaxFloat64
	case "sinh", "cosh":
		return -710.5, 710.5
	case "tanh":
		return -20, 20
	case "erf":
		return -6.5, 6.5
	case "erfc":
		return -7, 27.3
	case "ndtr":
		return -38.6, 9
	case "gammaln":
		return -math.MaxFloat64, 0x1p1016
	case "arcsin", "arccos", "arctanh":
		return -1, 1
	case "arccosh":
		return 1, math.MaxFloat64
	case "sin", "cos", "tan", "arctan", "arcsinh", "cbrt", "degrees", "radians":
		return -math.MaxFloat64, math.MaxFloat64
	}
	return 0, math.MaxFloat64
}

// lgammaZeros are the float64 numbers nearest to some zeros of log|gamma(x)|.
var lgammaZeros = []float64{
	-2.4570247382208006, -2.7476826467274127, -3.143580888349980, -3.955294284858598, -4.039361839740536, -4.991544640560048,
	-5.0082181680142, -5.998607480080876, -6.001385294453154, -7.999975151022045, -11.99999999791377, -17.00000000000000355,
}

// nearTurn are the float64 numbers nearest to a multiple of pi/2, within 2^-61
// to 2^-57 of one, as testdata/make.py finds them by the continued fractions of
// 2^e/(pi/2).
var nearTurn = []float64{
	6381956970095103 * 0x1p797,
	6411027962775774 * 0x1p-47,
	6381956970095103 * 0x1p798,
	6411027962775774 * 0x1p-46,
	7763785107565477 * 0x1p-29,
	5916243447979695 * 0x1p79,
	6381956970095103 * 0x1p799,
	8444920710073313 * 0x1p939,
	6411027962775774 * 0x1p-45,
	5850965514341686 * 0x1p525,
	8160885118204141 * 0x1p808,
	8360820580228475 * 0x1p628,
	8583082635084172 * 0x1p145,
	7763785107565477 * 0x1p-28,
	7958046405119485 * 0x1p243,
	5916243447979695 * 0x1p80,
	6808218460873451 * 0x1p562,
	7636753411044619 * 0x1p201,
	6381956970095103 * 0x1p800,
	8444920710073313 * 0x1p940,
	6366906923947931 * 0x1p194,
	6411027962775774 * 0x1p-44,
	5850965514341686 * 0x1p526,
	6617649673795284 * 0x1p15,
}
