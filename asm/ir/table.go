package ir

import (
	"fmt"
	"slices"
)

// Table is a constant table, which Lookup reads: a variable of an author's
// functions, or one part of the pairs in it.
type Table struct {
	Path, Name string // of the variable: import path of its package, and name
	Part       string // "real" or "imag" of complex numbers, or ""
	Type       Type   // of an element
	Bits       []uint64
	// Widened says that a legaliser made the elements wider, by zeros, and Start
	// where in the variable it made the table begin.
	Widened bool
	Start   int
}

// Key names t: tables of one key are equal. That of no table is empty.
func (t *Table) Key() string {
	if t == nil {
		return ""
	}
	k := t.Path + "." + t.Name + "." + t.Part
	if t.Widened {
		k += "." + t.Type.String()
	}
	return fmt.Sprintf("%s[%d:%d]", k, t.Start, t.Start+len(t.Bits))
}

// String names t in texts.
func (t *Table) String() string {
	s := t.Name
	if t.Part != "" {
		s = t.Part + "(" + s + ")"
	}
	return s
}

// Widen returns t with its elements as the wider unsigned type w.
func (t *Table) Widen(w Type) *Table {
	u := *t
	u.Type, u.Widened, u.Bits = w, true, slices.Clone(t.Bits)
	return &u
}

// Piece returns the table of n elements from index from on, zeros past the end.
func (t *Table) Piece(from, n int) *Table {
	u := *t
	u.Start, u.Bits = t.Start+from, make([]uint64, n)
	copy(u.Bits, t.Bits[from:])
	return &u
}

// IndexType returns the type of the indices of t: unsigned, as wide as an
// element or as the last index needs.
func (t *Table) IndexType() Type {
	size := t.Type.Size()
	for size < 8 && uint64(len(t.Bits)-1)>>(8*size) > 0 {
		size *= 2
	}
	return Uint(size)
}

// Lookup emits the element of t at index i, which is below its length, whatever
// the inputs are.
func (f *Func) Lookup(t *Table, i *Value) *Value {
	return f.emit(&Value{Op: Lookup, Type: t.Type, Table: t, Args: []*Value{i}})
}

// Copy emits the operation of v on other arguments.
func (f *Func) Copy(v *Value, args ...*Value) *Value {
	return f.emit(&Value{Op: v.Op, Type: v.Type, Imm: v.Imm, Slow: v.Slow, Table: v.Table, Args: args})
}

// Words returns the elements as they lie in little-endian memory, in words of 8
// bytes, with zeros up to the given number of bytes.
func (t *Table) Words(bytes int) []uint64 {
	size := t.Type.Size()
	words := make([]uint64, max(bytes, len(t.Bits)*size+7)/8)
	for i, x := range t.Bits {
		words[i*size/8] |= x << (i * size % 8 * 8)
	}
	return words
}
