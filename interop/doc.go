// SPDX-License-Identifier: BSD-3-Clause

// Package interop has nothing itself; its subpackages pass arrays to and from
// other libraries and let other types stand in for arrays. Each pulls in only
// what it is for:
//
//	arrayinterface  NumPy's array interface, as a struct and as JSON
//	dlpack          DLPack, in plain Go; dlpack/cdlpack calls and gives C deleters
//	gonumarray      gonum's matrices and vectors
//	arrowarray      Apache Arrow's arrays and tensors
//	reflectarray    Go slices and arrays of types that are known at run time
//	imagearray      images of the standard library
//	override        array functions that other types may implement themselves
//	python          the Python package
package interop
