// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"math"
	"math/big"
	"math/rand/v2"

	"github.com/arraygen/arraygen/spec/kernels"
)

// Func2 is a function of two arguments to be measured; Eval takes numbers of
// the dtype, as float64.
type Func2 struct {
	Name  string
	Dtype string // "float32" or "float64"
	Eval  func(x1, x2 float64) float64
	Bound float64
	// OfOperands says that Bound is in units of the largest of operands and result.
	OfOperands bool
}

// Functions2 are the kernel functions of two arguments as plain Go.
func Functions2() []Func2 {
	return []Func2{
		{"arctan2", "float32", wide(kernels.Arctan2[float32]), 1, false},
		{"hypot", "float32", wide(kernels.Hypot[float32]), 1, false},
		{"power", "float32", wide(kernels.Power[float32]), 1, false},
		{"logaddexp", "float32", wide(kernels.Logaddexp[float32]), 1, true},
		{"logaddexp2", "float32", wide(kernels.Logaddexp2[float32]), 1, true},
		{"arctan2", "float64", kernels.Arctan2[float64], 1, false},
		{"hypot", "float64", kernels.Hypot[float64], 1, false},
		{"power", "float64", kernels.Power[float64], 1, false},
		{"logaddexp", "float64", kernels.Logaddexp[float64], 1, true},
		{"logaddexp2", "float64", kernels.Logaddexp2[float64], 1, true},
	}
}

func wide(f func(x1, x2 float32) float32) func(x1, x2 float64) float64 {
	return func(x1, x2 float64) float64 { return float64(f(float32(x1), float32(x2))) }
}

var exact2 = map[string]func(x1, x2 float64) *big.Float{
	"arctan2": exactArctan2,
	"hypot":   exactHypot,

	"power":      exactPower,
	"logaddexp":  func(x, y float64) *big.Float { return exactLogaddexp(x, y, false) },
	"logaddexp2": func(x, y float64) *big.Float { return exactLogaddexp(x, y, true) },
}

func exactHypot(x, y float64) *big.Float {
	square := func(v float64) *big.Float {
		f := new(big.Float).SetPrec(4300).SetFloat64(v)
		return f.Mul(f, f)
	}
	s := square(x)
	s.Add(s, square(y)) // exact
	return s.SetPrec(320).Sqrt(s)
}

func exactArctan2(y, x float64) *big.Float {
	a := math.Copysign(math.Atan2(math.Abs(y), x), y) // Atan2 loses the sign of a small y
	return angleOf(number(y), number(x), a)
}

// exactPower is e^(y log|x|), with the sign of an odd power.
func exactPower(x, y float64) *big.Float {
	p := expOf(mul(number(y), exactLog(math.Abs(x))))
	if x < 0 && math.Mod(y, 2) != 0 {
		p.Neg(p)
	}
	return p
}

// exactLogaddexp is the greater operand m and log(1 + e^d), d being the smaller
// less m.
func exactLogaddexp(x, y float64, binary bool) *big.Float {
	m, n := number(max(x, y)), number(min(x, y))
	d := newFloat().SetPrec(2500).Sub(n, m) // exact
	ln2 := constantsFor(floatBits).ln2.float(0)
	if binary {
		d = mul(d, ln2)
	}
	e := expOf(d)
	if u := add(number(1), e); e.MantExp(nil) > -64 {
		e = logOf(u)
	} else { // e - e^2/2 + e^3/3 - e^4/4
		p := mul(e, e)
		q := mul(p, e)
		e = sub(add(sub(e, quo(p, number(2))), quo(q, number(3))), quo(mul(p, p), number(4)))
	}
	if binary {
		e = quo(e, ln2)
	}
	return add(m, e)
}

// expOf returns e^x for a number that is no float64.
func expOf(x *big.Float) *big.Float {
	near, _ := x.Float64()
	if near < -5000 {
		near = -5000
	}
	d := sub(x, number(near))
	if d.MantExp(nil) > -30 { // far below all that counts
		d = number(0)
	}
	sum, term := number(1), number(1)
	for k := int64(1); k < 8; k++ {
		term = quo(mul(term, d), big.NewFloat(float64(k)))
		sum.Add(sum, term)
	}
	y, k := expFixed(fixedOf(near, floatBits+extraBits(near)))
	return mul(y.float(int(k)), sum)
}

