// Package bridge is the Go side of the Python package: what its functions do,
// and how they are called from Python.
//
// A function is added to the Python package by adding it to [Functions]: its
// Python definition, its documentation and its type stubs are generated from
// there.
package bridge

import (
	"fmt"
	"math/big"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Function is a function that Python calls.
//
// Its arguments and result are Go values: *ndarray.Array, bool, int, float64,
// complex128, string, dtype.DType, nil for None, []any for a tuple, [Slice], and
// a result may be []int or []*ndarray.Array too. An int above the range of int
// is a uint, one beyond that a *big.Int. An array that is a view of an argument's memory becomes a view in
// Python; another one is copied.
type Function struct {
	// Name is the function's name in Python; one with an underscore in front is
	// for the Python part of the package alone.
	Name string
	// Signature is the Python parameter list without the parentheses. Each
	// parameter has a kind as annotation, see [Kinds].
	Signature string
	// Doc is the documentation.
	Doc string
	// Call does the work.
	Call func(Args) (any, error)
	// Work estimates the element operations of a call; nil stands for the number
	// of elements of the arguments.
	Work func(Args) float64
}

// Kinds are the kinds of parameters, and what each is in a type stub. An
// argument of kind k is read by the Python function _k of arraygen/_arguments.py,
// whichever function it is given to; None is left to the kinds that say so.
//
// An operand is an array unless it is a Python number, an index may be one
// integer, an offset names a diagonal and may leave the matrix as far as it
// likes. Of the axes, a list is any sequence, and a scan's may be alone in a tuple.
var Kinds = map[string]string{
	"array":             "ArrayLike",
	"array_or_none":     "ArrayLike | None",
	"operand":           "ArrayLike",
	"arrays":            "Sequence[ArrayLike]",
	"index":             "ArrayLike",
	"shape":             "int | Sequence[int]",
	"axis":              "int",
	"axis_or_none":      "int | None",
	"axes":              "int | tuple[int, ...] | None",
	"axis_list":         "int | Sequence[int]",
	"axis_list_or_none": "int | Sequence[int] | None",
	"axis_pair":         "int | tuple[Sequence[int], Sequence[int]]",
	"scan_axis":         "int | None",
	"ints":              "int | Sequence[int]",
	"int":               "int",
	"int_or_none":       "int | None",
	"offset":            "int",
	"number":            "int | float | complex",
	"bool":              "bool",
	"str":               "str",
	"dtype":             "DTypeLike | None",
	"device":            "str | None",
	"copy":              "bool | None",
}

// Args are the arguments of a call.
type Args struct {
	List []any
}

// Slice is a slice of Python; each end is an int or nil.
type Slice struct{ Start, Stop, Step any }

// Array returns argument i as an array; a number becomes one without axes.
func (a Args) Array(i int) *ndarray.Array { return toArray(a.List[i]) }

func toArray(v any) *ndarray.Array {
	switch v := v.(type) {
	case *ndarray.Array:
		return v
	case bool:
		return ndarray.Scalar(v)
	case int:
		return ndarray.Scalar(int64(v))
	case uint:
		return ndarray.Scalar(uint64(v))
	case float64:
		return ndarray.Scalar(v)
	case complex128:
		return ndarray.Scalar(v)
	case *big.Int:
		return ndarray.Failed(fault.New("", fault.Overflow, "%s fits no integer type", describe(v)))
	}
	return ndarray.Failed(fault.New("", fault.DType, "an array is needed, not %v", describe(v)))
}

// Arrays returns argument i, a tuple, as arrays.
func (a Args) Arrays(i int) []*ndarray.Array {
	list, ok := a.List[i].([]any)
	if !ok {
		return []*ndarray.Array{a.Array(i)}
	}
	arrays := make([]*ndarray.Array, len(list))
	for k := range list {
		arrays[k] = toArray(list[k])
	}
	return arrays
}

// None reports whether argument i is None.
func (a Args) None(i int) bool { return a.List[i] == nil }

// scalar returns argument i, or the default for None. Another type means that
// the parameter has the wrong kind: it must not pass for the default.
func scalar[T any](a Args, i int, initial T) T {
	switch v := a.List[i].(type) {
	case nil:
		return initial
	case T:
		return v
	}
	panic(fmt.Sprintf("argument %d is %T, but the function reads %T: its parameter has the wrong kind", i, a.List[i], initial))
}

// Int returns argument i, or the default for None.
func (a Args) Int(i, initial int) int { return scalar(a, i, initial) }

// Bool returns argument i; None is false.
func (a Args) Bool(i int) bool { return scalar(a, i, false) }

// String returns argument i; None is "".
func (a Args) String(i int) string { return scalar(a, i, "") }

// DType returns argument i, or the default for None.
func (a Args) DType(i int, initial dtype.DType) dtype.DType { return scalar(a, i, initial) }

// Ints returns argument i, an int or a tuple of ints; nil for None.
func (a Args) Ints(i int) ([]int, error) {
	switch v := a.List[i].(type) {
	case nil:
		return nil, nil
	case int:
		return []int{v}, nil
	case []any:
		list := make([]int, len(v))
		for k := range v {
			n, ok := v[k].(int)
			if !ok {
				return nil, fault.New("", fault.DType, "an int is needed, not %v", describe(v[k]))
			}
			list[k] = n
		}
		return list, nil
	}
	return nil, fault.New("", fault.DType, "an int or a tuple of ints is needed, not %v", describe(a.List[i]))
}

// Float returns argument i as a float.
func (a Args) Float(i int) (float64, error) {
	switch v := a.List[i].(type) {
	case float64:
		return v, nil
	case bool, int, uint, *big.Int:
		f, err := elementsOf("", v, dtype.Float64)
		if err != nil {
			return 0, err
		}
		return ndarray.Item[float64](f)
	}
	return 0, fault.New("", fault.DType, "a number is needed, not %v", describe(a.List[i]))
}

func describe(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case *ndarray.Array:
		return "an array of " + v.DType().String()
	case []any:
		return "a tuple"
	case *big.Int:
		s, _ := dtype.ScalarOf(v)
		return s.String()
	}
	return fmt.Sprintf("%v", v)
}

// ok returns an array, or its error.
func ok(a *ndarray.Array) (any, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	return a, nil
}
