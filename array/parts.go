// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"

	"github.com/arraygen/arraygen/generated/floating"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// The functions that tell what numbers are: complex or real, infinite, in the
// domain of a function.

// Angle returns the angles of complex numbers in the plane, in radians, or in
// degrees.
func Angle(x any, inDegrees bool, opts ...Option) *Array {
	var k keywords
	if err := k.read("angle", 0, opts); err != nil {
		return failed(err)
	}
	z := operand(k.fn, x)
	var y *Array
	if z.DType().Kind() == dtype.KindComplex {
		y = k.call(ufunc.Arctan2, z.Imag(), z.Real())
	} else {
		y = k.call(ufunc.Arctan2, 0, z)
	}
	if inDegrees && y.Err() == nil {
		return ufunc.Multiply.Out(y).Call(y, 180/math.Pi)
	}
	return y
}

// IsComplex returns whether elements have an imaginary part that is not zero.
func IsComplex(x any, opts ...Option) *Array { return imaginary("iscomplex", ufunc.NotEqual, x, opts) }

// IsReal returns whether elements have no imaginary part, or a zero one.
func IsReal(x any, opts ...Option) *Array { return imaginary("isreal", ufunc.Equal, x, opts) }

// imaginary compares imaginary parts with zero.
func imaginary(fn string, u *ufunc.Ufunc, v any, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, 0, opts); err != nil {
		return failed(err)
	}
	x := operand(fn, v)
	if err := x.Err(); err != nil {
		return failed(err)
	}
	if x.DType().Kind() == dtype.KindComplex {
		return k.call(u, x.Imag(), 0)
	}
	z := k.new(dtype.Bool, shapeOf(x)...)
	if z.Err() != nil {
		return z
	}
	if err := z.Fill(u == ufunc.Equal); err != nil {
		return failed(err)
	}
	return z
}

// IsPosInf returns whether elements are positive infinity.
//
// Keywords: Out.
func IsPosInf(x any, opts ...Option) *Array { return infinite("isposinf", 1, x, opts) }

// IsNegInf returns whether elements are negative infinity.
//
// Keywords: Out.
func IsNegInf(x any, opts ...Option) *Array { return infinite("isneginf", -1, x, opts) }

// infinite tells which elements are the infinity of a sign.
func infinite(fn string, sign int, v any, opts []Option) *Array {
	var k keywords
	if err := k.read(fn, keyOut, opts); err != nil {
		return failed(err)
	}
	x := operand(fn, v)
	if err := x.Err(); err != nil {
		return failed(err)
	}
	if x.DType().Kind() == dtype.KindComplex {
		return reject(fn, fault.DType, "This operation is not supported for %v values because it would be ambiguous.", x.DType())
	}
	if x.DType().Kind() == dtype.KindFloat {
		return k.call(ufunc.Equal, x, math.Inf(sign))
	}
	side := ufunc.Greater
	if sign < 0 {
		side = ufunc.Less
	}
	return k.call(ufunc.LogicalAnd, ufunc.Isinf.Call(x), side.Call(x, 0))
}

// Replacing sets what [NanToNum] replaces positive and negative infinity by; a nil
// leaves the largest or smallest number of the type.
func Replacing(positive, negative any) Option {
	return Option{key: keyReplacing, value: [2]any{positive, negative}}
}

