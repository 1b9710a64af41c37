// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/asm/internal/legalise"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	avo "github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// The general registers of a tile, besides DX, the address of the kernel.Tile, and
// SI, the count. Rows are addressed five from one register: at 0 to 4 row strides.
var tileRegs = struct {
	rows              [3]reg.GPPhysical
	row, row3, step   reg.GPPhysical
	b, bStep, c, cRow reg.GPPhysical
	temp              reg.GPPhysical
	offset, left      reg.GPPhysical // of a tile of one row: bytes to its columns, and how many are left
}{
	rows: [3]reg.GPPhysical{reg.R8, reg.R9, reg.R10},
	row:  reg.R11, row3: reg.R12, step: reg.R13,
	b: reg.RDI, bStep: reg.RBX, c: reg.RAX, cRow: reg.RCX,
	temp:   reg.RAX,
	offset: reg.R9, left: reg.R10,
}

// rowsPerAddress is how many rows of A are addressed from one register.
const rowsPerAddress = 5

// tiler writes a tile kernel; it is a [plan.TileWriter].
type tiler struct {
	*writer
	element ir.Type
	shape   plan.TileShape
}

// tileShapes are the shapes that are tried, largest first: a body that needs
// registers of its own leaves fewer for sums.
func (t Level) tileShapes() []plan.TileShape {
	if t.masks {
		return []plan.TileShape{{Rows: 14, Vectors: 2, Flat: 8}, {Rows: 12, Vectors: 2, Flat: 8}, {Rows: 8, Vectors: 2, Flat: 8}, {Rows: 4, Vectors: 2, Flat: 4}, {Rows: 1, Vectors: 1, Flat: 1}}
	}
	return []plan.TileShape{{Rows: 6, Vectors: 2, Flat: 8}, {Rows: 5, Vectors: 2, Flat: 8}, {Rows: 4, Vectors: 2, Flat: 8}, {Rows: 2, Vectors: 2, Flat: 4}, {Rows: 1, Vectors: 1, Flat: 1}}
}

// EmitTiles is Emit for tile kernels. It returns the shape of each.
func (t Level) EmitTiles(pkg, constraint string, tiles []plan.Tile) (asm, stubs []byte, shapes []kernel.TileShape, err error) {
	data := newConstants(t.suffix)
	var fns []*avo.Function
	var docs []string
	for _, k := range tiles {
		fn, shape, err := t.tile(k, data)
		if err != nil {
			return nil, nil, nil, err
		}
		fns, docs, shapes = append(fns, fn), append(docs, k.Doc), append(shapes, shape)
	}
	asm, stubs, err = print(pkg, constraint, data, fns, docs)
	return asm, stubs, shapes, err
}

// tile writes k in the largest shape that fits.
func (t Level) tile(k plan.Tile, data *constants) (fn *avo.Function, shape kernel.TileShape, err error) {
	f, err := legalise.For(t.Operations(), k.Step)
	if err != nil {
		return nil, shape, &plan.Unfit{Kernel: k.Name, Reason: err}
	}
	m := plan.Machine{Limits: t.limits, VectorBytes: t.bytes, Fuse: foldSigns}
	p, err := m.WriteTile(k, f, t.tileShapes(), func(b *plan.Body, p plan.Plan, s plan.TileShape) (err error) {
		fn, err = t.writeTile(k, b, p, s, data)
		return err
	})
	if err != nil {
		return nil, shape, err
	}
	lanes := t.bytes / tileElement(k, f).Size()
	fn, err = t.finish(fn, tileArgs)
	return fn, kernel.TileShape{Rows: p.Rows, Columns: p.Vectors * lanes, Lanes: lanes, Flat: p.Flat * lanes}, err
}

// tileElement is the type of the elements of C.
func tileElement(k plan.Tile, f *ir.Func) ir.Type {
	if k.Whole {
		return ir.I32
	}
	t := f.In[0].Lane
	if t.Is(ir.KindUint) {
		t = ir.Int(t.Size()) // its sums are added alike
	}
	return t
}

func (t *level) writeTile(k plan.Tile, b *plan.Body, p plan.Plan, s plan.TileShape, data *constants) (fn *avo.Function, err error) {
	defer faultAsError(&err)
	w := &writer{level: t, fn: avo.NewFunction(k.Name + t.suffix), data: data, body: b, plan: p, name: k.Name, lanes: t.bytes / b.Func.MaxLane()}
	if !t.masks { // with AVX-512 the multiplications take longer than the moves that this saves
		w.accumulates = func(input int) bool { return input == 0 }
	}
	w.vec = plan.NewRegisters(b, t.name+" vector", t.regs)
	if t.masks {
		w.mask = plan.NewRegisters(b, t.name+" mask", maskRegisters)
	}
	plan.TileLoop{Shape: s, Body: b, Registers: w.classes(), Lanes: w.lanes, Whole: k.Whole, Begun: k.Begun}.Write(&tiler{writer: w, element: tileElement(k, b.Func), shape: s})
	return w.fn, nil
}

