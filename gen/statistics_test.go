// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/generated/f16"
	"github.com/arraygen/arraygen/generated/f32"
	"github.com/arraygen/arraygen/generated/f64"
	"github.com/arraygen/arraygen/generated/u16"
	"github.com/arraygen/arraygen/generated/u32"
	"github.com/arraygen/arraygen/generated/vec"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// TestStatistics compares the rows that count, centre and normalise with their definitions
// in float64, written plainly.
func TestStatistics(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 7, 8, 33, 128, 1000, 70001} {
		x, y, z := make([]float32, n), make([]float32, n), make([]float32, n)
		for i := range x {
			x[i], y[i] = 3+r.Float32(), r.Float32()-0.5
		}
		sum, absolute, greatest, difference := 0.0, 0.0, 0.0, 0.0
		for i := range x {
			sum += float64(x[i])
			absolute += math.Abs(float64(y[i]))
			greatest = max(greatest, math.Abs(float64(y[i])))
			difference = max(difference, math.Abs(float64(x[i]-y[i])))
		}
		mean := sum / float64(n)
		squares, own := 0.0, 0.0
		for i := range x {
			d := float64(x[i]) - mean
			squares += d * d
			own += float64(y[i]) * float64(y[i])
		}
		const small = 1e-4
		close := func(want float64, got float32) { t.Helper(); require.InEpsilon(t, want+1, float64(got)+1, small, n) }
		close(mean, f32.Mean(x))
		close(squares/float64(n), f32.Variance(x, 0))
		close(math.Sqrt(squares/float64(n)), f32.StdDev(x, 0))
		if n > 1 {
			close(squares/float64(n-1), f32.Variance(x, 1))
		}
		close(absolute, f32.Norm1(y))
		close(math.Sqrt(own), f32.Norm(y))
		s, err := f32.NormInf(y)
		require.NoError(t, err)
		close(greatest, s)
		d, err := f32.Chebyshev(x, y)
		require.NoError(t, err)
		close(difference, d)
		require.NoError(t, f32.RmsNorm(z, y, x, 0.25))
		close(float64(y[n/2])/math.Sqrt(own/float64(n)+0.25)*float64(x[n/2]), z[n/2])
		require.NoError(t, f32.LayerNorm(z, x, y, x, 0.25))
		close((float64(x[0])-mean)/math.Sqrt(squares/float64(n)+0.25)*float64(y[0])+float64(x[0]), z[0])
		same, err := f32.CosineDistance(x, x)
		require.NoError(t, err)
		close(0, same)
	}
}

// TestCosineInBlocks: three dot products that are one pass, which levels with few registers go over in parts and blocks,
// have the bits of each by itself, at every length.
func TestCosineInBlocks(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var x, y []float32
	for n := range 20000 {
		x, y = append(x, float32(r.NormFloat64())), append(y, float32(r.NormFloat64()))
		if n > 100 && n%509 > 2 && n%1024 > 2 {
			continue
		}
		both, err := f32.Dot(x, y)
		require.NoError(t, err)
		xx, err := f32.Dot(x, x)
		require.NoError(t, err)
		yy, err := f32.Dot(y, y)
		require.NoError(t, err)
		got, err := f32.Cosine(x, y)
		require.NoError(t, err)
		require.Equal(t, both/float32(math.Sqrt(float64(xx*yy))), got, n+1)
	}
}

// TestStatisticsOfSpecialValues: where there is a NaN, an infinity or no element, the
// answers are NumPy's.
func TestStatisticsOfSpecialValues(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	isNaN := func(x float64) { t.Helper(); require.True(t, math.IsNaN(x), x) }
	isNaN(f64.Mean(nil))
	isNaN(f64.Mean([]float64{1, nan}))
	isNaN(f64.Mean([]float64{inf, -inf}))
	isNaN(f64.Variance([]float64{inf, 1}, 0))
	isNaN(f64.Variance([]float64{5}, 1))
	require.Equal(t, inf, f64.Mean([]float64{inf, 1}))
	require.Equal(t, inf, f64.Variance([]float64{5, 6}, 3), "the divisor is not below 0")
	for _, c := range []struct {
		x    []float64
		want float64
	}{{[]float64{inf, 1}, inf}, {[]float64{-inf, -inf}, -inf}, {[]float64{-inf, 3}, 3}, {[]float64{1000, 1000}, 1000 + math.Ln2}, {[]float64{nan, inf}, nan}} {
		s, err := f64.LogSumExp(c.x)
		require.NoError(t, err)
		if !math.IsNaN(c.want) || !math.IsNaN(s) {
			require.Equal(t, c.want, s, c.x)
		}
	}
	require.Equal(t, dtype.ToF16(2.5), f16.Mean([]dtype.F16{dtype.ToF16(2), dtype.ToF16(3)}))
}

