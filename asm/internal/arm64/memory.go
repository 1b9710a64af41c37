// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
)

// operand is an operand and the register of its address.
type operand struct {
	ir.Operand
	address int
}

// in returns the operand that a parameter is a part of.
func (w *looper) in(v *ir.Value) operand {
	k := int(v.Imm >> 1)
	return operand{w.f.In[k], w.address[k]}
}

// Load reads an input into the vectors of the block, with its other part if
// it has one that is wanted.
func (w *looper) Load(v *ir.Value) {
	if w.loaded[v] {
		w.end()
		return
	}
	w.loaded[v] = true
	p := w.in(v)
	if !p.Pair {
		w.loadLanes(p, v)
		return
	}
	for _, other := range w.body.Order {
		if other.Op == ir.Param && other.Imm == v.Imm^1 && !w.loaded[other] {
			w.loaded[other] = true
			w.loadPairs(p, v, other)
			return
		}
	}
	w.loadPairs(p, v, nil)
}

// loadLanes reads an input of one lane an element.
func (w *looper) loadLanes(p operand, v *ir.Value) {
	n := w.block.Lanes * p.Size()
	for u := 0; u < w.block.Vectors; u++ {
		r := w.regs.Def(plan.Var{Value: v, Lane: u})
		switch {
		case w.block.Lanes < w.width:
			w.broadcast(n, r, p.address)
		case n == vectorBytes && u+1 < w.block.Vectors:
			w.loadTwo(r, w.regs.Def(plan.Var{Value: v, Lane: u + 1}), p.address, u*n)
			w.regs.End(u)
			u++
		default:
			w.load(n, r, p.address, u*n)
		}
		w.regs.End(u)
	}
}

// loadPairs reads an input of two lanes per element and separates the lanes:
// part v, and the other unless it is nil.
func (w *looper) loadPairs(p operand, v, other *ir.Value) {
	a := fits(p.Lane.Size(), vectorBytes)
	for u := range w.block.Vectors {
		r := w.regs.Def(plan.Var{Value: v, Lane: u})
		low, high := w.loadPair(p, u)
		if other != nil {
			o := w.regs.Def(plan.Var{Value: other, Lane: u})
			w.vec(gather(other), a, o, low, high)
		}
		w.vec(gather(v), a, r, low, high)
		w.regs.End(u)
	}
}

// loadPair reads the elements of one vector of a pair operand into one or two
// temporaries.
func (w *looper) loadPair(p operand, vector int) (low, high int) {
	n := w.block.Lanes * p.Size()
	low = w.temp()
	switch {
	case n > vectorBytes:
		high = w.temp()
		w.loadTwo(low, high, p.address, vector*n)
		return low, high
	case w.block.Lanes < w.width:
		w.broadcast(n, low, p.address)
	default:
		w.load(n, low, p.address, vector*n)
	}
	return low, low
}

// gather is the instruction that gathers the even or the odd lanes, for one
// part of a pair.
func gather(v *ir.Value) string { return [2]string{"uzp1", "uzp2"}[v.Imm&1] }

// readAgain reads an input once more that had to give up its register. Those
// that are stored as they are go to scratch memory instead: by then an output may
// lie in the input's memory.
func (w *looper) readAgain(v plan.Var, reg int) bool {
	if v.Value.Op != ir.Param || w.body.IsResult(v.Value) {
		return false
	}
	if reg < 0 {
		return true
	}
	p := w.in(v.Value)
	n := w.block.Lanes * p.Size()
	switch {
	case p.Pair && n > vectorBytes:
		low, high := w.loadPair(p, v.Lane)
		w.vec(gather(v.Value), fits(p.Lane.Size(), vectorBytes), reg, low, high)
	case w.block.Lanes < w.width:
		w.broadcast(n, reg, p.address)
	default:
		w.load(n, reg, p.address, v.Lane*n)
	}
	if p.Pair && n <= vectorBytes {
		w.vec(gather(v.Value), fits(p.Lane.Size(), vectorBytes), reg, reg, reg)
	}
	return true
}

// Store writes an output from the vectors of the block.
func (w *looper) Store(o int, results []ir.Result) {
	p := operand{w.f.Out[o], w.address[len(w.f.In)+o]}
	if p.Pair {
		w.storePairs(p, results)
	} else {
		w.storeLanes(p, results[0].Value)
	}
	w.dropConstants()
	w.end()
}

func (w *looper) storeLanes(p operand, v *ir.Value) {
	n := w.block.Lanes * p.Size()
	for u := 0; u < w.block.Vectors; u++ {
		r := w.Register(v, u)
		if n == vectorBytes && u+1 < w.block.Vectors {
			w.storeTwo(r, w.Register(v, u+1), p.address, u*n)
			u++
		} else {
			w.store(n, r, p.address, u*n)
		}
	}
}

// storePairs writes an output of two lanes an element.
func (w *looper) storePairs(p operand, part []ir.Result) {
	a := fits(p.Lane.Size(), vectorBytes)
	n := w.block.Lanes * p.Size()
	for u := range w.block.Vectors {
		re, im := w.Register(part[0].Value, u), w.Register(part[1].Value, u)
		low := w.temp()
		w.vec("zip1", a, low, re, im)
		if n > vectorBytes {
			high := w.temp()
			w.vec("zip2", a, high, re, im)
			w.storeTwo(low, high, p.address, u*n)
		} else {
			w.store(n, low, p.address, u*n)
		}
	}
}
