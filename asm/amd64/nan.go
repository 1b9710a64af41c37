package amd64

import (
	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/asm/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// Results whose NaN must become canonical (ir.Result.Mend) are looked at before
// they are stored, two vectors at once: a comparison says whether either has a
// NaN. Hardly ever does one, so the code that mends them lies outside, behind the
// loops.

// unordered is the predicate of VCMPPS and VCMPPD that holds where either
// argument is NaN.
const unordered = 3

// suspect is a vector that may have NaNs to be mended.
type suspect struct {
	t ir.Type
	r reg.Register
	// nan holds where it is to be NaN, if that is known separately; or nil.
	nan reg.Register
}

func (w *writer) canonical(t ir.Type) constant { return constant{t.Size(), ir.CanonicalNaN(t)} }

func floating(t ir.Type, f32, f64 any) inst {
	if t == ir.F32 {
		return in(f32)
	}
	return in(f64)
}

// mendResults makes the NaNs of n vectors of results canonical. A kernel that
// spills has no registers for all of them at once and does it as it stores.
func (w *writer) mendResults(n int) {
	if w.plan.Spill {
		return
	}
	var list []suspect
	seen := map[plan.Var]bool{}
	for _, r := range w.body.Func.Results {
		for w.lane = range n {
			root := plan.Root(r.Value)
			if !r.Mend || seen[w.of(root)] {
				continue
			}
			seen[w.of(root)] = true
			s := suspect{t: r.Value.Type, r: w.reg(root)}
			if r.NaN != nil {
				s.nan = w.reg(r.NaN)
			}
			list = append(list, s)
		}
	}
	w.lane = 0
	w.mend(list, 0, nil)
	w.vec.Release()
	if w.mask != nil {
		w.mask.Release()
	}
}

// mend tests vectors for NaN and makes these canonical, behind the loops; there
// unless, if not nil, may jump to the label that it gets. If lanes is not 0, only
// the lanes of its bits count: lanes of four bytes on AVX2, of the type on AVX-512.
func (w *writer) mend(list []suspect, lanes int, unless func(clean string)) {
	if len(list) == 0 {
		return
	}
	cold, clean := w.fresh("nan"), w.fresh("clean")
	var test reg.Register // free in the cold code
	if w.masks {
		test = w.unorderedMask(list, lanes)
	} else {
		test = w.unorderedVector(list, lanes)
	}
	w.jump(in(x86.JNE), cold)
	w.at(clean)
	w.cold = append(w.cold, func() {
		w.at(cold)
		if unless != nil {
			unless(clean)
		}
		for _, s := range list {
			bytes := int(s.r.Size())
			mask := s.nan
			if mask == nil {
				mask = test
				if !w.masks {
					mask = vector(int(test.(reg.Physical).PhysicalIndex()), bytes)
				}
				w.emit(floating(s.t, x86.VCMPPS, x86.VCMPPD), imm(unordered), s.r, s.r, mask)
			}
			if w.masks {
				w.emit(floating(s.t, x86.VPBROADCASTD, x86.VPBROADCASTQ), w.data.broadcast(w.canonical(s.t), 8), mask, s.r)
				continue
			}
			w.emit(floating(s.t, x86.VBLENDVPS, x86.VBLENDVPD), mask, w.data.broadcast(w.canonical(s.t), bytes), s.r, s.r)
		}
		w.jump(in(x86.JMP), clean)
	})
}

// nanTest gives the mask of NaNs in one or two vectors: a known one, or that of a
// comparison.
type nanTest struct {
	known   reg.Register
	compare inst
	a, b    reg.Register
}

// nanTests returns the tests for vectors. Two of one type are compared with each
// other; one that is left over is compared with itself.
func nanTests(list []suspect) (tests []nanTest) {
	for _, t := range []ir.Type{ir.F32, ir.F64} {
		odd := false
		for _, s := range list {
			switch {
			case s.t != t:
			case s.nan != nil:
				tests = append(tests, nanTest{known: s.nan})
			case odd:
				tests[len(tests)-1].b = s.r
				odd = false
			default:
				tests = append(tests, nanTest{compare: floating(t, x86.VCMPPS, x86.VCMPPD), a: s.r, b: s.r})
				odd = true
			}
		}
	}
	return tests
}

// unorderedVector clears the zero flag if there is a NaN in the vectors, and
// returns a register that is free then.
func (w *writer) unorderedVector(list []suspect, lanes int) reg.Register {
	first, next := w.vec.Temp(), -1
	var sum reg.Register
	for i, t := range nanTests(list) {
		mask := t.known
		if mask == nil {
			d := first
			if i > 0 {
				if next < 0 {
					next = w.vec.Temp()
				}
				d = next
			}
			mask = vector(d, int(t.a.Size()))
			w.emit(t.compare, imm(unordered), t.a, t.b, mask)
		}
		// Above a short mask are zeros.
		mask = vector(int(mask.(reg.Physical).PhysicalIndex()), w.bytes)
		if i > 0 {
			w.emit(in(x86.VORPS), mask, sum, vector(first, w.bytes))
			mask = vector(first, w.bytes)
		}
		sum = mask
	}
	w.emit(in(x86.VMOVMSKPS), sum, reg.EAX)
	w.testLanes(lanes)
	return vector(first, w.bytes)
}

// unorderedMask is unorderedVector with mask registers.
func (w *writer) unorderedMask(list []suspect, lanes int) reg.Register {
	tests := nanTests(list)
	first := opmasks[w.mask.Temp()]
	next := first
	if len(tests) > 1 {
		next = opmasks[w.mask.Temp()]
	}
	var sum, last reg.Register
	for i, t := range tests {
		if last = t.known; last == nil {
			if last = next; i == 0 {
				last = first
			}
			w.emit(t.compare, imm(unordered), t.a, t.b, last)
		}
		switch {
		case i == 0:
			sum = last
		case i < len(tests)-1 || lanes != 0:
			w.emit(in(x86.KORW), last, sum, first)
			sum = first
		}
	}
	if lanes == 0 {
		w.emit(in(x86.KORTESTW), last, sum)
		return first
	}
	w.emit(in(x86.KMOVW), sum, reg.EAX)
	w.testLanes(lanes)
	return first
}

// testLanes clears the zero flag if EAX has one of the given bits, or if they are
// 0 any.
func (w *writer) testLanes(bits int) {
	if bits == 0 {
		w.emit(in(x86.TESTL), reg.EAX, reg.EAX)
	} else {
		w.emit(in(x86.TESTL), operand.U32(bits), reg.EAX)
	}
}

// stored returns a register with the value of r as it is to be stored.
func (w *writer) stored(r ir.Result) reg.Register {
	x := w.reg(r.Value)
	if !r.Mend || !w.plan.Spill {
		return x
	}
	t := r.Value.Type
	d := w.temp(w.size(t))
	var mask reg.Register
	switch {
	case r.NaN != nil:
		mask = w.reg(r.NaN)
	case w.masks:
		mask = opmasks[w.mask.Temp()]
	default:
		mask = d
	}
	if r.NaN == nil {
		w.emit(floating(t, x86.VCMPPS, x86.VCMPPD), imm(unordered), x, x, mask)
	}
	if w.masks {
		w.emit(floating(t, x86.VBLENDMPS_BCST, x86.VBLENDMPD_BCST), w.data.broadcast(w.canonical(t), 8), x, mask, d)
	} else {
		w.emit(floating(t, x86.VBLENDVPS, x86.VBLENDVPD), mask, w.data.broadcast(w.canonical(t), max(16, w.size(t))), x, d)
	}
	return d
}

// mendFold makes the NaN of the first element of a vector canonical, unless the
// row has only that one.
func (f folder) mendFold(of parts) {
	var list []suspect
	for _, r := range f.body.Func.Results {
		if r.Mend {
			list = append(list, suspect{t: f.element.Lane, r: vector(of[r.Part], 16)})
		}
	}
	lane := 4
	if f.masks {
		lane = f.element.Lane.Size()
	}
	lanes := 1<<(f.element.Size()/len(of)/lane) - 1
	f.mend(list, lanes, func(clean string) {
		f.emit(in(x86.CMPQ), field(f.args(), kernel.OffN), imm(1))
		f.jump(in(x86.JEQ), clean)
	})
	f.endOp()
}

// writeCold writes the code that lies outside the loops.
func (w *writer) writeCold() {
	for _, f := range w.cold {
		f()
	}
	w.cold = nil
}
