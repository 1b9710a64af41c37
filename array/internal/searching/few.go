// SPDX-License-Identifier: BSD-3-Clause

package searching

import (
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/generated/comparison"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// The place of a value among few sorted floats is the number of those that it has reached, or, before equal
// ones, passed: vector code compares it with each of them.

const (
	fewLimits   = 16   // the most floats that values are compared with
	fewTogether = 4    // those that a kernel compares with
	fewValuesOf = 32   // the number of values from which it pays
	fewBlock    = 1024 // values that pass all limits while their places are in the first level of cache
)

// few reports whether the places of so many values are found by comparing with every element. NaNs, which have
// no order, and elements out of order are left to the search.
func (s *searcher) few(values int) bool {
	return values >= fewValuesOf && s.n > 1 && s.n <= fewLimits && s.sorter == nil && s.stride == s.dtype.Size() &&
		(s.dtype == dtype.Float32 || s.dtype == dtype.Float64) && RisesRow(s.dtype, s.ptr, s.n)
}

// limiting is what a comparison with few floats works with.
type limiting struct {
	args    kernel.Args
	scratch kernel.Scratch
	start   int64
	limits  [fewLimits]uint64 // their memory, and that of NaNs, which every value has reached and passed
}

// limitings are those that no call uses.
var limitings sync.Pool

// amongFew finds the places of values among the elements.
func (s *searcher) amongFew(out []int64, values unsafe.Pointer) {
	set := &comparison.CountReachedFloat64
	switch {
	case s.dtype == dtype.Float32 && s.right:
		set = &comparison.CountReachedFloat32
	case s.dtype == dtype.Float32:
		set = &comparison.CountPassedFloat32
	case !s.right:
		set = &comparison.CountPassedFloat64
	}
	t, _ := limitings.Get().(*limiting)
	if t == nil {
		t = new(limiting)
		t.args.Scratch = &t.scratch
		t.args.Rows = 1
	}
	defer limitings.Put(t)
	size := s.dtype.Size()
	for i := range t.limits {
		t.limits[i] = ^uint64(0)
	}
	limits := unsafe.Pointer(&t.limits[0])
	copy(unsafe.Slice((*byte)(limits), s.n*size), unsafe.Slice((*byte)(s.ptr), s.n*size))
	passes := (s.n + fewTogether - 1) / fewTogether
	t.start = int64(s.n - passes*fewTogether)
	a, compare := &t.args, set.Best()
	for at := 0; at < len(out); at += fewBlock {
		a.N = min(fewBlock, len(out)-at)
		places := kernel.Operand{Ptr: unsafe.Pointer(&out[at]), Inner: 8}
		a.Op[0] = kernel.Operand{Ptr: unsafe.Add(values, at*size), Inner: size}
		a.Op[1] = kernel.Operand{Ptr: unsafe.Pointer(&t.start)}
		a.Op[2+fewTogether] = places
		for pass := range passes {
			for i := range fewTogether {
				a.Op[2+i] = kernel.Operand{Ptr: unsafe.Add(limits, (pass*fewTogether+i)*size)}
			}
			compare(a)
			a.Op[1] = places
		}
	}
	clear(a.Op[:])
}
