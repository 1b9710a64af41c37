// SPDX-License-Identifier: BSD-3-Clause

package sorting

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/arraygen/arraygen/array/internal/key"
)

// insertionMost is the length up to which rows are sorted by insertion.
const insertionMost = 24

// insertionSort sorts a short row of keys.
func insertionSort[K cmp.Ordered](a []K) {
	for i := 1; i < len(a); i++ {
		x := a[i]
		j := i
		for ; j > 0 && a[j-1] > x; j-- {
			a[j] = a[j-1]
		}
		a[j] = x
	}
}

// varying returns the bits in which keys differ.
func varying[K key.Word](a []K) K {
	all, some := ^K(0), K(0)
	for _, x := range a {
		all &= x
		some |= x
	}
	return all ^ some
}

// radixSort sorts keys with a buffer of their length.
//
// Of n keys it takes little more than log n bits to tell most apart, if each is
// as likely set as not. So keys are sorted by that many leading bits of those in
// which they differ, estimated from a sample, and then the few that share these
// bits are sorted by the rest. Where many do, as in rows of few values, they are
// rows for radixSort.
func radixSort[K key.Word](a, buffer []K) {
	if len(a) <= insertionMost {
		insertionSort(a)
		return
	}
	if uint64(len(a)) > math.MaxUint32 {
		slices.Sort(a) // the counters of digits have 32 bits
		return
	}
	high := bits.Len64(uint64(varying(a)))
	if high == 0 {
		return
	}
	sorted, other, low := radixPrefix(a, buffer, high, 0)
	sortRuns(sorted, other, low)
	if &sorted[0] != &a[0] {
		copy(a, sorted)
	}
}

// sortRuns finishes the sort of keys that are sorted but for their low bits.
func sortRuns[K key.Word](a, buffer []K, low int) {
	if low == 0 {
		return
	}
	for i := 1; i < len(a); i++ {
		if a[i-1] <= a[i] {
			continue
		}
		prefix := a[i] >> low
		first, last := i-1, i+1
		for first > 0 && a[first-1]>>low == prefix {
			first--
		}
		for last < len(a) && a[last]>>low == prefix {
			last++
		}
		radixSort(a[first:last], buffer[first:last])
		i = last
	}
}

// The bits of a digit: short rows don't pay for many counters.
const (
	shortDigit, longDigit = 8, 11
	// pairDigit is the most of a digit of short rows that are sorted by two.
	pairDigit      = 10
	longDigitLeast = 3000
	// mostDigits is the number of digits that are counted at once.
	mostDigits = 3
)

// radixPrefix sorts keys by the leading bits, from high down, that tell most of
// them apart: down to low, which is at least floor. It returns which of the two
// it left them in, and the other.
func radixPrefix[K key.Word](a, buffer []K, high, floor int) (sorted, other []K, low int) {
	need := min(high-floor, telling(a, buffer, high))
	if len(a) < longDigitLeast && need <= 2*pairDigit+pairShort {
		digit := min(max((need-pairShort+1)/2, shortDigit), pairDigit)
		low = max(floor, high-2*digit)
		sorted, other = lsdPair(a, buffer[:len(a)], uint(low), uint(digit))
		return sorted, other, low
	}
	digit := longDigit
	if len(a) < longDigitLeast || need <= 2*shortDigit {
		digit = shortDigit // as many passes, or fewer counters
	}
	passes := (need + digit - 1) / digit
	low = max(floor, high-passes*digit)
	sorted, other = a, buffer[:len(a)]
	for shift := low; passes > 0; {
		n := min(passes, mostDigits)
		if digit == shortDigit {
			sorted, other = lsd8(sorted, other, uint(shift), n)
		} else {
			sorted, other = lsd11(sorted, other, uint(shift), n)
		}
		passes -= n
		shift += n * digit
	}
	return sorted, other, low
}

// pairShort is the number of bits by which two digits may fall short of telling keys apart:
// those that are still out of order cost less than another digit.
const pairShort = 2

// pairCounts are the counters of the digits of lsdPair.
type pairCounts [1 << pairDigit]uint32

// lsdPair sorts keys by two digits of up to pairDigit bits, of which the lower begins at bit
// low. It returns which of the two it left them in, and the other. Its loops are functions of
// their own, which leaves them registers enough.
func lsdPair[K key.Word](from, to []K, low, digit uint) (sorted, other []K) {
	var counts [2]pairCounts
	mask := uint64(1)<<digit - 1
	countPair(from, low, digit, mask, &counts)
	for i := range counts {
		places := &counts[i]
		shift := low + uint(i)*digit
		if shift >= uint(key.Width[K]()) {
			break // a lower digit that begins so high has all bits
		}
		if places[uint64(from[0])>>shift&mask%uint64(len(places))] == uint32(len(from)) {
			continue
		}
		addUp(places[:mask+1])
		scatter(to, from, shift, mask, places)
		from, to = to, from
	}
	return from, to
}

