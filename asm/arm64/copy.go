package arm64

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/asm/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// The general registers of a copy, beside regArgs, regCount, regRows and
// regTemp. The places of the rows never leave the registers: the collector
// must not see an address past an operand.
var (
	copyRow   = [2]int{6, 7}   // where the row begins, in the input and the output
	copyPlace = [2]int{8, 9}   // where the copy stands
	copyStep  = [2]int{10, 11} // from element to element
	copyOuter = [2]int{12, 13} // from row to row
	copyWork  = [2]int{14, 15}
)

// copyTurn is how many vectors or single elements a turn of a copy takes.
const copyTurn = 2

// way is how a copy with certain steps goes by vectors.
type way struct {
	steps plan.Steps
	// setUp brings what block needs into registers, once a row.
	setUp func(c *copier)
	// block copies a vector's elements, at the given bytes past the places.
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

// function writes the whole copy: a loop over the rows, which go by the way
// for their steps, or by single elements.
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
		c.ins("MOVD %s, R%d", field(k, kernel.OffInner), copyStep[k])
		c.ins("MOVD %s, R%d", field(k, kernel.OffOuter), copyOuter[k])
	}
	c.transpose("row")
	c.label("row")
	c.ins("MOVD %s, R%d", at(regArgs, kernel.OffN), regCount)
	for k := range 2 {
		c.ins("MOVD R%d, R%d", copyRow[k], copyPlace[k])
	}
	ways := ways(c.size)
	c.ins("CMP $%d, R%d", vectorBytes/c.size, regCount)
	c.ins("BLT single")
	for i, w := range ways {
		c.ins("CMP $%d, R%d", w.steps.In*c.size, copyStep[0])
		c.ins("BNE not%d", i)
		c.ins("CMP $%d, R%d", w.steps.Out*c.size, copyStep[1])
		c.ins("BEQ way%d", i)
		c.label(fmt.Sprint("not", i))
	}
	c.label("single")
	c.one()
	for k := range 2 {
		c.ins("ADD R%d, R%d, R%d", copyStep[k], copyPlace[k], copyPlace[k])
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
	for i, w := range ways {
		c.way(i, w)
	}
}

// one copies an element.
func (c *copier) one() {
	move := map[int][2]string{1: {"MOVBU", "MOVB"}, 2: {"MOVHU", "MOVH"}, 4: {"MOVWU", "MOVW"}, 8: {"MOVD", "MOVD"}}
	if f, ok := move[c.size]; ok {
		c.ins("%s (R%d), R%d", f[0], copyPlace[0], regTemp)
		c.ins("%s R%d, (R%d)", f[1], regTemp, copyPlace[1])
		return
	}
	c.load(16, 0, copyPlace[0], 0)
	c.store(16, 0, copyPlace[1], 0)
}

// way writes the loops of one way: turns of some vectors, single vectors, and
// the last elements as a whole vector, which does some for a second time.
func (c *copier) way(i int, w way) {
	lanes := vectorBytes / c.size
	per := [2]int{w.steps.In * vectorBytes, w.steps.Out * vectorBytes}
	move := func(vectors int) {
		for k := range 2 {
			if per[k] != 0 {
				c.ins("ADD $%d, R%d, R%d", vectors*per[k], copyPlace[k], copyPlace[k])
			}
		}
	}
	c.label(fmt.Sprint("way", i))
	w.setUp(c)
	c.ins("SUBS $%d, R%d, R%d", copyTurn*lanes, regCount, regCount)
	c.ins("BLT vectors%d", i)
	c.label(fmt.Sprint("turn", i))
	for n := range copyTurn {
		w.block(c, n*per[0], n*per[1])
	}
	move(copyTurn)
	c.ins("SUBS $%d, R%d, R%d", copyTurn*lanes, regCount, regCount)
	c.ins("BGE turn%d", i)
	c.label(fmt.Sprint("vectors", i))
	c.ins("ADDS $%d, R%d, R%d", (copyTurn-1)*lanes, regCount, regCount)
	c.ins("BLT last%d", i)
	c.label(fmt.Sprint("vector", i))
	w.block(c, 0, 0)
	move(1)
	c.ins("SUBS $%d, R%d, R%d", lanes, regCount, regCount)
	c.ins("BGE vector%d", i)
	c.label(fmt.Sprint("last", i))
	// What is left less a vector: how far to go back.
	c.ins("CMN $%d, R%d", lanes, regCount)
	c.ins("BEQ rowend")
	for k := range 2 {
		if per[k] != 0 {
			c.ins("MUL R%d, R%d, R%d", copyStep[k], regCount, regTemp)
			c.ins("ADD R%d, R%d, R%d", regTemp, copyPlace[k], copyPlace[k])
		}
	}
	w.block(c, 0, 0)
	c.ins("B rowend")
}

// ways returns the ways for elements of size bytes. An address that begins
// before the place is formed in regTemp: offsets of whole registers are not
// negative.
func ways(size int) []way {
	const a, b, spread = 0, 1, 2
	lanes := fits(size, vectorBytes)
	read := func(c *copier, v, offset int) {
		c.near(copyPlace[0], offset, func(r, off int) { c.load(16, v, r, off) })
	}
	write := func(c *copier, v, offset int) {
		c.near(copyPlace[1], offset, func(r, off int) { c.store(16, v, r, off) })
	}
	turnBack := func(c *copier) {
		if size < 8 {
			c.vec("rev64", lanes, a, a, 0)
		}
		if size < 16 {
			c.ins("VEXT $8, V%d.B16, V%d.B16, V%d.B16", a, a, a)
		}
	}
	nothing := func(*copier) {}
	ways := []way{
		{plan.Line, nothing, func(c *copier, i, o int) {
			read(c, a, i)
			write(c, a, o)
		}},
		{plan.Spread, func(c *copier) { c.spread(size, spread, copyPlace[0]) }, func(c *copier, _, o int) { write(c, spread, o) }},
		{plan.Reverse, nothing, func(c *copier, i, o int) {
			read(c, a, i+size-vectorBytes)
			turnBack(c)
			write(c, a, o)
		}},
		{plan.Backward, nothing, func(c *copier, i, o int) {
			read(c, a, i)
			turnBack(c)
			write(c, a, o+size-vectorBytes)
		}},
	}
	if size == 16 {
		return ways // an element fills a vector: nothing to put together
	}
	// The even elements of a vector and the odd ones of the next, which begins
	// an element early, so as not to read past the last.
	return append(ways, way{plan.Even, nothing, func(c *copier, i, o int) {
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
