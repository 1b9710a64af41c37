// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/gen/internal/lang"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/spec"
)

// coreSignature is the signature of k's ufunc, as NumPy writes them: "(n),(n)->()".
func (k *Kernel) coreSignature() string {
	part := func(n int, dim func(i int) string) string {
		return list(n, func(i int) string { return "(" + dim(i) + ")" })
	}
	in := func(i int) string {
		if i < len(k.Kernel.In) {
			return k.dimsOf(k.Kernel.In[i])
		}
		return "" // a scalar
	}
	out := func(i int) string { return k.dimsOf(k.Kernel.Out[i]) }
	return strings.ReplaceAll(part(len(k.In), in)+"->"+part(len(k.Out), out), " ", "")
}

// dimsOf are the core dimensions of an operand as its ufunc has them.
func (k *Kernel) dimsOf(p spec.Param) string {
	if k.contracts() {
		var dims []string
		for _, a := range p.Axes {
			dims = append(dims, a.String())
		}
		return strings.Join(dims, ",")
	}
	dim := func(name string, more int) string {
		if more > 0 && k.Kernel.Edge == "" {
			return fmt.Sprint(name, "+", more)
		}
		return name
	}
	if p.Rows.Value != "" {
		return dim(p.Rows.Value, p.RowWindow) + "," + dim(p.Core.Value, p.Window)
	}
	return dim(p.Core.Value, p.Window)
}

// fails reports whether a call of k's slice function may be wrong: lengths may differ, or
// a slice is empty that must not be.
func (k *Kernel) fails() bool {
	if k.contracts() {
		return true
	}
	slices := 0
	for i := range k.In {
		if k.inRow(i) {
			slices++
		}
	}
	for i := range k.Out {
		if k.outRow(i) {
			slices++
		}
	}
	return slices > 1 || k.notEmpty() || k.hasTables() || k.hasWindows()
}

// coreFront writes the slice functions of a row with a core dimension.
func (g *family) coreFront(f *jen.File, name string, ks []*Kernel) {
	table := func(k *Kernel) *jen.Statement { return jen.Id(k.Table) }
	row := func(k *Kernel) *jen.Statement { return jen.Id(k.Row) }
	if len(ks) == 1 {
		f.Add(ks[0].coreSlice(g.pkg, name, table(ks[0]), row(ks[0]), nil, "", ks[0].applyMethod())).Line()
		return
	}
	for _, k := range ks {
		f.Add(k.coreSlice(g.pkg, k.Exported, table(k), row(k), nil, "", k.applyMethod())).Line()
	}
	if v, ok := onlyTypeVariable(ks); ok {
		coreGeneric(f, g.pkg, name, g.scope.level.New(lowerFirst(name)+"Kernels"), ks, v, table)
	}
}

// coreGeneric declares the slice function of a row over all types of its variable v, which
// looks up their passes in a variable list; table names those of a kernel.
func coreGeneric(f *jen.File, pkg, name, list string, ks []*Kernel, v string, table func(*Kernel) *jen.Statement) {
	entries, union := jen.Dict{}, jen.Null()
	for i, k := range ks {
		entries[jen.Qual(dtypePath, DTypeName(k.Bind[v]))] = jen.Op("&").Add(table(k))
		if i > 0 {
			union = union.Op("|")
		}
		union = union.Add(goType(k.Bind[v]))
	}
	f.Var().Id(list).Op("=").Index(jen.Qual(dtypePath, "Num")).Op("*").Qual(corePath, "Kernel").Values(entries)
	kernel := jen.Id(list).Index(jen.Qual(dtypePath, "Of").Index(jen.Id(v)).Call())
	last := ks[len(ks)-1]
	apply := last.applyMethod()
	if slices.ContainsFunc(ks, func(k *Kernel) bool { return k.applyMethod() != apply }) {
		apply = "Apply" // any kernel
	}
	f.Add(last.coreSlice(pkg, name, kernel, kernel.Clone().Dot("Reduced"), union, v, apply)).Line()
}

