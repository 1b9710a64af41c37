// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"runtime"
	"sync/atomic"

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
	c := &conversion{from: from, to: to, look: look & castConditions(from, to), level: kernel.Current()}
	if c.look == 0 {
		return nil
	}
	c.checked = stopping(from, to, c.level, c.look)
	return c
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
