// SPDX-License-Identifier: BSD-3-Clause

package gemm

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/strided"
)

// A product of one row goes through all of B and uses each element once, so that it takes as
// long as B takes to arrive. It goes down a few rows at a time, along all columns, with the
// sums in the first level of cache: memory is read as it lies.
const (
	// rowBytes is how much of a row of C is worked on at once.
	rowBytes = 8 << 10
	// rowDepth is how many rows of B are read side by side. Where they are a power of two
	// apart, more would compete for the same lines of the cache.
	rowDepth = 8
	// packedBytes is how much of a B that is not contiguous is copied at once.
	packedBytes = 32 << 10
)

// span is a run of columns that a tile of one row computes: some whole vectors. The last
// vectors of a row may begin before the others end, and compute the columns between twice.
type span struct{ first, columns int }

// spans cuts n columns, at least a vector of them, in one or two.
func spans(s kernel.TileShape, n int) [2]span {
	rest := n % s.Lanes
	if rest == 0 {
		return [2]span{{0, n}}
	}
	// As many vectors in the second as there are sums that don't wait for each other.
	last := min(s.Flat, n) / s.Lanes * s.Lanes
	return [2]span{{0, (n + s.Lanes - 1 - last) / s.Lanes * s.Lanes}, {n - last, last}}
}

// rowCall computes a product of one row.
type rowCall struct {
	w     *workspace
	f     kernel.TileFunc
	shape kernel.TileShape
	sums  unsafe.Pointer // of a block, and behind them
	total unsafe.Pointer // those of all blocks, if there are several
}

// row computes the product of one row of A.
func (w *workspace) row(l kernel.Level) {
	p := &w.product
	size := p.Size
	c := rowCall{w: w, f: p.Set.Impl[l], shape: p.Set.Shape[l]}
	wide := rowBytes / size
	if p.B.Col != size {
		wide = c.shape.Flat // a copy goes along columns, as memory lies
	}
	padded := wide + c.shape.Flat // the columns of two spans
	c.sums = aligned(&w.c, 2*padded*size)
	c.total = unsafe.Add(c.sums, padded*size)
	w.tile.Rows, w.tile.Add = 1, 0
	for col := 0; col < p.N; col += wide {
		c.columns(col, min(wide, p.N-col))
	}
}

// columns computes n columns from col on.
func (c *rowCall) columns(col, n int) {
	w, p, t, size := c.w, &c.w.product, &c.w.tile, c.w.product.Size
	packed := p.B.Col != size || n < c.shape.Lanes
	parts := [2]span{{0, (n + c.shape.Lanes - 1) / c.shape.Lanes * c.shape.Lanes}}
	depth := rowDepth
	switch {
	case packed:
		depth = max(packedBytes/(parts[0].columns*size), 1)
	default:
		parts = spans(c.shape, n)
		if n <= c.shape.Flat || overlap(p.B, size*n) {
			depth = kernel.TileDepth
		}
	}
	for k := 0; ; k += kernel.TileDepth {
		deep := min(kernel.TileDepth, p.K-k)
		last := k+deep == p.K
		sums := c.sums
		if k == 0 {
			sums = c.total
		}
		for at := 0; at == 0 || at < deep; at += depth {
			t.Depth = min(depth, deep-at)
			t.Resume, t.Last = 0, 0
			if at > 0 {
				t.Resume = 1
			}
			if last && k == 0 && at+t.Depth == deep {
				t.Last = 1
			}
			b := Matrix{Ptr: p.B.at(k+at, col), Row: p.B.Row, Col: p.B.Col}
			if packed {
				b = c.pack(b, t.Depth, n, parts[0].columns)
			}
			t.A, t.AStep = p.A.at(0, k+at), p.A.Col
			c.tiles(b, sums, parts)
		}
		if k > 0 {
			w.add(c.f, c.total, sums, parts[0].columns+parts[1].columns, last)
		}
		if last {
			break
		}
	}
	at := 0
	for _, s := range parts {
		if m := min(s.columns, n-s.first); m > 0 {
			from := strided.Block{Ptr: unsafe.Add(c.total, at*size), Inner: size}
			strided.Copy(strided.Block{Ptr: p.C.at(0, col+s.first), Inner: p.C.Col}, from, 1, m, size, true)
		}
		at += s.columns
	}
}

// overlap reports whether so many bytes of the rows of a matrix are those of the next row too, for the most part: then
// all rows stay in the cache, as those of the windows of a signal.
func overlap(b Matrix, bytes int) bool {
	return b.Row < bytes/2 && -b.Row < bytes/2
}

// pack copies n columns of B, as rows of wide elements of which the last are zero. The rows are
// no power of two apart, so that they don't compete for the same lines of the cache.
func (c *rowCall) pack(b Matrix, rows, n, wide int) Matrix {
	size := c.w.product.Size
	step := wide*size + cacheLine
	to := aligned(&c.w.b, rows*step)
	if n < wide {
		clear(unsafe.Slice((*byte)(to), rows*step))
	}
	few := n
	if b.Row == size {
		few = cacheLine / size // columns, each read as it lies
	}
	for at := 0; at < n; at += few {
		strided.Copy(strided.Block{Ptr: unsafe.Add(to, at*size), Inner: size, Outer: step}, strided.Block{Ptr: b.at(0, at), Inner: b.Col, Outer: b.Row}, rows, min(few, n-at), size, true)
	}
	return Matrix{Ptr: to, Row: step, Col: size}
}

// tiles computes the sums of the columns of both spans, one after the other.
func (c *rowCall) tiles(b Matrix, sums unsafe.Pointer, parts [2]span) {
	t, size := &c.w.tile, c.w.product.Size
	t.C, t.BStep = sums, b.Row
	for _, s := range parts {
		if s.columns > 0 {
			t.B, t.Columns = b.at(0, s.first), s.columns
			c.f(t)
			t.C = unsafe.Add(t.C, s.columns*size)
		}
	}
}

// add adds n elements to others, as products with 1 that go on with a chain.
func (w *workspace) add(f kernel.TileFunc, to, from unsafe.Pointer, n int, last bool) {
	t := &w.tile
	t.Rows, t.Columns, t.Depth, t.Add, t.Resume, t.Last = 1, n, 1, 0, 1, 0
	if last {
		t.Last = 1
	}
	if s := w.product.Set; w.product.Size == 4 {
		*(*uint32)(unsafe.Pointer(&w.one)) = uint32(s.One)
	} else {
		w.one = s.One
	}
	t.A, t.AStep, t.B, t.C = unsafe.Pointer(&w.one), 0, from, to
	f(t)
}
