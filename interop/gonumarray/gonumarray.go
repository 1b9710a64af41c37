// SPDX-License-Identifier: BSD-3-Clause

// Package gonumarray passes arrays to and from gonum without a copy: the
// memory is the same, and a write on one side is seen on the other.
//
// gonum's matrices are rows of adjacent elements: an array that is laid out
// otherwise (a transpose, a step between the columns) has no matrix without a
// copy. [View] gives it gonum's Matrix interface as it is.
package gonumarray

import (
	"unsafe"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/mat"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// FromDense returns a (rows, columns) array of float64 over the elements of m.
func FromDense(m *mat.Dense) *ndarray.Array {
	const fn = "gonumarray.FromDense"
	if m == nil {
		return ndarray.Failed(fault.New(fn, fault.Value, "the matrix is nil"))
	}
	g := m.RawMatrix()
	return rows(fn, g.Data, g.Rows, g.Cols, g.Stride)
}

// FromGeneral returns a (rows, columns) array of float64 over the elements of g.
func FromGeneral(g blas64.General) *ndarray.Array {
	return rows("gonumarray.FromGeneral", g.Data, g.Rows, g.Cols, g.Stride)
}

// FromCDense returns a (rows, columns) array of complex128 over the elements
// of m.
func FromCDense(m *mat.CDense) *ndarray.Array {
	const fn = "gonumarray.FromCDense"
	if m == nil {
		return ndarray.Failed(fault.New(fn, fault.Value, "the matrix is nil"))
	}
	g := m.RawCMatrix()
	return rows(fn, g.Data, g.Rows, g.Cols, g.Stride)
}

// FromVecDense returns an array of float64 of one axis over the elements of v.
func FromVecDense(v *mat.VecDense) *ndarray.Array {
	const fn = "gonumarray.FromVecDense"
	if v == nil {
		return ndarray.Failed(fault.New(fn, fault.Value, "the vector is nil"))
	}
	return FromVector(v.RawVector())
}

// FromVector returns an array of float64 of one axis over the elements of v. As
// in BLAS, a negative increment runs through the data backwards.
func FromVector(v blas64.Vector) *ndarray.Array {
	const fn = "gonumarray.FromVector"
	if v.N < 0 || v.Inc == 0 && v.N > 1 {
		return ndarray.Failed(fault.New(fn, fault.Shape, "a vector of %d elements with increment %d", v.N, v.Inc))
	}
	offset := 0
	if v.Inc < 0 && v.N > 0 {
		offset = (v.N - 1) * -v.Inc * 8
	}
	return over(fn, v.Data, []int{v.N}, []int{v.Inc * 8}, offset)
}

func rows[T float64 | complex128](fn string, data []T, n, m, stride int) *ndarray.Array {
	if n < 0 || m < 0 || stride < 0 {
		return ndarray.Failed(fault.New(fn, fault.Shape, "a matrix of %d rows and %d columns with stride %d", n, m, stride))
	}
	size := dtype.Of[T]().Size()
	return over(fn, data, []int{n, m}, []int{stride * size, size}, 0)
}

// over returns an array within the memory of data.
func over[T float64 | complex128](fn string, data []T, shape, strides []int, offset int) *ndarray.Array {
	d := dtype.Of[T]()
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(data))), len(data)*d.Size())
	a := ndarray.FromBytes(bytes, d, shape, strides, offset)
	if err := a.Err(); err != nil {
		return ndarray.Failed(fault.Wrap(fn, fault.Layout, err))
	}
	return a
}

// ToDense returns a matrix over the elements of an array of float64 of two
// axes.
func ToDense(a *ndarray.Array) (*mat.Dense, error) {
	g, err := general[float64]("gonumarray.ToDense", a)
	if err != nil {
		return nil, err
	}
	m := new(mat.Dense)
	m.SetRawMatrix(blas64.General(g))
	return m, nil
}

// ToGeneral returns BLAS's description of an array of float64 of two axes.
func ToGeneral(a *ndarray.Array) (blas64.General, error) {
	g, err := general[float64]("gonumarray.ToGeneral", a)
	return blas64.General(g), err
}

