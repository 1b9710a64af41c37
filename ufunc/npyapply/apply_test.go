// SPDX-License-Identifier: BSD-3-Clause

package npyapply

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/cmplx"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/npy"
	"github.com/arraygen/arraygen/ufunc"
)

func save(t *testing.T, name string, a *ndarray.Array) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, npy.Save(path, a))
	return path
}

// TestPieces cuts results of many shapes into pieces of a few bytes. They are
// those of one call on whole arrays.
func TestPieces(t *testing.T) {
	defer func(old int) { piece = old }(piece)
	iota := func(shape ...int) *ndarray.Array {
		n := 1
		for _, d := range shape {
			n *= d
		}
		return ndarray.Arange[float64](0, float64(n), 1).Reshape(shape...)
	}
	for _, c := range []struct{ x, y *ndarray.Array }{
		{iota(7, 5, 3), iota(7, 5, 3)}, {iota(7, 5, 3), iota(3)}, {iota(7, 1, 3), iota(5, 1)}, {iota(1, 60), iota(1)}, {iota(60, 1), iota(1, 60)},
		{iota(7, 5).T(), iota(7, 5).T()}, {iota(7, 5).T(), iota(5, 7)}, {iota(7, 5).T(), iota(7)}, {iota(2, 3, 4, 5).T(), iota(2, 3, 4, 5).T()},
		{iota(), iota()}, {iota(), iota(4)}, {iota(0), iota(1)}, {iota(3, 0, 2), iota(2)}, {iota(1), iota(1, 1, 1)},
	} {
		x, y := save(t, "x.npy", c.x), save(t, "y.npy", c.y)
		want := ufunc.Subtract.Call(c.x, c.y)
		require.NoError(t, want.Err())
		for _, piece = range []int{1, 8, 24, 100, 8 << 20} {
			result := filepath.Join(t.TempDir(), "r.npy")
			last := int64(0)
			err := Files(ufunc.Subtract, []string{x, y}, []string{result}, Options{Progress: func(done, total int64) {
				require.Greater(t, done, last)
				require.LessOrEqual(t, done, total)
				last = done
			}})
			require.NoError(t, err)
			name := fmt.Sprintf("%v and %v by %d bytes", c.x.Shape(), c.y.Shape(), piece)
			if want.NDim() > 0 {
				require.Equal(t, int64(want.NBytes()), last, name)
			}
			var got, expected bytes.Buffer
			require.NoError(t, npy.Write(&got, npy.Load(result)))
			require.NoError(t, npy.Write(&expected, want))
			require.Equal(t, expected.Bytes(), got.Bytes(), name)
		}
	}
}

// TestOperandFiles reads operands of every type in both byte orders and both
// memory orders.
func TestOperandFiles(t *testing.T) {
	for _, d := range dtype.All() {
		x := ufunc.AsType(ndarray.Arange[int8](0, 6, 1).Reshape(2, 3), d, dtype.Unsafe)
		require.NoError(t, x.Err())
		want := ufunc.NotEqual.Call(x, 3)
		if d == dtype.Datetime64 { // which no number meets
			want = ufunc.Isnat.Call(x)
		}
		require.NoError(t, want.Err())
		for _, fortran := range []bool{false, true} {
			a := x
			if fortran {
				a = x.T().Copy().T()
			}
			var b bytes.Buffer
			require.NoError(t, npy.Write(&b, a))
			for _, swapped := range []bool{false, true} {
				text := slices.Clone(b.Bytes())
				if swapped {
					swapFile(text, d)
				}
				path := filepath.Join(t.TempDir(), "x.npy")
				require.NoError(t, os.WriteFile(path, text, 0o666))
				for _, operand := range []string{path, "-"} {
					var out bytes.Buffer
					o := Options{Stdin: bytes.NewReader(text), Stdout: &out, Raw: d}
					u, args := ufunc.NotEqual, []string{operand, "3"}
					if d == dtype.Datetime64 {
						u, args = ufunc.Isnat, args[:1]
					}
					require.NoError(t, Files(u, args, []string{"-"}, o), "%v %v %v", d, fortran, swapped)
					r := npy.Read(&out)
					require.NoError(t, r.Err())
					same, err := ndarray.Data[bool](ufunc.Equal.Call(r, want).Copy())
					require.NoError(t, err)
					assert.NotContains(t, same, false, "%v %v %v %s", d, fortran, swapped, operand)
				}
			}
		}
	}
	err := Files(ufunc.Negative, []string{save(t, "x.npy", ndarray.Ones(dtype.BFloat16, 2))}, []string{"-"}, Options{Stdout: &bytes.Buffer{}})
	require.ErrorIs(t, err, ndarray.ErrDType)
}

