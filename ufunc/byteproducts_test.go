// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Matrices of bytes have the products of int32: whole where int32 is asked for, else their low
// bytes; in every layout, stacked, of one row and of one column, with products of bytes and without.
func TestProductsOfBytes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	layouts := map[string]func(x *ndarray.Array) *ndarray.Array{
		"C": func(x *ndarray.Array) *ndarray.Array { return x },
		"F": func(x *ndarray.Array) *ndarray.Array {
			n := x.NDim()
			return x.SwapAxes(n-1, n-2).Copy().SwapAxes(n-1, n-2)
		},
		"reversed": func(x *ndarray.Array) *ndarray.Array {
			return x.Slice("..., ::-1, ::-1").Copy().Slice("..., ::-1, ::-1")
		},
	}
	for _, d := range []dtype.DType{dtype.Int8, dtype.Uint8} {
		for _, s := range [][3]int{{1, 1, 1}, {1, 40, 30}, {30, 40, 1}, {300, 7, 1}, {5, 0, 3}, {17, 33, 65}, {70, 130, 40}} {
			random := func(shape ...int) *ndarray.Array {
				x := ndarray.Zeros(d, shape...)
				for i := range elementBytes(x) {
					elementBytes(x)[i] = byte(r.Uint32())
				}
				return x
			}
			a, b := random(3, s[0], s[1]), random(s[1], s[2])
			want := Matmul.Call(AsType(a, dtype.Int32, dtype.Safe), AsType(b, dtype.Int32, dtype.Safe))
			low := AsType(want, d, dtype.Unsafe)
			for name, layout := range layouts {
				for _, l := range kernel.Levels() {
					restore, err := kernel.SetLevel(l)
					require.NoError(t, err)
					for range 2 {
						x, y := layout(a), layout(b)
						got, bytes := Matmul.DType(dtype.Int32).Call(x, y), Matmul.Call(x, y)
						require.NoError(t, got.Err())
						require.NoError(t, bytes.Err())
						require.Equal(t, elementBytes(want), elementBytes(got), "%v as int32, %v, %s, %s", d, s, name, l)
						require.Equal(t, elementBytes(low), elementBytes(bytes.Copy()), "%v, %v, %s, %s", d, s, name, l)
						again := restore
						if l.ByteDots() {
							dots := kernel.WithoutByteDots()
							restore = func() { dots(); again() }
						}
					}
					restore()
				}
			}
		}
	}
	x := ndarray.Ones(dtype.Int8, 4, 4)
	require.Error(t, Matmul.DType(dtype.Int32).Casting(dtype.No).Call(x, x).Err(), "as NumPy: int32 of int8 is a cast")
}
