// SPDX-License-Identifier: BSD-3-Clause

package ir

import (
	"fmt"
	"slices"
)

// A loop that is kept stands in the straight line of values:
//
//	Enter …   what a variable is when an iteration begins, its argument before the first
//	…         an iteration
//	Repeat    goes back to behind the Enters, unless its first argument holds in every lane or
//	          there is no iteration left
//	Leave …   what a variable is after the last iteration
//
// A lane in which the first argument of Repeat holds has left the loop: more iterations change nothing in it, which
// whoever makes a loop sees to. So it does not show in a lane how long its neighbours go on, and a loop equals as many
// copies of its iteration as it has at most (Unrolled). The second argument, which is known before the loop, says in
// which lanes the first iteration changes nothing: where it holds in all, a machine need not begin.
//
// Prune gives a loop its place: between Enter and Repeat are the values that differ from iteration to
// iteration and nothing else. Loops do not contain each other.

// MaxRepeats is the most iterations of a loop: Go's scheduler and collector wait for assembly.
const MaxRepeats = 1 << 20

// Enter emits the variable number j of loop n, whose value before the first iteration is init.
func (f *Func) Enter(n, j int, init *Value) *Value {
	return f.emit(&Value{Op: Enter, Type: init.Type, Imm: uint64(n)<<16 | uint64(j), Args: []*Value{init}})
}

// Repeat ends the iterations of loop n, of which there are times at most, and which lanes leave where left holds.
// next are what its variables, enters, are in the next one. Lanes in which none holds need no iteration.
func (f *Func) Repeat(n, times int, left, none *Value, enters, next []*Value) *Value {
	args := slices.Concat([]*Value{left, none}, enters, next)
	return f.emit(&Value{Op: Repeat, Type: Bool, Imm: uint64(n)<<32 | uint64(times), Args: args})
}

// AtFirst returns what v, a value of an iteration, is in the first one, made of what enters are before it. It is nil
// where that takes more than most operations.
func (f *Func) AtFirst(v *Value, enters []*Value, most int) *Value {
	first := map[*Value]*Value{}
	var of func(v *Value) *Value
	of = func(v *Value) *Value {
		if w, ok := first[v]; ok {
			return w
		}
		if slices.Contains(enters, v) {
			return v.Args[0]
		}
		args, same := make([]*Value, len(v.Args)), true
		for i, a := range v.Args {
			if args[i] = of(a); args[i] == nil {
				return nil
			}
			same = same && args[i] == a
		}
		first[v] = v
		if !same {
			if most--; most < 0 {
				return nil
			}
			first[v] = f.Copy(v, args...)
		}
		return first[v]
	}
	return of(v)
}

// Leave emits variable j as it is after the loop that r ends.
func (f *Func) Leave(r *Value, j int) *Value {
	enters, next := r.Variables()
	return f.emit(&Value{Op: Leave, Type: enters[j].Type, Imm: uint64(j), Args: []*Value{r, enters[j], next[j]}})
}

// Variables returns the variables of the loop that v, a Repeat, ends, and what they are in the next iteration.
func (v *Value) Variables() (enters, next []*Value) {
	n := len(v.Args) / 2
	return v.Args[2 : 1+n], v.Args[1+n:]
}

// Times returns how many iterations the loop that v ends has at most.
func (v *Value) Times() int { return int(v.Imm & (1<<32 - 1)) }

// Left returns the condition under which lanes have left the loop that v ends, or nil if none leaves it early; None that
// under which they need no iteration, or nil.
func (v *Value) Left() *Value { return condition(v.Args[0]) }

// None is described at Left.
func (v *Value) None() *Value { return condition(v.Args[1]) }

// condition returns c, or nil if it never holds.
func condition(c *Value) *Value {
	if c.Op != Const || isTrue(c.Type, c.Imm) {
		return c
	}
	return nil
}

// Loops lists the ends of the loops of f.
func (f *Func) Loops() (ends []*Value) {
	for _, v := range f.Values {
		if v.Op == Repeat {
			ends = append(ends, v)
		}
	}
	return ends
}

// HasLoops reports whether f keeps a loop.
func (f *Func) HasLoops() bool {
	return slices.ContainsFunc(f.Values, func(v *Value) bool { return v.Op == Repeat })
}

// first returns the index in f.Values of the first value behind the Enters of the loop that r ends.
func (f *Func) first(r *Value) int {
	at := 0
	enters, _ := r.Variables()
	for _, e := range enters {
		at = max(at, e.ID+1)
	}
	return at
}

// Inside lists the values of an iteration of the loop that r ends, which Prune has put in their place.
func (f *Func) Inside(r *Value) []*Value { return f.Values[f.first(r):r.ID] }

