// SPDX-License-Identifier: BSD-3-Clause

package fixed

import (
	"math"
	"math/big"
	"math/bits"
	"sync"
)

// Words is a fixed-point number of 192 bits after the point and 64 before it, the sign among
// them: two's complement, w0 being the lowest word. It is for scalar functions that must be
// fast; results are right to a few last places. As a struct, unlike an array, it is held in registers.
type Words struct{ w0, w1, w2, w3 uint64 }

// WordsOf returns x, |x| < 2^63, rounded towards 0.
func WordsOf(x float64) Words {
	m, e := mantissa(x)
	var r Words
	// m 2^(e-64) in units of 2^-192
	at := e + 128
	if at > -64 {
		r.w0 = m
		if at < 0 {
			r.w0 >>= uint(-at)
		} else {
			r = r.shifted(uint(at))
		}
	}
	return r.signed(math.Signbit(x))
}

// mantissa returns m and e with |x| = m 2^(e-64), m being 0 or at least 2^63.
func mantissa(x float64) (m uint64, e int) {
	f, e := math.Frexp(math.Abs(x))
	return uint64(math.Ldexp(f, 53)) << 11, e
}

// shifted returns a 2^n.
func (a Words) shifted(n uint) Words {
	for ; n >= 64; n -= 64 {
		a = Words{0, a.w0, a.w1, a.w2}
	}
	return Words{a.w0 << n, a.w1<<n | a.w0>>(64-n), a.w2<<n | a.w1>>(64-n), a.w3<<n | a.w2>>(64-n)}
}

// below returns a 2^-n, for a >= 0.
func (a Words) below(n uint) Words {
	for ; n >= 64; n -= 64 {
		if a == (Words{}) {
			return a
		}
		a = Words{a.w1, a.w2, a.w3, 0}
	}
	return Words{a.w0>>n | a.w1<<(64-n), a.w1>>n | a.w2<<(64-n), a.w2>>n | a.w3<<(64-n), a.w3 >> n}
}

// Add returns a + b.
func (a Words) Add(b Words) Words {
	var c uint64
	a.w0, c = bits.Add64(a.w0, b.w0, 0)
	a.w1, c = bits.Add64(a.w1, b.w1, c)
	a.w2, c = bits.Add64(a.w2, b.w2, c)
	a.w3, _ = bits.Add64(a.w3, b.w3, c)
	return a
}

// Sub returns a - b.
func (a Words) Sub(b Words) Words {
	var c uint64
	a.w0, c = bits.Sub64(a.w0, b.w0, 0)
	a.w1, c = bits.Sub64(a.w1, b.w1, c)
	a.w2, c = bits.Sub64(a.w2, b.w2, c)
	a.w3, _ = bits.Sub64(a.w3, b.w3, c)
	return a
}

func (a Words) negative() bool { return int64(a.w3) < 0 }

// signed returns -a for neg, else a.
func (a Words) signed(neg bool) Words {
	if neg {
		return Words{}.Sub(a)
	}
	return a
}

// Mul returns a b, without the products that are below the last place.
func (a Words) Mul(b Words) Words {
	neg := a.negative() != b.negative()
	a, b = a.signed(a.negative()), b.signed(b.negative())
	var r Words
	h0, _ := bits.Mul64(a.w0, b.w2)
	h1, _ := bits.Mul64(a.w1, b.w1)
	h2, _ := bits.Mul64(a.w2, b.w0)
	c0, c1, c2 := sum3(h0, h1, h2)
	c0, c1, c2 = plusProduct(c0, c1, c2, a.w0, b.w3)
	c0, c1, c2 = plusProduct(c0, c1, c2, a.w1, b.w2)
	c0, c1, c2 = plusProduct(c0, c1, c2, a.w2, b.w1)
	c0, c1, c2 = plusProduct(c0, c1, c2, a.w3, b.w0)
	r.w0, c0, c1, c2 = c0, c1, c2, 0
	c0, c1, c2 = plusProduct(c0, c1, c2, a.w1, b.w3)
	c0, c1, c2 = plusProduct(c0, c1, c2, a.w2, b.w2)
	c0, c1, c2 = plusProduct(c0, c1, c2, a.w3, b.w1)
	r.w1, c0, c1, c2 = c0, c1, c2, 0
	c0, c1, c2 = plusProduct(c0, c1, c2, a.w2, b.w3)
	c0, c1, _ = plusProduct(c0, c1, c2, a.w3, b.w2)
	r.w2 = c0
	r.w3 = c1 + a.w3*b.w3
	return r.signed(neg)
}

