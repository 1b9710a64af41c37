// SPDX-License-Identifier: BSD-3-Clause

package randkernel

import (
	"fmt"
	"strings"
)

// body writes the statements of one function.
type body struct {
	*generator
	taken     map[string]bool // names of operands: none is hidden by a fresh one
	qualified bool            // lane and kernels by their names
	outs      []variable
	hidden    int // scopes in which an output is hidden, so that a bare return is none
	budget    int // of statements
	depth     int // of blocks
	ops       int // about how many operations there are, those of calls included
	loops     []*loop
	stays     bool // no return may stand in the text: a reduction follows
}

// maxOps is where a body stops to call functions, well below lang.MaxOps.
const maxOps = 2500

// scope is what text at some place may read and assign.
type scope struct {
	vars     []variable
	assigned map[string]bool // outputs
	own      []variable      // declared in this block
}

func (s *scope) inner() *scope {
	in := &scope{vars: append([]variable{}, s.vars...), assigned: map[string]bool{}}
	for k, v := range s.assigned {
		in.assigned[k] = v
	}
	return in
}

// fresh returns a name that no operand has.
func (b *body) fresh() string {
	for {
		n := names[b.r.IntN(len(names))]
		if b.r.IntN(4) == 0 {
			n += fmt.Sprint(b.r.IntN(10))
		}
		if !b.taken[n] {
			b.taken[n] = true
			return n
		}
	}
}

// statements writes a whole body of operands. A function without names for
// its results has outs without names.
func (b *body) statements(ins, outs []variable) string {
	b.outs = outs
	b.budget = 3 + b.r.IntN(12)
	s := &scope{vars: ins, assigned: map[string]bool{}}
	var w strings.Builder
	if b.named() && b.qualified { // zero, in a function
		for _, o := range outs {
			s.assigned[o.name] = true
			s.vars = append(s.vars, o)
		}
	}
	if b.r.IntN(6) == 0 {
		b.pressure(&w, s)
	}
	ends := b.block(&w, s)
	// Every input is read. Where the text has ended, that is done before it.
	var first strings.Builder
	for _, in := range ins {
		switch {
		case *in.used:
		case ends:
			fmt.Fprintf(&first, "%s\n", b.useInput(&scope{vars: ins}, in))
		default:
			fmt.Fprintf(&w, "%s\n", b.useInput(s, in))
		}
	}
	if !ends {
		b.leave(&w, s)
	}
	return first.String() + w.String()
}

func (b *body) named() bool { return len(b.outs) > 0 && b.outs[0].name != "" }

// useInput is a statement that reads an input, so that the result shows it.
func (b *body) useInput(s *scope, in variable) string {
	*in.used = true
	return "if " + b.condition(in) + " { " + strings.TrimSpace(b.bareReturn(s)) + " }"
}

// condition is a condition of a variable.
func (b *body) condition(v variable) string {
	switch {
	case v.typ == "bool":
		return v.name
	case isComplex(v.typ):
		return fmt.Sprintf("real(%s) < imag(%[1]s)", v.name)
	}
	return fmt.Sprintf("%s <= %s", v.name, b.constant(v.typ))
}

// pressure declares many variables that are all read later.
func (b *body) pressure(w *strings.Builder, s *scope) {
	t := b.typ()
	n := 10 + b.r.IntN(40)
	var list []string
	for i := range n {
		name := fmt.Sprintf("live%d", i)
		fmt.Fprintf(w, "%s := %s\n", name, b.expr(s, t, 2))
		s.vars = append(s.vars, variable{name, t, new(bool), false, false})
		list = append(list, name)
	}
	b.r.Shuffle(n, func(i, j int) { list[i], list[j] = list[j], list[i] })
	op := "+"
	if t == "bool" {
		op = "!="
	}
	name := "sum"
	fmt.Fprintf(w, "%s := %s\n", name, list[0])
	for _, v := range list[1:] {
		if op == "+" && b.r.IntN(3) == 0 {
			fmt.Fprintf(w, "%s *= %s\n", name, v)
		} else {
			fmt.Fprintf(w, "%s = %[1]s %s %s\n", name, op, v)
		}
	}
	s.vars = append(s.vars, variable{name, t, new(bool), false, false})
	fmt.Fprintf(w, "_ = %s\n", name)
}

