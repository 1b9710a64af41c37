// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"slices"

	"github.com/arraygen/arraygen/array/internal/matrix"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// Reduced has [SVD] leave out the singular vectors that belong to no singular value.
func Reduced() Option { return Option{key: keyReduced} }

// QR returns the factors x = Q @ R of the matrices in the last two axes of x, the
// columns of Q orthonormal, R upper triangular. [Mode] says which: "reduced", the
// default, has Q with min(m, n) columns; "complete" with m; "r" has R alone, Q is nil;
// "raw" has the reflectors of LAPACK's geqrf, transposed, and their factors tau.
//
// Keywords: Mode.
func QR(x any, opts ...Option) (q, r *Array) {
	var k keywords
	if err := k.read("qr", keyMode, opts); err != nil {
		return failed(err), failed(err)
	}
	mode := "reduced"
	if k.has&keyMode != 0 {
		mode, _ = k.option(keyMode).value.(string)
	}
	if !slices.Contains([]string{"reduced", "complete", "r", "raw"}, mode) {
		bad := reject(k.fn, fault.Value, "Unrecognized mode '%s'; there are 'reduced', 'complete', 'r' and 'raw'", mode)
		return bad, bad
	}
	y := operand(k.fn, x)
	if err := k.matrices(y, false); err != nil {
		return failed(err), failed(err)
	}
	d, isComplex, err := k.kindOf(y.DType())
	if err != nil {
		return failed(err), failed(err)
	}
	if isComplex {
		q, r, err = qr[complex128](&k, y, d, mode)
	} else {
		q, r, err = qr[float64](&k, y, d, mode)
	}
	if err != nil {
		return failed(err), failed(err)
	}
	return q, r
}

func qr[T matrix.Number](k *keywords, x *Array, d dtype.DType, mode string) (*Array, *Array, error) {
	a, err := stacked[T](k, x, d)
	if err != nil {
		return nil, nil, err
	}
	defer a.array.Release()
	m, n := a.rows, a.cols
	least := min(m, n)
	var q, r, taus output[T]
	columns := least
	if mode == "complete" {
		columns = m
	}
	switch mode {
	case "raw":
		if q, err = newOutput[T](k, d, a.batch, n, m); err == nil {
			taus, err = newOutput[T](k, d, a.batch, least)
		}
	case "reduced", "complete":
		if q, err = newOutput[T](k, d, a.batch, m, columns); err != nil {
			return nil, nil, err
		}
		fallthrough
	default:
		r, err = newOutput[T](k, d, a.batch, columns, n)
	}
	if err != nil {
		return nil, nil, err
	}
	err = a.each(2*float64(m)*float64(n)*float64(least)+50, func(i int) error {
		f := a.at(i)
		tau := make([]T, least)
		matrix.QR(m, n, f, tau)
		if mode == "raw" {
			h := q.at(i)
			for row := range m {
				for c := range n {
					h[c*m+row] = f[row*n+c]
				}
			}
			copy(taus.at(i), tau)
			return nil
		}
		top := r.at(i)
		clear(top)
		copy(top, f[:least*n])
		matrix.Triangle(columns, n, top, false)
		if mode == "r" {
			return nil
		}
		u := q.at(i)
		for row := range m {
			copy(u[row*columns:][:columns], f[row*n:][:min(n, columns)])
		}
		matrix.Q(m, columns, u, tau)
		return nil
	})
	switch {
	case err != nil:
		return nil, nil, err
	case mode == "raw":
		return q.done(), taus.done(), nil
	case mode == "r":
		return nil, r.done(), nil
	}
	return q.done(), r.done(), nil
}

// SVD returns the singular value decompositions x = U @ diag(S) @ Vh of the matrices in
// the last two axes of x, the values S in descending order. U and Vh are square; with
// [Reduced] they have only the vectors that belong to values. A matrix with an infinity
// or a NaN is an error of kind [fault.LinAlg].
//
// Keywords: Reduced, Hermitian.
func SVD(x any, opts ...Option) (u, s, vh *Array) {
	var k keywords
	if err := k.read("svd", keyReduced|keyHermitian, opts); err != nil {
		return failed(err), failed(err), failed(err)
	}
	return k.svd(operand(k.fn, x), true, k.has&keyReduced == 0)
}

// SVDVals returns the singular values of the matrices in the last two axes of x, in
// descending order. See [SVD].
//
// Keywords: Hermitian.
func SVDVals(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("svdvals", keyHermitian, opts); err != nil {
		return failed(err)
	}
	_, s, _ := k.svd(operand(k.fn, x), false, false)
	return s
}

