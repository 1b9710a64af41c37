// SPDX-License-Identifier: BSD-3-Clause

// Package bridge is the Go side of the Python package: the functions of package
// array and ufunc, and how they are called from Python. It computes nothing.
//
// A function is added to the Python package by adding it to [Functions]: its
// Python definition, its place among NumPy's, its documentation and its type stub
// are generated from there.
package bridge

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Function is a function that Python calls.
//
// Its arguments and result are Go values: *ndarray.Array, bool, int, float64,
// complex128, string, dtype.DType, nil for None, []any for a tuple, [Slice], and
// a result may be []int or []*ndarray.Array too. An int above the range of int
// is a uint, one beyond that a *big.Int. An array that is a view of an argument's
// memory becomes a view in Python; one in memory of the call's allocator is handed
// over, another one is copied.
type Function struct {
	// Name is the function's name in Python; one with an underscore in front is
	// for the Python part of the package alone.
	Name string
	// Module is the module of the package that has it, "" for the package itself.
	Module string
	// Go is the function of package array whose documentation this one has, where
	// its name does not follow from Name.
	Go string
	// Signature is the Python parameter list without the parentheses: NumPy's,
	// and what the standard has beside it. Each parameter has a kind as
	// annotation, see [Kinds].
	Signature string
	// Aliases are other names of it, in Python and in NumPy.
	Aliases string
	// NumPy is the name of NumPy's function with its module, where it is another
	// than those of this one.
	NumPy string
	// NotNumPy says that NumPy has no function of the name that asks
	// __array_function__.
	NotNumPy bool
	// GUFunc says that NumPy's function of the name is a generalised ufunc.
	GUFunc bool
	// Method says that arrays have a method of the name.
	Method bool
	// Returns is the type of the result in the stub where it is not an array.
	Returns string
	// Watched says that the function takes array.Errors.
	Watched bool
	// Met is the function's name where the conditions are told that it met as a whole, or
	// where it converted elements; it is of the tables of conditions.go.
	Met      string
	judged   bool
	converts int // the argument whose elements it converts, -1 for none
	notice   func(a Args, z *ndarray.Array) int
	// Looks says that a call may meet conditions.
	Looks bool
	// View says that the result is a view, or no array: a call of any size is short.
	View bool
	// Call does the work.
	Call func(Args) (any, error)
	// Work estimates the element operations of a call; nil stands for the number
	// of elements of the arguments.
	Work func(Args) float64
	// Parameters are the arguments that Call gets, by Signature.
	Parameters []Parameter
}

// Qualified returns the name with the module's.
func (f *Function) Qualified() string {
	if f.Module == "" {
		return f.Name
	}
	return f.Module + "." + f.Name
}

// Parameter is a parameter of a function.
type Parameter struct {
	Name, Kind, Initial string
	option              func(a Args, i int) (array.Option, error) // what it makes, nil for an operand
	unset               any                                       // the value other than None that is no option
	all                 bool                                      // None is an option, all axes
	// Several says that it takes all positional arguments that are left, as a
	// tuple.
	Several bool
}

// Marker reports whether p is / or *.
func (p Parameter) Marker() bool { return p.Kind == "" }

// Passed reports whether Go gets the argument.
func (p Parameter) Passed() bool { return !p.Marker() && p.Kind != "ignored" && p.Kind != "like" }

// ReadSignature returns the parameters of a signature, markers among them.
func ReadSignature(signature string) ([]Parameter, error) {
	var list []Parameter
	for part := range strings.SplitSeq(signature, ", ") {
		if part == "/" || part == "*" {
			list = append(list, Parameter{Name: part})
			continue
		}
		name, rest, ok := strings.Cut(part, ": ")
		name, several := strings.CutPrefix(name, "*")
		kind, initial, _ := strings.Cut(rest, " = ")
		if _, known := Kinds[kind]; !ok || !known {
			return nil, fmt.Errorf("parameter %q is not name: kind, with a kind of bridge.Kinds", part)
		}
		list = append(list, Parameter{Name: name, Kind: kind, Initial: initial, Several: several})
	}
	return list, nil
}

// declared sets the parameters of functions by their signatures.
func declared(list []Function) []Function {
	for i := range list {
		f := &list[i]
		if f.Signature == "" {
			continue
		}
		all, err := ReadSignature(f.Signature)
		if err != nil {
			panic(f.Name + ": " + err.Error())
		}
		for _, p := range all {
			if p.Passed() {
				p.option = keywords[p.Name]
				p.unset = unset[[2]string{p.Kind, p.Initial}]
				p.all = p.Name == "axis" && ofAll[p.Kind]
				f.Parameters = append(f.Parameters, p)
			}
		}
	}
	return list
}

