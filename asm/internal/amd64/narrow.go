// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"math"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// Integers that are computed in wide lanes and stored in narrow ones are cut by AVX2 three instructions a vector.
// Where an iteration has several vectors, packs cut two at a time: they saturate, so that lanes must fit. So results
// of an elementwise kernel keep their wide lanes until they are stored.

// narrowing is how a result in wide lanes is cut when it is stored.
type narrowing struct {
	from     int      // bytes of its lanes
	unsigned bool     // they fit the unsigned type of the narrow lanes, else the signed one
	and      constant // is applied to what is cut, unless size is 0
}

// narrowStores gives the outputs of f, which is legalised, that are cut integers the wide ones, and returns how each
// is cut.
func narrowStores(f *ir.Func) map[int]narrowing {
	uses := make([]int, len(f.Values))
	for _, v := range f.Values {
		for _, a := range v.Args {
			uses[a.ID]++
		}
	}
	for _, r := range f.Results {
		uses[r.Value.ID]++
	}
	cut := map[int]narrowing{}
	ranges := f.Ranges()
	for i := range f.Results {
		r := &f.Results[i]
		if o := f.Out[r.Operand]; o.Pair || r.NaN != nil || r.Mend {
			continue
		}
		v, n := soleUse(r.Value, uses), narrowing{}
		if v != nil && v.Op == ir.And && v.Args[1].Op == ir.Const {
			n.and = constantOf(v.Args[1])
			v = soleUse(v.Args[0], uses)
		}
		if v == nil || v.Op != ir.Convert || !v.Type.Is(ir.KindInteger) {
			continue
		}
		x, to := v.Args[0], v.Type.Size()
		if !x.Type.Is(ir.KindInteger) || x.Type.Size() <= to || plan.Root(x).Op == ir.Const {
			continue
		}
		n.from = x.Type.Size()
		switch fits := ranges.Exact(x); {
		case n.from == 8 && to == 4: // no saturation
		case fits.Within(ir.Int(to)):
		case fits.Within(ir.Uint(to)):
			n.unsigned = true
		default:
			x = f.Emit(ir.And, x.Type, 0, x, f.Const(x.Type, 1<<(8*to)-1))
			n.unsigned = true
		}
		r.Value, cut[r.Operand] = leftToPacks(f, x, v.Type), n
	}
	f.Prune()
	return cut
}

// leftToPacks returns x less what packs do: a float that is limited to the integers of type t and cut to 32 bits need
// only be limited above. Below them, and where it is NaN, which is to give the least, the machine makes the least integer
// of it, and packs the least of t.
func leftToPacks(f *ir.Func, x *ir.Value, t ir.Type) *ir.Value {
	if x.Op != ir.TruncToInt || x.Type != ir.I32 || x.Args[0].Op != ir.MinLT || x.Args[0].Args[0].Op != ir.MaxGT {
		return x
	}
	low, high := x.Args[0].Args[0].Args[1], x.Args[0].Args[1]
	y := x.Args[0].Args[0].Args[0]
	least, most := 0.0, math.Ldexp(1, t.Bits())-1
	if t.Is(ir.KindInt) {
		most = math.Ldexp(1, t.Bits()-1) - 1
		least = -most - 1
	}
	if low != f.Float(y.Type, least) || high != f.Float(y.Type, most) {
		return x
	}
	return f.Emit(ir.TruncToInt, ir.I32, 0, f.Emit(ir.MinLT, y.Type, 0, high, y))
}

// soleUse returns the value that v is another name for, nil if it is used more than once.
func soleUse(v *ir.Value, uses []int) *ir.Value {
	for uses[v.ID] == 1 {
		if v.Op != ir.Bitcast {
			return v
		}
		v = v.Args[0]
	}
	return nil
}

// storeNarrow stores output k, of lanes of type t, whose wide lanes are v.
func (w *writer) storeNarrow(k int, t ir.Type, v *ir.Value, n narrowing) {
	root := plan.Root(v)
	group := 1
	if w.block.Access == plan.Whole && w.size(root.Type) >= 16 { // else a vector is a part of its register
		group = min(w.block.Vectors, n.from/t.Size())
	}
	for first := 0; first < w.block.Vectors; first += group {
		vectors := make([]reg.Register, group)
		for i := range vectors {
			w.lane = w.block.First + first + i
			vectors[i] = w.reg(root)
		}
		w.lane = w.block.First + first
		d, bytes := w.vec.Temp(), group*w.size(t)
		w.pack(t.Size(), n, vectors, d)
		if n.and.size > 0 {
			x := vector(d, bytes)
			if i, ok := w.hoisted[n.and]; ok {
				w.emit(in(x86.VPAND), vector(i, bytes), x, x)
			} else {
				w.emit(in(x86.VPAND), w.data.broadcast(n.and, max(16, bytes)), x, x)
			}
		}
		if w.block.Access == plan.Partial {
			w.scatter(w.pointer(k), t.Size(), bytes, d)
		} else {
			w.emit(w.transfer(t, bytes), vector(d, bytes), w.wholeAt(k, w.lane*w.size(t)))
		}
		for i := range vectors {
			w.vec.End(w.block.First + first + i)
		}
	}
	w.lane = 0
}

// unpacks interleave what lies at the bottom of two vectors, in pieces of so many bytes.
var unpacks = [9]inst{2: in(x86.VPUNPCKLWD), 4: in(x86.VPUNPCKLDQ), 8: in(x86.VPUNPCKLQDQ)}

// pack cuts the integers of several vectors, into register d. In each half of a register a pack puts those of two
// halves side by side; at the end the pieces of the vectors are put in order.
func (w *writer) pack(to int, n narrowing, vectors []reg.Register, d int) {
	size := int(vectors[0].Size())
	other := -1
	next := func(first bool) reg.Register {
		if first {
			return vector(d, size)
		}
		if other < 0 {
			other = w.vec.Temp()
		}
		return vector(other, size)
	}
	piece := 16 / n.from * to
	for from, list := n.from, vectors; from > to; from /= 2 {
		var packed []reg.Register
		for i := 0; i < len(list); i += 2 {
			x, y := list[i], list[min(i+1, len(list)-1)]
			r := next(i == 0)
			switch {
			case from == 8:
				w.emit(in(x86.VSHUFPS), imm(0x88), y, x, r)
			case from == 4 && n.unsigned:
				w.emit(in(x86.VPACKUSDW), y, x, r)
			case from == 4:
				w.emit(in(x86.VPACKSSDW), y, x, r)
			case n.unsigned:
				w.emit(in(x86.VPACKUSWB), y, x, r)
			default:
				w.emit(in(x86.VPACKSSWB), y, x, r)
			}
			packed = append(packed, r)
		}
		list = packed
	}
	if size == 16 {
		return
	}
	x := vector(d, 32)
	switch whole := len(vectors)*piece == 16; {
	case !whole:
		next(false)
		hi := vector(other, 16)
		w.emit(in(x86.VEXTRACTI128), imm(1), x, hi)
		w.emit(unpacks[piece], hi, vector(d, 16), vector(d, 16))
	case piece == 8:
		w.emit(in(x86.VPERMQ), imm(0xd8), x, x)
	default:
		order := next(false)
		w.emit(in(x86.VMOVDQU), w.data.row(0|4<<32, 1|5<<32, 2|6<<32, 3|7<<32), order)
		w.emit(in(x86.VPERMD), x, order, x)
	}
}
