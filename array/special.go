// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"
	"slices"

	"github.com/arraygen/arraygen/generated/elementary"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// Sinc returns sin(πx)/(πx), 1 at 0. Of integers it is float64; float16 and complex numbers take several ufuncs.
func Sinc(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("sinc", 0, opts); err != nil {
		return failed(err)
	}
	v := operand(k.fn, x)
	if bad := failure(v); bad != nil {
		return bad
	}
	if v = floats(v); ofRow(v) {
		return k.call(sincUfunc, v)
	}
	y := Multiply(v, math.Pi)
	if bad := failure(y); bad != nil {
		return bad
	}
	smallest := 1e-20
	if d := y.DType(); d.Kind() == dtype.KindFloat {
		smallest = math.Pow(2, -float64(d.Descriptor().Float.Fraction))
	}
	if err := ufunc.Copyto(y, smallest, dtype.SameKind, Equal(y, 0)); err != nil {
		return failed(err)
	}
	return k.call(ufunc.Divide, Sin(y), y)
}

// I0 returns the modified Bessel function of the first kind of order 0; of integers and
// bools it is float64.
func I0(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("i0", 0, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if bad := failure(y); bad != nil {
		return bad
	}
	if y.DType().Kind() == dtype.KindComplex {
		return reject(k.fn, fault.DType, "i0 not supported for complex values")
	}
	if y = floats(y); ofRow(y) {
		return k.call(besselUfunc, y)
	}
	z := k.newLike(y, y.DType())
	if z.Err() != nil {
		return z
	}
	return besselUfunc.Casting(dtype.SameKind).Out(z).Call(y)
}

// floats returns x, of integers and bools as float64.
func floats(x *Array) *Array {
	if k := x.DType().Kind(); k == dtype.KindBool || k == dtype.KindInt || k == dtype.KindUint {
		return cast(x, dtype.Float64)
	}
	return x
}

// ofRow reports whether the rows bessel_i0, sinc and their like, of two types, take x.
func ofRow(x *Array) bool { return x.DType() == dtype.Float32 || x.DType() == dtype.Float64 }

// The ufuncs of the rows bessel_i0 and sinc.
var (
	besselUfunc = rowUfunc("i0", []string{"x"}, &elementary.BesselI0Float32, &elementary.BesselI0Float64)
	sincUfunc   = rowUfunc("sinc", []string{"x"}, &elementary.SincFloat32, &elementary.SincFloat64)
)

// rowUfunc returns the ufunc of a row of float32 and float64, whose operands are all of one type.
func rowUfunc(name string, in []string, single, double *kernel.Set) *ufunc.Ufunc {
	loop := func(d dtype.DType, k *kernel.Set) ufunc.Loop {
		return ufunc.Loop{In: slices.Repeat([]dtype.DType{d}, len(in)), Out: []dtype.DType{d}, Kernel: k}
	}
	return &ufunc.Ufunc{
		Name: name, Inputs: in, Outputs: []string{"y"},
		Loops: []ufunc.Loop{loop(dtype.Float32, single), loop(dtype.Float64, double)},
	}
}
