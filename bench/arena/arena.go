// SPDX-License-Identifier: BSD-3-Clause

// Package arena is memory that this process and a Python worker both see: a
// file in memory, mapped, from which arrays are cut. Ours and every peer then
// work on the very same bytes.
package arena

import (
	"fmt"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Align is what arrays are cut in: a page. Line is what they are aligned to, a
// line of the caches.
const (
	Align = 4096
	Line  = 64
)

// Arena is a block of shared memory.
type Arena struct {
	// Path is the file to map from another process; empty where there is none.
	Path string
	mem  []byte
	used int
	skew int
	free func()
}

// New returns an arena of size bytes.
func New(size int) (*Arena, error) {
	size = (size + Align - 1) &^ (Align - 1)
	mem, path, free, err := mapShared(size)
	if err != nil {
		return nil, fmt.Errorf("arena: %d bytes of shared memory: %w", size, err)
	}
	return &Arena{Path: path, mem: mem, free: free}, nil
}

// Size returns the size of the arena in bytes.
func (a *Arena) Size() int { return len(a.mem) }

// Reset gives back all that was cut; arrays over it must not be used again. What
// is cut next begins so many lines later in its pages.
func (a *Arena) Reset(lines int) { a.used, a.skew = 0, lines*Line }

// Pages returns how many pages are left: by up to so many all that was cut
// could lie elsewhere.
func (a *Arena) Pages() int { return (len(a.mem) - a.used) / Align }

// Close gives the memory back to the system.
func (a *Arena) Close() { a.free() }

// Layout is where an array lies in an arena.
type Layout struct {
	DType   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Strides []int  `json:"strides"` // in bytes
	Offset  int    `json:"offset"`  // of the element at index 0, 0, …, in bytes
	// Base and Bytes are the block that was cut for the array, gaps included.
	Base  int `json:"base"`
	Bytes int `json:"bytes"`
}

// Cut reserves n elements of type d and returns their offset. Two operands
// never begin at the same distance from a page: they would evict each other
// from a cache of few ways, which tells nothing about a kernel.
func (a *Arena) Cut(d dtype.DType, n int) (int, error) {
	skew := (a.skew + a.used/Align%8*5*Line) % Align
	at := a.used + skew
	end := (at + n*d.Size() + 2*Align - 1) &^ (Align - 1)
	if end > len(a.mem) {
		return 0, fmt.Errorf("arena: no room for %d elements of %v in %d bytes", n, d, len(a.mem))
	}
	a.used = end
	return at, nil
}

// Array returns the array that l describes.
func (a *Arena) Array(d dtype.DType, l Layout) *ndarray.Array {
	return ndarray.FromBytes(a.mem, d, l.Shape, l.Strides, l.Offset)
}

// Bytes returns n bytes from an offset on.
func (a *Arena) Bytes(offset, n int) []byte { return a.mem[offset : offset+n : offset+n] }
