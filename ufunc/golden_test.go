// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
	"github.com/arraygen/arraygen/ufunc/catalogue"
)

// golden is testdata/golden.json: what NumPy answers, see golden.py.
var golden struct {
	NumPy         string
	Codes         string
	Promotion     map[string]map[string]string
	Reduction     map[string]string
	Lengths       []int
	Sums          map[string][]string
	Accumulations map[string]map[string]string
	Broadcasts    [][3][]int
	Layouts       []struct {
		Shape, Strides, With, Result []int
		Order                        string
	}
	Comparisons [][]any
	Casts       [][]any
	Methods     struct {
		A, Idx     []int64
		Mask       []bool
		Reduce     []reduceCase
		ReduceAt   [][]int64
		Accumulate [][]int64
		At         [2][]float64
		Outer      []int64
	}
}

type reduceCase struct {
	F                    string
	Axes                 []int
	Keep, Initial, Where bool
	Shape                *[]int
	Values               []int64
}

func init() {
	text, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		panic(err)
	}
	if err := json.Unmarshal(text, &golden); err != nil {
		panic(err)
	}
}

func named(name string) *ufunc.Ufunc {
	for _, u := range catalogue.All {
		if u.Name == name {
			return u
		}
		for _, a := range u.Aliases {
			if a == name {
				return u
			}
		}
	}
	return nil
}

// bytesOf returns the elements of a in C order, as little-endian bytes.
func bytesOf(a *ndarray.Array) []byte {
	b := slices.Clone(unsafe.Slice((*byte)(a.Pointer()), a.NBytes()))
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		size := a.ItemSize()
		if a.DType().Kind() == dtype.KindComplex {
			size /= 2
		}
		for i := 0; i < len(b); i += size {
			slices.Reverse(b[i : i+size])
		}
	}
	return b
}

func TestPromotion(t *testing.T) {
	checked := 0
	for name, rows := range golden.Promotion {
		u := named(name)
		if u == nil {
			continue
		}
		for sig, all := range rows {
			if strings.Contains(sig, "O") {
				continue // Python objects: two Python integers are compared as such
			}
			if sig != "" && !slices.Contains(u.Types(), sig) {
				continue // a row that spec/ doesn't have
			}
			for _, codes := range strings.Fields(all) {
				got := u.Resolve(codes)
				if sig == "??->?" && strings.HasPrefix(name, "logical_") && got != "" {
					// NumPy casts mixed operands to bool; their common type answers
					// the same.
					got = got[len(got)-1:]
					assert.Equal(t, "?", got, "%s of %s", name, codes)
					continue
				}
				assert.Equal(t, sig, got, "%s of %s", name, codes)
				checked++
			}
		}
	}
	assert.Greater(t, checked, 5000)
}

func TestReductionTypes(t *testing.T) {
	checked := 0
	for name, row := range golden.Reduction {
		u := named(name)
		if u == nil || name == "ldexp" {
			continue // NumPy reduces integers with ldexp, as floats that it takes for exponents again
		}
		for i, c := range []byte(golden.Codes) {
			x := ufunc.AsType(ndarray.FromSlice([]bool{true, true}, 1, 2), ufunc.TypeOf(c), dtype.Safe)
			y := u.Axis(1).Reduce(x)
			got := byte('.')
			if y.Err() == nil {
				got = y.DType().Char()
			}
			assert.Equal(t, string(row[i]), string(got), "%s.reduce of %c: %v", name, c, y.Err())
			checked++
		}
	}
	assert.Greater(t, checked, 300)
}

func TestCastingRules(t *testing.T) {
	for _, row := range golden.Casts {
		a, b := ufunc.TypeOf(row[0].(string)[0]), ufunc.TypeOf(row[1].(string)[0])
		assert.Equal(t, row[2], string(dtype.Promote(a, b).Char()), "%v %v", a, b)
		n := 0
		for _, rule := range []dtype.Casting{dtype.No, dtype.Safe, dtype.SameKind} {
			if dtype.CanCast(a, b, rule) {
				n++
			}
		}
		assert.EqualValues(t, row[3], n, "%v to %v", a, b)
	}
}

