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
	for _, c := range []struct {
		name string
		call func()
	}{
		// Against the bandwidth, in L1.
		{"sqrt-1000", func() { ufunc.Sqrt.Out(z1).Call(x1) }},
		{"divide-1000", func() { ufunc.Divide.Out(z1).Call(x1, y1) }},
		{"less-1000", func() { ufunc.Less.Out(t1).Call(x1, y1) }},
		// Against NumPy, in L2.
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
