package arm64

import (
	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/asm/plan"
)

// pin returns registers for a vector of elements.
func (f folder) pin() parts {
	p := parts{f.regs.Pin()}
	if f.f.In[0].Pair {
		p = append(p, f.regs.Pin())
	}
	return p
}

// apply makes into the body of x and y, of which one may be into itself; y, if
// it is not, is not needed any more.
func (f folder) apply(into, x, y parts) {
	f.regs.Reset()
	given := map[uint64]int{}
	for part := range into {
		given[uint64(part)], given[uint64(2+part)] = x[part], y[part]
	}
	// Parameters that the body does not use give their registers back.
	for _, r := range given {
		f.regs.Unpin(r)
	}
	for _, v := range f.body.Order {
		if v.Op == ir.Param {
			f.regs.Give(plan.Var{Value: v}, given[v.Imm])
		}
	}
	for i, v := range f.body.Order {
		f.regs.At(i)
		if f.annotate {
			f.text.ins("// %s", v.Long())
		}
		if v.Op != ir.Param {
			f.operation(v)
		}
	}
	f.regs.At(len(f.body.Order))
	f.results(into)
	f.spilled = max(f.spilled, f.regs.Slots())
	f.regs.Reset()
	for _, r := range into {
		f.regs.Keep(r)
	}
}

// results moves the results of the body to the registers of into.
func (f folder) results(into parts) {
	from := make([]int, len(into))
	for _, r := range f.f.Results {
		from[r.Part] = f.register(plan.Root(r.Value), 0)
	}
	f.dropConstants()
	if len(into) == 2 && from[1] == into[0] {
		t := f.temp()
		f.text.move(t, from[1])
		from[1] = t
	}
	for part, r := range into {
		f.text.move(r, from[part])
	}
}

// loadElements loads n elements, a power of two, from offset past base.
func (f folder) loadElements(to parts, n, base, offset int) {
	size := f.element.Size() / len(to)
	switch {
	case len(to) == 1:
		f.text.load(n*size, to[0], base, offset)
	case n == 1:
		for part, r := range to {
			f.text.load(size, r, base, offset+part*size)
		}
	default: // two whole registers of pairs
		t, a := f.regs.Pin(), fits(size, vectorBytes)
		f.text.load(vectorBytes, to[0], base, offset)
		f.text.load(vectorBytes, t, base, offset+vectorBytes)
		f.vec("uzp2", a, to[1], to[0], t)
		f.vec("uzp1", a, to[0], to[0], t)
		f.regs.Unpin(t)
	}
}

// storeElement stores the first element of a vector.
func (f folder) storeElement(from parts, base, offset int) {
	size := f.element.Size() / len(from)
	for part, r := range from {
		f.text.store(size, r, base, offset+part*size)
	}
}

// down moves elements of a vector down by n, a power of two: at least those to
// the even multiples of n.
func (f folder) down(to, from parts, n int) {
	for part, r := range from {
		if bytes := n * f.element.Size() / len(from); bytes == vectorBytes/2 {
			f.vec("uzp2", d2, to[part], r, r)
		} else {
			f.vec("ushr", d2, to[part], r, 8*bytes)
		}
	}
}
