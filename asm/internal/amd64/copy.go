// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/plan"
	avo "github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// The general registers of a copy. The addresses in the rows never leave the
// registers: the collector must not see an address past an operand.
const copyUnroll = 4 // vectors, or single elements, per iteration

var copyRegs = struct {
	row, addr, stride, triple [2]reg.GPPhysical // of the input and the output
	rows                      reg.GPPhysical
}{
	row:    [2]reg.GPPhysical{reg.R8, reg.R9},
	addr:   [2]reg.GPPhysical{reg.RDI, reg.RDX},
	stride: [2]reg.GPPhysical{reg.R10, reg.R11},
	triple: [2]reg.GPPhysical{reg.R12, reg.R13},
	rows:   reg.RBX,
}

// copier writes one copy.
type copier struct {
	*writer
	size int // bytes of an element
}

// EmitCopies is Emit for copies.
func (t Level) EmitCopies(pkg, constraint string, copies []plan.Copy) (asm, stubs []byte, err error) {
	data := newConstants(t.suffix)
	var fns []*avo.Function
	var docs []string
	for _, k := range copies {
		fn, err := t.copy(k, data)
		if err != nil {
			return nil, nil, err
		}
		fns = append(fns, fn)
		docs = append(docs, k.Doc)
	}
	return print(pkg, constraint, data, fns, docs)
}

func (t Level) copy(k plan.Copy, data *constants) (fn *avo.Function, err error) {
	defer faultAsError(&err)
	w := &writer{level: t.level, fn: avo.NewFunction(k.Name + t.suffix), data: data, name: k.Name, lanes: t.bytes / k.Size}
	w.gp.rows = copyRegs.rows
	plan.CopyLoop[*copier]{
		Size: k.Size, Lanes: w.lanes, Unroll: copyUnroll, Singles: copyUnroll, Strategies: t.strategies(k.Size),
	}.Write(&copier{w, k.Size})
	return t.finish(w.fn, args)
}

func (c *copier) Prepare() {
	r := copyRegs
	for k := range 2 {
		c.emit(in(x86.MOVQ), operandField(reg.RDX, k, kernel.OffPtr), r.row[k])
		c.emit(in(x86.MOVQ), operandField(reg.RDX, k, kernel.OffInner), r.stride[k])
		c.emit(in(x86.LEAQ), operand.Mem{Base: r.stride[k], Index: r.stride[k], Scale: 2}, r.triple[k])
	}
}

func (c *copier) StartRow() {
	for k := range 2 {
		c.emit(in(x86.MOVQ), copyRegs.row[k], copyRegs.addr[k])
	}
}

func (c *copier) NextRow(row, done string) {
	c.emit(in(x86.DECQ), copyRegs.rows)
	c.jump(in(x86.JEQ), done)
	a := c.argsIn(reg.RAX)
	for k := range 2 {
		c.emit(in(x86.ADDQ), operandField(a, k, kernel.OffOuter), copyRegs.row[k])
	}
	c.Jump(row)
}

func (c *copier) IfStride(k, bytes int, cond plan.Condition, label string) {
	c.emit(in(x86.CMPQ), copyRegs.stride[k], num(bytes))
	c.jump(jumps[cond], label)
}

// One copies an element. Neighbours take different registers.
func (c *copier) One(n int) {
	r := copyRegs
	c.one(nth(r.addr[0], r.stride[0], r.triple[0], n), nth(r.addr[1], r.stride[1], r.triple[1], n), n)
}

func (c *copier) Skip(n int) {
	for k := range 2 {
		if n == 1 {
			c.emit(in(x86.ADDQ), copyRegs.stride[k], copyRegs.addr[k])
		} else {
			c.emit(in(x86.LEAQ), operand.Mem{Base: copyRegs.addr[k], Index: copyRegs.stride[k], Scale: uint8(n)}, copyRegs.addr[k])
		}
	}
}

func (c *copier) Move(k, bytes int) { c.emit(in(x86.ADDQ), num(bytes), copyRegs.addr[k]) }

func (c *copier) MoveByCount(k, bytes int) {
	c.emit(in(x86.IMUL3Q), num(bytes), count, reg.RAX)
	c.emit(in(x86.ADDQ), reg.RAX, copyRegs.addr[k])
}

// nth is the address of the element n strides on.
func nth(base, stride, triple reg.Register, n int) operand.Mem {
	switch n {
	case 0:
		return operand.Mem{Base: base}
	case 3:
		return operand.Mem{Base: base, Index: triple, Scale: 1}
	}
	return operand.Mem{Base: base, Index: stride, Scale: uint8(n)}
}

func (c *copier) one(from, to operand.Mem, n int) {
	r := [2]reg.GPPhysical{reg.RAX, reg.RCX}[n%2]
	switch c.size {
	case 1:
		c.emit(in(x86.MOVBLZX), from, r.As32())
		c.emit(in(x86.MOVB), r.As8(), to)
	case 2:
		c.emit(in(x86.MOVWLZX), from, r.As32())
		c.emit(in(x86.MOVW), r.As16(), to)
	case 4:
		c.emit(in(x86.MOVL), from, r.As32())
		c.emit(in(x86.MOVL), r.As32(), to)
	case 8:
		c.emit(in(x86.MOVQ), from, r)
		c.emit(in(x86.MOVQ), r, to)
	default:
		c.emit(in(x86.VMOVDQU), from, vector(n, 16))
		c.emit(in(x86.VMOVDQU), vector(n, 16), to)
	}
}
