// SPDX-License-Identifier: BSD-3-Clause

package cookbook_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/examples/cookbook"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// plane is rows of pixels.
type plane struct {
	m, n int
	p    []uint8
}

func randomPlane(r *rand.Rand, m, n int) plane {
	x := plane{m, n, make([]uint8, m*n)}
	for i := range x.p {
		x.p[i] = uint8(r.Uint32())
	}
	return x
}

// near is the pixel at row i and column j, or the one of the edge that is nearest.
func (x plane) near(i, j int) uint8 {
	return x.p[min(max(i, 0), x.m-1)*x.n+min(max(j, 0), x.n-1)]
}

// sobel is the kernel of that name as plain loops.
func (x plane) sobel() []uint8 {
	at := func(i, j int) int { return int(x.p[i*x.n+j]) }
	var y []uint8
	for i := range x.m - 2 {
		for j := range x.n - 2 {
			dx := at(i, j+2) + 2*at(i+1, j+2) + at(i+2, j+2) - at(i, j) - 2*at(i+1, j) - at(i+2, j)
			dy := at(i+2, j) + 2*at(i+2, j+1) + at(i+2, j+2) - at(i, j) - 2*at(i, j+1) - at(i, j+2)
			y = append(y, uint8(min(max(dx, -dx)+max(dy, -dy), 255)))
		}
	}
	return y
}

// erode is the kernel of that name as plain loops.
func (x plane) erode() []uint8 {
	var y []uint8
	for i := range x.m {
		for j := range x.n {
			least := x.near(i, j)
			for k := range 9 {
				least = min(least, x.near(i+k/3-1, j+k%3-1))
			}
			y = append(y, least)
		}
	}
	return y
}

func TestWindowsOfSlices(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		x := randomPlane(r, 2+r.IntN(40), 2+r.IntN(90))
		y := make([]uint8, (x.m-2)*(x.n-2))
		require.NoError(t, cookbook.Sobel(y, x.p, x.m-2, x.n-2))
		require.Equal(t, string(x.sobel()), string(y))
		y = make([]uint8, x.m*x.n)
		require.NoError(t, cookbook.Erode(y, x.p, x.m, x.n))
		require.Equal(t, x.erode(), y)
	}
	x := []float64{1, 2, 4, 8}
	y := make([]float64, 4)
	require.NoError(t, cookbook.Blur3(y, x))
	require.Equal(t, []float64{5. / 4, 9. / 4, 18. / 4, 28. / 4}, y)
}

func TestWindowErrors(t *testing.T) {
	x, y := make([]uint8, 40), make([]uint8, 40)
	require.EqualError(t, cookbook.Sobel(y[:12], x[:29], 3, 4), "cookbook.Sobel: input 1 has 29 elements; of 3 rows of 4 elements it must have 5 rows of 6")
	require.EqualError(t, cookbook.Sobel(y[:11], x[:30], 3, 4), "cookbook.Sobel: output 1 has 11 elements; of 3 rows of 4 elements it must have 3 rows of 4")
	require.EqualError(t, cookbook.Sobel(y, x, -1, 4), "cookbook.Sobel: -1 rows of 4 elements")
	require.Error(t, cookbook.Sobel(y, x, 1<<62, 1<<62))
	require.EqualError(t, cookbook.Sobel(x[3:15], x[:30], 3, 4), "cookbook.Sobel: output 1 and input 1 overlap; the output must be apart from it, since elements of it are read when others are written")
	require.EqualError(t, cookbook.Erode(x[:12], x[:12], 3, 4), "cookbook.Erode: output 1 and input 1 overlap; the output must be apart from it, since elements of it are read when others are written")
	f := make([]float32, 9)
	require.EqualError(t, cookbook.Blur3(f[:4], f[4:]), "cookbook.Blur3: input 1 has 5 elements and output 1 has 4; all slices must have the same length")
	require.EqualError(t, cookbook.Blur3Ufunc.Out(ndarray.FromSlice(f[:4])).Call(ndarray.FromSlice(f[4:])).Err(),
		"blur3: operand y has length 4 in core dimension n, which is 5 elsewhere (signature (n)->(n))")
	pixels := ndarray.FromSlice(x[:30], 5, 6)
	require.EqualError(t, cookbook.SobelUfunc.Call(pixels.Slice(":1")).Err(), "sobel: operand p has length 1 in core dimension m+2, and needs 2 at least (signature (m+2,n+2)->(m,n))")
	require.EqualError(t, cookbook.SobelUfunc.Out(ndarray.FromSlice(y[:30], 5, 6)).Call(pixels).Err(), "sobel: operand steep has length 5 in core dimension m, which is 3 elsewhere (signature (m+2,n+2)->(m,n))")
}

