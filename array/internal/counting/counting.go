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
	// As unsigned numbers negative ones are above all others.
	switch d.Size() {
	case 1:
		most = greatest[uint8](&extrema.FoldMaximumUint8, p, n)
	case 2:
		most = greatest[uint16](&extrema.FoldMaximumUint16, p, n)
	case 4:
		most = greatest[uint32](&extrema.FoldMaximumUint32, p, n)
	default:
		most = greatest[uint64](&extrema.FoldMaximumUint64, p, n)
	}
	return most, d.Kind() != dtype.KindInt || most>>(8*d.Size()-1) == 0
}

func greatest[T unsigned](set *kernel.Set, p unsafe.Pointer, n int) (most uint64) {
	f := folds.Get().(*fold)
	a, found, size := &f.args, (*T)(unsafe.Pointer(&f.found)), int(unsafe.Sizeof(*new(T)))
	for n > 0 {
		a.N = min(n, kernel.Chunk)
		a.Op[0].Ptr, a.Op[0].Inner = p, size
		a.Op[1].Ptr, a.Op[1].Inner = unsafe.Pointer(found), size
		set.Best()(a)
		most = max(most, uint64(*found))
		if n -= a.N; n > 0 {
			p = unsafe.Add(p, a.N*size)
		}
	}
	a.Op[0].Ptr, a.Op[1].Ptr = nil, nil
	folds.Put(f)
	return most
}

type unsigned interface {
	uint8 | uint16 | uint32 | uint64
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

func count[T unsigned](counts []int64, x []T) {
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

func add[T unsigned](counts []int64, v T) {
	if uint64(v) < uint64(len(counts)) {
		counts[v]++
	}
}
