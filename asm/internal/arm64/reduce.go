// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"fmt"
	"math/bits"

	"github.com/arraygen/arraygen/asm/internal/legalise"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// The general registers of a kernel that reduces besides those of every kernel: the
// stack of halves, the elements that are left in the last series, and passing use.
const (
	reduceStack  = 6
	reduceBottom = 7
	reduceLeft   = 8
	reduceFrom   = 9
	reduceTo     = 10
	reducePiece  = 11
)

// rowRegisters are the positions in rows, and those that are free the places of leaves.
var rowRegisters = []int{12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 24, 25}

// reducer writes kernels that reduce; it is a [plan.ReductionWriter] and a
// [plan.AccumulateWriter].
type reducer struct {
	*writer
	plan.Accumulate
	kernel   *plan.Reducing
	shape    plan.ReductionLoop
	from     []int // positions, by input; 0 of what is no row
	places   []int // of leaves but the first, in elements after it
	leaf     int   // whose elements Input loads
	index    int   // register of the numbers of elements
	restMask int
	held     map[int]int // registers of what is no row, by input, if the plan holds it in such
	rests    int         // how often Rest was written
	entry    int         // bytes of an entry of the stack
}

// writeReduction writes a whole kernel that reduces.
func (w *writer) writeReduction(k plan.Kernel) {
	unfit := func(format string, args ...any) {
		panic(&plan.Unfit{Kernel: k.Name, Reason: fmt.Errorf("neon: "+format, args...)})
	}
	join, err := legalise.For(Operations(), k.Reducing.Join)
	if err != nil {
		panic(&plan.Unfit{Kernel: k.Name, Reason: err})
	}
	n := len(k.Reducing.Reductions)
	r := &reducer{writer: w, kernel: k.Reducing, restMask: -1, held: map[int]int{},
		Accumulate: plan.Accumulate{Step: w.body, Join: plan.Lay(join), Registers: plan.Classes{w.regs}, Annotate: k.Annotate}}
	r.shape = k.Reducing.Shape(w.f.Out[0].Lane.Size(), w.width, w.plan.Unroll)
	w.width = r.shape.Lanes
	if pairs := k.Reducing.Pairs(k.Func); pairs != nil && r.shape.Vectors > 1 {
		if pairs, err = legalise.For(Operations(), pairs); err == nil {
			r.Pairs, r.shape.Pairs = plan.Lay(pairs), true
		}
	}
	if quads := k.Reducing.Quads(k.Func); quads != nil && r.shape.Pairs {
		if quads, err = legalise.For(Operations(), quads); err == nil {
			r.Quads, r.shape.Quads = plan.Lay(quads), true
		}
	}
	r.entry = 8 + 8*n
	inputs := len(w.f.In) - n
	free := rowRegisters
	for i, o := range w.f.In[:inputs] {
		p := 0
		if o.Row && i != k.Reducing.Index {
			if len(free) == 0 {
				unfit("more than %d rows in one reduction", len(rowRegisters))
			}
			p, free = free[0], free[1:]
		}
		r.from = append(r.from, p)
	}
	if r.places = free; r.shape.Leaves-1 > len(free) {
		unfit("more than %d leaves side by side", len(free)+1)
	}
	w.frame = r.marked()
	if p := r.shape.Parts; p > 1 {
		w.frame += markSize + r.shape.Vectors*n*vectorBytes
	}
	r.shape.Write(r)
}

func (r *reducer) operands() int { return len(r.from) + len(r.f.Out) }

func (r *reducer) Prepare() {
	r.ins("ADD $%d, RSP, R%d", frameStart, regScratch) // a vector of every input, and the stack of halves
	r.ins("MOVD $%s(SB), R%d", tableSymbol, regTable)
	r.table.mask() // so that there is a table
	r.ins("ADD $%d, R%d, R%d", vectorBytes*len(r.from), regScratch, reduceBottom)
	for k := range r.operands() {
		p := r.position(k)
		r.ins("MOVD %s, R%d", field(k, kernel.OffPtr), p)
		r.ins("MOVD R%d, %s", p, field(k, kernel.OffRow))
	}
	r.hoist()
	for range r.shape.Vectors / r.shape.Parts * r.shape.Leaves {
		r.Accumulators = append(r.Accumulators, r.Pin())
	}
	if r.kernel.Index >= 0 {
		r.index = r.regs.Pin()
	}
	for k, p := range r.from {
		if r.plan.Hold && p == 0 && k != r.kernel.Index {
			r.held[k] = r.regs.Pin()
		}
	}
}

