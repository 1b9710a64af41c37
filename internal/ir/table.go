// SPDX-License-Identifier: BSD-3-Clause

package ir

import (
	"fmt"
	"slices"
)

// Table is a table, which Lookup reads: a constant one, which is a variable of an author's
// functions, or an operand; or one part of the pairs in it.
type Table struct {
	Path, Name string // of the variable: import path of its package, and name
	Part       string // "real" or "imag" of complex numbers, or ""
	Type       Type   // of an element
	Bits       []uint64
	// Widened says that a legaliser made the elements wider, by zeros, and Start
	// where in the variable it made the table begin.
	Widened bool
	Start   int

	// FromInput says that the table is the operand Input, and has no Bits. It has Len
	// elements, or if that is 0 any number of them, but one at least.
	FromInput  bool
	Input, Len int
	// Stride is the bytes from one element of an operand to the next, and Offset those
	// before the first one. Of a widened one, a lookup has the bytes behind the element
	// above its own, whatever they are: those of the table, or up to kernel.TableSlack more.
	Stride, Offset int
}

// InputTable returns the table that input i of f is, of n elements or if n is 0 of any number,
// or the given part of its pairs.
func (f *Func) InputTable(i, n, part int) *Table {
	o := f.In[i]
	return &Table{Name: o.Name, Type: o.Lane, FromInput: true, Input: i, Len: n, Stride: o.Size(), Offset: part * o.Lane.Size()}
}

// Size returns the number of elements, 0 of a table of any number of them.
func (t *Table) Size() int {
	if t.FromInput {
		return t.Len
	}
	return len(t.Bits)
}

// Key names t: tables of one key are equal. That of no table is empty.
func (t *Table) Key() string {
	if t == nil {
		return ""
	}
	if t.FromInput {
		return fmt.Sprintf("#%d+%d*%d.%s[%d]", t.Input, t.Offset, t.Stride, t.Type, t.Len)
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
	if t.FromInput {
		u.Offset, u.Len = t.Offset+from*t.Stride, n
		return &u
	}
	u.Start, u.Bits = t.Start+from, make([]uint64, n)
	copy(u.Bits, t.Bits[from:])
	return &u
}

// IndexType returns the type of the indices of t: unsigned, as wide as an
// element or as the last index needs. That of a table of any size may be wider.
func (t *Table) IndexType() Type {
	size := t.Type.Size()
	for size < 8 && uint64(max(t.Size(), 1)-1)>>(8*size) > 0 {
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
