// SPDX-License-Identifier: BSD-3-Clause

package kernels

import "github.com/arraygen/arraygen/spec/lane"

// Degrees returns x radians in degrees; within 1 ULP.
func Degrees[T lane.Float](x T) T { return lane.Pick(x, degrees32, degrees64) }

// Radians returns x degrees in radians; within 1 ULP.
func Radians[T lane.Float](x T) T { return lane.Pick(x, radians32, radians64) }

// 180/pi and pi/180 in two parts of the same sign, so that an infinite x is not
// the difference of two infinities.
const (
	degree   = 0x1.ca5dc1a63c1f7p+5
	degreeLo = 0x1.70c2a5d4dfd03p-48
	radian   = 0x1.1df46a2529d39p-6
	radianLo = 0x1.5c1d8becdd291p-62
)

func degrees64(x float64) float64 { return lane.FMA(x, degree, float64(x*degreeLo)) }
func radians64(x float64) float64 { return lane.FMA(x, radian, float64(x*radianLo)) }
func degrees32(x float32) float32 { return float32(float64(x) * degree) }
func radians32(x float32) float32 { return float32(float64(x) * radian) }
