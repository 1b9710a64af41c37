// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"fmt"
	"math/bits"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	avo "github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// networker writes a sorting network; it is a [plan.SortWriter]. Where an exchange leaves its
// results the names of registers follow, so that none is copied.
type networker struct {
	*writer
	key   plan.Sort
	size  int
	shape plan.SortShape
	// surely is how many keys there are at least.
	surely int
	row    []int // the register of each
	free   []int
	aside  operand.Mem // blocks
	ends   operand.Mem // two vectors
	end    string      // the label behind the last store
}

// The general registers of a network.
var networkRegs = struct{ keys, here, temp, table, zero, lanes, aside reg.GPPhysical }{
	keys: reg.RDI, here: reg.R8, temp: reg.RAX, table: reg.R9, zero: reg.R10, lanes: reg.R11, aside: reg.R12,
}

// sortShapes are the shapes of networks, smallest first.
func (t Level) sortShapes() []plan.SortShape {
	if t.masks {
		return []plan.SortShape{{Rows: 4, Blocks: 1}, {Rows: 8, Blocks: 1}, {Rows: 16, Blocks: 1}, {Rows: 16, Blocks: 2}}
	}
	return []plan.SortShape{{Rows: 4, Blocks: 1}, {Rows: 8, Blocks: 1}, {Rows: 8, Blocks: 2}, {Rows: 8, Blocks: 3}, {Rows: 8, Blocks: 4}}
}

func (t Level) sortNetwork(k plan.Sort, data *constants) (fn *avo.Function, err error) {
	defer faultAsError(&err)
	w := &writer{level: t.level, fn: avo.NewFunction(k.Network() + t.suffix), data: data, name: k.Network(), lanes: t.bytes / k.Size}
	n := &networker{writer: w, key: k, size: k.Size}
	shapes := t.sortShapes()
	last := shapes[len(shapes)-1]
	n.aside = w.fn.AllocLocal(last.Rows * last.Blocks * t.bytes)
	n.ends = w.fn.AllocLocal(2 * t.bytes)
	r := networkRegs
	w.emit(in(x86.MOVQ), operand.NewParamAddr("s", 0), reg.RDX)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.SortKeys), r.keys)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.SortN), count)
	w.emit(in(x86.LEAQ), n.aside, r.aside)
	w.emit(in(x86.XORL), r.zero.As32(), r.zero.As32())
	w.emit(in(x86.MOVL), operand.U32(w.lanes), r.lanes.As32())
	if t.masks {
		for lane := 1; lane < w.lanes; lane *= 2 {
			w.emit(in(x86.MOVL), operand.U32(plan.UpperLanes(w.lanes, lane)), r.temp.As32())
			w.emit(in(x86.KMOVW), r.temp.As32(), n.upper(lane))
		}
	} else {
		w.emit(in(x86.LEAQ), n.slide(), r.table)
	}
	for i, s := range shapes[:len(shapes)-1] {
		w.emit(in(x86.CMPQ), count, num(s.Rows*s.Blocks*w.lanes))
		w.jump(in(x86.JLE), fmt.Sprint("shape", i))
	}
	for i := len(shapes) - 1; i >= 0; i-- {
		s := shapes[i]
		if i < len(shapes)-1 {
			w.at(fmt.Sprint("shape", i))
		}
		n.surely = w.lanes
		if i > 0 {
			n.surely = shapes[i-1].Rows*shapes[i-1].Blocks*w.lanes + 1
		}
		n.shape, n.row, n.free = s, nil, nil
		for v := range t.regs {
			if v < s.Rows {
				n.row = append(n.row, v)
			} else {
				n.free = append(n.free, v)
			}
		}
		n.end = fmt.Sprint("end", i)
		plan.SortNetwork(n, s, w.lanes)
		w.at(n.end)
		w.Return()
	}
	return t.finish(w.fn, sortArgs)
}

