package array

import (
	"cmp"
	"math"
	"slices"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ufunc"
)

// order compares elements i and j of a row. NaN counts as larger than every
// number, as in NumPy; complex numbers go by their real part first, and those with
// NaN parts by which parts they are, see [complexes].
type order interface {
	compare(i, j int) int
	isNaN(i int) bool
}

type plain[T cmp.Ordered] []T

func (p plain[T]) compare(i, j int) int {
	a, b := p[i], p[j]
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	case a == b:
		return 0
	}
	return nanLast(a != a, b != b)
}
func (p plain[T]) isNaN(i int) bool { return p[i] != p[i] }

// nanLast compares two elements of which at least one is NaN.
func nanLast(a, b bool) int {
	switch {
	case a && b:
		return 0
	case a:
		return 1
	}
	return -1
}

// complexes are in the order that NumPy documents for sort: R + Rj, R + nanj,
// nan + Rj, nan + nanj, where R are numbers, by which each of these is sorted.
type complexes []complex128

func (c complexes) compare(i, j int) int {
	x, y := c[i], c[j]
	if n, m := nanParts(x), nanParts(y); n != m {
		return n - m
	}
	if r := numbers(real(x), real(y)); r != 0 {
		return r
	}
	return numbers(imag(x), imag(y))
}

// nanParts ranks a complex number by its parts that are NaN.
func nanParts(x complex128) int {
	n := 0
	if math.IsNaN(real(x)) {
		n = 2
	}
	if math.IsNaN(imag(x)) {
		n++
	}
	return n
}

// numbers compares two numbers; what is NaN has no order among itself.
func numbers(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (c complexes) isNaN(i int) bool { return math.IsNaN(real(c[i])) || math.IsNaN(imag(c[i])) }

// ordered returns the elements of x in C order, ready to be compared. Types
// are widened to one that keeps every value.
func ordered(fn string, x *Array) (order, error) {
	if err := x.Err(); err != nil {
		return nil, err
	}
	switch d := x.DType(); d.Kind() {
	case dtype.KindComplex:
		s, err := ndarray.ToSlice[complex128](ufunc.AsType(x, dtype.Complex128, dtype.Safe))
		return complexes(s), err
	case dtype.KindFloat:
		s, err := ndarray.ToSlice[float64](ufunc.AsType(x, dtype.Float64, dtype.Safe))
		return plain[float64](s), err
	case dtype.KindUint:
		s, err := ndarray.ToSlice[uint64](ufunc.AsType(x, dtype.Uint64, dtype.Safe))
		return plain[uint64](s), err
	case dtype.KindInt, dtype.KindBool:
		s, err := ndarray.ToSlice[int64](ufunc.AsType(x, dtype.Int64, dtype.Safe))
		return plain[int64](s), err
	}
	return nil, fault.New(fn, fault.DType, "%v has no order", x.DType())
}

// indicesOf returns an array of int64 of the shape of x with the indices that
// sort its last axis, which is x moved so that the wanted axis is last.
func indicesOf(fn string, x *Array, descending bool) (*Array, error) {
	elements, err := ordered(fn, x)
	if err != nil {
		return nil, err
	}
	n := length(x, x.NDim()-1)
	size := x.Size()
	indices, err := ndarray.MakeSlice[int64](fn, size)
	if err != nil {
		return nil, err
	}
	for at := 0; at < size; at += n {
		row := indices[at : at+n]
		for i := range row {
			row[i] = int64(i)
		}
		slices.SortStableFunc(row, func(i, j int64) int {
			c := elements.compare(at+int(i), at+int(j))
			if descending {
				return -c
			}
			return c
		})
	}
	return ndarray.FromSlice(indices, x.Shape()...), nil
}
