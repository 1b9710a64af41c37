// SPDX-License-Identifier: BSD-3-Clause

// Package searching finds elements: the first that is extreme, and where values
// belong among sorted ones.
package searching

import (
	"bytes"
	"encoding/binary"
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/array/internal/rows"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ufunc"
)

// Extreme writes to out, an array of int64, where along an axis the largest element
// of x is, or the smallest, the first one of several. A NaN is either. out
// has the other axes of x.
func Extreme(fn string, out, x *ndarray.Array, axis int, largest bool) error {
	_, shape, _ := x.Lend()
	n := shape[axis]
	if n == 0 {
		return fault.New(fn, fault.Value, "an empty sequence has no such element")
	}
	const nanos = 0.5
	w := rows.Start(fn, nanos)
	w.Add(x, axis, rows.Read)
	w.AddEach(out, rows.Write)
	return w.Run(func() (rows.Work, error) { return newFinder(x.DType(), n, largest), nil })
}

// ExtremeRows writes to out where the largest of the n elements of each row is, or the smallest: see [Extreme]. The rows,
// as many as out has, lie one after the other at p, and have one element at least.
func ExtremeRows(out []int64, d dtype.DType, p unsafe.Pointer, n int, largest bool) {
	f := newFinder(d, n, largest)
	defer f.Release()
	if len(out) == 1 {
		out[0] = int64(f.find(f, p))
		return
	}
	_ = f.Rows([rows.Most]unsafe.Pointer{p, unsafe.Pointer(unsafe.SliceData(out))}, [rows.Most]int{n * d.Size(), 8}, len(out)) // which never fails
}

// finder finds the extreme of each row.
type finder struct {
	n       int
	dtype   dtype.DType
	largest bool
	find    func(*finder, unsafe.Pointer) int
	// short finds the extremes of several short rows, if it is not nil.
	short func(f *finder, at [rows.Most]unsafe.Pointer, step [rows.Most]int, count int)
	// The extremes of blocks of a row, or of short rows, are found by a fold.
	fold    kernel.Func
	args    kernel.Args
	scratch kernel.Scratch
	found   [blocks]uint64
}

// A row is folded by blocks of blockBytes, so many at once: long enough that the
// start and the end of a fold are a small part of it, short enough to be searched.
const (
	blockBytes = 16384
	blocks     = 64
	// foldedLeast is the length of rows from which a fold pays.
	foldedLeast = 64
	// shortMost is the length of rows up to which several are folded at once.
	shortMost = 48
)

func newFinder(d dtype.DType, n int, largest bool) *finder {
	f, _ := finders.Get().(*finder)
	if f == nil {
		f = new(finder)
		f.args.Scratch = &f.scratch
	}
	f.n, f.dtype, f.largest, f.fold, f.short = n, d, largest, nil, nil
	u := ufunc.Minimum
	if largest {
		u = ufunc.Maximum
	}
	for i := range u.Loops {
		if l := &u.Loops[i]; l.In[0] == d.Base() && l.Fold != nil {
			f.fold = l.Fold.Best()
		}
	}
	switch {
	case d == dtype.Bool:
		f.find = findBool
	case d == dtype.Complex64:
		f.find = findComplex[float32]
	case d == dtype.Complex128:
		f.find = findComplex[float64]
	case d.Size() == 1:
		f.find, f.short = find[uint8], shortRows[uint8]
	case d.Size() == 2:
		f.find, f.short = find[uint16], shortRows[uint16]
	case d.Size() == 4:
		f.find, f.short = find[uint32], shortRows[uint32]
	default:
		f.find, f.short = find[uint64], shortRows[uint64]
	}
	if n > shortMost || f.fold == nil {
		f.short = nil
	}
	return f
}

// Row writes the place of the extreme of the row at[0] to at[1].
func (f *finder) Row(at [rows.Most]unsafe.Pointer) error {
	*(*int64)(at[1]) = int64(f.find(f, at[0]))
	return nil
}

// Rows writes the places of the extremes of rows. Those of short rows are found by folds of
// many rows.
func (f *finder) Rows(at [rows.Most]unsafe.Pointer, step [rows.Most]int, count int) error {
	for count > 0 {
		n := 1
		if f.short != nil {
			n = min(count, blocks)
			f.short(f, at, step, n)
		} else if err := f.Row(at); err != nil {
			return err
		}
		if count -= n; count > 0 {
			at[0], at[1] = unsafe.Add(at[0], n*step[0]), unsafe.Add(at[1], n*step[1])
		}
	}
	return nil
}

// shortRows is Rows of up to so many short rows as there are blocks.
func shortRows[K key.Word](f *finder, at [rows.Most]unsafe.Pointer, step [rows.Most]int, count int) {
	format := key.FormatOf[K](f.dtype, !f.largest)
	size := f.dtype.Size()
	extremes := memory.As[K](f.found[:], blocks)
	a := &f.args
	a.Rows, a.N = count, f.n
	a.Op[0].Ptr, a.Op[0].Inner, a.Op[0].Outer = at[0], size, step[0]
	a.Op[1].Ptr, a.Op[1].Inner, a.Op[1].Outer = unsafe.Pointer(&extremes[0]), size, size
	f.fold(a)
	a.Op[0].Ptr, a.Op[1].Ptr = nil, nil
	for r, x := range extremes[:count] {
		row := memory.Slice[K](unsafe.Add(at[0], r*step[0]), f.n)
		place := 0
		if magnitude := x &^ key.SignBit[K](); format.Float && (magnitude == 0 || magnitude > format.Greatest) {
			place = first(row, x, &format)
		} else {
			for i := len(row) - 1; i >= 0; i-- { // no branch on an element
				if row[i] == x {
					place = i
				}
			}
		}
		*(*int64)(unsafe.Add(at[1], r*step[1])) = int64(place)
	}
}

