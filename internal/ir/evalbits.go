// SPDX-License-Identifier: BSD-3-Clause

package ir

import (
	"fmt"

	"github.com/arraygen/arraygen/spec/lane"
)

// evalBits applies an operation that package lane has for every integer type.
func evalBits(v *Value, t Type, x []uint64) uint64 {
	switch t {
	case I8:
		return bitsOf[int8](v, x)
	case I16:
		return bitsOf[int16](v, x)
	case I32:
		return bitsOf[int32](v, x)
	case I64:
		return bitsOf[int64](v, x)
	case U8:
		return bitsOf[uint8](v, x)
	case U16:
		return bitsOf[uint16](v, x)
	case U32:
		return bitsOf[uint32](v, x)
	}
	return bitsOf[uint64](v, x)
}

func bitsOf[T lane.Integer](v *Value, x []uint64) uint64 {
	a := T(x[0])
	b := T(v.Imm)
	if len(x) == 2 {
		b = T(x[1])
	}
	switch v.Op {
	case OnesCount:
		return uint64(lane.OnesCount(a))
	case LeadingZeros:
		return uint64(lane.LeadingZeros(a))
	case TrailingZeros:
		return uint64(lane.TrailingZeros(a))
	case ReverseBytes:
		return uint64(lane.ReverseBytes(a))
	case RepeatByte:
		return uint64(lane.RepeatByte(a))
	case NonzeroBytes:
		return uint64(lane.NonzeroBytes(a))
	case RotL, RotLV:
		return uint64(lane.RotateLeft(a, b))
	case MulHi:
		return uint64(lane.MulHi(a, b))
	case AddSat:
		return uint64(lane.AddSat(a, b))
	case SubSat:
		return uint64(lane.SubSat(a, b))
	case Avg:
		return uint64(lane.Avg(a, b))
	case AbsDiff:
		return uint64(lane.AbsDiff(a, b))
	}
	panic(fmt.Sprintf("ir: %s of integers", v.Op))
}
