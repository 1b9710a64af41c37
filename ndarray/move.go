package ndarray

import (
	"runtime"
	"unsafe"
)

// keep holds foreign memory until the work on it is done.
func keep(arrays ...*Array) {
	for _, a := range arrays {
		runtime.KeepAlive(a)
	}
}

// tile is the side of the squares in which a transposition is done: a square
// of the widest elements fits the first-level cache, on both sides.
const tile = 32

// mover copies elements from one layout to another. Axes are ordered for the
// destination, fused where both layouts allow, and the two innermost axes are
// walked in tiles where source and destination disagree on which is the inner.
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
func (m *mover) move(dst, src unsafe.Pointer) {
	if m.ndim == 0 {
		m.row(dst, src, 1, m.itemSize, m.itemSize)
		return
	}
	m.axis(0, dst, src)
}

func (m *mover) axis(i int, dst, src unsafe.Pointer) {
	switch m.ndim - i {
	case 1:
		m.row(dst, src, m.shape[i], m.dst[i], m.src[i])
	case 2:
		m.plane(i, dst, src)
	default:
		for k := range m.shape[i] {
			m.axis(i+1, unsafe.Add(dst, k*m.dst[i]), unsafe.Add(src, k*m.src[i]))
		}
	}
}

func (m *mover) plane(i int, dst, src unsafe.Pointer) {
	rows, cols := m.shape[i], m.shape[i+1]
	if m.src[i+1] == 0 || magnitude(m.src[i]) >= magnitude(m.src[i+1]) {
		for r := range rows {
			m.row(unsafe.Add(dst, r*m.dst[i]), unsafe.Add(src, r*m.src[i]), cols, m.dst[i+1], m.src[i+1])
		}
		return
	}
	for r0 := 0; r0 < rows; r0 += tile {
		for c0 := 0; c0 < cols; c0 += tile {
			n := min(tile, cols-c0)
			for r := r0; r < min(r0+tile, rows); r++ {
				m.row(unsafe.Add(dst, r*m.dst[i]+c0*m.dst[i+1]), unsafe.Add(src, r*m.src[i]+c0*m.src[i+1]), n, m.dst[i+1], m.src[i+1])
			}
		}
	}
}

// row copies n elements with the given steps. Where it adds to an offset and
// not to a pointer, that is so that no pointer ever leaves its object: the
// collector may look at any time.
func (m *mover) row(dst, src unsafe.Pointer, n, ds, ss int) {
	size := m.itemSize
	if ds == size && ss == size {
		copy(unsafe.Slice((*byte)(dst), n*size), unsafe.Slice((*byte)(src), n*size))
		return
	}
	if !m.aligned {
		for i := range n {
			copy(unsafe.Slice((*byte)(unsafe.Add(dst, i*ds)), size), unsafe.Slice((*byte)(unsafe.Add(src, i*ss)), size))
		}
		return
	}
	switch size {
	case 1:
		rowOf[uint8](dst, src, n, ds, ss)
	case 2:
		rowOf[uint16](dst, src, n, ds, ss)
	case 4:
		rowOf[uint32](dst, src, n, ds, ss)
	case 8:
		if unsafe.Sizeof(uintptr(0)) == 8 {
			rowOf[uint64](dst, src, n, ds, ss)
		} else {
			rowOf[[2]uint32](dst, src, n, ds, ss)
		}
	case 16:
		rowOf[[2]uint64](dst, src, n, ds, ss)
	}
}

func rowOf[T word](dst, src unsafe.Pointer, n, ds, ss int) {
	if size := int(unsafe.Sizeof(*new(T))); ds == size {
		out := unsafe.Slice((*T)(dst), n)
		if ss == 0 {
			v := *(*T)(src)
			for i := range out {
				out[i] = v
			}
			return
		}
		off := 0
		for ; len(out) >= 4; out = out[4:] {
			v0 := *(*T)(unsafe.Add(src, off))
			v1 := *(*T)(unsafe.Add(src, off+ss))
			v2 := *(*T)(unsafe.Add(src, off+2*ss))
			v3 := *(*T)(unsafe.Add(src, off+3*ss))
			out[0], out[1], out[2], out[3] = v0, v1, v2, v3
			off += 4 * ss
		}
		for i := range out {
			out[i] = *(*T)(unsafe.Add(src, off))
			off += ss
		}
		return
	}
	do, so := 0, 0
	for range n {
		*(*T)(unsafe.Add(dst, do)) = *(*T)(unsafe.Add(src, so))
		do += ds
		so += ss
	}
}

// word has the types that elements are moved as.
type word interface {
	uint8 | uint16 | uint32 | uint64 | [2]uint32 | [2]uint64
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
