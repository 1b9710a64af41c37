// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// random returns numbers of a type from -1 to 1, in both parts.
func random(r *rand.Rand, d dtype.DType, shape ...int) *array.Array {
	n := 1
	for _, m := range shape {
		n *= m
	}
	x := make([]complex128, n)
	for i := range x {
		x[i] = complex(2*r.Float64()-1, 2*r.Float64()-1)
	}
	return ufunc.AsType(ndarray.FromSlice(x, shape...), d, dtype.Unsafe)
}

// adjoint is the conjugate transpose.
func adjoint(x *array.Array) *array.Array { return ufunc.Conjugate.Call(array.MatrixTranspose(x)) }

// near reports whether arrays differ by no more than tolerance in the largest element.
func near(t *testing.T, want, got *array.Array, tolerance float64, what ...any) {
	t.Helper()
	about := fmt.Sprint(what...)
	require.NoError(t, want.Err(), about)
	require.NoError(t, got.Err(), about)
	require.Equal(t, want.Shape(), got.Shape(), about)
	if want.Size() == 0 {
		return
	}
	worst, err := ndarray.Item[float64](array.AsType(array.Max(array.Abs(array.Subtract(want, got))), dtype.Float64))
	require.NoError(t, err)
	require.LessOrEqual(t, worst, tolerance, about)
}

var inexact = []dtype.DType{dtype.Float32, dtype.Float64, dtype.Complex64, dtype.Complex128}

func toleranceOf(d dtype.DType) float64 {
	if d == dtype.Float32 || d == dtype.Complex64 {
		return 1e-5
	}
	return 1e-13
}

// The factors of every decomposition have their product, and are what they should be,
// for matrices of all types, wide, tall, empty, in batches, transposed in memory.
func TestDecompositionsByResidual(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, d := range inexact {
		for _, s := range [][]int{{0, 0}, {0, 3}, {3, 0}, {1, 1}, {1, 4}, {4, 1}, {2, 2}, {5, 3}, {3, 5}, {17, 17}, {40, 23}, {23, 40}, {2, 0, 3, 4}, {3, 2, 4, 4}, {2, 6, 5}, {70, 70}} {
			for _, transposed := range []bool{false, true} {
				x := random(r, d, s...)
				if transposed {
					x = x.SwapAxes(-1, -2)
				}
				decompositions(t, x, toleranceOf(d)*float64(max(1, x.Size())))
			}
		}
	}
}

