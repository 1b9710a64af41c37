// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/bench/measure"
	"github.com/arraygen/arraygen/generated/f32"
	"github.com/arraygen/arraygen/generated/f64"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// The benchmarks of this file report ratios besides times: how many times as
// long something else takes for the same work, measured in the same run and
// interleaved with it, see package measure. A metric "xgo" is the ratio to the
// Go loop written by hand in this file, "xmath" that to a loop over Go's math package.

// float is an element type of the benchmarks.
type float interface{ float32 | float64 }

// numbers returns n numbers from 0.1 to 8, where every function has a value.
func numbers[T float](n int, seed uint64) []T {
	r := rand.New(rand.NewPCG(seed, 1))
	x := make([]T, n)
	for i := range x {
		x[i] = T(0.1 + 7.9*r.Float64())
	}
	return x
}

// at sets the level of the kernels for the rest of a benchmark.
func at(b *testing.B, l kernel.Level) {
	b.Helper()
	restore, err := kernel.SetLevel(l)
	require.NoError(b, err)
	b.Cleanup(restore)
}

// compare benchmarks ours, and reports the ratio of the others to it. The time
// of an element is a median over rounds, which the average of the benchmark's
// own loop is not.
func compare(b *testing.B, elements int, ours func(), others map[string]func()) {
	b.Helper()
	ours()
	b.ReportAllocs()
	for b.Loop() {
		ours()
	}
	b.StopTimer()
	work := []measure.Work{{Name: "ours", Run: measure.Timed(ours)}}
	for name, f := range others {
		work = append(work, measure.Work{Name: name, Run: measure.Timed(f)})
	}
	plan := measure.Plan{Rounds: 21, Slice: 200 * time.Microsecond, Rand: rand.New(rand.NewPCG(1, 2))}
	s := plan.Time(work)
	b.ReportMetric(measure.Median(s[0].Nanos)/float64(elements), "ns/elem")
	for _, o := range s[1:] {
		b.ReportMetric(measure.Rounds(nil).Ratio(o.Nanos, s[0].Nanos).Mid, o.Name)
	}
}

var sizes = []int{1000, 1_000_000}

func BenchmarkContiguous(b *testing.B) {
	contiguous[float64](b)
	contiguous[float32](b)
}

func contiguous[T float](b *testing.B) {
	d := dtype.Of[T]()
	for _, n := range sizes {
		xs, ys, zs, bs := numbers[T](n, 1), numbers[T](n, 2), make([]T, n), make([]bool, n)
		x, y, z, t := ndarray.FromSlice(xs), ndarray.FromSlice(ys), ndarray.FromSlice(zs), ndarray.FromSlice(bs)
		cases := []struct {
			u    *ufunc.Ufunc
			call func()
			loop func()
			name string
		}{
			{ufunc.Add, func() { ufunc.Add.Out(z).Call(x, y) }, func() { goAdd(zs, xs, ys) }, "xgo"},
			{ufunc.Multiply, func() { ufunc.Multiply.Out(z).Call(x, y) }, func() { goMultiply(zs, xs, ys) }, "xgo"},
			{ufunc.Maximum, func() { ufunc.Maximum.Out(z).Call(x, y) }, func() { goMaximum(zs, xs, ys) }, "xgo"},
			{ufunc.Less, func() { ufunc.Less.Out(t).Call(x, y) }, func() { goLess(bs, xs, ys) }, "xgo"},
			{ufunc.Exp, func() { ufunc.Exp.Out(z).Call(x) }, func() { goMath(zs, xs, math.Exp) }, "xmath"},
			{ufunc.Log, func() { ufunc.Log.Out(z).Call(x) }, func() { goMath(zs, xs, math.Log) }, "xmath"},
			{ufunc.Sin, func() { ufunc.Sin.Out(z).Call(x) }, func() { goMath(zs, xs, math.Sin) }, "xmath"},
		}
		for _, c := range cases {
			for _, l := range kernel.Levels() {
				b.Run(fmt.Sprintf("%s/%s/n=%d/%s", c.u.Name, d, n, l), func(b *testing.B) {
					at(b, l)
					compare(b, n, c.call, map[string]func(){c.name: c.loop})
				})
			}
		}
	}
}

// BenchmarkSlices is the kernels through the functions on slices, without an
// array around them, in L1.
func BenchmarkSlices(b *testing.B) {
	const n = 1000
	x, y, z := numbers[float64](n, 1), numbers[float64](n, 2), make([]float64, n)
	x32, y32, z32 := numbers[float32](n, 1), numbers[float32](n, 2), make([]float32, n)
	for _, l := range kernel.Levels() {
		b.Run("add/float64/n=1000/"+l.String(), func(b *testing.B) {
			at(b, l)
			compare(b, n, func() { _ = f64.Add(z, x, y) }, map[string]func(){"xgo": func() { goAdd(z, x, y) }})
		})
		b.Run("add/float32/n=1000/"+l.String(), func(b *testing.B) {
			at(b, l)
			compare(b, n, func() { _ = f32.Add(z32, x32, y32) }, map[string]func(){"xgo": func() { goAdd(z32, x32, y32) }})
		})
		b.Run("exp/float64/n=1000/"+l.String(), func(b *testing.B) {
			at(b, l)
			compare(b, n, func() { _ = f64.Exp(z, x) }, map[string]func(){"xmath": func() { goMath(z, x, math.Exp) }})
		})
	}
}

