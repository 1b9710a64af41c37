// SPDX-License-Identifier: BSD-3-Clause

// Package packing makes bits of flags, eight to a byte, and flags of bits.
package packing

import (
	"encoding/binary"
	"unsafe"

	"github.com/arraygen/arraygen/generated/bitwise"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Order is which of eight flags is the highest bit.
type Order uint8

// The orders.
const (
	Big    Order = iota // the first
	Little              // the last
)

// The kernels are of numbers of 64 bits, whose lowest byte is the first of eight in memory, or on machines
// with the other order the last.
var (
	pack   = [...]*kernel.Set{Big: &bitwise.PackBitsBig, Little: &bitwise.PackBitsLittle}
	unpack = [...]*kernel.Set{Big: &bitwise.UnpackBitsBig, Little: &bitwise.UnpackBitsLittle}
)

// lowFirst is whether the lowest byte of a number is the first in memory. Only then kernels of a level's own are run.
var lowFirst = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

// run runs a kernel over n numbers, and returns how many it took: none where the level has Go loops alone.
func run(s *kernel.Set, to, from *uint8, n, toSize, fromSize int) int {
	if !lowFirst {
		return 0
	}
	for at := 0; at < n; {
		part := min(kernel.Chunk, n-at)
		done := s.RunRow1(part, unsafe.Add(unsafe.Pointer(from), at*fromSize), unsafe.Add(unsafe.Pointer(to), at*toSize), fromSize, toSize)
		if done <= 0 {
			return at
		}
		at += done
	}
	return n
}

// Pack writes the flags of from, which are true where they are not 0, as bits to to, eight to a byte. Bits that
// are missing in the last byte are 0. to has (len(from)+7)/8 bytes.
func Pack(to, from []uint8, order Order) {
	if n := len(from) / 8; n > 0 {
		n = run(pack[order], &to[0], &from[0], n, 1, 8)
		to, from = to[n:], from[8*n:]
	}
	for len(from) >= 8 {
		to[0] = order.byteOf(word(from))
		to, from = to[1:], from[8:]
	}
	if len(from) > 0 {
		var rest [8]uint8
		copy(rest[:], from)
		to[0] = order.byteOf(word(rest[:]))
	}
}

// word returns eight bytes, the first of which is the lowest.
func word(b []uint8) uint64 { return binary.LittleEndian.Uint64(b) }

// byteOf returns eight flags as bits. Times these numbers the flags, each 0 or 1, are in the highest byte: bit i of
// it is flag i, or flag 7-i. No two products of a flag and a bit of the number meet.
func (o Order) byteOf(v uint64) uint8 {
	const low = 0x7f7f7f7f7f7f7f7f
	v = (v&low + low | v) >> 7 & 0x0101010101010101
	if o == Little {
		return uint8(v * 0x0102040810204080 >> 56)
	}
	return uint8(v * 0x8040201008040201 >> 56)
}

// Unpack writes the bits of from as bytes to to, and zeros where there are no more.
func Unpack(to, from []uint8, order Order) {
	if n := min(len(to)/8, len(from)); n > 0 {
		n = run(unpack[order], &to[0], &from[0], n, 8, 1)
		to, from = to[8*n:], from[n:]
	}
	for len(to) >= 8 && len(from) > 0 {
		binary.LittleEndian.PutUint64(to, order.flagsOf(from[0]))
		to, from = to[8:], from[1:]
	}
	if len(from) > 0 && len(to) > 0 {
		var rest [8]uint8
		binary.LittleEndian.PutUint64(rest[:], order.flagsOf(from[0]))
		to = to[copy(to, rest[:]):]
	}
	clear(to)
}

// flagsOf returns the bits of b as bytes 0 and 1.
func (o Order) flagsOf(b uint8) uint64 {
	bits := uint64(0x0102040810204080)
	if o == Little {
		bits = 0x8040201008040201
	}
	const low = 0x7f7f7f7f7f7f7f7f
	return (uint64(b)*0x0101010101010101&bits + low) >> 7 & 0x0101010101010101
}
