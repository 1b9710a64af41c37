// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"math"
	"runtime"
	"sync/atomic"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Foreign is memory that the Go runtime did not allocate: a mapped file, a C
// array, a tensor of another library.
type Foreign struct {
	// Base is the address of the first byte.
	Base unsafe.Pointer
	// Len is the number of bytes: nothing outside them is ever touched.
	Len int
	// ReadOnly says that the memory must not be written.
	ReadOnly bool
	// Release gives the memory back. It runs exactly once, on any goroutine:
	// when the last array over the memory is gone, or by Owner.Release. It may
	// be nil. It must not refer to an array over the memory.
	Release func()
}

// Owner keeps foreign memory for the arrays over it.
type Owner struct {
	base     unsafe.Pointer
	len      int
	readOnly bool
	once     *releaser
	cleanup  runtime.Cleanup
}

// releaser runs a release function once. It is apart from Owner because the
// cleanup of an Owner must not refer to it.
type releaser struct {
	done atomic.Bool
	fn   func()
}

func (r *releaser) run() {
	if r.done.CompareAndSwap(false, true) && r.fn != nil {
		r.fn()
	}
}

// NewOwner takes over foreign memory.
func NewOwner(f Foreign) *Owner {
	o := &Owner{base: f.Base, len: max(f.Len, 0), readOnly: f.ReadOnly, once: &releaser{fn: f.Release}}
	if f.Release != nil {
		o.cleanup = runtime.AddCleanup(o, (*releaser).run, o.once)
	}
	return o
}

// Release gives the memory back now. The arrays over it fail from now on; it
// is up to the caller that nothing works on them at this moment. A second call
// does nothing.
func (o *Owner) Release() {
	if o != nil {
		o.cleanup.Stop()
		o.once.run()
	}
}

// Released reports whether the memory was given back.
func (o *Owner) Released() bool { return o != nil && o.once.done.Load() }

// Len returns the number of bytes of the memory.
func (o *Owner) Len() int {
	if o == nil {
		return 0
	}
	return o.len
}

// Array returns an array over the memory whose first element is at the given
// offset in bytes. Nil strides mean C order. An array that would leave the
// memory is refused.
func (o *Owner) Array(d dtype.DType, shape, strides []int, offset int) *Array {
	const fn = "Owner.Array"
	if o == nil {
		return fail(fn, ErrValue, "the owner is nil")
	}
	if o.Released() {
		return fail(fn, ErrReleased, "the memory was given back")
	}
	ro := flags(0)
	if o.readOnly {
		ro = flagReadOnly
	}
	return place(fn, o.base, o.len, o, ro, d, shape, strides, offset)
}

// FromForeign returns an array over foreign memory whose first element is at
// the given offset in bytes. Nil strides mean C order. An array that would
// leave the memory is refused, and the memory released at once: it is handed
// over in any case.
func FromForeign(f Foreign, d dtype.DType, shape, strides []int, offset int) *Array {
	o := NewOwner(f)
	a := o.Array(d, shape, strides, offset)
	if err := a.Err(); err != nil {
		if e, ok := err.(*fault.Error); ok {
			e.Func = "FromForeign"
		}
		o.Release()
	}
	return a
}

// FromBytes returns an array over the bytes of b, without a copy; its first
// element is at the given offset in bytes. Nil strides mean C order. An array
// that would leave b is refused.
func FromBytes(b []byte, d dtype.DType, shape, strides []int, offset int) *Array {
	return place("FromBytes", unsafe.Pointer(unsafe.SliceData(b)), len(b), nil, 0, d, shape, strides, offset)
}

// place makes an array within len bytes at base.
func place(fn string, base unsafe.Pointer, length int, o *Owner, ro flags, d dtype.DType, shape, strides []int, offset int) *Array {
	if len(shape) > MaxDims || !d.Valid() {
		return badShape(fn, shape, d)
	}
	n, ok := sizeOf(shape, d.Size())
	if !ok {
		return badShape(fn, shape, d)
	}
	if strides != nil && len(strides) != len(shape) {
		return fail(fn, ErrShape, "%d strides for the %d axes of shape %s", len(strides), len(shape), shapeText(shape))
	}
	a, sh, st := header(base, d, o, ro, len(shape))
	copy(sh, shape)
	if strides == nil {
		fillC(st, sh, d.Size())
	} else {
		copy(st, strides)
	}
	if base == nil {
		if n > 0 {
			return fail(fn, ErrValue, "the memory is nil, but shape %s has %d elements", shapeText(shape), n)
		}
		a.ptr = unsafe.Pointer(&nothing)
		return a.seal()
	}
	lo, hi, ok := extent(sh, st, d.Size())
	if !ok || offset < 0 || offset > length || lo < -offset || hi > length-offset {
		return fail(fn, ErrLayout, "%v of shape %s with strides %s at byte %d leaves the memory of %d bytes",
			d, shapeText(sh), shapeText(st), offset, length)
	}
	if length > 0 && offset < length {
		a.ptr = unsafe.Add(base, offset)
	}
	return a.seal()
}

// nothing is what arrays without elements point to.
var nothing [16]byte

// maxBytes is the most that an array may ask the Go allocator for: it would
// panic beyond, rather than fail.
const maxBytes = math.MaxInt >> (17 * (^uint(0) >> 63))
