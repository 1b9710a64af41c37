// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"fmt"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/mmcloughlin/avo/attr"
	avo "github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// constant is a lane constant by its bits: constants of unlike types share.
type constant struct {
	size int
	bits uint64
}

func constantOf(v *ir.Value) constant { return constant{v.Type.Size(), v.Imm} }

func (c constant) zero() bool { return c.bits == 0 }

func (c constant) ones() bool { return c.bits == ^uint64(0)>>(64-8*c.size) }

// constants is the read-only data of a file, each row once. Rows of one
// length are adjacent, so that they are aligned to it.
type constants struct {
	tables  map[int]*avo.Global // by bytes of a row
	rows    map[string]int      // offset of a row in its table, number of a table in lookups
	suffix  string
	lookups []*avo.Global // tables of Lookup
}

func newConstants(suffix string) *constants {
	return &constants{tables: map[int]*avo.Global{}, rows: map[string]int{}, suffix: suffix}
}

// row returns the address of 8-byte words.
func (c *constants) row(words ...uint64) operand.Mem {
	bytes := 8 * len(words)
	t := c.tables[bytes]
	if t == nil {
		t = avo.NewStaticGlobal(fmt.Sprintf("rows%d%s", bytes, c.suffix))
		t.Attributes = attr.RODATA | attr.NOPTR
		c.tables[bytes] = t
	}
	k := fmt.Sprint(words)
	off, ok := c.rows[k]
	if !ok {
		off = t.Size
		c.rows[k] = off
		for i, x := range words {
			t.Data = append(t.Data, avo.NewDatum(off+8*i, operand.U64(x)))
		}
		t.Size += bytes
	}
	return operand.NewDataAddr(t.Symbol, off)
}

// broadcast returns the address of bytes bytes of lanes that hold c. Lanes of
// fewer than 8 bytes fill at least a word.
func (c *constants) broadcast(k constant, bytes int) operand.Mem {
	word := k.bits
	for n := 8 * k.size; n < 64; n *= 2 {
		word |= word << n
	}
	words := make([]uint64, max(1, bytes/8))
	for i := range words {
		words[i] = word
	}
	return c.row(words...)
}

// sections returns the tables, shortest rows first.
func (c *constants) sections() []*avo.Global {
	var gs []*avo.Global
	for bytes := 8; bytes <= 128; bytes += 8 {
		if t := c.tables[bytes]; t != nil {
			gs = append(gs, t)
		}
	}
	return append(gs, c.lookups...)
}

// constReg returns a register that holds constant v: the hoisted one, or a
// temporary.
func (w *writer) constReg(v *ir.Value) reg.Register {
	if v.Type == ir.Bool {
		k := opmasks[w.mask.Temp()]
		if v.Imm == 0 {
			w.emit(in(x86.KXORQ), k, k, k)
		} else {
			w.emit(in(x86.KXNORQ), k, k, k)
		}
		return k
	}
	if i, ok := w.hoisted[constantOf(v)]; ok {
		return w.typed(i, v.Type)
	}
	i := w.vec.Temp()
	w.loadConst(constantOf(v), i, w.size(v.Type))
	return w.typed(i, v.Type)
}

// loadConst fills bytes bytes of vector register i.
func (w *writer) loadConst(c constant, i, bytes int) {
	d := vector(i, bytes)
	switch {
	case c.zero() && w.masks:
		x := vector(i, 16)
		w.emit(in(x86.VPXORQ), x, x, x)
	case c.zero():
		x := vector(i, 16)
		w.emit(in(x86.VPXOR), x, x, x)
	case c.ones() && w.masks:
		w.emit(in(x86.VPTERNLOGD), operand.U8(0xff), d, d, d)
	case c.ones():
		w.emit(in(x86.VPCMPEQD), d, d, d)
	case w.masks || c.size >= 4:
		f := [9]inst{1: in(x86.VPBROADCASTB), 2: in(x86.VPBROADCASTW), 4: in(x86.VPBROADCASTD), 8: in(x86.VPBROADCASTQ)}[c.size]
		w.emit(f, w.data.broadcast(c, 8), d)
	default:
		w.emit(in(x86.VMOVDQU), w.data.broadcast(c, max(16, bytes)), d)
	}
}

// memory returns constant a as a memory operand: one lane for an instruction
// with embedded broadcast, else a row as long as the register.
func (w *writer) memory(a *ir.Value, broadcast bool) operand.Op {
	c := constantOf(plan.Root(a))
	if broadcast {
		return w.data.broadcast(c, 8)
	}
	return w.data.broadcast(c, max(16, w.size(a.Type)))
}
