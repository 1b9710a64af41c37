// SPDX-License-Identifier: BSD-3-Clause

package dlpack

import (
	"fmt"
	"math"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Tensor is a DLTensor as Go has it. It may be on any device and of any type.
type Tensor struct {
	// Address is that of the first element, with the byte offset counted in.
	// It is a number, and keeps nothing alive.
	Address uintptr
	Device  DLDevice
	DType   DLDataType
	Shape   []int
	Strides []int // in elements
}

// Parse reads a tensor, and refuses what contradicts itself. The shape and the
// strides are copied; missing strides are those of C order.
func Parse(t *DLTensor) (Tensor, error) { return parse("dlpack.Parse", t) }

func parse(fn string, t *DLTensor) (Tensor, error) {
	refuse := func(kind fault.Kind, format string, args ...any) (Tensor, error) {
		return Tensor{}, fault.New(fn, kind, format, args...)
	}
	switch n := int(t.NDim); {
	case n < 0:
		return refuse(fault.Shape, "the tensor has %d axes, a negative number", n)
	case n > ndarray.MaxDims:
		return refuse(fault.Shape, "the tensor has %d axes, the most is %d", n, ndarray.MaxDims)
	}
	shape, ok := numbers(unsafe.Pointer(&t.Shape), t.NDim)
	if !ok || len(shape) != int(t.NDim) {
		return refuse(fault.Shape, "the tensor has %d axes, but its shape is %s", t.NDim, addressText(unsafe.Pointer(&t.Shape)))
	}
	strides, ok := numbers(unsafe.Pointer(&t.Strides), t.NDim)
	if !ok {
		return refuse(fault.Shape, "the tensor has %d axes, but its strides are at %s", t.NDim, addressText(unsafe.Pointer(&t.Strides)))
	}
	p := Tensor{Device: t.Device, DType: t.DType, Shape: make([]int, t.NDim), Strides: make([]int, t.NDim)}
	empty := false
	for i, n := range shape {
		if n < 0 {
			return refuse(fault.Shape, "negative length %d of axis %d", n, i)
		}
		if n > math.MaxInt {
			return refuse(fault.Shape, "the length %d of axis %d doesn't fit this machine's int", n, i)
		}
		p.Shape[i] = int(n)
		empty = empty || n == 0
	}
	if strides != nil {
		for i, s := range strides {
			if s > math.MaxInt || s < math.MinInt {
				return refuse(fault.Shape, "the stride %d of axis %d doesn't fit this machine's int", s, i)
			}
			p.Strides[i] = int(s)
		}
	} else {
		step := 1
		for i := len(p.Shape) - 1; i >= 0; i-- {
			p.Strides[i] = step
			n := max(p.Shape[i], 1)
			if n > math.MaxInt/step {
				return refuse(fault.Shape, "a tensor of shape %s is larger than the address space", fault.ShapeText(p.Shape))
			}
			step *= n
		}
	}
	switch {
	case empty:
	case t.Data == 0:
		return refuse(fault.Value, "the data pointer is NULL, but shape %s has elements", fault.ShapeText(p.Shape))
	case t.ByteOffset > uint64(math.MaxUint-t.Data):
		return refuse(fault.Layout, "byte_offset %d from address %#x is beyond the address space", t.ByteOffset, t.Data)
	default:
		p.Address = t.Data + uintptr(t.ByteOffset)
	}
	return p, nil
}

// numbers returns the n numbers that the pointer at field points to, nil where
// it is NULL or n is 0. It is a number until then: where there are no axes it
// may be anything, and ok is false for what is no address of numbers.
func numbers(field unsafe.Pointer, n int32) (list []int64, ok bool) {
	at := *(*uintptr)(field)
	if n == 0 || at == 0 {
		return nil, true
	}
	if at < lowestAddress || at%unsafe.Alignof(int64(0)) != 0 || at > math.MaxInt-8*ndarray.MaxDims {
		return nil, false
	}
	return unsafe.Slice(*(**int64)(field), n), true
}

// lowestAddress is that of the first page that may be mapped.
const lowestAddress = 4096

func addressText(field unsafe.Pointer) string {
	if at := *(*uintptr)(field); at != 0 {
		return fmt.Sprintf("%#x, no address of numbers", at)
	}
	return "NULL"
}
