// SPDX-License-Identifier: BSD-3-Clause

// Package accuracy measures the errors of the elementary functions against a
// reference of its own.
//
// The reference (Exact) is big-integer fixed-point arithmetic: series and
// argument reduction with constants computed to as many bits as an argument
// needs. It shares no code and no coefficient with the functions under test.
//
// A float32 function is evaluated on all 2^32 inputs. A plain float64 formula
// with a proven-by-test error below 2^-48 decides nearly all of them; Exact
// decides the few whose result it leaves in doubt. A float64 function is
// evaluated on structured samples, and then on the neighbourhoods of the worst
// of them; its maximum is what was found.
package accuracy
