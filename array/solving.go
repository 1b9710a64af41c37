// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math"
	"slices"

	"github.com/arraygen/arraygen/array/internal/matrix"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// RTol sets the singular values that count as zero: those up to tolerance times the
// largest of their matrix. It is a number, or an array of one for each matrix. The
// default is the longer side of a matrix times the distance from 1 to the next
// number of the element type.
func RTol(tolerance any) Option { return Option{key: keyRTol, value: tolerance} }

// ATol is [RTol] with an absolute limit.
func ATol(tolerance any) Option { return Option{key: keyATol, value: tolerance} }

// Solve returns the solutions of x1 @ x = x2 for square matrices x1. An x2 of one
// axis is a vector; else it has matrices whose columns are right sides. Axes in
// front are broadcast. A singular matrix is an error of kind [fault.LinAlg]. By LU
// with partial pivoting.
func Solve(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("solve", 0, opts); err != nil {
		return failed(err)
	}
	x, y := operand(k.fn, x1), operand(k.fn, x2)
	if bad := failure(x, y); bad != nil {
		return bad
	}
	if err := k.matrices(x, true); err != nil {
		return failed(err)
	}
	d, isComplex, err := k.commonKind(x, y)
	if err != nil {
		return failed(err)
	}
	vector := y.NDim() == 1
	if vector {
		y = y.ExpandDims(1)
	}
	if y.NDim() == 0 || length(y, y.NDim()-2) != length(x, x.NDim()-1) {
		return reject(k.fn, fault.Shape, "shapes %s and %s don't go together: the second must be a vector as long as the matrices of the first, or have as many rows", fault.ShapeText(x.Shape()), fault.ShapeText(y.Shape()))
	}
	batch, err := ndarray.BroadcastShapes(k.fn, x.Shape()[:x.NDim()-2], y.Shape()[:y.NDim()-2])
	if err != nil {
		return failed(err)
	}
	x = x.BroadcastTo(append(slices.Clone(batch), x.Shape()[x.NDim()-2:]...)...)
	y = y.BroadcastTo(append(slices.Clone(batch), y.Shape()[y.NDim()-2:]...)...)
	var z *Array
	if isComplex {
		z = solve[complex128](&k, x, y, d)
	} else {
		z = solve[float64](&k, x, y, d)
	}
	if vector {
		z = z.Squeeze(-1)
	}
	return z
}

// commonKind is kindOf for two operands.
func (k *keywords) commonKind(x, y *Array) (dtype.DType, bool, error) {
	a, _, err := k.kindOf(x.DType())
	if err != nil {
		return 0, false, err
	}
	b, _, err := k.kindOf(y.DType())
	if err != nil {
		return 0, false, err
	}
	return k.kindOf(dtype.Promote(a, b))
}

func (k *keywords) singular() error { return fault.New(k.fn, fault.LinAlg, "Singular matrix") }

func solve[T matrix.Number](k *keywords, x, y *Array, d dtype.DType) *Array {
	a, err := stacked[T](k, x, d)
	if err != nil {
		return failed(err)
	}
	defer a.array.Release()
	n, sides := a.rows, length(y, y.NDim()-1)
	z, err := newOutput[T](k, d, a.batch, n, sides)
	if err != nil {
		return failed(err)
	}
	if err := ufunc.Copyto(z.array, y, dtype.Unsafe, nil); err != nil {
		return failed(fault.In(k.fn, err))
	}
	err = a.each(cube(n)+2*float64(n)*float64(n)*float64(sides), func(i int) error {
		pivots := make([]int, n)
		if !matrix.LU(n, a.at(i), pivots) {
			return k.singular()
		}
		matrix.Solve(n, sides, a.at(i), pivots, z.at(i))
		return nil
	})
	if err != nil {
		return failed(err)
	}
	return z.done()
}

// Inv returns the inverses of the square matrices in the last two axes of x. A
// singular matrix is an error of kind [fault.LinAlg]. By LU with partial pivoting.
func Inv(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("inv", 0, opts); err != nil {
		return failed(err)
	}
	return k.inv(operand(k.fn, x), false)
}

