// SPDX-License-Identifier: BSD-3-Clause

package dlpack

import (
	"math"
	"math/bits"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Layout is how the elements of a tensor lie in the memory of the CPU.
type Layout struct {
	DType   dtype.DType
	Shape   []int
	Strides []int // in bytes
	// Address is that of the first element. The elements reach Low bytes below
	// it, and High above, its own among them. Without elements all are 0.
	Address, Low, High uintptr
}

// Check reads a tensor that is to be an array, and refuses one that can't be:
// one that contradicts itself, of a device that the CPU doesn't read, of other
// element types than ours, that leaves the address space, or is misaligned. It
// believes nothing but that there is memory where a sound description says so;
// it doesn't touch that. Errors are of the function fn. Whatever takes tensors,
// in Go or in Python, asks Check.
func Check(fn string, t *DLTensor) (Layout, error) {
	p, err := parse(fn, t)
	if err != nil {
		return Layout{}, err
	}
	refuse := func(kind fault.Kind, format string, args ...any) (Layout, error) {
		return Layout{}, fault.New(fn, kind, format, args...)
	}
	if !p.Device.Type.Host() {
		return refuse(fault.Layout, "the tensor is on device (%d, %d), which the CPU cannot read (%v); device='cpu' in Python, dl_device=(1, 0), asks its library for a "+
			"copy in main memory, and if that was asked for, the library must be told in its own way", int32(p.Device.Type), p.Device.ID, p.Device)
	}
	if p.DType.Lanes != 1 {
		return refuse(fault.DType, "the elements are %v; only one lane is supported: use a further axis", p.DType)
	}
	l := Layout{DType: p.DType.DType(), Shape: p.Shape, Strides: p.Strides, Address: p.Address}
	if !l.DType.Valid() {
		return refuse(fault.DType, "the elements are %v, which is no element type here; there are %s", p.DType, typeNames())
	}
	size := l.DType.Size()
	if !fits(p.Shape, size) {
		return refuse(fault.Shape, "a tensor of shape %s of %v has more elements than there are addresses", fault.ShapeText(p.Shape), l.DType)
	}
	ok := false
	l.Low, l.High, ok = p.span(size)
	if !ok || l.Address > math.MaxInt || l.Low > l.Address || l.High > math.MaxInt-l.Address {
		return refuse(fault.Layout, "a tensor of shape %s with strides %s of %v at address %#x leaves the address space", fault.ShapeText(p.Shape), fault.ShapeText(p.Strides), l.DType, l.Address)
	}
	if l.Address%uintptr(l.DType.Align()) != 0 {
		return refuse(fault.Layout, "the elements at address %#x are misaligned: %v needs a multiple of %d bytes; copy them to aligned memory", l.Address, l.DType, l.DType.Align())
	}
	for i, n := range l.Strides {
		if n > math.MaxInt/size || n < math.MinInt/size {
			n = 0 // of an axis of length 0 or 1, where a stride says nothing
		}
		l.Strides[i] = n * size
	}
	return l, nil
}

// fits reports whether the bytes of a shape fit an int. As in NumPy, an axis
// of length 0 doesn't excuse the others.
func fits(shape []int, size int) bool {
	n := uint64(size)
	for _, d := range shape {
		over, bytes := bits.Mul64(n, uint64(max(d, 1)))
		if over != 0 || bytes > math.MaxInt {
			return false
		}
		n = bytes
	}
	return true
}

// span returns how many bytes the elements reach below and above the first
// byte of the first one; ok is false where that is more than there can be.
func (t Tensor) span(size int) (lo, hi uintptr, ok bool) {
	for _, n := range t.Shape {
		if n == 0 {
			return 0, 0, true
		}
	}
	hi = uintptr(size)
	for i, n := range t.Shape {
		stride := uint64(t.Strides[i])
		if t.Strides[i] < 0 {
			stride = -stride
		}
		over, elements := bits.Mul64(uint64(n-1), stride)
		if over != 0 || elements > uint64(math.MaxInt/2/size) {
			return 0, 0, false
		}
		if t.Strides[i] < 0 {
			lo += uintptr(elements) * uintptr(size)
		} else {
			hi += uintptr(elements) * uintptr(size)
		}
		if lo > math.MaxInt/2 || hi > math.MaxInt/2 {
			return 0, 0, false
		}
	}
	return lo, hi, true
}
