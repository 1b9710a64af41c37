// SPDX-License-Identifier: BSD-3-Clause

package key

import "github.com/arraygen/arraygen/ndarray/dtype"

// Complex numbers go by their real part first and then by their imaginary one.
// Those with NaN come behind all others, in the order that NumPy documents for
// sort: R + Rj, R + nanj, nan + Rj, nan + nanj, where R are numbers, by which each
// of these is sorted. Their keys are pairs: of the parts' keys, or of one that no
// number has and the key of the part that is a number.

// Complex writes the keys of a row of complex numbers, of which x holds the parts
// and greatest the bits of their greatest part, see [GreatestPart]. Flip is as in
// [Format].
func Complex[K uint32 | uint64](real, imag, x []K, greatest, flip K) {
	for i := range real {
		real[i], imag[i] = OfComplex(x[2*i], x[2*i+1], greatest, flip)
	}
}

// OfComplex returns the key of a complex number, its parts being given.
func OfComplex[K uint32 | uint64](real, imag, greatest, flip K) (first, second K) {
	const (
		imagNaN = iota + 1
		realNaN
		bothNaN
	)
	nan := ^K(0)
	re, im := Of(real, true, greatest, 0, 0), Of(imag, true, greatest, 0, 0)
	switch {
	case re != nan && im != nan:
	case re != nan:
		re, im = nan-bothNaN+imagNaN, re
	case im != nan:
		re = nan - bothNaN + realNaN
	default:
		im = 0
	}
	return re ^ flip, im ^ flip
}

// GreatestPart returns the bits of the greatest part of complex numbers.
func GreatestPart[K uint32 | uint64](d dtype.DType) K {
	return K(d.Part().Descriptor().Float.Greatest())
}
