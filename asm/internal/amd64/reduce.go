// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/arraygen/arraygen/asm/internal/legalise"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	avo "github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// The general registers of a kernel that reduces: the positions in rows, the elements
// that are left in the last series and the stack of halves.
var (
	rowRegisters = []reg.Register{reg.R8, reg.R9, reg.R10, reg.R11, reg.R12, reg.RBX}
	leftRegister = reg.R13
	stackTop     = reg.RDI
)

// cacheLine is the bytes of a line of the first-level cache.
const cacheLine = 64

// reducer writes kernels that reduce; it is a [plan.ReductionWriter] and a
// [plan.AccumulateWriter].
type reducer struct {
	*writer
	plan.Accumulate
	kernel   *plan.Reducing
	shape    plan.ReductionLoop
	from     []reg.Register // positions, by input; nil of what is no row
	places   []reg.Register // of leaves but the first, in elements after it
	leaf     int            // whose elements Input loads
	index    int            // vector register of the numbers of elements
	restMask int            // register
	rests    int            // how often Rest was written
	entry    int            // bytes of an entry of the stack
	stack    operand.Mem    // its bottom
	scalars  []operand.Mem  // what is no row, in every lane, by input
	mark     operand.Mem    // the count of a leaf that is gone over in parts
	later    operand.Mem    // elements of such a leaf that come after a block
	parts    operand.Mem    // the accumulators of parts
	held     map[int]int    // registers of what is no row, by input, if the plan holds it in such
	numbers  *numbers       // of extremes, if the plan has a loop for them
}

// writeReduction writes a whole kernel that reduces.
func (w *writer) writeReduction(k plan.Kernel) {
	join, err := legalise.For(Level{w.level}.Operations(), k.Reducing.Join)
	if err != nil {
		panic(&plan.Unfit{Kernel: k.Name, Reason: err})
	}
	n := len(k.Reducing.Reductions)
	r := &reducer{writer: w, kernel: k.Reducing, index: -1, restMask: -1, held: map[int]int{},
		Accumulate: plan.Accumulate{Step: w.body, Join: plan.Lay(join), Registers: w.classes(), Annotate: k.Annotate}}
	f := w.body.Func
	r.shape = k.Reducing.Shape(f.Out[0].Lane.Size(), w.lanes, w.plan.Unroll)
	w.lanes = r.shape.Lanes
	if pairs := k.Reducing.Pairs(k.Func); pairs != nil && r.shape.Vectors > 1 {
		if pairs, err = legalise.For(Level{w.level}.Operations(), pairs); err == nil {
			r.Pairs, r.shape.Pairs = plan.Lay(pairs), true
		}
	}
	if quads := k.Reducing.Quads(k.Func); quads != nil && r.shape.Pairs {
		if quads, err = legalise.For(Level{w.level}.Operations(), quads); err == nil {
			r.Quads, r.shape.Quads = plan.Lay(quads), true
		}
	}
	r.entry = 8 + 8*n
	r.stack = w.fn.AllocLocal(r.entry * r.shape.StackEntries())
	inputs := len(f.In) - n
	r.accumulatesFrom(inputs)
	if p := r.shape.Parts; p > 1 {
		r.mark, r.later, r.parts = w.fn.AllocLocal(8), w.fn.AllocLocal(8), w.fn.AllocLocal(r.shape.Vectors*n*w.bytes)
	}
	free := rowRegisters
	for i, o := range f.In[:inputs] {
		var p reg.Register
		if o.Row && i != k.Reducing.Index {
			if len(free) == 0 {
				w.unfit("more than %d rows in one reduction", len(rowRegisters))
			}
			p, free = free[0], free[1:]
		}
		var m operand.Mem
		if !o.Row && !w.plan.Hold && i != k.Reducing.Index {
			m = w.fn.AllocLocal(w.bytes)
		}
		r.from, r.scalars = append(r.from, p), append(r.scalars, m)
	}
	r.places = append(slices.Clone(free), reg.RCX, reg.RDX, reg.RAX)
	if most := r.shape.Leaves - 1; most > len(r.places) {
		w.unfit("more than %d leaves side by side", len(r.places)+1)
	}
	w.gp.ptrs = make([]operand.Op, inputs)
	w.gp.rows = w.fn.AllocLocal(8)
	if x := w.plan.Extremes; x != nil {
		r.withNumbers(x)
	}
	r.shape.Write(r)
}

