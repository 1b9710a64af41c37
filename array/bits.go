// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"runtime"
	"slices"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/packing"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// LittleBits has the first of eight elements be the lowest bit in [Packbits] and
// [Unpackbits], and not the highest.
func LittleBits() Option { return Option{key: keyLittleBits} }

// Packbits returns bytes whose bits are the elements of x, a bit 1 for what is not
// zero, along an axis; by default, of all elements in C order. Missing ones at the
// end are 0. x has integers or bools.
//
// Keywords: Axis, LittleBits.
func Packbits(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("packbits", keyAxis|keyLittleBits, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	if y.DType().Kind() >= dtype.KindFloat {
		return reject(k.fn, fault.DType, "Expected an input array of integer or boolean data type, not %v", y.DType())
	}
	return k.alongBytes(y, func(n int) int { return (n + 7) / 8 }, packing.Pack)
}

// Unpackbits returns the bits of the bytes of x, of uint8, as elements 0 and 1
// along an axis; by default, of all elements in C order. count is how many of them
// there are: fewer than there are, or more, which are 0; a negative one leaves so many
// out at the end, and nil means all.
//
// Keywords: Axis, LittleBits.
func Unpackbits(x any, count *int, opts ...Option) *Array {
	var k keywords
	if err := k.read("unpackbits", keyAxis|keyLittleBits, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	if y.DType() != dtype.Uint8 {
		return reject(k.fn, fault.DType, "Expected an input array of unsigned byte data type, not %v", y.DType())
	}
	bits := func(n int) int {
		switch {
		case count == nil:
			return 8 * n
		case *count < 0:
			return 8*n + *count
		}
		return *count
	}
	return k.alongBytes(y, bits, packing.Unpack)
}

// alongBytes returns an array of uint8 whose rows along an axis are made of those of
// x, which are bools or bytes; n elements become as many as rows tells.
func (k *keywords) alongBytes(x *Array, rows func(n int) int, row func(to, from []uint8, order packing.Order)) *Array {
	order := packing.Big
	if k.has&keyLittleBits != 0 {
		order = packing.Little
	}
	k.all = k.all || k.has&keyAxis == 0
	if x.NDim() == 0 {
		x = x.Reshape(1)
	}
	axis, err := k.axis(&x, 0)
	if err != nil {
		return failed(err)
	}
	if x.DType() != dtype.Uint8 {
		x = cast(x, dtype.Bool)
		if x.Err() == nil && x.DType() == dtype.Bool {
			x = x.AsC().View(dtype.Uint8)
		}
	}
	moved := x.MoveAxis(axis, -1).AsC()
	if err := moved.Err(); err != nil {
		return failed(err)
	}
	shape := moved.Shape()
	last := len(shape) - 1
	n := shape[last]
	m := rows(n)
	if m < 0 {
		return reject(k.fn, fault.Value, "-count larger than number of elements: %d bits", m)
	}
	shape[last] = m
	to := k.new(dtype.Uint8, shape...)
	if axis != last {
		to = ndarray.Empty(dtype.Uint8, shape...)
	}
	out, err := dataOf[uint8](to)
	if err != nil {
		return failed(err)
	}
	p, _, _ := moved.Lend()
	from := unsafe.Slice((*uint8)(p), moved.Size())
	defer runtime.KeepAlive(moved)
	for i := range product(slices.Clone(shape[:last])) {
		row(out[i*m:(i+1)*m], from[i*n:(i+1)*n], order)
	}
	if axis == last {
		return to
	}
	return k.copy(to.MoveAxis(-1, axis))
}