// inv is Inv; with lenient, the inverse of a singular matrix is NaN.
func (k *keywords) inv(y *Array, lenient bool) *Array {
	if err := k.matrices(y, true); err != nil {
		return failed(err)
	}
	d, isComplex, err := k.kindOf(y.DType())
	if err != nil {
		return failed(err)
	}
	if isComplex {
		return inv[complex128](k, y, d, lenient)
	}
	return inv[float64](k, y, d, lenient)
}

func inv[T matrix.Number](k *keywords, x *Array, d dtype.DType, lenient bool) *Array {
	a, err := stacked[T](k, x, d)
	if err != nil {
		return failed(err)
	}
	defer a.array.Release()
	n := a.rows
	z, err := newOutput[T](k, d, a.batch, n, n)
	if err != nil {
		return failed(err)
	}
	err = a.each(3*cube(n), func(i int) error {
		pivots := make([]int, n)
		if !matrix.LU(n, a.at(i), pivots) {
			if !lenient {
				return k.singular()
			}
			for j := range z.at(i) {
				z.at(i)[j] = nan[T]()
			}
			return nil
		}
		matrix.Identity(n, z.at(i), n)
		matrix.Solve(n, n, a.at(i), pivots, z.at(i))
		return nil
	})
	if err != nil {
		return failed(err)
	}
	return z.done()
}

func nan[T matrix.Number]() T {
	var zero T
	switch z := any(&zero).(type) {
	case *float64:
		*z = math.NaN()
	case *complex128:
		*z = complex(math.NaN(), math.NaN())
	}
	return zero
}

// Det returns the determinants of the square matrices in the last two axes of x. By
// LU; the product of its diagonal neither overflows nor underflows on the way.
func Det(x any, opts ...Option) *Array {
	z, _ := determinant("det", x, opts, false)
	return z
}

// Slogdet returns the signs of the determinants of the square matrices in the last two
// axes of x, for complex ones numbers of magnitude 1, and the logarithms of their
// magnitudes: 0 and minus infinity for a singular matrix.
func Slogdet(x any, opts ...Option) (sign, logabsdet *Array) {
	return determinant("slogdet", x, opts, true)
}

func determinant(fn string, x any, opts []Option, log bool) (*Array, *Array) {
	var k keywords
	if err := k.read(fn, 0, opts); err != nil {
		return failed(err), failed(err)
	}
	y := operand(k.fn, x)
	if err := k.matrices(y, true); err != nil {
		return failed(err), failed(err)
	}
	d, isComplex, err := k.kindOf(y.DType())
	if err != nil {
		return failed(err), failed(err)
	}
	if isComplex {
		return determinants[complex128](&k, y, d, log)
	}
	return determinants[float64](&k, y, d, log)
}

func determinants[T matrix.Number](k *keywords, x *Array, d dtype.DType, log bool) (*Array, *Array) {
	a, err := stacked[T](k, x, d)
	if err != nil {
		return failed(err), failed(err)
	}
	defer a.array.Release()
	z, err := newOutput[T](k, d, a.batch)
	if err != nil {
		return failed(err), failed(err)
	}
	logs := output[float64]{}
	if log {
		if logs, err = newOutput[float64](k, realType(d), a.batch); err != nil {
			return failed(err), failed(err)
		}
	}
	n := a.rows
	_ = a.each(cube(n)/2, func(i int) error {
		pivots := make([]int, n)
		matrix.LU(n, a.at(i), pivots)
		m, e := matrix.Det(n, a.at(i), pivots)
		if log {
			z.data[i], logs.data[i] = matrix.SignLog(m, e)
		} else {
			z.data[i] = matrix.Scaled(m, e)
		}
		return nil
	})
	if !log {
		return z.done(), nil
	}
	return z.done(), logs.done()
}

