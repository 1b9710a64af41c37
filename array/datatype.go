// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// AsType returns x with elements of type d, in new memory, in the memory order of
// x or that of Layout. Casting sets the rule, [dtype.Unsafe] by default.
//
// Keywords: Casting, Layout, Errors.
func AsType(x any, d dtype.DType, opts ...Option) *Array {
	var k keywords
	if err := k.read("astype", keyCasting|keyLayout|keyErrors, opts); err != nil {
		return failed(err)
	}
	if k.has&keyCasting == 0 {
		k.rule = dtype.Unsafe
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	if !dtype.CanCast(y.DType(), d, k.rule) {
		return reject(k.fn, fault.Cast, "cannot cast from %v to %v with casting rule %v; dtype.Unsafe allows all casts", y.DType(), d, k.rule)
	}
	z := k.newInLayout(y, d)
	if z.Err() != nil {
		return z
	}
	var err error
	if look, found := k.errors(); look != 0 && z.DType() != y.DType() {
		err = ufunc.Convert(z, y, look, found)
	} else {
		err = assign(z, y)
	}
	if err != nil {
		return failed(err)
	}
	return z
}

// ResultType returns the type that arrays, dtypes and numbers promote to; numbers
// are weak.
func ResultType(list ...any) (dtype.DType, error) { return resultType("result_type", list...) }

// CanCast reports whether a rule allows the cast from one type to another.
func CanCast(from, to dtype.DType, rule dtype.Casting) bool { return dtype.CanCast(from, to, rule) }
