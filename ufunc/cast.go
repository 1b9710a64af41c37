// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"github.com/arraygen/arraygen/generated/cast"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/strided"
)

// checkedCast returns the kernel that converts elements and stops at the first number that
// type to lacks, nil if there is no such kernel.
func checkedCast(from, to dtype.DType) *kernel.Set {
	if from.Kind().Time() || to.Kind().Time() || (1<<from|1<<to)&storedTypes != 0 {
		return nil
	}
	return cast.Checked[from][to]
}

// castSet returns the kernel that converts elements of type from to type to.
// It is the one place that says where casts come from.
func castSet(from, to dtype.DType) *kernel.Set {
	if from == to {
		return strided.Set(from.Size())
	}
	if from.Kind().Time() || to.Kind().Time() {
		return timeCastSet(from, to)
	}
	if (1<<from|1<<to)&storedTypes != 0 {
		return storedCastSet(from, to)
	}
	return cast.Table[from][to]
}
