// SPDX-License-Identifier: BSD-3-Clause

// Package sorting sorts rows of elements, or finds the indices that do.
//
// Elements are sorted by keys: unsigned integers of the elements' own width that
// are ordered as the elements are (see package key). Keys of one byte, and of two in
// long rows, are counted. Those of four and eight bytes are sorted by kernels where the machine
// has them: a quicksort that parts vectors, with networks for few keys (see quickSort), which
// compares floats themselves, once NaNs are out of the way. All
// others are sorted by a radix sort from the least
// significant digit up, which is linear and stable: first by as many leading
// bits as tell most keys apart, three digits as a rule, then what shares those
// bits by the rest (see radixSort). Indices are sorted as words that hold the
// leading bits of a key and below them the index.
//
// NaN counts as larger than every number, and a zero equals the other zero.
// Sorts are stable, bits of equal elements included.
package sorting
