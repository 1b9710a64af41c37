// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"fmt"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/mmcloughlin/avo/attr"
	avo "github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// EmitSorts is Emit for sorting kernels. It returns what each takes.
func (t Level) EmitSorts(pkg, constraint string, sorts []plan.Sort) (asm, stubs []byte, limits []kernel.SortImpl, err error) {
	data := newConstants(t.suffix)
	var fns []*avo.Function
	var docs []string
	for _, k := range sorts {
		kernels, keys := 2, "signed integers"
		if k.Float {
			kernels, keys = 4, "floats"
		}
		for _, f := range []struct {
			write func(plan.Sort, *constants) (*avo.Function, error)
			doc   string
		}{
			{t.sortNetwork, "sorts %s of %d bits, in place."},
			{t.sortPartition, "moves those %s of %d bits that are less than the pivot before the others."},
			{t.sortSpecials, "looks for NaNs and negative zeros among %s of %d bits."},
			{t.floatKeys, "turns %s of %d bits into keys, or keys into floats."},
		}[:kernels] {
			fn, err := f.write(k, data)
			if err != nil {
				return nil, nil, nil, err
			}
			fns, docs = append(fns, fn), append(docs, fmt.Sprintf(f.doc, keys, k.Bits()))
		}
		shapes := t.sortShapes()
		last := shapes[len(shapes)-1]
		limits = append(limits, kernel.SortImpl{Fewest: t.bytes / k.Size, Most: last.Rows * last.Blocks * t.bytes / k.Size, Least: 2 * partitionVectors * t.bytes / k.Size})
	}
	asm, stubs, err = print(pkg, constraint, data, fns, docs)
	return asm, stubs, limits, err
}

var sortArgs = signature("s", "Sort")

// lessThan is the predicate of VCMPPS and VCMPPD that holds where the first source is less than the
// second. It raises no exception.
const lessThan = 0x11

// partitionVectors is how many vectors a partition reads at once from one end.
const partitionVectors = 8

// partitioner writes a partition in place. Vectors are read from whichever end of the
// unread keys has less room between them and the keys that are written there already. The
// lanes of each are put in order, those below the pivot first, by a permutation that a table
// has for every result of the comparison, or order makes; then all are stored at both ends, where the lanes
// that belong to the other end lie in the room between, to be overwritten. For that room the
// first vectors at either end, and what is left of the keys that is no whole block of
// vectors, are moved aside before and done last. See M. Blacher et al., Vectorized and
// performance-portable quicksort, 2022, and B. Bramas, A novel hybrid quicksort algorithm vectorized
// using AVX-512 on Intel Skylake, 2017.
type partitioner struct {
	*writer
	key   plan.Sort
	size  int
	aside operand.Mem // the vectors moved aside, and one of the greatest key
	ends  operand.Mem // a row of vectors for the last keys
}

// The general registers of a partition.
var partitionRegs = struct {
	left, room              reg.GPPhysical // where keys below the pivot go, and the bytes from there to the others
	unread, end             reg.GPPhysical // what is not read yet
	table, bits, below, tmp reg.GPPhysical
	keys, last, shift       reg.GPPhysical
}{
	left: reg.RDI, room: reg.R8, unread: reg.R9, end: reg.R10,
	table: reg.R11, bits: reg.RAX, below: reg.RCX, tmp: reg.RBX,
	keys: reg.R12, last: reg.R13, shift: reg.R14,
}

// The vector registers of a partition apart from those of the keys that were read.
const (
	partitionPivot = 15 - iota
	partitionOrder
	partitionMask
	partitionKeys
	partitionHalf  // for order: which half of its bits is a lane's,
	partitionShift // and from which bit on
)

func (t Level) sortPartition(k plan.Sort, data *constants) (fn *avo.Function, err error) {
	defer faultAsError(&err)
	w := &writer{level: t.level, fn: avo.NewFunction(k.Partition() + t.suffix), data: data, name: k.Partition(), lanes: t.bytes / k.Size}
	p := &partitioner{writer: w, key: k, size: k.Size}
	p.aside = w.fn.AllocLocal((3*partitionVectors + 1) * w.bytes)
	p.ends = w.fn.AllocLocal(6 * w.bytes)
	p.write()
	return t.finish(w.fn, sortArgs)
}

