// SPDX-License-Identifier: BSD-3-Clause

// Package rows runs work over the rows of arrays along an axis: each row is
// given as consecutive elements, and rows are shared among goroutines.
package rows

import (
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/strided"
	"github.com/arraygen/arraygen/ufunc"
)

// Most is the most operands of a walk.
const Most = 2

// Access says what work does with the rows of an operand.
type Access uint8

// The kinds of access.
const (
	Read Access = 1 << iota
	Write
	ReadWrite = Read | Write
)

// Work is what one goroutine does with rows.
type Work interface {
	// Row works on one row of each operand: the addresses of its first elements.
	Row(at [Most]unsafe.Pointer) error
	// Release gives back what the work holds.
	Release()
}

// Batch is work that takes several rows at once, where a call for each would cost more
// than the work.
type Batch interface {
	Work
	// Rows works on count rows of each operand: the addresses of their first elements
	// are step bytes apart.
	Rows(at [Most]unsafe.Pointer, step [Most]int, count int) error
}

// Columns is work on rows that lie as the columns of a matrix in C order, see
// [Walk.Columns].
type Columns interface {
	Work
	// Columns works on count rows of each operand: the address of the matrix.
	Columns(at [Most]unsafe.Pointer, count int) error
}

// operand is the array of a walk, and where its rows are.
type operand struct {
	array   *ndarray.Array
	access  Access
	ptr     unsafe.Pointer
	size    int
	length  int // of a row
	stride  int // along the row
	strides []int
	// direct says that rows lie in memory as work wants them.
	direct  bool
	aligned bool
}

// Walk is the rows of up to Most arrays along an axis, whose other axes are the
// same.
type Walk struct {
	fn       string
	operands []operand
	shape    []int // of the other axes
	rows     int
	nanos    float64
	columns  int // of a matrix, 0 if rows are rows

	// Where these lie if they are few.
	few     [Most]operand
	lengths [inlineAxes]int
	strides [Most][inlineAxes]int
}

// inlineAxes is the number of axes that need no memory of their own.
const inlineAxes = 4

// Start begins a walk of the function fn along an axis. Each element of the first
// operand is some nanoseconds of work.
func Start(fn string, nanos float64) *Walk {
	w, _ := walks.Get().(*Walk)
	if w == nil {
		w = new(Walk)
	}
	w.fn, w.nanos = fn, nanos
	return w
}

// walks are those that no call uses: one is larger than what small calls allocate else.
var walks sync.Pool

// Add adds an operand along an axis. Its other axes have the lengths of those of
// the operands before it.
func (w *Walk) Add(a *ndarray.Array, axis int, access Access) {
	ptr, shape, strides := a.Lend()
	o := operand{
		array: a, access: access, ptr: ptr, size: a.ItemSize(), aligned: a.Aligned(),
		length: shape[axis], stride: strides[axis],
	}
	o.direct = o.aligned && (o.stride == o.size || o.length <= 1)
	at := len(w.operands)
	first := at == 0
	if first {
		w.rows, w.operands, w.shape = 1, w.few[:0], w.lengths[:0]
	}
	o.strides = w.strides[at][:0]
	for i, n := range shape {
		if i == axis {
			continue
		}
		if first {
			w.shape = append(w.shape, n)
			w.rows *= n
		}
		o.strides = append(o.strides, strides[i])
	}
	if o.length == 0 { // a pointer that goes on behind the array is one to whatever lies there
		clear(o.strides)
	}
	w.operands = append(w.operands, o)
}

// AddEach adds an operand with one element for each row: an array of the other axes.
func (w *Walk) AddEach(a *ndarray.Array, access Access) {
	ptr, _, strides := a.Lend()
	at := len(w.operands)
	w.operands = append(w.operands, operand{
		array: a, access: access, ptr: ptr, size: a.ItemSize(), length: 1, stride: a.ItemSize(),
		aligned: a.Aligned(), direct: a.Aligned(), strides: append(w.strides[at][:0], strides...),
	})
}

