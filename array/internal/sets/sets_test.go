// SPDX-License-Identifier: BSD-3-Clause

package sets_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/reference"
	"github.com/arraygen/arraygen/array/internal/sets"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/stretchr/testify/require"
)

// elements returns the elements of an array in C order, and their bytes.
func elements(a *ndarray.Array) (list []any, bytes []string) {
	a = a.AsC()
	p, _, _ := a.Lend()
	for i := range a.Size() {
		at := unsafe.Add(p, i*a.ItemSize())
		list = append(list, dtype.Load(at, a.DType()))
		bytes = append(bytes, string(unsafe.Slice((*byte)(at), a.ItemSize())))
	}
	return list, bytes
}

func equal(a, b any) bool { return !reference.IsNaN(a) && reference.Compare(a, b) == 0 }

func TestUnique(t *testing.T) {
	for _, d := range reference.Types() {
		t.Run(d.String(), func(t *testing.T) {
			r := rand.New(rand.NewPCG(4, uint64(d)))
			for _, pattern := range reference.Patterns {
				for _, n := range []int{0, 1, 2, 64, 65, 300} {
					c := ndarray.Empty(d, n)
					reference.Fill(c, pattern, r)
					wide := ndarray.Empty(d, 2*n)
					x := wide.Slice("::-2")
					require.NoError(t, x.Assign(c))
					list, bytes := elements(x)
					for w := range 8 {
						want := sets.Wanted{Indices: w&1 != 0, Inverse: w&2 != 0, Counts: w&4 != 0}
						all, err := sets.Unique("unique", nil, x, want)
						require.NoError(t, err)
						what := fmt.Sprint(pattern, n, want)
						distinct, itsBytes := elements(all.Values)
						for i := 1; i < len(distinct); i++ {
							require.LessOrEqual(t, reference.Compare(distinct[i-1], distinct[i]), 0, what)
							require.False(t, equal(distinct[i-1], distinct[i]), what)
						}
						// Every element is at one place among the distinct ones, or is NaN.
						first, counts := map[int]int{}, map[int]int{}
						nans := 0
						for i, v := range list {
							if reference.IsNaN(v) {
								nans++
								continue
							}
							for k, e := range distinct {
								if equal(v, e) {
									if _, seen := first[k]; !seen {
										first[k] = i
									}
									counts[k]++
									if want.Inverse {
										at, err := ndarray.At[int64](all.Inverse, i)
										require.NoError(t, err)
										require.EqualValues(t, k, at, what)
									}
								}
							}
						}
						require.Equal(t, len(distinct), len(first)+nans, what)
						for k, i := range first {
							require.Equal(t, bytes[i], itsBytes[k], what)
							if want.Indices {
								at, err := ndarray.At[int64](all.Indices, k)
								require.NoError(t, err)
								require.EqualValues(t, i, at, what)
							}
							if want.Counts {
								n, err := ndarray.At[int64](all.Counts, k)
								require.NoError(t, err)
								require.EqualValues(t, counts[k], n, what)
							}
						}
						require.Equal(t, want, sets.Wanted{Indices: all.Indices != nil, Inverse: all.Inverse != nil, Counts: all.Counts != nil})
						if want.Indices && want.Inverse {
							for i := range list {
								k, err := ndarray.At[int64](all.Inverse, i)
								require.NoError(t, err)
								at, err := ndarray.At[int64](all.Indices, int(k))
								require.NoError(t, err)
								require.True(t, equal(list[i], list[at]) || int(at) == i, what)
							}
						}
					}
				}
			}
		})
	}
}

func TestIsIn(t *testing.T) {
	for _, d := range dtype.All() {
		t.Run(d.String(), func(t *testing.T) {
			r := rand.New(rand.NewPCG(5, uint64(d)))
			for _, pattern := range reference.Patterns {
				for _, n := range []int{0, 1, 2, 17, 200} {
					set := ndarray.Empty(d, n)
					reference.Fill(set, pattern, r)
					others := ndarray.Empty(d, 20, 3)
					reference.Fill(others, pattern, r)
					of, _ := elements(set)
					for _, x := range []*ndarray.Array{set, others.T(), others.Slice("0, 0")} {
						for _, inverted := range []bool{false, true} {
							out := ndarray.Empty(dtype.Bool, x.Shape()...)
							require.NoError(t, sets.IsIn("isin", out, x, set, inverted))
							got, err := ndarray.ToSlice[bool](out)
							require.NoError(t, err)
							list, _ := elements(x)
							for i, v := range list {
								want := false
								for _, e := range of {
									want = want || equal(v, e)
								}
								require.Equal(t, want != inverted, got[i], fmt.Sprint(pattern, n, inverted, v))
							}
						}
					}
				}
			}
		})
	}
}
