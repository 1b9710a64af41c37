// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"fmt"
	"math"

	"github.com/arraygen/arraygen/internal/ir"
)

// Var is a value of one of the vectors that an iteration of the loop works on.
type Var struct {
	Value *ir.Value // a root, see Root
	Lane  int       // which vector
}

// Registers assigns the registers of one class, numbered from 0, to the
// values of a body.
//
// A back end walks Body.Order. For each operation it calls At, gets the
// registers of the arguments with Use, of the result with Def or Take, and
// of scratch with Temp, and calls End. With several vectors per iteration it calls
// At once and does the operation, up to End, for each vector. A register
// that End gives back may be had again at once: the registers of arguments
// that are not used again are free for the next vector.
type Registers struct {
	body *Body
	name string
	regs []holder
	at   int

	where map[Var]int // register
	slots map[Var]int // memory, once spilled
	nslot int
	most  int // memory slots of a copy of the body
	peak  int

	// Spill and Reload, both or neither, move values to and from numbered
	// memory slots. Without them running out of registers is an error.
	Spill, Reload func(v Var, reg, slot int)
	// Move copies a whole register. A body with loops needs it.
	Move func(from, to int)
	// Remat, if not nil, makes a value again in reg instead of reloading it,
	// and reports whether it can; reg < 0 only asks.
	Remat func(v Var, reg int) bool
}

type state uint8

const (
	empty  state = iota
	held         // holds a value
	temp         // until End
	pinned       // for good
)

type holder struct {
	state  state
	locked bool // in use by the current operation
	v      Var
}

// OutOfRegisters is the panic value of a body that does not fit.
type OutOfRegisters struct{ msg string }

func (e *OutOfRegisters) Error() string { return e.msg }

// NewRegisters returns n free registers. name is the class in errors.
func NewRegisters(b *Body, name string, n int) *Registers {
	return &Registers{body: b, name: name, regs: make([]holder, n), where: map[Var]int{}, slots: map[Var]int{}}
}

// Reset forgets all values but keeps pinned registers, for the next copy of
// the body.
func (r *Registers) Reset() {
	for i := range r.regs {
		if r.regs[i].state != pinned {
			r.regs[i] = holder{}
		}
	}
	clear(r.where)
	clear(r.slots)
	r.most = max(r.most, r.nslot)
	r.nslot = 0
}

// Peak returns how many registers were used at once at most.
func (r *Registers) Peak() int { return r.peak }

// Slots returns the number of memory slots that spills need in any copy of the
// body so far.
func (r *Registers) Slots() int { return max(r.most, r.nslot) }

// At begins the operation at position i of the body's order; len(Order)+o is
// the storing of output o.
func (r *Registers) At(i int) { r.at = i }

// Use returns the register that holds v, until End.
func (r *Registers) Use(v Var) int {
	reg, ok := r.where[v]
	if !ok {
		slot, spilled := r.slots[v]
		remat := !spilled && r.Remat != nil && r.Remat(v, -1)
		if !spilled && !remat {
			panic(fmt.Sprintf("plan: %s: v%d is used before its definition", r.body.Func.Name, v.Value.ID))
		}
		reg = r.get()
		r.bind(v, reg)
		if remat {
			r.Remat(v, reg)
		} else {
			r.Reload(v, reg, slot)
		}
	}
	r.regs[reg].locked = true
	return reg
}

// Has reports whether v is defined and still to be read.
func (r *Registers) Has(v Var) bool {
	_, reg := r.where[v]
	_, slot := r.slots[v]
	return reg || slot
}

// Dies reports whether no operation reads v after the current operation, so that
// its register may be written to (with Take).
func (r *Registers) Dies(v Var) bool { return r.body.LastUse(v.Value) <= r.at }

// Def returns a free register for the result v.
func (r *Registers) Def(v Var) int {
	reg := r.get()
	r.bind(v, reg)
	r.regs[reg].locked = true
	return reg
}

// Take gives the register of from, which Dies, to the result v. from must not
// be used after it.
func (r *Registers) Take(v, from Var) int {
	reg := r.Use(from)
	delete(r.where, from)
	r.bind(v, reg)
	return reg
}

// Temp returns a free register until End.
func (r *Registers) Temp() int {
	reg := r.get()
	r.regs[reg] = holder{state: temp, locked: true}
	return reg
}

// Pin returns a free register for good.
func (r *Registers) Pin() int {
	reg := r.get()
	r.regs[reg] = holder{state: pinned, locked: true}
	return reg
}

// Give puts the value v into a pinned register, which is free again when
// v ends.
func (r *Registers) Give(v Var, reg int) { r.bind(v, reg) }

// Keep pins a register, whatever it holds.
func (r *Registers) Keep(reg int) { r.regs[reg] = holder{state: pinned, locked: true} }

// Unpin gives a pinned register back.
func (r *Registers) Unpin(reg int) { r.regs[reg] = holder{} }

// End ends the work on one vector at the current operation: it frees
// temporaries and the values of that vector that are not read again.
func (r *Registers) End(lane int) {
	for i := range r.regs {
		h := &r.regs[i]
		switch {
		case h.state == temp:
			*h = holder{}
		case h.state == held && h.v.Lane == lane && r.body.LastUse(h.v.Value) <= r.at:
			delete(r.where, h.v)
			*h = holder{}
		case h.state == held:
			h.locked = false
		}
	}
}

func (r *Registers) bind(v Var, reg int) {
	r.regs[reg] = holder{state: held, locked: r.regs[reg].locked, v: v}
	r.where[v] = reg
}

// get returns the lowest free register, made free if need be.
func (r *Registers) get() int {
	for i, h := range r.regs {
		if h.state == empty {
			r.peak = max(r.peak, i+1)
			return i
		}
	}
	if r.Spill == nil {
		panic(&OutOfRegisters{fmt.Sprintf("%s: out of %s registers (%d)", r.body.Func.Name, r.name, len(r.regs))})
	}
	victim, far := -1, -1
	for i, h := range r.regs {
		if h.state != held || h.locked {
			continue
		}
		if next := r.nextUse(h.v); next > far {
			victim, far = i, next
		}
	}
	if victim < 0 {
		panic(&OutOfRegisters{fmt.Sprintf("%s: one operation needs more than the %d %s registers", r.body.Func.Name, len(r.regs), r.name)})
	}
	v := r.regs[victim].v
	if _, saved := r.slots[v]; !saved && (r.Remat == nil || !r.Remat(v, -1)) {
		r.slots[v] = r.nslot
		r.Spill(v, victim, r.nslot)
		r.nslot++
	}
	delete(r.where, v)
	r.regs[victim] = holder{}
	return victim
}

// nextUse returns the position of the next use of v from the current
// operation on. What the current operation needs again is locked.
func (r *Registers) nextUse(v Var) int {
	for _, u := range r.body.uses[v.Value.ID] {
		if u >= r.at {
			return u
		}
	}
	return math.MaxInt
}

// Release frees temporaries and unlocks values within an operation that is
// done with them: between the stores of results.
func (r *Registers) Release() {
	for i := range r.regs {
		if r.regs[i].state == temp {
			r.regs[i] = holder{}
		} else {
			r.regs[i].locked = false
		}
	}
}