func (p *partitioner) vector(i int) reg.Register { return vector(i, p.bytes) }

// move loads or stores a vector.
func (p *partitioner) move(from, to operand.Op) {
	p.emit(p.transfer(ir.U8, p.bytes), from, to)
}

func (p *partitioner) write() {
	r := partitionRegs
	block := partitionVectors * p.bytes
	p.emit(in(x86.MOVQ), operand.NewParamAddr("s", 0), reg.RDX)
	p.emit(in(x86.MOVQ), field(reg.RDX, kernel.SortKeys), r.keys)
	p.emit(in(x86.MOVQ), field(reg.RDX, kernel.SortN), count)
	p.emit(broadcasts[p.size], field(reg.RDX, kernel.SortPivot), p.vector(partitionPivot))
	if p.lanes <= tableLanes {
		p.emit(in(x86.LEAQ), p.table(), r.table)
	} else {
		p.emit(in(x86.MOVQ), operand.U64(0xfedc_ba98_7654_3210), r.table)
		p.move(p.data.row(0, 0, 0, 0, 1<<32|1, 1<<32|1, 1<<32|1, 1<<32|1), p.vector(partitionHalf))
		p.move(p.data.row(4<<32, 12<<32|8, 20<<32|16, 28<<32|24, 4<<32, 12<<32|8, 20<<32|16, 28<<32|24), p.vector(partitionShift))
	}
	p.emit(in(x86.SHLQ), imm(shiftOf(p.size)), count) // bytes
	p.emit(in(x86.LEAQ), operand.Mem{Base: r.keys, Index: count, Scale: 1}, r.end)

	// last is the bytes after the last whole block, count the number of blocks but for one at either end.
	p.emit(in(x86.MOVQ), count, r.room)
	p.emit(in(x86.SUBQ), num(2*block), count)
	p.emit(in(x86.MOVQ), count, r.last)
	p.emit(in(x86.ANDQ), num(block-1), r.last)
	p.emit(in(x86.SHRQ), imm(shiftOf(block)), count)
	p.emit(in(x86.LEAQ), p.aside, reg.RDX)
	for i := range 2 * partitionVectors {
		p.move(operand.Mem{Base: r.end, Disp: (i - 2*partitionVectors) * p.bytes}, p.vector(i%8))
		p.move(p.vector(i%8), operand.Mem{Base: reg.RDX, Index: r.last, Scale: 1, Disp: i * p.bytes})
	}
	for i := range partitionVectors {
		p.move(operand.Mem{Base: r.keys, Disp: i * p.bytes}, p.vector(i))
		p.move(p.vector(i), operand.Mem{Base: reg.RDX, Disp: i * p.bytes})
	}
	p.loadConst(constant{p.size, p.key.Greatest()}, 0, p.bytes)
	p.move(p.vector(0), operand.Mem{Base: reg.RDX, Index: r.last, Scale: 1, Disp: 2 * block})
	p.emit(in(x86.MOVQ), r.keys, r.left)
	p.emit(in(x86.LEAQ), operand.Mem{Base: r.keys, Disp: block}, r.unread)
	p.emit(in(x86.SUBQ), num(block), r.end)
	p.emit(in(x86.SUBQ), r.last, r.end)
	p.emit(in(x86.ADDQ), num(2*block), r.last) // the room at both ends
	p.emit(in(x86.TESTQ), count, count)
	p.jump(in(x86.JEQ), "vector")

	p.Align()
	p.at("block")
	// From the left if no more than half the room is there.
	p.emit(in(x86.MOVQ), r.unread, r.tmp)
	p.emit(in(x86.SUBQ), r.left, r.tmp)
	p.emit(in(x86.LEAQ), operand.Mem{Base: r.end, Disp: -block}, r.bits)
	p.emit(in(x86.LEAQ), operand.Mem{Base: r.unread, Disp: block}, r.below)
	p.emit(in(x86.ADDQ), r.tmp, r.tmp)
	p.emit(in(x86.CMPQ), r.tmp, r.last)
	p.emit(in(x86.MOVQ), r.unread, r.tmp)
	p.emit(in(x86.CMOVQHI), r.bits, r.tmp)
	p.emit(in(x86.CMOVQHI), r.bits, r.end)
	p.emit(in(x86.CMOVQLS), r.below, r.unread)
	for i := range partitionVectors {
		p.move(operand.Mem{Base: r.tmp, Disp: i * p.bytes}, p.vector(i))
	}
	for i := range partitionVectors {
		p.part(i, r.left, r.room, -(i+1)*p.bytes)
	}
	p.emit(in(x86.SUBQ), num(block), r.room)
	p.emit(in(x86.DECQ), count)
	p.jump(in(x86.JNE), "block")

	p.at("vector") // what is aside, but for the last vectors
	p.move(operand.Mem{Base: reg.RDX}, p.vector(0))
	p.part(0, r.left, r.room, -p.bytes)
	p.emit(in(x86.ADDQ), num(p.bytes), reg.RDX)
	p.emit(in(x86.SUBQ), num(p.bytes), r.room)
	p.emit(in(x86.CMPQ), r.room, num(2*p.bytes))
	p.jump(in(x86.JGE), "vector")

	// One vector and less than another: parted elsewhere, where there is room, and
	// copied. The lanes behind them are the greatest keys and so the last.
	p.emit(in(x86.LEAQ), p.ends, r.last)
	p.emit(in(x86.MOVQ), num(4*p.bytes), r.unread)
	p.move(operand.Mem{Base: reg.RDX, Disp: p.bytes}, p.vector(0))
	p.move(operand.Mem{Base: reg.RDX}, p.vector(1))
	p.part(0, r.last, r.unread, -p.bytes)
	p.part(1, r.last, r.unread, -2*p.bytes)
	for i := range 2 {
		p.move(operand.Mem{Base: r.last, Disp: (2 + i) * p.bytes}, p.vector(i))
	}
	for i := range 2 {
		p.move(p.vector(i), operand.Mem{Base: r.last, Disp: i * p.bytes})
	}
	p.emit(in(x86.LEAQ), p.ends, r.unread)
	p.emit(in(x86.SUBQ), num(p.bytes), r.room)
	p.move(operand.Mem{Base: r.unread}, p.vector(0))
	p.move(operand.Mem{Base: r.unread, Index: r.room, Scale: 1}, p.vector(1))
	p.move(p.vector(0), operand.Mem{Base: r.left})
	p.move(p.vector(1), operand.Mem{Base: r.left, Index: r.room, Scale: 1})

	p.emit(in(x86.SUBQ), r.unread, r.last)
	p.emit(in(x86.SUBQ), r.keys, r.left)
	p.emit(in(x86.ADDQ), r.last, r.left)
	p.emit(in(x86.SHRQ), imm(shiftOf(p.size)), r.left)
	p.emit(in(x86.MOVQ), operand.NewParamAddr("s", 0), reg.RDX)
	p.emit(in(x86.MOVQ), r.left, field(reg.RDX, kernel.SortBelow))
	p.Return()
}

