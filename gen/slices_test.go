// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/generated/b8"
	"github.com/arraygen/arraygen/generated/c128"
	"github.com/arraygen/arraygen/generated/f16"
	"github.com/arraygen/arraygen/generated/f32"
	"github.com/arraygen/arraygen/generated/f64"
	"github.com/arraygen/arraygen/generated/i64"
	"github.com/arraygen/arraygen/generated/u8"
	"github.com/arraygen/arraygen/generated/vec"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// TestSliceFunctions uses the slice packages as their users do.
func TestSliceFunctions(t *testing.T) {
	x, y := []float64{1, -2, math.Inf(1), 0.5}, []float64{3, 4, 5, math.NaN()}
	dst := make([]float64, 4)
	require.NoError(t, f64.Add(dst, x, y))
	require.Equal(t, []float64{4, 2, math.Inf(1)}, dst[:3])
	require.True(t, math.IsNaN(dst[3]))

	flags := make([]bool, 4)
	require.NoError(t, f64.Less(flags, x, y))
	require.Equal(t, []bool{true, true, false, false}, flags)
	require.NoError(t, b8.LogicalNot(flags, flags))
	require.Equal(t, []bool{false, false, true, true}, flags)

	require.NoError(t, f64.Clip(dst, x, []float64{0, 0, 0, 0}, []float64{2, 2, 2, 2}))
	require.Equal(t, []float64{1, 0, 2, 0.5}, dst)

	half := make([]dtype.F16, 4)
	require.NoError(t, f64.ToFloat16(half, x))
	back := make([]float32, 4)
	require.NoError(t, f16.ToFloat32(back, half))
	require.Equal(t, []float32{1, -2, float32(math.Inf(1)), 0.5}, back)

	abs := make([]float64, 1)
	require.NoError(t, c128.Absolute(abs, []complex128{3 + 4i}))
	require.Equal(t, []float64{5}, abs)

	require.NoError(t, i64.LessUint64(flags[:1], []int64{-1}, []uint64{0}))
	require.True(t, flags[0])

	ints := []int16{1, 5, -7}
	require.NoError(t, vec.Maximum(ints, ints, []int16{0, 6, -8}))
	require.Equal(t, []int16{1, 6, -7}, ints)
	require.NoError(t, vec.Equal(flags[:3], ints, []int16{1, 6, 7}))
	require.Equal(t, []bool{true, true, false}, flags[:3])
	bytes := make([]uint8, 4)
	require.NoError(t, vec.Cast(bytes, []float32{-1, 2.7, 300, float32(math.NaN())}))
	require.Equal(t, []uint8{0, 2, 255, 0}, bytes)
	require.NoError(t, f32.Exp(nil, nil), "nothing is fine")
}

func TestSliceFunctionsRefuse(t *testing.T) {
	x := []float64{1, 2, 3, 4}
	err := f64.Add(x[:3], x[:3], x)
	require.ErrorIs(t, err, fault.Shape)
	require.EqualError(t, err, "f64.Add: input 2 has 4 elements and output 1 has 3; all slices must have the same length")
	err = f64.Add(x[1:], x[:3], x[:3])
	require.ErrorIs(t, err, fault.Layout)
	require.EqualError(t, err, "f64.Add: output 1 and input 1 overlap; an output may be an input, or must be apart from it")
	var fe *fault.Error
	require.True(t, errors.As(err, &fe))
	require.Equal(t, []float64{1, 2, 3, 4}, x, "nothing is written")
}

// TestSliceFunctionsTakeNumbers takes numbers for inputs, in short rows and long ones, in place too, against loops.
func TestSliceFunctionsTakeNumbers(t *testing.T) {
	for n := range 300 {
		b, f, d, c := make([]uint8, n), make([]float32, n), make([]float64, n), make([]complex128, n)
		for i := range n {
			b[i], f[i], d[i], c[i] = uint8(3*i), float32(i)-7, float64(i)/2, complex(float64(i), 1)
		}
		b2, f2, d2, c2 := make([]uint8, n), make([]float32, n), make([]float64, n), make([]complex128, n)
		require.NoError(t, u8.AddScalar(b2, b, 7))
		require.NoError(t, f32.ClipScalar(f2, f, 2, 30))
		require.NoError(t, f64.DivideScalar(d2, d, 3))
		require.NoError(t, c128.AddScalar(c2, c, 2i))
		for i := range n {
			require.Equal(t, b[i]+7, b2[i], n)
			require.Equal(t, min(max(f[i], 2), 30), f2[i], n)
			require.Equal(t, d[i]/3, d2[i], n)
			require.Equal(t, c[i]+2i, c2[i], n)
		}
		require.NoError(t, u8.AddScalar(b, b, 7))
		require.NoError(t, f32.ClipScalar(f, f, 2, 30))
		require.Equal(t, b2, b)
		require.Equal(t, f2, f)
		if n > 2 {
			require.ErrorIs(t, f32.AddScalar(f[1:], f[:n-1], 1), fault.Layout)
			require.ErrorIs(t, f32.AddScalar(f[1:], f, 1), fault.Shape)
		}
	}
}

// TestSliceFunctionsAllocateNothing holds the slice functions to their cost.
func TestSliceFunctionsAllocateNothing(t *testing.T) {
	x, dst := make([]float64, 100), make([]float64, 100)
	var number float64
	var index int64
	for name, call := range map[string]func() error{
		"Exp":       func() error { return f64.Exp(dst, x) },
		"Add":       func() error { return vec.Add(dst, dst, x) },
		"AddScalar": func() error { return f64.AddScalar(dst, x, 2) },
		"Clip":      func() error { return f64.ClipScalar(dst, x, 0, 1) },
		"Softmax":   func() error { return f64.Softmax(dst, x) },
		"Sum":       func() error { number = f64.Sum(x); return nil },
		"Variance":  func() error { number = f64.Variance(x, 1); return nil },
		"Dot":       func() (err error) { number, err = f64.Dot(x, dst); return err },
		"MinMax":    func() (err error) { number, _, err = f64.MinMax(x); return err },
		"ArgMin":    func() (err error) { index, err = vec.ArgMin(x); return err },
	} {
		require.Zero(t, testing.AllocsPerRun(100, func() { require.NoError(t, call()) }), name)
	}
	_, _ = number, index
}

// TestSliceFunctionsFinishRareLanes takes a sine whose argument is too large for the vector code
// in the first vector, amid others and in the last, in place too.
func TestSliceFunctionsFinishRareLanes(t *testing.T) {
	for n := 1; n < 40; n++ {
		for at := range n {
			x, y, one := make([]float64, n), make([]float64, n), make([]float64, 1)
			for i := range x {
				x[i] = float64(i)
			}
			x[at] = 1e300
			require.NoError(t, f64.Sin(y, x))
			for i := range x {
				require.NoError(t, f64.Sin(one, x[i:i+1]))
				require.Equal(t, one[0], y[i], "element %d of %d, that at %d is large", i, n, at)
			}
			require.NoError(t, f64.Sin(x, x))
			require.Equal(t, y, x)
		}
	}
}
