// SPDX-License-Identifier: BSD-3-Clause

package ir

// Much of what looks at the bits of a NaN that a machine made comes to nothing:
// exp reads the exponent of a number, and is NaN where that is none. It is
// found out by following one such value under the assumption that it is NaN.

// fate is what is known of a value where the followed one is NaN.
type fate struct {
	nan     bool // it is NaN too
	bits    bool // and has the bits of the followed one, or of its negative
	decided bool // it is a bool whose value is known
	value   bool // that value, if decided
	// depends says that the value, be it a number or bits, is not the same for all
	// NaNs that the followed one may be. (A NaN that an operation makes is never
	// the same: that counts where an operation reads its own bits.)
	depends bool
}

// matters reports whether a result or the condition of a rare lane depends on
// which NaN v is.
func (s *nanCanonicalizer) matters(v *Value) bool {
	if s.f.HasLoops() { // which would have to be followed round and round
		return true
	}
	fates := make([]fate, len(s.f.Values))
	for a := v; a != nil; a = impliedNaN(a) {
		fates[a.ID].nan = true
	}
	for i, w := range s.f.Values {
		known := fates[i].nan
		fates[i] = s.follow(w, fates)
		fates[i].nan = fates[i].nan || known
		if w == v {
			fates[i].bits = true
		}
		if w.Op == Rare && fates[w.Args[0].ID].depends {
			return true
		}
	}
	for _, r := range s.f.Results {
		if f := fates[r.Value.ID]; f.depends || f.bits && s.nans[r.Value.ID]&kept != 0 {
			return true
		}
	}
	return false
}

// impliedNaN returns the argument of v that is NaN wherever v is, or nil.
func impliedNaN(v *Value) *Value {
	finite := func(c *Value, zeroToo bool) bool {
		if c.Op != Const || !c.Type.Is(KindFloat) {
			return false
		}
		exponent := uint64(0x7ff0000000000000)
		sign := uint64(1) << 63
		if c.Type == F32 {
			exponent, sign = 0x7f800000, 1<<31
		}
		return c.Imm&exponent != exponent && (zeroToo || c.Imm&^sign != 0)
	}
	switch v.Op {
	case Neg, Abs, Canonical, RoundEven, Floor, Ceil, Trunc:
		if v.Type.Is(KindFloat) {
			return v.Args[0]
		}
	case Convert:
		if v.Type.Is(KindFloat) && v.Args[0].Type.Is(KindFloat) {
			return v.Args[0]
		}
	case Add, Sub, Mul, Div, Min, Max:
		if !v.Type.Is(KindFloat) {
			return nil
		}
		zero := v.Op != Mul && v.Op != Div
		if finite(v.Args[1], zero) {
			return v.Args[0]
		}
		if v.Op != Div && finite(v.Args[0], zero) {
			return v.Args[1]
		}
	case FMA:
		if !finite(v.Args[2], true) {
			return nil
		}
		for i, c := range v.Args[:2] {
			if finite(c, false) {
				return v.Args[1-i]
			}
		}
	}
	return nil
}

// follow returns the fate of v, after those of its arguments.
func (s *nanCanonicalizer) follow(v *Value, fates []fate) fate {
	arg := func(i int) fate { return fates[v.Args[i].ID] }
	var all fate // any of the arguments
	for i := range v.Args {
		all.nan = all.nan || arg(i).nan
		all.depends = all.depends || arg(i).depends
	}
	switch {
	case computes(v):
		if all.nan {
			return fate{nan: true}
		}
		return fate{depends: all.depends}
	case v.Op == Canonical:
		if all.nan {
			return fate{nan: true}
		}
		return fate{depends: all.depends}
	case v.Op.Compares() && v.Args[0].Type.Is(KindFloat):
		if all.nan {
			return fate{decided: true, value: v.Op == Ne || v.Op == Unordered}
		}
		return fate{depends: all.depends}
	case v.Type == Bool && v.Op != Select:
		return followBool(v, all, arg)
	}
	switch v.Op {
	case Neg, Abs:
		if v.Type.Is(KindFloat) {
			return arg(0)
		}
	case Bitcast, F32ToHalf:
		// The bits of a NaN that is not the followed one's are its own affair.
		return fate{depends: arg(0).depends || arg(0).bits}
	case Convert: // to an integer: NaN becomes 0
		if arg(0).nan {
			return fate{}
		}
	case Select:
		return s.followSelect(v, arg(0), arg(1), arg(2))
	case Rare:
		if c := arg(0); c.decided && !c.value {
			return arg(1)
		}
		f := fate{bits: arg(1).bits}
		for i := 1; i < len(v.Args); i++ {
			f.depends = f.depends || arg(i).depends || i >= 2 && arg(i).bits
		}
		return f
	}
	return fate{depends: all.depends}
}

// followSelect is follow of a choice.
func (s *nanCanonicalizer) followSelect(v *Value, c, x, y fate) fate {
	if c.decided {
		if c.value {
			return x
		}
		return y
	}
	f := fate{
		nan:     x.nan && y.nan,
		bits:    x.bits || y.bits,
		depends: c.depends || x.depends || y.depends,
	}
	if f.nan && s.nans[v.ID]&kept == 0 {
		f.depends = x.depends || y.depends // NaN, whichever it is
	}
	if x.decided && y.decided && x.value == y.value {
		return fate{decided: true, value: x.value}
	}
	return f
}

// followBool is follow of a bool made of others.
func followBool(v *Value, all fate, arg func(int) fate) fate {
	known := func(b bool) fate { return fate{decided: true, value: b} }
	switch v.Op {
	case Not:
		if x := arg(0); x.decided {
			return known(!x.value)
		}
	case And, Or, Xor, AndNot, Eq, Ne:
		x, y := arg(0), arg(1)
		if v.Op == AndNot {
			y.value = !y.value
		}
		and, or := v.Op == And || v.Op == AndNot, v.Op == Or
		for _, z := range []fate{x, y} {
			if z.decided && (and && !z.value || or && z.value) {
				return known(z.value)
			}
		}
		if x.decided && y.decided {
			switch {
			case and:
				return known(x.value && y.value)
			case or:
				return known(x.value || y.value)
			}
			return known((x.value == y.value) == (v.Op == Eq))
		}
	}
	return fate{depends: all.depends}
}
