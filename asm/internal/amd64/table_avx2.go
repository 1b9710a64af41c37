// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"math"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/x86"
)

// avx2Table is what AVX2 has with FMA and F16C. A bool is a signed
// integer with all bits set.
var avx2Table = makeAVX2()

func makeAVX2() table {
	t := table{}
	t.floats(false)
	t.integers(false)
	t.widen()
	for size := 1; size <= 8; size *= 2 {
		t.both(ir.And, size, binary(x86.VPAND, nil))
		t.both(ir.Or, size, binary(x86.VPOR, nil))
		t.both(ir.Xor, size, binary(x86.VPXOR, nil))
		// VPANDN complements the argument that cannot be memory.
		t.both(ir.AndNot, size, swapped(x86.VPANDN, nil))
		t.both(ir.Select, size, blend(x86.VPBLENDVB))
		eq := binary([]any{1: x86.VPCMPEQB, 2: x86.VPCMPEQW, 4: x86.VPCMPEQD, 8: x86.VPCMPEQQ}[size], nil)
		t.both(ir.Eq, size, eq)
		// x < y is y > x.
		t.add(ir.Lt, ir.Int(size), swapped([]any{1: x86.VPCMPGTB, 2: x86.VPCMPGTW, 4: x86.VPCMPGTD, 8: x86.VPCMPGTQ}[size], nil))
		for to := 1; to < size; to *= 2 {
			t.narrow(to, size, shuffleNarrow(to, size))
		}
	}
	t.add(ir.Select, ir.F32, blend(x86.VBLENDVPS))
	t.add(ir.Select, ir.F64, blend(x86.VBLENDVPD))
	t.add(ir.MaxNumbers, ir.F32, maxNumbers(x86.VMAXPS, x86.VANDPS))
	t.add(ir.MaxNumbers, ir.F64, maxNumbers(x86.VMAXPD, x86.VANDPD))
	for op, p := range map[ir.Op][2]int{ir.Unordered: {unordered, unordered}, ir.Eq: {0x00, 0x00}, ir.Ne: {0x04, 0x04}, ir.Lt: {0x11, 0x1e}, ir.Le: {0x12, 0x1d}} {
		t.add(op, ir.F32, compare(x86.VCMPPS, nil, p[0], p[1]))
		t.add(op, ir.F64, compare(x86.VCMPPD, nil, p[0], p[1]))
	}
	for op, i := range map[ir.Op]int{ir.RoundEven: 8, ir.Floor: 9, ir.Ceil: 10, ir.Trunc: 11} {
		t.add(op, ir.F32, withImm(x86.VROUNDPS, i))
		t.add(op, ir.F64, withImm(x86.VROUNDPD, i))
	}
	t.conversion(ir.Convert, ir.F32, ir.F64, func(w *writer, v *ir.Value) {
		a := w.reg(v.Args[0])
		w.emit(in(x86.VCVTPD2PSY), a, w.dst(v))
	})
	t.conversion(ir.Convert, ir.F32, ir.I64, int64ToFloat32(true))
	t.conversion(ir.Convert, ir.F32, ir.U64, int64ToFloat32(false))
	t.conversion(ir.TruncToInt, ir.I32, ir.F64, func(w *writer, v *ir.Value) {
		a := w.reg(v.Args[0])
		w.emit(in(x86.VCVTTPD2DQY), a, w.dst(v))
	})
	return t
}

// maxNumbers is the maximum of numbers: in both orders the instruction gives the
// same but for zeros of unlike sign, whose common bits are +0.
func maxNumbers(maximum, and any) emitter {
	f, g := in(maximum), in(and)
	return func(w *writer, v *ir.Value) {
		x, y := w.reg(v.Args[0]), w.reg(v.Args[1])
		t := w.temp(w.size(v.Type))
		w.emit(f, x, y, t)
		d := w.dst(v)
		w.emit(f, y, x, d)
		w.emit(g, t, d, d)
	}
}

