package amd64

import (
	"github.com/arraygen/arraygen/asm/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// general says where the loop keeps its state. AX, CX and DX are for passing
// use; BP, R14 and R15 belong to Go.
type general struct {
	ptrs    []operand.Op // by operand: a register or a stack slot; nil if unused
	strides []operand.Op // by input: bytes to the next vector, 0 for a broadcast element
	rows    operand.Op   // rows left
	rare    reg.Register // union of the rare conditions of an iteration
	scratch reg.Register // base of the scratch memory where values spill
}

// stateRegisters hold the state of the loop.
var stateRegisters = []reg.Register{reg.R8, reg.R9, reg.R10, reg.R11, reg.RDI, reg.RBX, reg.R12, reg.R13}

// allocate deals out the general registers, what is used most first.
func (w *writer) allocate() {
	free := stateRegisters
	get := func() (reg.Register, bool) {
		if len(free) == 0 {
			return nil, false
		}
		r := free[0]
		free = free[1:]
		return r, true
	}
	alloc := func() operand.Op {
		if r, ok := get(); ok {
			return r
		}
		return w.fn.AllocLocal(8)
	}
	f := w.body.Func
	if w.plan.Spill {
		w.gp.scratch, _ = get()
	}
	if f.HasRare() {
		w.gp.rare, _ = get()
	}
	used := make([]bool, len(f.In)+len(f.Out))
	for _, v := range w.body.Order {
		if v.Op == ir.Param {
			used[v.Imm>>1] = true
		}
	}
	for i := range f.Out {
		used[len(f.In)+i] = true
	}
	w.gp.ptrs = make([]operand.Op, len(used))
	w.gp.strides = make([]operand.Op, len(f.In))
	for k := range used {
		if used[k] {
			w.gp.ptrs[k] = alloc()
		}
	}
	for k := range f.In {
		if used[k] {
			w.gp.strides[k] = alloc()
		}
	}
	w.gp.rows = alloc()
}

// operands calls f with the number of each operand that the body uses.
func (w *writer) operands(f func(k int)) {
	for k, p := range w.gp.ptrs {
		if p != nil {
			f(k)
		}
	}
}

func (w *writer) operand(k int) ir.Operand {
	if n := len(w.body.Func.In); k >= n {
		return w.body.Func.Out[k-n]
	}
	return w.body.Func.In[k]
}

// block returns the bytes of a vector's elements of operand k.
func (w *writer) block(k int) int { return w.lanes * w.operand(k).Size() }

// pointer returns a register with the address in operand k.
func (w *writer) pointer(k int) reg.Register {
	if r, ok := w.gp.ptrs[k].(reg.Register); ok {
		return r
	}
	w.emit(in(x86.MOVQ), w.gp.ptrs[k], reg.RDX)
	return reg.RDX
}

// moveTo moves register r to p.
func (w *writer) moveTo(r reg.Register, p operand.Op) {
	if p != operand.Op(r) {
		w.emit(in(x86.MOVQ), r, p)
	}
}