// block writes statements; it reports whether they end in a return.
func (b *body) block(w *strings.Builder, s *scope) bool {
	for range 1 + b.r.IntN(5) {
		if b.budget--; b.budget < 0 {
			break
		}
		switch k := b.r.IntN(20); {
		case k < 4 && len(b.loops) > 0:
			fmt.Fprintf(w, "if %s {\n", b.expr(s, "bool", 2))
			b.jump(w)
			w.WriteString("}\n")
		case k < 6:
			b.declare(w, s)
		case k < 10:
			b.assign(w, s)
		case k < 15 && b.depth < 4:
			if b.branch(w, s) {
				b.close(w, s)
				return true
			}
		case k < 16 && b.depth < 4:
			if b.nested(w, s) {
				b.close(w, s)
				return true
			}
		case k < 17 && b.depth > 0 && !(b.stays && len(b.loops) == 0):
			b.close(w, s)
			if len(b.loops) > 0 && (b.stays || b.r.IntN(3) > 0) {
				b.jump(w)
			} else {
				b.leave(w, s)
			}
			return true
		case (k == 19 || k == 18 && len(b.loops) == 0) && b.depth < 4 && len(b.loops) < 2:
			b.loop(w, s)
		case k < 19 && b.named():
			b.output(w, s)
		default:
			b.update(w, s)
		}
	}
	b.close(w, s)
	return false
}

// close reads what no statement read: Go refuses variables without a reader.
func (b *body) close(w *strings.Builder, s *scope) {
	for _, v := range s.own {
		if !*v.used {
			*v.used = true
			text := w.String()
			w.Reset()
			// Before the return that may have ended the block.
			w.WriteString(strings.Replace(text, marker(v), "\n_ = "+v.name+"\n", 1))
		}
	}
	text := w.String()
	for _, v := range s.own {
		text = strings.Replace(text, marker(v), "", 1)
	}
	w.Reset()
	w.WriteString(text)
	s.own = nil
}

// marker follows a declaration until its block ends.
func marker(v variable) string { return fmt.Sprintf("/*%p*/", v.used) }

func (b *body) add(w *strings.Builder, s *scope, v variable) {
	for _, o := range b.outs {
		if o.name == v.name {
			delete(s.assigned, v.name)
			b.hidden++ // for good: then only returns with values
		}
	}
	kept := s.vars[:0:0]
	for _, o := range s.vars {
		if o.name != v.name {
			kept = append(kept, o)
		}
	}
	s.vars = append(kept, v)
	s.own = append(s.own, v)
	w.WriteString(marker(v) + "\n")
}

// declare declares a variable, or two of a call or at once.
func (b *body) declare(w *strings.Builder, s *scope) {
	if f, ok := b.pick2(); ok && b.r.IntN(3) == 0 {
		x, y := variable{b.local(s), f.out[0], new(bool), false, false}, variable{b.local(s), f.out[1], new(bool), false, false}
		if x.name != y.name {
			fmt.Fprintf(w, "%s, %s := %s", x.name, y.name, b.callOf(s, f, 2))
			b.add(w, s, x)
			b.add(w, s, y)
			return
		}
	}
	t := b.typ()
	v := variable{b.local(s), t, new(bool), false, false}
	switch b.r.IntN(4) {
	case 0:
		fmt.Fprintf(w, "var %s %s = %s", v.name, t, b.expr(s, t, 3))
	case 1:
		fmt.Fprintf(w, "var %s %s", v.name, t)
	default:
		fmt.Fprintf(w, "%s := %s", v.name, b.expr(s, t, 3))
	}
	b.add(w, s, v)
}

// local returns a name for a variable: one that is free in this block, which
// may hide one of an outer block.
func (b *body) local(s *scope) string {
	for {
		var n string
		if b.depth > 0 && b.r.IntN(3) == 0 && len(s.vars) > 0 {
			n = s.vars[b.r.IntN(len(s.vars))].name
		} else {
			n = names[b.r.IntN(len(names))]
		}
		clash := b.qualified && (n == "lane" || n == "kernels") || b.depth == 0 && b.taken[n]
		for _, v := range s.own {
			clash = clash || v.name == n
		}
		for _, v := range b.outs { // in a body an output that is hidden could not be assigned
			clash = clash || v.name == n && !b.qualified
		}
		if !clash {
			if b.depth == 0 {
				b.taken[n] = true
			}
			return n
		}
	}
}

// settable picks a variable to assign to.
func (b *body) settable(s *scope) (variable, bool) {
	if len(s.vars) == 0 {
		return variable{}, false
	}
	v := s.vars[b.r.IntN(len(s.vars))]
	return v, !v.counts
}

func (b *body) assign(w *strings.Builder, s *scope) {
	v, ok := b.settable(s)
	if !ok {
		return
	}
	if x, ok := b.settable(s); ok && x.typ == v.typ && x.name != v.name && b.r.IntN(2) == 0 {
		fmt.Fprintf(w, "%s, %s = %s, %s\n", v.name, x.name, b.expr(s, v.typ, 2), b.expr(s, v.typ, 2))
		return
	}
	fmt.Fprintf(w, "%s = %s\n", v.name, b.expr(s, v.typ, 3))
}

