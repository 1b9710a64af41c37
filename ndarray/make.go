// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import "github.com/arraygen/arraygen/ndarray/dtype"

// Make makes the array of a result: of a type and a shape, in C order, of arbitrary
// contents. A nil Make stands for new memory of Go's.
type Make func(d dtype.DType, shape []int) *Array

func (m Make) result(fn string, d dtype.DType, shape []int) *Array {
	if m == nil {
		return create(fn, d, shape, nil, uncleared)
	}
	return m(d, shape)
}
