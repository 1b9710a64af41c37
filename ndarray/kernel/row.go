// SPDX-License-Identifier: BSD-3-Clause

package kernel

import "unsafe"

// row is as much of an Args as a kernel of up to four operands looks at. It is on the stack:
// the pool of whole ones would cost more than a short row does.
type row struct {
	n, rows int
	scratch *Scratch // nil: the kernel needs none, and a fault shows if it does
	done    int
	op      [4]Operand
}

// The beginning of an Args.
const _ = -(unsafe.Offsetof(row{}.op) ^ unsafe.Offsetof(Args{}.Op) | unsafe.Offsetof(row{}.done) ^ unsafe.Offsetof(Args{}.Done))

// short returns the assembly of s that runs without an Args on the heap, or nil: Go loops
// may look at all of an Args.
func (s *Set) short() Func {
	if f := s.own(); f != nil {
		return f
	}
	return s.lower()
}

// own is short where the level has a kernel of its own and the CPU's divider is no matter; the compiler inlines it.
func (s *Set) own() Func {
	if l := current % NumLevels; s.InRegisters && !s.Divides && l != Go {
		return s.Impl[l]
	}
	return nil
}

// lower is short for the other kernels.
func (s *Set) lower() Func {
	if l := s.Level(current); s.InRegisters && !levels[l].loop && !s.PrefersGo(l) {
		return s.Impl[l]
	}
	return nil
}

// call runs f, which keeps no pointer to r. If the stack moves in it, in a Go loop, r is found by f's
// pointer to it.
func (r *row) call(f Func) {
	at := uintptr(unsafe.Pointer(r)) // hides it from escape analysis
	f(*(**Args)(unsafe.Pointer(&at)))
}

// RunRow1 runs the assembly of s once over a row of n elements, at most [Chunk]: x is its input, y its
// output, of the given bytes an element, and s.InRegisters must be set. It reports how many elements are
// done, see Args.Done, -1 if the level has no assembly: nothing is then written.
func (s *Set) RunRow1(n int, x, y unsafe.Pointer, xSize, ySize int) (done int) {
	f := s.short()
	if f == nil {
		return -1
	}
	var r row
	r.n, r.rows, r.done = n, 1, n
	r.op[0].Ptr, r.op[0].Inner = x, xSize
	r.op[1].Ptr, r.op[1].Inner = y, ySize
	r.call(f)
	return r.done
}

// RunRow2 is RunRow1 for two inputs.
func (s *Set) RunRow2(n int, x1, x2, y unsafe.Pointer, size1, size2, ySize int) (done int) {
	f := s.short()
	if f == nil {
		return -1
	}
	var r row
	r.n, r.rows, r.done = n, 1, n
	r.op[0].Ptr, r.op[0].Inner = x1, size1
	r.op[1].Ptr, r.op[1].Inner = x2, size2
	r.op[2].Ptr, r.op[2].Inner = y, ySize
	r.call(f)
	return r.done
}

// Reducing is as much of an Args as passes of a reduction of one row look at, one pass after the other:
// O is their most operands.
type Reducing[O operands] struct {
	n, rows int
	scratch *Scratch // nil: see row
	done    int
	// Op are the operands, of which Run looks at Ptr. They are set as fields: escape analysis takes what a method
	// stores for reachable from the heap.
	Op O
}

type operands interface {
	[2]Operand | [3]Operand | [4]Operand | [5]Operand | [6]Operand
}

// RowOperands is the most operands of a pass that reduces a row by a [Reducing].
const RowOperands = 6

type reducing = Reducing[[RowOperands]Operand]

const _ = -(unsafe.Offsetof(reducing{}.Op) ^ unsafe.Offsetof(Args{}.Op) | unsafe.Offsetof(reducing{}.done) ^ unsafe.Offsetof(Args{}.Done))

// Run runs f, which is of [Set.Reducer], over n elements.
func (r *Reducing[O]) Run(f Func, n int) {
	r.n, r.rows = n, 1
	at := uintptr(unsafe.Pointer(r)) // hides it from escape analysis, see row.call
	f(*(**Args)(unsafe.Pointer(&at)))
}

// Done returns true. Whoever has run the passes returns what it does: until then the operands are
// reachable by r.
func (r *Reducing[O]) Done() bool { return r.rows == 1 }

// Reducer returns the assembly of s, which reduces, for a row of n elements; nil if the level has none of
// its own, or the row is empty or longer than [Chunk].
func (s *Set) Reducer(n int) Func {
	if uint(n-1) >= Chunk || current == Go || !s.InRegisters {
		return nil
	}
	return s.Impl[current%NumLevels]
}

