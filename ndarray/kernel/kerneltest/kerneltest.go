// SPDX-License-Identifier: BSD-3-Clause

// Package kerneltest tests kernels: every implementation that a machine has,
// bit for bit against the body evaluated one element at a time.
package kerneltest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/sample"
)

// Kernel is a kernel under test.
type Kernel struct {
	Set     *kernel.Set
	In, Out []dtype.DType
	// Scalars is how many of the inputs, the last of them, are one number for a
	// whole call.
	Scalars int
	// Fold, if not nil, is the kernel's fold, in the order Pairwise if that is
	// set; see package kernel.
	Fold     *kernel.Set
	Pairwise bool
	// Scan, if not nil, is the kernel's scan; see package kernel.
	Scan *kernel.Set
	// Body computes one element: in and out point to the operands.
	Body func(in, out []unsafe.Pointer)
}

// MaxN is the longest row that Run tries: above two iterations of the longest loop.
const MaxN = 139

// EnvRequire names the environment variable that lists the levels
// which must be tested, as "avx2,avx512": where this machine or build lacks
// one, the test fails.
const EnvRequire = "ARRAYGEN_REQUIRE"

// Required returns the levels to test, and fails t where one that is required
// is absent.
func Required(t testing.TB) []kernel.Level {
	t.Helper()
	levels := kernel.Levels()
	for _, name := range strings.FieldsFunc(os.Getenv(EnvRequire), func(r rune) bool { return r == ',' }) {
		l, err := kernel.ParseLevel(name)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, have := range levels {
			found = found || have == l
		}
		if !found {
			t.Fatalf("%s requires %s, which this machine or build does not have", EnvRequire, l)
		}
	}
	return levels
}

// Run tests kernels as subtests: on every level, for all lengths up to MaxN,
// at several offsets, between guard pages where the system has them, with
// special values, in place, with scalars, and over several rows; and their folds, scans, and
// forms for operands of any strides.
func Run(t *testing.T, ks []Kernel) {
	levels := Required(t)
	for _, k := range ks {
		t.Run(k.Set.Name, func(t *testing.T) {
			c := newCheck(t, k)
			for _, l := range levels {
				c.level(l)
			}
			if k.Fold != nil {
				f := newFoldCheck(c)
				for _, l := range levels {
					f.level(l)
				}
			}
			if k.Scan != nil {
				for _, l := range levels {
					c.scan(l)
				}
			}
		})
	}
}

// elements is the length of the data that windows are taken from.
const elements = 4 * (MaxN + 8)

// check is the data of a kernel and what its body makes of it.
type check struct {
	t    testing.TB
	k    Kernel
	in   [][]byte
	want [][]byte
	// broadcast[i] is what the body gives with the first element of input i used
	// throughout.
	broadcast [][][]byte
	arena     []*arena
}

func newCheck(t testing.TB, k Kernel) *check {
	c := &check{t: t, k: k}
	r := rand.New(rand.NewPCG(1, uint64(len(k.Set.Name))))
	for i, d := range k.In {
		c.in = append(c.in, sample.Special(r, d, elements, i))
	}
	c.want = c.evaluate(-1)
	for i := range k.In {
		c.broadcast = append(c.broadcast, c.evaluate(i))
	}
	for _, d := range append(append([]dtype.DType{}, k.In...), k.Out...) {
		a := newArena(t, (MaxN+8)*d.Size())
		c.arena = append(c.arena, a)
	}
	return c
}

// evaluate applies the body to all elements; input fixed keeps its first.
func (c *check) evaluate(fixed int) [][]byte {
	out := make([][]byte, len(c.k.Out))
	for i, d := range c.k.Out {
		out[i] = sample.Aligned(elements * d.Size())
	}
	pin, pout := make([]unsafe.Pointer, len(c.k.In)), make([]unsafe.Pointer, len(c.k.Out))
	for e := range elements {
		for i, d := range c.k.In {
			at := e
			if i == fixed {
				at = 0
			}
			pin[i] = unsafe.Pointer(&c.in[i][at*d.Size()])
		}
		for i, d := range c.k.Out {
			pout[i] = unsafe.Pointer(&out[i][e*d.Size()])
		}
		c.k.Body(pin, pout)
	}
	return out
}

