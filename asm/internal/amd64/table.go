// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// key names an emitter: the operation, its type (for comparisons that of the
// arguments) and for conversions the type of the argument.
type key struct {
	op      ir.Op
	t, from ir.Type
}

// emitter writes the operation of v for one vector.
type emitter func(w *writer, v *ir.Value)

// table is what a level has.
type table map[key]emitter

func (t table) add(op ir.Op, typ ir.Type, e emitter) { t[key{op, typ, typ}] = e }

func (t table) conversion(op ir.Op, to, from ir.Type, e emitter) { t[key{op, to, from}] = e }

// both adds an emitter that does not care for the sign.
func (t table) both(op ir.Op, size int, e emitter) {
	t.add(op, ir.Int(size), e)
	t.add(op, ir.Uint(size), e)
}

// second returns argument a as a register or, for a constant that is none, as
// memory: then bcst, if not nil, is the instruction to use. An input that waits for
// its operation is memory, too.
func (w *writer) second(a *ir.Value, f, bcst inst) (inst, operand.Op) {
	if m, ok := w.waitingAt(a); ok && w.size(a.Type) >= 16 {
		return f, m
	}
	switch {
	case w.inReg(a) || plan.Root(a).Op != ir.Const || plan.Root(a).Imm == 0:
		return f, w.reg(a)
	case bcst != nil:
		return bcst, w.memory(a, true)
	case w.masks: // rows of 64 bytes would fill the cache
		return f, w.reg(a)
	}
	return f, w.memory(a, false)
}

// binary is d = x op y as one instruction f(y, x, d). f and bcst are
// constructors of avo; bcst, or nil, takes y from memory and broadcasts it.
func binary(f, bcst any) emitter { return binaryInst(in(f), optional(bcst)) }

func optional(f any) inst {
	if f == nil {
		return nil
	}
	return in(f)
}

func binaryInst(f, bcst inst) emitter {
	return func(w *writer, v *ir.Value) {
		x, y := v.Args[0], v.Args[1]
		if ir.Ops[v.Op].Commutative && !w.inReg(x) && w.inReg(y) {
			x, y = y, x
		}
		g, b := w.second(y, f, bcst)
		a := w.reg(x)
		w.emit(g, b, a, w.dst(v))
	}
}

// swapped is d = x op y as f(x, y, d).
func swapped(f, bcst any) emitter {
	return func(w *writer, v *ir.Value) {
		g, a := w.second(v.Args[0], in(f), optional(bcst))
		b := w.reg(v.Args[1])
		w.emit(g, a, b, w.dst(v))
	}
}

// unary is d = op x as f(x, d), which may read x from memory.
func unary(f any) emitter {
	g := in(f)
	return func(w *writer, v *ir.Value) {
		a := w.source(v)
		w.emit(g, a, w.dst(v))
	}
}

// withImm is d = op x as f(i, x, d), which may read x from memory.
func withImm(f any, i int) emitter {
	g := in(f)
	return func(w *writer, v *ir.Value) {
		a := w.source(v)
		w.emit(g, imm(i), a, w.dst(v))
	}
}

// fromRegister is d = op x as f(x, d) with x in a register: the form with memory of a
// conversion to fewer bytes writes it.
func fromRegister(f any) emitter {
	g := in(f)
	return func(w *writer, v *ir.Value) {
		a := w.reg(v.Args[0])
		w.emit(g, a, w.dst(v))
	}
}

// source returns the argument of v as a register or, for an input that waits for its
// operation, as memory. A register is no shorter than 16 bytes, and an instruction
// reads for all of one.
func (w *writer) source(v *ir.Value) operand.Op {
	a := v.Args[0]
	if m, ok := w.waitingAt(a); ok && w.size(v.Type) >= 16 && w.size(a.Type) >= min(16, 16*a.Type.Size()/v.Type.Size()) {
		return m
	}
	return w.reg(a)
}

// toHalf is VCVTPS2PH, rounding to even.
func toHalf(w *writer, v *ir.Value) {
	a := w.reg(v.Args[0])
	w.emit(in(x86.VCVTPS2PH), imm(0), a, w.dst(v))
}

