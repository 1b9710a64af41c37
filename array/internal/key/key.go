// SPDX-License-Identifier: BSD-3-Clause

// Package key has keys of elements: unsigned integers of the elements' own width
// that are ordered as the elements are. A NaN is larger than every number, and
// a zero equals the other zero.
package key

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Word has the unsigned integers that hold the bits of an element, or its key.
type Word interface {
	uint8 | uint16 | uint32 | uint64
}

// Width returns the bits of a word.
func Width[K Word]() int { return 8 * int(unsafe.Sizeof(*new(K))) }

// SignBit returns the word with the first bit alone.
func SignBit[K Word]() K { return 1 << (Width[K]() - 1) }

// Format says how the bits of elements become keys. Integers differ from their
// keys by flip alone; counts of time by Shift first, which takes NaT to the end. A float that is positive has its sign set, one that is
// negative has all bits inverted.
type Format[K Word] struct {
	// Flip is applied to all keys: the sign bit of integers that are signed, and
	// all bits for a falling order.
	Flip K
	// Shift is added to counts of time: it makes NaT, the sign bit, the largest there
	// is, and leaves the order of the others. It is 0 for all other types.
	Shift K
	// Float says that elements are floats, of which those with magnitudes beyond
	// Greatest are NaN.
	Float      bool
	Greatest   K
	Descending bool
}

// FormatOf returns the Format of elements of a type that is not complex. A bool is
// its byte, which is 0 or 1.
func FormatOf[K Word](d dtype.DType, descending bool) Format[K] {
	f := Format[K]{Descending: descending}
	switch d.Kind() {
	case dtype.KindInt:
		f.Flip = SignBit[K]()
	case dtype.KindTimedelta, dtype.KindDatetime:
		f.Shift = SignBit[K]() - 1
	case dtype.KindFloat:
		f.Float = true
		f.Greatest = K(d.Descriptor().Float.Greatest())
	}
	if descending {
		f.Flip ^= ^K(0)
	}
	return f
}

// Number returns the key of a float that is no NaN, before the flip. That of -0 is
// the one before that of 0.
func Number[K Word](x K) K { return x ^ (-(x >> (Width[K]() - 1)) | SignBit[K]()) }

// floatOf is the inverse of Number.
func floatOf[K Word](k K) K { return k ^ ((k>>(Width[K]()-1) - 1) | SignBit[K]()) }

// Key returns the key of an element by which all elements compare: one for both
// zeros, and one for all NaNs, the largest but for the flip.
func (f *Format[K]) Key(x K) K { return Of(x, f.Float, f.Greatest, f.Shift, f.Flip) }

// IsNaN reports whether an element is NaN, or NaT.
func (f *Format[K]) IsNaN(x K) bool {
	return f.Float && x&^SignBit[K]() > f.Greatest || f.Shift != 0 && x == SignBit[K]()
}

// Of is [Format.Key] with the fields of the format as arguments: loops hold
// them in registers.
func Of[K Word](x K, float bool, greatest, shift, flip K) K {
	if float {
		x = ofFloat(x, greatest)
	}
	return (x + shift) ^ flip // a float has no shift
}

// ofFloat is Of for floats, before the flip. It is a function of its own so that Of is
// short enough to be part of the loops that call it.
func ofFloat[K Word](x, greatest K) K {
	magnitude := x &^ SignBit[K]()
	if magnitude == 0 {
		x = 0
	}
	k := Number(x)
	if magnitude > greatest {
		k = ^K(0)
	}
	return k
}

// Keys writes the keys of elements to keys, which is as long.
func (f *Format[K]) Keys(keys, row []K) {
	keys = keys[:len(row)]
	greatest, shift, flip := f.Greatest, f.Shift, f.Flip
	if !f.Float {
		for i, x := range row {
			keys[i] = (x + shift) ^ flip
		}
		return
	}
	// This is ofFloat, which would be a call for each element.
	for i, x := range row {
		magnitude := x &^ SignBit[K]()
		if magnitude == 0 {
			x = 0
		}
		k := Number(x)
		if magnitude > greatest {
			k = ^K(0)
		}
		keys[i] = k ^ flip
	}
}

// Encode turns elements into keys that are all different where the bits are, and
// returns the bits in which they differ.
func (f *Format[K]) Encode(row []K) (varying K) {
	flip := f.Flip
	all, some := ^K(0), K(0)
	if f.Float {
		for i, x := range row {
			k := Number(x) ^ flip
			row[i] = k
			all &= k
			some |= k
		}
		return all ^ some
	}
	shift := f.Shift
	for i, x := range row {
		k := (x + shift) ^ flip
		row[i] = k
		all &= k
		some |= k
	}
	return all ^ some
}

// Decode turns keys back into elements of a row, which may be the keys' own.
func (f *Format[K]) Decode(row, keys []K) {
	flip := f.Flip
	row = row[:len(keys)]
	if f.Float {
		for i, k := range keys {
			row[i] = floatOf(k ^ flip)
		}
		return
	}
	shift := f.Shift
	if flip == 0 && shift == 0 && &row[0] == &keys[0] {
		return
	}
	for i, k := range keys {
		row[i] = (k ^ flip) - shift
	}
}

// Specials counts the NaNs of a row of floats and its zeros with a sign.
func (f *Format[K]) Specials(row []K) (nans, minusZeros int) {
	greatest := f.Greatest
	for _, x := range row {
		magnitude := x &^ SignBit[K]()
		if magnitude > greatest {
			nans++
		}
		if x == SignBit[K]() {
			minusZeros++
		}
	}
	return nans, minusZeros
}

// Special reports whether a float of a row is NaN or a zero with a sign.
func (f *Format[K]) Special(row []K) bool {
	greatest, sign := f.Greatest, SignBit[K]()
	some := K(0)
	for _, x := range row {
		zero := x ^ sign // of -0 alone
		some |= (greatest - x&^sign) | (zero-1)&^zero
	}
	return some&sign != 0
}

// ParkNaNs moves the NaNs of a row to its end, or to its beginning for a falling
// order, and returns the rest. NaNs and others keep their order. The spare words
// are as many as there are NaNs.
func (f *Format[K]) ParkNaNs(row, spare []K) []K {
	n, at := len(spare), 0
	if f.Descending {
		at = len(row)
		for i := len(row) - 1; i >= 0; i-- {
			if x := row[i]; x&^SignBit[K]() > f.Greatest {
				n--
				spare[n] = x
			} else {
				at--
				row[at] = x
			}
		}
		copy(row, spare)
		return row[at:]
	}
	n = 0
	for _, x := range row {
		if x&^SignBit[K]() > f.Greatest {
			spare[n] = x
			n++
		} else {
			row[at] = x
			at++
		}
	}
	copy(row[at:], spare)
	return row[:at]
}

// Element returns the element of a key that Encode made.
func (f *Format[K]) Element(k K) K {
	if f.Float {
		return floatOf(k ^ f.Flip)
	}
	return (k ^ f.Flip) - f.Shift
}