func (n *networker) vector(i int) reg.Register { return vector(i, n.bytes) }

// upper is the mask register of [plan.UpperLanes], for the length of the network. The first is for what is loaded and stored.
func (n *networker) upper(lanes int) reg.Register { return opmasks[bits.Len(uint(lanes))] }

// take returns a free register, and give makes one free.
func (n *networker) take() int {
	last := len(n.free) - 1
	i := n.free[last]
	n.free = n.free[:last]
	return i
}

func (n *networker) give(i int) { n.free = append(n.free, i) }

func (n *networker) move(from, to operand.Op) {
	n.emit(n.transfer(ir.U8, n.bytes), from, to)
}

// slide returns a table of lanes of ones and then of zeros: a vector from lane k on says which lanes are
// not the last k.
func (n *networker) slide() operand.Mem {
	words := make([]uint64, 2*n.bytes/8)
	for i := range words[:n.bytes/8] {
		words[i] = ^uint64(0)
	}
	return n.data.row(words...)
}

// greatest fills a register with the greatest key.
func (n *networker) greatest(i int) {
	n.loadConst(constant{n.size, n.key.Greatest()}, i, n.bytes)
}

// vectorAt is where vector v of the keys is.
func (n *networker) vectorAt(v int) operand.Mem {
	return operand.Mem{Base: networkRegs.keys, Disp: v * n.bytes}
}

// Load loads the last vector so that it ends with the last key: the keys before, which another
// vector has too, become the greatest key.
func (n *networker) Load(block int) {
	r := networkRegs
	greatest := -1
	for i := range n.shape.Rows {
		v := block*n.shape.Rows + i
		if (v+1)*n.lanes <= n.surely {
			n.move(n.vectorAt(v), n.vector(n.row[i]))
			continue
		}
		if greatest < 0 {
			greatest = n.take()
			n.greatest(greatest)
		}
		// How many there are: between none and all.
		n.emit(in(x86.LEAQ), operand.Mem{Base: count, Disp: -v * n.lanes}, r.temp)
		n.emit(in(x86.TESTQ), r.temp, r.temp)
		n.emit(in(x86.CMOVQLT), r.zero, r.temp)
		if n.masks {
			n.mask(r.temp)
			n.move(n.vector(greatest), n.vector(n.row[i]))
			n.emit(merging[n.size], n.vectorAt(v), opmasks[0], n.vector(n.row[i]))
			continue
		}
		n.emit(in(x86.CMPQ), r.temp, r.lanes)
		n.emit(in(x86.CMOVQGT), r.lanes, r.temp)
		n.emit(in(x86.MOVL), operand.U32(v*n.lanes), r.here.As32())
		n.emit(in(x86.ADDQ), r.temp, r.here)
		n.emit(in(x86.CMPQ), r.here, count)
		n.emit(in(x86.CMOVQGT), count, r.here)
		mask := n.take()
		n.move(operand.Mem{Base: r.keys, Index: r.here, Scale: uint8(n.size), Disp: -n.bytes}, n.vector(n.row[i]))
		n.move(operand.Mem{Base: r.table, Index: r.temp, Scale: uint8(n.size)}, n.vector(mask))
		n.emit(in(x86.VBLENDVPS), n.vector(mask), n.vector(greatest), n.vector(n.row[i]), n.vector(n.row[i]))
		n.give(mask)
	}
	if greatest >= 0 {
		n.give(greatest)
	}
}

// mask sets the first mask register to as many lanes.
func (n *networker) mask(lanes reg.GPPhysical) {
	n.emit(in(x86.MOVQ), num(-1), networkRegs.here)
	n.emit(in(x86.CMPQ), lanes, networkRegs.lanes)
	n.emit(in(x86.CMOVQGT), networkRegs.lanes, lanes)
	n.emit(in(x86.BZHIQ), lanes, networkRegs.here, networkRegs.here)
	n.emit(in(x86.KMOVW), networkRegs.here.As32(), opmasks[0])
}

