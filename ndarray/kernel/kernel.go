// SPDX-License-Identifier: BSD-3-Clause

// Package kernel is the contract between generated kernels and whoever runs
// them: the arguments of a call, the implementations of a kernel, and the
// choice among them for this machine.
package kernel

import (
	"unsafe"
)

// MaxOperands is the most inputs and outputs, together, that a kernel has.
const MaxOperands = 12

// Chunk is the most elements that whoever runs a kernel gives it at once: assembly
// cannot be preempted, so a long call would hold up the garbage collector.
const Chunk = 64 << 10

// ScratchSize is the size of the scratch memory of a call in bytes, for each
// operand.
const ScratchSize = 256

// Scratch is working memory for a kernel call: kernels spread scalars and
// finish the ends of rows in it. It need not be cleared, and may be reused by
// the next call on the same goroutine.
type Scratch [MaxOperands * ScratchSize]byte

// Operand describes one operand of a call: inputs first, then outputs.
type Operand struct {
	// Ptr is the address of the operand's first element.
	Ptr unsafe.Pointer
	// Inner is the stride from one element of a row to the next in bytes. An
	// assembly kernel takes an input's element size, or 0 to use one element
	// for the whole row, and an output's element size, but any if Set.Strided is
	// set; a Go kernel takes any.
	Inner int
	// Outer is the stride from one row to the next in bytes: any value.
	Outer int
	// row is where the kernel keeps its place. It is not a pointer to the
	// garbage collector, because it may be one stride past the operand.
	row uintptr
}

// Args are the arguments of a kernel: Rows rows of N elements.
//
// Generated assembly knows the layout (see the Off constants).
type Args struct {
	N    int
	Rows int
	// Scratch must be set where an assembly kernel is called.
	Scratch *Scratch
	// Done is set by a kernel that has rare lanes: the elements of the row
	// that it finished before it met one, or N. Such a kernel takes one row.
	Done int
	Op   [MaxOperands]Operand
	// Core, for a kernel of a function with core dimensions, has their lengths
	// and the operands' strides along them: each of the Rows × N elements of an
	// operand is then a whole array of those dimensions. nil for all others.
	Core *Core
	// Overflow is set by a conversion between units of time one of whose results has
	// no room: the call is an error then.
	Overflow bool
	// Lacks is set by a kernel that needs working memory which the process can't have:
	// so many bytes. Its results mean nothing then, and the call is an error.
	Lacks int
	// reciprocal is that of a divisor, see Invariant and Product.
	reciprocal [2]uint64
}

// MaxCore is the most core dimensions that a function has.
const MaxCore = 8

// Core are the core dimensions of a call.
type Core struct {
	// Len has the length of each dimension, in the order in which the signature
	// names them first. One that the operands lack (matmul's m? and n?) is 1.
	Len [MaxCore]int
	// Stride has, for each operand, the strides along its own core dimensions in
	// bytes, in its order.
	Stride [MaxOperands][MaxCore]int
	// Threads is the most goroutines that the kernel may run on.
	Threads int
}

// TableSlack returns how many bytes past its end assembly may read of a table that is an
// operand, if the table has the given number of bytes: elements are gathered as words of up to 8
// bytes, and small tables loaded as whole vectors.
func TableSlack(bytes int) int {
	if bytes <= 256 {
		return 63
	}
	return 7
}

// Offsets of the fields of Args, for generated assembly.
const (
	OffN       = 0
	OffRows    = 8
	OffScratch = 16
	OffDone    = 24
	OffOp      = 32
	OperandLen = 32
	OffPtr     = 0
	OffInner   = 8
	OffOuter   = 16
	OffRow     = 24
)

// The layout that assembly relies on; it holds on 64-bit machines, the only
// ones that have assembly kernels.
const _ = -(unsafe.Sizeof(uintptr(0)) / 8 * (unsafe.Offsetof(Args{}.Op) ^ OffOp | unsafe.Sizeof(Operand{}) ^ OperandLen |
	unsafe.Offsetof(Args{}.Done) ^ OffDone | unsafe.Offsetof(Args{}.Scratch) ^ OffScratch | unsafe.Offsetof(Operand{}.row) ^ OffRow))

// Func is a kernel.
type Func func(*Args)

// Set is a kernel in all its implementations.
type Set struct {
	// Name is the ufunc and its dtypes, as "add.float64.float64".
	Name string
	// Impl holds the implementation for each level; nil where there is none.
	Impl [NumLevels]Func
	// Rare says that the kernel stops at rare lanes, see Args.Done.
	Rare bool
	// Strided says that assembly too takes operands of any strides.
	Strided bool
	// InRegisters says that no assembly of it needs Args.Scratch, but to broadcast an input of a
	// kernel that does not reduce.
	InRegisters bool
	// Ops is the number of operations of an element, a measure of its cost.
	Ops uint16
	// Divides says that one quotient, or remainder, of 64-bit integers is most of that cost.
	Divides bool
	// ByElement holds, by level, the kernel's form for operands of any strides: assembly
	// that computes by vectors and loads and stores them by elements. nil where there is none.
	ByElement [NumLevels]Func
	// Invariant is the kernel's form for a divisor that is one element, or nil.
	Invariant *Invariant
	// Product is what the kernel runs for rows whose second input is one element of certain values, or nil.
	Product *Product
}

