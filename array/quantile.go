// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"
	"slices"

	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Method tells [Quantile] how to estimate between elements, by NumPy's names:
// "linear", the default, "lower", "higher", "midpoint", "nearest", and those of
// Hyndman and Fan (1996).
func Method(name string) Option { return Option{key: keyMethod, value: name} }

// quantiles are the keywords of [Quantile] and its like.
const quantiles = keyAxis | keyKeepDims | keyOut | keyMethod | keyWeights

// medians are those of [Median].
const medians = quantiles &^ (keyMethod | keyWeights)

// Median returns the middle of the sorted elements over axes, the mean of two where
// their number is even; NaN if there is one. Complex numbers are sorted by their real parts, then
// by their imaginary ones.
//
// Keywords: Axis, KeepDims, Out.
func Median(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("median", medians, opts); err != nil {
		return failed(err)
	}
	k.rule = dtype.Unsafe // as NumPy's
	y := operand(k.fn, x)
	if y.DType().Kind().Time() {
		return k.result(k.medianTime(y))
	}
	return k.result(k.quantile(y, 0.5, 1))
}

// medianTime is the median of durations, the mean of two by division as integers; moments
// have no mean.
func (k *keywords) medianTime(v *Array) *Array {
	if v.DType().Kind() == dtype.KindDatetime {
		return reject(k.fn, fault.DType, "moments (%v) have no mean, so that two have no median; take the quantile 0.5, or view them as int64", v.DType())
	}
	x, kept, err := k.joinAxes(v)
	if err != nil {
		return failed(err)
	}
	n := length(x, x.NDim()-1)
	if n == 0 {
		return ndarray.FullOf(x.DType(), int64(dtype.NaT), kept...)
	}
	sorted := x.Copy()
	if sorted.Err() != nil {
		return sorted
	}
	if err := sorting.Sort(k.fn, sorted, sorted.NDim()-1, false); err != nil {
		return failed(err)
	}
	y := ufunc.Divide.Call(ufunc.Add.Call(at(sorted, (n-1)/2), at(sorted, n/2)), 2)
	last := at(sorted, n-1) // NaT, if there is one
	return Where(ufunc.Isnat.Call(last), last, y).Reshape(kept...)
}

// Quantile returns the q-quantiles of elements over axes, NaN if there is a NaN. q is
// a number from 0 to 1, or an array of them, whose axes are the first of the result.
// With Weights, which the method "inverted_cdf" takes, it returns the first of the
// sorted elements up to which weights have the share q of their sum.
//
// Keywords: Axis, KeepDims, Out, Method, Weights.
func Quantile(x, q any, opts ...Option) *Array {
	var k keywords
	if err := k.read("quantile", quantiles, opts); err != nil {
		return failed(err)
	}
	return k.result(k.quantile(operand(k.fn, x), q, 1))
}

// Percentile returns [Quantile] with q from 0 to 100.
//
// Keywords: Axis, KeepDims, Out, Method, Weights.
func Percentile(x, q any, opts ...Option) *Array {
	var k keywords
	if err := k.read("percentile", quantiles, opts); err != nil {
		return failed(err)
	}
	return k.result(k.quantile(operand(k.fn, x), q, 100))
}

// joinAxes returns x with the axes that the keywords reduce joined to one, the
// last, and the shape of a result that keeps them.
func (k *keywords) joinAxes(x *Array) (*Array, []int, error) {
	if err := x.Err(); err != nil {
		return nil, nil, err
	}
	n := x.NDim()
	kept := x.Shape()
	set := uint64(1)<<n - 1
	if k.has&keyAxis != 0 && !k.all {
		var err error
		if set, err = ndarray.NormalizeAxes(k.fn, k.axes.list(), n); err != nil {
			return nil, nil, err
		}
	}
	var order, joined, shape []int
	length := 1
	for i, d := range shapeOf(x) {
		if set>>i&1 != 0 {
			joined = append(joined, i)
			kept[i] = 1
			length *= d
		} else {
			order = append(order, i)
			shape = append(shape, d)
		}
	}
	if n > 0 {
		x = x.Transpose(append(order, joined...)...)
	}
	x = x.Reshape(append(shape, length)...)
	if k.has&keyKeepDims == 0 {
		kept = shape
	}
	return x, kept, x.Err()
}