// countPair counts how often each value of two digits stands in keys.
//
//go:noinline
func countPair[K key.Word](a []K, low, digit uint, mask uint64, counts *[2]pairCounts) {
	for _, x := range a {
		d := uint64(x) >> (low & 63)
		counts[0][d&mask%(1<<pairDigit)]++
		counts[1][d>>(digit&63)&mask%(1<<pairDigit)]++
	}
}

// addUp makes of counts the places at which those that were counted begin.
//
//go:noinline
func addUp(counts []uint32) {
	at := uint32(0)
	for d, n := range counts {
		counts[d] = at
		at += n
	}
}

// scatter writes keys to the places of a digit.
//
//go:noinline
func scatter[K key.Word](to, from []K, shift uint, mask uint64, places *pairCounts) {
	for _, x := range from {
		d := uint64(x) >> (shift & 63) & mask % (1 << pairDigit)
		at := places[d]
		places[d] = at + 1
		to[at] = x
	}
}

// telling estimates how many bits from high down tell keys apart: as many as
// neighbours in a sorted sample have in common, and those for the keys between
// them.
func telling[K key.Word](a, buffer []K, high int) int {
	most := 48
	if len(a) < longDigitLeast {
		most = 16
	}
	n := min(most, len(a)/8)
	if n < 2 {
		return high
	}
	sample := buffer[:n]
	// Odd steps, so that data of some period are met at all phases.
	step := (len(a)/n - 1) | 1
	at := step / 2
	for i := range sample {
		sample[i] = a[at]
		at += step
	}
	insertionSort(sample)
	common := 0
	for i, x := range sample[1:] {
		common += high - bits.Len64(uint64(x^sample[i])&(1<<high-1))
	}
	const slack = 3
	return (common+n-2)/(n-1) + bits.Len(uint(len(a)/n)) + slack
}

// lsd8 sorts keys by up to mostDigits digits of 8 bits, of which the lowest
// begins at bit low. It returns which of the two it left them in, and the other.
func lsd8[K key.Word](from, to []K, low uint, digits int) (sorted, other []K) {
	const size = 1 << shortDigit
	var counts [mostDigits][size]uint32
	low &= 63
	// All are counted in one pass.
	switch digits {
	case 1:
		for _, x := range from {
			counts[0][uint64(x)>>low%size]++
		}
	case 2:
		for _, x := range from {
			d := uint64(x) >> low
			counts[0][d%size]++
			counts[1][d>>shortDigit%size]++
		}
	default:
		for _, x := range from {
			d := uint64(x) >> low
			counts[0][d%size]++
			counts[1][d>>shortDigit%size]++
			counts[2][d>>(2*shortDigit)%size]++
		}
	}
	for i := range digits {
		places := &counts[i]
		shift := (low + uint(i)*shortDigit) & 63
		if places[uint64(from[0])>>shift%size] == uint32(len(from)) {
			continue
		}
		at := uint32(0)
		for d, n := range places {
			places[d] = at
			at += n
		}
		for _, x := range from {
			d := uint64(x) >> shift % size
			at := places[d]
			places[d] = at + 1
			to[at] = x
		}
		from, to = to, from
	}
	return from, to
}

// lsd11 sorts keys by up to mostDigits digits of 11 bits, of which the lowest
// begins at bit low. It returns which of the two it left them in, and the other.
func lsd11[K key.Word](from, to []K, low uint, digits int) (sorted, other []K) {
	const size = 1 << longDigit
	var counts [mostDigits][size]uint32
	low &= 63
	// All are counted in one pass.
	switch digits {
	case 1:
		for _, x := range from {
			counts[0][uint64(x)>>low%size]++
		}
	case 2:
		for _, x := range from {
			d := uint64(x) >> low
			counts[0][d%size]++
			counts[1][d>>longDigit%size]++
		}
	default:
		for _, x := range from {
			d := uint64(x) >> low
			counts[0][d%size]++
			counts[1][d>>longDigit%size]++
			counts[2][d>>(2*longDigit)%size]++
		}
	}
	for i := range digits {
		places := &counts[i]
		shift := (low + uint(i)*longDigit) & 63
		if places[uint64(from[0])>>shift%size] == uint32(len(from)) {
			continue
		}
		at := uint32(0)
		for d, n := range places {
			places[d] = at
			at += n
		}
		for _, x := range from {
			d := uint64(x) >> shift % size
			at := places[d]
			places[d] = at + 1
			to[at] = x
		}
		from, to = to, from
	}
	return from, to
}
