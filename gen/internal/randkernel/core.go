// SPDX-License-Identifier: BSD-3-Clause

package randkernel

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// reduction is one of the kernel language: in its text, $v is a value that differs from
// element to element, $t another one of its type, %n the core dimension or nothing.
type reduction struct {
	text string
	of   string // what it takes: number, float or bool
	is   string // the type of its value; "" is that of its argument
}

// takes reports whether r reduces values of type t.
func (r reduction) takes(t string) bool {
	switch r.of {
	case "float":
		return isFloat(t)
	case "bool":
		return t == "bool"
	}
	return isInt(t) || isFloat(t)
}

var reductions = []reduction{
	{"Sum%n($v)", "number", ""}, {"Sum%n($v)", "float", ""}, {"Prod%n($v)", "number", ""}, {"Dot%n($v, $t)", "number", ""}, {"Dot%n($v, $v)", "float", ""},
	{"Min%n($v)", "number", ""}, {"Max%n($v)", "number", ""}, {"ArgMin%n($v)", "number", "int64"}, {"ArgMax%n($v)", "number", "int64"},
	{"Any%n($v)", "bool", "bool"}, {"All%n($v)", "bool", "bool"}, {"Count%n($v)", "bool", "int64"},
}

var scans = []string{"CumSum", "CumProd", "CumMin", "CumMax"}

// orders are those of a row; "" leaves each reduction its own.
var orders = []string{"", "", "pairwise", "wide", "serial"}

// coreBody writes the statements of a row with a core dimension.
type coreBody struct {
	*body
	dim  string
	rows []variable // the inputs that have it, or elements of a window
	// windows are texts that read elements of windows, and of tables that a call brings.
	windows strings.Builder
}

// coreRow writes a row whose body reduces.
func (g *generator) coreRow(i int) string {
	b := &body{generator: g, taken: map[string]bool{}, stays: true}
	c := &coreBody{body: b, dim: b.fresh()}
	s := &scope{assigned: map[string]bool{}}
	var in, out strings.Builder
	var elements []variable // outputs that are one for a row
	operand := func(w *strings.Builder, row bool) variable {
		d := elementTypes[g.r.IntN(len(elementTypes))]
		v := variable{b.fresh(), laneType(d), new(bool), false, !row}
		dim := ""
		if row {
			dim = "[" + c.dim + "]"
		}
		fmt.Fprintf(w, "      %s: %s%s\n", v.name, d, dim)
		return v
	}
	edge := ""
	for n := range 1 + g.r.IntN(4) {
		row := n == 0 || g.r.IntN(3) > 0
		if row && g.r.IntN(3) == 0 {
			if edge == "" {
				edge = edges[g.r.IntN(len(edges))]
			}
			c.window(&in, s)
			continue
		}
		v := operand(&in, row)
		v.counts = true // so that it stays one that differs from element to element
		if s.vars = append(s.vars, v); row {
			c.rows = append(c.rows, v)
		}
	}
	ins := s.vars
	if g.r.IntN(4) == 0 {
		c.table(&in, s)
	}
	for range 1 + g.r.IntN(3) {
		if row := g.r.IntN(2) == 0; row {
			b.outs = append(b.outs, operand(&out, true))
		} else {
			elements = append(elements, operand(&out, false))
		}
	}
	text := c.windows.String() + c.statements(s, ins, elements)
	order := orders[g.r.IntN(len(orders))]
	if order != "" {
		order = "    order: " + order + "\n"
	}
	if edge != "" {
		order += "    edge: " + edge + "\n"
	}
	return fmt.Sprintf("  - name: k%d\n    doc: Random.\n    in:\n%s    out:\n%s%s    body: |\n%s    bound: exact\n", i, in.String(), out.String(), order, indent(text, "      "))
}

// edges are those of a row with a window.
var edges = []string{"valid", "valid", "clamp", "zero", "wrap", "reflect"}

// window writes an input that is a window, and declares variables of some of its elements.
func (c *coreBody) window(in *strings.Builder, s *scope) {
	d, more, name := elementTypes[c.r.IntN(len(elementTypes))], 1+c.r.IntN(6), c.fresh()
	fmt.Fprintf(in, "      %s: %s[%s+%d]\n", name, d, c.dim, more)
	for range 1 + c.r.IntN(3) {
		v := variable{c.fresh(), laneType(d), new(bool), true, false}
		fmt.Fprintf(&c.windows, "%s := %s[%d]\n_ = %[1]s\n", v.name, name, c.r.IntN(more+1))
		s.vars, c.rows = append(s.vars, v), append(c.rows, v)
	}
	if d != dtype.Bool && c.r.IntN(2) == 0 {
		v := variable{c.fresh(), laneType(d), new(bool), true, false}
		i, e := c.fresh(), c.fresh()
		fmt.Fprintf(&c.windows, "%s := %s[%d]\nfor %s, %s := range %[2]s {\nif %[4]s != 1 {\n%[1]s += %[5]s\n}\n}\n_ = %[1]s\n", v.name, name, more, i, e)
		s.vars, c.rows = append(s.vars, v), append(c.rows, v)
	}
}

