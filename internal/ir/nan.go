// SPDX-License-Identifier: BSD-3-Clause

package ir

// The bits of NaN. A NaN that an operation computes is the canonical one:
// positive, quiet, without payload. What only moves bits (Neg, Abs, Select,
// Bitcast, an operand that is stored as it is) keeps those of its NaN.
//
// No machine does so by itself: machines differ in the sign of the NaNs that
// they make and in the payload that they pass on. CanonicalizeNaNs finds the
// places where the difference would show.

// CanonicalNaN returns the bits of the canonical NaN of float type t.
func CanonicalNaN(t Type) uint64 {
	if t == F32 {
		return 0x7fc00000
	}
	return 0x7ff8000000000000
}

// quietBit is set in the quiet NaNs of float32.
const quietBit = 0x400000

// isNaN reports whether the bits x are a NaN of t.
func isNaN(t Type, x uint64) bool {
	switch t {
	case F32:
		return x&(1<<31-1) > 0x7f800000
	case F64:
		return x&(1<<63-1) > 0x7ff0000000000000
	}
	return false
}

// computes reports whether a NaN of v is one that its operation makes, so that
// on a machine its bits may be any.
func computes(v *Value) bool {
	if !v.Type.Is(KindFloat) {
		return false
	}
	switch v.Op {
	case Add, Sub, Mul, Div, Min, Max, MinNumbers, MaxNumbers, Sqrt, FMA, RoundEven, Floor, Ceil, Trunc:
		return true
	case Convert:
		return v.Args[0].Type.Is(KindFloat)
	}
	return false
}

// nans says which NaNs a value may be.
type nans uint8

const (
	// canonical is the canonical NaN.
	canonical nans = 1 << iota
	// made is one that a machine made, which must become the canonical one
	// before any operation sees its bits.
	made
	// kept is one whose bits are known: an operand's, say, or a negated one.
	kept
)

// CanonicalizeNaNs returns a function like f whose results do not depend on the
// NaNs that a machine makes. It inserts Canonical before an operation that reads
// the bits of a value which may be such a NaN. It marks with Mend the results
// that may be such a NaN, and can be no NaN whose bits are to be kept. HalfToF32
// makes a NaN quiet on real machines; where its bits are read, it is replaced by
// code that keeps a signalling one.
func CanonicalizeNaNs(f *Func) *Func {
	if f.NaNsCanonical {
		return f
	}
	s := nanCanonicalizer{f: f, nans: classify(f), fix: make([]bool, len(f.Values)), seen: make([]bool, len(f.Values)), loops: f.byVariable()}
	for _, v := range f.Values {
		switch {
		case v.Op == Bitcast && v.Type.Is(KindInteger), v.Op == F32ToHalf:
			s.see(v.Args[0])
		case v.Op == Rare:
			for _, a := range v.Args[2:] {
				if s.nans[a.ID]&kept != 0 {
					s.see(a)
				}
			}
		}
	}
	for _, r := range f.Results {
		if s.nans[r.Value.ID]&kept != 0 {
			s.see(r.Value)
		}
	}
	for i, v := range f.Values {
		s.fix[i] = (s.fix[i] || v.Op == HalfToF32) && s.matters(v)
	}
	return s.rebuild()
}

// classify returns, by the number of the value, which NaNs it may be.
func classify(f *Func) []nans {
	n := make([]nans, len(f.Values))
	for grew := true; grew; { // until the variables of loops may be no other NaNs after an iteration
		classifyOnce(f, n)
		grew = false
		for _, r := range f.Loops() {
			enters, next := r.Variables()
			for j, e := range enters {
				if more := n[next[j].ID] &^ n[e.ID]; more != 0 {
					n[e.ID], grew = n[e.ID]|more, true
				}
			}
		}
	}
	return n
}

// classifyOnce is classify for variables of loops that may be the NaNs which n says at least.
func classifyOnce(f *Func, n []nans) {
	of := func(v *Value) nans { return n[v.ID] }
	for i, v := range f.Values {
		if !v.Type.Is(KindFloat) {
			continue
		}
		if v.Op != Enter {
			n[i] = 0
		}
		switch v.Op {
		case Enter:
			n[i] |= of(v.Args[0])
		case Leave:
			n[i] = of(v.Args[2])
		case Param, Window, HalfToF32, Bitcast:
			n[i] = kept
		case Const:
			switch {
			case v.Imm == CanonicalNaN(v.Type):
				n[i] = canonical
			case isNaN(v.Type, v.Imm):
				n[i] = kept
			}
		case Canonical:
			if of(v.Args[0]) != 0 {
				n[i] = canonical
			}
		case Abs:
			n[i] = of(v.Args[0])
		case Neg:
			if a := of(v.Args[0]); a != 0 {
				n[i] = kept | a&made
			}
		case Select:
			c, x, y := v.Args[0], v.Args[1], v.Args[2]
			if !ordered(c, x, true) {
				n[i] |= of(x)
			}
			if !ordered(c, y, false) {
				n[i] |= of(y)
			}
		case Rare: // what the scalar function returns is made canonical
			n[i] = of(v.Args[1]) | canonical
		case Lookup: // constant tables have none
			if v.Table.FromInput && v.Type.Is(KindFloat) {
				n[i] = kept
			}
		case RoundEven, Floor, Ceil, Trunc, Min, Max:
			for _, a := range v.Args {
				if of(a) != 0 {
					n[i] = made
				}
			}
		case Convert:
			if of(v.Args[0]) != 0 {
				n[i] = made
			}
		default:
			n[i] = made
		}
	}
}

