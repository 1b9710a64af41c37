// SPDX-License-Identifier: BSD-3-Clause

// Package rounding rounds floats to decimals.
package rounding

import (
	"math"

	"github.com/arraygen/arraygen/generated/vec"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Unit returns what elements of type d are scaled by to round them to so many decimals: to parts of 1, or where the
// decimals are negative to multiples of the unit. ok is false where no kernel does that: those of float16 and its like
// would have to round each operation to their own type, and a unit may be too large for the type.
func Unit(d dtype.DType, decimals int) (unit float64, ok bool) {
	unit = math.Pow10(max(decimals, -decimals))
	switch {
	case d != dtype.Float32 && d != dtype.Float64:
		return 0, false
	case decimals >= 0:
		return unit, true
	}
	return unit, !math.IsInf(unit, 0) && (d == dtype.Float64 || unit <= math.MaxFloat32)
}

// Row writes the elements of x rounded to decimals to y, and reports whether all are finite. It rounds to no decimals
// whose unit the type does not have.
func Row[T float32 | float64](y, x []T, decimals int) bool {
	unit, ok := Unit(dtype.Of[T](), decimals)
	if !ok || math.IsInf(float64(T(unit)), 0) {
		return false
	}
	if decimals >= 0 {
		_ = vec.RoundParts(y, x, T(unit))
	} else {
		_ = vec.RoundMultiples(y, x, T(unit))
	}
	sum := vec.Sum(y) // no sum with what is not finite is
	return sum-sum == 0
}
