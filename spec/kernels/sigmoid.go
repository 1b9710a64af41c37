// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Sigmoid returns the logistic function 1/(1 + e^-x); within 1 ULP in float32, which
// is evaluated in float64, and float64.
//
// Sigmoid(-Inf) = 0, Sigmoid(+Inf) = 1, Sigmoid(NaN) = NaN.
func Sigmoid[T lane.Float](x T) T { return lane.Pick(x, sigmoid32, sigmoid64) }

// sigmoid64 is p/(1 + p) with p = e^x for x < 0, and 1/(1 + p) with p = e^-x beyond;
// p is a pair.
func sigmoid64(x float64) float64 {
	p, pl := expSum64(-lane.Abs(x), 0)
	d, dl := fastTwoSum64(1, p)
	dl += pl
	n, nl := lane.Select(x < 0, p, 1), lane.Select(x < 0, pl, 0)
	i := 1 / d
	h := float64(n * i)
	return h + float64((lane.FMA(-h, d, n)+lane.FMA(-h, dl, nl))*i)
}

// sigmoid32 evaluates in float64 and rounds once.
func sigmoid32(x float32) float32 {
	p := expWide(-float64(lane.Abs(x)))
	return float32(lane.Select(x < 0, p, 1) / (1 + p))
}
