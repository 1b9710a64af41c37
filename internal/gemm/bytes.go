// SPDX-License-Identifier: BSD-3-Clause

package gemm

import (
	"encoding/binary"
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/strided"
)

// Bytes is a product of matrices of bytes, C = A·B, whose elements are int32 that wrap, or the low bytes
// of these. C overlaps neither of the others.
//
// Whole tiles compute it (kernel.TileSet.Group): of bytes where the machine multiplies them, else of
// int16. A and B are packed, so that the bytes of one product lie next to each other.
type Bytes struct {
	Kernels *ByteKernels
	Size    int // bytes of an element of C: 4, or 1
	M, N, K int
	A, B, C Matrix
	// Threads is the most goroutines.
	Threads int
}

// ByteKernels are the kernels by which bytes, signed or not, are multiplied.
type ByteKernels struct {
	Quads, Pairs *kernel.TileSet // whole tiles: of bytes, and of int16
	// PackQuads packs rows of bytes that aren't next to each other, PackPairs and Widen make int16 of them.
	PackQuads, PackPairs, Widen *kernel.Set
}

// The blocks of products of bytes: so many elements of 32 bits of A and of B are one below the other,
// and the packed blocks have at most so many bytes.
const (
	groupsDepth = 1024
	// bytesPerThread is how many products are worth another goroutine.
	bytesPerThread = 1 << 20
)

// wholeTile is the tile that a level has for bytes.
type wholeTile struct {
	f     kernel.TileFunc
	shape kernel.TileShape
	group int // the products of a step
	moved bool
}

// tile returns the tile of the best level up to the one in use.
func (p *Bytes) tile() wholeTile {
	quads := p.Kernels.Quads
	l := kernel.Current()
	if l.ByteDots() && quads.Impl[l] != nil {
		return wholeTile{quads.Impl[l], quads.Shape[l], quads.Group, quads.Moved[l] && p.Size == 4} // a sign is nothing to the low byte
	}
	if pairs := p.Kernels.Pairs; pairs.Impl[l] != nil {
		return wholeTile{pairs.Impl[l], pairs.Shape[l], pairs.Group, false}
	}
	return wholeTile{pairsTile, kernel.TileShape{Rows: 2, Columns: 4, Lanes: 1}, 2, false}
}

// bytesSpace is the working memory of a goroutine.
type bytesSpace struct {
	Bytes
	wholeTile
	args              kernel.Args
	scratch           kernel.Scratch
	step              kernel.Tile
	a, b, c, wide     []byte
	start             [maxColumns]int32
	wait              *sync.WaitGroup
	groups, blockRows int // of the packed blocks
}

// maxColumns is the most columns of a whole tile.
const maxColumns = 64

var (
	bytesSpaces sync.Pool
	zeroBytes   [maxColumns]byte
	zeroRow     [maxColumns]int32
	// movedZeros are four bytes 0, whose highest bit is the other way round.
	movedZeros = uint32(0x80808080)
)

func getBytesSpace() *bytesSpace {
	w, ok := bytesSpaces.Get().(*bytesSpace)
	if !ok {
		w = new(bytesSpace)
		w.args.Scratch = &w.scratch
	}
	return w
}

func (w *bytesSpace) put() {
	clear(w.args.Op[:])
	w.step = kernel.Tile{}
	w.Bytes, w.wait = Bytes{}, nil
	bytesSpaces.Put(w)
}

// Run computes the product.
func (p Bytes) Run() {
	if p.M == 0 || p.N == 0 {
		return
	}
	if p.K == 0 {
		p.A, p.B = Matrix{Ptr: unsafe.Pointer(&nothing)}, Matrix{Ptr: unsafe.Pointer(&nothing)}
	}
	t := p.tile()
	if inPlace := p.C.Col == p.Size; p.C.Row == p.Size && (!inPlace || p.N < t.shape.Columns && p.M > p.N) {
		p.transpose()
	} else if p.N == 1 && p.M > 1 {
		p.transpose()
	}
	count := min(p.Threads, p.M*p.N*max(p.K, 1)/bytesPerThread)
	rows, unit, n := true, t.shape.Rows, p.M
	if p.M < p.N {
		rows, unit, n = false, t.shape.Columns, p.N
	}
	units := (n + unit - 1) / unit
	if count = min(count, units); count <= 1 {
		p.on(t, nil)
		return
	}
	var wait sync.WaitGroup
	wait.Add(count)
	for i := range count {
		first, last := min(units*i/count*unit, n), min(units*(i+1)/count*unit, n)
		s := p
		if rows {
			s.M, s.A.Ptr, s.C.Ptr = last-first, s.A.at(first, 0), s.C.at(first, 0)
		} else {
			s.N, s.B.Ptr, s.C.Ptr = last-first, s.B.at(0, first), s.C.at(0, first)
		}
		if i < count-1 {
			go s.on(t, &wait)
		} else {
			s.on(t, &wait)
		}
	}
	wait.Wait()
}

