// SPDX-License-Identifier: BSD-3-Clause

// Package sets finds distinct elements, and whether elements are among others.
package sets

import (
	"math/bits"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Values returns the distinct elements of x, an array of one axis, in rising
// order. No NaN equals another, and of the zeros the first stands for both.
// With join, all NaNs count as one. What makes results may be asked for one of the size of x before that which is returned.
func Values(fn string, result ndarray.Make, x *ndarray.Array, join bool) (*ndarray.Array, error) {
	if err := x.Err(); err != nil {
		return nil, err
	}
	if x.DType().Size() == 1 {
		if f := key.FormatOf[uint8](x.DType(), false); !f.Float {
			return byteValues(fn, result, x, &f)
		}
	}
	copied := result.New(fn, x.DType(), x.Size())
	if err := copied.Err(); err != nil {
		return nil, err
	}
	err := copied.Assign(x)
	if err == nil {
		err = sorting.Sort(fn, copied, 0, false)
	}
	if err != nil {
		result.Drop(copied)
		return nil, err
	}
	p, _, _ := copied.Lend()
	n := compact(x.DType(), p, copied.Size(), join)
	if n == copied.Size() {
		return copied, nil
	}
	defer result.Drop(copied)
	out := result.New(fn, x.DType(), n)
	if err := out.Err(); err != nil {
		return nil, err
	}
	copyElements(out, copied)
	return out, nil
}

// UniqueRow leaves the distinct ones of n elements of type d at p at the front, in rising
// order, and returns their number: see [Values].
func UniqueRow(fn string, d dtype.DType, p unsafe.Pointer, n int, join bool) (int, error) {
	if err := sorting.SortRow(fn, d, p, n); err != nil {
		return 0, err
	}
	return compact(d, p, n, join), nil
}

// compact moves the first of each run of equal ones among n sorted elements at p to their
// beginning, and returns their number. With join, it leaves one NaN.
func compact(d dtype.DType, p unsafe.Pointer, n int, join bool) int {
	n = compactRow(d, p, n)
	if join {
		n -= max(countNaNs(d, p, n)-1, 0)
	}
	return n
}

// NaNs returns how many of the sorted elements of x, in C order, are NaN.
func NaNs(x *ndarray.Array) int {
	p, _, _ := x.Lend()
	return countNaNs(x.DType(), p, x.Size())
}

// countNaNs returns how many of n sorted elements are NaN: they are the last.
func countNaNs(d dtype.DType, p unsafe.Pointer, n int) int {
	switch d {
	case dtype.Complex64:
		return complexNaNs(memory.Slice[[2]uint32](p, n), d)
	case dtype.Complex128:
		return complexNaNs(memory.Slice[[2]uint64](p, n), d)
	}
	switch d.Size() {
	case 1:
		return wordNaNs(memory.Slice[uint8](p, n), d)
	case 2:
		return wordNaNs(memory.Slice[uint16](p, n), d)
	case 4:
		return wordNaNs(memory.Slice[uint32](p, n), d)
	}
	return wordNaNs(memory.Slice[uint64](p, n), d)
}

func wordNaNs[K key.Word](x []K, d dtype.DType) int {
	f := key.FormatOf[K](d, false)
	return nans(x, &f)
}

func complexNaNs[K uint32 | uint64](x [][2]K, d dtype.DType) (n int) {
	greatest := key.GreatestPart[K](d)
	for n < len(x) {
		last := x[len(x)-1-n]
		if last[0]&^key.SignBit[K]() <= greatest && last[1]&^key.SignBit[K]() <= greatest {
			break
		}
		n++
	}
	return n
}

func compactRow(d dtype.DType, p unsafe.Pointer, n int) int {
	switch size := d.Size(); {
	case size == 1:
		return compactOf(memory.Slice[uint8](p, n), d)
	case size == 2:
		return compactOf(memory.Slice[uint16](p, n), d)
	case d == dtype.Complex64:
		return compactComplex(memory.Slice[[2]uint32](p, n), d)
	case d == dtype.Complex128:
		return compactComplex(memory.Slice[[2]uint64](p, n), d)
	case size == 4:
		return compactOf(memory.Slice[uint32](p, n), d)
	}
	return compactOf(memory.Slice[uint64](p, n), d)
}

func compactOf[K key.Word](x []K, d dtype.DType) int {
	if len(x) == 0 {
		return 0
	}
	f := key.FormatOf[K](d, false)
	value := ^K(0)
	if f.Float {
		value = ^key.SignBit[K]() // zeros of both signs are equal
	}
	numbers := len(x) - nans(x, &f)
	// Nothing moves before the first two that are equal.
	first := 1
	for first < numbers && x[first] != x[first-1] && (x[first]|x[first-1])&value != 0 {
		first++
	}
	at, before := first-1, x[first-1]
	for i := first; i < numbers; i++ {
		// The store comes first, and is kept or not: a branch on data is often
		// guessed wrong.
		k := x[i]
		next := at + 1
		x[next] = k
		if k != before && (k|before)&value != 0 {
			at = next
		}
		before = k
	}
	if numbers > 0 {
		at++
	}
	return at + copy(x[at:], x[numbers:])
}

// nans returns the NaNs at the end of sorted elements.
func nans[K key.Word](x []K, f *key.Format[K]) int {
	if !f.Float && f.Shift == 0 {
		return 0
	}
	n := 0
	for n < len(x) && f.IsNaN(x[len(x)-1-n]) {
		n++
	}
	return n
}

func compactComplex[K uint32 | uint64](x [][2]K, d dtype.DType) int {
	greatest := key.GreatestPart[K](d)
	at := 0
	for i, v := range x {
		if i == 0 || !equalComplex(x[at-1], v, greatest) {
			x[at] = v
			at++
		}
	}
	return at
}

// equalComplex reports whether two complex numbers are equal; what has a NaN part
// equals nothing.
func equalComplex[K uint32 | uint64](a, b [2]K, greatest K) bool {
	for i := range a {
		if a[i]&^key.SignBit[K]() > greatest || key.Of(a[i], true, greatest, 0, 0) != key.Of(b[i], true, greatest, 0, 0) {
			return false
		}
	}
	return true
}

// All is what there is to know of distinct elements: the place of the first of
// each, and how many there are of each, in the order of the elements, and of every
// element which of the distinct ones it is.
type All struct {
	Values, Indices, Inverse, Counts *ndarray.Array
}

// Wanted says which parts of All are asked for, besides the values; Join has all NaNs count as one where
// nothing else is.
type Wanted struct{ Indices, Inverse, Counts, Join bool }

// Unique returns the distinct elements of x, an array of one axis, as [Values]
// does, and what else is wanted of them: arrays of int64.
func Unique(fn string, result ndarray.Make, x *ndarray.Array, want Wanted) (all All, err error) {
	if !want.Indices && !want.Inverse && !want.Counts {
		all.Values, err = Values(fn, result, x, want.Join)
		return all, err
	}
	if err := x.Err(); err != nil {
		return all, err
	}
	if !want.Indices && !want.Inverse && x.DType().Kind() != dtype.KindComplex {
		return counted(fn, result, x)
	}
	if x = x.AsC(); x.Err() == nil && !x.Aligned() {
		x = x.Copy()
	}
	if err := x.Err(); err != nil {
		return all, err
	}
	order := ndarray.Empty(dtype.Int64, x.Size())
	if err := order.Err(); err != nil {
		return all, err
	}
	defer order.Release()
	if err := sorting.Argsort(fn, order, x, 0, false); err != nil {
		return all, err
	}
	// Bit i says that element i of the order is new: it begins a run.
	n := x.Size()
	begins, held, err := memory.Words((n + 63) / 64)
	if err != nil {
		return all, err
	}
	defer held.Release()
	count := mark(begins, memory.Lent[int64](order), x)
	return all, all.collect(fn, result, memory.Lent[int64](order), begins, count, x, want)
}

// mark sets the bits of the elements of an order that are not equal to the one
// before, and returns their number.
func mark(begins []uint64, order []int64, x *ndarray.Array) int {
	p, _, _ := x.Lend()
	d := x.DType()
	switch size := d.Size(); {
	case size == 1:
		return markOf[uint8](begins, order, p, d)
	case size == 2:
		return markOf[uint16](begins, order, p, d)
	case d == dtype.Complex64:
		return markComplex[uint32](begins, order, p, d)
	case d == dtype.Complex128:
		return markComplex[uint64](begins, order, p, d)
	case size == 4:
		return markOf[uint32](begins, order, p, d)
	}
	return markOf[uint64](begins, order, p, d)
}

func markOf[K key.Word](begins []uint64, order []int64, p unsafe.Pointer, d dtype.DType) int {
	f := key.FormatOf[K](d, false)
	x := memory.Slice[K](p, len(order))
	count := 0
	var before K
	word := uint64(0)
	for i, at := range order {
		v := x[at]
		k := key.Of(v, f.Float, f.Greatest, f.Shift, f.Flip)
		if k != before || i == 0 || f.IsNaN(v) {
			word |= 1 << (i % 64)
		}
		before = k
		if i%64 == 63 || i == len(order)-1 {
			begins[i/64] = word
			count += bits.OnesCount64(word)
			word = 0
		}
	}
	return count
}

func markComplex[K uint32 | uint64](begins []uint64, order []int64, p unsafe.Pointer, d dtype.DType) int {
	greatest := key.GreatestPart[K](d)
	x := memory.Slice[[2]K](p, len(order))
	clear(begins)
	count := 0
	for i, at := range order {
		if i == 0 || !equalComplex(x[order[i-1]], x[at], greatest) {
			begins[i/64] |= 1 << (i % 64)
			count++
		}
	}
	return count
}

// collect makes the results of an order of which the runs begin at bits.
func (all *All) collect(fn string, result ndarray.Make, order []int64, begins []uint64, count int, x *ndarray.Array, want Wanted) error {
	n := len(order)
	var first, inverse, counts []int64
	for _, part := range []struct {
		wanted bool
		result ndarray.Make
		array  **ndarray.Array
		list   *[]int64
		length int
	}{
		{true, unless(!want.Indices, result), &all.Indices, &first, count},
		{want.Inverse, result, &all.Inverse, &inverse, n},
		{want.Counts, result, &all.Counts, &counts, count},
	} {
		if !part.wanted {
			continue
		}
		a := part.result.New(fn, dtype.Int64, part.length)
		if err := a.Err(); err != nil {
			return err
		}
		*part.array, *part.list = a, memory.Lent[int64](a)
	}
	// The places of the runs, and from those all else.
	at := 0
	for i, word := range begins {
		for ; word != 0; word &= word - 1 {
			first[at] = int64(64*i + bits.TrailingZeros64(word))
			at++
		}
	}
	for run, begin := range first {
		end := int64(n)
		if run+1 < count {
			end = first[run+1]
		}
		if counts != nil {
			counts[run] = end - begin
		}
		if inverse != nil {
			for _, i := range order[begin:end] {
				inverse[i] = int64(run)
			}
		}
	}
	for run, begin := range first {
		first[run] = order[begin]
	}
	all.Values = x.TakeTo(result, all.Indices, 0)
	if !want.Indices {
		all.Indices.Release()
		all.Indices = nil
	}
	return all.Values.Err()
}

// unless returns what makes temporary arrays on a condition, else what makes results.
func unless(temporary bool, result ndarray.Make) ndarray.Make {
	if temporary {
		return nil
	}
	return result
}
