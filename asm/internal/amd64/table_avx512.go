// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/mmcloughlin/avo/x86"
)

// avx512Table is what AVX-512 has (F, BW, CD, DQ, VL). Bools are in
// mask registers. Every instruction must have an EVEX form, as registers go
// up to 31.
var avx512Table = makeAVX512()

func makeAVX512() table {
	t := table{}
	t.floats(true)
	t.integers(true)
	t.widen()
	t.both(ir.Mul, 8, binary(x86.VPMULLQ, x86.VPMULLQ_BCST))
	for _, k := range [][2]ir.Type{{ir.I8, ir.I8}, {ir.U8, ir.U8}, {ir.U8, ir.I8}} {
		t[key{ir.MulAddQuads, k[0], k[1]}] = multiplyAddQuads // where the CPU has VNNI
	}
	t.add(ir.Min, ir.I64, binary(x86.VPMINSQ, x86.VPMINSQ_BCST))
	t.add(ir.Min, ir.U64, binary(x86.VPMINUQ, x86.VPMINUQ_BCST))
	t.add(ir.Max, ir.I64, binary(x86.VPMAXSQ, x86.VPMAXSQ_BCST))
	t.add(ir.Max, ir.U64, binary(x86.VPMAXUQ, x86.VPMAXUQ_BCST))
	t.add(ir.Abs, ir.I64, unary(x86.VPABSQ))
	t.add(ir.Shr, ir.I64, shift(x86.VPSRAQ))
	t.add(ir.ShrV, ir.I64, binary(x86.VPSRAVQ, x86.VPSRAVQ_BCST))
	t.both(ir.LeadingZeros, 4, unary(x86.VPLZCNTD))
	t.both(ir.LeadingZeros, 8, unary(x86.VPLZCNTQ))
	t.both(ir.RotL, 4, shift(x86.VPROLD))
	t.both(ir.RotL, 8, shift(x86.VPROLQ))
	t.both(ir.RotLV, 4, binary(x86.VPROLVD, x86.VPROLVD_BCST))
	t.both(ir.RotLV, 8, binary(x86.VPROLVQ, x86.VPROLVQ_BCST))
	t.both(ir.ShlV, 2, binary(x86.VPSLLVW, nil))
	t.add(ir.ShrV, ir.U16, binary(x86.VPSRLVW, nil))
	t.add(ir.ShrV, ir.I16, binary(x86.VPSRAVW, nil))
	for size := 1; size <= 8; size *= 2 {
		// Bits have no width, but the broadcast of a constant has.
		if size == 8 {
			t.both(ir.And, size, binary(x86.VPANDQ, x86.VPANDQ_BCST))
			t.both(ir.Or, size, binary(x86.VPORQ, x86.VPORQ_BCST))
			t.both(ir.Xor, size, binary(x86.VPXORQ, x86.VPXORQ_BCST))
			t.both(ir.AndNot, size, swapped(x86.VPANDNQ, x86.VPANDNQ_BCST))
		} else {
			var and, or, xor, andNot any
			if size == 4 {
				and, or, xor, andNot = x86.VPANDD_BCST, x86.VPORD_BCST, x86.VPXORD_BCST, x86.VPANDND_BCST
			}
			t.both(ir.And, size, binary(x86.VPANDD, and))
			t.both(ir.Or, size, binary(x86.VPORD, or))
			t.both(ir.Xor, size, binary(x86.VPXORD, xor))
			t.both(ir.AndNot, size, swapped(x86.VPANDND, andNot))
		}
		for op, p := range map[ir.Op][2]int{ir.Eq: {0, 0}, ir.Ne: {4, 4}, ir.Lt: {1, 6}, ir.Le: {2, 5}} {
			s := []any{1: x86.VPCMPB, 2: x86.VPCMPW, 4: x86.VPCMPD, 8: x86.VPCMPQ}[size]
			u := []any{1: x86.VPCMPUB, 2: x86.VPCMPUW, 4: x86.VPCMPUD, 8: x86.VPCMPUQ}[size]
			sb := []any{4: x86.VPCMPD_BCST, 8: x86.VPCMPQ_BCST}
			ub := []any{4: x86.VPCMPUD_BCST, 8: x86.VPCMPUQ_BCST}
			var bs, bu any
			if size >= 4 {
				bs, bu = sb[size], ub[size]
			}
			t.add(op, ir.Int(size), compare(s, bs, p[0], p[1]))
			t.add(op, ir.Uint(size), compare(u, bu, p[0], p[1]))
		}
	}
	t.both(ir.Select, 1, blendMask(x86.VPBLENDMB, nil, x86.VMOVDQU8_Z))
	t.both(ir.Select, 2, blendMask(x86.VPBLENDMW, nil, x86.VMOVDQU16_Z))
	t.both(ir.Select, 4, blendMask(x86.VPBLENDMD, x86.VPBLENDMD_BCST, x86.VMOVDQA32_Z))
	t.both(ir.Select, 8, blendMask(x86.VPBLENDMQ, x86.VPBLENDMQ_BCST, x86.VMOVDQA64_Z))
	t.add(ir.Select, ir.F32, blendMask(x86.VBLENDMPS, x86.VBLENDMPS_BCST, x86.VMOVAPS_Z))
	t.add(ir.Select, ir.F64, blendMask(x86.VBLENDMPD, x86.VBLENDMPD_BCST, x86.VMOVAPD_Z))
	t.add(ir.And, ir.Bool, logic(x86.KANDQ))
	t.add(ir.Or, ir.Bool, logic(x86.KORQ))
	t.add(ir.Xor, ir.Bool, logic(x86.KXORQ))
	t.add(ir.AndNot, ir.Bool, func(w *writer, v *ir.Value) {
		a, b := w.reg(v.Args[0]), w.reg(v.Args[1])
		w.emit(in(x86.KANDNQ), a, b, w.dst(v))
	})
	t.add(ir.Not, ir.Bool, unary(x86.KNOTQ))
	for op, i := range map[ir.Op]int{ir.MinNumbers: 4, ir.MaxNumbers: 5} {
		t.add(op, ir.F32, ranged(x86.VRANGEPS, x86.VRANGEPS_BCST, i))
		t.add(op, ir.F64, ranged(x86.VRANGEPD, x86.VRANGEPD_BCST, i))
	}
	for op, p := range map[ir.Op][2]int{ir.Unordered: {unordered, unordered}, ir.Eq: {0x00, 0x00}, ir.Ne: {0x04, 0x04}, ir.Lt: {0x11, 0x1e}, ir.Le: {0x12, 0x1d}} {
		t.add(op, ir.F32, compare(x86.VCMPPS, x86.VCMPPS_BCST, p[0], p[1]))
		t.add(op, ir.F64, compare(x86.VCMPPD, x86.VCMPPD_BCST, p[0], p[1]))
	}
	for op, i := range map[ir.Op]int{ir.RoundEven: 8, ir.Floor: 9, ir.Ceil: 10, ir.Trunc: 11} {
		t.add(op, ir.F32, withImm(x86.VRNDSCALEPS, i))
		t.add(op, ir.F64, withImm(x86.VRNDSCALEPD, i))
	}
	for _, n := range []struct {
		to, from int
		f        any
	}{{1, 2, x86.VPMOVWB}, {1, 4, x86.VPMOVDB}, {1, 8, x86.VPMOVQB}, {2, 4, x86.VPMOVDW}, {2, 8, x86.VPMOVQW}, {4, 8, x86.VPMOVQD}} {
		t.narrow(n.to, n.from, fromRegister(n.f))
	}
	for _, c := range []struct {
		op       ir.Op
		to, from ir.Type
		f        any
	}{
		{ir.Convert, ir.F32, ir.F64, x86.VCVTPD2PS}, // 64-bit lanes always fill Z
		{ir.Convert, ir.F32, ir.U32, x86.VCVTUDQ2PS},
		{ir.Convert, ir.F64, ir.U32, x86.VCVTUDQ2PD},
		{ir.Convert, ir.F64, ir.I64, x86.VCVTQQ2PD},
		{ir.Convert, ir.F64, ir.U64, x86.VCVTUQQ2PD},
		{ir.Convert, ir.F32, ir.I64, x86.VCVTQQ2PS},
		{ir.Convert, ir.F32, ir.U64, x86.VCVTUQQ2PS},
		{ir.TruncToInt, ir.I64, ir.F64, x86.VCVTTPD2QQ},
		{ir.TruncToInt, ir.U64, ir.F64, x86.VCVTTPD2UQQ},
		{ir.TruncToInt, ir.I64, ir.F32, x86.VCVTTPS2QQ},
		{ir.TruncToInt, ir.U64, ir.F32, x86.VCVTTPS2UQQ},
		{ir.TruncToInt, ir.U32, ir.F32, x86.VCVTTPS2UDQ},
		{ir.TruncToInt, ir.I32, ir.F64, x86.VCVTTPD2DQ},
		{ir.TruncToInt, ir.U32, ir.F64, x86.VCVTTPD2UDQ},
	} {
		t.conversion(c.op, c.to, c.from, unary(c.f))
	}
	return t
}

