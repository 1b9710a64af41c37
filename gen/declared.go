// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/gen/internal/lang"
	"github.com/arraygen/arraygen/spec"
)

// declaration is an identifier of a package that a hand-written file declares,
// or by which it calls an import: neither can be declared once more.
type declaration struct {
	spec.Pos
	name string
}

// declarations lists what the hand-written Go files in the folder of f declare, its
// functions included, and reports those with which no generated code can share
// a package.
func declarations(f *spec.File, fsys fs.FS) ([]declaration, spec.Faults) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, spec.Faults{{Pos: spec.Pos{File: f.Path}, Msg: err.Error()}}
	}
	var all []declaration
	var faults spec.Faults
	for _, e := range entries {
		if path.Ext(e.Name()) != ".go" || strings.HasPrefix(e.Name(), "_") || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		name := path.Join(path.Dir(f.Path), e.Name())
		src, err := fs.ReadFile(fsys, name)
		if err != nil || generated(src) {
			continue // Go does not read it either, or it is ours
		}
		ds, fault := declaredIn(f, name, src)
		if fault != nil {
			faults.Add(*fault)
		}
		all = append(all, ds...)
	}
	return all, faults
}

// declaredIn is declarations for one file.
func declaredIn(f *spec.File, name string, src []byte) ([]declaration, *spec.Fault) {
	fset := token.NewFileSet()
	file, _ := parser.ParseFile(fset, name, src, parser.SkipObjectResolution) // what is there of it, if it is at fault
	if file == nil || file.Name == nil {
		return nil, nil
	}
	fault := func(at token.Pos, msg, hint string) *spec.Fault {
		p := fset.PositionFor(at, false)
		ft := spec.NewFault(src, spec.Pos{File: name, Line: p.Line, Col: p.Column}, msg, hint)
		return &ft
	}
	isTest := strings.HasSuffix(name, "_test.go")
	if pkg := file.Name.Name; pkg != f.Package && !(isTest && pkg == f.Package+"_test") {
		own := slices.ContainsFunc(f.Functions, func(t spec.Text) bool { return t.Value == path.Base(name) })
		if own || built(name, src) && pkg != "documentation" {
			return nil, fault(file.Name.Pos(), fmt.Sprintf("package %s in the folder of package %s", pkg, f.Package),
				fmt.Sprintf("write package %s here, or package: %s in %s", f.Package, pkg, path.Base(f.Path)))
		}
		return nil, nil
	} else if pkg != f.Package {
		return nil, nil
	}
	var ds []declaration
	var bad *spec.Fault
	add := func(id *ast.Ident) {
		if id.Name == "_" || id.Name == "init" || id.Name == "." {
			return
		}
		if types.Universe.Lookup(id.Name) != nil && bad == nil {
			bad = fault(id.Pos(), fmt.Sprintf("%s hides what Go calls so from the generated files of this package", id.Name), "choose another name")
		}
		p := fset.PositionFor(id.Pos(), false)
		ds = append(ds, declaration{spec.Pos{File: name, Line: p.Line, Col: p.Column}, id.Name})
	}
	for _, im := range file.Imports {
		p := strings.Trim(im.Path.Value, "`\"")
		id := &ast.Ident{NamePos: im.Pos(), Name: path.Base(p)}
		if im.Name != nil {
			id.Name = im.Name.Name
		}
		if id.Name == "." {
			for _, n := range stockExports(p) {
				add(&ast.Ident{NamePos: im.Pos(), Name: n})
			}
		}
		if !token.IsIdentifier(id.Name) || im.Name == nil && types.Universe.Lookup(id.Name) != nil {
			continue // its name is another
		}
		add(id)
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				add(d.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					add(s.Name)
				case *ast.ValueSpec:
					for _, id := range s.Names {
						add(id)
					}
				}
			}
		}
	}
	return ds, bad
}

// stockExports lists the exported functions of a stock package.
func stockExports(importPath string) []string {
	dir := map[string]string{golang.LanePath: "lane", kernelsPath: "kernels"}[importPath]
	if dir == "" {
		return nil
	}
	lib, err := lang.ReadLibrary(importPath, spec.Source, dir)
	if err != nil {
		panic(err) // embedded
	}
	return lib.Exported()
}

// built reports whether Go builds a file for this machine.
func built(name string, src []byte) bool {
	c := build.Default
	c.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(src))), nil }
	ok, err := c.MatchFile("", path.Base(name))
	return ok && err == nil
}