// quantile computes quantiles by sorting: q is in parts of whole.
func (k *keywords) quantile(v *Array, q any, whole float64) *Array {
	x, kept, err := k.joinAxes(v)
	if err != nil {
		return failed(err)
	}
	weights, err := k.quantileWeights(v)
	if err != nil {
		return failed(err)
	}
	d := x.DType()
	switch {
	case d.Kind() == dtype.KindComplex && k.fn != "median" && k.fn != "nanmedian":
		return reject(k.fn, fault.DType, "complex numbers have no order of quantiles")
	case d.Kind() < dtype.KindFloat:
		d = dtype.Float64
	}
	if weakKind(q) == 0 {
		if d, err = resultType(k.fn, d, q); err != nil {
			return failed(err)
		}
	}
	of := operand(k.fn, q).DType()
	places := cast(operand(k.fn, q), dtype.Float64)
	list, err := ndarray.ToSlice[float64](places)
	if err != nil {
		return failed(err)
	}
	method := "linear"
	if k.has&keyMethod != 0 {
		method, _ = k.option(keyMethod).value.(string)
	}
	if discrete[method] {
		d = x.DType()
	}
	n := length(x, x.NDim()-1)
	if n == 0 {
		if k.fn == "quantile" || k.fn == "percentile" {
			return reject(k.fn, fault.Value, "an empty array has no quantiles")
		}
		return ndarray.FullOf(d, math.NaN(), append(places.Shape(), kept...)...)
	}
	for i := range list {
		if q := list[i] / whole; !(q >= 0 && q <= 1) {
			return reject(k.fn, fault.Value, "Quantiles must be in the range [0, %v], not %v", whole, list[i])
		}
	}
	if weights != nil {
		if weights, _, err = k.joinAxes(weights); err != nil {
			return failed(err)
		}
		return k.weightedQuantile(x, weights, list, whole, of, append(places.Shape(), kept...))
	}
	bounds := make([]bound, len(list))
	for i, q := range list {
		if bounds[i], err = boundOf(k.fn, method, q/whole, n); err != nil {
			return failed(err)
		}
	}
	sorted := x.Copy()
	if sorted.Err() != nil {
		return sorted
	}
	if err := k.rank(sorted, bounds); err != nil {
		return failed(err)
	}
	y := k.new(d, append(places.Shape(), kept...)...)
	if y.Err() != nil {
		return y
	}
	flat := y.Reshape(append([]int{len(list)}, shapeOf(sorted)[:sorted.NDim()-1]...)...)
	between := lerp
	if k.fn == "median" || k.fn == "nanmedian" {
		between = middle
	}
	for i, b := range bounds {
		if z := between(at(sorted, b.lower), at(sorted, b.upper), b.share, d); z.Err() != nil {
			return z
		} else if err := ufunc.Copyto(flat.Index(ndarray.Int(i), ndarray.Ellipsis), z, dtype.Unsafe, nil); err != nil {
			return failed(err)
		}
	}
	isNone := ufunc.Isnan
	switch kind := sorted.DType().Kind(); {
	case kind.Time(): // NaTs come last
		isNone = ufunc.Isnat
		fallthrough
	case kind == dtype.KindComplex: // so do NaNs, and stay what they are
		last := at(sorted, n-1)
		if err := ufunc.Copyto(flat, last, dtype.Unsafe, isNone.Call(last)); err != nil {
			return failed(err)
		}
	}
	if sorted.DType().Kind() == dtype.KindFloat { // NaNs come last
		nan := ufunc.Isnan.Call(at(sorted, n-1))
		if err := ufunc.Copyto(flat, math.NaN(), dtype.SameKind, nan); err != nil {
			return failed(err)
		}
	}
	return y
}

