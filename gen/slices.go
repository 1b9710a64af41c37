// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/gen/internal/ident"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/spec"
)

const dtypePath = "github.com/arraygen/arraygen/ndarray/dtype"

// goType is the Go type of an element.
func goType(d dtype.DType) *jen.Statement {
	if t := d.Descriptor().Go.Type; t.PkgPath() != "" {
		return jen.Qual(t.PkgPath(), t.Name())
	}
	return jen.Id(d.String())
}

// sliceName is the name of k's slice function in the package of its first
// input.
func (k *Kernel) sliceName() string {
	if u := k.Bind["U"]; u.Valid() {
		return "To" + DTypeName(u)
	}
	name := spec.GoName(k.Name())
	for _, d := range k.In[1:] {
		if d != k.In[0] {
			name += DTypeName(d)
		}
	}
	return name
}

// sliceFunc declares the slice function of k under the given name: outputs
// first, then inputs, then scalars.
func (k *Kernel) sliceFunc(pkg, name string, set *jen.Statement) *jen.Statement {
	var params []jen.Code
	arrays := k.arrays()
	for i, o := range k.OutNames() {
		params = append(params, jen.Id(o).Index().Add(goType(k.Out[i])))
	}
	for i, n := range k.InNames() {
		if i < arrays {
			params = append(params, jen.Id(n).Index().Add(goType(k.In[i])))
		} else {
			params = append(params, jen.Id(n).Add(goType(k.In[i])))
		}
	}
	return comment(k.sliceDoc(name)).Func().Id(name).Params(params...).Error().Block(
		jen.Return(k.apply(pkg+"."+name, jen.Op("&").Add(set))))
}

// apply is the call that runs set, the implementations of k, over the parameters of its slice
// function name.
func (k *Kernel) apply(name string, set *jen.Statement) *jen.Statement {
	arrays, in, out := k.arrays(), k.InNames(), k.OutNames()
	args := []jen.Code{jen.Lit(name), set}
	if len(out) == 1 && arrays == len(in) && arrays <= 2 {
		for _, n := range append(out, in...) {
			args = append(args, jen.Id(n))
		}
		return jen.Qual(golang.KernelPath, fmt.Sprint("Apply", arrays)).Call(args...)
	}
	args = append(args, jen.Lit(len(in)))
	for i, n := range in {
		if i < arrays {
			args = append(args, jen.Qual(golang.KernelPath, "VecOf").Call(jen.Id(n)))
		} else {
			args = append(args, jen.Qual(golang.KernelPath, "ScalarOf").Call(jen.Op("&").Id(n)))
		}
	}
	for _, o := range out {
		args = append(args, jen.Qual(golang.KernelPath, "VecOf").Call(jen.Id(o)))
	}
	return jen.Qual(golang.KernelPath, "Apply").Call(args...)
}

// comment prints text as lines of //.
func comment(text string) *jen.Statement {
	s := jen.Null()
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if line == "" {
			line = "//"
		} else if line[0] == '\t' {
			line = "//" + line
		}
		s = s.Comment(line).Line()
	}
	return s
}

// sliceDoc is the comment of a slice function: the row's sentence and the
// loop that it equals.
func (k *Kernel) sliceDoc(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n", name, strings.TrimSpace(k.Doc()))
	index := k.index()
	fmt.Fprintf(&b, "It equals the loop\n\n\tfor %s := range %s {\n\t\t%s\n\t}\n\n", index, k.OutNames()[0], k.element(index))
	b.WriteString("The slices must have the same length. An output may be an input; it must not overlap one otherwise.")
	if bd := k.Bound(); !bd.Exact {
		fmt.Fprintf(&b, " The error is at most %s.", bd)
	}
	return b.String()
}

// index is what comments call the index of an element: i, if no operand is
// called so.
func (k *Kernel) index() string { return k.freeName("i") }

// freeName returns a name like want that no operand has, and no dimension, whose length may be a parameter.
func (k *Kernel) freeName(want string) string {
	names := ident.Set{}
	names.Add(slices.Concat(k.InNames(), k.OutNames())...)
	if k.core() {
		names.Add(k.dims()...)
	}
	return names.New(want)
}

// element is the statement that a kernel executes for the element index, on one
// line.
func (k *Kernel) element(index string) string {
	at := func(names []string) []string {
		var s []string
		for _, n := range names {
			s = append(s, n+"["+index+"]")
		}
		return s
	}
	arrays, in := k.arrays(), k.InNames()
	value := k.Name() + "(" + strings.Join(append(at(in[:arrays]), in[arrays:]...), ", ") + ")"
	if body, expr := k.expression(); expr != nil {
		value = indexed(body, expr, in[:arrays], index)
	}
	return strings.Join(at(k.OutNames()), ", ") + " = " + value
}

// expression returns the body of k, if it is an expression on one line.
func (k *Kernel) expression() (string, ast.Expr) {
	body := strings.TrimSpace(k.text().Value)
	expr, err := parser.ParseExpr(body)
	if err != nil || strings.Contains(body, "\n") {
		return "", nil
	}
	return body, expr
}

