// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// sameBits checks that two arrays have one type and shape and the same elements.
func sameBits(t *testing.T, want, got *Array) {
	t.Helper()
	require.NoError(t, got.Err())
	require.Equal(t, want.DType(), got.DType())
	require.Equal(t, want.Shape(), got.Shape())
	a, b := want.AsC(), got.AsC()
	size := want.ItemSize()
	for i := range a.Size() * size {
		require.Equal(t, *(*byte)(a.at(i)), *(*byte)(b.at(i)), "byte %d", i)
	}
}

// randomBits is an array of a type and shape with elements of any bits but NaNs
// with a payload, which texts don't keep; strided.
func randomBits(r *rand.Rand, d dtype.DType, finite bool, shape ...int) *Array {
	a := Zeros(d, append([]int{2}, shape...)...)
	size := d.Size()
	step := size
	if d.Kind() == dtype.KindComplex {
		step /= 2
	}
	for i := 0; i < a.Size()*size; i += step {
		for {
			for k := range step {
				*(*byte)(a.at(i + k)) = byte(r.Uint32())
			}
			if d == dtype.Bool {
				*(*byte)(a.at(i)) &= 1
			}
			if d.Kind() < dtype.KindFloat || d.Kind().Time() {
				break
			}
			part := d
			switch d {
			case dtype.Complex64:
				part = dtype.Float32
			case dtype.Complex128:
				part = dtype.Float64
			}
			x := dtype.LoadFloat(a.at(i), part)
			if x == x && !(finite && math.IsInf(x, 0)) {
				break
			}
		}
	}
	return a.At(1).T()
}

func TestTextRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, d := range dtype.All() {
		for _, shape := range [][]int{{}, {0}, {3}, {2, 0, 3}, {4, 5}, {2, 3, 2}} {
			a := randomBits(r, d, false, shape...)
			text, err := a.MarshalText()
			require.NoError(t, err)
			var b Array
			require.NoError(t, b.UnmarshalText(text), "%s", text)
			sameBits(t, a, &b)
		}
	}
	specials := FromSlice([]float64{math.Inf(1), math.Inf(-1), math.NaN(), math.Copysign(0, -1), 1e300})
	text, err := specials.MarshalText()
	require.NoError(t, err)
	require.Equal(t, "array([inf, -inf, nan, -0.0, 1e+300], dtype=float64)", string(text))
	var b Array
	require.NoError(t, b.UnmarshalText(text))
	require.Equal(t, specials.String(), b.String())
	text, err = FromSlice([]complex64{1 + 2i, complex(0, float32(math.Copysign(0, -1)))}).MarshalText()
	require.NoError(t, err)
	require.Equal(t, "array([(1.0+2.0j), (0.0-0.0j)], dtype=complex64)", string(text))
}

func TestJSONRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, d := range dtype.All() {
		if d.Kind() == dtype.KindComplex {
			continue
		}
		for _, shape := range [][]int{{}, {0}, {3}, {2, 0}, {4, 5}, {2, 3, 2}} {
			a := randomBits(r, d, true, shape...)
			text, err := json.Marshal(a)
			require.NoError(t, err)
			b := Zeros(d)
			require.NoError(t, json.Unmarshal(text, b), "%s", text)
			if a.Size() > 0 {
				sameBits(t, a, b)
			} else {
				require.Zero(t, b.Size())
			}
		}
	}
}

func TestJSONInStructs(t *testing.T) {
	type record struct {
		Name string
		X    *Array
		Y    Array
		Z    *Array `json:",omitempty"`
	}
	var got record
	require.NoError(t, json.Unmarshal([]byte(`{"Name": "a", "X": [[1, 2], [3, 4]], "Y": [true, false]}`), &got))
	require.Equal(t, "[[1 2]\n [3 4]]", got.X.String())
	require.Equal(t, dtype.Bool, got.Y.DType())
	require.Nil(t, got.Z)
	text, err := json.Marshal(&got)
	require.NoError(t, err)
	require.Equal(t, `{"Name":"a","X":[[1,2],[3,4]],"Y":[true,false]}`, string(text))
}

func TestJSONTypes(t *testing.T) {
	for text, want := range map[string]dtype.DType{
		"[1, 2]": dtype.Int64, "[1, 2.5]": dtype.Float64, "[18446744073709551615]": dtype.Uint64, "3": dtype.Int64, "[]": dtype.Float64,
		"[true]": dtype.Bool, "1e300": dtype.Float64,
	} {
		var a Array
		require.NoError(t, json.Unmarshal([]byte(text), &a), text)
		assert.Equal(t, want, a.DType(), text)
	}
}

