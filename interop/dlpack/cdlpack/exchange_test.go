// SPDX-License-Identifier: BSD-3-Clause

//go:build cgo

package cdlpack

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/interop/dlpack"
	"github.com/arraygen/arraygen/interop/dlpack/cdlpack/internal/ctensor"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func TestExchangeVersions(t *testing.T) {
	_, err := ExchangeAt(nil)
	assert.EqualError(t, err, "cdlpack.ExchangeAt: the table is NULL")
	_, err = ExchangeAt(ctensor.Table(2, nil))
	assert.EqualError(t, err, "cdlpack.ExchangeAt: the table is of DLPack 2.0; only major version 1 is known")
	_, err = ExchangeAt(ctensor.Table(2, ctensor.Table(1, nil)))
	assert.NoError(t, err)
}

func TestExchange(t *testing.T) {
	e, err := ExchangeAt(ctensor.Table(1, nil))
	require.NoError(t, err)
	deleted, live := ctensor.Deleted(), dlpack.Live()

	box := ctensor.Object(4)
	a := e.FromObject(box)
	v, err := ndarray.ToSlice[float64](a)
	require.NoError(t, err)
	assert.Equal(t, []float64{0, 1, 2, 3}, v)
	assert.Contains(t, e.FromObject(box).Err().Error(), "cdlpack.FromObject: the library exports no tensor")
	a.Owner().Release()
	assert.Equal(t, deleted+1, ctensor.Deleted())
	ctensor.Drop(box)

	x := ndarray.FromSlice([]float64{1, 2, 3})
	box, err = e.ToObject(x)
	require.NoError(t, err)
	require.NoError(t, ndarray.SetAt(x, 10.0, 0))
	assert.Equal(t, 15.0, ctensor.Sum(ctensor.Held(box)), "the memory is shared")
	assert.Equal(t, live+1, dlpack.Live())
	ctensor.Drop(box)
	assert.Equal(t, live, dlpack.Live())

	_, err = e.ToObject(ndarray.Zeros(dtype.Int32, 3))
	assert.EqualError(t, err, "cdlpack.ToObject: the library makes no object of the array of int32; its Python exception says why")
	assert.Equal(t, live, dlpack.Live())

	b := e.Allocate(dtype.Float64, 5)
	require.NoError(t, b.Err())
	assert.Equal(t, []int{5}, b.Shape())
	assert.True(t, b.Writeable())
	b.Owner().Release()
	assert.Equal(t, deleted+2, ctensor.Deleted())
	assert.EqualError(t, e.Allocate(dtype.Int8, 2, 2).Err(),
		"cdlpack.Allocate: the library allocates no int8 of shape (2, 2): TypeError: only lines of float64")
	assert.Error(t, e.Allocate(dtype.Float64).Err())
	assert.Error(t, e.Allocate(dtype.Invalid, 3).Err())
}
