// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"slices"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Inner returns the sums of products along the last axes of two arrays, for all
// combinations of their other axes; with a number, products.
func Inner(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("inner", 0, opts); err != nil {
		return failed(err)
	}
	x, y := operand(k.fn, x1), operand(k.fn, x2)
	if bad := failure(x, y); bad != nil {
		return bad
	}
	if x.NDim() == 0 || y.NDim() == 0 {
		return k.call(ufunc.Multiply, x, y)
	}
	if n, m := length(x, x.NDim()-1), length(y, y.NDim()-1); n != m {
		return reject(k.fn, fault.Shape, "shapes %s and %s not aligned: the last axes have lengths %d and %d", fault.ShapeText(x.Shape()), fault.ShapeText(y.Shape()), n, m)
	}
	if x.NDim() == 1 && y.NDim() == 1 {
		return k.call(ufunc.Matmul, x, y)
	}
	return TensordotAxes(x, y, []int{-1}, []int{-1}, Allocate(k.make))
}

// Vdot returns the sum of products of the conjugates of the elements of x1 with
// those of x2, both in C order.
func Vdot(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("vdot", 0, opts); err != nil {
		return failed(err)
	}
	x, y := inLine(operand(k.fn, x1)), inLine(operand(k.fn, x2))
	if bad := failure(x, y); bad != nil {
		return bad
	}
	if x.Len() != y.Len() {
		return reject(k.fn, fault.Value, "cannot take the product of %d and %d elements", x.Len(), y.Len())
	}
	return k.call(ufunc.Vecdot, x, y)
}

// inLine returns the elements of x along one axis in C order, for the time of a call.
func inLine(x *Array) *Array {
	if x.Err() == nil && x.NDim() == 1 {
		return x
	}
	return x.Lent().Ravel()
}

// Kron returns the Kronecker product of two arrays: the products of each element of
// x1 with all of x2, as blocks.
func Kron(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("kron", 0, opts); err != nil {
		return failed(err)
	}
	x, y := operand(k.fn, x1), operand(k.fn, x2)
	if bad := failure(x, y); bad != nil {
		return bad
	}
	n := max(x.NDim(), y.NDim())
	outer, inner, shape := make([]int, 2*n), make([]int, 2*n), make([]int, n)
	lengthAt := func(v *Array, i int) int { // of the last n axes, of which some may not be there
		if i -= n - v.NDim(); i >= 0 {
			return length(v, i)
		}
		return 1
	}
	for i := range n {
		a, b := lengthAt(x, i), lengthAt(y, i)
		outer[2*i], outer[2*i+1], inner[2*i], inner[2*i+1], shape[i] = a, 1, 1, b, a*b
	}
	return k.call(ufunc.Multiply, x.Reshape(outer...), y.Reshape(inner...)).Reshaped(shape...)
}

// CrossAxes returns the cross products of vectors of three elements along axes of
// the operands, axis1 and axis2, which are axis3 of the result. A vector of two lies in the
// plane; of two such there is the one element that is not zero, and no axis.
func CrossAxes(x1, x2 any, axis1, axis2, axis3 int, opts ...Option) *Array {
	var k keywords
	if err := k.read("cross", 0, opts); err != nil {
		return failed(err)
	}
	x, y := operand(k.fn, x1), operand(k.fn, x2)
	if bad := failure(x, y); bad != nil {
		return bad
	}
	if x.NDim() < 1 || y.NDim() < 1 {
		return reject(k.fn, fault.Value, "At least one array has zero dimension")
	}
	axis1, err := normalize(k.fn, axis1, x)
	if err != nil {
		return failed(err)
	}
	axis2, err = normalize(k.fn, axis2, y)
	if err != nil {
		return failed(err)
	}
	x, y = x.MoveAxis(axis1, -1), y.MoveAxis(axis2, -1)
	n, m := length(x, x.NDim()-1), length(y, y.NDim()-1)
	if n != 2 && n != 3 || m != 2 && m != 3 {
		return reject(k.fn, fault.Value, "incompatible dimensions for cross product (dimension must be 2 or 3): %d and %d", n, m)
	}
	return k.cross(x, y, axis3)
}

// cross returns the products of the vectors of 2 or 3 elements in the last axes of x and y, which are along
// axis3 of the result, if they are vectors.
func (k *keywords) cross(x, y *Array, axis3 int) *Array {
	n, m := length(x, x.NDim()-1), length(y, y.NDim()-1)
	shape, err := ndarray.BroadcastShapes(k.fn, x.Shape()[:x.NDim()-1], y.Shape()[:y.NDim()-1])
	if err != nil {
		return failed(err)
	}
	d := dtype.Promote(x.DType(), y.DType())
	x, y = cast(x, d), cast(y, d)
	element := func(v *Array, i int) *Array {
		if i >= length(v, v.NDim()-1) {
			return nil // it is zero
		}
		return v.Index(ndarray.Ellipsis, ndarray.Int(i))
	}
	if n == 2 && m == 2 {
		z := ufunc.Multiply.Call(element(x, 0), element(y, 1))
		return k.call(ufunc.Subtract, z, ufunc.Multiply.Call(element(x, 1), element(y, 0)))
	}
	full := append(slices.Clone(shape), 3)
	axis3, err = ndarray.NormalizeAxis(k.fn, axis3, len(full))
	if err != nil {
		return failed(err)
	}
	z := k.new(d, full...)
	if z.Err() != nil {
		return z
	}
	other := ndarray.Empty(d, shape...) // the second product of an element
	defer other.Release()
	for i := range 3 {
		j, l := (i+1)%3, (i+2)%3
		to := lentPart(z, len(shape), i, 1).Squeeze(len(shape))
		xj, xl, yj, yl := element(x, j), element(x, l), element(y, j), element(y, l)
		switch {
		case xj == nil || yl == nil: // 0 - xl*yj
			to = ufunc.Negative.Out(to).Call(ufunc.Multiply.Out(to).Call(xl, yj))
		case xl == nil || yj == nil:
			to = ufunc.Multiply.Out(to).Call(xj, yl)
		default:
			to = ufunc.Subtract.Out(to).Call(ufunc.Multiply.Out(to).Call(xj, yl), ufunc.Multiply.Out(other).Call(xl, yj))
		}
		if to.Err() != nil {
			return to
		}
	}
	if axis3 == len(shape) {
		return z
	}
	return z.MoveAxis(-1, axis3)
}