// extremes are the instructions for the lesser and the greater of two keys, where there are any. Of zeros that differ in
// sign those of floats return the second source.
func (n *networker) extremes() (least, most inst) {
	switch {
	case n.key.Float && n.size == 4:
		return in(x86.VMINPS), in(x86.VMAXPS)
	case n.key.Float:
		return in(x86.VMINPD), in(x86.VMAXPD)
	case n.size == 4:
		return in(x86.VPMINSD), in(x86.VPMAXSD)
	}
	return in(x86.VPMINSQ), in(x86.VPMAXSQ)
}

// exchange returns registers with the lesser and the greater of the keys in a and b, which are free then.
func (n *networker) exchange(a, b int) (lesser, greater int) {
	lesser = n.take()
	va, vb, vl := n.vector(a), n.vector(b), n.vector(lesser)
	if n.size == 8 && !n.key.Float && !n.masks {
		m := n.take()
		vm := n.vector(m)
		n.emit(in(x86.VPCMPGTQ), vb, va, vm)
		n.emit(in(x86.VBLENDVPD), vm, vb, va, vl)
		n.emit(in(x86.VBLENDVPD), vm, va, vb, vb)
		n.give(m)
	} else {
		// The second sources differ, so that both zeros stay.
		least, most := n.extremes()
		n.emit(least, vb, va, vl)
		n.emit(most, va, vb, vb)
	}
	n.give(a)
	return lesser, b
}

func (n *networker) Exchange(a, b int) { n.row[a], n.row[b] = n.exchange(n.row[a], n.row[b]) }

func (n *networker) Cross(a, b, lanes int) {
	x, y := n.row[a], n.row[b]
	n.swap(y, y, lanes)
	lesser, greater := n.exchange(x, y)
	t := n.take()
	n.blend(lanes, greater, lesser, t)
	n.blend(lanes, lesser, greater, greater)
	n.swap(greater, greater, lanes)
	n.give(lesser)
	n.row[a], n.row[b] = t, greater
}

// Within gathers what it exchanges of two rows in two registers: the lanes without the bit, those of a before those of b
// in each group, and the lanes with it.
func (n *networker) Within(a, b, lane int) {
	if n.masks {
		n.row[a], n.row[b] = n.within(n.row[a], lane), n.within(n.row[b], lane)
		return
	}
	x, y := n.row[a], n.row[b]
	low, high := n.unzip(x, y, lane)
	low, high = n.exchange(low, high)
	n.row[a], n.row[b] = n.zip(low, high, lane)
}

// unzip gathers the lanes of two rows without the bit in one register, those with it in another; both rows' registers
// are free then, or results.
func (n *networker) unzip(x, y, lane int) (low, high int) {
	low = n.take()
	vx, vy, vl := n.vector(x), n.vector(y), n.vector(low)
	switch 8 * n.size * lane {
	case 128:
		n.emit(in(x86.VPERM2I128), imm(0x20), vy, vx, vl)
		n.emit(in(x86.VPERM2I128), imm(0x31), vy, vx, vy)
	case 64:
		n.emit(lows[8], vy, vx, vl)
		n.emit(highs[8], vy, vx, vy)
	default:
		n.emit(in(x86.VSHUFPS), imm(0x88), vy, vx, vl)
		n.emit(in(x86.VSHUFPS), imm(0xdd), vy, vx, vy)
	}
	n.give(x)
	return low, y
}

// zip is the inverse of unzip, which is its own but for lanes of 32 bits.
func (n *networker) zip(x, y, lane int) (low, high int) {
	if 8*n.size*lane != 32 {
		return n.unzip(x, y, lane)
	}
	low = n.take()
	vx, vy, vl := n.vector(x), n.vector(y), n.vector(low)
	n.emit(lows[4], vy, vx, vl)
	n.emit(highs[4], vy, vx, vy)
	n.give(x)
	return low, y
}

