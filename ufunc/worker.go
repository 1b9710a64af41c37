// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// worker runs tiles of a job on one goroutine.
type worker struct {
	args    kernel.Args
	cast    kernel.Args // for conversions
	base    [maxOps + 1]unsafe.Pointer
	index   [maxDims]int
	job     *job
	kept    [maxOps]keptRows
	cell    [2]uint64 // holds a scalar
	start   func()    // runs the worker on a goroutine of its own
	scratch kernel.Scratch
	buffer  []byte
	window  window
	down    down  // for sums down columns
	mask    block // of the chunk, if there is one: rows of maskN elements
	maskN   int
	tail    *[whole]uint64 // the last operands of a result that is written over them
	// failure is told of what went wrong when the worker is put back.
	failure *failure
}

var workers sync.Pool

func getWorker() *worker {
	if w, ok := workers.Get().(*worker); ok {
		return w
	}
	w := new(worker)
	w.args.Scratch = &w.scratch
	w.cast.Scratch = &w.scratch
	w.start = w.share
	return w
}

// keptRows says what the buffer of an operand holds: rows of n elements that
// are all the one at src.
type keptRows struct {
	src     unsafe.Pointer
	rows, n int
}

func (w *worker) put() {
	if w.args.Overflow || w.cast.Overflow {
		w.failure.overflow.Store(true)
		w.args.Overflow, w.cast.Overflow = false, false
	}
	if w.args.Lacks > 0 {
		w.failure.lacks.Store(int64(w.args.Lacks))
		w.args.Lacks = 0
	}
	for i := range w.args.Op {
		w.args.Op[i].Ptr = nil
	}
	clear(w.base[:])
	clear(w.kept[:])
	w.cast.Op[0].Ptr, w.cast.Op[1].Ptr = nil, nil
	w.job, w.args.Core, w.failure, w.mask.ptr = nil, nil, nil, nil
	workers.Put(w)
}

// setJob makes w ready for tiles of j.
func (w *worker) setJob(j *job) {
	w.job, w.failure = j, &j.failure
	w.args.Core = j.core
	for i, o := range j.ops[:j.nop] {
		op := &w.args.Op[i]
		op.Inner, op.Outer = o.rowStrides(j.space)
		if j.n == 1 && i >= j.nin {
			op.Inner = o.dtype.Size()
		}
	}
	if need := (j.nop+1)*chunkBytes + pageBytes; j.anyPack && len(w.buffer) < need {
		w.buffer = make([]byte, need)
	}
}

// pageBytes is what buffers begin at a multiple of, as large arrays do: a kernel that loads from memory which lies a little
// further back in a page than what it stores to waits for its own stores, whose addresses the CPU compares by their last 12 bits.
const pageBytes = 4096

// at returns the buffer of operand i; that after the last operand's is for
// values before or after a cast.
func (w *worker) at(i int) unsafe.Pointer {
	p := unsafe.Pointer(unsafe.SliceData(w.buffer))
	return addr(p, int(-uintptr(p)&(pageBytes-1))+i*chunkBytes)
}

// run does the tiles from first up to last.
func (w *worker) run(first, last int) {
	j := w.job
	n := j.space
	lead := max(n.ndim-2, 0)
	blockIndex, within := first/j.perBlock, first%j.perBlock
	for d := lead - 1; d >= 0; d-- {
		w.index[d] = blockIndex % n.shape[d]
		blockIndex /= n.shape[d]
	}
	for first < last {
		row, col := within/j.tilesPerRow*j.tileRows, within%j.tilesPerRow*j.tileN
		for i, o := range j.ops {
			inner, outer := o.rowStrides(n)
			off := row*outer + col*inner
			for d := range lead {
				off += w.index[d] * o.strides[d]
			}
			w.base[i] = addr(o.ptr, off)
		}
		w.tile(min(j.tileRows, j.rows-row), min(j.tileN, j.n-col))
		first++
		if within++; within == j.perBlock {
			within = 0
			for d := lead - 1; d >= 0; d-- {
				if w.index[d]++; w.index[d] < n.shape[d] {
					break
				}
				w.index[d] = 0
			}
		}
	}
}

// tile runs the kernel over rows × n elements at w.base.
func (w *worker) tile(rows, n int) {
	j := w.job
	if j.chain != nil {
		j.chain.tile(w, n)
		return
	}
	if !j.inChunks {
		for i := range j.nop {
			w.args.Op[i].Ptr = w.base[i]
		}
		w.call(rows, n)
		return
	}
	for r := 0; r < rows; r += j.high {
		for c := 0; c < n; c += j.wide {
			w.chunk(r, c, min(j.high, rows-r), min(j.wide, n-c))
		}
	}
}

// call runs the kernel on w.args.
func (w *worker) call(rows, n int) {
	j := w.job
	w.args.Rows, w.args.N = rows, n
	if j.watch != nil {
		j.watch.call(w)
		return
	}
	w.kernel()
}

// kernel runs the kernel.
func (w *worker) kernel() {
	if j := w.job; j.managed {
		j.set.Run(&w.args)
	} else {
		j.fn(&w.args)
	}
}