// part stores the keys in vector register i at left, those below the pivot first, and at
// disp bytes behind the room, and moves left behind those below.
func (p *partitioner) part(i int, left, room reg.GPPhysical, disp int) {
	r := partitionRegs
	p.compare(i)
	p.emit(in(x86.POPCNTL), r.bits.As32(), r.below.As32())
	permute := in(x86.VPERMD)
	switch {
	case p.lanes > tableLanes:
		p.order()
	case p.masks:
		permute = in(x86.VPERMQ)
		p.emit(in(x86.VPMOVZXBQ), operand.Mem{Base: r.table, Index: r.bits, Scale: 8}, p.vector(partitionOrder))
	default:
		p.emit(in(x86.VPMOVZXBD), operand.Mem{Base: r.table, Index: r.bits, Scale: 8}, p.vector(partitionOrder))
	}
	p.emit(permute, p.vector(i), p.vector(partitionOrder), p.vector(partitionKeys))
	p.move(p.vector(partitionKeys), operand.Mem{Base: left})
	p.move(p.vector(partitionKeys), operand.Mem{Base: left, Index: room, Scale: 1, Disp: disp})
	p.emit(in(x86.LEAQ), operand.Mem{Base: left, Index: r.below, Scale: uint8(p.size)}, left)
}