func (w *tiler) TileArgs() {
	r := tileRegs
	w.emit(in(x86.MOVQ), operand.NewParamAddr("t", 0), reg.RDX)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.TileARow), r.row)
	w.emit(in(x86.LEAQ), operand.Mem{Base: r.row, Index: r.row, Scale: 2}, r.row3)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.TileA), r.rows[0])
	for i := 1; i*rowsPerAddress < w.shape.Rows; i++ {
		w.emit(in(x86.LEAQ), operand.Mem{Base: r.rows[i-1], Index: r.row, Scale: 4}, r.rows[i])
		w.emit(in(x86.ADDQ), r.row, r.rows[i])
	}
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.TileAStep), r.step)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.TileB), r.b)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.TileBStep), r.bStep)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.TileCRow), r.cRow)
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.TileRows), r.temp)
	w.hoist()
}

func (w *tiler) IfRows(n int, label string) {
	w.emit(in(x86.CMPQ), tileRegs.temp, num(n))
	w.jump(in(x86.JEQ), label)
}

func (w *tiler) IfVectors(n int, label string) {
	w.emit(in(x86.CMPQ), field(reg.RDX, kernel.TileColumns), num(n*w.lanes))
	w.jump(in(x86.JEQ), label)
}

func (w *tiler) StartColumns() {
	w.emit(in(x86.XORL), tileRegs.offset.As32(), tileRegs.offset.As32())
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.TileColumns), tileRegs.left)
}

func (w *tiler) NextColumns(n int) {
	w.emit(in(x86.ADDQ), num(n*w.bytes), tileRegs.offset)
	w.emit(in(x86.SUBQ), num(n*w.lanes), tileRegs.left)
}

func (w *tiler) IfColumns(n int, label string) {
	w.emit(in(x86.CMPQ), tileRegs.left, num(n*w.lanes))
	w.jump(in(x86.JGE), label)
}

func (w *tiler) AtColumns() {
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.TileA), tileRegs.rows[0])
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.TileB), tileRegs.b)
	w.emit(in(x86.ADDQ), tileRegs.offset, tileRegs.b)
}

func (w *tiler) CountProducts() {
	w.emit(in(x86.MOVQ), field(reg.RDX, kernel.TileDepthAt), count)
}

func (w *tiler) Zero(r int) { w.loadConst(constant{size: 8}, r, w.bytes) }

func (w *tiler) LoadB(r, v int) {
	w.emit(w.transfer(w.element, w.bytes), operand.Mem{Base: tileRegs.b, Disp: v * w.bytes}, vector(r, w.bytes))
}

func (w *tiler) LoadA(r, n int) {
	g := tileRegs
	m := operand.Mem{Base: g.rows[n/rowsPerAddress]}
	switch n % rowsPerAddress {
	case 0:
	case 3:
		m.Index, m.Scale = g.row3, 1
	default:
		m.Index, m.Scale = g.row, uint8(n%rowsPerAddress)
	}
	broadcast := map[ir.Type]inst{
		ir.F32: in(x86.VBROADCASTSS), ir.F64: in(x86.VBROADCASTSD), ir.I32: in(x86.VPBROADCASTD), ir.I64: in(x86.VPBROADCASTQ),
	}[w.element]
	w.emit(broadcast, m, vector(r, w.bytes))
}

func (w *tiler) NextProduct(rows int) {
	g := tileRegs
	for i := 0; i*rowsPerAddress < rows; i++ {
		w.emit(in(x86.ADDQ), g.step, g.rows[i])
	}
	w.emit(in(x86.ADDQ), g.bStep, g.b)
}

func (w *tiler) IfFresh(label string) {
	w.emit(in(x86.CMPQ), field(reg.RDX, kernel.TileResume), num(0))
	w.jump(in(x86.JEQ), label)
}

func (w *tiler) IfFirst(label string) {
	w.emit(in(x86.CMPQ), field(reg.RDX, kernel.TileAdd), num(0))
	w.jump(in(x86.JEQ), label)
}

func (w *tiler) IfNotLast(label string) {
	w.emit(in(x86.CMPQ), field(reg.RDX, kernel.TileLast), num(0))
	w.jump(in(x86.JEQ), label)
}

func (w *tiler) StartC() { w.emit(in(x86.MOVQ), field(reg.RDX, kernel.TileC), tileRegs.c) }
func (w *tiler) StartFlatC() {
	w.StartC()
	w.emit(in(x86.ADDQ), tileRegs.offset, tileRegs.c)
}
func (w *tiler) NextC() { w.emit(in(x86.ADDQ), tileRegs.cRow, tileRegs.c) }

func (w *tiler) LoadStart(r, v int) {
	if v == 0 {
		w.emit(in(x86.MOVQ), field(reg.RDX, kernel.TileStart), tileRegs.c)
	}
	w.LoadC(r, v)
}

func (w *tiler) inC(v int) operand.Mem { return operand.Mem{Base: tileRegs.c, Disp: v * w.bytes} }

func (w *tiler) LoadC(r, v int) {
	w.emit(w.transfer(w.element, w.bytes), w.inC(v), vector(r, w.bytes))
}

func (w *tiler) AddC(r, _, v int) {
	add := map[ir.Type]inst{
		ir.F32: in(x86.VADDPS), ir.F64: in(x86.VADDPD), ir.I32: in(x86.VPADDD), ir.I64: in(x86.VPADDQ),
	}[w.element]
	w.emit(add, w.inC(v), vector(r, w.bytes), vector(r, w.bytes))
}

func (w *tiler) StoreC(r, v int) {
	w.emit(w.transfer(w.element, w.bytes), vector(r, w.bytes), w.inC(v))
}

// Move moves a vector of elements.
func (w *tiler) Move(to, from int) { w.move(vector(from, w.bytes), vector(to, w.bytes)) }
