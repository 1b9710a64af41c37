// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
)

// A loop of many operations is kept (ir.Enter): its iteration is translated once, and its variables, those
// around it that it assigns, come in as what they are when an iteration begins. Lanes that have left it keep what they
// had, so that it can end when all have. Its counter is no constant then but, if the body reads it, one of these
// variables. So a loop is kept whose counter is not read as an int, which has to be constant, and that
// has no rare lanes, in a body of elements alone, and not within another loop.

const (
	// leftOps and allOps are how many operations the iterations of a loop have in all if it is
	// kept, where lanes leave it early and where none does. To leave early pays soon; else code that
	// fits the cache is faster without the jumps.
	leftOps, allOps = 80, 2_000
	// firstOps is how many operations it may take to know which lanes need no iteration.
	firstOps = 4
	// slowOps is how many operations a division or a square root counts for.
	slowOps = 6
)

// keep translates a for statement as a loop that is kept, and reports whether it is one.
func (t *translator) keep(s *scope, st ast.Stmt, label *ast.Ident) (done outcome, kept bool) {
	if t.rows || len(t.loops) > 0 {
		return done, false
	}
	before, was := len(t.f.Values), *t
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(fault); !ok { // unrolled it says what is wrong with it, if that is
				panic(r)
			}
			kept = false
		}
		if !kept {
			f := t.f
			*t = was
			f.Rollback(before)
		}
	}()
	h := t.loopHead(s, st)
	if h == nil || h.times < 2 {
		return done, false
	}
	vars, ok := t.loopVariables(s, h)
	if !ok {
		return done, false
	}
	k := keeping{translator: t, number: len(t.f.Loops()), run: s.branch(s.live), becomes: map[*ir.Value]*ir.Value{}}
	for _, obj := range vars {
		v, _ := s.lookup(obj)
		k.run.set(obj, k.enter(v))
	}
	if h.reads {
		k.run.set(h.counter, k.enter(h.start))
	}
	l := &loop{run: k.run}
	if label != nil {
		l.label = t.info.Defs[label]
	}
	t.loops = append(t.loops, l)
	for _, e := range h.conds {
		k.exit(exit{t.f.Unary(ir.Not, t.expr(k.run, e).re), nil}, true)
	}
	it := k.run.branch(s.live)
	o := t.block(it, h.body.List)
	t.loops = t.loops[:len(t.loops)-1]
	for _, j := range o.jumps {
		k.exit(j.exit, j.leave)
	}
	if !o.always() {
		k.exit(exit{nil, it.vars}, false)
	}
	k.returns(st.Pos(), o)
	for _, obj := range vars {
		k.next(obj)
	}
	if h.reads {
		k.count(h)
	}
	r := k.repeat(h.times)
	if !k.pays(r) {
		return done, false
	}
	for _, obj := range vars {
		if v, _ := k.run.lookup(obj); k.becomes[v.re] != v.re || v.im != nil {
			s.set(obj, k.leave(r, v))
		}
	}
	if o.returned != nil {
		done.returned = k.leave(r, val{re: k.returned}).re
		for _, v := range k.results {
			done.results = append(done.results, k.leave(r, v))
		}
		t.leave(s, done)
	}
	return done, true
}

// or is a or b, of which a may be nil: never.
func (t *translator) or(a, b *ir.Value) *ir.Value {
	if a == nil {
		return b
	}
	return t.f.Binary(ir.Or, a, b)
}

// keeping is a loop that is being translated.
type keeping struct {
	*translator
	number  int
	run     *scope                  // with the variables as they are when an iteration begins
	enters  []*ir.Value             // its variables
	becomes map[*ir.Value]*ir.Value // what they are in the next iteration

	exits  []exit
	leaves *ir.Value // where lanes leave the loop in the iteration, or nil
	gone   *ir.Value // the variable that says which lanes have left, or nil
	// returned and results are the variables that say which lanes have returned, and what.
	returned *ir.Value
	results  []val
}

// enter makes a variable of the loop of v.
func (k *keeping) enter(v val) val {
	one := func(x *ir.Value) *ir.Value {
		if x == nil {
			return nil
		}
		e := k.f.Enter(k.number, len(k.enters), x)
		k.enters = append(k.enters, e)
		return e
	}
	return val{re: one(v.re), im: one(v.im)}
}

// flag makes a variable that holds in no lane before the loop.
func (k *keeping) flag() *ir.Value { return k.enter(val{re: k.f.Const(ir.Bool, 0)}).re }

// become notes what a variable is in the next iteration.
func (k *keeping) become(variable, v val) {
	k.becomes[variable.re] = v.re
	if v.im != nil {
		k.becomes[variable.im] = v.im
	}
}

