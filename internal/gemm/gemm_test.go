// SPDX-License-Identifier: BSD-3-Clause

package gemm

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/generated/products"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/kerneltest"
	"github.com/arraygen/arraygen/ndarray/kernel/sample"
	"github.com/arraygen/arraygen/spec/lane"
)

// element is what the reference needs to know of a type.
type element[T comparable] struct {
	dtype     dtype.DType
	set       *kernel.TileSet
	pair      bool
	step      func(sum, a, b T) T
	add       func(x, y T) T
	canonical func(x T) T
}

func real64(x float64) float64 {
	if x != x {
		return math.Float64frombits(0x7ff8000000000000)
	}
	return x
}

func real32(x float32) float32 {
	if x != x {
		return math.Float32frombits(0x7fc00000)
	}
	return x
}

func same[T any](x T) T { return x }

// product is the reference: three plain loops in the documented order, on matrices of
// rows.
func (e element[T]) product(m, n, k int, a, b []T) []T {
	c := make([]T, m*n)
	for i := range m {
		for j := range n {
			var total T
			for first := 0; first < max(k, 1); first += 256 {
				var sum T
				for p := first; p < min(first+256, k); p++ {
					sum = e.step(sum, a[i*k+p], b[p*n+j])
				}
				if first == 0 {
					total = sum
				} else {
					total = e.add(total, sum)
				}
			}
			c[i*n+j] = e.canonical(total)
		}
	}
	return c
}

var (
	float64s = element[float64]{dtype.Float64, &products.MatmulFloat64, false,
		func(s, a, b float64) float64 { return math.FMA(a, b, s) }, func(x, y float64) float64 { return x + y }, real64}
	float32s = element[float32]{dtype.Float32, &products.MatmulFloat32, false,
		func(s, a, b float32) float32 { return lane.FMA(a, b, s) }, func(x, y float32) float32 { return x + y }, real32}
	int32s = element[int32]{dtype.Int32, &products.MatmulInt32, false,
		func(s, a, b int32) int32 { return s + a*b }, func(x, y int32) int32 { return x + y }, same[int32]}
	int64s = element[int64]{dtype.Int64, &products.MatmulInt64, false,
		func(s, a, b int64) int64 { return s + a*b }, func(x, y int64) int64 { return x + y }, same[int64]}
	complex128s = element[complex128]{dtype.Complex128, &products.MatmulFloat64, true,
		func(s, a, b complex128) complex128 {
			re := math.FMA(-imag(a), imag(b), math.FMA(real(a), real(b), real(s)))
			return complex(re, math.FMA(imag(a), real(b), math.FMA(real(a), imag(b), imag(s))))
		},
		func(x, y complex128) complex128 { return complex(real(x)+real(y), imag(x)+imag(y)) },
		func(x complex128) complex128 { return complex(real64(real(x)), real64(imag(x))) }}
	complex64s = element[complex64]{dtype.Complex64, &products.MatmulFloat32, true,
		func(s, a, b complex64) complex64 {
			re := lane.FMA(-imag(a), imag(b), lane.FMA(real(a), real(b), real(s)))
			return complex(re, lane.FMA(imag(a), real(b), lane.FMA(real(a), imag(b), imag(s))))
		},
		func(x, y complex64) complex64 { return complex(real(x)+real(y), imag(x)+imag(y)) },
		func(x complex64) complex64 { return complex(real32(real(x)), real32(imag(x))) }}
)

// layout is how a matrix lies in memory: transposed, with rows or columns so many
// elements apart, reversed, or repeated.
type layout struct {
	transposed   bool
	apart        int
	reverse      bool
	repeat       bool // all rows are the first
	repeatColumn bool
}

var layouts = []layout{{apart: 1}, {apart: 1, transposed: true}, {apart: 2}, {apart: 3, transposed: true}, {apart: 1, reverse: true}, {apart: 1, repeat: true}, {apart: 1, repeatColumn: true}}

