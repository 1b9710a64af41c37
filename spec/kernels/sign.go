// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// A sign is given to a result by a product with 1 or -1: it is exact, and a NaN
// comes out of it as the one that is computed. Copysign would give NaN the sign.

// withSign returns v, which is not negative, with the sign of x.
func withSign[T lane.Float](v, x T) T { return T(v * lane.Copysign(1, x)) }

// flip64 returns v, or -v where sign has the highest bit set, the only one that
// it may have.
func flip64(v float64, sign uint64) float64 {
	return float64(v * lane.Float64frombits(0x3ff<<52|sign))
}

// flip32 is flip64 for float32.
func flip32(v float32, sign uint32) float32 {
	return float32(v * lane.Float32frombits(0x7f<<23|sign))
}

// negated returns -v, of NaN the one that is computed.
func negated[T lane.Float](v T) T { return T(v * -1) }
