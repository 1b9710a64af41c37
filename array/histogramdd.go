// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"slices"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// HistogramDD returns how many points lie in each cell of a grid, as float64, and
// the edges of its bins along each axis. points is a matrix with a row for each point,
// or a slice, []any, of the coordinates along each axis. bins has for each axis a number
// of bins or their edges. ranges has the ends of the bins of each axis, or nil for those
// of the points; it may be nil itself. With Weights there are the sums of the weights.
//
// Keywords: Weights, Density.
func HistogramDD(points any, bins []any, ranges [][]float64, opts ...Option) (counts *Array, edges []*Array, err error) {
	var k keywords
	if err := k.read("histogramdd", keyWeights|keyDensity, opts); err != nil {
		return nil, nil, err
	}
	axes, err := k.coordinates(points)
	if err != nil {
		return nil, nil, err
	}
	d := len(axes)
	if len(bins) != d {
		return nil, nil, fault.New(k.fn, fault.Value, "The dimension of bins must be equal to the dimension of the sample x: %d and %d", len(bins), d)
	}
	if ranges != nil && len(ranges) != d {
		return nil, nil, fault.New(k.fn, fault.Value, "range argument must have one entry per dimension: %d for %d", len(ranges), d)
	}
	// Beside each end of an axis there is a bin for what lies outside.
	edges = make([]*Array, d)
	all, core := make([]int, d), make([]ndarray.Index, d)
	places := make([]any, d)
	for i, x := range axes {
		own := keywords{fn: k.fn}
		if ranges != nil && ranges[i] != nil {
			own.has, own.opts = keyRange, []Option{Range(ranges[i][0], ranges[i][1])}
		}
		of := x
		if own.has != 0 {
			of = cast(x, dtype.Float64) // the type of given ends
		}
		if edges[i] = own.edges(of, bins[i]); edges[i].Err() != nil {
			return nil, nil, edges[i].Err()
		}
		n := edges[i].Len()
		if n == 0 {
			return nil, nil, fault.New(k.fn, fault.Value, "there is no edge along axis %d", i)
		}
		all[i], core[i] = n+1, ndarray.From(1).To(n)
		at := Searchsorted(edges[i], x, Side(Right))
		last := Equal(x, part(edges[i], 0, n-1, 1)) // the last bin has its right edge
		places[i] = Subtract(at, cast(last, dtype.Int64))
	}
	flat := RavelMultiIndex(places, all, false, []string{"raise"})
	var o []Option
	if k.has&keyWeights != 0 {
		o = append(o, Weights(k.option(keyWeights).value))
	}
	counts = cast(Bincount(flat, product(all), o...), dtype.Float64).Reshape(all...).Index(core...)
	if err := counts.Err(); err != nil {
		return nil, nil, err
	}
	if k.has&keyDensity != 0 {
		total := Sum(counts)
		for i := range axes {
			shape := slices.Repeat([]int{1}, d)
			shape[i] = all[i] - 2
			counts = ufunc.Divide.Call(counts, Diff(edges[i]).Reshape(shape...))
		}
		counts = ufunc.Divide.Call(counts, total)
	}
	counts = k.copy(counts)
	return counts, edges, counts.Err()
}

// coordinates returns the coordinates of points along each axis.
func (k *keywords) coordinates(points any) ([]*Array, error) {
	if list, is := points.([]any); is {
		axes := operands(k.fn, list)
		for _, x := range axes {
			if err := x.Err(); err != nil {
				return nil, err
			}
			if x.NDim() != 1 || x.Len() != axes[0].Len() {
				return nil, fault.New(k.fn, fault.Value, "the coordinates along each axis have one axis and are as many: shapes %s and %s", fault.ShapeText(axes[0].Shape()), fault.ShapeText(x.Shape()))
			}
		}
		return k.realOnly(oneType(k.fn, axes))
	}
	x := operand(k.fn, points)
	if err := x.Err(); err != nil {
		return nil, err
	}
	if x.NDim() == 1 {
		return k.realOnly([]*Array{x}, nil)
	}
	if x.NDim() != 2 {
		return nil, fault.New(k.fn, fault.Value, "the points are a matrix with a row for each, not of %d dimensions", x.NDim())
	}
	axes := make([]*Array, length(x, 1))
	for i := range axes {
		axes[i] = x.Index(ndarray.All, ndarray.Int(i))
	}
	return k.realOnly(axes, nil)
}

// realOnly refuses complex coordinates, which lie in no bin.
func (k *keywords) realOnly(axes []*Array, err error) ([]*Array, error) {
	for _, x := range axes {
		if x.DType().Kind() == dtype.KindComplex {
			return nil, fault.New(k.fn, fault.DType, "coordinates are real numbers, not %v", x.DType())
		}
	}
	return axes, err
}
