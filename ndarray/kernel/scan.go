// SPDX-License-Identifier: BSD-3-Clause

package kernel

// A scan is a kernel of three operands, which combines each element of a row with those before it: of each
// of Rows rows of N elements, result i of Op[2] is that of i-1 combined with element i of Op[1], and the result
// before the first is the element of Op[0]. So it gives what the kernel itself would give that gets, as its
// first input, its own output one element behind. That input may lie there.
//
// An assembly scan takes an input and an output without gaps (Inner is the element size); a Go scan takes any
// Inner. Op[0].Inner means nothing. The output may be the input.
