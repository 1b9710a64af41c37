package bridge

import (
	"slices"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// linearFunctions are conjugation, and products of vectors and matrices. They multiply and add
// with the ufuncs, so that the sums have their order.
var linearFunctions = []Function{
	{
		Name:      "conj",
		Signature: "x: array, /",
		Doc:       "Complex conjugate of each element, in new memory.",
		Call: func(a Args) (any, error) {
			x := a.Array(0)
			if x.DType().Kind() != dtype.KindComplex {
				return ok(x.CopyLike())
			}
			return ok(conjugate(x))
		},
	},
	{
		Name:      "matmul",
		Signature: "x1: array, x2: array, /",
		Doc:       "Matrix products. A vector counts as a row on the left and as a column on the right; axes in front are broadcast.",
		Call:      func(a Args) (any, error) { return ok(matmul("matmul", a.Array(0), a.Array(1))) },
		Work:      matmulWork,
	},
	{
		Name:      "vecdot",
		Signature: "x1: array, x2: array, /, *, axis: axis = -1",
		Doc:       "Sums of products along an axis; the first operand is conjugated.",
		Call:      vecdot,
	},
	{
		Name:      "tensordot",
		Signature: "x1: array, x2: array, /, *, axes: axis_pair = 2",
		Doc: "Sums of products over several axes: axes is how many of the last of x1 and the first of x2, " +
			"or a pair of lists, the axes of x1 and those of x2 that they go with.",
		Call: func(a Args) (any, error) {
			x, y, n, err := summedLast(a)
			if err != nil {
				return nil, err
			}
			return ok(tensordot(x, y, n))
		},
		Work: tensordotWork,
	},
}

// matmul computes one row of products after another: the products of a row of
// x with the columns of y, summed along the row.
func matmul(fn string, x, y *ndarray.Array) *ndarray.Array {
	if x.Err() != nil {
		return x
	}
	if y.Err() != nil {
		return y
	}
	if x.NDim() == 0 || y.NDim() == 0 {
		return ndarray.Failed(fault.New(fn, fault.Value, "an operand has no axes; multiply works with numbers"))
	}
	d := dtype.Promote(x.DType(), y.DType())
	row, column := x.NDim() == 1, y.NDim() == 1
	if row {
		x = x.ExpandDims(0)
	}
	if column {
		y = y.ExpandDims(1)
	}
	n, k, m := x.Raw().Shape[x.NDim()-2], x.Raw().Shape[x.NDim()-1], y.Raw().Shape[y.NDim()-1]
	if k != y.Raw().Shape[y.NDim()-2] {
		return ndarray.Failed(fault.New(fn, fault.Shape, "shapes %s and %s don't go together: the rows of the first have length %d, the columns of the second %d",
			fault.ShapeText(x.Shape()), fault.ShapeText(y.Shape()), k, y.Raw().Shape[y.NDim()-2]))
	}
	batch, err := ndarray.BroadcastShapes(fn, x.Shape()[:x.NDim()-2], y.Shape()[:y.NDim()-2])
	if err != nil {
		return ndarray.Failed(err)
	}
	columns := y.SwapAxes(-1, -2) // (…, m, k)
	add, multiply := ufunc.Add, ufunc.Multiply
	if d == dtype.Bool {
		add, multiply = ufunc.LogicalOr, ufunc.LogicalAnd
	}
	z := ndarray.Zeros(d, append(append([]int(nil), batch...), n, m)...)
	if z.Err() != nil || z.Size() == 0 || k == 0 {
		return squeezed(z, row, column)
	}
	for i := range n {
		products := multiply.DType(d).Casting(dtype.Unsafe).Call(cut(x, x.NDim()-2, i, 1), columns)
		out := cut(z, z.NDim()-2, i, 1).Squeeze(-2)
		if s := add.DType(d).Axis(-1).Out(out).Reduce(products); s.Err() != nil {
			return s
		}
	}
	return squeezed(z, row, column)
}

func squeezed(z *ndarray.Array, row, column bool) *ndarray.Array {
	if column {
		z = z.Squeeze(-1)
		if row {
			return z.Squeeze(-1)
		}
		return z
	}
	if row {
		z = z.Squeeze(-2)
	}
	return z
}

// conjugate returns a copy of x, which is complex, with the other sign of the
// imaginary parts.
func conjugate(x *ndarray.Array) *ndarray.Array {
	x = x.CopyLike()
	im := x.Imag()
	if z := ufunc.Negative.Out(im).Call(im); z.Err() != nil {
		return z
	}
	return x
}

func vecdot(a Args) (any, error) {
	x, y := a.Array(0), a.Array(1)
	// The axis of each, as its last one.
	for _, v := range []**ndarray.Array{&x, &y} {
		axis, err := ndarray.NormalizeAxis("vecdot", a.Int(2, -1), (*v).NDim())
		if err != nil {
			return nil, err
		}
		*v = (*v).MoveAxis(axis, -1)
	}
	const axis = -1
	n, m := x.Shape()[x.NDim()-1], y.Shape()[y.NDim()-1]
	if n != m {
		return nil, fault.New("vecdot", fault.Shape, "the axes have lengths %d and %d, they must be the same", n, m)
	}
	d := dtype.Promote(x.DType(), y.DType())
	if x.DType().Kind() == dtype.KindComplex {
		x = conjugate(x)
	}
	if d == dtype.Bool {
		return ok(ufunc.LogicalOr.Axis(axis).Reduce(ufunc.LogicalAnd.Call(x, y)))
	}
	return ok(ufunc.Add.DType(d).Axis(axis).Reduce(ufunc.Multiply.Call(x, y)))
}

// summedLast returns the operands of tensordot with the n axes that are summed
// over last in the first and first in the second.
func summedLast(a Args) (x, y *ndarray.Array, n int, err error) {
	const fn = "tensordot"
	x, y = a.Array(0), a.Array(1)
	if x.Err() != nil {
		return nil, nil, 0, x.Err()
	}
	if y.Err() != nil {
		return nil, nil, 0, y.Err()
	}
	pair, isPair := a.List[2].([]any)
	if !isPair {
		if n = a.Int(2, -1); n < 0 || n > x.NDim() || n > y.NDim() {
			return nil, nil, 0, fault.New(fn, fault.Value, "axes must be a number of axes that both arrays have")
		}
		return x, y, n, nil
	}
	if len(pair) != 2 {
		return nil, nil, 0, fault.New(fn, fault.Value, "axes must be a number of axes or a pair of lists of axes, not %d lists", len(pair))
	}
	lists := Args{List: pair}
	xs, err := axesOf(fn, lists, 0, x.NDim())
	if err != nil {
		return nil, nil, 0, err
	}
	ys, err := axesOf(fn, lists, 1, y.NDim())
	if err != nil {
		return nil, nil, 0, err
	}
	if len(xs) != len(ys) {
		return nil, nil, 0, fault.New(fn, fault.Value, "axes names %d axes of the first array and %d of the second", len(xs), len(ys))
	}
	return x.Transpose(append(others(xs, x.NDim()), xs...)...), y.Transpose(append(ys, others(ys, y.NDim())...)...), len(xs), nil
}

// axesOf returns list i as axes of an array, none of them twice.
func axesOf(fn string, lists Args, i, ndim int) ([]int, error) {
	axes, err := lists.Ints(i)
	if err != nil {
		return nil, err
	}
	for k := range axes {
		if axes[k], err = ndarray.NormalizeAxis(fn, axes[k], ndim); err != nil {
			return nil, err
		}
		if slices.Contains(axes[:k], axes[k]) {
			return nil, fault.New(fn, fault.Value, "axis %d is named twice", axes[k])
		}
	}
	return axes, nil
}

// others returns the axes that are not in a list.
func others(axes []int, ndim int) []int {
	var rest []int
	for k := range ndim {
		if !slices.Contains(axes, k) {
			rest = append(rest, k)
		}
	}
	return rest
}

// tensordot is the matrix product of x and y with their axes joined to two.
func tensordot(x, y *ndarray.Array, n int) *ndarray.Array {
	xs, ys := x.Shape(), y.Shape()
	free := len(xs) - n
	for i := range n {
		if xs[free+i] != ys[i] {
			return ndarray.Failed(fault.New("tensordot", fault.Shape, "shapes %s and %s: the last %d axes of the first must be the first of the second", fault.ShapeText(xs), fault.ShapeText(ys), n))
		}
	}
	k := 1
	for _, d := range ys[:n] {
		k *= d
	}
	rows, columns := 1, 1
	for _, d := range xs[:free] {
		rows *= d
	}
	for _, d := range ys[n:] {
		columns *= d
	}
	z := matmul("tensordot", x.Reshape(rows, k), y.Reshape(k, columns))
	return z.Reshape(append(append([]int(nil), xs[:free]...), ys[n:]...)...)
}
