// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

const (
	// chunkBytes is the size of the buffer of an operand that has to be packed:
	// those of three operands fit the first level of cache together.
	chunkBytes = 8 << 10
	// repeatBelow is the length of rows below which an operand that repeats is
	// written out, so that many rows become one.
	repeatBelow = 48
	// cacheLine is the size of one, and rowLeast the least row of a chunk that
	// is not all of a row.
	cacheLine = 64
	rowLeast  = 64
	// flatBelow is the length of rows below which packed rows are joined to one,
	// at the price of packing operands that don't need it.
	flatBelow = 16
)

// access is how a worker gets at an operand.
type access uint8

const (
	direct    access = iota // the kernel works in place
	packed                  // copied to or from a buffer
	converted               // also cast
	repeated                // one element for each row, to be packed or cast
)

// job is a call made ready: what its workers share. It doesn't change while
// they run, but for next.
type job struct {
	set         *kernel.Set
	fn          kernel.Func
	ops         []*operand // inputs, outputs, then the mask if there is one
	nin         int
	nop         int // inputs and outputs
	mask        *operand
	space       *space
	rows, n     int // of a block: the two innermost axes
	mode        [maxOps]access
	form        loopForm
	free        bool // the kernel takes any strides
	managed     bool // the kernel is not called but run, see kernel.Set.Direct
	anyPack     bool
	moving      bool // operands move between runs, so none can be cast once
	flat        bool // chunks are joined to one row
	inChunks    bool // tiles are cut into chunks
	high        int  // rows and elements of a chunk
	wide        int
	tileRows    int // rows and elements of a tile, the unit of work
	tileN       int
	tilesPerRow int // tiles of a row
	perBlock    int // tiles of a block
	tiles       int

	chain  *chainRun    // which does the tiles, nil of a call
	core   *kernel.Core // of kernels with core dimensions
	weight int          // elements along them

	threads threads
	failure failure
	watch   lookout // looks for conditions, nil if nothing does
	opList  [maxOps + 1]*operand
}

// prepare makes j the job of running set over the iteration space, whose operands are
// ops: nin inputs, the outputs, and the mask if masked. The operands' casts
// are set.
func (j *job) prepare(set *kernel.Set, n *space, ops []*operand, nin int, masked bool) {
	level := kernel.Current()
	j.set, j.space, j.ops, j.nin = set, n, ops, nin
	j.failure.reset()
	j.fn = set.At(level)
	j.nop = len(ops)
	j.mask = nil
	if masked {
		j.nop--
		j.mask = ops[j.nop]
	}
	j.free = set.AnyStride(level) || j.core != nil
	j.choose(j.free)
	j.managed = !set.Direct()
	j.form = vectorForm
	if !j.free && (j.watch == nil || j.watch.goLoop()) {
		j.form = j.chooseForm(level)
	}
	switch j.form {
	case stridedForm:
		j.fn, j.free, j.managed = set.StridedAt(level), true, false
	case goForm:
		j.fn, j.free, j.managed = set.Impl[kernel.Go], true, set.Rare
	}
	j.accessModes(j.free)
	j.cut()
}

// choose moves the axes that make the rows and the elements of a row to the
// end of the iteration space.
func (j *job) choose(free bool) {
	n := j.space
	if n.ndim > 1 {
		best, cost := n.ndim-1, j.rowCost(n.ndim-1, free)
		for d := n.ndim - 2; d >= 0; d-- {
			if c := j.rowCost(d, free); c < cost {
				best, cost = d, c
			}
		}
		n.swap(j.ops, best, n.ndim-1)
		outer := n.ndim - 2
		for d := outer - 1; d >= 0; d-- {
			if n.shape[outer] < 64 && n.shape[d] > n.shape[outer] {
				outer = d
			}
		}
		n.swap(j.ops, outer, n.ndim-2)
	}
	j.rows, j.n = 1, 1
	if n.ndim > 0 {
		j.n = n.shape[n.ndim-1]
	}
	if n.ndim > 1 {
		j.rows = n.shape[n.ndim-2]
	}
}

// accessModes finds out how each operand is got at, and the shape of a chunk.
func (j *job) accessModes(free bool) {
	j.anyPack = false
	for i, o := range j.ops[:j.nop] {
		if i < j.nin && !j.moving && o.constant(j.space) {
			if j.watch != nil {
				j.watch.once(o)
			}
			if !o.castOnce() {
				j.failure.overflow.Store(true)
			}
		}
		j.mode[i] = j.accessMode(i, free)
		if j.watch != nil && i < j.nin && j.mode[i] == direct && j.written(o) && !j.watch.inPlace(j) {
			j.mode[i] = packed // the operands are looked at when the result is there
		}
		j.anyPack = j.anyPack || j.mode[i] != direct
	}
	if j.flat = j.joinsRows(); j.flat {
		j.packRows()
	}
	j.shape(chunkBytes / j.widestPacked())
}

// written reports whether an output lies where o does.
func (j *job) written(o *operand) bool {
	for _, z := range j.ops[j.nin:j.nop] {
		if z.overlaps(o) {
			return true
		}
	}
	return false
}

// castOnce converts o, an input of one element, which no chunk need do again. It is
// false where that has no room in its unit.
func (o *operand) castOnce() bool {
	if o.cast == nil && !o.misaligned {
		return true
	}
	from, src := o.dtype, o.ptr
	o.dtype = o.loopType()
	o.ptr = unsafe.Pointer(&o.cell)
	dtype.Cast(o.ptr, o.dtype, src, from)
	o.cast, o.misaligned = nil, false
	return !from.Kind().Time() || !o.dtype.Kind().Time() || int64(o.cell[0]) != dtype.NaT || dtype.LoadScalar(src, from).Int64() == dtype.NaT
}