// ordered reports whether x is not NaN wherever condition c is as holds says.
func ordered(c, x *Value, holds bool) bool {
	switch c.Op {
	case Eq, Lt, Le:
		return holds && (magnitude(c.Args[0]) == magnitude(x) || magnitude(c.Args[1]) == magnitude(x))
	case Ne:
		return !holds && (magnitude(c.Args[0]) == magnitude(x) || magnitude(c.Args[1]) == magnitude(x))
	case Not:
		return ordered(c.Args[0], x, !holds)
	case And, Or:
		a, b := ordered(c.Args[0], x, holds), ordered(c.Args[1], x, holds)
		if (c.Op == And) == holds { // both are as holds says
			return a || b
		}
		return a && b
	}
	return false
}

// magnitude returns the value of which v has all bits but the sign: either is NaN
// if the other is.
func magnitude(v *Value) *Value {
	for v != nil {
		next := v.unsigned()
		if next == nil {
			return v
		}
		v = next
	}
	return v
}

// unsigned returns the float of which v is the absolute value, the negative or a
// copy with another sign, or nil.
func (v *Value) unsigned() *Value {
	if !v.Type.Is(KindFloat) {
		return nil
	}
	switch v.Op {
	case Abs, Neg:
		return v.Args[0]
	case Bitcast:
		if x, _ := v.Copysign(); x != nil {
			return x
		}
	}
	return nil
}

// Copysign returns x and y if v is, put together of bits, the magnitude of x with
// the sign of y.
func (v *Value) Copysign() (x, y *Value) {
	if v.Op != Bitcast || v.Args[0].Op != Or {
		return nil, nil
	}
	a, b := v.Args[0].Args[0], v.Args[0].Args[1]
	if a.Op != AndNot || b.Op != And {
		return nil, nil
	}
	for _, z := range []*Value{a, b} {
		c, from := z.Args[1], z.Args[0]
		if c.Op != Const || c.Imm != 1<<(v.Type.Bits()-1) || from.Op != Bitcast || from.Args[0].Type != v.Type {
			return nil, nil
		}
	}
	return a.Args[0].Args[0], b.Args[0].Args[0]
}

// nanCanonicalizer is the state of CanonicalizeNaNs.
type nanCanonicalizer struct {
	f    *Func
	nans []nans
	fix  []bool // by number: Canonical follows the value, or exactHalf
	seen []bool // by number: whose bits are read

	loops map[*Value]variable
}

// see notes that an operation reads the bits of v: NaNs that the machine made
// become canonical where they were made, or where no NaN to be kept has joined
// them yet.
func (s *nanCanonicalizer) see(v *Value) {
	variable := v.Op == Enter || v.Op == Leave // nothing can follow these
	switch n := s.nans[v.ID]; {
	case n&made == 0 || s.fix[v.ID] || s.seen[v.ID]:
		return
	case n&kept == 0 && !variable:
		s.fix[v.ID] = true
		return
	}
	s.seen[v.ID] = true
	switch v.Op {
	case Enter:
		s.see(v.Args[0])
		s.see(s.loops[v].next)
	case Leave:
		s.see(v.Args[2])
	case Abs, Neg:
		s.see(v.Args[0])
	case Select:
		s.see(v.Args[1])
		s.see(v.Args[2])
	case Rare:
		s.see(v.Args[1])
	}
}

// rebuild returns the canonicalized function.
func (s *nanCanonicalizer) rebuild() *Func {
	f := s.f
	g := New(f.Name)
	g.In, g.Out = append(g.In, f.In...), append(g.Out, f.Out...)
	to := make([]*Value, len(f.Values))
	for i, v := range f.Values {
		args := make([]*Value, len(v.Args))
		for k, a := range v.Args {
			args[k] = to[a.ID]
			// The scalar function sees its arguments; other lanes need not wait.
			if v.Op == Rare && k >= 2 && s.nans[a.ID]&(made|kept) == made {
				args[k] = g.Unary(Canonical, to[a.ID])
			}
		}
		to[i] = g.Copy(v, args...)
		switch {
		case !s.fix[i]:
		case v.Op == HalfToF32:
			to[i] = exactHalf(g, to[i])
		default:
			to[i] = g.Unary(Canonical, to[i])
		}
	}
	for _, r := range f.Results {
		g.Return(r.Operand, r.Part, to[r.Value.ID])
	}
	g.Prune()
	n := classify(g)
	for i := range g.Results {
		r := &g.Results[i]
		r.Mend = n[r.Value.ID]&(made|kept) == made
	}
	g.NaNsCanonical = true
	return g
}

// exactHalf returns the float32 x that HalfToF32 made, with the bits of its NaN.
func exactHalf(f *Func, x *Value) *Value {
	h := f.Convert(U32, x.Args[0])
	bits := func(c uint64, to int) *Value { return f.Shift(Shl, f.Binary(And, h, f.Const(U32, c)), to) }
	nan := f.Binary(Or, f.Binary(Or, bits(0x8000, 16), bits(0x3ff, 13)), f.Const(U32, 0x7f800000))
	return f.Select(f.Binary(Ne, x, x), f.Bitcast(F32, nan), x)
}
