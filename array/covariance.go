// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Average returns the mean of elements over axes with weights: of the shape of x, or
// of one axis, for the axis that is named.
//
// Keywords: Axis, KeepDims, Weights.
func Average(x any, opts ...Option) *Array {
	mean, _ := AverageOf(x, opts...)
	return mean
}

// AverageOf returns [Average] and the sum of the weights, of the same shape.
//
// Keywords: Axis, KeepDims, Weights.
func AverageOf(x any, opts ...Option) (mean, weight *Array) {
	var k keywords
	if err := k.read("average", keyAxis|keyKeepDims|keyWeights, opts); err != nil {
		return failed(err), failed(err)
	}
	y := operand(k.fn, x)
	if k.has&keyWeights == 0 {
		mean = k.mean(y)
		n, err := k.countOf(y)
		if mean.Err() == nil && err == nil {
			weight = ndarray.FullOf(mean.DType(), n, mean.Shape()...)
		} else {
			weight = mean
		}
		return mean, weight
	}
	w := operand(k.fn, k.option(keyWeights).value)
	if bad := failure(y, w); bad != nil {
		return bad, bad
	}
	if w = k.weightsOver(y, w); w.Err() != nil {
		return w, w
	}
	d, err := resultType(k.fn, y, w)
	if err != nil {
		return failed(err), failed(err)
	}
	if d.Kind() < dtype.KindFloat {
		d = dtype.Float64
	}
	sums := k.inner(d)
	weight = sums.reduce(ufunc.Add, w)
	none, err := ndarray.Item[bool](Any(Equal(weight, 0)))
	if err != nil {
		return failed(err), failed(err)
	}
	if none {
		bad := reject(k.fn, fault.Division, "Weights sum to zero, can't be normalized")
		return bad, bad
	}
	weighted := ufunc.Multiply.DType(d).Call(y, w)
	total := sums.reduce(ufunc.Add, weighted)
	weighted.Release()
	return Divide(total, weight, k.allocation()...), weight
}

// Columns has the variables of [Cov] in the columns of x, and the observations in
// its rows.
func Columns() Option { return Option{key: keyColumns} }

// Cov returns the covariances of variables, a matrix: x has a variable in each row,
// and their observations in its columns. Correction, 1 by default, is taken off the
// number of observations; Weights are those of the observations. They are float64 at least,
// of complex numbers complex128.
//
// Keywords: Columns, Correction, Weights.
func Cov(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("cov", keyColumns|keyCorrection|keyWeights, opts); err != nil {
		return failed(err)
	}
	return k.cov(operand(k.fn, x))
}

func (k *keywords) cov(x *Array) *Array {
	if err := x.Err(); err != nil {
		return failed(err)
	}
	if x.NDim() > 2 {
		return reject(k.fn, fault.Value, "m has more than 2 dimensions: %d", x.NDim())
	}
	d, err := resultType(k.fn, x.DType(), dtype.Float64)
	if err != nil {
		return failed(err)
	}
	x = cast(x, d)
	if k.has&keyColumns != 0 && x.NDim() == 2 {
		x = x.T()
	}
	x = atLeast(x, 2)
	correction := 1.0
	if k.has&keyCorrection != 0 {
		correction = k.correction
	}
	mean, factor := Mean(x, Axis(1), KeepDims()), float64(length(x, 1))-correction
	scaled := x
	if k.has&keyWeights != 0 {
		w := cast(operand(k.fn, k.option(keyWeights).value), dtype.Float64)
		if err := w.Err(); err != nil {
			return failed(err)
		}
		if w.NDim() != 1 || w.Len() != length(x, 1) {
			return reject(k.fn, fault.Value, "%d weights for %d observations", w.Size(), length(x, 1))
		}
		total, err := ndarray.Item[float64](Sum(w))
		if err != nil {
			return failed(err)
		}
		squares, err := ndarray.Item[float64](Sum(Square(w)))
		if err != nil {
			return failed(err)
		}
		if factor = total; correction != 0 {
			factor = total - correction*squares/total
		}
		mean = Average(x, Axis(1), KeepDims(), Weights(w))
		scaled = Multiply(Subtract(x, mean), w)
	}
	centred := Subtract(x, mean).T()
	if k.has&keyWeights == 0 {
		scaled = centred.T()
	}
	if centred.DType().Kind() == dtype.KindComplex {
		centred = ufunc.Conjugate.Call(centred)
	}
	c := Matmul(scaled, centred, k.allocation()...)
	if c.Err() == nil {
		c = ufunc.Multiply.Out(c).Call(c, 1/max(factor, 0))
	}
	if c.Err() == nil && c.Size() == 1 {
		return c.Reshape()
	}
	return c
}

// Corrcoef returns the correlation coefficients of variables, a matrix: x has a
// variable in each row, or with Columns in each column.
//
// Keywords: Columns.
func Corrcoef(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("corrcoef", keyColumns, opts); err != nil {
		return failed(err)
	}
	c := k.cov(operand(k.fn, x))
	if c.Err() != nil {
		return c
	}
	if c.NDim() == 0 {
		return Divide(c, c)
	}
	deviations := Sqrt(Real(c.Diagonal(0, 0, 1)))
	for _, axis := range []int{1, 0} {
		if c.Err() == nil {
			c = ufunc.Divide.Out(c).Call(c, deviations.ExpandDims(axis))
		}
	}
	if c.Err() == nil && c.DType().Kind() != dtype.KindComplex {
		return Clip(c, -1.0, 1.0, Out(c))
	}
	return c
}
