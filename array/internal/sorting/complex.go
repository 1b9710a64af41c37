package sorting

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Complex numbers go by their real part first and then by their imaginary one.
// Those with NaN come behind all others, in the order that NumPy documents for
// sort: R + Rj, R + nanj, nan + Rj, nan + nanj, where R are numbers, by which each
// of these is sorted. Their keys are pairs: of the parts' keys, or of one that no
// number has and the key of the part that is a number.

// complexKeys writes the keys of a row of complex numbers, of which x holds the
// parts.
func complexKeys[K uint32 | uint64](real, imag, x []K, greatest, flip K) {
	const (
		imagNaN = iota + 1
		realNaN
		bothNaN
	)
	nan := ^K(0)
	for i := range real {
		re, im := keyOf(x[2*i], true, greatest, 0), keyOf(x[2*i+1], true, greatest, 0)
		if re == nan || im == nan {
			switch {
			case re != nan:
				re, im = nan-bothNaN+imagNaN, re
			case im != nan:
				re = nan - bothNaN + realNaN
			default:
				im = 0
			}
		}
		real[i], imag[i] = re^flip, im^flip
	}
}

// argsortComplex writes the indices that sort a row of complex numbers, whose
// parts are those of x, to out. The buffer has complexBuffer words.
func argsortComplex[K uint32 | uint64](out []int64, x []K, buffer []uint64, greatest K, descending bool, fn string) error {
	n := len(out)
	flip := K(0)
	if descending {
		flip = ^K(0)
	}
	keys := wordsAs[K](buffer[n:], 2*n)
	real, imag := keys[:n], keys[n:]
	complexKeys(real, imag, x, greatest, flip)
	var f format[K]
	if err := argsortRow(out, real, buffer[:n], &f, fn); err != nil {
		return err
	}
	// Equal real parts, by the imaginary ones.
	for first := 0; first < n-1; {
		key := real[out[first]]
		last := first + 1
		for last < n && real[out[last]] == key {
			last++
		}
		if last-first > 1 {
			same := wordsAs[uint64](out[first:last], last-first)
			if err := sortTie(same, ^uint64(0), imag, &f, fn); err != nil {
				return err
			}
		}
		first = last
	}
	return nil
}

// complexBuffer returns the words that argsortComplex needs for rows of n.
func complexBuffer(n int) int { return 3 * n }

// sortComplex sorts a row of complex numbers by the indices that do.
func sortComplex[K uint32 | uint64](x []K, buffer []uint64, greatest K, descending bool, fn string) error {
	n := len(x) / 2
	out := wordsAs[int64](buffer, n)
	if err := argsortComplex(out, x, buffer[n:], greatest, descending, fn); err != nil {
		return err
	}
	type number [2]K
	from, to := wordsAs[number](buffer[n:], n), wordsAs[number](x, n)
	copy(from, to)
	for i, j := range out {
		to[i] = from[j]
	}
	return nil
}

// greatestOf returns the bits of the greatest part of complex numbers.
func greatestOf[K word](d dtype.DType) K { return K(d.Part().Descriptor().Float.Greatest()) }

// slice returns n elements at p.
func slice[T any](p unsafe.Pointer, n int) []T { return unsafe.Slice((*T)(p), n) }