// order makes a permutation of sixteen lanes, of which no table has all: as four bits each, those of the lanes whose bit is set,
// then the others.
func (p *partitioner) order() {
	r := partitionRegs
	p.emit(in(x86.PDEPQ), p.data.row(0x1111_1111_1111_1111), r.bits, r.bits)
	p.emit(in(x86.MOVQ), r.bits, r.tmp)
	p.emit(in(x86.SHLQ), imm(4), r.tmp)
	p.emit(in(x86.SUBQ), r.bits, r.tmp) // four bits for each
	p.emit(in(x86.PEXTQ), r.tmp, r.table, r.bits)
	p.emit(in(x86.NOTQ), r.tmp)
	p.emit(in(x86.PEXTQ), r.tmp, r.table, r.tmp)
	p.emit(in(x86.MOVQ), r.below, r.shift)
	p.emit(in(x86.SHLQ), imm(2), r.shift)
	p.emit(in(x86.SHLXQ), r.shift, r.tmp, r.tmp)
	p.emit(in(x86.ORQ), r.bits, r.tmp)
	p.emit(in(x86.VMOVQ), r.tmp, vector(partitionOrder, 16))
	p.emit(in(x86.VPERMD), p.vector(partitionOrder), p.vector(partitionHalf), p.vector(partitionOrder))
	p.emit(in(x86.VPSRLVD), p.vector(partitionShift), p.vector(partitionOrder), p.vector(partitionOrder))
}

// compare leaves a bit for each key in vector register i that is below the pivot.
func (p *partitioner) compare(i int) {
	r := partitionRegs
	pivot, keys, mask := p.vector(partitionPivot), p.vector(i), p.vector(partitionMask)
	greater, less, bits := in(x86.VPCMPGTQ), in(x86.VCMPPD), in(x86.VMOVMSKPD)
	if p.size == 4 {
		greater, less, bits = in(x86.VPCMPGTD), in(x86.VCMPPS), in(x86.VMOVMSKPS)
	}
	if p.masks {
		mask, bits = opmasks[0], in(x86.KMOVW)
	}
	if p.key.Float {
		p.emit(less, imm(lessThan), pivot, keys, mask)
	} else {
		p.emit(greater, keys, pivot, mask)
	}
	p.emit(bits, mask, r.bits.As32())
}

// tableLanes is the most lanes of which a table has all permutations.
const tableLanes = 8

// table returns the permutations of lanes, as bytes, by the bits of a comparison: first the lanes whose bit is set. Without masks
// they are of doublewords, there being none of quadwords.
func (p *partitioner) table() operand.Mem {
	words := p.size / 4
	if p.masks {
		words = 1
	}
	g := avo.NewStaticGlobal(fmt.Sprintf("partitionOrder%d%s", 8*p.size, p.suffix))
	for _, other := range p.data.lookups {
		if other.Symbol == g.Symbol { // that of other keys of this size
			return operand.NewDataAddr(g.Symbol, 0)
		}
	}
	g.Attributes = attr.RODATA | attr.NOPTR
	for bits := range 1 << p.lanes {
		var order uint64
		at := 0
		for _, set := range []int{1, 0} {
			for lane := range p.lanes {
				if bits>>lane&1 != set {
					continue
				}
				for word := range words {
					order |= uint64(lane*words+word) << (8 * at)
					at++
				}
			}
		}
		g.Data = append(g.Data, avo.NewDatum(8*bits, operand.U64(order)))
	}
	g.Size = 8 << p.lanes
	p.data.lookups = append(p.data.lookups, g)
	return operand.NewDataAddr(g.Symbol, 0)
}

// shiftOf returns the logarithm of a power of two.
func shiftOf(n int) (shift int) {
	for 1<<shift < n {
		shift++
	}
	return shift
}
