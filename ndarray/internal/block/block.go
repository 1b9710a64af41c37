// SPDX-License-Identifier: BSD-3-Clause

// Package block gives the arrays their memory: blocks that are used again.
//
// A result of some hundred kilobytes from Go's allocator is dear. The heap of
// a small program is collected every 4 MB, so every few results; what was
// freed goes back to the system soon, and then every page of the next result
// faults. Both cost far more than the work on the elements.
//
// So blocks are kept. A block is a piece of Go memory without pointers, with a
// finalizer: when nothing points into it any more, be it an array, a view, a
// slice or a pinned pointer, the collector hands it back and it goes to the
// free list of its size. That is why it is a finalizer and not a cleanup,
// which comes when the memory is gone; and why the memory is Go's and not
// mapped, where a slice would not keep it. A holder that knows itself to be
// the only one may be quicker, see [Put].
//
// To the collector kept blocks are live memory: it paces itself by them, and
// the collections of a program that works on arrays become as rare as those of
// one with so much data. Blocks are at most [maxTotal] bytes in all, in use or
// free, and at most an eighth of GOMEMLIMIT; what goes beyond comes from Go's
// allocator and returns to it. Blocks that a while found no use for are let
// go.
//
// New memory is asked for, see [Ask]: what the process can't have is an answer,
// not its end.
package block

import (
	"math/bits"
	"runtime"
	"strings"
	"sync"
	"time"
	"unsafe"
)

const (
	// line is the alignment of blocks: a cache line, and the width of the
	// widest vector register.
	line = 64
	// least and most are the sizes that are kept. Below, Go's allocator does
	// as well; above, two blocks would be all there is.
	least = 1 << leastBits
	most  = 1 << mostBits

	leastBits = 12
	mostBits  = 24
	// steps is the number of classes from one power of two to the next: at
	// most a fifth of a block is left over.
	steps = 4
)

// A Class is a size of blocks; 0 is memory that is not kept.
type Class uint8

const numClasses = (mostBits-leastBits)*steps + 2

// classOf returns the class of the smallest blocks of n bytes.
func classOf(n int) Class {
	if n < least || n > most {
		return 0
	}
	// The power of two below n, and the steps up from it.
	k := bits.Len(uint(n-1)) - 1
	if n == least {
		return 1
	}
	step := 1 << k / steps
	return Class(1 + (k-leastBits)*steps + (n-1<<k+step-1)/step)
}

// Size returns the bytes of a block of class c.
func (c Class) Size() int {
	k, s := int(c-1)/steps, int(c-1)%steps
	return (steps + s) << (leastBits + k) / steps
}

// block is a free block.
type block struct {
	p unsafe.Pointer
	// watched says that the block has its finalizer still.
	watched bool
}

// list is the free blocks of a class.
type list struct {
	free []block
	// idle is the least number of free blocks since the last trim: so many
	// were not needed.
	idle int
	// back is the finalizer of the class.
	back func(*byte)
}

var pool struct {
	sync.Mutex
	lists [numClasses]list
	// total is the bytes of all blocks, free that of the free ones.
	total, free int
	// watching says that a sentinel waits for the next collection.
	watching bool
	// trimmed is when blocks that were not needed were last let go.
	trimmed time.Time
}

// Get returns n bytes of arbitrary contents, aligned to a cache line, and the
// class of their block; ok is false where the process can't have them. n is at
// least 1.
func Get(n int) (p unsafe.Pointer, c Class, ok bool) {
	if c = classOf(n); c == 0 {
		p, ok = plain(n)
		return p, 0, ok
	}
	size := c.Size()
	pool.Lock()
	l := &pool.lists[c]
	if len(l.free) > 0 {
		b := l.pop()
		pool.free -= size
		back := l.back
		pool.Unlock()
		if !b.watched {
			runtime.SetFinalizer((*byte)(b.p), back)
		}
		return b.p, c, true
	}
	if pool.total-pool.free+size > limit() || n >= largeLeast && theSystem.limited() {
		pool.Unlock()
		p, ok = plain(n)
		return p, 0, ok
	}
	evict(limit() - size)
	pool.total += size
	if l.back == nil {
		l.back = func(p *byte) { returned(c, p) }
	}
	back := l.back
	watch()
	pool.Unlock()
	if !Ask(size) {
		forget(size)
		return nil, 0, false
	}
	p = fresh(size)
	if uintptr(p)%line != 0 {
		// No runtime's size classes do this; then there are no blocks.
		forget(size)
		p, ok = plain(n)
		return p, 0, ok
	}
	runtime.SetFinalizer((*byte)(p), back)
	return p, c, true
}

// forget takes a block out of the account that came to nothing.
func forget(size int) {
	pool.Lock()
	defer pool.Unlock()
	pool.total -= size
}

// GetCleared is [Get] for zeros. A block that is used again is in a cache, most often, and to clear it
// costs less than the pages of a new one.
func GetCleared(n int) (p unsafe.Pointer, c Class, ok bool) {
	if classOf(n) == 0 {
		p, ok = Cleared(n)
		return p, 0, ok
	}
	if p, c, ok = Get(n); ok {
		clear(unsafe.Slice((*byte)(p), n))
	}
	return p, c, ok
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

// Put gives back the block of class c at p. There must be no other pointer to
// it: the next Get may hand it out.
func Put(p unsafe.Pointer, c Class) {
	if c == 0 {
		return
	}
	pool.Lock()
	defer pool.Unlock()
	push(c, block{p, true})
}

func (l *list) pop() block {
	last := len(l.free) - 1
	b := l.free[last]
	l.free[last] = block{}
	l.free = l.free[:last]
	l.idle = min(l.idle, last)
	return b
}

// push adds a block to the free ones.
func push(c Class, b block) {
	l := &pool.lists[c]
	l.free = append(l.free, b)
	pool.free += c.Size()
}

// drop leaves n free blocks of class c to the collector, those that were used
// the longest ago.
func drop(c Class, n int) {
	l := &pool.lists[c]
	for _, b := range l.free[:n] {
		if b.watched {
			runtime.SetFinalizer((*byte)(b.p), nil)
		}
	}
	l.free = append(l.free[:0], l.free[n:]...)
	clear(l.free[len(l.free) : len(l.free)+n])
	l.idle = min(l.idle, len(l.free))
	pool.free -= n * c.Size()
	pool.total -= n * c.Size()
}

// evict drops free blocks until the blocks are at most so many bytes in all,
// or none is free.
func evict(room int) {
	for c := Class(1); pool.total > room && pool.free > 0; c++ {
		over := (pool.total - room + c.Size() - 1) / c.Size()
		drop(c, min(over, len(pool.lists[c].free)))
	}
}

// plain returns n bytes of arbitrary contents that belong to the collector
// alone, or a large block. The size is rounded up to whole lines because the allocator's size
// classes that hold such sizes are themselves multiples of a line, so that
// nothing is wasted on alignment; should a runtime think otherwise, a line
// more is asked for.
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