// weightedQuantile is quantile with weights of the joined axes, in the shape of the
// result; of is the type of the quantiles.
func (k *keywords) weightedQuantile(x, weights *Array, list []float64, whole float64, of dtype.DType, shape []int) *Array {
	if whole != 1 {
		if of.Kind() < dtype.KindFloat {
			of = dtype.Float64
		}
		for i := range list {
			list[i] /= whole
		}
	}
	z := k.weighted(x, weights, list, of)
	if z.Err() == nil && x.DType().Kind() == dtype.KindFloat {
		nan := Any(Isnan(x), Axis(-1))
		z = Where(nan, ndarray.FullOf(x.DType(), math.NaN()), z)
	}
	return z.Reshape(shape...)
}

// at returns the i-th elements along the last axis, a view.
func at(x *Array, i int) *Array {
	return x.Index(ndarray.Ellipsis, ndarray.From(i).To(i+1)).Squeeze(-1)
}

// middle returns lo for t = 0, and else the mean of lo and hi in the type d, as NumPy's median: that of an infinite number
// and a finite one is infinite.
func middle(lo, hi *Array, t float64, d dtype.DType) *Array {
	if t == 0 {
		return lo
	}
	wide := d
	if d.Short() {
		wide = dtype.Float32
	}
	return cast(ufunc.Divide.Call(ufunc.Add.Call(cast(lo, wide), cast(hi, wide)), 2), d)
}

// lerp returns lo + (hi - lo)·t in the type d, from the nearer end, as NumPy's.
func lerp(lo, hi *Array, t float64, d dtype.DType) *Array {
	if t == 0 {
		return lo
	}
	lo, hi = cast(lo, d), cast(hi, d)
	distance := ufunc.Subtract.Call(hi, lo)
	if t >= 0.5 {
		return ufunc.Subtract.Call(hi, ufunc.Multiply.Call(distance, 1-t))
	}
	return ufunc.Add.Call(lo, ufunc.Multiply.Call(distance, t))
}

// bound is the two elements, of sorted ones, that a quantile lies between, and its share of the way from
// one to the other.
type bound struct {
	lower, upper int
	share        float64
}

// selectLeast is the length of the rows of floats from which on one quantile or two are found faster by
// partitioning than by sorting: with kernels and without. It is one for all levels, as the two may differ in the sign
// of a zero.
const selectLeast = 1 << 13

// rank puts the elements at bounds of each row of x where sorting would, and NaNs at the end.
func (k *keywords) rank(x *Array, bounds []bound) error {
	axis := x.NDim() - 1
	n := length(x, axis)
	if n < selectLeast || len(bounds) > 2 || x.DType().Kind() != dtype.KindFloat {
		return sorting.Sort(k.fn, x, axis, false)
	}
	places := []int{n - 1}
	for _, b := range bounds {
		places = append(places, b.lower, b.upper)
	}
	slices.Sort(places)
	return sorting.Partition(k.fn, x, axis, slices.Compact(places))
}

// boundOf returns where a quantile lies among n sorted elements.
func boundOf(fn, method string, q float64, n int) (bound, error) {
	last := float64(n - 1)
	var place float64
	continuous := func(alpha, beta float64) float64 {
		return float64(n)*q + (alpha + float64(q*(1-alpha-beta))) - 1
	}
	switch method {
	case "linear":
		place = last * q
	case "lower":
		place = math.Floor(last * q)
	case "higher":
		place = math.Ceil(last * q)
	case "nearest":
		place = math.RoundToEven(last * q)
	case "midpoint":
		if place = last * q; place != math.Floor(place) {
			place = math.Floor(place) + 0.5
		}
	case "inverted_cdf":
		place = math.Ceil(float64(n)*q) - 1
	case "averaged_inverted_cdf":
		if place = float64(n) * q; place == math.Floor(place) {
			place -= 0.5
		} else {
			place = math.Floor(place)
		}
	case "closest_observation":
		place = float64(n)*q - 1.5
		if f := math.Floor(place); f == place && math.Mod(f, 2) != 0 {
			place = f
		} else {
			place = f + 1
		}
	case "interpolated_inverted_cdf":
		place = continuous(0, 1)
	case "hazen":
		place = continuous(0.5, 0.5)
	case "weibull":
		place = continuous(0, 0)
	case "median_unbiased":
		place = continuous(1.0/3, 1.0/3)
	case "normal_unbiased":
		place = continuous(3.0/8, 3.0/8)
	default:
		return bound{}, fault.New(fn, fault.Value, "there is no method %q; there are %v", method, methods)
	}
	place = min(max(place, 0), last)
	lower := int(place)
	return bound{lower, min(lower+1, n-1), place - math.Floor(place)}, nil
}

