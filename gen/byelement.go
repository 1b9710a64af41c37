// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/asm"
	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
)

// byElementOps is the most operations of a ufunc that has a form for operands of any
// strides: what costs more takes longer than packing its operands does.
const byElementOps = 3

// cheap reports whether k is worth a form for operands of any strides.
func (k *Kernel) cheap() bool {
	f := k.Func
	if k.Kernel != nil || isCast(k.Ufunc) || f.HasRare() || k.cost() > byElementOps || k.cost() == 0 || dividesIntegers(f) {
		return false
	}
	size := f.MaxLane()
	alike := func(o ir.Operand) bool { return !o.Pair && o.Lane.Size() == size }
	return size >= 4 && !slices.ContainsFunc(slices.Concat(f.In, f.Out), func(o ir.Operand) bool { return !alike(o) })
}

// dividesIntegers reports whether f has a quotient or a remainder of integers, which takes many instructions, and
// may have a form for one divisor.
func dividesIntegers(f *ir.Func) bool {
	return slices.ContainsFunc(f.Values, func(v *ir.Value) bool {
		switch v.Op {
		case ir.Div, ir.Rem, ir.FloorDiv, ir.FloorRem:
			return v.Type.Is(ir.KindInteger)
		}
		return false
	})
}

// byElementSymbol is the name of the functions of that form, less the suffix of the level.
func (k *Kernel) byElementSymbol() string { return k.Symbol + "Strided" }

// plannedByElement is what the back ends make it of.
func (k *Kernel) plannedByElement() plan.Kernel {
	return plan.Kernel{Name: k.byElementSymbol(), Func: k.Func, Doc: "computes " + k.equals() + ", of operands of any strides.", ByElement: true}
}

// ownByElement lists the kernels that are to have such code on level l.
func (g *family) ownByElement(l *asm.Level) []*Kernel {
	if !l.ByElement {
		return nil
	}
	return filter(g.own(), (*Kernel).cheap)
}

// byElementValue is the value of the field ByElement of k's table on an architecture, or nil.
func (g *family) byElementValue(arch string, k *Kernel) *jen.Statement {
	code := k.Canonical
	impl := jen.Dict{}
	for _, l := range implementations(arch, code, g.has[byElementForm]) {
		impl[jen.Qual(golang.KernelPath, l.Constant())] = jen.Qual(g.home(code).importPath, code.byElementSymbol()+l.Suffix)
	}
	if len(impl) == 0 {
		return nil
	}
	return jen.Index(jen.Qual(golang.KernelPath, "NumLevels")).Qual(golang.KernelPath, "Func").Values(impl)
}
