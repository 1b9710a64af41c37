// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// An output has no value before the body assigns one. Go would return its
// zero; a kernel that stores a zero that no statement assigned is a mistake, so every path
// must assign every output, and assign it before it reads it.

// gap is a path on which an output is not assigned yet.
type gap struct {
	conds []string // of the branches taken
	at    token.Pos
}

// where says on which path, for messages.
func (g *gap) where() string {
	if len(g.conds) == 0 {
		return ""
	}
	return " where " + strings.Join(g.conds, " && ")
}

// gaps holds a path for each output that may be unassigned.
type gaps map[types.Object]*gap

// branch returns the gaps at the beginning of a branch.
func (g gaps) branch(cond string) gaps {
	b := gaps{}
	for obj, p := range g {
		b[obj] = &gap{append(slices.Clone(p.conds), cond), p.at}
	}
	return b
}

// assignedness follows the paths through a body.
type assignedness struct {
	*Compiler
	outs []types.Object
	errs []*Error
	told map[types.Object]bool
	// loops are those around, innermost last.
	loops []*paths
}

// paths are the gaps where control leaves a loop, or an iteration of it.
type paths struct {
	label       types.Object
	left, again []gaps
}

// checkAssigned returns a fault for each output of a checked body that a path
// leaves unassigned, or reads before it is assigned.
func (c *Compiler) checkAssigned(decl *ast.FuncDecl) []*Error {
	a := &assignedness{Compiler: c, told: map[types.Object]bool{}}
	g := gaps{}
	for _, field := range decl.Type.Results.List {
		for _, name := range field.Names {
			if obj := c.info.Defs[name]; obj != nil {
				a.outs = append(a.outs, obj)
				g[obj] = &gap{at: decl.Body.Lbrace}
			}
		}
	}
	if a.block(g, decl.Body.List) {
		a.leave(g, token.NoPos)
	}
	return a.errs
}

// leave reports the outputs that are unassigned where control leaves the
// body: at a return, or its end.
func (a *assignedness) leave(g gaps, ret token.Pos) {
	for _, obj := range a.outs {
		p := g[obj]
		if p == nil {
			continue
		}
		at, what := p.at, "output "+obj.Name()+" is not assigned"+p.where()
		if ret.IsValid() {
			at, what = ret, "this return leaves output "+obj.Name()+" unassigned"+p.where()
		}
		a.tell(obj, at, what)
	}
}

func (a *assignedness) tell(obj types.Object, at token.Pos, what string) {
	if !a.told[obj] {
		a.told[obj] = true
		a.errs = append(a.errs, a.errorAt(at, what, "assign it on every path, as in "+obj.Name()+" = 0"))
	}
}

// block follows statements, changing g, and reports whether control reaches
// their end.
func (a *assignedness) block(g gaps, list []ast.Stmt) bool {
	for _, st := range list {
		switch st := st.(type) {
		case *ast.ReturnStmt:
			for _, e := range st.Results {
				a.read(g, e)
			}
			if len(st.Results) == 0 {
				a.leave(g, st.Pos())
			}
			return false
		case *ast.BlockStmt:
			if !a.block(g, st.List) {
				return false
			}
		case *ast.IfStmt:
			if !a.ifStmt(g, st) {
				return false
			}
		case *ast.LabeledStmt:
			if !a.loop(g, st.Stmt, a.info.Defs[st.Label]) {
				return false
			}
		case *ast.ForStmt, *ast.RangeStmt:
			if !a.loop(g, st, nil) {
				return false
			}
		case *ast.BranchStmt:
			p := a.loops[len(a.loops)-1]
			if st.Label != nil {
				p = a.loops[slices.IndexFunc(a.loops, func(p *paths) bool { return p.label == a.info.Uses[st.Label] })]
			}
			if st.Tok == token.BREAK {
				p.left = append(p.left, maps.Clone(g))
			} else {
				p.again = append(p.again, maps.Clone(g))
			}
			return false
		default:
			a.simple(g, st)
		}
	}
	return true
}

