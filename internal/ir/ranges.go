// SPDX-License-Identifier: BSD-3-Clause

package ir

import (
	"math"
	"math/bits"
)

// Interval is the least and the greatest of integers.
type Interval struct{ Low, High int64 }

// Within reports whether type t holds every integer of r.
func (r Interval) Within(t Type) bool {
	if t == U64 {
		return r.Low >= 0
	}
	whole := wholeOf(t)
	return whole.Low <= r.Low && r.High <= whole.High
}

// wholeOf returns the integers that type t holds; of U64, integers to which its values are congruent.
func wholeOf(t Type) Interval {
	switch n := t.Bits(); {
	case n == 64:
		return Interval{math.MinInt64, math.MaxInt64}
	case t.Is(KindInt):
		return Interval{-1 << (n - 1), 1<<(n-1) - 1}
	default:
		return Interval{0, 1<<n - 1}
	}
}

// Ranges holds what integer values of a function may be.
type Ranges struct{ of []Interval }

// Of returns an interval that has an integer to which v is congruent, modulo 2 to the bits of its type. Sums and
// products need no more, since they wrap alike; see Exact.
func (r *Ranges) Of(v *Value) Interval { return r.of[v.ID] }

// Exact returns the interval of v itself.
func (r *Ranges) Exact(v *Value) Interval {
	if i := r.of[v.ID]; i.Within(v.Type) {
		return i
	}
	return wholeOf(v.Type)
}

// Ranges finds what the integer values of f may be, whatever its inputs are.
func (f *Func) Ranges() *Ranges {
	r := &Ranges{of: make([]Interval, len(f.Values))}
	for i, v := range f.Values {
		if v.Type.Is(KindInteger) {
			r.of[i] = r.interval(v)
		}
	}
	return r
}

// interval returns the interval of v, whose arguments have theirs.
func (r *Ranges) interval(v *Value) Interval {
	whole := wholeOf(v.Type)
	i, ok := r.combine(v)
	if !ok || !i.Within(v.Type) && (v.Type.Size() == 8 || i.High-i.Low >= whole.High-whole.Low) {
		return whole
	}
	return i
}

// combine returns what the operation makes of the intervals of its arguments, and ok = false where that is
// not known, or not within 62 bits.
func (r *Ranges) combine(v *Value) (i Interval, ok bool) {
	arg := func(k int) Interval { return r.Of(v.Args[k]) }
	exact := func(k int) Interval { return r.Exact(v.Args[k]) }
	natural := func(k int) bool { return r.Exact(v.Args[k]).Low >= 0 && (v.Args[k].Type != U64 || arg(k).Low >= 0) }
	n := int64(v.Type.Bits())
	if v.Op.Compares() {
		return Interval{-1, 0}, true // a mask
	}
	switch v.Op {
	case Const:
		c := int64(v.Imm)
		if v.Type.Is(KindInt) || v.Type.Size() >= 4 && c>>(n-1)&1 != 0 {
			c = c << (64 - n) >> (64 - n) // a great unsigned number is read as the negative one
		}
		return Interval{c, c}, true
	case Convert:
		switch x := v.Args[0]; {
		case !x.Type.Is(KindInteger):
			return i, false
		case v.Type.Size() <= x.Type.Size():
			return arg(0), true
		case x.Type == U64:
			return exact(0), natural(0)
		default:
			return exact(0), true
		}
	case Bitcast:
		if v.Args[0].Type.Is(KindInteger) {
			return arg(0), true
		}
	case TruncToInt:
		return truncated(v.Args[0])
	case Add, Sub, Neg, Not, Mul, Shl:
		return r.wrapping(v)
	case And:
		switch x, y := natural(0), natural(1); {
		case x && y:
			return Interval{0, min(exact(0).High, exact(1).High)}, true
		case x:
			return Interval{0, exact(0).High}, true
		case y:
			return Interval{0, exact(1).High}, true
		}
		return hullOfBits(exact(0), exact(1)), true
	case AndNot:
		if natural(0) {
			return Interval{0, exact(0).High}, true
		}
		return hullOfBits(exact(0), exact(1)), true
	case Or, Xor:
		return hullOfBits(exact(0), exact(1)), true
	case MulHi:
		if x, y := exact(0), exact(1); n < 64 && natural(0) && natural(1) {
			high, low := bits.Mul64(uint64(x.High), uint64(y.High))
			return Interval{0, int64(high<<(64-n) | low>>n)}, true
		}
	case Shr:
		if v.Type == U64 && !natural(0) {
			return Interval{0, math.MaxInt64 >> (v.Imm - 1)}, v.Imm > 0
		}
		x := exact(0)
		return Interval{x.Low >> v.Imm, x.High >> v.Imm}, true
	case Min, Max:
		if v.Type == U64 && !(natural(0) && natural(1)) {
			return i, false
		}
		x, y := exact(0), exact(1)
		if v.Op == Min {
			return Interval{min(x.Low, y.Low), min(x.High, y.High)}, true
		}
		return Interval{max(x.Low, y.Low), max(x.High, y.High)}, true
	case Select:
		x, y := arg(1), arg(2)
		return Interval{min(x.Low, y.Low), max(x.High, y.High)}, true
	case Abs:
		x := exact(0)
		if x.Low == math.MinInt64 {
			return i, false
		}
		low := int64(0)
		if x.Low > 0 {
			low = x.Low
		}
		return Interval{low, max(-x.Low, x.High)}, true
	case OnesCount, LeadingZeros, TrailingZeros:
		return Interval{0, n}, true
	case Div, FloorDiv, Rem, FloorRem:
		return r.divided(v)
	}
	return i, false
}

