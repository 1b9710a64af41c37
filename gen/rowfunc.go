// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"fmt"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/gen/internal/ident"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/passes"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// A kernel of rows that makes elements which are one for a row has a function of one contiguous row
// (kernel.RowFunc): its passes one after the other, with what they leave for each other in variables. The table
// of passes would cost more than a short row does.

// rowProgram is what the function of a row does.
type rowProgram struct {
	*passes.Program
	passes []*passCode
	// counted, unless it is nil, is the body that the passes are of instead of the kernel's.
	counted *passes.Counted
}

// makeRow makes the passes of the function of a row, which knows how many elements there are.
func (k *Kernel) makeRow() {
	k.row = rowProgram{Program: k.program, passes: k.passes}
	if !k.hasRowFunc() {
		return
	}
	c := passes.CountOf(k.Func)
	if c == nil {
		return
	}
	k.row = rowProgram{Program: passes.Of(c.Func), counted: c}
	for i, p := range k.row.Passes {
		k.row.passes = append(k.row.passes, &passCode{Pass: p, k: k, symbol: rowPassSymbol(k.Symbol, i)})
	}
}

// rowPassSymbol is what the identifiers of pass i of the function of a row begin with, if that has passes of
// its own.
func rowPassSymbol(symbol string, i int) string { return fmt.Sprint(symbol, "RowPass", i+1) }

// hasRowFunc reports whether k has one.
func (k *Kernel) hasRowFunc() bool {
	if k.contracts() || k.hasWindows() || k.hasTables() || k.Kernel.Rows != "" || len(k.In)+len(k.Out) > kernel.RowFuncOperands {
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
	if !slices.ContainsFunc(k.passes, func(p *passCode) bool { return p.Kind == passes.Reduce }) {
		return false
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

// rowWriter writes the function of one row.
type rowWriter struct {
	k     *Kernel
	taken ident.Set
	n, r  *jen.Statement
	// params are those of the RowFunc, at the addresses of operands, variables those that are none of it.
	params    []jen.Code
	at        []jen.Code
	variables map[int]jen.Code
	locals    []jen.Code
	// find are variables of assembly, set what they are set to.
	find, set []jen.Code
	functions map[*passCode]jen.Code // by the pass whose code it is
	steps     []jen.Code
	operands  int // most of a pass that reduces
}

func unsafePointer() *jen.Statement { return jen.Qual("unsafe", "Pointer") }

// rowFunc writes the function of one row of k.
func (g *family) rowFunc(f *jen.File, k *Kernel) {
	taken := g.scope.level.Inner()
	w := &rowWriter{k: k, taken: taken, n: jen.Id(taken.New("n")), r: jen.Id(taken.New("r")), variables: map[int]jen.Code{}, functions: map[*passCode]jen.Code{}, operands: 2}
	w.declare()
	for _, p := range k.row.passes {
		if p.Kind == passes.Values {
			of := p.symbol + "Of"
			f.Add(golang.Scalar(of, of+" is a pass of "+k.Name()+" for one row.", p.Func, g.scope.level)).Line()
			w.steps = append(w.steps, jen.List(w.lanes(p.Out, p.Func.Out)...).Op("=").Id(of).Call(w.lanes(p.In, p.Func.In)...))
		} else {
			w.reduce(p)
		}
	}
	var none *jen.Statement // of the assembly is missing
	for _, v := range w.find {
		if none == nil {
			none = jen.Add(v).Op("==").Nil()
		} else {
			none = none.Op("||").Add(v).Op("==").Nil()
		}
	}
	refuse := jen.Block(jen.Return(jen.False()))
	block := slices.Concat(
		[]jen.Code{jen.List(w.find...).Op(":=").List(w.set...), jen.If(none).Add(refuse)},
		w.locals,
		[]jen.Code{jen.Var().Add(w.r).Qual(golang.KernelPath, "Reducing").Index(jen.Index(jen.Lit(w.operands)).Qual(golang.KernelPath, "Operand"))},
		w.steps,
		[]jen.Code{jen.Return(w.r.Clone().Dot("Done").Call())})
	f.Comment(k.Row+" is the function of a row of "+k.Name()+".").Line().
		Func().Id(k.Row).Params(w.n.Clone().Int(), jen.List(w.params...).Add(unsafePointer())).Bool().Block(block...).Line()
}

// declare declares the parameters, and a variable for each operand that is none.
func (w *rowWriter) declare() {
	c := w.k.row.counted
	for i, o := range w.k.row.Operands {
		switch {
		case c != nil && i == c.Input:
			w.variable(i, "count", jen.Id(o.Lane.String()), jen.Op("=").Id(o.Lane.String()).Call(w.n))
		case len(w.params) < len(w.k.In)+len(w.k.Out):
			name := jen.Id(w.taken.New(string(rune('a' + len(w.params)))))
			w.params, w.at = append(w.params, name), append(w.at, name)
		default:
			w.variable(i, fmt.Sprint("t", i), jen.Id(o.Lane.String()), jen.Null())
		}
	}
	for len(w.params) < kernel.RowFuncOperands {
		w.params = append(w.params, jen.Id("_"))
	}
}

// variable declares the variable of operand i.
func (w *rowWriter) variable(i int, want string, typ, value jen.Code) {
	name := jen.Id(w.taken.New(want))
	w.locals = append(w.locals, jen.Var().Add(name).Add(typ).Add(value))
	w.variables[i] = name
	w.at = append(w.at, unsafePointer().Call(jen.Op("&").Add(name)))
}

// lanes are those of operands.
func (w *rowWriter) lanes(list []int, of []ir.Operand) (lanes []jen.Code) {
	for j, o := range list {
		for part := range of[j].Parts() {
			t := of[j].Lane
			switch p := w.at[o]; {
			case w.variables[o] != nil:
				lanes = append(lanes, w.variables[o])
			case part > 0:
				p = jen.Qual("unsafe", "Add").Call(p, jen.Lit(part*t.Size()))
				fallthrough
			default:
				lanes = append(lanes, jen.Op("*").Parens(jen.Op("*").Id(t.String())).Parens(p))
			}
		}
	}
	return lanes
}

// reduce writes a pass that reduces.
func (w *rowWriter) reduce(p *passCode) {
	w.operands = max(w.operands, len(p.In)+len(p.Out))
	for j, o := range slices.Concat(p.In, p.Out) {
		var address jen.Code
		if o == passes.Index {
			first := jen.Id(w.taken.New("first"))
			w.locals = append(w.locals, jen.Var().Add(first).Int64())
			address = unsafePointer().Call(jen.Op("&").Add(first))
		} else {
			address = w.at[o]
		}
		w.steps = append(w.steps, w.r.Clone().Dot("Op").Index(jen.Lit(j)).Dot("Ptr").Op("=").Add(address))
	}
	if w.functions[p.code] == nil {
		v := jen.Id(w.taken.New("pass"))
		w.functions[p.code] = v
		w.find, w.set = append(w.find, v), append(w.set, p.set().Dot("Reducer").Call(w.n))
	}
	w.steps = append(w.steps, w.r.Clone().Dot("Run").Call(w.functions[p.code], w.n))
	if c := w.k.row.counted; c != nil {
		if at := w.k.row.Saved[c.Witness]; slices.Contains(p.Out, at) { // the count is not that of all elements
			v := w.lanes([]int{at}, w.k.row.Operands[at:at+1])[0]
			w.steps = append(w.steps, jen.If(jen.Add(v).Op("!=").Add(v)).Block(jen.Return(jen.False())))
		}
	}
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