func TestTextAndJSONErrors(t *testing.T) {
	for text, want := range map[string]string{
		`[[1, 2], [3]]`:              "UnmarshalJSON: the list at [1] has 1 items, others on its level have 2",
		`[1, [2]]`:                   "UnmarshalJSON: there is a list among the numbers, item [1]",
		`[[1], 2]`:                   "UnmarshalJSON: there is a number among the lists, item [1]",
		`[1, "a"]`:                   "UnmarshalJSON: an array is lists of numbers; there is a at byte 7",
		`[1, null]`:                  "UnmarshalJSON: an array is lists of numbers; there is <nil> at byte 8",
		`[{"a": 1}]`:                 "UnmarshalJSON: an array is lists of numbers; there is an object at byte 2",
		`[1, true]`:                  "UnmarshalJSON: there are bools among the numbers",
		`[1e999]`:                    `UnmarshalJSON: "1e999" is no number that fits a float64`,
		`[-1, 18446744073709551615]`: "UnmarshalJSON: item 0, -1: -1 is out of bounds for uint64, whose values are 0 to 18446744073709551615",
	} {
		var a Array
		assert.EqualError(t, json.Unmarshal([]byte(text), &a), want, text)
		assert.Error(t, a.Err())
	}
	bytes := Zeros(dtype.Uint8, 2)
	require.EqualError(t, json.Unmarshal([]byte("[1, 300]"), bytes), "UnmarshalJSON: item 1, 300: 300 is out of bounds for uint8, whose values are 0 to 255")
	require.EqualError(t, json.Unmarshal([]byte("[1.5]"), bytes), "UnmarshalJSON: item 0, 1.5: 1.5 is no integer")
	require.Equal(t, "[0 0]", bytes.String()) // as it was
	_, err := json.Marshal(FromSlice([]float64{1, math.NaN()}))
	require.ErrorContains(t, err, "MarshalJSON: the element at (1,) is NaN, for which JSON has no number; use MarshalText or MarshalBinary")
	_, err = json.Marshal(FromSlice([]complex128{1}))
	require.ErrorContains(t, err, "JSON has no complex numbers")
	_, err = json.Marshal(Failed(fmt.Errorf("oh")))
	require.ErrorContains(t, err, "oh")
	for text, want := range map[string]string{
		"array([1, 2]":                      "a closing parenthesis is expected",
		"array([1 2], dtype=int64)":         "a comma or a closing bracket is expected",
		"array([1], dtype=float80)":         "no element type",
		"array([1], size=3)":                "dtype= or shape= is expected",
		"array([1], dtype=int8) x":          "nothing is expected after the array",
		"array([x], dtype=int8)":            "a number, True, False or a list is expected",
		"array([300], dtype=int8)":          "out of bounds for int8",
		"array([], shape=(0, 3, dtype=f4)":  "a shape is lengths in parentheses",
		"array([], shape=(2,), dtype=int8)": "0 numbers don't make an array of shape (2,)",
		"":                                  "a number, True, False or a list is expected",
	} {
		var a Array
		assert.ErrorContains(t, a.UnmarshalText([]byte(text)), want, text)
	}
	require.Error(t, (*Array)(nil).UnmarshalText([]byte("[1]")))
}

func FuzzText(f *testing.F) {
	f.Add([]byte("array([[1.0, nan]], dtype=float32)"))
	f.Add([]byte("array([], shape=(0, 3), dtype=int8)"))
	f.Add([]byte("[[(1+2j)]]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var a Array
		if a.UnmarshalText(text) != nil {
			return
		}
		again, err := a.MarshalText()
		require.NoError(t, err)
		var b Array
		require.NoError(t, b.UnmarshalText(again))
		third, err := b.MarshalText()
		require.NoError(t, err)
		require.Equal(t, string(again), string(third))
	})
}

func TestFormatVerbs(t *testing.T) {
	a := FromSlice([]float64{1, 2.5, -3, 4}).Reshape(2, 2)
	nested := [][]float64{{1, 2.5}, {-3, 4}}
	for _, format := range []string{"%.2f", "%8.3e", "%g", "%+.1f", "%-6.1f|", "%d", "%q", "%x", "%06.2f", "%6.2G"} {
		assert.Equal(t, fmt.Sprintf(format, nested), fmt.Sprintf(format, a), format)
		assert.Equal(t, fmt.Sprintf(format, []float64{1, 2.5}), fmt.Sprintf(format, a.At(0)), format)
	}
	i := FromSlice([]int16{1, -2, 300})
	for _, format := range []string{"%d", "%x", "%#x", "%08b", "%q", "%c", "%U", "%o", "%+d", "% d", "%.2f"} {
		assert.Equal(t, fmt.Sprintf(format, []int16{1, -2, 300}), fmt.Sprintf(format, i), format)
	}
	assert.Equal(t, "[true false]", fmt.Sprintf("%t", FromSlice([]bool{true, false})))
	assert.Equal(t, "1.50", fmt.Sprintf("%.2f", Scalar(1.5)))
	assert.Equal(t, "[1.5]", fmt.Sprintf("%.1f", FromSlice([]dtype.F16{dtype.ToF16(1.5)})))
	assert.Equal(t, "%!d(oh)", fmt.Sprintf("%d", Failed(fmt.Errorf("oh"))))
	assert.Equal(t, "[1. 2.]", fmt.Sprintf("%v", FromSlice([]float64{1, 2})))
	assert.Equal(t, "array([1., 2.])", fmt.Sprintf("%+v", FromSlice([]float64{1, 2})))
}
