// SPDX-License-Identifier: BSD-3-Clause

// Package core runs kernels with a core dimension: a generated kernel is a list of
// passes over a row, which it runs over blocks of rows that stay in the first-level cache.
package core

import (
	"math"
	"slices"
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/internal/block"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/strided"
)

// Kernel is a kernel with a core dimension. Its operands are the inputs, the outputs, and
// the temporaries that passes leave for later ones; passes name them by number.
type Kernel struct {
	Name     string
	In, Out  int // how many inputs and outputs there are
	Operands []Operand
	Passes   []Pass
	// Dim is which core dimension of a call is that of rows.
	Dim int
	// Row, if not nil, runs the kernel over one row, see [kernel.RowFunc].
	Row kernel.RowFunc
	// Rows is which one is the dimension of rows before it, counted from 1: 0 if there is none.
	Rows int
	// Edge is what windows have beyond the ends of a row.
	Edge Edge
	// Contraction, if not nil, says that the outputs have dimensions of their own, for each element of which the
	// kernel reduces a row.
	Contraction *Contraction
	// NotEmpty says that rows must have an element, as those of a minimum must.
	NotEmpty bool
}

// Operand is an operand of a kernel.
type Operand struct {
	Size int // bytes of an element
	// Row says that it has the core dimension; others are one element for a row.
	Row bool
	// Rows says that it has the dimension of rows before that too.
	Rows bool
	// Window is how many elements of a row passes read behind the one at hand, and RowWindow
	// how many rows.
	Window, RowWindow int
	// Table says that it is a table: of Len elements, or if that is 0 as many as core dimension
	// Dim of a call has, but one at least.
	Table    bool
	Len, Dim int
}

// Kind is what a pass does with a row.
type Kind uint8

// The kinds of passes.
const (
	Map    Kind = iota // computes the elements of rows
	Reduce             // combines the elements of a row
	Values             // computes elements that are one for a row
	Scan               // combines the elements of rows up to each one
)

// These inputs of a pass are no operands. Index is the number of the first element, whose size
// the pass has; Numbers the numbers from 0 on, and First the number of the first element as an
// int64. An input below them is the last index of table i, of 4 or 8 bytes: -(8*i + bytes).
const (
	Index   = -1
	Numbers = -2
	First   = -3
)

// Pass is one pass.
type Pass struct {
	Kind Kind
	Set  *kernel.Set // of all but a scan
	// Scan is what a scan combines elements with.
	Scan ScanFunc
	// In and Out are the operands.
	In, Out []int8
	// At says of every input which element of its window it is; nil if all are the first.
	At []Offset
	// Join, of a reducing pass, makes one element of two: of each output the one of
	// elements before, then the one of elements after. A row of more than kernel.Chunk
	// elements is cut in two below the middle at a multiple of Series; 0 says that the
	// pass takes rows of any length.
	Join   kernel.Func
	Series int
	// Empty has the bits of what an empty row is reduced to, by output.
	Empty []uint64
	// IndexSize is the bytes of an index, if In has one.
	IndexSize int
}

// Offset is how many rows below the row at hand, and how many elements behind the element at
// hand, an input lies.
type Offset struct{ Row, Element int16 }

// blockBytes is how much of the rows is worked on at once: half of a first-level cache.
const blockBytes = 24 << 10

// pieceLength is how many elements are copied at once of a long row whose elements lie
// apart: no less than a leaf of any order, so that rows are cut where kernels cut them.
const pieceLength = 8 << 10

// maxRows is the most rows of a block, and maxRowWindow the most of a window, or elements of one.
const (
	maxRows      = 512
	maxRowWindow = 256
)

// call is the working memory of a run, kept between runs.
type call struct {
	k       *Kernel
	args    kernel.Args
	scratch kernel.Scratch
	ptr     []unsafe.Pointer // of each operand
	outer   []int            // its stride from row to row
	down    []int            // its stride from row to row of a window
	buffer  []uint64
	far     []span // of operands that are copied piece by piece, else a nil pointer
	piece   int    // the most elements of a pass
	joined  [kernel.MaxOperands]uint64
	// cells has what is an element for a row of slices: scalars, results and temporaries.
	cells [mostOperands]kernel.Cell
	index int64 // the number of the first element of a piece
	level kernel.Level
	// last4 and last8 are the last indices of tables, or the largest of the type.
	last4 [kernel.MaxOperands]int32
	last8 [kernel.MaxOperands]int64
}

