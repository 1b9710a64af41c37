// SPDX-License-Identifier: BSD-3-Clause

package gemm

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/generated/cast"
	"github.com/arraygen/arraygen/generated/products"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/kerneltest"
)

// bytesProduct is the reference: three plain loops.
func bytesProduct[T int8 | uint8](m, n, k int, a, b []T) []int32 {
	c := make([]int32, m*n)
	for i := range m {
		for j := range n {
			for p := range k {
				c[i*n+j] += int32(a[i*k+p]) * int32(b[p*n+j])
			}
		}
	}
	return c
}

// checkBytes compares a product of bytes with the reference at every level, with the instruction for
// products of bytes and without.
func checkBytes[T int8 | uint8](t *testing.T, mem *[3][]byte, r *rand.Rand, m, n, k int, a, b, c layout, threads int) {
	extremes := r.IntN(3) == 0
	data := func(n int) []byte {
		x := make([]byte, n)
		for i := range x {
			if x[i] = byte(r.Uint32()); extremes {
				x[i] = []byte{0x80, 0x7f, 0xff, 0}[r.IntN(4)]
			}
		}
		return x
	}
	x, y := data(m*k), data(k*n)
	end := r.IntN(2) == 0
	p := Bytes{Kernels: byteKernels(T(0)-1 < 0), M: m, N: n, K: k, Threads: threads}
	p.A, p.B = a.place(mem[0], end, x, m, k, 1), b.place(mem[1], end, y, k, n, 1)
	want := bytesProduct(m, n, k, elements[T](x), elements[T](y))
	low := make([]byte, m*n)
	for i, x := range want {
		low[i] = byte(x)
	}
	run := func(l kernel.Level) {
		what := fmt.Sprintf("%T %v, products of bytes %v, %dx%dx%d, layouts %+v %+v %+v, %d threads", T(0), l, l.ByteDots(), m, n, k, a, b, c, threads)
		p.Size, p.C = 4, c.place(mem[2], end, make([]byte, m*n*4), m, n, 4)
		p.Run()
		require.Equal(t, want, append([]int32{}, elements[int32](p.C.get(m, n, 4))...), what)
		p.Size, p.C = 1, c.place(mem[2], end, make([]byte, m*n), m, n, 1)
		p.Run()
		require.Equal(t, low, p.C.get(m, n, 1), "low bytes of %s", what)
	}
	for _, l := range kernel.Levels() {
		restore, err := kernel.SetLevel(l)
		require.NoError(t, err)
		run(l)
		if l.ByteDots() {
			dots := kernel.WithoutByteDots()
			run(l)
			dots()
		}
		restore()
	}
}

// Products of bytes of any shape and layout are the three plain loops, at every level, and touch
// nothing else.
func TestBytes(t *testing.T) {
	kerneltest.Required(t)
	t.Run("int8", testBytes[int8])
	t.Run("uint8", testBytes[uint8])
}

func testBytes[T int8 | uint8](t *testing.T) {
	r := rand.New(rand.NewPCG(1, uint64(T(100))))
	var mem [3][]byte
	for i := range mem {
		mem[i] = kerneltest.Guarded(t, 20<<20)
	}
	any := func(list []layout) layout { return list[r.IntN(len(list))] }
	outputs, plain := layouts[:5], layouts[0]
	for k := range 71 {
		a, b, c := any(layouts), any(layouts), any(outputs)
		for range 4 {
			checkBytes[T](t, &mem, r, r.IntN(71), r.IntN(71), k, a, b, c, 1)
			a, b, c = plain, plain, plain
		}
	}
	// Beyond one block of groups.
	for _, k := range []int{2047, 2048, 2050, 4095, 4096, 4097, 4099, 9000} {
		checkBytes[T](t, &mem, r, 1+r.IntN(40), 1+r.IntN(80), k, any(layouts), any(layouts), any(outputs), 1)
		checkBytes[T](t, &mem, r, 28, 64, k, plain, plain, plain, 1)
	}
	if testing.Short() {
		return
	}
	for _, d := range [][3]int{{300, 290, 310}, {1100, 9, 200}, {5, 2100, 300}, {1, 1100, 530}, {1040, 1, 300}} {
		for threads := 1; threads <= 8; threads += 3 {
			checkBytes[T](t, &mem, r, d[0], d[1], d[2], any(layouts), any(layouts), any(outputs), threads)
		}
	}
}

// BenchmarkBytes measures the fastest of several products of bytes, and of float32.
func BenchmarkBytes(b *testing.B) {
	for _, n := range []int{64, 128, 256, 512, 1024} {
		x, y, z := make([]int8, n*n), make([]int8, n*n), make([]int32, n*n)
		p := Bytes{Size: 4, M: n, N: n, K: n, Threads: 1}
		p.A, p.B, p.C = Matrix{unsafe.Pointer(&x[0]), n, 1}, Matrix{unsafe.Pointer(&y[0]), n, 1}, Matrix{unsafe.Pointer(&z[0]), 4 * n, 4}
		f, g, h := make([]float32, n*n), make([]float32, n*n), make([]float32, n*n)
		q := Product{Set: &products.MatmulFloat32, Size: 4, M: n, N: n, K: n, Threads: 1}
		q.A, q.B, q.C = Matrix{unsafe.Pointer(&f[0]), 4 * n, 4}, Matrix{unsafe.Pointer(&g[0]), 4 * n, 4}, Matrix{unsafe.Pointer(&h[0]), 4 * n, 4}
		for _, l := range kernel.Levels() {
			b.Run(fmt.Sprintf("%d/%s", n, l), func(b *testing.B) {
				restore, err := kernel.SetLevel(l)
				require.NoError(b, err)
				defer restore()
				fastest := [4]time.Duration{time.Hour, time.Hour, time.Hour, time.Hour}
				for b.Loop() {
					for i, run := range []func(){q.Run, func() { p.Kernels = byteKernels(true); p.Run() }, func() { p.Kernels = byteKernels(false); p.Run() }, func() {
						defer kernel.WithoutByteDots()()
						p.Run()
					}} {
						began := time.Now()
						run()
						fastest[i] = min(fastest[i], time.Since(began))
					}
				}
				for i, name := range []string{"float32", "int8", "uint8", "pairs"} {
					b.ReportMetric(float64(fastest[i].Nanoseconds()), name+"-ns")
					b.ReportMetric(float64(fastest[0])/float64(fastest[i]), name+"-x")
				}
			})
		}
	}
}

// byteKernels are the kernels of bytes of a signedness.
func byteKernels(signed bool) *ByteKernels {
	if signed {
		return &ByteKernels{&products.MatmulInt8, &products.MatmulPairs, &products.PackQuads, &products.PackInt8, &cast.CastInt8Int16}
	}
	return &ByteKernels{&products.MatmulUint8, &products.MatmulPairs, &products.PackQuads, &products.PackUint8, &cast.CastUint8Int16}
}
