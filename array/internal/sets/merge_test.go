// SPDX-License-Identifier: BSD-3-Clause

package sets_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/arraygen/arraygen/array/internal/reference"
	"github.com/arraygen/arraygen/array/internal/sets"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/stretchr/testify/require"
)

func TestMerge(t *testing.T) {
	for _, d := range dtype.All() {
		t.Run(d.String(), func(t *testing.T) {
			r := rand.New(rand.NewPCG(6, uint64(d)))
			for _, pattern := range reference.Patterns {
				for _, n := range []int{0, 1, 2, 9, 60} {
					for _, m := range []int{0, 1, 5, 200} {
						for _, join := range []bool{false, true} {
							var list [2][]any
							var set [2]*ndarray.Array
							for i, n := range []int{n, m} {
								x := ndarray.Empty(d, n)
								reference.Fill(x, pattern, r)
								var err error
								set[i], err = sets.Values("f", nil, x, join)
								require.NoError(t, err)
								list[i], _ = elements(set[i])
								nans := 0
								for _, v := range list[i] {
									if reference.IsNaN(v) {
										nans++
									}
								}
								require.True(t, !join || nans <= 1)
							}
							in := func(v any, list []any) bool {
								return slices.ContainsFunc(list, func(w any) bool { return equal(v, w) })
							}
							only := func(list, other []any) []any {
								return slices.DeleteFunc(slices.Clone(list), func(v any) bool { return in(v, other) })
							}
							both := slices.DeleteFunc(slices.Clone(list[0]), func(v any) bool { return !in(v, list[1]) })
							for op, want := range map[sets.Operation][]any{
								sets.Intersection: both, sets.Difference: only(list[0], list[1]),
								sets.Exclusive: slices.Concat(only(list[0], list[1]), only(list[1], list[0])),
							} {
								merged, err := sets.Merge("f", nil, op, set[0], set[1])
								require.NoError(t, err)
								got, _ := elements(merged)
								slices.SortStableFunc(want, reference.Compare)
								what := fmt.Sprint(pattern, n, m, join, op)
								require.Len(t, got, len(want), what)
								for i := range got {
									require.Zero(t, reference.Compare(want[i], got[i]), what)
								}
							}
						}
					}
				}
			}
		})
	}
}
