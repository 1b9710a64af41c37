// SPDX-License-Identifier: BSD-3-Clause

package searching_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/reference"
	"github.com/arraygen/arraygen/array/internal/searching"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/stretchr/testify/require"
)

// values returns the elements of an array in C order.
func values(a *ndarray.Array) (list []any) {
	a = a.AsC()
	p, _, _ := a.Lend()
	for i := range a.Size() {
		list = append(list, dtype.Load(unsafe.Add(p, i*a.ItemSize()), a.DType()))
	}
	return list
}

// extreme is the first extreme by comparisons alone.
func extreme(list []any, largest bool) int64 {
	best := 0
	for i, v := range list {
		if reference.IsNaN(v) {
			return int64(i)
		}
		if c := reference.Compare(v, list[best]); largest && c > 0 || !largest && c < 0 {
			best = i
		}
	}
	return int64(best)
}

func TestExtreme(t *testing.T) {
	for _, d := range reference.Types() {
		t.Run(d.String(), func(t *testing.T) {
			r := rand.New(rand.NewPCG(2, uint64(d)))
			for _, pattern := range reference.Patterns {
				for _, shape := range [][]int{{1}, {2}, {63}, {64}, {500}, {513}, {33000}, {3, 70}, {70, 3}, {5, 600, 2}} {
					if shape[0] > 1000 && pattern != "random" && pattern != "few" {
						continue
					}
					x := ndarray.Empty(d, shape...)
					reference.Fill(x, pattern, r)
					if pattern != "special" && pattern != "random" {
						// Half of the time the extreme is at a place of its own.
						p, _, _ := x.Lend()
						dtype.FloatScalar(float64(100-200*r.IntN(2))).Convert(unsafe.Add(p, r.IntN(x.Size())*d.Size()), d)
					}
					for axis := range shape {
						for _, v := range []struct {
							x    *ndarray.Array
							axis int
						}{{x, axis}, {x.Slice("::-1"), axis}, {x.MoveAxis(axis, 0), 0}} {
							view, at := v.x, v.axis
							shape := slices.Delete(view.Shape(), at, at+1)
							for _, largest := range []bool{true, false} {
								out := ndarray.Empty(dtype.Int64, shape...)
								require.NoError(t, searching.Extreme("argmax", out, view, at, largest))
								got, err := ndarray.ToSlice[int64](out)
								require.NoError(t, err)
								all := values(view.MoveAxis(at, len(shape)))
								n := view.Shape()[at]
								for i, g := range got {
									require.Equal(t, extreme(all[i*n:(i+1)*n], largest), g, fmt.Sprint(pattern, shape, at, largest, i))
								}
							}
						}
					}
				}
			}
		})
	}
}
