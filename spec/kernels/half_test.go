// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestHalf evaluates the functions of float16 at every float16 number. Before they are rounded they
// are within 0.001 of its last place, so that the results are within 0.501.
func TestHalf(t *testing.T) {
	for _, f := range []struct {
		name string
		half func(float32) float32
		want func(float64) float64
	}{
		{"tan", TanHalf, Tan[float64]},
		{"arcsinh", ArcsinhHalf, Arcsinh[float64]},
		{"arccosh", ArccoshHalf, Arccosh[float64]},
		{"arctanh", ArctanhHalf, Arctanh[float64]},
	} {
		worst, at := 0.0, float32(0)
		for bits := range 1 << 16 {
			x := fromHalf(uint16(bits))
			got, want := f.half(x), f.want(float64(x))
			if want == 0 || want-want != 0 {
				same := got != got && want != want || math.Float64bits(float64(got)) == math.Float64bits(want)
				require.True(t, same, "%s(%v) is %v, not %v", f.name, x, got, want)
				continue
			}
			_, e := math.Frexp(want)
			off := math.Abs(float64(got)-want) / math.Ldexp(1, max(e, -13)-11)
			if !(off <= worst) {
				worst, at = off, x
			}
		}
		t.Logf("%s: %.4f of the last place at %v", f.name, worst, at)
		require.LessOrEqual(t, worst, 0.001, "%s(%v)", f.name, at)
	}
}

// fromHalf returns the float16 with the given bits.
func fromHalf(h uint16) float32 {
	sign, e, m := float32(1), int(h>>10&31), float64(h&1023)
	if h>>15 != 0 {
		sign = -1
	}
	switch {
	case e == 31 && m != 0:
		return float32(math.NaN())
	case e == 31:
		return sign * float32(math.Inf(1))
	case e == 0:
		return sign * float32(math.Ldexp(m, -24))
	}
	return sign * float32(math.Ldexp(1024+m, e-25))
}
