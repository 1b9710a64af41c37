package ndarray

import (
	"strings"
	"unsafe"
)

// lineSize is the alignment of new arrays: a cache line, and the width of the
// widest vector register.
const lineSize = 64

// uncleared returns n bytes of Go memory, aligned to lineSize, with arbitrary
// contents.
//
// A result that is about to be overwritten must not pay for being cleared
// first, and make always clears. The one way in the standard library to memory
// that is not cleared is strings.Builder.Grow, which bytes are only appended
// to. The memory is one heap object without pointers: an interior pointer
// keeps all of it alive, the collector never looks inside, and the string that
// lends us the address is dropped at once.
//
// The size is rounded up to whole lines because the allocator's size classes
// that hold such sizes are themselves multiples of a line, so that nothing is
// wasted on alignment; should a runtime think otherwise, a line more is asked
// for.
func uncleared(n int) unsafe.Pointer {
	size := (n + lineSize - 1) &^ (lineSize - 1)
	if size == 0 {
		return unsafe.Pointer(&nothing)
	}
	p := grow(size)
	if uintptr(p)%lineSize != 0 {
		p = grow(size + lineSize)
		p = unsafe.Add(p, -uintptr(p)%lineSize)
	}
	return p
}

func grow(n int) unsafe.Pointer {
	var b strings.Builder
	b.Grow(n)
	b.WriteByte(0) // the address of an empty string is unspecified
	return unsafe.Pointer(unsafe.StringData(b.String()))
}

// cleared returns n bytes of zeroed Go memory, aligned to lineSize. The
// runtime hands out large pieces that the system has just zeroed as they are.
func cleared(n int) unsafe.Pointer {
	size := (n + lineSize - 1) &^ (lineSize - 1)
	if size == 0 {
		return unsafe.Pointer(&nothing)
	}
	p := unsafe.Pointer(unsafe.SliceData(make([]byte, size)))
	if uintptr(p)%lineSize != 0 {
		p = unsafe.Pointer(unsafe.SliceData(make([]byte, size+lineSize)))
		p = unsafe.Add(p, -uintptr(p)%lineSize)
	}
	return p
}
