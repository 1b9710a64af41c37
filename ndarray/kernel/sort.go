// SPDX-License-Identifier: BSD-3-Clause

package kernel

import "unsafe"

// Sort is the argument of a sorting kernel: N keys in a row, signed integers or floats of 32 or
// 64 bits. No float is NaN, and a zero equals the other zero: which comes first is open, but none is lost.
type Sort struct {
	Keys unsafe.Pointer
	N    int
	// Pivot is that of a partition. Its low bits are a key.
	Pivot uint64
	// Below is set by a partition: how many keys are less than the pivot.
	Below int
}

// Offsets of the fields of Sort, for generated assembly.
const (
	SortKeys  = 0
	SortN     = 8
	SortPivot = 16
	SortBelow = 24
)

const _ = -(unsafe.Sizeof(uintptr(0)) / 8 * (unsafe.Offsetof(Sort{}.N) ^ SortN | unsafe.Offsetof(Sort{}.Pivot) ^ SortPivot |
	unsafe.Offsetof(Sort{}.Below) ^ SortBelow))

// SortFunc is a sorting kernel.
type SortFunc func(*Sort)

// SortImpl is an implementation of the sorting kernels for one kind of keys.
type SortImpl struct {
	// Network sorts at least Fewest and at most Most keys.
	Network      SortFunc
	Fewest, Most int
	// Partition moves the keys that are less than the pivot before the others. It takes
	// at least Least keys.
	Partition SortFunc
	Least     int
	// Specials sets Below to another number than 0 if one of the floats, Fewest at least, is NaN
	// or -0. Integers have none.
	Specials SortFunc
	// FloatKeys turns floats, Fewest at least, into signed integers that are ordered as they are and tell zeros apart, or
	// such integers back. Pivot has the bits of infinity. It sets Below as Specials does.
	FloatKeys SortFunc
}

// SortSet is the sorting kernels for one kind of keys in all implementations. A level without one
// has no Network.
type SortSet [NumLevels]SortImpl

// Best returns the implementation that this program runs, nil if there is none.
func (s *SortSet) Best() *SortImpl { return s.At(Current()) }

// At returns the best implementation for a machine of level l, nil if there is none.
func (s *SortSet) At(l Level) *SortImpl {
	for l != Go && s[l].Network == nil {
		l = levels[l].below
	}
	if l == Go {
		return nil
	}
	return &s[l]
}
