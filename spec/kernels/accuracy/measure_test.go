// SPDX-License-Identifier: BSD-3-Clause

package accuracy

import (
	"bytes"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/spec/kernels"
)

// TestQuick measures every kernel function on a fixed sample. The whole range
// is for the command: see docs/accuracy.md.
func TestQuick(t *testing.T) {
	effort := Quick
	if testing.Short() {
		effort = Effort{Step: 40009, Samples: 2000, Rounds: 1}
	}
	n := 0
	Measure(Functions32(), Functions64(), Functions2(), effort, func(r Result) {
		require.Empty(t, r.Failure())
		require.NotZero(t, r.Samples)
		n++
	})
	require.Equal(t, len(Functions32())+len(Functions64())+len(Functions2()), n)
}

// TestMeasureFinds plants errors in functions and wants them found.
func TestMeasureFinds(t *testing.T) {
	one := func(f Func32) Result { return Sweep([]Func32{f}, 4001)[0] }
	planted := func(name string, grade string, bound float64, f func(float32) float32) Func32 {
		return Func32{name, grade, each(f), bound}
	}
	r := one(planted("exp", GradeCorrect, 0.5, func(x float32) float32 {
		y := kernels.ExpCorrect(x)
		if x > 0.5 && x < 80 {
			return math.Nextafter32(y, 0)
		}
		return y
	}))
	require.Contains(t, r.Failure(), "not correctly rounded")
	require.InDelta(t, 1, r.Max, 0.5)

	r = one(planted("tanh", GradeDefault, 1, func(x float32) float32 {
		if a := math.Abs(float64(x)); a > 0x1p-100 && a < 5 {
			return kernels.Tanh(x) * (1 + 0x1p-21)
		}
		return kernels.Tanh(x)
	}))
	require.Contains(t, r.Failure(), "is promised")

	r = one(planted("sin", GradeDefault, 1, func(x float32) float32 {
		if x < -0x1p-20 && x > -1 {
			return math.Nextafter32(kernels.Sin(x), 0)
		}
		return kernels.Sin(x)
	}))
	require.NotEmpty(t, r.Faults)

	r = one(planted("log", GradeDefault, 1, func(x float32) float32 { return kernels.Log(float32(math.Abs(float64(x)))) }))
	require.Contains(t, r.Failure(), "NaN")

	// Infinity is in no block of this step.
	r = one(planted("arctan", GradeDefault, 1, func(x float32) float32 {
		if math.IsInf(float64(x), 0) {
			return math.Nextafter32(kernels.Arctan(x), 0)
		}
		return kernels.Arctan(x)
	}))
	require.Contains(t, r.Failure(), "f(+Inf) is 1.5707962")

	h := Hunt(Func64{"cos", each(func(x float64) float64 {
		return kernels.Cos(x) + 0x1p-52
	}), 1}, 1000, 2)
	require.Contains(t, h.Failure(), "f(0x0p+00) is 1.0000000000000002, not 1")
	require.Greater(t, h.Max, 1.5)
}

func TestWrite(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, Write(&out, Rows([]Result{
		{Name: "exp", Dtype: "float32", Grade: GradeDefault, Max: 0.8889, At: -5.5, Inexact: 3, Samples: 1 << 32},
		{Name: "exp", Dtype: "float32", Grade: GradeCorrect, Samples: 1 << 32},
		{Name: "exp", Dtype: "float64", Grade: GradeDefault, Max: 0.6, At: 1, Inexact: 125, Samples: 1000},
		{Name: "hypot", Dtype: "float32", Grade: GradeDefault, Samples: 1000},
	})))
	require.Contains(t, out.String(), ""+
		"| exp | float32 | default | 0.889 | `-0x1.6p+02` | 3 | all 2^32 |\n"+
		"| exp | float32 | correct | 0.500 | none | 0 | all 2^32 |\n"+
		"| exp | float64 | default | 0.600 | `0x1p+00` | 12.50 % | 1000 |\n"+
		"| hypot | float32 | default | 0.500 | none | 0 | 1000 |\n")
}

// TestMerge: what was measured at more inputs stays unless it is contradicted, and nothing is lost.
func TestMerge(t *testing.T) {
	row := func(name string, ulp float64, samples uint64) Result {
		return Result{Name: name, Dtype: "float32", Grade: GradeDefault, Max: ulp, At: 2, Inexact: 1, Samples: samples}
	}
	var page bytes.Buffer
	require.NoError(t, Write(&page, Rows([]Result{row("exp", 0.9, 1<<32), row("sin", 0.7, 1<<32), row("cos", 0.7, 5000), row("tan", 0.6, 10)})))
	newer := Rows([]Result{row("exp", 0.8, 1000), row("sin", 0.75, 1000), row("cos", 0.6, 6000), row("erf", 0.5, 10)})
	var got []string
	for _, r := range Merge(page.String(), newer) {
		got = append(got, r.Line)
	}
	require.Equal(t, []string{
		"| exp | float32 | default | 0.900 | `0x1p+01` | 1 | all 2^32 |",
		"| sin | float32 | default | 0.750 | `0x1p+01` | 0.10 % | 1000 |",
		"| cos | float32 | default | 0.600 | `0x1p+01` | 0.02 % | 6000 |",
		"| tan | float32 | default | 0.600 | `0x1p+01` | 10.00 % | 10 |",
		"| erf | float32 | default | 0.500 | `0x1p+01` | 10.00 % | 10 |",
	}, got)
}
