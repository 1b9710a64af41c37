// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
)

// Control flow becomes selects. Every statement is translated once, and
// computes in all lanes; nothing can trap. Where a branch ends, each variable
// is chosen by the branch's condition. A return does not stop the lanes that
// took it: what they compute from there on is dropped, since the results of
// the earliest return win. So it is with break and continue: the variables where
// they lead to are chosen by who came when, see loop.go.

// outcome tells in which lanes a list of statements returned, and what; and in
// which it left an iteration of a loop around it.
type outcome struct {
	returned *ir.Value // nil: in none
	results  []val     // where returned holds; anything elsewhere
	jumps    []jump    // in the order of the statements
	// never says that control reaches the end in no lane, but leaves some by a
	// jump.
	never bool
}

// returns reports whether every lane returned.
func (o outcome) returns() bool {
	return o.returned != nil && o.returned.Op == ir.Const && o.returned.Imm&1 == 1
}

// always reports whether every lane left: what follows is unreachable.
func (o outcome) always() bool { return o.never || o.returns() }

// then is the outcome of statements with outcome a, followed by some with b.
func (t *translator) then(a, b outcome) outcome {
	never := b.always()
	if len(a.jumps) > 0 {
		b = t.unless(t.jumped(a), b)
	}
	r := outcome{jumps: append(slices.Clip(a.jumps), b.jumps...), never: never}
	switch {
	case a.returned == nil:
		r.returned, r.results = b.returned, b.results
	case b.returned == nil:
		r.returned, r.results = a.returned, a.results
	default:
		r.returned, r.results = t.f.Binary(ir.Or, a.returned, b.returned), t.chooseAll(a.returned, a.results, b.results)
	}
	return r
}

// unless is the outcome o of lanes in which left does not hold.
func (t *translator) unless(left *ir.Value, o outcome) outcome {
	return t.where(t.f.Unary(ir.Not, left), o)
}

// where is the outcome o of lanes in which cond holds.
func (t *translator) where(cond *ir.Value, o outcome) outcome {
	if o.returned != nil {
		o.returned = t.f.Binary(ir.And, cond, o.returned)
	}
	o.jumps = slices.Clone(o.jumps)
	for i := range o.jumps {
		o.jumps[i].cond = t.f.Binary(ir.And, cond, o.jumps[i].cond)
	}
	o.never = false
	return o
}

// either is the outcome of a branch: a where cond holds, else b.
func (t *translator) either(cond *ir.Value, a, b outcome) outcome {
	x, y := t.where(cond, a), t.where(t.f.Unary(ir.Not, cond), b)
	r := outcome{jumps: append(x.jumps, y.jumps...), never: a.always() && b.always()}
	switch {
	case b.returned == nil:
		r.returned, r.results = x.returned, x.results
	case a.returned == nil:
		r.returned, r.results = y.returned, y.results
	default:
		r.returned = t.f.Const(ir.Bool, 1)
		if !a.returns() || !b.returns() {
			r.returned = t.f.Binary(ir.Or, x.returned, y.returned)
		}
		r.results = t.chooseAll(cond, a.results, b.results)
	}
	return r
}

// inline translates the body of fn for arguments, and returns its results.
func (t *translator) inline(fn *ast.FuncDecl, args []val, targs map[*types.TypeParam]types.Type, live *ir.Value) []val {
	s := &scope{frame: &frame{targs: targs}, vars: map[types.Object]val{}, live: live}
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
	done := t.block(s, fn.Body.List)
	if !done.always() {
		if slices.Contains(s.results, nil) {
			t.fail(fn.Pos(), "end it with a return", "the function does not return on every path")
		}
		done = t.then(done, outcome{returned: t.f.Const(ir.Bool, 1), results: s.named()})
	}
	return done.results
}

// block translates statements.
func (t *translator) block(s *scope, list []ast.Stmt) outcome {
	var done outcome
	for i, st := range list {
		var next outcome
		switch st := st.(type) {
		case *ast.ReturnStmt:
			next = outcome{returned: t.f.Const(ir.Bool, 1), results: t.results(s, st)}
		case *ast.IfStmt:
			if r, ok := t.rare(s, st, list[i+1:]); ok {
				return t.then(done, r)
			}
			next = t.ifStmt(s, st)
		case *ast.BlockStmt:
			next = t.block(s, st.List)
		case *ast.ForStmt, *ast.RangeStmt:
			next = t.loop(s, st, nil)
		case *ast.LabeledStmt:
			next = t.loop(s, st.Stmt, st.Label)
		case *ast.BranchStmt:
			next = t.jump(s, st)
		default:
			t.simple(s, st)
		}
		if done = t.then(done, next); done.always() {
			break
		}
	}
	return done
}

