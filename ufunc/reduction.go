package ufunc

import (
	"math"
	"math/bits"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// bufferBytes is the size of each buffer of a reduction.
const bufferBytes = 16 << 10

var negativeZero = math.Copysign(0, -1)

// reduction is a reduction made ready: what its workers share.
//
// A reduction computes m elements to one, for each of its results. Results are
// computed in rows: up to width neighbours along one axis at a time.
type reduction struct {
	set    *kernel.Set
	fn     kernel.Func
	fold   Fold
	order  Order
	free   bool // the kernel takes any strides
	method method
	yStep  int // of the results of an accumulation

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

	// x and y are the operands of a row, whose strides are those along it.
	x, y, mask strand
	xSize      int
	cast       *kernel.Set // from x to acc
	store      *kernel.Set // from acc to y
	ySize      int
	masked     bool
	misaligned bool
	yAligned   bool

	hasStart   bool // start0 is what an empty reduction gives
	hasInitial bool // start0 is combined with the elements
	start0     [2]uint64
	absent     [2]uint64

	n     int // results along the row axis
	width int
	along bool // each result on its own, rather than a row at once

	// The other axes of the results.
	outer  nest
	xs, ys [maxDims]int
	ms     [maxDims]int

	next  atomic.Int64
	wait  sync.WaitGroup
	tasks int
}

// strand is an operand along the row axis.
type strand struct {
	ptr  unsafe.Pointer
	step int
}

// method is what is made of a reduction's steps.
type method uint8

const (
	reduce     method = iota // the last result
	accumulate               // all of them
)

// start sets what depends on the loop alone.
func (r *reduction) start(u *Ufunc, loop *Loop, x *operand, m method) {
	r.acc = loop.Out[0]
	if r.order = loop.Reduce; r.order == NoReduce {
		r.order = Serial
	}
	r.method = m
	r.masked, r.hasInitial, r.hasStart = false, false, false
	kernelLoop := loop
	if m != accumulate && r.order == Pairwise && (r.acc == dtype.Float16 || r.acc == dtype.BFloat16) {
		if wide := u.reducing(dtype.Float32); wide != nil {
			kernelLoop = wide
			r.acc = dtype.Float32
		}
	}
	r.set, r.fold = kernelLoop.Kernel, kernelLoop.Fold
	level := kernel.Current()
	r.fn = r.set.At(level)
	r.free = anyStride(r.set, level)
	r.size = r.acc.Size()
	r.lanes, r.leaf = 8, 128
	if r.acc.Kind() == dtype.KindComplex {
		r.lanes, r.leaf = 4, 64
	}
	r.cast = nil
	if x.dtype != r.acc {
		r.cast = castSet(x.dtype, r.acc)
	}
	r.xSize = x.dtype.Size()
	r.misaligned = x.misaligned
}

// run computes the results: x in the shape of the nest to y.
func (r *reduction) run(st *state, x, y, mask *operand) {
	r.bind(&st.nest, x, y, mask)
	if r.outer.size == 0 || r.n == 0 {
		return
	}
	if r.m == 0 && r.method == accumulate {
		return
	}
	if r.m == 0 {
		r.fill()
		return
	}
	work := float64(r.m) * float64(r.n) * float64(r.outer.size) * (costMemory + opCost(r.free)*float64(r.set.Ops) + 0.1)
	if r.cast != nil || r.misaligned {
		work += float64(r.m) * float64(r.n) * float64(r.outer.size) * costPack
	}
	crew := crewFor(work)
	across := (r.n + r.width - 1) / r.width
	r.tasks = across * r.outer.size
	if crew > 1 && r.tasks < 2*crew && r.order != Serial && r.method == reduce && r.m >= 4*r.leaf {
		w := getWorker()
		r.reserve(w)
		for t := range r.tasks {
			r.together(w, t, crew)
		}
		w.put()
		return
	}
	crew = min(crew, r.tasks)
	if crew <= 1 {
		w := getWorker()
		r.reserve(w)
		for t := range r.tasks {
			r.task(w, t)
		}
		w.put()
		return
	}
	r.next.Store(0)
	r.wait.Add(crew)
	for range crew - 1 {
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
func (r *reduction) bind(n *nest, x, y, mask *operand) {
	r.store, r.ySize, r.yAligned = nil, y.dtype.Size(), !y.misaligned
	if y.dtype != r.acc {
		r.store = castSet(r.acc, y.dtype)
	}
	r.x.ptr, r.y.ptr = x.ptr, y.ptr
	// The row axis is that of the smallest stride, of those long enough.
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
	r.n, r.x.step, r.y.step = 1, 0, r.ySize
	r.mask.step = 0
	if r.masked {
		r.mask.ptr = mask.ptr
	}
	if row >= 0 {
		r.n, r.x.step, r.y.step = n.shape[row], x.strides[row], y.strides[row]
		if r.masked {
			r.mask.step = mask.strides[row]
		}
	}
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
	r.width = min(max(r.n, 1), bufferBytes/(8*max(r.size, r.xSize, r.ySize)))
	if r.method == accumulate {
		return
	}
	r.along = r.n == 1
	if !r.along && r.m >= 16 {
		// One result at a time where the elements of each lie closer together
		// than those of its neighbours, or there are too few neighbours to fill
		// a vector.
		r.along = r.ndim > 0 && magnitude(r.stride[0]) < magnitude(r.x.step) && r.shape[0] >= 16 || r.n < 4
		if r.order == Serial && r.n >= 4 {
			r.along = false // one result at a time would be one element at a time
		}
	}
}

// fill writes the value of an empty reduction to all results.
func (r *reduction) fill() {
	w := getWorker()
	r.reserve(w)
	across := (r.n + r.width - 1) / r.width
	for t := range across * r.outer.size {
		row := r.place(t)
		r.spread(w.area(areaResult), row.n)
		r.write(w, row)
	}
	w.put()
}

// The areas of a worker's buffer in a reduction.
const (
	areaSeries = iota // the series of the pairwise order, or a wide accumulator
	areaPacked        // packed elements
	areaRaw           // packed elements before a cast
	areaResult        // a row of results
	areaStack         // results of partial trees, one row each
)

func (w *worker) area(i int) unsafe.Pointer {
	p := unsafe.Pointer(unsafe.SliceData(w.buffer))
	return addr(p, int(-uintptr(p)&63)+i*bufferBytes)
}

// slot returns the row of the partial tree at the given depth.
func (r *reduction) slot(w *worker, depth int) unsafe.Pointer {
	return addr(w.area(areaStack), depth*r.width*r.size)
}

// reserve gives w the memory that r needs.
func (r *reduction) reserve(w *worker) {
	need := areaStack*bufferBytes + 64 + (bits.Len(uint(r.m))+2)*r.width*r.size
	if len(w.buffer) < need {
		w.buffer = make([]byte, need)
	}
}

// rowOf is a row of results to compute.
type rowOf struct {
	x, y, mask unsafe.Pointer
	n          int
}

// place returns the row of results with number t.
func (r *reduction) place(t int) rowOf {
	across := (r.n + r.width - 1) / r.width
	at := t % across * r.width
	row := rowOf{n: min(r.width, r.n-at)}
	xo, yo, mo := at*r.x.step, at*r.y.step, at*r.mask.step
	index := t / across
	for d := r.outer.ndim - 1; d >= 0; d-- {
		i := index % r.outer.shape[d]
		index /= r.outer.shape[d]
		xo += i * r.xs[d]
		yo += i * r.ys[d]
		if r.masked {
			mo += i * r.ms[d]
		}
	}
	row.x, row.y = addr(r.x.ptr, xo), addr(r.y.ptr, yo)
	if r.masked {
		row.mask = addr(r.mask.ptr, mo)
	}
	return row
}

// task computes a row of results.
func (r *reduction) task(w *worker, t int) {
	row := r.place(t)
	if r.method == accumulate {
		r.steps(w, row)
		return
	}
	r.span(w, row, 0, r.m)
	r.finish(w, row)
}

// span reduces elements lo to lo+m of each result of the row, to areaResult.
func (r *reduction) span(w *worker, row rowOf, lo, m int) {
	to := w.area(areaResult)
	if !r.along {
		one := row
		r.acrossTree(w, one, lo, m, 0)
		move(to, r.slot(w, 0), row.n*r.size)
		return
	}
	for i := range row.n {
		one := rowOf{x: addr(row.x, i*r.x.step), n: 1}
		if r.masked {
			one.mask = addr(row.mask, i*r.mask.step)
		}
		dst := addr(to, i*r.size)
		switch {
		case r.order == Any:
			r.alongAny(w, one, lo, m, dst)
		case r.order == Pairwise && r.fold != nil:
			r.alongTree(w, one, lo, m, 0)
			move(dst, r.slot(w, 0), r.size)
		default:
			r.acrossTree(w, one, lo, m, 0)
			move(dst, r.slot(w, 0), r.size)
		}
	}
}

// finish combines the results with the initial value, and stores them.
func (r *reduction) finish(w *worker, row rowOf) {
	if r.hasInitial && r.order != Serial {
		res := w.area(areaResult)
		r.call(w, 1, row.n, block{unsafe.Pointer(&r.start0), 0, 0}, block{res, r.size, 0}, block{res, r.size, 0})
	}
	r.write(w, row)
}

// write stores areaResult to the row's place.
func (r *reduction) write(w *worker, row rowOf) {
	from := w.area(areaResult)
	if r.store != nil {
		raw := w.area(areaRaw)
		w.convert(r.store, block{from, r.size, 0}, block{raw, r.ySize, 0}, 1, row.n)
		from = raw
	}
	scatter(row.y, from, 1, row.n, r.y.step, 0, r.ySize, r.yAligned)
}

// call runs the kernel.
func (r *reduction) call(w *worker, rows, n int, x1, x2, out block) {
	a := &w.args
	a.Rows, a.N = rows, n
	a.Op[0].Ptr, a.Op[0].Inner, a.Op[0].Outer = x1.ptr, x1.inner, x1.outer
	a.Op[1].Ptr, a.Op[1].Inner, a.Op[1].Outer = x2.ptr, x2.inner, x2.outer
	a.Op[2].Ptr, a.Op[2].Inner, a.Op[2].Outer = out.ptr, out.inner, out.outer
	if r.set.Rare {
		r.set.Run(a)
		return
	}
	r.fn(a)
}

// offset returns where element i of a reduction lies, and how many elements
// from there on are evenly spaced.
func (r *reduction) offset(i int) (off, maskOff, even int) {
	if r.ndim == 0 {
		return 0, 0, 1
	}
	if r.ndim == 1 {
		return i * r.stride[0], i * r.maskStride[0], r.shape[0] - i
	}
	even = r.shape[0] - i%r.shape[0]
	for d := range r.ndim {
		k := i % r.shape[d]
		i /= r.shape[d]
		off += k * r.stride[d]
		maskOff += k * r.maskStride[d]
	}
	return off, maskOff, even
}

// plain reports whether the kernel can work on the elements in place, given
// their step along a kernel's row.
func (r *reduction) plain(step int, n int) bool {
	return r.cast == nil && !r.masked && !r.misaligned && (r.free || step == r.size || n == 1)
}

// fetch returns rows of elements: for reduced index i, up to count, the
// elements of the results of the row. It may return fewer rows than asked.
func (r *reduction) fetch(w *worker, row rowOf, i, count int) (b block, rows int) {
	off, maskOff, even := r.offset(i)
	count = min(count, even)
	outer := 0
	if r.ndim > 0 {
		outer = r.stride[0]
	}
	src := addr(row.x, off)
	if r.plain(r.x.step, row.n) {
		inner := r.x.step
		if row.n == 1 {
			inner = r.size
		}
		return block{src, inner, outer}, min(count, max(1, pieceSize/row.n))
	}
	count = min(count, max(1, bufferBytes/(row.n*max(r.size, r.xSize))))
	to := w.area(areaPacked)
	if row.n == 1 {
		// A row of one: pack along the reduced axis.
		r.load(w, to, src, 1, count, outer, 0)
		if r.masked {
			r.leaveOut(to, addr(row.mask, maskOff), 1, count, r.maskStride[0], 0)
		}
	} else {
		r.load(w, to, src, count, row.n, r.x.step, outer)
		if r.masked {
			r.leaveOut(to, addr(row.mask, maskOff), count, row.n, r.mask.step, r.maskOuter())
		}
	}
	return block{to, r.size, row.n * r.size}, count
}

func (r *reduction) maskOuter() int {
	if r.ndim == 0 {
		return 0
	}
	return r.maskStride[0]
}

// load packs rows × n elements of x at to, converted to acc.
func (r *reduction) load(w *worker, to, src unsafe.Pointer, rows, n, inner, outer int) {
	if r.cast == nil {
		gather(to, src, rows, n, inner, outer, r.size, !r.misaligned)
		return
	}
	if inner == r.xSize && !r.misaligned {
		w.convert(r.cast, block{src, inner, outer}, block{to, r.size, n * r.size}, rows, n)
		return
	}
	raw := w.area(areaRaw)
	gather(raw, src, rows, n, inner, outer, r.xSize, !r.misaligned)
	w.convert(r.cast, block{raw, r.xSize, 0}, block{to, r.size, 0}, 1, rows*n)
}

// leaveOut replaces packed elements at which the mask is false.
func (r *reduction) leaveOut(to, mask unsafe.Pointer, rows, n, inner, outer int) {
	for k := range rows {
		for i := range n {
			if *(*uint8)(addr(mask, k*outer+i*inner)) == 0 {
				move(addr(to, (k*n+i)*r.size), unsafe.Pointer(&r.absent), r.size)
			}
		}
	}
}

// acrossTree reduces m elements of each result of the row at once, to the slot
// of the given depth.
func (r *reduction) acrossTree(w *worker, row rowOf, lo, m, depth int) {
	slot := r.slot(w, depth)
	if r.order != Pairwise {
		if r.order == Serial && r.masked {
			r.serialWhere(w, row, lo, m, slot)
			return
		}
		if r.order == Serial && r.hasInitial {
			r.spread(slot, row.n)
			r.into(w, row, slot, 0, lo, m)
			return
		}
		if r.order == Any && row.n > 1 && m >= 32 && row.n*r.size < 512 {
			r.acrossAny(w, row, lo, m)
			return
		}
		r.copyRows(w, row, slot, lo, 1)
		r.into(w, row, slot, 0, lo+1, m-1)
		return
	}
	if m > r.leaf {
		half := m / 2
		half -= half % r.lanes
		r.acrossTree(w, row, lo, half, depth)
		r.acrossTree(w, row, lo+half, m-half, depth+1)
		b := block{slot, r.size, 0}
		r.call(w, 1, row.n, b, block{r.slot(w, depth+1), r.size, 0}, b)
		return
	}
	if m < r.lanes {
		r.copyRows(w, row, slot, lo, 1)
		r.into(w, row, slot, 0, lo+1, m-1)
		return
	}
	series := w.area(areaSeries)
	rowBytes := row.n * r.size
	r.copyRows(w, row, series, lo, r.lanes)
	i := r.lanes
	for ; i+r.lanes <= m; i += r.lanes {
		r.into(w, row, series, rowBytes, lo+i, r.lanes)
	}
	for step := 1; step < r.lanes; step *= 2 {
		outer := 2 * step * rowBytes
		b := block{series, r.size, outer}
		r.call(w, r.lanes/(2*step), row.n, b, block{addr(series, step*rowBytes), r.size, outer}, b)
	}
	r.into(w, row, series, 0, lo+i, m-i)
	move(slot, series, rowBytes)
}

// spread writes the start value to n places.
func (r *reduction) spread(to unsafe.Pointer, n int) {
	gather(to, unsafe.Pointer(&r.start0), 1, n, 0, 0, r.size, true)
}

// acrossAny reduces short rows into as many accumulators as fit, so that no
// step waits for the one before, and those into one, in the slot of depth 0.
func (r *reduction) acrossAny(w *worker, row rowOf, lo, m int) {
	series := w.area(areaSeries)
	rowBytes := row.n * r.size
	wide := min(m/2, bufferBytes/2/rowBytes)
	r.copyRows(w, row, series, lo, wide)
	for i := wide; i < m; {
		k := min(wide, m-i)
		r.into(w, row, series, rowBytes, lo+i, k)
		i += k
	}
	// The accumulators lie side by side, as one long row.
	for wide > 1 {
		half := wide / 2
		to := block{series, r.size, 0}
		r.call(w, 1, half*row.n, to, block{addr(series, (wide-half)*rowBytes), r.size, 0}, to)
		wide -= half
	}
	move(r.slot(w, 0), series, rowBytes)
}

// copyRows copies count rows of elements from index i on to dst.
func (r *reduction) copyRows(w *worker, row rowOf, dst unsafe.Pointer, i, count int) {
	for done := 0; done < count; {
		b, k := r.fetch(w, row, i+done, count-done)
		gather(addr(dst, done*row.n*r.size), b.ptr, k, row.n, b.inner, b.outer, r.size, true)
		done += k
	}
}

// chain combines elements one after the other where each step needs the one
// before: the plain loop does it as one row, for a vector kernel would have to
// wait for its own result to come back from memory.
func (r *reduction) chain(w *worker, n int, x1, x2, out block) {
	a := &w.args
	a.Rows, a.N = 1, n
	a.Op[0].Ptr, a.Op[0].Inner = x1.ptr, x1.inner
	a.Op[1].Ptr, a.Op[1].Inner = x2.ptr, x2.inner
	a.Op[2].Ptr, a.Op[2].Inner = out.ptr, out.inner
	r.set.Impl[kernel.Go](a)
}

// into combines count rows of elements, from index i on, into rows of
// accumulators that are step bytes apart: 0 for a single one.
func (r *reduction) into(w *worker, row rowOf, acc unsafe.Pointer, step, i, count int) {
	for done := 0; done < count; {
		b, k := r.fetch(w, row, i+done, count-done)
		to := block{addr(acc, done*step), r.size, step}
		if row.n == 1 && step == 0 {
			to.inner = 0
			r.chain(w, k, to, block{b.ptr, b.outer, 0}, to)
		} else {
			r.call(w, k, row.n, to, b, to)
		}
		done += k
	}
}

// serialWhere combines the elements at which the mask is true from the first
// to the last, beginning with the start value.
func (r *reduction) serialWhere(w *worker, row rowOf, lo, m int, slot unsafe.Pointer) {
	r.spread(slot, row.n)
	next := w.area(areaSeries)
	for i := lo; i < lo+m; i++ {
		off, maskOff, _ := r.offset(i)
		packed := w.area(areaPacked)
		r.load(w, packed, addr(row.x, off), 1, row.n, r.x.step, 0)
		r.call(w, 1, row.n, block{slot, r.size, 0}, block{packed, r.size, 0}, block{next, r.size, 0})
		scatterWhere(block{slot, r.size, 0}, next, block{addr(row.mask, maskOff), r.mask.step, 0}, 1, row.n, r.size, true)
	}
}

// alongTree reduces m elements of one result with the fold, to the slot of the
// given depth.
func (r *reduction) alongTree(w *worker, one rowOf, lo, m, depth int) {
	slot := r.slot(w, depth)
	if r.cast == nil && !r.masked && !r.misaligned {
		if off, _, even := r.offset(lo); even >= m {
			stride := 0
			if r.ndim > 0 {
				stride = r.stride[0]
			}
			r.fold(slot, addr(one.x, off), m, stride)
			return
		}
	}
	if m*max(r.size, r.xSize) <= bufferBytes {
		to := w.area(areaPacked)
		r.pack(w, one, lo, m, to)
		r.fold(slot, to, m, r.size)
		return
	}
	half := m / 2
	half -= half % r.lanes
	r.alongTree(w, one, lo, half, depth)
	r.alongTree(w, one, lo+half, m-half, depth+1)
	b := block{slot, r.size, 0}
	r.call(w, 1, 1, b, block{r.slot(w, depth+1), r.size, 0}, b)
}

// pack copies m elements of one result to consecutive places, converted.
func (r *reduction) pack(w *worker, one rowOf, lo, m int, to unsafe.Pointer) {
	inner, maskInner := 0, 0
	if r.ndim > 0 {
		inner, maskInner = r.stride[0], r.maskStride[0]
	}
	for done := 0; done < m; {
		off, maskOff, even := r.offset(lo + done)
		k := min(even, m-done)
		dst := addr(to, done*r.size)
		r.load(w, dst, addr(one.x, off), 1, k, inner, 0)
		if r.masked {
			r.leaveOut(dst, addr(one.mask, maskOff), 1, k, maskInner, 0)
		}
		done += k
	}
}

// alongAny reduces m elements of one result to dst, in many series at once.
func (r *reduction) alongAny(w *worker, one rowOf, lo, m int, dst unsafe.Pointer) {
	acc := w.area(areaSeries)
	wide := min(m, bufferBytes/2/max(r.size, r.xSize))
	r.pack(w, one, lo, wide, acc)
	to := block{acc, r.size, 0}
	for done := wide; done < m; {
		off, _, even := r.offset(lo + done)
		k := min(wide, m-done)
		if r.ndim > 0 && r.plain(r.stride[0], k) && even >= k {
			rows := 1
			if k == wide {
				rows = max(1, min(even/wide, (m-done)/wide, pieceSize/wide))
			}
			r.call(w, rows, k, to, block{addr(one.x, off), r.stride[0], wide * r.stride[0]}, to)
			done += rows * k
			continue
		}
		packed := w.area(areaPacked)
		r.pack(w, one, lo+done, k, packed)
		r.call(w, 1, k, to, block{packed, r.size, 0}, to)
		done += k
	}
	for wide > 1 {
		half := wide / 2
		r.call(w, 1, half, to, block{addr(acc, (wide-half)*r.size), r.size, 0}, to)
		wide -= half
	}
	move(dst, acc, r.size)
}

// together computes one row of results on several goroutines, which take parts
// of the tree.
func (r *reduction) together(w *worker, t, crew int) {
	row := r.place(t)
	limit := max(r.m/(4*crew), 4*r.leaf)
	cuts := r.cuts(nil, 0, r.m, limit)
	parts := make([]byte, len(cuts)*row.n*r.size+8)
	at := func(i int) unsafe.Pointer { return unsafe.Pointer(&parts[i*row.n*r.size]) }
	var next atomic.Int64
	var wait sync.WaitGroup
	work := func(w *worker) {
		for {
			i := int(next.Add(1)) - 1
			if i >= len(cuts) {
				return
			}
			end := r.m
			if i+1 < len(cuts) {
				end = cuts[i+1]
			}
			r.span(w, row, cuts[i], end-cuts[i])
			move(at(i), w.area(areaResult), row.n*r.size)
		}
	}
	for range crew - 1 {
		wait.Go(func() {
			w := getWorker()
			r.reserve(w)
			work(w)
			w.put()
		})
	}
	work(w)
	wait.Wait()
	i := 0
	r.join(w, row.n, r.m, limit, &i, at, 0)
	move(w.area(areaResult), r.slot(w, 0), row.n*r.size)
	r.finish(w, row)
}

// cuts lists where the parts of at most limit elements begin, cut as the tree
// is.
func (r *reduction) cuts(list []int, lo, m, limit int) []int {
	if m <= limit {
		return append(list, lo)
	}
	half := m / 2
	half -= half % r.lanes
	return r.cuts(r.cuts(list, lo, half, limit), lo+half, m-half, limit)
}

// join combines the parts as the tree does, to the slot of the given depth.
func (r *reduction) join(w *worker, n, m, limit int, i *int, at func(int) unsafe.Pointer, depth int) {
	if m <= limit {
		move(r.slot(w, depth), at(*i), n*r.size)
		*i++
		return
	}
	half := m / 2
	half -= half % r.lanes
	r.join(w, n, half, limit, i, at, depth)
	r.join(w, n, m-half, limit, i, at, depth+1)
	b := block{r.slot(w, depth), r.size, 0}
	r.call(w, 1, n, b, block{r.slot(w, depth+1), r.size, 0}, b)
}