// Cholesky returns the lower triangular factors L with x = L @ L^H of the positive
// definite Hermitian matrices in the last two axes of x, with [Upper] the upper ones. It
// reads the same triangle. A matrix that is not positive definite is an error of kind
// [fault.LinAlg].
//
// Keywords: Upper.
func Cholesky(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("cholesky", keyUpper, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := k.matrices(y, true); err != nil {
		return failed(err)
	}
	d, isComplex, err := k.kindOf(y.DType())
	if err != nil {
		return failed(err)
	}
	if isComplex {
		return cholesky[complex128](&k, y, d)
	}
	return cholesky[float64](&k, y, d)
}

func cholesky[T matrix.Number](k *keywords, x *Array, d dtype.DType) *Array {
	a := shaped[T](k, x, d)
	n, upper := a.rows, k.has&keyUpper != 0
	z, err := newOutput[T](k, d, a.batch, n, n)
	if err != nil {
		return failed(err)
	}
	if err := ufunc.Copyto(z.array, x, dtype.Unsafe, nil); err != nil {
		return failed(fault.In(k.fn, err))
	}
	err = a.each(cube(n)/3, func(i int) error {
		m := z.at(i)
		if upper {
			matrix.Mirror(n, m, true)
		}
		if !matrix.Cholesky(n, m) {
			return fault.New(k.fn, fault.LinAlg, "Matrix is not positive definite")
		}
		if upper {
			matrix.Mirror(n, m, false)
		}
		matrix.Triangle(n, n, m, !upper)
		return nil
	})
	if err != nil {
		return failed(err)
	}
	return z.done()
}

// Pinv returns the Moore-Penrose inverses of the matrices in the last two axes of x, by
// their singular values; those that [RTol] counts as zero are left out.
//
// Keywords: RTol, Hermitian.
func Pinv(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("pinv", keyRTol|keyHermitian, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := k.matrices(y, false); err != nil {
		return failed(err)
	}
	d, _, err := k.kindOf(y.DType())
	if err != nil {
		return failed(err)
	}
	n := y.NDim()
	if y.Size() == 0 {
		shape := y.Shape()
		shape[n-1], shape[n-2] = shape[n-2], shape[n-1]
		return k.new(d, shape...)
	}
	inner := keywords{fn: k.fn, has: k.has & keyHermitian}
	u, s, vh := inner.svd(y, true, false)
	if bad := failure(u, s, vh); bad != nil {
		return bad
	}
	limit := ufunc.Multiply.Call(k.tolerance(y, d).ExpandDims(-1), inner.reduceLast(ufunc.Maximum, s, true))
	keep := ufunc.Greater.Call(s, limit)
	inverse := Where(keep, ufunc.Divide.Call(1.0, Where(keep, s, 1.0)), 0.0)
	left := ufunc.Multiply.Call(ufunc.Conjugate.Call(vh.SwapAxes(-1, -2)), inverse.ExpandDims(-2))
	return k.matmul(left, ufunc.Conjugate.Call(u.SwapAxes(-1, -2)))
}

// tolerance is what RTol says, for the matrices of x.
func (k *keywords) tolerance(x *Array, d dtype.DType) *Array {
	if k.has&keyRTol == 0 {
		n := x.NDim()
		return ndarray.Scalar(epsilon(d) * float64(max(length(x, n-1), length(x, n-2))))
	}
	return cast(operand(k.fn, k.option(keyRTol).value), dtype.Float64)
}

// reduceLast reduces the last axis of x.
func (k *keywords) reduceLast(u *ufunc.Ufunc, x *Array, keep bool) *Array {
	r := keywords{fn: k.fn, axes: axesOf(-1), has: keyAxis}
	if keep {
		r.has |= keyKeepDims
	}
	return r.reduce(u, x)
}

// Lstsq returns the least-squares solution x of x1 @ x = x2, the one of least norm if
// there are many; the sums of the squared residuals of its columns, empty where x1 has
// not full rank or no more rows than columns; the rank; and the singular values of x1,
// of which those that [RTol] counts as zero are left out. x1 is a matrix, x2 a vector or
// a matrix. By the singular value decomposition.
//
// Keywords: RTol.
func Lstsq(x1, x2 any, opts ...Option) (x, residuals *Array, rank int, singular *Array, err error) {
	var k keywords
	if err := k.read("lstsq", keyRTol, opts); err != nil {
		return nil, nil, 0, nil, err
	}
	a, b := operand(k.fn, x1), operand(k.fn, x2)
	if bad := failure(a, b); bad != nil {
		return nil, nil, 0, nil, bad.Err()
	}
	vector := b.NDim() == 1
	if vector {
		b = b.ExpandDims(1)
	}
	if a.NDim() != 2 || b.NDim() != 2 {
		return nil, nil, 0, nil, fault.New(k.fn, fault.LinAlg, "%d-dimensional array given. Array must be two-dimensional", max(a.NDim(), b.NDim()))
	}
	m, n := length(a, 0), length(a, 1)
	if length(b, 0) != m {
		return nil, nil, 0, nil, fault.New(k.fn, fault.LinAlg, "Incompatible dimensions: the first matrix has %d rows, the right side has %d", m, length(b, 0))
	}
	d, isComplex, err := k.commonKind(a, b)
	if err != nil {
		return nil, nil, 0, nil, err
	}
	a, b = cast(a, d), cast(b, d)
	inner := keywords{fn: k.fn}
	limit, err := ndarray.Item[float64](k.tolerance(a, d))
	if err != nil {
		return nil, nil, 0, nil, err
	}
	if limit < 0 {
		limit = epsilon(d) / 2 // LAPACK's: what rounding changes at most
	}
	if m >= n && !isComplex {
		x, rank, singular, err = k.leastSquares(a, b, d, limit)
	} else {
		x, rank, singular, err = k.leastNorm(a, b, d, limit)
	}
	if err != nil {
		return nil, nil, 0, nil, err
	}
	residuals = k.new(realType(d), 0)
	if rank == n && m > n {
		rest := ufunc.Absolute.Call(ufunc.Subtract.Call(b, inner.matmul(a, x)))
		over := keywords{fn: k.fn, make: k.make, axes: axesOf(0), has: keyAxis}
		residuals = over.reduce(ufunc.Add, ufunc.Square.Call(rest))
	}
	if vector {
		x = x.Squeeze(-1)
	}
	if bad := failure(x, residuals); bad != nil {
		return nil, nil, 0, nil, bad.Err()
	}
	return x, residuals, rank, singular, nil
}

// leastSquares is Lstsq of real matrices with no fewer rows than columns.
func (k *keywords) leastSquares(a, b *Array, d dtype.DType, limit float64) (x *Array, rank int, singular *Array, err error) {
	left, err := stacked[float64](k, a, d)
	if err != nil {
		return nil, 0, nil, err
	}
	defer left.array.Release()
	right, err := stacked[float64](k, b, d)
	if err != nil {
		return nil, 0, nil, err
	}
	defer right.array.Release()
	values, err := newOutput[float64](k, d, nil, left.cols)
	if err != nil {
		return nil, 0, nil, err
	}
	solution, err := newOutput[float64](k, d, nil, left.cols, right.cols)
	if err != nil {
		return nil, 0, nil, err
	}
	rank, ok := matrix.LeastSquares(left.rows, left.cols, right.cols, left.data, right.data, values.data, limit, solution.data)
	if !ok {
		return nil, 0, nil, fault.New(k.fn, fault.LinAlg, "SVD did not converge")
	}
	return solution.done(), rank, values.done(), nil
}

// leastNorm is Lstsq of complex matrices, and of real ones with fewer rows than columns: by the singular vectors.
func (k *keywords) leastNorm(a, b *Array, d dtype.DType, limit float64) (x *Array, rank int, singular *Array, err error) {
	inner := keywords{fn: k.fn}
	left, right := a, b
	if 2*length(a, 0) > 3*length(a, 1) { // and complex
		if left, right, err = inner.shortened(a, b); err != nil {
			return nil, 0, nil, err
		}
	}
	u, s, vh := inner.svd(left, true, false)
	if bad := failure(u, s, vh); bad != nil {
		return nil, 0, nil, bad.Err()
	}
	values, err := ndarray.ToSlice[float64](cast(s, dtype.Float64))
	if err != nil {
		return nil, 0, nil, err
	}
	for rank < len(values) && values[rank] > limit*values[0] {
		rank++
	}
	part0 := inner.matmul(ufunc.Conjugate.Call(part(u, 1, 0, rank).SwapAxes(-1, -2)), right)
	part0 = ufunc.Divide.Call(part0, part(s, 0, 0, rank).ExpandDims(1))
	if left.DType() == d {
		x = k.matmul(ufunc.Conjugate.Call(part(vh, 0, 0, rank).SwapAxes(-1, -2)), part0)
	} else {
		x = k.cast(inner.matmul(ufunc.Conjugate.Call(part(vh, 0, 0, rank).SwapAxes(-1, -2)), part0), d)
		s = cast(s, realType(d))
	}
	return x, rank, s, x.Err()
}

// shortened returns R and the first rows of Q^H b, where a = Q R is complex and has more rows than columns: a problem
// with as many unknowns, the same solutions and the same singular values. It is in the type that matrices are computed in.
func (k *keywords) shortened(a, b *Array) (r, qb *Array, err error) {
	d := dtype.Complex128
	x, err := stacked[complex128](k, a, d)
	if err != nil {
		return nil, nil, err
	}
	y, err := stacked[complex128](k, b, d)
	if err != nil {
		return nil, nil, err
	}
	tau := make([]complex128, x.cols)
	matrix.QR(x.rows, x.cols, x.data, tau)
	matrix.TimesQ(x.rows, x.cols, y.cols, x.data, tau, y.data)
	matrix.Triangle(x.cols, x.cols, x.data, false)
	return part(x.array, 0, 0, x.cols), part(y.array, 0, 0, x.cols), nil
}

// Tensorinv returns the inverse of x as a map of tensors: the first n axes are one side
// of a square matrix, the others its other side, and those of the result are exchanged.
func Tensorinv(x any, n int, opts ...Option) *Array {
	var k keywords
	if err := k.read("tensorinv", 0, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	if n <= 0 {
		return reject(k.fn, fault.Value, "Invalid ind argument: %d; it must be positive", n)
	}
	shape := y.Shape()
	n = min(n, len(shape))
	flat := y.Reshape(product(shape[:n]), product(shape[n:]))
	return k.inv(flat, false).Reshape(append(slices.Clone(shape[n:]), shape[:n]...)...)
}

// Tensorsolve returns the x with tensordot(x1, x, x.ndim) = x2: the axes of x1 after
// the first x2.ndim are those of x. Axis names axes of x1 that are moved to the end
// first.
//
// Keywords: Axis.
func Tensorsolve(x1, x2 any, opts ...Option) *Array {
	var k keywords
	if err := k.read("tensorsolve", keyAxis, opts); err != nil {
		return failed(err)
	}
	a, b := operand(k.fn, x1), operand(k.fn, x2)
	if bad := failure(a, b); bad != nil {
		return bad
	}
	if k.has&keyAxis != 0 && !k.all {
		axes, err := k.namedOnce(k.axes.list(), a.NDim())
		if err != nil {
			return failed(err)
		}
		a = a.Transpose(append(others(axes, a.NDim()), axes...)...)
	}
	shape := a.Shape()
	rest := shape[min(b.NDim(), len(shape)):]
	if product(rest)*product(rest) != a.Size() || product(rest) != b.Size() {
		return reject(k.fn, fault.LinAlg, "Input arrays must satisfy the requirement prod(a.shape[b.ndim:]) == prod(a.shape[:b.ndim]); the shapes are %s and %s", fault.ShapeText(shape), fault.ShapeText(b.Shape()))
	}
	flat := Solve(a.Reshape(product(rest), product(rest)), b.Ravel(), allocating(k.make)...)
	if err := flat.Err(); err != nil {
		return failed(err)
	}
	return flat.Reshape(rest...)
}

// allocating is the keyword Allocate, if there is an allocator.
func allocating(f Allocator) []Option {
	if f == nil {
		return nil
	}
	return []Option{Allocate(f)}
}
