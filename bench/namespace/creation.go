// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
)

var created = map[string]call{
	"zeros(n)":      made(func(o *operands) *array.Array { return array.Zeros(array.Shape{o.n}, array.DType(o.d)) }),
	"ones(n)":       made(func(o *operands) *array.Array { return array.Ones(array.Shape{o.n}, array.DType(o.d)) }),
	"full(n)":       made(func(o *operands) *array.Array { return array.Full(array.Shape{o.n}, o.v, array.DType(o.d)) }),
	"empty(n)":      made(func(o *operands) *array.Array { return array.Empty(array.Shape{o.n}, array.DType(o.d)) }),
	"zeros_like(x)": made(func(o *operands) *array.Array { return array.ZerosLike(o.x) }),
	"empty_like(x)": made(func(o *operands) *array.Array { return array.EmptyLike(o.x) }),
	"full_like(x)":  made(func(o *operands) *array.Array { return array.FullLike(o.x, 1) }),
	"array(x)":      made(func(o *operands) *array.Array { return array.Copy(o.a) }),
	"eye":           made(func(o *operands) *array.Array { return array.Eye(o.side, o.side, 0, array.DType(o.d)) }),
	"identity":      made(func(o *operands) *array.Array { return array.Identity(o.side, array.DType(o.d)) }),
	"tril":          made(func(o *operands) *array.Array { return array.Tril(o.w, 0) }),
	"triu":          made(func(o *operands) *array.Array { return array.Triu(o.w, 0) }),
	"tri":           made(func(o *operands) *array.Array { return array.Tri(o.side, o.side, 0, array.DType(o.d)) }),
	"diagflat":      made(func(o *operands) *array.Array { return array.Diagflat(o.b, 0) }),
	"arange(n)":     made(func(o *operands) *array.Array { return array.Arange(0, o.last, 1) }),
	"linspace":      made(func(o *operands) *array.Array { return array.Linspace(0.0, 1.0, o.n) }),
	"geomspace":     made(func(o *operands) *array.Array { return array.Geomspace(1.0, 2.0, o.n) }),
	"logspace":      made(func(o *operands) *array.Array { return array.Logspace(0.0, 1.0, o.n, 10.0) }),
	"vander":        made(func(o *operands) *array.Array { return array.Vander(o.f, 3, false) }),
	"from list":     kept(func(o *operands) *array.Array { return array.AsArray(o.values) }),
	"frombuffer": kept(func(o *operands) *array.Array {
		return ndarray.FromBytes(o.packed, o.d, []int{o.n}, []int{o.d.Size()}, 0)
	}),
	"meshgrid":     several(func(o *operands) ([]*array.Array, error) { return array.Meshgrid(false, o.e, o.e) }),
	"ix_":          views(func(o *operands) ([]*array.Array, error) { return array.Ix(o.i, o.i) }),
	"diag_indices": several(func(o *operands) ([]*array.Array, error) { return array.DiagIndices(o.n, 2) }),
	"tril_indices": several(func(o *operands) ([]*array.Array, error) { return array.TrilIndices(o.side, o.side, 0) }),
	"triu_indices_from": several(func(o *operands) ([]*array.Array, error) {
		return array.TriuIndices(o.w.Shape()[0], o.w.Shape()[1], 0)
	}),
}
