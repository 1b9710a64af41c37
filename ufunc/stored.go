// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"maps"
	"math"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Some types elements are only stored in (float8_e4m3fn): kernels are made for
// the type that is computed with (float32), and loops for the stored type are
// made of those when a ufunc first meets it. A result is rounded to the stored
// type; TestTypes checks that the rounding to float32 before doesn't show.

// derivedKey names a loop: the one it is made of, and the stored type, or a type in
// the unit of its operands (see loopInUnit).
type derivedKey struct {
	base *Loop
	d    dtype.DType
}

// derivedLoops are the loops made so far. A map is not changed but replaced, so that
// it is read without a lock and without a boxed key. It is no field of a ufunc: a
// list there would, to the compiler, keep the arguments of a call on the heap.
var (
	derivedLoops  atomic.Pointer[map[derivedKey]*Loop]
	derivedMaking sync.Mutex
)

// derivedLoop returns the loop made of base for the stored type d, or for times in the
// unit of d: the same one whenever it is asked.
func derivedLoop(base *Loop, d dtype.DType) *Loop {
	key := derivedKey{base, d}
	if have := derivedLoops.Load(); have != nil {
		if l := (*have)[key]; l != nil {
			return l
		}
	}
	derivedMaking.Lock()
	defer derivedMaking.Unlock()
	more := map[derivedKey]*Loop{}
	if have := derivedLoops.Load(); have != nil {
		maps.Copy(more, *have)
	}
	if more[key] == nil {
		var l Loop
		if d.Kind().Time() {
			l = inUnit(base, d)
		} else {
			l = storedIn(base, d)
		}
		more[key] = &l
	}
	derivedLoops.Store(&more)
	return more[key]
}

// hasStored reports whether one of in, or want, is of a type that elements are
// only stored in.
func hasStored(in []operand, want dtype.DType) bool {
	types := uint32(1) << want
	for i := range in {
		if in[i].weak == 0 {
			types |= 1 << in[i].dtype
		}
	}
	return types&storedTypes != 0
}

// storedTypes has the bits of the types that elements are only stored in.
var storedTypes = func() (bits uint32) {
	for _, d := range dtype.All() {
		if d.Loops() != d {
			bits |= 1 << d
		}
	}
	return bits
}()

// resolveStored is resolve where one of the types is a stored one: the loop is
// that of the types that are computed with. Where the operands promote to the
// stored type, or the outputs are to have it, it is made for that.
func (u *Ufunc) resolveStored(in []operand, want dtype.DType, rule dtype.Casting) *Loop {
	d := want
	if d == dtype.Invalid {
		d = promote(in)
	}
	var own [maxOps]dtype.DType
	for i := range in {
		if own[i] = in[i].dtype; in[i].weak == 0 {
			in[i].dtype = own[i].Loops()
		}
	}
	i := u.search(in, want.Loops(), rule)
	for i := range in {
		in[i].dtype = own[i]
	}
	switch {
	case i < 0:
		return nil
	case d.Loops() == d:
		return &u.Loops[i]
	}
	return derivedLoop(&u.Loops[i], d)
}

// storedIn returns the loop that stores the operands of base in d that base has
// in the type that d is computed with.
func storedIn(base *Loop, d dtype.DType) Loop {
	types := func(of []dtype.DType) []dtype.DType {
		own := make([]dtype.DType, len(of))
		for i, t := range of {
			if own[i] = t; t == d.Loops() {
				own[i] = d
			}
		}
		return own
	}
	l := Loop{In: types(base.In), Out: types(base.Out), Reduce: base.Reduce}
	set := &kernel.Set{Name: base.Kernel.Name + " in " + d.String(), Ops: base.Kernel.Ops + uint16(8*len(l.Out))}
	s := &storedKernel{base: base.Kernel, nin: len(l.In), types: append(append([]dtype.DType(nil), l.In...), l.Out...), d: d}
	set.Impl[kernel.Go] = s.run
	l.Kernel = set
	return l
}

// storedKernel runs a kernel on elements of a stored type.
type storedKernel struct {
	base  *kernel.Set
	nin   int
	types []dtype.DType // of the operands
	d     dtype.DType
}

// storedBlock is how many elements are converted at once.
const storedBlock = 256

// storedWork is the memory of a call: blocks of elements as they are computed with.
type storedWork struct {
	args    kernel.Args
	scratch kernel.Scratch
	block   [maxOps][storedBlock]uint64
}

var storedPool = sync.Pool{New: func() any { return new(storedWork) }}

func (s *storedKernel) run(a *kernel.Args) {
	if a.N <= 0 {
		return
	}
	w := storedPool.Get().(*storedWork)
	w.args.Scratch, w.args.Rows = &w.scratch, 1
	level := kernel.Current()
	for k, t := range s.types {
		if inner := a.Op[k].Inner; t != s.d && inner != t.Size() && (inner != 0 || k >= s.nin) {
			level = kernel.Go // assembly takes contiguous rows
		}
	}
	block := storedBlock
	if s.chained(a) {
		block = 1
	}
	for r := range a.Rows {
		for i := 0; i < a.N; i += block {
			s.piece(w, a, level, r, i, min(block, a.N-i))
		}
	}
	clear(w.args.Op[:len(s.types)])
	storedPool.Put(w)
}

// chained reports whether an element may be computed from the result of one
// before it: the output of a reduction is an input too.
func (s *storedKernel) chained(a *kernel.Args) bool {
	for k := s.nin; k < len(s.types); k++ {
		out := &a.Op[k]
		if out.Inner == 0 {
			return true
		}
		for j := range s.nin {
			in := &a.Op[j]
			if in.Ptr == out.Ptr && in.Inner == out.Inner {
				continue
			}
			lo, hi := extent(out, a.N, s.types[k].Size())
			from, to := extent(in, a.N, s.types[j].Size())
			if lo < to && from < hi {
				return true
			}
		}
	}
	return false
}

