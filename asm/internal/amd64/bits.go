// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// Emitters of operations on the bits of integers that are no instruction of
// either level.

// onesOfNibble has in byte i the number of ones in i, for VPSHUFB.
var onesOfNibble = [2]uint64{0x0302020102010100, 0x0403030203020201}

// onesCount counts by halves of bytes, which VPSHUFB looks up, and adds the
// counts of the bytes of a lane. (Muła, Kurz and Lemire, "Faster Population
// Counts Using AVX2 Instructions", The Computer Journal 61 (2018).)
func onesCount(w *writer, v *ir.Value) {
	bytes := w.size(v.Type)
	x := w.reg(v.Args[0])
	low, high, d := w.temp(bytes), w.temp(bytes), w.def(v)
	w.emit(in(x86.VPSRLW), imm(4), x, high)
	w.andBytes(0x0f, high, high)
	w.andBytes(0x0f, x, low)
	w.load16(onesOfNibble, d)
	w.emit(in(x86.VPSHUFB), low, d, low)
	w.emit(in(x86.VPSHUFB), high, d, d)
	w.emit(in(x86.VPADDB), low, d, d)
	switch v.Type.Size() {
	case 2, 4:
		w.loadConst(constant{1, 1}, index(low), bytes)
		w.emit(in(x86.VPMADDUBSW), low, d, d)
		if v.Type.Size() == 4 {
			w.loadConst(constant{2, 1}, index(low), bytes)
			w.emit(in(x86.VPMADDWD), low, d, d)
		}
	case 8:
		w.loadConst(constant{8, 0}, index(low), bytes)
		w.emit(in(x86.VPSADBW), low, d, d)
	}
}

// index returns the number of a vector register.
func index(r reg.Register) int { return int(r.(reg.Physical).PhysicalIndex()) }

// shiftBytes shifts words, and clears what comes from the neighbouring byte.
func shiftBytes(f any, kept func(k uint64) uint64) emitter {
	g := in(f)
	return func(w *writer, v *ir.Value) {
		x := w.reg(v.Args[0])
		d := w.dst(v)
		w.emit(g, imm(int(v.Imm)), x, d)
		w.andBytes(kept(v.Imm), d, d)
	}
}

// multiplyBytes multiplies words twice: as they are, for their lower bytes, and the
// upper bytes of x, moved down, with those of y.
func multiplyBytes(w *writer, v *ir.Value) {
	bytes := w.size(v.Type)
	x, y := w.reg(v.Args[0]), w.reg(v.Args[1])
	upper, t, d := w.temp(bytes), w.temp(bytes), w.def(v)
	w.emit(in(x86.VPSRLW), imm(8), x, upper)
	w.andWords(0xff00, y, t)
	w.emit(in(x86.VPMULLW), t, upper, upper)
	w.emit(in(x86.VPMULLW), y, x, d)
	w.andWords(0x00ff, d, d)
	if w.masks {
		w.emit(in(x86.VPORD), upper, d, d)
	} else {
		w.emit(in(x86.VPOR), upper, d, d)
	}
}

// multiplyAddPairs adds the products of neighbouring words to 32-bit sums. The sum of two products
// wraps, where all four words are the least, to what the sum of 32 bits is too.
func multiplyAddPairs(w *writer, v *ir.Value) {
	g, b := w.second(v.Args[2], in(x86.VPMADDWD), nil)
	a := w.reg(v.Args[1])
	products, sums := w.temp(w.size(v.Type)), w.reg(v.Args[0])
	w.emit(g, b, a, products)
	w.emit(in(x86.VPADDD), products, sums, w.dst(v))
}

// signBytes is the bytes that turn signed bytes into unsigned ones, and these into those, 128 apart.
var signBytes = constant{1, 0x80}

// multiplyAddQuads adds the products of bytes to 32-bit sums by VPDPBUSD, which multiplies unsigned
// ones with signed ones and does not saturate. Where both have one sign, one is moved by 128, and the
// sum of 128 times the other taken back.
func multiplyAddQuads(w *writer, v *ir.Value) {
	sum, first, second := v.Args[0], v.Args[1], v.Args[2]
	if plan.Root(first).Op == ir.Const && first.Type == second.Type {
		first, second = second, first
	}
	bytes := w.size(v.Type)
	d := w.reg(sum)
	if w.dies(sum) {
		w.take(v, sum)
	} else {
		from := d
		d = w.def(v)
		w.move(from, d)
	}
	dots := func(unsigned, signed, to reg.Register) { w.emit(in(x86.VPDPBUSD), signed, unsigned, to) }
	x, y := w.reg(first), w.reg(second)
	small := func(a *ir.Value) bool { k := plan.Root(a); return k.Op == ir.Const && k.Imm < 128 }
	switch unsigned := first.Type == ir.U8; {
	case first.Type != second.Type || unsigned && small(second):
		dots(x, y, d)
	case small(second):
		dots(y, x, d)
	default:
		signs, moved, rest := w.signBytes(), w.temp(bytes), w.temp(bytes)
		w.emit(in(x86.VPXORD), signs, x, moved)
		w.loadConst(constant{size: 8}, int(rest.(reg.Physical).PhysicalIndex()), bytes)
		if unsigned { // y times x-128, and x-128 was to be x
			dots(y, moved, d)
			dots(y, signs, rest)
		} else { // x+128 times y
			dots(moved, y, d)
			dots(signs, y, rest)
		}
		w.emit(in(x86.VPSUBD), rest, d, d)
	}
}

