package kerneltest

import (
	"math"
	"math/rand/v2"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Data returns n elements of type d: special values in an order that meets
// those of the other operands (salt tells them apart), random bits, and
// ordinary numbers.
func Data(r *rand.Rand, d dtype.DType, n, salt int) []byte {
	buf := aligned(n * d.Size())
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

// PlainData returns n numbers of type d from 0.5 to 2, or small integers, as one
// times kernels with: no function overflows, underflows or takes a rare path
// there, and products of some hundred stay finite.
func PlainData(r *rand.Rand, d dtype.DType, n int) []byte {
	buf := aligned(n * d.Size())
	lanes, size := 1, d.Size()
	if d.Kind() == dtype.KindComplex {
		lanes, size = 2, size/2
	}
	for i := range n * lanes {
		put(buf[i*size:], size, bitsOf(0.5+1.5*r.Float64(), d))
	}
	return buf
}

// aligned returns n bytes that begin at a multiple of 8.
func aligned(n int) []byte {
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
	switch d {
	case dtype.Float16:
		return uint64(dtype.ToF16(float32(x)))
	case dtype.BFloat16:
		return uint64(dtype.ToBF16(float32(x)))
	case dtype.Float32, dtype.Complex64:
		return uint64(math.Float32bits(float32(x)))
	case dtype.Float64, dtype.Complex128:
		return math.Float64bits(x)
	case dtype.Bool:
		return uint64(int64(x*4)) & 1
	}
	return uint64(int64(x * 4))
}

// specials lists the bits of the values at which things change; NaNs are quiet and
// signalling, of both signs, with payload and without.
func specials(d dtype.DType) []uint64 {
	var s []uint64
	switch d {
	case dtype.Bool:
		return []uint64{0, 1}
	case dtype.Float16:
		return []uint64{0, 0x8000, 1, 0x8001, 0x3ff, 0x400, 0x3c00, 0xbc00, 0x3c01, 0x7bff, 0xfbff, 0x7c00, 0xfc00, 0x7e00, 0xfe00, 0x7c01, 0xfd55, 0x7e2a, 0xffff, 0x3800, 0x4248}
	case dtype.BFloat16:
		return []uint64{0, 0x8000, 1, 0x8001, 0x7f, 0x80, 0x3f80, 0xbf80, 0x3f81, 0x7f7f, 0xff7f, 0x7f80, 0xff80, 0x7fc0, 0xffc0, 0x7f81, 0xffaa, 0x7fd5, 0xffff, 0x3f00, 0x4049}
	case dtype.Float32, dtype.Complex64:
		for _, x := range floats {
			s = append(s, uint64(math.Float32bits(float32(x))))
		}
		return append(s, 1, 0x80000001, 0x7fffff, 0x800000, 0x7f7fffff, 0xff7fffff, 0x7fc00000, 0xffc00000, 0x7f800001, 0xffa00055, 0x7fe0002a, 0xffffffff)
	case dtype.Float64, dtype.Complex128:
		for _, x := range floats {
			s = append(s, math.Float64bits(x))
		}
		return append(s, 1, 1<<63|1, 1<<52-1, 1<<52, 0x7fefffffffffffff, 0xffefffffffffffff,
			0x7ff8<<48, 0xfff8<<48, 0x7ff0<<48|1, 0xfff4<<48|0x55, 0x7ffc<<48|0x2a, 0xffffffffffffffff)
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
