// SPDX-License-Identifier: BSD-3-Clause

package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/internal/ir"
)

// loop prints the loop that r ends. Its variables are those of its Enters, before it, in it and behind it.
func (p *printer) loop(r *ir.Value) jen.Code {
	enters, next := r.Variables()
	inside, left := p.f.Inside(r), r.Left()
	becomes, early := p.leavesEarly(r)
	var body, to, from []jen.Code
	if early {
		at := slices.Index(inside, left) + 1
		body = append(p.definitions(inside[:at]), jen.If(p.use(left)).Block(jen.Break()))
		chosen := func(v *ir.Value) bool { return slices.Contains(next, v) && !slices.Contains(becomes, v) }
		inside = slices.DeleteFunc(slices.Clone(inside[at:]), chosen)
	}
	body = append(body, p.definitions(inside)...)
	for j, e := range enters {
		if becomes[j] != e {
			to, from = append(to, p.name(e)), append(from, p.use(becomes[j]))
		}
	}
	goesOn := jen.List(to...).Op("=").List(from...)
	if left == nil || early {
		body = append(body, goesOn)
	} else {
		last := p.local("last")
		body = append(body, last.Clone().Op(":=").Add(p.use(left)), goesOn, jen.If(last.Clone()).Block(jen.Break()))
	}
	return jen.For(jen.Range().Lit(r.Times())).Block(body...)
}

// leavesEarly reports whether a lane that leaves the loop which r ends leaves those variables that are read behind it
// as they were when the iteration began, so that it need not compute what the variables become. It returns what they
// become, and if so, what they become in a lane that goes on.
func (p *printer) leavesEarly(r *ir.Value) (becomes []*ir.Value, early bool) {
	enters, next := r.Variables()
	inside, left := p.f.Inside(r), r.Left()
	if !slices.Contains(inside, left) {
		return next, false
	}
	becomes = slices.Clone(next)
	read := map[*ir.Value]bool{}
	for _, v := range p.f.Values {
		if v.Op == ir.Leave {
			read[v.Args[1]] = true
		}
	}
	for j, v := range next {
		others := func(w *ir.Value) bool { return slices.Contains(w.Args, v) }
		chooses := v.Op == ir.Select && v.Args[0] == left && v.Args[1] == enters[j] && !slices.ContainsFunc(inside, others)
		switch {
		case chooses:
			becomes[j] = v.Args[2]
		case v != enters[j] && read[enters[j]]:
			return next, false
		}
	}
	return becomes, true
}

// readInLoops counts, as readers of their own, the loops that read a value from outside of them: it must not be
// computed again in each iteration.
func readInLoops(f *ir.Func, n []int) {
	for _, r := range f.Loops() {
		in := f.Changing(r)
		for _, v := range append(slices.Clone(f.Inside(r)), r) {
			for _, a := range v.Args {
				if !in[a.ID] {
					n[a.ID]++
				}
			}
		}
	}
}