var calls = sync.Pool{New: func() any { return new(call) }}

// span is the memory of an operand: its first element, and the strides from element to
// element of a row and from row to row.
type span struct {
	ptr          unsafe.Pointer
	inner, outer int
}

// Run runs k over the elements of a call of a function with the core dimension: each is
// a row, or an element for a row.
func (k *Kernel) Run(a *kernel.Args) {
	c := calls.Get().(*call)
	n := a.Core.Len[k.Dim]
	for i, o := range k.Operands[:k.In] {
		if o.Table {
			c.setTable(i, a.Core.Len[o.Dim])
		}
	}
	if k.Contraction != nil {
		k.runContractions(c, a)
		c.clear()
		calls.Put(c)
		return
	}
	if k.Rows > 0 {
		var first [kernel.MaxOperands]unsafe.Pointer
		for r := range a.Rows {
			for i := range k.In + k.Out {
				first[i] = unsafe.Add(a.Op[i].Ptr, r*a.Op[i].Outer)
			}
			if a.Lacks = c.runPlanes(k, a, &first); a.Lacks > 0 {
				break
			}
		}
		c.clear()
		calls.Put(c)
		return
	}
	var ops [kernel.MaxOperands]span
	for r := range a.Rows {
		for i := range k.In + k.Out {
			ops[i] = span{unsafe.Add(a.Op[i].Ptr, r*a.Op[i].Outer), a.Core.Stride[i][0], a.Op[i].Inner}
		}
		if lacks := c.run(k, ops[:k.In+k.Out], a.N, n); lacks > 0 {
			a.Lacks = lacks
			break
		}
	}
	c.clear()
	calls.Put(c)
}

// clear forgets the operands of a run.
func (c *call) clear() {
	clear(c.ptr)
	clear(c.far)
	for i := range c.args.Op {
		c.args.Op[i].Ptr = nil
	}
	c.giveBack()
}

// giveBack forgets working memory for long rows.
func (c *call) giveBack() {
	const most = 64 << 10 // words
	if len(c.buffer) > most {
		c.buffer = nil
	}
}

// run runs k over rows of n elements. It returns how many bytes of working memory it
// lacks, and then has written nothing; else 0.
//
// Operands that are not contiguous are copied: whole rows, or of long rows
// piece by piece wherever a pass wants them. So working memory as long as a row is needed
// only for what a pass leaves for later ones.
func (c *call) run(k *Kernel, ops []span, rows, n int) (lacks int) {
	if rows == 0 {
		return 0
	}
	c.prepare(k)
	perRow, temporary := 0, 0
	var packed [kernel.MaxOperands]bool
	pieces := 0 // bytes
	tables, oneTable := 0, true
	for i, o := range k.Operands {
		c.far[i] = span{}
		if o.Table {
			length := c.length(i)
			if rows > 1 && ops[i].outer != 0 {
				oneTable = false
			}
			if packed[i] = packsTable(ops[i], rows, o.Size, length); packed[i] {
				tables += length*o.Size + kernel.TableSlack(length*o.Size) + 16
			}
			continue
		}
		if !o.Row {
			continue
		}
		perRow += o.Size
		if i >= len(ops) {
			temporary += o.Size
		} else if packed[i] = k.packs(&o, ops[i], rows, n); packed[i] {
			if k.piecewise(&o, n) {
				pieces += o.copied(1, pieceLength)
			} else {
				temporary += o.Size
			}
		}
	}
	high := rows
	if size := perRow * n; size > 0 {
		high = max(1, min(rows, maxRows, blockBytes/size, kernel.Chunk/n))
	} else {
		high = min(rows, maxRows)
	}
	c.piece = kernel.Chunk
	if pieces > 0 {
		high, c.piece = min(high, 1), pieceLength
	}
	if !oneTable {
		high = 1
	}
	others := pieces + tables + len(k.Operands)*(high*8+64)
	if temporary > 0 && n > (math.MaxInt-others)/(temporary*(high+maxRowWindow))-maxRowWindow {
		return math.MaxInt
	}
	for i := range ops { // what windows have beyond the rows
		if o := &k.Operands[i]; packed[i] && o.isWindow() && !k.piecewise(o, n) {
			others += o.copied(high, n) - high*n*o.Size
		}
	}
	if bytes := temporary*n*high + others; !c.allocate(bytes) {
		return bytes
	}
	for r := 0; r < rows; r += high {
		c.runBlock(ops, &packed, r, min(high, rows-r), n, high, rows)
	}
	return 0
}

