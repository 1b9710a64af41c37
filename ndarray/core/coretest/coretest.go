// SPDX-License-Identifier: BSD-3-Clause

// Package coretest tests kernels with a core dimension: every implementation that a machine
// has, bit for bit against the text of their bodies as plain loops.
package coretest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/core"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/kerneltest"
	"github.com/arraygen/arraygen/ndarray/kernel/sample"
)

// Kernel is a kernel with a core dimension under test.
type Kernel struct {
	Kernel  *core.Kernel
	In, Out []dtype.DType
	// InRows and OutRows say which operands have the core dimension.
	InRows, OutRows []bool
	// Body computes a row of n elements: in and out point to the operands, whose elements
	// are contiguous, or of an input that is a table to a slice of them. There is an element to
	// read even if n is 0.
	Body func(in, out []unsafe.Pointer, n int)
	// Plane is Body of a kernel of two core dimensions: it computes m rows.
	Plane func(in, out []unsafe.Pointer, m, n int)
}

// lengths are the lengths of rows that Run tries: every one of up to some vectors, those
// around the leaves of the orders, and more than is done at once.
func lengths() (ns []int) {
	for n := range 71 {
		ns = append(ns, n)
	}
	return append(ns, 127, 128, 129, 137, 255, 256, 257, 300, 1000, 1031, 8192, 8193, 8200, 20011, kernel.Chunk+77)
}

// Run tests kernels with a core dimension as subtests: on every level, with rows of many
// lengths between guard pages where the system has them, with ordinary numbers and with special
// values, in place, over several rows, and with strides of any kind.
func Run(t *testing.T, ks []Kernel) {
	levels := kerneltest.Required(t)
	for _, k := range ks {
		t.Run(k.Kernel.Name, func(t *testing.T) {
			if k.Kernel.Contraction != nil {
				runContraction(t, k, levels)
				return
			}
			c := check{t: t, k: k}
			for _, d := range c.types() {
				c.arena = append(c.arena, kerneltest.Guarded(t, testRows*2*(kernel.Chunk+400)*d.Size()))
			}
			r := rand.New(rand.NewPCG(3, uint64(len(k.Kernel.Name))))
			for _, n := range lengths() {
				if n == 0 && k.Kernel.NotEmpty || n > kernel.Chunk/3 && k.Plane != nil {
					continue
				}
				for special := range 2 {
					c.make(r, n, special == 1)
					for _, l := range levels {
						c.level(l)
					}
				}
			}
		})
	}
}

// testRows is how many rows a call of a test has.
const testRows = 3

// check is the data of some rows, and what the body makes of it.
type check struct {
	t    testing.TB
	k    Kernel
	n    int
	m    int // rows of a plane
	what string
	// special says that elements are special values: a function of a row may leave NaNs to the passes.
	special bool
	in      [][]byte // testRows rows or planes
	want    [][]byte
	// arena is the memory of each operand.
	arena [][]byte
}

func (c *check) types() []dtype.DType {
	return append(append([]dtype.DType{}, c.k.In...), c.k.Out...)
}

// isRow reports whether operand i has the core dimension.
func (c *check) isRow(i int) bool {
	if i < len(c.k.InRows) {
		return c.k.InRows[i]
	}
	return c.k.OutRows[i-len(c.k.InRows)]
}

// length is how many elements a row has in operand i.
func (c *check) length(i int) int {
	switch o := c.k.Kernel.Operands[i]; {
	case o.Table && o.Len > 0:
		return o.Len
	case o.Table:
		return tableLengths[c.n%len(tableLengths)]
	case c.isRow(i):
		tall, wide := c.extent(i)
		return tall * wide
	}
	return 1
}

// extent is how many rows of how many elements operand i, which has the core dimension, has in
// a row or a plane.
func (c *check) extent(i int) (tall, wide int) {
	o := c.k.Kernel.Operands[i]
	tall, wide = 1, c.n
	if o.Rows {
		tall = c.m
	}
	if c.k.Kernel.Edge == core.Valid {
		tall, wide = tall+o.RowWindow, wide+o.Window
	}
	return tall, wide
}

