// SPDX-License-Identifier: BSD-3-Clause

package gemm

import (
	"math/bits"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/strided"
)

// The order wide: element k of a dot product goes to series k mod the number of series, of
// which there are so many bytes, each an FMA chain; the series are combined by halves, and
// leaves of at most wideLeaf elements as a binary tree, cut at multiples of the series.
const (
	wideBytes = 256
	wideLeaf  = 8192
)

// Dots are the dot products of the rows of a matrix with a vector, C = A·X, in the order wide,
// where the rows of A lie closer together than their elements: the lanes are rows. A series of
// as many rows as there are lanes is a tile of one row, over every so manieth element of them.
//
// Elements are floats or, if Pair is set, two of them. No A is copied as a whole.
type Dots struct {
	Set  *kernel.TileSet
	Size int // bytes of an element of the kernel
	Pair bool
	M, K int
	A    Matrix
	X    unsafe.Pointer
	Step int // bytes from element to element of X
	C    unsafe.Pointer
	Next int // bytes from element to element of C
}

// The columns of a block are that many bytes of a series. Few of them stay in the first level
// of cache with all series, many are read as memory lies.
const (
	narrowBlock = 512
	wideBlock   = 4 << 10
)

// dotsCall computes Dots.
type dotsCall struct {
	Dots
	w      *workspace
	f      kernel.TileFunc
	shape  kernel.TileShape
	series int // how many elements each begins a series
	parts  int // the sums that each element has
	first  int // the rows of A of a block
	rows   int
	wide   int // the columns of a block: elements of the kernel, whole vectors
	packed bool
	sums   unsafe.Pointer // of all series
	joined unsafe.Pointer // of leaves, one for each level of the tree
}

// Run computes the dot products.
func (d Dots) Run() {
	w := getWorkspace()
	defer w.put()
	l := d.Set.Level(kernel.Current())
	w.product.Set, w.product.Size = d.Set, d.Size
	c := dotsCall{Dots: d, w: w, f: d.Set.Impl[l], shape: d.Set.Shape[l], series: wideBytes / d.Size, parts: 1}
	lanes := 1
	if d.Pair {
		lanes, c.parts = 2, 3
		c.series /= 2
	}
	// A row of A is so many lanes; a vector has at least one row.
	s := c.shape
	s.Lanes, s.Flat = max(s.Lanes/lanes, 1), max(s.Flat/lanes, 1)
	block := narrowBlock
	if d.K >= 8*c.series {
		block = wideBlock
	}
	high := min(block/(lanes*d.Size), (d.M+s.Lanes-1)/s.Lanes*s.Lanes)
	leaves := bits.Len(uint(d.K/(wideLeaf/2))) + 1
	row := high * lanes * d.Size
	c.sums = aligned(&w.c, (c.series*c.parts+leaves)*row)
	c.joined = unsafe.Add(c.sums, c.series*c.parts*row)
	for first := 0; first < d.M; first += high {
		n := min(high, d.M-first)
		if n < s.Lanes {
			c.block(first, n, s.Lanes*lanes)
			continue
		}
		for _, part := range spans(s, n) {
			if part.columns > 0 {
				c.block(first+part.first, min(part.columns, n-part.first), part.columns*lanes)
			}
		}
	}
}

// block computes n rows of A from the first on, as wide columns.
func (c *dotsCall) block(first, n, wide int) {
	c.first, c.rows, c.wide = first, n, wide
	element := c.Size
	if c.Pair {
		element *= 2
	}
	c.packed = c.A.Row != element || n*element < wide*c.Size
	c.tree(0, c.K, c.joined, true)
	from := strided.Block{Ptr: c.joined, Inner: element}
	strided.Copy(strided.Block{Ptr: unsafe.Add(c.C, first*c.Next), Inner: c.Next}, from, 1, n, element, true)
}

// tree computes the sums over n elements from k on, and puts them at to. Behind it is room for
// those of the second halves.
func (c *dotsCall) tree(k, n int, to unsafe.Pointer, last bool) {
	leaf := wideLeaf
	if c.Pair {
		leaf /= 2
	}
	if n <= leaf {
		c.leaf(k, n, to, last)
		return
	}
	half := n / 2
	half -= half % c.series
	second := unsafe.Add(to, c.wide*c.Size)
	c.tree(k, half, to, false)
	c.tree(k+half, n-half, second, false)
	c.w.add(c.f, to, second, c.wide, last)
}