// svd is SVD, with the vectors or without, all of them or the reduced ones.
func (k *keywords) svd(x *Array, vectors, full bool) (u, s, vh *Array) {
	fails := func(err error) (*Array, *Array, *Array) { return failed(err), failed(err), failed(err) }
	if err := k.matrices(x, k.has&keyHermitian != 0); err != nil {
		return fails(err)
	}
	d, isComplex, err := k.kindOf(x.DType())
	if err != nil {
		return fails(err)
	}
	if isComplex {
		u, s, vh, err = svd[complex128](k, x, d, vectors, full)
	} else {
		u, s, vh, err = svd[float64](k, x, d, vectors, full)
	}
	if err != nil {
		return fails(err)
	}
	return u, s, vh
}

func svd[T matrix.Number](k *keywords, x *Array, d dtype.DType, vectors, full bool) (u, s, vh *Array, err error) {
	a, err := stacked[T](k, x, d)
	if err != nil {
		return nil, nil, nil, err
	}
	defer a.array.Release()
	m, n := a.rows, a.cols
	least := min(m, n)
	values, err := newOutput[float64](k, realType(d), a.batch, least)
	if err != nil {
		return nil, nil, nil, err
	}
	p, q := least, least
	if full {
		p, q = m, n
	}
	var left, right output[T]
	if vectors {
		if left, err = newOutput[T](k, d, a.batch, m, p); err != nil {
			return nil, nil, nil, err
		}
		if right, err = newOutput[T](k, d, a.batch, q, n); err != nil {
			return nil, nil, nil, err
		}
	}
	hermitian := k.has&keyHermitian != 0
	err = a.each(10*float64(m)*float64(n)*float64(least)+500, func(i int) error {
		if hermitian {
			matrix.Mirror(n, a.at(i), false)
		}
		var lefts, rights []T
		if vectors {
			lefts, rights = left.at(i), right.at(i)
			if least == 0 {
				identity(m, p, lefts)
				identity(q, n, rights)
				return nil
			}
		}
		if !matrix.SVD(m, n, a.at(i), values.at(i), lefts, p, rights, q) {
			return fault.New(k.fn, fault.LinAlg, "SVD did not converge")
		}
		return nil
	})
	if err != nil {
		return nil, nil, nil, err
	}
	if !vectors {
		return nil, values.done(), nil, nil
	}
	return left.done(), values.done(), right.done(), nil
}

// identity sets a to the identity, of m rows and n columns.
func identity[T matrix.Number](m, n int, a []T) {
	clear(a)
	for i := range min(m, n) {
		a[i*n+i] = 1
	}
}

// Eigh returns the eigenvalues, in ascending order, of the Hermitian matrices in the last
// two axes of x, and their eigenvectors, orthonormal, as columns. The lower triangle
// is read, with [Upper] the upper one. A matrix with an infinity or a NaN is an error of
// kind [fault.LinAlg].
//
// Keywords: Upper.
func Eigh(x any, opts ...Option) (values, vectors *Array) {
	return eigenHermitian("eigh", x, opts, true)
}

// Eigvalsh returns the eigenvalues, in ascending order, of the Hermitian matrices in the
// last two axes of x. See [Eigh].
//
// Keywords: Upper.
func Eigvalsh(x any, opts ...Option) *Array {
	w, _ := eigenHermitian("eigvalsh", x, opts, false)
	return w
}

func eigenHermitian(fn string, v any, opts []Option, vectors bool) (*Array, *Array) {
	var k keywords
	if err := k.read(fn, keyUpper, opts); err != nil {
		return failed(err), failed(err)
	}
	x := operand(k.fn, v)
	if err := k.matrices(x, true); err != nil {
		return failed(err), failed(err)
	}
	d, isComplex, err := k.kindOf(x.DType())
	if err != nil {
		return failed(err), failed(err)
	}
	var w, z *Array
	if isComplex {
		w, z, err = eigh[complex128](&k, x, d, vectors)
	} else {
		w, z, err = eigh[float64](&k, x, d, vectors)
	}
	if err != nil {
		return failed(err), failed(err)
	}
	return w, z
}

