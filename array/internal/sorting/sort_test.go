// SPDX-License-Identifier: BSD-3-Clause

package sorting_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/reference"
	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
	"github.com/stretchr/testify/require"
)

// lengths are below and above those at which another algorithm begins.
var lengths = []int{0, 1, 2, 3, 9, 24, 25, 60, 300, 3100, 33000}

// layouts make an array of a shape whose rows along the axis are any way apart.
var layouts = []struct {
	name string
	axis int
	make func(d dtype.DType, n int) *ndarray.Array
}{
	{"row", 0, func(d dtype.DType, n int) *ndarray.Array { return ndarray.Empty(d, n) }},
	{"backward", 0, func(d dtype.DType, n int) *ndarray.Array { return ndarray.Empty(d, n).Slice("::-1") }},
	{"every third", 0, func(d dtype.DType, n int) *ndarray.Array { return ndarray.Empty(d, 3*n+1).Slice("1::3") }},
	{"rows", 1, func(d dtype.DType, n int) *ndarray.Array { return ndarray.Empty(d, 3, n) }},
	{"columns", 0, func(d dtype.DType, n int) *ndarray.Array { return ndarray.Empty(d, n, 19) }},
	{"many rows", 1, func(d dtype.DType, n int) *ndarray.Array { return ndarray.Empty(d, 67, n) }},
	{"middle", 1, func(d dtype.DType, n int) *ndarray.Array { return ndarray.Empty(d, 2, n, 3).Slice(":, ::-1") }},
	{"broken", 0, func(d dtype.DType, n int) *ndarray.Array {
		bytes := make([]byte, n*d.Size()+1)
		return ndarray.FromRaw(ndarray.Raw{Ptr: unsafe.Pointer(&bytes[1%len(bytes)]), DType: d, Shape: []int{n}, Strides: []int{d.Size()}})
	}},
}

// row returns the elements of row r along an axis, and their bytes.
func row(a *ndarray.Array, axis, r int) (values []any, bytes []string) {
	moved := a.MoveAxis(axis, a.NDim()-1).AsC()
	n := a.Shape()[axis]
	p, _, _ := moved.Lend()
	for i := range n {
		at := unsafe.Add(p, (r*n+i)*a.ItemSize())
		values = append(values, dtype.Load(at, a.DType()))
		bytes = append(bytes, string(unsafe.Slice((*byte)(at), a.ItemSize())))
	}
	return values, bytes
}

// order returns the stable order of elements, by comparisons alone.
func order(values []any, descending bool) []int64 {
	list := make([]int64, len(values))
	for i := range list {
		list[i] = int64(i)
	}
	slices.SortStableFunc(list, func(i, j int64) int {
		if descending {
			i, j = j, i
		}
		return reference.Compare(values[i], values[j])
	})
	return list
}

func TestSort(t *testing.T) {
	for _, d := range dtype.All() {
		t.Run(d.String(), func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, uint64(d)))
			for _, l := range layouts {
				for _, n := range lengths {
					if n > 300 && l.name != "row" && l.name != "backward" || n > 3100 && l.name != "row" || n > 25 && l.name == "many rows" {
						continue
					}
					for _, pattern := range reference.Patterns {
						if n > 3100 && pattern != "random" && pattern != "special" && pattern != "shared prefix" {
							continue
						}
						check(t, r, d, l.name, l.make(d, n), l.axis, pattern)
					}
				}
			}
		})
	}
}

func check(t *testing.T, r *rand.Rand, d dtype.DType, layout string, x *ndarray.Array, axis int, pattern string) {
	from := ndarray.Empty(d, x.Shape()...)
	reference.Fill(from, pattern, r)
	require.NoError(t, x.Assign(from))
	n := x.Shape()[axis]
	what := fmt.Sprint(layout, n, pattern)
	for _, descending := range []bool{false, true} {
		indices := ndarray.EmptyLike(x, dtype.Int64)
		require.NoError(t, sorting.Argsort("argsort", indices, x, axis, descending))
		sorted := x.CopyLike()
		require.NoError(t, sorting.Sort("sort", sorted, axis, descending))
		for i := range x.Size() / max(n, 1) {
			values, bytes := row(x, axis, i)
			want := order(values, descending)
			at, _ := row(indices, axis, i)
			_, got := row(sorted, axis, i)
			for k := range want {
				if at[k] != want[k] {
					require.Equal(t, want[k], at[k], "%s, descending %v: index %d of row %d", what, descending, k, i)
				}
				if got[k] != bytes[want[k]] {
					require.Equal(t, bytes[want[k]], got[k], "%s, descending %v: element %d of row %d", what, descending, k, i)
				}
			}
		}
	}
	x.Assign(from)
}

// The number of goroutines doesn't show.
func TestThreads(t *testing.T) {
	defer ufunc.SetMaxThreads(ufunc.SetMaxThreads(1))
	r := rand.New(rand.NewPCG(1, 2))
	x := ndarray.Empty(dtype.Float32, 300, 500)
	reference.Fill(x, "special", r)
	for axis := range 2 {
		var sorted [][]uint32
		var indices [][]int64
		for _, n := range []int{1, 2, 7} {
			ufunc.SetMaxThreads(n)
			s, i := x.Copy(), ndarray.Empty(dtype.Int64, x.Shape()...)
			require.NoError(t, sorting.Sort("sort", s, axis, false))
			require.NoError(t, sorting.Argsort("argsort", i, x, axis, false))
			bits, err := ndarray.ToSlice[uint32](s.View(dtype.Uint32))
			require.NoError(t, err)
			at, err := ndarray.ToSlice[int64](i)
			require.NoError(t, err)
			sorted, indices = append(sorted, bits), append(indices, at)
		}
		for k := range sorted {
			require.True(t, slices.Equal(sorted[0], sorted[k]))
			require.True(t, slices.Equal(indices[0], indices[k]))
		}
	}
}