// Kinds are the kinds of parameters, and what each is in a type stub. An
// argument of kind k is read by the Python function _k of arraygen/_arguments.py,
// whichever function it is given to; None is left to the kinds that say so.
//
// An operand is an array unless it is a Python number, an index may be one
// integer, an offset names a diagonal and may leave the matrix as far as it
// likes. Of the axes, a list is any sequence, and a scan's may be alone in a tuple.
// What is ignored is not passed on.
var Kinds = map[string]string{
	"array":             "ArrayLike",
	"array_or_none":     "ArrayLike | None",
	"operand":           "ArrayLike",
	"operand_or_none":   "ArrayLike | None",
	"arrays":            "Sequence[ArrayLike]",
	"index":             "ArrayLike",
	"target":            "ArrayLike",
	"elements":          "ArrayLike",
	"nested":            "ArrayLike | Sequence[object]",
	"points":            "ArrayLike | Sequence[ArrayLike]",
	"bins_of_axes":      "int | Sequence[ArrayLike]",
	"bins_of_plane":     "ArrayLike | tuple[ArrayLike, ArrayLike]",
	"ends_of_axes":      "Sequence[tuple[float, float] | None] | None",
	"words":             "str | Sequence[str]",
	"mask":              "ArrayLike",
	"out":               "ArrayLike | None",
	"out_or_outs":       "ArrayLike | tuple[ArrayLike] | None",
	"initial":           "ArrayLike | None",
	"shape":             "int | Sequence[int]",
	"axis":              "int",
	"axis_or_none":      "int | None",
	"axes":              "int | tuple[int, ...] | None",
	"axis_list":         "int | Sequence[int]",
	"axis_list_or_none": "int | Sequence[int] | None",
	"plane":             "Sequence[int]",
	"bins":              "ArrayLike",
	"ends":              "tuple[float, float] | None",
	"sides":             "ArrayLike | None",
	"pairs":             "int | Sequence[int] | Sequence[Sequence[int]]",
	"places":            "int | slice | ArrayLike",
	"axis_pair":         "int | tuple[Sequence[int], Sequence[int]]",
	"core_axes":         "list[int | tuple[int, ...]] | None",
	"scan_axis":         "int | None",
	"lengths_or_none":   "Sequence[int] | None",
	"norm_order":        "int | float | str | None",
	"str_or_none":       "str | None",
	"ints":              "int | Sequence[int]",
	"int":               "int",
	"int_or_none":       "int | None",
	"offset":            "int",
	"number":            "int | float | complex",
	"bound":             "int | float | ArrayLike | str",
	"bool":              "bool",
	"str":               "str",
	"dtype":             "DTypeLike | None",
	"casting":           "str",
	"device":            "str | None",
	"copy":              "bool | None",
	"order":             "str | None",
	"order_of_elements": "str | None",
	"kth":               "int | Sequence[int]",
	"select_kind":       "str",
	"order_of_new":      "str | None",
	"sort_kind":         "str | None",
	"fields":            "None",
	"ignored":           "object",
	"like":              "object",
}

// Args are the arguments of a call, and what makes the memory of its results.
type Args struct {
	List     []any
	Function *Function
	Allocate array.Allocator
	Options  []array.Option // room for them
	// Look are the conditions that functions of ufuncs look for, and Found where they say which they met.
	Look  ufunc.Conditions
	Found *ufunc.Conditions
}

// Slice is a slice of Python; each end is an int or nil.
type Slice struct{ Start, Stop, Step any }

// Array returns argument i as an array; a number becomes one without axes.
func (a Args) Array(i int) *ndarray.Array { return array.AsArray(a.List[i]) }

// Tuple returns argument i, a tuple; another value is its only part.
func (a Args) Tuple(i int) []any {
	if list, is := a.List[i].([]any); is {
		return list
	}
	return []any{a.List[i]}
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
func (a Args) Ints(i int) []int {
	switch v := a.List[i].(type) {
	case nil:
		return nil
	case int:
		return []int{v}
	}
	list := scalar(a, i, []any(nil))
	ints := make([]int, len(list))
	for k := range list {
		ints[k] = scalar(Args{List: list}, k, 0)
	}
	return ints
}

// Float returns argument i as a float.
func (a Args) Float(i int) (float64, error) {
	if f, is := a.List[i].(float64); is {
		return f, nil
	}
	if _, is := dtype.ScalarOf(a.List[i]); !is {
		return 0, fault.New("", fault.DType, "a number is needed, not %v", describe(a.List[i]))
	}
	return ndarray.Item[float64](array.AsArray(a.List[i], array.DType(dtype.Float64)))
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
