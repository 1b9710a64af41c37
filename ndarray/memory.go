package ndarray

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/internal/block"
)

// lineSize is the alignment of new arrays: a cache line, and the width of the
// widest vector register.
const lineSize = 64

// uncleared returns n bytes of Go memory, aligned to lineSize, with arbitrary
// contents, and the class of the block if it is one that may be used again.
func uncleared(n int) (unsafe.Pointer, block.Class) {
	if n == 0 {
		return unsafe.Pointer(&nothing), 0
	}
	return block.Get(n)
}

// cleared returns n bytes of zeroed Go memory, aligned to lineSize. The
// runtime hands out large pieces that the system has just zeroed as they are.
func cleared(n int) (unsafe.Pointer, block.Class) {
	size := (n + lineSize - 1) &^ (lineSize - 1)
	if size == 0 {
		return unsafe.Pointer(&nothing), 0
	}
	p := unsafe.Pointer(unsafe.SliceData(make([]byte, size)))
	if uintptr(p)%lineSize != 0 {
		p = unsafe.Pointer(unsafe.SliceData(make([]byte, size+lineSize)))
		p = unsafe.Add(p, -uintptr(p)%lineSize)
	}
	return p, 0
}

// own makes a the only holder of its memory, a block of class c.
func (a *Array) own(c block.Class) { a.sole.Store(uint32(c)) }

// share is called where the memory of a gets a second holder: from then on
// only the collector knows when it is free.
func (a *Array) share() {
	if a.sole.Load() != 0 {
		a.sole.Store(0)
	}
}

// Release says that a is not used any more, so that the next result may have
// its memory at once. It is never needed: the memory of arrays is collected as
// all memory is. But the collector comes late, when the caches have forgotten
// the memory; a loop that releases its results works in the same few blocks.
//
// Afterwards a is an array that failed with [ErrReleased]. Memory that
// something else may see, because a view of it was made, a slice, or a
// descriptor such as [Array.Raw] or a DLPack tensor, is left to the collector,
// and so is foreign memory to its owner. A second call does nothing.
//
// Nothing may work on a at this moment, on any goroutine.
func (a *Array) Release() {
	if a.Err() != nil {
		return
	}
	c := block.Class(a.sole.Swap(0))
	a.dtype, a.ndim, a.flags, a.err = dtype.Invalid, 0, 0, errReleased
	if c != 0 {
		block.Put(a.ptr, c)
		a.ptr = nil
	}
}

// errReleased is what a released array carries.
var errReleased = fault.New("ndarray", fault.Released, "the array was released")
