// SPDX-License-Identifier: BSD-3-Clause

// Package choosing picks each element from one of several rows.
package choosing

import "unsafe"

// Row is a row of elements, or one element for all places.
type Row struct {
	Ptr unsafe.Pointer
	One bool
}

// Choose writes to each place of dst, elements of size bytes, the element at that place of the row that the index
// there names. It reports false, and has written no more, where an index names none.
func Choose(dst unsafe.Pointer, size int, indices []int64, rows []Row) bool {
	switch size {
	case 1:
		return choose[uint8](dst, indices, rows)
	case 2:
		return choose[uint16](dst, indices, rows)
	case 4:
		return choose[uint32](dst, indices, rows)
	case 8:
		return choose[uint64](dst, indices, rows)
	}
	return choose[[2]uint64](dst, indices, rows)
}

// most is the number of rows whose addresses and strides lie on the stack.
const most = 32

// from is a row: the address of its first element, and the bytes from one to the next.
type from struct {
	ptr  unsafe.Pointer
	step uintptr
}

func choose[T uint8 | uint16 | uint32 | uint64 | [2]uint64](dst unsafe.Pointer, indices []int64, rows []Row) bool {
	var few [most]from
	list := few[:0]
	if len(rows) > most {
		list = make([]from, 0, len(rows))
	}
	for _, r := range rows {
		f := from{r.Ptr, unsafe.Sizeof(*new(T))}
		if r.One {
			f.step = 0
		}
		list = append(list, f)
	}
	to := unsafe.Slice((*T)(dst), len(indices))
	for i, v := range indices {
		if uint64(v) >= uint64(len(list)) {
			return false
		}
		f := &list[v]
		to[i] = *(*T)(unsafe.Add(f.ptr, uintptr(i)*f.step))
	}
	return true
}
