// SPDX-License-Identifier: BSD-3-Clause

package lane

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// each returns small, extreme and random integers of a type.
func each[T Integer]() []T {
	r := rand.New(rand.NewPCG(1, 2))
	var xs []T
	for n := 0; n < width[T](); n += 1 + n/9*3 {
		for _, x := range []T{0, 1, 3} {
			xs = append(xs, x<<n, x<<n-1, ^(x << n))
		}
	}
	for range 100 {
		xs = append(xs, T(r.Uint64()>>r.IntN(64)))
	}
	return append(xs, least[T](), greatest[T]())
}

// exact returns x as an integer of any length.
func exact[T Integer](x T) *big.Int {
	if signed[T]() {
		return big.NewInt(int64(x))
	}
	return new(big.Int).SetUint64(uint64(x))
}

// wrapped returns the low bits of x as a T.
func wrapped[T Integer](x *big.Int) T {
	low := new(big.Int).And(x, new(big.Int).SetUint64(1<<64-1))
	return T(low.Uint64())
}

// saturated returns x, or the end of the range of T that it is past.
func saturated[T Integer](x *big.Int) T {
	switch {
	case x.Cmp(exact(least[T]())) < 0:
		return least[T]()
	case x.Cmp(exact(greatest[T]())) > 0:
		return greatest[T]()
	}
	return wrapped[T](x)
}

// testBits checks each function against one that goes over the bits one by one,
// or that computes in integers of any length.
func testBits[T Integer](t *testing.T) {
	n := width[T]()
	check := func(name string, got, want T, x ...T) {
		t.Helper()
		if got != want {
			t.Errorf("%s of %T %d is %d, want %d", name, got, x, got, want)
		}
	}
	xs := each[T]()
	for _, x := range xs {
		ones, leading, trailing := T(0), T(n), T(n)
		var reversed T
		for i := range n {
			if x>>i&1 == 0 {
				continue
			}
			ones++
			leading = T(n - 1 - i)
			if trailing == T(n) {
				trailing = T(i)
			}
			reversed |= 1 << ((n/8-1-i/8)*8 + i%8)
		}
		check("OnesCount", OnesCount(x), ones, x)
		check("LeadingZeros", LeadingZeros(x), leading, x)
		check("TrailingZeros", TrailingZeros(x), trailing, x)
		check("ReverseBytes", ReverseBytes(x), reversed, x)
		var repeated, nonzero T
		for i := range n / 8 {
			repeated |= T(uint8(x)) << (8 * i)
			if uint8(x>>(8*i)) != 0 {
				nonzero |= 1 << (8 * i)
			}
		}
		check("RepeatByte", RepeatByte(x), repeated, x)
		check("NonzeroBytes", NonzeroBytes(x), nonzero, x)
		rotated := x
		for k := range 2*n + 1 {
			check("RotateLeft", RotateLeft(x, T(k)), rotated, x, T(k))
			top := rotated >> (n - 1) & 1
			rotated = rotated<<1 | top
		}
		check("RotateLeft", RotateLeft(RotateLeft(x, 3), ^T(2)), x, x) // by -3
		for _, y := range xs {
			a, b := exact(x), exact(y)
			sum, d := new(big.Int).Add(a, b), new(big.Int).Sub(a, b)
			product := new(big.Int).Mul(a, b)
			check("MulHi", MulHi(x, y), wrapped[T](product.Rsh(product, uint(n))), x, y)
			check("AddSat", AddSat(x, y), saturated[T](sum), x, y)
			check("SubSat", SubSat(x, y), saturated[T](d), x, y)
			check("AbsDiff", AbsDiff(x, y), wrapped[T](d.Abs(d)), x, y)
			check("Avg", Avg(x, y), wrapped[T](sum.Rsh(sum.Add(sum, big.NewInt(1)), 1)), x, y)
		}
	}
}

func TestBits(t *testing.T) {
	testBits[int8](t)
	testBits[int16](t)
	testBits[int32](t)
	testBits[int64](t)
	testBits[uint8](t)
	testBits[uint16](t)
	testBits[uint32](t)
	testBits[uint64](t)
}