// leave returns what a variable is behind the loop that r ends.
func (k *keeping) leave(r *ir.Value, variable val) (v val) {
	v.re = k.f.Leave(r, slices.Index(k.enters, variable.re))
	if variable.im != nil {
		v.im = k.f.Leave(r, slices.Index(k.enters, variable.im))
	}
	return v
}

// exit notes how lanes come to the end of an iteration, or leave the loop. Those that leave it before they assign a
// variable do so in every iteration to come; for others a variable of its own says that they have left.
func (k *keeping) exit(e exit, leaves bool) {
	k.exits = append(k.exits, e)
	if !leaves {
		return
	}
	k.leaves = k.or(k.leaves, e.cond)
	for obj, v := range e.vars {
		if was, ok := k.run.lookup(obj); ok && v != was && k.gone == nil {
			k.gone = k.flag()
		}
	}
}

// returns notes what lanes return in an iteration with outcome o.
func (k *keeping) returns(at token.Pos, o outcome) {
	if o.returned == nil {
		return
	}
	if k.gone == nil {
		k.gone = k.flag()
	}
	k.returned = k.flag()
	now := k.f.Binary(ir.AndNot, o.returned, k.gone)
	k.become(val{re: k.returned}, val{re: k.f.Binary(ir.Or, k.returned, now)})
	for i, typ := range k.run.types {
		r := k.enter(k.zero(at, k.run, typ))
		k.results = append(k.results, r)
		k.become(r, k.choose(now, o.results[i], r))
	}
	k.leaves = k.or(k.leaves, o.returned)
}

// next notes what obj is in the next iteration.
func (k *keeping) next(obj types.Object) {
	was, _ := k.run.lookup(obj)
	at := func(e exit) val {
		if v, ok := e.vars[obj]; ok {
			return v
		}
		return was
	}
	// Exits with the same value are one.
	type choice struct {
		cond *ir.Value
		v    val
	}
	var choices []choice
	if k.gone != nil {
		choices = append(choices, choice{k.gone, was})
	}
	for _, e := range k.exits {
		if n := len(choices); n > 0 && choices[n-1].v == at(e) && e.cond != nil {
			choices[n-1].cond = k.f.Binary(ir.Or, choices[n-1].cond, e.cond)
		} else {
			choices = append(choices, choice{e.cond, at(e)})
		}
	}
	x := choices[len(choices)-1].v
	for _, c := range slices.Backward(choices[:len(choices)-1]) {
		x = k.choose(c.cond, c.v, x)
	}
	k.become(was, x)
}

// count notes what the counter is in the next iteration.
func (k *keeping) count(h *loopHead) {
	was, _ := k.run.lookup(h.counter)
	next := k.run.branch(k.run.live)
	h.post(next)
	v, _ := next.lookup(h.counter)
	if k.leaves != nil {
		v = k.choose(k.leaves, was, v)
	}
	if k.gone != nil {
		v = k.choose(k.gone, was, v)
	}
	k.become(was, v)
}

// repeat ends the loop.
func (k *keeping) repeat(times int) *ir.Value {
	left := k.leaves
	if left == nil {
		left = k.f.Const(ir.Bool, 0)
	}
	if k.gone != nil {
		left = k.f.Binary(ir.Or, k.gone, left)
		k.become(val{re: k.gone}, val{re: left})
	}
	next := make([]*ir.Value, len(k.enters))
	for j, e := range k.enters {
		next[j] = k.becomes[e]
	}
	none := k.f.AtFirst(left, k.enters, firstOps)
	if none == nil || k.gone != nil {
		none = k.f.Const(ir.Bool, 0)
	}
	return k.f.Repeat(k.number, times, left, none, k.enters, next)
}

// pays reports whether the loop that r ends is one to be kept.
func (k *keeping) pays(r *ir.Value) bool {
	in, changes := k.f.Changing(r), false
	for e, v := range k.becomes {
		changes = changes || v != e
		if !in[v.ID] || v.Type != e.Type { // constants are what unrolled loops are good at
			return false
		}
	}
	if !changes {
		return false
	}
	ops := 0
	for _, v := range k.f.Values {
		switch {
		case !in[v.ID] || v.Op == ir.Enter:
		case v.Op == ir.Rare:
			return false
		case v.Op == ir.Div || v.Op == ir.Rem || v.Op == ir.FloorDiv || v.Op == ir.FloorRem || v.Op == ir.Sqrt:
			ops += slowOps
		default:
			ops++
		}
	}
	if r.Left() == nil {
		return ops*r.Times() >= allOps
	}
	return ops*r.Times() >= leftOps
}
