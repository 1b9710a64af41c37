// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"fmt"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ufunc"
)

// BenchmarkMatmul multiplies float64 matrices here and by gonum, in turn on one thread,
// and reports the fastest of each: other programs slow both.
func BenchmarkMatmul(b *testing.B) {
	defer ufunc.SetMaxThreads(ufunc.SetMaxThreads(1))
	for n := 64; n <= 1024; n *= 2 {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x, z := ndarray.Linspace(0.5, 2, n*n).Reshape(n, n), ndarray.Linspace(0.0, 1, n*n).Reshape(n, n)
			data, err := ndarray.Data[float64](x)
			if err != nil {
				b.Fatal(err)
			}
			p, q := mat.NewDense(n, n, data), mat.NewDense(n, n, nil)
			ours, gonum := time.Hour, time.Hour
			for b.Loop() {
				began := time.Now()
				if err := array.Matmul(x, x, array.Out(z)).Err(); err != nil {
					b.Fatal(err)
				}
				middle := time.Now()
				q.Mul(p, p)
				ours, gonum = min(ours, middle.Sub(began)), min(gonum, time.Since(middle))
			}
			b.ReportMetric(2*float64(n*n*n)/float64(ours.Nanoseconds()), "GFLOPS")
			b.ReportMetric(float64(gonum)/float64(ours), "gonum/ours")
		})
	}
}
