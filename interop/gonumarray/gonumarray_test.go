// SPDX-License-Identifier: BSD-3-Clause

package gonumarray_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"github.com/arraygen/arraygen/interop/gonumarray"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func TestDense(t *testing.T) {
	m := mat.NewDense(3, 4, []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
	part := m.Slice(1, 3, 1, 3).(*mat.Dense)
	a := gonumarray.FromDense(part)
	v, err := ndarray.ToSlice[float64](a)
	require.NoError(t, err)
	assert.Equal(t, []float64{5, 6, 9, 10}, v)
	assert.Equal(t, []int{32, 8}, a.Strides())
	require.NoError(t, ndarray.SetAt(a, 50.0, 0, 0))
	assert.Equal(t, 50.0, m.At(1, 1))

	back, err := gonumarray.ToDense(a)
	require.NoError(t, err)
	back.Set(1, 1, -1)
	assert.Equal(t, -1.0, m.At(2, 2))
	assert.True(t, mat.Equal(part, back))

	empty := gonumarray.FromDense(new(mat.Dense))
	require.NoError(t, empty.Err())
	assert.Equal(t, []int{0, 0}, empty.Shape())
	d, err := gonumarray.ToDense(empty)
	require.NoError(t, err)
	assert.True(t, d.IsEmpty())
	_, err = gonumarray.ToDense(ndarray.Zeros(dtype.Float64, 0, 3))
	assert.EqualError(t, err, "gonumarray.ToDense: gonum has no matrix of shape (0, 3): without elements there is (0, 0) only")
	none, err := gonumarray.ToVecDense(ndarray.Zeros(dtype.Float64, 0))
	require.NoError(t, err)
	assert.True(t, none.IsEmpty())
}

func TestGeneral(t *testing.T) {
	a := ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 3, 2)
	g, err := gonumarray.ToGeneral(a.Slice("::2"))
	require.NoError(t, err)
	assert.Equal(t, blas64.General{Rows: 2, Cols: 2, Stride: 4, Data: []float64{1, 2, 3, 4, 5, 6}}, g)
	b := gonumarray.FromGeneral(g)
	assert.Equal(t, a.Pointer(), b.Pointer())
	assert.Equal(t, []int{32, 8}, b.Strides())
	assert.EqualError(t, gonumarray.FromGeneral(blas64.General{Rows: 2, Cols: 3, Stride: 3, Data: make([]float64, 5)}).Err(),
		"gonumarray.FromGeneral: FromBytes: float64 of shape (2, 3) with strides (24, 8) at byte 0 leaves the memory of 40 bytes")
	assert.EqualError(t, gonumarray.FromGeneral(blas64.General{Rows: -2, Cols: 3, Stride: 3}).Err(),
		"gonumarray.FromGeneral: a matrix of -2 rows and 3 columns with stride 3")
}

func TestVector(t *testing.T) {
	a := ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 3, 2)
	v, err := gonumarray.ToVecDense(a.Slice(":, 1"))
	require.NoError(t, err)
	assert.Equal(t, []float64{2, 4, 6}, mat.Col(nil, 0, v))
	v.SetVec(2, 60)
	b := gonumarray.FromVecDense(v)
	x, err := ndarray.ToSlice[float64](b)
	require.NoError(t, err)
	assert.Equal(t, []float64{2, 4, 60}, x)
	back := gonumarray.FromVector(blas64.Vector{N: 3, Inc: -2, Data: []float64{1, 2, 3, 4, 5}})
	x, err = ndarray.ToSlice[float64](back)
	require.NoError(t, err)
	assert.Equal(t, []float64{5, 3, 1}, x)
	assert.EqualError(t, gonumarray.FromVector(blas64.Vector{N: 3, Inc: 0, Data: make([]float64, 3)}).Err(),
		"gonumarray.FromVector: a vector of 3 elements with increment 0")
}

func TestComplex(t *testing.T) {
	m := mat.NewCDense(2, 2, []complex128{1, 2i, 3, 4})
	a := gonumarray.FromCDense(m)
	require.NoError(t, ndarray.SetAt(a, 7i, 1, 1))
	assert.Equal(t, 7i, m.At(1, 1))
	back, err := gonumarray.ToCDense(a)
	require.NoError(t, err)
	assert.Equal(t, m.RawCMatrix(), back.RawCMatrix())
}

func TestRefusals(t *testing.T) {
	x := ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	foreign := ndarray.FromForeign(ndarray.Foreign{Base: x.Pointer(), Len: 48}, dtype.Float64, []int{2, 3}, nil, 0)
	for want, a := range map[string]*ndarray.Array{
		"gonumarray.ToDense: the array has float32 elements, gonum needs float64 here":                                                           ndarray.Zeros(dtype.Float32, 2, 2),
		"gonumarray.ToDense: the array has 1 axes, not 2":                                                                                        ndarray.Zeros(dtype.Float64, 2),
		"gonumarray.ToDense: the array is read-only, which gonum doesn't know: copy it first, with Copy, or use View":                            x.ReadOnly(),
		"gonumarray.ToDense: the array is over foreign memory, which gonum would not keep: copy it first, with Copy, or use View":                foreign,
		"gonumarray.ToDense: shape (3, 2) with strides (8, 24) is not made of rows of adjacent elements: copy it first, with Copy, or use View":  x.T(),
		"gonumarray.ToDense: shape (2, 3) with strides (-24, 8) is not made of rows of adjacent elements: copy it first, with Copy, or use View": x.Slice("::-1"),
	} {
		_, err := gonumarray.ToDense(a)
		assert.EqualError(t, err, want)
	}
	_, err := gonumarray.ToVecDense(x.Slice("0, ::-1"))
	assert.EqualError(t, err, "gonumarray.ToVecDense: the stride is -8 bytes, gonum needs a positive multiple of 8: copy it first, with Copy")
	assert.Error(t, gonumarray.FromDense(nil).Err())
	assert.Error(t, gonumarray.FromCDense(nil).Err())
	assert.Error(t, gonumarray.FromVecDense(nil).Err())
}

func TestView(t *testing.T) {
	x := ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	m, err := gonumarray.View(x.T().Slice("::-1"))
	require.NoError(t, err)
	want := mat.NewDense(3, 2, []float64{3, 6, 2, 5, 1, 4})
	assert.True(t, mat.Equal(want, m))
	assert.True(t, mat.Equal(want.T(), m.T()))
	var product mat.Dense
	product.Mul(m, m.T())
	assert.Equal(t, 45.0, product.At(0, 0))
	m.Set(0, 0, 30)
	v, err := ndarray.At[float64](x, 0, 2)
	require.NoError(t, err)
	assert.Equal(t, 30.0, v)
	assert.PanicsWithValue(t, mat.ErrRowAccess, func() { m.At(-1, 0) })
	assert.PanicsWithValue(t, mat.ErrColAccess, func() { m.Set(0, 2, 1) })
	_, err = gonumarray.View(ndarray.Zeros(dtype.Int64, 2, 2))
	assert.EqualError(t, err, "gonumarray.View: the array has int64 elements, gonum needs float64 here")
	_, err = gonumarray.View(ndarray.Zeros(dtype.Float64, 2))
	assert.EqualError(t, err, "gonumarray.View: the array has 1 axes, not 2")
}