// indexed writes an expression with some of its names as elements of slices.
func indexed(body string, expr ast.Expr, arrays []string, index string) string {
	var b strings.Builder
	done := 0
	ast.Inspect(expr, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && slices.Contains(arrays, id.Name) {
			end := int(id.End()) - 1
			b.WriteString(body[done:end] + "[" + index + "]")
			done = end
		}
		return true
	})
	return b.String() + body[done:]
}

// slicesOf writes the packages of slice functions, one for each element type
// and a generic one.
func slicesOf(p *Program, dir, importPath string, out Output) error {
	byType := map[dtype.DType][]*Kernel{}
	for _, k := range p.Kernels {
		if !k.checksCast() {
			byType[k.In[0]] = append(byType[k.In[0]], k)
		}
	}
	for _, d := range dtype.WithLoops() {
		pkg := d.Descriptor().Short
		f := jen.NewFilePathName(importPath+"/"+pkg, pkg)
		f.HeaderComment(header)
		importNames(f, p, importPath)
		f.PackageComment(fmt.Sprintf("Package %s has the stock functions on slices of %s.", pkg, d))
		ks := byType[d]
		sort.SliceStable(ks, func(i, j int) bool { return ks[i].sliceName() < ks[j].sliceName() })
		for _, k := range ks {
			set := jen.Qual(importPath+"/"+k.File.Package, k.Set)
			if k.core() {
				f.Add(k.coreSlice(pkg, k.sliceName(), jen.Qual(importPath+"/"+k.File.Package, k.Table), jen.Qual(importPath+"/"+k.File.Package, k.Row), nil, "", k.applyMethod())).Line()
				continue
			}
			f.Add(k.sliceFunc(pkg, k.sliceName(), set)).Line()
			if k.hasScalarForm() {
				f.Add(k.scalarForm().sliceFunc(pkg, k.sliceName()+"Scalar", set)).Line()
			}
		}
		if err := render(out, path.Join(dir, pkg, "zz_"+pkg+".go"), f); err != nil {
			return err
		}
	}
	return generic(p, dir, importPath, out)
}

// importNames spares the imports of f an alias.
func importNames(f *jen.File, p *Program, importPath string) {
	for _, file := range p.Files {
		f.ImportName(importPath+"/"+file.Package, file.Package)
	}
	f.ImportName(golang.KernelPath, "kernel")
	f.ImportName(dtypePath, "dtype")
	f.ImportName(ufuncPath, "ufunc")
}

func render(out Output, name string, f *jen.File) error {
	var b bytes.Buffer
	if err := f.Render(&b); err != nil {
		return fmt.Errorf("%s: %w", name, firstLines(err))
	}
	out[name] = b.Bytes()
	return nil
}

// generic writes package vec: one function for each row, over all its types.
func generic(p *Program, dir, importPath string, out Output) error {
	f := jen.NewFilePathName(importPath+"/vec", "vec")
	f.HeaderComment(header)
	importNames(f, p, importPath)
	f.PackageComment("Package vec has the stock functions on slices of any element type that they exist for.")
	for _, file := range p.Files {
		for _, row := range file.Kernels {
			ks := filter(p.Kernels, func(k *Kernel) bool { return k.Kernel == row })
			v, ok := onlyTypeVariable(ks)
			name := spec.GoName(row.Name)
			switch {
			case ok && row.Core == "":
				genericSlice(f, "vec", name, lowerFirst(name)+"Sets", ks, v, func(k *Kernel) *jen.Statement {
					return jen.Qual(importPath+"/"+k.File.Package, k.Set)
				})
			case ok:
				coreGeneric(f, "vec", name, lowerFirst(name)+"Kernels", ks, v, func(k *Kernel) *jen.Statement {
					return jen.Qual(importPath+"/"+k.File.Package, k.Table)
				})
			}
		}
		for _, u := range file.Ufuncs {
			ks := filter(p.Kernels, func(k *Kernel) bool { return k.Ufunc == u && uniform(k) })
			if isCast(u) {
				if len(castsOf(p, u, false)) > 0 {
					genericCast(f, u, importPath+"/"+file.Package)
				}
				continue
			}
			if ks = oneOutput(ks); len(ks) > 0 {
				name := spec.GoName(u.Name)
				table := lowerFirst(name) + "Sets"
				genericSlice(f, "vec", name, table, ks, "T", func(k *Kernel) *jen.Statement {
					return jen.Qual(importPath+"/"+k.File.Package, k.Set)
				})
				if ks[0].hasScalarForm() {
					genericSliceOf(f, "vec", name+"Scalar", table, ks[len(ks)-1].scalarForm(), unionOf(ks, "T"), "T")
				}
			}
		}
	}
	return render(out, path.Join(dir, "vec", "zz_vec.go"), f)
}

// uniform reports whether all inputs of k are of one type, and it is no cast.
func uniform(k *Kernel) bool {
	for _, d := range k.In {
		if d != k.In[0] {
			return false
		}
	}
	return !k.Bind["U"].Valid()
}

