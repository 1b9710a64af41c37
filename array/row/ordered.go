// SPDX-License-Identifier: BSD-3-Clause

package row

import (
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Lexsort writes the indices that sort by several keys to out, which has as many elements as each of them: by the last key,
// where it is the same by the one before it, and so on, as array.Lexsort does. Key i has type types[i].
func Lexsort(fn string, out []int64, types []dtype.DType, keys []unsafe.Pointer) error {
	n := len(out)
	if n <= few && inserted(out, types, keys) {
		return nil
	}
	if err := sorting.ArgsortRows(fn, out, types[0], keys[0], n); err != nil || len(keys) == 1 {
		return err
	}
	words := 0 // of the largest key
	for _, d := range types[1:] {
		words = max(words, (n*d.Size()+7)/8)
	}
	space := make([]int64, 2*n+words)
	before, next, key := space[:n], space[n:2*n], space[2*n:]
	for i, d := range types[1:] {
		copy(before, out)
		inOrder(unsafe.Pointer(unsafe.SliceData(key)), keys[i+1], before, d.Size())
		if err := sorting.ArgsortRows(fn, next, d, unsafe.Pointer(unsafe.SliceData(key)), n); err != nil {
			return err
		}
		for k, at := range next {
			out[k] = before[at]
		}
	}
	return nil
}

// few is how many indices are sorted by insertion.
const few = 24

// inserted sorts the indices by each key, where all keys are numbers that Go compares; else it reports false.
func inserted(out []int64, types []dtype.DType, keys []unsafe.Pointer) bool {
	for i := range out {
		out[i] = int64(i)
	}
	for i, d := range types {
		switch p := keys[i]; d {
		case dtype.Bool, dtype.Uint8:
			insert[uint8](out, p)
		case dtype.Int8:
			insert[int8](out, p)
		case dtype.Int16:
			insert[int16](out, p)
		case dtype.Uint16:
			insert[uint16](out, p)
		case dtype.Int32:
			insert[int32](out, p)
		case dtype.Uint32:
			insert[uint32](out, p)
		case dtype.Int64:
			insert[int64](out, p)
		case dtype.Uint64:
			insert[uint64](out, p)
		case dtype.Float32:
			insert[float32](out, p)
		case dtype.Float64:
			insert[float64](out, p)
		default:
			return false
		}
	}
	return true
}

// insert sorts indices by the elements of a key at p; NaNs are behind all others, and what is the same stays in its order.
func insert[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | float32 | float64](order []int64, p unsafe.Pointer) {
	key := unsafe.Slice((*T)(p), len(order))
	for i := 1; i < len(order); i++ {
		at, j := order[i], i
		v := key[at]
		for j > 0 {
			if w := key[order[j-1]]; !(v < w || w != w && v == v) {
				break
			}
			order[j] = order[j-1]
			j--
		}
		order[j] = at
	}
}

// inOrder writes the elements at src, of size bytes, in an order to dst.
func inOrder(dst, src unsafe.Pointer, order []int64, size int) {
	switch size {
	case 1:
		picked[uint8](dst, src, order)
	case 2:
		picked[uint16](dst, src, order)
	case 4:
		picked[uint32](dst, src, order)
	case 8:
		picked[uint64](dst, src, order)
	default:
		picked[[2]uint64](dst, src, order)
	}
}

func picked[T any](dst, src unsafe.Pointer, order []int64) {
	to, from := unsafe.Slice((*T)(dst), len(order)), unsafe.Slice((*T)(src), len(order))
	for i, at := range order {
		to[i] = from[at]
	}
}
