// SPDX-License-Identifier: BSD-3-Clause

package searching

import (
	"math/bits"
	"slices"
	"sort"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
)

// Together is the number of values that are looked for at a time: while the
// element for one comes from memory, those for the others do.
const Together = 8

// ordered are sorted elements that lie side by side, or their keys: an element becomes its
// key by Number, if it is a float, or else by shift and flip.
type ordered[K key.Word] struct {
	x           []K
	nans        int // of floats, how many follow x
	float       bool
	shift, flip K
}

// elementsOf are elements of a format.
func elementsOf[K key.Word](x []K, f *key.Format[K]) *ordered[K] {
	o := &ordered[K]{x: x, float: f.Float, shift: f.Shift, flip: f.Flip}
	if f.Float {
		n := sort.Search(len(x), func(i int) bool { return x[i]&^key.SignBit[K]() > f.Greatest })
		o.x, o.nans = x[:n], len(x)-n
	}
	return o
}

// batch is the number of values whose keys are made before they are looked for.
const batch = 8 * Together

// places finds the places of values among the elements, before equal ones or behind them.
func (o *ordered[K]) places(out []int64, values []K, f *key.Format[K], right bool) {
	var keys [batch]K
	for len(values) > 0 {
		n := min(batch, len(values))
		beyond := o.keysOf(&keys, values[:n], f, right)
		x, base := o.x, int64(0)
		if len(x) > batch && !beyond && slices.IsSorted(keys[:n]) {
			// All places lie between the first and the last.
			ends, found := [Together]K{keys[0], keys[n-1]}, [Together]int64{}
			o.search(x, &ends, &found)
			base = found[0]
			x = x[base:found[1]]
		}
		o.searchBatch(out[:n], x, &keys)
		if base != 0 {
			for i := range out[:n] {
				out[i] += base
			}
		}
		if beyond {
			for i, v := range values[:n] {
				if f.Key(v) == ^K(0) {
					out[i] = int64(len(o.x) + o.nans)
				}
			}
		}
		values, out = values[n:], out[n:]
	}
}

// searchBatch finds the places of the first of a batch of keys among some of the elements.
func (o *ordered[K]) searchBatch(out []int64, x []K, keys *[batch]K) {
	if len(x) == 0 {
		clear(out)
		return
	}
	i := 0
	for ; i+Together <= len(out); i += Together {
		o.search(x, (*[Together]K)(keys[i:]), (*[Together]int64)(out[i:]))
	}
	if i < len(out) {
		var found [Together]int64
		o.search(x, (*[Together]K)(keys[i:]), &found)
		copy(out[i:], found[:])
	}
}

// keysOf makes the keys of values: their places are before all elements that are not below
// these. It reports whether one lies behind all elements instead.
func (o *ordered[K]) keysOf(keys *[batch]K, values []K, f *key.Format[K], right bool) (beyond bool) {
	f.Keys(keys[:], values)
	own := keys[:len(values)]
	switch {
	case right:
		greatest := K(0)
		for i, k := range own {
			greatest = max(greatest, k)
			own[i] = k + 1
		}
		return greatest == ^K(0)
	case o.float:
		zero := f.Key(0)
		for i, k := range own {
			if k == zero {
				own[i]-- // the key of -0
			}
		}
	}
	return false
}

// search finds the places of several keys among some of the elements, of which there is
// one at least.
func (o *ordered[K]) search(x []K, keys *[Together]K, places *[Together]int64) {
	switch {
	case o.float:
		placesOfNumbers(x, keys, places)
	case o.shift != 0 || o.flip != 0:
		placesOfElements(x, keys, places, o.shift, o.flip)
	default:
		Places(x, keys, places)
	}
}

// byKey finds the places of all keys of a byte among sorted ones, and then those of values.
func byKey[K key.Word](x, values []K, out []int64, format *key.Format[K], right bool) {
	var all [1 << 8]K
	var places [1 << 8]int64
	for k := range all {
		all[k] = K(k)
	}
	(&ordered[K]{x: x}).places(places[:], all[:], &key.Format[K]{}, right)
	for i, v := range values {
		out[i] = places[uint8(format.Key(v))]
	}
}

