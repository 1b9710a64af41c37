package gemm

import (
	"fmt"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/generated/products"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// BenchmarkGemm measures the fastest of several products: the machine has other work.
func BenchmarkGemm(b *testing.B) {
	for _, l := range kernel.Levels() {
		for _, n := range []int{4, 16, 64, 128, 256, 512, 1024, 2048} {
			b.Run(fmt.Sprintf("float64/%s/%d", l, n), func(b *testing.B) { bench[float64](b, &products.MatmulFloat64, l, n) })
			b.Run(fmt.Sprintf("float32/%s/%d", l, n), func(b *testing.B) { bench[float32](b, &products.MatmulFloat32, l, n) })
			b.Run(fmt.Sprintf("int32/%s/%d", l, n), func(b *testing.B) { bench[int32](b, &products.MatmulInt32, l, n) })
			b.Run(fmt.Sprintf("int64/%s/%d", l, n), func(b *testing.B) { bench[int64](b, &products.MatmulInt64, l, n) })
		}
	}
}

func bench[T any](b *testing.B, s *kernel.TileSet, l kernel.Level, n int) {
	restore, err := kernel.SetLevel(l)
	require.NoError(b, err)
	defer restore()
	x, y, z := make([]T, n*n), make([]T, n*n), make([]T, n*n)
	m := func(v []T) Matrix {
		size := int(unsafe.Sizeof(v[0]))
		return Matrix{unsafe.Pointer(&v[0]), n * size, size}
	}
	p := Product{Set: s, Size: int(unsafe.Sizeof(x[0])), M: n, N: n, K: n, A: m(x), B: m(y), C: m(z), Threads: 1}
	fastest := time.Hour
	for b.Loop() {
		began := time.Now()
		p.Run()
		fastest = min(fastest, time.Since(began))
	}
	b.ReportMetric(2*float64(n)*float64(n)*float64(n)/float64(fastest.Nanoseconds()), "GFLOPS")
}
