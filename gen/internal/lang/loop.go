// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
)

// A loop is unrolled, unless it is kept (keep.go): its statements are translated once for each iteration,
// with what its counter is there as a constant. A lane that leaves early computes
// on, and what it computes from there on is dropped: the values that its
// variables have when it leaves are kept with the condition under which it does,
// and after the loop the earliest that holds is chosen.

// maxIterations is the most iterations of the loops of a body, those of the
// functions that it calls included. Iterations of which no operation remains
// would else be followed for ever.
const maxIterations = 10_000

const (
	noCount   = "has a loop without a constant count"
	countHint = "count to a constant, and leave early by break, as in for range 64 { if x > 4 { break } … }"
)

// loop is a loop that is being unrolled.
type loop struct {
	label types.Object
	// run has the values of the variables as the loop goes on, in the lanes that
	// did not leave it.
	run *scope
}

// jump is a break or continue.
type jump struct {
	loop  *loop
	leave bool // break
	exit
}

// exit is where some lanes leave: for a jump, a loop's end.
type exit struct {
	cond *ir.Value // nil: all that are left
	vars map[types.Object]val
}

// jump translates a break or continue.
func (t *translator) jump(s *scope, st *ast.BranchStmt) outcome {
	l := t.loops[len(t.loops)-1]
	if st.Label != nil {
		l = t.loops[slices.IndexFunc(t.loops, func(l *loop) bool { return l.label == t.info.Uses[st.Label] })]
	}
	at := exit{t.f.Const(ir.Bool, 1), s.since(l.run)}
	return outcome{jumps: []jump{{l, st.Tok == token.BREAK, at}}, never: true}
}

// jumped holds where o left by a jump.
func (t *translator) jumped(o outcome) *ir.Value {
	c := o.jumps[0].cond
	for _, j := range o.jumps[1:] {
		c = t.f.Binary(ir.Or, c, j.cond)
	}
	return c
}

// join gives the variables of s the values that they have at the earliest exit
// which a lane takes; every lane takes one.
func (t *translator) join(s *scope, exits []exit) {
	var branches []map[types.Object]val
	for _, e := range exits {
		branches = append(branches, e.vars)
	}
	for _, obj := range s.assigned(branches...) {
		before, _ := s.lookup(obj)
		var x val
		for i, e := range slices.Backward(exits) {
			v, ok := e.vars[obj]
			if !ok {
				v = before
			}
			if i == len(exits)-1 {
				x = v
			} else {
				x = t.choose(e.cond, v, x)
			}
		}
		s.set(obj, x)
	}
}

// loop translates a for statement.
func (t *translator) loop(s *scope, st ast.Stmt, label *ast.Ident) outcome {
	if done, kept := t.keep(s, st, label); kept {
		return done
	}
	l := &loop{run: s.branch(s.live)}
	if label != nil {
		l.label = t.info.Defs[label]
	}
	var body *ast.BlockStmt
	var next func() *ir.Value // begins an iteration; its condition, nil for always
	var post func()
	switch st := st.(type) {
	case *ast.ForStmt:
		body = st.Body
		if st.Init != nil {
			t.simple(l.run, st.Init)
		}
		next = func() *ir.Value { return t.goesOn(l.run, st) }
		post = func() { t.simple(l.run, st.Post) }
	case *ast.RangeStmt:
		body = st.Body
		next = t.ranged(s, l.run, st)
		post = func() {}
	}
	t.loops = append(t.loops, l)
	done, exits := t.iterations(st.Pos(), l, body, next, post)
	t.loops = t.loops[:len(t.loops)-1]
	if len(exits) > 0 {
		t.join(s, exits)
	} else if done.never = true; len(done.jumps) == 0 {
		done.returned = t.f.Const(ir.Bool, 1)
	}
	t.leave(s, done)
	return done
}

// iterations unrolls the iterations of l. It returns how lanes left the loop for
// good, and how they came to its end.
func (t *translator) iterations(at token.Pos, l *loop, body *ast.BlockStmt, next func() *ir.Value, post func()) (done outcome, exits []exit) {
	var left *ir.Value // where lanes came to the loop's end, or jumped out
	leave := func(cond *ir.Value) {
		if left == nil {
			left = cond
		} else {
			left = t.f.Binary(ir.Or, left, cond)
		}
	}
	for ; ; post() {
		if t.iterated++; t.iterated > maxIterations {
			t.tooLarge(at, "has more than %d iterations of loops, those of the functions that it calls included", maxIterations)
		}
		if cond := next(); cond != nil {
			not := t.f.Unary(ir.Not, cond)
			if not.Op != ir.Const {
				exits = append(exits, exit{not, l.run.since(l.run)})
				leave(not)
				l.run.live = t.also(l.run.live, cond)
			} else if not.Imm&1 == 1 {
				return done, append(exits, exit{nil, l.run.vars})
			}
		}
		it := l.run.branch(l.run.live)
		o := t.block(it, body.List)
		goesOn := !o.always()
		var again []exit // lanes at the end of the iteration
		returned := o
		returned.jumps = nil
		for _, j := range o.jumps {
			switch {
			case j.loop != l:
				returned.jumps = append(returned.jumps, j)
			case j.leave:
				exits = append(exits, j.exit)
			default:
				again = append(again, j.exit)
			}
		}
		if left != nil {
			returned = t.unless(left, returned)
		}
		returned.never = false
		done = t.after(done, returned)
		for _, j := range o.jumps {
			if j.leave || j.loop != l {
				leave(j.cond)
			}
		}
		if goesOn {
			again = append(again, exit{nil, it.vars})
		}
		if len(again) == 0 {
			return done, exits
		}
		t.join(l.run, again)
		o.jumps = slices.DeleteFunc(slices.Clone(o.jumps), func(j jump) bool { return j.loop == l && !j.leave })
		t.leave(l.run, o)
	}
}

