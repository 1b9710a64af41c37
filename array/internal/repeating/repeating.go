// SPDX-License-Identifier: BSD-3-Clause

// Package repeating writes elements several times.
package repeating

import "unsafe"

// Row writes len(counts) blocks of size bytes, side by side at src, one after the other to dst, each as often
// as its count says. No count is negative, and dst has room for their sum.
func Row(dst, src unsafe.Pointer, size int, counts []int64) {
	if (uintptr(dst)|uintptr(src))%8&uintptr(size-1) != 0 {
		blocks(dst, src, size, counts) // is aligned for its parts, as a complex number is
		return
	}
	switch size {
	case 1:
		words[uint8](dst, src, counts)
	case 2:
		words[uint16](dst, src, counts)
	case 4:
		words[uint32](dst, src, counts)
	case 8:
		words[uint64](dst, src, counts)
	default:
		blocks(dst, src, size, counts)
	}
}

// ahead is how many times a word is written whatever its count is: to look at it would be a branch that the CPU
// guesses wrong. What is too much is written over by the words that follow.
const ahead = 4

func words[T uint8 | uint16 | uint32 | uint64](dst, src unsafe.Pointer, counts []int64) {
	total := 0
	for _, n := range counts {
		total += int(n)
	}
	to, from := unsafe.Slice((*T)(dst), total), unsafe.Slice((*T)(src), len(counts))
	at := 0
	for i, n := range counts {
		x := from[i]
		end := at + int(n)
		if at+ahead <= len(to) {
			*(*[ahead]T)(to[at:]) = [ahead]T{x, x, x, x}
			at += ahead
		}
		for ; at < end; at++ {
			to[at] = x
		}
		at = end
	}
}

// mostTimes is the number of times up to which [Times] is quicker than to fill each element's row by vectors.
const mostTimes = 8

// Times writes each of n words of size bytes, side by side at src, so many times one after the other to dst. It
// reports false, and has written nothing, where that is not for it: words of other sizes, misaligned ones, and
// many times.
func Times(dst, src unsafe.Pointer, size, n, times int) bool {
	if times < 1 || times > mostTimes || (uintptr(dst)|uintptr(src))&uintptr(size-1) != 0 {
		return false
	}
	switch size {
	case 1:
		wordTimes[uint8](dst, src, n, times)
	case 2:
		wordTimes[uint16](dst, src, n, times)
	case 4:
		wordTimes[uint32](dst, src, n, times)
	case 8:
		wordTimes[uint64](dst, src, n, times)
	default:
		return false
	}
	return true
}

func wordTimes[T uint8 | uint16 | uint32 | uint64](dst, src unsafe.Pointer, n, times int) {
	if n == 0 {
		return // there may be no room for a pointer to several words
	}
	from := unsafe.Slice((*T)(src), n)
	switch times { // a loop of so few iterations would take longer
	case 2:
		to := unsafe.Slice((*[2]T)(dst), n)
		for i, x := range from {
			to[i] = [2]T{x, x}
		}
		return
	case 3:
		to := unsafe.Slice((*[3]T)(dst), n)
		for i, x := range from {
			to[i] = [3]T{x, x, x}
		}
		return
	case 4:
		to := unsafe.Slice((*[4]T)(dst), n)
		for i, x := range from {
			to[i] = [4]T{x, x, x, x}
		}
		return
	}
	to := unsafe.Slice((*T)(dst), n*times)
	for _, x := range from {
		for j := range to[:times] {
			to[j] = x
		}
		to = to[times:]
	}
}

func blocks(dst, src unsafe.Pointer, size int, counts []int64) {
	total := 0
	for _, n := range counts {
		total += int(n) * size
	}
	to, from := unsafe.Slice((*byte)(dst), total), unsafe.Slice((*byte)(src), len(counts)*size)
	for i, n := range counts {
		for range n {
			to = to[copy(to, from[i*size:(i+1)*size]):]
		}
	}
}