// genericCast declares the cast between any two element types.
func genericCast(f *jen.File, u *spec.Ufunc, tablePath string) {
	of := func(t string) *jen.Statement { return jen.Qual(dtypePath, "Of").Index(jen.Id(t)).Call() }
	x, y := u.In[0].Value, u.Out[0].Value
	f.Add(comment("Cast sets "+y+"[i] = U("+x+"[i]): "+strings.TrimSpace(u.Doc)+"\n\nThe slices must have the same length.")).
		Func().Id("Cast").Types(jen.List(jen.Id("U"), jen.Id("T")).Qual(dtypePath, "Element")).
		Params(jen.Id(y).Index().Id("U"), jen.Id(x).Index().Id("T")).Error().Block(
		jen.Return(jen.Qual(golang.KernelPath, "Apply1").Call(jen.Lit("vec.Cast"),
			jen.Qual(tablePath, "Table").Index(of("T")).Index(of("U")), jen.Id(y), jen.Id(x)))).Line()
}

// oneOutput returns those kernels of a row that one generic signature holds:
// all that return bool, if several types do, else those that return what they
// take. The modulus of complex numbers stays with their packages.
func oneOutput(ks []*Kernel) []*Kernel {
	if bools := filter(ks, func(k *Kernel) bool { return k.Out[0] == dtype.Bool }); len(bools) > 1 {
		return bools
	}
	return filter(ks, func(k *Kernel) bool { return k.Out[0] == k.In[0] })
}

func filter(ks []*Kernel, keep func(*Kernel) bool) []*Kernel {
	var kept []*Kernel
	for _, k := range ks {
		if keep(k) {
			kept = append(kept, k)
		}
	}
	return kept
}

// genericSlice declares the slice function of a row over all types of its
// variable v, which looks up their implementations in a variable table; set
// names those of a kernel.
func genericSlice(f *jen.File, pkg, name, table string, ks []*Kernel, v string, set func(*Kernel) *jen.Statement) {
	entries := jen.Dict{}
	for _, k := range ks {
		entries[jen.Qual(dtypePath, DTypeName(k.Bind[v]))] = jen.Op("&").Add(set(k))
	}
	// The last loop is the most general: a row's bool loop returns what it takes.
	k := ks[len(ks)-1]
	f.Var().Id(table).Op("=").Index(jen.Qual(dtypePath, "Num")).Op("*").Qual(golang.KernelPath, "Set").Values(entries)
	genericSliceOf(f, pkg, name, table, k, unionOf(ks, v), v)
}

// unionOf is the constraint of a function over all types of the variable v of ks.
func unionOf(ks []*Kernel, v string) *jen.Statement {
	union := jen.Null()
	for i, k := range ks {
		if i > 0 {
			union = union.Op("|")
		}
		union = union.Add(goType(k.Bind[v]))
	}
	return union
}

// genericSliceOf declares the slice function of k over the types of union, which looks up
// its kernels in a variable table.
func genericSliceOf(f *jen.File, pkg, name, table string, k *Kernel, union *jen.Statement, v string) {
	elem := func(symbols []string, i int, d dtype.DType) *jen.Statement {
		if symbols[i] == v {
			return jen.Id(v)
		}
		return goType(d)
	}
	inTypes, outTypes := k.typeNames()
	var params []jen.Code
	for i, o := range k.OutNames() {
		params = append(params, jen.Id(o).Index().Add(elem(outTypes, i, k.Out[i])))
	}
	arrays := k.arrays()
	for i, n := range k.InNames() {
		if i < arrays {
			params = append(params, jen.Id(n).Index().Add(elem(inTypes, i, k.In[i])))
		} else {
			params = append(params, jen.Id(n).Add(elem(inTypes, i, k.In[i])))
		}
	}
	set := jen.Id(table).Index(jen.Qual(dtypePath, "Of").Index(jen.Id(v)).Call())
	f.Add(comment(k.sliceDoc(name))).Func().Id(name).Types(jen.Id(v).Add(union)).Params(params...).Error().Block(
		jen.Return(k.apply(pkg+"."+name, set))).Line()
}

// hasScalarForm reports whether k has a slice function of which all inputs but the first are
// numbers.
func (k *Kernel) hasScalarForm() bool { return k.Kernel == nil && len(k.In) > 1 }

// scalarForm is k with all inputs but the first as numbers.
func (k *Kernel) scalarForm() *Kernel {
	c := *k
	c.numbers = true
	return &c
}

// arrays is the number of inputs that are slices.
func (k *Kernel) arrays() int {
	if k.numbers {
		return 1
	}
	if k.Kernel != nil {
		return len(k.Kernel.In)
	}
	return len(k.In)
}

// typeNames returns the types of the operands as the row writes them.
func (k *Kernel) typeNames() (in, out []string) {
	if k.Kernel == nil {
		return k.Loop.SigIn, k.Loop.SigOut
	}
	for _, p := range append(append([]spec.Param{}, k.Kernel.In...), k.Kernel.Scalars...) {
		in = append(in, p.Type.Value)
	}
	for _, p := range k.Kernel.Out {
		out = append(out, p.Type.Value)
	}
	return in, out
}
