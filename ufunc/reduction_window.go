// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import "unsafe"

// windowMost is how many elements of a window are folded at once: few beside those that
// it holds.
const windowMost = 2 << 10

// A window holds elements lo to hi of one result, in the order of the indices, as it
// moves over an operand whose neighbours in that order lie far apart. It grows by whole
// runs, that is by rows of the innermost reduced axis, as many as share the lines of the
// cache that they touch: each line is read once, and what has been transposed is folded
// while the first or second level of cache still holds it.
type window struct{ lo, hi int }

// setWindow finds out whether elements go through a window: of one result, more than are
// packed at once. The window must have room for the runs that share lines beside what is left
// of those before.
func (r *reduction) setWindow() {
	r.windowed = r.inner && r.n == 1 && r.far() && r.m > r.section/max(r.size, r.xSize) &&
		windowMost+r.sharedRuns()*r.shape[0] <= r.windowRoom()
}

// windowRoom returns the number of elements that a window has room for. Elements that need no
// conversion have the section of those before it too, which lies behind.
func (r *reduction) windowRoom() int {
	if r.cast == nil {
		return (sectionRaw - sectionPacked + 1) * r.section / r.size
	}
	return r.section / max(r.size, r.xSize)
}

// sharedRuns returns how many runs share the lines of the cache that they touch.
func (r *reduction) sharedRuns() int {
	between := max(magnitude(r.stride[1]), 1)
	return (cacheLine + between - 1) / between
}

// foldWindow is innerTree of few elements of the one result of the row; of more it does
// nothing, and returns false.
func (r *reduction) foldWindow(w *worker, row rowOf, lo, m int, slot unsafe.Pointer) bool {
	if m > windowMost {
		return false
	}
	v, held, n := &w.window, r.at(w, sectionPacked), r.shape[0]
	if lo < v.lo || lo > v.hi {
		v.lo = lo - lo%n
		v.hi = v.lo
	}
	for lo+m > v.hi {
		if lo < v.hi {
			move(held, addr(held, (lo-v.lo)*r.size), (v.hi-lo)*r.size)
			v.lo = lo
		} else if lo == v.hi {
			v.lo = lo
		}
		off, _, _ := r.offset(v.hi)
		first := addr(row.x, off)
		runs := min(r.runsToLine(first), r.shape[1]-v.hi/n%r.shape[1])
		r.load(w, addr(held, (v.hi-v.lo)*r.size), first, runs, n, r.stride[0], r.stride[1])
		v.hi += runs * n
	}
	r.foldRows(w, r.foldFn, 1, m, 1, block{addr(held, (lo-v.lo)*r.size), r.size, m * r.size}, slot)
	return true
}

// runsToLine returns the number of runs, the first of which begins at p, up to the end of the
// line of the cache that they share.
func (r *reduction) runsToLine(p unsafe.Pointer) int {
	if r.stride[1] <= 0 {
		return r.sharedRuns()
	}
	left := cacheLine - int(uintptr(p)&(cacheLine-1))
	return (left + r.stride[1] - 1) / r.stride[1]
}
