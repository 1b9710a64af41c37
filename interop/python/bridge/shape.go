package bridge

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// shapeFunctions change shapes, and join and split arrays.
var shapeFunctions = []Function{
	{
		Name:      "reshape",
		Signature: "x: array, /, shape: shape, *, copy: copy = None",
		Doc:       "Elements of x in C order in another shape; one length may be -1. A view where the strides allow it, unless copy is True; copy=False refuses to copy.",
		Call: func(a Args) (any, error) {
			x := a.Array(0)
			shape, err := a.Ints(1)
			if err != nil {
				return nil, err
			}
			if a.List[2] == false {
				return ok(x.ReshapeView(shape...))
			}
			if a.Bool(2) {
				x = x.Copy()
			}
			return ok(x.Reshape(shape...))
		},
	},
	{
		Name:      "permute_dims",
		Signature: "x: array, /, axes: axis_list",
		Doc:       "View of x whose axis i is axis axes[i] of x.",
		Call: func(a Args) (any, error) {
			axes, err := a.Ints(1)
			if err != nil {
				return nil, err
			}
			if n := a.Array(0).NDim(); len(axes) != n {
				return nil, fault.New("permute_dims", fault.Value, "%d axes for an array of %d dimensions", len(axes), n)
			}
			if len(axes) == 0 {
				return ok(a.Array(0))
			}
			return ok(a.Array(0).Transpose(axes...))
		},
	},
	{
		Name:      "expand_dims",
		Signature: "x: array, /, axis: axis_list = 0",
		Doc:       "View of x with new axes of length 1 at the given places of the result.",
		Call:      withAxes((*ndarray.Array).ExpandDims),
	},
	{
		Name:      "squeeze",
		Signature: "x: array, /, axis: axes = None",
		Doc:       "View of x without the given axes, whose length must be 1; without axis, all axes of length 1 go.",
		Call: func(a Args) (any, error) {
			if v, is := a.List[1].([]any); is && len(v) == 0 {
				return ok(a.Array(0))
			}
			return withAxes((*ndarray.Array).Squeeze)(a)
		},
	},
	{
		Name:      "flip",
		Signature: "x: array, /, *, axis: axis_list_or_none = None",
		Doc:       "View of x with the given axes in reverse, all for None.",
		Call: func(a Args) (any, error) {
			if v, is := a.List[1].([]any); is && len(v) == 0 {
				return ok(a.Array(0))
			}
			return withAxes((*ndarray.Array).Flip)(a)
		},
	},
	{
		Name:      "moveaxis",
		Signature: "x: array, source: axis_list, destination: axis_list, /",
		Doc:       "View of x with axes moved to other places; the others keep their order.",
		Call:      moveAxis,
	},
	{Name: "_swapaxes", Call: func(a Args) (any, error) {
		return ok(a.Array(0).SwapAxes(a.Int(1, 0), a.Int(2, 0)))
	}},
	{
		Name:      "matrix_transpose",
		Signature: "x: array, /",
		Doc:       "View of x with the last two axes exchanged.",
		Call: func(a Args) (any, error) {
			if n := a.Array(0).NDim(); n < 2 {
				return nil, fault.New("matrix_transpose", fault.Value, "an array of at least 2 dimensions is needed, not %d", n)
			}
			return ok(a.Array(0).SwapAxes(-1, -2))
		},
	},
	{
		Name:      "broadcast_to",
		Signature: "x: array, /, shape: shape",
		Doc:       "Read-only view of x in a larger shape.",
		Call: func(a Args) (any, error) {
			shape, err := a.Ints(1)
			if err != nil {
				return nil, err
			}
			return ok(a.Array(0).BroadcastTo(shape...))
		},
	},
	{
		Name: "_broadcast_arrays",
		Call: func(a Args) (any, error) { return ndarray.Broadcast(a.Arrays(0)...) },
	},
	{
		Name: "_broadcast_shapes",
		Call: func(a Args) (any, error) {
			list, _ := a.List[0].([]any)
			shapes := make([][]int, len(list))
			for i := range list {
				var err error
				if shapes[i], err = (Args{List: list}).Ints(i); err != nil {
					return nil, err
				}
				for _, n := range shapes[i] {
					if n < 0 {
						return nil, fault.New("broadcast_shapes", fault.Shape, "the length %d is negative", n)
					}
				}
			}
			return ndarray.BroadcastShapes("broadcast_shapes", shapes...)
		},
	},
	{
		Name:      "concat",
		Signature: "arrays: arrays, /, *, axis: axis_or_none = 0",
		Doc:       "Arrays joined along an axis; None joins their elements in C order.",
		Call:      func(a Args) (any, error) { return concatenate("concat", a.List[0], a.List[1], 0, dtype.SameKind) },
	},
	{
		Name: "_concatenate", // arrays, axis, dtype, casting
		Call: func(a Args) (any, error) {
			rule, err := dtype.ParseCasting(a.String(3))
			if err != nil {
				return nil, err
			}
			return concatenate("concatenate", a.List[0], a.List[1], a.DType(2, 0), rule)
		},
	},
	{
		Name:      "stack",
		Signature: "arrays: arrays, /, *, axis: axis = 0",
		Doc:       "Arrays of one shape joined along a new axis.",
		Call:      func(a Args) (any, error) { return stack(a.Arrays(0), a.Int(1, 0), 0, dtype.SameKind) },
	},
	{
		Name: "_stack", // arrays, axis, dtype, casting
		Call: func(a Args) (any, error) {
			rule, err := dtype.ParseCasting(a.String(3))
			if err != nil {
				return nil, err
			}
			return stack(a.Arrays(0), a.Int(1, 0), a.DType(2, 0), rule)
		},
	},
	{
		Name:      "unstack",
		Signature: "x: array, /, *, axis: axis = 0",
		Doc:       "Views of the parts of x along an axis, as a tuple.",
		Call: func(a Args) (any, error) {
			x := a.Array(0)
			axis, err := ndarray.NormalizeAxis("unstack", a.Int(1, 0), x.NDim())
			if err != nil {
				return nil, err
			}
			x = x.MoveAxis(axis, 0)
			parts := make([]*ndarray.Array, x.Len())
			for i := range parts {
				parts[i] = x.At(i)
			}
			return parts, nil
		},
	},
	{
		Name:      "repeat",
		Signature: "x: array, repeats: index, /, *, axis: axis_or_none = None",
		Doc:       "Each element of x several times along an axis; None takes the elements in C order.",
		Call:      repeat,
		Work:      repeatWork,
	},
	{
		Name:      "tile",
		Signature: "x: array, repetitions: ints, /",
		Doc:       "x side by side with itself, so many times along each axis.",
		Call: func(a Args) (any, error) {
			reps, err := a.Ints(1)
			if err != nil {
				return nil, err
			}
			return ok(a.Array(0).Tile(reps...))
		},
		Work: tileWork,
	},
	{
		Name:      "roll",
		Signature: "x: array, /, shift: ints, *, axis: axis_list_or_none = None",
		Doc:       "Elements of x moved along axes; what leaves at one end comes in at the other. None rolls the elements in C order.",
		Call:      roll,
	},
	{
		Name:      "diagonal",
		Signature: "x: array, /, *, offset: int = 0, axis1: axis = -2, axis2: axis = -1",
		Doc:       "Read-only view of the diagonals of the matrices of x.",
		Call: func(a Args) (any, error) {
			return ok(a.Array(0).Diagonal(a.Int(1, 0), a.Int(2, -2), a.Int(3, -1)))
		},
	},
}

