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

// long reports whether the function takes rows of any length: the table of passes would count the elements, one by one.
func (p *rowProgram) long() bool {
	return p.counted != nil && !slices.ContainsFunc(p.passes, func(p *passCode) bool { return p.Kind == passes.Reduce && p.IndexInput() >= 0 })
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
	outer ident.Set // of the package
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
	w := &rowWriter{k: k, outer: g.scope.level, taken: taken, n: jen.Id(taken.New("n")), r: jen.Id(taken.New("r")), variables: map[int]jen.Code{}, functions: map[*passCode]jen.Code{}, operands: 2}
	w.declare()
	for i, p := range k.row.passes {
		if p.Kind == passes.Values {
			of := p.symbol + "Of"
			f.Add(golang.Scalar(of, of+" is a pass of "+k.Name()+" for one row.", p.Func, g.scope.level)).Line()
			w.steps = append(w.steps, jen.List(w.lanes(p.Out, p.Func.Out)...).Op("=").Id(of).Call(w.lanes(p.In, p.Func.In)...))
		} else {
			if k.row.long() {
				f.Add(w.tree(p, i)).Line()
			}
			w.reduce(p, i)
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
	var first []jen.Code
	done := w.r.Clone().Dot("Done").Call()
	if k.row.long() {
		done = done.Op("||").Add(w.n).Op(">").Qual(golang.KernelPath, "Chunk")
	}
	if c := k.row.counted; k.row.long() && c.Func.In[c.Input].Lane == ir.F32 {
		first = append(first, jen.If(w.n.Clone().Op(">").Lit(mostCounted)).Add(refuse))
	}
	block := slices.Concat(
		first,
		[]jen.Code{jen.List(w.find...).Op(":=").List(w.set...), jen.If(none).Add(refuse)},
		w.locals,
		[]jen.Code{jen.Var().Add(w.r).Qual(golang.KernelPath, "Reducing").Index(jen.Index(jen.Lit(w.operands)).Qual(golang.KernelPath, "Operand"))},
		w.steps,
		[]jen.Code{jen.Return(done)})
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

// mostCounted is the most elements whose number float32 counts exactly or, in the two halves of the order, with one
// rounding: that of the conversion of the number.
const mostCounted = 1 << 25

// treeName is the name of the function of pass i for rows of any length.
func (w *rowWriter) treeName(i int) string { return rowPassSymbol(w.k.Symbol, i) + "Tree" }

// tree writes the function of pass i, which reduces, for a row of any length: one of more than kernel.Chunk elements is cut in
// two as by the table of passes.
func (w *rowWriter) tree(p *passCode, i int) *jen.Statement {
	taken := w.outer.Inner()
	name := func(want string) *jen.Statement { return jen.Id(taken.New(want)) }
	n, run, half, r := name("n"), name("pass"), name("half"), name("r")
	params := []jen.Code{n.Clone().Int(), run.Clone().Qual(golang.KernelPath, "Func")}
	var at, rest, results, first, second, place, list []jen.Code
	for j, o := range p.Func.In[:len(p.In)] {
		a := name(string(rune('a' + j)))
		params, at = append(params, a.Clone().Add(unsafePointer())), append(at, a)
		if o.Row {
			rest = append(rest, jen.Qual("unsafe", "Add").Call(a.Clone(), half.Clone().Op("*").Lit(o.Size())))
		} else {
			rest = append(rest, a)
		}
		place = append(place, r.Clone().Dot("Op").Index(jen.Lit(j)).Dot("Ptr").Op("=").Add(a))
	}
	for j, o := range p.Func.Out {
		t := jen.Id(o.Lane.String())
		x, y, z := name("x"), name("y"), name("z")
		results = append(results, x.Clone().Add(t))
		first, second, list = append(first, y), append(second, z), append(list, x)
		place = append(place, r.Clone().Dot("Op").Index(jen.Lit(len(at)+j)).Dot("Ptr").Op("=").Add(unsafePointer().Call(jen.Op("&").Add(x))))
	}
	done := name("done")
	self := jen.Id(w.treeName(i))
	long := []jen.Code{
		half.Clone().Op(":=").Add(n).Op("/").Lit(2),
		half.Clone().Op("-=").Add(half).Op("%").Lit(p.series()),
		jen.List(append(slices.Clone(first), jen.Id("_"))...).Op(":=").Add(self).Call(append([]jen.Code{half, run}, at...)...),
		jen.List(append(slices.Clone(second), jen.Id("_"))...).Op(":=").Add(self).Call(append([]jen.Code{n.Clone().Op("-").Add(half), run}, rest...)...),
		jen.List(list...).Op("=").Id(p.code.symbol + "Join").Call(slices.Concat(first, second)...),
	}
	for j, o := range p.Func.Out {
		if o.Lane.Is(ir.KindFloat) {
			long = append(long, jen.Add(list[j]).Op("=").Qual(golang.LanePath, fmt.Sprint("Canonical", o.Lane.Bits())).Call(list[j]))
		}
	}
	long = append(long, jen.Return(append(slices.Clone(list), jen.True())...))
	block := slices.Concat(
		[]jen.Code{jen.If(n.Clone().Op(">").Qual(golang.KernelPath, "Chunk")).Block(long...),
			jen.Var().Add(r).Qual(golang.KernelPath, "Reducing").Index(jen.Index(jen.Lit(max(2, len(at)+len(list)))).Qual(golang.KernelPath, "Operand"))},
		place,
		[]jen.Code{r.Clone().Dot("Run").Call(run, n), jen.Return(append(slices.Clone(list), r.Clone().Dot("Done").Call())...)})
	return jen.Comment(w.treeName(i) + " is a pass of " + w.k.Name() + " for one row of any length.").Line().
		Func().Id(w.treeName(i)).Params(params...).Params(append(results, done.Clone().Bool())...).Block(block...)
}

// reduce writes pass i, which reduces.
func (w *rowWriter) reduce(p *passCode, i int) {
	w.operands = max(w.operands, len(p.In)+len(p.Out))
	var steps []jen.Code
	for j, o := range slices.Concat(p.In, p.Out) {
		var address jen.Code
		if o == passes.Index {
			first := jen.Id(w.taken.New("first"))
			w.locals = append(w.locals, jen.Var().Add(first).Int64())
			address = unsafePointer().Call(jen.Op("&").Add(first))
		} else {
			address = w.at[o]
		}
		steps = append(steps, w.r.Clone().Dot("Op").Index(jen.Lit(j)).Dot("Ptr").Op("=").Add(address))
	}
	if w.functions[p.code] == nil {
		v := jen.Id(w.taken.New("pass"))
		w.functions[p.code] = v
		length := w.n.Clone()
		if w.k.row.long() {
			length = jen.Id("min").Call(length, jen.Qual(golang.KernelPath, "Chunk"))
		}
		w.find, w.set = append(w.find, v), append(w.set, p.set().Dot("Reducer").Call(length))
	}
	steps = append(steps, w.r.Clone().Dot("Run").Call(w.functions[p.code], w.n))
	if w.k.row.long() {
		var results, addresses []jen.Code
		for j := range p.Out {
			results = append(results, w.lanes(p.Out[j:j+1], p.Func.Out[j:j+1])...)
		}
		for _, o := range p.In {
			addresses = append(addresses, w.at[o])
		}
		steps = []jen.Code{jen.If(w.n.Clone().Op("<=").Qual(golang.KernelPath, "Chunk")).Block(steps...).Else().Block(
			jen.List(append(results, jen.Id("_"))...).Op("=").Id(w.treeName(i)).Call(append([]jen.Code{w.n, w.functions[p.code]}, addresses...)...))}
	}
	w.steps = append(w.steps, steps...)
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
