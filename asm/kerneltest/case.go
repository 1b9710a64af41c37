// Package kerneltest holds the tests that every assembly back end must pass:
// kernel bodies of all operations, types and shapes, and a judge that runs the
// kernels made of them against the interpreter of the IR.
package kerneltest

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/asm/ir"
)

// Case is a kernel to be tested.
type Case struct {
	Name string // a Go identifier
	Func *ir.Func
}

// Cases returns all cases: the fixed ones, then random bodies. They are the
// same on every call and machine.
func Cases() []Case {
	var c corpus
	c.operations()
	c.comparisons()
	c.masks()
	c.conversions()
	c.pairs()
	c.shapes()
	c.rare()
	c.pressure()
	c.random(randomCases)
	return c.cases
}

// corpus collects cases.
type corpus struct {
	cases []Case
	names map[string]bool
}

// add adds a case. The body returns what is stored: for each output one
// value, or two for a pair.
func (c *corpus) add(name string, in, out []ir.Operand, body func(f *ir.Func) []*ir.Value) {
	f := ir.New(name)
	for i, o := range in {
		o.Name = fmt.Sprintf("x%d", i+1)
		f.In = append(f.In, o)
	}
	for i, o := range out {
		o.Name = fmt.Sprintf("out%d", i+1)
		f.Out = append(f.Out, o)
	}
	values := body(f)
	for i, o := range f.Out {
		f.Return(i, 0, values[0])
		values = values[1:]
		if o.Pair {
			f.Return(i, 1, values[0])
			values = values[1:]
		}
	}
	if len(values) > 0 {
		panic("kerneltest: " + name + " returns more than its outputs take")
	}
	f.Prune()
	if err := f.Verify(); err != nil {
		panic(err)
	}
	if c.names == nil {
		c.names = map[string]bool{}
	}
	if c.names[name] {
		panic("kerneltest: two cases " + name)
	}
	c.names[name] = true
	c.cases = append(c.cases, Case{name, f})
}

// lanes returns operands of one lane an element.
func lanes(ts ...ir.Type) []ir.Operand {
	var os []ir.Operand
	for _, t := range ts {
		os = append(os, ir.Operand{Lane: t})
	}
	return os
}

// pairs returns complex operands.
func pairs(ts ...ir.Type) []ir.Operand {
	var os []ir.Operand
	for _, t := range ts {
		os = append(os, ir.Operand{Lane: t, Pair: true})
	}
	return os
}

// repeat returns n times t.
func repeat(t ir.Type, n int) []ir.Type {
	ts := make([]ir.Type, n)
	for i := range ts {
		ts[i] = t
	}
	return ts
}

// title returns the name of a type or operation as part of a Go name.
func title(s fmt.Stringer) string {
	n := s.String()
	return strings.ToUpper(n[:1]) + n[1:]
}

// bool8 stores a truth value as a bool.
func bool8(f *ir.Func, c *ir.Value) *ir.Value {
	return f.Select(c, f.Int(ir.U8, 1), f.Int(ir.U8, 0))
}

// params returns part 0 of all inputs.
func params(f *ir.Func) []*ir.Value {
	var ps []*ir.Value
	for i := range f.In {
		ps = append(ps, f.Param(i, 0))
	}
	return ps
}

func typesOf(k ir.Kind) []ir.Type {
	var ts []ir.Type
	for t := ir.I8; t < ir.NumTypes; t++ {
		if t.Is(k) {
			ts = append(ts, t)
		}
	}
	return ts
}
