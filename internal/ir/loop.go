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

// Rollback takes back all values of f but the first n. None of them may be in use.
func (f *Func) Rollback(n int) {
	clear(f.Values[n:])
	f.Values = f.Values[:n]
	f.memo = nil
}

// loopString prints what a value of a loop has in addition to its arguments.
func (v *Value) loopString() string {
	switch v.Op {
	case Enter:
		return fmt.Sprintf(" #%d.%d", v.Imm>>16, v.Imm&0xffff)
	case Repeat:
		return fmt.Sprintf(" #%d times %d", v.Imm>>32, v.Times())
	}
	return fmt.Sprintf(" #%d", v.Imm)
}