func (p *Bytes) transpose() {
	p.M, p.N = p.N, p.M
	p.A, p.B, p.C = p.B.T(), p.A.T(), p.C.T()
}

// on computes the product on this goroutine.
func (p Bytes) on(t wholeTile, wait *sync.WaitGroup) {
	w := getBytesSpace()
	w.Bytes, w.wholeTile = p, t
	w.run()
	w.put()
	if wait != nil {
		wait.Done()
	}
}

func (w *bytesSpace) run() {
	s := w.shape
	all := (w.K + w.group - 1) / w.group
	depth := max(min(all, groupsDepth), 1)
	wide := max(blockB/(depth*4)/s.Columns, 1) * s.Columns
	high := max(blockA/(depth*4)/s.Rows, 1) * s.Rows
	for col := 0; col < w.N; col += wide {
		n := min(wide, w.N-col)
		for k := 0; k == 0 || k < all; k += depth {
			w.groups = min(depth, all-k)
			k, resume := k*w.group, k > 0
			w.packB(k, col, n)
			for row := 0; row < w.M; row += high {
				w.blockRows = min(high, w.M-row)
				w.packA(row, k)
				w.tiles(row, col, n, resume)
			}
		}
	}
}

// deep is how many elements of K the block at k has.
func (w *bytesSpace) deep(k int) int { return min(w.groups*w.group, w.K-k) }

// panel is the bytes of a packed panel of B, and rowA those from one packed row of A to the next: a cache line
// more, so that the rows of a tile don't compete for the same lines of the cache.
func (w *bytesSpace) panel() int { return w.groups * w.shape.Columns * 4 }
func (w *bytesSpace) rowA() int  { return w.groups*4 + cacheLine }

// packB packs n columns of B from column col on, of the rows from k on, in panels of the columns of a
// tile. What is beyond the last row and the last column is zero.
func (w *bytesSpace) packB(k, col, n int) {
	columns := w.shape.Columns
	to := aligned(&w.b, max((n+columns-1)/columns*w.panel(), cacheLine))
	for at := 0; at < n; at += columns {
		cols := min(columns, n-at)
		src, deep := Matrix{w.B.at(k, col+at), w.B.Row, w.B.Col}, w.deep(k)
		if src.Col != 1 {
			wide := aligned(&w.wide, max(deep*columns, 1))
			strided.Copy(strided.Block{Ptr: wide, Inner: 1, Outer: columns}, strided.Block{Ptr: src.Ptr, Inner: src.Col, Outer: src.Row}, deep, cols, 1, true)
			src = Matrix{wide, columns, 1}
		}
		w.packPanel(unsafe.Add(to, at/columns*w.panel()), src, deep, cols)
	}
}

// packPanel packs a panel of contiguous rows.
func (w *bytesSpace) packPanel(to unsafe.Pointer, src Matrix, deep, cols int) {
	if cols < w.shape.Columns {
		clear(unsafe.Slice((*byte)(to), w.panel()))
	}
	set := w.Kernels.PackPairs
	if w.group == 4 {
		set = w.Kernels.PackQuads
	}
	a, step := &w.args, w.shape.Columns*4
	pack := func(first, groups, rows int) {
		for i := range w.group {
			if a.Op[i] = (kernel.Operand{Ptr: unsafe.Pointer(&zeroBytes), Inner: 1}); i < rows {
				a.Op[i] = kernel.Operand{Ptr: src.at(first+i, 0), Inner: 1, Outer: w.group * src.Row}
			}
		}
		a.Op[w.group] = kernel.Operand{Ptr: unsafe.Add(to, first/w.group*step), Inner: 4, Outer: step}
		a.N, a.Rows = cols, groups
		set.Run(a)
	}
	whole := deep / w.group
	if whole > 0 {
		pack(0, whole, w.group)
	}
	if rest := deep % w.group; rest > 0 {
		pack(whole*w.group, 1, rest)
	}
	clear(a.Op[:])
}

// packA packs the rows of A of a block, from column k on. What is beyond the last column is anything:
// there B is zero.
func (w *bytesSpace) packA(row, k int) {
	rowA, deep, size := w.rowA(), w.deep(k), 4/w.group
	high := (w.blockRows + w.shape.Rows - 1) / w.shape.Rows * w.shape.Rows
	to := aligned(&w.a, high*rowA)
	from := strided.Block{Ptr: w.A.at(row, k), Inner: w.A.Col, Outer: w.A.Row}
	packed := strided.Block{Ptr: to, Inner: 1, Outer: rowA}
	switch {
	case deep == 0:
	case size == 1:
		strided.Copy(packed, from, w.blockRows, deep, 1, true)
		if w.moved {
			for r := range w.blockRows {
				move(unsafe.Slice((*byte)(unsafe.Add(to, r*rowA)), (deep+7)&^7))
			}
		}
	default:
		if from.Inner != 1 {
			packed.Ptr, packed.Outer = aligned(&w.wide, w.blockRows*deep), deep
			strided.Copy(packed, from, w.blockRows, deep, 1, true)
			from = packed
		}
		set := w.Kernels.Widen
		a := &w.args
		a.Op[0] = kernel.Operand{Ptr: from.Ptr, Inner: 1, Outer: from.Outer}
		a.Op[1] = kernel.Operand{Ptr: to, Inner: 2, Outer: rowA}
		a.N, a.Rows = deep, w.blockRows
		set.Run(a)
		clear(a.Op[:])
	}
}