// planeRows are how many rows planes have, by the length of these.
var planeRows = []int{3, 1, 2, 5, 0, 7, 4}

// tableLengths are those of tables of any number of elements.
var tableLengths = []int{1, 2, 5, 16, 33, 100, 300, 1000}

// make makes rows of n elements.
func (c *check) make(r *rand.Rand, n int, special bool) {
	c.m = planeRows[n%len(planeRows)]
	if n > 10000 {
		c.m = 1 // what a plane has must fit the arena
	}
	c.special = special
	c.n, c.what = n, fmt.Sprintf("n = %d, special values: %v", n, special)
	c.in, c.want = nil, nil
	for i, d := range c.k.In {
		count := testRows * c.length(i)
		data := sample.Ordinary(r, d, count+1)
		if special {
			data = sample.Special(r, d, count+1, i)
		}
		c.in = append(c.in, data[:count*d.Size()])
	}
	for i, d := range c.k.Out {
		c.want = append(c.want, sample.Aligned(testRows*c.length(len(c.k.In)+i)*d.Size()+8))
	}
	for row := range testRows {
		var in, out []unsafe.Pointer
		for i, d := range c.k.In {
			p := unsafe.Add(unsafe.Pointer(unsafe.SliceData(c.in[i])), row*c.length(i)*d.Size())
			if c.k.Kernel.Operands[i].Table {
				p = unsafe.Pointer(&slice{p, c.length(i), c.length(i)})
			}
			in = append(in, p)
		}
		for i, d := range c.k.Out {
			out = append(out, unsafe.Add(unsafe.Pointer(&c.want[i][0]), row*c.length(len(c.k.In)+i)*d.Size()))
		}
		if c.k.Plane != nil {
			c.k.Plane(in, out, c.m, n)
		} else {
			c.k.Body(in, out, n)
		}
	}
}

// slice is a slice of any type.
type slice struct {
	data     unsafe.Pointer
	len, cap int
}

// layout is how the elements of operands lie in memory.
type layout struct {
	name    string
	stride  int // of elements, from one of a row to the next; of size 1 they are contiguous
	shift   int // bytes before an aligned address
	inPlace bool
}

var layouts = []layout{
	{"contiguous", 1, 0, false},
	{"in place", 1, 0, true},
	{"every second", 2, 0, false},
	{"reversed", -1, 0, false},
	{"misaligned", 1, 1, false},
}

// setLengths sets the lengths of the core dimensions of a call.
func (c *check) setLengths(core *kernel.Core) {
	core.Len[c.k.Kernel.Dim] = c.n
	if r := c.k.Kernel.Rows; r > 0 {
		core.Len[r-1] = c.m
	}
	for i, o := range c.k.Kernel.Operands[:len(c.k.In)] {
		if o.Table {
			core.Len[o.Dim] = c.length(i)
		}
	}
}

// level compares the kernel on a level with the body.
func (c *check) level(l kernel.Level) {
	restore, err := kernel.SetLevel(l)
	if err != nil {
		c.t.Fatal(err)
	}
	defer restore()
	for _, at := range layouts {
		c.run(l, at)
	}
	c.slices(l)
	if l.ByteDots() && slices.ContainsFunc(c.k.In, func(d dtype.DType) bool { return d.Size() == 1 }) {
		defer kernel.WithoutByteDots()()
		c.level(l)
	}
}

