// SPDX-License-Identifier: BSD-3-Clause

package sorting_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/generated/sorts"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/kerneltest"
)

// keyPatterns are rows of keys that sorts have trouble with.
var keyPatterns = map[string]func(r *rand.Rand, i, n int) int64{
	"random":     func(r *rand.Rand, _, _ int) int64 { return int64(r.Uint64()) },
	"small":      func(r *rand.Rand, _, _ int) int64 { return int64(r.IntN(2000)) - 1000 },
	"few values": func(r *rand.Rand, _, _ int) int64 { return int64(r.IntN(3)) },
	"ends": func(r *rand.Rand, _, _ int) int64 {
		return [...]int64{-1 << 63, 1<<63 - 1, -1 << 31, 1<<31 - 1, 0, -1}[r.IntN(6)]
	},
	"equal":      func(*rand.Rand, int, int) int64 { return 7 },
	"rising":     func(_ *rand.Rand, i, _ int) int64 { return int64(i) },
	"falling":    func(_ *rand.Rand, i, _ int) int64 { return int64(-i) },
	"organ pipe": func(_ *rand.Rand, i, n int) int64 { return int64(min(i, n-i)) },
	"saw":        func(_ *rand.Rand, i, _ int) int64 { return int64(i % 17) },
}

// float64Of returns the float of a number: mostly one of that size. Some numbers are zeros of either sign,
// infinities, and the least and greatest floats.
func float64Of(i int64) float64 {
	rare := [...]float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64,
		math.MaxFloat64, -math.MaxFloat64, 0x1p-1022, 0x1p-1023}
	switch {
	case i == 0 || i == 1 || i > 1<<62 && i%4 == 0:
		return rare[uint64(i)%uint64(len(rare))]
	case i&1 == 0:
		if x := math.Float64frombits(uint64(i)); x == x {
			return x
		}
	}
	return float64(i)
}

// float32Of is float64Of for float32.
func float32Of(i int64) float32 {
	rare := [...]float32{0, float32(math.Copysign(0, -1)), float32(math.Inf(1)), float32(math.Inf(-1)), math.SmallestNonzeroFloat32,
		-math.SmallestNonzeroFloat32, math.MaxFloat32, -math.MaxFloat32, 0x1p-126, 0x1p-127}
	switch {
	case i == 0 || i == 1 || i > 1<<62 && i%4 == 0:
		return rare[uint64(i)%uint64(len(rare))]
	case i&1 == 0:
		if x := math.Float32frombits(uint32(i >> 16)); x == x {
			return x
		}
	}
	return float32(i)
}

// keysOf are keys of a type: how numbers become keys and keys the bits of an element, and what orders them.
type keysOf[K any, B uint32 | uint64] struct {
	of   func(int64) K
	next func(K) K
	bits func(K) B
}

// The kernels do what Go does, at any place and length, and touch nothing but the keys.
func TestKernels(t *testing.T) {
	for _, l := range kerneltest.Required(t) {
		if l == kernel.Go || l == kernel.NEON {
			continue
		}
		t.Run(l.String(), func(t *testing.T) {
			checkKernels(t, sorts.Keys32.At(l), keysOf[int32, uint32]{
				func(i int64) int32 { return int32(i) }, func(k int32) int32 { return k + 1 }, func(k int32) uint32 { return uint32(k) }})
			checkKernels(t, sorts.Keys64.At(l), keysOf[int64, uint64]{
				func(i int64) int64 { return i }, func(k int64) int64 { return k + 1 }, func(k int64) uint64 { return uint64(k) }})
			checkKernels(t, sorts.Floats32.At(l), keysOf[float32, uint32]{
				float32Of, func(k float32) float32 { return math.Nextafter32(k, float32(math.Inf(1))) }, math.Float32bits})
			checkKernels(t, sorts.Floats64.At(l), keysOf[float64, uint64]{
				float64Of, func(k float64) float64 { return math.Nextafter(k, math.Inf(1)) }, math.Float64bits})
			checkSpecials(t, sorts.Floats32.At(l), math.Float32frombits, 0x7f800000)
			checkSpecials(t, sorts.Floats64.At(l), math.Float64frombits, 0x7ff0000000000000)
		})
	}
}

