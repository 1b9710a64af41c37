// SPDX-License-Identifier: BSD-3-Clause

package block

import (
	"math"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// Go's allocator cannot fail: where the system has no memory, the process
// ends. So everything whose size follows from data asks here first. What the
// system has is looked at once in maxCredit bytes, and for what is larger; the
// look and the allocation stand in no proportion.

const (
	// maxCredit is the most bytes that are handed out between two looks.
	maxCredit = 64 << 20
	// creditShare is the share of the room that may be handed out between two
	// looks, for others take from it too.
	creditShare = 8
	// firstCredit is what a program has without a look.
	firstCredit = 1 << 20
	// maxBytes is the most that the allocator may be asked for: it panics
	// beyond, on 64-bit machines from 2^47 bytes on.
	maxBytes = math.MaxInt >> (17 * (^uint(0) >> 63))
	// small is the size from which every request is counted. Of smaller ones,
	// as many are as make up for the rest, which a parallel program that makes
	// small arrays alone could not bear otherwise.
	small = least
	// overhead is what an array takes beside its elements, about.
	overhead = 256
)

// credit is the bytes that may be handed out until the next look.
var credit atomic.Int64

// looking is held by whoever looks at the system. Memory that was granted a
// moment ago, since a time, may not have been touched yet, and then doesn't
// count as used.
var looking struct {
	sync.Mutex
	granted int64
	since   time.Time
}

func init() { credit.Store(firstCredit) }

// shared says that another allocator takes memory too. Then the heap leaves it
// half of the addresses, where they are limited: what the heap has taken it
// never returns.
var shared atomic.Bool

// AskOther is [Ask] for another allocator, one that can fail.
func AskOther(n int) bool {
	shared.Store(true)
	if takeCredit(n) {
		return true
	}
	looking.Lock()
	defer looking.Unlock()
	if grantOther(n) {
		return true
	}
	if hopeless(n) {
		return false
	}
	reclaim()
	return grantOther(n)
}

// grantOther is [grant] for another allocator. Memory that is asked for at the
// same time is not told apart: who is not Go's allocator is told no in time.
func grantOther(n int) bool {
	r := theSystem.room(n)
	free := min(r.memory, r.others)
	if int64(n) > free || !r.mapped {
		return false
	}
	credit.Store(max(0, min(maxCredit, (min(free-int64(n), r.addresses))/creditShare)))
	return true
}

// Ask reports whether the heap can have n more bytes. Whoever asked and was
// told so allocates them.
func Ask(n int) bool {
	if n < small {
		if int(rand.Uint32()&(small-1)) >= n+overhead {
			return true
		}
		n = small
	}
	return takeCredit(n) || look(n)
}

// takeCredit takes n bytes of what was found at the last look. That it is
// overdrawn has whoever comes next look.
func takeCredit(n int) bool { return n <= maxCredit && credit.Add(int64(-n)) >= 0 }

// look asks the system, and again once garbage is collected.
func look(n int) bool {
	looking.Lock()
	defer looking.Unlock()
	// Another one may have looked meanwhile.
	if takeCredit(n) || granted(n) {
		return true
	}
	credit.Store(0)
	if hopeless(n) {
		return false
	}
	reclaim()
	if granted(n) {
		return true
	}
	return int64(n) <= theSystem.room(n).memory && makeWay(n)
}

// hopeless reports whether n bytes are more than there can be, whatever is
// collected.
func hopeless(n int) bool { return n > maxBytes || int64(n) > theSystem.room(n).most }

// settleTime is how long memory may take from the grant to the first touch.
const settleTime = 20 * time.Millisecond

// granted is grant, with the time for others to touch what they were granted
// a moment ago, or to drop it.
func granted(n int) bool {
	since := time.Since(looking.since)
	if since < settleTime {
		if grant(n, looking.granted) {
			return true
		}
		if looking.granted == 0 {
			return false
		}
		time.Sleep(settleTime - since)
	}
	looking.granted, looking.since = 0, time.Now()
	return grant(n, 0)
}

// grant hands out n bytes, and credit, if the system has them beyond those
// that were granted a moment ago.
func grant(n int, recent int64) bool {
	if n > maxBytes {
		return false
	}
	r := theSystem.room(n)
	free := min(r.memory-recent, r.addresses)
	if int64(n) > free || !r.mapped {
		// Pages that the heap has free are mapped.
		credit.Store(0)
		return int64(n) <= r.memory-recent && r.addresses < unlimited && n <= idleRun()
	}
	more := min(maxCredit, (free-int64(n))/creditShare)
	looking.granted += int64(n)
	credit.Store(more)
	return true
}

// idleRun returns the bytes of the longest run of free pages that the heap
// has for certain: free pages lie between spans in use and within arenas, so
// that there are no more runs than those have ends.
func idleRun() int {
	idle, runs := idlePages()
	return idle / runs
}

// idlePages returns the bytes of free pages, and how many runs of them there
// may be.
func idlePages() (idle, runs int) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	const (
		spanSize = 128 // of a span's description, or more
		arena    = 64 << 20
	)
	return int(m.HeapIdle), int(m.MSpanInuse/spanSize+m.HeapSys/arena) + 1
}

// reclaim gives back to the system what is kept for later or garbage.
func reclaim() {
	for range 2 { // What the first collection finds unused comes back as blocks.
		dropFree()
		done := make(chan struct{})
		runtime.SetFinalizer(new(sentinel), func(*sentinel) { close(done) })
		runtime.GC()
		// A channel of times would keep all methods of time.Time in every program.
		late := make(chan struct{})
		timer := time.AfterFunc(2*time.Second, func() { close(late) })
		select {
		case <-done:
		case <-late: // a finalizer of somebody else blocks them all
		}
		timer.Stop()
	}
	dropFree()
	debug.FreeOSMemory()
}

// dropFree leaves all free blocks to the collector.
func dropFree() {
	pool.Lock()
	defer pool.Unlock()
	evict(0, 0)
	evict(1, 0)
}

// unlimited is the room of a limit that is not set.
const unlimited = math.MaxInt64

// room is what a system can give.
type room struct {
	memory    int64 // bytes of memory: of the machine and of the groups that the process is in
	addresses int64 // bytes of addresses for the heap, where the process has a limit of them
	others    int64 // bytes of addresses for other allocators
	most      int64 // bytes that the limits allow in all
	mapped    bool  // a block of the size was mapped, by way of trial
}
