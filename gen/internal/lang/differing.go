// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"go/ast"
	"go/types"
)

// differing are the operands and variables of a body that are made of what differs from element to element of a row, by the
// text alone: a difference x - x is found to be 0, and its text is that of a value of the row still. It says nothing of where
// control goes: what leaves a loop may make another value differ.
type differing struct {
	*Compiler
	objects map[types.Object]bool
}

// differingIn follows assignments, and conditions that assignments depend on, from rows and windows. Each object is one for
// the whole body.
func (c *Compiler) differingIn(decl *ast.FuncDecl, in []Param) *differing {
	d := &differing{c, map[types.Object]bool{}}
	for i, name := range params(decl) {
		if in[i].Row || in[i].window() {
			d.objects[c.info.Defs[name]] = true
		}
	}
	for n := -1; n < len(d.objects); {
		n = len(d.objects)
		ast.Inspect(decl.Body, d.statement)
	}
	return d
}

// statement marks what n assigns.
func (d *differing) statement(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		assignEach(d, n.Lhs, n.Rhs)
	case *ast.ValueSpec:
		assignEach(d, n.Names, n.Values)
	case *ast.RangeStmt:
		d.assign(n.Key, n.X)
		d.assign(n.Value, n.X)
	case *ast.IfStmt:
		d.under(n.Cond, n.Body, n.Else)
	case *ast.ForStmt:
		d.under(n.Cond, n.Body, n.Post)
	}
	return true
}

// assignEach marks what values are assigned to: one to each, or those of one call.
func assignEach[E ast.Expr](d *differing, to []E, values []ast.Expr) {
	for i := range to {
		from := values
		if len(values) == len(to) {
			from = values[i : i+1]
		}
		d.assign(to[i], from...)
	}
}

// assign marks to, which may be nil, if one of the values differs.
func (d *differing) assign(to ast.Expr, from ...ast.Expr) {
	id, ok := to.(*ast.Ident)
	if !ok {
		return
	}
	for _, e := range from {
		if obj := d.info.ObjectOf(id); obj != nil && d.is(e) {
			d.objects[obj] = true
		}
	}
}

// under marks what statements under a condition assign, if that differs.
func (d *differing) under(cond ast.Expr, statements ...ast.Stmt) {
	if cond == nil || !d.is(cond) {
		return
	}
	for _, s := range statements {
		if s == nil {
			continue
		}
		ast.Inspect(s, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok {
				for _, to := range a.Lhs {
					d.assign(to, cond)
				}
			}
			return true
		})
	}
}

// is reports whether e is made of what differs.
func (d *differing) is(e ast.Expr) (differs bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			differs = differs || d.objects[d.info.ObjectOf(n)]
		case *ast.CallExpr:
			if d.isReduction(n) {
				name := ast.Unparen(n.Fun).(*ast.Ident).Name
				_, scan := scanKinds[name]
				differs = differs || scan || name == "Index"
				return false
			}
		}
		return true
	})
	return differs
}