// table writes an input that is a table, and declares variables that are looked up there.
func (c *coreBody) table(in *strings.Builder, s *scope) {
	d, name := elementTypes[1+c.r.IntN(len(elementTypes)-1)], c.fresh()
	length, all := c.fresh(), name
	if n := c.r.IntN(len(tableLengths) + 2); n < len(tableLengths) {
		length, all = fmt.Sprint(tableLengths[n]), name+"[:]"
	}
	fmt.Fprintf(in, "      %s: %s[%s]\n", name, d, length)
	for range 1 + c.r.IntN(2) {
		index := c.expr(s, integers[c.r.IntN(len(integers))], 2)
		v := variable{c.fresh(), laneType(d), new(bool), true, false}
		fmt.Fprintf(&c.windows, "%s := At(%s, %s)\n_ = %[1]s\n", v.name, all, index)
		s.vars = append(s.vars, v)
	}
}

// statements writes the body: statements like those of any row, with reductions between them.
// elements are the outputs that are one for a row.
func (c *coreBody) statements(s *scope, ins, elements []variable) string {
	b := c.body
	var w strings.Builder
	for range 1 + b.r.IntN(4) {
		if b.budget = b.r.IntN(4); b.budget > 0 {
			b.block(&w, s)
		}
		c.reduce(&w, s)
		if b.r.IntN(3) == 0 {
			c.scan(&w, s)
		}
		if len(elements) > 0 && b.r.IntN(3) == 0 {
			o := elements[b.r.IntN(len(elements))]
			c.element(&w, s, o)
		}
	}
	for _, in := range ins {
		if *in.used {
			continue
		}
		*in.used = true
		if in.once {
			fmt.Fprintf(&w, "kept%s := %s\n_ = kept%[1]s\n", in.name, in.name)
			continue
		}
		o := c.declared(s, "int64")
		fmt.Fprintf(&w, "%s := Count(%s)\n_ = %[1]s\n", o.name, b.condition(in))
	}
	for _, o := range elements {
		c.element(&w, s, o)
	}
	b.budget = 2
	if len(elements) == 0 && b.r.IntN(2) == 0 { // no reduction follows: control may leave
		b.stays = false
		b.budget = 5
		if !b.block(&w, s) {
			b.leave(&w, s)
		}
		return w.String()
	}
	for _, o := range b.outs {
		fmt.Fprintf(&w, "%s = %s\n", o.name, b.expr(s, o.typ, 3))
	}
	return w.String()
}

// declared is a new variable that is one for a row.
func (c *coreBody) declared(s *scope, t string) variable {
	v := variable{c.fresh(), t, new(bool), true, true}
	s.vars = append(s.vars, v)
	return v
}

// same is what text may read that is one for a row.
func (c *coreBody) same(s *scope) *scope {
	in := &scope{assigned: s.assigned}
	for _, v := range s.vars {
		if v.once {
			in.vars = append(in.vars, v)
		}
	}
	return in
}

// element assigns an output that is one for a row.
func (c *coreBody) element(w *strings.Builder, s *scope, o variable) {
	if len(c.same(s).vars) == 0 {
		text, t := c.reduction(s)
		v := c.declared(s, t)
		fmt.Fprintf(w, "%s := %s\n_ = %[1]s\n", v.name, text)
	}
	if r, ok := c.reductionOf(o.typ); ok && c.r.IntN(3) == 0 { // stored as it is
		fmt.Fprintf(w, "%s = %s\n", o.name, c.call(s, r, o.typ))
	} else {
		fmt.Fprintf(w, "%s = %s\n", o.name, c.expr(c.same(s), o.typ, 3))
	}
	if !s.assigned[o.name] {
		s.assigned[o.name] = true
		o.counts = true
		s.vars = append(s.vars, o)
	}
}

// reduce writes a statement with reductions.
func (c *coreBody) reduce(w *strings.Builder, s *scope) {
	text, t := c.reduction(s)
	switch c.r.IntN(6) {
	case 0: // beside a value that differs
		x := variable{c.fresh(), c.rows[0].typ, new(bool), false, false}
		fmt.Fprintf(w, "%s, ", x.name)
		v := c.declared(s, t)
		fmt.Fprintf(w, "%s := %s, %s\n_, _ = %s, %[1]s\n", v.name, c.rows[0].name, text, x.name)
		*c.rows[0].used = true
		s.vars = append(s.vars, x)
		return
	case 1: // within an expression, if there is an operator
		if fs := operators[t]; t != "bool" && len(fs) > 0 {
			other := c.expr(s, t, 1)
			x := variable{c.fresh(), t, new(bool), false, false}
			fmt.Fprintf(w, "%s := %s + %s\n_ = %[1]s\n", x.name, text, other)
			s.vars = append(s.vars, x)
			return
		}
	case 2: // in a condition, or before it
		x := variable{c.fresh(), c.rows[0].typ, new(bool), false, false}
		fmt.Fprintf(w, "%s := %s\n_ = %[1]s\n", x.name, c.rows[0].name)
		*c.rows[0].used = true
		cond := c.condition(variable{text, t, new(bool), false, true})
		if c.r.IntN(2) == 0 {
			v := c.fresh()
			cond = fmt.Sprintf("%s := %s; %s", v, text, c.condition(variable{v, t, new(bool), false, true}))
		}
		fmt.Fprintf(w, "if %s {\n%s = %s\n}\n", cond, x.name, c.expr(s, x.typ, 2))
		s.vars = append(s.vars, x)
		return
	}
	v := c.declared(s, t)
	fmt.Fprintf(w, "%s := %s\n_ = %[1]s\n", v.name, text)
}

