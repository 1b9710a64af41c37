// SPDX-License-Identifier: BSD-3-Clause

// Package gemm multiplies matrices by tile kernels (kernel.Tile), or combines them by whatever
// these have for products and sums: it cuts them into
// blocks that fit the caches, packs what a kernel can't read in place, and shares
// the rows or the columns of the result among goroutines.
//
// No block, panel or strip changes a bit: each element of the result is the sum in
// the order serial, see kernel.TileDepth.
package gemm

import (
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/strided"
)

// Matrix is where the elements of a matrix lie: the strides in bytes from row to row
// and from column to column.
type Matrix struct {
	Ptr      unsafe.Pointer
	Row, Col int
}

func (x Matrix) at(row, col int) unsafe.Pointer { return unsafe.Add(x.Ptr, row*x.Row+col*x.Col) }

// T returns the transpose.
func (x Matrix) T() Matrix { return Matrix{x.Ptr, x.Col, x.Row} }

// Product is a product of matrices, C = A·B: C has M × N elements, A has M × K and B
// K × N. C overlaps neither of the others.
type Product struct {
	Set  *kernel.TileSet
	Size int // bytes of an element of the kernel
	// Pair says that the elements are complex, each of two elements of the kernel.
	Pair    bool
	M, N, K int
	A, B, C Matrix
	// Start, if not nil, is the vector that kernels begin sums with, see kernel.Tile.Start. The operands then
	// keep their places: a kernel may not be the same of B and A.
	Start unsafe.Pointer
	// Chain says that sums go on from block to block, and are not added to those of the blocks before: as
	// minima do, and integers.
	Chain bool
	// Add says that the product is added to what is in C.
	Add bool
	// Threads is the most goroutines.
	Threads int
}

// The blocks. A block of B, of TileDepth rows, is packed once and used for all blocks
// of A; blockA bytes of A stay in the second level of cache.
const (
	blockB    = 2 << 20
	blockA    = 192 << 10
	cacheLine = 64
	// direct is the largest A, in bytes, that is read in place.
	direct = 16 << 10
	// perThread is how many products are worth another goroutine.
	perThread = 1 << 18
)

// workspace is the working memory of a goroutine, kept between calls.
type workspace struct {
	tile    kernel.Tile
	a, b, c []byte
	one     uint64  // an element that is 1
	product Product // of its strip
	wait    *sync.WaitGroup
	start   func()
}

var workspaces sync.Pool

func getWorkspace() *workspace {
	if w, ok := workspaces.Get().(*workspace); ok {
		return w
	}
	w := new(workspace)
	w.start = w.strip
	return w
}

var nothing complex128

// aligned returns the address of n bytes of a buffer, from a cache line on.
func aligned(buffer *[]byte, n int) unsafe.Pointer {
	if len(*buffer) < n+cacheLine {
		*buffer = make([]byte, n+cacheLine)
	}
	p := unsafe.Pointer(unsafe.SliceData(*buffer))
	return unsafe.Add(p, int(-uintptr(p)&(cacheLine-1)))
}

// Run computes the product.
func (p Product) Run() {
	if p.M == 0 || p.N == 0 {
		return
	}
	if p.K == 0 {
		// There are no elements, and no addresses but this one.
		p.A, p.B = Matrix{Ptr: unsafe.Pointer(&nothing)}, Matrix{Ptr: unsafe.Pointer(&nothing)}
	}
	l := p.Set.Level(kernel.Current())
	shape := p.Set.Shape[l]
	p.orient(shape)
	// Strips of whole tiles, of rows or else of columns.
	count := min(p.Threads, p.M*p.N*max(p.K, 1)/perThread)
	rows, unit, n := true, shape.Rows, p.M
	if p.M < count*2*shape.Rows && p.N > p.M {
		rows, unit, n = false, shape.Columns, p.N
	}
	units := (n + unit - 1) / unit
	if count = min(count, units); count <= 1 {
		w := getWorkspace()
		w.product = p
		w.run(l)
		w.put()
		return
	}
	var wait sync.WaitGroup
	wait.Add(count)
	for i := range count {
		first, last := min(units*i/count*unit, n), min(units*(i+1)/count*unit, n)
		w := getWorkspace()
		w.product, w.wait = p, &wait
		s := &w.product
		if rows {
			s.M, s.A.Ptr, s.C.Ptr = last-first, s.A.at(first, 0), s.C.at(first, 0)
		} else {
			s.N, s.B.Ptr, s.C.Ptr = last-first, s.B.at(0, first), s.C.at(0, first)
		}
		if i < count-1 {
			go w.start()
		} else {
			w.strip()
		}
	}
	wait.Wait()
}