// extent returns the addresses that a row of n elements lies between.
func extent(o *kernel.Operand, n, size int) (low, high uintptr) {
	first := uintptr(o.Ptr)
	last := first + uintptr((n-1)*o.Inner)
	return min(first, last), max(first, last) + uintptr(size)
}

// piece computes n elements of row r from element i on.
func (s *storedKernel) piece(w *storedWork, a *kernel.Args, level kernel.Level, r, i, n int) {
	wide := s.d.Loops().Size()
	for k, t := range s.types {
		o, own := &w.args.Op[k], &a.Op[k]
		p := unsafe.Add(own.Ptr, r*own.Outer+i*own.Inner)
		if o.Ptr, o.Inner = p, own.Inner; t != s.d {
			continue
		}
		o.Ptr, o.Inner = unsafe.Pointer(&w.block[k]), wide
		if k < s.nin {
			m := n
			if own.Inner == 0 {
				o.Inner, m = 0, 1
			}
			widen(s.d, o.Ptr, p, own.Inner, m)
		}
	}
	w.args.N = n
	s.base.RunAt(level, &w.args)
	for k := s.nin; k < len(s.types); k++ {
		if own := &a.Op[k]; s.types[k] == s.d {
			narrow(s.d, unsafe.Add(own.Ptr, r*own.Outer+i*own.Inner), own.Inner, unsafe.Pointer(&w.block[k]), n)
		}
	}
}

// widen writes n elements of the stored type d as those that are computed with.
func widen(d dtype.DType, to, from unsafe.Pointer, stride, n int) {
	castFunc(d, d.Loops())(to, from, d.Loops().Size(), stride, n)
}

// narrow stores n elements that were computed.
func narrow(d dtype.DType, to unsafe.Pointer, stride int, from unsafe.Pointer, n int) {
	castFunc(d.Loops(), d)(to, from, stride, d.Loops().Size(), n)
}

// storedCast converts a row of n elements, strides apart in bytes, from or to a
// stored type.
type storedCast func(to, from unsafe.Pointer, toStride, fromStride, n int)

// storedCasts holds the conversions that were asked for.
var storedCasts [dtype.Num][dtype.Num]struct {
	once sync.Once
	f    storedCast
	set  kernel.Set
}

func castFunc(from, to dtype.DType) storedCast {
	c := &storedCasts[from][to]
	c.once.Do(func() {
		c.f = newStoredCast(from, to)
		c.set = kernel.Set{Name: "cast." + from.String() + ".." + to.String(), Ops: 8}
		f := c.f
		c.set.Impl[kernel.Go] = func(a *kernel.Args) {
			in, out := &a.Op[0], &a.Op[1]
			for r := range a.Rows {
				f(unsafe.Add(out.Ptr, r*out.Outer), unsafe.Add(in.Ptr, r*in.Outer), out.Inner, in.Inner, a.N)
			}
		}
	})
	return c.f
}

// storedCastSet returns the kernel that converts from or to a stored type.
func storedCastSet(from, to dtype.DType) *kernel.Set {
	castFunc(from, to)
	return &storedCasts[from][to].set
}

func newStoredCast(from, to dtype.DType) storedCast {
	switch {
	case from.Size() == 1:
		return tableCast(from, to)
	case from == dtype.Float32:
		return roundingCast(to)
	}
	return func(dst, src unsafe.Pointer, toStride, fromStride, n int) {
		for i := range n {
			dtype.Cast(unsafe.Add(dst, i*toStride), to, unsafe.Add(src, i*fromStride), from)
		}
	}
}

// tableCast converts elements of one byte by a table of all.
func tableCast(from, to dtype.DType) storedCast {
	size := to.Size()
	table := make([]byte, 256*size)
	for b := range 256 {
		element := uint8(b)
		dtype.Cast(unsafe.Pointer(&table[b*size]), to, unsafe.Pointer(&element), from)
	}
	return func(dst, src unsafe.Pointer, toStride, fromStride, n int) {
		for i := range n {
			at := int(*(*uint8)(unsafe.Add(src, i*fromStride))) * size
			p := unsafe.Add(dst, i*toStride)
			switch size {
			case 1:
				*(*uint8)(p) = table[at]
			case 4:
				*(*[4]byte)(p) = [4]byte(table[at : at+4])
			case 8:
				*(*[8]byte)(p) = [8]byte(table[at : at+8])
			default:
				copy(unsafe.Slice((*byte)(p), size), table[at:at+size])
			}
		}
	}
}

// roundingCast stores float32 numbers in a type of one byte by a table. The upper
// half of a number's bits has 7 of its fraction, more than any such type keeps and
// one to round by; of the lower half it only counts whether it is 0.
func roundingCast(to dtype.DType) storedCast {
	table := new([1 << 17]uint8)
	for i := range table {
		x := math.Float32frombits(uint32(i>>1)<<16 | uint32(i&1))
		dtype.Cast(unsafe.Pointer(&table[i]), to, unsafe.Pointer(&x), dtype.Float32)
	}
	return func(dst, src unsafe.Pointer, toStride, fromStride, n int) {
		for i := range n {
			u := math.Float32bits(*(*float32)(unsafe.Add(src, i*fromStride)))
			at := u >> 16 << 1
			if u&0xffff != 0 {
				at |= 1
			}
			*(*uint8)(unsafe.Add(dst, i*toStride)) = table[at]
		}
	}
}
