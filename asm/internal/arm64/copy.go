// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/internal/plan"
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
		plan.CopyLoop[*copier]{
			Size: k.Size, Lanes: vectorBytes / k.Size, Unroll: copyUnroll, Singles: 1, Strategies: strategiesFor(k.Size),
		}.Write(c)
		fmt.Fprintf(&code, "\n// func %s(a *kernel.Args)\nTEXT ·%s(SB), NOSPLIT, $0-8\n%s", k.Name+Suffix, k.Name+Suffix, c.b.String())
		declare(&decl, k.Name, "a *kernel.Args", k.Doc)
	}
	asm, stubs = files(pkg, constraint, "", code.String(), decl.String())
	return asm, stubs, nil
}

func (c *copier) Prepare() {
	for k := range 2 {
		c.ins("MOVD %s, R%d", field(k, kernel.OffPtr), copyRow[k])
		c.ins("MOVD %s, R%d", field(k, kernel.OffInner), copyStride[k])
		c.ins("MOVD %s, R%d", field(k, kernel.OffOuter), copyOuter[k])
	}
}

func (c *copier) StartRow() {
	for k := range 2 {
		c.ins("MOVD R%d, R%d", copyRow[k], copyAddr[k])
	}
}

func (c *copier) NextRow(row, done string) {
	for k := range 2 {
		c.ins("ADD R%d, R%d, R%d", copyOuter[k], copyRow[k], copyRow[k])
	}
	c.ins("SUBS $1, R%d, R%d", regRows, regRows)
	c.ins("BNE %s", row)
	c.Jump(done)
}

func (c *copier) IfStride(k, bytes int, cond plan.Condition, label string) {
	c.ins("CMP $%d, R%d", bytes, copyStride[k])
	c.ins("%s %s", jumps[cond], label)
}

// One copies the element at the addresses: a row takes one per iteration.
func (c *copier) One(int) {
	move := map[int][2]string{1: {"MOVBU", "MOVB"}, 2: {"MOVHU", "MOVH"}, 4: {"MOVWU", "MOVW"}, 8: {"MOVD", "MOVD"}}
	if f, ok := move[c.size]; ok {
		c.ins("%s (R%d), R%d", f[0], copyAddr[0], regTemp)
		c.ins("%s R%d, (R%d)", f[1], regTemp, copyAddr[1])
		return
	}
	c.load(16, 0, copyAddr[0], 0)
	c.store(16, 0, copyAddr[1], 0)
}

func (c *copier) Skip(int) {
	for k := range 2 {
		c.ins("ADD R%d, R%d, R%d", copyStride[k], copyAddr[k], copyAddr[k])
	}
}

func (c *copier) Move(k, bytes int) { c.ins("ADD $%d, R%d, R%d", bytes, copyAddr[k], copyAddr[k]) }

func (c *copier) MoveByCount(k, _ int) {
	c.ins("MADD R%d, R%d, R%d, R%d", copyStride[k], copyAddr[k], regCount, copyAddr[k])
}

// strategiesFor returns the strategies for elements of size bytes. An address that begins
// before the current one is formed in regTemp: offsets of whole registers are not
// negative.
func strategiesFor(size int) []plan.Strategy[*copier] {
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
	strategies := []plan.Strategy[*copier]{
		{Strides: plan.Contiguous, SetUp: nothing, Block: func(c *copier, i, o int) {
			read(c, a, i)
			write(c, a, o)
		}},
		{Strides: plan.Broadcast, SetUp: func(c *copier) { c.broadcast(size, repeated, copyAddr[0]) }, Block: func(c *copier, _, o int) { write(c, repeated, o) }},
		{Strides: plan.LoadReversed, SetUp: nothing, Block: func(c *copier, i, o int) {
			read(c, a, i+size-vectorBytes)
			reverse(c)
			write(c, a, o)
		}},
		{Strides: plan.StoreReversed, SetUp: nothing, Block: func(c *copier, i, o int) {
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
	return append(strategies, plan.Strategy[*copier]{Strides: plan.LoadStride2, SetUp: nothing, Block: func(c *copier, i, o int) {
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
