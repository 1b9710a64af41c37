// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"math"
	"math/big"
	"math/bits"
	"sync"
)

// nearError bounds the relative error of a near function. Its test measures
// 2^-50 at most.
const nearError = 0x1p-48

// A near function evaluates a function of a float32 in plain float64, for
// inputs that special does not answer. What is far outside float32's range
// becomes something else that is.
type near func(x float64) float64

var nears = map[string]near{
	"exp":   nearExp,
	"exp2":  nearExp2,
	"log":   nearLog,
	"log2":  nearLog2,
	"log10": nearLog10,
	"sin":   func(x float64) float64 { return nearSin(x, 0) },
	"cos":   func(x float64) float64 { return nearSin(x, 1) },
	"tanh":  nearTanh,
	"sinh":  nearSinh,
	"cosh":  nearCosh,
	"expm1": nearExpm1,
	"log1p": nearLog1p,

	"tan":     func(x float64) float64 { return nearSin(x, 0) / nearSin(x, 1) },
	"arctan":  math.Atan,
	"arcsin":  func(x float64) float64 { return math.Atan2(x, math.Sqrt((1-x)*(1+x))) },
	"arccos":  func(x float64) float64 { return math.Atan2(math.Sqrt((1-x)*(1+x)), x) },
	"arcsinh": nearArcsinh,
	"arccosh": func(x float64) float64 { return math.Log1p((x - 1) + math.Sqrt((x-1)*(x+1))) },
	"arctanh": func(x float64) float64 { a := math.Abs(x); return math.Copysign(0.5*math.Log1p(2*a/(1-a)), x) },
	"cbrt":    math.Cbrt,
	"degrees": func(x float64) float64 { return x * (180 / math.Pi) },
	"radians": func(x float64) float64 { return x * (math.Pi / 180) },
	"erf":     math.Erf,
	"erfc":    math.Erfc,
	"ndtr":    nearNormCDF,
}

const (
	ln2Hi = 0x1.62e42fefa38p-1 // 42 bits
	ln2Lo = 0x1.ef35793c7673p-45
	// ln2/64 likewise, with 38 bits
	stepHi = 0x1.62e42fefap-7
	stepLo = 0x1.cf79abc9e3b3ap-46
)

// powerTable holds 2^(i/64).
var powerTable = sync.OnceValue(func() *[64]float64 {
	t := new([64]float64)
	for i := range t {
		t[i], _ = exactExp2(float64(i) / 64).Float64()
	}
	return t
})

// powerTimes returns 2^(n/64) e^r for |r| <= ln(2)/128.
func powerTimes(n int, r float64) float64 {
	s := 1 + r*(1.0/6)
	s = 1 + s*r*(1.0/5)
	s = 1 + s*r*(1.0/4)
	s = 1 + s*r*(1.0/3)
	s = 1 + s*r*(1.0/2)
	p := powerTable()[n&63]
	return (p + p*(s*r)) * math.Float64frombits(uint64(n>>6+1023)<<52)
}

func nearExp(x float64) float64 {
	x = min(max(x, -700), 700)
	k := math.RoundToEven(x * (64 / math.Ln2))
	return powerTimes(int(k), (x-k*stepHi)-k*stepLo)
}

func nearExp2(x float64) float64 {
	x = min(max(x, -1000), 1000)
	k := math.RoundToEven(x * 64)
	return powerTimes(int(k), (x-k/64)*math.Ln2)
}

// logTable holds, for each 128th of [1, 2), a float32 c near the inverse of
// its middle and log(c); c is 1 at both ends.
type logEntry struct{ c, log float64 }

var logTable = sync.OnceValue(func() *[128]logEntry {
	t := new([128]logEntry)
	for i := range t {
		m := 1 + (float64(i)+0.5)/128
		if m > math.Sqrt2 {
			m /= 2
		}
		c := float64(float32(1 / m))
		if i == 0 || i == 127 {
			c = 1
		}
		log, _ := exactLog(c).Float64()
		t[i] = logEntry{c, log}
	}
	return t
})

// logParts returns k and log(m), where x = 2^k m and m is about in
// [sqrt(1/2), sqrt(2)].
func logParts(x float64) (k, logm float64) {
	b := math.Float64bits(x)
	i := b >> 45 & 127
	k = float64(int(b>>52) - 1023)
	m := math.Float64frombits(b&(1<<52-1) | 1023<<52)
	if i >= 53 { // 1 + 53/128 and above
		m /= 2
		k++
	}
	e := logTable()[i]
	r := math.FMA(m, e.c, -1)
	s := r * (1.0 / 8)
	s = r * (1.0/7 - s)
	s = r * (1.0/6 - s)
	s = r * (1.0/5 - s)
	s = r * (1.0/4 - s)
	s = r * (1.0/3 - s)
	s = r * (1.0/2 - s)
	return k, r*(1-s) - e.log
}

func nearLog(x float64) float64 {
	k, l := logParts(x)
	return k*ln2Hi + (l + k*ln2Lo)
}

func nearLog2(x float64) float64 {
	k, l := logParts(x)
	return k + l*(1/math.Ln2)
}

func nearLog10(x float64) float64 {
	k, l := logParts(x)
	return k*(math.Ln2/math.Ln10) + l*(1/math.Ln10)
}

