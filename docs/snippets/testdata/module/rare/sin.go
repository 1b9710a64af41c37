// Package rare has a kernel function with rare lanes.
package rare

import (
	"math"

	"github.com/arraygen/arraygen/spec/kernels"
	"github.com/arraygen/arraygen/spec/lane"
)

// Sine is the sine.
func Sine(x float64) float64 { return sin64(x) }

// SinLarge takes what sin64 does not.
func SinLarge(x float64) float64 { return math.Sin(x) }

func sinSmall(x float64) float64 { return kernels.Sin(x) }

// snippet
