// SPDX-License-Identifier: BSD-3-Clause

// Package namespace holds fifteen programs on package array, one a file, such as
// people write with NumPy. Each says what the same takes in gonum, where gonum can
// do it at all.
package namespace
