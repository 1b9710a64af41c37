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
	// maxTotal is the most bytes of all blocks: enough that a loop whose
	// results have the size of a cache sees a collection every hundred turns,
	// and little to a program that works on arrays.
	maxTotal = 32 << 20
	// limitShare is the share of GOMEMLIMIT that blocks may take.
	limitShare = 8
	// trimEvery is how often blocks that are not needed are let go.
	trimEvery = 10 * time.Second
)

// limitBytes is what limit returns; it is read anew at every collection.
var limitBytes atomic.Int64

func init() { readLimit() }

func readLimit() {
	limitBytes.Store(min(maxTotal, debug.SetMemoryLimit(-1)/limitShare))
}

// limit is the most bytes that blocks take in all.
func limit() int { return int(limitBytes.Load()) }

// returned takes back a block that nothing points to.
func returned(c Class, p *byte) {
	pool.Lock()
	defer pool.Unlock()
	if raceDetector {
		// It doesn't know that the collector orders the last use of a block
		// before its return.
		pool.total -= c.Size()
		return
	}
	push(c, block{unsafe.Pointer(p), false})
}

// sentinel is an object whose finalizer runs at the next collection.
type sentinel struct{ _ [16]byte }

// watch has the pool looked after at the next collection.
func watch() {
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
	evict(limit())
	if now.Sub(pool.trimmed) >= trimEvery {
		pool.trimmed = now
		for c := range pool.lists {
			l := &pool.lists[c]
			if l.idle > 0 {
				drop(Class(c), l.idle)
			}
			l.idle = len(l.free)
		}
	}
	pool.watching = false
	if pool.total > 0 {
		watch()
	}
}

// Stats are figures of the blocks.
type Stats struct {
	// Total is the bytes of all blocks, Free that of those that wait to be
	// used.
	Total, Free int
}

// Read returns the figures of the blocks.
func Read() Stats {
	pool.Lock()
	defer pool.Unlock()
	return Stats{pool.total, pool.free}
}
