// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"math"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/spec/kernels"
)

func stock(t testing.TB) *Compiler {
	t.Helper()
	root := os.DirFS("../../../spec")
	lane, err := ReadLibrary(LanePath, root, "lane")
	require.NoError(t, err)
	kern, err := ReadLibrary(KernelsPath, root, "kernels")
	require.NoError(t, err)
	c, errs := New(lane, kern)
	require.Empty(t, errs)
	return c
}

func f64(names ...string) []Param {
	var ps []Param
	for _, n := range names {
		ps = append(ps, Param{Name: n, DType: dtype.Float64})
	}
	return ps
}

func TestExpMeansWhatGoComputes(t *testing.T) {
	fs, errs := stock(t).Compile([]Body{{Name: "exp", In: f64("x"), Out: f64("y"), Text: "Exp(x)"}})
	for _, e := range errs {
		t.Error(e)
	}
	require.Empty(t, errs)
	for _, x := range []float64{0, 1, -1, 0.5, 700, -744, 710, math.Inf(1), math.Inf(-1), math.NaN(), 1e-300} {
		out, _ := fs[0].Eval([][2]uint64{{math.Float64bits(x)}})
		want := math.Float64bits(kernels.Exp(x))
		if x == x {
			require.Equal(t, want, out[0][0], "exp(%g)", x)
		}
	}
}

func TestStatements(t *testing.T) {
	fs, errs := stock(t).Compile([]Body{{
		Name: "clampdiff", In: f64("a", "b"), Out: f64("lo", "hi"),
		Text: "hi = 0\nd := a - b\nif d < 0 {\n\tlo = a\n\thi = b\n} else if d > 10 {\n\tlo, hi = b, a\n} else {\n\tlo = -d\n}\nhi += 1\nreturn",
	}})
	require.Empty(t, errs)
	want := func(a, b float64) (lo, hi float64) {
		d := a - b
		if d < 0 {
			lo, hi = a, b
		} else if d > 10 {
			lo, hi = b, a
		} else {
			lo = -d
		}
		hi++
		return
	}
	for _, a := range []float64{-3, 0, 5, 100} {
		for _, b := range []float64{-3, 0, 5, 60} {
			out, _ := fs[0].Eval([][2]uint64{{math.Float64bits(a)}, {math.Float64bits(b)}})
			lo, hi := want(a, b)
			require.Equal(t, lo, math.Float64frombits(out[0][0]))
			require.Equal(t, hi, math.Float64frombits(out[1][0]))
		}
	}
}

func TestFaults(t *testing.T) {
	i64 := []Param{{Name: "x", DType: dtype.Int64}, {Name: "y", DType: dtype.Int64}}
	z := []Param{{Name: "z", DType: dtype.Int64}}
	cases := []struct {
		text, at, msg, hint string
	}{
		{"x / y", "/ y", "/ of integers is not part of the kernel language", "write Div(x, y)"},
		{"x % y", "% y", "% is not part of the kernel language", "write Rem(x, y)"},
		{"Sqr(x)", "Sqr", "undefined: Sqr", "did you mean Sqrt?"},
		{"x + 1.5", "1.5", "1.5 (untyped float constant) truncated to int64", ""},
		{"x << y", "y", "a shift count must be unsigned", "convert it"},
		{"for x < 3 { x++ }\nz = x", "for", "the body has a loop without a constant count", "count to a constant"},
		{"z = x +", "", "expected operand, found the end of the body", ""},
		{"z = func() int64 { return x }()", "func", "the body has a function literal", "a body has assignments"},
		{"int64(Sqrt(float64(x)))", "int64(", "a conversion from float to integer has no defined result in Go where it does not fit", "Sat[int64](x)"},
		{"if x < y { z = 1 }\nq := x", "q :=", "declared and not used: q", ""},
	}
	c := stock(t)
	for _, tc := range cases {
		fs, errs := c.Compile([]Body{{Name: "b", In: i64, Out: z, Text: tc.text}})
		require.Nil(t, fs[0], tc.text)
		require.Len(t, errs, 1, tc.text)
		require.Equal(t, tc.msg, errs[0].Msg)
		require.Contains(t, errs[0].Hint, tc.hint)
		if tc.at != "" {
			require.Equal(t, strings.Index(tc.text, tc.at), errs[0].Offset, tc.text)
		}
		c = stock(t)
	}
}

func TestCastRoundsOnceToHalf(t *testing.T) {
	bind := map[string]dtype.DType{"T": dtype.Float64, "U": dtype.Float16}
	fs, errs := stock(t).Compile([]Body{{Name: "cast", In: f64("x"), Out: []Param{{Name: "y", DType: dtype.Float16}}, Text: "Cast[U](x)", Bind: bind}})
	require.Empty(t, errs)
	// 1 + 2^-11 is halfway between two float16 numbers; a bit more must round
	// up, although float32 cannot hold the difference.
	out, _ := fs[0].Eval([][2]uint64{{math.Float64bits(1 + 0x1p-11 + 0x1p-40)}})
	require.Equal(t, uint64(0x3c01), out[0][0])
	out, _ = fs[0].Eval([][2]uint64{{math.Float64bits(1 + 0x1p-11)}})
	require.Equal(t, uint64(0x3c00), out[0][0])
}
