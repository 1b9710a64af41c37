// SPDX-License-Identifier: BSD-3-Clause

// Package strict does what the kernel language says and Go leaves to the
// machine: every operation of floats is rounded by itself, and a NaN that it
// computes is the canonical one.
//
// The compiler puts these functions into an author's text where it has an
// operator, and so makes a Go function of it that gives the bits of the kernel
// on every machine: the reference of generated tests.
package strict

import (
	"math"

	"github.com/arraygen/arraygen/spec/lane"
)

// Op returns the result x of an operation on one machine as that on all.
//
//go:noinline
func Op[T lane.Any](x T) T {
	// Not inlined, the operation cannot be fused with one that follows.
	switch v := any(x).(type) {
	case float32:
		if v != v {
			return any(math.Float32frombits(0x7fc00000)).(T)
		}
	case float64:
		if v != v {
			return any(math.Float64frombits(0x7ff8 << 48)).(T)
		}
	case complex64:
		return any(complex(Op(real(v)), Op(imag(v)))).(T)
	case complex128:
		return any(complex(Op(real(v)), Op(imag(v)))).(T)
	}
	return x
}

// Op2 is Op for the two results of a call.
func Op2[T, U lane.Any](x T, y U) (T, U) { return Op(x), Op(y) }

// Op3 is Op for the three results of a call.
func Op3[T, U, V lane.Any](x T, y U, z V) (T, U, V) { return Op(x), Op(y), Op(z) }

// Convert returns x as a U. From a type to itself it only moves bits.
func Convert[U, T lane.Number](x T) U {
	if y, same := any(x).(U); same {
		return y
	}
	return Op(U(x))
}

// Multiply returns the product of complex numbers, its parts computed in their
// own type.
func Multiply[T complex64 | complex128](x, y T) T {
	switch x := any(x).(type) {
	case complex64:
		return any(complex(multiply(real(x), imag(x), real(any(y).(complex64)), imag(any(y).(complex64))))).(T)
	case complex128:
		return any(complex(multiply(real(x), imag(x), real(any(y).(complex128)), imag(any(y).(complex128))))).(T)
	}
	panic("unreachable")
}

func multiply[F lane.Float](a, b, c, d F) (re, im F) {
	return Op(Op(a*c) - Op(b*d)), Op(Op(a*d) + Op(b*c))
}

// Float32s returns the elements of a table as float32.
func Float32s[T interface{ Float32() float32 }](table []T) []float32 {
	list := make([]float32, len(table))
	for i, x := range table {
		list[i] = x.Float32()
	}
	return list
}
