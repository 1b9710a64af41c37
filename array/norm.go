// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"
	"slices"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Ord sets the order of a norm: a number, or for matrices "fro", the root of the sum of
// squares, or "nuc", the sum of the singular values.
func Ord(order any) Option { return Option{key: keyOrd, value: order} }

// order is the order of a norm.
type order struct {
	name string // "fro", "nuc", or "" for a number
	p    float64
	set  bool
}

func (k *keywords) order() (order, error) {
	if k.has&keyOrd == 0 {
		return order{}, nil
	}
	switch v := k.option(keyOrd).value.(type) {
	case nil:
		return order{}, nil
	case string:
		if v == "f" {
			v = "fro"
		}
		return order{name: v, set: true}, nil
	default:
		x := cast(operand(k.fn, v), dtype.Float64)
		p, err := ndarray.Item[float64](x)
		return order{p: p, set: true}, err
	}
}

// floating returns x in a type that norms are computed in: integers and bools become
// float64.
func (k *keywords) floating(v any) (*Array, error) {
	x := operand(k.fn, v)
	if err := x.Err(); err != nil {
		return nil, err
	}
	switch d := x.DType(); {
	case d.Kind() == dtype.KindFloat || d.Kind() == dtype.KindComplex:
		return x, nil
	case d == dtype.Bool || d.Kind() == dtype.KindInt || d.Kind() == dtype.KindUint:
		return cast(x, dtype.Float64), nil
	default:
		return nil, fault.New(k.fn, fault.DType, "takes no elements of %v, only numbers", d)
	}
}

// VectorNorm returns the norms of vectors along axes, of all elements by default. Of
// order p they are the p-th roots of the sums of |x|**p; 2, the default, is the
// Euclidean length, infinity the largest magnitude, minus infinity the smallest, 0 the
// number of elements that are not zero.
//
// Keywords: Axis, KeepDims, Ord.
func VectorNorm(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("vector_norm", keyAxis|keyKeepDims|keyOrd, opts); err != nil {
		return failed(err)
	}
	o, err := k.order()
	if err != nil {
		return failed(err)
	}
	y, err := k.floating(x)
	if err != nil {
		return failed(err)
	}
	return k.vectorNorm(y, o)
}

// vectorNorm is VectorNorm over the axes of the keywords.
func (k *keywords) vectorNorm(x *Array, o order) *Array {
	if o.name != "" {
		return reject(k.fn, fault.Value, "Invalid norm order '%s' for vectors; a number works", o.name)
	}
	if !o.set {
		o.p = 2
	}
	r := keywords{fn: k.fn, make: k.make, axes: k.axes, all: k.all, has: k.has & (keyAxis | keyKeepDims)}
	switch {
	case o.p == 2:
		if z := k.length(x); z != nil {
			return z
		}
		return k.root(r.squares(x))
	case math.IsInf(o.p, 1):
		r.has |= keyInitial
		r.opts = append(r.opts, Initial(0))
		return r.reduce(ufunc.Maximum, ufunc.Absolute.Call(x))
	case math.IsInf(o.p, -1):
		return r.reduce(ufunc.Minimum, ufunc.Absolute.Call(x))
	case o.p == 0:
		return r.reduce(ufunc.Add, cast(ufunc.NotEqual.Call(x, 0), realType(x.DType())))
	case o.p == 1:
		return r.reduce(ufunc.Add, ufunc.Absolute.Call(x))
	}
	r.make = nil
	sum := r.reduce(ufunc.Add, ufunc.Power.Call(ufunc.Absolute.Call(x), o.p))
	last := keywords{fn: k.fn, make: k.make}
	return last.call(ufunc.Power, sum, 1/o.p)
}

