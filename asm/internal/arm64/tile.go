// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/asm/internal/legalise"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// The general registers of a tile, besides regCount, regTable and regTemp: an
// address for each row of A.
const (
	tileArgs  = regArgs
	tileStep  = 4
	tileRow   = 6 // of row 0; the others follow
	tileB     = 14
	tileBStep = 15
	tileC     = 16
	tileCRow  = 17
	tileRows  = 19
	tileCols  = 20
	tileARow  = 21

	// Of a tile of one row, in place of further rows: the bytes to its columns, and how many
	// columns are left.
	tileOffset = tileRow + 1
	tileLeft   = tileRow + 2
)

// tileShapes are the shapes that are tried, largest first.
var tileShapes = []plan.TileShape{{Rows: 8, Vectors: 2, Flat: 8}, {Rows: 6, Vectors: 2, Flat: 8}, {Rows: 4, Vectors: 2, Flat: 8}, {Rows: 2, Vectors: 2, Flat: 4}, {Rows: 1, Vectors: 1, Flat: 1}}

// tiler writes a tile kernel; it is a [plan.TileWriter].
type tiler struct {
	*writer
	element ir.Type
	shape   plan.TileShape
}

// EmitTiles is Emit for tile kernels. It returns the shape of each.
func EmitTiles(pkg, constraint string, tiles []plan.Tile) (asm, stubs []byte, shapes []kernel.TileShape, err error) {
	var table constants
	var code, decl strings.Builder
	for _, k := range tiles {
		f, err := legalise.For(Operations(), k.Step)
		if err != nil {
			return nil, nil, nil, &plan.Unfit{Kernel: k.Name, Reason: err}
		}
		lanes := vectorBytes / tileElement(k, f).Size()
		var text string
		s, err := machine.WriteTile(k, f, tileShapes, func(b *plan.Body, p plan.Plan, s plan.TileShape) error {
			text = writeTile(k, b, p, s, &table)
			return nil
		})
		if err != nil {
			return nil, nil, nil, err
		}
		shapes = append(shapes, kernel.TileShape{Rows: s.Rows, Columns: s.Vectors * lanes, Lanes: lanes, Flat: s.Flat * lanes})
		fmt.Fprintf(&code, "\n// func %s(t *kernel.Tile)\n%s", k.Name+Suffix, text)
		declare(&decl, k.Name, "t *kernel.Tile", k.Doc)
	}
	asm, stubs = files(pkg, constraint, table.String(), code.String(), decl.String())
	return asm, stubs, shapes, nil
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

func writeTile(k plan.Tile, b *plan.Body, p plan.Plan, s plan.TileShape, table *constants) string {
	w := &writer{
		f: b.Func, body: b, plan: p, table: table,
		regs:    plan.NewRegisters(b, "vector", machine.Limits.Registers),
		width:   vectorBytes / b.Func.MaxLane(),
		hoisted: map[*ir.Value]int{}, loaded: map[*ir.Value]bool{}, consts: map[*ir.Value]int{},
	}
	for _, v := range p.Hoist {
		w.hoisted[v] = w.regs.Pin()
	}
	plan.TileLoop{Shape: s, Body: b, Registers: plan.Classes{w.regs}, Lanes: w.width, Whole: k.Whole, Begun: k.Begun}.Write(&tiler{w, tileElement(k, b.Func), s})
	return fmt.Sprintf("TEXT ·%s(SB), NOSPLIT, $0-8\n%s", k.Name+Suffix, w.b.String())
}

func (w *tiler) TileArgs() {
	w.ins("MOVD t+0(FP), R%d", tileArgs)
	for _, f := range []struct{ offset, reg int }{
		{kernel.TileA, tileRow}, {kernel.TileARow, tileARow}, {kernel.TileAStep, tileStep}, {kernel.TileB, tileB}, {kernel.TileBStep, tileBStep},
		{kernel.TileCRow, tileCRow}, {kernel.TileRows, tileRows}, {kernel.TileColumns, tileCols},
	} {
		w.ins("MOVD %s, R%d", at(tileArgs, f.offset), f.reg)
	}
	for n := 1; n < w.shape.Rows; n++ {
		w.ins("ADD R%d, R%d, R%d", tileARow, tileRow+n-1, tileRow+n)
	}
	w.hoist()
}

func (w *tiler) IfRows(n int, label string) {
	w.ins("CMP $%d, R%d", n, tileRows)
	w.ins("BEQ %s", label)
}

func (w *tiler) IfVectors(n int, label string) {
	w.ins("CMP $%d, R%d", n*w.width, tileCols)
	w.ins("BEQ %s", label)
}

func (w *tiler) StartColumns() {
	w.ins("MOVD $0, R%d", tileOffset)
	w.ins("MOVD R%d, R%d", tileCols, tileLeft)
}

func (w *tiler) NextColumns(n int) {
	w.ins("ADD $%d, R%d, R%d", n*vectorBytes, tileOffset, tileOffset)
	w.ins("SUB $%d, R%d, R%d", n*w.width, tileLeft, tileLeft)
}

func (w *tiler) IfColumns(n int, label string) {
	w.ins("CMP $%d, R%d", n*w.width, tileLeft)
	w.ins("BGE %s", label)
}

func (w *tiler) AtColumns() {
	w.ins("MOVD %s, R%d", at(tileArgs, kernel.TileA), tileRow)
	w.ins("MOVD %s, R%d", at(tileArgs, kernel.TileB), tileB)
	w.ins("ADD R%d, R%d, R%d", tileOffset, tileB, tileB)
}

func (w *tiler) CountProducts() { w.ins("MOVD %s, R%d", at(tileArgs, kernel.TileDepthAt), regCount) }

func (w *tiler) Zero(r int) { w.vec("movi", b16, r, 0, 0) }

func (w *tiler) LoadB(r, v int) { w.load(vectorBytes, r, tileB, v*vectorBytes) }

func (w *tiler) LoadA(r, n int) {
	w.ins("VLD1R (R%d), [V%d.%s]", tileRow+n, r, map[int]string{4: "S4", 8: "D2"}[w.element.Size()])
}

func (w *tiler) NextProduct(rows int) {
	for n := range rows {
		w.ins("ADD R%d, R%d, R%d", tileStep, tileRow+n, tileRow+n)
	}
	w.ins("ADD R%d, R%d, R%d", tileBStep, tileB, tileB)
}

func (w *tiler) ifZero(offset int, label string) {
	w.ins("MOVD %s, R%d", at(tileArgs, offset), regTemp)
	w.ins("CBZ R%d, %s", regTemp, label)
}

func (w *tiler) IfFresh(label string)   { w.ifZero(kernel.TileResume, label) }
func (w *tiler) IfFirst(label string)   { w.ifZero(kernel.TileAdd, label) }
func (w *tiler) IfNotLast(label string) { w.ifZero(kernel.TileLast, label) }

func (w *tiler) StartC() { w.ins("MOVD %s, R%d", at(tileArgs, kernel.TileC), tileC) }
func (w *tiler) StartFlatC() {
	w.StartC()
	w.ins("ADD R%d, R%d, R%d", tileOffset, tileC, tileC)
}
func (w *tiler) NextC() { w.ins("ADD R%d, R%d, R%d", tileCRow, tileC, tileC) }

func (w *tiler) LoadStart(r, v int) {
	if v == 0 {
		w.ins("MOVD %s, R%d", at(tileArgs, kernel.TileStart), tileC)
	}
	w.LoadC(r, v)
}

func (w *tiler) LoadC(r, v int) { w.load(vectorBytes, r, tileC, v*vectorBytes) }

func (w *tiler) AddC(r, t, v int) {
	w.load(vectorBytes, t, tileC, v*vectorBytes)
	add := "add"
	if w.element.Is(ir.KindFloat) {
		add = "fadd"
	}
	w.vec(add, fits(w.element.Size(), vectorBytes), r, r, t)
}

func (w *tiler) StoreC(r, v int) { w.store(vectorBytes, r, tileC, v*vectorBytes) }

// Move moves a vector.
func (w *tiler) Move(to, from int) { w.move(to, from) }
