// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"math"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/spec"
)

// TestBodyFaults checks the faults that only the compiler can find: each with
// its exact place, message and hint, as testdata/faults.txt has them. The faults
// of the format are package spec's to test.
func TestBodyFaults(t *testing.T) {
	const head = "package: p\nfunctions: [own.go]\nufuncs:\n- name: f\n  doc: D.\n  in: [x, y]\n  out: [z]\n  loops:\n  - bound: exact\n    for: "
	own := &fstest.MapFile{Data: []byte(`package p

import "math"

var table = []float64{1, 2}

var Cubes = [8]float64{0, 1, 8, 27, 64, 125, 216, 343}

func Twice(x float64) float64 { return 2 * x }

func Loop(x float64) float64 {
	for x < 1 {
		x *= 2
	}
	return x
}

func Again(x float64) float64 { return Again(x - 1) }

func Uses(x float64) float64 { return math.Gamma(x) }

func Table(x float64) float64 { return x * table[1] }

func halved(x float64) float64 { return 0.5 * x }

// A variable of the function is no variable of the package; _ is none at all.
func Shadow(x float64) float64 {
	table := x
	_ = x
	return table + halved(x)
}

var _ = table
`)}
	var got strings.Builder
	for _, tc := range []struct{ dtype, body string }{
		{"float64", "Sqr(x) + y"},
		{"float64", "x + y + q"},
		{"int64", "x / y"},
		{"int64", "x % y"},
		{"int64", "x << y"},
		{"int64", "Sqrt(x) + y"},
		{"int64", "x + y * 0.5"},
		{"int64", "Sat[int64](x + y)"},
		{"float64", "x + float32(y)"},
		{"float64", "x + y > 0"},
		{"float64", "float64(int32(x)) + y"},
		{"float64", "x & y"},
		{"float64", "Loop(x) + y"},
		{"float64", "Again(x) + y"},
		{"float64", "Uses(x) + y"},
		{"float64", "Table(x) + y"},
		{"float64", "Twice(x, y)"},
		{"float64", "Rare(x < y)"},
		{"float64", "Cast[float32](x) + y"},
		{"float64", "Inf[T](x) + y"},
		{"float64", "[]float64{x, y}[0]"},
		{"float64", "*(&x) + y"},
		{"complex128", "x / y"},
		{"complex128", "x < y"},
		{"bool", "x + y"},
		{"float64", "Pick(x, 1, 2) + y"},
		{"float64", "halved(x) + y"},
		{"float64", "table + x + y"},
		{"float64", "math.Pow(x, y)"},
		{"float64", "lane.Sqrt(x) + y"},
		{"float64", "Pow(x, y)"},
		{"float64", "sqrt(x) + y"},
		{"float64", "Srqt(x) + y"},
		{"float64", "Twic(x) + y"},
		{"float64", "xx + x + y"},
		{"float64", "x + y + delta"},
		{"float64", "Inf[F](1) + x + y"},
		{"float64", "if x > 0 || y > 1 { z = 1 }"},
		{"float64", "if x > y { return }; z = 1"},
		{"float64", "z += x * y"},
		{"float64", "OnesCount(x) + y"},
		{"int64", "AddSat(x, y, 1)"},
		{"int64", "x + MulHi(y, 0.5)"},
		{"int32", "RotateLeft(x, int64(y))"},
		{"int32", "LeadingZeroes(x) + y"},
		{"int32", "AvgDown(x, y)"},
		{"int32", "int32(Cubes[x] + Cubes[y & 7])"},
		{"uint8", "uint8(x) + Sat[uint8](Cubes[y])"},
		{"uint8", "x + Sat[uint8](At(Cubes, y))"},
		{"float64", "Cubes[x] + y"},
		{"float64", "Cube[1] + x + y"},
		{"float64", "z = x; for range y { z++ }"},
		{"int32", "z = x; for i := int32(0); i < y; i++ { z += i }"},
		{"int32", "z = x; for z < y { z *= 2 }"},
	} {
		f, err := spec.Load("f.yaml", []byte(head+tc.dtype+"\n    body: |\n      "+tc.body+"\n"))
		require.NoError(t, err, tc.body)
		_, err = Compile([]*spec.File{f}, fstest.MapFS{"own.go": own}, "example.com/p")
		require.Error(t, err, tc.body)
		got.WriteString(err.Error() + "\n\n")
	}
	// Those of rows with a core dimension.
	for _, tc := range []string{
		"in: {x: T}|s = Sum(x)",
		"in: {x: 'T[n]'}|s = x",
		"in: {x: 'T[n]'}|s = Sum(x) + Cos(x)",
		"in: {x: 'T[n]'}|if x > 0 { s = Sum(x) } else { s = 0 }",
		"in: {x: 'T[n]'}|if Max(x) > 0 { s = 1; return }; s = Sum(x)",
		"in: {x: 'T[n]'}|s = 0; for range 2 { s += Sum(x) }",
		"in: {x: 'T[n]'}|s = Sum[k](x)",
		"in: {x: 'T[n]', a: T}|s = Sum(x) + Sum(a)",
		"in: {x: 'complex64[n]', a: T}|s = a + real(Sum(x))",
		"in: {x: 'T[n]'}|s = Sum(x > 0)",
		"in: {x: 'T[n]'}|s = Count(x)",
		"in: {x: 'T[n]'}|s = Summ(x)",
		"in: {x: 'T[n]'}|s = 0" + strings.Repeat("; s = Sum(x - s)", 130),
		"in: {x: T}|s = x * T(Index())",
		"in: {x: 'T[n]'}|s = Sum(x) + T(Index())",
		"in: {x: 'T[n]', t: 'T[m]'}|s = Sum(x * t)",
		"in: {x: 'T[n]', t: 'T[16]'}|s = Sum(x) + Sum(t)",
		"in: {x: 'T[n]', t: 'T[m]'}|s = Sum(x + t[Index()])",
		"in: {x: 'T[n]', t: 'T[16]'}|s = Sum(x + t[Index()])",
		"in: {x: 'T[n]', t: 'T[16]'}|s = t[16] + Sum(x)",
		"in: {x: 'T[n]', t: 'T[16]'}|s = Sum(x + At(t, Index()))",
		"in: {x: 'T[n]', t: 'T[m]'}|s = Sum(x); for _, c := range t { s += c }",
		"in: {x: 'T[n]', t: 'T[16]'}|t[1] = 3; s = Sum(x)",
		"in: {x: 'T[n]'}|s = Sum(x[0])",
		// Those of scans.
		"in: {x: 'T[n]'}|s = CumSum(x)",
		"in: {x: T}|s = CumSum(x)",
		"in: {x: 'T[n]'}|if x > 0 { s = Sum(CumSum(x)) } else { s = 0 }",
		"in: {x: 'complex64[n]'}|s = T(real(Sum(real(CumMax(x)))))",
		"in: {x: 'T[n]'}|s = Sum(x) + Max(CumProd(Sum(x)))",
		"in: {x: 'T[n]'}|s = Sum(CumSum(x > 0))",
		"in: {x: 'T[n]'}|s = Sum(Cumsum(x))",
		// Those of windows.
		"in: {x: 'T[n+2]'}|s = Sum(x)",
		"in: {x: 'T[n+2]'}|s = Sum(x + 1)",
		"in: {x: 'T[n+2]'}|y := x; s = Sum(y[0])",
		"in: {x: 'T[n+2]'}|s = Sum(x[3])",
		"in: {x: 'T[n+2]'}|s = 0; for i := range 4 { s = Sum(x[0]) + T(i); _ = x[i] }",
		"in: {x: 'T[n+2]'}|t := T(0); for i := range 4 { t += x[i] }; s = Sum(t)",
		"in: {x: 'T[n+2]', i: 'int64[n]'}|s = Sum(x[i])",
		"in: {x: 'T[n+2]'}|s = Sum(At(x[:], Index()))",
		"in: {x: 'T[n+2]'}|s = x[1]",
		"in: {x: 'T[n+2]'}|x[1] = 3; s = Sum(x[1])",
	} {
		in, body, _ := strings.Cut(tc, "|")
		f, err := spec.Load("f.yaml", []byte("package: p\nkernels:\n- name: f\n  doc: D.\n  types: {T: float64}\n  "+in+"\n  out: {s: T}\n  bound: exact\n  body: |\n    "+body+"\n"))
		require.NoError(t, err, tc)
		_, err = Compile([]*spec.File{f}, nil, "example.com/p")
		require.Error(t, err, tc)
		got.WriteString(err.Error() + "\n\n")
	}
	for _, tc := range []string{
		"x[0]",
		"x[0] + x[1]",
		"x[1][3]",
		"x[1][0]; for i, r := range x { y += r[0] + T(i) }",
		"x[1][0]; for i := range x { for _, v := range x[i+1] { y += v } }",
	} {
		f, err := spec.Load("f.yaml", []byte("package: p\nkernels:\n- name: f\n  doc: D.\n  types: {T: float64}\n  in: {x: 'T[m+2, n+2]'}\n  out: {y: 'T[m, n]'}\n  bound: exact\n  body: |\n    y = "+tc+"\n"))
		require.NoError(t, err, tc)
		_, err = Compile([]*spec.File{f}, nil, "example.com/p")
		require.Error(t, err, tc)
		got.WriteString(err.Error() + "\n\n")
	}
	const golden = "testdata/faults.txt"
	f, err := spec.Load("f.yaml", []byte(head+"float64\n    body: Shadow(x) + y\n"))
	require.NoError(t, err)
	_, err = Compile([]*spec.File{f}, fstest.MapFS{"own.go": own}, "example.com/p")
	require.NoError(t, err)
	if os.Getenv("ARRAYGEN_UPDATE") != "" {
		require.NoError(t, os.WriteFile(golden, []byte(got.String()), 0o666))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String())
}