// operands is how many operands the kernel has.
func (r *reducer) operands() int { return len(r.from) + len(r.body.Func.Out) }

func (r *reducer) Prepare() {
	for k := range r.operands() {
		p := r.position(k)
		r.emit(in(x86.MOVQ), operandField(reg.RDX, k, kernel.OffPtr), p)
		r.emit(in(x86.MOVQ), p, operandField(reg.RDX, k, kernel.OffRow))
	}
	r.hoist()
	for range r.shape.Vectors / r.shape.Parts * r.shape.Leaves {
		r.Accumulators = append(r.Accumulators, r.Pin())
	}
	if r.kernel.Index >= 0 {
		r.index = r.vec.Pin()
	}
	for k, p := range r.from {
		if r.plan.Hold && p == nil && k != r.kernel.Index {
			r.held[k] = r.vec.Pin()
		}
	}
	if r.shape.Quads {
		i := r.vec.Pin()
		r.loadConst(signBytes, i, r.bytes)
		r.signs = vector(i, r.bytes)
	}
}

// position is the register of the position in operand k, RAX for what is no row.
func (r *reducer) position(k int) reg.Register {
	if k < len(r.from) && r.from[k] != nil {
		return r.from[k]
	}
	return reg.RAX
}

// StartRow fills the memory of what is no row. The positions are set.
func (r *reducer) StartRow() {
	for k, p := range r.from {
		if p != nil {
			continue
		}
		if k != r.kernel.Index {
			r.emit(in(x86.MOVQ), operandField(reg.RDX, k, kernel.OffRow), reg.RAX)
		} else {
			if r.numbers == nil {
				r.startIndex()
			}
			continue
		}
		if x, ok := r.held[k]; ok {
			r.emit(r.broadcastFrom(r.body.Func.In[k].Lane.Size()), operand.Mem{Base: reg.RAX}, vector(x, r.bytes))
			continue
		}
		t := r.vec.Temp()
		r.emit(r.broadcastFrom(r.body.Func.In[k].Lane.Size()), operand.Mem{Base: reg.RAX}, vector(t, r.bytes))
		r.emit(r.transfer(ir.U8, r.bytes), vector(t, r.bytes), r.scalars[k])
		r.vec.End(0)
	}
}

// startIndex sets the numbers of elements to those of the first.
func (r *reducer) startIndex() {
	k := r.kernel.Index
	r.emit(in(x86.MOVQ), operandField(reg.RDX, k, kernel.OffRow), reg.RAX)
	t := r.body.Func.In[k].Lane
	bytes := r.size(t)
	words := make([]uint64, max(2, bytes/8))
	for i := range r.lanes {
		words[i*t.Size()/8] |= uint64(i) << (i * t.Size() % 8 * 8)
	}
	x := vector(r.index, bytes)
	r.emit(r.broadcastFrom(t.Size()), operand.Mem{Base: reg.RAX}, x)
	r.emit(r.addIntegers(t.Size()), r.data.row(words...), x, x)
}

func (r *reducer) broadcastFrom(size int) inst {
	return []inst{1: in(x86.VPBROADCASTB), 2: in(x86.VPBROADCASTW), 4: in(x86.VPBROADCASTD), 8: in(x86.VPBROADCASTQ)}[size]
}

func (r *reducer) addIntegers(size int) inst {
	return []inst{4: in(x86.VPADDD), 8: in(x86.VPADDQ)}[size]
}

// NextRow moves the operands, and the positions, to the next row.
func (r *reducer) NextRow(row, done string) {
	r.emit(in(x86.DECQ), r.gp.rows)
	r.jump(in(x86.JEQ), done)
	r.args()
	for k := range r.operands() {
		p := r.position(k)
		r.emit(in(x86.MOVQ), operandField(reg.RDX, k, kernel.OffRow), p)
		r.emit(in(x86.ADDQ), operandField(reg.RDX, k, kernel.OffOuter), p)
		r.emit(in(x86.MOVQ), p, operandField(reg.RDX, k, kernel.OffRow))
	}
	r.Jump(row)
}

// Start sets accumulators to the identities.
func (r *reducer) Start(vectors int) {
	for i, of := range r.kernel.Reductions {
		t := r.body.Func.Out[i].Lane
		c := constantOf(of.Identity(ir.New(""), t))
		for v := range vectors {
			d := r.Accumulators[v][i]
			if v == 0 || c.zero() {
				r.loadConst(c, d, r.size(t))
			} else {
				r.Move(d, r.Accumulators[0][i])
			}
		}
	}
}

