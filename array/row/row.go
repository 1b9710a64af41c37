// SPDX-License-Identifier: BSD-3-Clause

// Package row has algorithms of package array over one row: elements of a type that lie
// side by side and aligned in memory. It is for callers that have an address and no array,
// as the Python package, in which describing ten elements takes longer than to sort them.
//
// A row is worked on by the calling goroutine alone. fn is the name that errors, which are
// those of missing memory, have.
package row

import (
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/counting"
	"github.com/arraygen/arraygen/array/internal/packing"
	"github.com/arraygen/arraygen/array/internal/searching"
	"github.com/arraygen/arraygen/array/internal/sets"
	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Sort sorts rows of n elements in place, as array.Sort does: so many, which lie one after the other at p. ok is false
// where they are so many that array.Sort, which copies them, is faster; nothing is done then.
func Sort(fn string, d dtype.DType, p unsafe.Pointer, n, rows int) (ok bool, err error) {
	return sorting.SortRows(fn, d, p, n, rows)
}

// SortColumns sorts the columns of a matrix at p in place, n lines of so many elements. ok is false where that is
// done better by rows: of complex numbers, of few long columns, and of more than fit the first level of cache.
func SortColumns(fn string, d dtype.DType, p unsafe.Pointer, n, columns int) (ok bool, err error) {
	return sorting.SortColumns(fn, d, p, n, columns)
}

// Argsort writes the indices that sort rows of n elements at p, one after the other, to out, which has as many.
func Argsort(fn string, out []int64, d dtype.DType, p unsafe.Pointer, n int) error {
	return sorting.ArgsortRows(fn, out, d, p, n)
}

// Partition partitions n elements at p in place, as array.Partition does: kth has places
// from 0 to n-1, which rise.
func Partition(fn string, d dtype.DType, p unsafe.Pointer, n int, kth []int) error {
	return sorting.PartitionRow(fn, nil, d, p, n, kth)
}

// Argpartition writes the indices that partition the elements at p, as many as out has, to
// out.
func Argpartition(fn string, out []int64, d dtype.DType, p unsafe.Pointer, kth []int) error {
	return sorting.PartitionRow(fn, out, d, p, len(out), kth)
}

// Unique leaves the distinct ones of n elements at p at the front, in rising order as
// array.UniqueValues returns them, and returns their number. With join, all NaNs count as one.
func Unique(fn string, d dtype.DType, p unsafe.Pointer, n int, join bool) (int, error) {
	return sets.UniqueRow(fn, d, p, n, join)
}

// Searchsorted writes where in n sorted elements at p the values, as many as out has, belong:
// before equal ones, or behind them if right is set.
func Searchsorted(fn string, out []int64, d dtype.DType, p unsafe.Pointer, n int, values unsafe.Pointer, right bool) error {
	return searching.SortedRow(fn, out, d, p, n, values, right)
}

// Interpolate writes the values at the elements of xs to out, as array.Interp does, of a function with the values fs at the
// points ps, of which there is one at least.
func Interpolate(out, xs, ps, fs []float64) {
	searching.Interpolate(out, xs, ps, fs, fs[0], fs[len(fs)-1])
}

// Rises reports whether no element but the first of n at p, which are not complex, is below the one before.
// A NaN has no order: with one among several elements they don't rise.
func Rises(d dtype.DType, p unsafe.Pointer, n int) bool { return searching.RisesRow(d, p, n) }

// Argmax writes the index of the largest element of each row of n elements at p, as many rows as out has, to out. There
// is one element at least.
func Argmax(out []int64, d dtype.DType, p unsafe.Pointer, n int) {
	searching.ExtremeRows(out, d, p, n, true)
}

// Argmin writes the index of the smallest element of each row of n elements at p, as Argmax does.
func Argmin(out []int64, d dtype.DType, p unsafe.Pointer, n int) {
	searching.ExtremeRows(out, d, p, n, false)
}

// CountNonzero returns the number of n elements at p that are not zero.
func CountNonzero(d dtype.DType, p unsafe.Pointer, n int) int { return searching.CountRow(d, p, n) }

// flagsLeast is the number of bytes from which their indices are found in blocks.
const flagsLeast = 256

// Nonzero writes the indices of those of n elements at p that are not zero to out, as many as
// it has room for, and returns how many it wrote.
func Nonzero(out []int64, d dtype.DType, p unsafe.Pointer, n int) int {
	if len(out) == 0 {
		return 0
	}
	if n >= flagsLeast && d.Size() == 1 && d.Kind() != dtype.KindFloat {
		return packing.Indices(out, unsafe.Slice((*uint8)(p), n))
	}
	return ndarray.NonzeroRow(out, d, p, n)
}

// Greatest returns the greatest of n integers at p, of which there is one at least; ok is false
// where one is negative.
func Greatest(d dtype.DType, p unsafe.Pointer, n int) (most uint64, ok bool) {
	return counting.Greatest(d, p, n)
}

// Count adds to counts how often each number below their number is among n integers at p, as
// array.Bincount counts. None is negative.
func Count(counts []int64, d dtype.DType, p unsafe.Pointer, n int) { counting.Count(counts, d, p, n) }

// Pack writes n flags at src, bytes that are 0 or not, as bits to (n+7)/8 bytes at dst, as array.Packbits does.
func Pack(dst, src unsafe.Pointer, n int, little bool) {
	packing.Pack(unsafe.Slice((*uint8)(dst), (n+7)/8), unsafe.Slice((*uint8)(src), n), bitOrder(little))
}

// Unpack writes the bits of n bytes at src as count bytes to dst, as array.Unpackbits does.
func Unpack(dst unsafe.Pointer, count int, src unsafe.Pointer, n int, little bool) {
	packing.Unpack(unsafe.Slice((*uint8)(dst), count), unsafe.Slice((*uint8)(src), n), bitOrder(little))
}

func bitOrder(little bool) packing.Order {
	if little {
		return packing.Little
	}
	return packing.Big
}

// Cast converts n numbers at src of type from to type to, at dst, one by one: it is for conversions that
// have no kernel.
func Cast(to dtype.DType, dst unsafe.Pointer, from dtype.DType, src unsafe.Pointer, n int) {
	for i := range n {
		dtype.Cast(unsafe.Add(dst, i*to.Size()), to, unsafe.Add(src, i*from.Size()), from)
	}
}
