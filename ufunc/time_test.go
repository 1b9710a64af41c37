// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
	"github.com/arraygen/arraygen/ufunc/catalogue"
)

// timesOf reads "datetime64[s]:1,2,3", the bits of elements.
func timesOf(t *testing.T, text string) *ndarray.Array {
	name, list, _ := strings.Cut(text, ":")
	d, err := dtype.Parse(name)
	require.NoError(t, err)
	words := strings.Split(list, ",")
	x := ndarray.Empty(d, len(words))
	for i, w := range words {
		n, err := strconv.ParseInt(w, 10, 64)
		bits := uint64(n)
		if err != nil {
			bits, err = strconv.ParseUint(w, 10, 64)
		}
		require.NoError(t, err, text)
		p := unsafe.Add(x.Pointer(), i*d.Size())
		switch {
		case d == dtype.Float32:
			*(*uint32)(p) = uint32(bits)
		case d.Size() == 1:
			*(*uint8)(p) = uint8(bits)
		default:
			*(*uint64)(p) = bits
		}
	}
	return x
}

func bitsOf(x *ndarray.Array) []byte {
	return append([]byte(nil), unsafe.Slice((*byte)(x.Pointer()), x.NBytes())...)
}

// TestNumPyTimes compares ufuncs of moments and durations with NumPy's, see
// testdata/times.py: units, operations, special values, and what is refused.
func TestNumPyTimes(t *testing.T) {
	byName := map[string]*ufunc.Ufunc{}
	for _, u := range catalogue.All {
		byName[u.Name] = u
	}
	text, err := os.ReadFile("testdata/times.txt")
	require.NoError(t, err)
	done, refused := 0, 0
	for line := range strings.Lines(string(text)) {
		in, out, _ := strings.Cut(strings.TrimSpace(line), " -> ")
		w := strings.Fields(in)
		u := byName[w[0]]
		require.NotNil(t, u, w[0])
		if out == "error" {
			refused++
			var types []any
			for _, name := range w[1:] {
				d, err := dtype.Parse(name)
				require.NoError(t, err)
				types = append(types, d)
			}
			_, err := u.ResolveLoop(types...)
			assert.Error(t, err, line)
			continue
		}
		done++
		args := make([]any, len(w)-1)
		for i, text := range w[1:] {
			args[i] = timesOf(t, text)
		}
		for i, text := range strings.Fields(out) {
			want := timesOf(t, text)
			got := u.CallN(args...)[i]
			if !assert.NoError(t, got.Err(), line) {
				break
			}
			assert.Equal(t, want.DType().String(), got.DType().String(), line)
			assert.Equal(t, bitsOf(want), bitsOf(got), line)
		}
	}
	assert.Equal(t, [2]int{3108, 6216}, [2]int{done, refused})
}

func moments(d dtype.DType, counts ...int64) *ndarray.Array {
	x, err := ndarray.FromSlice(counts).View(d), error(nil)
	if err = x.Err(); err != nil {
		panic(err)
	}
	return x
}

func TestTimesMeetOverflow(t *testing.T) {
	s, ns, day := dtype.Timedelta64.In(dtype.Second), dtype.Timedelta64.In(dtype.Nanosecond), dtype.Timedelta64.In(dtype.Day)
	large := moments(s, 1, 1e18, dtype.NaT)
	one := moments(ns, 1)
	long := make([]int64, 100000)
	long[77777] = 1e18
	out := moments(ns, 0, 0, 0)
	for name, y := range map[string]*ndarray.Array{
		"element by element": ufunc.Add.Call(large, moments(ns, 1, 2, 3)),
		"one and many":       ufunc.Add.Call(large, one),
		"many and one":       ufunc.Add.Call(one, moments(s, 1e18)),
		"many":               ufunc.Add.Call(moments(s, long...), one),
		"strided":            ufunc.Less.Call(moments(s, long...).Slice("1::2"), one),
		"output":             ufunc.Add.Out(out).Call(large, moments(s, 0)),
		"reduction":          ufunc.Add.DType(ns).Reduce(large),
		"accumulation":       ufunc.Add.DType(ns).Accumulate(large),
		"cast":               ufunc.AsType(large, ns, dtype.Safe),
	} {
		assert.ErrorIs(t, y.Err(), fault.Overflow, name)
		assert.ErrorContains(t, y.Err(), "out of range of the unit", name)
	}
	assert.ErrorIs(t, ufunc.Copyto(out, large, dtype.SameKind, nil), fault.Overflow)
	// And none is left for the next call.
	for range 3 {
		assert.NoError(t, ufunc.Add.Call(moments(s, 1, 2), one).Err())
		assert.NoError(t, ufunc.Add.DType(ns).Reduce(moments(s, 1, 2)).Err())
	}
	y := ufunc.Add.Call(moments(day, 1, dtype.NaT), 3)
	require.NoError(t, y.Err())
	assert.Equal(t, day, y.DType())
	assert.Error(t, ufunc.Add.Call(moments(day, 1), 0.5).Err())
	_, err := ufunc.Add.ResolveLoop(dtype.Datetime64.In(dtype.Day), dtype.Timedelta64.In(dtype.Year))
	assert.ErrorContains(t, err, "add: cannot get a common metadata divisor for datetime metadata [D] and [Y]")
}

func TestTimesReduce(t *testing.T) {
	s := dtype.Timedelta64.In(dtype.Second)
	at := dtype.Datetime64.In(dtype.Second)
	x := moments(s, 5, -3, dtype.NaT, 9).Reshape(2, 2)
	for _, c := range []struct {
		y    *ndarray.Array
		want []int64
	}{
		{ufunc.Add.AllAxes().Reduce(x), []int64{dtype.NaT}},
		{ufunc.Add.Axis(1).Reduce(x), []int64{2, dtype.NaT}},
		{ufunc.Maximum.Axis(0).Reduce(x), []int64{dtype.NaT, 9}},
		{ufunc.Minimum.Axis(0).Reduce(x), []int64{dtype.NaT, -3}},
		{ufunc.Fmax.AllAxes().Reduce(x), []int64{9}},
		{ufunc.Fmin.AllAxes().Reduce(x), []int64{-3}},
		{ufunc.Add.Accumulate(moments(s, 1, 2, dtype.NaT, 3)), []int64{1, 3, dtype.NaT, dtype.NaT}},
		{ufunc.Add.Reduce(moments(s)), []int64{0}},
		{ufunc.Fmin.Reduce(moments(at, dtype.NaT, 4, 2)), []int64{2}},
	} {
		require.NoError(t, c.y.Err())
		require.True(t, c.y.DType() == s || c.y.DType() == at, c.y.DType())
		got, err := ndarray.ToSlice[int64](c.y.View(dtype.Int64))
		require.NoError(t, err)
		assert.Equal(t, c.want, got)
	}
	assert.ErrorIs(t, ufunc.Add.Reduce(moments(at, 1, 2)).Err(), fault.DType)
}
