// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"fmt"
	"maps"
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
)

// A loop of the body is written as it stands: the code before it, an iteration, and a jump back unless all lanes of
// the vectors of the block have left it. Where the values are, in registers and in memory, is noted when the
// iteration begins, and is so again when it ends.

// RepeatWriter is what a back end writes the loops of a body with.
type RepeatWriter interface {
	// Enter puts the argument of v into a register of v's, for all vectors of the block, and ends
	// with Registers.End.
	Enter(v *ir.Value)
	// Times begins to count to n.
	Times(n int)
	// NoteAll notes whether cond holds in all lanes of the block that are in the row. Moves between
	// registers, from memory, and Enter leave the note alone.
	NoteAll(cond *ir.Value)
	// Again counts, and jumps to label unless it has come to the end or, if noted, all lanes were noted.
	Again(noted bool, label string)
	// IfAll jumps to label if all lanes were noted.
	IfAll(label string)
}

// repeats is the loop being written in a copy of the body.
type repeats struct {
	label  string
	asked  bool   // whether no lane needs an iteration is noted
	behind string // the label behind it, if a jump leads there
	places []places
	regs   Classes
}

// enter writes the Enter at position i.
func (r *repeats) enter(w LoopWriter, l Loop, i int) {
	rw := w.(RepeatWriter)
	if none := l.Body.noneOf(i); none != nil {
		rw.NoteAll(none)
		l.Registers.Release()
		r.asked = true
	}
	rw.Enter(l.Body.Order[i])
}

// begin begins the iteration of the loop whose last Enter is at position i.
func (r *repeats) begin(w LoopWriter, cold *coldCode, l Loop, i int) {
	end := slices.IndexFunc(l.Body.Order[i:], func(v *ir.Value) bool { return v.Op == ir.Repeat })
	w.(RepeatWriter).Times(l.Body.Order[i+end].Times())
	cold.loops++
	r.label, r.regs, r.places = label("repeat", cold.loops), l.Registers, nil
	for _, c := range r.regs {
		r.places = append(r.places, c.places())
	}
	r.behind = ""
	if r.asked {
		r.asked, r.behind = false, label("behind", cold.loops)
		w.(RepeatWriter).IfAll(r.behind)
	}
	w.Label(r.label)
}

// end ends the iteration of the loop that v ends, of so many vectors.
func (r *repeats) end(w LoopWriter, b *Body, v *ir.Value, vectors int) {
	rw := w.(RepeatWriter)
	left := v.Left()
	if left != nil {
		rw.NoteAll(left)
		r.regs.Release()
	}
	next, behind := map[Var]Var{}, map[Var]Var{}
	enters, values := v.Variables()
	for vector := range vectors {
		for j, e := range enters {
			next[Var{e, vector}] = Var{Root(values[j]), vector}
		}
		for _, l := range b.leaves(v) {
			behind[Var{l.Args[1], vector}] = Var{l, vector}
		}
	}
	for i, c := range r.regs {
		c.back(r.places[i], next)
		c.rename(next, behind)
	}
	rw.Again(left != nil, r.label)
	if r.behind != "" {
		w.Label(r.behind)
	}
	for vector := range vectors {
		r.regs.End(vector)
	}
}

// places is where values are.
type places struct {
	regs         []holder
	where, slots map[Var]int
}

func (r *Registers) places() places {
	return places{slices.Clone(r.regs), maps.Clone(r.where), maps.Clone(r.slots)}
}

// back moves the values to where they were, and there the values of next to where the variables of a loop were.
func (r *Registers) back(p places, next map[Var]Var) {
	mine := func(v Var) bool { return r.has(p, v) }
	// What a variable becomes is in a register before anything moves: it may be another variable.
	for _, v := range sorted(next) {
		if mine(v) {
			r.Use(next[v])
		}
	}
	for _, v := range sorted(next) {
		if slot, ok := p.slots[v]; ok {
			r.Spill(next[v], r.Use(next[v]), slot)
		}
	}
	moves := map[int]int{} // from, by to
	var later []Var        // which come from memory
	held := map[int]bool{} // the registers that values are to be in
	for v, to := range p.where {
		held[to] = true
		from, ok := r.where[v]
		if n, changes := next[v]; changes {
			from, ok = r.where[n]
		}
		switch {
		case !ok:
			later = append(later, v)
		case from != to:
			moves[to] = from
		}
	}
	r.moveAll(moves, held)
	slices.SortFunc(later, func(x, y Var) int { return p.where[x] - p.where[y] })
	for _, v := range later {
		if slot, ok := r.slots[v]; ok {
			r.Reload(v, p.where[v], slot)
		} else {
			r.Remat(v, p.where[v])
		}
	}
	r.regs, r.where, r.slots = slices.Clone(p.regs), maps.Clone(p.where), maps.Clone(p.slots)
}

// rename makes the variables of a loop those behind it, or forgets them where nothing reads them.
func (r *Registers) rename(variables, behind map[Var]Var) {
	for _, v := range sorted(variables) {
		to, read := behind[v]
		if reg, ok := r.where[v]; ok {
			delete(r.where, v)
			r.regs[reg] = holder{}
			if read {
				r.bind(to, reg)
			}
		}
		if slot, ok := r.slots[v]; ok {
			delete(r.slots, v)
			if read {
				r.slots[to] = slot
			}
		}
	}
}

// has reports whether v has a place in p.
func (r *Registers) has(p places, v Var) bool {
	_, reg := p.where[v]
	_, slot := p.slots[v]
	return reg || slot
}

// sorted lists the variables of a loop, in one order whatever the map's.
func sorted(next map[Var]Var) []Var {
	return slices.SortedFunc(maps.Keys(next), func(x, y Var) int {
		if x.Value.ID != y.Value.ID {
			return x.Value.ID - y.Value.ID
		}
		return x.Lane - y.Lane
	})
}

// moveAll makes moves at once, given by the register that each ends in. held are registers that none may pass by.
func (r *Registers) moveAll(moves map[int]int, held map[int]bool) {
	for len(moves) > 0 {
		done := false
		for _, to := range slices.Sorted(maps.Keys(moves)) {
			if slices.Contains(slices.Collect(maps.Values(moves)), to) {
				continue
			}
			r.Move(moves[to], to)
			delete(moves, to)
			done = true
		}
		if done {
			continue
		}
		// All that are left go round in circles: one register makes room.
		to := slices.Sorted(maps.Keys(moves))[0]
		free := -1
		for i, h := range r.regs {
			if h.state == empty && !held[i] && !slices.Contains(slices.Collect(maps.Values(moves)), i) {
				free = i
			}
		}
		if free < 0 {
			panic(&OutOfRegisters{fmt.Sprintf("%s: the variables of a loop change their %s registers, and none is free", r.body.Func.Name, r.name)})
		}
		r.peak = max(r.peak, free+1)
		r.Move(to, free)
		for k, from := range moves {
			if from == to {
				moves[k] = free
			}
		}
	}
}