func (c *check) level(l kernel.Level) {
	for n := 0; n <= MaxN; n++ {
		c.contiguous(l, n, n%7, n%2 == 0)
		if n%5 == 0 {
			for i := range c.k.In {
				c.inPlace(l, n, i)
				c.scalar(l, n, i)
			}
			c.twice(l, n)
		}
	}
	c.rows(l)
	c.strided(l)
}

// call runs the kernel at level l.
func (c *check) call(l kernel.Level, n, rows int, op func(i int) kernel.Operand) {
	a := kernel.Args{N: n, Rows: rows, Scratch: new(kernel.Scratch)}
	for i := range len(c.k.In) + len(c.k.Out) {
		a.Op[i] = op(i)
	}
	c.k.Set.RunAt(l, &a)
}

// place copies n elements of input i from element from on into its arena: at
// its end, so that the guard page follows, or at its start plus off elements.
func (c *check) place(i, from, n, off int, end bool) unsafe.Pointer {
	size := c.k.In[i].Size()
	p := c.arena[i].at(n*size, off*size, end)
	copy(unsafe.Slice((*byte)(p), n*size), c.in[i][from*size:])
	return p
}

// contiguous runs one row of n elements.
func (c *check) contiguous(l kernel.Level, n, off int, end bool) {
	from := n % 11
	c.call(l, n, 1, func(i int) kernel.Operand {
		if i < len(c.k.In) {
			return kernel.Operand{Ptr: c.place(i, from, n, off, end), Inner: c.k.In[i].Size()}
		}
		return kernel.Operand{Ptr: c.output(i, n, off, end), Inner: c.k.Out[i-len(c.k.In)].Size()}
	})
	c.compare(l, fmt.Sprintf("n=%d offset=%d", n, off), c.want, from, n, off, end)
	if c.k.Set.InRegisters && len(c.k.In) <= 2 && len(c.k.Out) == 1 {
		c.row(l, n, off, end)
	}
}

// row is contiguous without scratch memory.
func (c *check) row(l kernel.Level, n, off int, end bool) {
	restore, err := kernel.SetLevel(l)
	if err != nil {
		c.t.Fatal(err)
	}
	defer restore()
	from, in, size := n%11, len(c.k.In), c.k.Out[0].Size()
	x, y := c.place(0, from, n, off, end), c.output(in, n, off, end)
	var done int
	if in == 1 {
		done = c.k.Set.RunRow1(n, x, y, c.k.In[0].Size(), size)
	} else {
		done = c.k.Set.RunRow2(n, x, c.place(1, from, n, off, end), y, c.k.In[0].Size(), c.k.In[1].Size(), size)
	}
	loop := c.k.Set.Level(l).Loop() || c.k.Set.PrefersGo(l)
	if loop != (done < 0) || done < n && !loop && !c.k.Set.Rare {
		c.t.Fatalf("%s on %s, n=%d without scratch memory: %d elements are done", c.k.Set.Name, l, n, done)
	}
	c.same(l, fmt.Sprintf("n=%d without scratch memory", n), 0, unsafe.Slice((*byte)(y), max(done, 0)*size), c.want[0][from*size:], max(done, 0))
	if !c.arena[in].untouched(0xa5, n*size, off*size, end) {
		c.t.Fatalf("%s on %s, n=%d without scratch memory: memory outside the output was written", c.k.Set.Name, l, n)
	}
}

// output fills the room of an output, so that what is not written shows.
func (c *check) output(i, n, off int, end bool) unsafe.Pointer {
	size := c.k.Out[i-len(c.k.In)].Size()
	a := c.arena[i]
	a.fill(0xa5)
	return a.at(n*size, off*size, end)
}

func (c *check) compare(l kernel.Level, what string, want [][]byte, from, n, off int, end bool) {
	c.t.Helper()
	for o, d := range c.k.Out {
		size := d.Size()
		a := c.arena[len(c.k.In)+o]
		got := unsafe.Slice((*byte)(a.at(n*size, off*size, end)), n*size)
		c.same(l, what, o, got, want[o][from*size:], n)
		if !a.untouched(0xa5, n*size, off*size, end) {
			c.t.Fatalf("%s on %s, %s: output %d: memory outside the output was written", c.k.Set.Name, l, what, o+1)
		}
	}
}

