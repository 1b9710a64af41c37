package kerneltest

import (
	"math"
	"math/rand"

	"github.com/arraygen/arraygen/asm/ir"
)

// specials holds the special values of every type.
var specials = func() (s [ir.NumTypes][]uint64) {
	for _, t := range typesOf(ir.KindNumber) {
		s[t] = special(t)
	}
	return s
}()

// Special returns the bits of values of type t at which operations change
// their course: the ends of ranges, halves, powers of two and their
// neighbours, and for floats zeros, subnormals, infinities and NaN.
func Special(t ir.Type) []uint64 { return specials[t] }

func special(t ir.Type) []uint64 {
	var bits []uint64
	add := func(x uint64) {
		if t.Size() < 8 {
			x &= 1<<t.Bits() - 1
		}
		bits = append(bits, x)
	}
	edges := []float64{0, 0.5, 1, 1.5, 2, 2.5, 3, 0x1p7, 0x1p8, 0x1p15, 0x1p16, 0x1p23, 0x1p24, 0x1p31, 0x1p32, 0x1p52, 0x1p53, 0x1p63, 0x1p64}
	switch t {
	case ir.F64:
		for _, x := range append(edges, 1e6, 65519.5, 5e-324, 0x1p-1022, 0x1p-149, 0x1.fffffep127, math.MaxFloat64, 0x1p128, math.Inf(1), math.NaN()) {
			for _, y := range []float64{x, math.Nextafter(x, 0), math.Nextafter(x, math.Inf(1)), x - 0.5, x - 1} {
				add(math.Float64bits(y))
				add(math.Float64bits(-y))
			}
		}
		add(0x7ff0000000000001) // signalling
	case ir.F32:
		for _, x := range append(edges, 1e6, 65504, 65520, 0x1p-14, 0x1p-24, 0x1p-25, 0x1p-126, 0x1p-149, math.MaxFloat32, math.Inf(1), math.NaN()) {
			x := float32(x)
			for _, y := range []float32{x, math.Nextafter32(x, 0), math.Nextafter32(x, float32(math.Inf(1))), x - 0.5, x - 1} {
				add(uint64(math.Float32bits(y)))
				add(uint64(math.Float32bits(-y)))
			}
		}
		add(0x7f800001)
	default:
		for n := 0; n < t.Bits(); n++ {
			switch n {
			case 0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 15, 16, 23, 24, 25, 31, 32, 36, 51, 52, 53, 54, 62, 63:
				x := uint64(1) << n
				for _, y := range []uint64{x, x - 1, x + 1} {
					add(y)
					add(-y)
				}
			}
		}
		// Halfway between floats, and next to it.
		for _, n := range []int{25, 30, 40, 55, 60, 63} {
			if n < t.Bits() {
				for _, half := range []int{n - 24, n - 53} {
					if half >= 0 {
						x := uint64(1)<<n | 1<<half
						for _, y := range []uint64{x, x + 1, x - 1, x + 1<<(half+1)} {
							add(y)
							add(-y)
						}
					}
				}
			}
		}
	}
	return bits
}

// random returns the bits of a random value of type t, of any size.
func random(r *rand.Rand, t ir.Type) uint64 {
	s := Special(t)
	switch r.Intn(5) {
	case 0, 1:
		return s[r.Intn(len(s))]
	case 2:
		switch t {
		case ir.F64:
			return math.Float64bits(math.Ldexp(r.Float64()-0.5, r.Intn(70)))
		case ir.F32:
			return uint64(math.Float32bits(float32(math.Ldexp(r.Float64()-0.5, r.Intn(70)))))
		}
	case 3:
		switch t {
		case ir.F64:
			return math.Float64bits(float64(r.Intn(600) - 300))
		case ir.F32:
			return uint64(math.Float32bits(float32(r.Intn(600) - 300)))
		}
	}
	x := r.Uint64()
	if t.Is(ir.KindInteger) {
		x >>= r.Intn(t.Bits()) + 64 - t.Bits()
		if r.Intn(2) == 0 {
			x = -x
		}
	}
	if t.Size() < 8 {
		x &= 1<<t.Bits() - 1
	}
	return x
}

// isNaN reports whether bits are a NaN of the float type t.
func isNaN(t ir.Type, bits uint64) bool {
	switch t {
	case ir.F64:
		return bits<<1 > 0x7ff0<<49
	case ir.F32:
		return uint32(bits)<<1 > 0x7f8<<21
	}
	return false
}

// equal compares two results of type t, which half says is a float16. NaN
// equals NaN: its bits are the machine's.
func equal(t ir.Type, half bool, a, b uint64) bool {
	if half {
		const infinity = 0x7c00
		return a == b || a&0x7fff > infinity && b&0x7fff > infinity
	}
	return a == b || isNaN(t, a) && isNaN(t, b)
}
