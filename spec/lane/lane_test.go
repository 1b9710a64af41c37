// SPDX-License-Identifier: BSD-3-Clause

package lane

import (
	"math"
	"testing"
)

func TestMinMax(t *testing.T) {
	zero, minus, nan := 0.0, math.Copysign(0, -1), math.NaN()
	for _, c := range []struct{ x, y, min, max float64 }{
		{1, 2, 1, 2}, {zero, minus, minus, zero}, {minus, zero, minus, zero},
		{nan, 1, nan, nan}, {1, nan, nan, nan}, {nan, math.Inf(-1), nan, nan},
		{math.Inf(1), math.Inf(-1), math.Inf(-1), math.Inf(1)},
	} {
		if got := Min(c.x, c.y); !sameFloat(got, c.min) {
			t.Errorf("Min(%v, %v) = %v", c.x, c.y, got)
		}
		if got := Max(c.x, c.y); !sameFloat(got, c.max) {
			t.Errorf("Max(%v, %v) = %v", c.x, c.y, got)
		}
		x, y := float32(c.x), float32(c.y)
		if got := Min(x, y); !sameFloat(float64(got), c.min) {
			t.Errorf("Min(float32(%v), %v) = %v", x, y, got)
		}
		if got := Max(x, y); !sameFloat(float64(got), c.max) {
			t.Errorf("Max(float32(%v), %v) = %v", x, y, got)
		}
	}
}

// TestSignBit: the sign functions touch the sign bit alone, of NaN too.
func TestSignBit(t *testing.T) {
	for _, u := range []uint32{0, 1, 0x3f800000, 0x7f800000, 0x7fc00001, 0x7f7fffff} {
		for _, s := range []uint32{0, 1 << 31} {
			x := math.Float32frombits(u | s)
			wide := math.Float64frombits(uint64(u)<<32 | 5 | uint64(s)<<32)
			if got := math.Float32bits(Abs(x)); got != u {
				t.Errorf("Abs of %#x is %#x", u|s, got)
			}
			if got := math.Float64bits(Abs(wide)); got != math.Float64bits(wide)&^(1<<63) {
				t.Errorf("Abs of %#x is %#x", math.Float64bits(wide), got)
			}
			if Signbit(x) != (s != 0) || Signbit(wide) != (s != 0) {
				t.Errorf("Signbit of %#x is wrong", u|s)
			}
			if got := math.Float32bits(Copysign(x, -1)); got != u|1<<31 {
				t.Errorf("Copysign(%#x, -1) is %#x", u|s, got)
			}
			if got := math.Float64bits(Copysign(1, wide)); got != math.Float64bits(1)|uint64(s)<<32 {
				t.Errorf("Copysign(1, %#x) is %#x", math.Float64bits(wide), got)
			}
		}
	}
	if Abs(int8(-128)) != -128 || Abs(int8(-127)) != 127 || Abs(int64(math.MinInt64)) != math.MinInt64 {
		t.Error("Abs of the least integer is itself")
	}
}

func TestRounding(t *testing.T) {
	for _, c := range []struct{ x, even, floor, ceil, trunc float64 }{
		{0.5, 0, 0, 1, 0}, {1.5, 2, 1, 2, 1}, {2.5, 2, 2, 3, 2},
		{-0.5, math.Copysign(0, -1), -1, math.Copysign(0, -1), math.Copysign(0, -1)},
		{-2.5, -2, -3, -2, -2}, {0x1p52 + 1, 0x1p52 + 1, 0x1p52 + 1, 0x1p52 + 1, 0x1p52 + 1},
		{math.Inf(-1), math.Inf(-1), math.Inf(-1), math.Inf(-1), math.Inf(-1)},
		{math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN()},
	} {
		for name, got := range map[string][2]float64{
			"RoundEven": {RoundEven(c.x), c.even}, "Floor": {Floor(c.x), c.floor},
			"Ceil": {Ceil(c.x), c.ceil}, "Trunc": {Trunc(c.x), c.trunc},
		} {
			if !sameFloat(got[0], got[1]) {
				t.Errorf("%s(%v) = %v, want %v", name, c.x, got[0], got[1])
			}
		}
	}
	if Sqrt(float32(2)) != 0x1.6a09e6p+0 || Sqrt(2.0) != 0x1.6a09e667f3bcdp+0 || Sqrt(-1.0) == Sqrt(-1.0) {
		t.Error("Sqrt is not the correctly rounded square root")
	}
}

func TestIntegerDivision(t *testing.T) {
	for _, c := range []struct{ x, y, quo, rem int8 }{
		{7, 2, 3, 1}, {-7, 2, -3, -1}, {7, -2, -3, 1}, {-7, -2, 3, -1},
		{5, 0, 0, 0}, {-128, 0, 0, 0}, {-128, -1, -128, 0}, {-128, 1, -128, 0},
	} {
		if q, r := Div(c.x, c.y), Rem(c.x, c.y); q != c.quo || r != c.rem {
			t.Errorf("%d by %d: %d and %d, want %d and %d", c.x, c.y, q, r, c.quo, c.rem)
		}
	}
	if Div(uint64(math.MaxUint64), 3) != math.MaxUint64/3 || Div(uint8(1), 0) != 0 || Rem(uint8(1), 0) != 0 {
		t.Error("unsigned division is wrong")
	}
	if Div(int64(math.MinInt64), -1) != math.MinInt64 || Rem(int64(math.MinInt64), -1) != 0 {
		t.Error("the least integer divided by -1 is itself")
	}
}

// TestShift: counts are unsigned of the operand's width; past the width there
// is nothing left but the sign.
func TestShift(t *testing.T) {
	if Shl(int8(1), 7) != -128 || Shl(int8(1), 8) != 0 || Shl(int8(1), -1) != 0 {
		t.Error("Shl of int8 is wrong")
	}
	if Shr(int8(-128), 7) != -1 || Shr(int8(-128), 100) != -1 || Shr(int8(-128), -1) != -1 || Shr(int8(127), 9) != 0 {
		t.Error("Shr of int8 is wrong")
	}
	if Shr(uint8(255), 7) != 1 || Shr(uint8(255), 8) != 0 || Shl(uint64(1), 64) != 0 || Shl(uint64(1), 63) != 1<<63 {
		t.Error("unsigned shifts are wrong")
	}
}

func TestSelectAndPick(t *testing.T) {
	if Select(true, int8(1), 2) != 1 || Select(false, int8(1), 2) != 2 || !Select(false, false, true) {
		t.Error("Select is wrong")
	}
	half := func(x float32) float32 { return x / 2 }
	double := func(x float64) float64 { return x * 2 }
	if Pick(float32(4), half, double) != 2 || Pick(4.0, half, double) != 8 {
		t.Error("Pick does not choose by type")
	}
	less := func(x, y float32) float32 { return x - y }
	more := func(x, y float64) float64 { return x + y }
	if Pick2(float32(4), 1, less, more) != 3 || Pick2(4.0, 1, less, more) != 5 {
		t.Error("Pick2 does not choose by type")
	}
	if !math.IsInf(Inf[float64](-1), -1) || !math.IsInf(float64(Inf[float32](1)), 1) || NaN[float32]() == NaN[float32]() {
		t.Error("Inf and NaN are wrong")
	}
	if !Rare(true) || Rare(false) {
		t.Error("Rare returns its argument")
	}
}