// coreSlice declares the slice function of k: slices of outputs first, then those of inputs,
// then what is one element for a row; it returns the outputs that are, and an error if
// there can be one. kernel is its table of passes, row its function of one row. If types is not nil, the
// function is generic over the type variable v. apply is the method that runs the passes.
func (k *Kernel) coreSlice(pkg, name string, kernel, row, types *jen.Statement, v, apply string) *jen.Statement {
	inTypes, outTypes := k.typeNames()
	typeOf := func(d dtype.DType, written string) *jen.Statement {
		if types != nil && written == v {
			return jen.Id(v)
		}
		return goType(d)
	}
	call := []jen.Code{jen.Lit(pkg + "." + name)}
	vec := func(name string) jen.Code { return jen.Qual(golang.KernelPath, "VecOf").Call(jen.Id(name)) }
	var params, last, results, outs []jen.Code
	in, out := k.InNames(), k.OutNames()
	for i, o := range out {
		t := typeOf(k.Out[i], outTypes[i])
		if k.outRow(i) || k.contracts() {
			params = append(params, jen.Id(o).Index().Add(t))
			outs = append(outs, vec(o))
		} else {
			results = append(results, jen.Id(o).Add(t))
			outs = append(outs, jen.Qual(golang.KernelPath, "ScalarOf").Call(jen.Op("&").Id(o)))
		}
	}
	for i, n := range in {
		t := typeOf(k.In[i], inTypes[i])
		if k.inRow(i) || k.inTable(i) || i < len(k.Kernel.In) && len(k.Kernel.In[i].Axes) > 0 {
			params = append(params, jen.Id(n).Index().Add(t))
			call = append(call, vec(n))
		} else {
			last = append(last, jen.Id(n).Add(t))
			call = append(call, jen.Qual(golang.KernelPath, "ScalarOf").Call(jen.Op("&").Id(n)))
		}
	}
	params = append(params, last...)
	if rows := k.Kernel.Rows; rows != "" {
		params = append(params, jen.List(jen.Id(rows), jen.Id(k.Kernel.Core)).Int())
		call = append([]jen.Code{call[0], jen.Id(rows), jen.Id(k.Kernel.Core)}, call[1:]...)
	}
	if k.contracts() {
		names := append(slices.Clone(k.Kernel.Free), k.Kernel.Core)
		var given, lengths []jen.Code
		for _, name := range names {
			given = append(given, jen.Id(name))
		}
		for _, name := range k.dims() {
			lengths = append(lengths, jen.Id(name))
		}
		params = append(params, jen.List(given...).Int())
		call = append([]jen.Code{call[0], jen.Index().Int().Values(lengths...)}, call[1:]...)
	}
	do := kernel.Clone().Dot(apply).Call(append(call, outs...)...)
	err := jen.Id("_")
	if k.fails() {
		err = jen.Id(k.freeName("err"))
		results = append(results, jen.Id(k.freeName("err")).Error())
	}
	block := []jen.Code{err.Clone().Op("=").Add(do), jen.Return()}
	if call := k.rowCall(row); call != nil {
		block = append([]jen.Code{jen.If(call).Block(jen.Return())}, block...)
	}
	s := comment(k.coreDoc(name)).Func().Id(name)
	if types != nil {
		s = s.Types(jen.Id(v).Add(types))
	}
	return s.Params(params...).Params(results...).Block(block...)
}

// applyMethod is the method of core.Kernel by which slices run k: the one that brings least into a program, see
// core.Kernel.Direct.
func (k *Kernel) applyMethod() string {
	temporaries := k.program.Operands[len(k.In)+len(k.Out):]
	switch {
	case k.contracts():
		return "ApplyContraction"
	case k.Kernel.Rows != "":
		return "ApplyRows"
	case k.Kernel.Edge != "" || k.hasTables() || len(k.program.Operands) > kernel.DirectOperands:
		return "Apply"
	case slices.ContainsFunc(temporaries, func(o ir.Operand) bool { return o.Row }):
		return "ApplyBuffered"
	}
	return "ApplyDirect"
}