// TestDotOfEveryType: the dot product of integers wraps.
func TestDotOfEveryType(t *testing.T) {
	s, err := u16.Dot([]uint16{300, 2}, []uint16{300, 3})
	require.NoError(t, err)
	x := 300
	require.Equal(t, uint16(x*x+6), s)
	u, err := u32.Dot([]uint32{1 << 31, 7}, []uint32{3, 5})
	require.NoError(t, err)
	require.Equal(t, uint32(1<<31+35), u)
	f, err := vec.Dot([]float32{1, 2}, []float32{3, 4})
	require.NoError(t, err)
	require.Equal(t, float32(11), f)
	h, err := u16.Hamming([]uint16{0xffff, 1}, []uint16{0, 3})
	require.NoError(t, err)
	require.Equal(t, int64(17), h)
}

// TestScalarForms: a number for each input but the first is what a slice of it is.
func TestScalarForms(t *testing.T) {
	x := []float64{-1, 0.5, math.NaN(), 1e300, 7, -0.25, 3, 9, 11}
	same, want, got := slices.Repeat([]float64{2.5}, len(x)), make([]float64, len(x)), make([]float64, len(x))
	for name, f := range map[string]struct {
		slices  func(y, x1, x2 []float64) error
		scalar  func(y, x1 []float64, x2 float64) error
		generic func(y, x1 []float64, x2 float64) error
	}{
		"multiply": {f64.Multiply, f64.MultiplyScalar, vec.MultiplyScalar[float64]},
		"subtract": {f64.Subtract, f64.SubtractScalar, vec.SubtractScalar[float64]},
		"power":    {f64.Power, f64.PowerScalar, vec.PowerScalar[float64]},
		"maximum":  {f64.Maximum, f64.MaximumScalar, vec.MaximumScalar[float64]},
	} {
		require.NoError(t, f.slices(want, x, same), name)
		for _, g := range []func(y, x1 []float64, x2 float64) error{f.scalar, f.generic} {
			require.NoError(t, g(got, x, 2.5), name)
			for i := range want {
				require.Equal(t, math.Float64bits(want[i]), math.Float64bits(got[i]), name)
			}
		}
	}
	require.EqualError(t, f64.MultiplyScalar(got[:2], x, 2), "f64.MultiplyScalar: input 1 has 9 elements and output 1 has 2; all slices must have the same length")
}

// TestLongRows: rows of more elements than a call of a kernel takes have the means and variances that their sums say, to the bit,
// and are NaN where an element is; nothing is allocated.
func TestLongRows(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{1<<16 - 1, 1 << 16, 1<<16 + 1, 70001, 1<<17 + 9, 300007} {
		x, y := make([]float32, n), make([]float64, n)
		for i := range x {
			x[i], y[i] = r.Float32()-0.25, r.Float64()-0.25
		}
		mean, mean64 := f32.Sum(x)/float32(n), f64.Sum(y)/float64(n)
		require.Equal(t, mean, f32.Mean(x), n)
		require.Equal(t, mean64, f64.Mean(y), n)
		require.Equal(t, f32.SquaredDeviation(x, mean)/float32(n-1), f32.Variance(x, 1), n)
		require.Equal(t, f64.SquaredDeviation(y, mean64)/float64(n), f64.Variance(y, 0), n)
		require.Zero(t, testing.AllocsPerRun(3, func() { f32.Mean(x); f64.Variance(y, 1) }))
		x[r.IntN(n)], y[r.IntN(n)] = float32(math.NaN()), math.Inf(1)
		require.Equal(t, uint32(0x7fc00000), math.Float32bits(f32.Mean(x)))
		require.Equal(t, math.Inf(1), f64.Mean(y))
		require.Equal(t, uint64(0x7ff8000000000000), math.Float64bits(f64.Variance(y, 0)))
	}
}
