// SPDX-License-Identifier: BSD-3-Clause

package pricing

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/arraygen/arraygen/ndarray"
)

// prices is the textbook formula on math's functions.
func prices(s, k, t, r, sigma float64) (call, put float64) {
	cdf := func(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }
	dev := sigma * math.Sqrt(t)
	d1 := (math.Log(s/k) + (r+sigma*sigma/2)*t) / dev
	d2 := d1 - dev
	disc := k * math.Exp(-r*t)
	return s*cdf(d1) - disc*cdf(d2), disc*cdf(-d2) - s*cdf(-d1)
}

func TestAgainstTextbook(t *testing.T) {
	const n = 10_000
	r := rand.New(rand.NewPCG(1, 2))
	in := make([][]float64, 5)
	for i, lohi := range [][2]float64{{50, 150}, {50, 150}, {0.05, 2}, {0, 0.08}, {0.05, 0.6}} {
		in[i] = make([]float64, n)
		for j := range in[i] {
			in[i][j] = lohi[0] + (lohi[1]-lohi[0])*r.Float64()
		}
	}
	call, put := make([]float64, n), make([]float64, n)
	if err := BlackScholes(call, put, in[0], in[1], in[2], in[3], in[4]); err != nil {
		t.Fatal(err)
	}
	for i := range call {
		c, p := prices(in[0][i], in[1][i], in[2][i], in[3][i], in[4][i])
		if math.Abs(call[i]-c) > 1e-11 || math.Abs(put[i]-p) > 1e-11 {
			t.Fatalf("option %d: call %v, put %v, want %v, %v", i, call[i], put[i], c, p)
		}
	}
}

func TestNormCDF(t *testing.T) {
	for x := -37.0; x < 37; x += 0.0103 {
		want := 0.5 * math.Erfc(-x/math.Sqrt2)
		if got := NormCDF(x); math.Abs(got-want) > 2e-15+1e-9*want*math.Max(0, -x-7) && math.Abs(got-want) > 1e-13*want {
			t.Fatalf("NormCDF(%v) = %v, want %v", x, got, want)
		}
	}
}

func TestLengthsMustAgree(t *testing.T) {
	x := make([]float64, 3)
	if err := BlackScholes(x, x, x, x, x[:2], x, x); err == nil {
		t.Fatal("no error for slices of different lengths")
	}
}

func ExampleBlackScholes() {
	s, k := []float64{100, 100, 100}, []float64{90, 100, 110}
	t, r, sigma := []float64{1, 1, 1}, []float64{0.05, 0.05, 0.05}, []float64{0.2, 0.2, 0.2}
	call, put := make([]float64, 3), make([]float64, 3)
	if err := BlackScholes(call, put, s, k, t, r, sigma); err != nil {
		fmt.Println(err)
	}
	fmt.Printf("%.4f\n%.4f\n", call, put)
	// Output:
	// [16.6994 10.4506 6.0401]
	// [2.3101 5.5735 10.6753]
}

// The ufunc broadcasts: a column of strikes against a row of volatilities.
func ExampleBlackScholesUfunc() {
	strikes := ndarray.FromSlice([]float64{90, 100, 110}, 3, 1)
	vols := ndarray.FromSlice([]float64{0.1, 0.2, 0.3})
	prices := BlackScholesUfunc.CallN(100.0, strikes, 1.0, 0.05, vols)
	for _, p := range prices {
		if p.Err() != nil {
			fmt.Println(p.Err())
		}
	}
	fmt.Println(prices[0].Shape())
	// Output: [3 3]
}
