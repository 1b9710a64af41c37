// SPDX-License-Identifier: BSD-3-Clause

package block

import (
	"cmp"
	"math"
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"unsafe"
)

// Where the address space is limited, large blocks are never left to Go's
// heap. What the heap has free is still mapped, and nothing tells how much of
// it lies together, so that nobody could know whether the next large block
// fits. Kept blocks can be told: they serve again, or blocks that lie side by
// side are let go together for a larger one.

// largeLeast is the size from which blocks are large.
const largeLeast = 1 << 20

// largeBlock is a large block.
type largeBlock struct {
	p    unsafe.Pointer
	size int
}

func (b largeBlock) end() unsafe.Pointer { return unsafe.Add(b.p, b.size) }

// large are the large blocks that are free, in the order of their addresses.
var large struct {
	sync.Mutex
	free []largeBlock
}

// getLarge returns a large block of at least n bytes, of arbitrary contents.
func getLarge(n int) (unsafe.Pointer, bool) {
	if n > maxBytes {
		return nil, false
	}
	// Sizes are those of classes, so that one serves many.
	step := 1 << (bits.Len(uint(n-1)) - 1) / steps
	size := (n + step - 1) &^ (step - 1)
	if p, ok := takeLarge(size); ok {
		return p, true
	}
	looking.Lock()
	defer looking.Unlock()
	if granted(size) {
		return newLarge(size), true
	}
	if hopeless(size) {
		return nil, false
	}
	reclaim()
	if p, ok := takeLarge(size); ok {
		return p, true
	}
	if granted(size) || int64(size) <= theSystem.room(size).memory && makeWay(size) {
		return newLarge(size), true
	}
	return nil, false
}

// takeLarge returns the smallest free block that is not much larger than
// wanted.
func takeLarge(size int) (unsafe.Pointer, bool) {
	large.Lock()
	defer large.Unlock()
	best := -1
	for i, b := range large.free {
		if b.size >= size && b.size <= 2*size && (best < 0 || b.size < large.free[best].size) {
			best = i
		}
	}
	if best < 0 {
		return nil, false
	}
	b := large.free[best]
	large.free = slices.Delete(large.free, best, best+1)
	keepLarge(b)
	return b.p, true
}

func newLarge(size int) unsafe.Pointer {
	p := fresh(size)
	keepLarge(largeBlock{p, size})
	return p
}

// keepLarge has a block come back when nothing points to it.
func keepLarge(b largeBlock) {
	size := b.size
	runtime.SetFinalizer((*byte)(b.p), func(p *byte) { putLarge(largeBlock{unsafe.Pointer(p), size}) })
}

func putLarge(b largeBlock) {
	if raceDetector {
		return // see returned
	}
	releasePages(b.p, b.size)
	large.Lock()
	defer large.Unlock()
	i, _ := slices.BinarySearchFunc(large.free, b.p, func(b largeBlock, p unsafe.Pointer) int {
		return cmp.Compare(uintptr(b.p), uintptr(p))
	})
	large.free = slices.Insert(large.free, i, b)
}

// makeWay has the heap free a run of pages for a block of a size, at the cost
// of large blocks that are kept. For small ones it frees more, on credit.
func makeWay(size int) bool {
	for run := 2 * maxCredit; run >= size && size <= maxCredit; run /= 2 {
		if dropRun(run) {
			credit.Store(int64(run - size))
			return true
		}
	}
	return dropRun(size) || assemble(size) && dropRun(size)
}

// needed is what must lie together for a size to be had for certain: the
// allocator rounds sizes up, and other allocations may take their place first.
func needed(size int) int { return size + size/4 }

// dropRun leaves blocks that lie side by side to the collector, the fewest
// bytes that make room for a size. It reports whether there are such.
func dropRun(size int) bool {
	large.Lock()
	from, to, ok := run(size)
	large.free = slices.Delete(large.free, from, to)
	large.Unlock()
	if ok {
		runtime.GC()
	}
	return ok
}

// run finds blocks that lie side by side, the fewest bytes that make room for
// a size.
func run(size int) (from, to int, ok bool) {
	best := math.MaxInt
	for i, j, bytes := 0, 0, 0; i < len(large.free); i++ {
		for bytes < needed(size) && j < len(large.free) && (j == i || large.free[j].p == large.free[j-1].end()) {
			bytes += large.free[j].size
			j++
		}
		if bytes >= needed(size) && bytes < best {
			from, to, best = i, j, bytes
		}
		bytes -= large.free[i].size
		j = max(j, i+1)
	}
	return from, to, best < math.MaxInt
}

// assemble takes free pages of the heap as blocks, each so small that it is
// certain to fit, until a run of them makes room for a size.
func assemble(size int) bool {
	for {
		idle, runs := idlePages()
		piece := idle / runs &^ (largeLeast - 1)
		if piece < largeLeast {
			return false
		}
		putLarge(largeBlock{fresh(piece), piece})
		large.Lock()
		_, _, ok := run(size)
		large.Unlock()
		if ok {
			return true
		}
	}
}