func (a *assignedness) ifStmt(g gaps, st *ast.IfStmt) bool {
	if st.Init != nil {
		a.simple(g, st.Init)
	}
	a.read(g, st.Cond)
	if v := a.info.Types[st.Cond].Value; v != nil {
		if constant.BoolVal(v) {
			return a.block(g, st.Body.List)
		}
		return a.block(g, elseOf(st))
	}
	cond := types.ExprString(st.Cond)
	not := "!" + cond
	if e, ok := st.Cond.(*ast.BinaryExpr); ok {
		if not = "!(" + cond + ")"; e.Op == token.LOR {
			cond = "(" + cond + ")"
		}
	}
	then, other := g.branch(cond), g.branch(not)
	a1, a2 := a.block(then, st.Body.List), a.block(other, elseOf(st))
	for obj, before := range g {
		p, q := then[obj], other[obj]
		switch {
		case !a1:
			g[obj] = q
		case !a2:
			g[obj] = p
		case p != nil && q != nil:
			g[obj] = before // whatever the condition
		case p != nil:
			g[obj] = p
		default:
			g[obj] = q
		}
		if g[obj] == nil {
			delete(g, obj)
		} else if g[obj] != before && g[obj].at == before.at {
			g[obj].at = st.Pos()
		}
	}
	return a1 || a2
}

// loop follows one iteration of a loop: in later ones no more is unassigned.
// Whoever comes to the end of the loop has done one, if its count says so.
func (a *assignedness) loop(g gaps, st ast.Stmt, label types.Object) bool {
	p := &paths{label: label}
	a.loops = append(a.loops, p)
	var body *ast.BlockStmt
	once := false
	switch st := st.(type) {
	case *ast.ForStmt:
		body = st.Body
		if st.Init != nil {
			a.simple(g, st.Init)
		}
		a.read(g, st.Cond)
		once = a.begins(st)
	case *ast.RangeStmt:
		body = st.Body
		a.read(g, st.X)
		n := a.info.Types[st.X].Value
		once = n != nil && constant.Sign(n) > 0 || isArray(a.info.TypeOf(st.X))
		for _, e := range []ast.Expr{st.Key, st.Value} {
			if id, ok := e.(*ast.Ident); ok && once {
				delete(g, a.info.Uses[id])
			}
		}
	}
	if !once {
		p.left = append(p.left, maps.Clone(g))
	}
	it := maps.Clone(g)
	if a.block(it, body.List) {
		p.again = append(p.again, it)
	}
	if st, ok := st.(*ast.ForStmt); ok {
		for _, it := range p.again {
			a.simple(it, st.Post)
		}
	}
	a.loops = a.loops[:len(a.loops)-1]
	clear(g)
	for _, end := range append(p.left, p.again...) {
		maps.Copy(g, end)
	}
	return len(p.left)+len(p.again) > 0
}

// begins reports whether the counter of a for statement begins at a constant for
// which its condition holds.
func (a *assignedness) begins(st *ast.ForStmt) bool {
	c := counted(st)
	init, ok := st.Init.(*ast.AssignStmt)
	if !ok || ast.Unparen(st.Cond) != c {
		return false
	}
	valueOf := func(e ast.Expr) constant.Value {
		if id, ok := ast.Unparen(e).(*ast.Ident); ok {
			for i, l := range init.Lhs {
				if n, ok := l.(*ast.Ident); ok && n.Name == id.Name && len(init.Rhs) == len(init.Lhs) {
					return a.info.Types[init.Rhs[i]].Value
				}
			}
		}
		return a.info.Types[e].Value
	}
	x, y := valueOf(c.X), valueOf(c.Y)
	return x != nil && y != nil && constant.Compare(x, c.Op, y)
}

func (a *assignedness) simple(g gaps, st ast.Stmt) {
	switch st := st.(type) {
	case *ast.AssignStmt:
		for _, e := range st.Rhs {
			a.read(g, e)
		}
		for _, l := range st.Lhs {
			if st.Tok != token.ASSIGN && st.Tok != token.DEFINE {
				a.read(g, l)
			}
			if id, ok := ast.Unparen(l).(*ast.Ident); ok {
				delete(g, a.info.Uses[id])
			}
		}
	case *ast.IncDecStmt:
		a.read(g, st.X)
	case *ast.DeclStmt:
		a.read(g, st)
	}
}

// read reports the outputs that n reads while a path leaves them unassigned.
func (a *assignedness) read(g gaps, n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if obj := a.info.Uses[id]; g[obj] != nil {
				a.tell(obj, id.Pos(), "output "+obj.Name()+" is read before it is assigned"+g[obj].where())
			}
		}
		return true
	})
}

// isArray reports whether t is an array, which has an element.
func isArray(t types.Type) bool {
	_, ok := t.Underlying().(*types.Array)
	return ok
}
