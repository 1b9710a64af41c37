package arm64

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/asm/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// The general registers of a copy, besides regArgs, regCount, regRows and
// regTemp. The addresses in the rows never leave the registers: the collector
// must not see an address past an operand.
var (
	copyRow    = [2]int{6, 7}   // where the row begins, in the input and the output
	copyAddr   = [2]int{8, 9}   // the current address
	copyStride = [2]int{10, 11} // from element to element
	copyOuter  = [2]int{12, 13} // from row to row
	copyWork   = [2]int{14, 15}
)

// copyUnroll is how many vectors or single elements an iteration of a copy takes.
const copyUnroll = 2

// strategy is how a copy with certain strides is done by vectors.
type strategy struct {
	strides plan.Strides
	// setUp brings what block needs into registers, once per row.
	setUp func(c *copier)
	// block copies a vector's elements, at the given bytes past the addresses.
	block func(c *copier, in, out int)
}

// copier writes one copy.
type copier struct {
	text
	size int // bytes of an element
}

// EmitCopies is Emit for copies.
func EmitCopies(pkg, constraint string, copies []plan.Copy) (asm, stubs []byte, err error) {
	var code, decl strings.Builder
	for _, k := range copies {
		c := &copier{size: k.Size}
		c.function()
		fmt.Fprintf(&code, "\n// func %s(a *kernel.Args)\nTEXT ·%s(SB), NOSPLIT, $0-8\n%s", k.Name+Suffix, k.Name+Suffix, c.b.String())
		declare(&decl, k.Name, k.Doc)
	}
	asm, stubs = files(pkg, constraint, "", code.String(), decl.String())
	return asm, stubs, nil
}

// function writes the whole copy: a loop over the rows, which are copied by the strategy
// for their strides, or by single elements.
func (c *copier) function() {
	c.ins("MOVD a+0(FP), R%d", regArgs)
	c.ins("MOVD %s, R%d", at(regArgs, kernel.OffN), regCount)
	c.ins("MOVD %s, R%d", at(regArgs, kernel.OffRows), regRows)
	for _, r := range []int{regCount, regRows} {
		c.ins("CMP $0, R%d", r)
		c.ins("BLE done")
	}
	for k := range 2 {
		c.ins("MOVD %s, R%d", field(k, kernel.OffPtr), copyRow[k])
		c.ins("MOVD %s, R%d", field(k, kernel.OffInner), copyStride[k])
		c.ins("MOVD %s, R%d", field(k, kernel.OffOuter), copyOuter[k])
	}
	c.transpose("row")
	c.label("row")
	c.ins("MOVD %s, R%d", at(regArgs, kernel.OffN), regCount)
	for k := range 2 {
		c.ins("MOVD R%d, R%d", copyRow[k], copyAddr[k])
	}
	strategies := strategiesFor(c.size)
	c.ins("CMP $%d, R%d", vectorBytes/c.size, regCount)
	c.ins("BLT single")
	for i, s := range strategies {
		c.ins("CMP $%d, R%d", s.strides.In*c.size, copyStride[0])
		c.ins("BNE not%d", i)
		c.ins("CMP $%d, R%d", s.strides.Out*c.size, copyStride[1])
		c.ins("BEQ way%d", i)
		c.label(fmt.Sprint("not", i))
	}
	c.label("single")
	c.one()
	for k := range 2 {
		c.ins("ADD R%d, R%d, R%d", copyStride[k], copyAddr[k], copyAddr[k])
	}
	c.ins("SUBS $1, R%d, R%d", regCount, regCount)
	c.ins("BNE single")
	c.label("rowend")
	for k := range 2 {
		c.ins("ADD R%d, R%d, R%d", copyOuter[k], copyRow[k], copyRow[k])
	}
	c.ins("SUBS $1, R%d, R%d", regRows, regRows)
	c.ins("BNE row")
	c.label("done")
	c.ins("RET")
	for i, s := range strategies {
		c.strategy(i, s)
	}
}

// one copies an element.
func (c *copier) one() {
	move := map[int][2]string{1: {"MOVBU", "MOVB"}, 2: {"MOVHU", "MOVH"}, 4: {"MOVWU", "MOVW"}, 8: {"MOVD", "MOVD"}}
	if f, ok := move[c.size]; ok {
		c.ins("%s (R%d), R%d", f[0], copyAddr[0], regTemp)
		c.ins("%s R%d, (R%d)", f[1], regTemp, copyAddr[1])
		return
	}
	c.load(16, 0, copyAddr[0], 0)
	c.store(16, 0, copyAddr[1], 0)
}

