package lane

import (
	"math/rand/v2"
	"testing"
)

// each calls f with small, extreme and random integers of a type.
func each[T Integer](f func(x T)) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range width[T]() {
		for _, x := range []T{0, 1, 3} {
			f(x << n)
			f(x<<n - 1)
			f(^(x << n))
		}
	}
	for range 200 {
		f(T(r.Uint64() >> r.IntN(64)))
	}
}

// bit reports whether bit i of x is set: the bits of x one by one, for the
// references below.
func bit[T Integer](x T, i int) bool { return x>>i&1 == 1 }

// testBits checks each function against one that goes over the bits, or that
// computes in integers of any length.
func testBits[T Integer](t *testing.T) {
	n := width[T]()
	each(func(x T) {
		ones := 0
		for i := range n {
			if bit(x, i) {
				ones++
			}
		}
		if got := OnesCount(x); int(got) != ones {
			t.Errorf("OnesCount(%d) of %T is %d, want %d", x, x, got, ones)
		}
	})
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
