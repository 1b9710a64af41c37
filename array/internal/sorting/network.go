// SPDX-License-Identifier: BSD-3-Clause

package sorting

import (
	"math/bits"
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/generated/extrema"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Many short rows are sorted together by a network: Batcher's odd-even merge sort
// (K. E. Batcher, Sorting networks and their applications, AFIPS 1968). The rows lie as
// the columns of a matrix, so that an exchange of two elements in all rows is one of two
// lines of the matrix, by vector code.

const (
	// networkMost is the length up to which rows are sorted so, and beyondKernels that where kernels sort
	// each row.
	networkMost   = 512
	beyondKernels = 128
	// networkBytes are those of a matrix, but that it has networkColumns at least.
	networkBytes   = 32 << 10
	networkColumns = 64
	// fewLines is the length of rows that a network sorts whatever their number is, where they are columns of a
	// matrix already.
	fewLines = 8
)

// networkWidth returns the number of rows of x along an axis that are sorted at once by a
// network, 0 if they are not.
func networkWidth(x *ndarray.Array, axis int) int {
	_, shape, _ := x.Lend()
	n, size := shape[axis], x.DType().Size()
	if n < 2 || !networkPays(x.DType(), n, x.Size()/n) || x.DType().Kind() == dtype.KindComplex {
		return 0
	}
	return max(networkColumns, networkBytes/(n*size))
}

// networkPays reports whether so many rows of n elements are sorted faster by a network: a line
// is a call of the kernel for each bit of its number, about.
func networkPays(d dtype.DType, n, count int) bool {
	most := networkMost
	if hasKernels(d) {
		most = beyondKernels
	}
	return n <= most && count >= 2*bits.Len(uint(n))
}

// network sorts the columns of a matrix.
type network struct {
	args     kernel.Args
	scratch  kernel.Scratch
	exchange kernel.Func
	// keyed says that the elements become keys first: those that no kernel compares.
	keyed bool
	size  int
}

// networks are networks that no call uses.
var networks sync.Pool

// newNetwork returns a network for elements of a type.
func newNetwork(d dtype.DType) *network {
	w, _ := networks.Get().(*network)
	if w == nil {
		w = new(network)
		w.args.Scratch = &w.scratch
		w.args.Rows = 1
	}
	w.size = d.Size()
	set := exchanges[d.Base()]
	if w.keyed = set == nil; w.keyed {
		set = exchanges[keys[w.size]]
	}
	w.exchange = set.Best()
	for i := range 4 {
		w.args.Op[i].Inner = w.size
	}
	return w
}

// exchanges are the kernels that compare and exchange elements of a type. Bools are 0
// and 1.
var exchanges = [dtype.Num]*kernel.Set{
	dtype.Bool:    &extrema.CompareExchangeUint8,
	dtype.Int8:    &extrema.CompareExchangeInt8,
	dtype.Int16:   &extrema.CompareExchangeInt16,
	dtype.Int32:   &extrema.CompareExchangeInt32,
	dtype.Int64:   &extrema.CompareExchangeInt64,
	dtype.Uint8:   &extrema.CompareExchangeUint8,
	dtype.Uint16:  &extrema.CompareExchangeUint16,
	dtype.Uint32:  &extrema.CompareExchangeUint32,
	dtype.Uint64:  &extrema.CompareExchangeUint64,
	dtype.Float32: &extrema.CompareExchangeFloat32,
	dtype.Float64: &extrema.CompareExchangeFloat64,
}

// integers are the types that floats of so many bytes become in place, see flipFloats.
var integers = [9]dtype.DType{4: dtype.Int32, 8: dtype.Int64}

// keys are the types of the keys of elements of so many bytes.
var keys = [9]dtype.DType{1: dtype.Uint8, 2: dtype.Uint16, 4: dtype.Uint32, 8: dtype.Uint64}

// sort sorts the columns of a matrix of n lines of count elements.
func (w *network) sort(p unsafe.Pointer, n, count int, descending bool) {
	line := count * w.size
	for run := 1; run < n; run *= 2 {
		// Pairs of sorted runs are merged: lines k apart are exchanged, k after k.
		for k := run; k >= 1; k /= 2 {
			for i := k % run; i+k < n; i += 2 * k {
				if i/(2*run) == (i+k)/(2*run) {
					w.exchangeLines(unsafe.Add(p, i*line), unsafe.Add(p, (i+k)*line), min(k, n-k-i)*count, descending)
				}
			}
		}
	}
	for i := range 4 {
		w.args.Op[i].Ptr = nil
	}
}

// exchangeLines makes n elements at p the smaller of those at p and q, and those at q the
// larger; the other way round for a falling order.
func (w *network) exchangeLines(p, q unsafe.Pointer, n int, descending bool) {
	a := &w.args
	a.N = n
	a.Op[0].Ptr, a.Op[1].Ptr, a.Op[2].Ptr, a.Op[3].Ptr = p, q, p, q
	if descending {
		a.Op[2].Ptr, a.Op[3].Ptr = q, p
	}
	w.exchange(a)
}

// sortColumns sorts the columns of a matrix of count elements in a line.
func sortColumns[K key.Word](s *rowSorter, p unsafe.Pointer, count int) error {
	f := key.FormatOf[K](s.dtype, s.descending)
	matrix := memory.Slice[K](p, s.n*count)
	if s.dtype == dtype.Bool {
		normalize(memory.As[uint8](matrix, len(matrix)))
	}
	if f.Float {
		if q := newQuick[K](len(matrix), true); q != nil {
			defer q.release()
			return sortFloatColumns(s, q, matrix, count, &f)
		}
		if f.Special(matrix) {
			return eachColumn(s, matrix, count)
		}
	}
	w := newNetwork(s.dtype)
	defer networks.Put(w)
	if !w.keyed {
		w.sort(p, s.n, count, s.descending)
		return nil
	}
	f.Encode(matrix)
	w.sort(p, s.n, count, false)
	f.Decode(matrix, matrix)
	return nil
}

// sortFloatColumns is sortColumns for floats of which kernels make integers: that takes no longer than to look for NaNs,
// and integers are exchanged in half the time.
func sortFloatColumns[K key.Word](s *rowSorter, q *quick, matrix []K, count int, f *key.Format[K]) error {
	if flipFloats(q, matrix, f) {
		flipFloats(q, matrix, f)
		return eachColumn(s, matrix, count)
	}
	w := newNetwork(integers[unsafe.Sizeof(matrix[0])])
	defer networks.Put(w)
	w.sort(unsafe.Pointer(&matrix[0]), s.n, count, s.descending)
	flipFloats(q, matrix, f)
	return nil
}

// eachColumn sorts the columns of a matrix as rows, one after the other.
func eachColumn[K key.Word](s *rowSorter, matrix []K, count int) error {
	words, held, err := memory.Words(s.n)
	if err != nil {
		return err
	}
	defer held.Release()
	row := memory.As[K](words, s.n)
	for c := range count {
		for i := range row {
			row[i] = matrix[i*count+c]
		}
		if err := s.sort(s, unsafe.Pointer(&row[0])); err != nil {
			return err
		}
		for i, x := range row {
			matrix[i*count+c] = x
		}
	}
	return nil
}