// order puts the axis along which rows lie closest last: rows that are next to
// each other share cache lines.
func (w *Walk) order() {
	last := len(w.shape) - 1
	if last < 0 {
		w.shape = append(w.shape, 1)
		for i := range w.operands {
			w.operands[i].strides = append(w.operands[i].strides, 0)
		}
		return
	}
	at := last
	first := w.operands[0].strides
	for i, n := range w.shape {
		if n > 1 && (w.shape[at] == 1 || magnitude(first[i]) < magnitude(first[at])) {
			at = i
		}
	}
	w.shape[at], w.shape[last] = w.shape[last], w.shape[at]
	for i := range w.operands {
		s := w.operands[i].strides
		s[at], s[last] = s[last], s[at]
	}
}

func magnitude(x int) int { return max(x, -x) }

// Columns has the work, which is [Columns], get up to n rows at once as the columns of a
// matrix: copies of them.
func (w *Walk) Columns(n int) { w.columns = n }

// The bytes of the rows that are copied together, and their number; of short rows, as
// many as have shortBytes.
const (
	batchBytes = 256 << 10
	batchRows  = 16
	shortBytes = 16 << 10
	// directRows is the number of rows that a goroutine takes at once where none
	// is copied.
	directNanos = 20e3
)

// batch returns the number of rows that are done at once.
func (w *Walk) batch() int {
	last := w.shape[len(w.shape)-1]
	if w.columns > 0 {
		return min(last, w.columns)
	}
	direct, bytes := true, 1
	for i := range w.operands {
		o := &w.operands[i]
		direct = direct && o.direct
		bytes = max(bytes, o.length*o.size)
	}
	if direct {
		each := w.nanos*float64(w.operands[0].length) + 1
		return min(last, int(directNanos/each)+1)
	}
	return min(last, max(1, min(max(batchRows, shortBytes/bytes), batchBytes/bytes)))
}

// threadNanos is the work that is worth another goroutine.
const threadNanos = 100e3

// Run does the work on all rows, and ends the walk. Every goroutine has work of its own.
func (w *Walk) Run(work func() (Work, error)) error {
	defer func() {
		*w = Walk{}
		walks.Put(w)
	}()
	if w.rows == 0 {
		return nil
	}
	if w.rows == 1 && w.direct() {
		return w.one(work)
	}
	w.order()
	n := w.batch()
	last := w.shape[len(w.shape)-1]
	perLast := (last + n - 1) / n
	batches := w.rows / last * perLast
	total := w.nanos * float64(w.rows) * float64(w.operands[0].length)
	count := min(batches, int(total/threadNanos))
	if count > 1 {
		count = min(count, ufunc.MaxThreads())
	}
	var err error
	if count > 1 {
		err = w.share(count, batches, perLast, n, work)
	} else {
		var next atomic.Int64
		err = w.some(&next, batches, perLast, n, work)
	}
	for i := range w.operands {
		runtime.KeepAlive(w.operands[i].array)
	}
	return err
}

// direct reports whether all rows lie as work wants them.
func (w *Walk) direct() bool {
	for i := range w.operands {
		if !w.operands[i].direct {
			return false
		}
	}
	return w.columns == 0
}

// one does the work on the only row.
func (w *Walk) one(work func() (Work, error)) error {
	task, err := work()
	if err != nil {
		return err
	}
	defer task.Release()
	var row [Most]unsafe.Pointer
	for i := range w.operands {
		row[i] = w.operands[i].ptr
	}
	err = task.Row(row)
	for i := range w.operands {
		runtime.KeepAlive(w.operands[i].array)
	}
	return err
}

