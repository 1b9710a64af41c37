// SPDX-License-Identifier: BSD-3-Clause

package fpflags

import (
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

//go:noinline
func divide(x, y float64) float64 { return x / y }

//go:noinline
func multiply(x, y float64) float64 { return x * y }

func TestRaised(t *testing.T) {
	if !Available {
		require.Zero(t, Raised())
		return
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for _, c := range []struct {
		want Flags
		do   func() float64
	}{
		{0, func() float64 { return multiply(3, 5) }},
		{0, func() float64 { return divide(1, 3) }},
		{0, func() float64 { return divide(math.NaN(), 0) }},
		{DivideByZero, func() float64 { return divide(1, 0) }},
		{Invalid, func() float64 { return divide(0, 0) }},
		{Overflow, func() float64 { return multiply(1e300, 1e300) }},
		{Underflow, func() float64 { return multiply(1e-300, 1e-300) }},
		{DivideByZero | Overflow, func() float64 { return divide(1, 0) + multiply(1e300, 1e300) }},
	} {
		Clear()
		sum := c.do()
		require.Equal(t, c.want, Raised(), sum)
	}
	Clear()
	require.Zero(t, Raised())
}
