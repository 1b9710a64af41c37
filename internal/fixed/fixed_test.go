// SPDX-License-Identifier: BSD-3-Clause

package fixed

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
)

// known returns a decimal number of 100 digits.
func known(t *testing.T, f Point, s string) *big.Int {
	v, _, err := big.ParseFloat(s, 10, 400, big.ToNearestEven)
	require.NoError(t, err)
	i, _ := v.SetMantExp(v, int(f)).Int(nil)
	return i
}

func requireNear(t *testing.T, want, got *big.Int, units int64) {
	d := new(big.Int).Sub(want, got)
	require.LessOrEqual(t, d.CmpAbs(big.NewInt(units)), 0, "%v, not %v", got, want)
}

// The digits are from OEIS A000796 and A001113, and mpmath.
func TestKnownNumbers(t *testing.T) {
	const f = Point(320)
	pi := known(t, f, "3.141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825342117068")
	e := known(t, f, "2.718281828459045235360287471352662497757247093699959574966967627724076630353547594571382178525166427")
	requireNear(t, pi, Shift(f.HalfPi(), 1), 8)
	re, im := f.Exp(f.Of(1), f.Of(0))
	requireNear(t, e, re, 8)
	require.Zero(t, im.Sign())
	re, im = f.Exp(f.Of(0), Shift(f.HalfPi(), -1)) // (1 + i)/sqrt(2)
	requireNear(t, re, im, 8)
	p, q := f.TimesComplex(re, im, re, im)
	requireNear(t, f.Of(0), p, 8)
	requireNear(t, f.Of(1), q, 8)
}

func TestLogarithms(t *testing.T) {
	const f = Point(320)
	ln2 := known(t, f, "0.6931471805599453094172321214581765680755001343602552541206800094933936219696947156058633269964186875")
	requireNear(t, ln2, f.Ln2(), 4)
	l, a := f.Log(0, -0x1p700, -699, 0.693, -1.57) // of -2i
	requireNear(t, ln2, l, 4)
	requireNear(t, new(big.Int).Neg(f.HalfPi()), a, 4)
	l, a = f.Log(3, 4, 0, 1.609, 0.927)
	re, im := f.Exp(l, a)
	requireNear(t, f.Of(3), re, 64)
	requireNear(t, f.Of(4), im, 64)
}

// TestTurn: of every size, what is left is near 0 and right, though x is 2^1000 times as large.
func TestTurn(t *testing.T) {
	for _, f := range []Point{64, 300} {
		for _, x := range []float64{0, 1, -1, 2, 100, -1e10, 0x1.6ac5b262ca1ffp849, 5e-324} {
			r, n := f.Turn(f.Of(x))
			require.LessOrEqual(t, new(big.Int).Abs(r).Cmp(Shift(big.NewInt(0x64c8), int(f)-15)), 0) // pi/4
			wide := f + 1100
			h := wide.HalfPi()
			d := new(big.Int).Sub(wide.Of(x), Shift(r, int(wide-f)))
			q := new(big.Int).Div(new(big.Int).Add(d, Shift(h, -1)), h)
			requireNear(t, Shift(new(big.Int).Mul(q, h), -1100), Shift(d, -1100), 2)
			require.Equal(t, n, new(big.Int).And(q, big.NewInt(3)).Uint64())
		}
	}
}

func TestOfAndFloat64(t *testing.T) {
	const f = Point(1100)
	for _, x := range []float64{0, 1, -1.5, 5e-324, -0x1.fffffffffffffp1023, 0x1.23456789abcdep-700} {
		require.Equal(t, x, f.Float64(f.Of(x)))
	}
	require.Equal(t, big.NewInt(-2), Point(0).Of(-1.5))
}
