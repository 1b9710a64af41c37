// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// FloorDivideInt returns the quotient of x and y rounded down, 0 for y = 0.
func FloorDivideInt[T lane.Signed](x, y T) T { return lane.FloorDiv(x, y) }

// RemainderInt returns x - y*FloorDivideInt(x, y), which has the sign of y,
// and 0 for y = 0.
func RemainderInt[T lane.Signed](x, y T) T { return lane.FloorRem(x, y) }

// Sign returns -1, 0 or 1 as x is below, at or above zero, and NaN for NaN.
func Sign[T lane.Float](x T) T {
	s := lane.Select(x > 0, T(1), 0)
	s = lane.Select(x < 0, -1, s)
	return lane.Select(x != x, lane.NaN[T](), s)
}

// Fmax returns the greater of x and y, or the one that is not NaN; of two NaNs
// the canonical one.
func Fmax[T lane.Float](x, y T) T {
	return max(lane.Select(x != x, y, x), lane.Select(y != y, x, y))
}

// Fmin returns the smaller of x and y, or the one that is not NaN; of two NaNs
// the canonical one.
func Fmin[T lane.Float](x, y T) T {
	return min(lane.Select(x != x, y, x), lane.Select(y != y, x, y))
}
