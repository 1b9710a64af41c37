package ir

import (
	"fmt"

	"github.com/arraygen/arraygen/spec/lane"
)

// evalBits applies an operation that package lane has for every integer type.
func evalBits(op Op, t Type, x []uint64) uint64 {
	switch t {
	case I8:
		return bitsOf[int8](op, x)
	case I16:
		return bitsOf[int16](op, x)
	case I32:
		return bitsOf[int32](op, x)
	case I64:
		return bitsOf[int64](op, x)
	case U8:
		return bitsOf[uint8](op, x)
	case U16:
		return bitsOf[uint16](op, x)
	case U32:
		return bitsOf[uint32](op, x)
	}
	return bitsOf[uint64](op, x)
}

func bitsOf[T lane.Integer](op Op, x []uint64) uint64 {
	switch op {
	case OnesCount:
		return uint64(lane.OnesCount(T(x[0])))
	}
	panic(fmt.Sprintf("ir: %s of integers", op))
}
