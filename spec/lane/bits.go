package lane

import (
	"math/bits"
	"unsafe"
)

// The operations on the bits of integers that instruction sets have and Go
// has no operator for. They work in the type of their operands, so that a
// count is a T too: the largest, 64, fits every type.

// width returns the bits of a T.
func width[T Integer]() int {
	var x T
	return 8 * int(unsafe.Sizeof(x))
}

// unsigned returns the bits of x without sign extension.
func unsigned[T Integer](x T) uint64 {
	free := 64 - width[T]()
	return uint64(x) << free >> free
}

// OnesCount returns the number of bits set in x.
func OnesCount[T Integer](x T) T { return T(bits.OnesCount64(unsigned(x))) }