// The functions that follow halve the elements in which the places of several keys lie, for
// all of them at a time. No branch is on an element: nobody can guess how it compares. No
// address leaves the elements, and checks of indices would take half of the time.

// Places finds the places of several keys among sorted ones, of which there is at least
// one: before those that are not below them.
func Places[K key.Word](x []K, keys *[Together]K, places *[Together]int64) {
	size := int(unsafe.Sizeof(*new(K)))
	first := unsafe.Pointer(&x[0])
	a0, a1, a2, a3, a4, a5, a6, a7 := first, first, first, first, first, first, first, first
	for n := len(x); n > 1; {
		half := n >> 1
		step := half * size
		last := step - size
		a0 = unsafe.Add(a0, step&-below(*(*K)(unsafe.Add(a0, last)), keys[0]))
		a1 = unsafe.Add(a1, step&-below(*(*K)(unsafe.Add(a1, last)), keys[1]))
		a2 = unsafe.Add(a2, step&-below(*(*K)(unsafe.Add(a2, last)), keys[2]))
		a3 = unsafe.Add(a3, step&-below(*(*K)(unsafe.Add(a3, last)), keys[3]))
		a4 = unsafe.Add(a4, step&-below(*(*K)(unsafe.Add(a4, last)), keys[4]))
		a5 = unsafe.Add(a5, step&-below(*(*K)(unsafe.Add(a5, last)), keys[5]))
		a6 = unsafe.Add(a6, step&-below(*(*K)(unsafe.Add(a6, last)), keys[6]))
		a7 = unsafe.Add(a7, step&-below(*(*K)(unsafe.Add(a7, last)), keys[7]))
		n -= half
	}
	places[0] = int64(int(uintptr(a0)-uintptr(first))/size) + int64(below(*(*K)(a0), keys[0]))
	places[1] = int64(int(uintptr(a1)-uintptr(first))/size) + int64(below(*(*K)(a1), keys[1]))
	places[2] = int64(int(uintptr(a2)-uintptr(first))/size) + int64(below(*(*K)(a2), keys[2]))
	places[3] = int64(int(uintptr(a3)-uintptr(first))/size) + int64(below(*(*K)(a3), keys[3]))
	places[4] = int64(int(uintptr(a4)-uintptr(first))/size) + int64(below(*(*K)(a4), keys[4]))
	places[5] = int64(int(uintptr(a5)-uintptr(first))/size) + int64(below(*(*K)(a5), keys[5]))
	places[6] = int64(int(uintptr(a6)-uintptr(first))/size) + int64(below(*(*K)(a6), keys[6]))
	places[7] = int64(int(uintptr(a7)-uintptr(first))/size) + int64(below(*(*K)(a7), keys[7]))
}

// placesOfElements is Places for elements that become keys by a shift and a flip.
func placesOfElements[K key.Word](x []K, keys *[Together]K, places *[Together]int64, shift, flip K) {
	size := int(unsafe.Sizeof(*new(K)))
	first := unsafe.Pointer(&x[0])
	a0, a1, a2, a3, a4, a5, a6, a7 := first, first, first, first, first, first, first, first
	for n := len(x); n > 1; {
		half := n >> 1
		step := half * size
		last := step - size
		a0 = unsafe.Add(a0, step&-below((*(*K)(unsafe.Add(a0, last))+shift)^flip, keys[0]))
		a1 = unsafe.Add(a1, step&-below((*(*K)(unsafe.Add(a1, last))+shift)^flip, keys[1]))
		a2 = unsafe.Add(a2, step&-below((*(*K)(unsafe.Add(a2, last))+shift)^flip, keys[2]))
		a3 = unsafe.Add(a3, step&-below((*(*K)(unsafe.Add(a3, last))+shift)^flip, keys[3]))
		a4 = unsafe.Add(a4, step&-below((*(*K)(unsafe.Add(a4, last))+shift)^flip, keys[4]))
		a5 = unsafe.Add(a5, step&-below((*(*K)(unsafe.Add(a5, last))+shift)^flip, keys[5]))
		a6 = unsafe.Add(a6, step&-below((*(*K)(unsafe.Add(a6, last))+shift)^flip, keys[6]))
		a7 = unsafe.Add(a7, step&-below((*(*K)(unsafe.Add(a7, last))+shift)^flip, keys[7]))
		n -= half
	}
	places[0] = int64(int(uintptr(a0)-uintptr(first))/size) + int64(below((*(*K)(a0)+shift)^flip, keys[0]))
	places[1] = int64(int(uintptr(a1)-uintptr(first))/size) + int64(below((*(*K)(a1)+shift)^flip, keys[1]))
	places[2] = int64(int(uintptr(a2)-uintptr(first))/size) + int64(below((*(*K)(a2)+shift)^flip, keys[2]))
	places[3] = int64(int(uintptr(a3)-uintptr(first))/size) + int64(below((*(*K)(a3)+shift)^flip, keys[3]))
	places[4] = int64(int(uintptr(a4)-uintptr(first))/size) + int64(below((*(*K)(a4)+shift)^flip, keys[4]))
	places[5] = int64(int(uintptr(a5)-uintptr(first))/size) + int64(below((*(*K)(a5)+shift)^flip, keys[5]))
	places[6] = int64(int(uintptr(a6)-uintptr(first))/size) + int64(below((*(*K)(a6)+shift)^flip, keys[6]))
	places[7] = int64(int(uintptr(a7)-uintptr(first))/size) + int64(below((*(*K)(a7)+shift)^flip, keys[7]))
}