func (r *reducer) Step(v, n, at int) { r.Take(r, r.Accumulators[v], n, at) }

// StepPairs is Step for narrow elements, of which a vector has twice as many.
func (r *reducer) StepPairs(v, n, at int) {
	r.lanes *= 2
	r.TakePairs(r, r.Accumulators[v], n, at)
	r.lanes /= 2
}

// StepQuads is Step for bytes, of which a vector has four times as many.
func (r *reducer) StepQuads(v, n, at int) {
	r.lanes *= 4
	r.TakeQuads(r, r.Accumulators[v], n, at)
	r.lanes /= 4
}

func (r *reducer) WithoutByteDots(label string) {
	r.emit(in(x86.CMPB), operand.Mem{Symbol: operand.Symbol{Name: kernel.ByteDotsVariable}, Base: reg.StaticBase, Disp: int(r.kernelLevel)}, imm(0))
	r.jump(in(x86.JEQ), label)
}

// Input loads n elements of an input.
func (r *reducer) Input(v *ir.Value, n, at int) {
	k := int(v.Imm >> 1)
	t := v.Type
	if k == r.kernel.Index {
		d, x := r.def(v), vector(r.index, max(16, r.size(t)))
		if at == 0 {
			r.move(x, vector(int(d.(reg.Physical).PhysicalIndex()), max(16, r.size(t))))
		} else {
			r.emit(r.addIntegers(t.Size()), r.data.broadcast(constant{t.Size(), uint64(at)}, max(16, r.size(t))), x, vector(int(d.(reg.Physical).PhysicalIndex()), max(16, r.size(t))))
		}
		r.vec.End(0)
		return
	}
	d := int(r.def(v).(reg.Physical).PhysicalIndex())
	if p := r.from[k]; p != nil {
		m := operand.Mem{Base: p, Disp: at * t.Size()}
		if r.leaf > 0 {
			m.Index, m.Scale = r.places[r.leaf-1], uint8(t.Size())
		}
		r.loadPart(t, d, n*t.Size(), m)
	} else if x, ok := r.held[k]; ok {
		r.Move(d, x)
	} else {
		r.loadPart(t, d, r.size(t), r.scalars[k])
	}
	r.vec.End(0)
}

// loadPart loads so many bytes into vector register i.
func (w *writer) loadPart(t ir.Type, i, bytes int, m operand.Mem) {
	switch bytes {
	case 1, 2:
		w.emit([]inst{1: in(x86.MOVBLZX), 2: in(x86.MOVWLZX)}[bytes], m, reg.EAX)
		w.emit(in(x86.VMOVD), reg.EAX, vector(i, 16))
	default:
		w.emit(w.transfer(t, bytes), m, vector(i, bytes))
	}
}

func (r *reducer) Move(to, from int) { r.move(vector(from, r.bytes), vector(to, r.bytes)) }

