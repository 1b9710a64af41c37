package ufunc

import (
	"sync"
	"unsafe"

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
	for i := range w.args.Op {
		w.args.Op[i].Ptr = nil
	}
	clear(w.base[:])
	clear(w.kept[:])
	w.cast.Op[0].Ptr, w.cast.Op[1].Ptr = nil, nil
	w.job, w.args.Core = nil, nil
	workers.Put(w)
}

// setJob makes w ready for tiles of j.
func (w *worker) setJob(j *job) {
	w.job = j
	w.args.Core = j.core
	for i, o := range j.ops[:j.nop] {
		op := &w.args.Op[i]
		op.Inner, op.Outer = o.rowStrides(j.space)
		if j.n == 1 && i >= j.nin {
			op.Inner = o.dtype.Size()
		}
	}
	if need := (j.nop+1)*chunkBytes + 64; j.anyPack && len(w.buffer) < need {
		w.buffer = make([]byte, need)
	}
}

// at returns the buffer of operand i; that after the last operand's is for
// values before or after a cast.
func (w *worker) at(i int) unsafe.Pointer {
	p := unsafe.Pointer(unsafe.SliceData(w.buffer))
	return addr(p, int(-uintptr(p)&63)+i*chunkBytes)
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
	if j.set.Rare {
		j.set.Run(&w.args)
		return
	}
	j.fn(&w.args)
}

// chunk runs the kernel over rows × n elements, of the tile's rows from row on
// and in them from element col, with operands packed where need be.
func (w *worker) chunk(row, col, rows, n int) {
	j := w.job
	spare := w.at(j.nop)
	for i, o := range j.ops[:j.nin] {
		op := &w.args.Op[i]
		inner, outer := o.rowStrides(j.space)
		src := addr(w.base[i], row*outer+col*inner)
		size := o.dtype.Size()
		switch j.mode[i] {
		case direct:
			op.Ptr = src
		case packed:
			if k := &w.kept[i]; outer != 0 || j.rows == 1 || k.src != src || k.n != n || k.rows < rows {
				gather(w.at(i), src, rows, n, inner, outer, size, !o.misaligned)
				*k = keptRows{src, rows, n}
			}
			op.Ptr, op.Inner, op.Outer = w.at(i), size, n*size
		case converted:
			to := o.to.Size()
			if inner == size && !o.misaligned {
				w.convert(o.cast, block{src, inner, outer}, block{w.at(i), to, n * to}, rows, n)
			} else {
				gather(spare, src, rows, n, inner, outer, size, !o.misaligned)
				w.convert(o.cast, block{spare, size, 0}, block{w.at(i), to, 0}, 1, rows*n)
			}
			op.Ptr, op.Inner, op.Outer = w.at(i), to, n*to
		case repeated:
			gather(spare, src, 1, rows, outer, 0, size, !o.misaligned)
			op.Ptr, op.Inner, op.Outer = spare, 0, size
			if o.cast != nil {
				to := o.to.Size()
				w.convert(o.cast, block{spare, size, 0}, block{w.at(i), to, 0}, 1, rows)
				op.Ptr, op.Outer = w.at(i), to
			} else {
				move(w.at(i), spare, rows*size)
				op.Ptr = w.at(i)
			}
		}
	}
	for i := j.nin; i < j.nop; i++ {
		o, op := j.ops[i], &w.args.Op[i]
		inner, outer := o.rowStrides(j.space)
		if j.mode[i] == direct {
			op.Ptr = addr(w.base[i], row*outer+col*inner)
			continue
		}
		size := o.loopType().Size()
		op.Ptr, op.Inner, op.Outer = w.at(i), size, n*size
	}
	if j.flat {
		w.call(1, rows*n)
	} else {
		w.call(rows, n)
	}
	for i := j.nin; i < j.nop; i++ {
		if j.mode[i] == direct {
			continue
		}
		o := j.ops[i]
		inner, outer := o.rowStrides(j.space)
		dst := addr(w.base[i], row*outer+col*inner)
		size := o.dtype.Size()
		from := w.at(i)
		if o.cast != nil {
			own := o.to.Size()
			if j.mask == nil && inner == size && !o.misaligned {
				w.convert(o.cast, block{from, own, n * own}, block{dst, inner, outer}, rows, n)
				continue
			}
			w.convert(o.cast, block{from, own, 0}, block{spare, size, 0}, 1, rows*n)
			from = spare
		}
		if j.mask == nil {
			scatter(dst, from, rows, n, inner, outer, size, !o.misaligned)
			continue
		}
		mi, mo := j.mask.rowStrides(j.space)
		mask := block{addr(w.base[j.nop], row*mo+col*mi), mi, mo}
		scatterWhere(block{dst, inner, outer}, from, mask, rows, n, size, !o.misaligned)
	}
}

// convert runs a cast from src to dst.
func (w *worker) convert(set *kernel.Set, src, dst block, rows, n int) {
	a := &w.cast
	a.Rows, a.N = rows, n
	a.Op[0].Ptr, a.Op[0].Inner, a.Op[0].Outer = src.ptr, src.inner, src.outer
	a.Op[1].Ptr, a.Op[1].Inner, a.Op[1].Outer = dst.ptr, dst.inner, dst.outer
	set.Run(a)
}
