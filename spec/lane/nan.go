// SPDX-License-Identifier: BSD-3-Clause

package lane

import "github.com/arraygen/arraygen/internal/convert"

// A NaN that a kernel computes is the canonical one: positive, quiet, without
// payload. Go leaves the bits of NaN to the machine, so the functions of this
// package make theirs canonical, and the compiler those of Go's operators. Where
// a kernel function runs as ordinary Go, a NaN of + - * / and of conversions has
// the machine's bits until Canonical, or another function here that computes, makes
// it canonical. Functions that only move bits (Abs, Copysign, Select) keep them.

// Canonical returns x, or if it is any NaN the canonical one.
func Canonical[T Float](x T) T {
	if x != x {
		return NaN[T]()
	}
	return x
}

// Canonical64 is Canonical for float64, as generated loops call it.
func Canonical64(x float64) float64 { return convert.Canonical64(x) }

// Canonical32 is Canonical for float32, as generated loops call it.
func Canonical32(x float32) float32 { return convert.Canonical32(x) }

// canonicalOf is Canonical, and nothing for integers.
func canonicalOf[T Number](x T) T {
	if x != x {
		return T(convert.NaN())
	}
	return x
}