// wrapping is combine for operations that make of congruent arguments congruent results.
func (r *Ranges) wrapping(v *Value) (i Interval, ok bool) {
	const most = 1 << 30 // products of two such don't overflow
	var x [2]Interval
	for k, a := range v.Args {
		x[k] = r.Of(a)
		if x[k].Low < -most || x[k].High > most {
			return i, false
		}
	}
	switch v.Op {
	case Add:
		return Interval{x[0].Low + x[1].Low, x[0].High + x[1].High}, true
	case Sub:
		return Interval{x[0].Low - x[1].High, x[0].High - x[1].Low}, true
	case Neg:
		return Interval{-x[0].High, -x[0].Low}, true
	case Not:
		return Interval{-1 - x[0].High, -1 - x[0].Low}, true
	case Shl:
		if v.Imm > 31 {
			return i, false
		}
		x[1] = Interval{1 << v.Imm, 1 << v.Imm}
	}
	a, b, c, d := x[0].Low*x[1].Low, x[0].Low*x[1].High, x[0].High*x[1].Low, x[0].High*x[1].High
	return Interval{min(a, b, c, d), max(a, b, c, d)}, true
}

// divided is combine for quotients and remainders by a positive constant.
func (r *Ranges) divided(v *Value) (i Interval, ok bool) {
	x, c := r.Exact(v.Args[0]), r.Exact(v.Args[1])
	if d := v.Args[1]; d.Op != Const || c.Low <= 0 || v.Type == U64 && x.Low < 0 {
		return i, false
	}
	floor := func(a int64) int64 {
		q := a / c.Low
		if a%c.Low < 0 {
			q--
		}
		return q
	}
	switch v.Op {
	case Div:
		return Interval{x.Low / c.Low, x.High / c.Low}, true
	case FloorDiv:
		return Interval{floor(x.Low), floor(x.High)}, true
	case Rem:
		if x.Low < 0 {
			i.Low = max(x.Low, 1-c.Low)
		}
		i.High = max(0, min(x.High, c.Low-1))
		return i, true
	}
	i.High = c.Low - 1
	if x.Low >= 0 {
		i.High = min(x.High, i.High)
	}
	return i, true
}

// hullOfBits returns an interval of what operations on the bits of two integers give, but the complement.
func hullOfBits(x, y Interval) Interval {
	n := max(magnitudeBits(x), magnitudeBits(y))
	if n == 63 {
		return wholeOf(I64)
	}
	i := Interval{0, 1<<n - 1}
	if x.Low < 0 || y.Low < 0 {
		i.Low = -1 << n
	}
	return i
}

// magnitudeBits returns how many bits integers have without that of their sign.
func magnitudeBits(x Interval) int {
	return max(bits.Len64(uint64(x.Low^x.Low>>63)), bits.Len64(uint64(x.High^x.High>>63)))
}

// truncated returns the integers that the float x, limited by constants, is cut to: MinLT and MaxGT are their second
// argument where the first is NaN.
func truncated(x *Value) (i Interval, ok bool) {
	if x.Op != MinLT || x.Args[0].Op != MaxGT {
		return i, false
	}
	high, ok1 := integerOf(x.Args[1])
	low, ok2 := integerOf(x.Args[0].Args[1])
	return Interval{low, high}, ok1 && ok2 && low <= high
}

// integerOf returns a constant float that is an integer of at most 31 bits.
func integerOf(v *Value) (int64, bool) {
	if v.Op != Const {
		return 0, false
	}
	x := math.Float64frombits(v.Imm)
	if v.Type == F32 {
		x = float64(math.Float32frombits(uint32(v.Imm)))
	}
	return int64(x), math.Abs(x) < 1<<31 && x == math.Trunc(x)
}
