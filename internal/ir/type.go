// SPDX-License-Identifier: BSD-3-Clause

package ir

import "fmt"

// Type is the type of one lane of a vector value.
type Type uint8

// The lane types. Bool is a mask: one bool per lane, without a width of
// its own. A back end without mask registers has it lowered to an integer of
// the compared width, all bits set for true.
const (
	Invalid Type = iota
	Bool
	I8
	I16
	I32
	I64
	U8
	U16
	U32
	U64
	F32
	F64
	NumTypes
)

// Kind is a class of lane types.
type Kind uint8

// The kinds are bits, so that an operation can state the set it accepts.
const (
	KindBool Kind = 1 << iota
	KindInt
	KindUint
	KindFloat

	KindInteger = KindInt | KindUint
	KindNumber  = KindInteger | KindFloat
	KindAny     = KindNumber | KindBool
)

var types = [NumTypes]struct {
	name string
	size int
	kind Kind
}{
	Invalid: {"invalid", 0, 0},
	Bool:    {"bool", 0, KindBool},
	I8:      {"int8", 1, KindInt},
	I16:     {"int16", 2, KindInt},
	I32:     {"int32", 4, KindInt},
	I64:     {"int64", 8, KindInt},
	U8:      {"uint8", 1, KindUint},
	U16:     {"uint16", 2, KindUint},
	U32:     {"uint32", 4, KindUint},
	U64:     {"uint64", 8, KindUint},
	F32:     {"float32", 4, KindFloat},
	F64:     {"float64", 8, KindFloat},
}

// String returns the Go name of t.
func (t Type) String() string {
	if t >= NumTypes {
		return fmt.Sprintf("Type(%d)", uint8(t))
	}
	return types[t].name
}

// Size returns the bytes of a lane, 0 for Bool.
func (t Type) Size() int { return types[t].size }

// Bits returns the bits of a lane, 0 for Bool.
func (t Type) Bits() int { return 8 * types[t].size }

// Kind returns the class of t.
func (t Type) Kind() Kind { return types[t].kind }

// Is reports whether t belongs to one of the kinds of k.
func (t Type) Is(k Kind) bool { return types[t].kind&k != 0 }

// Int returns the signed integer type of the given size in bytes.
func Int(size int) Type { return bySize(KindInt, size) }

// Uint returns the unsigned integer type of the given size in bytes.
func Uint(size int) Type { return bySize(KindUint, size) }

// Float returns the float type of the given size in bytes.
func Float(size int) Type { return bySize(KindFloat, size) }

func bySize(k Kind, size int) Type {
	for t, info := range types {
		if info.kind == k && info.size == size {
			return Type(t)
		}
	}
	panic(fmt.Sprintf("ir: no type of kind %d and %d bytes", k, size))
}

// ParseType returns the lane type with the given Go name.
func ParseType(name string) (Type, bool) {
	for t, info := range types {
		if info.name == name && Type(t) != Invalid {
			return Type(t), true
		}
	}
	return Invalid, false
}