func checkKernels[K int32 | int64 | float32 | float64, B uint32 | uint64](t *testing.T, impl *kernel.SortImpl, of keysOf[K, B]) {
	r := rand.New(rand.NewPCG(1, 2))
	const most = 3000
	size := int(unsafe.Sizeof(K(0)))
	memory := kerneltest.Guarded(t, most*size)
	step := 1
	if testing.Short() {
		step = 7
	}
	// inOrder sorts keys, zeros with a sign before those without, which kernels may leave in any order.
	inOrder := func(keys []K) {
		slices.SortFunc(keys, func(a, b K) int { return cmp.Or(cmp.Compare(a, b), cmp.Compare(of.bits(b), of.bits(a))) })
	}
	for pattern, key := range keyPatterns {
		for n := 1; n <= most; n += step + n/700*97 {
			want := make([]K, n)
			for i := range want {
				want[i] = of.of(key(r, i, n))
			}
			sorted := slices.Clone(want)
			inOrder(sorted)
			same := func(a, b K) bool { return of.bits(a) == of.bits(b) }
			// At the end of the memory and at its beginning.
			for at := range 2 {
				keys := unsafe.Slice((*K)(unsafe.Pointer(&memory[at*(len(memory)-n*size)])), n)
				if n >= impl.Fewest && n <= impl.Most {
					copy(keys, want)
					impl.Network(&kernel.Sort{Keys: unsafe.Pointer(&keys[0]), N: n})
					require.True(t, slices.Equal(sorted, keys), "%s, %d keys", pattern, n)
					inOrder(keys)
					require.True(t, slices.EqualFunc(sorted, keys, same), "%s, %d keys: others", pattern, n)
				}
				if n < impl.Least {
					continue
				}
				for _, pivot := range []K{want[r.IntN(n)], sorted[0], sorted[n-1], of.next(sorted[n-1])} {
					copy(keys, want)
					s := kernel.Sort{Keys: unsafe.Pointer(&keys[0]), N: n, Pivot: uint64(of.bits(pivot))}
					impl.Partition(&s)
					below := 0
					for _, k := range want {
						if k < pivot {
							below++
						}
					}
					require.Equal(t, below, s.Below, "%s, %d keys", pattern, n)
					for i, k := range keys {
						if (k < pivot) != (i < below) {
							t.Fatalf("%s, %d keys: key %v is at %d", pattern, n, k, i)
						}
					}
					inOrder(keys)
					require.True(t, slices.EqualFunc(sorted, keys, same), "%s, %d keys: others", pattern, n)
				}
			}
		}
	}
}

// NaNs and -0 are found wherever they are, and no other float is.
func checkSpecials[K float32 | float64, B uint32 | uint64](t *testing.T, impl *kernel.SortImpl, of func(B) K, infinity B) {
	size := int(unsafe.Sizeof(K(0)))
	const most = 70
	memory := kerneltest.Guarded(t, most*size)
	sign := B(1) << (8*size - 1)
	for n := impl.Fewest; n <= most; n++ {
		for at := range 2 {
			bits := unsafe.Slice((*B)(unsafe.Pointer(&memory[at*(len(memory)-n*size)])), n)
			s := kernel.Sort{Keys: unsafe.Pointer(&bits[0]), N: n}
			for _, usual := range []B{0, 1, sign | 1, infinity, sign | infinity, infinity - 1, infinity >> 1} {
				for i := range bits {
					bits[i] = usual
				}
				impl.Specials(&s)
				require.Zero(t, s.Below, "%d of %v", n, of(usual))
				for _, special := range []B{sign, infinity + 1, sign | infinity + 1, infinity | (infinity >> 1), sign - 1, ^B(0)} {
					for i := range bits {
						bits[i] = special
						impl.Specials(&s)
						require.NotZero(t, s.Below, "%x at %d of %d", special, i, n)
						require.Equal(t, special, bits[i])
						bits[i] = usual
					}
				}
			}
		}
	}
}
