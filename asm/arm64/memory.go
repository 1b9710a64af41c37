package arm64

import (
	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/asm/plan"
)

// load reads an input into the vectors of the block, with its other part if
// it has one that is wanted.
func (c *code) load(v *ir.Value) {
	if c.loaded[v] {
		c.end()
		return
	}
	c.loaded[v] = true
	p := c.input(v)
	if !p.Pair {
		c.loadLanes(p, v)
		return
	}
	for _, w := range c.body.Order {
		if w.Op == ir.Param && w.Imm == v.Imm^1 && !c.loaded[w] {
			c.loaded[w] = true
			c.loadPairs(p, v, w)
			return
		}
	}
	c.loadPairs(p, v, nil)
}

// loadLanes reads an input of one lane an element.
func (c *code) loadLanes(p boundOperand, v *ir.Value) {
	n := c.level.lanes * p.Size()
	for u := 0; u < c.level.vectors; u++ {
		r := c.regs.Def(plan.Var{Value: v, Lane: u})
		switch {
		case c.level.lanes < c.width:
			c.text.broadcast(n, r, p.pointer)
		case n == vectorBytes && u+1 < c.level.vectors:
			c.text.loadTwo(r, c.regs.Def(plan.Var{Value: v, Lane: u + 1}), p.pointer, u*n)
			c.regs.End(u)
			u++
		default:
			c.text.load(n, r, p.pointer, u*n)
		}
		c.regs.End(u)
	}
}

// loadPairs reads an input of two lanes per element and separates the lanes:
// part v, and the other unless it is nil.
func (c *code) loadPairs(p boundOperand, v, other *ir.Value) {
	a := fits(p.Lane.Size(), vectorBytes)
	for u := range c.level.vectors {
		r := c.regs.Def(plan.Var{Value: v, Lane: u})
		low, high := c.loadPair(p, u)
		if other != nil {
			o := c.regs.Def(plan.Var{Value: other, Lane: u})
			c.vec(gather(other), a, o, low, high)
		}
		c.vec(gather(v), a, r, low, high)
		c.regs.End(u)
	}
}

// loadPair reads the elements of one vector of a pair operand into one or two
// temporaries.
func (c *code) loadPair(p boundOperand, vector int) (low, high int) {
	n := c.level.lanes * p.Size()
	low = c.temp()
	switch {
	case n > vectorBytes:
		high = c.temp()
		c.text.loadTwo(low, high, p.pointer, vector*n)
		return low, high
	case c.level.lanes < c.width:
		c.text.broadcast(n, low, p.pointer)
	default:
		c.text.load(n, low, p.pointer, vector*n)
	}
	return low, low
}

// gather is the instruction that gathers the even or the odd lanes, for one
// part of a pair.
func gather(v *ir.Value) string { return [2]string{"uzp1", "uzp2"}[v.Imm&1] }

// readAgain reads an input once more that had to give up its register. Those
// that are stored as they are go to scratch memory instead: by then an output may
// lie in the input's memory.
func (c *code) readAgain(v plan.Var, reg int) bool {
	if v.Value.Op != ir.Param || c.body.IsResult(v.Value) {
		return false
	}
	if reg < 0 {
		return true
	}
	p := c.input(v.Value)
	n := c.level.lanes * p.Size()
	switch {
	case p.Pair && n > vectorBytes:
		low, high := c.loadPair(p, v.Lane)
		c.vec(gather(v.Value), fits(p.Lane.Size(), vectorBytes), reg, low, high)
	case c.level.lanes < c.width:
		c.text.broadcast(n, reg, p.pointer)
	default:
		c.text.load(n, reg, p.pointer, v.Lane*n)
	}
	if p.Pair && n <= vectorBytes {
		c.vec(gather(v.Value), fits(p.Lane.Size(), vectorBytes), reg, reg, reg)
	}
	return true
}

// store writes the outputs of the block.
func (c *code) store() {
	for i, p := range c.out {
		c.mend(i)
		var part [2]*ir.Value
		for _, r := range c.f.Results {
			if r.Operand == i {
				part[r.Part] = plan.Root(r.Value)
			}
		}
		if p.Pair {
			c.storePairs(p, part)
		} else {
			c.storeLanes(p, part[0])
		}
		c.dropConstants()
		c.regs.Release()
	}
}

func (c *code) storeLanes(p boundOperand, v *ir.Value) {
	n := c.level.lanes * p.Size()
	for u := 0; u < c.level.vectors; u++ {
		r := c.register(v, u)
		if n == vectorBytes && u+1 < c.level.vectors {
			c.text.storeTwo(r, c.register(v, u+1), p.pointer, u*n)
			u++
		} else {
			c.text.store(n, r, p.pointer, u*n)
		}
	}
}

// storePairs writes an output of two lanes an element.
func (c *code) storePairs(p boundOperand, part [2]*ir.Value) {
	a := fits(p.Lane.Size(), vectorBytes)
	n := c.level.lanes * p.Size()
	for u := range c.level.vectors {
		re, im := c.register(part[0], u), c.register(part[1], u)
		low := c.temp()
		c.vec("zip1", a, low, re, im)
		if n > vectorBytes {
			high := c.temp()
			c.vec("zip2", a, high, re, im)
			c.text.storeTwo(low, high, p.pointer, u*n)
		} else {
			c.text.store(n, low, p.pointer, u*n)
		}
	}
}
