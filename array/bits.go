// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"encoding/binary"
	"runtime"
	"slices"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// LittleBits has the first of eight elements be the lowest bit in [Packbits] and
// [Unpackbits], and not the highest.
func LittleBits() Option { return Option{key: keyLittleBits} }

// Bytes of eight flags, each 0 or 1, times these numbers have the flags in their
// highest byte: bit i of it is flag i, or flag 7-i. No two products of a flag and a
// bit of the number meet.
const (
	lowFirst  = 0x0102040810204080
	highFirst = 0x8040201008040201
)

// Packbits returns bytes whose bits are the elements of x, a bit 1 for what is not
// zero, along an axis; by default, of all elements in C order. Missing ones at the
// end are 0. x has integers or bools.
//
// Keywords: Axis, LittleBits.
func Packbits(x any, opts ...Option) *Array {
	var k keywords
	if err := k.read("packbits", keyAxis|keyLittleBits, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	if y.DType().Kind() >= dtype.KindFloat {
		return reject(k.fn, fault.DType, "Expected an input array of integer or boolean data type, not %v", y.DType())
	}
	magic := uint64(highFirst)
	if k.has&keyLittleBits != 0 {
		magic = lowFirst
	}
	return k.alongBytes(y, func(n int) int { return (n + 7) / 8 }, func(to, from []uint8) { pack(to, from, magic) })
}

// pack writes the flags of from, which are true where they are not 0, as bits to to, eight to a byte; magic is
// lowFirst or highFirst.
func pack(to, from []uint8, magic uint64) {
	for len(from) >= 64 && len(to) >= 8 {
		f := (*[64]uint8)(from)
		a, b, c, d := word(f[0:8]), word(f[8:16]), word(f[16:24]), word(f[24:32])
		e, g, h, i := word(f[32:40]), word(f[40:48]), word(f[48:56]), word(f[56:64])
		if (a|b|c|d|e|g|h|i)&^flagBits != 0 { // bytes of other libraries, which may be more than 1
			a, b, c, d = flags(a), flags(b), flags(c), flags(d)
			e, g, h, i = flags(e), flags(g), flags(h), flags(i)
		}
		low := a*magic>>56 | b*magic>>56<<8 | c*magic>>56<<16 | d*magic>>56<<24
		high := e*magic>>56 | g*magic>>56<<8 | h*magic>>56<<16 | i*magic>>56<<24
		binary.LittleEndian.PutUint64(to, low|high<<32)
		to, from = to[8:], from[64:]
	}
	for len(from) >= 8 {
		to[0] = uint8(flags(word(from)) * magic >> 56)
		to, from = to[1:], from[8:]
	}
	if len(from) > 0 {
		var rest [8]uint8
		copy(rest[:], from)
		to[0] = uint8(flags(word(rest[:])) * magic >> 56)
	}
}

// word returns eight bytes, the first of which is the lowest.
func word(b []uint8) uint64 { return binary.LittleEndian.Uint64(b) }

// flagBits are the bits that bytes of 0 and 1 have.
const flagBits = 0x0101010101010101

// flags returns eight bytes, each 1 where that of v is not zero.
func flags(v uint64) uint64 {
	const low = 0x7f7f7f7f7f7f7f7f
	return (v&low + low | v) >> 7 & flagBits
}

// Unpackbits returns the bits of the bytes of x, of uint8, as elements 0 and 1
// along an axis; by default, of all elements in C order. count is how many of them
// there are: fewer than there are, or more, which are 0; a negative one leaves so many
// out at the end, and nil means all.
//
// Keywords: Axis, LittleBits.
func Unpackbits(x any, count *int, opts ...Option) *Array {
	var k keywords
	if err := k.read("unpackbits", keyAxis|keyLittleBits, opts); err != nil {
		return failed(err)
	}
	y := operand(k.fn, x)
	if err := y.Err(); err != nil {
		return failed(err)
	}
	if y.DType() != dtype.Uint8 {
		return reject(k.fn, fault.DType, "Expected an input array of unsigned byte data type, not %v", y.DType())
	}
	table := &unpackedHigh
	if k.has&keyLittleBits != 0 {
		table = &unpackedLow
	}
	bits := func(n int) int {
		switch {
		case count == nil:
			return 8 * n
		case *count < 0:
			return 8*n + *count
		}
		return *count
	}
	return k.alongBytes(y, bits, func(to, from []uint8) { unpack(to, from, table) })
}

// unpack writes the bits of from as bytes to to, and zeros where there are no more.
func unpack(to, from []uint8, table *[256]uint64) {
	for len(to) >= 32 && len(from) >= 4 {
		t, f := (*[32]uint8)(to), (*[4]uint8)(from)
		binary.LittleEndian.PutUint64(t[0:8], table[f[0]])
		binary.LittleEndian.PutUint64(t[8:16], table[f[1]])
		binary.LittleEndian.PutUint64(t[16:24], table[f[2]])
		binary.LittleEndian.PutUint64(t[24:32], table[f[3]])
		to, from = to[32:], from[4:]
	}
	for len(to) >= 8 && len(from) > 0 {
		binary.LittleEndian.PutUint64(to, table[from[0]])
		to, from = to[8:], from[1:]
	}
	if len(from) > 0 && len(to) > 0 {
		var rest [8]uint8
		binary.LittleEndian.PutUint64(rest[:], table[from[0]])
		to = to[copy(to, rest[:]):]
	}
	clear(to)
}

// The bits of each byte as eight bytes.
var unpackedHigh, unpackedLow = unpacked(7), unpacked(0)

func unpacked(first int) (table [256]uint64) {
	for b := range table {
		for i := range 8 {
			bit := max(first-i, i-first)
			table[b] |= uint64(b>>bit&1) << (8 * i)
		}
	}
	return table
}

// alongBytes returns an array of uint8 whose rows along an axis are made of those of
// x, which are bools or bytes; n elements become as many as rows tells.
func (k *keywords) alongBytes(x *Array, rows func(n int) int, row func(to, from []uint8)) *Array {
	k.all = k.all || k.has&keyAxis == 0
	if x.NDim() == 0 {
		x, k.all = x.Reshape(1), true
	}
	axis, err := k.axis(&x, 0)
	if err != nil {
		return failed(err)
	}
	if x.DType() != dtype.Uint8 {
		x = cast(x, dtype.Bool)
		if x.Err() == nil && x.DType() == dtype.Bool {
			x = x.AsC().View(dtype.Uint8)
		}
	}
	moved := x.MoveAxis(axis, -1).AsC()
	if err := moved.Err(); err != nil {
		return failed(err)
	}
	shape := moved.Shape()
	last := len(shape) - 1
	n := shape[last]
	m := rows(n)
	if m < 0 {
		return reject(k.fn, fault.Value, "-count larger than number of elements: %d bits", m)
	}
	shape[last] = m
	to := k.new(dtype.Uint8, shape...)
	if axis != last {
		to = ndarray.Empty(dtype.Uint8, shape...)
	}
	out, err := ndarray.Data[uint8](to)
	if err != nil {
		return failed(err)
	}
	p, _, _ := moved.Lend()
	from := unsafe.Slice((*uint8)(p), moved.Size())
	defer runtime.KeepAlive(moved)
	for i := range product(slices.Clone(shape[:last])) {
		row(out[i*m:(i+1)*m], from[i*n:(i+1)*n])
	}
	if axis == last {
		return to
	}
	return k.copy(to.MoveAxis(-1, axis))
}
