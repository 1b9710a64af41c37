package ufunc

import "unsafe"

// addr returns p moved by n bytes. It exists to name the one place where
// addresses are made.
func addr(p unsafe.Pointer, n int) unsafe.Pointer { return unsafe.Add(p, n) }

// gather copies rows × n elements of size bytes to consecutive places at dst.
// inner and outer are the steps in bytes from one element of a row to the next
// and from row to row. The elements at src need not be aligned, those at dst
// must be if aligned is set, and are then copied as words.
func gather(dst, src unsafe.Pointer, rows, n, inner, outer, size int, aligned bool) {
	if inner == size {
		for r := range rows {
			move(addr(dst, r*n*size), addr(src, r*outer), n*size)
		}
		return
	}
	if !aligned {
		for r := range rows {
			for i := range n {
				move(addr(dst, (r*n+i)*size), addr(src, r*outer+i*inner), size)
			}
		}
		return
	}
	for r := range rows {
		d, s := addr(dst, r*n*size), addr(src, r*outer)
		switch size {
		case 1:
			gatherWords((*uint8)(d), s, n, inner)
		case 2:
			gatherWords((*uint16)(d), s, n, inner)
		case 4:
			gatherWords((*uint32)(d), s, n, inner)
		case 8:
			gatherWords((*uint64)(d), s, n, inner)
		case 16:
			gatherWords((*[2]uint64)(d), s, n, inner)
		}
	}
}

// gatherWords copies n words, step bytes apart, to consecutive places.
func gatherWords[T any](dst *T, src unsafe.Pointer, n, step int) {
	to := unsafe.Slice(dst, n)
	if step == 0 {
		v := *(*T)(src)
		for i := range to {
			to[i] = v
		}
		return
	}
	off := 0
	for len(to) >= 4 {
		// Four loads before the stores let the misses overlap.
		a := *(*T)(addr(src, off))
		b := *(*T)(addr(src, off+step))
		c := *(*T)(addr(src, off+2*step))
		d := *(*T)(addr(src, off+3*step))
		to[0], to[1], to[2], to[3] = a, b, c, d
		to = to[4:]
		off += 4 * step
	}
	for i := range to {
		to[i] = *(*T)(addr(src, off))
		off += step
	}
}

// scatter is the reverse of gather: from consecutive places to rows × n
// elements.
func scatter(dst, src unsafe.Pointer, rows, n, inner, outer, size int, aligned bool) {
	if inner == size {
		for r := range rows {
			move(addr(dst, r*outer), addr(src, r*n*size), n*size)
		}
		return
	}
	if !aligned {
		for r := range rows {
			for i := range n {
				move(addr(dst, r*outer+i*inner), addr(src, (r*n+i)*size), size)
			}
		}
		return
	}
	for r := range rows {
		d, s := addr(dst, r*outer), addr(src, r*n*size)
		switch size {
		case 1:
			scatterWords(d, (*uint8)(s), n, inner)
		case 2:
			scatterWords(d, (*uint16)(s), n, inner)
		case 4:
			scatterWords(d, (*uint32)(s), n, inner)
		case 8:
			scatterWords(d, (*uint64)(s), n, inner)
		case 16:
			scatterWords(d, (*[2]uint64)(s), n, inner)
		}
	}
}

func scatterWords[T any](dst unsafe.Pointer, src *T, n, step int) {
	off := 0
	for _, v := range unsafe.Slice(src, n) {
		*(*T)(addr(dst, off)) = v
		off += step
	}
}

// block is rows × n elements anywhere in memory.
type block struct {
	ptr          unsafe.Pointer
	inner, outer int
}

// scatterWhere is scatter for the elements at which mask, a block of bytes, is
// not 0.
func scatterWhere(dst block, src unsafe.Pointer, mask block, rows, n, size int, aligned bool) {
	for r := range rows {
		d, s, m := addr(dst.ptr, r*dst.outer), addr(src, r*n*size), addr(mask.ptr, r*mask.outer)
		if !aligned {
			for i := range n {
				if *(*uint8)(addr(m, i*mask.inner)) != 0 {
					move(addr(d, i*dst.inner), addr(s, i*size), size)
				}
			}
			continue
		}
		switch size {
		case 1:
			scatterWordsWhere(d, (*uint8)(s), m, n, dst.inner, mask.inner)
		case 2:
			scatterWordsWhere(d, (*uint16)(s), m, n, dst.inner, mask.inner)
		case 4:
			scatterWordsWhere(d, (*uint32)(s), m, n, dst.inner, mask.inner)
		case 8:
			scatterWordsWhere(d, (*uint64)(s), m, n, dst.inner, mask.inner)
		case 16:
			scatterWordsWhere(d, (*[2]uint64)(s), m, n, dst.inner, mask.inner)
		}
	}
}

func scatterWordsWhere[T any](dst unsafe.Pointer, src *T, mask unsafe.Pointer, n, step, maskStep int) {
	off, at := 0, 0
	for _, v := range unsafe.Slice(src, n) {
		if *(*uint8)(addr(mask, at)) != 0 {
			*(*T)(addr(dst, off)) = v
		}
		off += step
		at += maskStep
	}
}

// move copies size bytes; the places may overlap.
func move(dst, src unsafe.Pointer, size int) {
	copy(unsafe.Slice((*byte)(dst), size), unsafe.Slice((*byte)(src), size))
}
