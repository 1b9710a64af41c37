// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// bufferBytes is the size of a buffer of a reduction, in the first level of cache:
// the least that a section has.
const bufferBytes = 16 << 10

// sectionMost is the most that a section of the buffers of a reduction has, in the
// second level of cache: rows of results are as long, since rows of elements that are read
// in memory's order come faster than parts of rows.
const sectionMost = 128 << 10

var negativeZero = math.Copysign(0, -1)

// reduction is a reduction made ready: what its workers share.
//
// A reduction computes m elements to one, for each of its results. Results are
// computed in rows: up to width neighbours along one axis at a time.
type reduction struct {
	set    *kernel.Set
	fn     kernel.Func
	fold   *kernel.Set // nil if there is none
	foldFn kernel.Func
	scan   *kernel.Set     // nil if there is none
	tiles  *kernel.TileSet // nil if there are none
	order  Order
	free   bool // the kernel takes any strides
	loose  bool // the fold does
	all    bool // all partial results are kept: an accumulation
	yStep  int  // of the results of an accumulation

	acc   dtype.DType // in which the reduction is computed
	size  int         // of an element of it
	lanes int         // series of the pairwise order
	leaf  int         // elements that are combined in series

	// The reduced axes, innermost first.
	m          int
	ndim       int
	shape      [maxDims]int
	stride     [maxDims]int
	maskStride [maxDims]int
	// Where the first of them is, from that of the operand: not there where a
	// reversed axis is walked forwards. anyOrder allows that.
	xStart, maskStart int
	anyOrder          bool

	// x and y are the operands of a row, whose strides are those along it.
	x, y, mask stridedOperand
	xSize      int
	cast       *kernel.Set // from x to acc
	store      *kernel.Set // from acc to y
	ySize      int
	masked     bool
	misaligned bool
	yAligned   bool

	// absorbs has bit v set if a result of v stays so, whatever follows: of a
	// bool, and where there is much to follow.
	absorbs uint8

	hasStart   bool // start0 is what an empty reduction gives
	hasInitial bool // start0 is combined with the elements
	start0     [2]uint64
	absent     [2]uint64

	n       int // results along the row axis
	width   int
	section int  // bytes of a section of the buffers
	inner   bool // each result on its own, rather than a row at once
	// windowed says that elements go through a window.
	windowed bool

	// The other axes of the results.
	outer  space
	xs, ys [maxDims]int
	ms     [maxDims]int

	next    atomic.Int64
	failure failure
	wait    sync.WaitGroup
	tasks   int
}

// stridedOperand is an operand of the row axis.
type stridedOperand struct {
	ptr    unsafe.Pointer
	stride int
}

// start sets what depends on the loop alone.
func (r *reduction) start(u *Ufunc, loop *Loop, x *operand, all bool) {
	r.acc = loop.Out[0]
	r.failure.reset()
	if r.order = loop.Reduce; r.order == NoReduce {
		r.order = Serial
	}
	r.all = all
	r.masked, r.hasInitial, r.hasStart, r.anyOrder = false, false, false, false
	kernelLoop := loop
	if !all {
		kernelLoop = u.summing(loop)
		r.acc = kernelLoop.Out[0]
	}
	level := kernel.Current()
	r.set = kernelLoop.Kernel
	r.fn, r.free = r.set.At(level), r.set.AnyStride(level)
	if r.fold = kernelLoop.Fold; r.fold != nil {
		r.foldFn, r.loose = r.fold.At(level), r.fold.AnyStride(level)
	}
	r.scan = kernelLoop.Scan
	if r.tiles = kernelLoop.Columns; r.tiles != nil && r.tiles.Level(level).Loop() {
		r.tiles = nil // in Go, an addition costs less than a product
	}
	r.size = r.acc.Size()
	r.lanes, r.leaf = kernel.FoldSeries, kernel.FoldLeaf
	if r.acc.Kind() == dtype.KindComplex {
		r.lanes, r.leaf = r.lanes/2, r.leaf/2
	}
	r.cast = nil
	if x.dtype != r.acc {
		r.cast = castSet(x.dtype, r.acc)
	}
	r.xSize = x.dtype.Size()
	r.misaligned = x.misaligned
}

// summing returns the loop by which a reduction with l is computed: another one
// for types that are summed in a wider one.
func (u *Ufunc) summing(l *Loop) *Loop {
	if d := l.Out[0]; l.Reduce == Pairwise && d.Descriptor().Wide != d {
		if wide := u.reducing(d.Descriptor().Wide); wide != nil {
			return wide
		}
	}
	return l
}

// run computes the results: x in the shape of the iteration space to y.
func (r *reduction) run(p *plan, x, y, mask *operand) {
	r.bind(&p.space, x, y, mask)
	if r.outer.size == 0 || r.n == 0 {
		return
	}
	if r.m == 0 && r.all {
		return
	}
	if r.m == 0 {
		r.fill()
		return
	}
	r.findAbsorbing()
	work := float64(r.m) * float64(r.n) * float64(r.outer.size) * (costMemory + opCost(r.free)*float64(r.set.Ops) + 0.1)
	if r.cast != nil || r.misaligned {
		work += float64(r.m) * float64(r.n) * float64(r.outer.size) * costPack
	}
	nthreads := threadsFor(work)
	perRow := (r.n + r.width - 1) / r.width
	r.tasks = perRow * r.outer.size
	if nthreads > 1 && r.tasks < 2*nthreads && r.order != Serial && !r.all && r.m >= 4*r.leaf {
		w := getWorker()
		r.reserve(w)
		for t := range r.tasks {
			r.together(w, t, nthreads)
		}
		w.put()
		return
	}
	nthreads = min(nthreads, r.tasks)
	if nthreads <= 1 {
		w := getWorker()
		r.reserve(w)
		for t := range r.tasks {
			r.task(w, t)
		}
		w.put()
		return
	}
	r.next.Store(0)
	r.wait.Add(nthreads)
	for range nthreads - 1 {
		go r.share()
	}
	r.share()
	r.wait.Wait()
}

