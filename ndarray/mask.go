// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Masks are bytes, eight of which are looked at as one word. Those of foreign
// memory may have other values than 0 and 1.

// ones is the word of eight bytes of 1.
const ones = 0x0101010101010101

// bytesAt returns n bytes at p.
func bytesAt(p unsafe.Pointer, n int) []byte { return unsafe.Slice((*byte)(p), n) }

// countSet returns how many bytes are not 0.
func countSet(mask []byte) int {
	count := 0
	flags := true // so far all are 0 or 1
	for len(mask) >= 8 {
		// Bytes of 0 and 1 are added as words, as often as a byte holds the sum.
		n := min(len(mask)/8, 255)
		part := mask[:8*n]
		var sum, all uint64
		for ; flags && len(part) >= 32; part = part[32:] {
			a, b := binary.NativeEndian.Uint64(part), binary.NativeEndian.Uint64(part[8:])
			c, d := binary.NativeEndian.Uint64(part[16:]), binary.NativeEndian.Uint64(part[24:])
			sum += a + b + (c + d)
			all |= a | b | (c | d)
		}
		for ; flags && len(part) >= 8; part = part[8:] {
			a := binary.NativeEndian.Uint64(part)
			sum += a
			all |= a
		}
		if flags = flags && all&^ones == 0; !flags { // the same with ones in their place
			sum = 0
			for part = mask[:8*n]; len(part) > 0; part = part[8:] {
				sum += setBytes(binary.NativeEndian.Uint64(part))
			}
		}
		const even = 0x00ff00ff00ff00ff
		sum = sum&even + sum>>8&even
		count += int(sum * 0x0001000100010001 >> 48)
		mask = mask[8*n:]
	}
	for _, b := range mask {
		if b != 0 {
			count++
		}
	}
	return count
}

// setBytes returns a word of bytes that are 1 where those of w are not 0.
func setBytes(w uint64) uint64 {
	const low = ones * 0x7f
	return ((w&low + low) | w) >> 7 & ones
}

// before returns, for each byte of a word of zeros and ones, how many below it are
// one, and how many are in all. The first byte is the lowest.
func before(w uint64) (below uint64, all int) {
	upTo := w * ones
	return upTo - w, int(upTo >> 56)
}

// firstBits multiplies a word of bytes that are 0 or 1 so that its highest byte has them as bits, that of the
// first byte lowest.
const firstBits = 0x0102040810204080

// setPlaces has, for each byte, the numbers of the bits that are set, the lowest first, and behind eight of them
// how many there are. Those of a byte lie in one line of the cache.
var setPlaces = func() (table [256][16]uint8) {
	for i := range table {
		for b := range uint8(8) {
			if i>>b&1 == 1 {
				table[i][table[i][8]] = b
				table[i][8]++
			}
		}
	}
	return table
}()

// places writes where mask is not 0 to dst, counted from first: as many places as
// dst has room for. It returns their number.
func places[T int | int64](dst []T, mask []byte, first T) int {
	at, i := 0, 0
	if len(mask) >= 8 && len(dst) >= 8 {
		// Both are looked at so that no slice is checked for each eight: that took a third of the time.
		from, to := unsafe.Pointer(&mask[0]), unsafe.Pointer(&dst[0])
		size := int(unsafe.Sizeof(first))
		lastMask, lastDst := len(mask)-8, len(dst)-8
		for ; i <= lastMask && at <= lastDst; i += 8 {
			w := binary.LittleEndian.Uint64((*[8]byte)(unsafe.Add(from, i))[:])
			if w == 0 {
				continue
			}
			// All eight are written, those that don't count over or behind the others: a branch on a
			// mask is often guessed wrong.
			at8 := &setPlaces[setBytes(w)*firstBits>>56]
			to8 := (*[8]T)(unsafe.Add(to, at*size))
			v := first + T(i)
			to8[0] = v + T(at8[0])
			to8[1] = v + T(at8[1])
			to8[2] = v + T(at8[2])
			to8[3] = v + T(at8[3])
			to8[4] = v + T(at8[4])
			to8[5] = v + T(at8[5])
			to8[6] = v + T(at8[6])
			to8[7] = v + T(at8[7])
			at += int(at8[8])
		}
	}
	for at < len(dst) {
		i = nextSet(mask, i)
		if i == len(mask) {
			break
		}
		dst[at] = first + T(i)
		at++
		i++
	}
	return at
}

// nextSet returns the first place from i on at which mask is not 0, or its length.
func nextSet(mask []byte, i int) int {
	for ; i+8 <= len(mask); i += 8 {
		if w := binary.LittleEndian.Uint64(mask[i:]); w != 0 {
			return i + bits.TrailingZeros64(w)>>3
		}
	}
	for i < len(mask) && mask[i] == 0 {
		i++
	}
	return i
}

