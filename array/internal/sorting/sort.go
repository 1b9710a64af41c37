// SPDX-License-Identifier: BSD-3-Clause

package sorting

import (
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/array/internal/rows"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// sortNanos and argsortNanos are the work for an element.
const (
	sortNanos    = 10
	argsortNanos = 15
)

// Sort sorts the elements of x along an axis in place, for the function fn, in
// rising or descending order. Equal elements keep their order.
func Sort(fn string, x *ndarray.Array, axis int, descending bool) error {
	w := rows.Start(fn, sortNanos)
	w.Add(x, axis, rows.ReadWrite)
	if n := networkWidth(x, axis); n > 0 {
		w.Columns(n)
	}
	return w.Run(func() (rows.Work, error) { return newRowSorter(fn, x.DType(), length(x, axis), descending, false) })
}

// Argsort writes the indices that sort x along an axis to out, an array of int64
// of the shape of x. The indices of equal elements rise, descending or not.
func Argsort(fn string, out, x *ndarray.Array, axis int, descending bool) error {
	w := rows.Start(fn, argsortNanos)
	w.Add(x, axis, rows.Read)
	w.Add(out, axis, rows.Write)
	return w.Run(func() (rows.Work, error) {
		s, err := newRowSorter(fn, x.DType(), length(x, axis), descending, true)
		return argsorter{s}, err
	})
}

// length returns the length of an axis.
func length(x *ndarray.Array, axis int) int {
	_, shape, _ := x.Lend()
	return shape[axis]
}

// SortRow sorts n elements of type d at p in place, in rising order.
func SortRow(fn string, d dtype.DType, p unsafe.Pointer, n int) error {
	_, err := SortRows(fn, d, p, n, 1)
	return err
}

// SortRows sorts count rows of n elements of type d, which lie one after the other at p, in place, in rising order. ok
// is false where a network does that faster, which wants them as the columns of a matrix.
func SortRows(fn string, d dtype.DType, p unsafe.Pointer, n, count int) (ok bool, err error) {
	if count > 1 && networkPays(d, n, count) && d.Kind() != dtype.KindComplex {
		return false, nil
	}
	s, err := newRowSorter(fn, d, n, false, false)
	if err != nil {
		return false, err
	}
	defer s.Release()
	for i := range count {
		if err := s.sort(s, unsafe.Add(p, i*n*d.Size())); err != nil {
			return false, err
		}
	}
	return true, nil
}

// SortColumns sorts the columns of a matrix of type d at p in place, in rising order: n lines of count elements. ok is
// false where no network does that, or not as fast as rows are sorted.
func SortColumns(fn string, d dtype.DType, p unsafe.Pointer, n, count int) (ok bool, err error) {
	if n > fewLines && !networkPays(d, n, count) || d.Kind() == dtype.KindComplex || n*count*d.Size() > networkBytes {
		return false, nil
	}
	s, err := newRowSorter(fn, d, n, false, false)
	if err != nil {
		return false, err
	}
	defer s.Release()
	return true, s.columns(s, p, count)
}

// ArgsortRows writes the indices that sort rows of n elements of type d, which lie one after the other at p, to out.
func ArgsortRows(fn string, out []int64, d dtype.DType, p unsafe.Pointer, n int) error {
	s, err := newRowSorter(fn, d, n, false, true)
	if err != nil {
		return err
	}
	defer s.Release()
	return s.argsortRows(p, out)
}

// rowSorter sorts rows, or the indices of their elements.
type rowSorter struct {
	fn         string
	n          int
	dtype      dtype.DType
	descending bool
	buffer     []uint64
	held       memory.Buffer
	*routines
}

// routines are what sorts rows of a kind of elements.
type routines struct {
	sort    func(*rowSorter, unsafe.Pointer) error
	argsort func(*rowSorter, unsafe.Pointer, []int64) error
	columns func(s *rowSorter, matrix unsafe.Pointer, count int) error
}

// Functions of a type are values that Go makes in memory: they are made once.
var (
	plain8, plain16, plain32, plain64 = plainOf[uint8](), plainOf[uint16](), plainOf[uint32](), plainOf[uint64]()
	complex64s, complex128s           = complexOf[uint32](), complexOf[uint64]()
)

// rowSorters are those that no call uses.
var rowSorters sync.Pool

// newRowSorter returns a sorter for rows of n elements of type d.
func newRowSorter(fn string, d dtype.DType, n int, descending, indices bool) (*rowSorter, error) {
	s, _ := rowSorters.Get().(*rowSorter)
	if s == nil {
		s = new(rowSorter)
	}
	*s = rowSorter{fn: fn, n: n, dtype: d, descending: descending}
	size := s.dtype.Size()
	words := s.n
	isComplex := s.dtype.Kind() == dtype.KindComplex
	switch {
	case isComplex && indices:
		words = complexBuffer(s.n)
	case isComplex:
		words = s.n + complexBuffer(s.n)
	case !indices || s.n <= rankMost && s.dtype != dtype.Bool:
		words = 0 // see bufferOf
	}
	if err := s.reserve(words); err != nil {
		return nil, err
	}
	switch {
	case s.dtype == dtype.Complex64:
		s.routines = complex64s
	case s.dtype == dtype.Complex128:
		s.routines = complex128s
	case size == 1:
		s.routines = plain8
	case size == 2:
		s.routines = plain16
	case size == 4:
		s.routines = plain32
	default:
		s.routines = plain64
	}
	return s, nil
}

// reserve makes a buffer of so many words, if the sorter has none.
func (s *rowSorter) reserve(words int) (err error) {
	if words > 0 && s.buffer == nil {
		s.buffer, s.held, err = memory.Words(words)
	}
	return err
}

// Row sorts the row at[0], or writes the indices that do to the row at[1].
func (s *rowSorter) Row(at [rows.Most]unsafe.Pointer) error {
	if at[1] == nil {
		return s.sort(s, at[0])
	}
	return s.argsort(s, at[0], memory.Slice[int64](at[1], s.n))
}

// Columns sorts rows that are the columns of a matrix.
func (s *rowSorter) Columns(at [rows.Most]unsafe.Pointer, count int) error {
	return s.columns(s, at[0], count)
}

// Release gives the buffer back, and keeps the sorter for the next call.
func (s *rowSorter) Release() {
	s.held.Release()
	*s = rowSorter{}
	rowSorters.Put(s)
}

// plainOf returns what sorts elements that are not complex.
func plainOf[K key.Word]() *routines { return &routines{sortPlain[K], argsortPlain[K], sortColumns[K]} }

func sortPlain[K key.Word](s *rowSorter, p unsafe.Pointer) error {
	f := key.FormatOf[K](s.dtype, s.descending)
	row := memory.Slice[K](p, s.n)
	if s.dtype == dtype.Bool {
		normalize(memory.As[uint8](row, s.n))
	}
	if s.n <= rankMost {
		rankSort(row, &f)
		return nil
	}
	return sortRow(s, row, &f)
}

func argsortPlain[K key.Word](s *rowSorter, p unsafe.Pointer, out []int64) error {
	f := key.FormatOf[K](s.dtype, s.descending)
	row := memory.Slice[K](p, s.n)
	if s.dtype == dtype.Bool {
		own := memory.As[K](s.buffer, s.n)
		copy(own, row)
		normalize(memory.As[uint8](own, s.n))
		row = own
	}
	return argsortRow(out, row, s.buffer, &f, s.fn)
}

// bufferOf returns the buffer as elements, [bufferLength] of them or, of one for indices, at least those of a row. It is made
// when it is first asked for: most rows that kernels sort need none.
func bufferOf[K key.Word](s *rowSorter) ([]K, error) {
	size := int(unsafe.Sizeof(*new(K)))
	if err := s.reserve((bufferLength(s.n, size)*size + 7) / 8); err != nil {
		return nil, err
	}
	return memory.As[K](s.buffer, len(s.buffer)*8/size), nil
}

// complexOf returns what sorts complex numbers, which have no columns.
func complexOf[K uint32 | uint64]() *routines {
	return &routines{
		sort: func(s *rowSorter, p unsafe.Pointer) error {
			return sortComplex(memory.Slice[K](p, 2*s.n), s.buffer, key.GreatestPart[K](s.dtype), s.descending, s.fn)
		},
		argsort: func(s *rowSorter, p unsafe.Pointer, out []int64) error {
			return argsortComplex(out, memory.Slice[K](p, 2*s.n), s.buffer, key.GreatestPart[K](s.dtype), s.descending, s.fn)
		},
	}
}

// normalize makes bools 0 or 1: those of others' memory may be any byte.
func normalize(row []uint8) {
	for i, x := range row {
		if x > 1 {
			row[i] = 1
		}
	}
}
