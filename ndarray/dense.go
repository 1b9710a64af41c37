// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import "github.com/arraygen/arraygen/ndarray/dtype"

// dense are the flags of an array that kernels take as one row.
const dense = flagC | flagAligned

// IsDense reports whether a kernel can take a as one row: a has no error, is in C
// order, and its elements are aligned.
func (a *Array) IsDense() bool {
	return a != nil && a.flags&dense == dense && (a.owner == nil || !a.owner.Released())
}

// IsDenseLike reports whether a is of type d, has the shape of b,
// and is dense.
func (a *Array) IsDenseLike(b *Array, d dtype.DType) bool {
	if a == nil || b == nil || a.flags&dense != dense || a.dtype != d || a.ndim != b.ndim || a.owner.Released() {
		return false
	}
	if a.ndim == 1 {
		return a.dims[0] == b.dims[0]
	}
	other := b.shape()
	for i, n := range a.shape() {
		if n != other[i] {
			return false
		}
	}
	return true
}