// coreDoc is the comment of a slice function.
func (k *Kernel) coreDoc(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\nIt is, of every element of a row,\n\n", name, strings.TrimSpace(k.Doc()))
	for _, line := range strings.Split(strings.TrimRight(k.text().Value, "\n"), "\n") {
		fmt.Fprintf(&b, "\t%s\n", line)
	}
	if k.fails() {
		b.WriteString("\n" + k.lengthsDoc())
		if k.contracts() {
			if k.notEmpty() {
				fmt.Fprintf(&b, " %s must not be 0 where there are outputs.", k.Kernel.Core)
			}
			b.WriteString(" An output must not overlap another operand.")
			return b.String() + k.boundDoc()
		}
		if k.notEmpty() {
			b.WriteString(" They must have an element.")
		}
		switch {
		case k.hasTables() && k.hasWindows():
			b.WriteString(" An output may be an input that is no table and no window; it must not overlap one otherwise.")
		case k.hasTables():
			b.WriteString(" An output may be an input that is no table; it must not overlap one otherwise.")
		case k.hasWindows():
			b.WriteString(" An output may be an input that is no window; it must not overlap one otherwise.")
		default:
			b.WriteString(" An output may be an input; it must not overlap one otherwise.")
		}
	}
	if text := edges[k.Kernel.Edge]; text != "" {
		b.WriteString(" Windows lie round each element, and have " + text + " beyond the ends.")
	}
	return b.String() + k.boundDoc()
}

// boundDoc says how large the error may be.
func (k *Kernel) boundDoc() string {
	if bd := k.Bound(); !bd.Exact {
		return fmt.Sprintf(" The error is at most %s.", bd)
	}
	return ""
}

// edges says what windows have beyond the ends.
var edges = map[string]string{
	"clamp": "the first or last element", "zero": "zeros", "wrap": "the elements of the other end",
	"reflect": "the elements before the end backwards, without the last one,",
}

// lengthsDoc says which lengths the slices must have.
func (k *Kernel) lengthsDoc() string {
	if k.contracts() {
		return k.contractionDoc()
	}
	if !k.hasTables() && k.shapesDoc() == "" {
		return "The slices must have the same length."
	}
	var b strings.Builder
	b.WriteString(k.shapesDoc())
	any := map[string][]string{} // tables of any number of elements, by their dimension
	for i, p := range k.Kernel.In {
		switch {
		case !k.inTable(i):
		case p.Len > 0:
			fmt.Fprintf(&b, " %s has %d elements.", p.Name.Value, p.Len)
		default:
			any[p.Core.Value] = append(any[p.Core.Value], p.Name.Value)
		}
	}
	for _, dim := range k.dims() {
		switch names := any[dim]; len(names) {
		case 0:
		case 1:
			fmt.Fprintf(&b, " %s has at least one element.", names[0])
		default:
			fmt.Fprintf(&b, " %s have the same number of elements, at least one.", strings.Join(names, " and "))
		}
	}
	if k.shapesDoc() != "" {
		return strings.TrimSpace(b.String())
	}
	return "The other slices must have the same length." + b.String()
}

// shapesDoc says how long windows and operands of two dimensions are, if there are such.
func (k *Kernel) shapesDoc() string {
	var list []string
	odd := k.Kernel.Rows != ""
	note := func(p spec.Param) {
		dims := strings.ReplaceAll(strings.ReplaceAll(k.dimsOf(p), ",", " rows of "), "+", " + ")
		if dims != "" && !p.Table {
			list = append(list, fmt.Sprintf(" %s has %s elements.", p.Name.Value, dims))
			odd = odd || strings.Contains(dims, "+")
		}
	}
	for _, p := range k.Kernel.In {
		note(p)
	}
	for _, p := range k.Kernel.Out {
		note(p)
	}
	if !odd {
		return ""
	}
	return strings.Join(list, "")
}

