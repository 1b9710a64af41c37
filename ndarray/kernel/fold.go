// SPDX-License-Identifier: BSD-3-Clause

package kernel

// A fold is a kernel of one input and one output that reduces: each of Rows
// rows of N > 0 elements of the input becomes one element of the output, which
// is Op[1].Outer bytes past that of the row before. Op[1].Inner means nothing.
// An assembly fold takes an input without gaps (Inner is the element size) and
// at most [Chunk] elements a row; a Go fold takes any Inner and any N.
//
// A fold of a function that is exactly associative and commutative combines
// elements in whatever order is fastest. Every other fold combines them in
// NumPy's pairwise order (pairwise_sum in loops_utils.h.src): fewer than
// FoldSeries elements one after the other; up to FoldLeaf elements in
// FoldSeries interleaved series, which are combined as
// ((0+1)+(2+3))+((4+5)+(6+7)) and then with the elements left over; more as two
// halves, cut at a multiple of FoldSeries below the middle. A complex number
// counts as two elements.
//
// A NaN that a fold computes is the canonical one. The result of one element is
// that element, whatever its bits.
const (
	FoldSeries = 8
	FoldLeaf   = 128
)
