// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math"
	"runtime"
	"sync/atomic"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc/internal/fpflags"
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

// A conversion looks at elements that a job converts. Of floats that become shorter ones
// the CPU's flags say that nothing happened. Of those that become integers the greatest
// and the least say so, while they are in the first level of cache: saturated integers
// don't tell.
type conversion struct {
	from, to dtype.DType
	look     Conditions
	found    atomic.Uint32
	level    kernel.Level
	flags    bool
	folds    [2]*Loop  // of the bits as integers with a sign, and without
	most     [2]uint64 // the bits that all numbers without a condition are below: positive ones, negative ones
}

// newConversion returns nil where there is nothing to look for.
func newConversion(from, to dtype.DType, look Conditions) *conversion {
	c := &conversion{from: from, to: to, look: look & castConditions(from, to), level: kernel.Current()}
	if c.look == 0 {
		return nil
	}
	bits, high, negative := 8*to.Size(), 0.0, 1.0
	switch to.Kind() {
	case dtype.KindFloat, dtype.KindComplex:
		// A kernel of one level rounds numbers of 16 bits by integer operations.
		if c.flags = fpflags.Available && to.Size() >= 4; c.flags {
			return c
		}
		high = greatest[to]
		negative = high
	case dtype.KindInt:
		high = math.Ldexp(1, bits-1)
		negative = high
	default:
		high = math.Ldexp(1, bits)
	}
	if from.Kind() != dtype.KindFloat || from.Size() == 1 || high == 0 || c.look&Underflow != 0 {
		return c
	}
	for i, v := range []float64{high, negative} {
		dtype.Cast(unsafe.Pointer(&c.most[i]), from, unsafe.Pointer(&v), dtype.Float64)
	}
	if to.Kind() != dtype.KindUint && !special(unsafe.Pointer(&c.most[1]), from) {
		c.most[1]++ // the number itself has a value
	}
	c.most[1] |= 1 << (8*from.Size() - 1)
	c.folds = [2]*Loop{Maximum.foldLoop(signed[from.Size()]), Maximum.foldLoop(unsigned[from.Size()])}
	return c
}

// greatest are the greatest numbers of the types whose kernels raise no flags.
var greatest = map[dtype.DType]float64{dtype.Float16: 65504, dtype.BFloat16: 0x1.fep127, dtype.Float8E5M2: 57344, dtype.Float8E4M3FN: 448}

// signed are the types of integers with a sign, by their size.
var signed = map[int]dtype.DType{1: dtype.Int8, 2: dtype.Int16, 4: dtype.Int32, 8: dtype.Int64}

func (c *conversion) inPlace(*job) bool                                     { return false }
func (c *conversion) once(*operand)                                         {}
func (c *conversion) cast(dtype.DType, dtype.DType, block, block, int, int) {}
func (c *conversion) stored(*worker, *operand, unsafe.Pointer, int, int)    {}

// call is of lookout.
func (c *conversion) call(w *worker) {
	left := c.look &^ Conditions(c.found.Load())
	if left == 0 {
		w.kernel()
		return
	}
	if c.flags {
		runtime.LockOSThread()
		fpflags.Clear()
		w.kernel()
		raised := Conditions(fpflags.Raised())
		runtime.UnlockOSThread()
		if raised&left != 0 {
			c.elements(w, left)
		}
		return
	}
	a := &w.args
	if a.Rows > 1 || a.N <= piece {
		w.kernel()
		if !c.within(w) {
			c.elements(w, left)
		}
		return
	}
	n, src, dst := a.N, a.Op[0], a.Op[1]
	for at := 0; at < n; at += piece {
		a.N = min(piece, n-at)
		a.Op[0].Ptr, a.Op[1].Ptr = addr(src.Ptr, at*src.Inner), addr(dst.Ptr, at*dst.Inner)
		w.kernel()
		if left &^= Conditions(c.found.Load()); left != 0 && !c.within(w) {
			c.elements(w, left)
		}
	}
	a.N, a.Op[0], a.Op[1] = n, src, dst
}

// within reports whether the folds of the operand's bits show that nothing happened.
func (c *conversion) within(w *worker) bool {
	a, size := &w.args, c.from.Size()
	x, rows, n := a.Op[0], a.Rows, a.N
	if rows > 1 && x.Outer == n*size {
		rows, n = 1, n*rows
	}
	if c.folds[0] == nil || c.folds[1] == nil || x.Inner != size && n > 1 || n > kernel.Chunk || rows > 1 && n < whole {
		return false
	}
	sign := uint64(1) << (8*size - 1)
	for r := range rows {
		for i, l := range c.folds {
			w.fold(c.level, l, addr(x.Ptr, r*x.Outer), n)
			v := integer(unsafe.Pointer(&w.cell), size)
			if (i == 1) == (v&sign != 0) && v >= c.most[i] {
				return false
			}
		}
	}
	return true
}

// elements looks at each element.
func (c *conversion) elements(w *worker, left Conditions) {
	a := &w.args
	src, dst := a.Op[0], a.Op[1]
	found := castRows(c.from, c.to, block{src.Ptr, src.Inner, src.Outer}, block{dst.Ptr, dst.Inner, dst.Outer}, a.Rows, a.N, left, nil)
	c.found.Or(uint32(found))
}
