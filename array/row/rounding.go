// SPDX-License-Identifier: BSD-3-Clause

package row

import (
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/rounding"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Round writes n elements of type d at p, rounded to so many decimals as array.Round rounds them, to out. It reports
// false, and what it wrote means nothing, where it is left to array.Round: for other types than float32 and float64, for
// decimals that have no unit of the type, and where a result is not finite, since that may be for an operation to tell.
func Round(out unsafe.Pointer, d dtype.DType, p unsafe.Pointer, n, decimals int) bool {
	switch d {
	case dtype.Float32:
		return rounding.Row(unsafe.Slice((*float32)(out), n), unsafe.Slice((*float32)(p), n), decimals)
	case dtype.Float64:
		return rounding.Row(unsafe.Slice((*float64)(out), n), unsafe.Slice((*float64)(p), n), decimals)
	}
	return false
}
