// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// lows and highs interleave the lower and the upper halves of two registers,
// each 16 bytes on their own, by size of element.
var (
	lows  = map[int]inst{1: in(x86.VPUNPCKLBW), 2: in(x86.VPUNPCKLWD), 4: in(x86.VPUNPCKLDQ), 8: in(x86.VPUNPCKLQDQ)}
	highs = map[int]inst{1: in(x86.VPUNPCKHBW), 2: in(x86.VPUNPCKHWD), 4: in(x86.VPUNPCKHDQ), 8: in(x86.VPUNPCKHQDQ)}
)

// Transpose writes the copy by squares, see plan.Transposition, for those that
// it suits; others go on to label. The two halves of a register are squares
// side by side. The squares below each other come first: they use the cache
// lines of their columns whole. A last square that would be cut off begins
// earlier, and does some elements again.
func (c *copier) Transpose(label string) {
	t := plan.TranspositionOf(c.size)
	columns := 2 * t.Columns
	row, addr, stride, triple, rows := copyRegs.row, copyRegs.addr, copyRegs.stride, copyRegs.triple, copyRegs.rows
	a := c.args()
	for _, f := range []int{kernel.OffOp + kernel.OffOuter, kernel.OffOp + kernel.OperandLen + kernel.OffInner} {
		c.emit(in(x86.CMPQ), field(a, f), imm(c.size))
		c.jump(in(x86.JNE), label)
	}
	c.emit(in(x86.CMPQ), rows, imm(t.Rows))
	c.jump(in(x86.JLT), label)
	c.emit(in(x86.MOVQ), field(a, kernel.OffN), count)
	c.emit(in(x86.CMPQ), count, imm(columns))
	c.jump(in(x86.JLT), label)
	// The output's stride is the one between its rows here.
	c.emit(in(x86.MOVQ), operandField(a, 1, kernel.OffOuter), stride[1])
	c.emit(in(x86.LEAQ), operand.Mem{Base: stride[1], Index: stride[1], Scale: 2}, triple[1])

	c.at("columns")
	for k := range 2 {
		c.emit(in(x86.MOVQ), row[k], addr[k])
	}
	c.emit(in(x86.MOVQ), field(c.argsIn(reg.RAX), kernel.OffRows), rows)
	c.Align()
	c.at("square")
	c.square(t)
	// Down by a square.
	c.emit(in(x86.IMUL3Q), num(-columns), stride[0], reg.RAX)
	c.emit(in(x86.LEAQ), operand.Mem{Base: addr[0], Index: reg.RAX, Scale: 1, Disp: t.Rows * c.size}, addr[0])
	c.emit(in(x86.SUBQ), imm(t.Rows), rows)
	c.jump(in(x86.JEQ), "across")
	c.emit(in(x86.CMPQ), rows, imm(t.Rows))
	c.jump(in(x86.JGE), "square")
	c.emit(in(x86.SUBQ), imm(t.Rows), rows)
	c.back(rows, c.size, addr[0])
	c.emit(in(x86.MOVQ), rows, reg.RAX)
	c.emit(in(x86.IMULQ), stride[1], reg.RAX)
	c.emit(in(x86.ADDQ), reg.RAX, addr[1])
	c.emit(in(x86.MOVQ), num(t.Rows), rows)
	c.jump(in(x86.JMP), "square")

	c.at("across")
	c.emit(in(x86.IMUL3Q), num(columns), stride[0], reg.RAX)
	c.emit(in(x86.ADDQ), reg.RAX, row[0])
	c.emit(in(x86.ADDQ), num(columns*c.size), row[1])
	c.emit(in(x86.SUBQ), imm(columns), count)
	c.jump(in(x86.JEQ), "done")
	c.emit(in(x86.CMPQ), count, imm(columns))
	c.jump(in(x86.JGE), "columns")
	c.emit(in(x86.SUBQ), imm(columns), count)
	c.emit(in(x86.MOVQ), count, reg.RAX)
	c.emit(in(x86.IMULQ), stride[0], reg.RAX)
	c.emit(in(x86.ADDQ), reg.RAX, row[0])
	c.back(count, c.size, row[1])
	c.emit(in(x86.MOVQ), num(columns), count)
	c.jump(in(x86.JMP), "columns")
}

// back moves an address by n elements of size bytes.
func (c *copier) back(n reg.Register, size int, addr reg.Register) {
	c.emit(in(x86.IMUL3Q), num(size), n, reg.RAX)
	c.emit(in(x86.ADDQ), reg.RAX, addr)
}

// square copies one square in each half of the registers. It leaves the address
// of the input past the columns, that of the output past the rows.
func (c *copier) square(t plan.Transposition) {
	const free = 15
	r := copyRegs
	column := 0
	next := func(disp int) operand.Mem {
		m := nth(r.addr[0], r.stride[0], r.triple[0], column%4)
		m.Disp = disp
		return m
	}
	advance := func() {
		if column++; column%4 == 0 {
			c.emit(in(x86.LEAQ), operand.Mem{Base: r.addr[0], Index: r.stride[0], Scale: 4}, r.addr[0])
		}
	}
	// pieces are the registers of the rows that 16 bytes of a column hold.
	pieces := make([][]int, max(1, t.Rows*c.size/16))
	for i := range t.Rows {
		pieces[i*len(pieces)/t.Rows] = append(pieces[i*len(pieces)/t.Rows], i)
	}
	for half := range 2 {
		for i := range pieces[0] {
			if c.size == 1 {
				// Two columns of eight bytes.
				x := [2]int{i, free}[half]
				c.emit(in(x86.VMOVQ), next(0), vector(x, 16))
				advance()
				c.emit(in(x86.VPINSRQ), imm(1), next(0), vector(x, 16), vector(x, 16))
				advance()
				if half == 1 {
					c.emit(in(x86.VINSERTI128), imm(1), vector(x, 16), vector(i, 32), vector(i, 32))
				}
				continue
			}
			for p, regs := range pieces {
				if half == 0 {
					c.emit(in(x86.VMOVDQU), next(16*p), vector(regs[i], 16))
				} else {
					c.emit(in(x86.VINSERTI128), imm(1), next(16*p), vector(regs[i], 32), vector(regs[i], 32))
				}
			}
			advance()
		}
	}
	if rest := column % 4; rest > 0 {
		c.emit(in(x86.LEAQ), operand.Mem{Base: r.addr[0], Index: r.stride[0], Scale: uint8(rest)}, r.addr[0])
	}
	spare := free
	var order []int
	for _, regs := range pieces {
		for range t.Stages {
			regs = plan.Interleave(regs, func(a, b int) (low int) {
				low = spare
				c.emit(lows[c.size], vector(b, 32), vector(a, 32), vector(low, 32))
				c.emit(highs[c.size], vector(b, 32), vector(a, 32), vector(b, 32))
				spare = a
				return low
			})
		}
		order = append(order, regs...)
	}
	for i, v := range order {
		c.emit(in(x86.VMOVDQU), vector(v, 32), nth(r.addr[1], r.stride[1], r.triple[1], i%4))
		if i%4 == 3 {
			c.emit(in(x86.LEAQ), operand.Mem{Base: r.addr[1], Index: r.stride[1], Scale: 4}, r.addr[1])
		}
	}
}