// position is the register of the position in operand k, regTemp for what is no row.
func (r *reducer) position(k int) int {
	if k < len(r.from) && r.from[k] != 0 {
		return r.from[k]
	}
	return regTemp
}

// StartRow fills the memory of what is no row. The positions are set.
func (r *reducer) StartRow() {
	for k, p := range r.from {
		if p != 0 {
			continue
		}
		size := r.f.In[k].Lane.Size()
		r.ins("MOVD %s, R%d", field(k, kernel.OffRow), regTemp)
		x, held := r.held[k]
		if k == r.kernel.Index {
			x = r.index
		} else if !held {
			x = r.temp()
		}
		r.broadcast(size, x, regTemp)
		if k == r.kernel.Index {
			t := r.regs.Pin()
			r.ins("FMOVQ %s, F%d", at(regTable, r.table.iota(size)), t)
			r.vec("add", fits(size, vectorBytes), x, x, t)
			r.regs.Unpin(t)
		} else if !held {
			r.ins("FMOVQ F%d, %s", x, at(regScratch, k*vectorBytes))
			r.regs.Release()
		}
	}
}

// NextRow moves the operands, and the positions, to the next row.
func (r *reducer) NextRow(row, done string) {
	r.ins("SUBS $1, R%d, R%d", regRows, regRows)
	r.ins("BEQ %s", done)
	for k := range r.operands() {
		p := r.position(k)
		r.ins("MOVD %s, R%d", field(k, kernel.OffRow), p)
		r.ins("MOVD %s, R%d", field(k, kernel.OffOuter), reduceFrom)
		r.ins("ADD R%d, R%d, R%d", reduceFrom, p, p)
		r.ins("MOVD R%d, %s", p, field(k, kernel.OffRow))
	}
	r.Jump(row)
}

// Start sets accumulators to the identities.
func (r *reducer) Start(vectors int) {
	for i, of := range r.kernel.Reductions {
		c := of.Identity(ir.New(""), r.f.Out[i].Lane)
		for v := range vectors {
			if d := r.Accumulators[v][i]; v == 0 || c.Imm == 0 {
				r.loadConst(c, d)
			} else {
				r.Move(d, r.Accumulators[0][i])
			}
		}
	}
}

func (r *reducer) Step(v, n, at int) { r.Take(r, r.Accumulators[v], n, at) }

// StepPairs is Step for narrow elements, of which a vector has twice as many.
func (r *reducer) StepPairs(v, n, at int) {
	r.width *= 2
	r.TakePairs(r, r.Accumulators[v], n, at)
	r.width /= 2
}

// StepQuads is Step for bytes, of which a vector has four times as many.
func (r *reducer) StepQuads(v, n, at int) {
	r.width *= 4
	r.TakeQuads(r, r.Accumulators[v], n, at)
	r.width /= 4
}

func (r *reducer) WithoutByteDots(label string) {
	r.ins("MOVBU %s+%d(SB), R%d", kernel.ByteDotsVariable, kernel.NEON, regTemp)
	r.ins("CBZ R%d, %s", regTemp, label)
}

// Begin begins a copy of a body: its operations are on whole vectors.
func (r *reducer) Begin(b plan.Block) {
	b.Lanes = r.width
	r.writer.Begin(b)
}

// Input loads n elements of an input.
func (r *reducer) Input(v *ir.Value, n, from int) {
	k, size := int(v.Imm>>1), v.Type.Size()
	d := r.regs.Def(plan.Var{Value: v})
	switch p := r.from[k]; {
	case k == r.kernel.Index && from == 0:
		r.Move(d, r.index)
	case k == r.kernel.Index:
		r.addNumber(d, r.index, from, v.Type)
	case p == 0 && r.plan.Hold:
		r.Move(d, r.held[k])
	case p == 0:
		r.load(vectorBytes, d, regScratch, k*vectorBytes)
	default:
		if r.leaf > 0 {
			r.ins("ADD R%d<<%d, R%d, R%d", r.places[r.leaf-1], bits.TrailingZeros(uint(size)), p, reduceFrom)
			p = reduceFrom
		}
		r.load(n*size, d, p, from*size)
	}
	r.end()
}

