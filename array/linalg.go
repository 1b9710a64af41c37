// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"slices"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// MatrixTranspose returns a view of x with the last two axes exchanged.
func MatrixTranspose(x any) *Array {
	const fn = "matrix_transpose"
	y := operand(fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	if n := y.NDim(); n < 2 {
		return reject(fn, fault.Value, "an array of at least 2 dimensions is needed, not %d", n)
	}
	return y.SwapAxes(-1, -2)
}

// Matmul returns matrix products. A vector counts as a row on the left and as a
// column on the right; axes in front are broadcast. The elements are those of
// [ufunc.Matmul].
//
// Keywords: DType, Out, Casting.
func Matmul(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("matmul", keyDType|keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	return k.call(ufunc.Matmul, operand(k.fn, x1), operand(k.fn, x2))
}

// matmul returns matrix products that are a step of a function, not written to Out.
func (k *keywords) matmul(x, y *Array) *Array {
	step := keywords{fn: k.fn, make: k.make}
	return step.call(ufunc.Matmul, x, y)
}

// Vecdot returns sums of products along an axis, the last by default; the first
// operand is conjugated.
//
// Keywords: Axis, DType, Out, Casting.
func Vecdot(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("vecdot", keyAxis|keyDType|keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	x, y := operand(k.fn, x1), operand(k.fn, x2)
	// The axis of each, as its last one.
	for _, v := range []**Array{&x, &y} {
		axis, err := k.axis(v, -1)
		if err != nil {
			return failed(err)
		}
		*v = (*v).MoveAxis(axis, -1)
	}
	n, m := length(x, x.NDim()-1), length(y, y.NDim()-1)
	if n != m {
		return reject(k.fn, fault.Shape, "the axes have lengths %d and %d, they must be the same", n, m)
	}
	return k.call(ufunc.Vecdot, x, y)
}

// Matvec returns products of matrices and vectors, those along the last axis of x2; axes
// in front are broadcast.
//
// Keywords: DType, Out, Casting.
func Matvec(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("matvec", keyDType|keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	return k.call(ufunc.Matvec, operand(k.fn, x1), operand(k.fn, x2))
}

// Vecmat returns products of vectors, those along the last axis of x1, and matrices;
// axes in front are broadcast. Complex vectors are conjugated.
//
// Keywords: DType, Out, Casting.
func Vecmat(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("vecmat", keyDType|keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	return k.call(ufunc.Vecmat, operand(k.fn, x1), operand(k.fn, x2))
}

// Dot returns the product of vectors and matrices as NumPy's dot: products of
// numbers, sums along the last axis of x1 and the last but one of x2.
//
// Keywords: Out, Casting.
func Dot(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("dot", keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	x, y := operand(k.fn, x1), operand(k.fn, x2)
	if bad := failure(x, y); bad != nil {
		return bad
	}
	switch {
	case x.NDim() == 0 || y.NDim() == 0:
		return k.call(ufunc.Multiply, x1, x2)
	case y.NDim() > 2 || x.NDim() > 2 && y.NDim() == 2:
		axis := y.NDim() - 2
		ys := y.Transpose(append([]int{axis}, others([]int{axis}, y.NDim())...)...)
		return k.result(k.tensordot(x, ys, 1))
	}
	if n, m := length(x, x.NDim()-1), length(y, max(y.NDim()-2, 0)); n != m {
		return reject(k.fn, fault.Shape, "shapes %s and %s don't go together: the rows of the first have length %d, the columns of the second %d",
			fault.ShapeText(x.Shape()), fault.ShapeText(y.Shape()), n, m)
	}
	if z := k.outs[0]; z != nil && z.NDim() != x.NDim()+y.NDim()-2 {
		return k.result(k.matmul(x, y)) // nothing is broadcast into Out
	}
	return k.call(ufunc.Matmul, x, y)
}

// Outer returns the products of each element of x1 with each of x2, both along
// one axis in C order: a matrix.
//
// Keywords: Out, Casting.
func Outer(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("outer", keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	x, y := operand(k.fn, x1), operand(k.fn, x2)
	if bad := failure(x, y); bad != nil {
		return bad
	}
	return k.call(ufunc.Multiply, x.Ravel().ExpandDims(1), y.Ravel().ExpandDims(0))
}

// Tensordot returns sums of products over several axes: the last n of x1 and the
// first n of x2.
//
// Keywords: Out, Casting.
func Tensordot(x1, x2 any, n int, opts ...Option) *Array {
	var k keywords
	if err := k.read("tensordot", keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	x, y := operand(k.fn, x1), operand(k.fn, x2)
	if bad := failure(x, y); bad != nil {
		return bad
	}
	if n < 0 || n > x.NDim() || n > y.NDim() {
		return reject(k.fn, fault.Value, "axes must be a number of axes that both arrays have")
	}
	return k.result(k.tensordot(x, y, n))
}

// TensordotAxes is [Tensordot] over named axes: axes1 of x1 and those of x2 that
// they go with.
//
// Keywords: Out, Casting.
func TensordotAxes(x1, x2 any, axes1, axes2 []int, opts ...Option) *Array {
	var k keywords
	if err := k.read("tensordot", keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	x, y := operand(k.fn, x1), operand(k.fn, x2)
	if bad := failure(x, y); bad != nil {
		return bad
	}
	xs, err := k.namedOnce(axes1, x.NDim())
	if err != nil {
		return failed(err)
	}
	ys, err := k.namedOnce(axes2, y.NDim())
	if err != nil {
		return failed(err)
	}
	if len(xs) != len(ys) {
		return reject(k.fn, fault.Value, "axes names %d axes of the first array and %d of the second", len(xs), len(ys))
	}
	x = x.Transpose(append(others(xs, x.NDim()), xs...)...)
	y = y.Transpose(append(slices.Clone(ys), others(ys, y.NDim())...)...)
	return k.result(k.tensordot(x, y, len(xs)))
}

// namedOnce returns axes counted from the front, none of them twice.
func (k *keywords) namedOnce(list []int, ndim int) ([]int, error) {
	axes := make([]int, len(list))
	for i := range list {
		var err error
		if axes[i], err = ndarray.NormalizeAxis(k.fn, list[i], ndim); err != nil {
			return nil, err
		}
		if slices.Contains(axes[:i], axes[i]) {
			return nil, fault.New(k.fn, fault.Value, "axis %d is named twice", axes[i])
		}
	}
	return axes, nil
}

// others returns the axes that are not in a list.
func others(axes []int, ndim int) []int {
	rest := make([]int, 0, ndim)
	for i := range ndim {
		if !slices.Contains(axes, i) {
			rest = append(rest, i)
		}
	}
	return rest
}

// tensordot is the matrix product of x and y with their axes joined to two.
func (k *keywords) tensordot(x, y *Array, n int) *Array {
	xs, ys := x.Shape(), y.Shape()
	free := len(xs) - n
	for i := range n {
		if xs[free+i] != ys[i] {
			return reject(k.fn, fault.Shape, "shapes %s and %s: the last %d axes of the first must be the first of the second", fault.ShapeText(xs), fault.ShapeText(ys), n)
		}
	}
	z := k.matmul(x.Reshape(product(xs[:free]), product(ys[:n])), y.Reshape(product(ys[:n]), product(ys[n:])))
	return z.Reshaped(append(slices.Clone(xs[:free]), ys[n:]...)...)
}

func product(lengths []int) int {
	n := 1
	for _, d := range lengths {
		n *= d
	}
	return n
}

// Diagonal returns a read-only view of the diagonals that the planes of two axes
// have, along a last axis: the main ones for offset 0, those above them for 1.
func Diagonal(x any, offset, axis1, axis2 int) *Array {
	return operand("diagonal", x).Diagonal(offset, axis1, axis2)
}

// Trace returns the sums of the diagonals that the planes of two axes have.
//
// Keywords: DType, Out.
func Trace(x any, offset, axis1, axis2 int, opts ...Option) *Array {
	var k keywords
	if err := k.read("trace", keyDType|keyOut, opts); err != nil {
		return failed(err)
	}
	k.axes, k.has = axesOf(-1), k.has|keyAxis
	return k.reduce(ufunc.Add, operand(k.fn, x).Diagonal(offset, axis1, axis2))
}

// Diag returns a matrix with the elements of x, of one axis, on diagonal k and
// zeros elsewhere; of a matrix, a read-only view of its diagonal k.
func Diag(x any, k int, opts ...Option) *Array { return diag("diag", x, k, opts) }

func diag(fn string, x any, k int, opts []Option) *Array {
	var kw keywords
	if err := kw.read(fn, 0, opts); err != nil {
		return failed(err)
	}
	v := operand(fn, x)
	if err := v.Err(); err != nil {
		return failed(err)
	}
	switch v.NDim() {
	case 1:
		n := v.Len() + max(k, -k)
		z := kw.zeros(v.DType(), n, n)
		if z.Err() != nil {
			return z
		}
		part := z.Lent()
		r := part.Raw()
		if v.Len() > 0 {
			r.Ptr = part.Index(ndarray.From(max(-k, 0)), ndarray.From(max(k, 0))).Pointer()
		}
		r.Shape, r.Strides = []int{v.Len()}, []int{r.Strides[0] + r.Strides[1]}
		if err := ndarray.FromRaw(r).Assign(v); err != nil {
			return failed(err)
		}
		return z
	case 2:
		return v.Diagonal(k, 0, 1)
	}
	return reject(fn, fault.Value, "takes an array of one axis or a matrix, not %d dimensions", v.NDim())
}
