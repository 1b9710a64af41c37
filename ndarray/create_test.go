// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

func base32(shape []int) *Array {
	n, _ := sizeOf(shape, 4)
	return Arange(0, int32(n), 1).Reshape(shape...)
}

// TestMadeAsNumPy compares creation and joining with NumPy, bit by bit, see
// testdata/make.py.
func TestMadeAsNumPy(t *testing.T) {
	text, err := os.ReadFile("testdata/make.json")
	require.NoError(t, err)
	var cases []struct {
		Op    string
		Args  []json.RawMessage
		Shape []int
		DType string
		Bytes string
	}
	require.NoError(t, json.Unmarshal(text, &cases))
	require.Greater(t, len(cases), 300)
	get := func(m json.RawMessage, v any) { require.NoError(t, json.Unmarshal(m, v)) }
	for _, c := range cases {
		name := fmt.Sprintf("%s %s", c.Op, c.Args)
		var a *Array
		switch c.Op {
		case "arange", "linspace":
			var kind string
			get(c.Args[0], &kind)
			if kind[0] == 'i' {
				var v [3]int64
				for i := range v {
					get(c.Args[i+1], &v[i])
				}
				if kind == "int8" {
					a = Arange(int8(v[0]), int8(v[1]), int8(v[2]))
				} else {
					a = Arange(v[0], v[1], v[2])
				}
				break
			}
			var v [3]float64
			for i := range v {
				get(c.Args[i+1], &v[i])
			}
			switch {
			case c.Op == "arange" && kind == "float32":
				a = Arange(float32(v[0]), float32(v[1]), float32(v[2]))
			case c.Op == "arange":
				a = Arange(v[0], v[1], v[2])
			case kind == "float32":
				a = Linspace(float32(v[0]), float32(v[1]), int(v[2]))
			default:
				a = Linspace(v[0], v[1], int(v[2]))
			}
		case "eye":
			var v [3]int
			for i := range v {
				get(c.Args[i], &v[i])
			}
			a = EyeAt(dtype.Float32, v[0], v[1], v[2])
		default:
			var shape, reps []int
			var x, y int
			get(c.Args[0], &shape)
			b := base32(shape)
			if c.Op == "tile" {
				get(c.Args[1], &reps)
			} else {
				get(c.Args[1], &x)
			}
			switch c.Op {
			case "concatenate":
				a = Concatenate(x, b, b.Copy(), b.Flip())
			case "stack":
				a = Stack(x, b, ZerosLike(b, 0))
			case "repeat":
				get(c.Args[2], &y)
				a = b.Repeat(x, y)
			case "roll":
				get(c.Args[2], &y)
				a = b.Roll(x, y)
			case "take_along":
				var at []int16
				get(c.Args[2], &reps)
				get(c.Args[3], &at)
				a = b.TakeAlong(FromSlice(at, reps...), x)
			case "tile":
				a = b.Tile(reps...)
			case "tril":
				a = b.Tri(x, true)
			case "triu":
				a = b.Tri(x, false)
			default:
				t.Fatal(c.Op)
			}
		}
		require.NoError(t, a.Err(), name)
		assert.Equal(t, c.Shape, a.Shape(), name)
		assert.Equal(t, c.DType, a.DType().String(), name)
		want, err := hex.DecodeString(c.Bytes)
		require.NoError(t, err)
		got := unsafe.Slice((*byte)(a.Pointer()), a.NBytes())
		assert.Equal(t, want, append([]byte{}, littleEndian(got, a.DType())...), name)
	}
}

func TestFilled(t *testing.T) {
	for _, d := range dtype.All() {
		a := Ones(d, 3)
		require.NoError(t, a.Err())
		v, err := a.Item(2)
		require.NoError(t, err)
		s, ok := dtype.ScalarOf(v)
		require.True(t, ok)
		assert.Contains(t, []string{"1", "true", "(1+0i)"}, s.String())
	}
	f, err := ToSlice[float64](Full(2.5, 2, 2))
	require.NoError(t, err)
	assert.Equal(t, []float64{2.5, 2.5, 2.5, 2.5}, f)
	v, err := Item[dtype.F16](FullOf(dtype.Float16, 3, 1))
	require.NoError(t, err)
	assert.Equal(t, dtype.ToF16(3), v)
	assert.ErrorIs(t, FullOf(dtype.Uint8, -1, 1).Err(), ErrOverflow)
	assert.ErrorIs(t, Ones(dtype.Int8, -1).Err(), ErrShape)
	x, err := Item[int32](Scalar(int32(7)))
	require.NoError(t, err)
	assert.Equal(t, int32(7), x)
}

