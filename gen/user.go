// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strconv"

	"github.com/dave/jennifer/jen"
	"golang.org/x/mod/modfile"

	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/gen/internal/lang"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/spec"
)

// File compiles the rows of one file of a user and returns what becomes of
// them: Go files and assembly for the folder of the file. Its error is
// spec.Faults where the file, or a Go file in its folder, is at fault. The folder
// need not be in a module.
func File(name string) (Output, *Program, error) {
	src, err := readRows(name)
	if err != nil {
		return nil, nil, err
	}
	dir, err := openFolder(name)
	if err != nil {
		return nil, nil, err
	}
	defer dir.Close()
	var faults spec.Faults
	file, err := spec.Load(filepath.ToSlash(name), src)
	faults.AddError(err)
	if file == nil {
		return nil, nil, faults.Err()
	}
	faults.AddError(file.CheckFunctions(dir))
	if err := faults.Err(); err != nil && len(file.Ufuncs)+len(file.Kernels) == 0 {
		return nil, nil, err
	}
	importPath, err := ImportPath(filepath.Dir(name))
	if err != nil {
		importPath = "example.invalid/" + file.Package // nothing can import it yet
	}
	p, err := Compile([]*spec.File{file}, dir, importPath)
	faults.AddError(err)
	declared, clashes := declarations(file, dir)
	faults = append(faults, clashes...)
	if p != nil {
		faults = append(faults, apiClashes(file, p.Kernels, declared)...)
	}
	if err := faults.Err(); err != nil {
		return nil, nil, err
	}
	out := Output{}
	var names []string
	for _, d := range declared {
		names = append(names, d.name)
	}
	g := &family{dir: ".", pkg: file.Package, importPath: importPath, file: file, kernels: p.Kernels, scope: newScope(names, p.Kernels), bodies: p.text[file], out: out}
	for _, write := range []func() error{g.generate, g.front, g.tests} {
		if err := write(); err != nil {
			return nil, nil, err
		}
	}
	return out, p, nil
}

// ImportPath returns the import path of the package in dir: that of the
// module whose go.mod is nearest, and the path from there.
func ImportPath(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for root := abs; ; root = filepath.Dir(root) {
		data, err := os.ReadFile(filepath.Join(root, "go.mod"))
		if err == nil {
			mod := modfile.ModulePath(data)
			if mod == "" {
				return "", fmt.Errorf("%s has no module line", filepath.Join(root, "go.mod"))
			}
			rel, err := filepath.Rel(root, abs)
			return path.Join(mod, filepath.ToSlash(rel)), err
		}
		if root == filepath.Dir(root) {
			return "", fmt.Errorf("%s is in no Go module; run go mod init first", dir)
		}
	}
}

// rows groups kernels by their row, in order.
func rows(ks []*Kernel) [][]*Kernel {
	var groups [][]*Kernel
	for _, k := range ks {
		last := len(groups) - 1
		if last >= 0 && groups[last][0].Name() == k.Name() {
			groups[last] = append(groups[last], k)
			continue
		}
		groups = append(groups, []*Kernel{k})
	}
	return groups
}

// The files of a user's package that the stock packages do not have. They are
// not called after the package: zz_loops.go is another file, and zz_x_arm64.go
// one for some machines.
const (
	frontFile = "zz_kernels.go"
	testFile  = "zz_kernels_test.go"
)

// front writes what the users of a package call: for each row a slice function
// for each type, a generic one, and the ufunc.
func (g *family) front() error {
	f := g.newFile("")
	f.HeaderComment(sourceMark + strconv.Quote(path.Base(g.file.Path)))
	f.HeaderComment("// Version: " + kernel.Version)
	f.Comment("A library that this code was not generated for has another name here: run arraygen generate again.").Line().
		Const().Id("_").Op("=").Qual(golang.KernelPath, "RegenerateWithArraygen3").Line()
	for _, ks := range rows(g.kernels) {
		name := spec.GoName(ks[0].Name())
		if ks[0].core() {
			g.coreFront(f, name, ks)
		} else if len(ks) == 1 {
			f.Add(ks[0].sliceFunc(g.pkg, name, jen.Id(ks[0].Set))).Line()
		} else {
			for _, k := range ks {
				f.Add(k.sliceFunc(g.pkg, k.Exported, jen.Id(k.Set))).Line()
			}
			if v, ok := onlyTypeVariable(ks); ok {
				genericSlice(f, g.pkg, name, g.scope.level.New(lowerFirst(name)+"Sets"), ks, v, func(k *Kernel) *jen.Statement { return jen.Id(k.Set) })
			}
		}
		f.Comment(name + "Ufunc is " + name + " on arrays, with NumPy's broadcasting and promotion.").Line().
			Var().Id(name + "Ufunc").Op("=").Op("&").Add(ufuncValue(ks, g.importPath)).Line()
	}
	return g.add(frontFile, f)
}