// chunk runs the kernel over rows × n elements, of the tile's rows from row on
// and in them from element col, with operands packed where need be.
func (w *worker) chunk(row, col, rows, n int) {
	j := w.job
	for i := range j.nin {
		w.input(i, w.from(i, row, col), rows, n)
	}
	for i := j.nin; i < j.nop; i++ {
		if j.mode[i] == direct {
			w.args.Op[i].Ptr = w.from(i, row, col).ptr
		} else {
			w.buffered(i, j.ops[i].loopType().Size(), n)
		}
	}
	if j.mask != nil {
		w.mask, w.maskN = w.from(j.nop, row, col), n
	}
	if j.flat {
		w.call(1, rows*n)
	} else {
		w.call(rows, n)
	}
	for i := j.nin; i < j.nop; i++ {
		if j.mode[i] != direct {
			w.output(i, row, col, rows, n)
		}
	}
}

// from returns operand i, or the mask behind the last one, from an element of the
// tile on.
func (w *worker) from(i, row, col int) block {
	inner, outer := w.job.ops[i].rowStrides(w.job.space)
	return block{addr(w.base[i], row*outer+col*inner), inner, outer}
}

// buffered gives the kernel the buffer of operand i: rows of n elements.
func (w *worker) buffered(i, size, n int) {
	op := &w.args.Op[i]
	op.Ptr, op.Inner, op.Outer = w.at(i), size, n*size
}

// input gives the kernel rows × n elements of input i, which lie at src.
func (w *worker) input(i int, src block, rows, n int) {
	j := w.job
	o := j.ops[i]
	size := o.dtype.Size()
	switch j.mode[i] {
	case direct:
		w.args.Op[i].Ptr = src.ptr
	case packed:
		// What doesn't change from row to row may be in the buffer already.
		if k := &w.kept[i]; src.outer != 0 || j.rows == 1 || k.src != src.ptr || k.n != n || k.rows < rows {
			gather(w.at(i), src.ptr, rows, n, src.inner, src.outer, size, !o.misaligned)
			*k = keptRows{src.ptr, rows, n}
		}
		w.buffered(i, size, n)
	case converted:
		to := o.to.Size()
		if src.inner == size && !o.misaligned {
			w.convertWatched(o.cast, o.dtype, o.to, src, block{w.at(i), to, n * to}, rows, n, false)
		} else {
			spare := w.at(j.nop)
			gather(spare, src.ptr, rows, n, src.inner, src.outer, size, !o.misaligned)
			w.convertWatched(o.cast, o.dtype, o.to, block{spare, size, 0}, block{w.at(i), to, 0}, 1, rows*n, false)
		}
		w.buffered(i, to, n)
	case repeated:
		w.repeat(i, src, rows)
	}
}

// repeat gives the kernel the one element of each row of input i.
func (w *worker) repeat(i int, src block, rows int) {
	o, op, spare := w.job.ops[i], &w.args.Op[i], w.at(w.job.nop)
	size := o.dtype.Size()
	gather(spare, src.ptr, 1, rows, src.outer, 0, size, !o.misaligned)
	op.Ptr, op.Inner = w.at(i), 0
	if o.cast == nil {
		move(op.Ptr, spare, rows*size)
		op.Outer = size
		return
	}
	op.Outer = o.to.Size()
	w.convertWatched(o.cast, o.dtype, o.to, block{spare, size, 0}, block{op.Ptr, op.Outer, 0}, 1, rows, false)
}

// output stores rows × n results, which are in the buffer of operand i.
func (w *worker) output(i, row, col, rows, n int) {
	j := w.job
	o, dst := j.ops[i], w.from(i, row, col)
	size, results := o.dtype.Size(), w.at(i)
	if o.cast != nil {
		own := o.to.Size()
		if j.mask == nil && dst.inner == size && !o.misaligned {
			w.convertWatched(o.cast, o.to, o.dtype, block{results, own, n * own}, dst, rows, n, false)
			return
		}
		spare := w.at(j.nop)
		w.convertWatched(o.cast, o.to, o.dtype, block{results, own, 0}, block{spare, size, 0}, 1, rows*n, true)
		results = spare
	}
	if j.mask == nil {
		scatter(dst.ptr, results, rows, n, dst.inner, dst.outer, size, !o.misaligned)
		return
	}
	scatterWhere(dst, results, w.from(j.nop, row, col), rows, n, size, !o.misaligned)
}

// convertWatched is convert where the job may be looking for conditions.
func (w *worker) convertWatched(set *kernel.Set, from, to dtype.DType, src, dst block, rows, n int, masked bool) {
	if watch := w.job.watch; watch != nil {
		watch.convert(w, set, from, to, src, dst, rows, n, masked)
		return
	}
	w.convert(set, src, dst, rows, n)
}

// convert runs a cast from src to dst.
func (w *worker) convert(set *kernel.Set, src, dst block, rows, n int) {
	a := &w.cast
	a.Rows, a.N = rows, n
	a.Op[0].Ptr, a.Op[0].Inner, a.Op[0].Outer = src.ptr, src.inner, src.outer
	a.Op[1].Ptr, a.Op[1].Inner, a.Op[1].Outer = dst.ptr, dst.inner, dst.outer
	set.Run(a)
}
