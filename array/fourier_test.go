// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// Each inverse undoes its transform, under every normalization, along every axis and
// over all, of all types, whatever the layout.
func TestInversesOfTransforms(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, d := range inexact {
		tolerance := toleranceOf(d)
		for _, shape := range [][]int{{1}, {2}, {12}, {13, 4}, {3, 29, 5}, {2, 0, 3}, {64, 3}} {
			x := random(r, d, shape...)
			for _, y := range []*array.Array{x, x.T(), x.Slice("::-1")} {
				for _, name := range []string{"backward", "ortho", "forward"} {
					norm := array.Normalization(name)
					for axis := range y.NDim() {
						if y.Shape()[axis] == 0 {
							assert.Error(t, array.FFT(y, array.Axis(axis)).Err())
							continue
						}
						along := array.Axis(axis)
						near(t, y, narrow(array.IFFT(array.FFT(y, along, norm), along, norm), d), tolerance, d, shape, axis, name)
						if d.Kind() == dtype.KindComplex {
							continue
						}
						n := array.Length(y.Shape()[axis])
						near(t, y, array.IRFFT(array.RFFT(y, along, norm), along, norm, n), tolerance, d, shape)
						near(t, y, array.HFFT(array.IHFFT(y, along, norm), along, norm, n), tolerance, d, shape)
					}
					if y.Size() == 0 {
						continue
					}
					near(t, y, narrow(array.IFFTN(array.FFTN(y, norm), norm), d), tolerance, d, shape)
					if d.Kind() != dtype.KindComplex {
						near(t, y, array.IRFFTN(array.RFFTN(y, norm), norm, array.Lengths(y.Shape()...)), tolerance, d, shape)
					}
				}
			}
		}
	}
}

// narrow returns what is real as numbers of type d.
func narrow(x *array.Array, d dtype.DType) *array.Array {
	if d.Kind() == dtype.KindComplex {
		return x
	}
	return x.Real()
}

// The bits of a transform don't depend on the number of goroutines, the layout, or the
// other rows.
func TestTransformsHaveTheSameBits(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, d := range inexact {
		x := random(r, d, 50, 360)
		before := ufunc.SetMaxThreads(1)
		want := array.FFT(x)
		ufunc.SetMaxThreads(8)
		got := array.FFT(x)
		turned := array.FFT(x.T().Copy(), array.Axis(0)).T()
		ufunc.SetMaxThreads(before)
		for _, y := range []*array.Array{got, turned} {
			same, err := array.ArrayEqual(want, y)
			require.NoError(t, err)
			assert.True(t, same, d)
		}
		row := array.FFT(part(x, 7))
		same, err := array.ArrayEqual(part(want, 7), row)
		require.NoError(t, err)
		assert.True(t, same, d)
	}
}

func part(x *array.Array, i int) *array.Array { return x.Index(ndarray.Int(i)) }

func TestTransformsInPlace(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for _, n := range []int{1, 4, 6, 8, 29, 64, 128} {
		for axis := range 2 {
			x := random(r, dtype.Complex128, n, n)
			want := array.FFT(x, array.Axis(axis))
			require.Same(t, x, array.FFT(x, array.Axis(axis), array.Out(x)))
			near(t, want, x, 0, n, axis)
		}
	}
	narrowed := ndarray.Empty(dtype.Complex64, 8)
	require.NoError(t, array.FFT(array.Ones(array.Shape{8}), array.Out(narrowed)).Err())
}

// The transform of real numbers is that of complex ones without imaginary parts, within rounding, and exactly symmetric.
func TestTransformsOfRealNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for _, d := range []dtype.DType{dtype.Bool, dtype.Int16, dtype.Float16, dtype.Float32, dtype.Float64} {
		for _, n := range []int{1, 2, 3, 4, 10, 15, 316, 2 * 131} {
			x := array.AsType(random(r, dtype.Float64, 3, n), d)
			wide := dtype.Complex128
			if d == dtype.Float32 || d == dtype.Float16 {
				wide = dtype.Complex64
			}
			for _, length := range []int{n, n + 2, max(2, n-2)} {
				for _, f := range []func(any, ...array.Option) *array.Array{array.FFT, array.IFFT} {
					got := f(x, array.Length(length))
					require.NoError(t, got.Err())
					assert.Equal(t, wide, got.DType())
					near(t, f(array.AsType(x, wide), array.Length(length)), got, toleranceOf(wide)*float64(length), d, n, length)
					rows := got.Shape()[1]
					for k := 1; k < rows; k++ {
						a, b := got.Slice(":, "+strconv.Itoa(k)), got.Slice(":, "+strconv.Itoa(rows-k))
						same, err := array.ArrayEqual(array.Conj(a), b)
						require.NoError(t, err)
						assert.True(t, same || rows%2 != 0, d, k)
					}
				}
			}
		}
	}
}

// Transforms made side by side have the bits of one by one.
func TestTransformsSideBySide(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for _, d := range []dtype.DType{dtype.Complex64, dtype.Complex128} {
		for _, n := range []int{2, 3, 4, 5, 8, 10, 21, 31, 64, 100, 316} {
			for _, rows := range []int{4, 70, 131} {
				x := random(r, d, rows, n)
				for _, length := range []int{n, n + 7, max(1, n-1)} {
					all, columns := array.FFT(x, array.Length(length)), array.IFFT(x.T(), array.Length(length), array.Axis(0))
					for i := range rows {
						row := x.Slice(strconv.Itoa(i))
						same, err := array.ArrayEqual(array.FFT(row, array.Length(length)), all.Slice(strconv.Itoa(i)))
						require.NoError(t, err)
						require.True(t, same, "%v %d %d", d, n, length)
						same, err = array.ArrayEqual(array.IFFT(row, array.Length(length)), columns.Slice(":, "+strconv.Itoa(i)))
						require.NoError(t, err)
						require.True(t, same, "inverse %v %d %d", d, n, length)
					}
				}
			}
		}
	}
}
