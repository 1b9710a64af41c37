// SPDX-License-Identifier: BSD-3-Clause

package ir

import "slices"

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
