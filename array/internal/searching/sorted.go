// SPDX-License-Identifier: BSD-3-Clause

package searching

import (
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/array/internal/rows"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Sorted writes to out, an array of int64 of the shape of values, where in the
// sorted x, of one axis and the same type, each of the values belongs: before
// equal elements, or behind them if right is set. x may have any stride and is not
// copied, unless it is misaligned. With a sorter, an array of int64 in C order as
// long as x, x is sorted by the indices in it.
func Sorted(fn string, out, x, sorter, values *ndarray.Array, right bool) error {
	if !x.Aligned() {
		if x = x.Copy(); x.Err() != nil {
			return x.Err()
		}
	}
	p, shape, strides := x.Lend()
	s := newSearcher(fn, x.DType(), p, shape[0], strides[0], right)
	if sorter != nil {
		s.sorter = memory.Lent[int64](sorter)
	}
	if err := s.encode(values.Size()); err != nil {
		return err
	}
	defer s.held.Release()
	axis := values.NDim() - 1
	if axis < 0 {
		values, out, axis = values.Reshape(1), out.Reshape(1), 0
	}
	// About as many nanoseconds as there are bits in the length.
	nanos := 5.0
	for n := s.n; n > 1; n /= 2 {
		nanos += 2
	}
	w := rows.Start(fn, nanos)
	w.Add(values, axis, rows.Read)
	w.Add(out, axis, rows.Write)
	_, shape, _ = values.Lend()
	return w.Run(func() (rows.Work, error) {
		own := s
		own.count = shape[axis]
		return &own, nil
	})
}

// SortedRow writes where in n sorted elements of type d at p each of the values, elements of
// the same type, belongs: see [Sorted].
func SortedRow(fn string, out []int64, d dtype.DType, p unsafe.Pointer, n int, values unsafe.Pointer, right bool) error {
	s := newSearcher(fn, d, p, n, d.Size(), right)
	if err := s.encode(len(out)); err != nil {
		return err
	}
	defer s.held.Release()
	return s.find(&s, out, values)
}

// newSearcher returns what searches among n sorted elements of type d, stride bytes apart.
func newSearcher(fn string, d dtype.DType, p unsafe.Pointer, n, stride int, right bool) searcher {
	s := searcher{fn: fn, dtype: d, ptr: p, n: n, stride: stride, right: right}
	switch size := d.Size(); {
	case size == 1:
		s.routines = plain8
	case size == 2:
		s.routines = plain16
	case d.Part() == d && size == 4:
		s.routines = plain32
	case d.Part() == d:
		s.routines = plain64
	case size == 8:
		s.routines = complex64s
	default:
		s.routines = complex128s
	}
	return s
}

// routines are what searches elements of a kind: keys is nil where there are none.
type routines struct {
	find func(s *searcher, out []int64, values unsafe.Pointer) error
	keys func(s *searcher)
}

// Functions of a type are values that Go makes in memory: they are made once.
var (
	plain8, plain16         = &routines{plain[uint8], encoded[uint8]}, &routines{plain[uint16], encoded[uint16]}
	plain32, plain64        = &routines{plain[uint32], encoded[uint32]}, &routines{plain[uint64], encoded[uint64]}
	complex64s, complex128s = &routines{find: complexes[uint32]}, &routines{find: complexes[uint64]}
)

// encode makes the keys of the elements where that pays for so many values.
func (s *searcher) encode(values int) (err error) {
	if s.few(values) || s.routines.keys == nil || s.sorter != nil || s.n == 0 || values < s.n/keysPay {
		return nil
	}
	if s.keys, s.held, err = memory.Words((s.n*s.dtype.Size() + 7) / 8); err == nil {
		s.routines.keys(s)
	}
	return err
}

// keysPay is the number of elements for each value up to which it pays to make the keys
// of all elements, which are compared quicker.
const keysPay = 4

// searcher finds the places of rows of values.
type searcher struct {
	fn     string
	right  bool
	dtype  dtype.DType
	ptr    unsafe.Pointer // the sorted elements
	n      int
	stride int
	sorter []int64
	keys   []uint64      // the memory of the elements' keys, nil if they are not made
	held   memory.Buffer // that has the keys
	count  int           // of the values in a row
	*routines
}

// Row finds the places of the values of the row at[0].
func (s *searcher) Row(at [rows.Most]unsafe.Pointer) error {
	return s.find(s, memory.Slice[int64](at[1], s.count), at[0])
}

// Release does nothing: the searcher holds no memory.
func (s *searcher) Release() {}

// encoded makes the keys of the elements.
func encoded[K key.Word](s *searcher) {
	format, keys := key.FormatOf[K](s.dtype, false), memory.As[K](s.keys, s.n)
	if s.stride == int(unsafe.Sizeof(*new(K))) {
		format.Keys(keys, memory.Slice[K](s.ptr, s.n))
		return
	}
	for i := range keys {
		keys[i] = format.Key(*(*K)(unsafe.Add(s.ptr, i*s.stride)))
	}
}

// fewValues is the number of values up to which one is looked for after the other.
const fewValues = 2

// plain finds the places of values that are not complex.
func plain[K key.Word](s *searcher, out []int64, values unsafe.Pointer) error {
	format := key.FormatOf[K](s.dtype, false)
	list := memory.Slice[K](values, len(out))
	if s.sorter != nil {
		return bySorter(s, out, func(i int) pair {
			return pair{uint64(format.Key(list[i])), 0}
		}, func(at int) pair {
			return pair{uint64(format.Key(*(*K)(unsafe.Add(s.ptr, at*s.stride)))), 0}
		})
	}
	switch {
	case s.keys == nil && s.few(len(list)):
		s.amongFew(out, values)
		return nil
	case s.keys != nil && key.Width[K]() == 8 && len(list) >= 1<<8:
		byKey(memory.As[K](s.keys, s.n), list, out, &format, s.right)
		return nil
	case s.keys != nil:
		(&ordered[K]{x: memory.As[K](s.keys, s.n)}).places(out, list, &format, s.right)
		return nil
	case s.stride == int(unsafe.Sizeof(*new(K))) && len(list) > fewValues:
		elementsOf(memory.Slice[K](s.ptr, s.n), &format).places(out, list, &format, s.right)
		return nil
	}
	for i, v := range list {
		k, first, n := format.Key(v), 0, s.n
		for n > 0 {
			half := n / 2
			e := format.Key(*(*K)(unsafe.Add(s.ptr, (first+half)*s.stride)))
			if e < k || s.right && e == k {
				first += half + 1
				n -= half + 1
			} else {
				n = half
			}
		}
		out[i] = int64(first)
	}
	return nil
}

// pair is a key of two words.
type pair struct{ first, second uint64 }

func (p pair) below(q pair) bool {
	return p.first < q.first || p.first == q.first && p.second < q.second
}

// complexes finds the places of complex values.
func complexes[K uint32 | uint64](s *searcher, out []int64, values unsafe.Pointer) error {
	greatest := key.GreatestPart[K](s.dtype)
	number := func(p *[2]K) pair {
		re, im := key.OfComplex(p[0], p[1], greatest, 0)
		return pair{uint64(re), uint64(im)}
	}
	list := memory.Slice[[2]K](values, len(out))
	value := func(i int) pair { return number(&list[i]) }
	element := func(at int) pair { return number((*[2]K)(unsafe.Add(s.ptr, at*s.stride))) }
	if s.sorter != nil {
		return bySorter(s, out, value, element)
	}
	for i := range out {
		v, first, n := value(i), 0, s.n
		for n > 0 {
			half := n / 2
			if e := element(first + half); e.below(v) || s.right && e == v {
				first += half + 1
				n -= half + 1
			} else {
				n = half
			}
		}
		out[i] = int64(first)
	}
	return nil
}

// bySorter finds the places of values among elements that a sorter has in order.
// Only the indices that are met are checked, as in NumPy.
func bySorter(s *searcher, out []int64, value, element func(int) pair) error {
	for i := range out {
		v, first, n := value(i), 0, s.n
		for n > 0 {
			half := n / 2
			at := int(s.sorter[first+half])
			if at < 0 {
				at += s.n
			}
			if uint(at) >= uint(s.n) {
				return fault.New(s.fn, fault.Index, "the sorter has the index %d, x1 has %d elements", s.sorter[first+half], s.n)
			}
			if e := element(at); e.below(v) || s.right && e == v {
				first += half + 1
				n -= half + 1
			} else {
				n = half
			}
		}
		out[i] = int64(first)
	}
	return nil
}
