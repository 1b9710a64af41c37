package amd64

import (
	"fmt"

	"github.com/arraygen/arraygen/asm/plan"
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

// strategy is how a copy with certain strides is done by vectors.
type strategy struct {
	strides plan.Strides
	// setUp brings what block needs into registers, once per row.
	setUp func(c *copier)
	// block copies a vector's elements, at the given bytes past the addresses.
	block func(c *copier, in, out int)
	// last copies the last vector, at the addresses, where block reads past the
	// elements that it copies; else it is nil.
	last func(c *copier)
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
	defer func() {
		switch r := recover().(type) {
		case nil:
		case fault:
			err = r.error
		default:
			panic(r)
		}
	}()
	w := &writer{level: t.level, fn: avo.NewFunction(k.Name + t.suffix), data: data, name: k.Name, lanes: t.bytes / k.Size}
	c := &copier{w, k.Size}
	c.write(t.strategies(k.Size))
	return t.finish(w.fn)
}

// write writes the whole function: a loop over the rows, which are copied by the strategy
// for their strides, or by single elements.
func (c *copier) write(strategies []strategy) {
	r := copyRegs
	a := c.args()
	c.emit(in(x86.CMPQ), field(a, kernel.OffN), imm(0))
	c.jump(in(x86.JLE), "done")
	c.emit(in(x86.MOVQ), field(a, kernel.OffRows), r.rows)
	c.emit(in(x86.TESTQ), r.rows, r.rows)
	c.jump(in(x86.JLE), "done")
	for k := range 2 {
		c.emit(in(x86.MOVQ), operandField(a, k, kernel.OffPtr), r.row[k])
		c.emit(in(x86.MOVQ), operandField(a, k, kernel.OffInner), r.stride[k])
		c.emit(in(x86.LEAQ), operand.Mem{Base: r.stride[k], Index: r.stride[k], Scale: 2}, r.triple[k])
	}
	c.transpose("row")
	c.at("row")
	a = c.args()
	c.emit(in(x86.MOVQ), field(a, kernel.OffN), count)
	for k := range 2 {
		c.emit(in(x86.MOVQ), r.row[k], r.addr[k])
	}
	c.emit(in(x86.CMPQ), count, imm(c.lanes))
	c.jump(in(x86.JLT), "single")
	for i, s := range strategies {
		next := fmt.Sprint("not", i)
		c.emit(in(x86.CMPQ), r.stride[0], num(s.strides.In*c.size))
		c.jump(in(x86.JNE), next)
		c.emit(in(x86.CMPQ), r.stride[1], num(s.strides.Out*c.size))
		c.jump(in(x86.JEQ), fmt.Sprint("way", i))
		c.at(next)
	}
	c.at("single")
	c.singles()
	c.at("rowend")
	c.emit(in(x86.DECQ), r.rows)
	c.jump(in(x86.JEQ), "done")
	a = c.argsIn(reg.RAX)
	for k := range 2 {
		c.emit(in(x86.ADDQ), operandField(a, k, kernel.OffOuter), r.row[k])
	}
	c.jump(in(x86.JMP), "row")
	for i, s := range strategies {
		c.strategy(i, s)
	}
	c.at("done")
	c.emit(in(x86.VZEROUPPER))
	c.emit(in(x86.RET))
}

// singles copies the elements of a row one by one, several per iteration.
func (c *copier) singles() {
	r := copyRegs
	c.emit(in(x86.SUBQ), num(copyUnroll), count)
	c.jump(in(x86.JLT), "rest")
	c.Align()
	c.at("four")
	for n := range copyUnroll {
		c.one(nth(r.addr[0], r.stride[0], r.triple[0], n), nth(r.addr[1], r.stride[1], r.triple[1], n), n)
	}
	for k := range 2 {
		c.emit(in(x86.LEAQ), operand.Mem{Base: r.addr[k], Index: r.stride[k], Scale: copyUnroll}, r.addr[k])
	}
	c.emit(in(x86.SUBQ), num(copyUnroll), count)
	c.jump(in(x86.JGE), "four")
	c.at("rest")
	c.emit(in(x86.ADDQ), num(copyUnroll), count)
	c.jump(in(x86.JEQ), "rowend")
	c.at("one")
	c.one(operand.Mem{Base: r.addr[0]}, operand.Mem{Base: r.addr[1]}, 0)
	for k := range 2 {
		c.emit(in(x86.ADDQ), r.stride[k], r.addr[k])
	}
	c.emit(in(x86.DECQ), count)
	c.jump(in(x86.JNE), "one")
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

// one copies an element. Neighbours take different registers by n.
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

// strategy writes the loops of one strategy: iterations of several vectors, single vectors, and
// the last elements as a whole vector, which does some for a second time.
func (c *copier) strategy(i int, s strategy) {
	label := func(s string) string { return fmt.Sprint(s, i) }
	per := [2]int{s.strides.In * c.bytes, s.strides.Out * c.bytes}
	move := func(vectors int) {
		for k := range 2 {
			if per[k] != 0 {
				c.emit(in(x86.ADDQ), num(vectors*per[k]), copyRegs.addr[k])
			}
		}
	}
	c.at(label("way"))
	s.setUp(c)
	if s.last != nil {
		c.emit(in(x86.DECQ), count) // some element must follow those of a block
	}
	c.emit(in(x86.SUBQ), num(copyUnroll*c.lanes), count)
	c.jump(in(x86.JLT), label("vectors"))
	c.Align()
	c.at(label("turn"))
	for n := range copyUnroll {
		s.block(c, n*per[0], n*per[1])
	}
	move(copyUnroll)
	c.emit(in(x86.SUBQ), num(copyUnroll*c.lanes), count)
	c.jump(in(x86.JGE), label("turn"))
	c.at(label("vectors"))
	c.emit(in(x86.ADDQ), num((copyUnroll-1)*c.lanes), count)
	c.jump(in(x86.JLT), label("last"))
	c.at(label("vector"))
	s.block(c, 0, 0)
	move(1)
	c.emit(in(x86.SUBQ), num(c.lanes), count)
	c.jump(in(x86.JGE), label("vector"))
	c.at(label("last"))
	// count is the elements left less a vector's: how far to go back.
	last := s.last
	if last == nil {
		c.emit(in(x86.CMPQ), count, num(-c.lanes))
		c.jump(in(x86.JEQ), "rowend")
		last = func(c *copier) { s.block(c, 0, 0) }
	} else {
		c.emit(in(x86.INCQ), count)
	}
	for k := range 2 {
		if per[k] != 0 {
			c.emit(in(x86.IMUL3Q), num(per[k]/c.lanes), count, reg.RAX)
			c.emit(in(x86.ADDQ), reg.RAX, copyRegs.addr[k])
		}
	}
	last(c)
	c.jump(in(x86.JMP), "rowend")
}
