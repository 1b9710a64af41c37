package amd64

import (
	"github.com/arraygen/arraygen/asm/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

func (w *writer) element() ir.Operand { return w.body.Func.In[0] }

func (w *writer) pinParts() parts {
	p := parts{w.vec.Pin()}
	if w.element().Pair {
		p = append(p, w.vec.Pin())
	}
	return p
}

// apply makes into the body of x and y, of which one may be into itself; y, if
// it is not, is not needed any more.
func (w *writer) apply(into, x, y parts) {
	w.mode, w.lane = whole, 0
	w.vec.Reset()
	if w.mask != nil {
		w.mask.Reset()
	}
	given := map[uint64]int{}
	for part := range into {
		given[uint64(part)], given[uint64(2+part)] = x[part], y[part]
	}
	// Parameters that the body does not use give their registers back.
	for _, r := range given {
		w.vec.Unpin(r)
	}
	for _, v := range w.body.Order {
		if v.Op == ir.Param {
			w.vec.Give(w.of(v), given[v.Imm])
		}
	}
	for i, v := range w.body.Order {
		w.setPosition(i)
		if w.annotate {
			w.fn.AddComment(v.Long())
		}
		if v.Op != ir.Param {
			w.operation(v)
			w.endOp()
		}
	}
	w.value = nil
	w.setPosition(len(w.body.Order))
	w.results(into)
	w.vec.Reset()
	for _, r := range into {
		w.vec.Keep(r)
	}
}

// results moves the results of the body to the registers of into.
func (w *writer) results(into parts) {
	from := make([]int, len(into))
	for _, r := range w.body.Func.Results {
		from[r.Part] = int(w.reg(r.Value).(reg.Physical).PhysicalIndex())
	}
	lane := w.element().Lane
	if len(into) == 2 && from[1] == into[0] {
		t := w.vec.Temp()
		w.move(w.typed(from[1], lane), w.typed(t, lane))
		from[1] = t
	}
	for part, r := range into {
		if from[part] != r {
			w.move(w.typed(from[part], lane), w.typed(r, lane))
		}
	}
}

// loadElements loads n elements, a power of two, from byte disp of memory.
func (w *writer) loadElements(to parts, n int, base reg.Register, disp int) {
	size := w.element().Lane.Size()
	switch {
	case len(to) == 1:
		w.loadBytes(to[0], n*size, base, disp)
	case n == 1:
		for part, r := range to {
			w.loadBytes(r, size, base, disp+part*size)
		}
	default:
		w.splitPairs(to, n*size, base, disp)
	}
}

// loadBytes loads so many bytes into vector register i.
func (w *writer) loadBytes(i, bytes int, base reg.Register, disp int) {
	m := operand.Mem{Base: base, Disp: disp}
	x := vector(i, 16)
	switch bytes {
	case 1, 2:
		w.emit([]inst{1: in(x86.MOVBLZX), 2: in(x86.MOVWLZX)}[bytes], m, reg.EAX)
		w.emit(in(x86.VMOVD), reg.EAX, x)
	default:
		w.emit(w.transfer(w.element().Lane, bytes), m, vector(i, bytes))
	}
}

// splitPairs loads two vectors of pairs and splits them into one of first and
// one of second lanes, of the given bytes each.
func (w *writer) splitPairs(to parts, bytes int, base reg.Register, disp int) {
	t := w.vec.Pin()
	a, b := vector(to[0], bytes), vector(t, bytes)
	w.loadBytes(to[0], bytes, base, disp)
	w.loadBytes(t, bytes, base, disp+bytes)
	re, im := vector(to[0], bytes), vector(to[1], bytes)
	if w.element().Lane.Size() == 8 {
		w.emit(in(x86.VUNPCKHPD), b, a, im)
		w.emit(in(x86.VUNPCKLPD), b, a, re)
		if bytes == 32 { // the order is that of the halves
			w.emit(in(x86.VPERMPD), imm(0xd8), im, im)
			w.emit(in(x86.VPERMPD), imm(0xd8), re, re)
		}
	} else {
		w.emit(in(x86.VSHUFPS), imm(0xdd), b, a, im)
		w.emit(in(x86.VSHUFPS), imm(0x88), b, a, re)
	}
	w.vec.Unpin(t)
}

// storeElement stores the first element of a vector.
func (w *writer) storeElement(from parts, base reg.Register, disp int) {
	size := w.element().Lane.Size()
	for part, r := range from {
		m, x := operand.Mem{Base: base, Disp: disp + part*size}, vector(r, 16)
		switch size {
		case 1:
			w.emit(in(x86.VPEXTRB), imm(0), x, m)
		case 2:
			w.emit(in(x86.VPEXTRW), imm(0), x, m)
		default:
			w.emit(w.transfer(w.element().Lane, size), x, m)
		}
	}
}

// down moves lanes of a vector of the given number of lanes down by n lanes, a
// power of two: at least those to the even multiples of n.
func (w *writer) down(to, from parts, lanes, n int) {
	size := w.element().Lane.Size()
	bytes := lanes * size
	for part := range from {
		r, d := vector(from[part], bytes), vector(to[part], bytes)
		switch n * size {
		case 32:
			w.emit(in(x86.VEXTRACTI64X4), imm(1), r, vector(to[part], 32))
		case 16:
			switch {
			case bytes == 64: // quarters 1, 1, 3, 3
				w.emit(in(x86.VSHUFI64X2), imm(0xf5), r, r, d)
			case w.masks:
				w.emit(in(x86.VEXTRACTI64X2), imm(1), r, vector(to[part], 16))
			default:
				w.emit(in(x86.VEXTRACTI128), imm(1), r, vector(to[part], 16))
			}
		case 8:
			w.emit(in(x86.VPUNPCKHQDQ), r, r, d)
		default:
			w.emit(in(x86.VPSRLQ), imm(8*n*size), r, d)
		}
	}
}
