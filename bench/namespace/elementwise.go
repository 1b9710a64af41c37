// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ufunc"
)

// The functions of each element, and the choices among them.
var mapped = map[string]call{
	"x + y":      made(func(o *operands) *array.Array { return array.Add(o.x, o.y) }),
	"x * y":      made(func(o *operands) *array.Array { return array.Multiply(o.x, o.y) }),
	"x + v":      made(func(o *operands) *array.Array { return array.Add(o.x, o.v) }),
	"add(out)":   kept(func(o *operands) *array.Array { return ufunc.Add.Out(o.z).Call(o.x, o.y) }),
	"add(where)": kept(func(o *operands) *array.Array { return ufunc.Add.Where(o.m).Out(o.a2).Call(o.a, o.a) }),
	"x == y":     made(func(o *operands) *array.Array { return array.Equal(o.x, o.y) }),
	"x < y":      made(func(o *operands) *array.Array { return array.Less(o.x, o.y) }),
	"negative":   made(func(o *operands) *array.Array { return array.Negative(o.x) }),
	"square":     made(func(o *operands) *array.Array { return array.Square(o.x) }),
	"maximum":    made(func(o *operands) *array.Array { return array.Maximum(o.a, o.a2) }),
	"sqrt":       made(func(o *operands) *array.Array { return array.Sqrt(o.p) }),
	"exp":        made(func(o *operands) *array.Array { return array.Exp(o.p) }),
	"log":        made(func(o *operands) *array.Array { return array.Log(o.p) }),
	"sin":        made(func(o *operands) *array.Array { return array.Sin(o.p) }),
	"tanh":       made(func(o *operands) *array.Array { return array.Tanh(o.p) }),
	"x / y":      made(func(o *operands) *array.Array { return array.Divide(o.p, o.q) }),
	"floor":      made(func(o *operands) *array.Array { return array.Floor(o.p) }),
	"pow":        made(func(o *operands) *array.Array { return array.Pow(o.p, 2) }),
	"abs":        made(func(o *operands) *array.Array { return array.Abs(o.a) }),
	"isnan":      made(func(o *operands) *array.Array { return array.Isnan(o.f) }),
	"x // 3":     made(func(o *operands) *array.Array { return array.FloorDivide(o.a, 3) }),
	"x << 1":     made(func(o *operands) *array.Array { return array.BitwiseLeftShift(o.a, 1) }),
	"x & y":      made(func(o *operands) *array.Array { return array.BitwiseAnd(o.a, o.a2) }),
	"a chain": made(func(o *operands) *array.Array {
		return array.Subtract(array.Divide(array.Add(array.Multiply(o.f, o.f), o.f), 2), o.f)
	}),
	"x + float64":    made(func(o *operands) *array.Array { return array.Add(o.a, o.f) }),
	"x * np.float64": made(func(o *operands) *array.Array { return array.Multiply(o.a, o.two) }),
	"x + int64 row":  made(func(o *operands) *array.Array { return array.Add(o.r, o.row) }),

	"where":         made(func(o *operands) *array.Array { return array.Where(o.m3, o.x, o.y) }),
	"where(scalar)": made(func(o *operands) *array.Array { return array.Where(o.m, o.a, o.v) }),
	"clip":          made(func(o *operands) *array.Array { return array.Clip(o.x, 1, 100) }),
	"round":         made(func(o *operands) *array.Array { return array.Round(o.x, 1) }),
	"isclose":       made(func(o *operands) *array.Array { return array.IsClose(o.a, o.a) }),
	"nan_to_num":    made(func(o *operands) *array.Array { return array.NanToNum(o.g, 0.0) }),
	"isneginf":      made(func(o *operands) *array.Array { return array.IsNegInf(o.f) }),
	"isposinf":      made(func(o *operands) *array.Array { return array.IsPosInf(o.f) }),
	"fix":           made(func(o *operands) *array.Array { return array.Fix(o.f) }),
	"sinc":          made(func(o *operands) *array.Array { return array.Sinc(o.f) }),
	"i0":            made(func(o *operands) *array.Array { return array.I0(o.f) }),
	"angle":         made(func(o *operands) *array.Array { return array.Angle(o.a, false) }),
	"iscomplex":     made(func(o *operands) *array.Array { return array.IsComplex(o.a) }),
	"isreal":        made(func(o *operands) *array.Array { return array.IsReal(o.a) }),
	"imag":          made(func(o *operands) *array.Array { return array.Imag(o.a) }),
	"real_if_close": kept(func(o *operands) *array.Array { return array.RealIfClose(o.a, 100) }),
	"allclose":      told(func(o *operands) (bool, error) { return array.AllClose(o.a, o.a) }),
	"array_equal":   told(func(o *operands) (bool, error) { return array.ArrayEqual(o.a, o.a) }),
	"array_equiv":   told(func(o *operands) (bool, error) { return array.ArrayEquiv(o.a, o.a) }),
	"shares_memory": told(func(o *operands) (bool, error) { return ndarray.SharesMemory(o.a, o.a) }),
}
