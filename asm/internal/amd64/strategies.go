// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// Registers of a strategy: what a row sets up, and what a block works in.
const (
	regTable = 15 // shuffle indices, a mask, or the broadcast element
	regIndex = 14
	regWork  = 0
)

// strategies returns those for elements of size bytes.
func (t *level) strategies(size int) []plan.Strategy[*copier] {
	reversed := t.reversal(size)
	strategies := []plan.Strategy[*copier]{
		{Strides: plan.Contiguous, SetUp: nothing, Block: func(c *copier, i, o int) {
			c.load(i, regWork)
			c.store(regWork, o)
		}},
		{Strides: plan.Broadcast, SetUp: func(c *copier) {
			f := map[int]inst{1: in(x86.VPBROADCASTB), 2: in(x86.VPBROADCASTW), 4: in(x86.VPBROADCASTD), 8: in(x86.VPBROADCASTQ), 16: in(x86.VBROADCASTI128)}[size]
			if t.masks && size == 16 {
				f = in(x86.VBROADCASTI64X2)
			}
			c.emit(f, operand.Mem{Base: copyRegs.addr[0]}, c.full(regTable))
		}, Block: func(c *copier, _, o int) { c.store(regTable, o) }},
		{Strides: plan.LoadReversed, SetUp: reversed.setUp, Block: func(c *copier, i, o int) {
			reversed.load(c, i+size-c.bytes)
			c.store(regWork, o)
		}},
		{Strides: plan.StoreReversed, SetUp: reversed.setUp, Block: func(c *copier, i, o int) {
			reversed.load(c, i)
			c.store(regWork, o+size-c.bytes)
		}},
		t.loadStride2(size),
	}
	if t.masks && size < 16 {
		strategies = append(strategies, storeStride2(size))
	}
	return strategies
}

func nothing(*copier) {}

// full returns vector register i.
func (c *copier) full(i int) reg.Register { return vector(i, c.bytes) }

// from and to are addresses in the input and the output.
func (c *copier) from(disp int) operand.Mem {
	return operand.Mem{Base: copyRegs.addr[0], Disp: disp}
}

func (c *copier) to(disp int) operand.Mem { return operand.Mem{Base: copyRegs.addr[1], Disp: disp} }

func (c *copier) load(disp, i int) {
	c.emit(c.transfer(ir.U64, c.bytes), c.from(disp), c.full(i))
}

func (c *copier) store(i, disp int) {
	c.emit(c.transfer(ir.U64, c.bytes), c.full(i), c.to(disp))
}

// index loads a table of indices, one for each lane of size bytes.
func (c *copier) index(size, reg int, at func(lane int) int) {
	words := make([]uint64, c.bytes/8)
	for j := range c.bytes / size {
		words[j*size/8] |= uint64(at(j)) << (j * size % 8 * 8)
	}
	c.emit(c.transfer(ir.U64, c.bytes), c.data.row(words...), c.full(reg))
}

// reversal loads a vector with its elements in reverse.
type reversal struct {
	setUp func(c *copier)
	load  func(c *copier, disp int) // to regWork
}

func (t *level) reversal(size int) reversal {
	last := t.bytes/size - 1
	backwards := func(c *copier) { c.index(size, regTable, func(j int) int { return last - j }) }
	permute := map[int]inst{4: in(x86.VPERMD), 8: in(x86.VPERMQ)}
	if t.masks {
		permute[2] = in(x86.VPERMW)
	} else {
		delete(permute, 8)
	}
	if f := permute[size]; f != nil {
		return reversal{backwards, func(c *copier, disp int) { c.emit(f, c.from(disp), c.full(regTable), c.full(regWork)) }}
	}
	// Narrow elements are reversed within their 16 bytes, then these among each other.
	lanes := func(c *copier, from operand.Op) {
		switch {
		case c.masks:
			c.emit(in(x86.VSHUFI64X2), imm(0x1b), from, from, c.full(regWork))
		default:
			c.emit(in(x86.VPERMQ), imm(0x4e), from, c.full(regWork))
		}
	}
	switch size {
	case 8: // without masks
		return reversal{nothing, func(c *copier, disp int) { c.emit(in(x86.VPERMQ), imm(0x1b), c.from(disp), c.full(regWork)) }}
	case 16:
		return reversal{nothing, func(c *copier, disp int) {
			c.load(disp, regWork)
			lanes(c, c.full(regWork))
		}}
	}
	in16 := 16/size - 1
	return reversal{
		func(c *copier) {
			c.index(1, regTable, func(j int) int { return (in16-j%16/size)*size + j%size })
		},
		func(c *copier, disp int) {
			c.load(disp, regWork)
			c.emit(in(x86.VPSHUFB), c.full(regTable), c.full(regWork), c.full(regWork))
			lanes(c, c.full(regWork))
		},
	}
}