// onlyTypeVariable returns the type variable of a row, if one tells its kernels apart.
func onlyTypeVariable(ks []*Kernel) (string, bool) {
	if ks[0].Kernel == nil {
		for _, k := range ks {
			if !uniform(k) {
				return "", false
			}
		}
		return "T", len(ks[0].Loop.To) == 0
	}
	if len(ks[0].Kernel.Types) != 1 {
		return "", false
	}
	return ks[0].Kernel.Types[0].Value, true
}

// tests writes the differential test and the benchmark of every kernel.
func (g *family) tests() error {
	f := g.newFile("")
	f.HeaderComment(ignoreBodies)
	var list []jen.Code
	text, has := g.bodies.text(g.scope.level)
	var coreList []jen.Code
	for _, k := range g.kernels {
		if k.core() {
			coreList = append(coreList, jen.Line().Add(k.coreTest(jen.Id(k.Table))))
			continue
		}
		body := golang.CallBody(k.bodyName(), k.In, k.Out)
		if !has[k] { // a cast, which Go has not
			f.Add(golang.Scalar(k.bodyName(), k.bodyName()+" is the body of "+k.Name()+" for one element, unvectorised.", k.Func, g.scope.level)).Line()
			body = golang.CallScalar(k.bodyName(), k.Func)
		}
		fields := jen.Dict{
			jen.Id("Set"):  jen.Op("&").Id(k.Set),
			jen.Id("In"):   dtypeList(k.In),
			jen.Id("Out"):  dtypeList(k.Out),
			jen.Id("Body"): body,
		}
		if n := len(k.In) - k.arrays(); n > 0 {
			fields[jen.Id("Scalars")] = jen.Lit(n)
		}
		if k.foldable() {
			fields[jen.Id("Fold")] = jen.Op("&").Id(k.Fold)
			fields[jen.Id("Pairwise")] = jen.Lit(k.foldOrder() == plan.Pairwise)
		}
		if k.scannable() {
			fields[jen.Id("Scan")] = jen.Op("&").Id(k.Scan)
		}
		list = append(list, jen.Line().Values(fields))
	}
	if len(coreList) > 0 {
		g.coreTests(f, append(coreList, jen.Line()))
	}
	if len(list) == 0 {
		return g.renderTests(f, text)
	}
	list = append(list, jen.Line())
	kernels, test, bench := g.scope.level.New("generatedKernels"), g.scope.level.New("TestGeneratedKernels"), g.scope.level.New("BenchmarkGeneratedKernels")
	f.Comment(kernels+" lists the kernels of this package with their bodies.").Line().
		Var().Id(kernels).Op("=").Index().Qual(kerneltestPath, "Kernel").Values(list...).Line()
	f.Comment(test + " compares every kernel, on every instruction set that this machine has, with its body.").Line().
		Func().Id(test).Params(jen.Id("t").Op("*").Qual("testing", "T")).Block(
		jen.Qual(kerneltestPath, "Run").Call(jen.Id("t"), jen.Id(kernels)))
	f.Comment(bench + " times every kernel on every instruction set that this machine has.").Line().
		Func().Id(bench).Params(jen.Id("b").Op("*").Qual("testing", "B")).Block(
		jen.Qual(kerneltestPath, "Benchmark").Call(jen.Id("b"), jen.Id(kernels)))
	return g.renderTests(f, text)
}

// renderTests writes the test file, with the text of bodies.
func (g *family) renderTests(f *jen.File, text lang.Text) error {
	var buf bytes.Buffer
	if err := f.Render(&buf); err != nil {
		return firstLines(err)
	}
	src, err := addDecls(buf.Bytes(), text)
	g.out[testFile] = src
	return err
}
