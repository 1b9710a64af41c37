// SPDX-License-Identifier: BSD-3-Clause

package legalise

import (
	"math"
	"math/rand"
	"slices"
	"testing"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/irtest"
	"github.com/stretchr/testify/require"
)

// divisors are the constants of a type that are tried: all of 8 bits, the ends of
// the range, and what lies about powers of two.
func divisors(t ir.Type) []uint64 {
	var ds []uint64
	if t.Size() == 1 {
		for d := range uint64(256) {
			ds = append(ds, d)
		}
		return ds
	}
	for _, d := range []uint64{3, 5, 6, 7, 10, 11, 12, 14, 25, 28, 60, 100, 125, 641, 1000, 10_000, 86_400, 1_000_000_007} {
		ds = append(ds, d, -d)
	}
	for k := range t.Bits() {
		for e := range uint64(3) {
			d := uint64(1)<<k - 1 + e
			ds = append(ds, d, -d)
		}
	}
	return ds
}

// quotients returns a body that divides by constants, with remainders.
func quotients(t ir.Type, d uint64) *ir.Func {
	f := ir.New("divide")
	f.In = []ir.Operand{{Name: "x", Lane: t}}
	f.Out = []ir.Operand{{Name: "q", Lane: t}, {Name: "r", Lane: t}, {Name: "fq", Lane: t}, {Name: "fr", Lane: t}}
	x, c := f.Param(0, 0), f.Const(t, d)
	f.Return(0, 0, f.Binary(ir.Div, x, c))
	f.Return(1, 0, f.Binary(ir.Rem, x, c))
	f.Return(2, 0, f.Binary(ir.FloorDiv, x, c))
	f.Return(3, 0, f.Binary(ir.FloorRem, x, c))
	return f
}

// TestDivisionByConstants: the quotient of a constant is exact without a division:
// all bytes by all bytes; else numbers about the multiples of the divisor and at
// random.
func TestDivisionByConstants(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	for _, level := range levels() {
		for _, typ := range ints {
			for i, d := range divisors(typ) {
				if testing.Short() && i%8 != 0 {
					continue
				}
				f := quotients(typ, irtest.Trim(typ, d))
				g, err := For(level, f)
				require.NoError(t, err)
				has(t, level, g)
				for _, v := range g.Values {
					require.False(t, v.Type.Is(ir.KindFloat), "%s divides by way of floats:\n%s", typ, g)
				}
				try := func(x uint64) {
					in := [][2]uint64{{irtest.Trim(typ, x)}}
					want, _ := f.Eval(in)
					got, _ := g.Eval(in)
					if !slices.Equal(want, got) {
						require.FailNow(t, "differs", "%s %s: %d by %d: got %d, want %d\n%s", level.Name, typ, x, d, got, want, g)
					}
				}
				if typ.Size() == 1 {
					for x := range uint64(256) {
						try(x)
					}
					continue
				}
				for _, x := range irtest.Special(typ) {
					try(x)
				}
				for range 5 {
					m := irtest.Random(r, typ) * d
					try(m - 1)
					try(m)
					try(irtest.Random(r, typ))
				}
			}
		}
	}
}

// A product with a power of two is a shift, and on levels without products of 64
// bits one with 3, 7 or 40 is two.
func TestProductsWithConstants(t *testing.T) {
	r := rand.New(rand.NewSource(4))
	for _, level := range levels() {
		for _, typ := range ints {
			for _, d := range divisors(typ) {
				f := ir.New("multiply")
				f.In = []ir.Operand{{Name: "x", Lane: typ}}
				f.Out = []ir.Operand{{Name: "p", Lane: typ}}
				f.Return(0, 0, f.Binary(ir.Mul, f.Param(0, 0), f.Const(typ, d)))
				g, err := For(level, f)
				require.NoError(t, err)
				has(t, level, g)
				for range 10 {
					in := [][2]uint64{{irtest.Random(r, typ)}}
					want, _ := f.Eval(in)
					got, _ := g.Eval(in)
					require.Equal(t, want, got, "%s %s by %d", level.Name, typ, d)
				}
				for _, v := range g.Values {
					if d = irtest.Trim(typ, d); typ.Size() == 8 && (d == 8 || d == 3 || d == 7 || d == 40) {
						require.False(t, v.Op == ir.Mul && level.Name == "avx512" && d == 8 || v.Op == ir.MulLo32, "%s", g)
					}
				}
			}
		}
	}
}

// A float divided by a power of two is multiplied, where the reciprocal is exact.
func TestFloatDivisionByConstants(t *testing.T) {
	r := rand.New(rand.NewSource(5))
	for _, typ := range floats {
		largest, least := 127, -149
		if typ == ir.F64 {
			largest, least = 1023, -1074
		}
		for e := least; e <= largest; e++ {
			for _, c := range []float64{1, -1, 1.5} {
				f := ir.New("divide")
				f.In = []ir.Operand{{Name: "x", Lane: typ}}
				f.Out = []ir.Operand{{Name: "q", Lane: typ}}
				f.Return(0, 0, f.Binary(ir.Div, f.Param(0, 0), f.Float(typ, math.Ldexp(c, e))))
				g, err := For(levels()[0], f)
				require.NoError(t, err)
				divides := false
				for _, v := range g.Values {
					divides = divides || v.Op == ir.Div
				}
				require.Equal(t, c == 1.5 && e > least || e < -largest, divides, "%v * 2^%d", c, e)
				if e%50 == 0 || e < least+3 || e > largest-3 {
					check(t, r, f, g)
				}
			}
		}
	}
}
