// SPDX-License-Identifier: BSD-3-Clause

package row

import (
	"math"

	"github.com/arraygen/arraygen/array/internal/coordinates"
)

// sizeOf returns how many elements an array of a shape has; ok is false where that is no int, or a length is negative.
func sizeOf(shape []int64) (n int64, ok bool) {
	n = 1
	for _, length := range shape {
		if length < 0 || length > 0 && n > math.MaxInt/length {
			return 0, false
		}
		n *= length
	}
	return n, true
}

// axisAt is the axis that an order of elements has at a place, the one along which neighbours lie next to each other first.
func axisAt(place, axes int, fortran bool) int {
	if fortran {
		return place
	}
	return axes - 1 - place
}

// RavelMultiIndex writes the indices of elements, counted over all elements of an array of a shape in C order, or in Fortran
// order, to out; lists has their indices along each axis. It reports false where an index is out of range or the shape is
// none: what is in out means nothing then.
func RavelMultiIndex(out []int64, lists [][]int64, shape []int64, fortran bool) bool {
	if _, ok := sizeOf(shape); !ok || len(shape) == 0 {
		return false
	}
	stride := int64(1)
	for place := range shape {
		axis := axisAt(place, len(shape), fortran)
		switch list := lists[axis]; {
		case !coordinates.Below(list, int(shape[axis])):
			return false
		case place == 0:
			copy(out, list)
		default:
			coordinates.AddProducts(out, list, stride)
		}
		stride *= shape[axis]
	}
	return true
}

// UnravelIndex writes the indices along each axis of an array of a shape of the elements whose indices, counted over all
// elements in C order, or in Fortran order, are given: a list for each axis. It reports false as RavelMultiIndex does.
func UnravelIndex(lists [][]int64, indices, shape []int64, fortran bool) bool {
	n, ok := sizeOf(shape)
	if !ok || len(shape) == 0 || !coordinates.Below(indices, int(n)) {
		return false
	}
	rest := indices
	for place := range len(shape) - 1 {
		axis, next := axisAt(place, len(shape), fortran), axisAt(place+1, len(shape), fortran)
		coordinates.Divide(lists[next], lists[axis], rest, shape[axis], uint64(max(n-1, 0)))
		rest = lists[next]
	}
	if len(shape) == 1 {
		copy(lists[0], indices)
	}
	return true
}
