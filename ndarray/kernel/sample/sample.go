// SPDX-License-Identifier: BSD-3-Clause

// Package sample makes operands that show differences between implementations of a
// kernel: the same ones on every machine.
package sample

import (
	"math"
	"math/rand/v2"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Special returns n elements of type d: special values in an order that meets
// those of the other operands (salt tells them apart), random bits, and
// ordinary numbers.
func Special(r *rand.Rand, d dtype.DType, n, salt int) []byte {
	buf := Aligned(n * d.Size())
	lanes, size := 1, d.Size()
	if d.Kind() == dtype.KindComplex {
		lanes, size = 2, size/2
	}
	sp := specials(d)
	for i := range n * lanes {
		var bits uint64
		switch {
		case i%3 == 0:
			bits = sp[(i/3*(2*salt+1)+salt)%len(sp)]
		case i%3 == 1:
			bits = r.Uint64()
		default:
			bits = ordinary(r, d)
		}
		if d == dtype.Bool {
			bits &= 1
		}
		put(buf[i*size:], size, bits)
	}
	return buf
}

// Plain returns n numbers of type d from 0.5 to 2, or small integers, as one
// times kernels with: no function overflows, underflows or takes a rare path
// there, and products of some hundred stay finite.
func Plain(r *rand.Rand, d dtype.DType, n int) []byte {
	buf := Aligned(n * d.Size())
	lanes, size := 1, d.Size()
	if d.Kind() == dtype.KindComplex {
		lanes, size = 2, size/2
	}
	for i := range n * lanes {
		put(buf[i*size:], size, bitsOf(0.5+1.5*r.Float64(), d))
	}
	return buf
}

// Ordinary returns n numbers of type d of modest size and either sign, none of them
// NaN or infinite.
func Ordinary(r *rand.Rand, d dtype.DType, n int) []byte {
	buf := Aligned(n * d.Size())
	lanes, size := 1, d.Size()
	if d.Kind() == dtype.KindComplex {
		lanes, size = 2, size/2
	}
	for i := range n * lanes {
		put(buf[i*size:], size, ordinary(r, d))
	}
	return buf
}

// Aligned returns n bytes that begin at a multiple of 8.
func Aligned(n int) []byte {
	words := make([]uint64, n/8+1)
	return unsafe.Slice((*byte)(unsafe.Pointer(&words[0])), len(words)*8)[:n]
}

func put(b []byte, size int, bits uint64) {
	p := unsafe.Pointer(&b[0])
	switch size {
	case 1:
		*(*uint8)(p) = uint8(bits)
	case 2:
		*(*uint16)(p) = uint16(bits)
	case 4:
		*(*uint32)(p) = uint32(bits)
	default:
		*(*uint64)(p) = bits
	}
}

// ordinary returns the bits of a number of modest size.
func ordinary(r *rand.Rand, d dtype.DType) uint64 {
	x := (r.Float64() - 0.3) * 20
	if d == dtype.Bool {
		return r.Uint64() & 1
	}
	return bitsOf(x, d)
}

// bitsOf returns the bits of x as d; of four times x for integers.
func bitsOf(x float64, d dtype.DType) uint64 {
	switch part := d.Part(); part.Kind() {
	case dtype.KindFloat:
		if part.Size() < 8 {
			x = float64(float32(x))
		}
		return part.Descriptor().Float.Encode(x)
	case dtype.KindBool:
		return uint64(int64(x*4)) & 1
	}
	return uint64(int64(x * 4))
}

// specials lists the bits of the values at which things change; NaNs are quiet and
// signalling, of both signs, with payload and without.
func specials(d dtype.DType) []uint64 {
	var s []uint64
	if d == dtype.Bool {
		return []uint64{0, 1}
	}
	if part := d.Part(); part.Kind() == dtype.KindFloat {
		f := part.Descriptor().Float
		sign, normal, top, one := uint64(1)<<(f.Bits()-1), uint64(1)<<f.Fraction, f.Encode(f.Max()), f.Encode(1)
		inf, quiet := f.Encode(math.Inf(1)), uint64(1)<<(f.Fraction-1)
		if f.Bits() < 32 {
			return []uint64{0, sign, 1, sign | 1, normal - 1, normal, one, sign | one, one + 1, top, sign | top,
				inf, sign | inf, inf | quiet, sign | inf | quiet, inf | 1, sign | inf | 2*quiet/3, inf | quiet | min(0x2a, quiet/3), sign | (sign - 1), f.Encode(0.5), f.Encode(math.Pi)}
		}
		for _, x := range floats {
			s = append(s, f.Encode(x))
		}
		return append(s, 1, sign|1, normal-1, normal, top, sign|top,
			inf|quiet, sign|inf|quiet, inf|1, sign|inf|quiet>>1|0x55, inf|quiet|quiet>>1|0x2a, 1<<f.Bits()-1)
	}
	bits := 8 * d.Size()
	top := uint64(1) << (bits - 1)
	return []uint64{0, 1, 2, 3, 7, 8, uint64(bits) - 1, uint64(bits), uint64(bits) + 1, ^uint64(0), ^uint64(0) - 1, ^uint64(2), top, top - 1, top + 1, top >> 1, 10, 100}
}

// floats are special numbers of every float type.
var floats = []float64{
	0, math.Copysign(0, -1), 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 2, 3, -3, 10, 0.1, math.Pi, math.E, math.Ln2,
	math.Inf(1), math.Inf(-1), math.NaN(), 127, 128, -128, -129, 255, 256, 32767, 32768, 65535, 65536,
	0x1p31, 0x1p31 - 1, -0x1p31, -0x1p31 - 1, 0x1p32, 0x1p53, 0x1p63, -0x1p63, 0x1p64, 1e10, -1e10, 1e300, 1e-300, 88.8, -104, 709.9, -746,
	0x1p-25, 1 + 0x1p-23, 1 - 0x1p-24, 1 + 0x1p-52, 1e22, 0x1.921fb54442d18p+0,
}
