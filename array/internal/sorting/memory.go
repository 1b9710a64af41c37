package sorting

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// wordType is the element type of buffers of words.
const wordType = dtype.Uint64

// wordsAs returns the memory of a slice as n words of another type.
func wordsAs[T, S any](s []S, n int) []T {
	if n*int(unsafe.Sizeof(*new(T))) > cap(s)*int(unsafe.Sizeof(*new(S))) {
		panic("sorting: a buffer is too short")
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(s))), n)
}

// lent returns the elements of a new array that is not shown to anybody, so that
// its memory may be released.
func lent[T any](a *ndarray.Array) []T {
	p, _, _ := a.Lend()
	return unsafe.Slice((*T)(p), a.Size())
}
