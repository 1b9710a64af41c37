// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Transpose writes the copy by squares, see plan.Transposition, for those that
// it suits; others go on to label. The squares below each other come first:
// they use the cache lines of their columns whole. A last square that would be
// cut off begins earlier, and does some elements again.
func (c *copier) Transpose(label string) {
	t := plan.TranspositionOf(c.size)
	if t.Stages == 0 {
		return // an element fills a vector: nothing to put together
	}
	for _, f := range []string{field(0, kernel.OffOuter), field(1, kernel.OffInner)} {
		c.ins("MOVD %s, R%d", f, regTemp)
		c.ins("CMP $%d, R%d", c.size, regTemp)
		c.ins("BNE %s", label)
	}
	c.ins("CMP $%d, R%d", t.Rows, regRows)
	c.ins("BLT %s", label)
	c.ins("CMP $%d, R%d", t.Columns, regCount)
	c.ins("BLT %s", label)

	c.label("columns")
	for k := range 2 {
		c.ins("MOVD R%d, R%d", copyRow[k], copyAddr[k])
	}
	c.ins("MOVD %s, R%d", at(regArgs, kernel.OffRows), regRows)
	c.label("square")
	c.square(t)
	c.ins("ADD $%d, R%d, R%d", t.Rows*c.size, copyAddr[0], copyAddr[0])
	c.ins("SUBS $%d, R%d, R%d", t.Rows, regRows, regRows)
	c.ins("BEQ across")
	c.ins("CMP $%d, R%d", t.Rows, regRows)
	c.ins("BGE square")
	c.ins("SUB $%d, R%d, R%d", t.Rows, regRows, regRows)
	c.ins("MOVD $%d, R%d", c.size, regTemp)
	c.ins("MADD R%d, R%d, R%d, R%d", regTemp, copyAddr[0], regRows, copyAddr[0])
	c.ins("MADD R%d, R%d, R%d, R%d", copyOuter[1], copyAddr[1], regRows, copyAddr[1])
	c.ins("MOVD $%d, R%d", t.Rows, regRows)
	c.ins("B square")

	c.label("across")
	c.ins("MOVD $%d, R%d", t.Columns, regTemp)
	c.ins("MADD R%d, R%d, R%d, R%d", regTemp, copyRow[0], copyStride[0], copyRow[0])
	c.ins("ADD $%d, R%d, R%d", t.Columns*c.size, copyRow[1], copyRow[1])
	c.ins("SUBS $%d, R%d, R%d", t.Columns, regCount, regCount)
	c.ins("BEQ done")
	c.ins("CMP $%d, R%d", t.Columns, regCount)
	c.ins("BGE columns")
	c.ins("SUB $%d, R%d, R%d", t.Columns, regCount, regCount)
	c.ins("MADD R%d, R%d, R%d, R%d", regCount, copyRow[0], copyStride[0], copyRow[0])
	c.ins("MOVD $%d, R%d", c.size, regTemp)
	c.ins("MADD R%d, R%d, R%d, R%d", regCount, copyRow[1], regTemp, copyRow[1])
	c.ins("MOVD $%d, R%d", t.Columns, regCount)
	c.ins("B columns")
}

// square copies one square. It moves the address of the output past its rows.
func (c *copier) square(t plan.Transposition) {
	column := copyWork[0]
	c.ins("MOVD R%d, R%d", copyAddr[0], column)
	advance := func() { c.ins("ADD R%d, R%d, R%d", copyStride[0], column, column) }
	// pieces are the registers of the rows that 16 bytes of a column hold.
	pieces := make([][]int, max(1, t.Rows*c.size/vectorBytes))
	for i := range t.Rows {
		p := i * len(pieces) / t.Rows
		pieces[p] = append(pieces[p], i)
	}
	for i := range pieces[0] {
		if c.size == 1 {
			// Two columns of eight bytes.
			c.load(8, i, column, 0)
			advance()
			c.ins("VLD1 (R%d), V%d.D[1]", column, i)
			advance()
			continue
		}
		for p, regs := range pieces {
			c.load(vectorBytes, regs[i], column, p*vectorBytes)
		}
		advance()
	}
	spare := t.Rows
	lanes := fits(c.size, vectorBytes)
	for _, regs := range pieces {
		for range t.Stages {
			regs = plan.Interleave(regs, func(a, b int) (low int) {
				low = spare
				c.vec("zip1", lanes, low, a, b)
				c.vec("zip2", lanes, b, a, b)
				spare = a
				return low
			})
		}
		for _, v := range regs {
			c.store(vectorBytes, v, copyAddr[1], 0)
			c.ins("ADD R%d, R%d, R%d", copyOuter[1], copyAddr[1], copyAddr[1])
		}
	}
}
