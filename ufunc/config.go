package ufunc

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Config is a ufunc with keywords: the value that [Ufunc.Out], [Ufunc.Where]
// and their like return, to be called at once or kept. It is a plain value;
// its methods return a changed copy.
type Config struct {
	u       *Ufunc
	outs    []*ndarray.Array
	where   *ndarray.Array
	axes    []int
	initial any
	dtype   dtype.DType
	casting dtype.Casting
	layout  Layout
	flags   configFlags
	rare    *rareKeywords // nil for none
}

// rareKeywords are held behind a pointer, so that a Config is cheap to copy.
type rareKeywords struct {
	axesEach [][]int       // see Axes
	types    []dtype.DType // see DTypes
}

// changed returns a copy of the rare keywords, to be changed.
func (c *Config) changed() *rareKeywords {
	k := new(rareKeywords)
	if c.rare != nil {
		*k = *c.rare
	}
	return k
}

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

func (u *Ufunc) config() Config { return Config{u: u, casting: dtype.SameKind, layout: KeepOrder} }

// Out has the result written to z, which is also what the call returns. Its
// shape must be that of the result: z is never broadcast. The type may be any
// that the result converts to under the casting rule. A ufunc of several
// outputs takes one array for each; a nil one is made by the call.
//
// The result is right even if z overlaps the inputs. With Out a call allocates
// nothing, unless an overlapping input has to be copied.
func (u *Ufunc) Out(z ...*ndarray.Array) Config { return u.config().Out(z...) }

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
	c.outs = z
	c.flags |= hasOut
	return c
}

// Where is [Ufunc.Where].
func (c Config) Where(mask *ndarray.Array) Config {
	c.where = mask
	c.flags |= hasWhere | hasOther
	return c
}

// DType is [Ufunc.DType].
func (c Config) DType(d dtype.DType) Config {
	c.dtype = d
	c.flags |= hasOther
	return c
}

// Casting is [Ufunc.Casting].
func (c Config) Casting(rule dtype.Casting) Config {
	c.casting = rule
	c.flags |= hasCasting | hasOther
	return c
}

// Layout is [Ufunc.Layout].
func (c Config) Layout(l Layout) Config {
	c.layout = l
	c.flags |= hasOther
	return c
}

// Axis is [Ufunc.Axis].
func (c Config) Axis(axes ...int) Config {
	c.axes = axes
	c.flags = c.flags&^allAxes | hasAxes
	return c
}

// Axes is [Ufunc.Axes].
func (c Config) Axes(each ...[]int) Config {
	c.rare = c.changed()
	c.rare.axesEach = each
	c.flags |= hasAxesEach | hasOther
	return c
}

// AllAxes is [Ufunc.AllAxes].
func (c Config) AllAxes() Config {
	c.axes = nil
	c.flags = c.flags&^hasAxes | allAxes
	return c
}

// KeepDims is [Ufunc.KeepDims].
func (c Config) KeepDims() Config {
	c.flags |= keepDims
	return c
}

// Initial is [Ufunc.Initial].
func (c Config) Initial(v any) Config {
	c.initial = v
	c.flags = c.flags &^ (hasInitial | noInitial)
	if v == nil {
		c.flags |= noInitial
	} else {
		c.flags |= hasInitial
	}
	return c
}
