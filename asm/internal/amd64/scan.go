// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
	"github.com/mmcloughlin/avo/x86"
)

// The state of the loop of a scan, of three operands: the result before the row, the input, the output.
var scan = struct {
	row, step [3]reg.Register
	src, dst  reg.Register
	rows      reg.Register
}{
	row:  [3]reg.Register{reg.R8, reg.R9, reg.R10},
	step: [3]reg.Register{reg.R11, reg.R12, reg.R13},
	src:  reg.RDI, dst: reg.RBX, rows: reg.RCX,
}

// scanner writes scans; it is a [plan.ScanWriter].
type scanner struct {
	*writer
	plan.Apply
	lane ir.Type
	// x is the vector, y the result so far; moved and copy are what is combined with them.
	x, y, moved, copy plan.Parts
}

// writeScan writes a whole scan.
func (w *writer) writeScan(k plan.Kernel) {
	if w.masks {
		w.unfit("the code of AVX2 serves")
	}
	w.gp.rows = scan.rows
	s := &scanner{writer: w, Apply: plan.Apply{Body: w.body, Registers: w.classes(), Lanes: w.lanes, Annotate: k.Annotate}, lane: k.Func.In[0].Lane}
	s.x, s.y, s.moved, s.copy = s.Pin(), s.Pin(), s.Pin(), s.Pin()
	plan.Scan{Lanes: w.lanes}.Write(s)
}

func (s *scanner) whole(p plan.Parts) reg.Register { return vector(p[0], s.bytes) }

// Move moves a vector.
func (s *scanner) Move(to, from int) { s.move(vector(from, s.bytes), vector(to, s.bytes)) }

func (s *scanner) Prepare() {
	for k := range scan.row {
		s.emit(in(x86.MOVQ), operandField(reg.RDX, k, kernel.OffPtr), scan.row[k])
		s.emit(in(x86.MOVQ), operandField(reg.RDX, k, kernel.OffOuter), scan.step[k])
	}
	s.hoist()
}

func (s *scanner) StartRow() {
	s.args()
	s.emit(in(x86.MOVQ), scan.row[1], scan.src)
	s.emit(in(x86.MOVQ), scan.row[2], scan.dst)
}

func (s *scanner) NextRow(row, done string) {
	for k := range scan.row {
		s.emit(in(x86.ADDQ), scan.step[k], scan.row[k])
	}
	s.emit(in(x86.DECQ), scan.rows)
	s.jump(in(x86.JNE), row)
	s.Jump(done)
}

func (s *scanner) LoadResult() { s.broadcast(0, scan.row[0], s.y[0]) }

func (s *scanner) Load() {
	s.emit(s.transfer(s.lane, s.bytes), operand.Mem{Base: scan.src}, s.whole(s.x))
}

// Step moves by bytes within the halves of a register, and by a whole half what the last lane of the
// lower half has, to all lanes of the upper one.
func (s *scanner) Step(lanes int) {
	const half = 16
	x, d := s.whole(s.x), s.whole(s.moved)
	if bytes := lanes * s.lane.Size(); bytes < half {
		s.emit(in(x86.VPSLLDQ), imm(bytes), x, d)
	} else {
		s.emit(in(x86.VPERM2I128), imm(0x08), x, x, d) // zeros, and the lower half
		s.lastOfHalves(d)
	}
	s.apply(s.x, s.moved)
}

// lastOfHalves fills each half of a register with its last lane.
func (s *scanner) lastOfHalves(r reg.Register) {
	switch s.lane.Size() {
	case 8:
		s.emit(in(x86.VPSHUFD), imm(0xee), r, r)
		return
	case 1:
		s.emit(in(x86.VPUNPCKHBW), r, r, r)
		fallthrough
	case 2:
		s.emit(in(x86.VPSHUFHW), imm(0xff), r, r)
	}
	s.emit(in(x86.VPSHUFD), imm(0xff), r, r)
}

func (s *scanner) Total() {
	d := s.whole(s.moved)
	s.emit(in(x86.VPERM2I128), imm(0x11), s.whole(s.x), s.whole(s.x), d) // the upper half twice
	s.lastOfHalves(d)
}

func (s *scanner) Store() {
	s.Move(s.copy[0], s.y[0])
	s.apply(s.x, s.copy)
	s.emit(s.transfer(s.lane, s.bytes), s.whole(s.x), operand.Mem{Base: scan.dst})
}

func (s *scanner) Carry() { s.apply(s.y, s.moved) }

func (s *scanner) One() {
	size := s.lane.Size()
	s.loadPart(s.lane, s.x[0], size, operand.Mem{Base: scan.src})
	s.apply(s.y, s.x)
	s.storeFirst(s.lane, size, s.y[0], operand.Mem{Base: scan.dst})
}

// apply makes x the body of itself and y, whose register is used up but stays pinned.
func (s *scanner) apply(x, y plan.Parts) {
	s.Apply.Write(s, x, x, y)
	s.vec.Keep(y[0])
}

func (s *scanner) Skip(n int) {
	s.emit(in(x86.ADDQ), num(n*s.lane.Size()), scan.src)
	s.emit(in(x86.ADDQ), num(n*s.lane.Size()), scan.dst)
}
