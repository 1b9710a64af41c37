// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"slices"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Weights gives each element a weight: in [Average], [Quantile], [Histogram],
// [Bincount] and [Cov].
func Weights(w any) Option { return Option{key: keyWeights, value: w} }

// weightsOver returns weights in the shape of x: those of its shape, or of the axes
// that are named, in the order in which they are.
func (k *keywords) weightsOver(x, w *Array) *Array {
	if bad := failure(x, w); bad != nil {
		return bad
	}
	if sameShape(x, w) {
		return w
	}
	if k.has&keyAxis == 0 || k.all {
		return reject(k.fn, fault.DType, "Axis must be specified when shapes of x and weights differ: %s and %s", fault.ShapeText(x.Shape()), fault.ShapeText(w.Shape()))
	}
	axes := slices.Clone(k.axes.list())
	shape := slices.Repeat([]int{1}, x.NDim())
	for i, axis := range axes {
		at, err := normalize(k.fn, axis, x)
		if err != nil {
			return failed(err)
		}
		axes[i] = at
		if len(axes) != w.NDim() || length(w, i) != length(x, at) {
			return reject(k.fn, fault.Value, "Shape of weights must be consistent with shape of x along the specified axes: %s for axes %v of %s", fault.ShapeText(w.Shape()), axes, fault.ShapeText(x.Shape()))
		}
		shape[at] = length(x, at)
	}
	order := make([]int, len(axes))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return axes[i] - axes[j] })
	if len(order) > 1 {
		w = w.Transpose(order...)
	}
	return w.Reshape(shape...).BroadcastTo(x.Shape()...)
}

// quantileWeights returns the weights of a quantile in the shape of x; a nil array
// without the keyword. One method takes them, and none may be negative.
func (k *keywords) quantileWeights(x *Array) (*Array, error) {
	if k.has&keyWeights == 0 || x.Err() != nil {
		return nil, x.Err()
	}
	method := "linear"
	if k.has&keyMethod != 0 {
		method, _ = k.option(keyMethod).value.(string)
	}
	if method != "inverted_cdf" {
		return nil, fault.New(k.fn, fault.Value, "Only method 'inverted_cdf' supports weights. Got: %s.", method)
	}
	w := operand(k.fn, k.option(keyWeights).value)
	if w.Err() == nil && w.DType().Kind() == dtype.KindComplex {
		return nil, fault.New(k.fn, fault.DType, "weights are real numbers, not %v", w.DType())
	}
	w = cast(k.weightsOver(x, w), dtype.Float64)
	negative, err := ndarray.Item[bool](Any(Less(w, 0)))
	switch {
	case err != nil:
		return nil, err
	case negative:
		return nil, fault.New(k.fn, fault.Value, "Weights must be non-negative.")
	}
	return w, nil
}

// weighted returns for each quantile the first of the sorted elements of each row of x
// up to which the weights have that share of their sum, w being the weights: the
// quantiles are the first axis. Shares are rounded as the quantiles are, which have
// the type of.
func (k *keywords) weighted(x, w *Array, quantiles []float64, of dtype.DType) *Array {
	axis := x.NDim() - 1
	n := length(x, axis)
	temporary := keywords{fn: k.fn}
	order := Argsort(x, Axis(axis))
	x = temporary.alongAxis(x, order, axis)
	sums := Cumsum(temporary.alongAxis(w, order, axis), Axis(axis))
	if sums.Err() != nil {
		return sums
	}
	shares := Divide(sums, part(sums, axis, n-1, 1))
	bad, err := ndarray.Item[bool](Any(Isnan(shares)))
	switch {
	case err != nil:
		return failed(err)
	case bad:
		return reject(k.fn, fault.Value, "Weights included NaN, inf or were all zero.")
	}
	if of.Kind() == dtype.KindFloat {
		shares = cast(cast(shares, of), dtype.Float64)
	}
	list, err := ndarray.ToSlice[float64](shares)
	if err != nil {
		return failed(err)
	}
	rows := product(shapeOf(x)[:axis])
	places, err := ndarray.MakeSlice[int64](k.fn, len(quantiles)*rows)
	if err != nil {
		return failed(err)
	}
	for r := range rows {
		row := list[r*n : (r+1)*n]
		for i, s := range row { // elements in front that weigh nothing are none
			if s != 0 {
				break
			}
			row[i] = -1
		}
		for i, q := range quantiles {
			at, _ := slices.BinarySearch(row, q)
			places[r*len(quantiles)+i] = int64(min(at, n-1))
		}
	}
	index := ndarray.FromSlice(places).Reshape(append(slices.Clone(shapeOf(x)[:axis]), len(quantiles))...)
	return temporary.alongAxis(x, index, axis).MoveAxis(axis, 0)
}
