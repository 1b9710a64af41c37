// SPDX-License-Identifier: BSD-3-Clause

package kernel

import (
	"strconv"
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/fault"
)

// Vec is an operand of a function of slices: a slice, or one element, which an input has
// for the whole call and an output for a row.
type Vec struct {
	ptr  unsafe.Pointer
	len  int // elements; -1 for one element
	size int // bytes of an element
}

// VecOf describes a slice.
func VecOf[T any](s []T) Vec {
	var z T
	return Vec{unsafe.Pointer(unsafe.SliceData(s)), len(s), int(unsafe.Sizeof(z))}
}

// ScalarOf describes one element, which must live until the function returns. Kernels take a
// copy of it, so it may be on the stack: whoever runs them reads an input by [Vec.Read], and sets an
// output by [Vec.Write].
func ScalarOf[T any](p *T) Vec {
	at := uintptr(unsafe.Pointer(p)) // hides p from escape analysis
	return Vec{*(*unsafe.Pointer)(unsafe.Pointer(&at)), -1, int(unsafe.Sizeof(*p))}
}

// Scalar reports whether v is one element.
func (v *Vec) Scalar() bool { return v.len < 0 }

// Cell has room for an element of any type.
type Cell [2]uint64

// Read copies the element v to c.
func (v *Vec) Read(c *Cell) { copyElement(unsafe.Pointer(c), v.ptr, v.size) }

// Write copies c to the element v.
func (v *Vec) Write(c *Cell) { copyElement(v.ptr, unsafe.Pointer(c), v.size) }

func copyElement(to, from unsafe.Pointer, size int) {
	switch size {
	case 1:
		*(*uint8)(to) = *(*uint8)(from)
	case 2:
		*(*uint16)(to) = *(*uint16)(from)
	case 4:
		*(*uint32)(to) = *(*uint32)(from)
	case 8:
		*(*uint64)(to) = *(*uint64)(from)
	default:
		*(*Cell)(to) = *(*Cell)(from)
	}
}

// call is the working memory of Apply, kept between calls.
type call struct {
	args    Args
	scratch Scratch
	cells   [MaxOperands]Cell // of inputs that are one element
}

var calls = sync.Pool{New: func() any { return new(call) }}

// Apply runs s over slices: nin inputs, then the outputs. All must have the
// same length, and an output may be an input but not overlap one otherwise;
// the error is a *fault.Error of kind Shape or Layout, and then nothing is
// written. name is the caller, for the error.
func Apply(name string, s *Set, nin int, vecs ...Vec) error {
	if s.applyOnce(nin, vecs) {
		return nil
	}
	n := vecs[len(vecs)-1].len
	for i := range vecs {
		if l := vecs[i].len; l != n && l >= 0 {
			return lengthError(name, vecs, i, len(vecs)-1, nin)
		}
	}
	if err := Apart(name, nin, 0, vecs, n); err != nil {
		return err
	}
	c := calls.Get().(*call)
	a := &c.args
	a.Rows, a.Scratch = 1, &c.scratch
	ops := a.Op[:len(vecs)]
	for i := range vecs {
		if v := &vecs[i]; v.len < 0 {
			v.Read(&c.cells[i])
			v.ptr = unsafe.Pointer(&c.cells[i])
		}
	}
	for at := 0; at < n; at += Chunk {
		a.N = min(Chunk, n-at)
		for i := range ops {
			op, v := &ops[i], &vecs[i]
			op.Inner = v.size
			if v.len < 0 {
				op.Inner = 0
			}
			op.Ptr = unsafe.Add(v.ptr, at*op.Inner)
		}
		s.Run(a)
	}
	for i := range ops {
		ops[i].Ptr = nil
	}
	calls.Put(c)
	return nil
}

