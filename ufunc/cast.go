package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/generated/cast"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// castSet returns the kernel that converts elements of type from to type to.
// It is the one place that says where casts come from.
func castSet(from, to dtype.DType) *kernel.Set {
	if from == to {
		return &copies[sizeClass(from.Size())]
	}
	return cast.Table[from][to]
}

// copies are kernels that copy elements of 1, 2, 4, 8 and 16 bytes, of any
// strides.
var copies = [...]kernel.Set{
	{Name: "copy1", Ops: 1, Impl: [kernel.NumLevels]kernel.Func{kernel.Go: copy1}},
	{Name: "copy2", Ops: 1, Impl: [kernel.NumLevels]kernel.Func{kernel.Go: copy2}},
	{Name: "copy4", Ops: 1, Impl: [kernel.NumLevels]kernel.Func{kernel.Go: copy4}},
	{Name: "copy8", Ops: 1, Impl: [kernel.NumLevels]kernel.Func{kernel.Go: copy8}},
	{Name: "copy16", Ops: 1, Impl: [kernel.NumLevels]kernel.Func{kernel.Go: copy16}},
}

// sizeClass returns the index in copies for elements of size bytes.
func sizeClass(size int) int {
	switch size {
	case 1:
		return 0
	case 2:
		return 1
	case 4:
		return 2
	case 8:
		return 3
	}
	return 4
}

func copy1(a *kernel.Args)  { copyWords[uint8](a) }
func copy2(a *kernel.Args)  { copyWords[uint16](a) }
func copy4(a *kernel.Args)  { copyWords[uint32](a) }
func copy8(a *kernel.Args)  { copyWords[uint64](a) }
func copy16(a *kernel.Args) { copyWords[[2]uint64](a) }

func copyWords[T any](a *kernel.Args) {
	in, out := &a.Op[0], &a.Op[1]
	size := int(unsafe.Sizeof(*new(T)))
	for r := range a.Rows {
		src, dst := addr(in.Ptr, r*in.Outer), addr(out.Ptr, r*out.Outer)
		switch {
		case in.Inner == size && out.Inner == size:
			move(dst, src, a.N*size)
		case out.Inner == size:
			gatherWords((*T)(dst), src, a.N, in.Inner)
		case in.Inner == size:
			scatterWords(dst, (*T)(src), a.N, out.Inner)
		default:
			for i := range a.N {
				*(*T)(addr(dst, i*out.Inner)) = *(*T)(addr(src, i*in.Inner))
			}
		}
	}
}