// loadStride2 gathers every second element.
func (t *level) loadStride2(size int) plan.Strategy[*copier] {
	setUp, block := t.everySecond(size, 0)
	lastSetUp, last := t.everySecond(size, 1)
	return plan.Strategy[*copier]{Strides: plan.LoadStride2, SetUp: setUp, Block: block, Last: func(c *copier) {
		lastSetUp(c)
		last(c, 0, 0)
	}}
}

// everySecond makes a vector of every second element of two. The second
// begins early, by so many elements: by one in order not to read past the last
// element, by none elsewhere, as vectors across cache lines take longer.
func (t *level) everySecond(size, early int) (setUp func(c *copier), block func(c *copier, in, out int)) {
	const second = regWork + 1
	next := t.bytes - early*size
	half := t.bytes / size / 2
	if f := map[int]inst{4: in(x86.VPERMT2D), 8: in(x86.VPERMT2Q)}[size]; t.masks && f != nil {
		return func(c *copier) {
				c.index(size, regTable, func(j int) int { return 2*j + j/half*early })
			}, func(c *copier, i, o int) {
				c.load(i, regWork)
				c.emit(f, c.from(i+next), c.full(regTable), c.full(regWork))
				c.store(regWork, o)
			}
	}
	// The elements of both by 16 bytes, then these in order.
	a, b := vector(regWork, t.bytes), vector(second, t.bytes)
	var join func(c *copier)
	switch size {
	case 1, 2:
		and, shift, pack := in(x86.VPAND), in(x86.VPSRLW), in(x86.VPACKUSWB)
		keep := uint64(0x00ff00ff00ff00ff)
		if size == 2 {
			shift, pack = in(x86.VPSRLD), in(x86.VPACKUSDW)
			keep = 0x0000ffff0000ffff
		}
		if t.masks {
			and = in(x86.VPANDQ)
		}
		setUp = func(c *copier) { c.loadConst(constant{8, keep}, regIndex, c.bytes) }
		join = func(c *copier) {
			c.emit(and, c.full(regIndex), a, a)
			if early == 0 {
				c.emit(and, c.full(regIndex), b, b)
			} else {
				c.emit(shift, imm(8*size), b, b)
			}
			c.emit(pack, b, a, a)
		}
	case 4:
		join = func(c *copier) { c.emit(in(x86.VSHUFPS), imm([2]int{0x88, 0xd8}[early]), b, a, a) }
	case 8:
		join = func(c *copier) { c.emit(in(x86.VSHUFPD), imm([2]int{0, 0x0a}[early]), b, a, a) }
	case 16:
		join = func(c *copier) {
			if c.masks {
				c.emit(in(x86.VSHUFI64X2), imm([2]int{0x88, 0xd8}[early]), b, a, a)
			} else {
				c.emit(in(x86.VPERM2I128), imm([2]int{0x20, 0x30}[early]), b, a, a)
			}
		}
	}
	order := func(c *copier) { c.emit(in(x86.VPERMQ), imm(0xd8), a, a) }
	switch {
	case size == 16:
		order = nothing
	case t.masks:
		constants := setUp
		setUp = func(c *copier) {
			constants(c)
			c.index(8, regTable, func(j int) int { return j%4*2 + j/4 })
		}
		order = func(c *copier) { c.emit(in(x86.VPERMQ), a, c.full(regTable), a) }
	}
	if setUp == nil {
		setUp = nothing
	}
	return setUp, func(c *copier, i, o int) {
		c.load(i, regWork)
		c.load(i+next, second)
		join(c)
		order(c)
		c.store(regWork, o)
	}
}

// storeStride2 scatters to every second element by masked stores; AVX2's
// are slower than single elements.
func storeStride2(size int) plan.Strategy[*copier] {
	widen := map[int]inst{1: in(x86.VPMOVZXBW), 2: in(x86.VPMOVZXWD), 4: in(x86.VPMOVZXDQ)}[size]
	odds := map[int]uint64{1: 0x5555555555555555, 2: 0x55555555, 4: 0x5555, 8: 0x55}[size]
	return plan.Strategy[*copier]{Strides: plan.StoreStride2, SetUp: func(c *copier) {
		c.emit(in(x86.MOVQ), operand.U64(odds), reg.RAX)
		c.emit(in(x86.KMOVQ), reg.RAX, reg.K1)
		if size == 8 {
			c.index(8, regTable, func(j int) int { return j / 2 })
			c.index(8, regIndex, func(j int) int { return 4 + j/2 })
		}
	}, Block: func(c *copier, i, o int) {
		for half := range 2 {
			d := c.full(regWork + half)
			if size == 8 {
				c.emit(in(x86.VPERMQ), c.from(i), c.full([2]int{regTable, regIndex}[half]), d)
			} else {
				c.emit(widen, c.from(i+half*c.bytes/2), d)
			}
			c.emit(merging[size], d, reg.K1, c.to(o+half*c.bytes))
		}
	}}
}