// update writes an assignment with an operator, or an increment.
func (b *body) update(w *strings.Builder, s *scope) {
	v, ok := b.settable(s)
	if !ok || v.typ == "bool" {
		return
	}
	if b.r.IntN(3) == 0 {
		fmt.Fprintf(w, "%s%s\n", v.name, []string{"++", "--"}[b.r.IntN(2)])
		return
	}
	ops := []string{"+=", "-=", "*="}
	switch {
	case isFloat(v.typ):
		ops = append(ops, "/=")
	case isInt(v.typ):
		ops = append(ops, "&=", "|=", "^=", "&^=")
		if b.r.IntN(3) == 0 {
			fmt.Fprintf(w, "%s %s %s\n", v.name, []string{"<<=", ">>="}[b.r.IntN(2)], b.value(s, unsigned[b.r.IntN(len(unsigned))]))
			return
		}
	}
	fmt.Fprintf(w, "%s %s %s\n", v.name, ops[b.r.IntN(len(ops))], b.expr(s, v.typ, 2))
}

// output assigns an output.
func (b *body) output(w *strings.Builder, s *scope) {
	o := b.outs[b.r.IntN(len(b.outs))]
	if b.hides(s, o) {
		return
	}
	fmt.Fprintf(w, "%s = %s\n", o.name, b.expr(s, o.typ, 3))
	if !s.assigned[o.name] {
		s.assigned[o.name] = true
		s.vars = append(s.vars, o)
	}
}

// hides reports whether the name of an output means another variable.
func (b *body) hides(s *scope, o variable) bool {
	for _, v := range s.vars {
		if v.name == o.name {
			return v.used != o.used
		}
	}
	return false
}

// nested writes a block of its own.
func (b *body) nested(w *strings.Builder, s *scope) bool {
	b.depth++
	defer func() { b.depth-- }()
	in := s.inner()
	w.WriteString("{\n")
	ends := b.block(w, in)
	w.WriteString("}\n")
	b.join(s, in)
	return ends
}

// join makes the outputs that an inner scope assigned assigned in s.
func (b *body) join(s *scope, branches ...*scope) {
	for _, o := range b.outs {
		all := len(branches) > 0
		for _, in := range branches {
			all = all && in.assigned[o.name]
		}
		if all && o.name != "" && !s.assigned[o.name] {
			s.assigned[o.name] = true
			s.vars = append(s.vars, o)
		}
	}
}

// branch writes an if with what follows it; it reports whether all branches
// return.
func (b *body) branch(w *strings.Builder, s *scope) bool {
	b.depth++
	defer func() { b.depth-- }()
	all, hasElse := true, false
	var through []*scope
	w.WriteString("if ")
	at := s
	if b.r.IntN(4) == 0 {
		at = s.inner()
		t := b.typ()
		v := variable{b.local(at), t, new(bool), false, false}
		fmt.Fprintf(w, "%s := %s; ", v.name, b.expr(at, t, 2))
		var m strings.Builder
		b.add(&m, at, v)
		at.own = nil
		*v.used = true
		fmt.Fprintf(w, "%s && %s {\n", b.condition(v), b.expr(at, "bool", 2))
	} else {
		fmt.Fprintf(w, "%s {\n", b.expr(at, "bool", 3))
	}
	for {
		in := at.inner()
		if !b.block(w, in) {
			all = false
			through = append(through, in)
		}
		w.WriteString("}")
		if hasElse || b.r.IntN(2) == 0 {
			break
		}
		if b.r.IntN(2) == 0 {
			fmt.Fprintf(w, " else if %s {\n", b.expr(at, "bool", 2))
		} else {
			w.WriteString(" else {\n")
			hasElse = true
		}
	}
	w.WriteString("\n")
	if !hasElse {
		all = false
		through = append(through, at.inner())
	}
	b.join(s, through...)
	return all
}

// leave writes a return, or assigns what is missing and lets control leave.
func (b *body) leave(w *strings.Builder, s *scope) { w.WriteString(b.bareReturn(s)) }

func (b *body) bareReturn(s *scope) string {
	plain := b.named()
	for _, o := range b.outs {
		plain = plain && !b.hides(s, o)
	}
	if plain && b.hidden == 0 && b.r.IntN(2) == 0 {
		var w strings.Builder
		for _, o := range b.outs {
			if !s.assigned[o.name] {
				fmt.Fprintf(&w, "%s = %s\n", o.name, b.expr(s, o.typ, 2))
			}
		}
		w.WriteString("return\n")
		return strings.ReplaceAll(w.String(), "\n", "\n")
	}
	var vals []string
	for _, o := range b.outs {
		vals = append(vals, b.expr(s, o.typ, 3))
	}
	return "return " + strings.Join(vals, ", ") + "\n"
}