// prepare has c run k.
func (c *call) prepare(k *Kernel) {
	c.k, c.level, c.args.Scratch = k, kernel.Current(), &c.scratch
	if m := len(k.Operands); cap(c.ptr) < m {
		c.ptr, c.outer, c.down, c.far = make([]unsafe.Pointer, m), make([]int, m), make([]int, m), make([]span, m)
	} else {
		c.ptr, c.outer, c.down, c.far = c.ptr[:m], c.outer[:m], c.down[:m], c.far[:m]
	}
}

// packs reports whether an operand is copied before kernels read it, or after they wrote it.
func (k *Kernel) packs(o *Operand, s span, rows, n int) bool {
	return k.Edge != Valid && o.isWindow() || n+o.Window > 1 && s.inner != o.Size || misaligned(s, rows+o.RowWindow, o.Size)
}

// piecewise reports whether an operand that is copied is so piece by piece. One with an edge is
// not: what it has at its ends comes from anywhere.
func (k *Kernel) piecewise(o *Operand, n int) bool {
	return n > pieceLength && (k.Edge == Valid || !o.isWindow())
}

// misaligned reports whether elements lie where loads of their lanes may not.
func misaligned(s span, rows, size int) bool {
	at := uintptr(s.ptr)
	if rows > 1 {
		at |= uintptr(s.outer)
	}
	return at&uintptr(min(size, 8)-1) != 0
}

// allocate makes the working memory of so many bytes, and reports whether it can be had.
func (c *call) allocate(bytes int) bool {
	if len(c.buffer) >= (bytes+7)/8 {
		return true
	}
	buffer, ok := Memory[uint64](bytes)
	if ok {
		c.buffer = buffer
	}
	return ok
}

// Memory returns working memory of so many bytes, whatever is in it; ok is false where
// the process can't have it.
func Memory[T uint64 | complex128](bytes int) (memory []T, ok bool) {
	size := int(unsafe.Sizeof(*new(T)))
	n := bytes/size + 1
	p, _, ok := block.Get(n * size)
	if !ok {
		return nil, false
	}
	return unsafe.Slice((*T)(p), n), true
}

// runBlock runs the passes over rows from first on, of total ones. The working memory has room
// for most rows.
func (c *call) runBlock(ops []span, packed *[kernel.MaxOperands]bool, first, rows, n, most, total int) {
	k, free := c.k, 0
	take := func(bytes int) unsafe.Pointer {
		p := unsafe.Pointer(&c.buffer[free])
		free += (bytes + 7) / 8
		return p
	}
	for i, o := range k.Operands {
		switch {
		case o.Table && packed[i]:
			size := c.length(i) * o.Size
			c.ptr[i] = take(size + kernel.TableSlack(size))
			if first == 0 || ops[i].outer != 0 {
				from := strided.Block{Ptr: unsafe.Add(ops[i].ptr, first*ops[i].outer), Inner: ops[i].inner}
				strided.Copy(strided.Block{Ptr: c.ptr[i], Inner: o.Size}, from, 1, c.length(i), o.Size, false)
			}
			continue
		case i < len(ops) && !(o.Row && packed[i]):
			c.ptr[i], c.outer[i], c.down[i] = unsafe.Add(ops[i].ptr, first*ops[i].outer), ops[i].outer, ops[i].outer
			continue
		case i < len(ops) && k.piecewise(&o, n): // of one row, see run
			c.far[i] = span{unsafe.Add(ops[i].ptr, first*ops[i].outer), ops[i].inner, ops[i].outer}
			c.ptr[i], c.outer[i], c.down[i] = take(o.copied(1, pieceLength)), 0, o.pitch(pieceLength)
			continue
		case o.Row && n > 0:
			c.ptr[i], c.outer[i], c.down[i] = take(o.copied(most, n)), o.pitch(n), o.pitch(n)
		default:
			c.ptr[i], c.outer[i] = take(most*o.Size), o.Size
		}
		if i < k.In {
			c.pack(i, ops[i], first, rows, n, total)
		}
	}
	for i := range k.Passes {
		p := &k.Passes[i]
		switch p.Kind {
		case Map:
			c.mapRows(p, rows, n)
		case Values:
			c.values(p, rows)
		case Reduce:
			c.reduce(p, rows, n)
		case Scan:
			c.scan(p, rows, n)
		}
	}
	for i := k.In; i < len(ops); i++ {
		if o := k.Operands[i]; o.Row && packed[i] && c.far[i].ptr == nil {
			to := strided.Block{Ptr: unsafe.Add(ops[i].ptr, first*ops[i].outer), Inner: ops[i].inner, Outer: ops[i].outer}
			strided.Copy(to, strided.Block{Ptr: c.ptr[i], Inner: o.Size, Outer: c.outer[i]}, rows, n, o.Size, false)
		}
	}
}