func TestArangeRefuses(t *testing.T) {
	assert.ErrorIs(t, Arange(0, 1, 0.0).Err(), ErrValue)
	assert.ErrorIs(t, Arange(0, math.NaN(), 1).Err(), ErrValue)
	assert.ErrorIs(t, Arange(0, math.Inf(1), 1).Err(), ErrValue)
	assert.Equal(t, 256, Arange(int8(-128), int8(127), 1).Size()+1)
	assert.Error(t, Arange[int64](math.MinInt64, math.MaxInt64, 1).Err())
	assert.Equal(t, 2, Arange[int64](math.MinInt64, math.MaxInt64, math.MaxInt64).Size()-1)
	assert.Equal(t, 0, Arange[uint8](5, 3, 1).Size())
	assert.ErrorIs(t, Linspace(0.0, 1, -1).Err(), ErrShape)
}

func TestJoinRefuses(t *testing.T) {
	a, b := Zeros(dtype.Int8, 2, 3), Zeros(dtype.Int8, 2, 4)
	assert.NoError(t, Concatenate(1, a, b).Err())
	assert.EqualError(t, Concatenate(0, a, b).Err(), "Concatenate: array 1 has shape (2, 4), array 0 has (2, 3): all lengths but that of axis 0 must be equal")
	assert.ErrorIs(t, Concatenate(2, a, a).Err(), ErrAxis)
	assert.ErrorIs(t, Concatenate(0).Err(), ErrValue)
	assert.ErrorIs(t, Concatenate(0, a, Zeros(dtype.Int16, 2, 3)).Err(), ErrDType)
	assert.ErrorIs(t, Concatenate(0, a, a.At(0)).Err(), ErrShape)
	assert.ErrorIs(t, Concatenate(0, Scalar(1.0), Scalar(2.0)).Err(), ErrShape)
	assert.ErrorIs(t, Stack(0, a, b).Err(), ErrShape)
	for _, x := range []*Array{Scalar(1.0), FromSlice([]float64{1, 2}), Zeros(dtype.Float64, 2, 3)} {
		for _, y := range []*Array{Scalar(1.0), FromSlice([]float64{1, 2}), Zeros(dtype.Float64, 2, 3)} {
			if x.NDim() != y.NDim() {
				assert.ErrorIs(t, Stack(0, x, y).Err(), ErrShape, "%v and %v", x.Shape(), y.Shape())
			}
		}
	}
	assert.ErrorIs(t, a.Repeat(-1, 0).Err(), ErrValue)
	assert.ErrorIs(t, a.Tile(-1).Err(), ErrShape)
	assert.Same(t, Failed(assert.AnError).Err(), Concatenate(0, a, Failed(assert.AnError)).Err())
}

func TestSplit(t *testing.T) {
	a := base32([]int{2, 6})
	parts, err := Split(a, 3, -1)
	require.NoError(t, err)
	require.Len(t, parts, 3)
	got, _ := ToSlice[int32](parts[1])
	assert.Equal(t, []int32{2, 3, 8, 9}, got)
	assert.True(t, MayShareMemory(a, parts[2]))
	_, err = Split(a, 4, 1)
	assert.ErrorIs(t, err, ErrShape)

	parts, err = SplitAt(a, 1, 2, 5, 9)
	require.NoError(t, err)
	var lens []int
	for _, p := range parts {
		lens = append(lens, p.Shape()[1])
	}
	assert.Equal(t, []int{2, 3, 1, 0}, lens)

	grid, err := Meshgrid(Arange[int32](0, 2, 1), Arange[int32](0, 3, 1))
	require.NoError(t, err)
	got, _ = ToSlice[int32](grid[1])
	assert.Equal(t, []int32{0, 1, 2, 0, 1, 2}, got)
}

type level int16

