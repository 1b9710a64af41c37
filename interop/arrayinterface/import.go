// SPDX-License-Identifier: BSD-3-Clause

package arrayinterface

import (
	"math"
	"math/bits"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// FromBytes returns an array over b, without a copy. The interface's Data must
// be nil or an address in b; whatever leaves b is refused.
func (i *Interface) FromBytes(b []byte) *ndarray.Array {
	const fn = "arrayinterface.FromBytes"
	base := unsafe.Pointer(unsafe.SliceData(b))
	d, offset, err := i.check(fn, base, len(b))
	if err != nil {
		return ndarray.Failed(err)
	}
	a := ndarray.FromBytes(b, d, i.Shape, i.Strides, offset)
	if i.Data != nil && i.Data.ReadOnly {
		a = a.ReadOnly()
	}
	return aligned(fn, a)
}

// FromForeign returns an array over foreign memory, without a copy. The
// interface's Data must be nil or an address in the memory; whatever leaves the
// memory is refused. The memory is handed over in any case: where the
// interface is refused, it is released at once.
func (i *Interface) FromForeign(f ndarray.Foreign) *ndarray.Array {
	const fn = "arrayinterface.FromForeign"
	o := ndarray.NewOwner(f)
	d, offset, err := i.check(fn, f.Base, f.Len)
	if err != nil {
		o.Release()
		return ndarray.Failed(err)
	}
	a := o.Array(d, i.Shape, i.Strides, offset)
	if i.Data != nil && i.Data.ReadOnly {
		a = a.ReadOnly()
	}
	if a = aligned(fn, a); a.Err() != nil {
		o.Release()
	}
	return a
}

// FromPointer returns an array over the memory at Data.Pointer, taking the
// interface's word that it is there: the protocol doesn't tell the size of the
// memory, so where you know it, use [Interface.FromForeign]. release gives the
// memory back; it runs exactly once, at once where the interface is refused,
// and may be nil.
func (i *Interface) FromPointer(release func()) *ndarray.Array {
	const fn = "arrayinterface.FromPointer"
	f := ndarray.Foreign{Release: release}
	refuse := func(err error) *ndarray.Array {
		ndarray.NewOwner(f).Release()
		return ndarray.Failed(err)
	}
	if i.Data == nil {
		return refuse(fault.New(fn, fault.Value, "the interface has no data pointer: use FromBytes or FromForeign with the memory of the object"))
	}
	d, err := i.dtype(fn)
	if err != nil {
		return refuse(err)
	}
	if err := i.checkShape(fn); err != nil {
		return refuse(err)
	}
	lo, hi, ok := i.span(d.Size())
	at := i.Data.Pointer
	if !ok || lo > at || hi > math.MaxInt-at {
		return refuse(fault.New(fn, fault.Layout, "shape %s of %v with strides %s at address %#x is larger than the address space", fault.ShapeText(i.Shape), d, fault.ShapeText(i.Strides), at))
	}
	f.Base, f.Len, f.ReadOnly = pointer(at-lo), int(lo+hi), i.Data.ReadOnly
	return i.FromForeign(f)
}

// check returns the element type and the offset of the first element within
// the memory of length bytes at base.
func (i *Interface) check(fn string, base unsafe.Pointer, length int) (d dtype.DType, offset int, err error) {
	if d, err = i.dtype(fn); err != nil {
		return 0, 0, err
	}
	if err := i.checkShape(fn); err != nil {
		return 0, 0, err
	}
	if i.Data == nil {
		if i.Offset < 0 || i.Offset > length {
			return 0, 0, fault.New(fn, fault.Layout, "offset %d is outside the memory of %d bytes", i.Offset, length)
		}
		return d, i.Offset, nil
	}
	if i.Offset != 0 {
		return 0, 0, fault.New(fn, fault.Value, "offset %d beside a data pointer: the offset is for data that is a buffer", i.Offset)
	}
	empty := false
	for _, n := range i.Shape {
		empty = empty || n == 0
	}
	at, first := i.Data.Pointer, uintptr(base)
	switch {
	case empty: // the address means nothing then
		return d, 0, nil
	case at == 0:
		return 0, 0, fault.New(fn, fault.Value, "the data pointer is NULL, but shape %s has elements", fault.ShapeText(i.Shape))
	case at < first || at-first > uintptr(length):
		return 0, 0, fault.New(fn, fault.Layout, "the data pointer is outside the memory of %d bytes that it is said to be in", length)
	}
	return d, int(at - first), nil
}

func (i *Interface) checkShape(fn string) error {
	switch {
	case i.Version != Version:
		return fault.New(fn, fault.Format, "version %d of the array interface; only version %d is known", i.Version, Version)
	case i.Shape == nil:
		return fault.New(fn, fault.Format, "the interface has no shape: it is required; that of one element is []")
	case len(i.Shape) > ndarray.MaxDims:
		return fault.New(fn, fault.Shape, "%d axes, the most is %d", len(i.Shape), ndarray.MaxDims)
	case i.Strides != nil && len(i.Strides) != len(i.Shape):
		return fault.New(fn, fault.Shape, "%d strides for the %d axes of shape %s", len(i.Strides), len(i.Shape), fault.ShapeText(i.Shape))
	case i.Mask != nil:
		return fault.New(fn, fault.Value, "the array has a mask: import the mask by itself, and the values by WithoutMask")
	}
	for _, n := range i.Shape {
		if n < 0 {
			return fault.New(fn, fault.Shape, "negative length in shape %s", fault.ShapeText(i.Shape))
		}
	}
	return nil
}

// span returns how far the elements reach below and above the first byte of
// the first one. ok is false where that is more than fits.
func (i *Interface) span(size int) (lo, hi uintptr, ok bool) {
	for _, n := range i.Shape {
		if n == 0 {
			return 0, 0, true
		}
	}
	hi = uintptr(size)
	step := uint64(size)
	for k := len(i.Shape) - 1; k >= 0; k-- {
		n, back := uint64(i.Shape[k]), false
		if i.Strides != nil {
			back = i.Strides[k] < 0
			step = uint64(i.Strides[k])
			if back {
				step = -step
			}
		}
		over, reach := bits.Mul64(n-1, step)
		if over != 0 || reach > math.MaxInt/2 {
			return 0, 0, false
		}
		if back {
			lo += uintptr(reach)
		} else {
			hi += uintptr(reach)
		}
		if i.Strides == nil {
			if over, step = bits.Mul64(step, n); over != 0 {
				return 0, 0, false
			}
		}
		if lo > math.MaxInt/2 || hi > math.MaxInt/2 {
			return 0, 0, false
		}
	}
	return lo, hi, true
}

// aligned refuses an array whose elements are misaligned: other libraries
// would be handed it in turn.
func aligned(fn string, a *ndarray.Array) *ndarray.Array {
	if a.Err() != nil || a.Aligned() {
		return a
	}
	return ndarray.Failed(fault.New(fn, fault.Layout, "the elements are misaligned: %v needs addresses and strides that are multiples of %d bytes; copy them to aligned memory", a.DType(), a.DType().Align()))
}

// pointer is an address as a pointer; the memory is not Go's.
func pointer(at uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&at)) }
