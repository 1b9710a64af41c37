// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bytes"
	"fmt"
	"go/format"
	"path"
	"sort"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/gen/internal/ident"
	"github.com/arraygen/arraygen/gen/internal/lang"
)

// strictBodies is the text of the bodies of a file of rows, see lang.Strict.
type strictBodies struct {
	compiler *lang.Compiler
	kernels  []*Kernel
}

// bodyName is the Go function of k's text.
func (k *Kernel) bodyName() string { return k.Symbol + "Body" }

// text returns the Go functions of the bodies, and which kernels have one. Their
// names are taken from level.
func (s *strictBodies) text(level ident.Set) (lang.Text, map[*Kernel]bool) {
	text, has, reductions := s.compiler.Strict(func(i int) string { return s.kernels[i].bodyName() }, level)
	of := map[*Kernel]bool{}
	for i, k := range s.kernels {
		of[k] = has[i]
		k.reductions = reductions[i]
	}
	return text, of
}

// addDecls adds text to a printed Go file, whose imports it completes.
func addDecls(src []byte, text lang.Text) ([]byte, error) {
	var names []string
	for name := range text.Imports {
		names = append(names, name)
	}
	sort.Strings(names)
	var imports bytes.Buffer
	for _, name := range names {
		fmt.Fprintf(&imports, "%s %q\n", name, text.Imports[name])
	}
	if at := bytes.Index(src, []byte("\nimport (\n")); at >= 0 {
		at += len("\nimport (\n")
		src = append(append(append([]byte{}, src[:at]...), imports.Bytes()...), src[at:]...)
	} else if imports.Len() > 0 {
		at := bytes.Index(src, []byte("\nimport")) + 1
		src = append(append(append([]byte{}, src[:at]...), ("import (\n"+imports.String()+")\n")...), src[at:]...)
	}
	src = append(append(src, '\n'), text.Decls...)
	return format.Source(src)
}

// strictKernels writes the stock kernel functions with strict operations: what
// reference text calls.
func strictKernels(p *Program, out Output) error {
	const pkg = "strictkernels"
	c := p.text[p.Files[0]].compiler
	dir := path.Join(generatedDir, pkg)
	for name, src := range c.StrictLibrary(lang.KernelsPath, pkg) {
		head := "// " + header + "\n\n"
		if name == "doc.go" {
			head += "// Package " + pkg + " holds the functions of spec/kernels with the operations of spec/lane/strict: what\n" +
				"// their text means on every machine. Generated tests call them.\n"
		}
		b, err := format.Source([]byte(head + src))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		out[path.Join(dir, "zz_"+name)] = b
	}
	return nil
}

// ignoreBodies keeps staticcheck from authors' text: x == x is how a row asks
// for NaN, in the instances for integers too.
const ignoreBodies = "//lint:file-ignore SA4000,SA4006 bodies are as their authors wrote them, for every dtype"

// writeStockBodies writes the text of the stock rows as Go functions, for the tests
// of this package.
func writeStockBodies(p *Program, out Output) error {
	f := jen.NewFilePathName(module+"/gen", "gen")
	f.HeaderComment(header)
	f.HeaderComment(ignoreBodies)
	bodies := jen.Dict{}
	var coreRows []jen.Code
	all := lang.Text{Imports: map[string]string{}}
	for _, file := range p.Files {
		text, has := p.text[file].text(ident.Predeclared())
		all.Decls += text.Decls
		for name, p := range text.Imports {
			all.Imports[name] = p
		}
		for _, k := range p.text[file].kernels {
			if k.core() {
				coreRows = append(coreRows, jen.Line().Add(k.coreTest(jen.Qual(module+"/"+generatedDir+"/"+file.Package, k.Table))))
			} else if has[k] {
				bodies[jen.Lit(k.FullName())] = golang.CallBody(k.bodyName(), k.In, k.Out)
			}
		}
	}
	f.Comment("stockBodies are the bodies of the stock rows, as Go compiles their text. Casts have none.").Line().
		Var().Id("stockBodies").Op("=").Map(jen.String()).Func().Params(jen.List(jen.Id("in"), jen.Id("out")).Index().Qual("unsafe", "Pointer")).Values(bodies)
	f.Comment("stockRows are the kernels with a core dimension, with the text of their bodies.").Line().
		Var().Id("stockRows").Op("=").Index().Qual(coretestPath, "Kernel").Values(append(coreRows, jen.Line())...)
	var b bytes.Buffer
	if err := f.Render(&b); err != nil {
		return firstLines(err)
	}
	src, err := addDecls(b.Bytes(), all)
	out["gen/zz_bodies_test.go"] = src
	return err
}