func TestFromNested(t *testing.T) {
	for _, c := range []struct {
		v    any
		repr string
	}{
		{[][]float32{{1, 2, 3}, {4, 5, 6}}, "array([[1., 2., 3.],\n       [4., 5., 6.]], dtype=float32)"},
		{[2][2]int{{1, 2}, {3, -4}}, "array([[ 1,  2],\n       [ 3, -4]])"},
		{[][2]bool{{true, false}}, "array([[ True, False]])"},
		{[]level{7, 8}, "array([7, 8], dtype=int16)"},
		{[][]uint{{1}}, "array([[1]], dtype=uint64)"},
		{2.5, "array(2.5)"},
		{[]dtype.BF16{dtype.ToBF16(2)}, "array([2.], dtype=bfloat16)"},
		{[][]complex64{{1i}}, "array([[0.+1.j]], dtype=complex64)"},
		{[][]float64{}, "array([], shape=(0, 0), dtype=float64)"},
		{[][3]int8{}, "array([], shape=(0, 3), dtype=int8)"},
		{[][]int8{{}, {}}, "array([], shape=(2, 0), dtype=int8)"},
	} {
		assert.Equal(t, c.repr, FromNested(c.v).Repr())
	}
	for _, v := range []any{[][]int8{{1}, {1, 2}}, [][]int8{{}, {1}}, [][][]int8{{{}}, {{}, {}}}, [][]int8{{1}, nil}} {
		assert.ErrorIs(t, FromNested(v).Err(), ErrShape, "%v", v)
	}
	for _, v := range []any{nil, "text", []string{"a"}, []any{1}, map[int]int{}, []*int{nil}, struct{}{}} {
		assert.ErrorIs(t, FromNested(v).Err(), ErrDType, "%v", v)
	}
}

func TestTriFarDiagonals(t *testing.T) {
	a := Ones(dtype.Int8, 2, 3)
	zero := Zeros(dtype.Int8, 2, 3)
	for _, c := range []struct {
		k     int
		lower bool
		want  *Array
	}{{math.MaxInt, true, a}, {math.MinInt, true, zero}, {math.MaxInt, false, zero}, {math.MinInt, false, a}} {
		got, err := ToSlice[int8](a.Tri(c.k, c.lower))
		require.NoError(t, err)
		want, _ := ToSlice[int8](c.want)
		require.Equal(t, want, got, "%d %v", c.k, c.lower)
	}
}

// Triangles of every layout of the operand and the result have the elements that the
// definition names, and one may be written over its operand.
func TestTriOfLayouts(t *testing.T) {
	base := Arange[int32](1, 2*5*7+1, 1).Reshape(2, 5, 7)
	wide := Empty(dtype.Int32, 2, 5, 14).Slice("..., ::2")
	require.NoError(t, wide.Assign(base))
	operands := map[string]*Array{"C": base, "F": base.CopyF(), "K": base.SwapAxes(1, 2).Copy().SwapAxes(1, 2), "reversed": base.Slice("::-1, ::-1, ::-1"), "gaps": wide, "repeated": base.Slice("0, 0").BroadcastTo(2, 5, 7)}
	for name, x := range operands {
		for _, k := range []int{-9, -5, -1, 0, 1, 3, 7, 9} {
			for _, lower := range []bool{true, false} {
				for at, out := range []*Array{nil, Empty(dtype.Int32, 2, 5, 7), Empty(dtype.Int32, 7, 5, 2).T(), Empty(dtype.Int32, 2, 7, 5).SwapAxes(1, 2), x.Copy()} {
					in := x
					if at == 4 {
						in = out
					}
					got := in.TriTo(out, k, lower)
					require.NoError(t, got.Err())
					for m := range 2 {
						for i := range 5 {
							for j := range 7 {
								want, err := At[int32](x, m, i, j)
								require.NoError(t, err)
								if lower && j > i+k || !lower && j < i+k {
									want = 0
								}
								v, err := At[int32](got, m, i, j)
								require.NoError(t, err)
								require.Equal(t, want, v, "%s, diagonal %d, lower %v, result %d, element (%d, %d, %d)", name, k, lower, at, m, i, j)
							}
						}
					}
				}
			}
		}
	}
}
