// SPDX-License-Identifier: BSD-3-Clause

//go:build cgo

package cdlpack

import (
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/interop/dlpack"
	"github.com/arraygen/arraygen/interop/dlpack/cdlpack/internal/ctensor"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func TestLayout(t *testing.T) {
	for _, f := range offsets() {
		assert.Equal(t, f.c, f.go_, f.name)
	}
}

func TestImport(t *testing.T) {
	deleted := ctensor.Deleted()
	m := ctensor.New(5, dlpack.DLPackVersion{Major: 1})
	a := ImportVersioned(m)
	v, err := ndarray.ToSlice[float64](a)
	require.NoError(t, err)
	assert.Equal(t, []float64{0, 1, 2, 3, 4}, v)
	assert.True(t, a.Writeable())
	assert.EqualError(t, ImportVersioned(m).Err(), "cdlpack.ImportVersioned: the tensor is already imported: a tensor is taken over once")
	assert.Equal(t, deleted, ctensor.Deleted())
	a.Owner().Release()
	assert.Equal(t, deleted+1, ctensor.Deleted())
	a.Owner().Release()
	assert.Equal(t, deleted+1, ctensor.Deleted())
	assert.ErrorIs(t, a.Err(), ndarray.ErrReleased)

	b := ImportManaged(ctensor.NewManaged(3), true)
	require.NoError(t, ndarray.SetAt(b, 7.0, 0))
	b.Owner().Release()
	assert.Equal(t, deleted+2, ctensor.Deleted())
	b = ImportManaged(ctensor.NewManaged(3), false)
	assert.ErrorIs(t, ndarray.SetAt(b, 7.0, 0), ndarray.ErrReadOnly)
	b.Owner().Release()
	assert.Equal(t, deleted+3, ctensor.Deleted())

	assert.Error(t, ImportVersioned(nil).Err())
	assert.Error(t, ImportManaged(nil, true).Err())
}

func TestMajorMismatchDeletesAtOnce(t *testing.T) {
	deleted := ctensor.Deleted()
	a := ImportVersioned(ctensor.New(5, dlpack.DLPackVersion{Major: 2}))
	assert.EqualError(t, a.Err(), "dlpack.FromVersioned: the tensor is of DLPack 2.0; only major version 1 is known")
	assert.Equal(t, deleted+1, ctensor.Deleted())
}

func TestNoDeleter(t *testing.T) {
	m := ctensor.New(5, dlpack.DLPackVersion{Major: 1})
	deleter := m.Deleter
	m.Deleter = 0
	a := ImportVersioned(m)
	require.NoError(t, a.Err())
	a.Owner().Release()
	m.Deleter = deleter
	DeleteVersioned(m)
}

func TestDeletedByTheCollector(t *testing.T) {
	deleted := ctensor.Deleted()
	for range 50 {
		require.NoError(t, ImportVersioned(ctensor.New(4, dlpack.DLPackVersion{Major: 1})).Slice("1:").Err())
	}
	for range 200 {
		if runtime.GC(); ctensor.Deleted() == deleted+50 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	assert.Equal(t, deleted+50, ctensor.Deleted())
}

func TestExport(t *testing.T) {
	before := dlpack.Live()
	x := ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	m, err := ExportVersioned(x.Slice("::-1, ::2"), dlpack.Request{})
	require.NoError(t, err)
	assert.Equal(t, 1.0+3+4+6, ctensor.Sum(m), "C reads the elements by the strides")
	require.NoError(t, ndarray.SetAt(x, 100.0, 0, 0))
	assert.Equal(t, 100.0+3+4+6, ctensor.Sum(m), "the memory is shared")
	assert.Equal(t, before+1, dlpack.Live())
	DeleteVersioned(m)
	assert.Equal(t, before, dlpack.Live())

	legacy, err := ExportManaged(x, dlpack.Request{})
	require.NoError(t, err)
	DeleteManaged(legacy)
	assert.Equal(t, before, dlpack.Live())

	_, err = ExportManaged(x.ReadOnly(), dlpack.Request{})
	assert.ErrorIs(t, err, ndarray.ErrReadOnly)
	_, err = ExportVersioned(x, dlpack.Request{MaxVersion: dlpack.DLPackVersion{Minor: 8}})
	assert.EqualError(t, err, "cdlpack.ExportVersioned: the consumer knows version 0.8 at most: use ExportManaged")
	assert.Equal(t, before, dlpack.Live())
}

func TestDeletersOnThreadsOfC(t *testing.T) {
	before := dlpack.Live()
	ms := make([]*dlpack.DLManagedTensorVersioned, 32)
	for i := range ms {
		m, err := ExportVersioned(ndarray.Zeros(dtype.Float64, 10), dlpack.Request{})
		require.NoError(t, err)
		ms[i] = m
	}
	assert.Equal(t, before+32, dlpack.Live())
	ctensor.DeleteOnThreads(ms)
	assert.Equal(t, before, dlpack.Live())
}

// TestRoundTrips sends an array to C and back a hundred thousand times (fewer
// under the race detector): at the end nothing is on loan.
func TestRoundTrips(t *testing.T) {
	before := dlpack.Live()
	x := ndarray.Zeros(dtype.Float32, 3)
	for range roundTrips {
		m, err := ExportVersioned(x, dlpack.Request{})
		if err != nil {
			t.Fatal(err)
		}
		y := ImportVersioned(m)
		if y.Err() != nil || y.Pointer() != x.Pointer() {
			t.Fatal(y.Err())
		}
		y.Owner().Release()
	}
	assert.Equal(t, before, dlpack.Live())
}

// TestManyGoroutines has tensors made, read and given back on many goroutines
// at a time, half of them by the collector.
func TestManyGoroutines(t *testing.T) {
	before, deleted := dlpack.Live(), ctensor.Deleted()
	const each = 200
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range each {
				m, err := ExportVersioned(ndarray.FromSlice([]float64{1, 2, float64(i)}), dlpack.Request{})
				if err != nil {
					t.Error(err)
					return
				}
				y := ImportVersioned(m)
				if got := ctensor.Sum(m); y.Err() != nil || got != 3+float64(i) {
					t.Errorf("sum %v, %v", got, y.Err())
				}
				z := ImportVersioned(ctensor.New(3, dlpack.DLPackVersion{Major: 1}))
				if v, err := ndarray.At[float64](z, 2); v != 2 || err != nil {
					t.Errorf("element %v, %v", v, err)
				}
				if i%2 == 0 {
					y.Owner().Release()
					z.Owner().Release()
				}
				runtime.KeepAlive(y)
			}
		})
	}
	wg.Wait()
	for range 500 {
		if runtime.GC(); dlpack.Live() == before && ctensor.Deleted() == deleted+8*each {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	assert.Equal(t, before, dlpack.Live())
	assert.Equal(t, deleted+8*each, ctensor.Deleted())
}
