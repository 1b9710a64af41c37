package bridge

import (
	"math/big"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// selectionFunctions choose among elements.
var selectionFunctions = []Function{
	{
		Name:      "take",
		Signature: "x: array, indices: index, /, *, axis: axis_or_none = None",
		Doc:       "Elements of x at indices along an axis; None takes them from all elements in C order.",
		Call: func(a Args) (any, error) {
			x, axis := a.Array(0), a.Int(2, 0)
			if a.None(2) {
				x = x.Ravel()
			}
			return ok(x.Take(a.Array(1), axis))
		},
	},
	{
		Name:      "take_along_axis",
		Signature: "x: array, indices: index, /, *, axis: axis_or_none = -1",
		Doc:       "Elements of x at indices along an axis, where each place of the other axes has its own indices; None takes them from all elements in C order.",
		Call:      takeAlongAxis,
	},
	{
		Name:      "nonzero",
		Signature: "x: array, /",
		Doc:       "Indices of the elements that are not zero, as a tuple of one array for each axis.",
		Call: func(a Args) (any, error) {
			if a.Array(0).NDim() == 0 {
				return nil, fault.New("nonzero", fault.Value, "an array without axes has no indices; use reshape(x, -1)")
			}
			return a.Array(0).Nonzero()
		},
	},
	{
		Name:      "where",
		Signature: "condition: array, x1: operand, x2: operand, /",
		Doc:       "Elements of x1 where condition is true, of x2 elsewhere.",
		Call:      where,
	},
	{
		Name: "_result_type",
		Call: func(a Args) (any, error) {
			list, _ := a.List[0].([]any)
			return resultType("result_type", list)
		},
	},
	{
		Name: "_can_cast",
		Call: func(a Args) (any, error) {
			rule, err := dtype.ParseCasting(a.String(2))
			if err != nil {
				return nil, err
			}
			return dtype.CanCast(a.DType(0, 0), a.DType(1, 0), rule), nil
		},
	},
}

// resultType returns the type that arrays, types and numbers promote to; the
// numbers are weak.
func resultType(fn string, list []any) (dtype.DType, error) {
	var types dtype.Types
	weak := dtype.Kind(0)
	for _, v := range list {
		switch v := v.(type) {
		case *ndarray.Array:
			types = types.With(v.DType())
		case dtype.DType:
			types = types.With(v)
		case bool:
			weak = max(weak, dtype.KindBool)
		case int, uint, *big.Int:
			weak = max(weak, dtype.KindInt)
		case float64:
			weak = max(weak, dtype.KindFloat)
		case complex128:
			weak = max(weak, dtype.KindComplex)
		default:
			return 0, fault.New(fn, fault.DType, "%v has no element type", describe(v))
		}
	}
	d := types.Promote()
	switch {
	case d == dtype.Invalid && weak == 0:
		return 0, fault.New(fn, fault.Value, "at least one array or element type is needed")
	case d == dtype.Invalid:
		return weak.Default(), nil
	case weak == 0 || weak == dtype.KindBool:
		return d, nil
	}
	return dtype.PromoteWeak(d, weak), nil
}

func where(a Args) (any, error) {
	condition := a.Array(0)
	if condition.DType() != dtype.Bool {
		condition = ufunc.AsType(condition, dtype.Bool, dtype.Unsafe)
	}
	d, err := resultType("where", a.List[1:])
	if err != nil {
		return nil, err
	}
	choices := [2]any{a.List[1], a.List[2]} // arrays are cast on their way
	for i, v := range choices {
		if _, is := v.(*ndarray.Array); !is {
			if choices[i], err = elementsOf("where", v, d); err != nil {
				return nil, err
			}
		}
	}
	z := ufunc.EmptyFor("where", d, ufunc.KeepOrder, condition, choices[0], choices[1])
	if err := z.Err(); err != nil {
		return nil, err
	}
	if err := ufunc.Copyto(z, choices[1], dtype.SameKind, nil); err != nil {
		return nil, err
	}
	return z, ufunc.Copyto(z, choices[0], dtype.SameKind, condition)
}

// takeAlongAxis indexes with indices on the axis, and with a range on every
// other axis, all broadcast together.
func takeAlongAxis(a Args) (any, error) {
	const fn = "take_along_axis"
	x, indices := a.Array(0), a.Array(1)
	if a.None(2) {
		x = x.Ravel()
	}
	n := x.NDim()
	axis, err := ndarray.NormalizeAxis(fn, a.Int(2, 0), n)
	if err != nil {
		return nil, err
	}
	if indices.NDim() != n {
		return nil, fault.New(fn, fault.Shape, "indices have %d dimensions and the array %d; both must be the same", indices.NDim(), n)
	}
	index := make([]ndarray.Index, n)
	shape := make([]int, n)
	for i := range n {
		if i == axis {
			index[i] = indices
			continue
		}
		length := x.Raw().Shape[i]
		if m := indices.Raw().Shape[i]; length == 1 {
			length = m
		} else if m != length && m != 1 {
			return nil, fault.New(fn, fault.Shape, "indices of length %d at axis %d for an array of length %d", m, i, length)
		}
		for k := range shape {
			shape[k] = 1
		}
		shape[i] = length
		places := ndarray.Arange[int64](0, int64(length), 1)
		if x.Raw().Shape[i] == 1 {
			places = ndarray.Zeros(dtype.Int64, length)
		}
		index[i] = places.Reshape(shape...)
	}
	return ok(x.Index(index...))
}