// ranged is d = x op y as f(i, y, x, d).
func ranged(f, bcst any, i int) emitter {
	g, gb := in(f), in(bcst)
	return func(w *writer, v *ir.Value) {
		x, y := v.Args[0], v.Args[1]
		if !w.inReg(x) {
			x, y = y, x
		}
		h, b := w.second(y, g, gb)
		a := w.reg(x)
		w.emit(h, imm(i), b, a, w.dst(v))
	}
}

// logic is an operation on two bools.
func logic(f any) emitter {
	g := in(f)
	return func(w *writer, v *ir.Value) {
		a, b := w.reg(v.Args[0]), w.reg(v.Args[1])
		w.emit(g, b, a, w.dst(v))
	}
}

// blendMask is d = c ? x : y as f(x, y, c, d), or with zero for y as the move
// z(x, c, d).
func blendMask(f, bcst, z any) emitter {
	g, gb, gz := in(f), optional(bcst), in(z)
	return func(w *writer, v *ir.Value) {
		c := w.reg(v.Args[0])
		if y := plan.Root(v.Args[2]); y.Op == ir.Const && y.Imm == 0 {
			x := w.reg(v.Args[1])
			w.emit(gz, x, c, w.dst(v))
			return
		}
		h, x := w.second(v.Args[1], g, gb)
		y := w.reg(v.Args[2])
		w.emit(h, x, y, c, w.dst(v))
	}
}