// orient transposes the product, C' = B'·A', where a kernel can then write C in place,
// or wastes less of its vectors. A product of two elements commutes, but not the four
// of complex ones in their order.
func (p *Product) orient(s kernel.TileShape) {
	switch {
	case p.Pair || p.M == 1 || p.Start != nil:
		return
	case p.N == 1:
		p.transpose()
		return
	}
	element := p.Size
	inPlace := p.C.Col == element
	transposed := p.C.Row == element
	narrow := p.N < s.Lanes && p.M > p.N
	if transposed && (!inPlace || narrow) {
		p.transpose()
	}
}

func (p *Product) transpose() {
	p.M, p.N = p.N, p.M
	p.A, p.B, p.C = p.B.T(), p.A.T(), p.C.T()
}

// lanes is how many elements of the kernel an element of the matrices is.
func (p *Product) lanes() int {
	if p.Pair {
		return 2
	}
	return 1
}

// element is the bytes of an element of the matrices.
func (p *Product) element() int { return p.lanes() * p.Size }

// strip computes a strip of rows or columns.
func (w *workspace) strip() {
	wait := w.wait
	w.run(w.product.Set.Level(kernel.Current()))
	w.put()
	wait.Done()
}

func (w *workspace) put() {
	w.tile.A, w.tile.B, w.tile.C, w.tile.Start = nil, nil, nil, nil
	w.product, w.wait = Product{}, nil
	workspaces.Put(w)
}

// run computes the product on one goroutine.
func (w *workspace) run(l kernel.Level) {
	p := &w.product
	if p.M == 1 && !p.Pair && p.Start == nil && !p.Add {
		w.row(l)
		return
	}
	f, shape := p.Set.Impl[l], p.Set.Shape[l]
	lanes := p.lanes()
	w.tile.Resume, w.tile.Start = 0, p.Start
	depth := max(min(p.K, kernel.TileDepth), 1)
	wide := max(blockB/(depth*lanes*p.Size)/shape.Columns, 1) * shape.Columns
	high := max(blockA/(depth*p.element())/shape.Rows, 1) * shape.Rows
	columns := p.N * lanes
	t := &w.tile
	for col := 0; col < columns; col += wide {
		n := min(wide, columns-col)
		for k := 0; ; k += depth {
			t.Depth = min(depth, p.K-k) * lanes
			t.Add, t.Resume, t.Last = 0, 0, 0
			switch {
			case k > 0 && p.Chain:
				t.Resume = 1
			case k > 0 || p.Add:
				t.Add = 1
			}
			if k+depth >= p.K {
				t.Last = 1
			}
			b := w.packB(shape, k, col, n)
			for row := 0; row < p.M; row += high {
				w.block(f, shape, row, min(high, p.M-row), col, n, k, b)
			}
			if t.Last == 1 {
				break
			}
		}
	}
}

// panels are a block of B: whole panels of the columns of a tile, packed or, but for
// the last columns that are no whole vector, in place.
type panels struct {
	packed     bool
	ptr        unsafe.Pointer // of the first panel
	next, step int            // bytes from panel to panel, and from row to row
	edge       unsafe.Pointer // the packed columns that are no whole vector
	edgeStep   int
}

