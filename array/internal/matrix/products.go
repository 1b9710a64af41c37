// SPDX-License-Identifier: BSD-3-Clause

package matrix

import (
	"unsafe"

	"github.com/arraygen/arraygen/generated/f64"
	"github.com/arraygen/arraygen/generated/products"
	"github.com/arraygen/arraygen/internal/gemm"
)

// A view is where a real matrix lies: element (i, j) is a[i*row+j*col].
type view struct {
	a        []float64
	row, col int
}

func rowsOf(a []float64, ld int) view { return view{a, ld, 1} }

func (v view) t() view { return view{v.a, v.col, v.row} }

func (v view) matrix() gemm.Matrix {
	return gemm.Matrix{Ptr: unsafe.Pointer(unsafe.SliceData(v.a)), Row: 8 * v.row, Col: 8 * v.col}
}

// multiply sets c, m × n, to the product of a, m × k, and b, k × n, or with add, adds it.
func multiply(m, n, k int, a, b, c view, add bool) {
	if m == 0 || n == 0 || k == 0 && add {
		return
	}
	gemm.Product{
		Set: &products.MatmulFloat64, Size: 8, M: m, N: n, K: k, Threads: 1,
		A: a.matrix(), B: b.matrix(), C: c.matrix(), Add: add,
	}.Run()
}

// vecMat sets y to x times a, rows of length ld as many as x has elements.
func vecMat(x, a []float64, ld int, y []float64) {
	multiply(1, len(y), len(x), rowsOf(x, len(x)), rowsOf(a, ld), rowsOf(y, len(y)), false)
}

func dot(x, y []float64) float64 {
	s, _ := f64.Dot(x, y)
	return s
}
