// SPDX-License-Identifier: BSD-3-Clause

package randkernel

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// A contraction reduces along a dimension that its outputs have not. Half of the random ones have a body of any
// statements, as other rows that reduce; the others one reduction of what two inputs of one type give, as
// register tiles compute it, and what is made of it.

// contractionShapes are the dimensions of inputs, for outputs of one dimension and of two: $k is the one that is
// reduced. The first ones make the row a contraction, and of each pair one varies with the rows of the outputs, the other
// with the columns.
var contractionShapes = [...]struct{ first, second, others []string }{
	{
		[]string{"[$n, $k]", "[$k, $n]", "[$n+$k-1]", "[$k+$n-1]"},
		[]string{"[$k]", "[$k]", "[$n, $k]"},
		[]string{"[$k]", "[$n]", "", "[$n, $k]", "[$n+$k-1]"},
	},
	{
		[]string{"[$m, $k]", "[$m, $k]", "[$k, $m]", "[$m+$k-1]"},
		[]string{"[$n, $k]", "[$k, $n]", "[$n+$k-1]"},
		[]string{"[$k]", "[$m]", "[$n]", "", "[$m, $n]", "[$n, $m]", "[$m, $k]", "[$k, $n]", "[$k+$n-1]"},
	},
}

// tileTypes are those that register tiles have, and some others.
var tileTypes = []dtype.DType{
	dtype.Float32, dtype.Float64, dtype.Float32, dtype.Float64, dtype.Int32, dtype.Int64, dtype.Uint32, dtype.Uint64, dtype.Int16, dtype.Uint8, dtype.Float16, dtype.BFloat16,
}

// tileReductions are what a tile sums up: $s is a step.
var tileReductions = []reduction{
	{"Sum%n($s)", "number", ""}, {"Dot%n($s, $s)", "number", ""}, {"Dot%n($a, $b)", "number", ""}, {"Min%n($s)", "number", ""}, {"Max%n($s)", "number", ""}, {"Prod%n($s)", "number", ""},
}

// tileSteps are what a tile combines of $a and $b; others are any expression.
var tileSteps = []string{"($a - $b)", "($b - $a)", "($a * $b)", "($a + $b)", "min($a, $b)", "AbsDiff($a, $b)", "Select($a < $b, $a, $b)", "($a*$a - $b)", "($a ^ $b)", "Abs($a - $b)"}

// contractionRow writes a row that is a contraction.
func (g *generator) contractionRow(i int) string {
	b := &body{generator: g, taken: map[string]bool{}, stays: true}
	c := &coreBody{body: b, dim: b.fresh()}
	m, n := b.fresh(), b.fresh()
	free := 1 + g.r.IntN(2)
	shapes := contractionShapes[free-1]
	name := strings.NewReplacer("$k", c.dim, "$m", m, "$n", n)
	s := &scope{assigned: map[string]bool{}}
	var in, out strings.Builder
	input := func(d dtype.DType, shape string) {
		row := strings.Contains(shape, "$k")
		v := variable{b.fresh(), laneType(d), new(bool), true, !row}
		fmt.Fprintf(&in, "      %s: \"%s%s\"\n", v.name, d, name.Replace(shape))
		if s.vars = append(s.vars, v); row {
			c.rows = append(c.rows, v)
		}
	}
	pick := func(list []string) string { return list[g.r.IntN(len(list))] }
	tile := g.r.IntN(2) == 0
	types := elementTypes
	if tile {
		types = tileTypes
	}
	of := types[g.r.IntN(len(types))]
	first := shapes.first
	input(of, pick(first))
	if !tile {
		of = types[g.r.IntN(len(types))]
	}
	input(of, pick(shapes.second))
	if g.r.IntN(4) == 0 { // the other way round
		lines := strings.SplitAfter(in.String(), "\n")
		in.Reset()
		in.WriteString(lines[1] + lines[0])
		s.vars[0], s.vars[1] = s.vars[1], s.vars[0]
	}
	for range g.r.IntN(3) {
		input(elementTypes[g.r.IntN(len(elementTypes))], pick(shapes.others))
	}
	dims := "[" + n + "]"
	if free == 2 {
		dims = "[" + m + ", " + n + "]"
	}
	var outs []variable
	for range 1 + g.r.IntN(2) {
		d := elementTypes[g.r.IntN(len(elementTypes))]
		if tile && g.r.IntN(2) == 0 {
			d = of
		}
		v := variable{b.fresh(), laneType(d), new(bool), false, true}
		fmt.Fprintf(&out, "      %s: \"%s%s\"\n", v.name, d, dims)
		outs = append(outs, v)
	}
	order := orders[g.r.IntN(len(orders))]
	text := ""
	if tile {
		if g.r.IntN(3) > 0 {
			order = "serial"
		}
		text = c.tileStatements(s, outs)
	} else {
		text = c.statements(s, s.vars, outs)
	}
	if order != "" {
		order = "    order: " + order + "\n"
	}
	return fmt.Sprintf("  - name: k%d\n    doc: Random.\n    in:\n%s    out:\n%s%s    body: |\n%s    bound: exact\n", i, in.String(), out.String(), order, indent(text, "      "))
}

// tileStatements writes a body with one reduction of the first two inputs.
func (c *coreBody) tileStatements(s *scope, outs []variable) string {
	x, y := s.vars[0], s.vars[1]
	t := x.typ
	r := tileReductions[c.r.IntN(len(tileReductions))]
	pair := &scope{vars: []variable{x, y}, assigned: map[string]bool{}}
	dim := ""
	if c.r.IntN(3) == 0 {
		dim = "[" + c.dim + "]"
	}
	var w strings.Builder
	*x.used, *y.used = true, true
	step := tileSteps[c.r.IntN(len(tileSteps))]
	if isFloat(t) && (strings.Contains(step, "^") || strings.Contains(step, "AbsDiff")) || isUnsigned(t) && strings.Contains(step, "Abs(") {
		step = tileSteps[0]
	}
	if step = strings.NewReplacer("$a", x.name, "$b", y.name).Replace(step); c.r.IntN(3) == 0 {
		step = fmt.Sprintf("(%s + %s)", step, c.expr(pair, t, 3))
	}
	v := c.declared(s, t)
	text := strings.NewReplacer("$s", step, "$a", x.name, "$b", y.name, "%n", dim).Replace(r.text)
	fmt.Fprintf(&w, "%s := %s\n_ = %[1]s\n", v.name, text)
	for i, o := range outs {
		if o.typ == t && c.r.IntN(2) == 0 {
			fmt.Fprintf(&w, "%s = %s\n", o.name, v.name)
		} else {
			fmt.Fprintf(&w, "%s = %s\n", o.name, c.expr(c.same(s), o.typ, 2+i))
		}
	}
	for _, in := range s.vars {
		if !*in.used {
			*in.used = true
			fmt.Fprintf(&w, "kept%s := %s\n_ = kept%[1]s\n", in.name, in.name)
		}
	}
	return w.String()
}