// Apart is the error of an output that overlaps another operand, and is not the same slice: of
// the operands that apart has a bit of, none may be the same slice either.
func Apart(name string, nin int, apart uint32, vecs []Vec, n int) error {
	for o := nin; o < len(vecs); o++ {
		out := &vecs[o]
		if out.len < 0 {
			continue
		}
		lo, hi := out.span(n)
		for i := range o {
			v := &vecs[i]
			length, alone := n, apart>>i&1 != 0
			if alone {
				length = v.len
			}
			if a, b := v.span(length); a < hi && lo < b && (alone || !(a == lo && v.size == out.size && v.len >= 0)) {
				return overlapError(name, i, nin, o-nin, alone)
			}
		}
	}
	return nil
}

// broadcast has room for inputs that are one element, as often as a short row has elements.
type broadcast [32]uint64

// words returns the bytes of n elements of the given size, in whole words.
func words(n, size int) int { return (n*size + 7) &^ 7 }

// applyOnce is Apply where one run of a kernel is all there is to do: few slices of
// one length to one, and no rare lanes. Of a short row inputs may be one element, if all of them fit a broadcast:
// that takes less than working memory from the pool. It reports whether it was; where not,
// nothing is written.
func (s *Set) applyOnce(nin int, vecs []Vec) bool {
	if nin != len(vecs)-1 || nin > 3 || s.Rare {
		return false
	}
	out := &vecs[nin]
	n, room := out.len, int(unsafe.Sizeof(broadcast{}))
	if uint(n) > Chunk {
		return false
	}
	for i := range vecs[:nin] {
		v := &vecs[i]
		if v.len < 0 {
			if room -= words(n, v.size); room < 0 {
				return false
			}
		} else if v.len != n || !apart(n, out.ptr, v.ptr, uintptr(out.size), uintptr(v.size)) {
			return false
		}
	}
	f := s.short()
	if f == nil {
		return room == int(unsafe.Sizeof(broadcast{})) && s.applyPooled(n, vecs)
	}
	if room < int(unsafe.Sizeof(broadcast{})) {
		callBroadcast(f, n, vecs)
		return true
	}
	var r row
	r.n, r.rows = n, 1
	for i := range vecs {
		r.op[i].Ptr, r.op[i].Inner = vecs[i].ptr, vecs[i].size
	}
	r.call(f)
	return true
}

// callBroadcast runs f over a row of n elements, with its inputs that are one element n times in memory.
func callBroadcast(f Func, n int, vecs []Vec) {
	var r row
	var to broadcast
	r.n, r.rows = n, 1
	at := 0
	for i := range vecs {
		v := &vecs[i]
		r.op[i].Ptr, r.op[i].Inner = v.ptr, v.size
		if v.len < 0 {
			p := unsafe.Add(unsafe.Pointer(&to), at)
			v.repeat(p, n)
			r.op[i].Ptr = p
			at += words(n, v.size)
		}
	}
	r.call(f)
}

// repeat copies the element v n times to memory at p.
func (v *Vec) repeat(p unsafe.Pointer, n int) {
	switch v.size {
	case 1:
		repeat(p, n, *(*uint8)(v.ptr))
	case 2:
		repeat(p, n, *(*uint16)(v.ptr))
	case 4:
		repeat(p, n, *(*uint32)(v.ptr))
	case 8:
		repeat(p, n, *(*uint64)(v.ptr))
	default:
		repeat(p, n, *(*Cell)(v.ptr))
	}
}

func repeat[T any](p unsafe.Pointer, n int, x T) {
	s := unsafe.Slice((*T)(p), n)
	for i := range s {
		s[i] = x
	}
}

// applyPooled runs s over slices of n elements with working memory of the pool.
func (s *Set) applyPooled(n int, vecs []Vec) bool {
	c := calls.Get().(*call)
	a := &c.args
	a.N, a.Rows, a.Scratch = n, 1, &c.scratch
	for i := range vecs {
		a.Op[i].Ptr, a.Op[i].Inner = vecs[i].ptr, vecs[i].size
	}
	s.Best()(a)
	for i := range vecs {
		a.Op[i].Ptr = nil
	}
	calls.Put(c)
	return true
}

