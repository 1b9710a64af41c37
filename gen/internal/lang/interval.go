// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/arraygen/arraygen/internal/ir"
)

// interval bounds an integer. One of 64 bits without a sign may be above hi where
// that is the greatest int64.
type interval struct{ lo, hi int64 }

// String says so in a message.
func (r interval) String() string {
	switch {
	case r.lo == r.hi:
		return fmt.Sprint(r.lo)
	case r.hi == math.MaxInt64:
		return fmt.Sprintf("from %d up to any size", r.lo)
	}
	return fmt.Sprintf("from %d to %d", r.lo, r.hi)
}

// intervals knows those of the values of a function.
type intervals map[*ir.Value]interval

// everything is the interval of all integers of a type.
func everything(t ir.Type) interval {
	switch {
	case t.Is(ir.KindInt):
		return interval{math.MinInt64 >> (64 - t.Bits()), math.MaxInt64 >> (64 - t.Bits())}
	case t == ir.U64:
		return interval{0, math.MaxInt64}
	}
	return interval{0, 1<<t.Bits() - 1}
}

// of returns bounds of v that hold whatever the inputs are.
func (m intervals) of(v *ir.Value) interval {
	r, ok := m[v]
	if !ok {
		all := everything(v.Type)
		if r, ok = m.derive(v); !ok || r.lo < all.lo || r.hi > all.hi {
			r = all
		}
		m[v] = r
	}
	return r
}

// derive returns the interval of v as it would be in a type without an end.
func (m intervals) derive(v *ir.Value) (r interval, ok bool) {
	arg := func(i int) interval { return m.of(v.Args[i]) }
	fits := func(x, y interval) bool { // sums and products of which do not overflow
		return max(-x.lo, x.hi, -y.lo, y.hi) < 1<<31 && min(x.lo, y.lo) > math.MinInt64
	}
	for _, a := range v.Args {
		if !a.Type.Is(ir.KindInteger) && v.Op != ir.Select {
			return r, false
		}
	}
	switch v.Op {
	case ir.Const:
		x := int64(v.Imm << (64 - v.Type.Bits()))
		if v.Type.Is(ir.KindInt) {
			x >>= 64 - v.Type.Bits()
		} else if x = int64(v.Imm); x < 0 {
			return r, false
		}
		return interval{x, x}, true
	case ir.Convert, ir.Bitcast:
		x := arg(0) // without an end, it wraps in any other type
		return x, v.Args[0].Type != ir.U64 || x.hi < math.MaxInt64
	case ir.Select:
		x, y := arg(1), arg(2)
		return interval{min(x.lo, y.lo), max(x.hi, y.hi)}, true
	case ir.Min:
		x, y := arg(0), arg(1)
		return interval{min(x.lo, y.lo), min(x.hi, y.hi)}, true
	case ir.Max:
		x, y := arg(0), arg(1)
		return interval{max(x.lo, y.lo), max(x.hi, y.hi)}, true
	case ir.And:
		x, y := arg(0), arg(1)
		switch {
		case x.lo >= 0 && y.lo >= 0:
			return interval{0, min(x.hi, y.hi)}, true
		case x.lo >= 0:
			return interval{0, x.hi}, true
		case y.lo >= 0:
			return interval{0, y.hi}, true
		}
	case ir.AndNot:
		if x := arg(0); x.lo >= 0 {
			return interval{0, x.hi}, true
		}
	case ir.Or, ir.Xor:
		if x, y := arg(0), arg(1); x.lo >= 0 && y.lo >= 0 {
			return interval{0, 1<<bits.Len64(uint64(max(x.hi, y.hi))) - 1}, max(x.hi, y.hi) < 1<<62
		}
	case ir.Shr:
		x := arg(0)
		if x.hi == math.MaxInt64 && v.Type == ir.U64 {
			return interval{0, int64(uint64(math.MaxUint64) >> v.Imm)}, v.Imm > 0
		}
		return interval{x.lo >> v.Imm, x.hi >> v.Imm}, true
	case ir.Shl:
		if x, y := arg(0), (interval{0, 1 << v.Imm}); v.Imm < 31 && fits(x, y) {
			return interval{x.lo << v.Imm, x.hi << v.Imm}, true
		}
	case ir.Add:
		if x, y := arg(0), arg(1); fits(x, y) {
			return interval{x.lo + y.lo, x.hi + y.hi}, true
		}
	case ir.Sub:
		if x, y := arg(0), arg(1); fits(x, y) {
			return interval{x.lo - y.hi, x.hi - y.lo}, true
		}
	case ir.Mul:
		if x, y := arg(0), arg(1); fits(x, y) {
			p, q, s, t := x.lo*y.lo, x.lo*y.hi, x.hi*y.lo, x.hi*y.hi
			return interval{min(p, q, s, t), max(p, q, s, t)}, true
		}
	case ir.Div, ir.FloorDiv: // 0 for a divisor of 0
		if x, y := arg(0), arg(1); x.lo >= 0 && y.lo >= 0 && x.hi < math.MaxInt64 {
			return interval{0, x.hi / max(y.lo, 1)}, true
		}
	case ir.Rem, ir.FloorRem:
		if x, y := arg(0), arg(1); x.lo >= 0 && y.lo >= 0 && y.hi < math.MaxInt64 {
			return interval{0, min(x.hi, max(y.hi-1, 0))}, true
		}
	case ir.Index, ir.Last:
		return interval{0, everything(v.Type).hi}, true
	case ir.OnesCount, ir.LeadingZeros, ir.TrailingZeros:
		return interval{0, int64(v.Type.Bits())}, true
	case ir.Lookup:
		t := everything(v.Type)
		if v.Table.FromInput {
			return t, true
		}
		r = interval{t.hi, t.lo}
		for _, b := range v.Table.Bits {
			x := int64(b)
			if v.Type.Is(ir.KindInt) {
				x = x << (64 - v.Type.Bits()) >> (64 - v.Type.Bits())
			} else if x < 0 {
				return r, false
			}
			r.lo, r.hi = min(r.lo, x), max(r.hi, x)
		}
		return r, true
	}
	return r, false
}
