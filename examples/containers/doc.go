// SPDX-License-Identifier: BSD-3-Clause

// Package containers shows types that are no arrays and go with ufuncs and
// array functions all the same. Each subpackage is a container that is short
// enough to be read as a whole:
//
//	diagonal  a diagonal matrix, from NumPy's guide on custom containers
//	labelled  a series: values with labels
//	quantity  an array with a unit
//	masked    an array with missing elements
//	lazy      an array in chunks that are computed when they are asked for
//	sparse    an array of which only the elements that are not zero are kept
//
// They show the choices that a container has: which results keep its type, what
// plain arrays beside it count as, and what it refuses. None of them knows the
// others: where two meet, the call is refused with both names, unless one of
// them takes whatever it is given.
package containers
