// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bytes"
	"fmt"
	"path"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/asm"
	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/passes"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/spec"
)

// A kernel with a core dimension has a table of passes (package ndarray/core), each of
// which is compiled as a kernel of its own.

const (
	corePath     = "github.com/arraygen/arraygen/ndarray/core"
	coretestPath = corePath + "/coretest"
)

// passCode is a pass of a kernel, and the names of its code.
type passCode struct {
	passes.Pass
	k      *Kernel
	symbol string
	// code is the pass whose code this one uses: of kernels of one package, passes that
	// compute the same share it.
	code *passCode
	// kernel is the elementwise stock kernel that this pass is, or nil.
	kernel *Kernel
	// spills has a bit for each level whose assembly of it keeps values in the scratch memory.
	spills uint
}

// core reports whether k has a core dimension.
func (k *Kernel) core() bool { return k.Kernel != nil && k.Kernel.Core != "" }

// makePasses cuts the body of k into passes.
func (k *Kernel) makePasses() {
	k.program = passes.Of(k.Func)
	for i, p := range k.program.Passes {
		k.passes = append(k.passes, &passCode{Pass: p, k: k, symbol: passSymbol(k.Symbol, i)})
	}
	k.makeRow()
}

// passSymbol is what the identifiers of pass i of a kernel begin with.
func passSymbol(symbol string, i int) string { return fmt.Sprint(symbol, "Pass", i+1) }

// namePasses gives the code of passes the symbol of k, once that is known.
func (k *Kernel) namePasses() {
	for i, p := range k.passes {
		p.symbol = passSymbol(k.Symbol, i)
	}
	if k.row.counted != nil {
		for i, p := range k.row.passes {
			p.symbol = rowPassSymbol(k.Symbol, i)
		}
	}
}

// passes lists the passes of the kernels.
func (g *family) passes() (list []*passCode) {
	for _, k := range g.kernels {
		list = append(list, k.compiled()...)
	}
	return list
}

// compiled lists the passes of k that are kernels: a scan is a function of package core. Those of the
// function of a row follow that are not the same.
func (k *Kernel) compiled() []*passCode {
	list := slices.DeleteFunc(slices.Clone(k.passes), func(p *passCode) bool { return p.Kind == passes.Scan })
	if k.row.counted != nil {
		list = append(list, slices.DeleteFunc(slices.Clone(k.row.passes), func(p *passCode) bool { return p.Kind != passes.Reduce })...)
	}
	return list
}

// key is a key that passes with the same code share. A reduction reads some inputs row by row, and others once.
func (p *passCode) key() string {
	key := fmt.Sprint(p.Kind == passes.Reduce, p.IndexInput(), p.Reductions, shape(p.Func))
	if p.Kind == passes.Reduce {
		for _, o := range p.Func.In {
			key += fmt.Sprint(o.Row)
		}
	}
	if p.Join != nil {
		key += shape(p.Join)
	}
	return key
}

// pairPasses finds the pass whose code each pass uses.
func (g *family) pairPasses() {
	first := map[string]*passCode{}
	for _, p := range g.passes() {
		key := p.key()
		if p.Kind != passes.Reduce {
			p.kernel = g.elementwise[shape(p.Func)]
		}
		if first[key] == nil {
			first[key] = p
		}
		p.code = first[key]
	}
}

// ownPasses lists the passes that have code of their own.
func (g *family) ownPasses() (list []*passCode) {
	for _, p := range g.passes() {
		if p.code == p && p.kernel == nil {
			list = append(list, p)
		}
	}
	return list
}

// planned is what the back ends make a pass of.
func (p *passCode) planned() plan.Kernel {
	k := plan.Kernel{Name: p.symbol, Func: p.Func, Doc: "is a pass of " + p.k.Name() + "."}
	if p.Kind == passes.Reduce {
		k.Reducing = &plan.Reducing{Reductions: p.Reductions, Join: p.Join, Index: p.IndexInput()}
	}
	return k
}

// withoutMends returns f with the NaNs of its results left as they are: those of an
// accumulator become canonical at the end.
func withoutMends(f *ir.Func) *ir.Func {
	g := *ir.CanonicalizeNaNs(f)
	g.Results = append([]ir.Result{}, g.Results...)
	for i := range g.Results {
		g.Results[i].Mend = false
	}
	return &g
}

