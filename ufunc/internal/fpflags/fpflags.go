// SPDX-License-Identifier: BSD-3-Clause

// Package fpflags reads the sticky flags of the floating-point unit: what operations
// of this thread met since the flags were cleared. Vector instructions raise them for
// all lanes, those beyond the elements of an array too, so a flag says that something
// may have happened, and a clear one that nothing has.
//
// The flags are those of the thread: the caller holds it (runtime.LockOSThread) from
// Clear to Raised.
package fpflags

// Flags are conditions, with the bits of package ufunc's Conditions.
type Flags uint8

// The flags.
const (
	DivideByZero Flags = 1 << iota
	Overflow
	Underflow
	Invalid
)

// translate returns the flags of a register whose bits are these.
func translate(register uint32, invalid, divide, overflow, underflow uint) Flags {
	bit := func(at uint, f Flags) Flags { return Flags(register>>at&1) * f }
	return bit(invalid, Invalid) | bit(divide, DivideByZero) | bit(overflow, Overflow) | bit(underflow, Underflow)
}
