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
	count := 0
	var w walker
	for more := w.rows(a.shape(), a.strides()); more; more = w.next() {
		for i := range w.n {
			if *(*uint8)(a.at(w.offset + i*w.step)) != 0 {
				count++
			}
		}
	}
	// One more, so that the loop can write before it knows whether to keep it:
	// a branch on a mask is often guessed wrong.
	out, err := MakeSlice[int](fn, count+1)
	if err != nil {
		return nil, err
	}
	at := 0
	w = walker{}
	var to walker
	to.rows(a.shape(), strides)
	for more := w.rows(a.shape(), a.strides()); more; more = w.next() {
		offset := to.offset
		for i := range w.n {
			out[at] = offset
			offset += to.step
			if *(*uint8)(a.at(w.offset + i*w.step)) != 0 {
				at++
			}
		}
		to.next()
	}
	keep(a)
	return out[:count], nil
}

// countTrue returns the number of elements that are not zero.
func (a *Array) countTrue() int {
	count := 0
	var w walker
	for more := w.rows(a.shape(), a.strides()); more; more = w.next() {
		for i := range w.n {
			if !isZero(a.at(w.offset+i*w.step), a.dtype) {
				count++
			}
		}
	}
	keep(a)
	return count
}

// isZero reports whether an element is 0, of either sign, or false.
func isZero(p unsafe.Pointer, d dtype.DType) bool {
	switch r := d.Descriptor(); r.Kind {
	case dtype.KindFloat, dtype.KindComplex:
		size := r.Part.Size()
		for i := 0; i < r.Go.Size; i += size {
			if wordAt(unsafe.Add(p, i), size)<<(65-8*size) != 0 { // but the sign
				return false
			}
		}
		return true
	default:
		return wordAt(p, r.Go.Size) == 0
	}
}

// wordAt returns the size bytes at p.
func wordAt(p unsafe.Pointer, size int) uint64 {
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

// Nonzero returns the indices of the elements of a that are not zero, in C
// order: for each axis an array of int64. [Array.Index] takes them.
func (a *Array) Nonzero() ([]*Array, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	if a.ndim == 0 {
		return nil, fault.New("Nonzero", ErrShape, "an array without axes has no indices: Reshape(1) it first")
	}
	n := int(a.ndim)
	out := make([]*Array, n)
	lists := make([][]int64, n)
	count := a.countTrue()
	for i := range lists {
		var err error
		if lists[i], err = MakeSlice[int64]("Nonzero", count); err != nil {
			return nil, err
		}
		out[i] = FromSlice(lists[i])
	}
	at := 0
	var w walker
	for more := w.rows(a.shape(), a.strides()); more; more = w.next() {
		for i := range w.n {
			if isZero(a.at(w.offset+i*w.step), a.dtype) {
				continue
			}
			if at == count {
				break // an element became true meanwhile
			}
			for k := range n - 1 {
				lists[k][at] = int64(w.index[k])
			}
			lists[n-1][at] = int64(i)
			at++
		}
	}
	keep(a)
	return out, nil
}