// after is then of iterations. Those of lanes that jumped out before are
// excluded already.
func (t *translator) after(a, b outcome) outcome {
	jumps := a.jumps
	a.jumps = nil
	r := t.then(a, b)
	r.jumps = append(slices.Clip(jumps), b.jumps...)
	return r
}

// counted returns the comparison of the counter of a for statement, which is its
// condition or one of several that must hold, or nil if it counts nothing.
func counted(st *ast.ForStmt) *ast.BinaryExpr {
	if st.Cond == nil || st.Post == nil {
		return nil
	}
	counters := map[string]bool{}
	switch p := st.Post.(type) {
	case *ast.IncDecStmt:
		if id, ok := ast.Unparen(p.X).(*ast.Ident); ok {
			counters[id.Name] = true
		}
	case *ast.AssignStmt:
		for _, l := range p.Lhs {
			if id, ok := ast.Unparen(l).(*ast.Ident); ok {
				counters[id.Name] = true
			}
		}
	}
	return comparison(st.Cond, counters)
}

// comparison returns the first comparison in e, of those that must all hold, of
// which a side is one of the names.
func comparison(e ast.Expr, names map[string]bool) *ast.BinaryExpr {
	b, ok := ast.Unparen(e).(*ast.BinaryExpr)
	if !ok {
		return nil
	}
	switch b.Op {
	case token.LAND:
		if c := comparison(b.X, names); c != nil {
			return c
		}
		return comparison(b.Y, names)
	case token.LSS, token.LEQ, token.GTR, token.GEQ, token.NEQ:
		for _, side := range []ast.Expr{b.X, b.Y} {
			if id, ok := ast.Unparen(side).(*ast.Ident); ok && names[id.Name] {
				return b
			}
		}
	}
	return nil
}

// goesOn translates the condition of a for statement for one iteration.
func (t *translator) goesOn(s *scope, st *ast.ForStmt) *ir.Value {
	c := counted(st)
	if t.expr(s, c).re.Op != ir.Const {
		t.fail(c.Pos(), countHint, "the loop has no constant count: %s depends on the operands", types.ExprString(c))
	}
	return t.expr(s, st.Cond).re
}

// ranged returns what begins the next iteration of a range over a number or a
// table.
func (t *translator) ranged(s, run *scope, st *ast.RangeStmt) func() *ir.Value {
	if tb := t.table(st.X); tb != nil {
		if tb.len() == 0 {
			t.fail(st.X.Pos(), "give the table a length, as in "+types.ExprString(st.X)+": T[31]", "a loop over %s, which has any number of elements", types.ExprString(st.X))
		}
		i := 0
		return func() *ir.Value {
			if i == tb.len() {
				return t.f.Const(ir.Bool, 0)
			}
			n := t.f.Int(ir.I64, int64(i))
			for _, x := range []struct {
				to ast.Expr
				v  val
			}{{st.Key, val{re: n}}, {st.Value, t.element(tb, n)}} {
				if x.to != nil {
					t.set(run, x.to, x.v)
				}
			}
			i++
			return t.f.Const(ir.Bool, 1)
		}
	}
	if w, indices := t.window(st.X); w != nil && len(indices) < w.dims() {
		return t.windowRange(run, w, indices, st)
	}
	typ := t.info.TypeOf(st.X)
	b, ok := typ.Underlying().(*types.Basic)
	if !ok || b.Info()&types.IsInteger == 0 {
		t.fail(st.X.Pos(), "range over a number, as in for i := range 8", "a range over %s is not part of the kernel language", typ)
	}
	count := t.expr(s, st.X).re
	if count.Op != ir.Const {
		t.fail(st.X.Pos(), countHint, "the loop has no constant count: %s depends on the operands", types.ExprString(st.X))
	}
	i := t.f.Int(count.Type, 0)
	return func() *ir.Value {
		goesOn := t.f.Binary(ir.Lt, i, count)
		if goesOn.Imm&1 == 1 && st.Key != nil {
			t.set(run, st.Key, val{re: i})
		}
		i = t.f.Binary(ir.Add, i, t.f.Int(count.Type, 1))
		return goesOn
	}
}