// packB packs the block of B of t.Depth rows from row k on, of n columns from column
// col on; those of complex numbers count twice.
func (w *workspace) packB(s kernel.TileShape, k, col, n int) panels {
	p, size := &w.product, w.product.Size
	lanes := p.lanes()
	rows := w.tile.Depth
	src := Matrix{p.B.at(k, col/lanes), p.B.Row, p.B.Col}
	if !p.Pair && src.Col == size && p.M <= 2*s.Rows {
		b := panels{ptr: src.Ptr, next: s.Columns * size, step: src.Row}
		if rest := n % s.Lanes; rest > 0 {
			b.edgeStep = s.Lanes * size
			b.edge = aligned(&w.b, rows*b.edgeStep)
			w.packPanel(b.edge, Matrix{src.at(0, n-rest), src.Row, src.Col}, rest, s.Lanes)
		}
		return b
	}
	b := panels{packed: true, next: s.Columns * size * rows, step: s.Columns * size}
	b.ptr = aligned(&w.b, max((n+s.Columns-1)/s.Columns*b.next, b.step)) // one row even of none
	for at := 0; at < n; at += s.Columns {
		w.packPanel(unsafe.Add(b.ptr, at/s.Columns*b.next), Matrix{src.at(0, at/lanes), src.Row, src.Col}, min(s.Columns, n-at), s.Columns)
	}
	return b
}

// packPanel packs n columns, as rows of wide elements of which the last are zero.
func (w *workspace) packPanel(dst unsafe.Pointer, src Matrix, n, wide int) {
	p, rows := &w.product, w.tile.Depth
	if n < wide {
		clear(unsafe.Slice((*byte)(dst), rows*wide*p.Size))
	}
	lanes := p.lanes()
	strided.Copy(strided.Block{Ptr: dst, Inner: p.element(), Outer: lanes * wide * p.Size},
		strided.Block{Ptr: src.Ptr, Inner: src.Col, Outer: src.Row}, rows/lanes, n/lanes, p.element(), true)
	if p.Pair {
		if p.Size == 4 {
			turned[float32](dst, rows, wide)
		} else {
			turned[float64](dst, rows, wide)
		}
	}
}

// turned makes every second row that before it multiplied by i: with the rows of A,
// whose elements are real and imaginary parts in turn, a product of complex matrices
// is one of real matrices of twice the depth and width.
func turned[T float32 | float64](p unsafe.Pointer, rows, n int) {
	x := unsafe.Slice((*T)(p), rows*n)
	for r := 0; r < rows; r += 2 {
		from, to := x[r*n:][:n], x[(r+1)*n:][:n]
		for i := 0; i+1 < n; i += 2 {
			to[i], to[i+1] = -from[i+1], from[i]
		}
	}
}

// block computes high rows of C from row on, of n columns from col on, for the block
// of B from row k of it on.
func (w *workspace) block(f kernel.TileFunc, s kernel.TileShape, row, high, col, n, k int, b panels) {
	p, t, size := &w.product, &w.tile, w.product.Size
	lanes := p.lanes()
	a := p.A.at(row, k)
	t.ARow, t.AStep = p.A.Row, p.A.Col
	if w.packs(s, high) {
		a = w.packA(a, high)
	} else if p.Pair {
		t.AStep = size
	}
	inPlace := p.C.Col == p.element() || p.N == 1
	wide := s.Columns
	if high == 1 && !b.packed {
		wide = n // a tile of one row goes on along the columns
	}
	for at := 0; at < n; at += wide {
		cols := min(wide, n-at)
		whole := cols / s.Lanes * s.Lanes
		t.B, t.BStep = unsafe.Add(b.ptr, at/s.Columns*b.next), b.step
		c := Matrix{p.C.at(row, (col+at)/lanes), p.C.Row, p.C.Col}
		if whole > 0 && inPlace {
			w.tiles(f, s, a, high, whole, c)
		} else {
			whole = 0
		}
		if whole == cols {
			continue
		}
		// What is no whole vector, or not in place, goes through a tile of its own.
		switch rest := cols - whole; {
		case b.packed:
			t.B = unsafe.Add(t.B, whole*size)
			w.aside(f, s, a, high, rest, Matrix{c.at(0, whole/lanes), c.Row, c.Col})
		default:
			if full := rest / s.Lanes * s.Lanes; full > 0 {
				w.aside(f, s, a, high, full, c)
				whole, rest = full, rest-full
			}
			if rest > 0 {
				t.B, t.BStep = b.edge, b.edgeStep
				w.aside(f, s, a, high, rest, Matrix{c.at(0, whole/lanes), c.Row, c.Col})
			}
		}
	}
}

