package kerneltest

import (
	"fmt"
	"math/rand"

	"github.com/arraygen/arraygen/asm/ir"
)

// randomCases is the number of random bodies.
const randomCases = 250

// random adds n random bodies.
func (c *corpus) random(n int) {
	for i := range n {
		c.cases = append(c.cases, Random(int64(i)))
	}
}

// Random returns the random body of a seed.
func Random(seed int64) Case {
	g := &grower{r: rand.New(rand.NewSource(seed)), f: ir.New(fmt.Sprintf("Random%d", seed))}
	all := typesOf(ir.KindNumber)
	for range 1 + g.r.Intn(4) {
		g.types = append(g.types, all[g.r.Intn(len(all))])
	}
	for i := range 1 + g.r.Intn(4) {
		t := g.types[g.r.Intn(len(g.types))]
		pair := t.Is(ir.KindFloat) && g.r.Intn(3) == 0
		g.f.In = append(g.f.In, ir.Operand{Name: fmt.Sprintf("x%d", i+1), Lane: t, Pair: pair})
		g.values = append(g.values, g.f.Param(i, 0))
		if pair {
			g.values = append(g.values, g.f.Param(i, 1))
		}
	}
	for range 3 + g.r.Intn(60) {
		g.grow()
	}
	for i := range 1 + g.r.Intn(3) {
		t := g.types[g.r.Intn(len(g.types))]
		pair := t.Is(ir.KindFloat) && g.r.Intn(3) == 0
		g.f.Out = append(g.f.Out, ir.Operand{Name: fmt.Sprintf("out%d", i+1), Lane: t, Pair: pair})
		g.f.Return(i, 0, g.last(t))
		if pair {
			g.f.Return(i, 1, g.pick(t))
		}
	}
	g.f.Prune()
	if err := g.f.Verify(); err != nil {
		panic(err)
	}
	return Case{g.f.Name, g.f}
}

// grower grows a random body.
type grower struct {
	r      *rand.Rand
	f      *ir.Func
	types  []ir.Type
	values []*ir.Value
	truths []*ir.Value
}

// pick returns some value of type t: one that exists, more often a late one,
// a constant, or a conversion.
func (g *grower) pick(t ir.Type) *ir.Value {
	if g.r.Intn(8) == 0 {
		s := Special(t)
		return g.f.Const(t, s[g.r.Intn(len(s))])
	}
	for range 6 {
		i := len(g.values) - 1 - g.r.Intn(min(len(g.values), 4+g.r.Intn(40)))
		if v := g.values[i]; v.Type == t {
			return v
		}
	}
	return g.last(t)
}

// last returns the latest value of type t, or the latest value converted.
func (g *grower) last(t ir.Type) *ir.Value {
	for i := len(g.values) - 1; i >= 0; i-- {
		if v := g.values[i]; v.Type == t {
			return v
		}
	}
	return g.f.Convert(t, g.values[len(g.values)-1])
}

func (g *grower) truth() *ir.Value {
	if n := len(g.truths); n > 0 && g.r.Intn(3) > 0 {
		return g.truths[g.r.Intn(n)]
	}
	t := g.types[g.r.Intn(len(g.types))]
	op := []ir.Op{ir.Eq, ir.Ne, ir.Lt, ir.Le}[g.r.Intn(4)]
	return g.f.Binary(op, g.pick(t), g.pick(t))
}

// grow adds an operation. The bits of a NaN differ from machine to machine,
// so floats are never read as integers here.
func (g *grower) grow() {
	t := g.types[g.r.Intn(len(g.types))]
	switch g.r.Intn(12) {
	case 0, 1:
		g.values = append(g.values, g.f.Select(g.truth(), g.pick(t), g.pick(t)))
		return
	case 2:
		op := []ir.Op{ir.And, ir.Or, ir.Xor, ir.AndNot, ir.Not, ir.Eq, ir.Ne}[g.r.Intn(7)]
		if op == ir.Not {
			g.truths = append(g.truths, g.f.Unary(op, g.truth()))
		} else {
			g.truths = append(g.truths, g.f.Binary(op, g.truth(), g.truth()))
		}
		return
	case 3, 4:
		from := g.types[g.r.Intn(len(g.types))]
		g.values = append(g.values, g.f.Convert(t, g.pick(from)))
		return
	case 5:
		g.truths = append(g.truths, g.truth())
		return
	}
	for {
		op := ir.Op(int(ir.Add) + g.r.Intn(int(ir.ShrV-ir.Add)+1))
		info := ir.Ops[op]
		if !t.Is(info.Kinds) || (op == ir.Div || op == ir.Rem) && t.Is(ir.KindInteger) && t.Size() == 8 {
			continue
		}
		args := make([]*ir.Value, info.Arity)
		for i := range args {
			args[i] = g.pick(t)
		}
		imm := uint64(0)
		if op == ir.Shl || op == ir.Shr {
			imm = uint64(g.r.Intn(t.Bits()))
		}
		if (op == ir.ShlV || op == ir.ShrV) && g.r.Intn(4) > 0 { // mostly small counts
			args[1] = g.f.Binary(ir.And, args[1], g.f.Int(t, int64(2*t.Bits()-1)))
		}
		g.values = append(g.values, g.f.Emit(op, t, imm, args...))
		return
	}
}