// accessMode returns how operand i is got at, by a kernel of any strides or not.
func (j *job) accessMode(i int, free bool) access {
	o, input := j.ops[i], i < j.nin
	inner, _ := o.rowStrides(j.space)
	switch {
	case input && inner == 0 && (o.cast != nil || o.misaligned):
		return repeated
	case o.cast != nil:
		return converted
	case o.misaligned, !input && j.mask != nil:
		return packed
	case free || j.n == 1 || inner == o.dtype.Size() || input && inner == 0:
		return direct
	}
	return packed
}

// joinsRows reports whether the rows of a chunk are so short that the kernel is
// given them as one.
func (j *job) joinsRows() bool {
	switch {
	case j.rows <= 1 || j.core != nil:
		return false
	case j.anyPack:
		return j.n < flatBelow
	}
	return j.n < repeatBelow && j.repeats()
}

// packRows has all operands packed whose rows are not one row already.
func (j *job) packRows() {
	j.anyPack = true
	for i, o := range j.ops[:j.nop] {
		switch {
		case j.mode[i] == direct && j.oneRow(i), j.mode[i] == converted:
		case j.mode[i] == repeated && o.cast != nil:
			j.mode[i] = converted
		default:
			j.mode[i] = packed
		}
	}
}

// oneRow reports whether the rows of operand i are one, without gaps or of one
// element that repeats.
func (j *job) oneRow(i int) bool {
	inner, outer := j.ops[i].rowStrides(j.space)
	return inner == 0 && outer == 0 && i < j.nin || inner == j.ops[i].dtype.Size() && outer == j.n*inner
}

// widestPacked returns the size of the largest elements that stand in buffers, 1
// if none do.
func (j *job) widestPacked() int {
	widest := 1
	for i, o := range j.ops[:j.nop] {
		if j.mode[i] != direct {
			widest = max(widest, o.dtype.Size(), o.loopType().Size())
		}
	}
	return widest
}

// shape chooses the shape of a chunk of so many elements: whole rows or a part
// of one; but as many rows as share the cache lines of an operand whose rows
// lie closer together than its elements, as a transposed matrix's do.
func (j *job) shape(elements int) {
	j.inChunks = j.anyPack
	j.high = 1
	if !j.flat && j.core == nil {
		for i, o := range j.ops[:j.nop] {
			if share := o.sharing(j.space); share > 1 && (j.free || j.mode[i] != direct) {
				j.high = max(j.high, min(share, elements/rowLeast))
			}
		}
	}
	if j.high > 1 {
		j.inChunks = true
		j.wide = min(elements/j.high, j.n)
		j.high = elements / j.wide
		return
	}
	j.wide = min(elements, j.n)
	j.high = max(elements/max(j.n, 1), 1)
}

// repeats reports whether the work is one long row but for operands that are
// the same row again and again: they are written out once, in a buffer, rather
// than have the kernel begin anew for each short row.
func (j *job) repeats() bool {
	again := false
	for i, o := range j.ops[:j.nop] {
		_, outer := o.rowStrides(j.space)
		switch {
		case j.oneRow(i):
		case i < j.nin && outer == 0:
			again = true
		default:
			return false
		}
	}
	return again
}

// rowStrides returns the strides of o from an element to the next of a row, and from
// row to row.
func (o *operand) rowStrides(n *space) (inner, outer int) {
	if n.ndim > 0 {
		inner = o.strides[n.ndim-1]
	}
	if n.ndim > 1 {
		outer = o.strides[n.ndim-2]
	}
	return inner, outer
}

// sharing returns how many rows share the cache lines that they touch: 1
// unless the rows lie closer together than their elements.
func (o *operand) sharing(n *space) int {
	inner, outer := o.rowStrides(n)
	if outer = magnitude(outer); outer == 0 || outer >= min(cacheLine, magnitude(inner)) {
		return 1
	}
	return min(cacheLine/outer, n.shape[n.ndim-2])
}

// constant reports whether o is one element for the whole iteration space.
func (o *operand) constant(n *space) bool {
	for _, s := range o.strides[:n.ndim] {
		if s != 0 {
			return false
		}
	}
	return true
}

func (o *operand) loopType() dtype.DType {
	if o.cast != nil {
		return o.to
	}
	return o.dtype
}

// cut divides the work into tiles, and chooses the number of threads.
func (j *job) cut() {
	n := j.space
	blocks := 1
	for _, d := range n.shape[:max(n.ndim-2, 0)] {
		blocks *= d
	}
	total := blocks * j.rows * j.n
	weight := 1
	if j.core != nil {
		weight = j.weight
	}
	piece := max(kernel.Chunk/weight, 1)
	j.threads.count = j.threadCount(total)
	if j.threads.count > 1 {
		// Several tiles for each thread, so that all end together.
		piece = min(piece, max(total/(4*j.threads.count), 2048/weight, 1))
	}
	if high := min(j.high, j.rows); j.wide < j.n && j.n > piece/high {
		// A whole number of cache lines, so that threads don't share any.
		j.tileRows, j.tileN = high, (piece/high+63)&^63
	} else {
		j.tileRows, j.tileN = max(piece/max(j.n, 1), 1), j.n
	}
	j.tilesPerRow = (j.n + j.tileN - 1) / max(j.tileN, 1)
	j.perBlock = j.tilesPerRow * ((j.rows + j.tileRows - 1) / j.tileRows)
	j.tiles = blocks * j.perBlock
}