// slices compares the first row or plane with what functions of slices make of it.
func (c *check) slices(l kernel.Level) {
	types := c.types()
	at := make([]unsafe.Pointer, len(types))
	vecs := make([]kernel.Vec, len(types))
	place := func() {
		for i, d := range types {
			size := c.length(i) * d.Size()
			at[i] = unsafe.Add(unsafe.Pointer(unsafe.SliceData(c.arena[i])), len(c.arena[i])-size)
			if i < len(c.k.In) {
				copy(unsafe.Slice((*byte)(at[i]), size), c.in[i])
			} else {
				clear(unsafe.Slice((*byte)(at[i]), size))
			}
			vecs[i] = c.vec(i, at[i], d.Size())
		}
	}
	compare := func(what string) {
		for i, d := range c.k.Out {
			size := c.length(len(c.k.In)+i) * d.Size()
			if got, want := unsafe.Slice((*byte)(at[len(c.k.In)+i]), size), c.want[i][:size]; !bytes.Equal(got, want) {
				c.t.Fatalf("%s, %s, %s: output %d is %x, the body gives %x", l, c.what, what, i+1, got[:min(size, 64)], want[:min(size, 64)])
			}
		}
	}
	place()
	apply := c.k.Kernel.Apply
	if c.k.Plane != nil {
		apply = func(name string, vecs ...kernel.Vec) error { return c.k.Kernel.ApplyRows(name, c.m, c.n, vecs...) }
	}
	if err := apply("test", vecs...); err != nil {
		c.t.Fatalf("%s, %s: %v", l, c.what, err)
	}
	compare("slices")
	if ok, rows := c.k.Kernel.Direct(); ok {
		passes := *c.k.Kernel
		passes.Row = nil
		apply := passes.ApplyDirect
		if rows {
			apply = passes.ApplyBuffered
		}
		place()
		if err := apply("test", vecs...); err != nil {
			c.t.Fatalf("%s, %s: %v", l, c.what, err)
		}
		compare("slices without copies")
	}
	if c.k.Kernel.Row == nil {
		return
	}
	place()
	at = append(at, make([]unsafe.Pointer, kernel.RowFuncOperands-len(at))...)
	if c.k.Kernel.Row(c.n, at[0], at[1], at[2], at[3], at[4], at[5]) {
		compare("without working memory")
	} else if 0 < c.n && c.n <= kernel.Chunk && !c.special && c.k.Kernel.Passes[0].Set.Impl[l] != nil && !l.Loop() {
		c.t.Fatalf("%s, %s: the function of a row does nothing", l, c.what)
	}
}

// vec is operand i, of elements of the given size, as a function of slices takes it.
func (c *check) vec(i int, p unsafe.Pointer, size int) kernel.Vec {
	switch n := c.length(i); size {
	case 1:
		return vecOf[[1]byte](c, i, p, n)
	case 2:
		return vecOf[[2]byte](c, i, p, n)
	case 4:
		return vecOf[[4]byte](c, i, p, n)
	case 8:
		return vecOf[[8]byte](c, i, p, n)
	default:
		return vecOf[[16]byte](c, i, p, n)
	}
}

func vecOf[T any](c *check, i int, p unsafe.Pointer, n int) kernel.Vec {
	if !c.isRow(i) && !c.k.Kernel.Operands[i].Table {
		return kernel.ScalarOf((*T)(p))
	}
	return kernel.VecOf(unsafe.Slice((*T)(p), n))
}