// shift is a shift by the constant of v.
func shift(f any) emitter {
	g := in(f)
	return func(w *writer, v *ir.Value) {
		a := w.reg(v.Args[0])
		w.emit(g, imm(int(v.Imm)), a, w.dst(v))
	}
}

// compare is d = x op y as f(predicate, y, x, d). With a constant x the
// arguments are exchanged, and so is the predicate.
func compare(f, bcst any, predicate, exchanged int) emitter {
	g, gb := in(f), optional(bcst)
	return func(w *writer, v *ir.Value) {
		x, y, p := v.Args[0], v.Args[1], predicate
		if !w.inReg(x) && w.inReg(y) {
			x, y, p = y, x, exchanged
		}
		h, b := w.second(y, g, gb)
		a := w.reg(x)
		w.emit(h, imm(p), b, a, w.dst(v))
	}
}

// fused holds the forms of a fused multiply-add; the memory operand, if any,
// is the first in Go's order.
type fused struct{ f132, b132, f213, b213, f231, b231 inst }

func forms(f132, b132, f213, b213, f231, b231 any) fused {
	return fused{in(f132), optional(b132), in(f213), optional(b213), in(f231), optional(b231)}
}

// fma is d = x*y + z, with the signs that foldSigns left in Imm. The form is
// chosen by the register that ends here and so may be written: 132 is
// d = d*y + z, 213 is d = y*d + z, 231 is d = x*y + d, where the last-named of
// the other two may be memory: y, z, y.
func fma(bySigns [4]fused) emitter {
	return func(w *writer, v *ir.Value) { bySigns[v.Imm].emit(w, v) }
}

func (f fused) emit(w *writer, v *ir.Value) {
	x, y, z := v.Args[0], v.Args[1], v.Args[2]
	if !w.inReg(x) || w.dies(y) && !w.dies(x) {
		x, y = y, x // a constant factor is y, a dying one x
	}
	switch {
	case w.accumulator(v) == z && w.dies(z) && w.inReg(x):
		g, b := w.second(y, f.f231, f.b231)
		a, c := w.reg(x), w.reg(z)
		w.take(v, z)
		w.emit(g, b, a, c)
	case w.dies(x) && w.inReg(y):
		g, c := w.second(z, f.f213, f.b213)
		a, b := w.reg(x), w.reg(y)
		w.take(v, x)
		w.emit(g, c, b, a)
	case w.dies(x) && w.inReg(z):
		g, b := w.second(y, f.f132, f.b132)
		a, c := w.reg(x), w.reg(z)
		w.take(v, x)
		w.emit(g, b, c, a)
	case w.dies(z) && w.inReg(x):
		g, b := w.second(y, f.f231, f.b231)
		a, c := w.reg(x), w.reg(z)
		w.take(v, z)
		w.emit(g, b, a, c)
	case !w.inReg(y):
		// The register it is loaded into is free to be written.
		b := w.def(v)
		w.loadInto(y, b)
		g, c := w.second(z, f.f213, f.b213)
		w.emit(g, c, w.reg(x), b)
	case !w.inReg(z):
		c := w.def(v)
		w.loadInto(z, c)
		w.emit(f.f231, w.reg(y), w.reg(x), c)
	default:
		c := w.def(v)
		w.move(w.reg(z), c)
		w.emit(f.f231, w.reg(y), w.reg(x), c)
	}
}

// loadInto loads argument a, which needs it, into register r.
func (w *writer) loadInto(a *ir.Value, r reg.Register) {
	if root := plan.Root(a); root.Op == ir.Const {
		w.loadConst(constantOf(root), index(r), w.size(a.Type))
	} else {
		w.loadPlain(root, r)
	}
}

// dies reports whether a is in a register that the operation may write.
func (w *writer) dies(a *ir.Value) bool {
	root := plan.Root(a)
	return root.Op != ir.Const && !w.waits(root) && w.class(root).Dies(w.of(root))
}

// take puts v into the register of a, which dies.
func (w *writer) take(v, a *ir.Value) { w.class(v).Take(w.of(v), w.of(plan.Root(a))) }

// move copies a whole register.
func (w *writer) move(from, to reg.Register) {
	if w.masks {
		w.emit(in(x86.VMOVDQA64), from, to)
	} else {
		w.emit(in(x86.VMOVDQA), from, to)
	}
}

