// SPDX-License-Identifier: BSD-3-Clause

package strided

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

func copy1Go(a *kernel.Args)  { loop[uint8](a) }
func copy2Go(a *kernel.Args)  { loop[uint16](a) }
func copy4Go(a *kernel.Args)  { loop[uint32](a) }
func copy8Go(a *kernel.Args)  { loop[[8 / wordSize]uint](a) }
func copy16Go(a *kernel.Args) { loop[[16 / wordSize]uint](a) }

// wordSize is the alignment of the widest elements: 32-bit machines ask for 4.
const wordSize = unsafe.Sizeof(uint(0))

// loop is the Go loop of the copies. It adds to offsets and not to pointers,
// so that no pointer ever leaves its object: the collector may look at any
// time.
func loop[T any](a *kernel.Args) {
	in, out := &a.Op[0], &a.Op[1]
	size := int(unsafe.Sizeof(*new(T)))
	for r := range a.Rows {
		src, dst := unsafe.Add(in.Ptr, r*in.Outer), unsafe.Add(out.Ptr, r*out.Outer)
		switch {
		case in.Inner == size && out.Inner == size:
			move(dst, src, a.N*size)
		case out.Inner == size:
			pack((*T)(dst), src, a.N, in.Inner)
		case in.Inner == size:
			unpack(dst, (*T)(src), a.N, out.Inner)
		default:
			for i := range a.N {
				*(*T)(unsafe.Add(dst, i*out.Inner)) = *(*T)(unsafe.Add(src, i*in.Inner))
			}
		}
	}
}

// pack copies n elements, stride bytes apart, to consecutive elements.
func pack[T any](dst *T, src unsafe.Pointer, n, stride int) {
	to := unsafe.Slice(dst, n)
	if stride == 0 {
		v := *(*T)(src)
		for i := range to {
			to[i] = v
		}
		return
	}
	off := 0
	for len(to) >= 4 {
		// Four loads before the stores let the misses overlap.
		a := *(*T)(unsafe.Add(src, off))
		b := *(*T)(unsafe.Add(src, off+stride))
		c := *(*T)(unsafe.Add(src, off+2*stride))
		d := *(*T)(unsafe.Add(src, off+3*stride))
		to[0], to[1], to[2], to[3] = a, b, c, d
		to = to[4:]
		off += 4 * stride
	}
	for i := range to {
		to[i] = *(*T)(unsafe.Add(src, off))
		off += stride
	}
}

// unpack copies consecutive elements to elements stride bytes apart.
func unpack[T any](dst unsafe.Pointer, src *T, n, stride int) {
	off := 0
	for _, v := range unsafe.Slice(src, n) {
		*(*T)(unsafe.Add(dst, off)) = v
		off += stride
	}
}