// length returns the Euclidean length of all elements of float32 or float64 by their dot product with themselves, as NumPy does,
// and those of the rows of the last axis without memory for the squares, if they lie in C order: their sums have the bits of those of
// [keywords.squares]. It is nil for all else.
func (k *keywords) length(x *Array) *Array {
	if !ofRow(x) {
		return nil
	}
	if k.all || k.has&keyAxis == 0 {
		row := x.Ravel()
		z := k.root(ufunc.Vecdot.Call(row, row))
		if k.has&keyKeepDims != 0 && z.Err() == nil {
			z = z.Reshape(slices.Repeat([]int{1}, x.NDim())...)
		}
		return z
	}
	last := x.NDim() - 1
	if !x.IsC() || x.Size() == 0 || k.has&keyKeepDims != 0 || last < 0 || k.axes.n != 1 || k.axes.inline[0] != last && k.axes.inline[0] != -1 {
		return nil
	}
	return k.root(squaredDeviation.Call(x, ndarray.FullOf(x.DType(), 0)))
}

// squares returns the sums of squared magnitudes over the axes of k.
func (k *keywords) squares(x *Array) *Array {
	k.make = nil
	if x.DType().Kind() != dtype.KindComplex {
		return k.reduce(ufunc.Add, ufunc.Square.Call(x))
	}
	return k.reduce(ufunc.Add, ufunc.Add.Call(ufunc.Square.Call(x.Real()), ufunc.Square.Call(x.Imag())))
}

func (k *keywords) root(x *Array) *Array {
	last := keywords{fn: k.fn, make: k.make}
	return last.call(ufunc.Sqrt, x)
}

// MatrixNorm returns the norms of the matrices in the last two axes of x: by default
// "fro", see [Ord]; 1 and -1 are the largest and smallest sum of magnitudes of a
// column, plus and minus infinity those of a row, 2 and -2 the largest and smallest
// singular value.
//
// Keywords: KeepDims, Ord.
func MatrixNorm(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("matrix_norm", keyKeepDims|keyOrd, opts); err != nil {
		return failed(err)
	}
	o, err := k.order()
	if err != nil {
		return failed(err)
	}
	y, err := k.floating(x)
	if err != nil {
		return failed(err)
	}
	if err := k.matrices(y, false); err != nil {
		return failed(err)
	}
	return k.matrixNorm(y, o)
}

// matrixNorm is MatrixNorm of the last two axes of x.
func (k *keywords) matrixNorm(x *Array, o order) *Array {
	// over reduces an axis, and is the last to do so or not.
	over := func(u *ufunc.Ufunc, x *Array, axis int, last, initial bool) *Array {
		r := keywords{fn: k.fn, axes: axesOf(axis), has: keyAxis}
		if last {
			r.make = k.make
		}
		if initial {
			r.has |= keyInitial
			r.opts = []Option{Initial(0)}
		}
		return r.reduce(u, x)
	}
	singular := func(u *ufunc.Ufunc) *Array {
		inner := keywords{fn: k.fn}
		_, s, _ := inner.svd(x, false, false)
		if s.Err() != nil {
			return s
		}
		return over(u, s, -1, true, u == ufunc.Maximum)
	}
	var z *Array
	switch {
	case o.name == "fro" || !o.set:
		r := keywords{fn: k.fn, axes: axesOf(-2, -1), has: keyAxis}
		z = k.root(r.squares(x))
	case o.name == "nuc":
		z = singular(ufunc.Add)
	case o.name != "":
		return reject(k.fn, fault.Value, "Invalid norm order '%s' for matrices; there are 'fro', 'nuc', 1, -1, 2, -2, inf and -inf", o.name)
	case o.p == 2:
		z = singular(ufunc.Maximum)
	case o.p == -2:
		z = singular(ufunc.Minimum)
	case o.p == 1 || o.p == -1 || math.IsInf(o.p, 0):
		axis, u := -2, ufunc.Maximum
		if math.IsInf(o.p, 0) {
			axis = -1
		}
		if o.p < 0 {
			u = ufunc.Minimum
		}
		sums := over(ufunc.Add, ufunc.Absolute.Call(x), axis, false, false)
		z = over(u, sums, -1, true, o.p > 0)
	default:
		return reject(k.fn, fault.Value, "Invalid norm order %v for matrices; there are 'fro', 'nuc', 1, -1, 2, -2, inf and -inf", o.p)
	}
	if k.has&keyKeepDims != 0 && z.Err() == nil {
		z = z.ExpandDims(-2, -1)
	}
	return z
}

