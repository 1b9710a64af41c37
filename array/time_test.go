// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/npy"
	"github.com/arraygen/arraygen/ufunc"
)

// times are moments in days from text.
func times(t *testing.T, texts ...string) *array.Array {
	d := dtype.Datetime64.In(dtype.Day)
	counts := make([]dtype.DT64, len(texts))
	for i, text := range texts {
		var err error
		counts[i], _, err = dtype.ParseDatetime(text, d)
		require.NoError(t, err)
	}
	x := ndarray.FromSlice(counts).View(d)
	require.NoError(t, x.Err())
	return x
}

// TestTimes: NumPy's answers to the same calls.
func TestTimes(t *testing.T) {
	x := times(t, "2020-03-01", "NaT", "2019-12-31", "2020-02-29", "NaT", "2019-12-31")
	hours := ufunc.AsType(x, dtype.Datetime64.In(dtype.Hour), dtype.Safe)
	unique := array.UniqueValues(x)
	for name, c := range map[string]struct {
		y    *array.Array
		want string
	}{
		"sort":         {array.Sort(x), "['2019-12-31' '2019-12-31' '2020-02-29' '2020-03-01'        'NaT'\n        'NaT']"},
		"argsort":      {array.Argsort(x), "[2 5 3 0 1 4]"},
		"searchsorted": {array.Searchsorted(times(t, "2020-01-01", "2020-01-03", "NaT"), times(t, "2020-01-02", "2019-01-01", "NaT", "2021-01-01")), "[1 0 2 2]"},
		"argmax":       {array.Argmax(x), "1"},
		"argmin":       {array.Argmin(x), "1"},
		"max":          {array.Max(x), "NaT"},
		"min":          {array.Min(x.Slice("2:4")), "2019-12-31"},
		"diff":         {array.Diff(x.Slice("2:")), "[   60 'NaT' 'NaT']"},
		"hours":        {hours, "['2020-03-01T00'           'NaT' '2019-12-31T00' '2020-02-29T00'\n           'NaT' '2019-12-31T00']"},
		"concat":       {array.Concat([]any{x.Slice(":2"), hours.Slice("2:3")}), "['2020-03-01T00'           'NaT' '2019-12-31T00']"},
		"arange":       {array.Arange(dtype.DT64(18261), dtype.DT64(18264), 1, array.DType(dtype.Datetime64.In(dtype.Day))), "['2019-12-31' '2020-01-01' '2020-01-02']"},
		"ptp":          {array.Ptp(x.Slice("2:4")), "60 days"},
		"ediff1d":      {array.Ediff1D(x.Slice("2:4"), nil, nil), "[60]"},
		"logical":      {array.LogicalAnd(x, true), "[ True  True  True  True  True  True]"},
		"from a start": {array.Arange(x.At(0), 3, 1), "['2020-03-01' '2020-03-02' '2020-03-03']"},
		"in hours":     {array.Arange(x.At(3), x.At(0), hours.Slice(":1").Index(ndarray.Int(0)).View(dtype.Timedelta64.In(dtype.Hour)).Copy()), "['2020-02-29T00']"},
		"median":       {array.Median(array.Diff(x.Slice("2:4"))), "60 days"},
		"mean":         {array.Mean(ufunc.Subtract.Call(x.Slice("2:4"), x.Slice("0:1"))), "-31 days"},
		"where":        {array.Where(array.Equal(x, x), x, times(t, "1970-01-01")), "['2020-03-01' '1970-01-01' '2019-12-31' '2020-02-29' '1970-01-01'\n '2019-12-31']"},
	} {
		require.NoError(t, c.y.Err(), name)
		assert.Equal(t, c.want, c.y.String(), name)
	}
	require.NoError(t, unique.Err())
	all, err := array.UniqueElements(x, array.EqualNaN())
	require.NoError(t, err)
	assert.Equal(t, "['2019-12-31' '2020-02-29' '2020-03-01'        'NaT'] [2 1 1 2]", all.Values.String()+" "+all.Counts.String())
	for _, bad := range []*array.Array{array.Median(x), array.Arange(x.At(0), nil, 1), array.Arange(x.At(0), x.At(1), 1), array.Arange(x.At(0), x.At(2), x.At(2)), array.Arange(0, x.At(0), 1.5)} {
		assert.Error(t, bad.Err())
	}
	assert.Equal(t, "array(['2020-03-01',        'NaT'], dtype='datetime64[D]')", x.Slice(":2").Repr())
	var file bytes.Buffer
	require.NoError(t, npy.Write(&file, x))
	assert.Contains(t, file.String(), "'<M8[D]'")
	back := npy.Read(&file)
	require.NoError(t, back.Err())
	assert.Equal(t, x.DType(), back.DType())
	assert.Equal(t, x.String(), back.String())
	assert.ErrorIs(t, array.Add(x, 0.5).Err(), fault.DType)
	assert.ErrorIs(t, array.Add(x, x).Err(), fault.DType)
	assert.ErrorContains(t, array.Concat([]any{x, ndarray.FromSlice([]float64{1})}).Err(), "datetime64[D] and float64 have no common type")
	assert.ErrorIs(t, array.Mean(x).Err(), fault.DType)
}
