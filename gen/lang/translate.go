package lang

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// translator turns one body into IR, inlining what it calls.
type translator struct {
	*Compiler
	f     *ir.Func
	bind  map[string]dtype.DType
	calls []*types.Func // being inlined, outermost first
}

// fault is an *Error on its way up; translate recovers it.
type fault struct{ err *Error }

func (t *translator) fail(pos token.Pos, hint, format string, args ...any) {
	panic(fault{t.errorAt(pos, fmt.Sprintf(format, args...), hint)})
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
	t := &translator{Compiler: c, f: ir.New(b.Name), bind: b.Bind}
	for _, p := range b.In {
		t.f.In = append(t.f.In, Stored(p.Name, p.DType))
	}
	for _, p := range b.Out {
		t.f.Out = append(t.f.Out, Stored(p.Name, p.DType))
	}
	var args []val
	for i, p := range b.In {
		args = append(args, load(t.f, i, p.DType))
	}
	results := t.inline(decl, args, nil, nil)
	for i, p := range b.Out {
		r := results[i]
		store(t.f, i, p.DType, r)
	}
	t.f.Prune()
	if verr := t.f.Verify(); verr != nil {
		return nil, c.errorAt(decl.Pos(), verr.Error(), "")
	}
	return t.f, nil
}

// scope is the state of a function being inlined.
type scope struct {
	vars    map[types.Object]val
	targs   map[*types.TypeParam]types.Type
	results []types.Object // named results; nil entries if unnamed
	types   []types.Type
	// path is the condition under which the statements at hand are reached,
	// nil for always.
	path *ir.Value
}

func (s *scope) branch(path *ir.Value) *scope {
	c := *s
	c.vars = maps.Clone(s.vars)
	c.path = path
	return &c
}

// inOrder lists the variables as they are declared: what is generated must not
// depend on the order of a map.
func (s *scope) inOrder() []types.Object {
	return slices.SortedFunc(maps.Keys(s.vars), func(a, b types.Object) int {
		return cmp.Or(cmp.Compare(a.Pos(), b.Pos()), cmp.Compare(a.Name(), b.Name()))
	})
}

// inline translates the body of fn for arguments, and returns its results.
func (t *translator) inline(fn *ast.FuncDecl, args []val, targs map[*types.TypeParam]types.Type, path *ir.Value) []val {
	s := &scope{vars: map[types.Object]val{}, targs: targs, path: path}
	i := 0
	for _, field := range fn.Type.Params.List {
		for _, name := range field.Names {
			if obj := t.info.Defs[name]; obj != nil {
				s.vars[obj] = args[i]
			}
			i++
		}
		if len(field.Names) == 0 {
			i++
		}
	}
	if fn.Type.Results != nil {
		for _, field := range fn.Type.Results.List {
			typ := t.info.TypeOf(field.Type)
			if len(field.Names) == 0 {
				s.results = append(s.results, nil)
				s.types = append(s.types, typ)
			}
			for _, name := range field.Names {
				obj := t.info.Defs[name]
				s.results = append(s.results, obj)
				s.types = append(s.types, typ)
				if obj != nil {
					s.vars[obj] = t.zero(name.Pos(), s, typ)
				}
			}
		}
	}
	return t.finish(s, t.block(s, fn.Body.List), fn.Pos())
}

// finish returns what a function whose statements gave r returns: its named
// results, where control left at their end.
func (t *translator) finish(s *scope, r []val, pos token.Pos) []val {
	if r == nil && slices.Contains(s.results, nil) {
		t.fail(pos, "end it with a return", "the function does not return on every path")
	}
	if r == nil {
		return s.values()
	}
	return r
}

// block translates statements. It returns the results if they return, nil if
// control leaves at their end.
func (t *translator) block(s *scope, list []ast.Stmt) []val {
	for i, st := range list {
		switch st := st.(type) {
		case *ast.ReturnStmt:
			return t.results(s, st)
		case *ast.IfStmt:
			if r, done := t.ifStmt(s, st, list[i+1:]); done {
				return r
			}
		case *ast.BlockStmt:
			if r := t.block(s, st.List); r != nil {
				return r
			}
		case *ast.AssignStmt:
			t.assign(s, st)
		case *ast.IncDecStmt:
			op := ir.Add
			if st.Tok == token.DEC {
				op = ir.Sub
			}
			typ := t.typeOf(s, st.X)
			one := t.constant(st.Pos(), typ, one)
			t.set(s, st.X, t.arith(st.Pos(), op, t.expr(s, st.X), one))
		case *ast.DeclStmt:
			t.declare(s, st)
		case *ast.EmptyStmt:
		case *ast.ExprStmt:
			t.fail(st.Pos(), "assign it", "the value of this expression is not used")
		default:
			t.fail(st.Pos(), "a body is straight-line code: assignments, if/else, return", "this statement is not part of the kernel language")
		}
	}
	return nil
}

// values returns the named results as they stand.
func (s *scope) values() []val {
	r := make([]val, len(s.results))
	for i, obj := range s.results {
		r[i] = s.vars[obj]
	}
	return r
}

