// SPDX-License-Identifier: BSD-3-Clause

// Package spec holds the rows: what every ufunc means, and the Go types that
// load and check them.
//
// A file of rows is YAML. It holds ufuncs, the stock kind, and kernels, the
// users' kind: several statements, several outputs, typed operands. See
// docs/spec-format.md.
package spec

import (
	"fmt"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// File is one file of rows.
type File struct {
	Path string // as given to Load, for messages
	// Package is the name of the Go package made from the file.
	Package string
	Doc     string
	// Functions are the Go files of kernel functions that bodies may call,
	// relative to the file. The stock files use spec/kernels and name none.
	Functions []Text
	Ufuncs    []*Ufunc
	Kernels   []*Kernel
	// Source is the text of the file, with \n as the end of lines.
	Source []byte

	pkg Text
}

// Ufunc is a row: one universal function.
type Ufunc struct {
	Pos             // of the name
	Name     string // NumPy's name, in snake case
	Aliases  []Text
	Doc      string
	In, Out  []Text // operand names
	Identity Identity
	// Integers is the dtype in which integers and bools are computed where no
	// loop is made for them; empty for the first loop that holds them.
	Integers string
	// Promotion is how NumPy's promotion treats the function specially, empty for
	// the usual way; see Promotions.
	Promotion string
	Loops     []*Loop

	name Text
}

// Promotions are the rules by which the types of operands decide the loop, other
// than the usual one: bools are no small integers to it ("no-bool", as for
// subtract), bools and small integers are reduced as integers of 64 bits
// ("widen", as for add), operands count as true or false ("truth", as for
// logical_and), integers compare with any Go integer ("compare", as for less), an
// end of an interval may be any Go integer ("clip"), integers are no durations to it
// ("no-time", as for divide).
var Promotions = []string{"no-bool", "widen", "truth", "compare", "clip", "power", "no-time"}

// Identity says how a reduction starts.
type Identity struct {
	// Kind is "none" (an empty reduction is an error and axes cannot be
	// reordered), "reorderable" (no identity, any order of axes) or "value".
	Kind string
	// Value is the identity where Kind is "value": a number, or an infinity; of
	// bools, 1 for true.
	Value float64
}

// Loop is one line of a ufunc: a body for a set of dtypes.
type Loop struct {
	Pos // of the body
	// For are the dtypes that T stands for, groups expanded, in order; empty
	// if the signature names dtypes only.
	For []dtype.DType
	// To are the dtypes that U stands for; empty if the loop has no U.
	To []dtype.DType
	// Sig is the signature over "T", "U", "R" (T's real type) and dtype names.
	SigIn, SigOut []string
	Body          Text
	Bound         Bound
	// Reduce is the order of a reduction: "any" (the operation is exactly
	// associative and commutative), "pairwise", "serial"; "" for no reduction.
	Reduce   string
	ReduceAt Pos // of Reduce

	sig signature
}

// Bound is how far a result may be from the exact one.
type Bound struct {
	Exact bool
	ULP   float64
	// Of says whose last places ULP counts, where it isn't the result's: "operands",
	// those of the largest of the operands and the result, for a sum that may
	// cancel; "modulus", those of a complex result's modulus.
	Of string
}

// String is the bound in words.
func (b Bound) String() string {
	switch {
	case b.Exact:
		return "exact"
	case b.Of == "operands":
		return fmt.Sprintf("%g ULP of the largest operand", b.ULP)
	case b.Of == "modulus":
		return fmt.Sprintf("%g ULP of the modulus", b.ULP)
	}
	return fmt.Sprintf("%g ULP", b.ULP)
}

// Kernel is a row of the users' kind: a fused kernel.
type Kernel struct {
	Pos         // of the name
	Name string // snake case
	Doc  string
	// Types binds type variables to dtypes. A kernel is made for each element
	// of their product.
	Types   []TypeVar
	In      []Param
	Scalars []Param
	Out     []Param
	Body    Text
	Bound   Bound
	// Core is the core dimension, "" if there is none: the operands that have it are
	// rows, and the body is evaluated at every element of them. Rows is the dimension before
	// it, m of T[m, n], "" if there is none.
	Core, Rows string
	// Free are the dimensions of the outputs of a contraction, one or two, of which Core is none:
	// the body reduces along Core for each of their elements. Other kernels have none.
	Free []string
	// Order is the order of the reductions of floats, "" for that of each.
	Order string
	// Edge is what windows have beyond the ends of a row, "" if their operands are longer than
	// it: one of Edges.
	Edge string

	name             Text
	types            []entry[[]dtype.DType]
	in, scalars, out []entry[Text]
}

// TypeVar is a type variable of a kernel and what it stands for.
type TypeVar struct {
	Text
	DTypes []dtype.DType
}

// Param is a typed operand of a kernel: Type names a type variable or dtype.
type Param struct {
	Name Text
	Type Text
	// Core is the operand's core dimension, as n of T[n]; empty if it has none. Rows is the one
	// before it, as m of T[m, n].
	Core, Rows Text
	// Window is how many elements of the row the body reads behind the one at n, as 2 of
	// T[n+2], and RowWindow how many rows.
	Window, RowWindow int
	// Table says that the dimension is that of a table, which the body reads at indices: of
	// Len elements, as lut: T[256], or if that is 0 of any number, as lut: T[m].
	Table bool
	Len   int
	// Axes are the core dimensions of an operand of a contraction, in the order in which it has
	// them.
	Axes []Axis

	dims []Dim
}

// Axis is a core dimension of an operand of a contraction. If Plus is not empty, the operand is
// read at the sum of the indices of both: it has Dim+Plus-1 elements.
type Axis struct{ Dim, Plus string }

// String is a as a signature has it.
func (a Axis) String() string {
	if a.Plus != "" {
		return a.Dim + "+" + a.Plus + "-1"
	}
	return a.Dim
}

// IsWindow reports whether the body reads more than one element of p.
func (p Param) IsWindow() bool { return p.Window > 0 || p.RowWindow > 0 }