// move turns the highest bit of bytes, of which there are whole words.
func move(x []byte) {
	for ; len(x) >= 8; x = x[8:] {
		binary.NativeEndian.PutUint64(x, binary.NativeEndian.Uint64(x)^0x8080808080808080)
	}
}

// tiles computes the rows of a block, of n columns from col on; resume says to go on with the sums in
// C.
func (w *bytesSpace) tiles(row, col, n int, resume bool) {
	s, t, rowA := w.shape, &w.step, w.rowA()
	a, b := aligned(&w.a, 0), aligned(&w.b, 0)
	own := aligned(&w.c, s.Rows*s.Columns*4)
	t.Depth, t.Rows, t.Columns, t.BStep = w.groups, s.Rows, s.Columns, s.Columns*4
	for at := 0; at < n; at += s.Columns {
		t.B = unsafe.Add(b, at/s.Columns*w.panel())
		cols := min(s.Columns, n-at)
		start := &zeroRow
		if w.moved {
			w.takeBack(own)
			start = &w.start
		}
		for r := 0; r < w.blockRows; r += s.Rows {
			rows := min(s.Rows, w.blockRows-r)
			t.A, t.ARow, t.AStep = unsafe.Add(a, r*rowA), rowA, 4
			t.Start, t.Resume = unsafe.Pointer(start), 0
			out := strided.Block{Ptr: w.C.at(row+r, col+at), Inner: w.C.Col, Outer: w.C.Row}
			direct := rows == s.Rows && cols == s.Columns && out.Inner == 4 && w.Size == 4
			here := strided.Block{Ptr: unsafe.Add(own, LowBytes(w.Size)), Inner: 4, Outer: s.Columns * 4}
			if t.C, t.CRow = own, here.Outer; direct {
				t.C, t.CRow = out.Ptr, out.Outer
			}
			if resume {
				t.Resume = 1
				if !direct {
					strided.Copy(here, out, rows, cols, w.Size, true)
				}
				if w.moved {
					w.addStart(t.C, t.CRow, rows)
				}
			}
			w.f(t)
			if !direct {
				strided.Copy(out, here, rows, cols, w.Size, true)
			}
		}
	}
}

// LowBytes is where in an int32 its low bytes, of which there are size, begin.
func LowBytes(size int) int {
	if one := uint32(1); *(*byte)(unsafe.Pointer(&one)) == 0 {
		return 4 - size
	}
	return 0
}

// takeBack sets the row that the sums of a panel begin with to the negative of what moving A adds
// to them: the sums that a row of zeros has.
func (w *bytesSpace) takeBack(own unsafe.Pointer) {
	t := &w.step
	t.A, t.ARow, t.AStep = unsafe.Pointer(&movedZeros), 0, 0
	t.Start, t.Resume = unsafe.Pointer(&zeroRow), 0
	t.C, t.CRow = own, 0
	w.f(t)
	for i, x := range unsafe.Slice((*int32)(own), w.shape.Columns) {
		w.start[i] = -x
	}
}

// addStart adds that row to rows of C.
func (w *bytesSpace) addStart(c unsafe.Pointer, next, rows int) {
	for r := range rows {
		row := unsafe.Slice((*int32)(unsafe.Add(c, r*next)), w.shape.Columns)
		for i := range row {
			row[i] += w.start[i]
		}
	}
}

// pairsTile is the tile of pairs as a Go loop, for machines without assembly.
func pairsTile(t *kernel.Tile) {
	for r := range t.Rows {
		sums := unsafe.Slice((*int32)(unsafe.Add(t.C, r*t.CRow)), t.Columns)
		if t.Resume == 0 {
			copy(sums, unsafe.Slice((*int32)(t.Start), t.Columns))
		}
		s0, s1, s2, s3 := sums[0], sums[1], sums[2], sums[3]
		a, b := unsafe.Add(t.A, r*t.ARow), t.B
		for k := range t.Depth {
			x := (*[2]int16)(unsafe.Add(a, k*t.AStep))
			y := (*[4]int32)(unsafe.Add(b, k*t.BStep))
			x0, x1 := int32(x[0]), int32(x[1])
			s0 += x0*int32(int16(y[0])) + x1*(y[0]>>16)
			s1 += x0*int32(int16(y[1])) + x1*(y[1]>>16)
			s2 += x0*int32(int16(y[2])) + x1*(y[2]>>16)
			s3 += x0*int32(int16(y[3])) + x1*(y[3]>>16)
		}
		sums[0], sums[1], sums[2], sums[3] = s0, s1, s2, s3
	}
}