// scan writes a statement with a scan.
func (c *coreBody) scan(w *strings.Builder, s *scope) {
	t := "bool"
	for t == "bool" || !isInt(t) && !isFloat(t) {
		t = c.typ()
	}
	v := variable{c.fresh(), t, new(bool), true, false}
	fmt.Fprintf(w, "%s := %s(%s)\n_ = %[1]s\n", v.name, scans[c.r.IntN(len(scans))], c.differs(s, t))
	s.vars, c.rows = append(s.vars, v), append(c.rows, v)
}

// contractions are sums of 32 bits over narrow integers, as machines have them: $v is an element,
// converted to the type of the sum, $w another one or a number.
var contractions = []string{
	"Sum%n($v * $w)", "Dot%n($v, $w)", "Dot%n($v - $w, $v - $w)", "Sum%n(($v + $w) * $v)", "Sum%n($v)", "Sum%n($v - 3)", "Dot%n($v, 300 - $w)", "Sum%n($v * $w * 2)", "Sum%n(-$v * 70000)",
}

// contraction writes a sum over narrow integers, if a row has them, and tells its type.
func (c *coreBody) contraction() (text, typ string) {
	var narrow []variable
	for _, v := range c.rows {
		switch v.typ {
		case "int8", "uint8", "int16", "uint16":
			narrow = append(narrow, v)
		}
	}
	if len(narrow) == 0 {
		return "", ""
	}
	dim := ""
	if c.r.IntN(3) == 0 {
		dim = "[" + c.dim + "]"
	}
	typ = []string{"int32", "uint32"}[c.r.IntN(2)]
	text = contractions[c.r.IntN(len(contractions))]
	v, w := narrow[c.r.IntN(len(narrow))], narrow[c.r.IntN(len(narrow))]
	*v.used = true
	other := typ + "(7)"
	if v.name != w.name && strings.Contains(text, "$w") {
		*w.used = true
		other = typ + "(" + w.name + ")"
	}
	return strings.NewReplacer("%n", dim, "$v", typ+"("+v.name+")", "$w", other).Replace(text), typ
}

// reduction writes one, and tells its type.
func (c *coreBody) reduction(s *scope) (text, typ string) {
	if c.r.IntN(3) == 0 {
		if text, typ = c.contraction(); text != "" {
			return text, typ
		}
	}
	r := reductions[c.r.IntN(len(reductions))]
	for !r.takes(typ) {
		typ = c.typ()
	}
	text = c.call(s, r, typ)
	if r.is != "" {
		typ = r.is
	}
	return text, typ
}

// reductionOf picks one that takes and gives type t.
func (c *coreBody) reductionOf(t string) (r reduction, ok bool) {
	for range 10 {
		if r = reductions[c.r.IntN(len(reductions))]; r.takes(t) && r.is == "" {
			return r, true
		}
	}
	return r, false
}

// call writes a call of r over values of type t.
func (c *coreBody) call(s *scope, r reduction, t string) string {
	dim := ""
	if c.r.IntN(3) == 0 {
		dim = "[" + c.dim + "]"
	}
	var w strings.Builder
	for rest := r.text; rest != ""; {
		switch before, after, _ := strings.Cut(rest, "$"); {
		case after == "":
			w.WriteString(before)
			rest = ""
		case after[0] == 'v':
			w.WriteString(before + c.differs(s, t))
			rest = after[1:]
		default:
			w.WriteString(before + c.expr(s, t, 2))
			rest = after[1:]
		}
	}
	return strings.Replace(w.String(), "%n", dim, 1)
}

// differs is an expression that differs from element to element.
func (c *coreBody) differs(s *scope, t string) string {
	v := c.rows[c.r.IntN(len(c.rows))]
	*v.used = true
	x := c.converted(v, t)
	switch {
	case c.r.IntN(3) == 0:
		return x
	case t == "bool" || c.r.IntN(3) == 0:
		return fmt.Sprintf("Select(%s, %s, %s)", c.condition(v), x, c.expr(s, t, 2))
	}
	return fmt.Sprintf("(%s + %s)", x, c.expr(s, t, 3))
}
