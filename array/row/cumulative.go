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
	if n > 0 && (d == dtype.Int64 || d == dtype.Uint64) {
		scanSums(out, p, n)
		return true
	}
	return cumulated(out, d, p, n, false)
}

// CumulativeProd is CumulativeSum of products.
func CumulativeProd(out unsafe.Pointer, d dtype.DType, p unsafe.Pointer, n int) bool {
	return cumulated(out, d, p, n, true)
}

// cumulated is CumulativeSum or CumulativeProd, element by element.
func cumulated(out unsafe.Pointer, d dtype.DType, p unsafe.Pointer, n int, products bool) bool {
	if n == 0 {
		return true
	}
	switch d {
	case dtype.Bool, dtype.Uint8:
		return integers[uint8](out, p, n, products)
	case dtype.Int8:
		return integers[int8](out, p, n, products)
	case dtype.Int16:
		return integers[int16](out, p, n, products)
	case dtype.Uint16:
		return integers[uint16](out, p, n, products)
	case dtype.Int32:
		return integers[int32](out, p, n, products)
	case dtype.Uint32:
		return integers[uint32](out, p, n, products)
	case dtype.Int64, dtype.Uint64:
		return integers[int64](out, p, n, products)
	case dtype.Float32:
		return floats[float32](out, p, n, products)
	case dtype.Float64:
		return floats[float64](out, p, n, products)
	}
	return false
}

func integers[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32](out, p unsafe.Pointer, n int, products bool) bool {
	x, results := unsafe.Slice((*T)(p), n), unsafe.Slice((*int64)(out), n)
	if products {
		product := int64(1)
		for i, v := range x {
			product *= int64(v)
			results[i] = product
		}
		return true
	}
	sum := int64(0)
	for i, v := range x {
		sum += int64(v)
		results[i] = sum
	}
	return true
}

func floats[T float32 | float64](out, p unsafe.Pointer, n int, products bool) bool {
	if products {
		return floatProducts[T](out, p, n)
	}
	return floatSums[T](out, p, n)
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
