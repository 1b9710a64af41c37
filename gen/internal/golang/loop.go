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
	var body, to, from []jen.Code
	keeps := p.keepsVariables(r)
	if keeps {
		at := slices.Index(inside, left) + 1
		body = append(p.definitions(inside[:at]), jen.If(p.use(left)).Block(jen.Break()))
		inside = slices.DeleteFunc(slices.Clone(inside[at:]), func(v *ir.Value) bool { return slices.Contains(next, v) })
	}
	body = append(body, p.definitions(inside)...)
	for j, e := range enters {
		switch {
		case next[j] == e:
		case keeps:
			to, from = append(to, p.name(e)), append(from, p.use(next[j].Args[2]))
		default:
			to, from = append(to, p.name(e)), append(from, p.use(next[j]))
		}
	}
	last := p.local("last")
	if left != nil && !keeps {
		body = append(body, last.Clone().Op(":=").Add(p.use(left)))
	}
	body = append(body, jen.List(to...).Op("=").List(from...))
	if left != nil && !keeps {
		body = append(body, jen.If(last.Clone()).Block(jen.Break()))
	}
	return jen.For(jen.Range().Lit(r.Times())).Block(body...)
}

// keepsVariables reports whether a lane that leaves the loop which r ends leaves it with the variables as they were
// when the iteration began, so that it need not compute what they would become.
func (p *printer) keepsVariables(r *ir.Value) bool {
	enters, next := r.Variables()
	inside, left := p.f.Inside(r), r.Left()
	if !slices.Contains(inside, left) {
		return false
	}
	for j, v := range next {
		chooses := v.Op == ir.Select && v.Args[0] == left && v.Args[1] == enters[j]
		others := func(w *ir.Value) bool { return slices.Contains(w.Args, v) }
		if v != enters[j] && (!chooses || slices.ContainsFunc(inside, others)) {
			return false
		}
	}
	return true
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
