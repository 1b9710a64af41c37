package ndarray

import (
	"testing"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

func BenchmarkGather(b *testing.B) {
	const n = 1000000
	a := Arange(0, float64(n), 1)
	index := Empty(dtype.Int64, n)
	ix, _ := Data[int64](index)
	mask := Empty(dtype.Bool, n)
	ms, _ := Data[bool](mask)
	for i := range ix {
		ix[i] = int64(i * 7919 % n)
		ms[i] = i*7919%n < n/2
	}
	rows := a.Reshape(-1, 8)
	few := index.Slice(":100000").Copy()
	if err := few.Err(); err != nil {
		b.Fatal(err)
	}
	fx, _ := Data[int64](few)
	for i := range fx {
		fx[i] %= n / 8
	}
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"take", func() { sink = a.Index(index) }},
		{"mask", func() { sink = a.Index(mask) }},
		{"rows", func() { sink = rows.Index(few) }},
		{"columns", func() { sink = rows.Index(All, Int(3)).Copy() }},
		{"transpose", func() { sink = a.Reshape(1000, 1000).T().Copy() }},
		{"transpose8", func() { sink = rows.T().Copy() }},
		{"reverse", func() { sink = a.Flip().Copy() }},
		{"spread", func() { sink = a.Slice(":1000, None").BroadcastTo(1000, 1000).Copy() }},
		{"concatenate", func() { sink = Concatenate(1, rows, rows) }},
		{"values", func() {
			seq, _ := Values[float64](a)
			sum := 0.0
			for v := range seq {
				sum += v
			}
			if sum == 0 {
				b.Fatal()
			}
		}},
		{"fill", func() { _ = mask.Fill(true); _ = a.Fill(1) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				c.f()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/el")
		})
		for i := range ms {
			ms[i] = i*7919%n < n/2
		}
	}
}
