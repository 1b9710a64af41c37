// SPDX-License-Identifier: BSD-3-Clause

package block

import (
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"
	"unsafe"
)

const (
	// maxTotal is the most bytes of watched blocks, and of free ones: enough
	// that a loop whose results have the size of a cache sees a collection every
	// hundred turns, and little to a program that works on arrays.
	maxTotal = 32 << 20
	// maxBig is the most bytes of free blocks that are big: a result and an
	// intermediate one, little to a program with such arrays.
	maxBig = 2 * most
	// limitShare is the share of GOMEMLIMIT that each of them may take.
	limitShare = 8
	// trimEvery is how often blocks that are not needed are let go.
	trimEvery = 10 * time.Second
)

// limitBytes is what limit returns, bigBytes what mostFree does of big blocks;
// they are read anew at every collection.
var limitBytes, bigBytes atomic.Int64

func init() { readLimit() }

func readLimit() {
	share := debug.SetMemoryLimit(-1) / limitShare
	limitBytes.Store(min(maxTotal, share))
	bigBytes.Store(min(maxBig, share))
}

// limit is the most bytes that watched blocks take.
func limit() int { return int(limitBytes.Load()) }

// mostFree is the most bytes that free blocks take of the kind of class c.
func mostFree(c class) int {
	if c >= firstBig {
		return int(bigBytes.Load())
	}
	return limit()
}

// returned takes back a block that nothing points to.
func returned(c class, p *byte) {
	pool.Lock()
	defer pool.Unlock()
	pool.inUse -= c.size()
	if raceDetector {
		// It doesn't know that the collector orders the last use of a block
		// before its return.
		return
	}
	push(c, block{p: unsafe.Pointer(p)})
}

// sentinel is an object whose finalizer runs at the next collection.
type sentinel struct{ _ [16]byte }

// lookAfter has the pool looked after at the next collection.
func lookAfter() {
	if !pool.watching {
		pool.watching = true
		runtime.SetFinalizer(new(sentinel), func(*sentinel) { collected(time.Now()) })
	}
}

// collected looks after the pool, after a collection at a given time: it keeps
// within the limit, which may have become lower, and now and then lets go what
// was free all the time since it last did. The runtime collects at least every
// two minutes, so an idle program loses its blocks.
func collected(now time.Time) {
	readLimit()
	pool.Lock()
	defer pool.Unlock()
	evict(0, limit())
	evict(1, mostFree(firstBig))
	if pool.inUse+pool.idle > limit() {
		unwatch(limit())
	}
	if now.Sub(pool.trimmed) >= trimEvery {
		pool.trimmed = now
		trim()
	}
	pool.watching = false
	if pool.inUse+pool.idle+pool.free[0]+pool.free[1] > 0 {
		lookAfter()
	}
}

// trim lets go the blocks that were free since it last did.
func trim() {
	for c := range pool.lists {
		l := &pool.lists[c]
		if l.idle > 0 {
			drop(class(c), l.idle)
		}
		l.idle = len(l.free)
	}
}

// Stats are figures of the blocks.
type Stats struct {
	// Watched is the bytes of the watched blocks, in use and free, Free that of
	// the blocks that wait to be used.
	Watched, Free int
}

// Read returns the figures of the blocks.
func Read() Stats {
	pool.Lock()
	defer pool.Unlock()
	return Stats{pool.inUse + pool.idle, pool.free[0] + pool.free[1]}
}
