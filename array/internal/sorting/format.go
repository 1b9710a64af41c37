package sorting

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// word has the unsigned integers that hold the bits of an element, or its key.
type word interface {
	uint8 | uint16 | uint32 | uint64
}

// width returns the bits of a word.
func width[K word]() int { return 8 * int(unsafe.Sizeof(*new(K))) }

// signBit returns the word with the first bit alone.
func signBit[K word]() K { return 1 << (width[K]() - 1) }

// format says how the bits of elements become keys. Integers differ from their
// keys by flip alone. A float that is positive has its sign set, one that is
// negative has all bits inverted.
type format[K word] struct {
	// flip is applied to all keys: the sign bit of integers that are signed, and
	// all bits for a falling order.
	flip K
	// float says that elements are floats, of which those with magnitudes beyond
	// greatest are NaN.
	float      bool
	greatest   K
	descending bool
}

// formatOf returns the format of elements of a type that is not complex. A bool is
// its byte, which is 0 or 1.
func formatOf[K word](d dtype.DType, descending bool) format[K] {
	f := format[K]{descending: descending}
	switch d.Kind() {
	case dtype.KindInt:
		f.flip = signBit[K]()
	case dtype.KindFloat:
		f.float = true
		f.greatest = K(d.Descriptor().Float.Greatest())
	}
	if descending {
		f.flip ^= ^K(0)
	}
	return f
}

// floatKey returns the key of a float before the flip. Keys of NaNs are not in
// order, and -0 comes before 0.
func floatKey[K word](x K) K { return x ^ (-(x >> (width[K]() - 1)) | signBit[K]()) }

// floatOf is the inverse of floatKey.
func floatOf[K word](k K) K { return k ^ ((k>>(width[K]()-1) - 1) | signBit[K]()) }

// key returns the key of an element by which all elements compare: one for both
// zeros, and one for all NaNs, the largest but for the flip.
func (f *format[K]) key(x K) K { return keyOf(x, f.float, f.greatest, f.flip) }

// keyOf is format.key with the fields of the format as arguments: loops hold
// them in registers.
func keyOf[K word](x K, float bool, greatest, flip K) K {
	if float {
		magnitude := x &^ signBit[K]()
		if magnitude == 0 {
			x = 0
		}
		x = floatKey(x)
		if magnitude > greatest {
			x = ^K(0)
		}
	}
	return x ^ flip
}

// encode turns elements into keys that are all different where the bits are, and
// returns the bits in which they differ.
func (f *format[K]) encode(row []K) (varying K) {
	flip := f.flip
	all, some := ^K(0), K(0)
	if f.float {
		for i, x := range row {
			k := floatKey(x) ^ flip
			row[i] = k
			all &= k
			some |= k
		}
		return all ^ some
	}
	for i, x := range row {
		k := x ^ flip
		row[i] = k
		all &= k
		some |= k
	}
	return all ^ some
}

// decode turns keys back into elements of a row, which may be the keys' own.
func (f *format[K]) decode(row, keys []K) {
	flip := f.flip
	row = row[:len(keys)]
	if f.float {
		for i, k := range keys {
			row[i] = floatOf(k ^ flip)
		}
		return
	}
	if flip == 0 && &row[0] == &keys[0] {
		return
	}
	for i, k := range keys {
		row[i] = k ^ flip
	}
}

// specials counts the NaNs of a row of floats and its zeros with a sign.
func (f *format[K]) specials(row []K) (nans, minusZeros int) {
	greatest := f.greatest
	for _, x := range row {
		magnitude := x &^ signBit[K]()
		if magnitude > greatest {
			nans++
		}
		if x == signBit[K]() {
			minusZeros++
		}
	}
	return nans, minusZeros
}

// parkNaNs moves the NaNs of a row to its end, or to its beginning for a falling
// order, and returns the rest. NaNs and others keep their order. The spare words
// are as many as there are NaNs.
func (f *format[K]) parkNaNs(row, spare []K) []K {
	n, at := len(spare), 0
	if f.descending {
		at = len(row)
		for i := len(row) - 1; i >= 0; i-- {
			if x := row[i]; x&^signBit[K]() > f.greatest {
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
		if x&^signBit[K]() > f.greatest {
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
