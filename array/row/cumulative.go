// SPDX-License-Identifier: BSD-3-Clause

package row

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// CumulativeSum writes to out the sum of the elements up to each of n elements of type d at p, as array.CumulativeSum
// computes it: bools and integers give sums of int64 or uint64, which wrap; float32 and float64 sums of their own
// type. It reports false, and what it wrote means nothing, where it is left to array.CumulativeSum: for other
// types, and where the last sum is none that is finite, since that may be for an operation to tell.
func CumulativeSum(out unsafe.Pointer, d dtype.DType, p unsafe.Pointer, n int) bool {
	if n == 0 {
		return true
	}
	switch d {
	case dtype.Bool, dtype.Uint8:
		integerSums[uint8](out, p, n)
	case dtype.Int8:
		integerSums[int8](out, p, n)
	case dtype.Int16:
		integerSums[int16](out, p, n)
	case dtype.Uint16:
		integerSums[uint16](out, p, n)
	case dtype.Int32:
		integerSums[int32](out, p, n)
	case dtype.Uint32:
		integerSums[uint32](out, p, n)
	case dtype.Int64, dtype.Uint64:
		scanSums(out, p, n)
	case dtype.Float32:
		return floatSums[float32](out, p, n)
	case dtype.Float64:
		return floatSums[float64](out, p, n)
	default:
		return false
	}
	return true
}

// CumulativeProd is CumulativeSum of products.
func CumulativeProd(out unsafe.Pointer, d dtype.DType, p unsafe.Pointer, n int) bool {
	if n == 0 {
		return true
	}
	switch d {
	case dtype.Bool, dtype.Uint8:
		integerProducts[uint8](out, p, n)
	case dtype.Int8:
		integerProducts[int8](out, p, n)
	case dtype.Int16:
		integerProducts[int16](out, p, n)
	case dtype.Uint16:
		integerProducts[uint16](out, p, n)
	case dtype.Int32:
		integerProducts[int32](out, p, n)
	case dtype.Uint32:
		integerProducts[uint32](out, p, n)
	case dtype.Int64, dtype.Uint64:
		integerProducts[int64](out, p, n)
	case dtype.Float32:
		return floatProducts[float32](out, p, n)
	case dtype.Float64:
		return floatProducts[float64](out, p, n)
	default:
		return false
	}
	return true
}

func integerProducts[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32](out, p unsafe.Pointer, n int) {
	products := unsafe.Slice((*int64)(out), n)
	product := int64(1)
	for i, x := range unsafe.Slice((*T)(p), n) {
		product *= int64(x)
		products[i] = product
	}
}

// floatProducts reports whether no product is infinite, NaN or so small that it may have lost digits: an operation may
// have something to tell of those.
func floatProducts[T float32 | float64](out, p unsafe.Pointer, n int) bool {
	x, products := unsafe.Slice((*T)(p), n), unsafe.Slice((*T)(out), n)
	product := x[0]
	products[0] = product
	smallest := T(0x1p-120)
	for i := 1; i < len(x); i++ {
		before := product
		product *= x[i]
		products[i] = product
		if !(max(product, -product) > smallest) && before != 0 && x[i] != 0 {
			return false
		}
	}
	return product-product == 0
}

func integerSums[T int8 | int16 | int32 | uint8 | uint16 | uint32](out, p unsafe.Pointer, n int) {
	sums := unsafe.Slice((*int64)(out), n)
	sum := int64(0)
	for i, x := range unsafe.Slice((*T)(p), n) {
		sum += int64(x)
		sums[i] = sum
	}
}

// sumScan is the scan of sums of 64 bits.
var sumScan = func() *kernel.Set {
	for i := range ufunc.Add.Loops {
		if l := &ufunc.Add.Loops[i]; l.In[0] == dtype.Int64 && l.Out[0] == dtype.Int64 {
			return l.Scan
		}
	}
	return nil
}()

var zero int64

func scanSums(out, p unsafe.Pointer, n int) {
	const size = 8
	var a kernel.Args
	a.Rows = 1
	a.Op[0].Ptr, a.Op[1].Inner, a.Op[2].Inner = unsafe.Pointer(&zero), size, size
	scan := sumScan.Best()
	for i := 0; i < n; i += kernel.Chunk {
		a.N = min(kernel.Chunk, n-i)
		a.Op[1].Ptr, a.Op[2].Ptr = unsafe.Add(p, i*size), unsafe.Add(out, i*size)
		scan(&a)
		a.Op[0].Ptr = unsafe.Add(out, (i+a.N-1)*size)
	}
}

// floatSums reports whether the last sum is finite. All are then, since no sum with what is not is finite.
func floatSums[T float32 | float64](out, p unsafe.Pointer, n int) bool {
	x, sums := unsafe.Slice((*T)(p), n), unsafe.Slice((*T)(out), n)
	sum := x[0]
	sums[0] = sum
	for i := 1; i < len(x); i++ {
		sum += x[i]
		sums[i] = sum
	}
	return sum-sum == 0
}
