// SPDX-License-Identifier: BSD-3-Clause

package core

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
	"unsafe"

	"github.com/arraygen/arraygen/internal/gemm"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/strided"
)

// Contraction says how a kernel reduces a row for each element of one or two dimensions, which its
// outputs have: those of a matrix product, say.
type Contraction struct {
	// Free are the dimensions of the outputs, by their numbers in a call. Kernel.Dim is the one that is reduced.
	Free []int8
	// Axes are the dimensions of each input and output, in the order of its axes.
	Axes [][]Axis
	// Tile computes the reduction, if not nil.
	Tile *Tile
}

// Axis is the dimension of an axis. If Plus is not negative, elements lie at the sum of the indices of both
// dimensions, and there are so many as both have together, less one.
type Axis struct{ Dim, Plus int8 }

// Tile is a reduction by register tiles: of a row of two inputs, of which A varies with the first of two
// dimensions of the outputs, or none, and B with the last.
type Tile struct {
	Set  *kernel.TileSet
	A, B int8 // operands
	// Out is the operand that the reduction makes.
	Out int8
	// Start has the bits of what sums begin with, of elements of Size bytes.
	Start uint64
	// Blocks says that the sums of blocks are added: the order serial of floats.
	Blocks bool
}

// tileSums is the most bytes of sums that are kept for the passes after a tile.
const tileSums = 128 << 10

// place is where the elements of an operand lie: the first one, and the strides along the dimensions of the
// outputs and the one that is reduced; 0 where it has it not.
type place struct {
	ptr     unsafe.Pointer
	m, n, k int
}

// contraction is a call of a kernel with a Contraction: m and n are the lengths of the dimensions of the
// outputs, m is 1 if there is one only, and k that of the one that is reduced.
type contraction struct {
	c       *call
	kernel  *Kernel
	at      []place // of inputs and outputs
	m, n, k int
	threads int
}

// free is the dimension of rows of the outputs, -1 if there is none, and that of their elements.
func (x *Contraction) free() (m, n int8) {
	if len(x.Free) == 1 {
		return -1, x.Free[0]
	}
	return x.Free[0], x.Free[1]
}

// length returns how many elements an axis has.
func (a Axis) length(lengths []int) int {
	n := lengths[a.Dim]
	if a.Plus >= 0 {
		n = max(n+lengths[a.Plus]-1, 0)
	}
	return n
}

// place returns where operand i lies, of the given strides of its axes. What has no element to read stays where it is:
// Go's collector takes a pointer behind an operand for one to whatever lies there.
func (k *Kernel) place(i int, ptr unsafe.Pointer, strides, lengths []int) place {
	p := place{ptr: ptr}
	if k.Operands[i].Row && lengths[k.Dim] == 0 {
		return p
	}
	m, n := k.Contraction.free()
	for j, a := range k.Contraction.Axes[i] {
		for _, d := range [...]int8{a.Dim, a.Plus} {
			switch {
			case d < 0:
			case d == m:
				p.m = strides[j]
			case d == n:
				p.n = strides[j]
			default:
				p.k = strides[j]
			}
		}
	}
	return p
}

// start returns the call of k for dimensions of the given lengths.
func (k *Kernel) start(c *call, lengths []int) contraction {
	m, n := k.Contraction.free()
	x := contraction{c: c, kernel: k, m: 1, n: lengths[n], k: lengths[k.Dim], threads: 1}
	if m >= 0 {
		x.m = lengths[m]
	}
	return x
}

// runContractions runs k for each element of the loop.
func (k *Kernel) runContractions(c *call, a *kernel.Args) {
	x := k.start(c, a.Core.Len[:])
	x.threads = max(a.Core.Threads, 1)
	var at [kernel.MaxOperands]place
	x.at = at[:k.In+k.Out]
	for r := range a.Rows {
		for i := range a.N {
			for o := range x.at {
				op := &a.Op[o]
				x.at[o] = k.place(o, unsafe.Add(op.Ptr, r*op.Outer+i*op.Inner), a.Core.Stride[o][:], a.Core.Len[:])
			}
			if a.Lacks = x.run(); a.Lacks > 0 {
				return
			}
		}
	}
}

// run computes the outputs. It returns how many bytes of working memory it lacks, and then has written
// nothing; else 0.
func (x *contraction) run() (lacks int) {
	if x.m == 0 || x.n == 0 {
		return 0
	}
	if x.tiled() {
		return x.tiles()
	}
	return x.rows()
}

