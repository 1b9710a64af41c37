// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/spec/lane"
)

// tableFunctions is the text of the tables below and of Wave.
const tableFunctions = `package tables
import "` + LanePath + `"
const n = 3
type alias = int8
var Squares = [16]int32{0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, 144, 169, 196, 225}
var (
	Sparse = [300]float32{5: 0.1, n * 10: -2.5, 299: 1e-3, 7: float32(1) / 3}
	Steps = [...]int8{-3, -2, -1, 0, 1, 2, 3}
	Turns = [4]complex128{1, 1i, -1, complex(0, -1)}
	Bytes = [256]byte{255: 7, 3: 'a'}
	weights = [5]float64{0.1, 0.2, 0.4, 0.2, 0.1}
	Loose = []float64{1, 2}
	Changed = [2]float64{1, 2}
	Pointed = [2]float64{1, 2}
	Called = [2]float64{f(), 2}
	Words = [2]string{"a", "b"}
	_ = [1]float64{0}
)
func f() float64 { return 1 }
func Change(i int) { Changed[i]++; p := &Pointed; p[0] = 2 }
func Shadow(Squares float64) float64 { Squares = Squares * 2; return Squares }
func Wave(x float64, i uint8) float64 {
	s := 0.0
	for k, w := range weights { s += w * x * float64(k) }
	return s + weights[lane.Min(i&7, 4)] + lane.At(weights[:], int64(i)-3)
}
`

var (
	tableSquares = [16]int32{0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, 144, 169, 196, 225}
	tableSparse  = [300]float32{5: 0.1, 30: -2.5, 299: 1e-3, 7: float32(1) / 3}
	tableSteps   = [...]int8{-3, -2, -1, 0, 1, 2, 3}
	tableTurns   = [4]complex128{1, 1i, -1, complex(0, -1)}
	tableBytes   = [256]byte{255: 7, 3: 'a'}
	tableWeights = [5]float64{0.1, 0.2, 0.4, 0.2, 0.1}
)

func tables(t *testing.T) *Compiler {
	c := stock(t)
	require.Empty(t, c.load(Library{Path: "example.org/tables", Files: map[string][]byte{"tables.go": []byte(tableFunctions)}}, false))
	return c
}

// TestTablesMeanWhatGoSays: the elements, and what proves that an index is one.
func TestTablesMeanWhatGoSays(t *testing.T) {
	in := []Param{{Name: "x", DType: dtype.Int32}, {Name: "u", DType: dtype.Uint8}}
	for _, tc := range []struct {
		text string
		want func(x int32, u uint8) float64
	}{
		{"Squares[x & 15]", func(x int32, u uint8) float64 { return float64(tableSquares[x&15]) }},
		{"Squares[u >> 4]", func(x int32, u uint8) float64 { return float64(tableSquares[u>>4]) }},
		{"Squares[min(u, 15)] + Squares[3]", func(x int32, u uint8) float64 { return float64(tableSquares[min(u, 15)] + 9) }},
		{"Squares[max(min(x, 9), 2) + int32(u & 3) - 1]", func(x int32, u uint8) float64 { return float64(tableSquares[max(min(x, 9), 2)+int32(u&3)-1]) }},
		{"Squares[OnesCount(u)]", func(x int32, u uint8) float64 { return float64(tableSquares[lane.OnesCount(u)]) }},
		{"Squares[Rem(uint32(x), 16)]", func(x int32, u uint8) float64 { return float64(tableSquares[uint32(x)%16]) }},
		{"Squares[max(Steps[u&3+u>>7], 0) ^ 8]", func(x int32, u uint8) float64 { return float64(tableSquares[max(tableSteps[u&3+u>>7], 0)^8]) }},
		{"Squares[Select(x > 3, u&7, 15)]", func(x int32, u uint8) float64 { return float64(tableSquares[lane.Select(x > 3, u&7, 15)]) }},
		{"Sparse[uint16(u) + 40]", func(x int32, u uint8) float64 { return float64(tableSparse[uint16(u)+40]) }},
		{"At(Sparse[:], x)", func(x int32, u uint8) float64 { return float64(lane.At(tableSparse[:], x)) }},
		{"Steps[u&1 + u&4]", func(x int32, u uint8) float64 { return float64(tableSteps[u&1+u&4]) }},
		{"At(Steps[:], int8(x))", func(x int32, u uint8) float64 { return float64(lane.At(tableSteps[:], int8(x))) }},
		{"Bytes[u]", func(x int32, u uint8) float64 { return float64(tableBytes[u]) }},
		{"At(Bytes[:], uint64(x))", func(x int32, u uint8) float64 { return float64(lane.At(tableBytes[:], uint64(x))) }},
		{"imag(Turns[u&3] * complex(2, 3))", func(x int32, u uint8) float64 { return imag(tableTurns[u&3] * complex(2, 3)) }},
		{"real(At(Turns[:], x))", func(x int32, u uint8) float64 { return real(lane.At(tableTurns[:], x)) }},
		{"Shadow(float64(len(Squares)))", func(x int32, u uint8) float64 { return 32 }},
		{"Wave(float64(x), u)", func(x int32, u uint8) float64 {
			s := 0.0
			for k, w := range tableWeights {
				s += w * float64(x) * float64(k)
			}
			return s + tableWeights[min(u&7, 4)] + lane.At(tableWeights[:], int64(u)-3)
		}},
	} {
		c := tables(t)
		fs, errs := c.Compile([]Body{{Name: "b", In: in, Out: f64("y"), Text: "float64(" + tc.text + ")"}})
		require.Empty(t, errs, tc.text)
		for _, x := range []int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 30, 255, 256, 299, 300, 1000, -1, -2, -128, math.MinInt32, math.MaxInt32} {
			for u := range 256 {
				out, _ := fs[0].Eval([][2]uint64{{uint64(uint32(x))}, {uint64(u)}})
				require.Equal(t, tc.want(x, uint8(u)), math.Float64frombits(out[0][0]), "%s of %d, %d", tc.text, x, u)
			}
		}
	}
}

