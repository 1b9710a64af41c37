// SPDX-License-Identifier: BSD-3-Clause

package strict

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNaNsAreCanonical(t *testing.T) {
	odd := math.Float64frombits(0xfff8000000000123)
	require.Equal(t, uint64(0x7ff8000000000000), math.Float64bits(Op(odd)))
	require.Equal(t, uint32(0x7fc00000), math.Float32bits(Convert[float32](odd)))
	require.Equal(t, uint64(0xfff8000000000123), math.Float64bits(Convert[float64](odd)), "moved")
	z := Op(complex(odd, 1))
	require.Equal(t, uint64(0x7ff8000000000000), math.Float64bits(real(z)))
	require.Equal(t, 1.0, imag(z))
	require.Equal(t, int8(-1), Op(int8(-1)))
	require.True(t, Op(true))
}

// TestProductsAreNotFused: the rounded product less its exact value is what a
// fused operation would give.
func TestProductsAreNotFused(t *testing.T) {
	x := 1 + 0x1p-30
	require.Zero(t, Op(Op(x*x)-(1+0x1p-29)))
	require.Equal(t, complex64(0), Multiply(complex64(complex(1+0x1p-13, 0)), complex(1+0x1p-13, 0))-complex(1+0x1p-12, 0))
}