// BenchmarkStrided compares with the double loop that a Go programmer would
// write for the layout at hand.
func BenchmarkStrided(b *testing.B) {
	strided[float64](b)
	strided[float32](b)
}

func strided[T float](b *testing.B) {
	d := dtype.Of[T]()
	for _, side := range []int{32, 1000} {
		n := side * side
		xs, ys, zs := numbers[T](2*n, 1), numbers[T](2*n, 2), make([]T, n)
		z := ndarray.FromSlice(zs, side, side)
		full := func(s []T) *ndarray.Array { return ndarray.FromSlice(s[:n], side, side) }
		every2 := func(s []T) *ndarray.Array { return ndarray.FromSlice(s, side, 2*side).Slice(":, ::2") }
		layouts := []struct {
			name string
			x, y *ndarray.Array
			// The strides from row to row and from column to column in elements.
			xr, xc, yr, yc int
		}{
			{"step2", every2(xs), every2(ys), 2 * side, 2, 2 * side, 2},
			{"transposed", full(xs).T(), full(ys), 1, side, side, 1},
			{"row-broadcast", full(xs), ndarray.FromSlice(ys[:side]), side, 1, 0, 1},
			{"scalar", full(xs), ndarray.Scalar(ys[0]), side, 1, 0, 0},
		}
		for _, l := range layouts {
			b.Run(fmt.Sprintf("add/%s/%s/n=%d", d, l.name, n), func(b *testing.B) {
				compare(b, n, func() { ufunc.Add.Out(z).Call(l.x, l.y) }, map[string]func(){
					"xgo": func() { goAdd2(zs, xs, ys, side, l.xr, l.xc, l.yr, l.yc) },
				})
			})
			b.Run(fmt.Sprintf("exp/%s/%s/n=%d", d, l.name, n), func(b *testing.B) {
				compare(b, n, func() { ufunc.Exp.Out(z).Call(l.x) }, map[string]func(){
					"xmath": func() { goMath2(zs, xs, side, l.xr, l.xc, math.Exp) },
				})
			})
		}
	}
}

// BenchmarkCall is the cost of a call as such: ten elements, with Out.
func BenchmarkCall(b *testing.B) {
	x, y, z := ndarray.FromSlice(numbers[float64](10, 1)), ndarray.FromSlice(numbers[float64](10, 2)), ndarray.Zeros(dtype.Float64, 10)
	b.Run("add/float64/n=10/out", func(b *testing.B) {
		compare(b, 10, func() { ufunc.Add.Out(z).Call(x, y) }, nil)
	})
	b.Run("add/float64/n=10/new", func(b *testing.B) {
		compare(b, 10, func() { ufunc.Add.Call(x, y) }, nil)
	})
}

// TestCallDoesNotAllocate: with Out a call costs no memory.
func TestCallDoesNotAllocate(t *testing.T) {
	x, y, z := ndarray.FromSlice(numbers[float64](10, 1)), ndarray.FromSlice(numbers[float64](10, 2)), ndarray.Zeros(dtype.Float64, 10)
	require.Zero(t, testing.AllocsPerRun(1000, func() { ufunc.Add.Out(z).Call(x, y) }))
}

// BenchmarkShortRows has views of 7 of 8 columns, whose rows are not contiguous
// with each other: the inputs, and in add-out the output too. The ratio to the
// same work on contiguous memory is the price of short rows.
func BenchmarkShortRows(b *testing.B) {
	const rows, cols = 100_000, 7
	n := rows * cols
	xs, ys := numbers[float64](rows*8, 1), numbers[float64](rows*8, 2)
	z := ndarray.Zeros(dtype.Float64, rows, cols)
	z8 := ndarray.Zeros(dtype.Float64, rows, 8).Slice(":, :7")
	x, y := ndarray.FromSlice(xs, rows, 8).Slice(":, :7"), ndarray.FromSlice(ys, rows, 8).Slice(":, :7")
	cx, cy, cz := ndarray.FromSlice(xs[:n]), ndarray.FromSlice(ys[:n]), ndarray.Zeros(dtype.Float64, n)
	row := ndarray.FromSlice(ys[:cols])
	for _, c := range []struct {
		name             string
		short, contigous func()
	}{
		{"add", func() { ufunc.Add.Out(z).Call(x, y) }, func() { ufunc.Add.Out(cz).Call(cx, cy) }},
		{"add-out", func() { ufunc.Add.Out(z8).Call(x, y) }, func() { ufunc.Add.Out(cz).Call(cx, cy) }},
		{"add-row", func() { ufunc.Add.Out(z).Call(x, row) }, func() { ufunc.Add.Out(cz).Call(cx, cy) }},
		{"exp", func() { ufunc.Exp.Out(z).Call(x) }, func() { ufunc.Exp.Out(cz).Call(cx) }},
	} {
		b.Run(c.name+"/float64", func(b *testing.B) {
			short, whole := c.short, c.contigous
			plan := measure.Plan{Rounds: 21, Slice: time.Millisecond, Rand: rand.New(rand.NewPCG(1, 2))}
			short()
			for b.Loop() {
				short()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/elem")
			s := plan.Time([]measure.Work{{Name: "short", Run: measure.Timed(short)}, {Name: "whole", Run: measure.Timed(whole)}})
			b.ReportMetric(measure.Rounds(nil).Ratio(s[0].Nanos, s[1].Nanos).Mid, "xcontiguous")
		})
	}
}
