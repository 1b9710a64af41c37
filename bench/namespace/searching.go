// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
)

var searched = map[string]call{
	"sort":             made(func(o *operands) *array.Array { return array.Sort(o.a) }),
	"sort(stable)":     made(func(o *operands) *array.Array { return array.Sort(o.a) }),
	"sort(sorted)":     made(func(o *operands) *array.Array { return array.Sort(o.s) }),
	"sort(rows, 1)":    made(func(o *operands) *array.Array { return array.Sort(o.r, array.Axis(1)) }),
	"sort(square, 0)":  made(func(o *operands) *array.Array { return array.Sort(o.w, array.Axis(0)) }),
	"sort_complex":     made(func(o *operands) *array.Array { return array.SortComplex(o.a) }),
	"argsort":          made(func(o *operands) *array.Array { return array.Argsort(o.a) }),
	"argsort(stable)":  made(func(o *operands) *array.Array { return array.Argsort(o.a) }),
	"argsort(rows, 1)": made(func(o *operands) *array.Array { return array.Argsort(o.r, array.Axis(1)) }),
	"lexsort":          made(func(o *operands) *array.Array { return array.Lexsort([]any{o.a2, o.c}) }),
	"partition":        made(func(o *operands) *array.Array { return array.Partition(o.a, []int{o.n / 2}) }),
	"argpartition":     made(func(o *operands) *array.Array { return array.Argpartition(o.a, []int{o.n / 2}) }),

	"argmax":               made(func(o *operands) *array.Array { return array.Argmax(o.a) }),
	"argmin":               made(func(o *operands) *array.Array { return array.Argmin(o.a) }),
	"argmax(rows, 1)":      made(func(o *operands) *array.Array { return array.Argmax(o.r, array.Axis(1)) }),
	"argmax(square, 0)":    made(func(o *operands) *array.Array { return array.Argmax(o.w, array.Axis(0)) }),
	"searchsorted(one)":    made(func(o *operands) *array.Array { return array.Searchsorted(o.s, o.v) }),
	"searchsorted(random)": made(func(o *operands) *array.Array { return array.Searchsorted(o.s, o.a) }),
	"searchsorted(sorted)": made(func(o *operands) *array.Array { return array.Searchsorted(o.s, o.s) }),
	"digitize":             made(func(o *operands) *array.Array { return array.Digitize(o.a, o.s.Index(ndarray.From(0).To(10))) }),
	"bincount":             made(func(o *operands) *array.Array { return array.Bincount(o.c, 0) }),
	"histogram_bin_edges":  made(func(o *operands) *array.Array { return array.HistogramEdges(o.f, 10) }),
	"interp":               made(func(o *operands) *array.Array { return array.Interp(o.f, o.e, o.e) }),
	"histogram":            several(func(o *operands) ([]*array.Array, error) { return together(array.Histogram(o.f, 10)) }),
	"histogram2d": several(func(o *operands) ([]*array.Array, error) {
		counts, edges, err := array.HistogramDD([]any{o.f, o.f}, []any{10, 10}, nil)
		return append(edges, counts), err
	}),
	"histogramdd": several(func(o *operands) ([]*array.Array, error) {
		counts, edges, err := array.HistogramDD(o.t.T(), []any{4, 4, 4, 4}, nil)
		return append(edges, counts), err
	}),

	"unique_values":  made(func(o *operands) *array.Array { return array.UniqueValues(o.a) }),
	"unique_all":     several(func(o *operands) ([]*array.Array, error) { return unique(array.UniqueAll(o.a)) }),
	"unique_counts":  several(func(o *operands) ([]*array.Array, error) { return unique(array.UniqueCounts(o.a)) }),
	"unique_inverse": several(func(o *operands) ([]*array.Array, error) { return unique(array.UniqueInverse(o.a)) }),
	"unique": several(func(o *operands) ([]*array.Array, error) {
		return unique(array.UniqueElements(o.a, array.Wanted(false, false, false)))
	}),
	"unique(counts)": several(func(o *operands) ([]*array.Array, error) {
		return unique(array.UniqueElements(o.a, array.Wanted(false, false, true)))
	}),
	"unique(rows)": several(func(o *operands) ([]*array.Array, error) {
		return unique(array.UniqueElements(o.r, array.Axis(0)))
	}),
	"isin": made(func(o *operands) *array.Array { return array.Isin(o.a, o.b) }),
	"intersect1d": made(func(o *operands) *array.Array {
		values, _, _, err := array.Intersect1D(o.a, o.b, false)
		if err != nil {
			return ndarray.Failed(err)
		}
		return values
	}),
	"union1d":   made(func(o *operands) *array.Array { return array.Union1D(o.a, o.b) }),
	"setdiff1d": made(func(o *operands) *array.Array { return array.SetDiff1D(o.a, o.b, false) }),
	"setxor1d":  made(func(o *operands) *array.Array { return array.SetXor1D(o.a, o.b, false) }),
}

// unique lists the arrays of a set that were asked for.
func unique(u array.Unique, err error) ([]*array.Array, error) {
	var list []*array.Array
	for _, x := range []*array.Array{u.Values, u.Indices, u.Inverse, u.Counts} {
		if x != nil {
			list = append(list, x)
		}
	}
	return list, err
}