// TestTableFaults: an index that may leave its table, and what is no table.
func TestTableFaults(t *testing.T) {
	in := []Param{{Name: "x", DType: dtype.Int32}, {Name: "u", DType: dtype.Uint8}}
	for _, tc := range []struct{ text, at, msg, hint string }{
		{"Squares[u]", "u]", "Squares has 16 elements, and this index is from 0 to 255", "At(Squares[:], i) clamps the index, i & 15 takes its low bits"},
		{"Squares[x]", "x]", "this index is from -2147483648 to 2147483647", "clamps"},
		{"Squares[u & 31]", "u &", "this index is from 0 to 31", "clamps"},
		{"Squares[Abs(x) & 15 - 1]", "Abs", "this index is from -1 to 14", "clamps"},
		{"Squares[uint64(x)]", "uint64", "this index is from 0 up to any size", "clamps"},
		{"Squares[min(int64(uint64(x)), 15)]", "min", "this index is from -2147483648 to 15", "clamps"},
		{"Squares[u & 3 * 64]", "u &", "this index is from", "clamps"},
		{"int32(Steps[u & 7])", "u &", "Steps has 7 elements, and this index is from 0 to 7", "At(Steps[:], i) clamps the index"},
		{"Squares[16]", "16", "index 16 out of bounds", ""},
		{"z = 0\nfor i := range 17 { z += Squares[i] }", "i] }", "Squares has 16 elements, and this index is 16", "clamps"},
		{"Squares[1.5]", "1.5", "truncated", ""},
		{"weights[0]", "weights", "weights is not exported (tables.go:11:2)", "call it Weights"},
		{"int32(Loose[0])", "Loose", "Loose is a variable of the package (tables.go:12:2), which is not part of the kernel language", "an array of constants"},
		{"int32(Changed[0])", "Changed", "Changed is a variable of the package", "to which nothing is assigned"},
		{"int32(Pointed[0])", "Pointed", "Pointed is a variable of the package", "to which nothing is assigned"},
		{"int32(Called[0])", "Called[0]", "Called is no table", "an array of constants"},
		{"int32(len(Words[0]))", "Words", "Words is a variable of the package", ""},
		{"At(Squares[1:], x)", "Squares[1:]", "the body slices", ""},
		{"At(Squares, x)", "Squares", "does not match []T", ""},
		{"At([]int32{1, 2}, x)", "[]int32{1", "the body has a composite literal", ""},
		{"z = 0\nt := Squares\nz = t[0]", "Squares", "Squares is a table, and no value", "read its elements, as Squares[i]"},
	} {
		c := tables(t)
		_, errs := c.Compile([]Body{{Name: "b", In: in, Out: []Param{{Name: "z", DType: dtype.Int32}}, Text: tc.text}})
		require.NotEmpty(t, errs, tc.text)
		require.Contains(t, errs[0].Msg, tc.msg, tc.text)
		require.Contains(t, errs[0].Hint, tc.hint, tc.text)
		require.Equal(t, strings.Index(tc.text, tc.at), errs[0].Offset, tc.text)
	}
}

// TestConstantIndices: an index that is a constant leaves no table.
func TestConstantIndices(t *testing.T) {
	fs, errs := tables(t).Compile([]Body{{Name: "b", In: f64("x"), Out: f64("y"), Text: "y = 0\nfor i := range 5 { y = FMA(x, float64(Squares[i]), y) }"}})
	require.Empty(t, errs)
	for _, v := range fs[0].Values {
		require.NotEqual(t, ir.Lookup, v.Op, "%s", fs[0])
	}
}