// data repeats the generator of golden.py.
func data(n int, seed uint64) []float64 {
	out := make([]float64, n)
	x := seed
	for i := range out {
		x = x*6364136223846793005 + 1442695040888963407
		out[i] = (float64(x>>11)*0x1p-53 - 0.5) * float64(uint64(1)<<(x%13))
	}
	return out
}

// series returns n elements of type d: the real parts first in the data.
func series(t testing.TB, n int, seed uint64, d dtype.DType) *ndarray.Array {
	v := data(2*n, seed)
	var a *ndarray.Array
	if d.Kind() == dtype.KindComplex {
		c := make([]complex128, n)
		for i := range c {
			c[i] = complex(v[i], v[n+i])
		}
		a = ndarray.FromSlice(c)
	} else {
		a = ndarray.FromSlice(v[:n])
	}
	a = ufunc.AsType(a, d, dtype.SameKind)
	require.NoError(t, a.Err())
	return a
}

func eachLevel(t *testing.T, f func(t *testing.T)) {
	for _, l := range kernel.Levels() {
		t.Run(l.String(), func(t *testing.T) {
			restore, err := kernel.SetLevel(l)
			require.NoError(t, err)
			defer restore()
			f(t)
		})
	}
}

// Sums have the bits of np.add.reduce, for every length that ends a block
// somehow.
func TestSumBits(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for code, rows := range golden.Sums {
			d := ufunc.TypeOf(code[0])
			for i, n := range golden.Lengths {
				y := ufunc.Add.Reduce(series(t, n, uint64(n+1), d))
				require.NoError(t, y.Err())
				require.Equal(t, rows[i], hex.EncodeToString(bytesOf(y)), "sum of %d %v", n, d)
			}
		}
	})
}

func TestAccumulateBits(t *testing.T) {
	for code, want := range golden.Accumulations {
		d := ufunc.TypeOf(code[0])
		a := series(t, 600, 5, d)
		y := ufunc.Add.Accumulate(a)
		require.NoError(t, y.Err())
		assert.Equal(t, want["add"], hex.EncodeToString(bytesOf(y)), "%v", d)
		y = ufunc.Subtract.Accumulate(a)
		require.NoError(t, y.Err())
		assert.Equal(t, want["subtract"], hex.EncodeToString(bytesOf(y)[:50*d.Size()]), "%v", d)
	}
}

func TestBroadcastShapes(t *testing.T) {
	for _, c := range golden.Broadcasts {
		y := ufunc.Add.Call(ndarray.Zeros(dtype.Float64, c[0]...), ndarray.Zeros(dtype.Float64, c[1]...))
		if c[2] == nil {
			assert.ErrorIs(t, y.Err(), ndarray.ErrShape, "%v %v", c[0], c[1])
			continue
		}
		if assert.NoError(t, y.Err()) {
			assert.Equal(t, c[2], y.Shape(), "%v %v", c[0], c[1])
		}
	}
}

func TestLayouts(t *testing.T) {
	memory := make([]byte, 1<<14)
	view := func(shape, strides []int) *ndarray.Array {
		lo := 0
		for i, s := range strides {
			lo += min(0, (shape[i]-1)*s)
		}
		a := ndarray.FromBytes(memory, dtype.Float64, shape, strides, -lo)
		require.NoError(t, a.Err())
		return a
	}
	orders := map[string]ufunc.Layout{"K": ufunc.KeepOrder, "C": ufunc.COrder, "F": ufunc.FOrder, "A": ufunc.AnyOrder}
	for _, c := range golden.Layouts {
		var y *ndarray.Array
		if c.With != nil {
			y = ufunc.Add.Call(view(c.Shape, c.Strides), view(c.Shape, c.With))
		} else {
			y = ufunc.Negative.Layout(orders[c.Order]).Call(view(c.Shape, c.Strides))
		}
		require.NoError(t, y.Err())
		got := y.Strides()
		for axis, n := range c.Shape {
			if n == 1 {
				got[axis], c.Result[axis] = 0, 0 // any stride will do
			}
		}
		assert.Equal(t, c.Result, got, "%+v", c)
	}
}