// tiled reports whether tiles compute the reduction. Where the order is no matter, rows that lie one after the
// other are as fast, and faster for few columns, or where an instruction set has no tile.
func (x *contraction) tiled() bool {
	t := x.kernel.Contraction.Tile
	if t == nil || x.k == 0 {
		return false
	}
	if l := kernel.Current(); !t.Blocks && l != kernel.Go && t.Set.Level(l) == kernel.Go {
		return false
	}
	size := x.kernel.Operands[t.B].Size
	for _, o := range [...]int8{t.A, t.B, t.Out} {
		if o := int(o); o < len(x.at) && x.misaligned(o) {
			return false
		}
	}
	return t.Blocks || x.n > 4 && (x.m > 2 || x.at[t.B].k != size)
}

// misaligned reports whether elements of operand o lie where loads of their lanes may not.
func (x *contraction) misaligned(o int) bool {
	p := &x.at[o]
	at := uintptr(p.ptr) | uintptr(p.m) | uintptr(p.n) | uintptr(p.k)
	return at&uintptr(min(x.kernel.Operands[o].Size, 8)-1) != 0
}

// rows computes a block of columns of the outputs after the other, each as rows of the kernel.
func (x *contraction) rows() (lacks int) {
	k := x.kernel
	// Inputs whose rows don't lie in one piece are copied: those that vary with the columns once for all rows
	// of the outputs, those that don't once for all columns. What varies with both is left to the run of a row.
	var columns, rows [kernel.MaxOperands]bool
	perColumn, fixed := 0, 0
	for i, o := range k.Operands[:k.In] {
		switch p := &x.at[i]; {
		case !o.Row || x.k < 2 || p.k == o.Size:
		case p.n != 0 && p.m == 0 && x.m > 1:
			columns[i] = true
			perColumn += o.Size * x.k
		case p.n == 0 && x.n > 1:
			rows[i] = true
			fixed += o.Size*x.k + 8
		}
	}
	wide := x.n
	if perColumn > 0 {
		wide = max(1, min(x.n, tileSums/perColumn))
	}
	var memory []uint64
	if bytes := wide*perColumn + fixed; bytes > 0 {
		var ok bool
		if bytes += 8 * k.In; bytes < 0 {
			return math.MaxInt
		}
		if memory, ok = Memory[uint64](bytes); !ok {
			return bytes
		}
	}
	var ops [kernel.MaxOperands]span
	for col := 0; col < x.n; col += wide {
		n, free := min(wide, x.n-col), 0
		for i, o := range k.Operands[:k.In] {
			if columns[i] || rows[i] {
				ops[i] = span{unsafe.Pointer(&memory[free]), o.Size, 0}
				high := 1
				if columns[i] {
					p := &x.at[i]
					ops[i].outer, high = x.k*o.Size, n
					copyRows(ops[i], span{unsafe.Add(p.ptr, col*p.n), p.k, p.n}, n, x.k, o.Size)
				}
				free += (high*x.k*o.Size + 7) / 8
			}
		}
		for row := range x.m {
			for i := range x.at {
				switch p := &x.at[i]; {
				case rows[i] && (row == 0 || p.m != 0):
					copyRows(ops[i], span{unsafe.Add(p.ptr, row*p.m), p.k, 0}, 1, x.k, k.Operands[i].Size)
				case !columns[i] && !rows[i]:
					ops[i] = span{unsafe.Add(p.ptr, row*p.m+col*p.n), p.k, p.n}
				}
			}
			if lacks := x.c.run(k, ops[:len(x.at)], n, x.k); lacks > 0 {
				return lacks
			}
		}
	}
	return 0
}

// copyRows copies rows of n elements.
func copyRows(to, from span, rows, n, size int) {
	strided.Copy(strided.Block{Ptr: to.ptr, Inner: to.inner, Outer: to.outer}, strided.Block{Ptr: from.ptr, Inner: from.inner, Outer: from.outer}, rows, n, size, false)
}

// tiles computes the reduction by tiles, a block of the outputs after the other, and of each block what
// the other passes make of it.
func (x *contraction) tiles() (lacks int) {
	k, t := x.kernel, x.kernel.Contraction.Tile
	size := k.Operands[t.Out].Size
	start := [8]uint64{t.Start, t.Start, t.Start, t.Start, t.Start, t.Start, t.Start, t.Start}
	if size == 4 {
		for i := range start {
			start[i] |= t.Start << 32
		}
	}
	a, b := &x.at[t.A], &x.at[t.B]
	p := gemm.Product{
		Set: t.Set, Size: size, M: x.m, N: x.n, K: x.k, Start: unsafe.Pointer(&start), Chain: !t.Blocks, Threads: x.threads,
		A: gemm.Matrix{Ptr: a.ptr, Row: a.m, Col: a.k}, B: gemm.Matrix{Ptr: b.ptr, Row: b.k, Col: b.n},
	}
	if int(t.Out) < len(x.at) {
		c := &x.at[t.Out]
		p.C = gemm.Matrix{Ptr: c.ptr, Row: c.m, Col: c.n}
		if p.Run(); len(k.Passes) == 1 {
			return 0
		}
	}
	wide := min(x.n, tileSums/8/size)
	high := min(x.m, max(tileSums/size/wide/8*8, 1))
	return x.finish(&p, high, wide)
}