func sum3(x, y, z uint64) (c0, c1, c2 uint64) {
	c0, k := bits.Add64(x, y, 0)
	c0, l := bits.Add64(c0, z, 0)
	return c0, k + l, 0
}

// plusProduct adds x y to a sum of three words.
func plusProduct(c0, c1, c2, x, y uint64) (d0, d1, d2 uint64) {
	h, l := bits.Mul64(x, y)
	d0, k := bits.Add64(c0, l, 0)
	d1, k = bits.Add64(c1, h, k)
	return d0, d1, c2 + k
}

// timesFraction returns a m 2^-64 2^-n for a >= 0.
func (a Words) timesFraction(m uint64, n uint) Words {
	c, _ := bits.Mul64(a.w0, m)
	h1, l1 := bits.Mul64(a.w1, m)
	h2, l2 := bits.Mul64(a.w2, m)
	h3, l3 := bits.Mul64(a.w3, m)
	var r Words
	r.w0, c = bits.Add64(l1, c, 0)
	r.w1, c = bits.Add64(h1, l2, c)
	r.w2, c = bits.Add64(h2, l3, c)
	r.w3 = h3 + c
	if n >= 64 {
		return r.below(n)
	}
	return Words{r.w0>>n | r.w1<<(64-n), r.w1>>n | r.w2<<(64-n), r.w2>>n | r.w3<<(64-n), r.w3 >> n}
}

// wordsTables are what the series need: 1/n!, and e^(k/32) and the cosine and sine of k/32.
type wordsTables struct {
	inverse  [terms + 2]Words
	exp      [65]Words // k from -32
	cos, sin [104]Words
	ln2      Words
}

var (
	tablesOnce sync.Once
	tablesKept *wordsTables
)

// tables makes them when they are first asked for, see constant.
func tables() *wordsTables {
	tablesOnce.Do(func() { tablesKept = newTables() })
	return tablesKept
}

func newTables() *wordsTables {
	const f = Point(192)
	t := new(wordsTables)
	n := Shift(big.NewInt(1), int(f))
	for i := range t.inverse {
		t.inverse[i] = wordsOfInt(n)
		n = new(big.Int).Quo(n, big.NewInt(int64(i+1)))
	}
	for i := range t.exp {
		e, _ := f.Exp(f.Of(float64(i-32)/32), f.Of(0))
		t.exp[i] = wordsOfInt(e)
	}
	for i := range t.cos {
		c, s := f.Exp(f.Of(0), f.Of(float64(i)/32))
		t.cos[i], t.sin[i] = wordsOfInt(c), wordsOfInt(s)
	}
	t.ln2 = wordsOfInt(f.Ln2())
	return t
}

// wordsOfInt returns a number of Point(192).
func wordsOfInt(n *big.Int) Words {
	word := func(i int) uint64 {
		b := Shift(n, -64*i)
		return b.And(b, new(big.Int).SetUint64(math.MaxUint64)).Uint64()
	}
	return Words{word(0), word(1), word(2), word(3)}
}

// terms are those of the series in a number below 2^-6 that reach 2^-190.
const terms = 22

// ExpWords returns e^x for |x| <= 1.
func ExpWords(x float64) Words {
	t := tables()
	k := math.RoundToEven(32 * x)
	m, e := mantissa(x - k/32)
	p := Words{}
	for n := terms; n >= 0; n-- {
		p = p.timesFraction(m, uint(-e))
		p = t.inverse[n].Add(p.signed(x < k/32))
	}
	return p.Mul(t.exp[int(k)+32])
}

// SinCosWords returns the sine and the cosine of x for |x| <= 3.2.
func SinCosWords(x float64) (s, c Words) {
	t := tables()
	a := math.Abs(x)
	k := math.RoundToEven(32 * a)
	m, e := mantissa(a - k/32)
	u := uint(-e)
	// Both series have terms of alternating signs that fall, so that no sum is negative.
	for n := terms; n >= 0; n -= 2 {
		c = t.inverse[n].Sub(c.timesFraction(m, u).timesFraction(m, u))
		s = t.inverse[n+1].Sub(s.timesFraction(m, u).timesFraction(m, u))
	}
	s = s.timesFraction(m, u).signed(a < k/32)
	cs, sn := t.cos[int(k)], t.sin[int(k)]
	s, c = sn.Mul(c).Add(cs.Mul(s)), cs.Mul(c).Sub(sn.Mul(s))
	return s.signed(x < 0), c
}