// goPasses writes the Go loops of passes.
func (g *family) goPasses() error {
	g.pairPasses()
	if len(g.passes()) == 0 {
		return nil
	}
	f := g.newFile("")
	var text bytes.Buffer
	lanes, maths := false, false
	for _, p := range g.ownPasses() {
		if p.Kind != passes.Reduce {
			f.Add(golang.Loop(p.symbol+"Go", p.symbol+"Go is a pass of "+p.k.Name()+".", p.Func, g.scope.level)).Line()
			continue
		}
		f.Add(golang.Scalar(p.symbol+"Op", p.symbol+"Op is what accumulators become with an element.", withoutMends(p.Func), g.scope.level)).Line()
		f.Add(golang.Scalar(p.symbol+"Join", p.symbol+"Join makes one of two accumulators.", withoutMends(p.Join), g.scope.level)).Line()
		f.Add(golang.Loop(p.symbol+"JoinGo", p.symbol+"JoinGo is "+p.symbol+"Join in memory.", p.Join, g.scope.level)).Line()
		for _, o := range p.Func.Out {
			lanes, maths = lanes || o.Lane.Is(ir.KindFloat), maths || o.Lane.Is(ir.KindFloat)
		}
		text.WriteString(newReductionText(p.symbol, p.Pass).text(p.symbol + "Set"))
	}
	if err := g.add("zz_passes.go", f); err != nil {
		return err
	}
	if err := g.contractionTiles(); err != nil {
		return err
	}
	if err := g.programs(); err != nil || text.Len() == 0 {
		return err
	}
	head := "// " + header + "\n\npackage " + g.pkg + "\n\nimport (\n"
	if maths {
		head += "\"math\"\n"
	}
	head += "\"unsafe\"\n\n\"" + golang.KernelPath + "\"\n"
	if lanes {
		head += "\"" + golang.LanePath + "\"\n"
	}
	return g.addText("zz_reductions.go", append([]byte(head+")\n"), text.Bytes()...))
}

// programs writes the tables of passes, and the sets that run them.
func (g *family) programs() error {
	f := g.newFile("")
	for _, k := range g.kernels {
		if !k.core() {
			continue
		}
		name, run := k.Table, k.Symbol+"Go"
		if k.hasRowFunc() {
			g.rowFunc(f, k)
		}
		f.Comment(name + " are the passes of " + k.Name() + ".").Line().
			Var().Id(name).Op("=").Add(k.programValue()).Line()
		f.Func().Id(run).Params(jen.Id("a").Op("*").Qual(golang.KernelPath, "Args")).Block(jen.Id(name).Dot("Run").Call(jen.Id("a"))).Line()
		f.Comment(k.Set+" is "+k.Name()+" of arrays.").Line().Var().Id(k.Set).Op("=").Qual(golang.KernelPath, "Set").Values(jen.Dict{
			jen.Id("Name"): jen.Lit(k.FullName()),
			jen.Id("Impl"): jen.Index(jen.Qual(golang.KernelPath, "NumLevels")).Qual(golang.KernelPath, "Func").Values(jen.Dict{jen.Qual(golang.KernelPath, "Go"): jen.Id(run)}),
			jen.Id("Ops"):  jen.Lit(k.cost()),
		}).Line()
	}
	return g.add("zz_programs.go", f)
}

// programValue is the literal of k's table of passes.
func (k *Kernel) programValue() *jen.Statement {
	operand := func(i int, o ir.Operand) jen.Code {
		d := jen.Dict{jen.Id("Size"): jen.Lit(o.Size())}
		if o.Row {
			d[jen.Id("Row")] = jen.True()
		}
		if i >= len(k.In)+len(k.Out) || i >= len(k.Kernel.In) && i < len(k.In) {
			return jen.Values(d)
		}
		p := spec.Param{}
		if i < len(k.In) {
			p = k.Kernel.In[i]
		} else {
			p = k.Kernel.Out[i-len(k.In)]
		}
		if p.Rows.Value != "" {
			d[jen.Id("Rows")] = jen.True()
		}
		if p.Window > 0 {
			d[jen.Id("Window")] = jen.Lit(p.Window)
		}
		if p.RowWindow > 0 {
			d[jen.Id("RowWindow")] = jen.Lit(p.RowWindow)
		}
		return jen.Values(d)
	}
	dims := k.dims()
	var operands, list []jen.Code
	for i, o := range k.program.Operands {
		if !o.Table {
			operands = append(operands, operand(i, o))
			continue
		}
		p := k.Kernel.In[i]
		d := jen.Dict{jen.Id("Size"): jen.Lit(o.Size()), jen.Id("Table"): jen.True(), jen.Id("Dim"): jen.Lit(slices.Index(dims, p.Core.Value))}
		if p.Len > 0 {
			d[jen.Id("Len")] = jen.Lit(p.Len)
		}
		operands = append(operands, jen.Values(d))
	}
	for _, p := range k.passes {
		list = append(list, jen.Line().Add(p.value()))
	}
	fields := jen.Dict{
		jen.Id("Name"):     jen.Lit(k.FullName()),
		jen.Id("In"):       jen.Lit(len(k.In)),
		jen.Id("Out"):      jen.Lit(len(k.Out)),
		jen.Id("Operands"): jen.Index().Qual(corePath, "Operand").Values(operands...),
		jen.Id("Passes"):   jen.Index().Qual(corePath, "Pass").Values(append(list, jen.Line())...),
	}
	if i := slices.Index(dims, k.Kernel.Core); i > 0 {
		fields[jen.Id("Dim")] = jen.Lit(i)
	}
	if k.contracts() {
		fields[jen.Id("Contraction")] = k.contractionValue()
	}
	if k.hasRowFunc() {
		fields[jen.Id("Row")] = jen.Id(k.Row)
	}
	if k.Kernel.Rows != "" {
		fields[jen.Id("Rows")] = jen.Lit(slices.Index(dims, k.Kernel.Rows) + 1)
	}
	if e := k.Kernel.Edge; e != "" {
		fields[jen.Id("Edge")] = jen.Qual(corePath, spec.GoName(e))
	}
	if k.notEmpty() {
		fields[jen.Id("NotEmpty")] = jen.True()
	}
	return jen.Qual(corePath, "Kernel").Values(fields)
}

