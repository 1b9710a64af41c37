// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"fmt"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/mmcloughlin/avo/attr"
	avo "github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// A table that fits a register is permuted by the indices, or two registers of
// one; any other of 32- and 64-bit elements is gathered from memory. A table that is an operand
// may be read some bytes past its end, see kernel.Slack.

// hasLookup is legalise.Operations.HasLookup.
func (t Level) hasLookup(table *ir.Table, index ir.Type) bool {
	size := table.Type.Size()
	return index.Size() == size && (size >= 4 && table.Stride <= maxScale || t.permutes(table) > 0)
}

// permutes returns the number of registers that a table takes for the
// instructions that permute registers, 0 if it does not fit them.
func (t *level) permutes(table *ir.Table) int {
	n, size := table.Size(), table.Type.Size()
	switch {
	case n == 0 || table.FromInput && table.Stride != size:
		return 0
	case size == 1 && n <= 16:
		return 1
	case size == 1 || !t.masks && size != 4:
		return 0
	case n*size <= t.bytes:
		return 1
	case t.masks && n*size <= 2*t.bytes:
		return 2
	}
	return 0
}

// broadcasts fill a register with an element of memory, by its bytes.
var broadcasts = map[int]inst{1: in(x86.VPBROADCASTB), 2: in(x86.VPBROADCASTW), 4: in(x86.VPBROADCASTD), 8: in(x86.VPBROADCASTQ)}

// lookup is d = table[i]. One of a constant index is of an operand: others are constants.
func lookup(w *writer, v *ir.Value) {
	size := v.Type.Size()
	if index := v.Args[0]; index.Op == ir.Const {
		at := w.inputTable(v.Table)
		at.Disp += int(index.Imm) * v.Table.Stride
		w.emit(broadcasts[size], at, w.def(v))
		return
	}
	i := w.reg(v.Args[0])
	switch regs := w.permutes(v.Table); {
	case regs == 1 && size == 1:
		d := w.def(v)
		if v.Table.FromInput {
			w.load16From(w.inputTable(v.Table), d)
		} else {
			words := v.Table.Words(16)
			w.load16([2]uint64{words[0], words[1]}, d)
		}
		w.emit(in(x86.VPSHUFB), i, d, d)
	case regs > 0:
		w.lookUpInRegisters(v, i, regs)
	default:
		w.lookUpInMemory(v, i)
	}
}

// lookUpInRegisters uses whole registers: the lanes above those of a narrow index are
// anything, and so is what is looked up for them.
func (w *writer) lookUpInRegisters(v *ir.Value, i reg.Register, regs int) {
	size := v.Type.Size()
	row := w.tableRows(v.Table, regs)
	i = vector(index(i), w.bytes)
	d := vector(index(w.def(v)), w.bytes)
	if regs == 1 {
		f := map[int]inst{2: in(x86.VPERMW), 4: in(x86.VPERMD), 8: in(x86.VPERMQ)}[size]
		w.emit(f, row(0), i, d)
		return
	}
	first := w.temp(w.bytes)
	w.emit(w.transfer(ir.U8, w.bytes), row(0), first)
	w.move(i, d)
	f := map[int]inst{2: in(x86.VPERMI2W), 4: in(x86.VPERMI2D), 8: in(x86.VPERMI2Q)}[size]
	w.emit(f, row(1), first, d)
}

// inputTable loads the address of an operand into AX, and returns where a table in it begins.
func (w *writer) inputTable(t *ir.Table) operand.Mem {
	a := w.argsIn(reg.RAX)
	w.emit(in(x86.MOVQ), operandField(a, t.Input, kernel.OffPtr), a)
	return operand.Mem{Base: a, Disp: t.Offset}
}

// tableRows returns the vectors of a table, by number.
func (w *writer) tableRows(t *ir.Table, regs int) func(k int) operand.Op {
	if t.FromInput {
		at := w.inputTable(t)
		return func(k int) operand.Op { return operand.Mem{Base: at.Base, Disp: at.Disp + k*w.bytes} }
	}
	words := t.Words(regs * w.bytes)
	return func(k int) operand.Op { return w.data.row(words[k*w.bytes/8 : (k+1)*w.bytes/8]...) }
}

// lookUpInMemory loads each lane from the table in memory. The instruction clears its
// mask.
func (w *writer) lookUpInMemory(v *ir.Value, i reg.Register) {
	size := v.Type.Size()
	f := in(x86.VPGATHERDD)
	if size == 8 {
		f = in(x86.VPGATHERQQ)
	}
	if !w.masks && index(i) == 4 {
		// The emulator that tests AVX2 alone (qemu 7.2) takes this one for no index.
		t := w.temp(int(i.Size()))
		w.move(i, t)
		i = t
	}
	d := w.def(v)
	at := operand.Mem{Base: reg.RAX, Index: i, Scale: uint8(size)}
	if v.Table.FromInput {
		at.Disp = w.inputTable(v.Table).Disp
		at.Scale = uint8(v.Table.Stride)
	} else {
		w.emit(in(x86.LEAQ), w.data.table(v.Table), reg.RAX)
	}
	if w.masks {
		k := opmasks[w.mask.Temp()]
		w.emit(in(x86.KXNORQ), k, k, k)
		w.emit(f, at, k, d)
		return
	}
	mask := w.temp(int(d.Size()))
	w.emit(in(x86.VPCMPEQD), mask, mask, mask)
	w.emit(f, mask, at, d)
}

// table returns the address of a table for gathers.
func (c *constants) table(t *ir.Table) operand.Mem {
	words := t.Words(8)
	k := fmt.Sprint("table", words)
	n, ok := c.rows[k]
	if !ok {
		n = len(c.lookups)
		c.rows[k] = n
		g := avo.NewStaticGlobal(fmt.Sprintf("table%d%s", n, c.suffix))
		g.Attributes = attr.RODATA | attr.NOPTR
		for i, x := range words {
			g.Data = append(g.Data, avo.NewDatum(8*i, operand.U64(x)))
		}
		g.Size = 8 * len(words)
		c.lookups = append(c.lookups, g)
	}
	return operand.NewDataAddr(c.lookups[n].Symbol, 0)
}
