// SPDX-License-Identifier: BSD-3-Clause

package sets

import (
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// counted returns the distinct elements of x, an array of one axis of real numbers, as [Values] does, and how many
// there are of each. It sorts the elements, which takes less than the order of them does that the other parts need.
func counted(fn string, result ndarray.Make, x *ndarray.Array) (all All, err error) {
	sorted := x.Copy()
	if err := sorted.Err(); err != nil {
		return all, err
	}
	defer sorted.Release()
	if err := sorting.Sort(fn, sorted, 0, false); err != nil {
		return all, err
	}
	p, _, _ := sorted.Lend()
	count, err := runs(fn, result, sorted, p, &all)
	if err != nil {
		return all, err
	}
	all.Values = result.New(fn, x.DType(), count)
	if err := all.Values.Err(); err != nil {
		return all, err
	}
	copyElements(all.Values, sorted)
	return all, nil
}

// runs moves the first of each run of equal elements at p, those of a sorted array, to the beginning, makes all.Counts,
// and returns how many runs there are.
func runs(fn string, result ndarray.Make, sorted *ndarray.Array, p unsafe.Pointer, all *All) (int, error) {
	n, d := sorted.Size(), sorted.DType()
	switch d.Size() {
	case 1:
		return runsOf(fn, result, memory.Slice[uint8](p, n), d, all)
	case 2:
		return runsOf(fn, result, memory.Slice[uint16](p, n), d, all)
	case 4:
		return runsOf(fn, result, memory.Slice[uint32](p, n), d, all)
	}
	return runsOf(fn, result, memory.Slice[uint64](p, n), d, all)
}

func runsOf[K key.Word](fn string, result ndarray.Make, x []K, d dtype.DType, all *All) (int, error) {
	f := key.FormatOf[K](d, false)
	value := ^K(0)
	if f.Float {
		value = ^key.SignBit[K]() // zeros of both signs are equal
	}
	numbers := len(x) - nans(x, &f)
	count := len(x) - numbers // no NaN equals another
	for i := range numbers {
		if i == 0 || x[i] != x[i-1] && (x[i]|x[i-1])&value != 0 {
			count++
		}
	}
	all.Counts = result.New(fn, dtype.Int64, count)
	if err := all.Counts.Err(); err != nil {
		return 0, err
	}
	counts := memory.Lent[int64](all.Counts)
	at, begin := 0, 0
	before := K(0)
	for i, k := range x {
		if i > 0 && i < numbers && (k == before || (k|before)&value == 0) {
			before = k
			continue
		}
		if i > 0 {
			counts[at-1] = int64(i - begin)
		}
		x[at] = k
		at, begin, before = at+1, i, k
	}
	if at > 0 {
		counts[at-1] = int64(len(x) - begin)
	}
	return count, nil
}