func withAxes(f func(*ndarray.Array, ...int) *ndarray.Array) func(Args) (any, error) {
	return func(a Args) (any, error) {
		axes, err := a.Ints(1)
		if err != nil {
			return nil, err
		}
		return ok(f(a.Array(0), axes...))
	}
}

// concatenate joins arrays along an axis; for nil, which joins their elements
// in C order, Python numbers may be among them, which are weak. d 0 is the type
// that all promote to.
func concatenate(fn string, list, axis any, d dtype.DType, rule dtype.Casting) (any, error) {
	items, _ := list.([]any)
	arrays := make([]*ndarray.Array, len(items))
	for i, v := range items {
		arrays[i] = toArray(v)
	}
	if axis != nil {
		return joined(fn, arrays, d, rule, func(arrays []*ndarray.Array) *ndarray.Array { return ndarray.Concatenate(axis.(int), arrays...) })
	}
	if d == dtype.Invalid && len(items) > 0 {
		var err error
		if d, err = resultType(fn, items); err != nil {
			return nil, err
		}
	}
	for i, v := range items {
		if _, is := v.(*ndarray.Array); !is { // it must fit, whatever the rule
			var err error
			if arrays[i], err = elementsOf(fn, v, d); err != nil {
				return nil, err
			}
		}
		arrays[i] = arrays[i].Ravel()
	}
	return joined(fn, arrays, d, rule, func(arrays []*ndarray.Array) *ndarray.Array { return ndarray.Concatenate(0, arrays...) })
}

func stack(arrays []*ndarray.Array, axis int, d dtype.DType, rule dtype.Casting) (any, error) {
	return joined("stack", arrays, d, rule, func(arrays []*ndarray.Array) *ndarray.Array { return ndarray.Stack(axis, arrays...) })
}

// joined joins arrays, converted to d by a rule, or to what they promote to.
func joined(fn string, arrays []*ndarray.Array, d dtype.DType, rule dtype.Casting, join func([]*ndarray.Array) *ndarray.Array) (any, error) {
	if d == dtype.Invalid {
		var err error
		if arrays, err = oneType(fn, arrays); err != nil {
			return nil, err
		}
		return ok(join(arrays))
	}
	for i, x := range arrays {
		if x.Err() == nil && x.DType() != d {
			x = ufunc.AsType(x, d, rule)
		}
		if err := x.Err(); err != nil {
			return nil, err
		}
		arrays[i] = x
	}
	return ok(join(arrays))
}

