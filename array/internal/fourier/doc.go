// SPDX-License-Identifier: BSD-3-Clause

// Package fourier computes discrete Fourier transforms of any length.
//
// A transform is Stockham's: passes of radix 5, 4, 3, 2, or another prime, between two
// buffers, so that no pass reorders elements (Van Loan, Computational Frameworks for
// the Fast Fourier Transform, 1.7). The pass of a prime of more than 23 is two products of
// real matrices, on the library's kernels. A length with a prime factor too large for that goes
// through a convolution of a length without (Bluestein 1970). The roots of unity are correctly
// rounded but for rare cases, and every product is rounded by itself, so that the bits
// are the same on every machine.
//
// Complex elements are pairs of neighbours in slices of their parts.
package fourier

// Real is the types of the parts.
type Real interface{ float32 | float64 }
