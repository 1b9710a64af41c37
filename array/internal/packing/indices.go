// SPDX-License-Identifier: BSD-3-Clause

package packing

import (
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/generated/vec"
)

// indexBlock is the number of flags whose indices are found at a time: what is found lies in L1.
const indexBlock = 4096

// eight has, for a byte of bits, the numbers of those that are set, the lowest first, and how many there are. Those of a
// byte lie in one line of the cache.
type eight struct {
	numbers [8]uint16
	set     int
	_       uint64
}

var eights = func() (table [256]eight) {
	for i := range table {
		e := &table[i]
		for b := range uint16(8) {
			if i>>b&1 == 1 {
				e.numbers[e.set] = b
				e.set++
			}
		}
	}
	return table
}()

// indexing is what [Indices] works with: the bits of a block of flags, and the numbers of those that are set, with room for
// eight more.
type indexing struct {
	bits    [indexBlock / 8]uint8
	numbers [indexBlock + 8]uint16
}

// indexings are those that no call uses: kernels' operands lie on no stack.
var indexings = sync.Pool{New: func() any { return new(indexing) }}

// fours is a word with 1 in each 16 bits.
const fours = 0x0001000100010001

// Indices writes the indices of the flags that are true, which are not 0, to dst, as many as it has room for, and returns
// how many it wrote. They are found as numbers of 16 bits, a word of which is four, and kernels make the others of them.
func Indices(dst []int64, flags []uint8) int {
	x := indexings.Get().(*indexing)
	defer indexings.Put(x)
	at := 0
	for from := 0; from < len(flags) && at < len(dst); from += indexBlock {
		part := flags[from:min(from+indexBlock, len(flags))]
		n := min(x.find(part), len(dst)-at)
		if n == 0 {
			continue
		}
		found := dst[at : at+n]
		_ = vec.Cast(found, x.numbers[:n])
		if from > 0 {
			_ = vec.AddScalar(found, found, int64(from))
		}
		at += n
	}
	return at
}

// find writes the numbers of the flags that are true, and returns how many there are. All eight of a byte of bits are
// written, those that don't count behind the others: a branch on data is often guessed wrong.
func (x *indexing) find(flags []uint8) int {
	bits := x.bits[:(len(flags)+7)/8]
	Pack(bits, flags, Little)
	to, at := unsafe.Pointer(&x.numbers), 0
	base := uint64(0)
	for _, b := range bits {
		e := &eights[b]
		four := (*[2]uint64)(unsafe.Pointer(&e.numbers))
		out := (*[2]uint64)(unsafe.Add(to, 2*at))
		out[0] = four[0] + base
		out[1] = four[1] + base
		at += e.set
		base += 8 * fours
	}
	return at
}
