// SPDX-License-Identifier: BSD-3-Clause

package amd64

import (
	"fmt"
	"slices"
	"strings"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	avo "github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// inst is an instruction of package x86, operands in Go's order.
type inst func(...operand.Op) (*avo.Instruction, error)

type result = *avo.Instruction

// in makes an inst of any constructor of avo.
func in(f any) inst {
	switch f := f.(type) {
	case func(...operand.Op) (result, error):
		return f
	case func() (result, error):
		return func(x ...operand.Op) (result, error) { return f() }
	case func(a operand.Op) (result, error):
		return func(x ...operand.Op) (result, error) { return f(x[0]) }
	case func(a, b operand.Op) (result, error):
		return func(x ...operand.Op) (result, error) { return f(x[0], x[1]) }
	case func(a, b, c operand.Op) (result, error):
		return func(x ...operand.Op) (result, error) { return f(x[0], x[1], x[2]) }
	case func(a, b, c, d operand.Op) (result, error):
		return func(x ...operand.Op) (result, error) { return f(x[0], x[1], x[2], x[3]) }
	}
	panic(fmt.Sprintf("amd64: %T is no instruction", f))
}

// writer writes one kernel.
type writer struct {
	*level
	fn   *avo.Function
	data *constants
	body *plan.Body
	plan plan.Plan
	name string

	lanes    int // elements of a vector
	vec      *plan.Registers
	mask     *plan.Registers
	hoisted  map[constant]int
	once     map[*ir.Value]bool // parameters that a single operation reads, see noteOnce
	cut      map[int]narrowing  // by output, see narrowStores
	element  bool               // vectors are loaded and stored by elements, see plan.Kernel.ByElement
	adjacent []int              // operands of which they are not, in the loop being written

	// accumulates says which inputs are accumulators, in a kernel that reduces and in a tile; nil for none.
	accumulates func(input int) bool
	signs       reg.Register // of signBytes, if they are held in one

	gp        general
	kmask     [3]int        // mask registers of the remaining lanes, by half
	maskSlots []operand.Mem // of spilled masks
	times     operand.Mem   // iterations left of a loop of the body
	ordered   bool          // pairs are split in true order

	block plan.Block // being written
	lane  int        // the vector of it
	value *ir.Value  // the operation, for errors
	label int
}

// classes returns the registers by class.
func (w *writer) classes() plan.Classes {
	if w.mask == nil {
		return plan.Classes{w.vec}
	}
	return plan.Classes{w.vec, w.mask}
}

// fault is the panic value of a kernel that cannot be written.
type fault struct{ error }

// faultAsError, deferred, returns a fault as an error.
func faultAsError(err *error) {
	switch r := recover().(type) {
	case nil:
	case fault:
		*err = r.error
	default:
		panic(r)
	}
}

func (w *writer) fail(format string, args ...any) {
	panic(fault{fmt.Errorf("%s: %s", w.name, fmt.Sprintf(format, args...))})
}

// unfit ends the attempt to write the kernel: the machine has no room for it.
func (w *writer) unfit(format string, args ...any) {
	panic(&plan.Unfit{Kernel: w.name, Reason: fmt.Errorf("%s: %s", w.level.name, fmt.Sprintf(format, args...))})
}

// emit appends an instruction.
func (w *writer) emit(f inst, ops ...operand.Op) {
	i, err := f(ops...)
	if err != nil {
		var s []string
		for _, o := range ops {
			s = append(s, o.Asm())
		}
		what := "the loop"
		if w.value != nil {
			what = w.value.Long()
		}
		w.fail("%s: %v: %s", what, err, strings.Join(s, ", "))
	}
	w.fn.AddInstruction(i)
}

func (w *writer) at(label string)            { w.fn.AddLabel(avo.Label(label)) }
func (w *writer) jump(f inst, label string)  { w.emit(f, operand.LabelRef(label)) }
func (w *writer) fresh(prefix string) string { w.label++; return fmt.Sprint(prefix, w.label) }
func imm(n int) operand.Op                   { return operand.U8(n) }
func num(n int) operand.Op                   { return operand.I32(n) }
func (w *writer) size(t ir.Type) int         { return w.lanes * t.Size() }
func (w *writer) isMask(v *ir.Value) bool    { return v.Type == ir.Bool }
func (w *writer) of(v *ir.Value) plan.Var    { return plan.Var{Value: v, Lane: w.lane} }
func (w *writer) class(v *ir.Value) *plan.Registers {
	if w.isMask(v) {
		return w.mask
	}
	return w.vec
}

var vectors, opmasks = physical()

func physical() (v map[int][]reg.Register, k []reg.Register) {
	v = map[int][]reg.Register{}
	for i := range 32 {
		for bytes, s := range map[int]reg.Spec{16: reg.S128, 32: reg.S256, 64: reg.S512} {
			v[bytes] = append(v[bytes], reg.LookupPhysical(reg.KindVector, reg.Index(i), s))
		}
	}
	return v, []reg.Register{reg.K1, reg.K2, reg.K3, reg.K4, reg.K5, reg.K6, reg.K7}
}

// vector returns register i as one of the given number of bytes, at least X.
func vector(i, bytes int) reg.Register { return vectors[max(16, bytes)][i] }

// typed returns vector register i as it holds values of type t.
func (w *writer) typed(i int, t ir.Type) reg.Register {
	if t == ir.Bool {
		return opmasks[i]
	}
	return vector(i, w.size(t))
}

// reg returns the register of argument a, which may be a constant.
func (w *writer) reg(a *ir.Value) reg.Register {
	root := plan.Root(a)
	if root.Op == ir.Const {
		return w.constReg(root)
	}
	if w.waits(root) {
		w.loadPlain(root, w.def(root))
	}
	return w.typed(w.class(root).Use(w.of(root)), root.Type)
}

// inReg reports whether a needs no load.
func (w *writer) inReg(a *ir.Value) bool {
	root := plan.Root(a)
	if root.Op != ir.Const {
		return !w.waits(root)
	}
	_, ok := w.hoisted[constantOf(root)]
	return ok
}

// temp returns a register of the given number of bytes until the end of the
// operation.
func (w *writer) temp(bytes int) reg.Register { return vector(w.vec.Temp(), bytes) }

// accumulator returns the argument of v that is an accumulator, whose register its result
// should have, or nil.
func (w *writer) accumulator(v *ir.Value) *ir.Value {
	if w.accumulates != nil {
		for _, a := range v.Args {
			if a.Op == ir.Param && a.Type == v.Type && w.accumulates(int(a.Imm>>1)) {
				return a
			}
		}
	}
	return nil
}

// dst returns the register of the result: that of an argument which ends
// here, or a free one. All arguments must have been fetched, and the
// operation must be one instruction.
func (w *writer) dst(v *ir.Value) reg.Register {
	c := w.class(v)
	if a := w.accumulator(v); a != nil && c.Dies(w.of(a)) {
		return w.typed(c.Take(w.of(v), w.of(a)), v.Type)
	}
	operands := plan.Operands(v)
	if e := w.body.Becomes(v); e != nil && slices.Contains(operands, e) {
		operands = append([]*ir.Value{e}, operands...)
	}
	for _, a := range operands {
		if a.Op != ir.Const && !w.waits(a) && w.class(a) == c && c.Dies(w.of(a)) {
			return w.typed(c.Take(w.of(v), w.of(a)), v.Type)
		}
	}
	return w.typed(c.Def(w.of(v)), v.Type)
}

// def returns a register for the result that is none of the arguments'.
func (w *writer) def(v *ir.Value) reg.Register {
	return w.typed(w.class(v).Def(w.of(v)), v.Type)
}