// RowFunc runs a kernel whose outputs are one element for a row over contiguous rows of n elements, of
// inputs, then outputs, as many as it has. It needs no working memory and keeps no pointer. It reports
// false where the level has no assembly of a reduction, and for a row that is empty or longer than
// [Chunk]: what is in the outputs means nothing then, and they are apart from the inputs.
type RowFunc func(n int, a, b, c, d, e, f unsafe.Pointer) bool

// RowFuncOperands is the most operands of a kernel with a RowFunc.
const RowFuncOperands = 6

// DirectOperands is the most operands, temporaries among them, of a kernel of rows that slices run without copies.
const DirectOperands = 24

// Length is the length of x.
func Length[X any](x []X) int { return len(x) }

// Length2 is the length of x and of y, 0 if they differ.
func Length2[X, Y any](x []X, y []Y) int {
	if len(x) != len(y) {
		return 0
	}
	return len(x)
}

// Data is the address of the first element of x.
func Data[X any](x []X) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(x)) }

// apart reports whether an output of n elements at y and an input of n at x are the same elements, or
// don't overlap.
func apart(n int, y, x unsafe.Pointer, ySize, xSize uintptr) bool {
	d := uintptr(y) - uintptr(x) // -d is the distance if x is above y
	return d >= uintptr(n)*xSize && -d >= uintptr(n)*ySize || d == 0 && xSize == ySize
}

// rest finishes, by [Apply], a row of which assembly has done elements less than n, because it met a rare
// lane: ops are its operands, of which the last is the output.
func rest(name string, s *Set, n, done int, ops []Operand) error {
	var vecs [4]Vec
	for i := range ops {
		o := &ops[i]
		vecs[i] = Vec{unsafe.Add(o.Ptr, done*o.Inner), n - done, o.Inner}
	}
	return Apply(name, s, len(ops)-1, vecs[:len(ops)]...)
}

// Apply1 is [Apply] for a slice. Like Apply2 it is one function down to the assembly, which holds nothing across it but
// what errors and rare lanes need: of ten elements each call on the way costs as much as they do.
func Apply1[Y, X any](name string, s *Set, y []Y, x []X) error {
	n := len(y)
	if f := s.own(); f != nil && n == len(x) && n <= Chunk && apart(n, Data(y), Data(x), unsafe.Sizeof(*new(Y)), unsafe.Sizeof(*new(X))) {
		var r Reducing[[2]Operand]
		r.n, r.rows, r.done = n, 1, n
		r.Op[0].Ptr, r.Op[0].Inner = Data(x), int(unsafe.Sizeof(*new(X)))
		r.Op[1].Ptr, r.Op[1].Inner = Data(y), int(unsafe.Sizeof(*new(Y)))
		at := uintptr(unsafe.Pointer(&r)) // hides it from escape analysis
		if f(*(**Args)(unsafe.Pointer(&at))); r.done == r.n {
			return nil
		}
		return rest(name, s, r.n, r.done, r.Op[:])
	}
	return Apply(name, s, 1, VecOf(x), VecOf(y))
}

// Apply2 is [Apply] for two slices.
func Apply2[Y, X1, X2 any](name string, s *Set, y []Y, x1 []X1, x2 []X2) error {
	n := len(y)
	if f := s.own(); f != nil && n == len(x1) && n == len(x2) && n <= Chunk &&
		apart(n, Data(y), Data(x1), unsafe.Sizeof(*new(Y)), unsafe.Sizeof(*new(X1))) &&
		apart(n, Data(y), Data(x2), unsafe.Sizeof(*new(Y)), unsafe.Sizeof(*new(X2))) {
		var r Reducing[[3]Operand]
		r.n, r.rows, r.done = n, 1, n
		r.Op[0].Ptr, r.Op[0].Inner = Data(x1), int(unsafe.Sizeof(*new(X1)))
		r.Op[1].Ptr, r.Op[1].Inner = Data(x2), int(unsafe.Sizeof(*new(X2)))
		r.Op[2].Ptr, r.Op[2].Inner = Data(y), int(unsafe.Sizeof(*new(Y)))
		at := uintptr(unsafe.Pointer(&r)) // hides it from escape analysis
		if f(*(**Args)(unsafe.Pointer(&at))); r.done == r.n {
			return nil
		}
		return rest(name, s, r.n, r.done, r.Op[:])
	}
	return Apply(name, s, 2, VecOf(x1), VecOf(x2), VecOf(y))
}
