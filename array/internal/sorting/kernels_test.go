// SPDX-License-Identifier: BSD-3-Clause

package sorting_test

import (
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

// The kernels do what Go does, at any place and length, and touch nothing but the keys.
func TestKernels(t *testing.T) {
	for _, l := range kerneltest.Required(t) {
		if l == kernel.Go || l == kernel.NEON {
			continue
		}
		t.Run(l.String(), func(t *testing.T) {
			checkKernels[int32](t, sorts.Keys32.At(l))
			checkKernels[int64](t, sorts.Keys64.At(l))
		})
	}
}

func checkKernels[K int32 | int64](t *testing.T, impl *kernel.SortImpl) {
	r := rand.New(rand.NewPCG(1, 2))
	const most = 3000
	size := int(unsafe.Sizeof(K(0)))
	memory := kerneltest.Guarded(t, most*size)
	step := 1
	if testing.Short() {
		step = 7
	}
	for pattern, key := range keyPatterns {
		for n := 1; n <= most; n += step + n/700*97 {
			want := make([]K, n)
			for i := range want {
				want[i] = K(key(r, i, n))
			}
			// At the end of the memory and at its beginning.
			for at := range 2 {
				keys := unsafe.Slice((*K)(unsafe.Pointer(&memory[at*(len(memory)-n*size)])), n)
				if n >= impl.Fewest && n <= impl.Most {
					copy(keys, want)
					impl.Network(&kernel.Sort{Keys: unsafe.Pointer(&keys[0]), N: n})
					sorted := slices.Sorted(slices.Values(want))
					if !slices.Equal(sorted, keys) {
						require.Equal(t, sorted, keys, "%s, %d keys", pattern, n)
					}
				}
				if n < impl.Least {
					continue
				}
				for _, pivot := range []K{want[r.IntN(n)], slices.Min(want), slices.Max(want), slices.Max(want) + 1} {
					copy(keys, want)
					s := kernel.Sort{Keys: unsafe.Pointer(&keys[0]), N: n, Pivot: uint64(pivot)}
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
							t.Fatalf("%s, %d keys: key %d is at %d", pattern, n, k, i)
						}
					}
					slices.Sort(keys)
					require.True(t, slices.Equal(slices.Sorted(slices.Values(want)), keys), "%s, %d keys: others", pattern, n)
				}
			}
		}
	}
}
