// SPDX-License-Identifier: BSD-3-Clause

package block

import (
	"math"
	"runtime"
	"sync"
	"time"
	"unsafe"
)

// block is a free block.
type block struct {
	p unsafe.Pointer
	// age is the number of blocks that became free before.
	age uint64
	// watched says that the block has its finalizer still.
	watched bool
}

// list is the free blocks of a class, the latest last.
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
	// inUse and idle are the bytes of the watched blocks: of those that somebody
	// has or had, and of the free ones.
	inUse, idle int
	// free is the bytes of the free blocks, without the big ones, and of these.
	free [2]int
	// freed is the number of blocks that became free.
	freed uint64
	// watching says that a sentinel waits for the next collection.
	watching bool
	// trimmed is when blocks that were not needed were last let go.
	trimmed time.Time
}

// kind is the index of pool.free.
func (c class) kind() int {
	if c >= firstBig {
		return 1
	}
	return 0
}

// classesOf returns the classes of a kind.
func classesOf(kind int) (from, to class) {
	if kind == 0 {
		return 1, firstBig
	}
	return firstBig, numClasses
}

// startWatch takes a block of class c into the account of watched ones, at the
// cost of free ones, and reports whether there is room for it.
func startWatch(c class) bool {
	size, most := c.size(), limit()
	if c >= firstBig || pool.inUse+size > most {
		return false
	}
	if pool.inUse+pool.idle+size > most {
		unwatch(most - size)
	}
	pool.inUse += size
	if l := &pool.lists[c]; l.back == nil {
		l.back = func(p *byte) { returned(c, p) }
	}
	lookAfter()
	return true
}

// cancelWatch takes a block out of the account that came to nothing.
func cancelWatch(c class, watched bool) {
	if watched {
		pool.Lock()
		defer pool.Unlock()
		pool.inUse -= c.size()
	}
}

// unwatch takes the finalizers from free blocks until the watched blocks are at
// most so many bytes, or none is free. It takes some more, since it has to look
// for them.
func unwatch(room int) {
	room -= limit() / 8
	for c := class(1); pool.inUse+pool.idle > room && pool.idle > 0; c++ {
		for i := range pool.lists[c].free {
			if b := &pool.lists[c].free[i]; b.watched && pool.inUse+pool.idle > room {
				b.unwatch(c)
			}
		}
	}
}

func (b *block) unwatch(c class) {
	if b.watched {
		runtime.SetFinalizer((*byte)(b.p), nil)
		b.watched = false
		pool.idle -= c.size()
	}
}

// pop takes the latest of the free blocks of class c, of which there is one.
func pop(c class) block {
	l := &pool.lists[c]
	last := len(l.free) - 1
	b := l.free[last]
	l.free[last] = block{}
	l.free = l.free[:last]
	l.idle = min(l.idle, last)
	pool.free[c.kind()] -= c.size()
	if b.watched {
		pool.idle -= c.size()
		pool.inUse += c.size()
	}
	return b
}

// push adds a block to the free ones, at the cost of older ones.
func push(c class, b block) {
	size, kind, most := c.size(), c.kind(), mostFree(c)
	if size > most { // It has become lower.
		b.unwatch(c)
		return
	}
	if pool.free[kind]+size > most {
		evict(kind, most-size)
	}
	l := &pool.lists[c]
	b.age = pool.freed
	l.free = append(l.free, b)
	pool.freed++
	pool.free[kind] += size
	lookAfter()
}

// drop leaves the n oldest free blocks of class c to the collector.
func drop(c class, n int) {
	l := &pool.lists[c]
	for i := range n {
		l.free[i].unwatch(c)
		l.free[i] = block{}
	}
	l.free = l.free[n:]
	l.idle = min(l.idle, len(l.free))
	pool.free[c.kind()] -= n * c.size()
}

// evict drops the oldest free blocks of a kind until so many bytes are left at
// most.
func evict(kind, room int) {
	for pool.free[kind] > room {
		drop(oldest(kind), 1)
	}
}

// oldest returns the class of the oldest free block of a kind.
func oldest(kind int) (found class) {
	least := uint64(math.MaxUint64)
	from, to := classesOf(kind)
	for c := from; c < to; c++ {
		if l := &pool.lists[c]; len(l.free) > 0 && l.free[0].age < least {
			found, least = c, l.free[0].age
		}
	}
	return found
}
