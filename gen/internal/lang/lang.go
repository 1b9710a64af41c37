// SPDX-License-Identifier: BSD-3-Clause

// Package lang is the front end of the compiler: it turns bodies and kernel
// functions, written in a subset of Go, into IR.
//
// Parsing and type checking are Go's own (go/parser, go/types), so a body
// means what Go says it means; this package adds what the language leaves
// out, inlines every call, turns if into select, and lowers elements as they
// are stored (bool, float16, bfloat16, complex) to lanes.
package lang

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// The import paths of the stock packages.
const (
	LanePath    = "github.com/arraygen/arraygen/spec/lane"
	KernelsPath = "github.com/arraygen/arraygen/spec/kernels"
)

// Error is a fault in a body or in a kernel function.
type Error struct {
	// Body is the index of the body, or -1 for a fault in File.
	Body int
	// Offset is where in the text of the body, in bytes.
	Offset int
	// File, Line and Col say where in a Go file of kernel functions.
	File      string
	Line, Col int
	Msg       string
	Hint      string // what to write instead; may be empty
}

// Error prints the message without its place.
func (e *Error) Error() string { return e.Msg }

// Param is an operand of a body.
type Param struct {
	Name  string
	DType dtype.DType
	// Row says that the operand has the core dimension of the body.
	Row bool
	// Table says that the operand is a table, of Len elements or if that is 0 of any number.
	Table bool
	Len   int
	// Rows and Elements say that the body sees a window of so many rows of so many elements of
	// the operand, 0 where it sees the one at hand along that dimension.
	Rows, Elements int
}

// window reports whether the body sees more of p than the element at hand.
func (p Param) window() bool { return p.Rows > 0 || p.Elements > 0 }

// goType is the Go type that a body sees: of a window an array, or one of arrays, of a table of a
// number of elements an array, of any number a slice.
func (p Param) goType() string {
	switch {
	case p.Rows > 0 && p.Elements > 0:
		return fmt.Sprintf("[%d][%d]%s", p.Rows, p.Elements, laneGo(p.DType))
	case p.window():
		return fmt.Sprintf("[%d]%s", p.Rows+p.Elements, laneGo(p.DType))
	case p.Table && p.Len > 0:
		return fmt.Sprintf("[%d]%s", p.Len, laneGo(p.DType))
	case p.Table:
		return "[]" + laneGo(p.DType)
	}
	return laneGo(p.DType)
}

// slice is a table as At takes it.
func (p Param) slice() string {
	if p.Len > 0 {
		return p.Name + "[:]"
	}
	return p.Name
}

// Body is a piece of source to be compiled: an expression, or statements that
// assign to the outputs.
type Body struct {
	Name string // the name of the IR function
	In   []Param
	Out  []Param
	Text string
	// Core is the core dimension, "" for none, and Order the order of reductions of
	// floats, "" for that of each.
	Core, Order string
	// Bind gives the dtypes of the type variables that the body may use.
	Bind map[string]dtype.DType
}

// Compiler compiles bodies against a set of kernel functions.
type Compiler struct {
	fset  *token.FileSet
	info  *types.Info
	lane  *types.Package
	pkgs  map[string]*types.Package // by import path
	order []string                  // of the paths: what comes later hides what comes before
	files map[string][]*ast.File    // by import path
	text  map[string]string         // by name of the file
	// inBody are the bodies compiled last.
	inBody []*bodyFile
	funcs  map[*types.Func]*function
	// vars are the variables that libraries declare and that are no tables, with
	// their places. They are left out of pkgs.
	vars map[string]token.Pos
	// tables are the variables that bodies may read.
	tables map[types.Object]*table
	// visible is the package that bodies see.
	visible *types.Package
}

// function is a kernel function, or an ordinary one that only rare lanes may
// reach.
type function struct {
	decl   *ast.FuncDecl
	path   string // import path of its package
	reason string // why it is not in the kernel language; "" if it is
	at     token.Pos
}

// Library is a package of kernel functions as source.
type Library struct {
	Path  string // import path; "" for functions that no Go package can import
	Files map[string][]byte
}

// castLibrary declares what only bodies have: Cast, the conversion between
// any two element types, and Within, which leaves to a scalar function the lanes that
// Cast has no number for.
var castLibrary = Library{
	Path:  castPath,
	Files: map[string][]byte{"cast.go": []byte("package cast\nfunc Cast[U, T any](x T) U\nfunc Within[U, T any](x T) T\n")},
}

const castPath = "cast"

// ReadLibrary reads the Go files of a folder of fsys, tests left out.
func ReadLibrary(importPath string, fsys fs.FS, dir string) (Library, error) {
	lib := Library{Path: importPath, Files: map[string][]byte{}}
	names, err := fs.Glob(fsys, path.Join(dir, "*.go"))
	if err != nil {
		return lib, err
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return lib, err
		}
		lib.Files[name] = src
	}
	if len(lib.Files) == 0 {
		return lib, fmt.Errorf("lang: no Go files in %s", dir)
	}
	return lib, nil
}

// Exported lists the exported functions that lib declares.
func (lib Library) Exported() []string {
	var names []string
	for name, src := range lib.Files {
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.SkipObjectResolution)
		if err != nil {
			continue // New reports it
		}
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Recv == nil && fd.Name.IsExported() {
				names = append(names, fd.Name.Name)
			}
		}
	}
	sort.Strings(names)
	return names
}

