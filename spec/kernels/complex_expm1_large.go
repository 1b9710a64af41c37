// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"math"
	"math/big"

	"github.com/arraygen/arraygen/internal/fixed"
)

// Expm1RealCancelled returns e^x cos(y) - 1, x below 100, where that is nearly 0. It is the scalar
// function behind Expm1Complex.
func Expm1RealCancelled(x, y float64) float64 {
	e := -math.Ilogb(y)
	if e > 100 {
		// x - y^2/2 and, if that is 0, the next terms of its size squared, -y^4/12.
		z := float64(y * y)
		return math.FMA(float64(-0.5*y), y, x) - float64(z*z)/12
	}
	f := fixed.Point(400 + 4*max(e, 0))
	r, n := f.Turn(f.Of(y))
	re, im := f.Exp(f.Of(x), r)
	switch n {
	case 1:
		re = im.Neg(im)
	case 2:
		re.Neg(re)
	case 3:
		re = im
	}
	return f.Float64(re.Sub(re, fixed.Shift(big.NewInt(1), int(f))))
}