// strategy writes the loops of one strategy: iterations of several vectors, single vectors, and
// the last elements as a whole vector, which does some for a second time.
func (c *copier) strategy(i int, s strategy) {
	lanes := vectorBytes / c.size
	per := [2]int{s.strides.In * vectorBytes, s.strides.Out * vectorBytes}
	move := func(vectors int) {
		for k := range 2 {
			if per[k] != 0 {
				c.ins("ADD $%d, R%d, R%d", vectors*per[k], copyAddr[k], copyAddr[k])
			}
		}
	}
	c.label(fmt.Sprint("way", i))
	s.setUp(c)
	c.ins("SUBS $%d, R%d, R%d", copyUnroll*lanes, regCount, regCount)
	c.ins("BLT vectors%d", i)
	c.label(fmt.Sprint("turn", i))
	for n := range copyUnroll {
		s.block(c, n*per[0], n*per[1])
	}
	move(copyUnroll)
	c.ins("SUBS $%d, R%d, R%d", copyUnroll*lanes, regCount, regCount)
	c.ins("BGE turn%d", i)
	c.label(fmt.Sprint("vectors", i))
	c.ins("ADDS $%d, R%d, R%d", (copyUnroll-1)*lanes, regCount, regCount)
	c.ins("BLT last%d", i)
	c.label(fmt.Sprint("vector", i))
	s.block(c, 0, 0)
	move(1)
	c.ins("SUBS $%d, R%d, R%d", lanes, regCount, regCount)
	c.ins("BGE vector%d", i)
	c.label(fmt.Sprint("last", i))
	// What is left less a vector: how far to go back.
	c.ins("CMN $%d, R%d", lanes, regCount)
	c.ins("BEQ rowend")
	for k := range 2 {
		if per[k] != 0 {
			c.ins("MUL R%d, R%d, R%d", copyStride[k], regCount, regTemp)
			c.ins("ADD R%d, R%d, R%d", regTemp, copyAddr[k], copyAddr[k])
		}
	}
	s.block(c, 0, 0)
	c.ins("B rowend")
}

// strategiesFor returns the strategies for elements of size bytes. An address that begins
// before the current one is formed in regTemp: offsets of whole registers are not
// negative.
func strategiesFor(size int) []strategy {
	const a, b, repeated = 0, 1, 2
	lanes := fits(size, vectorBytes)
	read := func(c *copier, v, offset int) {
		c.near(copyAddr[0], offset, func(r, off int) { c.load(16, v, r, off) })
	}
	write := func(c *copier, v, offset int) {
		c.near(copyAddr[1], offset, func(r, off int) { c.store(16, v, r, off) })
	}
	reverse := func(c *copier) {
		if size < 8 {
			c.vec("rev64", lanes, a, a, 0)
		}
		if size < 16 {
			c.ins("VEXT $8, V%d.B16, V%d.B16, V%d.B16", a, a, a)
		}
	}
	nothing := func(*copier) {}
	strategies := []strategy{
		{plan.Contiguous, nothing, func(c *copier, i, o int) {
			read(c, a, i)
			write(c, a, o)
		}},
		{plan.Broadcast, func(c *copier) { c.broadcast(size, repeated, copyAddr[0]) }, func(c *copier, _, o int) { write(c, repeated, o) }},
		{plan.LoadReversed, nothing, func(c *copier, i, o int) {
			read(c, a, i+size-vectorBytes)
			reverse(c)
			write(c, a, o)
		}},
		{plan.StoreReversed, nothing, func(c *copier, i, o int) {
			read(c, a, i)
			reverse(c)
			write(c, a, o+size-vectorBytes)
		}},
	}
	if size == 16 {
		return strategies // an element fills a vector: nothing to put together
	}
	// The even elements of a vector and the odd ones of the next, which begins
	// an element early, so as not to read past the last.
	return append(strategies, strategy{plan.LoadStride2, nothing, func(c *copier, i, o int) {
		read(c, a, i)
		read(c, b, i+vectorBytes-size)
		c.vec("uzp1", lanes, a, a, a)
		c.vec("uzp2", lanes, b, b, b)
		c.vec("zip1", d2, a, a, b)
		write(c, a, o)
	}})
}

// near calls f with a register and an offset from it that loads and stores of
// whole registers have.
func (c *copier) near(base, offset int, f func(base, offset int)) {
	if offset >= 0 && offset%vectorBytes == 0 {
		f(base, offset)
		return
	}
	c.ins("ADD $%d, R%d, R%d", offset, base, regTemp)
	f(regTemp, 0)
}