func (r *reduction) share() {
	w := getWorker()
	r.reserve(w)
	for {
		t := int(r.next.Add(1)) - 1
		if t >= r.tasks {
			break
		}
		r.task(w, t)
	}
	w.put()
	r.wait.Done()
}

// bind chooses the row axis, and sets the strides of the operands.
func (r *reduction) bind(n *space, x, y, mask *operand) {
	r.store, r.ySize, r.yAligned = nil, y.dtype.Size(), !y.misaligned
	if y.dtype != r.acc {
		r.store = castSet(r.acc, y.dtype)
	}
	r.x.ptr, r.y.ptr = addr(x.ptr, r.xStart), y.ptr
	row := n.rowAxis(x, y)
	r.n, r.x.stride, r.y.stride = 1, 0, r.ySize
	r.mask.stride = 0
	if r.masked {
		r.mask.ptr = addr(mask.ptr, r.maskStart)
	}
	if row >= 0 {
		r.n, r.x.stride, r.y.stride = n.shape[row], x.strides[row], y.strides[row]
		if r.masked {
			r.mask.stride = mask.strides[row]
		}
	}
	r.bindOuter(n, x, y, mask, row)
	r.inner = !r.all && r.fold != nil && (r.n == 1 || r.reduceInner())
	r.setWidth()
	r.setWindow()
}

// setWidth chooses how many results are computed at once, and the memory for it.
func (r *reduction) setWidth() {
	element := max(r.size, r.xSize, r.ySize)
	n := max(r.n, 1)
	r.section = bufferBytes
	switch {
	case r.inner:
		r.width = min(n, bufferBytes/(8*element))
		if r.far() {
			r.section = sectionMost
		}
		return
	case r.all || r.masked || r.order == Serial:
		r.width = min(n, bufferBytes/(8*element))
		return
	case r.order == Pairwise:
		element *= r.lanes
	}
	most := sectionMost / element
	pieces := (n + most - 1) / most
	r.width = (n + pieces - 1) / pieces
	r.section = max(bufferBytes, (r.width*element+63)&^63)
}

// far reports whether neighbours along the reduced axes lie farther apart than
// those of another reduced axis: they are packed many at a time, so that all of a line of the
// cache is read while it is there.
func (r *reduction) far() bool {
	return r.ndim > 1 && magnitude(r.stride[0]) > magnitude(r.stride[1]) && !r.masked
}

// rowAxis returns the axis of the results along which their rows are: that of the
// smallest stride, of those long enough; -1 if there is none.
func (n *space) rowAxis(x, y *operand) int {
	row, best := -1, 0
	for _, axis := range n.keep[:n.kept] {
		if n.shape[axis] == 1 {
			continue
		}
		s := magnitude(x.strides[axis])
		if s == 0 {
			s = magnitude(y.strides[axis])
		}
		if n.shape[axis] < 8 {
			s = s/2 + math.MaxInt/2 // longer ones come first
		}
		if row < 0 || s < best {
			row, best = axis, s
		}
	}
	return row
}

// bindOuter sets the iteration space of the axes of the results but that of the
// rows.
func (r *reduction) bindOuter(n *space, x, y, mask *operand, row int) {
	o := &r.outer
	o.ndim, o.size = 0, 1
	for _, axis := range n.keep[:n.kept] {
		o.size *= n.shape[axis]
		if axis == row || n.shape[axis] == 1 {
			continue
		}
		o.shape[o.ndim], r.xs[o.ndim], r.ys[o.ndim] = n.shape[axis], x.strides[axis], y.strides[axis]
		if r.masked {
			r.ms[o.ndim] = mask.strides[axis]
		}
		o.ndim++
	}
	if r.n > 0 {
		o.size /= r.n
	}
}

// reduceInner reports whether to compute results one by one, one row of the fold
// each, rather than many at a time: the elements of each lie closer together
// than those of its neighbours, and are enough for the fold to pay.
func (r *reduction) reduceInner() bool {
	if r.m >= 16 && r.n < r.fullRow() {
		// Too few neighbours for the kernel, unless rows of them lie end to end;
		// and even then the few series of a sum wait for each other.
		b := block{inner: r.x.stride, outer: r.stride[0]}
		if !b.endToEnd(r.n, r.xSize) || r.n < 4 && r.order == Pairwise {
			return true
		}
	}
	if r.ndim == 0 || magnitude(r.stride[0]) >= magnitude(r.x.stride) {
		return false
	}
	enough := 16
	if r.stride[0] == r.xSize && r.set.Ops <= 2 {
		enough = 8
	}
	return r.shape[0] >= enough
}

// fullRow returns the number of results from which a row of them costs the
// kernel less than packing the elements of each result: a vector of the widest
// types, for which a row is a few instructions, else enough to amortise what a row
// of part of a vector costs, about 5 ns.
func (r *reduction) fullRow() int {
	if r.size == 8 {
		return 8
	}
	return 16
}
