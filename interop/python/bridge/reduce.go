package bridge

import (
	"math"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// reductionFunctions reduce axes. The results of all are arrays, without axes
// where all are reduced.
var reductionFunctions = []Function{
	{Name: "_reduce", Call: reduceMethod},
	{Name: "_accumulate", Call: func(a Args) (any, error) {
		u, c, err := method(a, 3, 4)
		if err != nil {
			return nil, err
		}
		axis, err := oneAxis(u.Name+".accumulate", a, 2)
		if err != nil {
			return nil, err
		}
		return ok(c.Axis(axis).Accumulate(a.Array(1)))
	}},
	{Name: "_reduceat", Call: func(a Args) (any, error) {
		u, c, err := method(a, 4, 5)
		if err != nil {
			return nil, err
		}
		axis, err := oneAxis(u.Name+".reduceat", a, 3)
		if err != nil {
			return nil, err
		}
		return ok(c.Axis(axis).ReduceAt(a.Array(1), a.Array(2)))
	}},
	{Name: "_at", Call: func(a Args) (any, error) {
		u := a.List[0].(*ufunc.Ufunc)
		list, _ := a.List[2].([]any)
		index, err := items(list)
		if err != nil {
			return nil, err
		}
		if a.None(3) {
			return nil, u.At(a.Array(1), index)
		}
		return nil, u.At(a.Array(1), index, a.List[3])
	}},
	{
		Name:      "sum",
		Signature: "x: array, /, *, axis: axes = None, dtype: dtype = None, keepdims: bool = False",
		Doc:       "Sum of elements. Small integers are summed as int64 or uint64.",
		Call:      func(a Args) (any, error) { return fold(ufunc.Add, a, 2, 3) },
	},
	{
		Name:      "prod",
		Signature: "x: array, /, *, axis: axes = None, dtype: dtype = None, keepdims: bool = False",
		Doc:       "Product of elements. Small integers are multiplied as int64 or uint64.",
		Call:      func(a Args) (any, error) { return fold(ufunc.Multiply, a, 2, 3) },
	},
	{
		Name:      "max",
		Signature: "x: array, /, *, axis: axes = None, keepdims: bool = False",
		Doc:       "Largest element; NaN if there is one.",
		Call:      func(a Args) (any, error) { return fold(ufunc.Maximum, a, -1, 2) },
	},
	{
		Name:      "min",
		Signature: "x: array, /, *, axis: axes = None, keepdims: bool = False",
		Doc:       "Smallest element; NaN if there is one.",
		Call:      func(a Args) (any, error) { return fold(ufunc.Minimum, a, -1, 2) },
	},
	{
		Name:      "all",
		Signature: "x: array, /, *, axis: axes = None, keepdims: bool = False",
		Doc:       "Whether all elements are true.",
		Call:      func(a Args) (any, error) { return fold(ufunc.LogicalAnd, a, -1, 2) },
	},
	{
		Name:      "any",
		Signature: "x: array, /, *, axis: axes = None, keepdims: bool = False",
		Doc:       "Whether any element is true.",
		Call:      func(a Args) (any, error) { return fold(ufunc.LogicalOr, a, -1, 2) },
	},
	{Name: "_count", Call: func(a Args) (any, error) {
		n, err := count("size", a.Array(0), a.List[1])
		return int(n), err
	}},
	{
		Name:      "count_nonzero",
		Signature: "x: array, /, *, axis: axes = None, keepdims: bool = False",
		Doc:       "Number of elements that are not zero.",
		Call: func(a Args) (any, error) {
			x := a.Array(0)
			if x.DType() != dtype.Bool {
				x = ufunc.AsType(x, dtype.Bool, dtype.Unsafe)
			}
			c, err := axes(ufunc.Add.DType(dtype.Int64), a.List[1], a.Bool(2))
			if err != nil {
				return nil, err
			}
			return ok(c.Reduce(x))
		},
	},
	{
		Name:      "mean",
		Signature: "x: array, /, *, axis: axes = None, keepdims: bool = False, dtype: dtype = None",
		Doc:       "Arithmetic mean of elements. Integers count as float64; float16 is summed in float32.",
		Call: func(a Args) (any, error) {
			return ok(mean(a.Array(0), a.List[1], a.Bool(2), a.DType(3, 0)))
		},
	},
	{
		Name:      "var",
		Signature: "x: array, /, *, axis: axes = None, correction: number = 0.0, keepdims: bool = False",
		Doc:       "Mean of the squared distances from the mean; correction is taken off the number of elements.",
		Call:      func(a Args) (any, error) { return ok(variance("var", a)) },
	},
	{
		Name:      "std",
		Signature: "x: array, /, *, axis: axes = None, correction: number = 0.0, keepdims: bool = False",
		Doc:       "Square root of var.",
		Call: func(a Args) (any, error) {
			v := variance("std", a)
			if v.Err() != nil {
				return ok(v)
			}
			return ok(ufunc.Sqrt.Call(v))
		},
	},
	{
		Name:      "cumulative_sum",
		Signature: "x: array, /, *, axis: scan_axis = None, dtype: dtype = None, include_initial: bool = False",
		Doc:       "Sums of each element along an axis and all before it; with include_initial, a zero comes first.",
		Call:      func(a Args) (any, error) { return cumulate("cumulative_sum", ufunc.Add, a, 0) },
	},
	{
		Name:      "cumulative_prod",
		Signature: "x: array, /, *, axis: scan_axis = None, dtype: dtype = None, include_initial: bool = False",
		Doc:       "Products of each element along an axis and all before it; with include_initial, a one comes first.",
		Call:      func(a Args) (any, error) { return cumulate("cumulative_prod", ufunc.Multiply, a, 1) },
	},
	{
		Name:      "diff",
		Signature: "x: array, /, *, axis: axis = -1, n: int = 1, prepend: array_or_none = None, append: array_or_none = None",
		Doc:       "Differences of neighbours along an axis, n times over.",
		Call:      diff,
	},
}

// method reads the arguments that methods have in common: the ufunc, the
// element type at position d, the out array at position z.
func method(a Args, d, z int) (*ufunc.Ufunc, ufunc.Config, error) {
	u := a.List[0].(*ufunc.Ufunc)
	c := u.Casting(dtype.Unsafe) // as the methods of NumPy's ufuncs
	if t := a.DType(d, 0); t != dtype.Invalid {
		c = c.DType(t)
	}
	if !a.None(z) {
		c = c.Out(a.Array(z))
	}
	return u, c, a.Array(1).Err()
}

// oneAxis returns argument i as an axis of the array in argument 1; None is all
// axes, of which there may be one.
func oneAxis(fn string, a Args, i int) (int, error) {
	if n := a.Array(1).NDim(); a.None(i) && n != 1 {
		return 0, fault.New(fn, fault.Value, "axis None stands for all %d axes, but multiple axes are not allowed", n)
	}
	return a.Int(i, 0), nil
}

// axes gives c the axes of Python's axis argument.
func axes(c ufunc.Config, axis any, keep bool) (ufunc.Config, error) {
	if keep {
		c = c.KeepDims()
	}
	if axis == nil {
		return c.AllAxes(), nil
	}
	list, err := (Args{List: []any{axis}}).Ints(0)
	if err != nil {
		return c, err
	}
	return c.Axis(list...), nil
}

// reduceMethod is ufunc.reduce: ufunc, array, axis, dtype, out, keepdims,
// whether there is an initial value, that value, where.
func reduceMethod(a Args) (any, error) {
	_, c, err := method(a, 3, 4)
	if err != nil {
		return nil, err
	}
	if c, err = axes(c, a.List[2], a.Bool(5)); err != nil {
		return nil, err
	}
	if a.Bool(6) {
		c = c.Initial(a.List[7])
	}
	if !a.None(8) {
		c = c.Where(a.Array(8))
	}
	return ok(c.Reduce(a.Array(1)))
}

// fold reduces x by a ufunc; the element type and keepdims are at the given
// positions.
func fold(u *ufunc.Ufunc, a Args, d, keep int) (any, error) {
	c := u.Casting(dtype.Unsafe) // as the methods of NumPy's ufuncs
	if d >= 0 {
		if t := a.DType(d, 0); t != dtype.Invalid {
			c = c.DType(t)
		}
	}
	c, err := axes(c, a.List[1], a.Bool(keep))
	if err != nil {
		return nil, err
	}
	return ok(c.Reduce(a.Array(0)))
}

// count returns the number of elements of x that are reduced to one.
func count(fn string, x *ndarray.Array, axis any) (float64, error) {
	if axis == nil {
		return float64(x.Size()), nil
	}
	list, err := (Args{List: []any{axis}}).Ints(0)
	if err != nil {
		return 0, err
	}
	set, err := ndarray.NormalizeAxes(fn, list, x.NDim())
	if err != nil {
		return 0, err
	}
	n := 1.0
	for i, d := range x.Raw().Shape {
		if set>>i&1 != 0 {
			n *= float64(d)
		}
	}
	return n, nil
}

// mean sums in float64 for integers and in float32 for the half types, and
// divides once.
func mean(x *ndarray.Array, axis any, keep bool, d dtype.DType) *ndarray.Array {
	if err := x.Err(); err != nil {
		return x
	}
	of := x.DType()
	result := d
	if result == dtype.Invalid {
		result = of
		if of.Kind() < dtype.KindFloat {
			result = dtype.Float64
		}
	}
	wide := result.Descriptor().Wide
	n, err := count("mean", x, axis)
	if err != nil {
		return ndarray.Failed(err)
	}
	c, err := axes(ufunc.Add.DType(wide).Casting(dtype.Unsafe), axis, keep)
	if err != nil {
		return ndarray.Failed(err)
	}
	y := ufunc.Divide.Call(c.Reduce(x), n)
	if y.Err() == nil && y.DType() != result {
		y = ufunc.AsType(y, result, dtype.Unsafe)
	}
	return y
}

// variance is the mean of |x - mean(x)|², in two passes.
func variance(fn string, a Args) *ndarray.Array {
	x := a.Array(0)
	if x.Err() != nil {
		return x
	}
	correction, err := a.Float(2)
	if err != nil {
		return ndarray.Failed(err)
	}
	of := x.DType()
	wide := of.Descriptor().Wide
	half := wide != of
	if half {
		x = ufunc.AsType(x, wide, dtype.Unsafe)
	}
	n, err := count(fn, x, a.List[1])
	if err != nil {
		return ndarray.Failed(err)
	}
	distance := ufunc.Subtract.Call(x, mean(x, a.List[1], true, dtype.Invalid))
	if distance.Err() != nil {
		return distance
	}
	if distance.DType().Kind() == dtype.KindComplex {
		re, im := distance.Real(), distance.Imag()
		distance = ufunc.Add.Call(ufunc.Square.Call(re), ufunc.Square.Call(im))
	} else {
		distance = ufunc.Square.Call(distance)
	}
	c, err := axes(ufunc.Add.Casting(dtype.Unsafe), a.List[1], a.Bool(3))
	if err != nil {
		return ndarray.Failed(err)
	}
	y := ufunc.Divide.Call(c.Reduce(distance), math.Max(n-correction, 0))
	if half && y.Err() == nil {
		y = ufunc.AsType(y, of, dtype.Unsafe)
	}
	return y
}

func cumulate(fn string, u *ufunc.Ufunc, a Args, first int) (any, error) {
	x := a.Array(0)
	axis := a.Int(1, 0)
	if a.None(1) {
		if x.NDim() != 1 {
			return nil, fault.New(fn, fault.Value, "axis may be left out for arrays of one dimension only, not %d", x.NDim())
		}
	}
	c := u.Axis(axis)
	if d := a.DType(2, 0); d != dtype.Invalid {
		c = c.DType(d)
	}
	y := c.Accumulate(x)
	if y.Err() != nil || !a.Bool(3) {
		return ok(y)
	}
	shape := y.Shape()
	at, err := ndarray.NormalizeAxis(fn, axis, len(shape))
	if err != nil {
		return nil, err
	}
	shape[at] = 1
	return ok(ndarray.Concatenate(at, ndarray.FullOf(y.DType(), first, shape...), y))
}

func diff(a Args) (any, error) {
	x, n := a.Array(0), a.Int(2, 1)
	if n < 0 {
		return nil, fault.New("diff", fault.Value, "the order is %d, it can't be negative", n)
	}
	axis, err := ndarray.NormalizeAxis("diff", a.Int(1, -1), x.NDim())
	if err != nil {
		return nil, err
	}
	// A value without axes stands at the end of each row.
	edge := func(i int) *ndarray.Array {
		v := a.Array(i)
		if v.NDim() == 0 {
			shape := x.Shape()
			shape[axis] = 1
			v = v.BroadcastTo(shape...)
		}
		return v
	}
	list := []*ndarray.Array{x}
	if !a.None(3) {
		list = append([]*ndarray.Array{edge(3)}, list...)
	}
	if !a.None(4) {
		list = append(list, edge(4))
	}
	if len(list) > 1 {
		if list, err = oneType("diff", list); err != nil {
			return nil, err
		}
		x = ndarray.Concatenate(axis, list...)
	}
	if n == 0 {
		return ok(x)
	}
	for range n {
		if err := x.Err(); err != nil {
			return nil, err
		}
		length := x.Raw().Shape[axis]
		if length == 0 {
			break
		}
		high, low := cut(x, axis, 1, length-1), cut(x, axis, 0, length-1)
		if x.DType() == dtype.Bool {
			x = ufunc.NotEqual.Call(high, low)
		} else {
			x = ufunc.Subtract.Call(high, low)
		}
	}
	return ok(x)
}