// At returns the best implementation of s for a machine of level l.
func (s *Set) At(l Level) Func { return s.Impl[s.Level(l)] }

// Level returns the level of the best implementation for a machine of level l, Go
// if there is none at all.
func (s *Set) Level(l Level) Level {
	for l != Go && s.Impl[l] == nil {
		l = levels[l].below
	}
	return l
}

// StridedAt returns the form of s for operands of any strides that a machine of level l runs, see
// [Set.ByElement], or nil.
func (s *Set) StridedAt(l Level) Func {
	for s.ByElement[l] == nil && l != Go {
		l = levels[l].below
	}
	return s.ByElement[l]
}

// AnyStride reports whether the implementation of s for a machine of level l
// takes operands of any stride: it is a Go loop, or a copy.
func (s *Set) AnyStride(l Level) bool { return s.Strided || s.Level(l).Loop() }

// Best returns the implementation of s that this program runs.
func (s *Set) Best() Func { return s.At(s.current()) }

// current returns the level at which this program runs s.
func (s *Set) current() Level {
	if l := Current(); !s.PrefersGo(l) {
		return l
	}
	return Go
}

// Direct reports whether Run does no more than call the implementation for the level of the program.
func (s *Set) Direct() bool { return !s.Rare && s.Invariant == nil && !s.Divides && s.Product == nil }

// Run calls the best implementation of s. It finishes rare lanes with the Go
// loop, and multiplies by the reciprocal of a divisor that is one element. a is changed.
func (s *Set) Run(a *Args) {
	l := Current()
	if s.PrefersGo(l) && !s.Invariant.applies(s.Level(l), a) {
		l = Go
	}
	s.RunAt(l, a)
}

// RunAt is Run for a given level, which the machine must have.
func (s *Set) RunAt(l Level, a *Args) {
	if s.Product.applies(a) {
		s.Product.run(l, a)
		return
	}
	l = s.Level(l)
	v := s.Invariant
	if !v.applies(l, a) {
		v = nil
	}
	if s.Rare && a.N <= 0 {
		return
	}
	if a.Rows == 1 || !(s.Rare && !l.Loop()) && (v == nil || a.Op[v.Divisor].Outer == 0) {
		s.runRows(l, v, a)
		return
	}
	rows := a.Rows
	var base [MaxOperands]unsafe.Pointer
	ops := a.Op[:a.operands()]
	for i := range ops {
		base[i] = ops[i].Ptr
	}
	a.Rows = 1
	for r := 0; r < rows; {
		s.runRows(l, v, a)
		if r++; r == rows {
			break
		}
		for i := range ops {
			ops[i].Ptr = unsafe.Add(base[i], r*ops[i].Outer)
		}
	}
	a.Rows = rows
	for i := range ops {
		ops[i].Ptr = base[i]
	}
}

// runRows runs s on rows that it takes at once: of kernels with rare lanes one, and by v, unless that is nil, those of
// one divisor.
func (s *Set) runRows(l Level, v *Invariant, a *Args) {
	if v != nil && v.run(l, a) {
		return
	}
	f := s.Impl[l]
	if f(a); s.Rare && !l.Loop() && a.Done < a.N {
		s.resume(f, a)
	}
}

// resume finishes the row of which the kernel f did the first Done elements.
func (s *Set) resume(f Func, a *Args) {
	n := a.N
	var base [MaxOperands]unsafe.Pointer
	ops := a.Op[:a.operands()]
	for i := range ops {
		base[i] = ops[i].Ptr
	}
	place := func(at int) {
		for i := range ops {
			ops[i].Ptr = unsafe.Add(base[i], at*ops[i].Inner)
		}
	}
	for at := a.Done; at < n; {
		place(at)
		a.N = min(rareBlock, n-at)
		s.Impl[Go](a)
		if at += a.N; at < n {
			place(at)
			a.N = n - at
			f(a)
			at += a.Done
		}
	}
	a.N = n
	for i := range ops {
		ops[i].Ptr = base[i]
	}
}

// operands returns the number of operands: those before the first without
// memory.
func (a *Args) operands() int {
	for i := range a.Op {
		if a.Op[i].Ptr == nil {
			return i
		}
	}
	return len(a.Op)
}

// rareBlock is how many elements the Go loop takes over where a vector kernel
// met a rare lane: about what one iteration of a vector loop covers.
const rareBlock = 16