// notEmptyDims names the core dimensions that must have an element: that of a minimum, and those
// of tables.
func (k *Kernel) notEmptyDims() (names []string) {
	for _, name := range k.dims() {
		table := slices.ContainsFunc(k.Kernel.In, func(p spec.Param) bool { return p.Table && p.Len == 0 && p.Core.Value == name })
		if table || name == k.Kernel.Core && k.notEmpty() {
			names = append(names, name)
		}
	}
	return names
}

// notEmpty reports whether k has a reduction that needs an element.
func (k *Kernel) notEmpty() bool {
	for _, p := range k.compiled() {
		for _, r := range p.Reductions {
			if r.Kind == ir.Least || r.Kind == ir.Greatest {
				return true
			}
		}
	}
	return false
}

// set is the variable of the implementations of a pass.
func (p *passCode) set() *jen.Statement {
	if k := p.kernel; k != nil {
		return jen.Qual(path.Join(module, generatedDir, k.File.Package), k.Set)
	}
	return jen.Id(p.code.symbol + "Set")
}

// value is the literal of a pass.
func (p *passCode) value() *jen.Statement {
	numbers := func(of []int) *jen.Statement {
		var s []jen.Code
		for _, i := range of {
			s = append(s, jen.Lit(i))
		}
		return jen.Index().Int8().Values(s...)
	}
	d := jen.Dict{
		jen.Id("Kind"): jen.Qual(corePath, [...]string{"Map", "Reduce", "Values", "Scan"}[p.Kind]),
		jen.Id("In"):   numbers(p.In),
		jen.Id("Out"):  numbers(p.Out),
	}
	if p.Kind == passes.Scan {
		name := map[ir.ReductionKind]string{ir.Sum: "CumSum", ir.Prod: "CumProd", ir.Least: "CumMin", ir.Greatest: "CumMax"}[p.Reductions[0].Kind]
		d[jen.Id("Scan")] = jen.Qual(corePath, name).Index(jen.Id(p.Func.Out[0].Lane.String()))
	} else {
		d[jen.Id("Set")] = jen.Op("&").Add(p.set())
	}
	if slices.ContainsFunc(p.At, func(at passes.Offset) bool { return at != passes.Offset{} }) {
		var list []jen.Code
		for _, at := range p.At {
			d := jen.Dict{}
			if at.Row > 0 {
				d[jen.Id("Row")] = jen.Lit(at.Row)
			}
			if at.Element > 0 {
				d[jen.Id("Element")] = jen.Lit(at.Element)
			}
			list = append(list, jen.Values(d))
		}
		d[jen.Id("At")] = jen.Index().Qual(corePath, "Offset").Values(list...)
	}
	if p.Kind == passes.Reduce {
		d[jen.Id("Join")] = jen.Id(p.code.symbol + "JoinGo")
		if n := p.series(); n > 0 {
			d[jen.Id("Series")] = jen.Lit(n)
		}
		var empty []jen.Code
		for i, r := range p.Reductions {
			bits := uint64(0) // of a sum
			if t := p.Func.Out[i].Lane; r.Kind != ir.Sum {
				bits = r.Identity(ir.New(""), t).Imm
			}
			empty = append(empty, jen.Lit(bits))
		}
		d[jen.Id("Empty")] = jen.Index().Uint64().Values(empty...)
		if i := p.IndexInput(); i >= 0 {
			d[jen.Id("IndexSize")] = jen.Lit(p.Func.In[i].Lane.Size())
		}
	}
	return jen.Values(d)
}

// series is the number of elements of which a long row is cut at a multiple.
func (p *passCode) series() int {
	switch p.Reductions[0].Order {
	case ir.Pairwise:
		return kernel.FoldSeries
	case ir.Wide:
		return ir.WideBytes / p.Func.Out[0].Lane.Size()
	case ir.Serial:
		return 0
	}
	return 1
}

// passSets writes the tables of implementations of the passes.
func (g *family) passSets(f *jen.File, arch string) {
	for _, p := range g.ownPasses() {
		f.Var().Id(p.symbol + "Set").Op("=").Add(setLiteral(setFields(g.importPath, p.k.FullName(), p.symbol, g.passLevels(arch, p), p.cost(), p.Func.HasRare(), p.spills)))
	}
}

// passLevels lists the levels of an architecture that have assembly of a pass.
func (g *family) passLevels(arch string, p *passCode) (list []*asm.Level) {
	for i := range asm.Levels {
		if l := &asm.Levels[i]; l.Level.GOARCH() == arch && g.hasPass[l.Suffix][p] {
			list = append(list, l)
		}
	}
	return list
}

func (p *passCode) cost() int {
	n := 0
	for _, v := range p.Func.Values {
		if len(v.Args) > 0 {
			n++
		}
	}
	return n
}