// Changing tells which values, by number, differ from iteration to iteration of the loop that r ends: its
// variables, and what is made of them in it.
func (f *Func) Changing(r *Value) []bool {
	in := make([]bool, len(f.Values))
	enters, _ := r.Variables()
	least := r.ID
	for _, e := range enters {
		in[e.ID], least = true, min(least, e.ID)
	}
	for _, v := range f.Values[least:r.ID] {
		in[v.ID] = in[v.ID] || slices.ContainsFunc(v.Args, func(a *Value) bool { return in[a.ID] })
	}
	return in
}

// variable is a variable of a loop: where the loop ends, and what it is in the next iteration.
type variable struct{ end, next *Value }

// byVariable returns the variables of the loops of f by their Enters.
func (f *Func) byVariable() map[*Value]variable {
	m := map[*Value]variable{}
	for _, r := range f.Loops() {
		enters, next := r.Variables()
		for j, e := range enters {
			m[e] = variable{r, next[j]}
		}
	}
	return m
}

// Next returns what e, a variable of a loop, is in the next iteration.
func (f *Func) Next(e *Value) *Value { return f.byVariable()[e].next }

// dropVariables takes the variables that are not live out of loops.
func (f *Func) dropVariables(live map[*Value]bool) {
	for _, r := range f.Loops() {
		enters, next := r.Variables()
		number := make([]int, len(enters))
		var keptEnters, keptNext []*Value
		for j, e := range enters {
			if live[e] {
				number[j] = len(keptEnters)
				e.Imm = e.Imm&^0xffff | uint64(number[j])
				keptEnters, keptNext = append(keptEnters, e), append(keptNext, next[j])
			}
		}
		if len(keptEnters) == len(enters) {
			continue
		}
		r.Args = slices.Concat(r.Args[:2], keptEnters, keptNext)
		for _, v := range f.Values {
			if v.Op == Leave && v.Args[0] == r {
				v.Imm = uint64(number[v.Imm])
			}
		}
	}
}

// placeLoops puts the values of each loop in their place, and numbers all values.
func (f *Func) placeLoops() {
	for _, r := range f.Loops() {
		in := f.Changing(r)
		from := slices.Index(in, true)
		var before, enters, inside []*Value
		for _, v := range f.Values[from:r.ID] {
			switch {
			case !in[v.ID]:
				before = append(before, v)
			case v.Op == Enter:
				enters = append(enters, v)
			default:
				inside = append(inside, v)
			}
		}
		copy(f.Values[from:], slices.Concat(before, enters, inside))
		for i, v := range f.Values {
			v.ID = i
		}
	}
}

// OfOneLane returns f for one lane at a time, where a loop ends with the iteration in which the lane leaves it. Then no
// variable need say that it has left before, nor need it be asked before the first iteration.
func (f *Func) OfOneLane() *Func {
	if !f.HasLoops() {
		return f
	}
	g := New(f.Name)
	g.In, g.Out, g.NaNsCanonical = append(g.In, f.In...), append(g.Out, f.Out...), f.NaNsCanonical
	no := g.Const(Bool, 0)
	to := make([]*Value, len(f.Values))
	all := func(values []*Value) []*Value {
		made := make([]*Value, len(values))
		for i, v := range values {
			made[i] = to[v.ID]
		}
		return made
	}
	gone := map[*Value]bool{} // variables that say so
	for _, r := range f.Loops() {
		enters, next := r.Variables()
		for j, e := range enters {
			gone[e] = next[j] == r.Args[0] && condition(e.Args[0]) == nil
		}
	}
	for _, v := range f.Values {
		if v.Op == Leave { // behind the loop it says something
			gone[v.Args[1]] = false
		}
	}
	number, entered := map[*Value]int{}, map[int]int{} // of variables, and how many by loop
	for _, v := range f.Values {
		switch {
		case gone[v]:
			to[v.ID] = no
		case v.Op == Enter:
			n := int(v.Imm >> 16)
			number[v] = entered[n]
			entered[n]++
			to[v.ID] = g.Enter(n, number[v], to[v.Args[0].ID])
		case v.Op == Repeat:
			enters, next := v.Variables()
			var kept, becomes []*Value
			for j, e := range enters {
				if !gone[e] {
					kept, becomes = append(kept, e), append(becomes, next[j])
				}
			}
			to[v.ID] = g.Repeat(int(v.Imm>>32), v.Times(), to[v.Args[0].ID], no, all(kept), all(becomes))
		case v.Op == Leave:
			to[v.ID] = g.Leave(to[v.Args[0].ID], number[v.Args[1]])
		default:
			to[v.ID] = g.Copy(v, all(v.Args)...)
		}
	}
	for _, r := range f.Results {
		r.Value = to[r.Value.ID]
		if r.NaN != nil {
			r.NaN = to[r.NaN.ID]
		}
		g.Results = append(g.Results, r)
	}
	g.Prune()
	return g
}