// int64ToFloat32 rounds an integer to float64 and then to float32, once in effect: of one beyond 48 bits, more than
// float64 has, the lowest 15 bits are cut off and their union kept in bit 15, far below the last bit of a float32. See Boldo and
// Melquiond, "Emulation of a FMA and correctly rounded sums: proved algorithms using rounding to odd", IEEE Trans.
// Computers 57 (2008). The halves of the integer are set into the fractions of 2^84 and 2^52.
func int64ToFloat32(signed bool) emitter {
	row := func(w *writer, x uint64) operand.Op { return w.data.row(x, x, x, x) }
	return func(w *writer, v *ir.Value) {
		x, bytes := w.reg(v.Args[0]), w.size(v.Args[0].Type)
		cut, odd, t := w.temp(bytes), w.temp(bytes), w.temp(bytes)
		off := 0x1p84 + 0x1p52
		top := math.Float64bits(0x1p84)
		// The words of 16 bits: a sum that saturates carries what the lowest has into its first bit, and marks the highest
		// where it is neither 0 nor, of a signed one, within 1 of that.
		words := uint64(0x7fff<<48 | 0x7fff)
		if signed {
			words = 0x7ffe<<48 | 0x7fff
			top |= 1 << 31
			off += 0x1p63
		}
		w.emit(in(x86.VMOVDQU), row(w, words), cut)
		w.emit(in(x86.VPADDUSW), x, cut, odd)
		if signed {
			w.emit(in(x86.VPABSW), x, t)
			w.emit(in(x86.VPADDUSW), t, cut, t)
		} else {
			w.emit(in(x86.VPADDUSW), x, cut, t)
		}
		w.emit(in(x86.VPANDN), odd, cut, odd)
		w.emit(in(x86.VBLENDVPD), t, odd, x, odd)
		w.emit(in(x86.VPSRLQ), imm(32), x, t)
		w.emit(in(x86.VPXOR), row(w, top), t, t)
		w.emit(in(x86.VSUBPD), row(w, math.Float64bits(off)), t, t)
		w.emit(in(x86.VPBLENDD), imm(0xaa), row(w, math.Float64bits(0x1p52)), odd, odd)
		w.emit(in(x86.VADDPD), t, odd, odd)
		w.emit(in(x86.VCVTPD2PSY), odd, w.dst(v))
	}
}

// blend is d = c ? x : y as f(c, x, y, d).
func blend(f any) emitter {
	g := in(f)
	return func(w *writer, v *ir.Value) {
		_, x := w.second(v.Args[1], g, nil)
		c, y := w.reg(v.Args[0]), w.reg(v.Args[2])
		w.emit(g, c, x, y, w.dst(v))
	}
}

// shuffleNarrow cuts integers of from bytes to to bytes: a shuffle gathers
// them at the bottom of each half, and the halves are put together.
func shuffleNarrow(to, from int) emitter {
	var pick [2]uint64 // byte numbers for VPSHUFB
	n := 16 / from * to
	for i := range 16 {
		b := uint64(0x80) // gives 0
		if i < n {
			b = uint64(i/to*from + i%to)
		}
		pick[i/8] |= b << (i % 8 * 8)
	}
	return func(w *writer, v *ir.Value) {
		a := w.reg(v.Args[0])
		if w.size(v.Args[0].Type) <= 16 {
			w.emit(in(x86.VPSHUFB), w.data.row(pick[0], pick[1]), a, w.dst(v))
			return
		}
		var row operand.Op = w.data.row(pick[0], pick[1], pick[0], pick[1])
		lo := w.vec.Temp()
		hi := w.temp(16)
		w.emit(in(x86.VPSHUFB), row, a, vector(lo, 32))
		w.emit(in(x86.VEXTRACTI128), imm(1), vector(lo, 32), hi)
		w.emit(unpacks[n], hi, vector(lo, 16), w.dst(v))
	}
}