// finish computes blocks of high rows of wide columns, and the outputs from what the tiles make.
func (x *contraction) finish(p *gemm.Product, high, wide int) (lacks int) {
	k, t, c := x.kernel, x.kernel.Contraction.Tile, x.c
	c.prepare(k)
	bytes := 0
	for i := len(x.at); i < len(k.Operands); i++ {
		rows := 1
		if i == int(t.Out) {
			rows = high
		}
		bytes += rows*wide*k.Operands[i].Size + 8
	}
	if !c.allocate(bytes) {
		return bytes
	}
	free := 0
	for i := len(x.at); i < len(k.Operands); i++ {
		rows := 1
		if i == int(t.Out) {
			rows = high
		}
		c.ptr[i], c.outer[i] = unsafe.Pointer(&c.buffer[free]), k.Operands[i].Size
		free += (rows*wide*k.Operands[i].Size + 7) / 8
	}
	var sums unsafe.Pointer
	kept := int(t.Out) >= len(x.at)
	if kept {
		sums = c.ptr[t.Out]
	}
	for row := 0; row < x.m; row += high {
		for col := 0; col < x.n; col += wide {
			m, n := min(high, x.m-row), min(wide, x.n-col)
			if kept {
				q := *p
				q.M, q.N = m, n
				q.A.Ptr, q.B.Ptr = unsafe.Add(p.A.Ptr, row*p.A.Row), unsafe.Add(p.B.Ptr, col*p.B.Col)
				q.C = gemm.Matrix{Ptr: sums, Row: n * p.Size, Col: p.Size}
				q.Run()
			}
			for r := range m {
				for i := range x.at {
					o := &x.at[i]
					c.ptr[i], c.outer[i] = unsafe.Add(o.ptr, (row+r)*o.m+col*o.n), o.n
				}
				if kept {
					c.ptr[t.Out] = unsafe.Add(sums, r*n*p.Size)
				}
				for i := range k.Passes[1:] {
					c.values(&k.Passes[1+i], n)
				}
			}
		}
	}
	return 0
}

// ApplyContraction is [Kernel.Apply] for a kernel with a Contraction: lengths are those of its dimensions, by
// their numbers, and the elements of an operand lie one after the other, those of its last axis next to each
// other.
func (k *Kernel) ApplyContraction(name string, lengths []int, vecs ...kernel.Vec) error {
	if err := k.checkContraction(name, lengths, vecs); err != nil {
		return err
	}
	outputs := vecs[k.In].Len()
	if err := kernel.Apart(name, k.In, 1<<k.In-1, vecs, outputs); err != nil {
		return err
	}
	if k.NotEmpty && lengths[k.Dim] == 0 && outputs > 0 {
		return fault.Plain(name, fault.Shape, "there are no elements to reduce; a minimum, a maximum and the index of one need an element")
	}
	c := calls.Get().(*call)
	defer calls.Put(c)
	x := k.start(c, lengths)
	var at [kernel.MaxOperands]place
	x.at = at[:len(vecs)]
	for i := range vecs {
		p, size := vecs[i].Data()
		if vecs[i].Scalar() {
			vecs[i].Read(&c.cells[i])
			p = unsafe.Pointer(&c.cells[i])
		}
		var strides [2]int
		step := size
		axes := k.Contraction.Axes[i]
		for j := len(axes) - 1; j >= 0; j-- {
			strides[j] = step
			step *= axes[j].length(lengths)
		}
		x.at[i] = k.place(i, p, strides[:], lengths)
	}
	lacks := x.run()
	c.clear()
	if lacks > 0 {
		return noMemory(name, lacks, lengths[k.Dim])
	}
	return nil
}

// checkContraction compares the lengths of slices with those of dimensions.
func (k *Kernel) checkContraction(name string, lengths []int, vecs []kernel.Vec) error {
	if n := slices.Min(lengths); n < 0 {
		return fault.Plain(name, fault.Shape, "a length of "+strconv.Itoa(n))
	}
	for i := range vecs {
		axes := k.Contraction.Axes[i]
		if len(axes) == 0 {
			continue
		}
		want, text := uint64(1), ""
		for j, a := range axes {
			n := a.length(lengths)
			high, low := bits.Mul64(want, uint64(n))
			if want = low; high != 0 {
				want = 1 << 63 // no slice has as many
			}
			if text += strconv.Itoa(n); j+1 < len(axes) {
				text += " rows of "
			}
		}
		if want != uint64(vecs[i].Len()) {
			return fault.Plain(name, fault.Shape, kernel.OperandName(i, k.In)+" has "+strconv.Itoa(vecs[i].Len())+" elements; it must have "+text)
		}
	}
	return nil
}
