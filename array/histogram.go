// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"
	"runtime"

	"github.com/arraygen/arraygen/array/internal/counting"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Range sets the ends of the bins of [Histogram], in place of the smallest and the
// largest element.
func Range(lo, hi float64) Option { return Option{key: keyRange, float: lo, second: hi} }

// Density has [Histogram] return the density: counts divided by their sum and by
// the widths of the bins.
func Density() Option { return Option{key: keyDensity} }

// HistogramEdges returns the edges of the bins of [Histogram], which no weights
// change; no estimator takes them.
//
// Keywords: Range, Weights.
func HistogramEdges(x, bins any, opts ...Option) *Array {
	var k keywords
	if err := k.read("histogram_bin_edges", keyRange|keyWeights, opts); err != nil {
		return failed(err)
	}
	return k.edges(operand(k.fn, x), bins)
}

// edges returns the edges of bins: given ones, or those of equal bins, of which the
// number is given, or the name of what estimates it.
func (k *keywords) edges(x *Array, bins any) *Array {
	if err := x.Err(); err != nil {
		return failed(err)
	}
	n, isInt := bins.(int)
	name, isName := bins.(string)
	if !isInt && !isName {
		e := operand(k.fn, bins)
		if err := e.Err(); err != nil {
			return failed(err)
		}
		if e.NDim() != 1 {
			return reject(k.fn, fault.Value, "`bins` must be a number or have one axis, not %d", e.NDim())
		}
		if e.Len() > 1 {
			falls, err := ndarray.Item[bool](Any(Less(part(e, 0, 1, e.Len()-1), part(e, 0, 0, e.Len()-1))))
			if err != nil {
				return failed(err)
			}
			if falls {
				return reject(k.fn, fault.Value, "`bins` must increase monotonically, when an array")
			}
		}
		return e
	}
	if isInt && n < 1 {
		return reject(k.fn, fault.Value, "`bins` must be positive, when an integer, not %d", n)
	}
	lo, hi := 0.0, 1.0
	switch {
	case k.has&keyRange != 0:
		o := k.option(keyRange)
		lo, hi = o.float, o.second
		if lo > hi {
			return reject(k.fn, fault.Value, "max must be larger than min in range parameter: %v, %v", lo, hi)
		}
	case x.Size() > 0:
		var err error
		if lo, err = ndarray.Item[float64](cast(Min(x), dtype.Float64)); err != nil {
			return failed(err)
		}
		if hi, err = ndarray.Item[float64](cast(Max(x), dtype.Float64)); err != nil {
			return failed(err)
		}
	}
	if math.IsNaN(lo+hi) || math.IsInf(lo, 0) || math.IsInf(hi, 0) {
		return reject(k.fn, fault.Value, "the range [%v, %v] is not finite", lo, hi)
	}
	if lo == hi {
		lo, hi = lo-0.5, hi+0.5
	}
	if isName {
		var err error
		if n, err = k.binCount(x, name, lo, hi); err != nil {
			return failed(err)
		}
	}
	d := x.DType()
	if d.Kind() < dtype.KindFloat {
		d = dtype.Float64
	}
	return cast(ndarray.Linspace(lo, hi, n+1), d)
}

// Histogram returns how many elements lie in each bin, and the edges of the bins:
// bins is their number, their edges, or the name of an estimator of their number:
// "auto", "doane", "fd", "rice", "scott", "sqrt", "stone" or "sturges". A bin has its left edge, and the last one both.
// With Weights it returns the sums of the weights.
//
// Keywords: Range, Weights, Density.
func Histogram(x, bins any, opts ...Option) (counts, edges *Array) {
	var k keywords
	if err := k.read("histogram", keyRange|keyWeights|keyDensity, opts); err != nil {
		return failed(err), failed(err)
	}
	y := operand(k.fn, x)
	if edges = k.edges(y, bins); edges.Err() != nil {
		return edges, edges
	}
	var weights *Array
	if k.has&keyWeights != 0 {
		weights = operand(k.fn, k.option(keyWeights).value)
		if weights.Err() == nil && !sameShape(weights, y) {
			weights = reject(k.fn, fault.Value, "weights should have the same shape as the elements: %s and %s", fault.ShapeText(weights.Shape()), fault.ShapeText(y.Shape()))
		}
	}
	if counts = k.counted(y.Ravel(), edges, weights); counts.Err() != nil || k.has&keyDensity == 0 {
		return counts, edges
	}
	total := ufunc.Multiply.Call(cast(Diff(edges), dtype.Float64), Sum(counts))
	return ufunc.Divide.Call(counts, total), edges
}

