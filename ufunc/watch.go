// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math"
	"runtime"
	"sync/atomic"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/protocol"
	"github.com/arraygen/arraygen/ufunc/internal/fpflags"
)

// looking is the code behind Errors.
var looking = watchCode{begin: beginWatch, end: endWatch}

// watch looks for conditions while a job runs. A kernel's run is followed by what is
// cheap and says that nothing happened: the CPU's flags, or the sum of the results,
// which is finite. Only where that doesn't, each element is looked at; and that alone
// decides.
type watch struct {
	look     Conditions
	found    atomic.Uint32
	rule     rule
	loop     *Loop
	level    kernel.Level
	exact    bool     // and are its conditions, see rule.exactly
	flags    bool     // the CPU's flags speak for the kernel
	integers bool     // the operands are: divisions alone meet anything
	times    bool     // an operand is a time
	folds    [2]*Loop // whose folds of the results show that all are finite, see finiteFolds
}

// piece is how many elements are computed at once where the results are looked at next:
// they are in the first level of cache then.
const piece = 2048

// set makes s ready for the loop l of a function with rule r.
func (s *watch) set(r rule, l *Loop, look Conditions) {
	s.rule, s.loop, s.look, s.level = r, l, look, kernel.Current()
	s.found.Store(0)
	s.folds, s.integers, s.times = [2]*Loop{}, true, hasTimes(l)
	for _, d := range l.Out {
		switch d.Kind() {
		case dtype.KindFloat, dtype.KindComplex:
			s.integers = false
		}
	}
	if len(l.Out) == 1 && !s.integers && !s.times {
		s.folds = finiteFolds(l.Out[0])
	}
	s.look &= r.conditionsOf(l)
	s.flags, s.exact = r.flagged(l), r.exactly(l)
}

func beginWatch(p *plan, name string, look Conditions) {
	p.watch.set(rules[name], p.loop, look)
	p.job.watch = nil
	if p.watch.look != 0 && p.core == nil {
		p.job.watch = &p.watch
	}
}

func endWatch(p *plan, m watchedMethod, results []*ndarray.Array) Conditions {
	p.job.watch = nil
	if p.watch.look != 0 && len(results) > 0 {
		switch {
		case p.method == protocol.Reduce, p.method == protocol.ReduceAt:
			p.watch.reduced(m, p, results[0])
		case p.method == protocol.Accumulate:
			p.watch.accumulated(p, results[0])
		case p.core != nil:
			p.watch.cored(p, results)
		}
	}
	return Conditions(p.watch.found.Load())
}

// add notes that conditions were found.
func (s *watch) add(c Conditions) {
	if c &= s.look; c != 0 {
		s.found.Or(uint32(c))
	}
}

// left returns the conditions that are looked for and not found yet.
func (s *watch) left() Conditions { return s.look &^ Conditions(s.found.Load()) }

// call is of lookout.
func (s *watch) call(w *worker) {
	left := s.left()
	if left == 0 {
		w.kernel()
		return
	}
	if s.times {
		w.kernel()
		s.add(s.elements(w, left))
		return
	}
	if s.integers {
		w.kernel()
		s.add(s.divisions(w, left))
		return
	}
	if s.exact && w.args.Rows == 1 && w.overwrites() {
		s.callInPlace(w, left)
		return
	}
	if s.flags {
		// The flags are the thread's.
		runtime.LockOSThread()
		fpflags.Clear()
		w.kernel()
		raised := Conditions(fpflags.Raised())
		runtime.UnlockOSThread()
		if raised&(left|flagsOfSpecial) == 0 {
			return
		}
		s.results(w, left)
		return
	}
	a := &w.args
	if a.Rows > 1 || a.N <= piece || w.mask.ptr != nil {
		w.kernel()
		s.results(w, left)
		return
	}
	n, ops := a.N, a.Op[:w.job.nop]
	var base [maxOps]unsafe.Pointer
	for i := range ops {
		base[i] = ops[i].Ptr
	}
	for at := 0; at < n; at += piece {
		for i := range ops {
			ops[i].Ptr = addr(base[i], at*ops[i].Inner)
		}
		a.N = min(piece, n-at)
		w.kernel()
		s.results(w, s.left())
	}
	a.N = n
	for i := range ops {
		ops[i].Ptr = base[i]
	}
}