// place lays values, rows of n, out at the beginning or the end of guarded memory.
func (l layout) place(mem []byte, end bool, values []byte, m, n, size int) Matrix {
	if l.repeat || l.repeatColumn {
		for i := range m {
			for j := range n {
				from := i * n * size
				if l.repeat {
					from = j * size
				}
				copy(values[(i*n+j)*size:][:size], values[from:from+size])
			}
		}
	}
	rows, columns := m, n
	if l.transposed {
		rows, columns = n, m
	}
	// Rows are one element longer than need be, but for the last.
	span := max(columns-1, 0)*l.apart + 1
	if need := max((rows-1)*(span+1)+span, 1) * size; end {
		mem = mem[len(mem)-need:]
	}
	x := Matrix{unsafe.Pointer(&mem[0]), (span + 1) * size, l.apart * size}
	if l.transposed {
		x = x.T()
	}
	if l.reverse && m > 0 {
		x.Ptr, x.Row = x.at(m-1, 0), -x.Row
	}
	if l.repeat {
		x.Row = 0
	}
	if l.repeatColumn {
		x.Col = 0
	}
	x.set(values, m, n, size)
	return x
}

func (x Matrix) set(values []byte, m, n, size int) {
	for i := range m {
		for j := range n {
			copy(unsafe.Slice((*byte)(x.at(i, j)), size), values[(i*n+j)*size:])
		}
	}
}

func (x Matrix) get(m, n, size int) []byte {
	values := make([]byte, m*n*size)
	for i := range m {
		for j := range n {
			copy(values[(i*n+j)*size:][:size], unsafe.Slice((*byte)(x.at(i, j)), size))
		}
	}
	return values
}

func elements[T any](b []byte) []T {
	var z T
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(z)))
}

// check compares a product with the reference at every level, on so many threads each.
func check[T comparable](t *testing.T, mem *[3][]byte, e element[T], r *rand.Rand, m, n, k int, a, b, c layout, special bool, threads ...int) {
	size := e.dtype.Size()
	data := func(n int) []byte {
		if special {
			return sample.Special(r, e.dtype, n, r.IntN(100))
		}
		return sample.Plain(r, e.dtype, n)
	}
	x, y := data(max(m*k, 1))[:m*k*size], data(max(k*n, 1))[:k*n*size]
	p := Product{Set: e.set, Size: size, Pair: e.pair, M: m, N: n, K: k}
	if e.pair {
		p.Size /= 2
	}
	end := r.IntN(2) == 0
	p.A, p.B = a.place(mem[0], end, x, m, k, size), b.place(mem[1], end, y, k, n, size)
	want := e.product(m, n, k, elements[T](x), elements[T](y))
	wantBytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(want))), len(want)*size)
	for _, l := range kernel.Levels() {
		for _, p.Threads = range threads {
			restore, err := kernel.SetLevel(l)
			require.NoError(t, err)
			p.C = c.place(mem[2], end, make([]byte, m*n*size), m, n, size)
			p.Run()
			restore()
			got := p.C.get(m, n, size)
			if string(got) == string(wantBytes) {
				continue
			}
			g := elements[T](got)
			for i := range want {
				if string(got[i*size:][:size]) != string(wantBytes[i*size:][:size]) {
					t.Fatalf("%v %s %dx%dx%d, layouts %+v %+v %+v, %d threads: element %d, %d is %v, not %v", e.dtype, l, m, n, k, a, b, c, p.Threads, i/n, i%n, g[i], want[i])
				}
			}
		}
	}
}

// Every product of m, n and k up to 70, a third of them by chance and with -short a fifth of all, and some larger ones, is
// the three plain loops: at every level, in every layout, and touches nothing else.
func TestProducts(t *testing.T) {
	kerneltest.Required(t)
	t.Run("float64", func(t *testing.T) { testProducts(t, float64s) })
	t.Run("float32", func(t *testing.T) { testProducts(t, float32s) })
	t.Run("int32", func(t *testing.T) { testProducts(t, int32s) })
	t.Run("int64", func(t *testing.T) { testProducts(t, int64s) })
	t.Run("complex64", func(t *testing.T) { testProducts(t, complex64s) })
	t.Run("complex128", func(t *testing.T) { testProducts(t, complex128s) })
}

