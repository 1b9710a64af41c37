// SPDX-License-Identifier: BSD-3-Clause

package ir

// Loops in other forms: written out, and as one lane at a time runs them.

// Unrolled returns f with as many copies of the iterations of its loops as they have at most.
func (f *Func) Unrolled() *Func {
	if !f.HasLoops() {
		return f
	}
	g := f.empty()
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
	g.returnAs(f, to)
	g.Prune()
	return g
}

// OfOneLane returns f for one lane at a time, where a loop ends with the iteration in which the lane leaves it. Then no
// variable need say that it has left before, nor need it be asked before the first iteration.
func (f *Func) OfOneLane() *Func {
	if !f.HasLoops() {
		return f
	}
	g := f.empty()
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
	g.returnAs(f, to)
	g.Prune()
	return g
}
