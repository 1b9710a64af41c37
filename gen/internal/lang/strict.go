// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"path"
	"sort"
	"strings"

	"github.com/arraygen/arraygen/gen/internal/ident"
)

// The reference of a kernel is its author's text, compiled by Go. Two things
// that the language fixes and Go leaves to the machine are put in: operations
// of floats go through package strict, which keeps them from being fused and
// makes their NaNs canonical. The rest, and so all control flow, scopes and
// calls, stays as it was written.

// The packages that reference text uses.
const (
	StrictPath = LanePath + "/strict"
	// StrictKernelsPath is the package of the stock kernel functions, with
	// strict operations.
	StrictKernelsPath = "github.com/arraygen/arraygen/generated/strictkernels"
)

// Text is Go text of functions, and the packages that it uses by the names
// that it calls them.
type Text struct {
	Decls   string
	Imports map[string]string // path by name
}

// edits are changes to a text, by offset.
type edits struct {
	c    *Compiler
	file string
	list []edit
	// use returns the name of an imported package.
	use func(importPath, name string) string
	// own names the strict copy of a function of the author's.
	own func(fn *types.Func) string
	// qualify is off where lane and the kernel functions are in scope as the
	// text has them.
	qualify bool
	// values are the parameters that have the values of reductions.
	values map[*ast.CallExpr]string
}

type edit struct {
	from, to int
	text     string
}

func (e *edits) at(pos token.Pos) int { return e.c.fset.PositionFor(pos, false).Offset }

func (e *edits) replace(from, to token.Pos, text string) {
	e.list = append(e.list, edit{e.at(from), e.at(to), text})
}

// wrap makes node an argument of a function of package strict.
func (e *edits) wrap(n ast.Node, function string) {
	e.list = append(e.list, edit{e.at(n.Pos()), e.at(n.Pos()), e.strict(function) + "("})
	e.list = append(e.list, edit{e.at(n.End()), e.at(n.End()), ")"})
}

func (e *edits) strict(function string) string { return e.use(StrictPath, "strict") + "." + function }

// dropComments leaves the comments of a declaration out: some are directives to
// Go's tools, which are not the author's to give in a generated file.
func (e *edits) dropComments(n ast.Node) {
	from, to := e.at(n.Pos()), e.at(n.End())
	src := []byte(e.c.text[e.file][from:to])
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(src))
	s.Init(file, src, nil, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return
		}
		if tok != token.COMMENT {
			continue
		}
		at := file.Offset(pos)
		text, space := lineComment(src[at:]), " "
		if strings.HasPrefix(lit, "/*") {
			text = src[at : at+2+bytes.Index(src[at+2:], []byte("*/"))+2] // lit has no \r
		}
		if bytes.Contains(text, []byte("\n")) {
			space = "\n" // it ends a statement as well
		}
		e.list = append(e.list, edit{from + at, from + at + len(text), space})
	}
}

func lineComment(src []byte) []byte {
	line, _, _ := bytes.Cut(src, []byte("\n"))
	return line
}

// apply returns the text from offset from to offset to with the edits made.
// Of edits at one position, those noted first come first.
func (e *edits) apply(from, to int) string {
	sort.SliceStable(e.list, func(i, j int) bool { return e.list[i].from < e.list[j].from })
	src := e.c.text[e.file]
	var b strings.Builder
	for _, x := range e.list {
		if x.from < from || x.to > to {
			continue
		}
		b.WriteString(src[from:x.from])
		b.WriteString(x.text)
		from = x.to
	}
	b.WriteString(src[from:to])
	return b.String()
}

// visit notes the edits of a declaration.
func (e *edits) visit(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			e.binary(n)
		case *ast.CallExpr:
			if name := e.values[n]; name != "" {
				e.replace(n.Pos(), n.End(), name)
				return false
			}
			e.call(n)
		case *ast.AssignStmt:
			return e.assign(n)
		case *ast.IncDecStmt:
			if e.computes(n.X) {
				x := types.ExprString(n.X)
				e.replace(n.TokPos, n.End(), " = "+e.strict("Op")+"("+x+n.Tok.String()[:1]+"1)")
			}
		case *ast.IfStmt:
			e.rare(n)
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok {
				if pkg, ok := e.c.info.Uses[x].(*types.PkgName); ok && e.qualify {
					if name := e.pkg(pkg.Imported()); name != "" {
						e.replace(x.Pos(), x.End(), name)
					}
					return false
				}
			}
		case *ast.Ident:
			e.ident(n)
		}
		return true
	})
}

// pkg returns the name of a package whose functions the text calls, "" for
// the author's own.
func (e *edits) pkg(p *types.Package) string {
	switch p.Path() {
	case LanePath:
		return e.use(LanePath, "lane")
	case KernelsPath:
		return e.use(StrictKernelsPath, "kernels")
	}
	return ""
}

