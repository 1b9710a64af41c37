// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

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

// IfNaN looks at two vectors at once: a comparison says whether either has a NaN.
func (w *writer) IfNaN(list []plan.Suspect, lanes int, label string) (mend func()) {
	var vs []suspect
	bits := 0 // of the lanes that count: lanes of four bytes on AVX2, of the type on AVX-512
	for _, s := range list {
		bytes := w.size(s.Type)
		if lanes != 0 {
			bytes = 16
			if bits = 1<<lanes - 1; !w.masks {
				bits = 1<<(lanes*s.Type.Size()/4) - 1
			}
		}
		v := suspect{t: s.Type, r: vector(s.Register, bytes)}
		switch {
		case s.NaN < 0:
		case w.masks:
			v.nan = opmasks[s.NaN]
		default:
			v.nan = vector(s.NaN, bytes)
		}
		vs = append(vs, v)
	}
	var test reg.Register // free in the code that mends
	if w.masks {
		test = w.unorderedMask(vs, bits)
	} else {
		test = w.unorderedVector(vs, bits)
	}
	w.jump(in(x86.JNE), label)
	return func() {
		for _, s := range vs {
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
	}
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
