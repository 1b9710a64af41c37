// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// offsetsWhereTrue returns, for an array of bools that is a mask of axes of
// another array with the given strides, the offsets of that array's elements
// where it is true, in C order.
func (a *Array) offsetsWhereTrue(fn string, strides []int) ([]int, error) {
	mask, m, err := a.asMask()
	if err != nil {
		return nil, err
	}
	out, err := MakeSlice[int](fn, countSet(mask))
	if err != nil || len(out) == 0 {
		return out, err
	}
	rest := out
	var to walker
	to.rows(a.shape(), strides)
	for len(mask) > 0 {
		row := mask[:to.n]
		n := places(rest, row, 0)
		for i, at := range rest[:n] {
			rest[i] = to.offset + at*to.step
		}
		mask, rest = mask[to.n:], rest[n:]
		to.next()
	}
	keep(m)
	return out, nil
}

// CountNonzero returns the number of elements of a that are not zero, of either
// sign, or false; a failed array has none.
func (a *Array) CountNonzero() int {
	if a.Err() != nil {
		return 0
	}
	count := 0
	var w walker
	shape, strides := a.shape(), a.strides()
	if a.flags&flagC != 0 {
		shape, strides = []int{a.Size()}, []int{a.dtype.Size()}
	}
	for more := w.rows(shape, strides); more; more = w.next() {
		count += nonzeroIn(nil, a.at(w.offset), w.n, w.step, a.dtype)
	}
	keep(a)
	return count
}

// NonzeroRow returns how many of n elements of type d at p are not zero, of either sign, or
// false. It writes their indices to dst, as many as it has room for; nil asks for the number.
func NonzeroRow(dst []int64, d dtype.DType, p unsafe.Pointer, n int) int {
	return nonzeroIn(dst, p, n, d.Size(), d)
}

// nonzeroIn returns how many of n elements, step bytes apart, are not zero, of
// either sign, or false. It writes their places to dst, as many as it has room
// for.
func nonzeroIn(dst []int64, p unsafe.Pointer, n, step int, d dtype.DType) int {
	r := d.Descriptor()
	size := r.Go.Size
	if size == 1 && step == 1 && r.Kind != dtype.KindFloat {
		mask := bytesAt(p, n)
		if dst != nil {
			return places(dst, mask, 0)
		}
		return countSet(mask)
	}
	signed := r.Kind == dtype.KindFloat || r.Kind == dtype.KindComplex
	switch part := r.Part.Size(); {
	case part < size && part == 4:
		return nonzeroPairs[uint32](dst, p, n, step)
	case part < size:
		return nonzeroPairs[uint64](dst, p, n, step)
	case size == 1:
		return nonzeroOf[uint8](dst, p, n, step, signed)
	case size == 2:
		return nonzeroOf[uint16](dst, p, n, step, signed)
	case size == 4:
		return nonzeroOf[uint32](dst, p, n, step, signed)
	}
	return nonzeroOf[uint64](dst, p, n, step, signed)
}

// nonzeroOf is nonzeroIn for elements of one word, of which the first bit is a
// sign if signed is set.
func nonzeroOf[T uint8 | uint16 | uint32 | uint64](dst []int64, p unsafe.Pointer, n, step int, signed bool) int {
	value := ^T(0)
	if signed {
		value >>= 1
	}
	count := 0
	if step == int(unsafe.Sizeof(value)) {
		row := elementsAt[T](p, n)
		if dst == nil {
			for _, x := range row {
				if x&value != 0 {
					count++
				}
			}
			return count
		}
		for i, x := range row {
			if count == len(dst) {
				break
			}
			// The place is written first, and kept or not: a branch on data is often
			// guessed wrong.
			dst[count] = int64(i)
			if x&value != 0 {
				count++
			}
		}
		return count
	}
	for i := range n {
		if *(*T)(unsafe.Add(p, i*step))&value == 0 {
			continue
		}
		if dst != nil {
			if count == len(dst) {
				break
			}
			dst[count] = int64(i)
		}
		count++
	}
	return count
}

// nonzeroPairs is nonzeroIn for complex numbers.
func nonzeroPairs[T uint32 | uint64](dst []int64, p unsafe.Pointer, n, step int) int {
	value := ^T(0) >> 1
	count := 0
	for i := range n {
		x := (*[2]T)(unsafe.Add(p, i*step))
		if (x[0]|x[1])&value == 0 {
			continue
		}
		if dst != nil {
			if count == len(dst) {
				break
			}
			dst[count] = int64(i)
		}
		count++
	}
	return count
}

// Nonzero returns the indices of the elements of a that are not zero, in C
// order: for each axis an array of int64. [Array.Index] takes them.
func (a *Array) Nonzero() ([]*Array, error) { return a.NonzeroTo(nil) }

// NonzeroTo is [Array.Nonzero] with places for the results.
func (a *Array) NonzeroTo(to Make) ([]*Array, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	if a.ndim == 0 {
		return nil, fault.New("Nonzero", ErrShape, "an array without axes has no indices: Reshape(1) it first")
	}
	n := int(a.ndim)
	out := make([]*Array, n)
	lists := make([][]int64, n)
	count := a.CountNonzero()
	for i := range lists {
		out[i] = to.result("Nonzero", dtype.Int64, []int{count})
		if err := out[i].Err(); err != nil {
			return nil, err
		}
		lists[i] = elementsAt[int64](out[i].ptr, count)
	}
	var w walker
	for more := w.rows(a.shape(), a.strides()); more && count > 0; more = w.next() {
		row := lists[n-1]
		found := nonzeroIn(row, a.at(w.offset), w.n, w.step, a.dtype)
		for k := range n - 1 {
			at := int64(w.index[k])
			for i := range lists[k][:found] {
				lists[k][i] = at
			}
			lists[k] = lists[k][found:]
		}
		lists[n-1] = row[found:]
		count -= found
	}
	// Fewer are left where elements became zero meanwhile.
	for _, list := range lists {
		clear(list)
	}
	keep(a)
	keep(out...)
	return out, nil
}
