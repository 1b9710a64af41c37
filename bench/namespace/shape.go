// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

var viewed = map[string]call{
	"x[3]":                kept(func(o *operands) *array.Array { return o.a.Index(ndarray.Int(3)) }),
	"x[2:5]":              kept(func(o *operands) *array.Array { return o.a.Index(ndarray.From(2).To(5)) }),
	"x[::-1]":             kept(func(o *operands) *array.Array { return o.a.Index(ndarray.All.Step(-1)) }),
	"x.T":                 kept(func(o *operands) *array.Array { return o.x.T() }),
	"reshape, a view":     kept(func(o *operands) *array.Array { return o.a.Reshape(2, o.n/2) }),
	"ravel, a view":       kept(func(o *operands) *array.Array { return array.Ravel(o.a) }),
	"transpose":           kept(func(o *operands) *array.Array { return o.w.Transpose() }),
	"permute_dims":        kept(func(o *operands) *array.Array { return array.PermuteDims(o.w, 1, 0) }),
	"expand_dims":         kept(func(o *operands) *array.Array { return array.ExpandDims(o.a, 0) }),
	"squeeze":             kept(func(o *operands) *array.Array { return array.Squeeze(o.a.ExpandDims(0), 0) }),
	"flip":                kept(func(o *operands) *array.Array { return array.Flip(o.a) }),
	"broadcast_to":        kept(func(o *operands) *array.Array { return array.BroadcastTo(o.a, 2, o.n) }),
	"moveaxis":            kept(func(o *operands) *array.Array { return array.MoveAxis(o.w, []int{0}, []int{1}) }),
	"swapaxes":            kept(func(o *operands) *array.Array { return o.w.SwapAxes(0, 1) }),
	"rollaxis":            kept(func(o *operands) *array.Array { return array.RollAxis(o.w, 1, 0) }),
	"atleast_1d":          kept(func(o *operands) *array.Array { return array.Atleast1D(o.a) }),
	"atleast_2d":          kept(func(o *operands) *array.Array { return array.Atleast2D(o.a) }),
	"atleast_3d":          kept(func(o *operands) *array.Array { return array.Atleast3D(o.a) }),
	"diagonal":            kept(func(o *operands) *array.Array { return array.Diagonal(o.w, 0, 0, 1) }),
	"fliplr":              kept(func(o *operands) *array.Array { return array.Fliplr(o.w) }),
	"flipud":              kept(func(o *operands) *array.Array { return array.Flipud(o.w) }),
	"rot90":               kept(func(o *operands) *array.Array { return array.Rot90(o.w, 1, 0, 1) }),
	"matrix_transpose":    kept(func(o *operands) *array.Array { return array.MatrixTranspose(o.w) }),
	"sliding_window_view": kept(func(o *operands) *array.Array { return array.SlidingWindowView(o.a, []int{3}) }),
	"real":                kept(func(o *operands) *array.Array { return array.Real(o.a) }),
	"split":               views(func(o *operands) ([]*array.Array, error) { return array.Split(o.r, 1) }),
	"array_split":         views(func(o *operands) ([]*array.Array, error) { return array.ArraySplit(o.a, 3) }),
	"unstack":             views(func(o *operands) ([]*array.Array, error) { return array.Unstack(o.h) }),
	"broadcast_arrays":    views(func(o *operands) ([]*array.Array, error) { return array.BroadcastArrays(o.a, o.a) }),
	"trim_zeros":          kept(func(o *operands) *array.Array { return array.TrimZeros(o.a, true, true) }),
	"shape": func(o *operands) error {
		o.x.Shape()
		return nil
	},
}