// A Go int is compared with integers as the number that it is, even where
// their type cannot hold it.
func TestCompareBeyond(t *testing.T) {
	for _, c := range golden.Comparisons {
		u := named(c[0].(string))
		d := ufunc.TypeOf(c[1].(string)[0])
		v := int(c[2].(float64))
		if c[2].(float64) == 0x1p63 {
			v = math.MaxInt
		}
		bits := uint(8 * d.Size())
		ends := []uint64{0, 0, 1, 1<<(bits-1)<<1 - 1}
		if d.Kind() == dtype.KindInt {
			ends = []uint64{1 << (bits - 1), 0, 1, 1<<(bits-1) - 1}
		}
		a := ufunc.AsType(ndarray.FromSlice(ends), d, dtype.Unsafe)
		assert.Equal(t, c[3], hex.EncodeToString(bytesOf(u.Call(a, v))), "%v of %v and %d", u, d, v)
		assert.Equal(t, c[4], hex.EncodeToString(bytesOf(u.Call(v, a))), "%v of %d and %v", u, v, d)
	}
}

func TestReduceLikeNumPy(t *testing.T) {
	m := &golden.Methods
	a := ndarray.FromSlice(m.A, 4, 7, 5)
	mask := ndarray.FromSlice(m.Mask, 7, 5)
	for _, view := range map[string]*ndarray.Array{"C": a, "F": ufunc.Positive.Layout(ufunc.FOrder).Call(a)} {
		for _, c := range m.Reduce {
			f := named(c.F).Axis(c.Axes...)
			if c.Keep {
				f = f.KeepDims()
			}
			if c.Initial {
				f = f.Initial(3)
			}
			if c.Where {
				f = f.Where(mask)
			}
			y := f.Reduce(view)
			if c.Shape == nil {
				assert.Error(t, y.Err(), "%+v", c)
				continue
			}
			if assert.NoError(t, y.Err(), "%+v", c) {
				assert.Equal(t, *c.Shape, y.Shape(), "%+v", c)
				got, err := ndarray.ToSlice[int64](y)
				require.NoError(t, err)
				assert.Equal(t, c.Values, got, "%+v", c)
			}
		}
	}
}

func TestMethodsLikeNumPy(t *testing.T) {
	m := &golden.Methods
	a := ndarray.FromSlice(m.A, 4, 7, 5)
	check := func(want []int64, y *ndarray.Array) {
		t.Helper()
		require.NoError(t, y.Err())
		got, err := ndarray.ToSlice[int64](y)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	idx := make([]int, 5)
	for i := range idx {
		idx[i] = int(m.Idx[i])
	}
	check(m.ReduceAt[0], ufunc.Add.Axis(1).ReduceAt(a, idx))
	check(m.ReduceAt[0], ufunc.Add.Axis(1).ReduceAt(a, ndarray.FromSlice(m.Idx[:5])))
	check(m.ReduceAt[1], ufunc.Subtract.ReduceAt(a, []int{0, 2, 1}))
	for axis, want := range m.Accumulate {
		check(want, ufunc.Subtract.Axis(axis).Accumulate(a))
	}
	check(m.Outer, ufunc.Multiply.Outer(a.Slice("0, 0"), a.Slice(":2, 1")))

	b := ndarray.Zeros(dtype.Float64, 5)
	require.NoError(t, ufunc.Add.At(b, []int{0, 3, 0, -1, 3, 3}, []float64{1, 2, 3, 4, 5, 6.5}))
	got, err := ndarray.ToSlice[float64](b)
	require.NoError(t, err)
	assert.Equal(t, m.At[0], got)

	c := ufunc.AsType(a, dtype.Int64, dtype.No)
	require.NoError(t, ufunc.Add.At(c, []ndarray.Index{ndarray.FromSlice([]int64{0, 0, 3}), ndarray.All, ndarray.FromSlice([]int64{1, 1, 2})}, ndarray.FromSlice([]int64{0, 1, 2, 3, 4, 5, 6})))
	ints, err := ndarray.ToSlice[int64](c)
	require.NoError(t, err)
	for i, v := range m.At[1] {
		assert.Equal(t, int64(v), ints[i])
	}
}