// Rest loads the elements left after whole vectors.
func (r *reducer) Rest(lanes int) {
	r.rests++
	r.emit(in(x86.MOVQ), count, leftRegister)
	r.emit(in(x86.ANDQ), num(lanes-1), count)
	whole := r.restLabel("whole")
	r.jump(in(x86.JEQ), whole)
	size := r.body.Func.Out[0].Lane.Size()
	if r.masks {
		r.restMask = r.mask.Pin()
		kmov := map[int]inst{8: in(x86.KMOVB), 16: in(x86.KMOVW), 32: in(x86.KMOVD), 64: in(x86.KMOVQ)}[lanes]
		r.emit(in(x86.MOVQ), num(-1), reg.RAX)
		r.emit(in(x86.BZHIQ), count, reg.RAX, reg.RAX)
		var from operand.Op = reg.EAX
		if lanes == 64 {
			from = reg.RAX
		}
		r.emit(kmov, from, opmasks[r.restMask])
	} else {
		r.restMask = r.vec.Pin()
		ones := ^uint64(0)
		r.emit(in(x86.LEAQ), r.data.row(ones, ones, ones, ones, 0, 0, 0, 0), reg.RCX)
		r.emit(in(x86.MOVQ), count, reg.RAX)
		if shift := bits.TrailingZeros(uint(size)); shift > 0 {
			r.emit(in(x86.SHLQ), imm(shift), reg.RAX)
		}
		r.emit(in(x86.SUBQ), reg.RAX, reg.RCX)
		r.emit(in(x86.VMOVDQU), operand.Mem{Base: reg.RCX, Disp: r.bytes}, vector(r.restMask, r.bytes))
	}
	r.Accumulate.Rest = map[int]int{}
	for _, k := range r.body.Inputs() {
		if k >= len(r.from) || r.from[k] == nil {
			continue
		}
		d, t := r.vec.Pin(), r.body.Func.In[k].Lane
		r.Accumulate.Rest[k] = d
		// Whole vectors come before: leftRegister less the count.
		r.emit(in(x86.MOVQ), leftRegister, reg.RAX)
		r.emit(in(x86.SUBQ), count, reg.RAX)
		if r.masks {
			m := operand.Mem{Base: r.from[k], Index: reg.RAX, Scale: uint8(t.Size())}
			r.emit(zeroing[t.Size()], m, opmasks[r.restMask], vector(d, max(16, lanes*t.Size())))
			continue
		}
		r.emit(in(x86.LEAQ), operand.Mem{Base: r.from[k], Index: reg.RAX, Scale: uint8(t.Size())}, reg.RAX)
		r.gp.ptrs[k] = reg.RAX
		r.gather(k, t.Size(), lanes*t.Size(), d)
		r.vec.Release()
	}
	r.at(whole)
	r.emit(in(x86.MOVQ), leftRegister, count)
}

// restLabel is a label of Rest, which a leaf in parts needs several times.
func (r *reducer) restLabel(name string) string {
	if r.rests > 1 {
		name = fmt.Sprint(name, "again", r.rests)
	}
	return name
}

func (r *reducer) StepRest(v, at int, label string) {
	r.emit(in(x86.TESTL), operand.U32(r.lanes-1), leftRegister.As32())
	r.jump(in(x86.JEQ), label)
	r.TakeRest(r, r.Accumulators[v], r.lanes, at)
}

// Blend replaces the elements of vector to that are left in the row by those of from.
func (r *reducer) Blend(to, from int, t ir.Type) {
	bytes := max(16, r.size(t))
	if r.masks {
		r.emit(merging[t.Size()], vector(from, bytes), opmasks[r.restMask], vector(to, bytes))
		return
	}
	r.emit(in(x86.VPBLENDVB), vector(r.restMask, bytes), vector(from, bytes), vector(to, bytes), vector(to, bytes))
}

func (r *reducer) Skip(n int) {
	for k, p := range r.from {
		if p != nil {
			r.emit(in(x86.ADDQ), num(n*r.body.Func.In[k].Lane.Size()), p)
		}
	}
	if k := r.kernel.Index; k >= 0 && !r.ofNumbers() {
		size := r.body.Func.In[k].Lane.Size()
		x := vector(r.index, max(16, r.lanes*size))
		r.emit(r.addIntegers(size), r.data.broadcast(constant{size, uint64(n)}, max(16, r.lanes*size)), x, x)
	}
}

// CutLeaves halves what lies between two leaves, the longest first. The count is kept, as that of
// the elements left is in other loops.
func (r *reducer) CutLeaves(leaves, n int) {
	r.emit(in(x86.MOVQ), count, leftRegister)
	for step := leaves / 2; step > 0; step /= 2 {
		for at := step; at < leaves; at += 2 * step {
			p, end := r.places[at-1], reg.Register(leftRegister)
			if at+step < leaves {
				end = r.places[at+step-1]
			}
			if at == step {
				r.emit(in(x86.MOVQ), end, p)
			} else {
				r.emit(in(x86.LEAQ), operand.Mem{Base: r.places[at-step-1], Index: end, Scale: 1}, p)
			}
			r.emit(in(x86.SHRQ), imm(1), p)
			r.emit(in(x86.ANDQ), num(-n), p)
		}
	}
	r.Shortest(leaves, n)
}

func (r *reducer) Shortest(leaves, n int) {
	r.emit(in(x86.MOVQ), leftRegister, count)
	r.emit(in(x86.SHRQ), imm(bits.TrailingZeros(uint(leaves))), count)
	r.emit(in(x86.ANDQ), num(-n), count)
}