// addNumber sets d to the numbers in x plus n.
func (r *reducer) addNumber(d, x, n int, t ir.Type) {
	c := r.regs.Pin()
	r.loadConst(ir.New("").Int(t, int64(n)), c)
	r.vec("add", fits(t.Size(), vectorBytes), d, x, c)
	r.regs.Unpin(c)
}

func (r *reducer) Move(to, from int) { r.move(to, from) }

// Rest loads the elements left after whole vectors, by way of memory.
func (r *reducer) Rest(lanes int) {
	r.rests++
	r.ins("MOVD R%d, R%d", regCount, reduceLeft)
	r.ins("ANDS $%d, R%d, R%d", lanes-1, regCount, regCount)
	whole := r.restLabel("whole")
	r.ins("BEQ %s", whole)
	size := r.f.Out[0].Lane.Size()
	r.restMask = r.regs.Pin()
	r.ins("ADD $%d, R%d, R%d", r.table.mask()+vectorBytes, regTable, reduceFrom)
	r.ins("SUB R%d<<%d, R%d, R%d", regCount, bits.TrailingZeros(uint(size)), reduceFrom, reduceFrom)
	r.load(vectorBytes, r.restMask, reduceFrom, 0)
	r.Accumulate.Rest = map[int]int{}
	for _, k := range r.body.Inputs() {
		if k >= len(r.from) || r.from[k] == 0 {
			continue
		}
		size := r.f.In[k].Lane.Size()
		shift := bits.TrailingZeros(uint(size))
		d := r.regs.Pin()
		r.Accumulate.Rest[k] = d
		r.ins("SUB R%d, R%d, R%d", regCount, reduceLeft, reduceFrom)
		r.ins("ADD R%d<<%d, R%d, R%d", reduceFrom, shift, r.from[k], reduceFrom)
		r.ins("ADD $%d, R%d, R%d", k*vectorBytes, regScratch, reduceTo)
		for n := lanes / 2; n > 0; n /= 2 {
			r.copyPiece(n, n*size, r.restLabel(fmt.Sprintf("piece%d_%d", k, n)))
		}
		r.load(vectorBytes, d, regScratch, k*vectorBytes)
	}
	r.Label(whole)
	r.ins("MOVD R%d, R%d", reduceLeft, regCount)
}

// copyPiece copies so many bytes to the scratch memory if the count has bit n.
func (r *reducer) copyPiece(n, bytes int, skip string) {
	r.WithoutBit(n, skip)
	op := map[int]string{1: "MOVBU", 2: "MOVHU", 4: "MOVWU", 8: "MOVD"}[bytes]
	store := map[int]string{1: "MOVB", 2: "MOVH", 4: "MOVW", 8: "MOVD"}[bytes]
	r.ins("%s.P %d(R%d), R%d", op, bytes, reduceFrom, reducePiece)
	r.ins("%s.P R%d, %d(R%d)", store, reducePiece, bytes, reduceTo)
	r.Label(skip)
}

// restLabel is a label of Rest, which a leaf in parts needs several times.
func (r *reducer) restLabel(name string) string {
	if r.rests > 1 {
		name = fmt.Sprint(name, "again", r.rests)
	}
	return name
}

func (r *reducer) StepRest(v, at int, label string) {
	r.ins("TST $%d, R%d", r.width-1, reduceLeft)
	r.ins("BEQ %s", label)
	r.TakeRest(r, r.Accumulators[v], r.width, at)
}

// Blend replaces the elements of vector to that are left in the row by those of from.
func (r *reducer) Blend(to, from int, _ ir.Type) { r.vec("bit", b16, to, from, r.restMask) }

func (r *reducer) Skip(n int) {
	for k, p := range r.from {
		if p != 0 {
			r.ins("ADD $%d, R%d, R%d", n*r.f.In[k].Lane.Size(), p, p)
		}
	}
	if k := r.kernel.Index; k >= 0 {
		r.addNumber(r.index, r.index, n, r.f.In[k].Lane)
	}
}

