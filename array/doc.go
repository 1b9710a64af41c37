// SPDX-License-Identifier: BSD-3-Clause

// Package array is the namespace: the functions of the Python array API
// standard 2025.12, and those of NumPy's that people miss in it, on
// [ndarray.Array]. A chapter of the standard is a file.
//
// Operands are arrays, Go scalars, Go slices and nested slices, as those of
// package ufunc; numbers of the types int, uint, float64 and complex128 are weak.
// A function returns an array, which carries the error if it failed: functions
// on failed arrays hand it on, so that an expression needs one check.
//
//	r := array.Sqrt(array.Add(array.Square(x), array.Sin(y)))
//	m := array.Mean(x, array.Axis(1), array.KeepDims())
//	if err := m.Err(); err != nil { … }
//
// Keywords are values of type [Option], in any order behind the operands. One
// that a function doesn't take is an error that names those it takes.
//
// Results are in memory of their own unless the function says that it returns a
// view. [Out] gives them a place, [Allocate] an allocator.
package array

import "github.com/arraygen/arraygen/ndarray"

// Array is [ndarray.Array].
type Array = ndarray.Array

// Shape is the lengths of the axes of an array.
type Shape = []int