// StepLeaf refuses a body that needs the registers of the places.
func (r *reducer) StepLeaf(leaf, v, n, at int) {
	from := len(r.fn.Nodes)
	r.leaf = leaf
	r.Step(v, n, at)
	r.leaf = 0
	for _, node := range r.fn.Nodes[from:] {
		i, ok := node.(*avo.Instruction)
		if !ok {
			continue
		}
		for _, to := range i.OutputRegisters() {
			for _, p := range r.places[:r.shape.Leaves-1] {
				if p.(reg.GPPhysical).As64() == to || p.(reg.GPPhysical).As32() == to {
					r.unfit("%s is written to", p.Asm())
				}
			}
		}
	}
}

// IfShort compares the lengths of leaves. The last one is always among the longest. Places of
// leaves that are done are not needed any more.
func (r *reducer) IfShort(leaf, leaves, n int, label string) {
	if leaf == leaves-1 {
		r.emit(in(x86.TESTQ), num((leaves-1)*n), leftRegister)
	} else {
		r.emit(in(x86.SUBQ), r.places[leaf-1], r.places[leaf])
		r.emit(in(x86.CMPQ), r.places[leaf], count)
	}
	r.jump(in(x86.JEQ), label)
}

func (r *reducer) Left(n int) {
	r.emit(in(x86.MOVQ), leftRegister, reg.RAX)
	r.emit(in(x86.ANDQ), num(-n), reg.RAX)
	r.emit(in(x86.SUBQ), count, reg.RAX)
	for k, p := range r.from {
		if p != nil {
			r.emit(in(x86.LEAQ), operand.Mem{Base: p, Index: reg.RAX, Scale: uint8(r.body.Func.In[k].Lane.Size())}, p)
		}
	}
	r.emit(in(x86.MOVQ), leftRegister, count)
	r.emit(in(x86.ANDQ), num(n-1), count)
}

func (r *reducer) Join(j plan.Join, lanes int) {
	r.dropRest()
	v, x := r.Accumulators[j.Into], r.Accumulators[j.From]
	if j.Down > 0 {
		x = r.Pin()
		for i, of := range v {
			r.down(x[i], of, lanes, j.Down, r.body.Func.Out[i].Lane.Size())
		}
	}
	r.Combine(r, v, v, x)
	if j.Down == 0 { // it is an accumulator again in the next leaf
		for _, i := range x {
			r.vec.Keep(i)
		}
	}
}

// dropRest gives back the registers of Rest.
func (r *reducer) dropRest() {
	for _, i := range r.Accumulate.Rest {
		r.vec.Unpin(i)
	}
	switch {
	case r.restMask < 0:
	case r.masks:
		r.mask.Unpin(r.restMask)
	default:
		r.vec.Unpin(r.restMask)
	}
	r.Accumulate.Rest, r.restMask = nil, -1
}

func (r *reducer) Mark() { r.emit(in(x86.MOVQ), count, r.mark) }

func (r *reducer) Again(n int) {
	r.emit(in(x86.MOVQ), r.mark, count)
	r.emit(in(x86.MOVQ), count, reg.RAX)
	r.emit(in(x86.ANDQ), num(-n), reg.RAX)
	r.emit(in(x86.NEGQ), reg.RAX)
	for k, p := range r.from {
		if p != nil {
			r.emit(in(x86.LEAQ), operand.Mem{Base: p, Index: reg.RAX, Scale: uint8(r.body.Func.In[k].Lane.Size())}, p)
		}
	}
}

func (r *reducer) OneBlock() { r.emit(in(x86.MOVQ), num(0), r.later) }

func (r *reducer) TakeBlock(n int) {
	r.emit(in(x86.SUBQ), num(n), count)
	r.emit(in(x86.MOVQ), count, r.later)
	r.emit(in(x86.MOVQ), num(n), count)
}

func (r *reducer) BlockTaken() { r.emit(in(x86.MOVQ), r.later, count) }

func (r *reducer) FetchAhead(n, part, parts int) {
	for k, p := range r.from {
		if p == nil {
			continue
		}
		size := r.body.Func.In[k].Lane.Size()
		all := r.shape.Vectors * r.lanes * size
		for at := part * all / parts; at < (part+1)*all/parts; at += cacheLine {
			r.emit(in(x86.PREFETCHT0), operand.Mem{Base: p, Disp: n*size + at})
		}
	}
}

func (r *reducer) IfOneBlock(label string) {
	r.emit(in(x86.CMPQ), r.later, imm(0))
	r.jump(in(x86.JEQ), label)
}