// discrete are the methods whose results are elements.
var discrete = map[string]bool{"lower": true, "higher": true, "nearest": true, "inverted_cdf": true, "closest_observation": true}

var methods = []string{
	"linear", "lower", "higher", "nearest", "midpoint", "inverted_cdf", "averaged_inverted_cdf", "closest_observation",
	"interpolated_inverted_cdf", "hazen", "weibull", "median_unbiased", "normal_unbiased",
}

// NanMedian returns the median over axes of the elements that are not NaN; NaN of
// none.
//
// Keywords: Axis, KeepDims, Out.
func NanMedian(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("nanmedian", medians, opts); err != nil {
		return failed(err)
	}
	k.rule = dtype.Unsafe
	return k.result(k.nanQuantile(operand(k.fn, x), 0.5, 1))
}

// NanQuantile returns the q-quantiles over axes of the elements that are not NaN;
// NaN of none.
//
// Keywords: Axis, KeepDims, Out, Method, Weights.
func NanQuantile(x, q any, opts ...Option) *Array {
	var k keywords
	if err := k.read("nanquantile", quantiles, opts); err != nil {
		return failed(err)
	}
	k.rule = dtype.Unsafe
	return k.result(k.nanQuantile(operand(k.fn, x), q, 1))
}

// NanPercentile returns [NanQuantile] with q from 0 to 100.
//
// Keywords: Axis, KeepDims, Out, Method, Weights.
func NanPercentile(x, q any, opts ...Option) *Array {
	var k keywords
	if err := k.read("nanpercentile", quantiles, opts); err != nil {
		return failed(err)
	}
	k.rule = dtype.Unsafe
	return k.result(k.nanQuantile(operand(k.fn, x), q, 100))
}

// nanQuantile is quantile of each row without its NaNs.
func (k *keywords) nanQuantile(v *Array, q any, whole float64) *Array {
	if v.Err() != nil || v.DType().Kind() != dtype.KindFloat && v.DType().Kind() != dtype.KindComplex {
		return k.quantile(v, q, whole)
	}
	x, kept, err := k.joinAxes(v)
	if err != nil {
		return failed(err)
	}
	rows := shapeOf(x)[:x.NDim()-1]
	n := length(x, x.NDim()-1)
	weights, err := k.quantileWeights(v)
	if err != nil {
		return failed(err)
	}
	if weights != nil {
		if weights, _, err = k.joinAxes(weights); err != nil {
			return failed(err)
		}
		weights = weights.Reshape(product(rows), n)
	}
	x = x.Reshape(product(rows), n)
	of := keywords{fn: k.fn, has: keyAxis | k.has&keyMethod, opts: k.opts, all: true}
	var columns []any
	for i := range length(x, 0) {
		row := x.At(i)
		kept := ufunc.LogicalNot.Call(ufunc.Isnan.Call(row))
		row = row.Index(kept)
		if row.Err() != nil {
			return row
		}
		if weights != nil && row.Size() > 0 {
			of.has |= keyWeights
			of.opts = append(slices.Clone(k.opts), Weights(weights.At(i).Index(kept)))
		} else {
			of.has &^= keyWeights
		}
		if row.Size() == 0 {
			row = ndarray.FullOf(x.DType(), math.NaN(), 1)
		}
		columns = append(columns, of.quantile(row, q, whole))
	}
	qs := operand(k.fn, q).Shape()
	if len(columns) == 0 {
		return k.new(x.DType(), append(qs, kept...)...)
	}
	y := Stack(columns, Axis(-1))
	return y.Reshape(append(slices.Clone(qs), kept...)...)
}
