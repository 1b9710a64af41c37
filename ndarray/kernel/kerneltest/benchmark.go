// SPDX-License-Identifier: BSD-3-Clause

package kerneltest

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/sample"
)

// Portable is what benchmarks call the level Go: its loop keeps the bits of the
// others on any machine, which a loop written by hand need not, and may be slower
// than that.
const Portable = "portable-go"

// Benchmark times kernels on every level, with arrays of 1000 elements. The rate
// counts the bytes of arrays, not those of scalars.
func Benchmark(b *testing.B, ks []Kernel) {
	const n = 1000
	for _, k := range ks {
		a, keep, bytes := operands(k, n)
		for _, l := range kernel.Levels() {
			name := l.String()
			if l == kernel.Go {
				name = Portable
			}
			b.Run(k.Set.Name+"/"+name, func(b *testing.B) {
				b.SetBytes(bytes)
				for b.Loop() {
					a.N, a.Rows = n, 1
					k.Set.RunAt(l, a)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/elem")
			})
		}
		_ = keep
	}
}

// operands makes arguments of n elements for k, what they point to, and how many
// bytes a call reads and writes.
func operands(k Kernel, n int) (a *kernel.Args, keep [][]byte, bytes int64) {
	r := rand.New(rand.NewPCG(3, 4))
	a = &kernel.Args{Scratch: new(kernel.Scratch)}
	for i, d := range slices.Concat(k.In, k.Out) {
		buf := sample.Plain(r, d, n)
		keep = append(keep, buf)
		a.Op[i].Ptr = unsafe.Pointer(&buf[0])
		if i < len(k.In)-k.Scalars || i >= len(k.In) {
			a.Op[i].Inner = d.Size()
			bytes += int64(n * d.Size())
		}
	}
	return a, keep, bytes
}
