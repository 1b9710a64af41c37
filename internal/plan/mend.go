// SPDX-License-Identifier: BSD-3-Clause

package plan

import "github.com/arraygen/arraygen/internal/ir"

// Results whose NaN must become canonical (ir.Result.Mend) are looked at before
// they are stored, all vectors at once. Hardly ever is there a NaN, so the code
// that mends them lies outside, behind the loops.

// Suspect is a vector that may have NaNs to be mended.
type Suspect struct {
	Type     ir.Type
	Register int
	// NaN is the register that says where it is to be NaN, if that is known
	// separately, or -1.
	NaN int
}

// MendWriter is what a back end mends NaNs with.
type MendWriter interface {
	Label(name string)
	Jump(label string)
	// IfNaN jumps to label if there is a NaN in the vectors, or if lanes is not
	// 0 in the first lanes of them. mend writes, at that label, what makes the NaNs
	// canonical.
	IfNaN(s []Suspect, lanes int, label string) (mend func())
}

// suspects lists the vectors of results, each once.
func suspects(w BodyWriter, results []ir.Result, vectors int) (list []Suspect) {
	seen := map[*ir.Value]bool{}
	for _, r := range results {
		root := Root(r.Value)
		if !r.Mend || seen[root] {
			continue
		}
		seen[root] = true
		for vector := range vectors {
			s := Suspect{r.Value.Type, w.Register(root, vector), -1}
			if r.NaN != nil {
				s.NaN = w.Register(r.NaN, vector)
			}
			list = append(list, s)
		}
	}
	return list
}

// coldCode is the code that lies behind the loops.
type coldCode struct {
	parts []func()
	mends int
	loops int // that were written
}

// mend tests vectors for NaNs and makes these canonical, behind the loops; there
// unless, if not nil, may jump to the label that it gets, and after, if not nil,
// stores them again. If lanes is not 0, only so many of each vector count.
func (c *coldCode) mend(w MendWriter, list []Suspect, lanes int, unless func(clean string), after func()) {
	if len(list) == 0 {
		return
	}
	c.mends++
	nan, clean := label("nan", c.mends), label("clean", c.mends)
	mend := w.IfNaN(list, lanes, nan)
	w.Label(clean)
	c.parts = append(c.parts, func() {
		w.Label(nan)
		if unless != nil {
			unless(clean)
		}
		mend()
		if after != nil {
			after()
		}
		w.Jump(clean)
	})
}

// write writes the code.
func (c *coldCode) write(w MendWriter) {
	for _, f := range c.parts {
		f()
	}
}
