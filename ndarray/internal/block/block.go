// SPDX-License-Identifier: BSD-3-Clause

// Package block gives the arrays their memory: blocks that are used again.
//
// A result of some hundred kilobytes from Go's allocator is dear. The heap of
// a small program is collected every 4 MB, so every few results; what was
// freed goes back to the system soon, and then every page of the next result
// faults. Both cost far more than the work on the elements.
//
// So blocks are kept. A block is a piece of Go memory without pointers. It
// comes back from the collector or from its holder, and goes to the free list of its size:
//
//   - A watched block has a finalizer: when nothing points into it any more, be
//     it an array, a view, a slice or a pinned pointer, the collector hands it
//     back. That is why it is a finalizer and not a cleanup, which comes when
//     the memory is gone; and why the memory is Go's and not mapped, where a
//     slice would not keep it.
//   - A holder that knows itself to be the only one puts it back, see [Put].
//     Then the next one has it while it is in the caches.
//
// To the collector free blocks are live memory, and so are watched ones for a
// cycle more than they are used: it paces itself by them, and the collections of
// a program that works on arrays become as rare as those of one with so much
// data. Therefore both are bounded, each by [maxTotal] bytes, and by an eighth
// of GOMEMLIMIT. The watched blocks count in use as well, so that a program that
// holds many arrays has none left to watch. Blocks beyond are unwatched: where
// nobody puts one back, the collector frees it as any other memory.
//
// What a holder has is said by its [Ticket]; a free block may become watched or
// unwatched before it is handed out again. Where the free blocks are too many,
// those that were put back the longest ago are let go, and so are those that a
// while found no use for. Big blocks, of more than 16 MB, are never watched;
// those that are put back are kept in addition to the others, at most [maxBig] bytes.
//
// New memory is asked for, see [Ask]: what the process can't have is an answer,
// not its end.
package block

import (
	"math/bits"
	"runtime"
	"strings"
	"unsafe"
)

const (
	// line is the alignment of blocks: a cache line, and the width of the
	// widest vector register.
	line = 64
	// least and most are the sizes that are kept. Below, Go's allocator does
	// as well; above, what is kept would be too much.
	least = 1 << leastBits
	most  = 1 << mostBits

	leastBits = 12
	mostBits  = 25
	// bigBits says which blocks are big, and never watched: those of more than
	// 16 MB, since of them two would be all there is.
	bigBits = 24
	// steps is the number of classes from one power of two to the next: at
	// most a ninth of a block is left over, of the arrays that stay too.
	steps = 8
)

// A class is a size of blocks; 0 is memory that is not kept.
type class uint8

const (
	numClasses = (mostBits-leastBits)*steps + 2
	// firstBig is the class of the smallest big blocks.
	firstBig = (bigBits-leastBits)*steps + 2
)

// classOf returns the class of the smallest blocks of n bytes.
func classOf(n int) class {
	if n < least || n > most {
		return 0
	}
	// The power of two below n, and the steps up from it.
	k := bits.Len(uint(n-1)) - 1
	if n == least {
		return 1
	}
	step := 1 << k / steps
	return class(1 + (k-leastBits)*steps + (n-1<<k+step-1)/step)
}

// size returns the bytes of a block of class c.
func (c class) size() int {
	k, s := int(c-1)/steps, int(c-1)%steps
	return (steps + s) << (leastBits + k) / steps
}

// A Ticket is what the holder of a block gives back with it: its class, and
// whether it is watched. 0 is memory that is not kept.
type Ticket uint8

const watchedBit = 1 << 7

func ticket(c class, watched bool) Ticket {
	if watched {
		return Ticket(c) | watchedBit
	}
	return Ticket(c)
}

func (t Ticket) class() class  { return class(t &^ watchedBit) }
func (t Ticket) watched() bool { return t&watchedBit != 0 }

// Get returns n bytes of arbitrary contents, aligned to a cache line, and the
// ticket of their block; ok is false where the process can't have them. n is at
// least 1.
func Get(n int) (p unsafe.Pointer, t Ticket, ok bool) {
	c := classOf(n)
	if c != 0 {
		if p, t = again(c); p != nil {
			return p, t, true
		}
	}
	if c == 0 || c.size() > mostFree(c) || n >= largeLeast && theSystem.limited() {
		p, ok = plain(n)
		return p, 0, ok
	}
	return newBlock(n, c)
}

