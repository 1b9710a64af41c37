// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"fmt"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/passes"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// A kernel of rows that makes elements which are one for a row has a function of one contiguous row
// (kernel.RowFunc): its passes one after the other, with what they leave for each other in variables. The table
// of passes would cost more than a short row does.

// hasRowFunc reports whether k has one.
func (k *Kernel) hasRowFunc() bool {
	if k.hasWindows() || k.hasTables() || k.Kernel.Rows != "" || len(k.In)+len(k.Out) > kernel.RowFuncOperands {
		return false
	}
	for i := range k.Out {
		if k.outRow(i) {
			return false
		}
	}
	for i, o := range k.program.Operands {
		if o.Row && i >= len(k.In) || o.Pair && i >= len(k.In)+len(k.Out) {
			return false
		}
	}
	for _, p := range k.passes {
		switch {
		case p.Kind != passes.Reduce && p.Kind != passes.Values, p.Func.HasRare(),
			slices.ContainsFunc(p.In, func(o int) bool { return o < 0 && (o != passes.Index || p.Kind == passes.Values) }),
			p.Kind == passes.Reduce && p.Reductions[0].Order == ir.Serial, // which no assembly has
			p.Kind == passes.Reduce && len(p.In)+len(p.Out) > kernel.RowOperands:
			return false
		}
	}
	return true
}

// rowFunc writes the function of one row of k.
func (g *family) rowFunc(f *jen.File, k *Kernel) {
	taken := g.scope.level.Inner()
	n, r := jen.Id(taken.New("n")), jen.Id(taken.New("r"))
	var params []jen.Code // of the RowFunc
	var at []jen.Code     // the address of each operand
	var locals []jen.Code
	pointer := jen.Qual("unsafe", "Pointer")
	for i := range kernel.RowFuncOperands {
		name := "_"
		if i < len(k.In)+len(k.Out) {
			name = taken.New(string(rune('a' + i)))
			at = append(at, jen.Id(name))
		}
		params = append(params, jen.Id(name))
	}
	variable := func(want, typ string) jen.Code {
		name := jen.Id(taken.New(want))
		locals = append(locals, jen.Var().Add(name).Id(typ))
		return name
	}
	temporaries := map[int]jen.Code{}
	for i, o := range k.program.Operands[len(at):] {
		v := variable(fmt.Sprint("t", len(k.In)+len(k.Out)+i), o.Lane.String())
		temporaries[len(k.In)+len(k.Out)+i] = v
		at = append(at, pointer.Clone().Call(jen.Op("&").Add(v)))
	}
	// part is a lane of an operand.
	part := func(o int, t ir.Type, part int) *jen.Statement {
		if v := temporaries[o]; v != nil {
			return jen.Add(v)
		}
		p := at[o]
		if part > 0 {
			p = jen.Qual("unsafe", "Add").Call(p, jen.Lit(part*t.Size()))
		}
		return jen.Op("*").Parens(jen.Op("*").Id(t.String())).Parens(p)
	}
	parts := func(list []int, of []ir.Operand) (lanes []jen.Code) {
		for j, o := range list {
			lanes = append(lanes, part(o, of[j].Lane, 0))
			if of[j].Pair {
				lanes = append(lanes, part(o, of[j].Lane, 1))
			}
		}
		return lanes
	}
	var steps, find []jen.Code
	most := 2
	functions := map[*passCode]jen.Code{} // the assembly, by the pass whose code it is
	var set []jen.Code
	var found jen.Code
	for i, p := range k.passes {
		if p.Kind == passes.Values {
			of := p.symbol + "Of"
			f.Add(golang.Scalar(of, of+" is a pass of "+k.Name()+" for one row.", p.Func, g.scope.level)).Line()
			steps = append(steps, jen.List(parts(p.Out, p.Func.Out)...).Op("=").Id(of).Call(parts(p.In, p.Func.In)...))
			continue
		}
		most = max(most, len(p.In)+len(p.Out))
		for j, o := range slices.Concat(p.In, p.Out) {
			var address jen.Code
			if o == passes.Index {
				address = pointer.Clone().Call(jen.Op("&").Add(variable(fmt.Sprint("first", i+1), "int64")))
			} else {
				address = at[o]
			}
			steps = append(steps, r.Clone().Dot("Op").Index(jen.Lit(j)).Dot("Ptr").Op("=").Add(address))
		}
		if functions[p.code] == nil {
			v := jen.Id(taken.New(fmt.Sprint("f", i+1)))
			functions[p.code] = v
			find = append(find, v)
			set = append(set, p.set().Dot("Reducer").Call(n))
			if found == nil {
				found = jen.Add(v).Op("==").Nil()
			} else {
				found = jen.Add(found).Op("||").Add(v).Op("==").Nil()
			}
		}
		steps = append(steps, r.Clone().Dot("Run").Call(functions[p.code], n))
	}
	block := slices.Concat(
		[]jen.Code{jen.List(find...).Op(":=").List(set...), jen.If(found).Block(jen.Return(jen.False()))},
		locals,
		[]jen.Code{jen.Var().Add(r).Qual(golang.KernelPath, "Reducing").Index(jen.Index(jen.Lit(most)).Qual(golang.KernelPath, "Operand"))},
		steps,
		[]jen.Code{jen.Return(r.Clone().Dot("Done").Call())})
	f.Comment(k.Row+" is the function of a row of "+k.Name()+".").Line().
		Func().Id(k.Row).Params(n.Clone().Int(), jen.List(params...).Add(pointer)).Bool().Block(block...).Line()
}

// rowCall is the call of k's function of a row by its slice function, nil if there is none or it has more
// rows than there are functions for their length. row is the function.
func (k *Kernel) rowCall(row *jen.Statement) *jen.Statement {
	if !k.hasRowFunc() {
		return nil
	}
	var rows, args []jen.Code
	for i, name := range k.InNames() {
		if k.inRow(i) {
			rows = append(rows, jen.Id(name))
			args = append(args, jen.Qual(golang.KernelPath, "Data").Call(jen.Id(name)))
		} else {
			args = append(args, jen.Qual("unsafe", "Pointer").Call(jen.Op("&").Id(name)))
		}
	}
	for _, name := range k.OutNames() {
		args = append(args, jen.Qual("unsafe", "Pointer").Call(jen.Op("&").Id(name)))
	}
	lengths := "Length"
	switch {
	case len(rows) == 2:
		lengths = "Length2"
	case len(rows) != 1:
		return nil
	}
	for len(args) < kernel.RowFuncOperands { // it looks at none of them
		args = append(args, args[len(args)-1])
	}
	return row.Call(append([]jen.Code{jen.Qual(golang.KernelPath, lengths).Call(rows...)}, args...)...)
}
