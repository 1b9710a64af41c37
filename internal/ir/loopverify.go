// SPDX-License-Identifier: BSD-3-Clause

package ir

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
