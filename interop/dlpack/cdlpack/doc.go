// SPDX-License-Identifier: BSD-3-Clause

// Package cdlpack passes DLPack tensors to and from C: it gives exported
// tensors a C deleter, and calls that of imported ones. It needs cgo; without,
// it is empty, and package dlpack has the rest.
//
// [Exchange] calls the C functions by which a Python library passes its objects.
//
// A deleter that it gives may be called on any thread, also on one that Go
// doesn't know. One that it calls is called exactly once, on a thread of Go's.
package cdlpack