// simple translates a statement through which control always passes.
func (t *translator) simple(s *scope, st ast.Stmt) {
	switch st := st.(type) {
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
		t.fail(st.Pos(), "a body has assignments, if/else, loops of a constant count, return", "this statement is not part of the kernel language")
	}
}

// results translates the values of a return.
func (t *translator) results(s *scope, st *ast.ReturnStmt) []val {
	if len(st.Results) == 0 {
		return s.named()
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

// ifStmt translates an if with its branches.
func (t *translator) ifStmt(s *scope, st *ast.IfStmt) outcome {
	if st.Init != nil {
		t.simple(s, st.Init)
	}
	cond := t.expr(s, st.Cond).re
	if cond.Op == ir.Const { // as in a branch on a type
		if cond.Imm&1 == 1 {
			return t.block(s, st.Body.List)
		}
		return t.block(s, elseOf(st))
	}
	then := s.branch(t.also(s.live, cond))
	other := s.branch(t.also(s.live, t.f.Unary(ir.Not, cond)))
	a, b := t.block(then, st.Body.List), t.block(other, elseOf(st))
	for _, obj := range s.assigned(then.vars, other.vars) {
		x, _ := then.lookup(obj)
		y, _ := other.lookup(obj)
		switch { // a branch that returned has no say in what follows
		case a.always():
			s.set(obj, y)
		case b.always():
			s.set(obj, x)
		default:
			s.set(obj, t.choose(cond, x, y))
		}
	}
	done := t.either(cond, a, b)
	t.leave(s, done)
	return done
}

// leave leaves s to the lanes that o did not leave.
func (t *translator) leave(s *scope, o outcome) {
	left := o.returned
	if len(o.jumps) > 0 {
		if left = t.jumped(o); o.returned != nil {
			left = t.f.Binary(ir.Or, o.returned, left)
		}
	}
	if left != nil {
		s.live = t.also(s.live, t.f.Unary(ir.Not, left))
	}
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

// rare translates
//
//	if lane.Rare(c) { return slow(args) }
//
// where slow need not be in the language, and the statements after it.
func (t *translator) rare(s *scope, st *ast.IfStmt, rest []ast.Stmt) (outcome, bool) {
	call, ok := ast.Unparen(st.Cond).(*ast.CallExpr)
	if !ok || t.intrinsicName(call) != "Rare" {
		return outcome{}, false
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
	if st.Init != nil {
		t.simple(s, st.Init)
	}
	cond := t.expr(s, call.Args[0]).re
	var args []*ir.Value
	for _, e := range slowCall.Args {
		v := t.expr(s, e)
		if v.im != nil || v.re.Type == ir.Bool {
			t.fail(e.Pos(), "pass numbers", "a rare function cannot take this operand")
		}
		args = append(args, v.re)
	}
	live := t.also(s.live, cond)
	slow := func(fast []val) []val {
		r := make([]val, len(fast))
		for i, v := range fast {
			if v.im != nil || v.re.Type == ir.Bool {
				t.fail(slowCall.Pos(), "return numbers", "a rare function cannot have this result")
			}
			r[i].re = t.f.Rare(live, v.re, fn.path+"."+callee.Name(), ir.RareResult(i, len(fast)), args...)
		}
		return r
	}
	after := t.block(s, rest)
	if after.returns() {
		return outcome{returned: after.returned, results: slow(after.results)}, true
	}
	// Control may leave the block: what the fast path returns is not known
	// here, and the rare lanes are chosen like those of any return.
	none := make([]val, len(s.types))
	for i, typ := range s.types {
		none[i] = t.zero(slowCall.Pos(), s, typ)
	}
	return t.then(outcome{returned: cond, results: slow(none)}, after), true
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
	r := val{re: t.f.Select(cond, a.re, b.re)}
	if a.im != nil {
		r.im = t.f.Select(cond, a.im, b.im)
	}
	return r
}

func (t *translator) chooseAll(cond *ir.Value, a, b []val) []val {
	r := make([]val, len(a))
	for i := range a {
		r[i] = t.choose(cond, a[i], b[i])
	}
	return r
}
