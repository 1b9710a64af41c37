// SPDX-License-Identifier: BSD-3-Clause

package sorting

import (
	"math"
	"math/bits"
	"slices"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/ndarray"
)

// sortRow sorts a row of elements.
func sortRow[K key.Word](s *rowSorter, row []K, f *key.Format[K]) error {
	if len(row) <= 1 {
		return nil
	}
	q := newQuick[K](len(row), f.Float)
	if q != nil {
		defer q.release()
		if rising, falling := ordered(row, f); rising {
			return nil
		} else if falling {
			reverse(row)
			return nil
		}
		if !special(q, row) {
			sortQuick(q, row, f)
			return nil
		}
	}
	buffer, err := bufferOf[K](s)
	if err != nil {
		return err
	}
	if q == nil && isShort[K](len(row)) {
		if rising, falling := ordered(row, f); rising {
			return nil
		} else if falling {
			reverse(row)
			return nil
		}
		if sortShort(row, buffer, f) {
			return nil
		}
	}
	minusZeros := 0
	if f.Float {
		var nans int
		if nans, minusZeros = f.Specials(row); nans > 0 {
			if row = f.ParkNaNs(row, buffer[:nans]); len(row) <= 1 {
				return nil
			}
		}
	}
	switch rising, falling := ordered(row, f); {
	case rising:
		return nil
	case falling:
		reverse(row)
		return nil
	}
	if minusZeros > 0 {
		return sortZeros(q, row, buffer, f, s.fn)
	}
	sortNumbers(q, row, buffer, f)
	return nil
}

// bufferLength returns the elements of size bytes that the buffer for rows of n
// elements has.
func bufferLength(n, size int) int {
	if size == 2 && n >= countedLeast {
		return max(n, 2<<16) // the counters of countingSort16
	}
	if n < longDigitLeast {
		return 2 * n // for sortShort
	}
	return n
}

// isShort reports whether rows of n elements are sorted by sortShort.
func isShort[K key.Word](n int) bool {
	return n > insertionMost && n < longDigitLeast && key.Width[K]() > 8
}

// sortShort sorts a row that is not too long for another copy of it: the keys are sorted
// aside, and the row itself says in which order zeros of both signs were. It returns false,
// and leaves the row as it is, if there is a NaN.
func sortShort[K key.Word](row, buffer []K, f *key.Format[K]) bool {
	n := len(row)
	keys, spare := buffer[:n], buffer[n:2*n]
	least, greatest := f.EncodeTo(keys, row)
	if f.Float && (f.IsNaN(f.Element(least)) || f.IsNaN(f.Element(greatest))) {
		return false
	}
	keys, spare, low := radixPrefix(keys, spare, bits.Len64(uint64(least^greatest)), 0)
	sortRuns(keys, spare, low)
	first, zeros := 0, 0
	if f.Float {
		first, zeros = zerosOf(keys, spare, row, f)
	}
	f.DecodeFrom(row, keys)
	copy(row[first:], spare[:zeros])
	return true
}

// zerosOf returns where among sorted keys those of zeros begin, and how many there are, if
// one of them has a sign. It writes the zeros in the order of the row to zeros.
func zerosOf[K key.Word](keys, zeros, row []K, f *key.Format[K]) (first, count int) {
	minus := key.Number(key.SignBit[K]()) ^ f.Flip
	at, found := slices.BinarySearch(keys, minus)
	if !found {
		return 0, 0
	}
	for _, x := range row {
		if x&^key.SignBit[K]() == 0 {
			zeros[count] = x
			count++
		}
	}
	if f.Descending { // the others are before
		at, _ = slices.BinarySearch(keys, key.Number(K(0))^f.Flip)
	}
	return at, count
}

// sortNumbers sorts numbers that are equal in bits if they are equal.
func sortNumbers[K key.Word](q *quick, row, buffer []K, f *key.Format[K]) {
	if q != nil && len(row) >= q.Fewest {
		sortQuick(q, row, f)
		return
	}
	switch r := any(row).(type) {
	case []uint8:
		if len(row) > 2*insertionMost {
			countingSort8(r, any(f).(*key.Format[uint8]))
			return
		}
	case []uint16:
		if len(row) >= countedLeast && uint64(len(row)) <= math.MaxUint32 {
			counters := memory.As[uint32](any(buffer).([]uint16), 1<<16)
			countingSort16(r, counters, any(f).(*key.Format[uint16]))
			return
		}
	}
	high := bits.Len64(uint64(f.Encode(row)))
	if len(row) <= insertionMost || uint64(len(row)) > math.MaxUint32 {
		radixSort(row, buffer)
		f.Decode(row, row)
		return
	}
	sorted, other, low := radixPrefix(row, buffer, high, 0)
	sortRuns(sorted, other, low)
	f.Decode(row, sorted)
}

// ordered reports whether a row of numbers is sorted, and whether its reverse is
// strictly.
func ordered[K key.Word](row []K, f *key.Format[K]) (rising, falling bool) {
	float, greatest, shift, flip := f.Float, f.Greatest, f.Shift, f.Flip
	before := key.Of(row[0], float, greatest, shift, flip)
	k := key.Of(row[1], float, greatest, shift, flip)
	i := 2
	if before <= k {
		for ; i < len(row) && before <= k; i++ {
			before, k = k, key.Of(row[i], float, greatest, shift, flip)
		}
		return before <= k, false
	}
	for ; i < len(row) && before > k; i++ {
		before, k = k, key.Of(row[i], float, greatest, shift, flip)
	}
	return false, before > k
}

func reverse[K key.Word](row []K) {
	for i, j := 0, len(row)-1; i < j; i, j = i+1, j-1 {
		row[i], row[j] = row[j], row[i]
	}
}

// sortZeros sorts numbers with zeros of both signs, which are equal: their order
// is noted and restored.
func sortZeros[K key.Word](q *quick, row, buffer []K, f *key.Format[K], fn string) error {
	zeros := 0
	for _, x := range row {
		if x&^key.SignBit[K]() == 0 {
			zeros++
		}
	}
	var few [4]uint64
	signs := few[:]
	if zeros > 64*len(few) {
		var err error
		if signs, err = ndarray.MakeSlice[uint64](fn, (zeros+63)/64); err != nil {
			return err
		}
	}
	at := 0
	for _, x := range row {
		if x&^key.SignBit[K]() == 0 {
			signs[at/64] |= uint64(x>>(key.Width[K]()-1)) << (at % 64)
			at++
		}
	}
	sortNumbers(q, row, buffer, f)
	// The first zero of the row, by bisection: all before it are on its side.
	zero := f.Key(0)
	first, end := 0, len(row)
	for first < end {
		if middle := int(uint(first+end) / 2); f.Key(row[middle]) < zero {
			first = middle + 1
		} else {
			end = middle
		}
	}
	for i := range row[first : first+zeros] {
		row[first+i] = K(signs[i/64]>>(i%64)&1) << (key.Width[K]() - 1)
	}
	return nil
}