// compress copies the elements of src at which mask is not 0 to dst, as many as
// it has room for.
func compress[T word](dst, src []T, mask []byte) {
	at, i := 0, 0
	src = src[:len(mask)]
	for ; i+8 <= len(mask); i += 8 {
		w := binary.LittleEndian.Uint64(mask[i:])
		if w == 0 {
			continue
		}
		if at+8 > len(dst) {
			break
		}
		below, all := before(setBytes(w)) // see places
		to, from := (*[8]T)(dst[at:]), (*[8]T)(src[i:])
		to[0] = from[0]
		to[below>>8&7] = from[1]
		to[below>>16&7] = from[2]
		to[below>>24&7] = from[3]
		to[below>>32&7] = from[4]
		to[below>>40&7] = from[5]
		to[below>>48&7] = from[6]
		to[below>>56&7] = from[7]
		at += all
	}
	for at < len(dst) {
		i = nextSet(mask, i)
		if i == len(mask) {
			break
		}
		dst[at] = src[i]
		at++
		i++
	}
}

// expand copies elements of src, one after the other, to the places of dst at
// which mask is not 0; src is one element for all if step is 0, else step is 1.
func expand[T word](dst, src []T, mask []byte, step int) {
	at, i := 0, 0
	dst = dst[:len(mask)]
	for ; i+8 <= len(mask); i += 8 {
		w := binary.LittleEndian.Uint64(mask[i:])
		if w == 0 {
			continue
		}
		to := (*[8]T)(dst[i:])
		for w = setBytes(w); w != 0 && at < len(src); w &= w - 1 {
			to[bits.TrailingZeros64(w)>>3&7] = src[at]
			at += step
		}
	}
	for ; i < len(mask); i++ {
		if mask[i] != 0 && at < len(src) {
			dst[i] = src[at]
			at += step
		}
	}
}

// asMask returns the bytes of an array of bools in C order; they are the array's
// own where it is.
func (a *Array) asMask() ([]byte, *Array, error) {
	a = a.AsC()
	if err := a.Err(); err != nil {
		return nil, nil, err
	}
	return bytesAt(a.ptr, a.Size()), a, nil
}

// masked returns the mask where an index is one of the shape of a, and elements of
// a lie one after the other: such an index works on words of mask.
func (a *Array) masked(parts []part) *Array {
	if len(parts) != 1 || parts[0].kind != partArray || a.flags&flagC == 0 || a.flags&flagAligned == 0 {
		return nil
	}
	m := parts[0].array
	if m.Err() != nil || m.dtype != dtype.Bool || m.ndim == 0 || !slices.Equal(m.shape(), a.shape()) {
		return nil
	}
	return m
}

// compressed returns the elements of a at which a mask of its shape is true.
func (a *Array) compressed(fn string, m *Array, to Make) *Array {
	mask, m, err := m.asMask()
	if err != nil {
		return Failed(err)
	}
	n := countSet(mask)
	out := to.result(fn, a.dtype, []int{n})
	if out.err != nil || n == 0 {
		return out
	}
	switch size := len(mask); a.dtype.Size() {
	case 1:
		compress(elementsAt[uint8](out.ptr, n), elementsAt[uint8](a.ptr, size), mask)
	case 2:
		compress(elementsAt[uint16](out.ptr, n), elementsAt[uint16](a.ptr, size), mask)
	case 4:
		compress(elementsAt[uint32](out.ptr, n), elementsAt[uint32](a.ptr, size), mask)
	case 8:
		compress(elementsAt[uint64](out.ptr, n), elementsAt[uint64](a.ptr, size), mask)
	case 16:
		compress(elementsAt[[2]uint64](out.ptr, n), elementsAt[[2]uint64](a.ptr, size), mask)
	}
	keep(a, m, out)
	return out
}

// setMasked copies the elements of src to where a mask of the shape of a is true.
func (a *Array) setMasked(fn string, src, m *Array) error {
	if a.overlaps(m) {
		if m = m.Copy(); m.err != nil {
			return m.err
		}
	}
	mask, m, err := m.asMask()
	if err != nil {
		return err
	}
	n := countSet(mask)
	from, err := src.assignedTo(fn, []int{n})
	if err != nil || n == 0 {
		return err
	}
	step := 1
	if from.strides()[0] == 0 {
		n, step = 1, 0
	} else if from = from.AsC(); from.Err() != nil {
		return from.Err()
	}
	if from.flags&flagAligned == 0 {
		if from = from.Copy(); from.err != nil {
			return from.err
		}
		n, step = from.Size(), 1
	}
	switch size := len(mask); a.dtype.Size() {
	case 1:
		expand(elementsAt[uint8](a.ptr, size), elementsAt[uint8](from.ptr, n), mask, step)
	case 2:
		expand(elementsAt[uint16](a.ptr, size), elementsAt[uint16](from.ptr, n), mask, step)
	case 4:
		expand(elementsAt[uint32](a.ptr, size), elementsAt[uint32](from.ptr, n), mask, step)
	case 8:
		expand(elementsAt[uint64](a.ptr, size), elementsAt[uint64](from.ptr, n), mask, step)
	case 16:
		expand(elementsAt[[2]uint64](a.ptr, size), elementsAt[[2]uint64](from.ptr, n), mask, step)
	}
	keep(a, from, m)
	return nil
}

// elementsAt returns n elements at p.
func elementsAt[T any](p unsafe.Pointer, n int) []T { return unsafe.Slice((*T)(p), n) }
