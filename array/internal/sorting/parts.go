// SPDX-License-Identifier: BSD-3-Clause

package sorting

import (
	"bytes"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/array/internal/packing"
	"github.com/arraygen/arraygen/array/internal/searching"
	"github.com/arraygen/arraygen/generated/vec"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// argpartitionAt writes the indices that partition a row at one place: those of elements less than the one that
// belongs there, of those equal to it, and of those greater, each in rising order.
func argpartitionAt[K key.Word](p *partitioner, row []K, out []int64, f *key.Format[K], kth int) error {
	// The indices come last: until then their memory has the elements.
	n := len(row)
	copied := memory.As[K](out, n)
	copy(copied, row)
	if err := partitionOf[K](p, unsafe.Pointer(&copied[0])); err != nil {
		return err
	}
	pivot := copied[kth]
	flags := memory.As[bool](p.buffer, 2*n)
	less, upTo := flags[:n:n], flags[n:]
	compare(p.dtype, less, upTo, row, pivot, f.IsNaN(pivot))
	first, next := count(less), count(upTo)
	place(out[:first], less)
	_ = vec.BitwiseXor(less, less, upTo)
	if next == first+1 { // as of most rows
		out[first] = int64(bytes.IndexByte(memory.As[uint8](less, n), 1))
	} else {
		place(out[first:next], less)
	}
	_ = vec.LogicalNot(upTo, upTo)
	place(out[next:], upTo)
	return nil
}

// count returns how many flags are true.
func count(flags []bool) int {
	return searching.CountRow(dtype.Bool, unsafe.Pointer(unsafe.SliceData(flags)), len(flags))
}

// place writes where flags are true.
func place(out []int64, flags []bool) { packing.Indices(out, memory.As[uint8](flags, len(flags))) }

// compare tells which elements of a row are less than one of them, and which are less or equal. A NaN, or NaT, is
// greater than all others, and equal to its like.
func compare[K key.Word](d dtype.DType, less, upTo []bool, row []K, pivot K, nan bool) {
	switch d {
	case dtype.Int16:
		compareAs[int16](less, upTo, row, pivot, nan)
	case dtype.Int32:
		compareAs[int32](less, upTo, row, pivot, nan)
	case dtype.Int64:
		compareAs[int64](less, upTo, row, pivot, nan)
	case dtype.Uint16:
		compareAs[uint16](less, upTo, row, pivot, nan)
	case dtype.Uint32:
		compareAs[uint32](less, upTo, row, pivot, nan)
	case dtype.Uint64:
		compareAs[uint64](less, upTo, row, pivot, nan)
	case dtype.Float16:
		compareAs[dtype.F16](less, upTo, row, pivot, nan)
	case dtype.BFloat16:
		compareAs[dtype.BF16](less, upTo, row, pivot, nan)
	case dtype.Float32:
		compareAs[float32](less, upTo, row, pivot, nan)
	case dtype.Float64:
		compareAs[float64](less, upTo, row, pivot, nan)
	default: // counts of time
		compareAs[dtype.TD64](less, upTo, row, pivot, nan)
	}
}

// compared is the number of elements that are compared twice while they lie in L1.
const compared = 2048

// numbers are the elements that kernels compare; those of a byte are counted, and complex ones sorted.
type numbers interface {
	dtype.TD64 | int16 | int32 | int64 | uint16 | uint32 | uint64 | dtype.F16 | dtype.BF16 | float32 | float64
}

// compareAs is compare for elements of a type.
func compareAs[T numbers, K key.Word](less, upTo []bool, row []K, pivot K, nan bool) {
	x := memory.As[T](row, len(row))
	if nan {
		_ = vec.Equal(less, x, x)
		_ = vec.Equal(upTo, row, row)
		return
	}
	v := *(*T)(unsafe.Pointer(&pivot))
	for i := 0; i < len(x); i += compared {
		end := min(i+compared, len(x))
		_ = vec.LessScalar(less[i:end], x[i:end], v)
		_ = vec.LessEqualScalar(upTo[i:end], x[i:end], v)
	}
}
