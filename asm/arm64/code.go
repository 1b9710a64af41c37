package arm64

import (
	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/asm/plan"
)

// code writes one block of a kernel: some vectors, from the inputs to the
// outputs.
type code struct {
	*kernelWriter
	number int // of the level
	level  level
	loaded map[*ir.Value]bool // inputs
	tested map[*ir.Value]bool // conditions of rare lanes
	consts map[*ir.Value]int  // registers of the constants of the operation
}

// block writes a block of level l.
func (k *kernelWriter) block(number int, l level) {
	c := &code{kernelWriter: k, number: number, level: l, loaded: map[*ir.Value]bool{}, tested: map[*ir.Value]bool{}, consts: map[*ir.Value]int{}}
	k.regs.Reset()
	k.regs.Spill = func(_ plan.Var, reg, slot int) { k.text.ins("FMOVQ F%d, %s", reg, spillAddress(slot)) }
	k.regs.Reload = func(_ plan.Var, reg, slot int) { k.text.ins("FMOVQ %s, F%d", spillAddress(slot), reg) }
	k.regs.Remat = c.readAgain
	for i, v := range k.body.Order {
		k.regs.At(i)
		if k.annotate {
			k.text.ins("// %s", v.Long())
		}
		switch v.Op {
		case ir.Param:
			c.load(v)
		case ir.Rare:
			c.stopAtRare(v)
		default:
			c.operation(v)
		}
	}
	k.regs.At(len(k.body.Order))
	c.store()
	k.spilled = max(k.spilled, k.regs.Slots())
	k.advance(l)
}

// lanes returns the arrangement of a full vector of type t.
func (c *code) lanes(t ir.Type) arrangement { return fits(t.Size(), c.width*t.Size()) }

// bytes returns the arrangement of the bytes of a full vector of type t.
func (c *code) bytes(t ir.Type) arrangement { return fits(1, c.width*t.Size()) }

func (c *code) vec(name string, a arrangement, d, n, m int) { c.text.vec(name, a, d, n, m) }

// temp returns a register that is free until the end of the operation.
func (c *code) temp() int { return c.regs.Temp() }

// end ends the operation at hand for all vectors.
func (c *code) end() {
	for vector := range c.level.vectors {
		c.regs.End(vector)
	}
}

// register returns the register of a root until the end of the operation.
func (c *code) register(v *ir.Value, vector int) int {
	if v.Op != ir.Const {
		return c.regs.Use(plan.Var{Value: v, Lane: vector})
	}
	if r, ok := c.hoisted[v]; ok {
		return r
	}
	r, ok := c.consts[v]
	if !ok {
		r = c.regs.Pin()
		c.consts[v] = r
		c.loadConst(v, r)
	}
	return r
}

// dropConstants frees the registers of the operation's constants.
func (c *code) dropConstants() {
	for _, r := range c.consts {
		c.regs.Unpin(r)
	}
	clear(c.consts)
}

// loadConst brings a constant into register r.
func (k *kernelWriter) loadConst(v *ir.Value, r int) {
	if v.Imm == 0 {
		k.text.vec("movi", b16, r, 0, 0)
		return
	}
	k.text.ins("FMOVQ %s, F%d", at(regTable, k.table.offset(v)), r)
}

// operation computes v in all vectors.
func (c *code) operation(v *ir.Value) {
	e := emitters[keyOf(v)]
	args := plan.Operands(v)
	x := make([]int, len(args))
	for vector := range c.level.vectors {
		out := plan.Var{Value: v, Lane: vector}
		tied := -1
		if e.ties != nil {
			tied = c.tie(e.ties, args, vector)
		}
		for i, a := range args {
			if i != tied || !c.inMemory(a) {
				x[i] = c.register(a, vector)
			}
		}
		var d int
		switch {
		case tied < 0:
			d = c.regs.Def(out)
		case c.dies(args[tied], vector):
			d = c.regs.Take(out, plan.Var{Value: args[tied], Lane: vector})
		case c.inMemory(args[tied]):
			d = c.regs.Def(out)
			c.loadConst(args[tied], d)
			x[tied] = d
		default:
			d = c.regs.Def(out)
			c.text.move(d, x[tied])
		}
		e.emit(c, v, d, tied, x)
		c.regs.End(vector)
	}
	c.dropConstants()
}

// tie picks the argument that the result takes the register of: one that is
// used no more, if there is one.
func (c *code) tie(ties []int, args []*ir.Value, vector int) int {
	for _, i := range ties {
		if c.dies(args[i], vector) {
			return i
		}
	}
	return ties[0]
}

// dies reports whether the operation at hand is the last to use a, in a
// register of its own.
func (c *code) dies(a *ir.Value, vector int) bool {
	return a.Op != ir.Const && c.regs.Dies(plan.Var{Value: a, Lane: vector})
}

// inMemory reports whether v is a constant that is in no register.
func (c *code) inMemory(v *ir.Value) bool {
	if v.Op != ir.Const {
		return false
	}
	_, hoisted := c.hoisted[v]
	_, here := c.consts[v]
	return !hoisted && !here
}

// stopAtRare leaves the kernel if the condition of v holds in any lane of the
// block: nothing of it is stored yet.
func (c *code) stopAtRare(v *ir.Value) {
	cond := plan.Operands(v)[0]
	if c.tested[cond] {
		c.end()
		return // another result of the same function
	}
	c.tested[cond] = true
	any := c.register(cond, 0)
	if c.level.vectors > 1 {
		sum := c.temp()
		for vector := 1; vector < c.level.vectors; vector++ {
			c.vec("orr", b16, sum, any, c.register(cond, vector))
			any = sum
		}
	}
	switch n := c.width * v.Args[0].Type.Size(); n {
	case 16:
		sum := c.temp()
		c.vec("umaxp", s4, sum, any, any)
		c.text.ins("FMOVD F%d, R%d", sum, regTemp)
	case 8:
		c.text.ins("FMOVD F%d, R%d", any, regTemp)
	case 4:
		c.text.ins("FMOVS F%d, R%d", any, regTemp)
	default:
		c.text.ins("VMOV V%d.H[0], R%d", any, regTemp)
	}
	c.text.ins("CBNZ R%d, rare%d", regTemp, c.number)
	c.end()
	c.dropConstants()
}
