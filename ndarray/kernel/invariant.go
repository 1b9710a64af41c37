// SPDX-License-Identifier: BSD-3-Clause

package kernel

import (
	"math/bits"
	"unsafe"
)

// Invariant is a second form of a kernel of integers, for rows in which the input that others are divided by is
// one element: it multiplies by the reciprocal of that, which is found once a row. It takes the inputs of the
// kernel, then the operands of the reciprocal, then the outputs.
type Invariant struct {
	// Divisor is the input, of integers of Size bytes.
	Divisor int
	Size    int
	Signed  bool
	// Down says that quotients of signed integers are rounded down, else towards zero.
	Down bool
	// In and Out are the numbers of inputs and outputs of the kernel.
	In, Out int
	// Impl holds the implementation for each level; nil where there is none.
	Impl [NumLevels]Func
}

// invariantLeast is the length of rows from which on a reciprocal pays.
const invariantLeast = 64

// ReciprocalOperands returns how many operands the reciprocal of an integer of so many bytes is: a multiplier,
// and but for bytes, which are multiplied as numbers of 16 bits, a count of bits to shift.
func ReciprocalOperands(size int) int {
	if size == 1 {
		return 1
	}
	return 2
}

// applies reports whether v takes the rows of a at a level.
func (v *Invariant) applies(l Level, a *Args) bool {
	return v != nil && v.Impl[l] != nil && a.N >= invariantLeast && a.Op[v.Divisor].Inner == 0
}

// run runs v on rows with one divisor. It reports whether there is a reciprocal of that; where not, nothing is
// done.
func (v *Invariant) run(l Level, a *Args) bool {
	multiplier, shift, ok := Reciprocal(load(a.Op[v.Divisor].Ptr, v.Size), v.Size, v.Signed, v.Down)
	if !ok {
		return false
	}
	n, more := v.In, ReciprocalOperands(v.Size)
	store(unsafe.Pointer(&a.reciprocal[0]), max(v.Size, 2), multiplier)
	store(unsafe.Pointer(&a.reciprocal[1]), v.Size, shift)
	copy(a.Op[n+more:], a.Op[n:n+v.Out])
	for i := range more {
		a.Op[n+i] = Operand{Ptr: unsafe.Pointer(&a.reciprocal[i])}
	}
	v.Impl[l](a)
	copy(a.Op[n:], a.Op[n+more:n+more+v.Out])
	clear(a.Op[n+v.Out : n+v.Out+more])
	return true
}

// Reciprocal returns the multiplier and the count of bits for quotients by the integer of so many bytes whose
// bits are d; internal/passes has the operations. There is none of 0, whose quotients are 0, of 1 and of -1, and of
// no negative number where quotients are rounded down. Granlund and Montgomery, "Division by Invariant Integers using
// Multiplication", PLDI 1994, figures 4.1 and 5.1; of bytes the multiplier is the reciprocal in fixed point, which must be
// too great where negative numbers are rounded towards zero.
func Reciprocal(d uint64, size int, signed, down bool) (multiplier, shift uint64, ok bool) {
	n := 8 * size
	if signed {
		if s := int64(d<<(64-n)) >> (64 - n); s < 0 {
			d = uint64(-s)
			if down {
				return 0, 0, false
			}
		}
	}
	if d < 2 {
		return 0, 0, false
	}
	l := bits.Len64(d - 1) // 2^l is the least power of two that is not below d
	switch {
	case size == 1 && signed && !down:
		return 1<<15/d + 1, 0, true
	case size == 1:
		return (1<<16 + d - 1) / d, 0, true
	case signed:
		// 1 + 2^(n+l-1)/d; as a signed number it is 2^n less
		return 1 + quotient(1<<(l-1), n, d), uint64(l - 1), true
	}
	// 1 + 2^n (2^l - d)/d
	return 1 + quotient(uint64(1)<<l-d, n, d), uint64(l - 1), true
}

// quotient returns 2^n high/d, rounded down, where high < d.
func quotient(high uint64, n int, d uint64) uint64 {
	if n < 64 {
		return high << n / d
	}
	q, _ := bits.Div64(high, 0, d)
	return q
}

// load returns the integer of so many bytes at p, without its sign.
func load(p unsafe.Pointer, size int) uint64 {
	switch size {
	case 1:
		return uint64(*(*uint8)(p))
	case 2:
		return uint64(*(*uint16)(p))
	case 4:
		return uint64(*(*uint32)(p))
	}
	return *(*uint64)(p)
}

// store writes the lowest bytes of v to p.
func store(p unsafe.Pointer, size int, v uint64) {
	switch size {
	case 1:
		*(*uint8)(p) = uint8(v)
	case 2:
		*(*uint16)(p) = uint16(v)
	case 4:
		*(*uint32)(p) = uint32(v)
	default:
		*(*uint64)(p) = v
	}
}
