// SPDX-License-Identifier: BSD-3-Clause

package gonumarray

import (
	"gonum.org/v1/gonum/mat"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Matrix is an array of float64 of two axes as gonum's [mat.Matrix], whatever
// its layout and whoever owns its memory. Set is there as [mat.Mutable] has it.
type Matrix struct{ array *ndarray.Array }

var _ mat.Mutable = Matrix{}

// View returns a as a matrix, without a copy.
func View(a *ndarray.Array) (Matrix, error) {
	const fn = "gonumarray.View"
	switch {
	case a.Err() != nil:
		return Matrix{}, a.Err()
	case a.DType() != dtype.Float64:
		return Matrix{}, fault.New(fn, fault.DType, "the array has %v elements, gonum needs float64 here", a.DType())
	case a.NDim() != 2:
		return Matrix{}, fault.New(fn, fault.Shape, "the array has %d axes, not 2", a.NDim())
	}
	return Matrix{a}, nil
}

// Array returns the array.
func (m Matrix) Array() *ndarray.Array { return m.array }

// Dims returns the numbers of rows and columns.
func (m Matrix) Dims() (r, c int) {
	shape := m.array.Raw().Shape
	return shape[0], shape[1]
}

// At returns an element. As gonum asks of it, it panics where there is none.
func (m Matrix) At(i, j int) float64 {
	m.check(i, j)
	v, err := ndarray.At[float64](m.array, i, j)
	if err != nil {
		panic(err)
	}
	return v
}

// Set sets an element. As gonum asks of it, it panics where there is none, and
// where the array is read-only.
func (m Matrix) Set(i, j int, v float64) {
	m.check(i, j)
	if err := ndarray.SetAt(m.array, v, i, j); err != nil {
		panic(err)
	}
}

// check refuses negative indices, which an array would count from the end.
func (m Matrix) check(i, j int) {
	r, c := m.Dims()
	if i < 0 || i >= r {
		panic(mat.ErrRowAccess)
	}
	if j < 0 || j >= c {
		panic(mat.ErrColAccess)
	}
}

// T returns the transpose, over the same memory.
func (m Matrix) T() mat.Matrix { return Matrix{m.array.T()} }