func (c *check) same(l kernel.Level, what string, o int, got, want []byte, n int) {
	c.t.Helper()
	size := c.k.Out[o].Size()
	for e := range n {
		g, w := got[e*size:(e+1)*size], want[e*size:(e+1)*size]
		if !bytes.Equal(g, w) {
			c.t.Fatalf("%s on %s, %s: output %d, element %d: got % x, want % x", c.k.Set.Name, l, what, o+1, e, g, w)
		}
	}
}

// inPlace runs with every output of input i's type in the place of input i.
func (c *check) inPlace(l kernel.Level, n, i int) {
	first := -1
	for o, d := range c.k.Out {
		if d.Size() == c.k.In[i].Size() {
			first = o
			break
		}
	}
	if first < 0 {
		return
	}
	var p unsafe.Pointer
	c.call(l, n, 1, func(k int) kernel.Operand {
		switch {
		case k < len(c.k.In):
			q := c.place(k, 3, n, 0, true)
			if k == i {
				p = q
			}
			return kernel.Operand{Ptr: q, Inner: c.k.In[k].Size()}
		case k == len(c.k.In)+first:
			return kernel.Operand{Ptr: p, Inner: c.k.In[i].Size()}
		}
		return kernel.Operand{Ptr: c.output(k, n, 0, true), Inner: c.k.Out[k-len(c.k.In)].Size()}
	})
	size := c.k.Out[first].Size()
	c.same(l, fmt.Sprintf("n=%d in place of input %d", n, i+1), first, unsafe.Slice((*byte)(p), n*size), c.want[first][3*size:], n)
}

// twice runs a kernel of two like inputs and a like output with all three in
// one place.
func (c *check) twice(l kernel.Level, n int) {
	k := c.k
	if len(k.In) != 2 || len(k.Out) != 1 || k.In[0] != k.In[1] || k.Out[0] != k.In[0] {
		return
	}
	size := k.In[0].Size()
	p := c.place(0, 5, n, 0, true)
	c.call(l, n, 1, func(int) kernel.Operand { return kernel.Operand{Ptr: p, Inner: size} })
	want := sample.Aligned(max(n, 1) * size)
	for e := range n {
		x := unsafe.Pointer(&c.in[0][(5+e)*size])
		k.Body([]unsafe.Pointer{x, x}, []unsafe.Pointer{unsafe.Pointer(&want[e*size])})
	}
	c.same(l, fmt.Sprintf("n=%d, all in one place", n), 0, unsafe.Slice((*byte)(p), n*size), want, n)
}

// scalar runs with input i broadcast.
func (c *check) scalar(l kernel.Level, n, i int) {
	from := 2
	c.call(l, n, 1, func(k int) kernel.Operand {
		switch {
		case k == i:
			return kernel.Operand{Ptr: c.place(k, 0, 1, 0, true)}
		case k < len(c.k.In):
			return kernel.Operand{Ptr: c.place(k, from, n, 0, true), Inner: c.k.In[k].Size()}
		}
		return kernel.Operand{Ptr: c.output(k, n, 0, true), Inner: c.k.Out[k-len(c.k.In)].Size()}
	})
	c.compare(l, fmt.Sprintf("n=%d input %d broadcast", n, i+1), c.broadcast[i], from, n, 0, true)
}

// rows runs several short rows with gaps between them.
func (c *check) rows(l kernel.Level) {
	const n, rows, step = 7, 9, 9 // elements
	c.call(l, n, rows, func(k int) kernel.Operand {
		if k < len(c.k.In) {
			size := c.k.In[k].Size()
			return kernel.Operand{Ptr: c.place(k, 0, rows*step, 0, true), Inner: size, Outer: step * size}
		}
		size := c.k.Out[k-len(c.k.In)].Size()
		return kernel.Operand{Ptr: c.output(k, rows*step, 0, true), Inner: size, Outer: step * size}
	})
	for o, d := range c.k.Out {
		size := d.Size()
		base := c.arena[len(c.k.In)+o].at(rows*step*size, 0, true)
		for r := range rows {
			got := unsafe.Slice((*byte)(unsafe.Add(base, r*step*size)), step*size)
			c.same(l, fmt.Sprintf("row %d", r), o, got, c.want[o][r*step*size:], n)
			for _, b := range got[n*size:] {
				if b != 0xa5 {
					c.t.Fatalf("%s on %s: row %d: the gap after it was written", c.k.Set.Name, l, r)
				}
			}
		}
	}
}
