// SPDX-License-Identifier: BSD-3-Clause

package lane

import (
	"math"
	"unsafe"
)

// FMA returns x*y + z, rounded once.
func FMA[T Float](x, y, z T) T {
	if unsafe.Sizeof(x) == 4 { // known when compiling, unlike a type switch
		return T(Canonical32(FMA32(float32(x), float32(y), float32(z))))
	}
	return T(Canonical64(math.FMA(float64(x), float64(y), float64(z))))
}

// FMA32 is FMA for float32, as generated loops call it: of a NaN it leaves the
// bits to the machine. The product is exact in
// float64; only a sum that lies exactly between two float32 numbers, or one
// below the normal range of float32 that is not 0, can be rounded twice there.
func FMA32(x, y, z float32) float32 {
	p := float64(x) * float64(y)
	s := float64(p) + float64(z)
	u := math.Float64bits(s)
	// Without its sign, less 1, a 0 is the largest number of all.
	if u<<35 != 1<<63 && u<<1-1 >= (1024-126)<<53-1 {
		return float32(s)
	}
	return sumToOdd(p, float64(z))
}

// sumToOdd adds in float64 with rounding to odd, so that the last rounding, to
// float32, is the only one. Boldo and Melquiond, "Emulation of a FMA and
// correctly rounded sums: proved algorithms using rounding to odd", IEEE Trans.
// Computers 57 (2008). It is separate from FMA32, which is faster
// without its registers to save.
func sumToOdd(p, c float64) float32 {
	s := p + c
	u := math.Float64bits(s)
	b := s - p
	e := float64(p-float64(s-b)) + float64(c-b)
	if e != 0 && e-e == 0 && u&1 == 0 {
		if (e > 0) == (s > 0) {
			u++
		} else {
			u--
		}
	}
	return float32(math.Float64frombits(u))
}
