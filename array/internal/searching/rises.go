// SPDX-License-Identifier: BSD-3-Clause

package searching

import (
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// RisesRow reports whether no element but the first of n of type d at p, which is not
// complex, is below the one before. A NaN among several has no order.
func RisesRow(d dtype.DType, p unsafe.Pointer, n int) bool {
	switch d.Size() {
	case 1:
		return rises(memory.Slice[uint8](p, n), d)
	case 2:
		return rises(memory.Slice[uint16](p, n), d)
	case 4:
		return rises(memory.Slice[uint32](p, n), d)
	}
	return rises(memory.Slice[uint64](p, n), d)
}

func rises[K key.Word](row []K, d dtype.DType) bool {
	f := key.FormatOf[K](d, false)
	var before K
	for i, x := range row {
		k := f.Key(x)
		if len(row) > 1 && f.IsNaN(x) || i > 0 && k < before {
			return false
		}
		before = k
	}
	return true
}