func decompositions(t *testing.T, x *array.Array, tolerance float64) {
	what := fmt.Sprint(x.DType(), x.Shape())
	shape := x.Shape()
	m, n := shape[len(shape)-2], shape[len(shape)-1]
	eye := func(n int) *array.Array {
		return ndarray.Eye(x.DType(), n).BroadcastTo(append(shape[:len(shape)-2:len(shape)-2], n, n)...)
	}
	for _, mode := range []string{"reduced", "complete"} {
		q, r := array.QR(x, array.Mode(mode))
		near(t, x, array.Matmul(q, r), tolerance, what, mode)
		near(t, eye(q.Shape()[q.NDim()-1]), array.Matmul(adjoint(q), q), tolerance, what, mode)
		near(t, array.Triu(r, 0), r, 0, what)
		assert.Equal(t, x.DType(), q.DType())
	}
	_, r := array.QR(x)
	_, only := array.QR(x, array.Mode("r"))
	near(t, r, only, 0, what)

	u, s, vh := array.SVD(x, array.Reduced())
	scaled := array.Multiply(u, s.ExpandDims(-2))
	near(t, x, array.Matmul(scaled, vh), tolerance, what, "svd")
	near(t, eye(min(m, n)), array.Matmul(adjoint(u), u), tolerance, what)
	near(t, eye(min(m, n)), array.Matmul(vh, adjoint(vh)), tolerance, what)
	near(t, s, array.SVDVals(x), tolerance, what)
	full, s2, right := array.SVD(x)
	near(t, s, s2, tolerance, what)
	near(t, eye(m), array.Matmul(full, adjoint(full)), tolerance, what)
	near(t, eye(n), array.Matmul(right, adjoint(right)), tolerance, what)

	p := array.Pinv(x)
	near(t, x, array.Matmul(array.Matmul(x, p), x), 10*tolerance, what, "pinv")

	if m != n {
		return
	}
	w, v := array.Eig(x)
	near(t, array.Matmul(x, v), array.Multiply(v, w.ExpandDims(-2)), 10*tolerance, what, "eig")
	near(t, array.Sum(w, array.Axis(-1)), array.Trace(x, 0, -1, -2), 10*tolerance, what)
	length := array.VectorNorm(v, array.Axis(-2))
	near(t, ndarray.Ones(length.DType(), length.Shape()...), length, tolerance, what)

	h := array.Divide(array.Add(x, adjoint(x)), 2)
	for _, upper := range []bool{false, true} {
		var o []array.Option
		half := array.Tril(h, 0)
		if upper {
			o, half = []array.Option{array.Upper()}, array.Triu(h, 0)
		}
		w, v := array.Eigh(half, o...) // the other triangle is not read
		near(t, h, array.Matmul(array.Multiply(v, w.ExpandDims(-2)), adjoint(v)), tolerance, what, "eigh")
		near(t, array.Sort(w), w, 0, what)
		near(t, w, array.Eigvalsh(half, o...), tolerance, what)

		g := array.Add(array.Matmul(x, adjoint(x)), ndarray.Eye(x.DType(), n))
		triangle := array.Tril(g, 0)
		if upper {
			triangle = array.Triu(g, 0)
		}
		l := array.Cholesky(triangle, o...)
		if upper {
			near(t, g, array.Matmul(adjoint(l), l), tolerance, what, "cholesky")
			near(t, array.Triu(l, 0), l, 0)
		} else {
			near(t, g, array.Matmul(l, adjoint(l)), tolerance, what, "cholesky")
			near(t, array.Tril(l, 0), l, 0)
		}
	}

	a := array.Add(x, array.Multiply(ndarray.Eye(x.DType(), n), 3*float64(n)))
	a = array.AsType(a, x.DType())
	near(t, eye(n), array.Matmul(a, array.Inv(a)), tolerance, what, "inv")
	near(t, x, array.Matmul(a, array.Solve(a, x)), tolerance, what, "solve")
	sign, log := array.Slogdet(x)
	det := array.Det(array.AsType(x, dtype.Promote(x.DType(), dtype.Float64))) // it may be beyond float32
	near(t, ndarray.Ones(sign.DType(), sign.Shape()...), array.Divide(det, array.Multiply(sign, array.Exp(array.AsType(log, dtype.Float64)))), tolerance, what, "slogdet")
	near(t, array.Matmul(x, array.Matmul(x, x)), array.MatrixPower(x, 3), 100*tolerance, what)
}

// What has no answer is an error of kind LinAlg, that names the function.
func TestMatricesWithoutAnswer(t *testing.T) {
	singular := [][]float64{{1, 2}, {2, 4}}
	for _, d := range inexact {
		x := array.AsType(array.AsArray(singular), d)
		for name, z := range map[string]*array.Array{
			"inv": array.Inv(x), "solve": array.Solve(x, []float64{1, 2}), "cholesky": array.Cholesky(array.Negative(x)),
			"matrix_power": array.MatrixPower(x, -1), "det": array.Det(array.Ones(array.Shape{2, 3})),
			"eigh": first(array.Eigh(array.Divide(x, 0))), "svd": first3(array.SVD(array.Divide(x, 0))), "eig": first(array.Eig(array.Divide(x, 0))),
			"qr": first(array.QR([]float64{1})), "cond": array.Cond(array.Ones(array.Shape{0, 0})),
		} {
			assert.ErrorIs(t, z.Err(), fault.LinAlg, name)
			assert.ErrorContains(t, z.Err(), name+": ")
		}
		near(t, ndarray.Scalar(0.0), array.Abs(array.Det(x)), 0)
		near(t, ndarray.Scalar(int64(1)), array.MatrixRank(x), 0)
	}
	assert.ErrorIs(t, array.Inv(ndarray.Ones(dtype.Float16, 2, 2)).Err(), fault.DType)
	// Only one matrix of many.
	assert.ErrorIs(t, array.Inv([][][]float64{{{1, 0}, {0, 1}}, {{1, 1}, {1, 1}}}).Err(), fault.LinAlg)
}

