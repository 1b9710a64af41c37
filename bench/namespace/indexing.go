// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

var columns = ndarray.FromSlice([]int64{1, 3, 5})

var indexed = map[string]call{
	"x[index]":                  made(func(o *operands) *array.Array { return o.a.Index(o.i) }),
	"x[int32 index]":            made(func(o *operands) *array.Array { return o.a.Index(o.i32) }),
	"x[mask]":                   made(func(o *operands) *array.Array { return o.a.Index(o.m) }),
	"rows[index]":               made(func(o *operands) *array.Array { return o.r.Index(o.ri) }),
	"rows[mask]":                made(func(o *operands) *array.Array { return o.r.Index(o.rm) }),
	"rows[:, index]":            made(func(o *operands) *array.Array { return o.r.Index(ndarray.All, columns) }),
	"x[100 indices]":            made(func(o *operands) *array.Array { return o.a.Index(o.few) }),
	"take(x, index)":            made(func(o *operands) *array.Array { return array.Take(o.a, o.i) }),
	"take(rows, index, axis=0)": made(func(o *operands) *array.Array { return array.Take(o.r, o.ri, array.Axis(0)) }),
	"take_along_axis":           made(func(o *operands) *array.Array { return array.TakeAlongAxis(o.r, o.ro, array.Axis(1)) }),
	"flatnonzero":               made(func(o *operands) *array.Array { return array.Flatnonzero(o.a) }),
	"count_nonzero":             made(func(o *operands) *array.Array { return array.CountNonzero(o.a) }),
	"count_nonzero(rows, 1)":    made(func(o *operands) *array.Array { return array.CountNonzero(o.r, array.Axis(1)) }),
	"nonzero":                   several(func(o *operands) ([]*array.Array, error) { return array.Nonzero(o.a) }),
	"nonzero(mask)":             several(func(o *operands) ([]*array.Array, error) { return array.Nonzero(o.m) }),
	"choose":                    made(func(o *operands) *array.Array { return array.Choose(o.c, []any{o.a, o.a2, o.a, o.a2}) }),
	"compress":                  made(func(o *operands) *array.Array { return array.Compress(o.m, o.a) }),
	"extract":                   made(func(o *operands) *array.Array { return array.Extract(o.m, o.a) }),
	"select":                    made(func(o *operands) *array.Array { return array.Select([]any{o.m}, []any{o.a}, o.a2) }),
	"argwhere":                  made(func(o *operands) *array.Array { return array.Argwhere(o.m) }),
	"unravel_index":             several(func(o *operands) ([]*array.Array, error) { return array.UnravelIndex(o.i, o.grid, false) }),
	"ravel_multi_index": made(func(o *operands) *array.Array {
		return array.RavelMultiIndex([]any{o.c, o.c}, []int{4, 4}, false, []string{"raise"})
	}),
}

// What Python writes by an index, Go assigns to a view, where the index makes one.
var assigned = map[string]call{
	"x[...] = y":     func(o *operands) error { return o.z.Assign(o.y) },
	"x[:] = v":       func(o *operands) error { return o.a2.Index(ndarray.All).Assign(o.v) },
	"x[::2] = v":     func(o *operands) error { return o.a2.Index(ndarray.All.Step(2)).Assign(o.v) },
	"x[2:5] = v":     func(o *operands) error { return o.a2.Index(ndarray.From(2).To(5)).Assign(o.v) },
	"x[index] = v":   func(o *operands) error { return o.a2.SetIndex(o.v, o.i) },
	"x[index] = y":   func(o *operands) error { return o.a2.SetIndex(o.a, o.i) },
	"x[mask] = v":    func(o *operands) error { return o.a2.SetIndex(o.v, o.m) },
	"fill":           func(o *operands) error { return o.a2.Fill(o.number) },
	"copyto":         func(o *operands) error { return o.a2.Assign(o.a) },
	"copyto(where)":  func(o *operands) error { return ufunc.Copyto(o.a2, o.a, dtype.SameKind, o.m) },
	"put":            func(o *operands) error { return array.Put(o.a2, o.i, o.a) },
	"place":          func(o *operands) error { return array.Place(o.a2, o.m, o.a) },
	"putmask":        func(o *operands) error { return array.PutMask(o.a2, o.m, o.a) },
	"put_along_axis": func(o *operands) error { return array.PutAlongAxis(o.r2, o.ro, o.r, array.Axis(1)) },
	"fill_diagonal":  func(o *operands) error { return array.FillDiagonal(o.w2, o.v, false) },
}
