// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/internal/ir"
)

// shape is a key that kernels with the same code share: the values that the
// results are made of, with unsigned integers read as signed ones wherever an
// operation treats them alike. What is only moved has a size and no type.
func shape(f *ir.Func) string {
	var b strings.Builder
	numbers := map[string]int{} // of the values, by what they are
	known := map[*ir.Value]int{}
	var number func(v *ir.Value) int
	number = func(v *ir.Value) int {
		if n, ok := known[v]; ok {
			return n
		}
		text := ""
		switch {
		case v.Op == ir.Bitcast || v.Op == ir.Convert && plain(v.Type) == plain(v.Args[0].Type):
			known[v] = number(v.Args[0])
			return known[v]
		case v.Op == ir.Param || v.Op == ir.Const:
			text = fmt.Sprintf("%d:%d:%x;", v.Op, v.Type.Size(), v.Imm)
		default:
			text = operation(v)
			for _, a := range equalArgs(v) {
				text += fmt.Sprintf(",%d", number(a))
			}
			text += ";"
		}
		n, ok := numbers[text]
		if !ok {
			n = len(numbers)
			numbers[text] = n
			b.WriteString(text)
		}
		known[v] = n
		return n
	}
	for i, o := range f.In {
		if f.Reads(i) {
			fmt.Fprintf(&b, "%d,%v", o.Lane.Size(), o.Pair)
		}
		b.WriteByte(';')
	}
	b.WriteByte('|')
	for _, o := range f.Out {
		fmt.Fprintf(&b, "%d,%v;", o.Lane.Size(), o.Pair)
	}
	b.WriteByte('|')
	for _, r := range f.Results {
		n := number(r.Value)
		fmt.Fprintf(&b, "%d.%d=%d;", r.Operand, r.Part, n)
	}
	return b.String()
}

// operation is the operation of v and its types, where they count.
func operation(v *ir.Value) string {
	t, from := v.Type, ir.Invalid
	if len(v.Args) > 0 {
		from = v.Args[0].Type
	}
	switch {
	case v.Op == ir.Convert && from.Is(ir.KindInteger) && t.Is(ir.KindInteger) && t.Size() > from.Size():
		t = plain(t) // the sign that is extended is that of the argument
	case !signed(v.Op, t, from):
		t, from = plain(t), plain(from)
	}
	return fmt.Sprintf("%d:%d:%d:%x:%s:%s", v.Op, t, from, v.Imm, v.Slow, v.Table.Key())
}

// equalArgs returns the arguments of v, or others with which it is the same: of a
// choice by what is unequal, those of one by what is equal.
func equalArgs(v *ir.Value) []*ir.Value {
	if v.Op != ir.Select || v.Args[0].Op != ir.Ne {
		return v.Args
	}
	equal := *v.Args[0]
	equal.Op = ir.Eq
	return []*ir.Value{&equal, v.Args[2], v.Args[1]}
}

// plain is the signed integer type of t's width, or t.
func plain(t ir.Type) ir.Type {
	if t.Is(ir.KindUint) {
		return ir.Int(t.Size())
	}
	return t
}

// signed reports whether an operation depends on the sign of its integers.
func signed(op ir.Op, to, from ir.Type) bool {
	switch op {
	case ir.Lt, ir.Le, ir.Min, ir.Max, ir.Shr, ir.ShrV, ir.Div, ir.Rem, ir.FloorDiv, ir.FloorRem, ir.Abs, ir.MulHi, ir.AddSat, ir.SubSat, ir.Avg, ir.AbsDiff:
		return true
	case ir.Convert:
		narrows := from.Is(ir.KindInteger) && to.Is(ir.KindInteger) && to.Size() <= from.Size()
		return !narrows
	}
	return false
}
