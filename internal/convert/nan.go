// SPDX-License-Identifier: BSD-3-Clause

package convert

import "math"

// NaN returns the canonical NaN: positive, quiet, without payload. It converts to
// that of every other float type.
func NaN() float64 { return math.Float64frombits(0x7ff8 << 48) }

// Canonical64 returns x, or if it is any NaN the canonical one.
func Canonical64(x float64) float64 {
	if x != x {
		return NaN()
	}
	return x
}

// Canonical32 is Canonical64 for float32.
func Canonical32(x float32) float32 {
	if x != x {
		return math.Float32frombits(0x7fc00000)
	}
	return x
}
