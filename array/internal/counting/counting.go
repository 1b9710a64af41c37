// SPDX-License-Identifier: BSD-3-Clause

// Package counting counts how often integers occur in memory that others may write
// meanwhile: what is no longer where it was is left out.
package counting

import (
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/generated/extrema"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// greatest are folds by the size of an integer: as unsigned numbers, so that negative ones are
// above all others.
var greatest = map[int]*kernel.Set{
	1: &extrema.FoldMaximumUint8, 2: &extrema.FoldMaximumUint16, 4: &extrema.FoldMaximumUint32, 8: &extrema.FoldMaximumUint64,
}

// fold is what a fold works with.
type fold struct {
	args    kernel.Args
	scratch kernel.Scratch
	found   uint64
}

var folds = sync.Pool{New: func() any {
	f := new(fold)
	f.args.Scratch, f.args.Rows = &f.scratch, 1
	return f
}}

// Greatest returns the greatest of n integers of type d at p, of which there is one at
// least; ok is false where one is negative.
func Greatest(d dtype.DType, p unsafe.Pointer, n int) (most uint64, ok bool) {
	size := d.Size()
	run := greatest[size].Best()
	f := folds.Get().(*fold)
	a := &f.args
	for n > 0 {
		f.found = 0
		a.N = min(n, kernel.Chunk)
		a.Op[0].Ptr, a.Op[0].Inner = p, size
		a.Op[1].Ptr, a.Op[1].Inner = unsafe.Pointer(&f.found), size
		run(a)
		most = max(most, load(unsafe.Pointer(&f.found), size))
		if n -= a.N; n > 0 {
			p = unsafe.Add(p, a.N*size)
		}
	}
	a.Op[0].Ptr, a.Op[1].Ptr = nil, nil
	folds.Put(f)
	return most, d.Kind() != dtype.KindInt || most>>(8*size-1) == 0
}

func load(p unsafe.Pointer, size int) uint64 {
	switch size {
	case 1:
		return uint64(*(*uint8)(p))
	case 2:
		return uint64(*(*uint16)(p))
	case 4:
		return uint64(*(*uint32)(p))
	}
	return *(*uint64)(p)
}

// Count adds to counts how often each number below their number is among n integers of type d,
// none of them negative, at p.
func Count(counts []int64, d dtype.DType, p unsafe.Pointer, n int) {
	switch d.Size() {
	case 1:
		count(counts, memory.Slice[uint8](p, n))
	case 2:
		count(counts, memory.Slice[uint16](p, n))
	case 4:
		count(counts, memory.Slice[uint32](p, n))
	default:
		count(counts, memory.Slice[uint64](p, n))
	}
}

// tables is how many tables count side by side: a count that is raised again at once would
// wait for itself. They pay where numbers are few.
const (
	tables     = 4
	tablesMost = 256
)

func count[T uint8 | uint16 | uint32 | uint64](counts []int64, x []T) {
	if n := len(counts); n <= tablesMost && len(x) >= 2*tables*n {
		var more [tables - 1][tablesMost]int64
		a, b, c := more[0][:n], more[1][:n], more[2][:n]
		for ; len(x) >= tables; x = x[tables:] {
			add(counts, x[0])
			add(a, x[1])
			add(b, x[2])
			add(c, x[3])
		}
		for i := range counts {
			counts[i] += a[i] + b[i] + c[i]
		}
	}
	for _, v := range x {
		add(counts, v)
	}
}

func add[T uint8 | uint16 | uint32 | uint64](counts []int64, v T) {
	if uint64(v) < uint64(len(counts)) {
		counts[v]++
	}
}