func eigh[T matrix.Number](k *keywords, x *Array, d dtype.DType, vectors bool) (*Array, *Array, error) {
	a, err := stacked[T](k, x, d)
	if err != nil {
		return nil, nil, err
	}
	defer a.array.Release()
	n := a.rows
	values, err := newOutput[float64](k, realType(d), a.batch, n)
	if err != nil {
		return nil, nil, err
	}
	var z output[T]
	if vectors {
		if z, err = newOutput[T](k, d, a.batch, n, n); err != nil {
			return nil, nil, err
		}
		copy(z.data, a.data)
	}
	err = a.each(9*cube(n), func(i int) error {
		m := a.at(i)
		if vectors {
			m = z.at(i)
		}
		if !matrix.Hermitian(n, m, values.at(i), vectors, k.has&keyUpper != 0) {
			return fault.New(k.fn, fault.LinAlg, "Eigenvalues did not converge")
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	if !vectors {
		return values.done(), nil, nil
	}
	return values.done(), z.done(), nil
}

// Eig returns the eigenvalues of the square matrices in the last two axes of x, in no
// particular order, and their right eigenvectors, of length 1, as columns: complex ones
// always. A matrix with an infinity or a NaN is an error of kind [fault.LinAlg].
func Eig(x any, opts ...Option) (values, vectors *Array) { return eigenvalues("eig", x, opts, true) }

// Eigvals returns the eigenvalues of the square matrices in the last two axes of x, in no
// particular order: complex ones always. See [Eig].
func Eigvals(x any, opts ...Option) *Array {
	w, _ := eigenvalues("eigvals", x, opts, false)
	return w
}

func eigenvalues(fn string, v any, opts []Option, vectors bool) (*Array, *Array) {
	var k keywords
	if err := k.read(fn, 0, opts); err != nil {
		return failed(err), failed(err)
	}
	x := operand(k.fn, v)
	if err := k.matrices(x, true); err != nil {
		return failed(err), failed(err)
	}
	d, isComplex, err := k.kindOf(x.DType())
	if err != nil {
		return failed(err), failed(err)
	}
	var w, z *Array
	if isComplex {
		w, z, err = eig[complex128](&k, x, d, vectors)
	} else {
		w, z, err = eig[float64](&k, x, d, vectors)
	}
	if err != nil {
		return failed(err), failed(err)
	}
	return w, z
}

func eig[T matrix.Number](k *keywords, x *Array, d dtype.DType, vectors bool) (*Array, *Array, error) {
	a, err := stacked[T](k, x, d)
	if err != nil {
		return nil, nil, err
	}
	defer a.array.Release()
	if !matrix.Finite(a.data) {
		return nil, nil, fault.New(k.fn, fault.LinAlg, "Array must not contain infs or NaNs")
	}
	n := a.rows
	values, err := newOutput[complex128](k, complexType(d), a.batch, n)
	if err != nil {
		return nil, nil, err
	}
	var z output[complex128]
	if vectors {
		if z, err = newOutput[complex128](k, complexType(d), a.batch, n, n); err != nil {
			return nil, nil, err
		}
	}
	err = a.each(20*cube(n), func(i int) error {
		var m []complex128
		if vectors {
			m = z.at(i)
		}
		if !matrix.Eigen(n, a.at(i), values.at(i), m) {
			return fault.New(k.fn, fault.LinAlg, "Eigenvalues did not converge")
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	if !vectors {
		return values.done(), nil, nil
	}
	return values.done(), z.done(), nil
}

// MatrixRank returns how many singular values of each matrix in the last two axes of x
// are not zero, by what [RTol], or [ATol], counts as such; of an array with fewer axes, 1 if an
// element is not zero, else 0.
//
// Keywords: RTol, ATol, Hermitian.
func MatrixRank(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("matrix_rank", keyRTol|keyATol|keyHermitian, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	if y.NDim() < 2 {
		some := 0
		if y.CountNonzero() > 0 {
			some = 1
		}
		return k.narrowed(ndarray.Scalar(int64(some)), dtype.Int64)
	}
	inner := keywords{fn: k.fn, has: k.has & keyHermitian}
	_, s, _ := inner.svd(y, false, false)
	if err := s.Err(); err != nil {
		return failed(err)
	}
	if length(s, s.NDim()-1) == 0 {
		shape := s.Shape()
		return k.zeros(dtype.Int64, shape[:len(shape)-1]...)
	}
	var limit *Array
	if k.has&keyATol != 0 {
		limit = cast(operand(k.fn, k.option(keyATol).value), dtype.Float64).ExpandDims(-1)
	} else {
		d, _, _ := k.kindOf(y.DType())
		limit = ufunc.Multiply.Call(k.tolerance(y, d).ExpandDims(-1), inner.reduceLast(ufunc.Maximum, s, true))
	}
	above := keywords{fn: k.fn, make: k.make, axes: axesOf(-1), has: keyAxis, d: dtype.Int64}
	return above.reduce(ufunc.Add, ufunc.Greater.Call(s, limit))
}