func (t *translator) results(s *scope, st *ast.ReturnStmt) []val {
	if len(st.Results) == 0 {
		return s.values()
	}
	if len(st.Results) == 1 && len(s.types) > 1 {
		return t.call(s, ast.Unparen(st.Results[0]).(*ast.CallExpr))
	}
	r := make([]val, len(st.Results))
	for i, e := range st.Results {
		r[i] = t.expr(s, e)
	}
	return r
}

// ifStmt translates an if and, where a branch returns, all that follows it;
// done says that it did.
func (t *translator) ifStmt(s *scope, st *ast.IfStmt, rest []ast.Stmt) (r []val, done bool) {
	if st.Init != nil {
		t.block(s, []ast.Stmt{st.Init})
	}
	if r, ok := t.rare(s, st, rest); ok {
		return r, true
	}
	cond := t.expr(s, st.Cond).re
	if cond.Op == ir.Const { // as in a branch on a type
		branch := st.Body.List
		if cond.Imm&1 == 0 {
			branch = elseOf(st)
		}
		if r := t.block(s, branch); r != nil {
			return r, true
		}
		return nil, false
	}
	then := s.branch(t.also(s.path, cond))
	other := s.branch(t.also(s.path, t.f.Unary(ir.Not, cond)))
	if !returns(st) {
		t.block(then, st.Body.List)
		t.block(other, elseOf(st))
		for _, obj := range s.inOrder() {
			s.vars[obj] = t.choose(cond, then.vars[obj], other.vars[obj])
		}
		return nil, false
	}
	a := t.block(then, st.Body.List)
	if a == nil {
		a = t.block(then, rest)
	}
	b := t.block(other, elseOf(st))
	if b == nil {
		b = t.block(other, rest)
	}
	a = t.finish(then, a, st.Pos())
	b = t.finish(other, b, st.Pos())
	r = make([]val, len(a))
	for i := range a {
		r[i] = t.choose(cond, a[i], b[i])
	}
	return r, true
}

func elseOf(st *ast.IfStmt) []ast.Stmt {
	switch e := st.Else.(type) {
	case *ast.BlockStmt:
		return e.List
	case *ast.IfStmt:
		return []ast.Stmt{e}
	}
	return nil
}

// returns reports whether a return stands anywhere in n.
func returns(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if _, ok := n.(*ast.ReturnStmt); ok {
			found = true
		}
		return !found
	})
	return found
}

// rare translates
//
//	if lane.Rare(c) { return slow(args) }
//
// where slow need not be in the language.
func (t *translator) rare(s *scope, st *ast.IfStmt, rest []ast.Stmt) ([]val, bool) {
	call, ok := ast.Unparen(st.Cond).(*ast.CallExpr)
	if !ok || t.intrinsicName(call) != "Rare" {
		return nil, false
	}
	const form = "write if lane.Rare(c) { return slow(x) }, where slow is a function of the same package"
	ret, ok := only[*ast.ReturnStmt](st.Body.List)
	if !ok || len(ret.Results) != 1 || st.Else != nil {
		t.fail(st.Pos(), form, "a rare branch must be one return of one call")
	}
	slowCall, ok := ast.Unparen(ret.Results[0]).(*ast.CallExpr)
	if !ok {
		t.fail(ret.Pos(), form, "a rare branch must be one return of one call")
	}
	callee, _ := t.callee(slowCall)
	if callee == nil || t.funcs[callee] == nil {
		t.fail(slowCall.Pos(), form, "a rare branch must call a function")
	}
	fn := t.funcs[callee]
	if fn.path == "" || !ast.IsExported(callee.Name()) {
		t.fail(slowCall.Pos(), "put it in a Go package that the generated code can import, exported", "the function %s cannot be called from generated code", callee.Name())
	}
	cond := t.also(s.path, t.expr(s, call.Args[0]).re)
	var args []*ir.Value
	for _, e := range slowCall.Args {
		v := t.expr(s, e)
		if v.im != nil || v.re.Type == ir.Bool {
			t.fail(e.Pos(), "pass numbers", "a rare function cannot take this operand")
		}
		args = append(args, v.re)
	}
	fast := t.finish(s, t.block(s, rest), st.Pos())
	r := make([]val, len(fast))
	for i, v := range fast {
		r[i].re = t.f.Rare(cond, v.re, fn.path+"."+callee.Name(), ir.RareResult(i, len(fast)), args...)
	}
	return r, true
}

func only[S ast.Stmt](list []ast.Stmt) (s S, ok bool) {
	if len(list) != 1 {
		return s, false
	}
	s, ok = list[0].(S)
	return s, ok
}

// also returns the conjunction of a path (nil: always) and a condition.
func (t *translator) also(path, cond *ir.Value) *ir.Value {
	if path == nil {
		return cond
	}
	return t.f.Binary(ir.And, path, cond)
}

func (t *translator) choose(cond *ir.Value, a, b val) val {
	if a.re == nil || b.re == nil { // declared in one branch only
		return val{}
	}
	r := val{re: t.f.Select(cond, a.re, b.re)}
	if a.im != nil {
		r.im = t.f.Select(cond, a.im, b.im)
	}
	return r
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
	s.vars[obj] = v
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
				s.vars[obj] = t.zero(name.Pos(), s, obj.Type())
			} else {
				s.vars[obj] = vals[i]
			}
		}
	}
}
