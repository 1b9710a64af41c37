// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"github.com/arraygen/arraygen/generated/cast"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// casts stands for the row of the conversions, which has loops for all pairs of
// element types that have a kernel but is no ufunc: ufunc.Copyto and ufunc.AsType run it.
var casts = func() *ufunc.Ufunc {
	u := &ufunc.Ufunc{Name: "cast"}
	for _, from := range dtype.WithLoops() {
		for _, to := range dtype.WithLoops() {
			if k := cast.Table[from][to]; k != nil { // moments and durations have none
				u.Loops = append(u.Loops, ufunc.Loop{In: []dtype.DType{from}, Out: []dtype.DType{to}, Kernel: k})
			}
		}
	}
	return u
}()

// usualCasts are the conversions that programs do most.
var usualCasts = []string{"float64->float32", "float32->float64", "int32->float64", "float64->int32", "uint8->float32", "float32->uint8"}
