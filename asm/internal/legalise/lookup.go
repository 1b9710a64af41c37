// SPDX-License-Identifier: BSD-3-Clause

package legalise

import (
	"fmt"

	"github.com/arraygen/arraygen/internal/ir"
)

// shuffled is the most elements of a table that a shuffle of bytes looks up.
const shuffled = 16

// lookup reads a table: of bytes, in pieces that shuffles look up; other
// elements and indices of 8 and 16 bits that the level does not look up as such,
// as 32-bit ones.
func (b *Builder) lookup(t *ir.Table, i *ir.Value) *ir.Value {
	switch {
	case i.Op == ir.Const || b.level.HasLookup(t, i.Type):
		return b.out.Lookup(t, i)
	case i.Type.Size() == 1 && t.Size() > 0 && b.level.HasLookup(t.Piece(0, shuffled), i.Type):
		return b.lookupPieces(t, i)
	case t.FromInput:
		return b.lookupInput(t, i)
	case i.Type.Size() < 4 || t.Type.Size() < 4:
		wide := t
		if t.Type.Size() < 4 {
			wide = t.Widen(ir.U32)
		}
		x := b.lookup(wide, b.Convert(ir.Uint(wide.Type.Size()), i))
		if wide == t {
			return x
		}
		return b.Bitcast(t.Type, b.Convert(ir.Uint(t.Type.Size()), x))
	}
	panic(&unsupported{b.name, b.level.Name, fmt.Sprintf("lookup of %s by %s", t.Type, i.Type)})
}

// lookupPieces looks the low bits of i up in every piece, and chooses by its high
// bits.
func (b *Builder) lookupPieces(t *ir.Table, i *ir.Value) *ir.Value {
	low := b.And(i, b.Const(i.Type, shuffled-1))
	// choose is the element among n, a power of two, from index from on.
	var choose func(from, n int) *ir.Value
	choose = func(from, n int) *ir.Value {
		if n == shuffled {
			return b.out.Lookup(t.Piece(from, shuffled), low)
		}
		n /= 2
		first := choose(from, n)
		if from+n >= t.Size() {
			return first
		}
		bit := b.And(i, b.Const(i.Type, uint64(n)))
		return b.Select(b.Compare(ir.Eq, bit, b.Const(i.Type, 0)), first, choose(from+n, n))
	}
	return choose(0, 256)
}

// lookupInput reads a table in memory, of elements of any size, by words of 32 or 64 bits, whose
// low bits are the element.
func (b *Builder) lookupInput(t *ir.Table, i *ir.Value) *ir.Value {
	word := ir.Uint(max(4, t.Type.Size(), i.Type.Size()))
	i = b.Convert(word, i)
	wide := *t
	if t.Stride > 8 { // the most that an address multiplies an index with
		i, wide.Stride, wide.Len = b.Shift(ir.Shl, i, 1), t.Stride/2, 2*t.Len
	}
	if t.Type.Size() < word.Size() {
		wide.Type, wide.Widened = word, true
	}
	if !b.level.HasLookup(&wide, word) {
		panic(&unsupported{b.name, b.level.Name, fmt.Sprintf("lookup of %s by %s", t.Type, i.Type)})
	}
	x := b.out.Lookup(&wide, i)
	if !wide.Widened {
		return x
	}
	return b.Bitcast(t.Type, b.Convert(ir.Uint(t.Type.Size()), x))
}