// NanToNum returns x with finite numbers in place of NaN, by default 0, and of
// infinities, by default the largest and the smallest number of the type; of complex
// numbers, in both parts. With Out, which may be x, nothing is copied.
//
// Keywords: Out, Replacing.
func NanToNum(x, nan any, opts ...Option) *Array {
	var k keywords
	if err := k.read("nan_to_num", keyOut|keyReplacing, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if bad := failure(y); bad != nil {
		return bad
	}
	by := [3]any{nan}
	if k.has&keyReplacing != 0 {
		ends := k.option(keyReplacing).value.([2]any)
		by[1], by[2] = ends[0], ends[1]
	}
	if args := k.replacing(y, by); args != nil && k.outs[0] == nil {
		return k.call(replaceSpecial, args...)
	}
	z := y
	if k.outs[0] != y {
		if z = k.copyLikeOut(y); z.Err() != nil {
			return z
		}
	}
	if !inexact(z) {
		return z
	}
	parts := []*Array{z}
	if z.DType().Kind() == dtype.KindComplex {
		parts = []*Array{z.Real(), z.Imag()}
	}
	for _, p := range parts {
		if err := k.replaceIn(p, by); err != nil {
			return failed(err)
		}
	}
	return z
}

// replaceSpecial is the ufunc of the row replace_special.
var replaceSpecial = &ufunc.Ufunc{
	Name: "nan_to_num", Inputs: []string{"x", "nan", "posinf", "neginf"}, Outputs: []string{"y"},
	Loops: []ufunc.Loop{
		replaceLoop(dtype.Float16, &floating.ReplaceSpecialFloat16),
		replaceLoop(dtype.BFloat16, &floating.ReplaceSpecialBFloat16),
		replaceLoop(dtype.Float32, &floating.ReplaceSpecialFloat32),
		replaceLoop(dtype.Float64, &floating.ReplaceSpecialFloat64),
	},
}

func replaceLoop(d dtype.DType, k *kernel.Set) ufunc.Loop {
	return ufunc.Loop{In: []dtype.DType{d, d, d, d}, Out: []dtype.DType{d}, Kernel: k}
}

// greatest sets what stands for infinities where nothing else is given.
func greatest(d dtype.DType, by *[3]any) {
	most := d.Descriptor().Float.Max()
	for i, v := range []float64{most, -most} {
		if by[1+i] == nil {
			by[1+i] = v
		}
	}
}

// replacing returns the operands of replaceSpecial for floats x, nil where one of the numbers is an array, or x is
// of a type without a loop.
func (k *keywords) replacing(x *Array, by [3]any) []any {
	d := x.DType()
	if d != dtype.Float16 && d != dtype.BFloat16 && d != dtype.Float32 && d != dtype.Float64 {
		return nil
	}
	greatest(d, &by)
	args := []any{x}
	for _, v := range by {
		if weakKind(v) == 0 {
			return nil
		}
		args = append(args, elementsOf(k.fn, v, d))
	}
	return args
}

// replaceIn replaces what is not finite in x itself.
func (k *keywords) replaceIn(x *Array, by [3]any) error {
	if args := k.replacing(x, by); args != nil {
		return replaceSpecial.Out(x).Call(args...).Err()
	}
	greatest(x.DType(), &by)
	// All are found before the first is replaced, by what may be special itself.
	where := []*Array{ufunc.Isnan.Call(x), ufunc.Equal.Call(x, math.Inf(1)), ufunc.Equal.Call(x, math.Inf(-1))}
	for i, v := range by {
		y := operand(k.fn, v)
		if weakKind(v) != 0 {
			y = elementsOf(k.fn, v, x.DType())
		}
		if bad := failure(where[i], y); bad != nil {
			return bad.Err()
		}
		if err := ufunc.Copyto(x, y, dtype.SameKind, where[i]); err != nil {
			return err
		}
	}
	return nil
}

// copyLikeOut copies x to Out, or to a new array.
func (k *keywords) copyLikeOut(x *Array) *Array {
	if k.has&keyOut != 0 && k.outs[0] != nil {
		return k.result(x)
	}
	return k.copyLike(x)
}

// RealIfClose returns the real parts of x, a view, if all imaginary parts are
// smaller than a tolerance, in units of the distance of 1 to the next number if it is
// above 1; else x.
func RealIfClose(x any, tolerance float64) *Array {
	const fn = "real_if_close"
	y := operand(fn, x)
	if y.Err() != nil || y.DType().Kind() != dtype.KindComplex {
		return y
	}
	if tolerance > 1 {
		tolerance *= math.Pow(2, -float64(y.Imag().DType().Descriptor().Float.Fraction))
	}
	small, err := ndarray.Item[bool](All(Less(Absolute(y.Imag()), tolerance)))
	if err != nil {
		return failed(err)
	}
	if small {
		return y.Real()
	}
	return y
}

// InDomain returns x, converted to complex numbers if one of its elements, all of
// which are real, is not from lo to hi: for functions that have complex values there.
// Of integers of at most 16 bits, and of float32, they are complex64.
func InDomain(x any, lo, hi float64) *Array {
	const fn = "in_domain"
	y := operand(fn, x)
	if y.Err() != nil || y.DType().Kind() == dtype.KindComplex || y.DType().Kind() == dtype.KindBool {
		return y
	}
	outside, err := ndarray.Item[bool](Any(LogicalOr(Less(y, lo), Greater(y, hi))))
	if err != nil {
		return failed(err)
	}
	if !outside {
		return y
	}
	d := dtype.Complex128
	if y.DType() == dtype.Float32 || y.DType().Size() <= 2 && y.DType().Kind() < dtype.KindFloat {
		d = dtype.Complex64
	}
	return cast(y, d)
}

// Fix returns the integers next to elements on the side of zero: [Trunc] by another
// name.
//
// Keywords: Out.
func Fix(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("fix", keyOut, opts); err != nil {
		return failed(err)
	}
	return k.call(ufunc.Trunc, x)
}
