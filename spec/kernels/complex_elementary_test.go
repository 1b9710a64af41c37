// SPDX-License-Identifier: BSD-3-Clause

package kernels

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// complexFunction is a function of complex numbers in both types.
type complexFunction struct {
	f64 func(a, b float64) (re, im float64)
	f32 func(a, b float32) (re, im float32)
}

var complexFunctions = map[string]complexFunction{
	"exp":     {ExpComplex[float64], ExpComplex[float32]},
	"exp2":    {Exp2Complex[float64], Exp2Complex[float32]},
	"log":     {LogComplex[float64], LogComplex[float32]},
	"log2":    {Log2Complex[float64], Log2Complex[float32]},
	"log10":   {Log10Complex[float64], Log10Complex[float32]},
	"sin":     {SinComplex[float64], SinComplex[float32]},
	"cos":     {CosComplex[float64], CosComplex[float32]},
	"tanh":    {TanhComplex[float64], TanhComplex[float32]},
	"sinh":    {SinhComplex[float64], SinhComplex[float32]},
	"cosh":    {CoshComplex[float64], CoshComplex[float32]},
	"expm1":   {Expm1Complex[float64], Expm1Complex[float32]},
	"log1p":   {Log1pComplex[float64], Log1pComplex[float32]},
	"tan":     {TanComplex[float64], TanComplex[float32]},
	"arcsin":  {ArcsinComplex[float64], ArcsinComplex[float32]},
	"arccos":  {ArccosComplex[float64], ArccosComplex[float32]},
	"arctan":  {ArctanComplex[float64], ArctanComplex[float32]},
	"arcsinh": {ArcsinhComplex[float64], ArcsinhComplex[float32]},
	"arccosh": {ArccoshComplex[float64], ArccoshComplex[float32]},
	"arctanh": {ArctanhComplex[float64], ArctanhComplex[float32]},
}

// readNumbers returns the records of a CSV file under testdata: names first,
// as many as said, then numbers.
func readNumbers(t *testing.T, file string, names int) (name [][]string, number [][]float64) {
	f, err := os.Open("testdata/" + file)
	require.NoError(t, err)
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	for _, r := range records {
		var numbers []float64
		for _, field := range r[names:] {
			v, err := strconv.ParseFloat(field, 64)
			require.NoError(t, err)
			numbers = append(numbers, v)
		}
		name = append(name, r[:names])
		number = append(number, numbers)
	}
	return name, number
}

// TestComplexSpecials compares with NumPy at the special values.
func TestComplexSpecials(t *testing.T) {
	names, numbers := readNumbers(t, "complex_numpy.csv", 2)
	for i, n := range names {
		a, b, wantRe, wantIm := numbers[i][0], numbers[i][1], numbers[i][2], numbers[i][3]
		if n[0] == "exp2" && math.Abs(b) >= 89 && b-b == 0 {
			continue // NumPy rounds b ln2, and has few bits or none of the angle
		}
		if n[0] == "expm1" && (n[1] == "float32" && (a > 88 || a-a != 0 || a == 0) || a > 709 || a-a != 0) {
			continue // NumPy multiplies what overflows, and 0 by infinity: see TestExpm1ComplexSpecials
		}
		if n[0] == "log1p" && a != 0 && math.Abs(a) < 1e-40 && math.Abs(b) < 1e-40 {
			wantRe = a // NumPy rounds 1 + a
		}
		f := complexFunctions[n[0]]
		re, im := f.f64(a, b)
		tolerance := 4e-16 * 4
		if n[1] == "float32" {
			re32, im32 := f.f32(float32(a), float32(b))
			re, im = float64(re32), float64(im32)
			tolerance = 1.2e-7 * 4
		}
		if n[0] == "exp2" {
			tolerance = 0.01 // NumPy rounds a ln2 and b ln2
		}
		if !near(re, wantRe, tolerance) || !near(im, wantIm, tolerance) {
			t.Errorf("%s %s(%v, %v) = (%v, %v), NumPy has (%v, %v)", n[1], n[0], a, b, re, im, wantRe, wantIm)
		}
	}
}

// near reports whether got is want: with the same sign where it is 0, within a
// relative tolerance where it is finite.
func near(got, want, tolerance float64) bool {
	if want == 0 || want-want != 0 {
		return sameClass(got, want)
	}
	return math.Abs(got-want) <= tolerance*math.Abs(want)+1e-322 && math.Signbit(got) == math.Signbit(want)
}

// TestExpm1ComplexSpecials: beside infinities, NaN and where 1 is nothing it is the
// exponential less 1.
func TestExpm1ComplexSpecials(t *testing.T) {
	for _, a := range append(parts, 40, 709.5, 710, 1454, -800) {
		if math.Abs(a) < 40 {
			continue
		}
		for _, b := range append(parts, 0.5, 1e-320, 1454) {
			re, im := Expm1Complex(a, b)
			wantRe, wantIm := ExpComplex(a, b)
			require.True(t, near(re, wantRe-1, 1e-15) && sameClass(im, wantIm), "expm1(%v, %v) = (%v, %v), e^z is (%v, %v)", a, b, re, im, wantRe, wantIm)
		}
	}
	for _, a := range []float64{0, zero} {
		re, im := Expm1Complex(a, zero)
		require.True(t, sameClass(re, a) && sameClass(im, zero))
		re32, im32 := Expm1Complex(float32(a), float32(0x1p-140))
		require.True(t, re32 == 0 && im32 == 0x1p-140)
	}
}
