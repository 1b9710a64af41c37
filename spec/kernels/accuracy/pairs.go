// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
)

// Functions of two arguments at so many pairs that the reference of this package would take days: they are compared with
// the function in pairs of float64, right to about 2^-85, which is tested against that reference; all of float32 but power
// with float64 arithmetic, and where that is too near to the middle of two numbers with the reference.

// pair is the sum of two float64, the second below the last place of the first.
type pair struct{ h, l float64 }

func sumOf(a, b float64) pair {
	s := a + b
	v := s - a
	return pair{s, (a - (s - v)) + (b - v)}
}

func productOf(a, b float64) pair {
	p := float64(a * b) // not fused with a sum that it goes into, as compilers for arm64 do
	return pair{p, math.FMA(a, b, -p)}
}

// normal returns h + l for |l| below |h|.
func normal(h, l float64) pair {
	s := h + l
	return pair{s, (h - s) + l}
}

func (a pair) add(b pair) pair {
	s, t := sumOf(a.h, b.h), sumOf(a.l, b.l)
	s = normal(s.h, s.l+t.h)
	return normal(s.h, s.l+t.l)
}

func (a pair) mul(b pair) pair {
	p := productOf(a.h, b.h)
	return normal(p.h, p.l+math.FMA(a.h, b.l, a.l*b.h))
}

func (a pair) times(b float64) pair {
	p := productOf(a.h, b)
	return normal(p.h, math.FMA(a.l, b, p.l))
}

func (a pair) over(b pair) pair {
	q := a.h / b.h
	r := a.add(b.times(-q))
	return normal(q, (r.h+r.l)/b.h)
}

// The coefficients of the series: 1/(2k+1) and 1/k!.
var oddInverses, inverseFactorials = func() (odd [22]pair, factorial [15]pair) {
	for k := range odd {
		odd[k] = pair{1, 0}.over(pair{float64(2*k + 1), 0})
	}
	f := pair{1, 0}
	for k := range factorial {
		if k > 0 {
			f = f.over(pair{float64(k), 0})
		}
		factorial[k] = f
	}
	return odd, factorial
}()

// ln2Pair is ln2.
var ln2Pair = pair{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}

// logOfPair returns log(x) for a normal x > 0: k ln2 + 2 atanh(s), s = (m-1)/(m+1).
func logOfPair(x float64) pair {
	m, k := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, k = 2*m, k-1
	}
	s := pair{m - 1, 0}.over(sumOf(m, 1))
	z := s.mul(s)
	// Powers from 11 on need no second part.
	tail := 0.0
	for i := len(oddInverses) - 1; i > 10; i-- {
		tail = math.FMA(tail, z.h, oddInverses[i].h)
	}
	sum := pair{tail, 0}
	for i := 10; i >= 0; i-- {
		sum = sum.mul(z).add(oddInverses[i])
	}
	sum = sum.mul(s)
	return ln2Pair.times(float64(k)).add(pair{2 * sum.h, 2 * sum.l})
}

// expOfPair returns e^x as v 2^n, |log2(v)| at most about 1/2.
func expOfPair(x pair) (v pair, n int) {
	k := math.RoundToEven(x.h / ln2Pair.h)
	r := x.add(ln2Pair.times(-k))
	r = pair{r.h / 16, r.l / 16}
	v = pair{inverseFactorials[len(inverseFactorials)-1].h, 0}
	for i := len(inverseFactorials) - 2; i >= 0; i-- {
		v = v.mul(r).add(inverseFactorials[i])
	}
	for range 4 {
		v = v.mul(v)
	}
	return v, int(k)
}

// ulpsOfPair returns the error of got, in units of the last place of v 2^n or of operand, whichever is larger.
func (f format) ulpsOfPair(got float64, v pair, n int, operand float64) float64 {
	_, e := math.Frexp(v.h)
	last := max(e+n-f.bits, f.minExp)
	if operand != 0 {
		_, e := math.Frexp(operand)
		last = max(last, e-f.bits)
	}
	last -= n // of v
	d := (math.Ldexp(got, -n) - v.h) - v.l
	return math.Ldexp(math.Abs(d), -last)
}

// Pairs are a function of two arguments evaluated on many pairs at once.
type Pairs struct {
	Name, Dtype string
	Eval        func(dst, x1, x2 []float64) // x1 and x2 are numbers of the dtype
	Bound       float64
	OfOperands  bool // as of Func2
}

// HuntPairs measures a function on n random pairs, those of power with bases above 0, on all CPUs.
func HuntPairs(p Pairs, n int) Result {
	form, narrow := binary64, func(v float64) float64 { return v }
	if p.Dtype == "float32" {
		form, narrow = binary32, func(v float64) float64 { return float64(float32(v)) }
	}
	const block = 1 << 14
	blocks := make(chan int)
	var mu sync.Mutex
	total := Result{Name: p.Name, Dtype: p.Dtype, Grade: GradeDefault, Bound: p.Bound}
	work := func() {
		x1, x2, y := make([]float64, block), make([]float64, block), make([]float64, block)
		for b := range blocks {
			rng := rand.New(rand.NewPCG(uint64(b), 31))
			for i := range x1 {
				if p.Name == "power" {
					e := rng.IntN(form.maxExp-form.minExp-form.bits) + form.minExp + form.bits
					x := narrow(math.Ldexp(1+rng.Float64(), e))
					x1[i], x2[i] = powerOperands(x, i&^3, rng, form, narrow) // bases above 0
				} else {
					x1[i], x2[i] = randomPair(i, rng, form, narrow)
				}
			}
			p.Eval(y, x1, x2)
			var r Result
			for i := range y {
				p.compare(&r, form, x1[i], x2[i], y[i])
			}
			mu.Lock()
			total.Join(r)
			mu.Unlock()
		}
	}
	var done sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		done.Go(work)
	}
	for b := 0; b*block < n; b++ {
		blocks <- b
	}
	close(blocks)
	done.Wait()
	return total
}

// compare adds the error of got, the function of x1 and x2, to r.
func (p *Pairs) compare(r *Result, form format, x1, x2, got float64) {
	operand := 0.0
	if p.OfOperands {
		operand = max(math.Abs(x1), math.Abs(x2))
	}
	var e float64
	if wide := wideFunctions[p.Name]; wide != nil && p.Dtype == "float32" {
		v := wide(x1, x2)
		if math.Abs(v) >= math.MaxFloat32 || got-got != 0 {
			return // may overflow
		}
		e = form.ulpsOfPair(got, pair{v, 0}, 0, operand)
		if math.Abs(e-0.5) < 0x1p-20 { // too near for float64 to tell whether it is correctly rounded
			e = form.ulpsOf(got, exact2[p.Name](x1, x2), operand)
		}
	} else {
		v, k := pairFunctions[p.Name](x1, x2)
		if _, at := math.Frexp(v.h); k+at > form.maxExp-2 || k+at < form.minExp || got-got != 0 {
			return // may overflow, or is 0
		}
		e = form.ulpsOfPair(got, v, k, operand)
	}
	r.Samples++
	if e > 0.5 {
		r.Inexact++
	}
	if e > r.Max {
		r.Max, r.At, r.At2 = e, x1, x2
	}
}

// Join adds the measurement of other numbers.
func (r *Result) Join(s Result) {
	r.Samples += s.Samples
	r.Inexact += s.Inexact
	r.Faults = append(r.Faults, s.Faults...)
	if s.Max > r.Max {
		r.Max, r.At, r.At2 = s.Max, s.At, s.At2
	}
}
