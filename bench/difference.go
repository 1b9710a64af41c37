// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"encoding/binary"
	"math"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// difference returns the largest difference between two results in units in
// the last place of the element type, of a byte 1: 0 if they are equal, infinity
// where larger integers or bools differ, or only one is a NaN. The error of a complex
// number counts in units of its larger part.
func difference(d dtype.DType, a, b []byte) float64 {
	size := d.Size()
	worst := 0.0
	for i := 0; i+size <= len(a); i += size {
		x, y := a[i:i+size], b[i:i+size]
		if string(x) == string(y) {
			continue
		}
		worst = max(worst, elementDifference(d, x, y))
	}
	return worst
}

func elementDifference(d dtype.DType, x, y []byte) float64 {
	if d.Short() {
		return orderedDifference(d.Descriptor().Float, x, y)
	}
	switch d {
	case dtype.Float64:
		return floatDifference(float64At(x), float64At(y), 52, -1074)
	case dtype.Float32:
		return floatDifference(float32At(x), float32At(y), 23, -149)
	case dtype.Complex64:
		return complexDifference(float32At(x), float32At(x[4:]), float32At(y), float32At(y[4:]), 23, -149)
	case dtype.Complex128:
		return complexDifference(float64At(x), float64At(x[8:]), float64At(y), float64At(y[8:]), 52, -1074)
	case dtype.Uint8:
		return math.Abs(float64(x[0]) - float64(y[0]))
	}
	return math.Inf(1)
}

func float64At(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }
func float32At(b []byte) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(b))) }

// floatDifference is |x-y| in units of a format with so many fraction bits and
// the given smallest exponent.
func floatDifference(x, y float64, bits, least int) float64 {
	switch {
	case x == y || math.IsNaN(x) && math.IsNaN(y):
		return 0
	case math.IsNaN(x) || math.IsNaN(y) || math.IsInf(x, 0) || math.IsInf(y, 0):
		return math.Inf(1)
	}
	return math.Abs(x-y) / ulp(max(math.Abs(x), math.Abs(y)), bits, least)
}

// ulp returns the distance of neighbours at x > 0.
func ulp(x float64, bits, least int) float64 {
	_, e := math.Frexp(x)
	return math.Ldexp(1, max(e-1-bits, least))
}

func complexDifference(xr, xi, yr, yi float64, bits, least int) float64 {
	size := max(math.Abs(xr), math.Abs(xi), math.Abs(yr), math.Abs(yi))
	if math.IsInf(size, 0) || math.IsNaN(size) {
		return max(floatDifference(xr, yr, bits, least), floatDifference(xi, yi, bits, least))
	}
	return max(math.Abs(xr-yr), math.Abs(xi-yi)) / ulp(size, bits, least)
}

// orderedDifference counts the numbers between two of a short floating type.
func orderedDifference(f dtype.Float, a, b []byte) float64 {
	var wide [2][8]byte
	copy(wide[0][:], a)
	copy(wide[1][:], b)
	x, y := binary.LittleEndian.Uint64(wide[0][:]), binary.LittleEndian.Uint64(wide[1][:])
	if f.NaN(x) || f.NaN(y) {
		if f.NaN(x) && f.NaN(y) {
			return 0
		}
		return math.Inf(1)
	}
	sign := uint64(1) << (f.Bits() - 1)
	order := func(v uint64) float64 {
		if v&sign != 0 {
			return -float64(v &^ sign)
		}
		return float64(v)
	}
	return math.Abs(order(x) - order(y))
}

// relativeDifference returns the largest difference between two results
// divided by the largest number of the first: what counts where a formula
// cancels, and its small results have few digits.
func relativeDifference(d dtype.DType, a, b []byte) float64 {
	at, size := float64At, d.Size()
	if d == dtype.Float32 {
		at = float32At
	}
	worst, largest := 0.0, 0.0
	for i := 0; i+size <= len(a); i += size {
		x, y := at(a[i:]), at(b[i:])
		if math.IsNaN(x) != math.IsNaN(y) || math.IsInf(y, 0) {
			return math.Inf(1)
		}
		worst, largest = max(worst, math.Abs(x-y)), max(largest, math.Abs(x))
	}
	return worst / largest
}