func first(x, _ *array.Array) *array.Array     { return x }
func first3(x, _, _ *array.Array) *array.Array { return x }

// The determinant of a matrix whose pivots overflow, and underflow, is right.
func TestDetFarFromOne(t *testing.T) {
	x := array.AsArray([][]float64{{1e200, 0, 0, 0}, {0, 1e200, 0, 0}, {0, 0, 1e-200, 0}, {0, 0, 0, 3e-200}})
	near(t, ndarray.Scalar(3.0), array.Det(x), 1e-14)
	near(t, ndarray.Scalar(complex(3, 0)), array.Det(array.AsType(x, dtype.Complex128)), 1e-14)
	near(t, ndarray.Scalar(-2.0), array.Det([][]float64{{1, 2}, {3, 4}}), 0)
}

// Matrices that are hard: defective, nearly singular, badly scaled, of tiny and of huge
// elements.
func TestHardMatrices(t *testing.T) {
	for _, d := range []dtype.DType{dtype.Float64, dtype.Complex128} {
		hilbert := ndarray.Empty(dtype.Float64, 12, 12)
		data, err := ndarray.Data[float64](hilbert)
		require.NoError(t, err)
		for i := range data {
			data[i] = 1 / float64(i/12+i%12+1)
		}
		x := array.AsType(hilbert, d)
		u, s, vh := array.SVD(x)
		near(t, x, array.Matmul(array.Multiply(u, s.ExpandDims(-2)), vh), 1e-15)
		b := array.Sum(x, array.Axis(1))
		near(t, b, array.Matmul(x, array.Solve(x, b)), 1e-15)
		w, v := array.Eigh(x)
		near(t, x, array.Matmul(array.Multiply(v, w.ExpandDims(-2)), adjoint(v)), 1e-14)

		for _, factor := range []float64{1e-300, 1, 1e300} {
			jordan := array.Multiply(array.AsType(array.AsArray([][]float64{{2, 1, 0}, {0, 2, 1}, {0, 0, 2}}), d), factor)
			w, v := array.Eig(jordan)
			near(t, array.Matmul(array.Divide(jordan, factor), v), array.Multiply(v, array.Divide(w, factor).ExpandDims(-2)), 1e-14, factor)
			u, s, vh := array.SVD(jordan)
			near(t, array.Divide(jordan, factor), array.Matmul(array.Multiply(u, array.Divide(s, factor).ExpandDims(-2)), vh), 1e-14, factor)
			w, v = array.Eigh(jordan)
			near(t, array.Matmul(array.Divide(array.Tril(jordan, 0), factor), ndarray.Eye(d, 3)), array.Matmul(array.Multiply(v, array.Divide(w, factor).ExpandDims(-2)), adjoint(v)), 1e-14, factor)
		}
		scaled := array.AsType(array.AsArray([][]float64{{1, 1e8, 1e16}, {1e-8, 2, 1e8}, {1e-16, 1e-8, 3}}), d)
		w, _ = array.Eig(scaled)
		// Its eigenvalues are those of the matrix with ones off the diagonal.
		plain, _ := array.Eig(array.AsType(array.AsArray([][]float64{{1, 1, 1}, {1, 2, 1}, {1, 1, 3}}), d))
		near(t, array.Sort(plain.Real()), array.Sort(w.Real()), 1e-13)
		// A permutation, which needs an exceptional shift.
		cycle := array.AsType(array.AsArray([][]float64{{0, 0, 0, 1}, {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}), d)
		w, v = array.Eig(cycle)
		near(t, array.Matmul(cycle, v), array.Multiply(v, w.ExpandDims(-2)), 1e-14)
		near(t, ndarray.Ones(dtype.Float64, 4), array.Abs(w), 1e-14)
	}
}