// tiles computes high rows of whole vectors in place, tile by tile.
func (w *workspace) tiles(f kernel.TileFunc, s kernel.TileShape, a unsafe.Pointer, high, columns int, c Matrix) {
	t := &w.tile
	t.Columns, t.CRow = columns, c.Row
	for r := 0; r < high; r += t.Rows {
		t.Rows = s.High(high - r)
		t.A, t.C = unsafe.Add(a, r*t.ARow), unsafe.Add(c.Ptr, r*c.Row)
		f(t)
	}
}

// aside computes high rows of columns in a tile beside C, and copies them.
func (w *workspace) aside(f kernel.TileFunc, s kernel.TileShape, a unsafe.Pointer, high, columns int, c Matrix) {
	p, t := &w.product, &w.tile
	lanes, element := p.lanes(), p.element()
	t.Columns = (columns + s.Lanes - 1) / s.Lanes * s.Lanes
	t.CRow = t.Columns * p.Size
	t.C = aligned(&w.c, s.Rows*t.CRow)
	own := strided.Block{Ptr: t.C, Inner: element, Outer: t.CRow}
	for r := 0; r < high; r += t.Rows {
		t.Rows = s.High(high - r)
		t.A = unsafe.Add(a, r*t.ARow)
		out := strided.Block{Ptr: unsafe.Add(c.Ptr, r*c.Row), Inner: c.Col, Outer: c.Row}
		if t.Add == 1 || t.Resume == 1 {
			strided.Copy(own, out, t.Rows, columns/lanes, element, true)
		}
		f(t)
		strided.Copy(out, own, t.Rows, columns/lanes, element, true)
	}
}

// packs reports whether a block of A of high rows is packed: one that is used often,
// or whose parts of complex numbers don't alternate.
func (w *workspace) packs(s kernel.TileShape, high int) bool {
	p := &w.product
	if p.Pair && p.A.Col != p.element() {
		return true
	}
	return p.N*p.lanes() > 4*s.Columns && high*w.tile.Depth*p.Size > direct
}

// packA packs a block of A of high rows, and sets the strides: by columns if the rows
// are adjacent in memory, else by rows. The rows begin a cache line further than they
// end, so that those of a tile don't compete for the same lines of the cache.
func (w *workspace) packA(from unsafe.Pointer, high int) unsafe.Pointer {
	p, t := &w.product, &w.tile
	element := p.element()
	deep := t.Depth / p.lanes()
	if p.A.Row == element && !p.Pair {
		t.ARow, t.AStep = element, high*element+cacheLine
		to := aligned(&w.a, deep*t.AStep)
		strided.Copy(strided.Block{Ptr: to, Inner: element, Outer: t.AStep}, strided.Block{Ptr: from, Inner: p.A.Row, Outer: p.A.Col}, deep, high, element, true)
		return to
	}
	t.ARow, t.AStep = deep*element+cacheLine, p.Size
	to := aligned(&w.a, high*t.ARow)
	strided.Copy(strided.Block{Ptr: to, Inner: element, Outer: t.ARow}, strided.Block{Ptr: from, Inner: p.A.Col, Outer: p.A.Row}, high, deep, element, true)
	return to
}
