package lang

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
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