// CutLeaves halves what lies between two leaves, the longest first. The count is kept, as that of
// the elements left is in other loops.
func (r *reducer) CutLeaves(leaves, n int) {
	r.ins("MOVD R%d, R%d", regCount, reduceLeft)
	for step := leaves / 2; step > 0; step /= 2 {
		for at := step; at < leaves; at += 2 * step {
			p, end := r.places[at-1], reduceLeft
			if at+step < leaves {
				end = r.places[at+step-1]
			}
			if at > step {
				r.ins("ADD R%d, R%d, R%d", end, r.places[at-step-1], p)
				end = p
			}
			r.ins("LSR $1, R%d, R%d", end, p)
			r.ins("AND $%d, R%d, R%d", -n, p, p)
		}
	}
	r.Shortest(leaves, n)
}

func (r *reducer) Shortest(leaves, n int) {
	r.ins("LSR $%d, R%d, R%d", bits.TrailingZeros(uint(leaves)), reduceLeft, regCount)
	r.ins("AND $%d, R%d, R%d", -n, regCount, regCount)
}

func (r *reducer) StepLeaf(leaf, v, n, at int) {
	r.leaf = leaf
	r.Step(v, n, at)
	r.leaf = 0
}

// IfShort compares the lengths of leaves. The last one is always among the longest. Places of
// leaves that are done are not needed any more.
func (r *reducer) IfShort(leaf, leaves, n int, label string) {
	if leaf == leaves-1 {
		r.ins("TST $%d, R%d", (leaves-1)*n, reduceLeft)
	} else {
		r.ins("SUB R%d, R%d, R%d", r.places[leaf-1], r.places[leaf], r.places[leaf])
		r.ins("CMP R%d, R%d", regCount, r.places[leaf])
	}
	r.ins("BEQ %s", label)
}

func (r *reducer) Left(n int) {
	r.ins("AND $%d, R%d, R%d", -n, reduceLeft, reduceFrom)
	r.ins("SUB R%d, R%d, R%d", regCount, reduceFrom, reduceFrom)
	for k, p := range r.from {
		if p != 0 {
			r.ins("ADD R%d<<%d, R%d, R%d", reduceFrom, bits.TrailingZeros(uint(r.f.In[k].Lane.Size())), p, p)
		}
	}
	r.ins("AND $%d, R%d, R%d", n-1, reduceLeft, regCount)
}

func (r *reducer) Join(j plan.Join, _ int) {
	r.dropRest()
	v, x := r.Accumulators[j.Into], r.Accumulators[j.From]
	if j.Down > 0 {
		x = r.Pin()
		for i, of := range v {
			r.down(x[i], of, j.Down*r.f.Out[i].Lane.Size())
		}
	}
	r.Combine(r, v, v, x)
	if j.Down == 0 { // it is an accumulator again in the next leaf
		for _, i := range x {
			r.regs.Keep(i)
		}
	}
}

// dropRest gives back the registers of Rest.
func (r *reducer) dropRest() {
	for _, i := range r.Accumulate.Rest {
		r.regs.Unpin(i)
	}
	if r.restMask >= 0 {
		r.regs.Unpin(r.restMask)
	}
	r.Accumulate.Rest, r.restMask = nil, -1
}

// markSize is the room in the frame of two counts: that of Mark, and the elements after a block.
const markSize = 16

// marked is where in the frame the counts of a leaf that is gone over in parts are, before the accumulators of these.
func (r *reducer) marked() int { return vectorBytes*len(r.from) + r.entry*r.shape.StackEntries() }

func (r *reducer) Mark() { r.ins("MOVD R%d, %s", regCount, at(regScratch, r.marked())) }

func (r *reducer) Again(n int) {
	r.ins("MOVD %s, R%d", at(regScratch, r.marked()), regCount)
	r.ins("AND $%d, R%d, R%d", -n, regCount, reduceFrom)
	for k, p := range r.from {
		if p != 0 {
			r.ins("SUB R%d<<%d, R%d, R%d", reduceFrom, bits.TrailingZeros(uint(r.f.In[k].Lane.Size())), p, p)
		}
	}
}