// TestWindowsOfArrays calls ufuncs over arrays of any strides, along any axes, on any number of
// goroutines.
func TestWindowsOfArrays(t *testing.T) {
	defer ufunc.SetMaxThreads(ufunc.SetMaxThreads(1))
	r := rand.New(rand.NewPCG(3, 4))
	for round := range 200 {
		ufunc.SetMaxThreads(1 + round%8)
		count, m, n := 1+r.IntN(9), 2+r.IntN(6), 2+r.IntN(60)
		var all, sobel, erode []uint8
		for range count {
			x := randomPlane(r, m, n)
			all, sobel, erode = append(all, x.p...), append(sobel, x.sobel()...), append(erode, x.erode()...)
		}
		x := ndarray.FromSlice(all, count, m, n)
		for _, view := range []*ndarray.Array{x, backwards(x), apart(x), x.Transpose(2, 0, 1).Copy().Transpose(1, 2, 0)} {
			require.Equal(t, string(sobel), elements(t, cookbook.SobelUfunc.Call(view)))
			require.Equal(t, string(erode), elements(t, cookbook.ErodeUfunc.Call(view)))
			axes := []int{2, 0}
			turned := cookbook.ErodeUfunc.Axes(axes, axes).Call(view.Transpose(2, 0, 1)) // columns first
			require.Equal(t, string(erode), elements(t, turned.Transpose(1, 2, 0)), "%v", turned.Shape())
		}
		one := ndarray.FromSlice(all[:m*n], m, n)
		into := ndarray.Zeros(dtype.Uint8, count, m, n)
		require.NoError(t, cookbook.ErodeUfunc.Out(into).Call(one.BroadcastTo(count, m, n)).Err())
		for i := range count {
			require.Equal(t, string(erode[:m*n]), elements(t, into.Slice(fmt.Sprint(i))))
		}
	}
}

// TestOutputsOverlapWindows has outputs in any place of the memory of the input.
func TestOutputsOverlapWindows(t *testing.T) {
	for n := range 70 {
		for shift := -3; shift <= 3; shift++ {
			memory, want := make([]float64, n+6), make([]float64, n)
			for i := range memory {
				memory[i] = float64(i*i%17 - 5)
			}
			x := memory[3 : 3+n]
			for i := range want {
				want[i] = (x[max(i-1, 0)] + 2*x[i] + x[min(i+1, n-1)]) / 4
			}
			y := memory[3+shift : 3+shift+n]
			require.NoError(t, cookbook.Blur3Ufunc.Out(ndarray.FromSlice(y)).Call(ndarray.FromSlice(x)).Err())
			require.Equal(t, want, y)
		}
	}
}

// elements are the elements of x in order.
func elements(t *testing.T, x *ndarray.Array) string {
	require.NoError(t, x.Err())
	values, err := ndarray.Data[uint8](x.Copy().Reshape(-1))
	require.NoError(t, err)
	return string(values)
}

// backwards and apart are x with other strides.
func backwards(x *ndarray.Array) *ndarray.Array {
	return x.Slice("::-1, ::-1, ::-1").Copy().Slice("::-1, ::-1, ::-1")
}

func apart(x *ndarray.Array) *ndarray.Array {
	s := x.Shape()
	y := ndarray.Zeros(x.DType(), s[0], 2*s[1], 3*s[2]).Slice(":, ::2, ::3")
	if err := ufunc.Copyto(y, x, dtype.No, nil); err != nil {
		return ndarray.Failed(err)
	}
	return y
}
