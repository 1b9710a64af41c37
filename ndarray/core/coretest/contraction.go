// SPDX-License-Identifier: BSD-3-Clause

package coretest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/core"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/kerneltest"
	"github.com/arraygen/arraygen/ndarray/kernel/sample"
)

// contractionLengths are the lengths of the dimensions that a contraction is tried with, m, n and k: those round
// the shapes of tiles, and more than a block of each.
var contractionLengths = [][3]int{
	{0, 3, 5}, {3, 0, 5}, {3, 4, 0}, {1, 1, 1}, {1, 1, 300}, {2, 3, 4}, {1, 7, 9}, {7, 1, 9}, {1, 64, 31}, {1, 133, 260}, {5, 8, 1},
	{3, 16, 17}, {6, 16, 256}, {7, 17, 257}, {13, 33, 40}, {14, 32, 512}, {29, 37, 600}, {33, 5, 70}, {61, 129, 19}, {150, 3, 33}, {3, 1100, 6},
}

// contraction is a call of a contraction under test.
type contraction struct {
	check
	lengths []int // of the dimensions, by their numbers
	m, n, k int
}

// runContraction tests a contraction on every level.
func runContraction(t *testing.T, k Kernel, levels []kernel.Level) {
	r := rand.New(rand.NewPCG(5, uint64(len(k.Kernel.Name))))
	var arena [][]byte
	for range len(k.In) + len(k.Out) {
		arena = append(arena, kerneltest.Guarded(t, 1<<20))
	}
	for i, l := range contractionLengths {
		if testing.Short() && i%3 != len(k.Kernel.Name)%3 {
			continue // another kernel has it
		}
		for special := range 2 {
			c := newContraction(t, k, l[0], l[1], l[2])
			c.arena = arena
			if c.k == 0 && k.Kernel.NotEmpty || c.sum() > 1<<16 && special == 1 {
				continue
			}
			c.fill(r, special == 1)
			for _, level := range levels {
				c.level(level)
			}
		}
	}
}

// RunContraction tests a contraction on the given levels, for dimensions of the given lengths and random elements. On each
// level it calls more with the elements of the inputs, what the body makes of them, and the shapes of both. It returns how many
// elements were combined.
func RunContraction(t *testing.T, r *rand.Rand, k Kernel, levels []kernel.Level, m, n, depth int, more func(l kernel.Level, in, want [][]byte, shapes [][]int)) int {
	c := newContraction(t, k, m, n, depth)
	for i, d := range c.types() {
		n := 2*c.count(i)*d.Size() + 64
		c.arena = append(c.arena, sample.Aligned(n + 64)[:n]) // an operand without elements lies at its end, and in this memory
	}
	c.fill(r, r.IntN(2) == 0)
	var shapes [][]int
	for _, axes := range k.Kernel.Contraction.Axes {
		shape := []int{}
		for _, a := range axes {
			shape = append(shape, c.axis(a))
		}
		shapes = append(shapes, shape)
	}
	for _, l := range levels {
		c.level(l)
		more(l, c.in, c.want, shapes)
	}
	return c.sum()
}

func newContraction(t testing.TB, k Kernel, m, n, depth int) *contraction {
	x := k.Kernel.Contraction
	c := &contraction{check: check{t: t, k: k}, m: m, n: n, k: depth}
	c.lengths = make([]int, kernel.MaxCore)
	c.lengths[k.Kernel.Dim] = depth
	c.lengths[x.Free[len(x.Free)-1]] = n
	if len(x.Free) == 2 {
		c.lengths[x.Free[0]] = m
	} else {
		c.m = 1
	}
	return c
}

// sum is how many elements are combined.
func (c *contraction) sum() int { return c.m * c.n * c.k }

// axis is the length of an axis.
func (c *contraction) axis(a core.Axis) int {
	n := c.lengths[a.Dim]
	if a.Plus >= 0 {
		n = max(n+c.lengths[a.Plus]-1, 0)
	}
	return n
}

// count is how many elements operand i has.
func (c *contraction) count(i int) int {
	n := 1
	for _, a := range c.check.k.Kernel.Contraction.Axes[i] {
		n *= c.axis(a)
	}
	return n
}