// floats adds the arithmetic that is the same on both levels; the broadcast
// forms are nil for AVX2.
func (t table) floats(evex bool) {
	b := func(f any) any {
		if evex {
			return f
		}
		return nil
	}
	t.add(ir.Add, ir.F32, binary(x86.VADDPS, b(x86.VADDPS_BCST)))
	t.add(ir.Add, ir.F64, binary(x86.VADDPD, b(x86.VADDPD_BCST)))
	t.add(ir.Sub, ir.F32, binary(x86.VSUBPS, b(x86.VSUBPS_BCST)))
	t.add(ir.Sub, ir.F64, binary(x86.VSUBPD, b(x86.VSUBPD_BCST)))
	t.add(ir.Mul, ir.F32, binary(x86.VMULPS, b(x86.VMULPS_BCST)))
	t.add(ir.Mul, ir.F64, binary(x86.VMULPD, b(x86.VMULPD_BCST)))
	t.add(ir.Div, ir.F32, binary(x86.VDIVPS, b(x86.VDIVPS_BCST)))
	t.add(ir.Div, ir.F64, binary(x86.VDIVPD, b(x86.VDIVPD_BCST)))
	t.add(ir.MinLT, ir.F32, binary(x86.VMINPS, b(x86.VMINPS_BCST)))
	t.add(ir.MinLT, ir.F64, binary(x86.VMINPD, b(x86.VMINPD_BCST)))
	t.add(ir.MaxGT, ir.F32, binary(x86.VMAXPS, b(x86.VMAXPS_BCST)))
	t.add(ir.MaxGT, ir.F64, binary(x86.VMAXPD, b(x86.VMAXPD_BCST)))
	t.add(ir.Sqrt, ir.F32, unary(x86.VSQRTPS))
	t.add(ir.Sqrt, ir.F64, unary(x86.VSQRTPD))
	t.add(ir.FMA, ir.F32, fma([4]fused{
		forms(x86.VFMADD132PS, b(x86.VFMADD132PS_BCST), x86.VFMADD213PS, b(x86.VFMADD213PS_BCST), x86.VFMADD231PS, b(x86.VFMADD231PS_BCST)),
		forms(x86.VFNMADD132PS, b(x86.VFNMADD132PS_BCST), x86.VFNMADD213PS, b(x86.VFNMADD213PS_BCST), x86.VFNMADD231PS, b(x86.VFNMADD231PS_BCST)),
		forms(x86.VFMSUB132PS, b(x86.VFMSUB132PS_BCST), x86.VFMSUB213PS, b(x86.VFMSUB213PS_BCST), x86.VFMSUB231PS, b(x86.VFMSUB231PS_BCST)),
		forms(x86.VFNMSUB132PS, b(x86.VFNMSUB132PS_BCST), x86.VFNMSUB213PS, b(x86.VFNMSUB213PS_BCST), x86.VFNMSUB231PS, b(x86.VFNMSUB231PS_BCST)),
	}))
	t.add(ir.FMA, ir.F64, fma([4]fused{
		forms(x86.VFMADD132PD, b(x86.VFMADD132PD_BCST), x86.VFMADD213PD, b(x86.VFMADD213PD_BCST), x86.VFMADD231PD, b(x86.VFMADD231PD_BCST)),
		forms(x86.VFNMADD132PD, b(x86.VFNMADD132PD_BCST), x86.VFNMADD213PD, b(x86.VFNMADD213PD_BCST), x86.VFNMADD231PD, b(x86.VFNMADD231PD_BCST)),
		forms(x86.VFMSUB132PD, b(x86.VFMSUB132PD_BCST), x86.VFMSUB213PD, b(x86.VFMSUB213PD_BCST), x86.VFMSUB231PD, b(x86.VFMSUB231PD_BCST)),
		forms(x86.VFNMSUB132PD, b(x86.VFNMSUB132PD_BCST), x86.VFNMSUB213PD, b(x86.VFNMSUB213PD_BCST), x86.VFNMSUB231PD, b(x86.VFNMSUB231PD_BCST)),
	}))
	t.conversion(ir.HalfToF32, ir.F32, ir.U16, unary(x86.VCVTPH2PS))
	t.conversion(ir.F32ToHalf, ir.U16, ir.F32, toHalf)
	t.conversion(ir.Convert, ir.F64, ir.F32, unary(x86.VCVTPS2PD))
	t.conversion(ir.Convert, ir.F32, ir.I32, unary(x86.VCVTDQ2PS))
	// The emulator that tests AVX2 alone (qemu 7.2) reads 32 bytes of memory, not 16.
	t.conversion(ir.Convert, ir.F64, ir.I32, fromRegister(x86.VCVTDQ2PD))
	t.conversion(ir.TruncToInt, ir.I32, ir.F32, unary(x86.VCVTTPS2DQ))
}