func (e *edits) ident(id *ast.Ident) {
	obj := e.c.info.Uses[id]
	if obj == nil || obj.Pkg() == nil || obj.Parent() != obj.Pkg().Scope() {
		return
	}
	if fn, ok := obj.(*types.Func); ok && e.own != nil {
		if name := e.own(fn); name != "" {
			e.replace(id.Pos(), id.End(), name)
			return
		}
	}
	if e.qualify {
		if name := e.pkg(obj.Pkg()); name != "" {
			e.replace(id.Pos(), id.Pos(), name+".")
		}
	}
}

// computes reports whether an operator at x works on floats, real or complex:
// x is one, or may be.
func (e *edits) computes(x ast.Expr) bool {
	tv := e.c.info.Types[x]
	if tv.Value != nil || tv.Type == nil {
		return false
	}
	return inexact(tv.Type)
}

func inexact(t types.Type) bool {
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return true
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsFloat|types.IsComplex) != 0
}

func isComplex(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsComplex != 0
}

func isArithmetic(op token.Token) bool {
	return op == token.ADD || op == token.SUB || op == token.MUL || op == token.QUO
}

func (e *edits) binary(n *ast.BinaryExpr) {
	switch {
	case !isArithmetic(n.Op) || !e.computes(n):
	case n.Op == token.MUL && isComplex(e.c.info.TypeOf(n)):
		e.wrap(n, "Multiply")
		e.replace(n.OpPos, n.OpPos+1, ",")
	default:
		e.wrap(n, "Op")
	}
}

// call wraps conversions, and the builtins that compute.
func (e *edits) call(n *ast.CallExpr) {
	if !e.computes(n) {
		return
	}
	fun := ast.Unparen(n.Fun)
	if tv := e.c.info.Types[n.Fun]; tv.IsType() {
		arg := e.c.info.Types[n.Args[0]]
		switch {
		case arg.Value != nil || !inexact(arg.Type):
		case isComplex(tv.Type):
			if !types.Identical(tv.Type, arg.Type) {
				e.wrap(n, "Op")
			}
		default: // from a type to itself, as an instance of a generic function has it
			e.replace(n.Fun.Pos(), n.Fun.Pos(), e.strict("Convert")+"[")
			e.replace(n.Fun.End(), n.Fun.End(), "]")
		}
		return
	}
	if id, ok := fun.(*ast.Ident); ok {
		if b, ok := e.c.info.Uses[id].(*types.Builtin); ok && (b.Name() == "min" || b.Name() == "max") {
			e.wrap(n, "Op")
		}
	}
}

// assign writes out operators of assignments. It reports whether the parts are
// still to be visited.
func (e *edits) assign(n *ast.AssignStmt) bool {
	op, ok := opAssign[n.Tok]
	if !ok || !isArithmetic(op) || !e.computes(n.Lhs[0]) {
		return true
	}
	x := types.ExprString(n.Lhs[0])
	call, join := e.strict("Op")+"("+x, op.String()
	if op == token.MUL && isComplex(e.c.info.TypeOf(n.Lhs[0])) {
		call, join = e.strict("Multiply")+"("+x, ","
	}
	e.replace(n.TokPos, n.TokPos+token.Pos(len(n.Tok.String())), "= "+call+" "+join+" (")
	e.visit(n.Rhs[0])
	e.replace(n.End(), n.End(), "))")
	return false
}

// rare wraps what a scalar function returns for rare lanes.
func (e *edits) rare(n *ast.IfStmt) {
	call, ok := ast.Unparen(n.Cond).(*ast.CallExpr)
	if !ok || (&translator{Compiler: e.c}).intrinsicName(call) != "Rare" {
		return
	}
	ret := n.Body.List[0].(*ast.ReturnStmt).Results[0]
	name := "Op"
	if tuple, ok := e.c.info.TypeOf(ret).(*types.Tuple); ok {
		name = fmt.Sprint("Op", tuple.Len())
	}
	e.wrap(ret, name)
}

// Strict returns the Go functions of the bodies compiled last, as name calls
// them; one with Cast, which Go has not, is left out. With them come copies of
// the author's functions that they call. Their names and those of imports are
// taken from level, the identifiers of the package. It reports which bodies have
// a function.
// The reductions of a body with a core dimension are returned by its number.
func (c *Compiler) Strict(name func(i int) string, level ident.Set) (text Text, has []bool, reductions [][]ReductionText) {
	text.Imports = map[string]string{}
	has = make([]bool, len(c.inBody))
	s := &strictText{c: c, names: map[*types.Func]string{}, level: level, packages: map[string]string{}, imports: text.Imports, reductions: make([][]ReductionText, len(c.inBody))}
	s.taken = level.Inner()
	c.takeIdentifiers(s.taken)
	var b strings.Builder
	for i, bf := range c.inBody {
		if bf.decl != nil && !c.casts(bf.decl) {
			has[i] = true
			if bf.body.Core != "" {
				b.WriteString(s.coreBody(i, bf, name(i)))
				continue
			}
			b.WriteString(s.body(bf, name(i)))
		}
	}
	for len(s.queue) > 0 {
		fn := s.queue[0]
		s.queue = s.queue[1:]
		b.WriteString(s.function(fn))
	}
	text.Decls = b.String()
	return text, has, s.reductions
}

