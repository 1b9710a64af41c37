// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"fmt"
	"slices"
	"strings"
)

// A contraction reduces along a dimension that no output has, for each element of the one or two
// dimensions that the outputs have: d: T[m, n] of a: T[m, k] and b: T[n, k].

// reducedDim returns the dimension along which k reduces, if it is a contraction: that of an input
// of two dimensions, or of one that is a sum of two, which no output has while one has the other.
func reducedDim(k *Kernel) (reduced Text) {
	free := map[string]bool{}
	for _, p := range k.Out {
		for _, d := range p.dims {
			free[d.Value] = true
		}
	}
	if len(free) == 0 {
		return reduced
	}
	for _, p := range k.In {
		var names []Text
		for _, d := range p.dims {
			if d.bad || d.Window > 0 {
				return Text{}
			}
			names = append(names, d.Text)
			if d.Plus != "" {
				names = append(names, Text{Pos: d.Pos, Value: d.Plus})
			}
		}
		if len(names) != 2 || !snake.MatchString(names[0].Value) || !snake.MatchString(names[1].Value) {
			continue
		}
		for i, n := range names {
			if !free[n.Value] && free[names[1-i].Value] && reduced.Value == "" {
				reduced = n
			}
		}
	}
	return reduced
}

// contraction checks the core dimensions of a kernel that reduces along the given one.
func (l *loader) contraction(k *Kernel, names []Text, reduced Text, fail func(at Pos, msg, hint string)) {
	k.Core = reduced.Value
	hint := func() string {
		return fmt.Sprintf("the kernel reduces along %s for each element of %s: an input has some of these dimensions, as T[%s, %s], or is one element", k.Core, strings.Join(k.Free, ", "), k.Free[0], k.Core)
	}
	for i := range k.Out {
		p := &k.Out[i]
		var free []string
		for _, d := range p.dims {
			free = append(free, d.Value)
		}
		if k.Free == nil {
			k.Free = free
		}
		switch {
		case len(free) == 0:
			fail(p.Name.Pos, fmt.Sprintf("the output %s has no dimension, and another output has", p.Name.Value), "the outputs of a kernel have the same core dimensions")
		case len(free) > 2:
			fail(p.dims[2].Pos, fmt.Sprintf("%s has %d core dimensions", p.Name.Value, len(free)), "an operand has two at most, as T[m, n]: its ufunc takes arrays of any more dimensions")
		case !slices.Equal(free, k.Free):
			fail(p.dims[0].Pos, fmt.Sprintf("the output %s has other core dimensions than another", p.Name.Value), "the outputs of a kernel have the same core dimensions, in one order")
		case slices.ContainsFunc(p.dims, func(d Dim) bool { return d.bad || d.Window > 0 || d.Plus != "" || !snake.MatchString(d.Value) }):
			fail(p.dims[0].Pos, fmt.Sprintf("the core dimensions of the output %s", p.Name.Value), "those of an output are names, as T[m, n]")
		case len(free) == 2 && free[0] == free[1]:
			fail(p.dims[1].Pos, fmt.Sprintf("%s has the core dimension %s twice", p.Name.Value, free[1]), "give each its own name")
		default:
			p.setAxes()
			continue
		}
		return
	}
	bound := map[string]bool{}
	for i := range k.In {
		p := &k.In[i]
		seen := map[string]bool{}
		for _, d := range p.dims {
			for _, name := range []string{d.Value, d.Plus} {
				switch {
				case name == "":
				case d.bad:
					fail(d.Pos, fmt.Sprintf("the core dimension %s", quote(d.Value)), hint())
					return
				case name != k.Core && !slices.Contains(k.Free, name):
					fail(d.Pos, fmt.Sprintf("the core dimension %s of %s is none of the outputs', nor %s", name, p.Name.Value, k.Core), hint())
					return
				case seen[name]:
					fail(d.Pos, fmt.Sprintf("%s has the core dimension %s twice", p.Name.Value, name), hint())
					return
				default:
					seen[name], bound[name] = true, true
				}
			}
		}
		if len(p.dims) > 2 {
			fail(p.dims[2].Pos, fmt.Sprintf("%s has %d core dimensions", p.Name.Value, len(p.dims)), "an operand has two at most, as T[m, n]: its ufunc takes arrays of any more dimensions")
			return
		}
		p.setAxes()
		if seen[k.Core] {
			p.Core = Text{Pos: p.dims[0].Pos, Value: k.Core}
		}
	}
	for _, p := range k.Scalars {
		if len(p.dims) > 0 {
			fail(p.dims[0].Pos, fmt.Sprintf("the scalar %s has the core dimension %s", p.Name.Value, p.dims[0].Value), "move it to in:, or remove the dimension")
			return
		}
	}
	for _, n := range append(slices.Clone(k.Free), k.Core) {
		switch at := reduced.Pos; {
		case slices.Contains(values(names), n):
			fail(at, fmt.Sprintf("the core dimension %s has the name of an operand", n), "choose another name")
		case !bound[n]:
			fail(at, fmt.Sprintf("the core dimension %s is that of no input", n), fmt.Sprintf("give it to an input, as x: T[%s]", n))
		default:
			continue
		}
		return
	}
	if n := l.nodes[k]["edge"]; n != nil {
		fail(n.Pos, "an edge, and no operand that is a window", "an input T[n+k-1] has all elements that the outputs are of; remove edge")
	}
}

// setAxes notes the core dimensions of an operand of a contraction.
func (p *Param) setAxes() {
	p.Axes = nil
	for _, d := range p.dims {
		p.Axes = append(p.Axes, Axis{d.Value, d.Plus})
	}
}

// Has reports whether an operand of a contraction has a dimension.
func (p Param) Has(dim string) bool {
	return slices.ContainsFunc(p.Axes, func(a Axis) bool { return a.Dim == dim || a.Plus == dim })
}
