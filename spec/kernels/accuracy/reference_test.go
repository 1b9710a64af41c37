// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestExactAgainstMpmath checks the reference against results that mpmath
// computed; testdata/make.py wrote them.
func TestExactAgainstMpmath(t *testing.T) {
	file, err := os.Open("testdata/mpmath.csv")
	require.NoError(t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(rows), 400)
	seen := map[string]int{}
	for _, row := range rows[1:] {
		name := row[0]
		x, _ := parts(t, row[1]).Float64()
		want := parts(t, row[2])
		got := exact[name](x)
		d := new(big.Float).SetPrec(400).Sub(got, want)
		if d.Sign() != 0 {
			apart := want.MantExp(nil) - d.MantExp(nil)
			require.Greater(t, apart, 170, "%s(%x): %d bits agree", name, x, apart)
		}
		seen[name]++
	}
	require.Len(t, seen, len(exact))
}

func TestExact2AgainstMpmath(t *testing.T) {
	file, err := os.Open("testdata/mpmath2.csv")
	require.NoError(t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 301)
	for _, row := range rows[1:] {
		x1, _ := parts(t, row[1]).Float64()
		x2, _ := parts(t, row[2]).Float64()
		want := parts(t, row[3])
		got := exact2[row[0]](x1, x2)
		d := new(big.Float).SetPrec(400).Sub(got, want)
		if d.Sign() != 0 {
			apart := want.MantExp(nil) - d.MantExp(nil)
			require.Greater(t, apart, 170, "%s(%x, %x): %d bits agree", row[0], x1, x2, apart)
		}
	}
}

// parts reads a number written as mantissa and power of two.
func parts(t *testing.T, s string) *big.Float {
	t.Helper()
	m := new(big.Int)
	var e int
	_, err := fmt.Sscan(s, m, &e)
	require.NoError(t, err)
	f := new(big.Float).SetInt(m)
	return f.SetMantExp(f, e)
}

// TestNear measures the plain float64 reference against the exact one.
func TestNear(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	samples := 20000
	if testing.Short() {
		samples = 2000
	}
	for name, near := range nears {
		worst, at := 0.0, 0.0
		for range samples {
			x := float64(math.Float32frombits(rng.Uint32()))
			if rng.IntN(2) == 0 {
				x = float64(float32(math.Ldexp(rng.Float64()-0.5, rng.IntN(16)-6)))
			}
			if limit, ok := map[string]float64{"exp": 600, "expm1": 600, "sinh": 600, "cosh": 600, "exp2": 900, "erfc": 26, "ndtr": 36}[name]; ok && math.Abs(x) > limit {
				continue
			}
			if _, ok := special(name, x); ok {
				continue
			}
			want := exact[name](x)
			d := new(big.Float).SetPrec(300).Sub(new(big.Float).SetFloat64(near(x)), want)
			d.Quo(d, want)
			if e, _ := d.Float64(); math.Abs(e) > worst {
				worst, at = math.Abs(e), x
			}
		}
		require.Less(t, worst, nearError/4, "%s near %x", name, at)
	}
}

func TestUlps(t *testing.T) {
	one := big.NewFloat(1)
	require.Equal(t, 0.0, binary64.ulps(1, one))
	require.Equal(t, 1.0, binary64.ulps(math.Nextafter(1, 2), one))
	require.Equal(t, 0.5, binary64.ulps(math.Nextafter(1, 0), one))
	require.Equal(t, 1.0, binary32.ulps(float64(math.Nextafter32(1, 2)), one))
	require.Equal(t, 1.0, binary64.ulps(0, big.NewFloat(math.SmallestNonzeroFloat64)))
	require.Equal(t, math.Inf(1), binary64.ulps(math.NaN(), one))
	huge := new(big.Float).SetMantExp(one, 1030)
	require.Equal(t, 0.0, binary64.ulps(math.Inf(1), huge))
	require.Equal(t, 1.0, binary64.ulps(math.Inf(1), big.NewFloat(math.MaxFloat64)))
}
