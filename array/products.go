// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Cross returns the cross products of vectors of length 3 along an axis, the last by
// default. Axes are broadcast, and Axis counts those of the result.
//
// Keywords: Axis.
func Cross(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("cross", keyAxis, opts); err != nil {
		return failed(err)
	}
	x, y := operand(k.fn, x1), operand(k.fn, x2)
	for _, v := range []**Array{&x, &y} {
		axis, err := k.axis(v, -1)
		if err != nil {
			return failed(err)
		}
		if n := length(*v, axis); n != 3 {
			return reject(k.fn, fault.Value, "both arrays must be of 3-dimensional vectors, but the axis has length %d", n)
		}
		*v = (*v).MoveAxis(axis, -1)
	}
	z := k.cross(x, y, -1)
	if k.has&keyAxis != 0 && z.Err() == nil {
		z = z.MoveAxis(-1, k.axes.inline[0])
	}
	return z
}

// MatrixPower returns the n-th power of the square matrices in the last two axes of x,
// by squaring; for negative n, that of their inverses; for 1, x itself.
func MatrixPower(x any, n int, opts ...Option) *Array {
	var k keywords
	if err := k.read("matrix_power", 0, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := k.matrices(y, true); err != nil {
		return failed(err)
	}
	if n == 0 {
		side := length(y, y.NDim()-1)
		return fill(k.new(y.DType(), y.Shape()...), ndarray.Eye(y.DType(), side).BroadcastTo(y.Shape()...))
	}
	if n == 1 {
		return y
	}
	inner := keywords{fn: k.fn}
	times := uint(n)
	if n < 0 {
		if y = inner.inv(y, false); y.Err() != nil {
			return y
		}
		times = -times
	}
	var z *Array
	for power := y; ; power = inner.matmul(power, power) {
		if times&1 != 0 {
			if z == nil {
				z = power
			} else {
				z = inner.matmul(z, power)
			}
		}
		if times >>= 1; times == 0 {
			return k.copy(z)
		}
	}
}

// MultiDot returns the product of matrices in the order of multiplications that takes
// the fewest operations. The first array may be a vector, which is a row, and the last
// one, which is a column.
//
// Keywords: Out, Casting.
func MultiDot(arrays []any, opts ...Option) *Array {
	var k keywords
	if err := k.read("multi_dot", keyOut|keyCasting, opts); err != nil {
		return failed(err)
	}
	list := operands(k.fn, arrays)
	if bad := failure(list...); bad != nil {
		return bad
	}
	n := len(list)
	if n < 2 {
		return reject(k.fn, fault.Value, "Expecting at least two arrays.")
	}
	row, column := list[0].NDim() == 1, list[n-1].NDim() == 1
	if row {
		list[0] = list[0].ExpandDims(0)
	}
	if column {
		list[n-1] = list[n-1].ExpandDims(1)
	}
	sides := make([]int, n+1)
	for i, x := range list {
		if x.NDim() != 2 {
			return reject(k.fn, fault.LinAlg, "%d-dimensional array given. Array must be two-dimensional", x.NDim())
		}
		if sides[i+1] = length(x, 1); i == 0 {
			sides[0] = length(x, 0)
		} else if length(x, 0) != sides[i] {
			return reject(k.fn, fault.Shape, "shapes %s and %s don't go together: the rows of array %d have length %d, the columns of the next %d",
				fault.ShapeText(list[i-1].Shape()), fault.ShapeText(x.Shape()), i-1, sides[i], length(x, 0))
		}
	}
	splits := chain(sides)
	inner := keywords{fn: k.fn}
	var multiply func(last *keywords, i, j int) *Array
	multiply = func(last *keywords, i, j int) *Array {
		if i == j {
			return list[i]
		}
		s := splits[i][j]
		x, y := multiply(&inner, i, s), multiply(&inner, s+1, j)
		if bad := failure(x, y); bad != nil {
			return bad
		}
		return last.matmul(x, y)
	}
	top := keywords{fn: k.fn, make: k.make}
	return k.result(squeezed(multiply(&top, 0, n-1), row, column))
}

// squeezed leaves out the axes that vectors were given.
func squeezed(z *Array, row, column bool) *Array {
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

// chain returns, for the products of matrices i to j of a chain with these sides, after
// which one to split it: Cormen and others, Introduction to Algorithms, 14.2.
func chain(sides []int) [][]int {
	n := len(sides) - 1
	splits, cost := make([][]int, n), make([][]float64, n)
	for i := range n {
		splits[i], cost[i] = make([]int, n), make([]float64, n)
	}
	for span := 1; span < n; span++ {
		for i := 0; i+span < n; i++ {
			j := i + span
			for s := i; s < j; s++ {
				c := cost[i][s] + cost[s+1][j] + float64(sides[i])*float64(sides[s+1])*float64(sides[j+1])
				if s == i || c < cost[i][j] {
					splits[i][j], cost[i][j] = s, c
				}
			}
		}
	}
	return splits
}
