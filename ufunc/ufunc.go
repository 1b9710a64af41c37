// SPDX-License-Identifier: BSD-3-Clause

// Package ufunc is the machine that runs kernels over arrays: NumPy's
// universal functions, with promotion, broadcasting, out, where, reductions
// and the other methods.
//
// A universal function is a value, such as Add, of type *[Ufunc]. Call applies
// it element by element; the arguments are arrays, Go scalars or Go slices:
//
//	y := ufunc.Exp.Call(x)
//	s := ufunc.Add.Call(x, 2.5)
//
// What NumPy gives as keywords comes before the call, in any number and order:
//
//	ufunc.Add.Out(z).Call(x, y)
//	total := ufunc.Add.Axis(0).KeepDims().Reduce(x)
//
// Types that are no arrays but take part in ufuncs by package protocol (with a
// unit, a mask, chunks that are not computed yet) are operands of Apply, whose
// result is of any type:
//
//	q, err := ufunc.Add.Apply(quantity, 2.5)
//
// A function that fails returns an array that carries the error, and an array
// that carries an error makes every call on it fail with the same one: an
// expression needs one check at its end, see [ndarray.Array.Err].
//
// A binary holds the functions that it names and no others: there is no
// registry. Package catalogue lists them all.
package ufunc

import (
	"github.com/arraygen/arraygen/ndarray/protocol"

	"sync"
	"sync/atomic"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Ufunc is a universal function. Its exported fields are its definition: they
// are set where it is made, as a composite literal, and not changed after.
type Ufunc struct {
	// Name is the function's name, as NumPy's where NumPy has it.
	Name string
	// Aliases are other names of the function.
	Aliases []string
	// Doc says what the function does.
	Doc string
	// Inputs and Outputs name the operands; their number is the function's arity.
	Inputs, Outputs []string
	// Identity is where a reduction starts.
	Identity Identity
	// Integers, if set, is the type in which the function is evaluated where all
	// inputs are integers or bools and none of its loops is made for them: such
	// is divide, whose integers count as float64.
	Integers dtype.DType
	// Promotion is how the types of operands choose a loop.
	Promotion Promotion
	// Signature, if set, names the core dimensions of the operands, in NumPy's
	// notation: "(m,k),(k,n)->(m,n)". The kernels see whole operands along them
	// ([kernel.Core]), and the call works element by element over the others.
	Signature string
	// NotEmpty names the core dimensions that may not have length 0, as that of a minimum.
	NotEmpty []string
	// Loops are the typed implementations, in the order in which they are tried.
	Loops []Loop
	// Widening are loops for inputs that are narrower than the outputs. They compute what the loop all of
	// whose types are those of the outputs would of converted inputs, and serve where that is asked for.
	Widening []Loop

	cache [cacheSize]atomic.Uint64 // see resolve
	same  [dtype.Num]atomic.Uint32 // by the type of all inputs, see sameLoop
	folds [dtype.Num]atomic.Uint32 // by the type of the elements, see foldLoop
	named atomic.Bool              // names is set
	names [len(methodNames)]string // see methodName
}

// Loop is a ufunc's implementation for certain element types.
type Loop struct {
	// In and Out are the element types of the operands.
	In, Out []dtype.DType
	// Via, if set, is the type to which a function with core dimensions converts all
	// operands, and of which its kernel makes results.
	Via dtype.DType
	// Kernel computes the loop.
	Kernel *kernel.Set
	// Reduce is the order in which a reduction combines elements.
	Reduce Order
	// Fold, if set, reduces rows in the order Any or Pairwise; see package kernel.
	Fold *kernel.Set
	// Scan, if set, combines each element of a row with those before it; see package kernel.
	Scan *kernel.Set
	// Columns, if set, are the register tiles of the type: products with 1, which are
	// the sums down columns that a loop in the order Pairwise adds up.
	Columns *kernel.TileSet
}

// kernelType returns the type that operands of type d have where the kernel sees them.
func (l *Loop) kernelType(d dtype.DType) dtype.DType {
	if l.Via != dtype.Invalid {
		return l.Via
	}
	return d
}

// Order is how a reduction combines elements. It is a part of the function's
// meaning: the result has the same bits whatever the memory layout, the
// instruction set and the number of goroutines.
type Order uint8

const (
	// NoReduce is for loops that say nothing: Serial, if the types allow it.
	NoReduce Order = iota
	// Any is for operations that are exactly associative and commutative, such
	// as maximum or the sum of integers: every order has the same result.
	Any
	// Pairwise is NumPy's order of sums. Up to 7 elements are combined from the
	// first to the last; up to 128 in eight interleaved series that are combined
	// as ((0+1)+(2+3))+((4+5)+(6+7)), followed by the elements left over; more
	// are cut in two halves, the first a multiple of 8 long. A complex number
	// counts as two, so that there are four series and 64 elements. float16 and
	// bfloat16 are summed in float32 and rounded once.
	Pairwise
	// Serial is from the first element to the last.
	Serial
)

// Promotion is how the types of operands choose a loop; NumPy treats some
// functions apart.
type Promotion uint8

const (
	// PromoteUsual is the default: the loop made for just these types, or for
	// the type that they promote to, or the first that all convert to safely.
	PromoteUsual Promotion = iota
	// PromoteNoBool takes no bools for small integers: the sign of a bools
	// is likely a mistake.
	PromoteNoBool
	// PromoteWiden reduces bools and small integers as int64 or uint64.
	PromoteWiden
	// PromoteTruth is for functions of bools: operands count as true or
	// false, whatever their type.
	PromoteTruth
	// PromoteCompare is for comparisons: integers compare with any Go integer,
	// whether their type holds it or not.
	PromoteCompare
	// PromoteClip is for clip: an end of the interval that the type of integers
	// doesn't hold limits none of them.
	PromoteClip
	// PromotePower is for power: a negative exponent of an integer, whose power is
	// none, is an error.
	PromotePower
	// PromoteNoTime takes no integers for durations: a duration is divided by
	// another one, or by a number.
	PromoteNoTime
)

// Identity says how the reductions of a ufunc start.
type Identity struct {
	Kind IdentityKind
	// Value is the identity where Kind is IdentityValue. It is converted to the
	// type of the reduction; -1 stands for all bits set.
	Value float64
}

// IdentityKind is a class of identities.
type IdentityKind uint8

const (
	// IdentityNone: an empty reduction is an error, and only one axis can be
	// reduced at a time.
	IdentityNone IdentityKind = iota
	// IdentityReorderable: an empty reduction is an error, but the elements may
	// be combined in any order, so that several axes can be reduced at a time.
	IdentityReorderable
	// IdentityValue: an empty reduction gives Identity.Value.
	IdentityValue
)

// NIn returns the number of inputs.
func (u *Ufunc) NIn() int { return len(u.Inputs) }

// NOut returns the number of outputs.
func (u *Ufunc) NOut() int { return len(u.Outputs) }

// String returns the name of u as NumPy prints it: "<ufunc 'add'>".
func (u *Ufunc) String() string { return "<ufunc '" + u.Name + "'>" }

// Types returns the signatures of the loops in NumPy's letters, as "dd->d".
func (u *Ufunc) Types() []string {
	types := make([]string, len(u.Loops))
	for i := range u.Loops {
		l := &u.Loops[i]
		b := make([]byte, 0, 8)
		for _, d := range l.In {
			b = append(b, d.Char())
		}
		b = append(b, "->"...)
		for _, d := range l.Out {
			b = append(b, d.Char())
		}
		types[i] = string(b)
	}
	return types
}

// reorderable reports whether several axes may be reduced at a time.
func (u *Ufunc) reorderable() bool { return u.Identity.Kind != IdentityNone }

// methodNames are those that NumPy gives the methods.
var methodNames = [...]string{
	protocol.Call: "", protocol.Reduce: ".reduce", protocol.Accumulate: ".accumulate", protocol.ReduceAt: ".reduceat",
	protocol.Outer: ".outer", protocol.At: ".at",
}

// namesMu is held while the names of a ufunc's methods are set.
var namesMu sync.Mutex

// methodName returns the name of a method for errors, as "add.reduce". The
// names are made once, so that calls without errors don't pay for them.
func (u *Ufunc) methodName(m protocol.Method) string {
	if !u.named.Load() {
		namesMu.Lock()
		if !u.named.Load() {
			for i, name := range methodNames {
				u.names[i] = u.Name + name
			}
			u.named.Store(true)
		}
		namesMu.Unlock()
	}
	return u.names[m]
}
