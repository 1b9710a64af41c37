// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"fmt"
	"math"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/examples/contractions"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ufunc"
)

// BenchmarkDistances computes the squared distances of 1000 vectors of 128 elements from 1000 others by a contraction
// of a user's package, and in turn the product of the same matrices by Matmul, on one thread. It reports the fastest
// of each, by the time of the processor: a call is longer than a slice of a busy machine's scheduler.
func BenchmarkDistances(b *testing.B) {
	distances[float32](b)
	distances[float64](b)
}

func distances[T float](b *testing.B) {
	const m, n, k = 1000, 1000, 128
	b.Run(fmt.Sprintf("%T", T(0)), func(b *testing.B) {
		defer ufunc.SetMaxThreads(ufunc.SetMaxThreads(1))
		x, y, d := numbers[T](m*k, 1), numbers[T](n*k, 2), make([]T, m*n)
		p, q, c := ndarray.FromSlice(x).Reshape(m, k), ndarray.FromSlice(y).Reshape(n, k).T(), ndarray.FromSlice(make([]T, m*n)).Reshape(m, n)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		distance, product := int64(math.MaxInt64), int64(math.MaxInt64)
		for b.Loop() {
			began := threadTime(b)
			if err := contractions.SquaredDistances(d, x, y, m, n, k); err != nil {
				b.Fatal(err)
			}
			middle := threadTime(b)
			if err := array.Matmul(p, q, array.Out(c)).Err(); err != nil {
				b.Fatal(err)
			}
			distance, product = min(distance, middle-began), min(product, threadTime(b)-middle)
		}
		b.ReportMetric(m*n*k/float64(distance), "steps/ns")
		b.ReportMetric(float64(product)/float64(distance), "matmul/ours")
	})
}

// threadTime is how long the processor has worked for this thread, in nanoseconds.
func threadTime(b *testing.B) int64 {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &now); err != nil {
		b.Fatal(err)
	}
	return now.Nano()
}