// results looks at the results that the kernel left.
func (s *watch) results(w *worker, left Conditions) {
	if left != 0 && (left&Underflow != 0 || !s.finite(w)) {
		s.add(s.elements(w, left))
	}
}

// goLoop is of lookout.
func (s *watch) goLoop() bool { return true }

// whole is a number of elements that are whole vectors on every level: a kernel that
// runs over a multiple of it has no lanes beyond them.
const whole = 64

// inPlace is of lookout: what is written over can't be looked at, but of whole vectors
// the flags say all.
func (s *watch) inPlace(j *job) bool {
	if !s.exact || j.mask != nil || j.rows != 1 {
		return false
	}
	for i, o := range j.ops[:j.nop] {
		if inner, _ := o.rowStrides(j.space); inner != o.dtype.Size() && (inner != 0 || i >= j.nin) {
			return false
		}
	}
	return true
}

// overwrites reports whether the result of w.args lies where an operand does.
func (w *worker) overwrites() bool {
	a, nin := &w.args, w.job.nin
	for i := range nin {
		if a.Op[i].Ptr == a.Op[nin].Ptr && a.Op[i].Inner != 0 {
			return true
		}
	}
	return false
}

// callInPlace runs the kernel over whole vectors, and then, on a copy of the operands
// that are written over, over the elements left.
func (s *watch) callInPlace(w *worker, left Conditions) {
	a, nin := &w.args, w.job.nin
	n, size := a.N, s.loop.Out[0].Size()
	body := n &^ (whole - 1)
	z := a.Op[nin].Ptr
	if body > 0 {
		a.N = body
		runtime.LockOSThread()
		fpflags.Clear()
		w.kernel()
		found := Conditions(fpflags.Raised())
		runtime.UnlockOSThread()
		s.add(found)
		left &^= found
	}
	if body < n {
		if w.tail == nil {
			w.tail = new([whole]uint64)
		}
		for i := range nin {
			op := &a.Op[i]
			if op.Inner == 0 {
				continue
			}
			from := addr(op.Ptr, body*op.Inner)
			if op.Ptr == z {
				move(unsafe.Pointer(w.tail), from, (n-body)*size)
				from = unsafe.Pointer(w.tail)
			}
			op.Ptr = from
		}
		a.Op[nin].Ptr = addr(z, body*size)
		a.N = n - body
		w.kernel()
		s.add(s.elements(w, left))
	}
	a.N = n
}

// flagsOfSpecial are the flags of which one at least is raised where a result is
// special. Which one depends on how a kernel computes: log(0) may divide, or
// multiply infinity and 0.
const flagsOfSpecial = DivideByZero | Overflow | InvalidValue

// finiteFolds returns the loops whose folds show that floats are finite: that of their
// sum; for those of 16 bits those of the greatest element as integers with and without a
// sign, which are the bits of the greatest and of the least float.
func finiteFolds(d dtype.DType) [2]*Loop {
	switch d {
	case dtype.Float16, dtype.BFloat16:
		return [2]*Loop{Maximum.foldLoop(dtype.Int16), Maximum.foldLoop(dtype.Uint16)}
	case dtype.Float32, dtype.Float64, dtype.Complex64, dtype.Complex128:
		return [2]*Loop{Add.foldLoop(d)}
	}
	return [2]*Loop{}
}

// finite reports whether the results are finite, as far as their folds show.
func (s *watch) finite(w *worker) bool {
	a := &w.args
	out := &a.Op[len(s.loop.In)]
	d := s.loop.Out[0]
	size := d.Size()
	rows, n := a.Rows, a.N
	if rows > 1 && out.Outer == n*size {
		rows, n = 1, n*rows
	}
	if s.folds[0] == nil || out.Inner != size && n > 1 || rows > 1 && n < whole {
		return false
	}
	for r := range rows {
		for at := 0; at < n; at += kernel.Chunk {
			if !s.finiteRow(w, addr(out.Ptr, r*out.Outer+at*size), min(kernel.Chunk, n-at), d) {
				return false
			}
		}
	}
	return true
}