// counted returns the counts of x in bins.
func (k *keywords) counted(x, edges, weights *Array) *Array {
	n := edges.Len() - 1
	if n < 1 {
		return reject(k.fn, fault.Value, "%d edges are no bin", edges.Len())
	}
	ends, err := ndarray.ToSlice[float64](cast(edges, dtype.Float64))
	if err != nil {
		return failed(err)
	}
	list, err := ndarray.ToSlice[float64](cast(x, dtype.Float64))
	if err != nil {
		return failed(err)
	}
	lo, hi := ends[0], ends[n]
	scale := float64(n) / (hi - lo)
	// The bin by its width, if all are equal, is at most one off.
	bin := func(v float64) int {
		i := int((v - lo) * scale)
		i = min(max(i, 0), n-1)
		for i > 0 && v < ends[i] {
			i--
		}
		for i < n-1 && v >= ends[i+1] {
			i++
		}
		return i
	}
	if math.IsInf(scale, 0) || math.IsNaN(scale) {
		scale = 0
	}
	if weights == nil {
		z := k.new(dtype.Int64, n)
		counts, err := dataOf[int64](z)
		if err != nil {
			return failed(err)
		}
		clear(counts)
		for _, v := range list {
			if v >= lo && v <= hi {
				counts[bin(v)]++
			}
		}
		return z
	}
	if err := weights.Err(); err != nil {
		return failed(err)
	}
	if weights.DType().Kind() == dtype.KindComplex {
		return reject(k.fn, fault.DType, "weights are real numbers, not %v", weights.DType())
	}
	of := weights.DType()
	w, err := ndarray.ToSlice[float64](cast(weights.Ravel(), dtype.Float64))
	if err != nil {
		return failed(err)
	}
	z := ndarray.Zeros(dtype.Float64, n)
	sums, err := dataOf[float64](z)
	if err != nil {
		return failed(err)
	}
	for i, v := range list {
		if v >= lo && v <= hi {
			sums[bin(v)] += w[i]
		}
	}
	return cast(z, of)
}

// Bincount returns how often each integer from 0 on stands in x, which has one axis
// and no negative elements; at least least of them. With Weights it returns the sums
// of the weights.
//
// Keywords: Weights.
func Bincount(x any, least int, opts ...Option) *Array {
	var k keywords
	if err := k.read("bincount", keyWeights, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	switch {
	case y.NDim() != 1:
		return reject(k.fn, fault.Value, "x has %d dimensions, one is needed", y.NDim())
	case least < 0:
		return reject(k.fn, fault.Value, "'minlength' must not be negative, it is %d", least)
	case !dtype.CanCast(y.DType(), dtype.Int64, dtype.Safe):
		return reject(k.fn, fault.Cast, "cannot cast array data from %v to int64 according to the rule 'safe'", y.DType())
	}
	flat := y
	if !y.IsC() || !y.Aligned() {
		flat = k.copy(y)
	}
	if err := flat.Err(); err != nil {
		return failed(err)
	}
	p, _, _ := flat.Lend()
	defer runtime.KeepAlive(flat)
	n := least
	if flat.Size() > 0 {
		most, ok := counting.Greatest(y.DType(), p, flat.Size())
		switch {
		case !ok:
			least, _ := Min(y).Item()
			return reject(k.fn, fault.Value, "'list' argument must have no negative elements, %v is one", least)
		case most >= math.MaxInt:
			return reject(k.fn, fault.Memory, "no memory for %d counts", most)
		}
		n = max(n, int(most)+1)
	}
	if k.has&keyWeights == 0 {
		z := k.new(dtype.Int64, n)
		counts, err := dataOf[int64](z)
		if err != nil {
			return failed(err)
		}
		clear(counts)
		counting.Count(counts, y.DType(), p, flat.Size())
		return z
	}
	list, err := ndarray.ToSlice[int64](cast(flat, dtype.Int64))
	if err != nil {
		return failed(err)
	}
	w, err := ndarray.ToSlice[float64](elementsOf(k.fn, k.option(keyWeights).value, dtype.Float64))
	if err != nil {
		return failed(err)
	}
	if len(w) != len(list) {
		return reject(k.fn, fault.Value, "The weights and list don't have the same length: %d and %d", len(w), len(list))
	}
	z := k.new(dtype.Float64, n)
	sums, err := dataOf[float64](z)
	if err != nil {
		return failed(err)
	}
	clear(sums)
	for i, v := range list {
		if uint64(v) < uint64(len(sums)) { // others may have written to it
			sums[v] += w[i]
		}
	}
	return z
}

// Digitize returns for each element of x the bin that it lies in: i where
// bins[i-1] <= x < bins[i], or closed on the right bins[i-1] < x <= bins[i]. The bins,
// of one axis, rise or fall.
//
// Keywords: Side.
func Digitize(x, bins any, opts ...Option) *Array {
	var k keywords
	if err := k.read("digitize", keySide, opts); err != nil {
		return failed(err)
	}
	right := k.option(keySide).n == Right
	y, b := operand(k.fn, x), operand(k.fn, bins)
	if bad := failure(y, b); bad != nil {
		return bad
	}
	if b.NDim() != 1 {
		return reject(k.fn, fault.Value, "bins must have one axis, not %d", b.NDim())
	}
	if y.DType().Kind() == dtype.KindComplex {
		return reject(k.fn, fault.DType, "x may not be complex")
	}
	rises, falls := true, false
	if n := b.Len(); n > 1 {
		lower, upper := part(b, 0, 0, n-1), part(b, 0, 1, n-1)
		var err error
		if rises, err = ndarray.Item[bool](All(LessEqual(lower, upper))); err != nil {
			return failed(err)
		}
		if falls, err = ndarray.Item[bool](All(GreaterEqual(lower, upper))); err != nil {
			return failed(err)
		}
	}
	side := Side(Right)
	if right {
		side = Side(Left)
	}
	switch {
	case rises:
		return Searchsorted(b, y, side, Allocate(k.make))
	case falls:
		return Subtract(b.Len(), Searchsorted(b.Flip(0), y, side), Allocate(k.make))
	}
	return reject(k.fn, fault.Value, "bins must be monotonically increasing or decreasing")
}
