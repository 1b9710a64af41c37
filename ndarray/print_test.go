// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// littleEndian turns elements with the low byte first into those of this
// machine, or back.
func littleEndian(data []byte, d dtype.DType) []byte {
	size := d.Size()
	if d.Kind() == dtype.KindComplex {
		size /= 2
	}
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		return data
	}
	out := append([]byte{}, data...)
	for part := range slices.Chunk(out, size) {
		slices.Reverse(part)
	}
	return out
}

// TestPrintedAsNumPy compares the text of arrays with NumPy's, see
// testdata/print.py.
func TestPrintedAsNumPy(t *testing.T) {
	text, err := os.ReadFile("testdata/print.json")
	require.NoError(t, err)
	var cases []struct {
		DType, Bytes, Str, Repr string
		Shape                   []int
	}
	require.NoError(t, json.Unmarshal(text, &cases))
	require.Greater(t, len(cases), 900)
	for i, c := range cases {
		d, err := dtype.Parse(c.DType)
		require.NoError(t, err)
		bytes, err := hex.DecodeString(c.Bytes)
		require.NoError(t, err)
		a := Zeros(d, c.Shape...)
		require.NoError(t, a.Err())
		if len(bytes) > 0 {
			copy(unsafe.Slice((*byte)(a.Pointer()), a.NBytes()), littleEndian(bytes, d))
		} else {
			for k := range a.Size() {
				var v any = k
				if d.Kind() == dtype.KindFloat {
					v = float64(k) / 4
				}
				s, _ := dtype.ScalarOf(v)
				require.NoError(t, s.Store(a.at(k*d.Size()), d))
			}
		}
		assert.Equal(t, c.Str, a.String(), "str %d: %s %v %s", i, c.DType, c.Shape, c.Bytes)
		assert.Equal(t, c.Repr, a.Repr(), "repr %d: %s %v %s", i, c.DType, c.Shape, c.Bytes)
		assert.Equal(t, c.Repr, a.T().Copy().T().Repr(), "in Fortran order")
	}
}

func TestVerbs(t *testing.T) {
	a := FromSlice([]float32{1, 2.0 / 3})
	assert.Equal(t, "[1.        0.6666667]", fmt.Sprint(a))
	assert.Equal(t, "[1.        0.6666667]", fmt.Sprintf("%s", a))
	assert.Equal(t, "array([1.       , 0.6666667], dtype=float32)", fmt.Sprintf("%#v", a))
	assert.Equal(t, "array([1.       , 0.6666667], dtype=float32)", fmt.Sprintf("%+v", a))
	assert.Equal(t, "[1.   0.67]", fmt.Sprintf("%.2v", a))
	assert.Equal(t, "[1. 1.]", fmt.Sprintf("%.0v", a))
	assert.Equal(t, "[%!d(float32=1) %!d(float32=0.6666667)]", fmt.Sprintf("%d", a))
	assert.Equal(t, "<Empty: negative length in shape (-1,)>", fmt.Sprint(Empty(dtype.Int8, -1)))
	assert.Equal(t, "array([1.5, 2. ], dtype=bfloat16)", FromSlice([]dtype.BF16{dtype.ToBF16(1.5), dtype.ToBF16(2)}).Repr())
	assert.Equal(t, "[0.1  0.25]", FromSlice([]dtype.BF16{dtype.ToBF16(0.1), dtype.ToBF16(0.25)}).String())
	o := PrintOptions{Threshold: 5, EdgeItems: 1, SuppressSmall: true}
	assert.Equal(t, "[0. ... 3.]", o.String(FromSlice([]float64{1e-9, 1, 2, 2, 2, 3})))
}
