// SPDX-License-Identifier: BSD-3-Clause

package searching_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array/internal/reference"
	"github.com/arraygen/arraygen/array/internal/searching"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func TestCount(t *testing.T) {
	for _, d := range dtype.All() {
		r := rand.New(rand.NewPCG(8, uint64(d)))
		zero := dtype.Load(ndarray.Zeros(d).Pointer(), d)
		for _, pattern := range reference.Patterns {
			for _, n := range []int{0, 1, 7, 999, 1000, 8191, 9000} {
				x := ndarray.Empty(d, 2, n)
				reference.Fill(x, pattern, r)
				want := 0
				for _, v := range values(x) {
					if reference.Compare(v, zero) != 0 {
						want++
					}
				}
				for _, y := range []*ndarray.Array{x, x.T(), x.Slice(":, ::-1"), x.CopyF()} {
					got, err := searching.Count(y)
					require.NoError(t, err)
					require.Equal(t, want, got, "%v %s %d", d, pattern, n)
				}
			}
		}
	}
}
