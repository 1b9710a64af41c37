package gen

import (
	"bytes"
	"fmt"
	"path"
	"sort"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/gen/golang"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/spec"
)

const dtypePath = "github.com/arraygen/arraygen/ndarray/dtype"

// slicePackages names the package of slice functions of an element type.
var slicePackages = map[dtype.DType]string{
	dtype.Bool: "b8", dtype.Int8: "i8", dtype.Int16: "i16", dtype.Int32: "i32", dtype.Int64: "i64",
	dtype.Uint8: "u8", dtype.Uint16: "u16", dtype.Uint32: "u32", dtype.Uint64: "u64",
	dtype.Float16: "f16", dtype.BFloat16: "bf16", dtype.Float32: "f32", dtype.Float64: "f64",
	dtype.Complex64: "c64", dtype.Complex128: "c128",
}

// goType is the Go type of an element.
func goType(d dtype.DType) *jen.Statement {
	switch d {
	case dtype.Float16:
		return jen.Qual(dtypePath, "F16")
	case dtype.BFloat16:
		return jen.Qual(dtypePath, "BF16")
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
	var params, args []jen.Code
	arrays := len(k.In)
	if k.Kernel != nil {
		arrays = len(k.Kernel.In)
	}
	in, out := k.InNames(), k.OutNames()
	for i, o := range out {
		n := sliceParam(o, in)
		params = append(params, jen.Id(n).Index().Add(goType(k.Out[i])))
	}
	for i, n := range in {
		if i < arrays {
			params = append(params, jen.Id(n).Index().Add(goType(k.In[i])))
			args = append(args, jen.Qual(golang.KernelPath, "VecOf").Call(jen.Id(n)))
		} else {
			params = append(params, jen.Id(n).Add(goType(k.In[i])))
			args = append(args, jen.Qual(golang.KernelPath, "ScalarOf").Call(jen.Op("&").Id(n)))
		}
	}
	for _, o := range out {
		args = append(args, jen.Qual(golang.KernelPath, "VecOf").Call(jen.Id(sliceParam(o, in))))
	}
	call := append([]jen.Code{jen.Lit(pkg + "." + name), jen.Op("&").Add(set), jen.Lit(len(in))}, args...)
	return comment(k.sliceDoc(name)).Func().Id(name).Params(params...).Error().Block(
		jen.Return(jen.Qual(golang.KernelPath, "Apply").Call(call...)))
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

// sliceParam names an output's parameter; the stock rows' y is dst, as in
// Go's copy.
func sliceParam(out string, in []string) string {
	if out == "y" {
		return "dst"
	}
	return out
}

// sliceDoc is the comment of a slice function: the row's sentence and the
// loop that it equals.
func (k *Kernel) sliceDoc(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n", name, strings.TrimSpace(k.Doc()))
	dst := sliceParam(k.OutNames()[0], k.InNames())
	fmt.Fprintf(&b, "It equals the loop\n\n\tfor i := range %s {\n", dst)
	text := strings.TrimSpace(k.text().Value)
	if !strings.ContainsAny(text, "\n=") {
		fmt.Fprintf(&b, "\t\t%s[i] = %s\n", dst, indexed(text, k))
	} else {
		fmt.Fprintf(&b, "\t\t%s[i] = %s(%s[i])\n", strings.Join(k.OutNames(), "[i], "), k.Name(), strings.Join(k.InNames(), "[i], "))
	}
	b.WriteString("\t}\n\nThe slices must have the same length. An output may be an input; it must not overlap one otherwise.")
	if bd := k.Bound(); !bd.Exact {
		fmt.Fprintf(&b, " The error is at most %g ULP.", bd.ULP)
	}
	return b.String()
}

// indexed writes an expression with its operands as elements of slices.
func indexed(text string, k *Kernel) string {
	names := map[string]bool{}
	for _, n := range k.InNames() {
		names[n] = true
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		j := i
		for j < len(text) && isWord(text[j]) {
			j++
		}
		if j == i {
			b.WriteByte(text[i])
			i++
			continue
		}
		b.WriteString(text[i:j])
		if names[text[i:j]] {
			b.WriteString("[i]")
		}
		i = j
	}
	return b.String()
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// slicesOf writes the packages of slice functions, one for each element type
// and a generic one.
func slicesOf(p *Program, dir, importPath string, out Output) error {
	byType := map[dtype.DType][]*Kernel{}
	for _, k := range p.Kernels {
		byType[k.In[0]] = append(byType[k.In[0]], k)
	}
	for _, d := range dtype.All() {
		pkg := slicePackages[d]
		f := jen.NewFilePathName(importPath+"/"+pkg, pkg)
		f.HeaderComment(header)
		importNames(f, p, importPath)
		f.PackageComment(fmt.Sprintf("Package %s has the stock functions on slices of %s.", pkg, d))
		ks := byType[d]
		sort.SliceStable(ks, func(i, j int) bool { return ks[i].sliceName() < ks[j].sliceName() })
		for _, k := range ks {
			set := jen.Qual(importPath+"/"+k.File.Package, k.Set)
			f.Add(k.sliceFunc(pkg, k.sliceName(), set)).Line()
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
		for _, u := range file.Ufuncs {
			var ks []*Kernel
			for _, k := range p.Kernels {
				if k.Ufunc == u && uniform(k) {
					ks = append(ks, k)
				}
			}
			for _, group := range byOutput(ks) {
				genericFunc(f, group, importPath)
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

// byOutput splits the kernels of a row by what they return: the type of the
// inputs, or a fixed one. Where a row has both, as comparisons of bools, the
// fixed type takes all; real parts of complex numbers stay with their package.
func byOutput(ks []*Kernel) [][]*Kernel {
	var same, truth []*Kernel
	for _, k := range ks {
		switch {
		case k.Out[0] == dtype.Bool:
			truth = append(truth, k)
		case k.Out[0] == k.In[0]:
			same = append(same, k)
		}
	}
	if len(truth) > 1 {
		return [][]*Kernel{truth}
	}
	same = same[:0:0]
	for _, k := range ks {
		if k.Out[0] == k.In[0] {
			same = append(same, k)
		}
	}
	if len(same) == 0 {
		return nil
	}
	return [][]*Kernel{same}
}

func genericFunc(f *jen.File, ks []*Kernel, importPath string) {
	k := ks[0]
	name := spec.GoName(k.Name())
	table := "sets" + name
	entries := jen.Dict{}
	var union []jen.Code
	for _, k := range ks {
		entries[jen.Qual(dtypePath, DTypeConst(k.In[0]))] = jen.Op("&").Qual(importPath+"/"+k.File.Package, k.Set)
		union = append(union, goType(k.In[0]))
	}
	f.Var().Id(table).Op("=").Index(jen.Qual(dtypePath, "Num")).Op("*").Qual(golang.KernelPath, "Set").Values(entries)
	constraint := jen.Add(union[0])
	for _, u := range union[1:] {
		constraint = constraint.Op("|").Add(u)
	}
	elem := jen.Id("T")
	if k.Out[0] == dtype.Bool && (len(ks) > 1 || k.In[0] == dtype.Bool) && k.In[0] != k.Out[0] || truthful(ks) {
		elem = jen.Bool()
	}
	var params, args []jen.Code
	params = append(params, jen.Id("dst").Index().Add(elem))
	for _, n := range k.InNames() {
		params = append(params, jen.Id(n).Index().Id("T"))
		args = append(args, jen.Qual(golang.KernelPath, "VecOf").Call(jen.Id(n)))
	}
	args = append(args, jen.Qual(golang.KernelPath, "VecOf").Call(jen.Id("dst")))
	call := append([]jen.Code{jen.Lit("vec." + name), jen.Id(table).Index(jen.Qual(dtypePath, "Of").Index(jen.Id("T")).Call()), jen.Lit(len(k.In))}, args...)
	f.Comment(fmt.Sprintf("%s: %s The slices must have the same length.", name, strings.TrimSpace(k.Doc()))).Line().
		Func().Id(name).Types(jen.Id("T").Add(constraint)).Params(params...).Error().Block(
		jen.Return(jen.Qual(golang.KernelPath, "Apply").Call(call...))).Line()
}

// truthful reports whether kernels of several input types all return bool.
func truthful(ks []*Kernel) bool {
	for _, k := range ks {
		if k.Out[0] != dtype.Bool {
			return false
		}
	}
	return len(ks) > 1
}

// DTypeConst is the name of d's constant in package dtype.
func DTypeConst(d dtype.DType) string { return DTypeName(d) }