// Rollback takes back all values of f but the first n. None of them may be in use.
func (f *Func) Rollback(n int) {
	clear(f.Values[n:])
	f.Values = f.Values[:n]
	f.memo = nil
}

// Unrolled returns f with as many copies of the iterations of its loops as they have at most.
func (f *Func) Unrolled() *Func {
	if !f.HasLoops() {
		return f
	}
	g := New(f.Name)
	g.In, g.Out, g.NaNsCanonical = append(g.In, f.In...), append(g.Out, f.Out...), f.NaNsCanonical
	to := make([]*Value, len(f.Values))
	emit := func(v *Value) {
		args := make([]*Value, len(v.Args))
		for i, a := range v.Args {
			args[i] = to[a.ID]
		}
		to[v.ID] = g.Copy(v, args...)
	}
	for _, v := range f.Values {
		switch v.Op {
		case Enter:
			to[v.ID] = to[v.Args[0].ID]
		case Leave:
			to[v.ID] = to[v.Args[2].ID]
		case Repeat:
			enters, next := v.Variables()
			values := make([]*Value, len(next))
			for range v.Times() - 1 {
				for j, x := range next {
					values[j] = to[x.ID]
				}
				for j, e := range enters {
					to[e.ID] = values[j]
				}
				for _, w := range f.Inside(v) {
					emit(w)
				}
			}
		default:
			emit(v)
		}
	}
	for _, r := range f.Results {
		r.Value = to[r.Value.ID]
		if r.NaN != nil {
			r.NaN = to[r.NaN.ID]
		}
		g.Results = append(g.Results, r)
	}
	g.Prune()
	return g
}

// verifyLoop checks that the loop which r ends is in its place, see placeLoops.
func (f *Func) verifyLoop(r *Value, bad func(*Value, string, ...any)) {
	if len(r.Args) < 4 || len(r.Args)%2 != 0 || r.Times() < 1 || r.Times() > MaxRepeats {
		bad(r, "is incomplete")
		return
	}
	enters, next := r.Variables()
	for j, e := range enters {
		if e.Op != Enter || int(e.Imm&0xffff) != j || e.Imm>>16 != r.Imm>>32 || e.Type != next[j].Type {
			bad(r, "has v%d and v%d as variable %d", e.ID, next[j].ID, j)
			return
		}
	}
	in := f.Changing(r)
	if in[r.Args[1].ID] {
		bad(r, "asks before the loop for v%d, which is of it", r.Args[1].ID)
	}
	from := f.first(r)
	for _, v := range f.Values[from:r.ID] {
		if !in[v.ID] || v.Op == Enter || v.Op == Repeat || v.Op == Rare {
			bad(v, "is in the loop of v%d", r.ID)
		}
	}
	for _, v := range f.Values[r.ID+1:] {
		for _, a := range v.Args {
			if in[a.ID] && !(v.Op == Leave && v.Args[0] == r) {
				bad(v, "uses v%d of the loop of v%d behind it", a.ID, r.ID)
			}
		}
	}
	for _, res := range f.Results {
		for _, v := range res.roots() {
			if in[v.ID] {
				bad(v, "is of the loop of v%d, and a result", r.ID)
			}
		}
	}
}

// verifyVariable checks an Enter or a Leave.
func (f *Func) verifyVariable(v *Value, bad func(*Value, string, ...any)) {
	if v.Op == Enter {
		if v.Args[0].Type != v.Type {
			bad(v, "argument is %s", v.Args[0].Type)
		}
		return
	}
	r := v.Args[0]
	if r.Op != Repeat {
		bad(v, "leaves no loop")
		return
	}
	enters, next := r.Variables()
	if j := int(v.Imm); j >= len(enters) || enters[j] != v.Args[1] || next[j] != v.Args[2] || v.Type != next[j].Type {
		bad(v, "is variable %d of no loop", j)
	}
}

// loopString prints what a value of a loop has beside its arguments.
func (v *Value) loopString() string {
	switch v.Op {
	case Enter:
		return fmt.Sprintf(" #%d.%d", v.Imm>>16, v.Imm&0xffff)
	case Repeat:
		return fmt.Sprintf(" #%d times %d", v.Imm>>32, v.Times())
	}
	return fmt.Sprintf(" #%d", v.Imm)
}