// special2 is special for two arguments: C99's annex F.
func special2(name string, x1, x2 float64) (want float64, ok bool) {
	switch name {
	case "power":
		far := math.Abs(x2*math.Log2(math.Abs(x1))) > 3000
		if x1-x1 != 0 || x2-x2 != 0 || x1 == 0 || x2 == 0 || math.Abs(x1) == 1 || far || x1 < 0 && x2 != math.Trunc(x2) {
			return math.Pow(x1, x2), true // which follows C there
		}
		return 0, false
	case "logaddexp", "logaddexp2":
		switch {
		case x1 != x1 || x2 != x2:
			return math.NaN(), true
		case math.IsInf(x1, 0) || math.IsInf(x2, 0):
			return max(x1, x2) + 0, true // not -0
		}
		return 0, false
	case "hypot":
		switch {
		case math.IsInf(x1, 0) || math.IsInf(x2, 0):
			return math.Inf(1), true
		case x1 != x1 || x2 != x2:
			return math.NaN(), true
		case x1 == 0 || x2 == 0:
			return math.Abs(x1 + x2), true
		}
		return 0, false
	}
	y, x := x1, x2
	switch {
	case x != x || y != y:
		return math.NaN(), true
	case y == 0 && !math.Signbit(x), math.IsInf(x, 1) && !math.IsInf(y, 0):
		return math.Copysign(0, y), true
	case y == 0, math.IsInf(x, -1) && !math.IsInf(y, 0):
		return math.Copysign(math.Pi, y), true
	case x == 0, math.IsInf(y, 0) && !math.IsInf(x, 0):
		return math.Copysign(math.Pi/2, y), true
	case math.IsInf(x, 1):
		return math.Copysign(math.Pi/4, y), true
	case math.IsInf(x, -1):
		return math.Copysign(3*(math.Pi/4), y), true
	}
	return 0, false
}

// Hunt2 measures a function on n random pairs and all pairs of special values.
func Hunt2(f Func2, n int) Result {
	r := Result{Name: f.Name, Dtype: f.Dtype, Grade: GradeDefault, Bound: f.Bound}
	form, narrow := binary64, func(v float64) float64 { return v }
	if f.Dtype == "float32" {
		form, narrow = binary32, func(v float64) float64 { return float64(float32(v)) }
	}
	one := func(x1, x2 float64) {
		r.Samples++
		got := f.Eval(x1, x2)
		if want, ok := special2(f.Name, x1, x2); ok {
			if !same(got, narrow(want)) {
				r.fault(x1, got, want)
			}
			return
		}
		want := exact2[f.Name](x1, x2)
		right, _ := want.Float64()
		if f.Dtype == "float32" {
			right = float64(round32(want))
		}
		if got != right {
			r.Inexact++
		}
		e := form.ulps(got, want)
		if f.OfOperands {
			e = form.ulpsOf(got, want, math.Max(math.Abs(x1), math.Abs(x2)))
		}
		if e > r.Max {
			r.Max, r.At, r.At2 = e, x1, x2
		}
	}
	grid := []float64{0, 1, math.Inf(1), math.NaN(), math.MaxFloat32, 0x1p-149, 0x1p-126}
	if f.Dtype == "float64" {
		grid = append(grid, math.MaxFloat64, 0x1p-1074, 0x1p-1022)
	}
	for _, v := range grid {
		grid = append(grid, -v)
	}
	for _, v := range grid {
		for _, w := range grid {
			one(v, w)
		}
	}
	rng := rand.New(rand.NewPCG(11, 12))
	for i := range n {
		x1, x2 := randomPair(i, rng, form, narrow)
		if f.Name == "power" {
			x1, x2 = powerOperands(x1, i, rng, form, narrow)
		}
		one(x1, x2)
	}
	return r
}

// randomPair returns two numbers of the format: of every four pairs one from -10 to 10, one of any sizes, and two of numbers
// alike in size.
func randomPair(i int, rng *rand.Rand, form format, narrow func(float64) float64) (x1, x2 float64) {
	number := func() float64 {
		e := form.minExp + rng.IntN(form.maxExp-form.minExp)
		return narrow(math.Ldexp(1+rng.Float64(), e) * float64(2*rng.IntN(2)-1))
	}
	x1 = narrow(20*rng.Float64() - 10)
	x2 = narrow(20*rng.Float64() - 10)
	switch i % 4 {
	case 1:
		x1, x2 = number(), number()
	case 2, 3: // anywhere
		x1 = number()
		x2 = narrow(x1 * math.Ldexp(1+rng.Float64(), rng.IntN(8)-4))
	}
	return x1, x2
}

// powerOperands returns a base and an exponent whose power is about in the range of
// the format: bases of any size, those near 1 and negative ones, whole and half
// exponents.
func powerOperands(x float64, i int, rng *rand.Rand, form format, narrow func(float64) float64) (base, exponent float64) {
	base = math.Abs(x)
	if i%8 < 2 {
		base = narrow(1 + math.Ldexp(2*rng.Float64()-1, -1-rng.IntN(form.bits)))
	}
	if base == 0 || base == 1 || base > math.MaxFloat64 {
		base = 3
	}
	at := float64(form.minExp) + rng.Float64()*float64(form.maxExp-form.minExp)
	exponent = narrow(at / math.Log2(base))
	switch i % 16 {
	case 3, 7:
		base, exponent = -base, math.RoundToEven(exponent)
	case 11:
		exponent = math.RoundToEven(2*exponent) / 2
	}
	return base, exponent
}