var shaped = map[string]call{
	"copy":            made(func(o *operands) *array.Array { return array.Copy(o.x) }),
	"copy, order K":   made(func(o *operands) *array.Array { return array.Copy(o.x, array.Layout(ufunc.KeepOrder)) }),
	"ravel":           kept(func(o *operands) *array.Array { return array.Ravel(o.x) }),
	"flatten":         made(func(o *operands) *array.Array { return array.Flatten(o.x) }),
	"reshape":         kept(func(o *operands) *array.Array { return array.Reshape(o.x, array.Shape{-1}) }),
	"concat":          made(func(o *operands) *array.Array { return array.Concat([]any{o.a, o.a}) }),
	"concat(axis 1)":  made(func(o *operands) *array.Array { return array.Concat([]any{o.r, o.r}, array.Axis(1)) }),
	"stack":           made(func(o *operands) *array.Array { return array.Stack([]any{o.a, o.a}) }),
	"stack(axis 1)":   made(func(o *operands) *array.Array { return array.Stack([]any{o.a, o.a}, array.Axis(1)) }),
	"hstack":          made(func(o *operands) *array.Array { return array.Hstack([]any{o.a, o.a}) }),
	"vstack":          made(func(o *operands) *array.Array { return array.Vstack([]any{o.a, o.a}) }),
	"column_stack":    made(func(o *operands) *array.Array { return array.ColumnStack([]any{o.a, o.a}) }),
	"dstack":          made(func(o *operands) *array.Array { return array.Dstack([]any{o.a, o.a}) }),
	"block":           made(func(o *operands) *array.Array { return array.Block([]any{o.a, o.a}) }),
	"repeat(2)":       made(func(o *operands) *array.Array { return array.Repeat(o.a, 2) }),
	"repeat(counts)":  made(func(o *operands) *array.Array { return array.Repeat(o.a, o.c) }),
	"tile":            made(func(o *operands) *array.Array { return array.Tile(o.a, []int{2}) }),
	"roll":            made(func(o *operands) *array.Array { return array.Roll(o.a, []int{3}) }),
	"roll(axis 1)":    made(func(o *operands) *array.Array { return array.Roll(o.r, []int{3}, array.Axis(1)) }),
	"append":          made(func(o *operands) *array.Array { return array.Append(o.a, o.a) }),
	"insert":          made(func(o *operands) *array.Array { return array.Insert(o.a, 3, o.v) }),
	"delete":          made(func(o *operands) *array.Array { return array.Delete(o.a, 3) }),
	"resize":          made(func(o *operands) *array.Array { return array.Resize(o.a, array.Shape{2 * o.n}) }),
	"pad":             made(func(o *operands) *array.Array { return array.Pad(o.a, [][2]int{{3, 3}}) }),
	"pad(edge)":       made(func(o *operands) *array.Array { return array.Pad(o.w, [][2]int{{2, 2}}, array.Mode("edge")) }),
	"pad(reflect)":    made(func(o *operands) *array.Array { return array.Pad(o.w, [][2]int{{1, 1}}, array.Mode("reflect")) }),
	"diag":            made(func(o *operands) *array.Array { return array.Diag(o.b, 0) }),
	"transposed copy": made(func(o *operands) *array.Array { return array.Copy(o.w.T()) }),

	"astype(float64)":            made(func(o *operands) *array.Array { return array.AsType(o.x, dtype.Float64) }),
	"astype(float32)":            made(func(o *operands) *array.Array { return array.AsType(o.x, dtype.Float32) }),
	"astype(int64)":              made(func(o *operands) *array.Array { return array.AsType(o.x, dtype.Int64) }),
	"astype(uint8)":              made(func(o *operands) *array.Array { return array.AsType(o.p, dtype.Uint8) }),
	"astype(uint8) of negatives": made(func(o *operands) *array.Array { return array.AsType(o.x, dtype.Uint8) }),
	"astype(bool)":               made(func(o *operands) *array.Array { return array.AsType(o.x, dtype.Bool) }),
	"astype(same)":               made(func(o *operands) *array.Array { return array.AsType(o.x, o.d) }),
	"packbits":                   made(func(o *operands) *array.Array { return array.Packbits(o.m) }),
	"unpackbits":                 made(func(o *operands) *array.Array { return array.Unpackbits(o.octets, nil) }),
}
