// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"errors"
	"reflect"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// UfuncOverride computes ufuncs itself: Python's __array_ufunc__. It is called
// where the value is an input, an output or the mask. It must not change c; it
// returns its result, or NotImplemented where it doesn't know the other
// operands. Results of a ufunc with several outputs are a []any.
//
// The usual way is to take the arrays out of the operands of one's own type, to
// run the same call with those, and to put the result back:
//
//	plain, ok := protocol.Forward(c, func(s *Series) *ndarray.Array { return s.values })
//	if !ok {
//		return nil, protocol.NotImplemented
//	}
//	y, err := plain.Run()
type UfuncOverride interface {
	ArrayUfunc(c *UfuncCall) (any, error)
}

// NoUfuncs takes no part in ufuncs: Python's __array_ufunc__ = None. A ufunc
// with such an operand is an error, whoever else could compute it.
type NoUfuncs interface {
	NoArrayUfunc()
}

// Method is a method of ufuncs.
type Method uint8

// The methods.
const (
	Call       Method = iota // element by element
	Reduce                   // along axes
	Accumulate               // along an axis, with all that comes before
	ReduceAt                 // along an axis, slice by slice; the second input has the indices
	Outer                    // each element of the first with each of the second
	At                       // in place at indices, the second input
)

var methodNames = [...]string{"Call", "Reduce", "Accumulate", "ReduceAt", "Outer", "At"}

// String returns the name of the method.
func (m Method) String() string {
	if int(m) < len(methodNames) {
		return methodNames[m]
	}
	return "Method(?)"
}

// Ufunc is what an override knows of a ufunc. The values are those of package
// ufunc, so that an override may switch on them: case ufunc.Add.
type Ufunc interface {
	String() string
	NIn() int
	NOut() int
	// RunArrays computes a call whose operands are arrays or what converts to
	// arrays: overrides are not asked.
	RunArrays(c *UfuncCall) (any, error)
}

// UfuncCall is a call of a ufunc, with the keywords that were given.
type UfuncCall struct {
	Ufunc  Ufunc
	Method Method
	Inputs []any
	// Out has a value for each output, nil for one to be made; it is nil where no
	// output is given.
	Out []any
	// Where is the mask, nil if there is none.
	Where any
	// DType is the type of the loop, Invalid if it isn't given.
	DType dtype.DType
	// Casting is the casting rule, nil for the default.
	Casting *dtype.Casting
	// Layout is the memory order of results, as a ufunc.Layout; 0 for the default.
	Layout uint8
	// Axes are those of a reduction: nil for the default, which is axis 0.
	Axes []int
	// AllAxes reduces over all axes.
	AllAxes bool
	// KeepDims keeps reduced axes with length 1.
	KeepDims bool
	// Initial is where a reduction starts if HasInitial is set; nil then means at
	// the first element.
	Initial    any
	HasInitial bool
}

// With returns the same call of other inputs, without the outputs.
func (c *UfuncCall) With(inputs ...any) *UfuncCall {
	d := *c
	d.Inputs, d.Out = inputs, nil
	return &d
}

// Run computes the call: overrides among the operands are asked in their order,
// and if there are none the ufunc itself computes. That is also what an
// override does with the operands that it unpacked.
func (c *UfuncCall) Run() (any, error) {
	operands := c.operands()
	for i, v := range operands {
		if _, no := v.(NoUfuncs); no {
			return nil, fault.New(c.Ufunc.String(), fault.Value, "operand %d, a %T, takes no part in ufuncs; convert it to an array first", i+1, v)
		}
	}
	overrides := collect[UfuncOverride](operands)
	for _, o := range overrides {
		y, err := o.ArrayUfunc(c)
		if !errors.Is(err, NotImplemented) {
			return y, err
		}
	}
	if len(overrides) > 0 {
		return nil, fault.New(c.Ufunc.String(), fault.Value, "%v is not implemented for operands of these types together: %s", c.Method, c.typeText())
	}
	return c.Ufunc.RunArrays(c)
}

// operands returns all that may override: inputs, outputs, the mask.
func (c *UfuncCall) operands() []any {
	operands := make([]any, 0, len(c.Inputs)+len(c.Out)+1)
	operands = append(operands, c.Inputs...)
	for _, z := range c.Out {
		if z != nil {
			operands = append(operands, z)
		}
	}
	if c.Where != nil {
		operands = append(operands, c.Where)
	}
	return operands
}

// typeText lists the types of all operands.
func (c *UfuncCall) typeText() string {
	text := ""
	for i, v := range c.operands() {
		if i > 0 {
			text += ", "
		}
		if v == nil {
			text += "nil"
			continue
		}
		text += reflect.TypeOf(v).String()
	}
	return text
}

// Elements returns the inputs that are elements, not indices: all of them but
// the second one of ReduceAt and At.
func (c *UfuncCall) Elements() []any {
	if c.Method == ReduceAt || c.Method == At {
		return append(c.Inputs[:1:1], c.Inputs[min(2, len(c.Inputs)):]...)
	}
	return c.Inputs
}

// Forward returns the same call with the operands of type T (inputs, outputs
// and mask) replaced by what get makes of them, to be Run. ok is false where an
// operand is of another type with an override of its own: NotImplemented is the
// answer to that, unless T knows that type.
//
// Where outputs were given, the result of the call to return is c.Out.
func Forward[T any](c *UfuncCall, get func(T) *ndarray.Array) (plain *UfuncCall, ok bool) {
	d := *c
	if d.Inputs, ok = Unpack(c.Inputs, get); !ok {
		return nil, false
	}
	if c.Out != nil {
		if d.Out, ok = Unpack(c.Out, get); !ok {
			return nil, false
		}
	}
	if c.Where != nil {
		where, ok := Unpack([]any{c.Where}, get)
		if !ok {
			return nil, false
		}
		d.Where = where[0]
	}
	return &d, true
}

// Unpack returns values with those of type T replaced by what get makes of
// them, also within a []any. ok is false where one is of another type with an
// override of its own.
func Unpack[T any](values []any, get func(T) *ndarray.Array) (plain []any, ok bool) {
	plain = make([]any, len(values))
	for i, v := range values {
		switch t := v.(type) {
		case T:
			plain[i] = get(t)
		case []any:
			if plain[i], ok = Unpack(t, get); !ok {
				return nil, false
			}
		case UfuncOverride, FunctionOverride, NoUfuncs:
			return nil, false
		default:
			plain[i] = v
		}
	}
	return plain, true
}