// share does the work on several goroutines.
func (w *Walk) share(count, batches, perLast, n int, work func() (Work, error)) error {
	var next atomic.Int64
	var once sync.Once
	var failure error
	goroutine := func() {
		err := w.some(&next, batches, perLast, n, work)
		if err != nil {
			once.Do(func() { failure = err })
			next.Store(int64(batches)) // the others end too
		}
	}
	var wait sync.WaitGroup
	for range count - 1 {
		wait.Go(goroutine)
	}
	goroutine()
	wait.Wait()
	return failure
}

// some does batches until none is left.
func (w *Walk) some(next *atomic.Int64, batches, perLast, n int, work func() (Work, error)) error {
	task, err := work()
	if err != nil {
		return err
	}
	defer task.Release()
	batch, _ := task.(Batch)
	matrix, _ := task.(Columns)
	var buffers [Most]*ndarray.Array
	for i := range w.operands {
		o := &w.operands[i]
		if o.direct && w.columns == 0 {
			continue
		}
		b := ndarray.Empty(dtype.Uint8, n*o.length*o.size)
		if err := b.Err(); err != nil {
			return err
		}
		defer b.Release()
		buffers[i] = b
	}
	lastAxis := len(w.shape) - 1
	for {
		b := int(next.Add(1)) - 1
		if b >= batches {
			return nil
		}
		outer, first := b/perLast, b%perLast*n
		count := min(n, w.shape[lastAxis]-first)
		var at, from [Most]unsafe.Pointer
		var inner, step [Most]int
		for i := range w.operands {
			o := &w.operands[i]
			offset, rest := first*o.strides[lastAxis], outer
			for k := lastAxis - 1; k >= 0; k-- {
				offset += rest % w.shape[k] * o.strides[k]
				rest /= w.shape[k]
			}
			from[i] = unsafe.Add(o.ptr, offset)
			at[i], step[i] = from[i], o.strides[lastAxis]
			if buffers[i] != nil {
				p, _, _ := buffers[i].Lend()
				at[i], inner[i], step[i] = p, o.size, o.length*o.size
				if w.columns > 0 {
					inner[i], step[i] = count*o.size, o.size
				}
				if o.access&Read != 0 {
					o.copy(strided.Block{Ptr: p, Inner: inner[i], Outer: step[i]}, o.block(from[i], o.strides[lastAxis]), count)
				}
			}
		}
		switch {
		case w.columns > 0:
			err = matrix.Columns(at, count)
		case batch != nil && count > 1:
			err = batch.Rows(at, step, count)
		default:
			err = w.each(task, at, step, count)
		}
		if err != nil {
			return err
		}
		for i := range w.operands {
			o := &w.operands[i]
			if buffers[i] != nil && o.access&Write != 0 {
				o.copy(o.block(from[i], o.strides[lastAxis]), strided.Block{Ptr: at[i], Inner: inner[i], Outer: step[i]}, count)
			}
		}
	}
}

// each does the work on rows one after the other.
func (w *Walk) each(task Work, at [Most]unsafe.Pointer, step [Most]int, count int) error {
	for r := range count {
		var row [Most]unsafe.Pointer
		for i := range w.operands {
			row[i] = unsafe.Add(at[i], r*step[i])
		}
		if err := task.Row(row); err != nil {
			return err
		}
	}
	return nil
}

// block is the block of rows of the operand at p, so many bytes apart.
func (o *operand) block(p unsafe.Pointer, step int) strided.Block {
	return strided.Block{Ptr: p, Inner: o.stride, Outer: step}
}

// copy copies so many rows. Where rows lie closer than their elements, it goes along
// them.
func (o *operand) copy(to, from strided.Block, count int) {
	rows, n := count, o.length
	if magnitude(from.Outer) < magnitude(from.Inner) && magnitude(to.Outer) < magnitude(to.Inner) {
		to.Inner, to.Outer = to.Outer, to.Inner
		from.Inner, from.Outer = from.Outer, from.Inner
		rows, n = n, rows
	}
	strided.Copy(to, from, rows, n, o.size, o.aligned)
}