// offset is the number of the element of operand i at the given indices, if its elements lie one after the
// other.
func (c *contraction) offset(i, m, n, k int) int {
	x := c.check.k.Kernel.Contraction
	index := func(d int8) int {
		switch {
		case d < 0:
			return 0
		case int(d) == c.check.k.Kernel.Dim:
			return k
		case d == x.Free[len(x.Free)-1]:
			return n
		}
		return m
	}
	at := 0
	for _, a := range x.Axes[i] {
		at = at*c.axis(a) + index(a.Dim) + index(a.Plus)
	}
	return at
}

// fill makes the inputs, and what the body makes of them: of each element of the outputs, from a row.
func (c *contraction) fill(r *rand.Rand, special bool) {
	k := c.check.k
	c.what = fmt.Sprintf("m, n, k = %d, %d, %d, special values: %v", c.m, c.n, c.k, special)
	c.in, c.want = nil, nil
	for i, d := range k.In {
		n := c.count(i)
		data := sample.Ordinary(r, d, n+1)
		if special {
			data = sample.Special(r, d, n+1, i)
		}
		c.in = append(c.in, data[:n*d.Size()])
	}
	for i, d := range k.Out {
		c.want = append(c.want, sample.Aligned(c.count(len(k.In)+i)*d.Size()+8))
	}
	rows := make([][]byte, len(k.In))
	for i, d := range k.In {
		rows[i] = sample.Aligned((c.k+1)*d.Size() + 8)
	}
	for m := range c.m {
		for n := range c.n {
			var in, out []unsafe.Pointer
			for i, d := range k.In {
				size, row := d.Size(), rows[i]
				for e := range max(c.k, 1) {
					if at := c.offset(i, m, n, e); at < c.count(i) {
						copy(row[e*size:(e+1)*size], c.in[i][at*size:])
					}
				}
				in = append(in, unsafe.Pointer(&row[0]))
			}
			for i, d := range k.Out {
				out = append(out, unsafe.Pointer(&c.want[i][c.offset(len(k.In)+i, m, n, 0)*d.Size()]))
			}
			k.Body(in, out, c.k)
		}
	}
}

// level compares the kernel on a level with the body.
func (c *contraction) level(l kernel.Level) {
	restore, err := kernel.SetLevel(l)
	if err != nil {
		c.t.Fatal(err)
	}
	defer restore()
	for _, at := range []layout{{name: "contiguous", stride: 1}, {name: "turned round", stride: 0}, {name: "every second", stride: 2}, {name: "reversed", stride: -1}, {name: "misaligned", stride: 1, shift: 1}} {
		for _, threads := range []int{1, 3} {
			if testing.Short() && threads > 1 != (at.stride == 1) {
				continue
			}
			c.run(l, at, threads)
		}
	}
	c.slices(l)
}

// run compares a call with operands of a layout: of stride 0, with axes in the other order.
func (c *contraction) run(l kernel.Level, at layout, threads int) {
	k := c.check.k
	var a kernel.Args
	a.N, a.Rows, a.Core = 1, 1, new(kernel.Core)
	a.Core.Threads = threads
	copy(a.Core.Len[:], c.lengths)
	types := c.types()
	for i, d := range types {
		axes := k.Kernel.Contraction.Axes[i]
		size, step := d.Size(), max(at.stride, -at.stride, 1)*d.Size()
		arena := c.arena[i]
		base := unsafe.Add(unsafe.Pointer(unsafe.SliceData(arena)), len(arena)-c.count(i)*step-at.shift) // at its very end
		strides := a.Core.Stride[i][:len(axes)]
		next := step
		for j := range axes {
			e := len(axes) - 1 - j
			if at.stride == 0 {
				e = j
			}
			strides[e] = next
			next *= c.axis(axes[e])
		}
		if at.stride < 0 && c.count(i) > 0 { // else there is nothing that a pointer might point to
			for e := range axes {
				if n := c.axis(axes[e]); n > 0 {
					base = unsafe.Add(base, (n-1)*strides[e])
				}
				strides[e] = -strides[e]
			}
		}
		a.Op[i].Ptr = base
		if i < len(k.In) {
			c.each(&a, i, func(p unsafe.Pointer, e int) { copy(unsafe.Slice((*byte)(p), size), c.in[i][e*size:(e+1)*size]) })
		}
	}
	k.Kernel.Run(&a)
	for o, d := range k.Out {
		size, bad := d.Size(), 0
		c.each(&a, len(k.In)+o, func(p unsafe.Pointer, e int) {
			got, want := unsafe.Slice((*byte)(p), size), c.want[o][e*size:(e+1)*size]
			if bad < 3 && !bytes.Equal(got, want) {
				bad++
				c.t.Errorf("%s, %s, %s, %d threads: output %d, element %d is %x, the body gives %x", l, c.what, at.name, threads, o+1, e, reversed(got), reversed(want))
			}
		})
		if bad > 0 {
			c.t.FailNow()
		}
	}
}

