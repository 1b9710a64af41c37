// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Moments and durations are counts. The least integer is NaT, not a time, which
// arithmetic keeps, and which no sum that wraps is told from.

// nat is NaT.
const nat = -1 << 63

// IsNaT reports whether x is not a time.
func IsNaT(x int64) bool { return x == nat }

// AddTime returns x + y, NaT if either is.
func AddTime(x, y int64) int64 { return lane.Select(x == nat || y == nat, nat, x+y) }

// SubtractTime returns x - y, NaT if either is.
func SubtractTime(x, y int64) int64 { return lane.Select(x == nat || y == nat, nat, x-y) }

// ScaleTime returns the duration x times n.
func ScaleTime(x, n int64) int64 { return lane.Select(x == nat, nat, x*n) }

// DivideTime returns the duration x divided by n, towards zero, and NaT for n = 0.
func DivideTime(x, n int64) int64 { return lane.Select(x == nat || n == 0, nat, lane.Div(x, n)) }

// TimeOf returns y, which was computed of the duration x, as a duration, towards
// zero; NaT where x is, and where y is NaN or has more than 63 bits.
func TimeOf(x int64, y float64) int64 {
	fits := y < 0x1p63 && y > -0x1p63 && x != nat
	return lane.Select(fits, lane.Sat[int64](y), nat)
}

// RatioOfTimes returns the ratio of two durations, NaN where either is NaT.
func RatioOfTimes(x, y int64) float64 {
	return lane.Select(x == nat || y == nat, lane.NaN[float64](), float64(x)/float64(y))
}

// FloorDivideTimes returns how often the duration y is in x, rounded down; 0 where
// either is NaT, and for y = 0.
func FloorDivideTimes(x, y int64) int64 {
	return lane.Select(x == nat || y == nat, 0, FloorDivideInt(x, y))
}

// RemainderTimes returns what FloorDivideTimes leaves of x, with the sign of y; NaT
// where either is, and for y = 0.
func RemainderTimes(x, y int64) int64 {
	return lane.Select(x == nat || y == nat || y == 0, nat, RemainderInt(x, y))
}

// MaximumTime returns the later of x and y, NaT if either is. The earlier of two is
// NaT as it stands: the least integer.
func MaximumTime(x, y int64) int64 { return lane.Select(x == nat || y == nat, nat, max(x, y)) }

// FminTime returns the earlier of x and y, NaT only if both are.
func FminTime(x, y int64) int64 {
	y = lane.Select(y == nat, x, y)
	return lane.Select(x == nat, y, min(x, y))
}