// Release keeps the finder for the next call.
func (f *finder) Release() { finders.Put(f) }

// finders are finders that no call uses.
var finders sync.Pool

// above returns a key that is larger the more extreme an element is, and the
// largest there is for NaN and NaT.
func above[K key.Word](x K, f *key.Format[K]) K {
	if f.IsNaN(x) {
		return ^K(0)
	}
	return f.Key(x)
}

// find returns the place of the first extreme of a row.
func find[K key.Word](f *finder, p unsafe.Pointer) int {
	format := key.FormatOf[K](f.dtype, !f.largest)
	row := memory.Slice[K](p, f.n)
	if f.fold == nil || f.n < foldedLeast {
		return scan(row, &format)
	}
	best, at := above(row[0], &format), 0
	x := row[0]
	size := f.dtype.Size()
	blockLength := blockBytes / size
	a := &f.args
	for first := 0; first < len(row) && best != ^K(0); first += blocks * blockLength {
		part := row[first:min(len(row), first+blocks*blockLength)]
		n := len(part) / blockLength
		extremes := memory.As[K](f.found[:], blocks)
		a.Op[0].Ptr, a.Op[0].Inner, a.Op[0].Outer = unsafe.Pointer(&part[0]), size, blockLength*size
		a.Op[1].Ptr, a.Op[1].Inner, a.Op[1].Outer = unsafe.Pointer(&extremes[0]), size, size
		if n > 0 {
			a.Rows, a.N = n, blockLength
			f.fold(a)
		}
		if rest := len(part) % blockLength; rest > 0 {
			a.Rows, a.N = 1, rest
			a.Op[0].Ptr, a.Op[1].Ptr = unsafe.Pointer(&part[n*blockLength]), unsafe.Pointer(&extremes[n])
			f.fold(a)
			n++
		}
		for i, e := range extremes[:n] {
			if k := above(e, &format); k > best {
				best, x, at = k, e, first+i*blockLength
			}
		}
	}
	a.Op[0].Ptr, a.Op[1].Ptr = nil, nil
	return at + first(row[at:min(len(row), at+blockLength)], x, &format)
}

// scan is find by one comparison after the other.
func scan[K key.Word](row []K, format *key.Format[K]) int {
	best, at := above(row[0], format), 0
	for i, x := range row {
		if k := above(x, format); k > best {
			best, at = k, i
		}
	}
	return at
}

// first returns the place of the first element of a row that equals x, which is
// one of them; a NaN equals every NaN.
func first[K key.Word](row []K, x K, format *key.Format[K]) int {
	if magnitude := x &^ key.SignBit[K](); format.Float && (magnitude == 0 || magnitude > format.Greatest) {
		k := format.Key(x)
		for i, y := range row {
			if format.Key(y) == k {
				return i
			}
		}
	}
	if bits, ok := any(row).([]uint8); ok {
		return bytes.IndexByte(bits, uint8(x))
	}
	i := 0
	for ; i+8 <= len(row); i += 8 {
		y := row[i : i+8 : i+8]
		if y[0] == x || y[1] == x || y[2] == x || y[3] == x || y[4] == x || y[5] == x || y[6] == x || y[7] == x {
			break
		}
	}
	for i < len(row) && row[i] != x {
		i++
	}
	return i
}

// findBool returns the place of the first true or false.
func findBool(f *finder, p unsafe.Pointer) int {
	row := memory.Slice[uint8](p, f.n)
	at := 0
	if f.largest {
		at = firstSet(row)
	} else {
		at = bytes.IndexByte(row, 0)
	}
	return max(at, 0)
}

// firstSet returns the place of the first byte that is not 0, -1 if there is none.
func firstSet(row []uint8) int {
	i := 0
	for ; i+32 <= len(row); i += 32 {
		four := row[i : i+32 : i+32]
		if binary.NativeEndian.Uint64(four)|binary.NativeEndian.Uint64(four[8:])|
			binary.NativeEndian.Uint64(four[16:])|binary.NativeEndian.Uint64(four[24:]) != 0 {
			break
		}
	}
	for ; i < len(row); i++ {
		if row[i] != 0 {
			return i
		}
	}
	return -1
}

// findComplex is find for complex numbers, of which one with a NaN part is extreme.
func findComplex[F float32 | float64](f *finder, p unsafe.Pointer) int {
	row := memory.Slice[[2]F](p, f.n)
	best, at := row[0], 0
	for i, x := range row {
		if x[0] != x[0] || x[1] != x[1] {
			return i
		}
		if x[0] == best[0] {
			if x[1] == best[1] || x[1] > best[1] != f.largest {
				continue
			}
		} else if x[0] > best[0] != f.largest {
			continue
		}
		best, at = x, i
	}
	return at
}
