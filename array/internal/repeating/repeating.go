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
