// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// cut returns the pieces of an axis of x that end at places.
func cut(t *testing.T, u *ufunc.Ufunc, x *array.Array, axis int, places []int, o ...array.Option) []array.Chunk {
	total, from := x.Shape()[axis], 0
	var pieces []array.Chunk
	for _, to := range append(places, total) {
		index := make([]ndarray.Index, axis+1)
		for i := range index {
			index[i] = ndarray.All
		}
		index[axis] = ndarray.From(from).To(to)
		c, err := array.ReduceChunk(u, x.Index(index...), from, total, append(o, array.Axis(axis))...)
		require.NoError(t, err)
		pieces = append(pieces, c)
		from = to
	}
	return pieces
}

// tree joins pieces pairwise, in a random order.
func tree(t *testing.T, r *rand.Rand, u *ufunc.Ufunc, pieces []array.Chunk) array.Chunk {
	for len(pieces) > 1 {
		i := r.IntN(len(pieces) - 1)
		n := 2 + r.IntN(min(3, len(pieces)-1-i)+1) - 1
		n = max(2, min(n, len(pieces)-i))
		c, err := array.JoinChunks(u, pieces[i:i+n]...)
		require.NoError(t, err)
		pieces = append(append(append([]array.Chunk{}, pieces[:i]...), c), pieces[i+n:]...)
	}
	c, err := array.JoinChunks(u, pieces...)
	require.NoError(t, err)
	return c
}

// Pieces of any lengths, joined in any order, have the bits of the whole.
func TestChunksHaveTheBitsOfTheWhole(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	types := []dtype.DType{dtype.Float64, dtype.Float32, dtype.Float16, dtype.BFloat16, dtype.Complex64, dtype.Complex128, dtype.Int8, dtype.Uint64, dtype.Bool}
	for _, total := range []int{1, 7, 8, 127, 128, 129, 1000, 4097, 60001} {
		for _, d := range types {
			for _, shape := range [][]int{{total}, {total, 3}, {2, total}} {
				axis := 0
				if shape[0] == 2 {
					axis = 1
				}
				size := 1
				for _, n := range shape {
					size *= n
				}
				values := make([]float64, size)
				for i := range values {
					values[i] = 1 + (r.Float64()-0.5)/64
				}
				x := array.AsType(ndarray.FromSlice(values, shape...), d)
				var places []int
				for at := r.IntN(total + 1); at < total; at += 1 + r.IntN(1+total/3) {
					places = append(places, at)
				}
				for _, u := range []*ufunc.Ufunc{ufunc.Add, ufunc.Multiply} {
					c := tree(t, r, u, cut(t, u, x, axis, places))
					require.Equal(t, []int{0, total}, c.Spans)
					want := u.Axis(axis).Reduce(x)
					got := array.AsType(c.Values.Index(ndarray.Int(0)), want.DType())
					same, err := array.ArrayEqual(got, want, array.EqualNaN())
					require.NoError(t, err)
					assert.True(t, same, "%s of %v %v cut at %v: %v, not %v", u.Name, d, shape, places, got, want)
				}
				if d == dtype.Bool {
					continue
				}
				mean := array.Mean(array.AsType(x, wide(d)), array.Axis(axis), array.KeepDims())
				c := tree(t, r, ufunc.Add, cut(t, ufunc.Add, x, axis, places, array.About(mean)))
				want := array.Var(x, array.Axis(axis))
				got := array.AsType(array.Divide(c.Values.Index(ndarray.Int(0)), float64(total)), want.DType())
				same, err := array.ArrayEqual(got, want)
				require.NoError(t, err)
				assert.True(t, same, "variance of %v %v cut at %v: %v, not %v", d, shape, places, got, want)
			}
		}
	}
}

func wide(d dtype.DType) dtype.DType {
	if d.Kind() < dtype.KindFloat {
		return dtype.Float64
	}
	return d.Descriptor().Wide
}

func TestChunksThatDoNotFit(t *testing.T) {
	x := ndarray.Arange(0.0, 300, 1)
	_, err := array.ReduceChunk(ufunc.Add, x, 10, 300)
	assert.ErrorContains(t, err, "the piece from 10 to 310 is not in an axis of 300 elements")
	a, err := array.ReduceChunk(ufunc.Add, x, 0, 900)
	require.NoError(t, err)
	b, err := array.ReduceChunk(ufunc.Add, x, 600, 900)
	require.NoError(t, err)
	_, err = array.JoinChunks(ufunc.Add, a, b)
	assert.ErrorContains(t, err, "a piece begins at 600, but the one before it ends at 300")
	c, err := array.ReduceChunk(ufunc.Add, x, 300, 901)
	require.NoError(t, err)
	_, err = array.JoinChunks(ufunc.Add, a, c)
	assert.ErrorContains(t, err, "axes of 900 and 901 elements")
	_, err = array.JoinChunks(ufunc.Add)
	assert.ErrorContains(t, err, "at least one piece")
}