// run compares a call with operands of a layout with the body.
func (c *check) run(l kernel.Level, at layout) {
	var a kernel.Args
	a.N, a.Rows, a.Core = testRows, 1, new(kernel.Core)
	c.setLengths(a.Core)
	types := c.types()
	stride := max(at.stride, -at.stride)
	given := map[dtype.DType]int{} // operands that an output may be
	for i, d := range types {
		size, n := d.Size(), c.length(i)
		if first, ok := given[d]; ok && at.inPlace && i >= len(c.k.In) && c.isRow(i) {
			a.Op[i], a.Core.Stride[i] = a.Op[first], a.Core.Stride[first]
			delete(given, d)
			continue
		}
		// At the very end of the memory.
		a.Op[i].Ptr = unsafe.Add(unsafe.Pointer(unsafe.SliceData(c.arena[i])), len(c.arena[i])-(testRows*n*stride*size+at.shift))
		a.Op[i].Inner = n * stride * size
		inner := stride * size
		if at.stride < 0 && n > 0 {
			a.Op[i].Ptr = unsafe.Add(a.Op[i].Ptr, (n-1)*size)
			inner = -size
		}
		c.setStrides(&a, i, inner)
		if i < len(c.k.In) {
			c.each(&a, i, func(p unsafe.Pointer, e int) {
				copy(unsafe.Slice((*byte)(p), size), c.in[i][e*size:])
			})
			if o := c.k.Kernel.Operands[i]; c.isRow(i) && o.Rows == (c.k.Kernel.Rows > 0) && o.Window == 0 && o.RowWindow == 0 {
				given[d] = i
			}
		}
	}
	c.k.Kernel.Run(&a)
	for i, d := range c.k.Out {
		size, bad := d.Size(), 0
		c.each(&a, len(c.k.In)+i, func(p unsafe.Pointer, e int) {
			got, want := unsafe.Slice((*byte)(p), size), c.want[i][e*size:(e+1)*size]
			if bad < 3 && !bytes.Equal(got, want) {
				bad++
				c.t.Errorf("%s, %s, %s: output %d, element %d is %x, the body gives %x", l, c.what, at.name, i+1, e, reversed(got), reversed(want))
			}
		})
		if bad > 0 {
			c.t.FailNow()
		}
	}
}

// each calls f with the address and number of every element of operand i.
func (c *check) each(a *kernel.Args, i int, f func(p unsafe.Pointer, at int)) {
	n, wide, down, inner := c.length(i), 1, a.Core.Stride[i][0], a.Core.Stride[i][0]
	if c.k.Kernel.Operands[i].Rows {
		_, wide = c.extent(i)
		inner = a.Core.Stride[i][1]
	}
	for row := range testRows {
		for k := range n {
			f(unsafe.Add(a.Op[i].Ptr, row*a.Op[i].Inner+k/wide*down+k%wide*inner), row*n+k)
		}
	}
}

// setStrides sets the strides of operand i along its core dimensions, inner the one from
// element to element.
func (c *check) setStrides(a *kernel.Args, i, inner int) {
	if c.k.Kernel.Operands[i].Rows {
		_, wide := c.extent(i)
		a.Core.Stride[i][0], a.Core.Stride[i][1] = wide*inner, inner
	} else {
		a.Core.Stride[i][0] = inner
	}
}

// reversed returns the bytes of a number with the most significant first.
func reversed(b []byte) []byte {
	r := bytes.Clone(b)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return r
}

// Benchmark times kernels with a core dimension as sub-benchmarks: every level, rows of
// some lengths.
func Benchmark(b *testing.B, ks []Kernel) {
	for _, k := range ks {
		if k.Kernel.Contraction != nil {
			benchmarkContraction(b, k)
			continue
		}
		for _, n := range []int{100, 1000, 20000} {
			c := check{t: b, k: k}
			c.make(rand.New(rand.NewPCG(1, 2)), n, false)
			var a kernel.Args
			a.N, a.Rows, a.Core = testRows, 1, new(kernel.Core)
			rows := 1
			if k.Plane != nil {
				rows = max(c.m, 1)
			}
			c.setLengths(a.Core)
			for i, d := range c.types() {
				m := sample.Aligned(testRows*c.length(i)*d.Size() + 8)
				if i < len(k.In) {
					copy(m, c.in[i])
				}
				a.Op[i] = kernel.Operand{Ptr: unsafe.Pointer(&m[0]), Inner: c.length(i) * d.Size()}
				c.setStrides(&a, i, d.Size())
			}
			for _, l := range kernel.Levels() {
				name := l.String()
				if l == kernel.Go {
					name = kerneltest.Portable
				}
				b.Run(fmt.Sprintf("%s/%s/n=%d", k.Kernel.Name, name, n), func(b *testing.B) {
					restore, err := kernel.SetLevel(l)
					if err != nil {
						b.Fatal(err)
					}
					defer restore()
					for b.Loop() {
						k.Kernel.Run(&a)
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(testRows*n*rows), "ns/elem")
				})
			}
		}
	}
}
