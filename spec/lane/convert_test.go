// SPDX-License-Identifier: BSD-3-Clause

package lane

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// halfValue is the value of a binary16 pattern by the definition.
func halfValue(h uint16) float64 {
	sign := 1 - 2*float64(h>>15)
	e, m := int(h>>10&31), float64(h&0x3ff)
	switch {
	case e == 31 && m != 0:
		return math.NaN()
	case e == 31:
		return sign * math.Inf(1)
	case e == 0:
		return sign * math.Ldexp(m, -24)
	}
	return sign * math.Ldexp(1024+m, e-25)
}

func TestHalfToFloat32(t *testing.T) {
	for h := range 1 << 16 {
		got, want := HalfToFloat32(uint16(h)), float32(halfValue(uint16(h)))
		if math.Float32bits(got) != math.Float32bits(want) && !(got != got && want != want) {
			t.Fatalf("HalfToFloat32(%#04x) = %v, want %v", h, got, want)
		}
		if math.Float32bits(got)>>31 != uint32(h>>15) {
			t.Fatalf("HalfToFloat32(%#04x) has the wrong sign", h)
		}
	}
}

// nearest rounds |x| to a format of that many bits of significand, the least
// exponent of a last place, and the least power of two that overflows; by
// scaling and math.RoundToEven.
func nearest(x float64, bits, minExp, maxExp int) float64 {
	if x == 0 || x != x || math.IsInf(x, 0) {
		return x
	}
	e := max(math.Ilogb(x)-bits+1, minExp)
	v := math.Ldexp(math.RoundToEven(math.Ldexp(x, -e)), e)
	if math.Abs(v) >= math.Ldexp(1, maxExp) {
		return math.Copysign(math.Inf(1), x)
	}
	return v
}

// neighbourhoods calls f with each number of a 16-bit format whose patterns
// are in order, with the midpoint to its successor, the float32 numbers next
// to both, and all of them negated; then with random patterns.
func neighbourhoods(value func(uint16) float64, infinity uint16, f func(float32)) {
	for h := uint16(0); h < infinity; h++ {
		v, next := value(h), value(h+1)
		if h+1 == infinity {
			next = v + (v - value(h-1))
		}
		for _, x := range []float32{float32(v), float32((v + next) / 2)} {
			for _, y := range []float32{x, math.Nextafter32(x, 0), math.Nextafter32(x, math.MaxFloat32)} {
				f(y)
				f(-y)
			}
		}
	}
	rng := rand.New(rand.NewPCG(5, 6))
	for range 200_000 {
		f(math.Float32frombits(rng.Uint32()))
	}
	for _, x := range []float32{float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()), math.MaxFloat32, 0x1p-149} {
		f(x)
	}
}

func TestHalfFromFloat32(t *testing.T) {
	neighbourhoods(halfValue, 0x7c00, func(x float32) {
		h := HalfFromFloat32(x)
		got, want := halfValue(h), nearest(float64(x), 11, -24, 16)
		if !sameFloat(got, want) {
			t.Fatalf("HalfFromFloat32(%x) = %#04x, which is %v, not %v", x, h, got, want)
		}
	})
	for h := range 1 << 16 {
		back := HalfFromFloat32(HalfToFloat32(uint16(h)))
		if v := halfValue(uint16(h)); v == v && back != uint16(h) || v != v && halfValue(back) == halfValue(back) {
			t.Fatalf("%#04x comes back as %#04x", h, back)
		}
	}
}

func bfloatValue(b uint16) float64 { return float64(math.Float32frombits(uint32(b) << 16)) }

func TestBFloat16FromFloat32(t *testing.T) {
	neighbourhoods(bfloatValue, 0x7f80, func(x float32) {
		b := BFloat16FromFloat32(x)
		got, want := bfloatValue(b), nearest(float64(x), 8, -133, 128)
		if !sameFloat(got, want) {
			t.Fatalf("BFloat16FromFloat32(%x) = %#04x, which is %v, not %v", x, b, got, want)
		}
	})
}

// sameFloat wants the same bits, or a NaN for a NaN.
func sameFloat(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b
}

func TestSat(t *testing.T) {
	testSat[int8](t, -1<<7, 1<<7-1)
	testSat[int16](t, -1<<15, 1<<15-1)
	testSat[int32](t, -1<<31, 1<<31-1)
	testSat[int64](t, math.MinInt64, math.MaxInt64)
	testSat[uint8](t, 0, 1<<8-1)
	testSat[uint16](t, 0, 1<<16-1)
	testSat[uint32](t, 0, 1<<32-1)
	testSat[uint64](t, 0, math.MaxUint64)
}

// testSat compares with big integers: truncation, then the range of I.
func testSat[I Integer](t *testing.T, least, greatest I) {
	t.Helper()
	lo, hi := bigOf(least), bigOf(greatest)
	want := func(x float64) *big.Int {
		switch {
		case x != x:
			return new(big.Int)
		case math.IsInf(x, 1):
			return hi
		case math.IsInf(x, -1):
			return lo
		}
		n, _ := new(big.Float).SetFloat64(x).Int(nil)
		if n.Cmp(lo) < 0 {
			return lo
		}
		if n.Cmp(hi) > 0 {
			return hi
		}
		return n
	}
	xs := []float64{0, math.Copysign(0, -1), 0.5, -0.5, 0.99, -0.99, 1.5, -1.5, math.NaN(), math.Inf(1), math.Inf(-1),
		math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 1e10, -1e10, 1e19, -1e19}
	for k := 6; k < 66; k++ {
		p := math.Ldexp(1, k)
		xs = append(xs, p, -p, p-1, 1-p, p-0.5, 0.5-p, -p-0.5, -p-1, math.Nextafter(p, 0), math.Nextafter(-p, 0), math.Nextafter(-p, -2*p))
	}
	for _, x := range xs {
		if got := bigOf(Sat[I](x)); got.Cmp(want(x)) != 0 {
			t.Errorf("Sat[%T](%v) = %v, want %v", least, x, got, want(x))
		}
		y := float32(x)
		if got := bigOf(Sat[I](y)); got.Cmp(want(float64(y))) != 0 {
			t.Errorf("Sat[%T](float32(%v)) = %v, want %v", least, y, got, want(float64(y)))
		}
	}
}

func bigOf[I Integer](v I) *big.Int {
	if v < 0 {
		return big.NewInt(int64(v))
	}
	return new(big.Int).SetUint64(uint64(v))
}
