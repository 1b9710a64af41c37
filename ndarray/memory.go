// SPDX-License-Identifier: BSD-3-Clause

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
// contents, and the ticket of the block if it is one that may be used again. ok
// is false where the process can't have them.
func uncleared(n int) (p unsafe.Pointer, t block.Ticket, ok bool) {
	if n == 0 {
		return unsafe.Pointer(&nothing), 0, true
	}
	return block.Get(n)
}

// cleared is uncleared for zeros.
func cleared(n int) (p unsafe.Pointer, t block.Ticket, ok bool) {
	if n == 0 {
		return unsafe.Pointer(&nothing), 0, true
	}
	return block.GetCleared(n)
}

// noMemory is the error of memory that the process can't have.
func noMemory(fn string, shape []int, d dtype.DType, bytes int) *fault.Error {
	return fault.New(fn, ErrMemory, "no memory for %v of shape %s, which takes %d bytes", d, shapeText(shape), bytes)
}

// MakeSlice returns n zeros: what make does for work whose size follows from
// data. Where the process can't have the memory, make ends it, and MakeSlice
// returns an [ErrMemory] of the function fn.
func MakeSlice[T dtype.Element | int | uintptr](fn string, n int) ([]T, error) {
	size := int(unsafe.Sizeof(*new(T)))
	switch {
	case n < 0:
		return nil, fault.New(fn, ErrValue, "a slice of the negative length %d", n)
	case n == 0:
		return []T{}, nil
	case n <= maxBytes/size:
		if p, ok := block.Cleared(n * size); ok {
			return unsafe.Slice((*T)(p), n), nil
		}
	}
	return nil, fault.New(fn, ErrMemory, "no memory for %d values of %d bytes", n, size)
}

// AskMemory returns nil if the process can have so many bytes more, and the
// caller takes them, from an allocator other than Go's; else an [ErrMemory] of
// the function fn. It knows the limits that the system sets to a process and
// to its control groups, and counts what was asked for. Memory of arrays is
// asked for by the functions that make them.
func AskMemory(fn string, bytes int) error {
	if bytes <= 0 || block.AskOther(bytes) {
		return nil
	}
	return fault.New(fn, ErrMemory, "no memory for %d bytes", bytes)
}

// own makes a the only holder of its memory, the block of ticket t.
func (a *Array) own(t block.Ticket) { a.sole.Store(uint32(t)) }

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
	t := block.Ticket(a.sole.Swap(0))
	a.dtype, a.ndim, a.flags, a.err = dtype.Invalid, 0, 0, errReleased
	if t != 0 {
		block.Put(a.ptr, t)
		a.ptr = nil
	}
}

// errReleased is what a released array carries.
var errReleased = fault.New("ndarray", fault.Released, "the array was released")
