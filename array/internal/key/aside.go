// SPDX-License-Identifier: BSD-3-Clause

package key

import "github.com/arraygen/arraygen/generated/vec"

// Keys that are not made in place are made by vector code, a step of all elements after
// the other: the loops of Go take ten times as long. No step fails, since all slices have
// one length.

// EncodeTo is [Format.Encode] that writes the keys aside, to memory of the length of the row, and returns
// the least and the greatest.
func (f *Format[K]) EncodeTo(keys, row []K) (least, greatest K) {
	switch {
	case f.Float: // see Number
		_ = vec.RightShiftScalar(keys, row, K(Width[K]()-1))
		_ = vec.Negative(keys, keys)
		_ = vec.BitwiseOrScalar(keys, keys, SignBit[K]())
		_ = vec.BitwiseXor(keys, keys, row)
		if f.Flip != 0 {
			_ = vec.BitwiseXorScalar(keys, keys, f.Flip)
		}
	case f.Shift != 0:
		_ = vec.AddScalar(keys, row, f.Shift)
		_ = vec.BitwiseXorScalar(keys, keys, f.Flip)
	default:
		_ = vec.BitwiseXorScalar(keys, row, f.Flip)
	}
	least, greatest, _ = vec.MinMax(keys)
	return least, greatest
}

// DecodeFrom is [Format.Decode] of keys that lie in other memory than the row.
func (f *Format[K]) DecodeFrom(row, keys []K) {
	if f.Flip != 0 {
		_ = vec.BitwiseXorScalar(keys, keys, f.Flip)
	}
	switch {
	case f.Float: // see floatOf
		_ = vec.RightShiftScalar(row, keys, K(Width[K]()-1))
		_ = vec.SubtractScalar(row, row, 1)
		_ = vec.BitwiseOrScalar(row, row, SignBit[K]())
		_ = vec.BitwiseXor(row, row, keys)
	default:
		_ = vec.SubtractScalar(row, keys, f.Shift)
	}
}