// placesOfNumbers is Places for floats without NaN.
func placesOfNumbers[K key.Word](x []K, keys *[Together]K, places *[Together]int64) {
	size := int(unsafe.Sizeof(*new(K)))
	first := unsafe.Pointer(&x[0])
	a0, a1, a2, a3, a4, a5, a6, a7 := first, first, first, first, first, first, first, first
	for n := len(x); n > 1; {
		half := n >> 1
		step := half * size
		last := step - size
		a0 = unsafe.Add(a0, step&-below(key.Number(*(*K)(unsafe.Add(a0, last))), keys[0]))
		a1 = unsafe.Add(a1, step&-below(key.Number(*(*K)(unsafe.Add(a1, last))), keys[1]))
		a2 = unsafe.Add(a2, step&-below(key.Number(*(*K)(unsafe.Add(a2, last))), keys[2]))
		a3 = unsafe.Add(a3, step&-below(key.Number(*(*K)(unsafe.Add(a3, last))), keys[3]))
		a4 = unsafe.Add(a4, step&-below(key.Number(*(*K)(unsafe.Add(a4, last))), keys[4]))
		a5 = unsafe.Add(a5, step&-below(key.Number(*(*K)(unsafe.Add(a5, last))), keys[5]))
		a6 = unsafe.Add(a6, step&-below(key.Number(*(*K)(unsafe.Add(a6, last))), keys[6]))
		a7 = unsafe.Add(a7, step&-below(key.Number(*(*K)(unsafe.Add(a7, last))), keys[7]))
		n -= half
	}
	places[0] = int64(int(uintptr(a0)-uintptr(first))/size) + int64(below(key.Number(*(*K)(a0)), keys[0]))
	places[1] = int64(int(uintptr(a1)-uintptr(first))/size) + int64(below(key.Number(*(*K)(a1)), keys[1]))
	places[2] = int64(int(uintptr(a2)-uintptr(first))/size) + int64(below(key.Number(*(*K)(a2)), keys[2]))
	places[3] = int64(int(uintptr(a3)-uintptr(first))/size) + int64(below(key.Number(*(*K)(a3)), keys[3]))
	places[4] = int64(int(uintptr(a4)-uintptr(first))/size) + int64(below(key.Number(*(*K)(a4)), keys[4]))
	places[5] = int64(int(uintptr(a5)-uintptr(first))/size) + int64(below(key.Number(*(*K)(a5)), keys[5]))
	places[6] = int64(int(uintptr(a6)-uintptr(first))/size) + int64(below(key.Number(*(*K)(a6)), keys[6]))
	places[7] = int64(int(uintptr(a7)-uintptr(first))/size) + int64(below(key.Number(*(*K)(a7)), keys[7]))
}

// below returns 1 if an element is below a key, else 0.
func below[K key.Word](e, k K) int {
	_, borrow := bits.Sub64(uint64(e), uint64(k), 0)
	return int(borrow)
}