func (s *watch) finiteRow(w *worker, p unsafe.Pointer, n int, d dtype.DType) bool {
	for _, l := range s.folds {
		if l == nil {
			continue
		}
		if w.fold(s.level, l, p, n); special(unsafe.Pointer(&w.cell), d) {
			return false
		}
	}
	return true
}

// fold leaves in w.cell what the fold of l makes of n elements.
func (w *worker) fold(level kernel.Level, l *Loop, p unsafe.Pointer, n int) {
	a := &w.cast
	a.Rows, a.N = 1, n
	a.Op[0].Ptr, a.Op[0].Inner, a.Op[0].Outer = p, l.Out[0].Size(), 0
	a.Op[1].Ptr, a.Op[1].Inner, a.Op[1].Outer = unsafe.Pointer(&w.cell), 0, 0
	l.Fold.At(level)(a)
	a.Op[0].Ptr, a.Op[1].Ptr = nil, nil
}

// elements looks at each element of w.args, and returns those of the conditions left
// that it finds.
func (s *watch) elements(w *worker, left Conditions) (found Conditions) {
	a := &w.args
	nin, nout := len(s.loop.In), len(s.loop.Out)
	var at [maxOps]unsafe.Pointer
	for r := range a.Rows {
		for i := range a.N {
			suspect := s.times
			for k := range nout {
				op := &a.Op[nin+k]
				at[nin+k] = addr(op.Ptr, r*op.Outer+i*op.Inner)
				d := s.loop.Out[k]
				suspect = suspect || special(at[nin+k], d) || left&Underflow != 0 && tiny(at[nin+k], d)
			}
			if !suspect || w.mask.ptr != nil && !w.taken(r, i) {
				continue
			}
			for k := range nin {
				op := &a.Op[k]
				at[k] = addr(op.Ptr, r*op.Outer+i*op.Inner)
			}
			if found |= s.element(at[:nin], at[nin:nin+nout]) & left; found == left {
				return found
			}
		}
	}
	return found
}

// taken reports whether the mask of the chunk takes element i of row r of w.args,
// which may be all rows as one.
func (w *worker) taken(r, i int) bool {
	r, i = r+i/w.maskN, i%w.maskN
	return *(*bool)(addr(w.mask.ptr, r*w.mask.outer+i*w.mask.inner))
}

// element returns the conditions of one element, of which in and out are the operands.
func (s *watch) element(in, out []unsafe.Pointer) (found Conditions) {
	if s.times {
		return s.timeElement(in, out)
	}
	var x, y [maxOps]complex128
	for i, p := range in {
		x[i] = load(p, s.loop.In[i])
	}
	for i, p := range out {
		y[i] = load(p, s.loop.Out[i])
	}
	return s.rule.conditions(x[:len(in)], y[:len(out)], s.loop)
}

// divisions looks at the divisors of integers, and where one is -1 at the dividend.
func (s *watch) divisions(w *worker, left Conditions) (found Conditions) {
	a := &w.args
	at := int(s.rule.zero) - 1
	d := s.loop.In[at]
	op := &a.Op[at]
	n := a.N
	if op.Inner == 0 && (w.mask.ptr == nil && d.Kind() == dtype.KindUint || nonzero(op, d, a.Rows)) {
		n = min(n, 1)
	}
	signed := d.Kind() == dtype.KindInt && left&Overflow != 0
	if n > whole && a.Rows == 1 && op.Inner == d.Size() && n <= kernel.Chunk && s.noDivisor(w, op.Ptr, n, signed) {
		return 0
	}
	for r := range a.Rows {
		for i := range n {
			p := addr(op.Ptr, r*op.Outer+i*op.Inner)
			v := integer(p, d.Size())
			if v != 0 && (!signed || v != ^uint64(0)>>(64-8*d.Size())) || w.mask.ptr != nil && !w.taken(r, i) {
				continue
			}
			if v == 0 {
				found |= s.rule.integerZero
			} else if x := &a.Op[0]; integer(addr(x.Ptr, r*x.Outer+i*x.Inner), d.Size()) == 1<<(8*d.Size()-1) {
				found |= Overflow
			}
			if found &= left; found == left {
				return found
			}
		}
	}
	return found
}