func testProducts[T comparable](t *testing.T, e element[T]) {
	r := rand.New(rand.NewPCG(1, uint64(e.dtype)))
	var mem [3][]byte
	for i := range mem {
		mem[i] = kerneltest.Guarded(t, 32<<20)
	}
	any := func(list []layout) layout { return list[r.IntN(len(list))] }
	outputs := layouts[:5]
	plain := layouts[0]
	for m := range 71 {
		for n := range 71 {
			if testing.Short() && (m+2*n)%5 != 0 {
				continue
			}
			k := r.IntN(71)
			if r.IntN(4) > 0 {
				k = r.IntN(6)
			}
			a, b, c := any(layouts), any(layouts), any(outputs)
			if r.IntN(2) == 0 {
				a, b, c = plain, plain, plain
			}
			check(t, &mem, e, r, m, n, k, a, b, c, r.IntN(2) == 0, 1)
		}
	}
	for k := range 71 {
		check(t, &mem, e, r, r.IntN(20), r.IntN(40), k, any(layouts), any(layouts), any(outputs), k%2 == 0, 1)
	}
	for _, k := range []int{255, 256, 257, 511, 512, 513, 1030} {
		for range 6 {
			check(t, &mem, e, r, r.IntN(40), r.IntN(80), k, any(layouts), any(layouts), any(outputs), r.IntN(2) == 0, 1)
		}
		check(t, &mem, e, r, 1, 1+r.IntN(100), k, plain, plain, plain, false, 1)
	}
	if testing.Short() {
		return
	}
	for i, d := range [][3]int{{300, 290, 310}, {1100, 9, 20}, {5, 2100, 30}, {130, 1100, 270}, {1, 1100, 530}, {1040, 1, 300}} {
		check(t, &mem, e, r, d[0], d[1], d[2], any(layouts), any(layouts), any(outputs), i%2 == 1, 1, 4, 7)
	}
}

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

// BenchmarkRow measures the fastest of several products of a vector with a matrix of float64,
// as it lies and transposed, in the two orders.
func BenchmarkRow(b *testing.B) {
	for _, l := range kernel.Levels() {
		for _, n := range []int{64, 256, 1000, 1024} {
			x, y, z := make([]float64, n), make([]float64, n*n), make([]float64, n)
			m := Matrix{unsafe.Pointer(&y[0]), n * 8, 8}
			p := Product{Set: &products.MatmulFloat64, Size: 8, M: 1, N: n, K: n, A: Matrix{unsafe.Pointer(&x[0]), 0, 8}, B: m, C: Matrix{unsafe.Pointer(&z[0]), 0, 8}, Threads: 1}
			q := p
			q.B = m.T()
			d := Dots{Set: p.Set, Size: 8, M: n, K: n, A: m.T(), X: p.A.Ptr, Step: 8, C: p.C.Ptr, Next: 8}
			for name, f := range map[string]func(){"serial": p.Run, "transposed": q.Run, "wide": d.Run} {
				b.Run(fmt.Sprintf("%s/%s/%d", name, l, n), func(b *testing.B) {
					restore, err := kernel.SetLevel(l)
					require.NoError(b, err)
					defer restore()
					fastest := time.Hour
					for b.Loop() {
						began := time.Now()
						f()
						fastest = min(fastest, time.Since(began))
					}
					b.ReportMetric(float64(8*n*n)/float64(fastest.Nanoseconds()), "GB/s")
				})
			}
		}
	}
}

// A product that is added to what is in C is the product and a sum, for each shape that a tile may have.
func TestAdd(t *testing.T) {
	for _, size := range [][3]int{{1, 1, 1}, {1, 37, 5}, {37, 1, 5}, {5, 9, 256}, {13, 70, 3}, {64, 64, 64}, {130, 33, 0}} {
		m, n, k := size[0], size[1], size[2]
		for _, transposed := range []bool{false, true} {
			a, b, c := make([]float64, m*k+1), make([]float64, k*n+1), make([]float64, m*n)
			for _, x := range [][]float64{a, b, c} {
				for i := range x {
					x[i] = rand.NormFloat64()
				}
			}
			sum := float64s.product(m, n, k, a, b)
			for i := range sum {
				at := i
				if transposed {
					at = i%n*m + i/n
				}
				sum[i] += c[at]
			}
			p := Product{
				Set: float64s.set, Size: 8, M: m, N: n, K: k, Threads: 1, Add: true,
				A: Matrix{unsafe.Pointer(&a[0]), 8 * k, 8}, B: Matrix{unsafe.Pointer(&b[0]), 8 * n, 8}, C: Matrix{unsafe.Pointer(&c[0]), 8 * n, 8},
			}
			if transposed {
				p.C = Matrix{unsafe.Pointer(&c[0]), 8, 8 * m}
			}
			p.Run()
			for i, want := range sum {
				at := i
				if transposed {
					at = i%n*m + i/n
				}
				require.Equal(t, want, c[at], "%v %v", size, i)
			}
		}
	}
}