// set makes operand o argument i, n elements of the row from element at on: those at an offset
// of its window. Where it is copied piece by piece, it is now if read is set.
func (c *call) set(i int, o int8, near Offset, at, n int, read bool) {
	op := &c.args.Op[i]
	switch {
	case o == Index || o == First:
		op.Ptr, op.Inner, op.Outer = unsafe.Pointer(&c.index), 0, 0
	case o == Numbers:
		op.Ptr, op.Inner, op.Outer = unsafe.Pointer(unsafe.SliceData(numbers())), 8, 0
	case o < 0:
		op.Ptr, op.Inner, op.Outer = c.lastIndex(int(o)), 0, 0
	case c.k.Operands[o].Table:
		op.Ptr, op.Inner, op.Outer = c.ptr[o], 0, 0
	default:
		c.setRow(op, o, near, at, n, read)
	}
}

// setRow is set for an operand that is a row or an element of one.
func (c *call) setRow(op *kernel.Operand, o int8, near Offset, at, n int, read bool) {
	op.Ptr, op.Inner, op.Outer = c.ptr[o], 0, c.outer[o]
	x := &c.k.Operands[o]
	if !x.Row {
		return
	}
	op.Inner = x.Size
	if c.far[o].ptr != nil {
		if read {
			strided.Copy(strided.Block{Ptr: op.Ptr, Inner: x.Size, Outer: c.down[o]}, c.farBlock(o, at), 1+x.RowWindow, n+x.Window, x.Size, false)
		}
		at = 0
	}
	if n > 0 { // else there may be no element at the offset
		op.Ptr = unsafe.Add(op.Ptr, int(near.Row)*c.down[o]+(at+int(near.Element))*x.Size)
	}
}

// farBlock is operand o, which is copied piece by piece, from element at on.
func (c *call) farBlock(o int8, at int) strided.Block {
	f := &c.far[o]
	return strided.Block{Ptr: unsafe.Add(f.ptr, at*f.inner), Inner: f.inner, Outer: f.outer}
}

// start makes the operands of p the arguments, n elements of each row from element at on.
func (c *call) start(p *Pass, at, n int) {
	for i, o := range p.In {
		c.set(i, o, p.offset(i), at, n, p.At == nil || !p.again(i))
	}
	for i, o := range p.Out {
		c.set(len(p.In)+i, o, Offset{}, at, n, false)
	}
	if n := len(p.In) + len(p.Out); n < len(c.args.Op) {
		c.args.Op[n].Ptr = nil // a kernel that stops at rare lanes counts the operands by it
	}
}

// mapRows computes the elements of rows.
func (c *call) mapRows(p *Pass, rows, n int) {
	most := c.piece
	if slices.Contains(p.In, Numbers) {
		most = min(most, len(numbers()))
	}
	for at := 0; at < n; at += most {
		m := min(most, n-at)
		c.index = int64(at)
		c.start(p, at, m)
		c.args.N, c.args.Rows = m, rows
		p.Set.RunAt(c.level, &c.args)
		for _, o := range p.Out {
			if x := c.k.Operands[o]; x.Row && c.far[o].ptr != nil {
				strided.Copy(c.farBlock(o, at), strided.Block{Ptr: c.ptr[o], Inner: x.Size}, 1, m, x.Size, false)
			}
		}
	}
}