// span returns the addresses between which the operand of a call of n elements
// lies.
func (v *Vec) span(n int) (lo, hi uintptr) {
	if v.len < 0 {
		n = min(n, 1)
	}
	return uintptr(v.ptr), uintptr(v.ptr) + uintptr(n*v.size)
}

func lengthError(name string, vecs []Vec, at, last, nin int) error {
	return fault.Plain(name, fault.Shape, OperandName(at, nin)+" has "+strconv.Itoa(vecs[at].len)+" elements and "+
		OperandName(last, nin)+" has "+strconv.Itoa(vecs[last].len)+"; all slices must have the same length")
}

func overlapError(name string, in, nin, out int, alone bool) error {
	rule := "an output may be an input, or must be apart from it"
	if alone {
		rule = "the output must be apart from it, since elements of it are read when others are written"
	}
	return fault.Plain(name, fault.Layout, OperandName(nin+out, nin)+" and "+OperandName(in, nin)+" overlap; "+rule)
}

// OperandName names operand i, of which the first nin are inputs, in errors.
func OperandName(i, nin int) string {
	if i < nin {
		return "input " + strconv.Itoa(i+1)
	}
	return "output " + strconv.Itoa(i-nin+1)
}

// EqualLengths returns the length of the slices among vecs, of which the first nin are
// inputs. ok is false where they differ or one is an output, and may overlap others: [RowLength] has
// what is wrong then, if anything.
func EqualLengths(nin int, vecs []Vec) (n int, ok bool) {
	n = -1
	for i := range vecs {
		if l := vecs[i].len; l != n && l >= 0 {
			if n >= 0 || i >= nin {
				return 0, false
			}
			n = l
		}
	}
	for i := nin; i < len(vecs); i++ {
		if vecs[i].len >= 0 {
			return 0, false
		}
	}
	return n, true
}

// Shape is what the slices of a function of a row are like: Tables and Windows have a bit for
// each input that is one. A table has any length, and a window of input i More[i] elements more
// than the others have. An output may not overlap either.
type Shape struct {
	Tables, Windows uint32
	More            [MaxOperands]int
}

// RowLength returns the common length of the slices among vecs, of which the first nin
// are inputs: operands of a function of a row. The error is that of [Apply].
func RowLength(name string, nin int, s *Shape, vecs []Vec) (int, error) {
	n, last := 0, -1
	row := func(i int) bool { return vecs[i].row() && s.Tables>>i&1 == 0 }
	for i := range vecs {
		if row(i) && (last < 0 || s.More[i] == 0) {
			n, last = vecs[i].len-s.More[i], i
		}
	}
	for i := range vecs {
		if more := s.More[i]; row(i) && vecs[i].len != n+more {
			if more > 0 || last >= 0 && s.More[last] > 0 {
				return 0, fault.Plain(name, fault.Shape, OperandName(i, nin)+" has "+strconv.Itoa(vecs[i].len)+" elements and "+OperandName(last, nin)+" has "+
					strconv.Itoa(vecs[last].len)+"; of a row of n elements they must have "+plus(more)+" and "+plus(s.More[last]))
			}
			return 0, lengthError(name, vecs, i, last, nin)
		}
	}
	if n < 0 {
		return 0, fault.Plain(name, fault.Shape, OperandName(last, nin)+" has "+strconv.Itoa(vecs[last].len)+" elements; a window needs "+strconv.Itoa(s.More[last])+" at least")
	}
	return n, Apart(name, nin, s.Tables|s.Windows, vecs, n)
}

// plus is n elements and more as text.
func plus(more int) string {
	if more == 0 {
		return "n"
	}
	return "n+" + strconv.Itoa(more)
}

// row reports whether v is a slice, not one element or nothing.
func (v *Vec) row() bool { return v.len >= 0 }

// Len returns the number of elements of a slice.
func (v *Vec) Len() int { return v.len }

// Data returns the address of the first element of v, and the bytes of an element.
func (v *Vec) Data() (unsafe.Pointer, int) { return v.ptr, v.size }
