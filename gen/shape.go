package gen

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/asm/ir"
)

// shape is a key that kernels with the same code share: the IR, with unsigned
// integers read as signed ones wherever an operation treats them alike.
func shape(f *ir.Func) string {
	var b strings.Builder
	for _, o := range append(append([]ir.Operand{}, f.In...), f.Out...) {
		fmt.Fprintf(&b, "%s,%v;", plain(o.Lane), o.Pair)
	}
	fmt.Fprintf(&b, "%d|", len(f.In))
	for _, v := range f.Values {
		t, from := v.Type, ir.Invalid
		if len(v.Args) > 0 {
			from = v.Args[0].Type
		}
		if !signed(v.Op, t, from) {
			t, from = plain(t), plain(from)
		}
		fmt.Fprintf(&b, "%d:%d:%d:%x:%s", v.Op, t, from, v.Imm, v.Slow)
		for _, a := range v.Args {
			fmt.Fprintf(&b, ",%d", a.ID)
		}
		b.WriteByte(';')
	}
	for _, r := range f.Results {
		fmt.Fprintf(&b, "%d.%d=%d;", r.Operand, r.Part, r.Value.ID)
	}
	return b.String()
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
	case ir.Lt, ir.Le, ir.Min, ir.Max, ir.Shr, ir.ShrV, ir.Div, ir.Rem, ir.Abs, ir.MulHi, ir.AddSat, ir.SubSat, ir.Avg, ir.AbsDiff:
		return true
	case ir.Convert:
		narrows := from.Is(ir.KindInteger) && to.Is(ir.KindInteger) && to.Size() <= from.Size()
		return !narrows
	}
	return false
}
