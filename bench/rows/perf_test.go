package rows

import (
	"fmt"
	"testing"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

func BenchmarkDotSlices(b *testing.B) {
	for _, n := range []int{16, 128, 768, 1536} {
		x, y := make([]float32, n), make([]float32, n)
		x64, y64 := make([]float64, n), make([]float64, n)
		for i := range x {
			x[i], y[i] = float32(i%7), float32(i%5)
			x64[i], y64[i] = float64(i%7), float64(i%5)
		}
		for _, l := range kernel.Levels() {
			if l == kernel.Go {
				continue
			}
			restore, _ := kernel.SetLevel(l)
			b.Run(fmt.Sprintf("f32/%s/%d", l, n), func(b *testing.B) {
				for b.Loop() {
					DotFloat32(x, y)
				}
			})
			b.Run(fmt.Sprintf("f64/%s/%d", l, n), func(b *testing.B) {
				for b.Loop() {
					DotFloat64(x64, y64)
				}
			})
			restore()
		}
	}
}
