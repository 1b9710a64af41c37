// SPDX-License-Identifier: BSD-3-Clause

package dtype

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/fault"
)

type celsius float32

func TestScalarOf(t *testing.T) {
	for _, c := range []struct {
		v    any
		kind Kind
		text string
	}{
		{true, KindBool, "true"}, {3, KindInt, "3"}, {int8(-3), KindInt, "-3"}, {uint64(math.MaxUint64), KindUint, "18446744073709551615"},
		{1.5, KindFloat, "1.5"}, {celsius(2), KindFloat, "2"}, {2i, KindComplex, "(0+2i)"}, {wide("18446744073709551617"), KindInt, "18446744073709551617"}, {ToF16(1.5), KindFloat, "1.5"}, {ToBF16(-2), KindFloat, "-2"},
	} {
		s, ok := ScalarOf(c.v)
		require.True(t, ok, c.v)
		assert.Equal(t, c.kind, s.Kind(), c.v)
		assert.Equal(t, c.text, s.String(), c.v)
	}
	for _, v := range []any{nil, "1", []int{1}, struct{}{}, Scalar{}, (*big.Int)(nil)} {
		_, ok := ScalarOf(v)
		assert.False(t, ok, "%v", v)
	}
}

func wide(digits string) *big.Int {
	v, _ := new(big.Int).SetString(digits, 10)
	return v
}

func store(t *testing.T, v any, d DType) (any, error) {
	t.Helper()
	s, ok := ScalarOf(v)
	require.True(t, ok)
	var mem [2]uint64
	err := s.Store(unsafe.Pointer(&mem), d)
	return Load(unsafe.Pointer(&mem), d), err
}

func TestStore(t *testing.T) {
	for _, c := range []struct {
		v    any
		d    DType
		want any
	}{
		{2, Bool, true}, {0.0, Bool, false}, {0i, Bool, false}, {2i, Bool, true},
		{-128, Int8, int8(-128)}, {255, Uint8, uint8(255)}, {true, Int16, int16(1)},
		{uint64(math.MaxUint64), Uint64, uint64(math.MaxUint64)}, {int64(math.MinInt64), Int64, int64(math.MinInt64)},
		{1.9, Int8, int8(1)}, {-1.9, Int8, int8(-1)}, {-128.9, Int8, int8(-128)}, {-0.9, Uint8, uint8(0)}, {255.9, Uint8, uint8(255)},
		{-0x1p63, Int64, int64(math.MinInt64)}, {0x1p63, Uint64, uint64(1 << 63)}, {wide("18446744073709551616"), Float64, 0x1p64},
		{wide("-18446744073709551617"), Float32, float32(-0x1p64)}, {wide("340282366920938463463374607431768211456"), Complex64, complex64(complex(math.Inf(1), 0))},
		{wide("-18446744073709551616"), Bool, true}, {wide("7"), Int8, int8(7)}, {wide("18446744073709551615"), Uint64, uint64(math.MaxUint64)},
		{3, Complex64, complex64(3)}, {1 + 2i, Complex128, 1 + 2i}, {16777217, Float32, float32(16777216)}, {1.5, BFloat16, ToBF16(1.5)},
		{1e5, Float16, F16(0x7c00)}, {true, Float64, 1.0},
	} {
		got, err := store(t, c.v, c.d)
		assert.NoError(t, err)
		assert.Equal(t, c.want, got, "%v as %v", c.v, c.d)
	}
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		v    any
		d    DType
		kind fault.Kind
	}{
		{128, Int8, fault.Overflow}, {-129, Int8, fault.Overflow}, {256, Uint8, fault.Overflow}, {-1, Uint64, fault.Overflow},
		{uint64(1 << 63), Int64, fault.Overflow}, {wide("18446744073709551616"), Uint64, fault.Overflow},
		{wide("-18446744073709551616"), Int64, fault.Overflow}, {wide("1" + strings.Repeat("0", 400)), Float64, fault.Overflow},
		{wide("1" + strings.Repeat("0", 400)), Complex64, fault.Overflow},
		{128.0, Int8, fault.Overflow}, {-129.0, Int8, fault.Overflow}, {-1.0, Uint8, fault.Overflow}, {0x1p63, Int64, fault.Overflow},
		{0x1p64, Uint64, fault.Overflow}, {1e300, Int32, fault.Overflow}, {inf, Int8, fault.Overflow}, {-inf, Uint64, fault.Overflow},
		{nan, Int64, fault.Value}, {float32(nan), Uint8, fault.Value},
		{1i, Float64, fault.DType}, {1i, Int8, fault.DType}, {1 + 0i, BFloat16, fault.DType}, {1, Invalid, fault.DType},
	} {
		_, err := store(t, c.v, c.d)
		assert.ErrorIs(t, err, c.kind, "%v as %v", c.v, c.d)
	}
}

// TestShortFloats checks the rounding against exact arithmetic: the result
// must be the nearer one of the two neighbours, and the even one at a tie.
func TestShortFloats(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	check := func(x float64, got float64, below, above float64, even bool) {
		lo := new(big.Float).Sub(big.NewFloat(x), big.NewFloat(below))
		hi := new(big.Float).Sub(big.NewFloat(above), big.NewFloat(x))
		switch lo.Abs(lo).Cmp(hi.Abs(hi)) {
		case -1:
			require.Equal(t, below, got, "%x", x)
		case 1:
			require.Equal(t, above, got, "%x", x)
		default:
			if even {
				require.Equal(t, below, got, "%x", x)
			} else {
				require.Equal(t, above, got, "%x", x)
			}
		}
	}
	for range 200000 {
		h := F16(r.UintN(0x7bff))
		lo, hi := float64(h.Float32()), float64((h + 1).Float32())
		x := lo + (hi-lo)/2 // a tie, then next to it, then anywhere
		switch r.IntN(4) {
		case 0:
			x = math.Nextafter(x, hi)
		case 1:
			x = math.Nextafter(x, lo)
		case 2:
			x = lo + (hi-lo)*r.Float64()
		}
		check(x, float64(F16FromFloat64(x).Float32()), lo, hi, h%2 == 0)
		check(-x, float64(F16FromFloat64(-x).Float32()), -lo, -hi, h%2 == 0)

		b := BF16(r.UintN(0x7f7f))
		lo, hi = float64(b.Float32()), float64((b + 1).Float32())
		x = lo + (hi-lo)/2
		switch r.IntN(3) {
		case 0:
			x = math.Nextafter(x, hi)
		case 1:
			x = math.Nextafter(x, lo)
		}
		check(x, float64(BF16FromFloat64(x).Float32()), lo, hi, b%2 == 0)
	}
	assert.True(t, math.IsNaN(float64(F16FromFloat64(math.NaN()).Float32())))
	assert.Equal(t, F16(0x8000), F16FromFloat64(math.Copysign(0, -1)))
	assert.Equal(t, F16(0x7c00), F16FromFloat64(65520))
	assert.Equal(t, F16(0x7bff), F16FromFloat64(math.Nextafter(65520, 0)))
	assert.Equal(t, F16(0x7c00), F16FromFloat64(1e300))
	assert.Equal(t, BF16(0x7f80), BF16FromFloat64(1e300))
}