// New returns a compiler whose bodies may call the intrinsics in lane and the
// functions of libs. Libraries may import lane and the libraries before them.
func New(lane Library, libs ...Library) (*Compiler, []*Error) {
	c := &Compiler{
		fset: token.NewFileSet(),
		info: &types.Info{
			Types:     map[ast.Expr]types.TypeAndValue{},
			Defs:      map[*ast.Ident]types.Object{},
			Uses:      map[*ast.Ident]types.Object{},
			Instances: map[*ast.Ident]types.Instance{},
		},
		pkgs:  map[string]*types.Package{},
		files: map[string][]*ast.File{},
		text:  map[string]string{},
		funcs: map[*types.Func]*function{},
		vars:  map[string]token.Pos{},

		tables: map[types.Object]*table{},
	}
	errs := c.load(lane, true)
	c.lane = c.pkgs[lane.Path]
	errs = append(errs, c.load(castLibrary, true)...)
	errs = append(errs, c.load(reduceLibrary, true)...)
	for _, lib := range libs {
		errs = append(errs, c.load(lib, false)...)
	}
	return c, errs
}

// visiblePath is the import path of what bodies see: the exported identifiers of
// all libraries, of which an author's own hides a stock one of the same name.
const visiblePath = "visible"

// see sets what bodies see of the libraries that are loaded.
func (c *Compiler) see() {
	c.visible = types.NewPackage(visiblePath, visiblePath)
	for _, p := range slices.Backward(c.order) {
		for _, name := range c.pkgs[p].Scope().Names() {
			c.visible.Scope().Insert(c.pkgs[p].Scope().Lookup(name)) // the first stays
		}
	}
	c.visible.MarkComplete()
}

// load parses and checks a package. Of the lane package only the signatures
// count; of others, functions outside the language keep only theirs.
func (c *Compiler) load(lib Library, signatures bool) []*Error {
	var errs []*Error
	var files []*ast.File
	names := make([]string, 0, len(lib.Files))
	for name := range lib.Files {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		f, es := c.parse(name, lib.Files[name])
		if es != nil {
			errs = append(errs, es...)
			continue
		}
		files = append(files, f)
		c.text[name] = string(lib.Files[name])
	}
	if len(errs) > 0 {
		return errs
	}
	decls := map[*ast.FuncDecl]*function{}
	if !signatures {
		vars := packageVars(files)
		for name, spec := range vars {
			if isTable(spec) && !assignedTo(files, spec) {
				delete(vars, name)
			} else {
				c.vars[name] = spec.Pos()
			}
		}
		for _, f := range files {
			for _, d := range f.Decls {
				if fd, ok := d.(*ast.FuncDecl); ok {
					fn := &function{decl: fd, path: lib.Path}
					if fn.reason, fn.at = outside(f, fd, vars); fn.reason != "" {
						fd.Body = nil
					}
					decls[fd] = fn
				}
			}
			dropVars(f, vars)
		}
	}
	conf := types.Config{
		Importer:         importer{c},
		IgnoreFuncBodies: signatures,
		Error: func(err error) {
			if te := err.(types.Error); !te.Soft {
				errs = append(errs, c.typeError(te))
			}
		},
	}
	p := lib.Path
	if p == "" {
		p = "functions"
	}
	pkg, _ := conf.Check(p, c.fset, files, c.info)
	c.pkgs[p], c.files[p] = pkg, files
	c.order = append(c.order, p)
	if !signatures {
		c.noteTables(lib.Path, files)
	}
	for fd, fn := range decls {
		if obj, ok := c.info.Defs[fd.Name].(*types.Func); ok {
			c.funcs[obj] = fn
		}
	}
	return errs
}

// importer gives the packages that are loaded, and an empty one for any
// other: only functions outside the language use those, and their bodies are
// not checked.
type importer struct{ c *Compiler }

func (im importer) Import(p string) (*types.Package, error) {
	if p == visiblePath {
		return im.c.visible, nil
	}
	if pkg, ok := im.c.pkgs[p]; ok {
		return pkg, nil
	}
	pkg := types.NewPackage(p, path.Base(p))
	pkg.MarkComplete()
	return pkg, nil
}

func (c *Compiler) typeError(te types.Error) *Error { return c.errorAt(te.Pos, te.Msg, "") }

// errorAt places an error. Comments of the form //line change no place: they
// are the author's, and could name any file.
func (c *Compiler) errorAt(pos token.Pos, msg, hint string) *Error {
	p := c.fset.PositionFor(pos, false)
	return &Error{Body: -1, File: p.Filename, Line: p.Line, Col: p.Column, Offset: p.Offset, Msg: msg, Hint: hint}
}

// parse parses a file.
func (c *Compiler) parse(name string, src any) (*ast.File, []*Error) {
	base := c.fset.Base()
	f, err := parser.ParseFile(c.fset, name, src, 0)
	list, ok := err.(scanner.ErrorList)
	if err != nil && !ok {
		return nil, []*Error{{Body: -1, File: name, Msg: err.Error()}}
	}
	var errs []*Error
	for _, e := range list {
		errs = append(errs, c.errorAt(token.Pos(base+e.Pos.Offset), e.Msg, ""))
	}
	return f, errs
}