// integers adds what is the same on both levels.
func (t table) integers(evex bool) {
	b := func(f any) any {
		if evex {
			return f
		}
		return nil
	}
	t.both(ir.Add, 1, binary(x86.VPADDB, nil))
	t.both(ir.Add, 2, binary(x86.VPADDW, nil))
	t.both(ir.Add, 4, binary(x86.VPADDD, b(x86.VPADDD_BCST)))
	t.both(ir.Add, 8, binary(x86.VPADDQ, b(x86.VPADDQ_BCST)))
	t.both(ir.Sub, 1, binary(x86.VPSUBB, nil))
	t.both(ir.Sub, 2, binary(x86.VPSUBW, nil))
	t.both(ir.Sub, 4, binary(x86.VPSUBD, b(x86.VPSUBD_BCST)))
	t.both(ir.Sub, 8, binary(x86.VPSUBQ, b(x86.VPSUBQ_BCST)))
	t.both(ir.Mul, 1, multiplyBytes)
	t.both(ir.Mul, 2, binary(x86.VPMULLW, nil))
	t.both(ir.Mul, 4, binary(x86.VPMULLD, b(x86.VPMULLD_BCST)))
	t.add(ir.MulLo32, ir.I64, binary(x86.VPMULDQ, b(x86.VPMULDQ_BCST)))
	t.add(ir.MulLo32, ir.U64, binary(x86.VPMULUDQ, b(x86.VPMULUDQ_BCST)))
	t.add(ir.Min, ir.I8, binary(x86.VPMINSB, nil))
	t.add(ir.Min, ir.U8, binary(x86.VPMINUB, nil))
	t.add(ir.Min, ir.I16, binary(x86.VPMINSW, nil))
	t.add(ir.Min, ir.U16, binary(x86.VPMINUW, nil))
	t.add(ir.Min, ir.I32, binary(x86.VPMINSD, b(x86.VPMINSD_BCST)))
	t.add(ir.Min, ir.U32, binary(x86.VPMINUD, b(x86.VPMINUD_BCST)))
	t.add(ir.Max, ir.I8, binary(x86.VPMAXSB, nil))
	t.add(ir.Max, ir.U8, binary(x86.VPMAXUB, nil))
	t.add(ir.Max, ir.I16, binary(x86.VPMAXSW, nil))
	t.add(ir.Max, ir.U16, binary(x86.VPMAXUW, nil))
	t.add(ir.Max, ir.I32, binary(x86.VPMAXSD, b(x86.VPMAXSD_BCST)))
	t.add(ir.Max, ir.U32, binary(x86.VPMAXUD, b(x86.VPMAXUD_BCST)))
	t.add(ir.Abs, ir.I8, unary(x86.VPABSB))
	t.add(ir.Abs, ir.I16, unary(x86.VPABSW))
	t.add(ir.Abs, ir.I32, unary(x86.VPABSD))
	t.both(ir.Shl, 1, shiftBytes(x86.VPSLLW, func(k uint64) uint64 { return 0xff << k & 0xff }))
	t.add(ir.Shr, ir.U8, shiftBytes(x86.VPSRLW, func(k uint64) uint64 { return 0xff >> k }))
	t.both(ir.Shl, 2, shift(x86.VPSLLW))
	t.both(ir.Shl, 4, shift(x86.VPSLLD))
	t.both(ir.Shl, 8, shift(x86.VPSLLQ))
	t.add(ir.Shr, ir.U16, shift(x86.VPSRLW))
	t.add(ir.Shr, ir.U32, shift(x86.VPSRLD))
	t.add(ir.Shr, ir.U64, shift(x86.VPSRLQ))
	t.add(ir.Shr, ir.I16, shift(x86.VPSRAW))
	t.add(ir.Shr, ir.I32, shift(x86.VPSRAD))
	t.both(ir.ShlV, 4, binary(x86.VPSLLVD, b(x86.VPSLLVD_BCST)))
	t.both(ir.ShlV, 8, binary(x86.VPSLLVQ, b(x86.VPSLLVQ_BCST)))
	t.add(ir.ShrV, ir.U32, binary(x86.VPSRLVD, b(x86.VPSRLVD_BCST)))
	t.add(ir.ShrV, ir.U64, binary(x86.VPSRLVQ, b(x86.VPSRLVQ_BCST)))
	t.add(ir.ShrV, ir.I32, binary(x86.VPSRAVD, b(x86.VPSRAVD_BCST)))
	t.add(ir.MulHi, ir.I16, binary(x86.VPMULHW, nil))
	t.add(ir.MulAddPairs, ir.I16, multiplyAddPairs)
	t.add(ir.MulHi, ir.U16, binary(x86.VPMULHUW, nil))
	t.add(ir.MulHi, ir.I32, mulHi32(x86.VPMULDQ))
	t.add(ir.MulHi, ir.U32, mulHi32(x86.VPMULUDQ))
	t.add(ir.AddSat, ir.I8, binary(x86.VPADDSB, nil))
	t.add(ir.AddSat, ir.U8, binary(x86.VPADDUSB, nil))
	t.add(ir.AddSat, ir.I16, binary(x86.VPADDSW, nil))
	t.add(ir.AddSat, ir.U16, binary(x86.VPADDUSW, nil))
	t.add(ir.SubSat, ir.I8, binary(x86.VPSUBSB, nil))
	t.add(ir.SubSat, ir.U8, binary(x86.VPSUBUSB, nil))
	t.add(ir.SubSat, ir.I16, binary(x86.VPSUBSW, nil))
	t.add(ir.SubSat, ir.U16, binary(x86.VPSUBUSW, nil))
	t.add(ir.Avg, ir.U8, binary(x86.VPAVGB, nil))
	t.add(ir.Avg, ir.U16, binary(x86.VPAVGW, nil))
	t.add(ir.Lookup, ir.F32, lookup)
	t.add(ir.Lookup, ir.F64, lookup)
	for size := 1; size <= 8; size *= 2 {
		t.both(ir.Lookup, size, lookup)
		t.both(ir.OnesCount, size, onesCount)
		if size > 1 {
			t.both(ir.ReverseBytes, size, reverseBytes)
			t.both(ir.RepeatByte, size, repeatByte)
		}
		t.both(ir.NonzeroBytes, size, nonzeroBytes)
	}
}