// signBytes returns a register of 0x80 bytes.
func (w *writer) signBytes() reg.Register {
	if w.signs != nil {
		return w.signs
	}
	i := w.vec.Temp()
	w.loadConst(signBytes, i, w.bytes)
	return vector(i, w.bytes)
}

// andBytes makes d the bytes of x and b, andWords the words.
func (w *writer) andBytes(b uint64, x, d reg.Register) { w.andWords(b*0x0101, x, d) }

func (w *writer) andWords(b uint64, x, d reg.Register) {
	c := constant{4, b * 0x00010001}
	if w.masks {
		w.emit(in(x86.VPANDD_BCST), w.data.broadcast(c, 8), x, d)
	} else {
		w.emit(in(x86.VPAND), w.data.broadcast(c, int(d.Size())), x, d)
	}
}

// load16 loads 16 bytes into each 16 of register d.
func (w *writer) load16(words [2]uint64, d reg.Register) {
	w.load16From(w.data.row(words[0], words[1]), d)
}

// load16From fills d with the 16 bytes at row.
func (w *writer) load16From(row operand.Op, d reg.Register) {
	switch {
	case d.Size() == 16:
		w.emit(w.transfer(ir.U8, 16), row, d)
	case w.masks:
		w.emit(in(x86.VBROADCASTI32X4), row, d)
	default:
		w.emit(in(x86.VBROADCASTI128), row, d)
	}
}

// reverseBytes and repeatByte shuffle the bytes of each lane.
func reverseBytes(w *writer, v *ir.Value) {
	w.shuffleBytes(v, func(i int) int { return i ^ (v.Type.Size() - 1) })
}

func repeatByte(w *writer, v *ir.Value) {
	w.shuffleBytes(v, func(i int) int { return i &^ (v.Type.Size() - 1) })
}

// shuffleBytes makes v of the bytes from(i) of each 16 of its argument.
func (w *writer) shuffleBytes(v *ir.Value, from func(i int) int) {
	x, order := w.reg(v.Args[0]), w.temp(w.size(v.Type))
	var words [2]uint64
	for i := range 16 {
		words[i/8] |= uint64(from(i)) << (i % 8 * 8)
	}
	w.load16(words, order)
	w.emit(in(x86.VPSHUFB), order, x, w.dst(v))
}

// nonzeroBytes: a byte of 0 is less than 1.
func nonzeroBytes(w *writer, v *ir.Value) {
	x, ones := w.reg(v.Args[0]), w.temp(w.size(v.Type))
	w.loadConst(constant{1, 1}, index(ones), w.size(v.Type))
	w.emit(in(x86.VPMINUB), ones, x, w.dst(v))
}

// mulHi32 multiplies the even lanes, and the odd ones moved down, to 64 bits each. Those of
// a constant are its even ones.
func mulHi32(multiply any) emitter {
	f := in(multiply)
	return func(w *writer, v *ir.Value) {
		bytes := w.size(v.Type)
		a, b := v.Args[0], v.Args[1]
		if plan.Root(a).Op == ir.Const {
			a, b = b, a
		}
		x, y := w.reg(a), w.reg(b)
		odd, oddY := w.temp(bytes), y
		w.emit(in(x86.VPSRLQ), imm(32), x, odd)
		if plan.Root(b).Op != ir.Const {
			oddY = w.temp(bytes)
			w.emit(in(x86.VPSRLQ), imm(32), y, oddY)
		}
		d := w.def(v)
		w.emit(f, odd, oddY, odd)
		w.emit(f, x, y, d)
		w.emit(in(x86.VPSRLQ), imm(32), d, d)
		if w.masks {
			w.emit(in(x86.VPANDQ_BCST), w.data.row(0xffffffff<<32), odd, odd)
			w.emit(in(x86.VPORQ), odd, d, d)
		} else {
			w.emit(in(x86.VPBLENDD), imm(0xaa), odd, d, d)
		}
	}
}