// casts reports whether a body calls Cast.
func (c *Compiler) casts(decl *ast.FuncDecl) bool {
	found := false
	ast.Inspect(decl, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			obj := c.info.Uses[id]
			found = found || obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == castPath
		}
		return !found
	})
	return found
}

// strictText prints bodies and the author's functions.
type strictText struct {
	c     *Compiler
	names map[*types.Func]string // of the copies
	queue []*types.Func
	// reductions are those of each body.
	reductions [][]ReductionText
	imports    map[string]string
	packages   map[string]string // names by path: the reverse of imports
	// level are the identifiers of the package, taken those and the author's.
	level, taken ident.Set
}

// fresh takes an identifier of the package that no text of the author's has.
func (s *strictText) fresh(want string) string {
	name := s.taken.New(want)
	s.level.Add(name)
	return name
}

// use returns the name of an imported package.
func (s *strictText) use(importPath, name string) string {
	if s.packages[importPath] == "" {
		s.packages[importPath] = s.fresh(name)
		s.imports[s.packages[importPath]] = importPath
	}
	return s.packages[importPath]
}

// own returns the name of the copy of a function in the language.
func (s *strictText) own(fn *types.Func) string {
	fn = fn.Origin()
	def := s.c.funcs[fn]
	if def == nil || def.reason != "" || fn.Pkg().Path() == KernelsPath {
		return ""
	}
	if _, ok := s.names[fn]; !ok {
		s.names[fn] = s.fresh("strict" + strings.ToUpper(fn.Name()[:1]) + fn.Name()[1:])
		s.queue = append(s.queue, fn)
	}
	return s.names[fn]
}

func (s *strictText) edits(file string) *edits {
	return &edits{c: s.c, file: file, use: s.use, own: s.own, qualify: true}
}

func (s *strictText) body(bf *bodyFile, name string) string {
	e := s.edits(s.c.fset.PositionFor(bf.decl.Pos(), false).Filename)
	e.replace(bf.decl.Name.Pos(), bf.decl.Name.End(), name)
	e.visit(bf.decl.Type)
	e.visit(bf.decl.Body)
	e.dropComments(bf.decl)
	if !bf.ends {
		e.replace(bf.decl.Body.Rbrace, bf.decl.Body.Rbrace, "return\n")
	}
	return e.apply(e.at(bf.decl.Pos()), e.at(bf.decl.End())) + "\n\n"
}

func (s *strictText) function(fn *types.Func) string {
	decl := s.c.funcs[fn].decl
	e := s.edits(s.c.fset.PositionFor(decl.Pos(), false).Filename)
	e.replace(decl.Name.Pos(), decl.Name.End(), s.names[fn])
	e.visit(decl.Type)
	e.visit(decl.Body)
	e.dropComments(decl)
	return "// " + s.names[fn] + " is " + fn.Name() + " with strict operations.\n" + e.apply(e.at(decl.Pos()), e.at(decl.End())) + "\n\n"
}

// StrictLibrary returns the files of a library as a package of the given name,
// the functions in the language with strict operations.
func (c *Compiler) StrictLibrary(importPath, pkg string) map[string]string {
	out := map[string]string{}
	for _, f := range c.files[importPath] {
		file := c.fset.PositionFor(f.Pos(), false).Filename
		imports := map[string]string{}
		e := &edits{c: c, file: file, use: func(p, name string) string {
			imports[p] = name
			return name
		}}
		e.replace(f.Name.Pos(), f.Name.End(), pkg)
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Body != nil {
				e.visit(fd.Body)
			}
		}
		for p, name := range imports {
			e.list = append(e.list, edit{e.at(f.Name.End()), e.at(f.Name.End()), "\n\nimport " + name + " \"" + p + "\"\n"})
		}
		text := e.apply(0, len(c.text[file]))
		// Comments before the package say what the original is.
		out[path.Base(file)] = text[strings.Index(text, "package "+pkg):]
	}
	return out
}

// takeIdentifiers takes those in the bodies compiled last and in the author's
// functions.
func (c *Compiler) takeIdentifiers(taken ident.Set) {
	note := func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			taken.Add(id.Name)
		}
		return true
	}
	for _, bf := range c.inBody {
		if bf.decl != nil {
			ast.Inspect(bf.decl, note)
		}
	}
	for p, files := range c.files {
		if p != LanePath && p != KernelsPath {
			for _, f := range files {
				ast.Inspect(f, note)
			}
		}
	}
}
