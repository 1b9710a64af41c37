// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math/big"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/protocol"
)

const (
	maxOps  = kernel.MaxOperands
	maxDims = ndarray.MaxDims
)

// operand is an operand of a call in raw form: what the machine needs to know
// of an array. It holds copies, and no pointer to the array, so that the
// arguments of a call need not live on the heap.
type operand struct {
	ptr   unsafe.Pointer
	dtype dtype.DType // in memory
	// weak is the kind of a Go scalar that takes the type of its fellows;
	// dtype is then its type where there are none.
	weak       dtype.Kind
	misaligned bool
	readOnly   bool
	output     bool
	ndim       int
	value      dtype.Scalar // of a scalar
	cell       [2]uint64    // where a scalar lives
	cast       *kernel.Set  // between memory and loop, nil if the types are the same
	to         dtype.DType  // of the loop
	// core is the number of core dimensions, the last ones of own.
	core       int
	own        [maxDims]int
	ownStrides [maxDims]int
	// strides are those in the iteration space: own strides after broadcasting.
	strides [maxDims]int
}

// loopDims returns the number of dimensions that are not core dimensions.
func (o *operand) loopDims() int { return o.ndim - o.core }

// shape returns the operand's shape, before broadcasting.
func (o *operand) shape() []int { return o.own[:o.ndim] }

// setArray describes a to o.
func (o *operand) setArray(a *ndarray.Array) {
	o.output, o.cast, o.core = false, nil, 0
	ptr, shape, strides := a.Lend()
	o.ptr, o.dtype, o.readOnly = ptr, a.DType(), !a.Writeable()
	o.misaligned = !a.Aligned()
	o.weak = 0
	// The numbers are copied: the slices would, to the compiler, keep the array.
	o.ndim = len(shape)
	empty := false
	for i, n := range shape {
		o.own[i] = n
		o.ownStrides[i] = strides[i]
		empty = empty || n == 0
	}
	if empty {
		// Outputs may have elements still, and Go's collector takes a pointer that goes on behind
		// the array with them for one to whatever lies there.
		clear(o.ownStrides[:o.ndim])
	}
}

// reset makes o an aligned, writable operand of no type and no axes.
func (o *operand) reset() {
	o.weak, o.ndim, o.core = 0, 0, 0
	o.misaligned, o.readOnly, o.output, o.cast = false, false, false, nil
}

// setScalar makes o the value n of type d.
func (o *operand) setScalar(n dtype.Scalar, d dtype.DType, weak dtype.Kind) {
	o.reset()
	o.value, o.dtype, o.weak = n, d, weak
	o.ptr = unsafe.Pointer(&o.cell)
	n.Convert(o.ptr, d)
}

// setInteger makes o an integer of Go's, as int64; as uint64 where only that holds it.
func (o *operand) setInteger(n dtype.Scalar) {
	d := dtype.Int64
	if !n.Fits(d) && n.Fits(dtype.Uint64) {
		d = dtype.Uint64
	}
	o.setScalar(n, d, dtype.KindInt)
}

// setElements makes o the n elements of type d at p.
func (o *operand) setElements(d dtype.DType, p unsafe.Pointer, n int) {
	o.reset()
	o.dtype, o.ndim = d, 1
	o.own[0], o.ownStrides[0] = n, d.Size()
	if o.ptr = p; n == 0 {
		o.ptr = unsafe.Pointer(&o.cell)
	}
}

// set makes o the argument v of the function fn: an array, a Go scalar or a Go
// slice. This is the one place that knows what an argument may be.
func (o *operand) set(fn string, position int, v any) error {
	switch v := v.(type) {
	case *ndarray.Array:
		if err := v.Err(); err != nil {
			return err
		}
		o.setArray(v)
	case float64:
		o.setScalar(dtype.FloatScalar(v), dtype.Float64, dtype.KindFloat)
	case int:
		o.setScalar(dtype.IntScalar(int64(v)), dtype.Int64, dtype.KindInt)
	case uint:
		o.setInteger(dtype.UintScalar(uint64(v)))
	case complex128:
		o.setScalar(dtype.ComplexScalar(v), dtype.Complex128, dtype.KindComplex)
	case *big.Int:
		if v == nil {
			return badOperand(fn, position, "nil *big.Int")
		}
		o.setInteger(dtype.BigScalar(v))
	case []int:
		o.setElements(intType(), unsafe.Pointer(unsafe.SliceData(v)), len(v))
	case nil:
		return fault.New(fn, fault.Value, "operand %d is nil; an operand is an array, a Go scalar or a slice of an element type", position)
	default:
		return o.setElement(fn, position, v)
	}
	return nil
}

// intType returns the element type of Go's int.
func intType() dtype.DType {
	if unsafe.Sizeof(int(0)) == 4 {
		return dtype.Int32
	}
	return dtype.Int64
}

// setElement makes o the Go value or slice v of an element type.
func (o *operand) setElement(fn string, position int, v any) error {
	if d, s := dtype.ElementOf(v); d.Valid() {
		o.setScalar(s, d, 0)
		return nil
	}
	if d, p, n := dtype.SliceOf(v); d.Valid() {
		o.setElements(d, p, n)
		return nil
	}
	if protocol.Known(v) {
		return fault.New(fn, fault.Value, "operand %d is a %s, whose protocols Call doesn't know, as its result is an array: use Apply", position, typeName(v))
	}
	return badOperand(fn, position, typeName(v))
}

func badOperand(fn string, position int, what string) error {
	return fault.New(fn, fault.Value, "operand %d is a %s; an operand is an array, a Go scalar or a slice of an element type", position, what)
}
