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
	"go/token"
	"go/types"
	"io/fs"
	"path"
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
}

// Body is a piece of source to be compiled: an expression, or statements that
// assign to the outputs.
type Body struct {
	Name string // the name of the IR function
	In   []Param
	Out  []Param
	Text string
	// Bind gives the dtypes of the type variables that the body may use.
	Bind map[string]dtype.DType
}

// Compiler compiles bodies against a set of kernel functions.
type Compiler struct {
	fset  *token.FileSet
	info  *types.Info
	lane  *types.Package
	pkgs  map[string]*types.Package // by import path
	funcs map[*types.Func]*function
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
// any two element types.
var castLibrary = Library{
	Path:  castPath,
	Files: map[string][]byte{"cast.go": []byte("package cast\nfunc Cast[U, T any](x T) U\n")},
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
		funcs: map[*types.Func]*function{},
	}
	errs := c.load(lane, true)
	c.lane = c.pkgs[lane.Path]
	errs = append(errs, c.load(castLibrary, true)...)
	for _, lib := range libs {
		errs = append(errs, c.load(lib, false)...)
	}
	return c, errs
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
		f, err := parser.ParseFile(c.fset, name, lib.Files[name], parser.SkipObjectResolution)
		if err != nil {
			errs = append(errs, c.parseErrors(err)...)
			continue
		}
		files = append(files, f)
	}
	if len(errs) > 0 {
		return errs
	}
	decls := map[*ast.FuncDecl]*function{}
	if !signatures {
		vars := packageVars(files)
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
			dropVars(f)
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
	c.pkgs[p] = pkg
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
	if pkg, ok := im.c.pkgs[p]; ok {
		return pkg, nil
	}
	pkg := types.NewPackage(p, path.Base(p))
	pkg.MarkComplete()
	return pkg, nil
}

func (c *Compiler) typeError(te types.Error) *Error {
	p := c.fset.Position(te.Pos)
	return &Error{Body: -1, File: p.Filename, Line: p.Line, Col: p.Column, Msg: te.Msg}
}

func (c *Compiler) errorAt(pos token.Pos, msg, hint string) *Error {
	p := c.fset.Position(pos)
	return &Error{Body: -1, File: p.Filename, Line: p.Line, Col: p.Column, Offset: p.Offset, Msg: msg, Hint: hint}
}