// unsigned are the types of integers without a sign, by the bits of their size.
var unsigned = map[int]dtype.DType{1: dtype.Uint8, 2: dtype.Uint16, 4: dtype.Uint32, 8: dtype.Uint64}

// noDivisor reports whether n divisors are not 0, and if signed not -1: by the least and
// the greatest of them without a sign.
func (s *watch) noDivisor(w *worker, p unsafe.Pointer, n int, signed bool) bool {
	d := unsigned[s.loop.In[0].Size()]
	least, greatest := Minimum.foldLoop(d), Maximum.foldLoop(d)
	if least == nil || greatest == nil {
		return false
	}
	w.fold(s.level, least, p, n)
	if integer(unsafe.Pointer(&w.cell), d.Size()) == 0 {
		return false
	}
	if !signed {
		return true
	}
	w.fold(s.level, greatest, p, n)
	return integer(unsafe.Pointer(&w.cell), d.Size()) != ^uint64(0)>>(64-8*d.Size())
}

// nonzero reports whether a divisor of each row is neither 0 nor -1.
func nonzero(op *kernel.Operand, d dtype.DType, rows int) bool {
	for r := range rows {
		if v := integer(addr(op.Ptr, r*op.Outer), d.Size()); v == 0 || v == ^uint64(0)>>(64-8*d.Size()) {
			return false
		}
	}
	return true
}

// integer loads the bits of an integer.
func integer(p unsafe.Pointer, size int) uint64 {
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

// special reports whether a float, or a part of a complex number, is infinite or a NaN.
func special(p unsafe.Pointer, d dtype.DType) bool {
	const exponent64, exponent32 = 0x7ff << 52, 0xff << 23
	switch d {
	case dtype.Float64:
		return *(*uint64)(p)&exponent64 == exponent64
	case dtype.Float32:
		return *(*uint32)(p)&exponent32 == exponent32
	case dtype.Float16:
		return *(*uint16)(p)&0x7c00 == 0x7c00
	case dtype.BFloat16:
		return *(*uint16)(p)&0x7f80 == 0x7f80
	case dtype.Complex64:
		return special(p, dtype.Float32) || special(addr(p, 4), dtype.Float32)
	case dtype.Complex128:
		return special(p, dtype.Float64) || special(addr(p, 8), dtype.Float64)
	}
	if d.Kind() != dtype.KindFloat {
		return false
	}
	v := real(load(p, d))
	return v-v != 0
}

// tiny reports whether a float, or a part of a complex number, is less than the least
// normal one, or 0.
func tiny(p unsafe.Pointer, d dtype.DType) bool {
	least := leastNormal(d)
	if least == 0 {
		return false
	}
	v := load(p, d)
	return math.Abs(real(v)) < least || d.Kind() == dtype.KindComplex && math.Abs(imag(v)) < least
}

// leastNormal returns the least normal number of a type, 0 if it is no float.
func leastNormal(d dtype.DType) float64 {
	switch d {
	case dtype.Float64, dtype.Complex128:
		return 0x1p-1022
	case dtype.Float32, dtype.Complex64, dtype.BFloat16:
		return 0x1p-126
	case dtype.Float16, dtype.Float8E5M2:
		return 0x1p-14
	case dtype.Float8E4M3FN:
		return 0x1p-6
	}
	return 0
}

// load loads a number of any type.
func load(p unsafe.Pointer, d dtype.DType) complex128 {
	switch d {
	case dtype.Float64:
		return complex(*(*float64)(p), 0)
	case dtype.Float32:
		return complex(float64(*(*float32)(p)), 0)
	case dtype.Complex64:
		return complex128(*(*complex64)(p))
	case dtype.Complex128:
		return *(*complex128)(p)
	}
	return complex(dtype.LoadScalar(p, d).Float64(), 0)
}