// later is where in the frame the elements after a block are counted.
func (r *reducer) later() string { return at(regScratch, r.marked()+8) }

func (r *reducer) OneBlock() { r.ins("MOVD ZR, %s", r.later()) }

func (r *reducer) TakeBlock(n int) {
	r.ins("SUB $%d, R%d, R%d", n, regCount, regTemp)
	r.ins("MOVD R%d, %s", regTemp, r.later())
	r.ins("MOVD $%d, R%d", n, regCount)
}

func (r *reducer) BlockTaken() { r.ins("MOVD %s, R%d", r.later(), regCount) }

// FetchAhead leaves it to the processor.
func (r *reducer) FetchAhead(_, _, _ int) {}

func (r *reducer) IfOneBlock(label string) {
	r.ins("MOVD %s, R%d", r.later(), regTemp)
	r.ins("CBZ R%d, %s", regTemp, label)
}

// part is where accumulator i of vector v of a part is in the frame.
func (r *reducer) part(part, v, i int) int {
	return r.marked() + markSize + ((part*r.shape.Vectors/r.shape.Parts+v)*len(r.kernel.Reductions)+i)*vectorBytes
}

func (r *reducer) SaveSeries(part, vectors int) {
	for v := range vectors {
		for i, x := range r.Accumulators[v] {
			r.store(vectorBytes, x, regScratch, r.part(part, v, i))
		}
	}
}

func (r *reducer) LoadSeries(part, vectors int) {
	for v := range vectors {
		for i, x := range r.Accumulators[v] {
			r.load(vectorBytes, x, regScratch, r.part(part, v, i))
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
		r.load(vectorBytes, x[i], regScratch, r.part(part, 0, i))
	}
	r.Combine(r, r.Accumulators[0], r.Accumulators[0], x)
}

func (r *reducer) Empty() { r.ins("MOVD R%d, R%d", reduceBottom, reduceStack) }

func (r *reducer) Halve(n int) {
	r.ins("LSR $1, R%d, R%d", regCount, regTemp)
	r.ins("AND $%d, R%d, R%d", -n, regTemp, regTemp)
	r.ins("SUB R%d, R%d, R%d", regTemp, regCount, regCount)
	r.ins("MOVD R%d, (R%d)", regCount, reduceStack)
	r.ins("ADD $%d, R%d, R%d", r.entry, reduceStack, reduceStack)
	r.ins("MOVD R%d, R%d", regTemp, regCount)
}

func (r *reducer) Done(label string) {
	r.ins("CMP R%d, R%d", reduceBottom, reduceStack)
	r.ins("BEQ %s", label)
}

// pending sets reduceFrom to the entry on top of the stack.
func (r *reducer) pending() { r.ins("SUB $%d, R%d, R%d", r.entry, reduceStack, reduceFrom) }

func (r *reducer) Pending(label string) {
	r.pending()
	r.ins("MOVD (R%d), R%d", reduceFrom, regCount)
	r.ins("CBZ R%d, %s", regCount, label)
}

func (r *reducer) Save() {
	r.pending()
	r.ins("MOVD ZR, (R%d)", reduceFrom)
	for i, x := range r.Accumulators[0] {
		r.store(r.f.Out[i].Lane.Size(), x, reduceFrom, 8+8*i)
	}
}

func (r *reducer) Both() {
	r.pending()
	x := r.Pin()
	for i := range x {
		r.load(r.f.Out[i].Lane.Size(), x[i], reduceFrom, 8+8*i)
	}
	r.Combine(r, r.Accumulators[0], x, r.Accumulators[0])
	r.ins("SUB $%d, R%d, R%d", r.entry, reduceStack, reduceStack)
}

func (r *reducer) Reduced() (list []plan.Suspect) {
	for i, o := range r.f.Out {
		if o.Lane.Is(ir.KindFloat) {
			list = append(list, plan.Suspect{Type: o.Lane, Register: r.Accumulators[0][i], NaN: -1})
		}
	}
	return list
}

func (r *reducer) StoreReduced() {
	for i, o := range r.f.Out {
		r.ins("MOVD %s, R%d", field(len(r.from)+i, kernel.OffRow), regTemp)
		r.store(o.Lane.Size(), r.Accumulators[0][i], regTemp, 0)
	}
}
