// SPDX-License-Identifier: BSD-3-Clause

package golang

import (
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
)

// inlined says, by ID, which values are printed where they are used: constants,
// what has one reader, and conversions of complements, see complement. All others have statements of their own.
//
// The exception is for Go's sake. Where a branch has a call and reads a narrow
// integer, the integer is reloaded from the stack, and is extended by that. When
// it is read again behind the branch, Go (1.26 and 1.27, for arm64 and riscv64)
// may take it to be extended still, though control has come around the branch
// with a register that nothing has extended: int64(m) is then not m. So calls
// are moved out of such a branch.
func inlined(f *ir.Func) []bool {
	n := readers(f)
	in := make([]bool, len(f.Values))
	for _, v := range f.Values {
		switch v.Op {
		case ir.Const:
			in[v.ID] = true
		case ir.Param, ir.Select, ir.Rare, ir.Enter, ir.Repeat, ir.Leave:
		default:
			in[v.ID] = n[v.ID] == 1 || keepsRegister(v) && complement(v)
		}
	}
	last := lastRead(f, in)
	for _, v := range f.Values {
		if !in[v.ID] {
			b := branches{in: in, last: last, statement: v.ID}
			if calls := b.walk(v, false); calls && b.reads {
				for _, id := range b.calling {
					in[id] = false
				}
			}
		}
	}
	return in
}

// readers counts the readers of each value. The conversion of a complement is none: its readers are.
func readers(f *ir.Func) []int {
	n := make([]int, len(f.Values))
	for _, r := range f.Results {
		n[r.Value.ID]++
	}
	for _, v := range slices.Backward(f.Values) {
		times := 1
		if keepsRegister(v) && complement(v) {
			times = n[v.ID]
		}
		for i, a := range v.Args {
			if v.Op == ir.Rare && i >= 2 {
				n[a.ID]++ // read in a branch of its own
			}
			n[a.ID] += times
		}
	}
	readInLoops(f, n)
	return n
}

// lastRead tells for each value the last statement that reads it, by the ID of
// the statement's value; stores are behind all.
func lastRead(f *ir.Func, in []bool) []int {
	last := make([]int, len(f.Values))
	for _, r := range f.Results {
		last[r.Value.ID] = len(f.Values)
	}
	for i := len(f.Values) - 1; i >= 0; i-- {
		v := f.Values[i]
		at := v.ID
		if in[v.ID] {
			at = last[v.ID]
		}
		for _, a := range v.Args {
			last[a.ID] = max(last[a.ID], at)
		}
	}
	for _, r := range f.Loops() {
		for _, v := range f.Inside(r) {
			for _, a := range v.Args { // the next iteration reads it again
				last[a.ID] = max(last[a.ID], r.ID)
			}
		}
	}
	return last
}

// branches is what the branches of a statement hold: the right sides of && and
// ||, and what a Select chooses.
type branches struct {
	in        []bool
	last      []int
	statement int   // the ID of its value
	calling   []int // the values that are evaluated in a branch, and need a call
	reads     bool  // a narrow integer is read in a branch, and again behind the statement
}

// walk looks at v and what is printed in it; it reports whether a call is.
// inBranch says that v is evaluated in a branch.
func (b *branches) walk(v *ir.Value, inBranch bool) (call bool) {
	call = v.ID != b.statement && calls(v) && inBranch
	chooses := v.Op == ir.Select || v.Type == ir.Bool && (v.Op == ir.And || v.Op == ir.Or || v.Op == ir.AndNot)
	for i, a := range v.Args {
		branch := inBranch || chooses && i == 1
		switch {
		case !b.in[a.ID]:
			narrow := a.Type.Is(ir.KindInteger) && a.Type.Bits() < 64
			b.reads = b.reads || branch && narrow && b.last[a.ID] > b.statement
		case b.walk(a, branch):
			call = true
			if chooses && i == 1 {
				b.calling = append(b.calling, a.ID)
			}
		}
	}
	return call
}

// calls reports whether v may be the call of a function: Go inlines some.
func calls(v *ir.Value) bool {
	switch v.Op {
	case ir.Param, ir.Const, ir.Select, ir.Add, ir.Sub, ir.Mul, ir.Neg, ir.And, ir.Or, ir.Xor, ir.AndNot, ir.Not,
		ir.Shl, ir.Shr, ir.ShlV, ir.ShrV, ir.Eq, ir.Ne, ir.Lt, ir.Le, ir.Bitcast:
		return false
	case ir.Div:
		return !v.Type.Is(ir.KindFloat)
	case ir.Min, ir.Max:
		return v.Type.Is(ir.KindFloat)
	case ir.Convert:
		return v.Args[0].Type.Is(ir.KindFloat) && v.Type.Is(ir.KindInteger)
	}
	return true
}