// each calls f with the address and number of every element of operand i.
func (c *contraction) each(a *kernel.Args, i int, f func(p unsafe.Pointer, at int)) {
	axes := c.check.k.Kernel.Contraction.Axes[i]
	for e := range c.count(i) {
		p, rest := a.Op[i].Ptr, e
		for j := len(axes) - 1; j >= 0; j-- {
			n := c.axis(axes[j])
			p = unsafe.Add(p, rest%n*a.Core.Stride[i][j])
			rest /= n
		}
		f(p, e)
	}
}

// slices compares what functions of slices make of it.
func (c *contraction) slices(l kernel.Level) {
	k := c.check.k
	var vecs []kernel.Vec
	out := make([][]byte, len(k.Out))
	for i, d := range c.types() {
		n := c.count(i)
		data := sample.Aligned(n*d.Size() + 8)
		if i < len(k.In) {
			copy(data, c.in[i])
		} else {
			out[i-len(k.In)] = data
		}
		vecs = append(vecs, c.vecOf(d, unsafe.Pointer(&data[0]), n, len(k.Kernel.Contraction.Axes[i]) == 0))
	}
	if err := k.Kernel.ApplyContraction("test", c.dims(), vecs...); err != nil {
		c.t.Fatalf("%s, %s: %v", l, c.what, err)
	}
	for i, d := range k.Out {
		size := c.count(len(k.In)+i) * d.Size()
		if !bytes.Equal(out[i][:size], c.want[i][:size]) {
			c.t.Fatalf("%s, %s, slices: output %d differs from what the body gives", l, c.what, i+1)
		}
	}
}

// dims are the lengths of the dimensions that there are.
func (c *contraction) dims() []int {
	n := 0
	for _, axes := range c.check.k.Kernel.Contraction.Axes {
		for _, a := range axes {
			n = max(n, int(a.Dim)+1, int(a.Plus)+1)
		}
	}
	return c.lengths[:n]
}

func (c *contraction) vecOf(d dtype.DType, p unsafe.Pointer, n int, scalar bool) kernel.Vec {
	switch d.Size() {
	case 1:
		return contractionVec((*[1]byte)(p), n, scalar)
	case 2:
		return contractionVec((*[2]byte)(p), n, scalar)
	case 4:
		return contractionVec((*[4]byte)(p), n, scalar)
	case 8:
		return contractionVec((*[8]byte)(p), n, scalar)
	}
	return contractionVec((*[16]byte)(p), n, scalar)
}

func contractionVec[T any](p *T, n int, scalar bool) kernel.Vec {
	if scalar {
		return kernel.ScalarOf(p)
	}
	return kernel.VecOf(unsafe.Slice(p, n))
}

// benchmarkContraction times a contraction as sub-benchmarks.
func benchmarkContraction(b *testing.B, k Kernel) {
	for _, n := range []int{16, 128, 512} {
		c := newContraction(b, k, n, n, n)
		var a kernel.Args
		a.N, a.Rows, a.Core = 1, 1, new(kernel.Core)
		copy(a.Core.Len[:], c.lengths)
		r := rand.New(rand.NewPCG(1, 2))
		for i, d := range c.types() {
			data := sample.Ordinary(r, d, c.count(i)+1)
			a.Op[i].Ptr = unsafe.Pointer(unsafe.SliceData(data))
			step := d.Size()
			axes := k.Kernel.Contraction.Axes[i]
			for j := len(axes) - 1; j >= 0; j-- {
				a.Core.Stride[i][j] = step
				step *= c.axis(axes[j])
			}
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
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(c.sum()), "ns/elem")
			})
		}
	}
}
