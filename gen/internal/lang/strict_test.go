// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/gen/internal/ident"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// TestStrictText: operations of floats are put into functions of package
// strict, and nothing else of the author's text changes.
func TestStrictText(t *testing.T) {
	own := Library{Path: "example.org/own", Files: map[string][]byte{"own.go": []byte(`package own

import l "` + LanePath + `"

const half = 0.5

func Scale[T l.Float](x T, n int8) T { return x * T(n+1) * half }

func Slow(x float64) float64 { for x > 1 { x /= 2 }; return x }

func Fold(x float64) float64 {
	if l.Rare(x > 9) { return Slow(x) }
	return -x
}
`)}}
	c := stock(t)
	require.Empty(t, c.load(own, false))
	real := []Param{{Name: "x", DType: dtype.Float64}, {Name: "n", DType: dtype.Int8}}
	pair := []Param{{Name: "x", DType: dtype.Complex64}, {Name: "lane", DType: dtype.Complex128}}
	one := []Param{{Name: "y", DType: dtype.Float64}}
	_, errs := c.Compile([]Body{
		{Name: "a", In: real, Out: one, Text: "y = x*x - 1\ny += x / 2\ny++\nn += n*2"},
		{Name: "b", In: real, Out: one, Text: "if y := Scale(x, n); y > 1+1 { return min(y, 2, -x) }\nreturn float64(float32(x)) + Exp(Fold(x))"},
		{Name: "c", In: pair, Out: []Param{{Name: "y", DType: dtype.Complex64}}, Text: "y = x * -x\ny *= x + complex64(lane)\nx -= Select(true, y, 2i)\ny = x"},
		{Name: "d", In: real, Out: one, Bind: map[string]dtype.DType{"T": dtype.Int8, "U": dtype.Float64}, Text: "Cast[U](n)"},
	})
	require.Empty(t, errs)
	text, has, _ := c.Strict(func(i int) string { return string(rune('A' + i)) }, ident.Set{})
	require.Equal(t, []bool{true, true, true, false}, has)
	require.Equal(t, map[string]string{"strict": StrictPath, "kernels": StrictKernelsPath, "lane_": LanePath}, text.Imports)
	require.Equal(t, `func A(x float64, n int8, ) (y float64, ) {
y = strict.Op(strict.Op(x*x) - 1)
y = strict.Op(y + ( strict.Op(x / 2)))
y = strict.Op(y+1)
n += n*2
return
}

func B(x float64, n int8, ) (y float64, ) {
if y := strictScale(x, n); y > 1+1 { return strict.Op(min(y, 2, -x)) }
return strict.Op(strict.Convert[float64](strict.Convert[float32](x)) + kernels.Exp(strictFold(x)))
}

func C(x complex64, lane complex128, ) (y complex64, ) {
y = strict.Multiply(x , -x)
y = strict.Multiply(y , ( strict.Op(x + strict.Op(complex64(lane)))))
x = strict.Op(x - ( lane_.Select(true, y, 2i)))
y = x
return
}

// strictScale is Scale with strict operations.
func strictScale[T lane_.Float](x T, n int8) T { return strict.Op(strict.Op(x * T(n+1)) * half) }

// strictFold is Fold with strict operations.
func strictFold(x float64) float64 {
	if lane_.Rare(x > 9) { return strict.Op(Slow(x)) }
	return -x
}

`, text.Decls)
}
