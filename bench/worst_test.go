// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"testing"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// BenchmarkWorst are the cells that docs/performance.md gives profiles of:
//
//	go test ./bench -run '^$' -bench Worst/reversed -cpuprofile cpu.prof
func BenchmarkWorst(b *testing.B) {
	const n, side = 30_000, 150
	x, y, z := ndarray.FromSlice(numbers[float64](n, 1)), ndarray.FromSlice(numbers[float64](n, 2)), ndarray.Zeros(dtype.Float64, n)
	xr, yr := x.Flip(), y.Flip()
	matrix := x.Reshape(side, n/side)
	one, column := ndarray.Zeros(dtype.Float64), ndarray.Zeros(dtype.Float64, side)
	wide, wider := ndarray.FromSlice(numbers[float64](2*n, 3)), ndarray.FromSlice(numbers[float64](2*n, 4))
	small := func(a *ndarray.Array) *ndarray.Array { return a.Slice(":1000") }
	x1, y1, z1, t1 := small(x), small(y), small(z), ndarray.Zeros(dtype.Bool, 1000)
	xs, ys := wide.Slice("::2"), wider.Slice("::2")
	f, g, h := ndarray.FromSlice(numbers[float32](n, 5)), ndarray.FromSlice(numbers[float32](n, 6)), ndarray.Zeros(dtype.Float32, n)
	ints := func(d dtype.DType) (a, b, out *ndarray.Array) {
		return ufunc.AsType(x, d, dtype.Unsafe), ufunc.Add.Call(ufunc.AsType(y, d, dtype.Unsafe), 1), ndarray.Zeros(d, n)
	}
	i, j, k := ints(dtype.Int32)
	p, q, r := ints(dtype.Uint64)
	for _, c := range []struct {
		name string
		call func()
	}{
		// Against the bandwidth, in L1.
		{"sqrt-1000", func() { ufunc.Sqrt.Out(z1).Call(x1) }},
		{"divide-1000", func() { ufunc.Divide.Out(z1).Call(x1, y1) }},
		{"less-1000", func() { ufunc.Less.Out(t1).Call(x1, y1) }},
		// Against the bandwidth, in L2.
		{"floor-divide-uint64", func() { ufunc.FloorDivide.Out(r).Call(p, q) }},
		// Against NumPy, in L2.
		{"floor-divide-scalar", func() { ufunc.FloorDivide.Out(k).Call(i, 3) }},
		{"floor-divide-int32", func() { ufunc.FloorDivide.Out(k).Call(i, j) }},
		{"hypot-float32", func() { ufunc.Hypot.AllAxes().Reduce(f) }},
		{"arctan2-float32", func() { ufunc.Arctan2.Out(h).Call(f, g) }},
		{"allocating", func() { ufunc.Add.Call(x, y) }},
		{"reversed", func() { ufunc.Add.Out(z).Call(xr, yr) }},
		{"stride-2", func() { ufunc.Add.Out(z).Call(xs, ys) }},
		{"sum", func() { ufunc.Add.AllAxes().Out(one).Reduce(x) }},
		{"maximum-rows", func() { ufunc.Maximum.Axis(1).Out(column).Reduce(matrix) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.call()
			}
		})
	}
}