// swapFile gives a file the other byte order.
func swapFile(text []byte, d dtype.DType) {
	start := 10 + int(binary.LittleEndian.Uint16(text[8:]))
	mark := bytes.IndexAny(text[:start], "<>|")
	switch text[mark] {
	case '<':
		text[mark] = '>'
	case '>':
		text[mark] = '<'
	}
	size := d.Size()
	if d.Kind() == dtype.KindComplex {
		size /= 2
	}
	for part := range slices.Chunk(text[start:], size) {
		slices.Reverse(part)
	}
}

// TestBoolsOfOtherBytes holds that every byte but 0 is true, as in NumPy.
func TestBoolsOfOtherBytes(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, npy.Write(&b, ndarray.Ones(dtype.Bool, 3)))
	text := b.Bytes()
	copy(text[len(text)-3:], []byte{0, 2, 255})
	path := filepath.Join(t.TempDir(), "x.npy")
	require.NoError(t, os.WriteFile(path, text, 0o666))
	var out bytes.Buffer
	require.NoError(t, Files(ufunc.Add, []string{path, "1"}, []string{"-"}, Options{Stdout: &out}))
	v, err := ndarray.Data[int64](npy.Read(&out))
	require.NoError(t, err)
	require.Equal(t, []int64{1, 2, 2}, v)
}

func TestLiteral(t *testing.T) {
	inf := math.Inf(1)
	// Variables, so that machines whose int has 32 bits compile them.
	low, high, top := int64(math.MinInt64), int64(math.MaxInt64), uint64(math.MaxUint64)
	for text, want := range map[string]any{
		"0": 0, "-7": -7, "+7": 7, "010": 10, "0x10": 16, "-0b11": -3, "0o17": 15, "9223372036854775807": int(high), "-9223372036854775808": int(low),
		"9223372036854775808": uint(high) + 1, "18446744073709551615": uint(top), "+18446744073709551615": uint(top),
		"1.5": 1.5, "-1e3": -1e3, ".5": .5, "5.": 5., "0x1p-3": 0.125, "inf": inf, "-Inf": -inf, "1e999": inf, "18446744073709551616.0": 0x1p64,
		"True": true, "false": false, "1j": 1i, "-2.5J": -2.5i, "1+2j": 1 + 2i, "1e3-2e-3j": complex(1e3, -2e-3), "inf+1j": complex(inf, 1),
	} {
		got, is, err := Literal(text)
		require.NoError(t, err, text)
		require.True(t, is, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"nan", "-NaN", "nanj"} {
		got, is, err := Literal(text)
		require.NoError(t, err)
		require.True(t, is, text)
		switch x := got.(type) {
		case float64:
			require.True(t, math.IsNaN(x))
		case complex128:
			require.True(t, cmplx.IsNaN(x))
		}
	}
	for _, text := range []string{"", "-", "x.npy", "1.npy", "0x", "1+2", "j", "1_000", "1 ", "٣", "1i", "./1", "TRUE", "--1"} {
		_, is, err := Literal(text)
		require.NoError(t, err)
		require.False(t, is, text)
	}
	for _, text := range []string{"18446744073709551616", "-9223372036854775809", "0x1ffffffffffffffff"} {
		_, _, err := Literal(text)
		require.ErrorContains(t, err, "more than 64 bits", text)
	}
}
