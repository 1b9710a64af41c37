// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"slices"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Copy returns a new array in C order with the elements of a.
func (a *Array) Copy() *Array {
	if a.Err() != nil {
		return a.failed()
	}
	c := create("Copy", a.dtype, a.shape(), nil, uncleared)
	if c.err == nil {
		c.copyElements(a)
	}
	return c
}

// CopyF returns a new array in Fortran order with the elements of a.
func (a *Array) CopyF() *Array {
	if a.Err() != nil {
		return a.failed()
	}
	var order [MaxDims]int
	for i := range a.ndim {
		order[i] = int(a.ndim) - 1 - int(i)
	}
	c := create("CopyF", a.dtype, a.shape(), order[:a.ndim], uncleared)
	if c.err == nil {
		c.copyElements(a)
	}
	return c
}

// CopyLike returns a new array with the elements of a, whose axes lie in memory
// in the order of those of a (NumPy's order K).
func (a *Array) CopyLike() *Array {
	c := EmptyLike(a, dtype.Invalid)
	if c.err == nil {
		c.copyElements(a)
	}
	return c
}

// AsC returns a itself where it is in C order, else a copy that is.
func (a *Array) AsC() *Array {
	if a.Err() == nil && a.flags&flagC != 0 {
		return a
	}
	return a.Copy()
}

// Assign copies the elements of src to a. src is broadcast to the shape of a,
// leading axes of length 1 more than a has left out; the element types must be
// equal. It is correct where the memory of the two
// overlaps.
func (a *Array) Assign(src *Array) error { return a.assign("Assign", src) }

func (a *Array) assign(fn string, src *Array) error {
	if err := a.canWrite(fn); err != nil {
		return err
	}
	if err := src.Err(); err != nil {
		return err
	}
	if a.dtype != src.dtype {
		return fault.New(fn, ErrDType, "elements of %v can't be assigned to an array of %v: convert them first, with AsType", src.dtype, a.dtype)
	}
	from := src
	if !slices.Equal(src.shape(), a.shape()) {
		var err error
		if from, err = src.Lent().assignedTo(fn, a.shape()); err != nil {
			return err
		}
	}
	if a.overlaps(from) {
		if a.ptr == from.ptr && slices.Equal(a.strides(), from.strides()) {
			return nil
		}
		if from = src.CopyLike(); from.err != nil {
			return from.err
		}
		var err error
		if from, err = from.assignedTo(fn, a.shape()); err != nil {
			return err
		}
	}
	a.copyElements(from)
	return nil
}

// Fill sets every element of a to v: a Go number or bool of any type, see
// [dtype.Scalar.Check] for those that the type takes.
func (a *Array) Fill(v any) error {
	if err := a.canWrite("Fill"); err != nil {
		return err
	}
	s, ok := dtype.ScalarOf(v)
	if !ok {
		return fault.New("Fill", ErrDType, "%T is no number", v)
	}
	var mem [2]uint64
	if err := s.Store(unsafe.Pointer(&mem), a.dtype); err != nil {
		return fault.In("Fill", err)
	}
	one := &Array{ptr: unsafe.Pointer(&mem), dtype: a.dtype, flags: flagC | flagF | flagAligned}
	from, err := one.broadcastTo("Fill", a.shape())
	if err != nil {
		return err
	}
	a.copyElements(from)
	return nil
}

func (a *Array) canWrite(fn string) error {
	if err := a.Err(); err != nil {
		return err
	}
	if a.flags&flagReadOnly != 0 {
		return fault.New(fn, ErrReadOnly, "the array is read-only; write to a copy")
	}
	return nil
}

// copyElements copies the elements of src, of the same shape and type, to a.
// The memory of the two must not overlap.
func (a *Array) copyElements(src *Array) {
	if a.flags&src.flags&flagC != 0 || a.flags&src.flags&flagF != 0 && a.ndim == src.ndim {
		n := a.NBytes()
		copyRun(bytesAt(a.ptr, n), bytesAt(src.ptr, n))
	} else {
		var m mover
		if m.plan(a.shape(), a.strides(), src.strides(), a.dtype.Size(), a.flags&src.flags&flagAligned != 0) {
			m.move(a.ptr, src.ptr)
		}
	}
	keep(a, src)
}

// copyRun is copy. Go's stores from bypassFrom bytes on go past the caches to memory, which takes twice as long as
// to leave them there where both runs fit the last-level cache; so shorter ones are copied by pieces.
func copyRun(dst, src []byte) {
	const (
		bypassFrom = 1 << 20
		piece      = bypassFrom / 2
		fits       = 4 << 20 // where the time of both was the same: 6 MB, of a cache of 32
	)
	if len(src) >= bypassFrom && len(src) <= fits {
		for ; len(src) > piece; dst, src = dst[piece:], src[piece:] {
			copy(dst[:piece], src)
		}
	}
	copy(dst, src)
}
