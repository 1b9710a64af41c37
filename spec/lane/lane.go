// SPDX-License-Identifier: BSD-3-Clause

// Package lane holds the intrinsics of the kernel language as plain Go.
//
// Each function states, for one lane, what an operation of the IR computes on
// every machine. A kernel function that uses them compiles and runs as
// ordinary Go; compiled by arraygen it becomes vector code with the same
// bits. Generated Go loops call them where Go has no operator with the
// meaning wanted.
package lane

import (
	"math"

	"github.com/arraygen/arraygen/internal/convert"
)

// Float is the constraint of the floating-point lane types.
type Float interface{ float32 | float64 }

// Signed is the constraint of the signed integer lane types.
type Signed interface{ int8 | int16 | int32 | int64 }

// Unsigned is the constraint of the unsigned integer lane types.
type Unsigned interface {
	uint8 | uint16 | uint32 | uint64
}

// Integer is the constraint of the integer lane types.
type Integer interface{ Signed | Unsigned }

// Number is the constraint of all lane types but bool.
type Number interface{ Integer | Float }

// Any is the constraint of all types of the language.
type Any interface {
	Number | bool | complex64 | complex128
}

// Sqrt returns the square root of x, correctly rounded.
func Sqrt[T Float](x T) T { return Canonical(T(math.Sqrt(float64(x)))) }

// RoundEven returns the integer nearest x, ties to even.
func RoundEven[T Float](x T) T { return Canonical(T(math.RoundToEven(float64(x)))) }

// Floor returns the greatest integer not above x.
func Floor[T Float](x T) T { return Canonical(T(math.Floor(float64(x)))) }

// Ceil returns the least integer not below x.
func Ceil[T Float](x T) T { return Canonical(T(math.Ceil(float64(x)))) }

// Trunc returns x without its fraction.
func Trunc[T Float](x T) T { return Canonical(T(math.Trunc(float64(x)))) }

// Abs returns |x|; the least integer of a type stays itself.
func Abs[T Signed | Float](x T) T {
	switch v := any(x).(type) {
	case float32:
		return T(math.Float32frombits(math.Float32bits(v) &^ (1 << 31)))
	case float64:
		return T(math.Abs(v))
	}
	if x < 0 {
		return -x
	}
	return x
}

// Abs32 is Abs for float32, as generated loops call it.
func Abs32(x float32) float32 { return math.Float32frombits(math.Float32bits(x) &^ (1 << 31)) }

// AbsInt is Abs for integers, as generated loops call it.
func AbsInt[T Signed](x T) T {
	if x < 0 {
		return -x
	}
	return x
}

// Min returns the smaller of x and y. For floats it is IEEE 754-2019 minimum:
// NaN if either is, and -0 below +0.
func Min[T Number](x, y T) T { return canonicalOf(min(x, y)) }

// Max returns the greater of x and y. For floats it is IEEE 754-2019 maximum:
// NaN if either is, and +0 above -0.
func Max[T Number](x, y T) T { return canonicalOf(max(x, y)) }

// Copysign returns the magnitude of x with the sign of y.
func Copysign[T Float](x, y T) T {
	switch v := any(x).(type) {
	case float32:
		return T(math.Float32frombits(math.Float32bits(v)&^(1<<31) | math.Float32bits(float32(y))&(1<<31)))
	}
	return T(math.Copysign(float64(x), float64(y)))
}

// Signbit reports whether the sign bit of x is set.
func Signbit[T Float](x T) bool {
	switch v := any(x).(type) {
	case float32:
		return math.Float32bits(v)>>31 != 0
	}
	return math.Signbit(float64(x))
}

// Select returns a where c holds, else b. Both are evaluated.
func Select[T Any](c bool, a, b T) T {
	if c {
		return a
	}
	return b
}

// Div returns the quotient of x and y truncated towards zero. Division by
// zero gives 0, and the least integer divided by -1 stays itself.
func Div[T Integer](x, y T) T {
	if y == 0 {
		return 0
	}
	return x / y
}

// Rem returns x - Div(x, y)*y, and 0 for y = 0.
func Rem[T Integer](x, y T) T {
	if y == 0 {
		return 0
	}
	return x % y
}

// FloorDiv returns the quotient of x and y rounded down. Division by
// zero gives 0, and the least integer divided by -1 stays itself.
func FloorDiv[T Integer](x, y T) T {
	q := Div(x, y)
	if r := x - q*y; y != 0 && r != 0 && (r < 0) != (y < 0) {
		q--
	}
	return q
}

// FloorRem returns x - FloorDiv(x, y)*y, which has the sign of y, and 0 for
// y = 0.
func FloorRem[T Integer](x, y T) T {
	r := Rem(x, y)
	if r != 0 && (r < 0) != (y < 0) {
		r += y
	}
	return r
}

// Shl returns x shifted left by n bits, 0 where n, read as unsigned, is not
// below the width of T.
func Shl[T Integer](x, n T) T { return x << count(n) }

// Shr returns x shifted right by n bits; where n, read as unsigned, is not
// below the width of T, 0 or, for negative x, -1.
func Shr[T Integer](x, n T) T { return x >> count(n) }

// count reads n as unsigned; a negative n, sign extended, exceeds any width.
func count[T Integer](n T) uint64 { return uint64(n) }

// Float64bits returns the IEEE 754 bits of x.
func Float64bits(x float64) uint64 { return math.Float64bits(x) }

// Float64frombits returns the number with the IEEE 754 bits b.
func Float64frombits(b uint64) float64 { return math.Float64frombits(b) }

// Float32bits returns the IEEE 754 bits of x.
func Float32bits(x float32) uint32 { return math.Float32bits(x) }

// Float32frombits returns the number with the IEEE 754 bits b.
func Float32frombits(b uint32) float32 { return math.Float32frombits(b) }

// Inf returns +Inf for sign >= 0 and -Inf below, as a constant of the kernel.
func Inf[T Float](sign int) T { return T(math.Inf(sign)) }

// NaN returns the canonical NaN, as a constant of the kernel.
func NaN[T Float]() T { return T(convert.NaN()) }

// Rare reports c. In the kernel language
//
//	if lane.Rare(c) {
//		return slow(x)
//	}
//
// leaves the lanes where c holds to the scalar function slow, which may use
// all of Go: vector code stops at such lanes and a Go loop finishes them.
func Rare(c bool) bool { return c }

// Pick calls f32 or f64, whichever T is, so that a generic function may stand
// for two bodies.
func Pick[T Float](x T, f32 func(float32) float32, f64 func(float64) float64) T {
	switch v := any(x).(type) {
	case float32:
		return T(f32(v))
	}
	return T(f64(float64(x)))
}

// Pick2 is Pick for functions of two arguments.
func Pick2[T Float](x, y T, f32 func(x, y float32) float32, f64 func(x, y float64) float64) T {
	switch v := any(x).(type) {
	case float32:
		return T(f32(v, float32(y)))
	}
	return T(f64(float64(x), float64(y)))
}
