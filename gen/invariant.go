// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/passes"
	"github.com/arraygen/arraygen/internal/plan"
)

// makeInvariant finds the form of k for rows with one divisor, if there is one: any input of a ufunc may be one element, and the
// scalars of a fused kernel are.
func (k *Kernel) makeInvariant() {
	v := passes.ByInvariant(k.Func, func(input int) bool {
		return k.Kernel == nil || input >= len(k.Kernel.In)
	})
	if v != nil && !v.Func.HasRare() {
		v.Func.Name = k.invariantSymbol()
		k.invariant = v
	}
}

// invariantSymbol is the name of the functions of that form, less the suffix of the level.
func (k *Kernel) invariantSymbol() string { return k.Symbol + "Divided" }

// plannedInvariant is what the back ends make it of.
func (k *Kernel) plannedInvariant() plan.Kernel {
	return plan.Kernel{Name: k.invariantSymbol(), Func: k.invariant.Func, Doc: "computes " + k.equals() + ", where what divides is one element for a row."}
}

// ownInvariants lists the kernels that have code for one divisor.
func (g *family) ownInvariants() []*Kernel {
	return filter(g.own(), func(k *Kernel) bool { return k.invariant != nil })
}

// goInvariant is the Go loop of that form.
func (g *family) goInvariant(k *Kernel) jen.Code {
	symbol := k.invariantSymbol() + "Go"
	return golang.Loop(symbol, symbol+" is the Go loop of "+k.Set+" where what divides is one element for a row.", k.invariant.Func, g.scope.level)
}

// invariantValue is the value of the field Invariant of k's table, on an architecture.
func (g *family) invariantValue(arch string, k *Kernel) *jen.Statement {
	code := k.Canonical
	from, symbol, lane := g.home(code).importPath, code.invariantSymbol(), code.Func.In[code.invariant.Divisor].Lane
	impl := jen.Dict{jen.Qual(golang.KernelPath, "Go"): jen.Qual(from, symbol+"Go")}
	for _, l := range implementations(arch, code, g.has[invariantForm]) {
		impl[jen.Qual(golang.KernelPath, l.Constant())] = jen.Qual(from, symbol+l.Suffix)
	}
	fields := jen.Dict{
		jen.Id("Divisor"): jen.Lit(code.invariant.Divisor),
		jen.Id("Size"):    jen.Lit(lane.Size()),
		jen.Id("In"):      jen.Lit(len(code.Func.In)),
		jen.Id("Out"):     jen.Lit(len(code.Func.Out)),
		jen.Id("Impl"):    jen.Index(jen.Qual(golang.KernelPath, "NumLevels")).Qual(golang.KernelPath, "Func").Values(impl),
	}
	if lane.Is(ir.KindInt) {
		fields[jen.Id("Signed")] = jen.True()
	}
	if code.invariant.Down {
		fields[jen.Id("Down")] = jen.True()
	}
	return jen.Op("&").Qual(golang.KernelPath, "Invariant").Values(fields)
}