// coreTest is what a generated test knows of k.
func (k *Kernel) coreTest(table *jen.Statement) *jen.Statement {
	rows := func(n int, row func(i int) bool) *jen.Statement {
		var s []jen.Code
		for i := range n {
			s = append(s, jen.Lit(row(i)))
		}
		return jen.Index().Bool().Values(s...)
	}
	body := "Body"
	if k.Kernel.Rows != "" {
		body = "Plane"
	}
	d := jen.Dict{
		jen.Id("Kernel"):  jen.Op("&").Add(table),
		jen.Id("In"):      dtypeList(k.In),
		jen.Id("Out"):     dtypeList(k.Out),
		jen.Id("InRows"):  rows(len(k.In), k.inRow),
		jen.Id("OutRows"): rows(len(k.Out), k.outRow),
		jen.Id(body):      k.coreReference(),
	}
	return jen.Values(d)
}

// tableReference is the argument for input i, a table, whose elements a slice has that in[i]
// points to.
func (k *Kernel) tableReference(i int) *jen.Statement {
	d := k.In[i]
	typ := goType(d)
	s := jen.Op("*").Parens(jen.Op("*").Index().Add(typ)).Parens(jen.Id("in").Index(jen.Lit(i)))
	if d.Short() {
		s, typ = jen.Qual(strictPath, "Float32s").Call(s), jen.Float32()
	}
	if n := k.Kernel.In[i].Len; n > 0 {
		return jen.Parens(jen.Op("*").Index(jen.Lit(n)).Add(typ)).Parens(s)
	}
	return s
}

// windowReference is the argument for input i, a window, as the array that the body sees.
func (k *Kernel) windowReference(i int) *jen.Statement {
	d, p, q := k.In[i], k.Kernel.In[i], k.inParam(i, "")
	row, rows := jen.Lit(0), jen.Lit(1)
	if p.Rows.Value != "" {
		row, rows = jen.Id("row"), jen.Id("m")
	}
	s := jen.Qual(strictPath, "Window").Index(goType(d)).Call(jen.Id("in").Index(jen.Lit(i)), jen.Lit(k.Kernel.Edge),
		row, rows, jen.Lit(p.RowWindow+1), jen.Id("i"), jen.Id("n"), jen.Lit(p.Window+1))
	typ := goType(d)
	if d.Short() {
		s, typ = jen.Qual(strictPath, "Float32s").Call(s), jen.Float32()
	}
	array := jen.Null()
	for _, n := range []int{q.Rows, q.Elements} {
		if n > 0 {
			array = array.Index(jen.Lit(n))
		}
	}
	return jen.Parens(jen.Op("*").Add(array).Add(typ)).Call(jen.Qual("unsafe", "Pointer").Call(jen.Qual("unsafe", "SliceData").Call(s)))
}

// elementReference is element i of an operand of type d, in row row if it has two dimensions.
func elementReference(d dtype.DType, slice string, i int, row, plane bool) *jen.Statement {
	at := jen.Id(slice).Index(jen.Lit(i))
	switch {
	case plane:
		at = jen.Qual("unsafe", "Add").Call(at, jen.Parens(jen.Id("row").Op("*").Id("n").Op("+").Id("i")).Op("*").Lit(d.Size()))
	case row:
		at = jen.Qual("unsafe", "Add").Call(at, jen.Id("i").Op("*").Lit(d.Size()))
	}
	typ := jen.Id(d.String())
	if d.Short() {
		typ = jen.Qual(d.Descriptor().Go.Type.PkgPath(), d.Descriptor().Go.Type.Name())
	}
	return jen.Op("*").Parens(jen.Op("*").Add(typ)).Parens(at)
}

