// SPDX-License-Identifier: BSD-3-Clause

package fixed

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// intOf returns a as a number of Point(192).
func intOf(a Words) *big.Int {
	n := new(big.Int)
	for _, w := range []uint64{a.w3, a.w2, a.w1, a.w0} {
		n.Add(Shift(n, 64), new(big.Int).SetUint64(w))
	}
	if a.negative() {
		n.Sub(n, Shift(big.NewInt(1), 256))
	}
	return n
}

func wideInt(a WideWords) *big.Int {
	n := new(big.Int)
	for i := 5; i >= 0; i-- {
		n.Add(Shift(n, 64), new(big.Int).SetUint64(a[i]))
	}
	if a.negative() {
		n.Sub(n, Shift(big.NewInt(1), 384))
	}
	return n
}

// TestWords compares with numbers of any width.
func TestWords(t *testing.T) {
	const f = Point(192)
	rng := rand.New(rand.NewPCG(1, 9))
	number := func(lo, hi int) float64 {
		return math.Ldexp(1+rng.Float64(), lo+rng.IntN(hi-lo)) * float64(1-2*rng.IntN(2))
	}
	for range 3000 {
		x, y, z := number(-300, 10), number(-150, 10), number(-300, 120)
		a, b := WordsOf(x), WordsOf(y)
		requireNear(t, f.Of(x), intOf(a), 1)
		requireNear(t, new(big.Int).Add(intOf(a), intOf(b)), intOf(a.Add(b)), 0)
		requireNear(t, new(big.Int).Sub(intOf(a), intOf(b)), intOf(a.Sub(b)), 0)
		requireNear(t, Shift(intOf(a), -1), intOf(a.Half()), 0)
		requireNear(t, Shift(new(big.Int).Mul(intOf(a), intOf(b)), -192), intOf(a.Mul(b)), 4)
		got := b.Float64()
		require.InEpsilon(t, f.Float64(intOf(b)), got, 0x1p-52, "%x", y)
		requireNear(t, Shift(new(big.Int).Mul(intOf(b), Point(1100).Of(z)), -1100), wideInt(b.Times(z)), 2)

		n := rng.IntN(4000) - 2000
		requireNear(t, new(big.Int).Mul(f.Ln2(), big.NewInt(int64(n))), intOf(Ln2Words(n)), int64(max(n, -n)))
		p, q := b.Times(z), a.Times(x)
		requireNear(t, new(big.Int).Add(wideInt(p), wideInt(q)), wideInt(p.Add(q)), 0)
		requireNear(t, new(big.Int).Sub(wideInt(p), wideInt(q)), wideInt(p.Sub(q)), 0)
		if n, h, l := p.DivLn2(); n > -2000 && n < 2000 {
			back := new(big.Int).Add(f.Of(h), f.Of(l))
			back.Add(back, new(big.Int).Mul(f.Ln2(), big.NewInt(int64(n))))
			require.Less(t, math.Abs(f.Float64(back.Sub(back, wideInt(p)))), 0x1p-106)
			require.LessOrEqual(t, math.Abs(h), 0.35)
		} else {
			require.Greater(t, math.Abs(f.Float64(wideInt(p))), 1386.0)
		}
		words := [4]uint64{rng.Uint64(), rng.Uint64(), rng.Uint64(), rng.Uint64()}
		if rng.IntN(2) == 0 { // carries that go far
			for i := range p[:5] {
				p[i], words[i%4] = math.MaxUint64-uint64(rng.IntN(2)), math.MaxUint64-uint64(rng.IntN(2))
			}
		}
		factor := new(big.Int)
		for _, w := range words {
			factor.Add(Shift(factor, 64), new(big.Int).SetUint64(w))
		}
		r, neg := p.Times256(&words)
		require.Equal(t, p.negative(), neg)
		want := Shift(new(big.Int).Mul(new(big.Int).Abs(wideInt(p)), factor), -194)
		want.And(want, new(big.Int).Sub(Shift(big.NewInt(1), 256), big.NewInt(1)))
		for i, w := range r {
			require.Equal(t, new(big.Int).And(Shift(want, -64*i), new(big.Int).SetUint64(math.MaxUint64)).Uint64(), w)
		}

		x, y = 2*rng.Float64()-1, 6.4*rng.Float64()-3.2
		if rng.IntN(4) == 0 {
			x, y = number(-300, 0), number(-300, 1)
		}
		e, _ := f.Exp(f.Of(x), f.Of(0))
		requireNear(t, e, intOf(ExpWords(x)), 40)
		c, s := f.Exp(f.Of(0), f.Of(y))
		gotS, gotC := SinCosWords(y)
		requireNear(t, c, intOf(gotC), 40)
		requireNear(t, s, intOf(gotS), 40)
	}
}