// widen adds the sign- and zero-extensions. The emitters are those of the
// argument's type; the sign of the result is nothing but a name.
func (t table) widen() {
	for _, e := range []struct {
		from ir.Type
		to   int
		f    any
	}{
		{ir.I8, 2, x86.VPMOVSXBW}, {ir.I8, 4, x86.VPMOVSXBD}, {ir.I8, 8, x86.VPMOVSXBQ},
		{ir.I16, 4, x86.VPMOVSXWD}, {ir.I16, 8, x86.VPMOVSXWQ}, {ir.I32, 8, x86.VPMOVSXDQ},
		{ir.U8, 2, x86.VPMOVZXBW}, {ir.U8, 4, x86.VPMOVZXBD}, {ir.U8, 8, x86.VPMOVZXBQ},
		{ir.U16, 4, x86.VPMOVZXWD}, {ir.U16, 8, x86.VPMOVZXWQ}, {ir.U32, 8, x86.VPMOVZXDQ},
	} {
		t.conversion(ir.Convert, ir.Int(e.to), e.from, unary(e.f))
		t.conversion(ir.Convert, ir.Uint(e.to), e.from, unary(e.f))
	}
}

// narrow adds the emitter of the conversion between sizes, for all signs.
func (t table) narrow(to, from int, e emitter) {
	for _, a := range []ir.Type{ir.Int(to), ir.Uint(to)} {
		for _, b := range []ir.Type{ir.Int(from), ir.Uint(from)} {
			t.conversion(ir.Convert, a, b, e)
		}
	}
}
