// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import "github.com/arraygen/arraygen/ndarray/dtype"

// Make makes the array of a result: of a type and a shape, in C order, of arbitrary
// contents. A nil Make stands for new memory of Go's.
type Make func(d dtype.DType, shape []int) *Array

// New makes an array; fn names the function in errors.
func (m Make) New(fn string, d dtype.DType, shape ...int) *Array { return m.result(fn, d, shape) }

// Drop releases an array that m made and that is no result after all. One that is not in memory of Go's stays with
// who made it.
func (m Make) Drop(a *Array) {
	if m == nil {
		a.Release()
	}
}

func (m Make) result(fn string, d dtype.DType, shape []int) *Array {
	if m == nil {
		return create(fn, d, shape, nil, uncleared)
	}
	return m(d, shape)
}