// leaf computes the sums over at most a leaf of elements.
func (c *dotsCall) leaf(k, n int, to unsafe.Pointer, last bool) {
	row := c.wide * c.Size
	all := c.series * row
	if n < c.series {
		clear(unsafe.Slice((*byte)(c.sums), c.parts*all))
	}
	x := [3]Matrix{{Ptr: unsafe.Add(c.X, k*c.Step), Row: c.Step}}
	if c.Pair {
		x[1] = Matrix{Ptr: unsafe.Add(x[0].Ptr, c.Size), Row: c.Step}
		x[2] = Matrix{Ptr: c.negated(x[1], n), Row: c.Size}
	}
	deep := n
	if c.packed {
		deep = max(packedBytes/row/c.series, 1) * c.series
	}
	t := &c.w.tile
	for at := 0; at < n; at += deep {
		m := min(deep, n-at)
		b := Matrix{Ptr: c.A.at(c.first, k+at), Row: c.A.Col}
		if c.packed {
			b = c.pack(b, m)
		}
		t.Rows, t.Columns, t.Add, t.Resume, t.Last = 1, c.wide, 0, 0, 0
		if at > 0 {
			t.Resume = 1
		}
		t.BStep = c.series * b.Row
		for s := range min(c.series, m) {
			t.Depth, t.B = (m-s+c.series-1)/c.series, b.at(s, 0)
			for i, x := range x[:c.parts] {
				t.A, t.AStep = x.at(at+s, 0), c.series*x.Row
				t.C = unsafe.Add(c.sums, i*all+s*row)
				c.f(t)
			}
		}
	}
	for i := range c.parts {
		sums := unsafe.Add(c.sums, i*all)
		for h := c.series / 2; h > 0; h /= 2 {
			c.w.add(c.f, sums, unsafe.Add(sums, h*row), h*c.wide, last && h == 1 && !c.Pair)
		}
	}
	switch {
	case !c.Pair:
		copy(unsafe.Slice((*byte)(to), row), unsafe.Slice((*byte)(c.sums), row))
	case c.Size == 4:
		joinParts[float32](to, c.sums, all/4, c.wide)
	default:
		joinParts[float64](to, c.sums, all/8, c.wide)
	}
	if c.Pair && last {
		c.canonical(to)
	}
}

// joinParts makes complex numbers of three sums, which lie n elements after each other: by the
// real parts of X, by the imaginary ones, and by their negatives.
func joinParts[T float32 | float64](to, from unsafe.Pointer, n, wide int) {
	z, sums := unsafe.Slice((*T)(to), wide), unsafe.Slice((*T)(from), 3*n)
	for i := 0; i+1 < wide; i += 2 {
		z[i], z[i+1] = sums[i]+sums[2*n+i+1], sums[n+i]+sums[i+1]
	}
}

// canonical makes the NaNs of a row of sums canonical: those of a tile without products.
func (c *dotsCall) canonical(p unsafe.Pointer) {
	t := &c.w.tile
	t.Rows, t.Columns, t.Depth, t.Add, t.Resume, t.Last = 1, c.wide, 0, 0, 1, 1
	t.A, t.B, t.C = p, p, p
	c.f(t)
}

// negated returns n contiguous elements, the negatives of those of x.
func (c *dotsCall) negated(x Matrix, n int) unsafe.Pointer {
	p := aligned(&c.w.a, n*c.Size)
	strided.Copy(strided.Block{Ptr: p, Inner: c.Size}, strided.Block{Ptr: x.Ptr, Inner: x.Row}, 1, n, c.Size, true)
	if c.Size == 4 {
		negate(unsafe.Slice((*float32)(p), n))
	} else {
		negate(unsafe.Slice((*float64)(p), n))
	}
	return p
}

func negate[T float32 | float64](x []T) {
	for i := range x {
		x[i] = -x[i]
	}
}

// pack copies m elements of the rows of a block, so that the rows are adjacent; what is behind
// the last is zero.
func (c *dotsCall) pack(b Matrix, m int) Matrix {
	row, element := c.wide*c.Size, c.Size
	if c.Pair {
		element *= 2
	}
	to := aligned(&c.w.b, m*row)
	if c.rows*element < row {
		clear(unsafe.Slice((*byte)(to), m*row))
	}
	strided.Copy(strided.Block{Ptr: to, Inner: element, Outer: row}, strided.Block{Ptr: b.Ptr, Inner: c.A.Row, Outer: b.Row}, m, c.rows, element, true)
	return Matrix{Ptr: to, Row: row}
}
