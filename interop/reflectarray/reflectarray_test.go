// SPDX-License-Identifier: BSD-3-Clause

package reflectarray_test

import (
	"fmt"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/interop/reflectarray"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func TestViews(t *testing.T) {
	s := []time.Duration{1, 2, 3}
	a := reflectarray.FromAny(s)
	require.NoError(t, a.Err())
	assert.Equal(t, dtype.Int64, a.DType())
	require.NoError(t, ndarray.SetAt(a, int64(20), 1))
	assert.Equal(t, time.Duration(20), s[1])

	rows := [][3]float32{{1, 2, 3}, {4, 5, 6}}
	a = reflectarray.FromAny(rows)
	assert.Equal(t, []int{2, 3}, a.Shape())
	assert.Equal(t, unsafe.Pointer(&rows[0]), a.Pointer())

	box := [2][2][2]bool{1: {1: {1: true}}}
	a = reflectarray.FromAny(&box)
	assert.Equal(t, []int{2, 2, 2}, a.Shape())
	assert.Equal(t, unsafe.Pointer(&box), a.Pointer())

	assert.Same(t, a, reflectarray.FromAny(a))
}

func TestCopies(t *testing.T) {
	nested := [][][]int16{{{1, 2}, {3, 4}, {5, 6}}, {{7, 8}, {9, 10}, {11, 12}}}
	a := reflectarray.FromAny(nested)
	assert.Equal(t, []int{2, 3, 2}, a.Shape())
	v, err := ndarray.ToSlice[int16](a)
	require.NoError(t, err)
	assert.Equal(t, []int16{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, v)
	nested[0][0][0] = 99
	v, _ = ndarray.ToSlice[int16](a)
	assert.EqualValues(t, 1, v[0])

	a = reflectarray.FromAny([2][2]complex128{{1, 2}, {3, 4i}})
	c, err := ndarray.ToSlice[complex128](a)
	require.NoError(t, err)
	assert.Equal(t, []complex128{1, 2, 3, 4i}, c)

	a = reflectarray.FromAny([2][]uint8{{1}, {2}})
	assert.Equal(t, []int{2, 1}, a.Shape())
	a = reflectarray.FromAny([]dtype.BF16{dtype.ToBF16(1)})
	assert.Equal(t, dtype.BFloat16, a.DType())
	a = reflectarray.FromAny(uint(3))
	assert.Equal(t, []int{}, a.Shape())
	n, err := ndarray.Item[uint64](a)
	require.NoError(t, err)
	assert.EqualValues(t, 3, n)
	assert.Equal(t, []int{0, 0}, reflectarray.FromAny([][]int{}).Shape())
	assert.Equal(t, []int{2, 0, 0, 4}, reflectarray.FromAny([][][][4]int{{}, {}}).Shape())
	assert.Equal(t, []int{0, 3}, reflectarray.FromAny([][3]int(nil)).Shape())
}

func TestRefusals(t *testing.T) {
	for want, v := range map[string]any{
		"reflectarray.FromAny: the slices are ragged: value[1] has length 2, others at that depth have 3; make them of one length":    [][]int{{1, 2, 3}, {4, 5}},
		"reflectarray.FromAny: the slices are ragged: value[0][1] has length 0, others at that depth have 1; make them of one length": [][][]int{{{1}, {}}},
		"reflectarray.FromAny: a []string is made of string, which is no element type; numbers and bool are":                          []string{"a"},
		"reflectarray.FromAny: a [][]interface {} is made of interface {}, which is no element type; numbers and bool are":            [][]any{{1}},
		"reflectarray.FromAny: a map[string]int is made of map[string]int, which is no element type; numbers and bool are":            map[string]int{},
		"reflectarray.FromAny: the value is nil":   nil,
		"reflectarray.FromAny: the *[3]int is nil": (*[3]int)(nil),
	} {
		assert.EqualError(t, reflectarray.FromAny(v).Err(), want)
	}
}

func TestTo(t *testing.T) {
	a := ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	s, err := reflectarray.To[[][]float64](a.T())
	require.NoError(t, err)
	assert.Equal(t, [][]float64{{1, 4}, {2, 5}, {3, 6}}, s)
	s[0][0] = 99
	x, _ := ndarray.At[float64](a, 0, 0)
	assert.Equal(t, 1.0, x)
	m, err := reflectarray.To[[2][3]float64](a)
	require.NoError(t, err)
	assert.Equal(t, [2][3]float64{{1, 2, 3}, {4, 5, 6}}, m)
	mixed, err := reflectarray.To[[][2]float64](a.Slice(":, ::-2"))
	require.NoError(t, err)
	assert.Equal(t, [][2]float64{{3, 1}, {6, 4}}, mixed)
	d, err := reflectarray.To[[]time.Duration](ndarray.FromSlice([]int64{5}))
	require.NoError(t, err)
	assert.Equal(t, []time.Duration{5}, d)
	n, err := reflectarray.To[int8](ndarray.Scalar(int8(-3)))
	require.NoError(t, err)
	assert.Equal(t, int8(-3), n)
	flags := ndarray.FromBytes([]byte{0, 2, 255}, dtype.Bool, []int{3}, nil, 0)
	b, err := reflectarray.To[[]bool](flags)
	require.NoError(t, err)
	assert.Equal(t, []bool{false, true, true}, b)
	var sum int
	for _, v := range b {
		if v == true {
			sum++
		}
	}
	assert.Equal(t, 2, sum)
}

func TestToRefusals(t *testing.T) {
	a := ndarray.Zeros(dtype.Float64, 2, 3)
	for want, dst := range map[string]any{
		"reflectarray.Into: a []float64 has fewer axes than the 2 of the array":                                 new([]float64),
		"reflectarray.Into: a float64 has fewer axes than the 2 of the array":                                   new(float64),
		"reflectarray.Into: a [][][]float64 has more axes than the 2 of the array":                              new([][][]float64),
		"reflectarray.Into: the array has float64 elements, a [][]float32 has float32: convert the array first": new([][]float32),
		"reflectarray.Into: a [][]string is made of string, which is no element type; numbers and bool are":     new([][]string),
		"reflectarray.Into: an array of shape (2, 3) doesn't fit a [][2]float64: axis 1 has length 3, not 2":    new([][2]float64),
		"reflectarray.Into: the destination is a [][]float64; it must be a pointer to what to set":              [][]float64{},
		"reflectarray.Into: the destination is a *[]float64; it must be a pointer to what to set":               (*[]float64)(nil),
	} {
		assert.EqualError(t, reflectarray.Into(a, dst), want)
	}
	_, err := reflectarray.To[[][]int8](ndarray.Zeros(dtype.Int8, 1<<50, 0))
	assert.EqualError(t, err, "reflectarray.Into: a [][]int8 for shape (1125899906842624, 0) has more slices than memory can hold")
	_, err = reflectarray.To[[]float64](ndarray.Scalar(1.0))
	assert.EqualError(t, err, "reflectarray.Into: a []float64 has more axes than the 0 of the array")
}

func ExampleFromAny() {
	a := reflectarray.FromAny([][]float64{{1, 2, 3}, {4, 5, 6}})
	fmt.Println(a.Shape(), a.DType())
	fmt.Println(reflectarray.FromAny([][]float64{{1, 2, 3}, {4}}).Err())
	fmt.Println(reflectarray.To[[][]float64](a.T()))
	// Output:
	// [2 3] float64
	// reflectarray.FromAny: the slices are ragged: value[1] has length 1, others at that depth have 3; make them of one length
	// [[1 4] [2 5] [3 6]] <nil>
}
