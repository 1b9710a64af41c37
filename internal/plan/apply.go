// SPDX-License-Identifier: BSD-3-Clause

package plan

import "github.com/arraygen/arraygen/internal/ir"

// Parts is a vector of elements: its register, or of pairs that the body mixes the
// registers of the first and the second lanes.
type Parts []int

// ApplyWriter is what a back end writes a body with that is applied to vectors in
// registers.
type ApplyWriter interface {
	BodyWriter
	// Move copies vector register from to register to.
	Move(to, from int)
}

// Apply is a body of two inputs and an output of one type, applied to vectors in
// registers.
type Apply struct {
	Body      *Body
	Registers Classes // the first are those of vectors
	Lanes     int
	Annotate  bool
}

// Pin returns registers for a vector of elements.
func (a Apply) Pin() Parts {
	p := Parts{a.Registers[0].Pin()}
	if a.Body.Func.In[0].Pair {
		p = append(p, a.Registers[0].Pin())
	}
	return p
}

// Write makes into the body of x and y, of which one may be into itself; y, if it
// is not, is not needed any more.
func (a Apply) Write(w ApplyWriter, into, x, y Parts) {
	regs, vectors := a.Registers, a.Registers[0]
	regs.Reset()
	for _, r := range regs {
		r.body = a.Body
	}
	w.Begin(Block{Vectors: 1, Lanes: a.Lanes})
	given := map[uint64]int{}
	for part := range into {
		given[uint64(part)], given[uint64(2+part)] = x[part], y[part]
	}
	// Parameters that the body does not use give their registers back.
	for _, r := range given {
		vectors.Unpin(r)
	}
	for _, v := range a.Body.Order {
		if v.Op == ir.Param {
			vectors.Give(Var{Value: v}, given[v.Imm])
		}
	}
	for i, v := range a.Body.Order {
		regs.At(i)
		if a.Annotate {
			w.Comment(v.Long())
		}
		if v.Op != ir.Param {
			w.Operation(v)
		}
	}
	regs.At(len(a.Body.Order))
	a.results(w, into)
	regs.Reset()
	for _, r := range into {
		vectors.Keep(r)
	}
}

// results moves the results of the body to the registers of into.
func (a Apply) results(w ApplyWriter, into Parts) {
	from := make([]int, len(into))
	for _, r := range a.Body.Func.Results {
		from[r.Part] = w.Register(r.Value, 0)
	}
	if len(into) == 2 && from[1] == into[0] {
		t := a.Registers[0].Temp()
		w.Move(t, from[1])
		from[1] = t
	}
	for part, r := range into {
		if from[part] != r {
			w.Move(r, from[part])
		}
	}
}
