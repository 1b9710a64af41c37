// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
)

// loopHead is what a for statement says of its iterations.
type loopHead struct {
	body  *ast.BlockStmt
	times int
	conds []ast.Expr // which must hold besides, for an iteration to begin
	// counter is the variable that it declares, or nil, start what that begins with, and post counts
	// in a scope. reads says that the body reads it.
	counter types.Object
	start   val
	post    func(s *scope)
	reads   bool
}

// loopHead returns that of st, or nil if it has no number of iterations or counts by other variables than one of its own.
func (t *translator) loopHead(s *scope, st ast.Stmt) *loopHead {
	h := &loopHead{}
	switch st := st.(type) {
	case *ast.RangeStmt:
		b, ok := t.info.TypeOf(st.X).Underlying().(*types.Basic)
		if !ok || b.Info()&types.IsInteger == 0 || st.Key != nil && st.Tok != token.DEFINE || st.Value != nil {
			return nil
		}
		n := t.expr(s, st.X).re
		if n.Op != ir.Const || n.Imm > ir.MaxRepeats {
			return nil
		}
		if id, ok := st.Key.(*ast.Ident); ok {
			h.counter, h.start = t.info.Defs[id], val{re: t.f.Int(n.Type, 0)}
			h.post = func(s *scope) {
				i, _ := s.lookup(h.counter)
				s.set(h.counter, val{re: t.f.Binary(ir.Add, i.re, t.f.Int(n.Type, 1))})
			}
		}
		h.body, h.times = st.Body, int(n.Imm)
	case *ast.ForStmt:
		init, ok := st.Init.(*ast.AssignStmt)
		if !ok || init.Tok != token.DEFINE || len(init.Lhs) != 1 {
			return nil
		}
		h.counter = t.info.Defs[init.Lhs[0].(*ast.Ident)]
		h.post = func(s *scope) { t.simple(s, st.Post) }
		h.body = st.Body
		counts := counted(st)
		h.conds = otherConditions(st.Cond, counts)
		run := s.branch(s.live)
		t.simple(run, st.Init)
		h.start, _ = run.lookup(h.counter)
		for ; ; h.post(run) {
			goesOn := t.expr(run, counts).re
			if goesOn.Op != ir.Const || h.times > maxIterations {
				return nil
			}
			if goesOn.Imm&1 == 0 {
				return h
			}
			h.times++
		}
	}
	return h
}

// otherConditions lists the conditions that must all hold for e to, but for one.
func otherConditions(e ast.Expr, one *ast.BinaryExpr) []ast.Expr {
	e = ast.Unparen(e)
	if b, ok := e.(*ast.BinaryExpr); ok && b == one {
		return nil
	} else if ok && b.Op == token.LAND {
		return append(otherConditions(b.X, one), otherConditions(b.Y, one)...)
	}
	return []ast.Expr{e}
}

// loopVariables lists the variables around a loop that its body assigns, as they are declared, and notes whether it reads
// the counter. ok is false where it reads, or assigns, what is no lane.
func (t *translator) loopVariables(s *scope, h *loopHead) (vars []types.Object, ok bool) {
	ok = true
	assign := func(e ast.Expr) {
		id, isIdent := ast.Unparen(e).(*ast.Ident)
		if !isIdent {
			return
		}
		obj := t.info.Uses[id]
		if obj != nil && obj == h.counter { // the number of iterations would be another
			ok = false
		}
		if _, outside := s.lookup(obj); obj == nil || !outside || slices.Contains(vars, obj) {
			return
		}
		ok = ok && isLane(obj)
		vars = append(vars, obj)
	}
	look := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, e := range n.Lhs {
				assign(e)
			}
		case *ast.IncDecStmt:
			assign(n.X)
		case *ast.RangeStmt:
			for _, e := range []ast.Expr{n.Key, n.Value} {
				if e != nil {
					assign(e)
				}
			}
		case *ast.Ident:
			if obj := t.info.Uses[n]; obj != nil && obj == h.counter {
				h.reads = true
				ok = ok && isLane(obj)
			}
		}
		return true
	}
	for _, e := range h.conds {
		ast.Inspect(e, look)
	}
	ast.Inspect(h.body, look)
	slices.SortFunc(vars, func(x, y types.Object) int { return cmp.Compare(x.Pos(), y.Pos()) })
	return vars, ok
}

// isLane reports whether a variable may differ from lane to lane: an int counts, and is a constant.
func isLane(obj types.Object) bool {
	b, ok := obj.Type().Underlying().(*types.Basic)
	return !ok || b.Kind() != types.Int && b.Kind() != types.Uint && b.Kind() != types.Uintptr
}
