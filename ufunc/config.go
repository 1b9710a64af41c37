// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Config is a ufunc with keywords: the value that [Ufunc.Out], [Ufunc.Where]
// and their like return, to be called at once or kept. It is a plain value;
// its methods return a changed copy.
type Config struct{ *call }

// call is a ufunc with keywords. It is never changed once a Config has it. That of
// a Config which is used at once is on the stack of the caller, since the methods
// that make it are inlined: so a Config costs no allocation, and is passed in a
// register.
type call struct {
	u        *Ufunc
	outs     []*ndarray.Array
	flags    configFlags
	dtype    dtype.DType
	casting  dtype.Casting
	layout   Layout
	where    *ndarray.Array
	axes     []int
	initial  any
	axesEach [][]int       // see Axes
	types    []dtype.DType // see DTypes
	watcher  *watcher      // see Errors; nil without
}

// Keywords are a ufunc with keywords as a value in memory of the caller's. A Config
// that a function returns is on the heap; where keywords are put together out of
// sight of the call, the function returns these, and nothing is allocated.
type Keywords struct{ call call }

// Keywords returns the keywords of c.
func (c Config) Keywords() Keywords { return Keywords{*c.call} }

// Config returns the Config with keywords k, which must not change while it is used.
func (k *Keywords) Config() Config { return Config{&k.call} }

type configFlags uint16

const (
	hasOut configFlags = 1 << iota
	hasWhere
	hasAxes
	allAxes
	keepDims
	hasInitial
	noInitial
	hasCasting
	hasAxesEach
	// hasOther marks the keywords that the fast path of a call doesn't know.
	hasOther
)

// Layout is the order of the axes in memory of a result that a call makes, by
// NumPy's letter for it.
type Layout byte

// The layouts.
const (
	// KeepOrder follows the inputs: that of least surprise, and the default.
	KeepOrder Layout = 'K'
	// COrder has the last axis change fastest.
	COrder Layout = 'C'
	// FOrder has the first axis change fastest.
	FOrder Layout = 'F'
	// AnyOrder is FOrder if all inputs have it and not COrder, else COrder.
	AnyOrder Layout = 'A'
)

// config returns the call of u without keywords.
func (u *Ufunc) config() Config {
	return Config{&call{u: u, casting: dtype.SameKind, layout: KeepOrder}}
}

// Out has the result written to z, which is also what the call returns. Its
// shape must be that of the result: z is never broadcast. The type may be any
// that the result converts to under the casting rule. A ufunc of several
// outputs takes one array for each; a nil one is made by the call.
//
// The result is right even if z overlaps the inputs. With Out a call allocates
// nothing, unless an overlapping input has to be copied.
func (u *Ufunc) Out(z ...*ndarray.Array) Config {
	// Made at once, and not copied: this is what a call in a loop costs.
	return Config{&call{u: u, outs: z, flags: hasOut, casting: dtype.SameKind, layout: KeepOrder}}
}

// Where restricts the call to the elements at which mask, an array of bool
// that is broadcast to the shape of the result, is true. Other elements of Out
// stay as they are; without Out they are zero. A reduction leaves the others
// out.
func (u *Ufunc) Where(mask *ndarray.Array) Config { return u.config().Where(mask) }

// DType has the call computed in the loop whose result is of type d; for a
// reduction d is the type of the operands too.
func (u *Ufunc) DType(d dtype.DType) Config { return u.config().DType(d) }

// Casting sets the rule for the conversion of inputs and outputs. The default
// is [dtype.SameKind] for calls and, as in NumPy, [dtype.Unsafe] for the other
// methods, whose types follow from DType and Out.
func (u *Ufunc) Casting(rule dtype.Casting) Config { return u.config().Casting(rule) }

// Layout sets the memory order of results that the call makes.
func (u *Ufunc) Layout(l Layout) Config { return u.config().Layout(l) }

// Axis sets the axes that a reduction works on, counted from the last if
// negative. The default is axis 0. Axis() names none: nothing is reduced. For a
// function with a signature of one core dimension it is where that is.
func (u *Ufunc) Axis(axes ...int) Config { return u.config().Axis(axes...) }

// Axes sets where the core dimensions of each operand of a function with a
// signature are, NumPy's axes=: for each input, and for each output that has
// any. By default they are the last.
func (u *Ufunc) Axes(each ...[]int) Config { return u.config().Axes(each...) }

// AllAxes has a reduction work on all axes (NumPy's axis=None).
func (u *Ufunc) AllAxes() Config { return u.config().AllAxes() }

// KeepDims has a reduction keep the axes it reduces, with length 1; and so the
// core dimensions that the outputs of a function with a signature lose.
func (u *Ufunc) KeepDims() Config { return u.config().KeepDims() }

// Initial sets the value that a reduction starts with, a Go scalar or an array
// without axes, in place of the ufunc's identity; nil means to start with the
// first element even if there is an identity.
func (u *Ufunc) Initial(v any) Config { return u.config().Initial(v) }

// methodCasting is the casting rule of the methods besides the call.
func (c *Config) methodCasting() dtype.Casting {
	if c.flags&hasCasting == 0 {
		return dtype.Unsafe
	}
	return c.casting
}

// Out is [Ufunc.Out].
func (c Config) Out(z ...*ndarray.Array) Config {
	k := *c.call
	k.outs = z
	k.flags |= hasOut
	return Config{&k}
}

// Where is [Ufunc.Where].
func (c Config) Where(mask *ndarray.Array) Config {
	k := *c.call
	k.where = mask
	k.flags |= hasWhere | hasOther
	return Config{&k}
}

// DType is [Ufunc.DType].
func (c Config) DType(d dtype.DType) Config {
	k := *c.call
	k.dtype = d
	k.flags |= hasOther
	return Config{&k}
}

// Casting is [Ufunc.Casting].
func (c Config) Casting(rule dtype.Casting) Config {
	k := *c.call
	k.casting = rule
	k.flags |= hasCasting | hasOther
	return Config{&k}
}

// Layout is [Ufunc.Layout].
func (c Config) Layout(l Layout) Config {
	k := *c.call
	k.layout = l
	k.flags |= hasOther
	return Config{&k}
}

// Axis is [Ufunc.Axis].
func (c Config) Axis(axes ...int) Config {
	k := *c.call
	k.axes = axes
	k.flags = k.flags&^allAxes | hasAxes
	return Config{&k}
}

// Axes is [Ufunc.Axes].
func (c Config) Axes(each ...[]int) Config {
	k := *c.call
	k.axesEach = each
	k.flags |= hasAxesEach | hasOther
	return Config{&k}
}

// AllAxes is [Ufunc.AllAxes].
func (c Config) AllAxes() Config {
	k := *c.call
	k.axes = nil
	k.flags = k.flags&^hasAxes | allAxes
	return Config{&k}
}

// KeepDims is [Ufunc.KeepDims].
func (c Config) KeepDims() Config {
	k := *c.call
	k.flags |= keepDims
	return Config{&k}
}

// Initial is [Ufunc.Initial].
func (c Config) Initial(v any) Config {
	k := *c.call
	k.initial = v
	k.flags = k.flags &^ (hasInitial | noInitial)
	if v == nil {
		k.flags |= noInitial
	} else {
		k.flags |= hasInitial
	}
	return Config{&k}
}
