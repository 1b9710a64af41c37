// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"math"
	"math/big"
)

// format is a floating-point format: its bits of significand, the exponent of
// its least subnormal, and the least power of two that overflows.
type format struct {
	bits, minExp, maxExp int
}

var (
	binary32 = format{24, -149, 128}
	binary64 = format{53, -1074, 1024}
)

// ulps returns |got - want| in units of the last place that want has in the
// format. An infinite got counts as the least power of two that overflows.
func (f format) ulps(got float64, want *big.Float) float64 {
	if got != got {
		return math.Inf(1)
	}
	if want.Sign() == 0 {
		if got == 0 {
			return 0
		}
		return math.Inf(1)
	}
	e := want.MantExp(nil) // want is in [2^(e-1), 2^e)
	if e > f.maxExp {
		if math.IsInf(got, want.Sign()) {
			return 0
		}
		e = f.maxExp
	}
	g := new(big.Float)
	if math.IsInf(got, 0) {
		g.SetMantExp(big.NewFloat(math.Copysign(1, got)), f.maxExp)
	} else {
		g.SetFloat64(got)
	}
	d := new(big.Float).SetPrec(320).Sub(g, want)
	d.SetMantExp(d, -max(e-f.bits, f.minExp))
	v, _ := d.Float64()
	return math.Abs(v)
}

// ulpsOf is ulps in units of the last place of want or operand, whichever is
// larger.
func (f format) ulpsOf(got float64, want *big.Float, operand float64) float64 {
	e := new(big.Float).SetFloat64(operand).MantExp(nil)
	d := f.ulps(got, want)
	if w := want.MantExp(nil); want.Sign() != 0 && operand != 0 && e > w {
		d = math.Ldexp(d, max(w-f.bits, f.minExp)-max(e-f.bits, f.minExp))
	}
	return d
}

// round32 returns want rounded to float32, as big.Float does: to nearest even,
// subnormals and overflow included.
func round32(want *big.Float) float32 {
	v, _ := want.Float32()
	return v
}