// ToCDense returns a matrix over the elements of an array of complex128 of two
// axes.
func ToCDense(a *ndarray.Array) (*mat.CDense, error) {
	g, err := general[complex128]("gonumarray.ToCDense", a)
	if err != nil {
		return nil, err
	}
	m := new(mat.CDense)
	m.SetRawCMatrix(cblas128.General{Rows: g.Rows, Cols: g.Cols, Stride: g.Stride, Data: g.Data})
	return m, nil
}

// ToVecDense returns a vector over the elements of an array of float64 of one
// axis. Its stride may be any positive number of elements.
func ToVecDense(a *ndarray.Array) (*mat.VecDense, error) {
	const fn = "gonumarray.ToVecDense"
	r, err := operand[float64](fn, a, 1)
	if err != nil {
		return nil, err
	}
	n, step := r.Shape[0], r.Strides[0]
	if n <= 1 {
		step = 8
	}
	if step <= 0 || step%8 != 0 {
		return nil, fault.New(fn, fault.Layout, "the stride is %d bytes, gonum needs a positive multiple of 8: copy it first, with Copy", step)
	}
	v := new(mat.VecDense)
	if n == 0 {
		return v, nil
	}
	v.SetRawVector(blas64.Vector{N: n, Inc: step / 8, Data: data[float64](r, (n-1)*(step/8)+1)})
	return v, nil
}

// matrix is gonum's description of rows of adjacent elements.
type matrix[T any] struct {
	Rows, Cols int
	Data       []T
	Stride     int
}

func general[T float64 | complex128](fn string, a *ndarray.Array) (g matrix[T], err error) {
	r, err := operand[T](fn, a, 2)
	if err != nil {
		return g, err
	}
	n, m, size := r.Shape[0], r.Shape[1], r.DType.Size()
	row, col := r.Strides[0], r.Strides[1]
	if m <= 1 {
		col = size
	}
	if n <= 1 {
		row = max(m, 1) * size
	}
	if n == 0 || m == 0 {
		if n+m == 0 {
			return g, nil // gonum knows an empty matrix by its stride of 0
		}
		return g, fault.New(fn, fault.Shape, "gonum has no matrix of shape (%d, %d): without elements there is (0, 0) only", n, m)
	}
	if col != size || row%size != 0 || row < m*size {
		return g, fault.New(fn, fault.Layout, "shape (%d, %d) with strides (%d, %d) is not made of rows of adjacent elements: copy it first, with Copy, or use View", n, m, row, col)
	}
	return matrix[T]{Rows: n, Cols: m, Stride: row / size, Data: data[T](r, (n-1)*row/size+m)}, nil
}

// operand checks what all conversions to gonum ask for.
func operand[T float64 | complex128](fn string, a *ndarray.Array, ndim int) (ndarray.Raw, error) {
	d := dtype.Of[T]()
	switch {
	case a.Err() != nil:
		return ndarray.Raw{}, a.Err()
	case a.DType() != d:
		return ndarray.Raw{}, fault.New(fn, fault.DType, "the array has %v elements, gonum needs %v here", a.DType(), d)
	case a.NDim() != ndim:
		return ndarray.Raw{}, fault.New(fn, fault.Shape, "the array has %d axes, not %d", a.NDim(), ndim)
	case !a.Writeable():
		return ndarray.Raw{}, fault.New(fn, fault.ReadOnly, "the array is read-only, which gonum doesn't know: copy it first, with Copy, or use View")
	case a.Owner() != nil:
		return ndarray.Raw{}, fault.New(fn, fault.Layout, "the array is over foreign memory, which gonum would not keep: copy it first, with Copy, or use View")
	case !a.Aligned():
		return ndarray.Raw{}, fault.New(fn, fault.Layout, "the elements are misaligned: copy them first, with Copy")
	}
	return a.Raw(), nil
}

func data[T any](r ndarray.Raw, n int) []T { return unsafe.Slice((*T)(r.Ptr), n) }
