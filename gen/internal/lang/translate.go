// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// translator turns one body into IR, inlining what it calls.
type translator struct {
	casts bool // Cast was called
	rows  bool // the body has a core dimension or a table that a call brings
	*Compiler
	f    *ir.Func
	bind map[string]dtype.DType
	// tableOperands are the operands that are tables.
	tableOperands map[types.Object]*table
	// windows are the operands that are windows.
	windows map[types.Object]*window
	// decl and in are the body and its inputs.
	decl *ast.FuncDecl
	in   []Param
	// rowOrder is the row's order of reductions.
	rowOrder string
	calls    []call // being inlined, outermost first
	// inlined counts the calls that were inlined, see maxInlined.
	inlined int
	loops   []*loop // being unrolled, innermost last
	// iterated counts the iterations that were unrolled, see maxIterations.
	iterated int
	// intervals bound the values of f.
	intervals intervals
}

// fault is an *Error that is being returned; translate recovers it.
type fault struct{ err *Error }

func (t *translator) fail(pos token.Pos, hint, format string, args ...any) {
	panic(fault{t.errorAt(pos, fmt.Sprintf(format, args...), hint)})
}

// hasRows reports whether the body is more than a function of an element.
func (b Body) hasRows() bool {
	row := func(p Param) bool { return p.Row || p.Table || p.window() }
	return b.Core != "" || slices.ContainsFunc(b.In, row) || slices.ContainsFunc(b.Out, row)
}

// translate returns the IR of a checked body.
func (c *Compiler) translate(b Body, decl *ast.FuncDecl) (f *ir.Func, err *Error) {
	defer func() {
		if r := recover(); r != nil {
			fl, ok := r.(fault)
			if !ok {
				panic(r)
			}
			f, err = nil, fl.err
		}
	}()
	t := &translator{Compiler: c, rows: b.hasRows(), decl: decl, in: b.In, f: ir.New(b.Name), bind: b.Bind, rowOrder: b.Order, intervals: intervals{}, tableOperands: map[types.Object]*table{}, windows: map[types.Object]*window{}}
	for _, p := range b.In {
		o := Stored(p.Name, p.DType)
		o.Row, o.Table = p.Row, p.Table
		t.f.In = append(t.f.In, o)
	}
	for _, p := range b.Out {
		o := Stored(p.Name, p.DType)
		o.Row = p.Row
		t.f.Out = append(t.f.Out, o)
	}
	var args []val
	names := params(decl)
	for i, p := range b.In {
		if p.window() {
			t.windows[c.info.Defs[names[i]]] = &window{p, i}
			args = append(args, val{})
			continue
		}
		if !p.Table {
			args = append(args, load(t.f, i, p.DType))
			continue
		}
		t.tableOperands[c.info.Defs[names[i]]] = t.tableOperand(i, p)
		args = append(args, val{})
	}
	results := t.inline(decl, args, nil, nil)
	varies := t.f.VariesOverRow()
	for i, p := range b.Out {
		r := results[i]
		if b.Core != "" {
			t.invariant(decl.Pos(), p, r, varies)
		}
		store(t.f, i, p.DType, r, t.casts)
	}
	t.f.Prune()
	if verr := t.f.Verify(); verr != nil {
		return nil, c.errorAt(decl.Pos(), verr.Error(), "")
	}
	return t.f, nil
}

func (t *translator) assign(s *scope, st *ast.AssignStmt) {
	if op, ok := opAssign[st.Tok]; ok {
		x := t.expr(s, st.Lhs[0])
		t.set(s, st.Lhs[0], t.binary(s, st.Pos(), op, x, st.Lhs[0], st.Rhs[0]))
		return
	}
	var vals []val
	if len(st.Rhs) == 1 && len(st.Lhs) > 1 {
		call, ok := ast.Unparen(st.Rhs[0]).(*ast.CallExpr)
		if !ok {
			t.fail(st.Pos(), "", "this assignment is not part of the kernel language")
		}
		vals = t.call(s, call)
	} else {
		for _, e := range st.Rhs {
			vals = append(vals, t.expr(s, e))
		}
	}
	for i, l := range st.Lhs {
		t.set(s, l, vals[i])
	}
}

var opAssign = map[token.Token]token.Token{
	token.ADD_ASSIGN: token.ADD, token.SUB_ASSIGN: token.SUB, token.MUL_ASSIGN: token.MUL, token.QUO_ASSIGN: token.QUO,
	token.REM_ASSIGN: token.REM, token.AND_ASSIGN: token.AND, token.OR_ASSIGN: token.OR, token.XOR_ASSIGN: token.XOR,
	token.SHL_ASSIGN: token.SHL, token.SHR_ASSIGN: token.SHR, token.AND_NOT_ASSIGN: token.AND_NOT,
}

func (t *translator) set(s *scope, lhs ast.Expr, v val) {
	id, ok := ast.Unparen(lhs).(*ast.Ident)
	if !ok {
		t.fail(lhs.Pos(), "assign to a variable", "this cannot be assigned to in the kernel language")
	}
	if id.Name == "_" {
		return
	}
	obj := t.info.Defs[id]
	if obj == nil {
		obj = t.info.Uses[id]
	}
	s.set(obj, v)
}

func (t *translator) declare(s *scope, st *ast.DeclStmt) {
	g := st.Decl.(*ast.GenDecl)
	switch g.Tok {
	case token.CONST, token.TYPE:
		return // constants are folded, types are aliases
	}
	for _, sp := range g.Specs {
		vs := sp.(*ast.ValueSpec)
		var vals []val
		switch {
		case len(vs.Values) == 1 && len(vs.Names) > 1:
			vals = t.call(s, ast.Unparen(vs.Values[0]).(*ast.CallExpr))
		case len(vs.Values) > 0:
			for _, e := range vs.Values {
				vals = append(vals, t.expr(s, e))
			}
		}
		for i, name := range vs.Names {
			if name.Name == "_" {
				continue
			}
			obj := t.info.Defs[name]
			if vals == nil {
				s.set(obj, t.zero(name.Pos(), s, obj.Type()))
			} else {
				s.set(obj, vals[i])
			}
		}
	}
}

// params lists the parameters of a function.
func params(decl *ast.FuncDecl) (names []*ast.Ident) {
	for _, f := range decl.Type.Params.List {
		names = append(names, f.Names...)
	}
	return names
}
