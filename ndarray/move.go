// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"runtime"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/strided"
)

// keep holds foreign memory until the work on it is done.
func keep(arrays ...*Array) {
	for _, a := range arrays {
		runtime.KeepAlive(a)
	}
}

// mover copies elements from one layout to another. Axes are ordered for the
// destination and fused where both layouts allow; the two innermost axes are
// those that are the inner ones of destination and source.
type mover struct {
	ndim     int
	itemSize int
	aligned  bool
	shape    [MaxDims]int
	dst, src [MaxDims]int
}

// plan prepares a copy; it reports false where there are no elements.
func (m *mover) plan(shape, dst, src []int, itemSize int, aligned bool) bool {
	m.itemSize, m.aligned = itemSize, aligned
	n := 0
	for i, d := range shape {
		if d == 0 {
			return false
		}
		if d == 1 {
			continue
		}
		m.shape[n], m.dst[n], m.src[n] = d, dst[i], src[i]
		// By falling stride of the destination; it has no stride of 0.
		for j := n; j > 0 && magnitude(m.dst[j]) > magnitude(m.dst[j-1]); j-- {
			m.swap(j, j-1)
		}
		n++
	}
	m.ndim = n
	// Fuse an axis with the next where one step of it is a whole turn of that.
	k := 0
	for i := 1; i < n; i++ {
		if m.dst[k] == m.dst[i]*m.shape[i] && m.src[k] == m.src[i]*m.shape[i] {
			m.shape[k] *= m.shape[i]
			m.dst[k], m.src[k] = m.dst[i], m.src[i]
			continue
		}
		k++
		m.shape[k], m.dst[k], m.src[k] = m.shape[i], m.dst[i], m.src[i]
	}
	if n > 0 {
		m.ndim = k + 1
	}
	// The source's inner axis comes next to the destination's.
	if m.ndim > 2 {
		best := m.ndim - 2
		for i := range m.ndim - 1 {
			if m.src[i] != 0 && magnitude(m.src[i]) < magnitude(m.src[best]) {
				best = i
			}
		}
		for i := best; i < m.ndim-2; i++ {
			m.swap(i, i+1)
		}
	}
	return true
}

func (m *mover) swap(i, j int) {
	m.shape[i], m.shape[j] = m.shape[j], m.shape[i]
	m.dst[i], m.dst[j] = m.dst[j], m.dst[i]
	m.src[i], m.src[j] = m.src[j], m.src[i]
}

// move copies the elements as planned.
func (m *mover) move(dst, src unsafe.Pointer) { m.axes(0, dst, src) }

// axes copies what the axes from i on make up.
func (m *mover) axes(i int, dst, src unsafe.Pointer) {
	rows, n := 1, 1
	to, from := strided.Block{Ptr: dst, Inner: m.itemSize}, strided.Block{Ptr: src, Inner: m.itemSize}
	switch m.ndim - i {
	case 0:
	case 1:
		n, to.Inner, from.Inner = m.shape[i], m.dst[i], m.src[i]
	case 2:
		rows, to.Outer, from.Outer = m.shape[i], m.dst[i], m.src[i]
		n, to.Inner, from.Inner = m.shape[i+1], m.dst[i+1], m.src[i+1]
	default:
		for k := range m.shape[i] {
			m.axes(i+1, unsafe.Add(dst, k*m.dst[i]), unsafe.Add(src, k*m.src[i]))
		}
		return
	}
	strided.Copy(to, from, rows, n, m.itemSize, m.aligned)
}

// word has the types that elements are moved as.
type word interface {
	uint8 | uint16 | uint32 | uint64 | [2]uint64
}

// pickOf copies single elements at the given offsets in bytes to a row.
func pickOf[T word](dst, src unsafe.Pointer, offsets []int) {
	out := unsafe.Slice((*T)(dst), len(offsets))
	for i, off := range offsets {
		out[i] = *(*T)(unsafe.Add(src, off))
	}
}

// pick copies single elements of the given size; it reports false where they
// must be copied byte by byte.
func pick(dst, src unsafe.Pointer, offsets []int, size int, aligned bool) bool {
	if !aligned {
		return false
	}
	switch size {
	case 1:
		pickOf[uint8](dst, src, offsets)
	case 2:
		pickOf[uint16](dst, src, offsets)
	case 4:
		pickOf[uint32](dst, src, offsets)
	case 8:
		pickOf[uint64](dst, src, offsets)
	case 16:
		pickOf[[2]uint64](dst, src, offsets)
	}
	return true
}
