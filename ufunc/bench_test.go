// SPDX-License-Identifier: BSD-3-Clause

package ufunc_test

import (
	"fmt"
	"testing"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// perElement reports nanoseconds for an element.
func perElement(b *testing.B, n int, f func()) {
	f()
	for b.Loop() {
		f()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/elem")
}

func BenchmarkSmall(b *testing.B) {
	x, y, z := ndarray.Zeros(dtype.Float64, 10), ndarray.Zeros(dtype.Float64, 10), ndarray.Zeros(dtype.Float64, 10)
	m := ndarray.Zeros(dtype.Float64, 3, 10)
	f := ndarray.Zeros(dtype.Float32, 10)
	s := ndarray.Zeros(dtype.Float64)
	cases := []struct {
		name string
		f    func()
	}{
		{"out", func() { ufunc.Add.Out(z).Call(x, y) }},
		{"new", func() { ufunc.Add.Call(x, y) }},
		{"scalar", func() { ufunc.Add.Out(z).Call(x, 2.5) }},
		{"broadcast", func() { ufunc.Add.Out(m).Call(m, x) }},
		{"cast", func() { ufunc.Add.Out(z).Call(f, x) }},
		{"sum", func() { ufunc.Add.Out(s).Reduce(x) }},
		{"max", func() { ufunc.Maximum.Out(s).Reduce(x) }},
	}
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			c.f()
			for b.Loop() {
				c.f()
			}
		})
	}
}

func BenchmarkLayouts(b *testing.B) {
	old := ufunc.SetMaxThreads(1)
	defer ufunc.SetMaxThreads(old)
	for _, u := range []*ufunc.Ufunc{ufunc.Add, ufunc.Exp} {
		args := func(x *ndarray.Array) []any {
			if u == ufunc.Exp {
				return []any{x}
			}
			return []any{x, x}
		}
		big := ndarray.Zeros(dtype.Float64, 2000)
		z := ndarray.Zeros(dtype.Float64, 1000)
		rows := ndarray.Zeros(dtype.Float64, 100000, 9)
		square, tz := ndarray.Zeros(dtype.Float64, 300, 300), ndarray.Zeros(dtype.Float64, 300, 300)
		for _, c := range []struct {
			name string
			x, z *ndarray.Array
		}{
			{"contiguous", big.Slice(":1000"), z}, {"step2", big.Slice("::2"), z}, {"reversed", big.Slice(":1000").Slice("::-1"), z},
			{"rows7", rows.Slice(":, :7"), ndarray.Zeros(dtype.Float64, 100000, 9).Slice(":, :7")},
			{"rows2", rows.Slice(":, :2"), ndarray.Zeros(dtype.Float64, 100000, 9).Slice(":, :2")},
			{"repeat7", ndarray.Zeros(dtype.Float64, 100000, 7), ndarray.Zeros(dtype.Float64, 100000, 7)},
			{"flat700000", ndarray.Zeros(dtype.Float64, 700000), ndarray.Zeros(dtype.Float64, 700000)},
			{"transposed", square.Transpose(), tz}, {"square", square, tz},
			{"float32", ndarray.Zeros(dtype.Float32, 1000), z},
		} {
			a := args(c.x)
			if c.name == "repeat7" && u == ufunc.Add {
				a[1] = ndarray.Zeros(dtype.Float64, 7)
			}
			b.Run(fmt.Sprint(u.Name, "/", c.name), func(b *testing.B) {
				perElement(b, c.x.Size(), func() {
					if y := u.Out(c.z).Call(a...); y.Err() != nil {
						b.Fatal(y.Err())
					}
				})
			})
		}
	}
}

func BenchmarkReduce(b *testing.B) {
	old := ufunc.SetMaxThreads(1)
	defer ufunc.SetMaxThreads(old)
	for _, d := range []dtype.DType{dtype.Float64, dtype.Float32, dtype.Int32} {
		x := ndarray.Zeros(d, 1000, 1000)
		flat := ndarray.Zeros(d, 4096)
		narrow := ndarray.Zeros(d, 100000, 7)
		for _, u := range []*ufunc.Ufunc{ufunc.Add, ufunc.Maximum} {
			for _, c := range []struct {
				name string
				x    *ndarray.Array
				c    ufunc.Config
			}{
				{"flat", flat, u.Axis(0)}, {"axis0", x, u.Axis(0)}, {"axis1", x, u.Axis(1)}, {"all", x, u.AllAxes()}, {"narrow1", narrow, u.Axis(1)}, {"narrow0", narrow, u.Axis(0)},
			} {
				b.Run(fmt.Sprint(u.Name, "/", d, "/", c.name), func(b *testing.B) {
					perElement(b, c.x.Size(), func() { c.c.Reduce(c.x) })
				})
			}
		}
	}
	x := ndarray.Zeros(dtype.Float64, 4096)
	b.Run("accumulate", func(b *testing.B) { perElement(b, 4096, func() { ufunc.Add.Accumulate(x) }) })
	idx := make([]int, 4096)
	b.Run("at", func(b *testing.B) { perElement(b, 4096, func() { _ = ufunc.Add.At(x, idx, 1.0) }) })
}