// part is the memory of accumulator i of vector v of a part.
func (r *reducer) part(part, v, i int) operand.Mem {
	return r.parts.Offset(((part*r.shape.Vectors/r.shape.Parts+v)*len(r.kernel.Reductions) + i) * r.bytes)
}

func (r *reducer) SaveSeries(part, vectors int) {
	for v := range vectors {
		for i, x := range r.Accumulators[v] {
			r.emit(r.transfer(ir.U8, r.bytes), vector(x, r.bytes), r.part(part, v, i))
		}
	}
}

func (r *reducer) LoadSeries(part, vectors int) {
	for v := range vectors {
		for i, x := range r.Accumulators[v] {
			r.emit(r.transfer(ir.U8, r.bytes), r.part(part, v, i), vector(x, r.bytes))
		}
	}
}

func (r *reducer) SavePart(part int) {
	r.dropRest()
	r.SaveSeries(part, 1)
}

func (r *reducer) JoinPart(part int) {
	x := r.Pin()
	for i := range x {
		r.emit(r.transfer(ir.U8, r.bytes), r.part(part, 0, i), vector(x[i], r.bytes))
	}
	r.Combine(r, r.Accumulators[0], r.Accumulators[0], x)
}

func (r *reducer) Empty() {
	r.emit(in(x86.LEAQ), r.stack, stackTop)
}

func (r *reducer) Halve(n int) {
	r.emit(in(x86.MOVQ), count, reg.RAX)
	r.emit(in(x86.SHRQ), imm(1), reg.RAX)
	r.emit(in(x86.ANDQ), num(-n), reg.RAX)
	r.emit(in(x86.SUBQ), reg.RAX, count)
	r.emit(in(x86.MOVQ), count, operand.Mem{Base: stackTop})
	r.emit(in(x86.ADDQ), num(r.entry), stackTop)
	r.emit(in(x86.MOVQ), reg.RAX, count)
}

func (r *reducer) Done(label string) {
	r.emit(in(x86.LEAQ), r.stack, reg.RAX)
	r.emit(in(x86.CMPQ), stackTop, reg.RAX)
	r.jump(in(x86.JEQ), label)
}

// pending is the entry on top of the stack, at byte disp.
func (r *reducer) pending(disp int) operand.Mem {
	return operand.Mem{Base: stackTop, Disp: disp - r.entry}
}

func (r *reducer) Pending(label string) {
	r.emit(in(x86.MOVQ), r.pending(0), count)
	r.emit(in(x86.TESTQ), count, count)
	r.jump(in(x86.JEQ), label)
}

func (r *reducer) Save() {
	r.emit(in(x86.MOVQ), num(0), r.pending(0))
	for i, x := range r.Accumulators[0] {
		r.storeFirst(r.body.Func.Out[i].Lane, r.body.Func.Out[i].Lane.Size(), x, r.pending(8+8*i))
	}
}

// storeFirst stores the first size bytes of a vector.
func (w *writer) storeFirst(t ir.Type, size, i int, m operand.Mem) {
	x := vector(i, 16)
	switch size {
	case 1:
		w.emit(in(x86.VPEXTRB), imm(0), x, m)
	case 2:
		w.emit(in(x86.VPEXTRW), imm(0), x, m)
	default:
		w.emit(w.transfer(t, size), x, m)
	}
}

func (r *reducer) Both() {
	x := r.Pin()
	for i := range x {
		t := r.body.Func.Out[i].Lane
		r.loadPart(t, x[i], t.Size(), r.pending(8+8*i))
	}
	r.Combine(r, r.Accumulators[0], x, r.Accumulators[0])
	r.emit(in(x86.SUBQ), num(r.entry), stackTop)
}

func (r *reducer) Reduced() (list []plan.Suspect) {
	for i, o := range r.body.Func.Out {
		if o.Lane.Is(ir.KindFloat) {
			list = append(list, plan.Suspect{Type: o.Lane, Register: r.Accumulators[0][i], NaN: -1})
		}
	}
	return list
}

func (r *reducer) StoreReduced() {
	r.args()
	for i, o := range r.body.Func.Out {
		r.emit(in(x86.MOVQ), operandField(reg.RDX, len(r.from)+i, kernel.OffRow), reg.RAX)
		r.storeFirst(o.Lane, o.Lane.Size(), r.Accumulators[0][i], operand.Mem{Base: reg.RAX})
	}
}