// within exchanges the lanes of one row. It looks at each pair twice: the lane without the bit gets the lesser key, the other
// the greater, each the other lane's of two zeros.
func (n *networker) within(x, lane int) int {
	t, result := n.take(), n.take()
	n.swap(x, t, lane)
	vx, vt, vr := n.vector(x), n.vector(t), n.vector(result)
	least, most := n.extremes()
	n.emit(least, vt, vx, vr)
	n.emit(most, vt, vx, n.upper(lane), vr)
	n.give(t)
	n.give(x)
	return result
}

// blend takes the upper lanes from register x, the others from y, see [plan.UpperLanes].
func (n *networker) blend(lanes, x, y, to int) {
	if n.masks {
		f := in(x86.VPBLENDMQ)
		if n.size == 4 {
			f = in(x86.VPBLENDMD)
		}
		n.emit(f, n.vector(x), n.vector(y), n.upper(lanes), n.vector(to))
		return
	}
	set := plan.UpperLanes(n.lanes, lanes)
	words := 0
	for i := range n.lanes {
		if set>>i&1 != 0 {
			words |= (1<<(n.size/4) - 1) << (i * n.size / 4)
		}
	}
	n.emit(in(x86.VPBLENDD), imm(words), n.vector(x), n.vector(y), n.vector(to))
}

// swap moves lane i^lanes of a register to lane i. There is an instruction for lanes
// of 16 bytes, one for 32 bytes and one for 64; the bits of lanes are these.
func (n *networker) swap(from, to, lanes int) {
	x, d := n.vector(from), n.vector(to)
	words := lanes * n.size / 4 // doublewords
	if n.size == 8 && lanes&3 != 0 && lanes&2 != 0 {
		// Quadwords of 32 bytes.
		n.emit(in(x86.VPERMQ), imm(order4(lanes&3)), x, d)
		x, words = d, words&^7
	}
	if words&3 != 0 {
		n.emit(in(x86.VPSHUFD), imm(order4(words&3)), x, d)
		x = d
	}
	switch {
	case words&12 == 4:
		n.emit(in(x86.VPERMQ), imm(order4(2)), x, d)
	case words&12 != 0:
		n.emit(in(x86.VSHUFI64X2), imm(order4(words>>2&3)), x, x, d)
	}
}

// order4 is the immediate operand that takes lane i^lanes of four to lane i.
func order4(lanes int) (order int) {
	for i := range 4 {
		order |= (i ^ lanes) << (2 * i)
	}
	return order
}

func (n *networker) saved(block, row int) operand.Mem {
	return operand.Mem{Base: networkRegs.aside, Disp: (block*n.shape.Rows + row) * n.bytes}
}

func (n *networker) Save(block int) {
	for i, v := range n.row {
		n.move(n.vector(v), n.saved(block, i))
	}
}

func (n *networker) Restore(block int) {
	for i, v := range n.row {
		n.move(n.saved(block, i), n.vector(v))
	}
}

func (n *networker) ExchangeSaved(a, b int, reversed bool) {
	if !reversed {
		for i := range n.shape.Rows {
			n.exchangeSaved(n.saved(a, i), n.saved(b, i), n.saved(b, i), false)
		}
		return
	}
	for i := range n.shape.Rows / 2 {
		j := n.shape.Rows - 1 - i
		keep := n.take()
		n.move(n.saved(b, i), n.vector(keep))
		n.exchangeSaved(n.saved(a, i), n.saved(b, j), n.saved(b, i), true)
		n.exchangeWith(n.saved(a, j), keep, n.saved(b, j), true)
	}
}

func (n *networker) exchangeSaved(a, b, to operand.Mem, reversed bool) {
	y := n.take()
	n.move(b, n.vector(y))
	n.exchangeWith(a, y, to, reversed)
}

