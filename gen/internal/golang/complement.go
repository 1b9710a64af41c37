// SPDX-License-Identifier: BSD-3-Clause

package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/internal/ir"
)

// Go for arm64 chooses between y and ^x by one instruction, CSINV. Where it finds late that the condition is
// always false, a rule of its own (1.26 and 1.27) makes x^1 of that: the complement of a bool. So such a choice is
// printed as one of y and x, and one of 0 and -1, of which the exclusive or is taken.

// chosen prints the Select v.
func (p *printer) chosen(v *ir.Value) []jen.Code {
	cond, yes, no := v.Args[0], v.Args[1], v.Args[2]
	if !complement(yes) && !complement(no) {
		return []jen.Code{
			p.name(v).Op(":=").Add(p.use(no)),
			jen.If(p.use(cond)).Block(p.name(v).Op("=").Add(p.use(yes))),
		}
	}
	side := func(x *ir.Value) (bits, mask *jen.Statement) {
		mask = jen.Id(v.Type.String()).Call(jen.Lit(0))
		if complement(x) {
			return p.complemented(x), jen.Op("^").Add(mask)
		}
		return p.use(x), mask
	}
	mask := p.local("mask")
	noBits, noMask := side(no)
	yesBits, yesMask := side(yes)
	return []jen.Code{
		p.name(v).Op(":=").Add(noBits),
		jen.Block(
			mask.Clone().Op(":=").Add(noMask),
			jen.If(p.use(cond)).Block(jen.List(p.name(v), mask.Clone()).Op("=").List(yesBits, yesMask)),
			p.name(v).Op("^=").Add(mask.Clone()),
		),
	}
}

// complement reports whether Go has x, an integer, by one instruction from ^x: itself or a conversion that leaves the
// register as it is.
func complement(x *ir.Value) bool {
	switch {
	case !x.Type.Is(ir.KindInteger):
		return false
	case x.Op == ir.Not:
		return true
	}
	return keepsRegister(x) && complement(x.Args[0])
}

// keepsRegister reports whether x is its argument, an integer, as one that is no wider.
func keepsRegister(x *ir.Value) bool {
	return (x.Op == ir.Convert || x.Op == ir.Bitcast) && x.Args[0].Type.Is(ir.KindInteger) && x.Type.Size() <= x.Args[0].Type.Size()
}

// complemented prints ^x, of which x is the complement. Go makes x of ^^x at once.
func (p *printer) complemented(x *ir.Value) *jen.Statement {
	switch {
	case x.Op == ir.Not && p.inlined[x.ID]:
		return p.use(x.Args[0])
	case x.Op == ir.Not:
		return jen.Op("^").Add(p.use(x))
	}
	return jen.Id(x.Type.String()).Call(p.complemented(x.Args[0]))
}