// oneType returns the arrays converted to the type that they promote to.
func oneType(fn string, arrays []*ndarray.Array) ([]*ndarray.Array, error) {
	if len(arrays) == 0 {
		return nil, fault.New(fn, fault.Value, "at least one array is needed")
	}
	var types dtype.Types
	for _, x := range arrays {
		if err := x.Err(); err != nil {
			return nil, err
		}
		types = types.With(x.DType())
	}
	d := types.Promote()
	result := make([]*ndarray.Array, len(arrays))
	for i, x := range arrays {
		if x.DType() != d {
			x = ufunc.AsType(x, d, dtype.Unsafe)
		}
		result[i] = x
	}
	return result, nil
}

func moveAxis(a Args) (any, error) {
	x := a.Array(0)
	from, err := a.Ints(1)
	if err != nil {
		return nil, err
	}
	to, err := a.Ints(2)
	if err != nil {
		return nil, err
	}
	if len(from) != len(to) {
		return nil, fault.New("moveaxis", fault.Value, "%d axes to move to %d places", len(from), len(to))
	}
	n := x.NDim()
	order := make([]int, n)
	for i := range order {
		order[i] = -1
	}
	taken, err := ndarray.NormalizeAxes("moveaxis", from, n)
	if err != nil {
		return nil, err
	}
	if _, err := ndarray.NormalizeAxes("moveaxis", to, n); err != nil {
		return nil, err
	}
	for i := range from {
		order[(to[i]+n)%n] = (from[i] + n) % n
	}
	axis := 0
	for i := range order {
		if order[i] >= 0 {
			continue
		}
		for taken>>axis&1 != 0 {
			axis++
		}
		order[i] = axis
		axis++
	}
	if n == 0 {
		return ok(x)
	}
	return ok(x.Transpose(order...))
}

func repeat(a Args) (any, error) {
	x := a.Array(0)
	axis := a.Int(2, 0)
	if a.None(2) {
		x = x.Ravel()
	}
	if times, isInt := a.List[1].(int); isInt {
		return ok(x.Repeat(times, axis))
	}
	counts := ufunc.AsType(a.Array(1), dtype.Int64, dtype.SameKind)
	list, err := ndarray.ToSlice[int64](counts)
	if err != nil {
		return nil, err
	}
	if counts.NDim() == 0 || len(list) == 1 {
		return ok(x.Repeat(int(list[0]), axis))
	}
	if axis, err = ndarray.NormalizeAxis("repeat", axis, x.NDim()); err != nil {
		return nil, err
	}
	if n := x.Raw().Shape[axis]; counts.NDim() != 1 || len(list) != n {
		return nil, fault.New("repeat", fault.Shape, "%d counts for an axis of length %d", len(list), n)
	}
	var places []int64
	for i, n := range list {
		if n < 0 {
			return nil, fault.New("repeat", fault.Value, "the count %d is negative", n)
		}
		for range n {
			places = append(places, int64(i))
		}
	}
	return ok(x.Take(ndarray.FromSlice(places), axis))
}

// roll copies the parts of x, two along each axis, to their new places.
func roll(a Args) (any, error) {
	x := a.Array(0)
	shifts, err := a.Ints(1)
	if err != nil {
		return nil, err
	}
	axes, err := a.Ints(2)
	if err != nil {
		return nil, err
	}
	shape := x.Shape()
	flat := a.None(2)
	if flat {
		x, axes = x.Ravel(), []int{0}
		total := 0
		for _, s := range shifts {
			total += s
		}
		shifts = []int{total}
	}
	if len(shifts) == 1 && len(axes) == 0 {
		shifts = nil
	}
	if len(shifts) == 1 {
		for len(shifts) < len(axes) {
			shifts = append(shifts, shifts[0])
		}
	}
	if len(axes) == 1 {
		for len(axes) < len(shifts) {
			axes = append(axes, axes[0])
		}
	}
	if len(shifts) != len(axes) {
		return nil, fault.New("roll", fault.Value, "%d shifts for %d axes", len(shifts), len(axes))
	}
	for i := range axes {
		axis, err := ndarray.NormalizeAxis("roll", axes[i], x.NDim())
		if err != nil {
			return nil, err
		}
		n := x.Raw().Shape[axis]
		if n == 0 {
			continue
		}
		s := (shifts[i]%n + n) % n
		x = ndarray.Concatenate(axis, cut(x, axis, n-s, s), cut(x, axis, 0, n-s))
	}
	if flat {
		x = x.Reshape(shape...)
	}
	if len(axes) == 0 {
		x = x.Copy()
	}
	return ok(x)
}

// cut returns the part of a of n elements from a place of an axis on.
func cut(a *ndarray.Array, axis, at, n int) *ndarray.Array {
	r := a.Raw()
	shape := append([]int(nil), r.Shape...)
	shape[axis] = n
	r.Ptr = unsafe.Add(r.Ptr, at*r.Strides[axis])
	r.Shape = shape
	return ndarray.FromRaw(r)
}