// again returns a free block of class c, nil if there is none.
func again(c class) (unsafe.Pointer, Ticket) {
	pool.Lock()
	l := &pool.lists[c]
	if len(l.free) == 0 {
		pool.Unlock()
		return nil, 0
	}
	b := pop(c)
	if b.watched {
		pool.Unlock()
		return b.p, ticket(c, true)
	}
	watched := startWatch(c)
	back := l.back
	pool.Unlock()
	if watched {
		runtime.SetFinalizer((*byte)(b.p), back)
	}
	return b.p, ticket(c, watched)
}

// newBlock is Get where no block is free.
func newBlock(n int, c class) (p unsafe.Pointer, t Ticket, ok bool) {
	pool.Lock()
	watched := startWatch(c)
	back := pool.lists[c].back
	pool.Unlock()
	if !Ask(c.size()) {
		cancelWatch(c, watched)
		return nil, 0, false
	}
	p = fresh(c.size())
	if uintptr(p)%line != 0 {
		// No runtime's size classes do this; then there are no blocks.
		cancelWatch(c, watched)
		p, ok = plain(n)
		return p, 0, ok
	}
	if watched {
		runtime.SetFinalizer((*byte)(p), back)
	}
	return p, ticket(c, watched), true
}

// GetCleared is [Get] for zeros. A block that is used again is in a cache, most
// often, and to clear it costs less than the pages of a new one. A new one that
// is in no cache is better left to the runtime, see [Cleared].
func GetCleared(n int) (p unsafe.Pointer, t Ticket, ok bool) {
	c := classOf(n)
	if c == 0 {
		p, ok = Cleared(n)
		return p, 0, ok
	}
	if c >= firstBig {
		if p, t = again(c); p == nil {
			return newCleared(n, c)
		}
	} else if p, t, ok = Get(n); !ok {
		return nil, 0, false
	}
	clear(unsafe.Slice((*byte)(p), n))
	return p, t, true
}

// newCleared is GetCleared of a big block where none is free.
func newCleared(n int, c class) (p unsafe.Pointer, t Ticket, ok bool) {
	if c.size() > mostFree(c) || theSystem.limited() {
		p, ok = Cleared(n)
		return p, 0, ok
	}
	p, ok = Cleared(c.size())
	return p, ticket(c, false), ok
}

// Cleared returns n bytes of zeros, aligned to a cache line; ok is false where
// the process can't have them. The runtime hands out large pieces that the
// system has just cleared as they are. n is at least 1.
func Cleared(n int) (p unsafe.Pointer, ok bool) {
	if n >= largeLeast && theSystem.limited() {
		if p, ok = getLarge(n); ok {
			clear(unsafe.Slice((*byte)(p), n))
		}
		return p, ok
	}
	if !Ask(n) {
		return nil, false
	}
	size := (n + line - 1) &^ (line - 1)
	p = unsafe.Pointer(unsafe.SliceData(make([]byte, size)))
	if uintptr(p)%line != 0 {
		p = unsafe.Pointer(unsafe.SliceData(make([]byte, size+line)))
		p = unsafe.Add(p, -uintptr(p)%line)
	}
	return p, true
}

// Put gives back the block of a ticket at p. There must be no other pointer to
// it: the next Get may hand it out.
func Put(p unsafe.Pointer, t Ticket) {
	if t == 0 {
		return
	}
	pool.Lock()
	defer pool.Unlock()
	c := t.class()
	if t.watched() {
		pool.inUse -= c.size()
		pool.idle += c.size()
	}
	push(c, block{p: p, watched: t.watched()})
}

// plain returns n bytes of arbitrary contents that belong to the collector
// alone, or a large block. The size is rounded up to whole lines because the
// allocator's size classes that hold such sizes are themselves multiples of a
// line, so that nothing is wasted on alignment; should a runtime think
// otherwise, a line more is asked for.
func plain(n int) (unsafe.Pointer, bool) {
	if n >= largeLeast && theSystem.limited() {
		return getLarge(n)
	}
	if !Ask(n) {
		return nil, false
	}
	size := (n + line - 1) &^ (line - 1)
	p := fresh(size)
	if uintptr(p)%line != 0 {
		p = fresh(size + line)
		p = unsafe.Add(p, -uintptr(p)%line)
	}
	return p, true
}

// fresh returns n bytes of new memory that is not cleared: a result that is
// about to be overwritten must not pay for that, and make always clears. The
// one way in the standard library to memory that is not cleared is
// strings.Builder.Grow, which bytes are only appended to. The memory is one
// heap object without pointers: the collector never looks inside, and the
// string that lends us the address is dropped at once.
func fresh(n int) unsafe.Pointer {
	var b strings.Builder
	b.Grow(n)
	b.WriteByte(0) // the address of an empty string is unspecified
	p := unsafe.Pointer(unsafe.StringData(b.String()))
	if n >= hugeLeast {
		hugePages(p, n)
	}
	return p
}