// coreReference is a function that computes a row, or the rows of a plane, with the functions of
// the body's text.
func (k *Kernel) coreReference() *jen.Statement {
	var args, tables, block []jen.Code
	for i, d := range k.In {
		if k.inTable(i) {
			name := fmt.Sprint("t", i)
			tables = append(tables, jen.Id(name).Op(":=").Add(k.tableReference(i)))
			args = append(args, jen.Id(name))
			continue
		}
		if k.window(i) {
			args = append(args, k.windowReference(i))
			continue
		}
		x := elementReference(d, "in", i, k.inRow(i), k.inRow(i) && k.Kernel.In[i].Rows.Value != "")
		if d.Short() {
			x = jen.Parens(x).Dot("Float32").Call()
		}
		args = append(args, x)
	}
	values := append([]jen.Code{}, args...)
	for n, r := range k.reductions {
		if r.Kind == lang.Index {
			values = append(append([]jen.Code{}, values...), jen.Int64().Call(jen.Id("i")))
			continue
		}
		name := fmt.Sprint("r", n)
		f := jen.Func().Params(jen.Id("i").Int()).Id(r.Of).Block(jen.Return(jen.Id(r.Func).Call(values...)))
		block = append(block, jen.Id(name).Op(":=").Qual(strictPath, r.Kind).Call(jen.Lit(r.Order), jen.Id("n"), f))
		value := jen.Id(name)
		if strings.HasPrefix(r.Kind, "Cum") {
			value = value.Index(jen.Id("i"))
		}
		values = append(append([]jen.Code{}, values...), value)
	}
	var outs, stores []jen.Code
	for i, d := range k.Out {
		outs = append(outs, jen.Id(fmt.Sprint("y", i)))
		y := jen.Id(fmt.Sprint("y", i))
		if t := d.Descriptor().Go.Type; d.Short() {
			y = jen.Qual(t.PkgPath(), "To"+t.Name()).Call(y)
		}
		store := elementReference(d, "out", i, k.outRow(i), k.Kernel.Out[i].Rows.Value != "").Op("=").Add(y)
		if k.outRow(i) {
			store = jen.If(jen.Id("i").Op("<").Id("n")).Block(store)
		}
		stores = append(stores, store)
	}
	loop := append([]jen.Code{jen.List(outs...).Op(":=").Id(k.bodyName()).Call(values...)}, stores...)
	block = append(block, jen.For(jen.Id("i").Op(":=").Range().Id("max").Call(jen.Id("n"), jen.Lit(1))).Block(loop...))
	operands := jen.List(jen.Id("in"), jen.Id("out")).Index().Qual("unsafe", "Pointer")
	if k.Kernel.Rows == "" {
		return jen.Func().Params(operands, jen.Id("n").Int()).Block(append(tables, block...)...)
	}
	return jen.Func().Params(operands, jen.List(jen.Id("m"), jen.Id("n")).Int()).Block(append(tables, jen.For(jen.Id("row").Op(":=").Range().Id("m")).Block(block...))...)
}

// coreTests writes the differential test and the benchmark of kernels with a core dimension.
func (g *family) coreTests(f *jen.File, list []jen.Code) {
	kernels, test, bench := g.scope.level.New("generatedCoreKernels"), g.scope.level.New("TestGeneratedCoreKernels"), g.scope.level.New("BenchmarkGeneratedCoreKernels")
	f.Comment(kernels+" lists the kernels of this package that have a core dimension, with the text of their bodies.").Line().
		Var().Id(kernels).Op("=").Index().Qual(coretestPath, "Kernel").Values(list...).Line()
	f.Comment(test + " compares every kernel, on every instruction set that this machine has, with its body.").Line().
		Func().Id(test).Params(jen.Id("t").Op("*").Qual("testing", "T")).Block(
		jen.Qual(coretestPath, "Run").Call(jen.Id("t"), jen.Id(kernels))).Line()
	f.Comment(bench + " times every kernel on every instruction set that this machine has.").Line().
		Func().Id(bench).Params(jen.Id("b").Op("*").Qual("testing", "B")).Block(
		jen.Qual(coretestPath, "Benchmark").Call(jen.Id("b"), jen.Id(kernels))).Line()
}