// Ln2Words returns n log(2).
func Ln2Words(n int) Words {
	r, m := tables().ln2, uint64(max(n, -n))
	h0, l0 := bits.Mul64(r.w0, m)
	h1, l1 := bits.Mul64(r.w1, m)
	h2, l2 := bits.Mul64(r.w2, m)
	var c uint64
	r.w0 = l0
	r.w1, c = bits.Add64(h0, l1, 0)
	r.w2, c = bits.Add64(h1, l2, c)
	r.w3 = h2 + r.w3*m + c
	return r.signed(n < 0)
}

// Half returns a/2.
func (a Words) Half() Words {
	return Words{a.w0>>1 | a.w1<<63, a.w1>>1 | a.w2<<63, a.w2>>1 | a.w3<<63, uint64(int64(a.w3) >> 1)}
}

// Float64 returns a, rounded.
func (a Words) Float64() float64 {
	neg := a.negative()
	a = a.signed(neg)
	e := 0
	for ; a.w3 == 0 && e < 192; e += 64 {
		a = Words{0, a.w0, a.w1, a.w2}
	}
	n := bits.LeadingZeros64(a.w3)
	m := a.w3<<n | a.w2>>(64-n) | 1 // the last bit stands for all below it
	r := math.Ldexp(float64(m), -n-e)
	if a.w3 == 0 {
		r = 0
	}
	if neg {
		return -r
	}
	return r
}

// WideWords is as Words, with 192 bits before the point.
type WideWords [6]uint64

// Times returns a x for |x| < 2^120.
func (a Words) Times(x float64) WideWords {
	neg := a.negative()
	a = a.signed(neg)
	m, e := mantissa(x)
	var p WideWords // in units of 2^(e-256)
	var c uint64
	for i, w := range [4]uint64{a.w0, a.w1, a.w2, a.w3} {
		h, l := bits.Mul64(w, m)
		var k uint64
		p[i], k = bits.Add64(l, c, 0)
		c = h + k
	}
	p[4] = c
	n := e - 64
	for ; n <= -64; n += 64 {
		if p == (WideWords{}) {
			break
		}
		p = WideWords{p[1], p[2], p[3], p[4], p[5], 0}
	}
	if n < 0 {
		for i := range 5 {
			p[i] = p[i]>>uint(-n) | p[i+1]<<uint(64+n)
		}
	} else {
		for i := 5; i > 0; i-- {
			p[i] = p[i]<<uint(n) | p[i-1]>>uint(64-n)
		}
		p[0] <<= uint(n)
	}
	return p.signed(neg != math.Signbit(x))
}

// Add returns a + b.
func (a WideWords) Add(b WideWords) WideWords {
	var c uint64
	for i := range a {
		a[i], c = bits.Add64(a[i], b[i], c)
	}
	return a
}

// Sub returns a - b.
func (a WideWords) Sub(b WideWords) WideWords {
	var c uint64
	for i := range a {
		a[i], c = bits.Sub64(a[i], b[i], c)
	}
	return a
}

func (a WideWords) negative() bool { return int64(a[5]) < 0 }

func (a WideWords) signed(neg bool) WideWords {
	if neg {
		return WideWords{}.Sub(a)
	}
	return a
}

// DivLn2 returns n and h + l with a = n log(2) + h + l and |h| about log(2)/2 at the most; 2000 or
// -2000 and 0 for an n that is beyond.
func (a WideWords) DivLn2() (n int, h, l float64) {
	const most = 2000
	low := Words{a[0], a[1], a[2], a[3]}
	f := low.Float64()
	if b := a.signed(a.negative()); b[5]|b[4]|b[3]>>11 != 0 || math.Abs(f) > most*math.Ln2 {
		if a.negative() {
			return -most, 0, 0
		}
		return most, 0, 0
	}
	n = int(math.RoundToEven(f / math.Ln2))
	r := low.Sub(Ln2Words(n))
	h = r.Float64()
	return n, h, r.Sub(WordsOf(h)).Float64()
}

// Times256 returns |a| times the number below 1 whose first 256 bits are given, the highest word
// first, modulo 4, in units of 2^-254, and whether a is negative.
func (a WideWords) Times256(number *[4]uint64) (p [4]uint64, neg bool) {
	neg = a.negative()
	a = a.signed(neg)
	var w [10]uint64
	for at := range number {
		m := number[3-at]
		var c uint64
		for j, v := range a {
			h, l := bits.Mul64(v, m)
			l, k := bits.Add64(l, c, 0)
			h += k
			w[at+j], k = bits.Add64(w[at+j], l, 0)
			c = h + k
		}
		w[at+6] = c
	}
	// 448 bits are after the point.
	for i := range p {
		p[i] = w[4+i]<<62 | w[3+i]>>2
	}
	return p, neg
}