// TestFaultsOfFunctionsAreReportedOnce calls a function that is at fault from many
// bodies, of which the fault does not depend.
func TestFaultsOfFunctionsAreReportedOnce(t *testing.T) {
	const src = "package: p\nfunctions: [body 0.go]\nufuncs:\n- name: f\n  doc: D.\n  in: [x]\n  out: [z]\n  loops:\n" +
		"  - {for: [float64, float32], body: Odd(x), bound: exact}\n  - {for: int8, body: \"Sat[int8](Odd(float32(x)))\", bound: exact}\n"
	f, err := spec.Load("f.yaml", []byte(src))
	require.NoError(t, err)
	// Comments cannot move a fault to another file.
	own := "package p\n\nimport \"github.com/arraygen/arraygen/spec/lane\"\n\n//line f.yaml:1\nfunc Odd[T lane.Float](x T) T { return T(int64(x)) }\n"
	_, err = Compile([]*spec.File{f}, fstest.MapFS{"body 0.go": {Data: []byte(own)}}, "example.com/p")
	require.EqualError(t, err, `body 0.go:6:42: a conversion from float to integer has no defined result in Go where it does not fit (called from f(float64) -> float64 and 2 more)
    func Odd[T lane.Float](x T) T { return T(int64(x)) }
                                             ^
    write Sat[int64](x), which saturates`)
}

// TestOwnFunctionsHideStockOnes compiles a function that has the name of a stock
// one, and one from a file that calls the intrinsics without a package.
func TestOwnFunctionsHideStockOnes(t *testing.T) {
	f, err := spec.Load("f.yaml", []byte("package: p\nfunctions: [own.go]\nufuncs:\n- name: f\n  doc: D.\n  in: [x]\n  out: [z]\n  loops:\n  - {for: float64, body: Exp(x) + Sqrt(x), bound: exact}\n"))
	require.NoError(t, err)
	own := "package p\n\nimport . \"github.com/arraygen/arraygen/spec/lane\"\n\nfunc Exp(x float64) float64 { return Abs(x) + 1 }\n"
	p, err := Compile([]*spec.File{f}, fstest.MapFS{"own.go": {Data: []byte(own)}}, "example.com/p")
	require.NoError(t, err)
	out, _ := p.Kernels[0].Func.Eval([][2]uint64{{math.Float64bits(4)}})
	require.Equal(t, 7.0, math.Float64frombits(out[0][0]))
}
