// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math/bits"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Byteswap returns x with the bytes of each element in reverse order; of complex
// numbers, those of each part. With Out, which may be x, nothing is copied.
//
// Keywords: Out.
func Byteswap(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("byteswap", keyOut, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if bad := failure(y); bad != nil {
		return bad
	}
	z := k.copyLike(y)
	if z.Err() != nil {
		return z
	}
	// The elements as they lie in memory, without gaps.
	flat := z.Lent()
	if !z.IsC() {
		r := flat.Raw()
		r.Shape, r.Strides = []int{z.Size()}, []int{z.ItemSize()}
		flat = ndarray.FromRaw(r)
	}
	var err error
	switch y.DType().Part().Size() {
	case 2:
		err = swapped(flat.Reshape(-1).View(dtype.Uint16), bits.ReverseBytes16)
	case 4:
		err = swapped(flat.Reshape(-1).View(dtype.Uint32), bits.ReverseBytes32)
	case 8:
		err = swapped(flat.Reshape(-1).View(dtype.Uint64), bits.ReverseBytes64)
	}
	if err != nil {
		return failed(err)
	}
	return k.result(z)
}

func swapped[T uint16 | uint32 | uint64](x *Array, reverse func(T) T) error {
	list, err := dataOf[T](x)
	for i, v := range list {
		list[i] = reverse(v)
	}
	return err
}