// quarterTurns holds 2^e * 2/pi modulo 4 in units of 2^-126, for the exponents
// of float32 integers M 2^e from 2^-24 on.
var quarterTurns = sync.OnceValue(func() *[130][2]uint64 {
	t := new([130][2]uint64)
	c := constantsFor(512)
	twoOverPi := newFixed(2, 512).div(c.pi)
	mask := new(big.Int).Lsh(big.NewInt(1), 128)
	mask.Sub(mask, big.NewInt(1))
	for i := range t {
		v := shift(new(big.Int).Set(twoOverPi.v), i-24-512+126)
		v.And(v, mask)
		t[i][1] = new(big.Int).And(v, new(big.Int).SetUint64(math.MaxUint64)).Uint64()
		t[i][0] = v.Rsh(v, 64).Uint64()
	}
	return t
})

// nearSin returns sin(x + quarter*pi/2).
func nearSin(x float64, quarter uint64) float64 {
	a := math.Abs(x)
	r, q := a, uint64(0)
	if a > 0.75 {
		b := math.Float64bits(a)
		m := b>>29&(1<<23-1) | 1<<23 // a = m 2^e
		e := int(b>>52) - 1023 - 23
		t := &quarterTurns()[e+24]
		hi, lo := bits.Mul64(m, t[1])
		hi += m * t[0]
		q = hi >> 62
		f := int64(hi<<2 | lo>>62)
		if f < 0 {
			q++
		}
		r = (float64(f) + float64(lo<<2)*0x1p-64) * (0x1p-64 * (math.Pi / 2))
	}
	z := r * r
	var v float64
	if (q+quarter)&1 == 0 {
		s := 1 - z*(1.0/(16*17))
		s = 1 - z*s*(1.0/(14*15))
		s = 1 - z*s*(1.0/(12*13))
		s = 1 - z*s*(1.0/(10*11))
		s = 1 - z*s*(1.0/(8*9))
		s = 1 - z*s*(1.0/(6*7))
		s = 1 - z*s*(1.0/(4*5))
		s = 1 - z*s*(1.0/(2*3))
		v = r * s
	} else {
		s := 1 - z*(1.0/(15*16))
		s = 1 - z*s*(1.0/(13*14))
		s = 1 - z*s*(1.0/(11*12))
		s = 1 - z*s*(1.0/(9*10))
		s = 1 - z*s*(1.0/(7*8))
		s = 1 - z*s*(1.0/(5*6))
		s = 1 - z*s*(1.0/(3*4))
		v = 1 - z*s*(1.0/2)
	}
	if (q+quarter)&2 != 0 {
		v = -v
	}
	if quarter == 0 && x < 0 {
		v = -v
	}
	return v
}

// nearTanh is sinh/cosh by their series below 0.6.
func nearTanh(x float64) float64 {
	a := math.Abs(x)
	if a >= 0.6 {
		if a > 30 {
			return math.Copysign(1, x)
		}
		return math.Copysign(1-2/(nearExp(2*a)+1), x)
	}
	z := x * x
	return x * sinhSeries(z) / coshSeries(z)
}

// sinhSeries returns sinh(x)/x for z = x^2 and |x| <= 0.6.
func sinhSeries(z float64) float64 {
	s := 1 + z*(1.0/(16*17))
	s = 1 + z*s*(1.0/(14*15))
	s = 1 + z*s*(1.0/(12*13))
	s = 1 + z*s*(1.0/(10*11))
	s = 1 + z*s*(1.0/(8*9))
	s = 1 + z*s*(1.0/(6*7))
	s = 1 + z*s*(1.0/(4*5))
	return 1 + z*s*(1.0/(2*3))
}

// coshSeries returns cosh(x) likewise.
func coshSeries(z float64) float64 {
	c := 1 + z*(1.0/(15*16))
	c = 1 + z*c*(1.0/(13*14))
	c = 1 + z*c*(1.0/(11*12))
	c = 1 + z*c*(1.0/(9*10))
	c = 1 + z*c*(1.0/(7*8))
	c = 1 + z*c*(1.0/(5*6))
	c = 1 + z*c*(1.0/(3*4))
	return 1 + z*c*(1.0/2)
}

func nearSinh(x float64) float64 {
	if math.Abs(x) < 0.6 {
		return x * sinhSeries(x*x)
	}
	e := nearExp(math.Abs(x))
	return math.Copysign((e-1/e)/2, x)
}

func nearCosh(x float64) float64 {
	e := nearExp(math.Abs(x))
	return (e + 1/e) / 2
}

// nearExpm1 is 2 sinh(x/2) e^(x/2) below 0.6, where e^x - 1 cancels.
func nearExpm1(x float64) float64 {
	if math.Abs(x) < 0.6 {
		return x * sinhSeries(x*x/4) * nearExp(x/2)
	}
	return nearExp(x) - 1
}

// nearLog1p is the series below 2^-7. Above, 1 + x is a float64, or x is so
// large that its rounding does not matter.
func nearLog1p(x float64) float64 {
	if math.Abs(x) < 0x1p-7 {
		s := x * (1.0 / 8)
		s = x * (1.0/7 - s)
		s = x * (1.0/6 - s)
		s = x * (1.0/5 - s)
		s = x * (1.0/4 - s)
		s = x * (1.0/3 - s)
		s = x * (1.0/2 - s)
		return x - x*s
	}
	return nearLog(1 + x)
}

func nearArcsinh(x float64) float64 {
	a := math.Abs(x)
	return math.Copysign(math.Log1p(a+a*a/(1+math.Sqrt(1+a*a))), x)
}