// exchangeWith exchanges the keys at a and those in y: the lesser go to a, the greater to to.
func (n *networker) exchangeWith(a operand.Mem, y int, to operand.Mem, reversed bool) {
	x := n.take()
	n.move(a, n.vector(x))
	if reversed {
		n.swap(y, y, n.lanes-1)
	}
	lesser, greater := n.exchange(x, y)
	n.move(n.vector(lesser), a)
	n.move(n.vector(greater), to)
	n.give(lesser)
	n.give(greater)
}

// Store transposes squares of keys in the 16 bytes that unpacking takes, and then
// takes the 16 bytes of each vector together.
func (n *networker) Store(block int) {
	rows, side := n.shape.Rows, 16/n.size
	quarters := n.bytes / 16
	for q := 0; q < rows; q += side {
		regs := n.row[q : q+side]
		for range shiftOf(side) {
			copy(regs, plan.Interleave(append([]int{}, regs...), func(a, b int) (low int) {
				low = n.take()
				n.emit(lows[n.size], n.vector(b), n.vector(a), n.vector(low))
				n.emit(highs[n.size], n.vector(b), n.vector(a), n.vector(b))
				n.give(a)
				return low
			}))
		}
	}
	// piece returns the register, and the 16 bytes of it, that have piece t of the block.
	piece := func(t int) (register, part int) {
		groups := rows / side
		lane := t / groups
		return n.row[t%groups*side+lane%side], lane / side
	}
	for i := range rows {
		to := n.take()
		x, p := piece(i * quarters)
		y, q := piece(i*quarters + 1)
		if quarters == 2 {
			n.emit(in(x86.VPERM2I128), imm(p|(2+q)<<4), n.vector(y), n.vector(x), n.vector(to))
		} else {
			t := n.take()
			z, r := piece(i*quarters + 2)
			u, s := piece(i*quarters + 3)
			n.emit(in(x86.VSHUFI64X2), imm(p|q<<4), n.vector(y), n.vector(x), n.vector(to))
			n.emit(in(x86.VSHUFI64X2), imm(r|s<<4), n.vector(u), n.vector(z), n.vector(t))
			n.emit(in(x86.VSHUFI64X2), imm(0x88), n.vector(t), n.vector(to), n.vector(to))
			n.give(t)
		}
		n.storeVector(block*rows+i, to)
		n.give(to)
	}
}

// storeVector stores vector v of the keys, of the last only what there is.
func (n *networker) storeVector(v, from int) {
	r := networkRegs
	if (v+1)*n.lanes <= n.surely {
		n.move(n.vector(from), n.vectorAt(v))
		return
	}
	whole := n.fresh("whole")
	n.emit(in(x86.LEAQ), operand.Mem{Base: count, Disp: -v * n.lanes}, r.temp)
	n.emit(in(x86.CMPQ), r.temp, num(n.lanes))
	n.jump(in(x86.JGE), whole)
	n.emit(in(x86.TESTQ), r.temp, r.temp)
	n.jump(in(x86.JLE), n.end)
	if n.masks {
		n.mask(r.temp)
		n.emit(merging[n.size], n.vector(from), opmasks[0], n.vectorAt(v))
	} else {
		// With keys of the vector before, which is stored.
		n.emit(in(x86.LEAQ), n.ends, r.here)
		t := n.take()
		n.move(n.vectorAt(v-1), n.vector(t))
		n.move(n.vector(t), operand.Mem{Base: r.here})
		n.move(n.vector(from), operand.Mem{Base: r.here, Disp: n.bytes})
		n.move(operand.Mem{Base: r.here, Index: r.temp, Scale: uint8(n.size)}, n.vector(t))
		n.move(n.vector(t), operand.Mem{Base: r.keys, Index: count, Scale: uint8(n.size), Disp: -n.bytes})
		n.give(t)
	}
	n.Jump(n.end)
	n.at(whole)
	n.move(n.vector(from), n.vectorAt(v))
}