// Norm returns norms as NumPy's norm: of all elements without Axis, that of a vector
// along one axis, that of matrices for two. Without [Ord] it is the root of the sum of
// squares; see [VectorNorm] and [MatrixNorm] for the orders.
//
// Keywords: Axis, KeepDims, Ord.
func Norm(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("norm", keyAxis|keyKeepDims|keyOrd, opts); err != nil {
		return failed(err)
	}
	o, err := k.order()
	if err != nil {
		return failed(err)
	}
	y, err := k.floating(x)
	if err != nil {
		return failed(err)
	}
	if k.has&keyAxis == 0 || k.all {
		if !o.set || o.p == 2 && o.name == "" && y.NDim() == 1 {
			k.has &^= keyAxis
			return k.vectorNorm(y, order{})
		}
		k.axes = axesOf()
		if y.NDim() == 1 {
			k.axes = axesOf(0)
		} else if y.NDim() == 2 {
			k.axes = axesOf(0, 1)
		}
		k.has |= keyAxis
	}
	k.all = false
	axes, err := k.namedOnce(k.axes.list(), y.NDim())
	if err != nil {
		return failed(err)
	}
	switch len(axes) {
	case 1:
		return k.vectorNorm(y, o)
	case 2:
		keep := k.has&keyKeepDims != 0
		k.has &^= keyKeepDims
		z := k.matrixNorm(y.Transpose(append(others(axes, y.NDim()), axes...)...), o)
		if keep && z.Err() == nil {
			z = z.ExpandDims(min(axes[0], axes[1]), max(axes[0], axes[1]))
		}
		return z
	}
	return reject(k.fn, fault.Value, "Improper number of dimensions to norm: %d; a norm is along one axis, or of matrices in two", len(axes))
}

// Cond returns the condition numbers of the matrices in the last two axes of x, with the
// norm of [Ord], 2 by default: the largest singular value over the smallest, else the
// norm of the matrix times that of its inverse; infinity for a singular matrix.
//
// Keywords: Ord.
func Cond(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("cond", keyOrd, opts); err != nil {
		return failed(err)
	}
	o, err := k.order()
	if err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := k.matrices(y, false); err != nil {
		return failed(err)
	}
	n := y.NDim()
	if length(y, n-1) == 0 || length(y, n-2) == 0 {
		return reject(k.fn, fault.LinAlg, "cond is not defined on empty arrays")
	}
	inner := keywords{fn: k.fn}
	var r *Array
	if o.name == "" && (!o.set || math.Abs(o.p) == 2) {
		_, s, _ := inner.svd(y, false, false)
		if s.Err() != nil {
			return s
		}
		last := length(s, s.NDim()-1) - 1
		top, bottom := part(s, s.NDim()-1, 0, 1), part(s, s.NDim()-1, last, 1)
		if o.p == -2 {
			top, bottom = bottom, top
		}
		r = ufunc.Divide.Call(top.Squeeze(-1), bottom.Squeeze(-1))
	} else {
		if y, err = k.floating(y); err != nil {
			return failed(err)
		}
		inverse := inner.inv(y, true)
		if err := inverse.Err(); err != nil {
			return failed(err)
		}
		r = ufunc.Multiply.Call(inner.matrixNorm(y, o), inner.matrixNorm(inverse, o))
	}
	// A NaN that no element explains is that of a singular matrix.
	both := keywords{fn: k.fn, axes: axesOf(-2, -1), has: keyAxis}
	explained := both.reduce(ufunc.LogicalOr, ufunc.Isnan.Call(y))
	infinite := ufunc.LogicalAnd.Call(ufunc.Isnan.Call(r), ufunc.LogicalNot.Call(explained))
	return Where(infinite, math.Inf(1), r, allocating(k.make)...)
}