// values computes elements that are one for a row. Where they lie one after the other,
// they are the elements of one row of the kernel.
func (c *call) values(p *Pass, rows int) {
	c.start(p, 0, 1)
	dense := true
	for i, o := range p.In {
		dense = dense && (!c.perRow(o) || c.args.Op[i].Outer == c.k.Operands[o].Size || c.args.Op[i].Outer == 0)
	}
	for i, o := range p.Out {
		dense = dense && c.args.Op[len(p.In)+i].Outer == c.k.Operands[o].Size
	}
	c.args.N, c.args.Rows = 1, rows
	if dense {
		c.args.N, c.args.Rows = rows, 1
		for i := range c.args.Op[:len(p.In)+len(p.Out)] {
			c.args.Op[i].Inner = c.args.Op[i].Outer
		}
	} else {
		for i, o := range p.In {
			if c.perRow(o) {
				c.args.Op[i].Inner = c.k.Operands[o].Size
			}
		}
		for i, o := range p.Out {
			c.args.Op[len(p.In)+i].Inner = c.k.Operands[o].Size
		}
	}
	p.Set.RunAt(c.level, &c.args)
}

// reduce reduces rows.
func (c *call) reduce(p *Pass, rows, n int) {
	switch {
	case n == 0:
		for i, o := range p.Out {
			for r := range rows {
				put(unsafe.Add(c.ptr[o], r*c.outer[o]), c.k.Operands[o].Size, p.Empty[i])
			}
		}
	case p.Series == 0:
		c.serial(p, rows, n)
	case n <= c.piece:
		c.setIndex(p, 0)
		c.start(p, 0, n)
		c.args.N, c.args.Rows = n, rows
		p.Set.RunAt(c.level, &c.args)
	default: // one row, see run
		c.reducePiece(p, 0, n)
	}
}

// serial reduces rows from the first element to the last, which nothing may cut: a long
// row that is not contiguous is for the Go loop, which takes any stride.
func (c *call) serial(p *Pass, rows, n int) {
	c.setIndex(p, 0)
	level := c.level
	for i, o := range p.In {
		near := p.offset(i)
		c.set(i, o, near, 0, n, false)
		if o != Index && c.far[o].ptr != nil {
			f := &c.far[o]
			c.args.Op[i] = kernel.Operand{Ptr: unsafe.Add(f.ptr, int(near.Row)*f.outer+int(near.Element)*f.inner), Inner: f.inner}
			level = kernel.Go
		}
	}
	for i, o := range p.Out {
		c.set(len(p.In)+i, o, Offset{}, 0, n, false)
	}
	if n := len(p.In) + len(p.Out); n < len(c.args.Op) {
		c.args.Op[n].Ptr = nil
	}
	c.args.N, c.args.Rows = n, rows
	p.Set.RunAt(level, &c.args)
}

// setIndex sets the number of the first element of a piece.
func (c *call) setIndex(p *Pass, at int) {
	if p.IndexSize == 4 {
		*(*int32)(unsafe.Pointer(&c.index)) = int32(at)
	} else {
		c.index = int64(at)
	}
}

// reducePiece reduces n elements of a row, from element at on.
func (c *call) reducePiece(p *Pass, at, n int) {
	if n <= c.piece {
		c.setIndex(p, at)
		c.start(p, at, n)
		c.args.N, c.args.Rows = n, 1
		p.Set.RunAt(c.level, &c.args)
		return
	}
	half := n / 2
	half -= half % p.Series
	c.reducePiece(p, at, half)
	var before [kernel.MaxOperands]uint64
	for i, o := range p.Out {
		before[i] = get(c.ptr[o], c.k.Operands[o].Size)
	}
	c.reducePiece(p, at+half, n-half)
	c.join(p, &before, func(o int8) unsafe.Pointer { return c.ptr[o] })
}

// put stores the bits of an element of the given size, get loads them.
func put(p unsafe.Pointer, size int, bits uint64) {
	switch size {
	case 1:
		*(*uint8)(p) = uint8(bits)
	case 2:
		*(*uint16)(p) = uint16(bits)
	case 4:
		*(*uint32)(p) = uint32(bits)
	default:
		*(*uint64)(p) = bits
	}
}

func get(p unsafe.Pointer, size int) uint64 {
	switch size {
	case 1:
		return uint64(*(*uint8)(p))
	case 2:
		return uint64(*(*uint16)(p))
	case 4:
		return uint64(*(*uint32)(p))
	}
	return *(*uint64)(p)
}
