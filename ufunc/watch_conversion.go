// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"runtime"
	"sync/atomic"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Convert writes the elements of src to dst, a new array of its shape, by the rule
// [dtype.Unsafe], and adds to found those of the conditions look that they meet.
func Convert(dst, src *ndarray.Array, look Conditions, found *Conditions) error {
	const fn = "Convert"
	for _, x := range []*ndarray.Array{dst, src} {
		if err := x.Err(); err != nil {
			return err
		}
	}
	p := getPlan()
	defer p.put(3)
	p.op[0].setArray(src)
	p.op[1].setArray(dst)
	if p.op[1].readOnly {
		return fault.New(fn, fault.ReadOnly, "the destination is read-only")
	}
	c := newConversion(src.DType(), dst.DType(), look)
	var watch lookout
	if c != nil {
		watch = c
	}
	err := p.assign(fn, &p.op[0], &p.op[1], nil, watch)
	p.job.watch = nil
	if c != nil {
		*found |= Conditions(c.found.Load())
	}
	runtime.KeepAlive(src)
	runtime.KeepAlive(dst)
	return err
}

// A conversion looks for conditions among the elements that a job converts: it runs the
// kernel that stops at the first number which the other type lacks, and from there on the
// plain one. Underflow, and where there is no such kernel all conditions, are looked for
// element by element.
type conversion struct {
	from, to dtype.DType
	look     Conditions
	found    atomic.Uint32
	level    kernel.Level
	checked  *kernel.Set // nil for none, see stopping
}

// newConversion returns nil where there is nothing to look for.
func newConversion(from, to dtype.DType, look Conditions) *conversion {
	if look &= castConditions(from, to); look == 0 {
		return nil
	}
	level := kernel.Current()
	return &conversion{from: from, to: to, look: look, level: level, checked: stopping(from, to, level, look)}
}

// stopping returns the kernel that stops at the first number that type to lacks, nil where
// none tells of the conditions look.
func stopping(from, to dtype.DType, level kernel.Level, look Conditions) *kernel.Set {
	set := checkedCast(from, to)
	if set == nil || look&Underflow != 0 || set.Level(level).Loop() {
		return nil
	}
	return set
}

// lacking is the condition of a number that a type lacks.
func lacking(to dtype.DType) Conditions {
	if k := to.Kind(); k == dtype.KindInt || k == dtype.KindUint {
		return InvalidValue
	}
	return Overflow
}

func (c *conversion) inPlace(*job) bool { return false }
func (c *conversion) goLoop() bool      { return c.checked == nil }
func (c *conversion) once(*operand)     {}

func (c *conversion) convert(w *worker, set *kernel.Set, from, to dtype.DType, src, dst block, rows, n int, _ bool) {
	w.convert(set, src, dst, rows, n)
}

// call is of lookout.
func (c *conversion) call(w *worker) {
	a := &w.args
	left := c.look &^ Conditions(c.found.Load())
	switch {
	case left == 0:
		w.kernel()
	case c.checked == nil:
		w.kernel()
		src, dst := a.Op[0], a.Op[1]
		c.found.Or(uint32(castRows(c.from, c.to, block{src.Ptr, src.Inner, src.Outer}, block{dst.Ptr, dst.Inner, dst.Outer}, a.Rows, a.N, left, nil)))
	case !complete(c.checked.At(c.level), a):
		c.found.Or(uint32(lacking(c.to)))
		w.kernel()
	}
}

// complete runs a kernel that may stop over the rows of a, one after the other, and reports
// whether it did not.
func complete(f kernel.Func, a *kernel.Args) bool {
	rows, src, dst := a.Rows, a.Op[0], a.Op[1]
	done := a.N == 0
	a.Rows = 1
	for r := 0; r < rows && a.N > 0; r++ {
		a.Op[0].Ptr, a.Op[1].Ptr = addr(src.Ptr, r*src.Outer), addr(dst.Ptr, r*dst.Outer)
		f(a)
		if done = a.Done == a.N; !done {
			break
		}
	}
	a.Rows, a.Op[0], a.Op[1] = rows, src, dst
	return done
}

// ConditionsOfCasts returns the conditions that conversions from one type to another may meet.
func ConditionsOfCasts(from, to dtype.DType) Conditions { return castConditions(from, to) }

// ConditionsOfCast returns those of the conditions look that a conversion of the elements
// of x to a type meets, as [Convert] does. It is for who made it himself.
func ConditionsOfCast(look Conditions, x *ndarray.Array, to dtype.DType) Conditions {
	c := newConversion(x.DType(), to, look)
	if c == nil || x.Err() != nil || x.Size() == 0 {
		return 0
	}
	w := getWorker()
	defer w.put()
	p, shape, strides := x.Lend()
	c.scan(w, make([]uint64, 2*2*scanned), p, shape, strides)
	return Conditions(c.found.Load())
}

// scanned is how many elements are converted at once where nobody wants the results.
const scanned = 512

// scan looks at elements, which it converts into memory.
func (c *conversion) scan(w *worker, memory []uint64, p unsafe.Pointer, shape, strides []int) {
	n, stride := 1, 0
	switch len(shape) {
	case 0:
	case 1:
		n, stride = shape[0], strides[0]
	default:
		for i := range shape[0] {
			c.scan(w, memory, addr(p, i*strides[0]), shape[1:], strides[1:])
		}
		return
	}
	size := c.from.Size()
	src, dst := unsafe.Pointer(&memory[0]), unsafe.Pointer(&memory[len(memory)/2])
	for at := 0; at < n; at += scanned {
		left := c.look &^ Conditions(c.found.Load())
		if left == 0 {
			return
		}
		m := min(scanned, n-at)
		gather(src, addr(p, at*stride), 1, m, stride, 0, size, false)
		from, to := block{src, size, 0}, block{dst, c.to.Size(), 0}
		if c.checked == nil {
			w.convert(castSet(c.from, c.to), from, to, 1, m)
			c.found.Or(uint32(castRows(c.from, c.to, from, to, 1, m, left, nil)))
		} else if !w.convertChecked(c.checked.At(c.level), from, to, 1, m) {
			c.found.Or(uint32(lacking(c.to)))
		}
	}
}
