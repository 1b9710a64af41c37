// SPDX-License-Identifier: BSD-3-Clause

package sorting_test

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array/internal/sorting"
	"github.com/arraygen/arraygen/generated/sorts"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/kernel/kerneltest"
)

// specialFloats are what a row has besides other numbers, as the bits of float64: some have NaNs, some -0.
var specialFloats = map[string][]uint64{
	"numbers":    nil,
	"zeros":      {0, 1 << 63},
	"NaNs":       {0x7ff8 << 48, 0xfff8 << 48, 0x7ff0<<48 | 1<<30, 0xfff0<<48 | 5<<40, 0x7ff8<<48 | 77<<32, ^uint64(0)},
	"infinities": {0x7ff0 << 48, 0xfff0 << 48},
	"denormals":  {1, 1<<63 | 1, 1<<52 - 1, 1<<63 | 1<<51, 0},
	"all":        {0, 1 << 63, 0x7ff8 << 48, 0xfff8<<48 | 9<<32, 0x7ff0 << 48, 0xfff0 << 48, 1, 1<<63 | 1, 0x7fef<<48 | 1<<48 - 1},
}

// float32Bits are the bits of a float32 like a float64: a zero, a NaN, a denormal and so on.
func float32Bits(b uint64) uint32 {
	x := math.Float64frombits(b)
	switch sign := uint32(b>>63) << 31; {
	case x != x:
		return sign | 0x7f800000 | uint32(b>>29)&0x7fffff | 1
	case b&^(1<<63) != 0 && math.Abs(x) < 0x1p-1022:
		return sign | uint32(b>>29)&0x7fffff | 1
	case !math.IsInf(x, 0) && math.Abs(x) > math.MaxFloat32:
		return sign | 0x7f7fffff
	}
	return math.Float32bits(float32(x))
}

// stable is the order of floats in Go: NaNs are last and equal, as zeros are.
func stable[F float32 | float64](a, b F) int {
	return cmp.Or(boolean(a != a)-boolean(b != b), boolean(a > b)-boolean(a < b))
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Floats of all kinds, at every short length, have the bits that a stable sort in Go gives, on all levels; a partition has
// at its place those of a sort that takes -0 before 0, as keys do.
func TestFloats(t *testing.T) {
	for _, l := range kerneltest.Required(t) {
		t.Run(l.String(), func(t *testing.T) {
			restore, err := kernel.SetLevel(l)
			require.NoError(t, err)
			defer restore()
			checkFloats(t, dtype.Float64, func(b uint64) float64 { return math.Float64frombits(b) }, math.Float64bits)
			checkFloats(t, dtype.Float32, func(b uint64) float32 { return math.Float32frombits(float32Bits(b)) }, math.Float32bits)
		})
	}
}

func checkFloats[F float32 | float64, B uint32 | uint64](t *testing.T, d dtype.DType, of func(uint64) F, bitsOf func(F) B) {
	r := rand.New(rand.NewPCG(3, 4))
	var lengths []int
	for n := range 301 {
		lengths = append(lengths, n)
	}
	same := func(a, b F) bool { return bitsOf(a) == bitsOf(b) }
	// Each length with a third of the patterns of numbers and specials, drawn at random: others with other lengths.
	oneOf := 3
	if testing.Short() {
		oneOf = 8
	}
	for _, n := range append(lengths, 511, 512, 513, 1000, 3001, 20000) {
		for pattern, number := range keyPatterns {
			for kind, special := range specialFloats {
				if n > 300 && n < 20000 && r.IntN(4) > 0 || n == 20000 && kind != "all" || r.IntN(oneOf) > 0 {
					continue
				}
				// A few, or most.
				often := [...]float64{0.05, 0.9}[r.IntN(2)]
				row := make([]F, n)
				for i := range row {
					if len(special) > 0 && r.Float64() < often {
						row[i] = of(special[r.IntN(len(special))])
						continue
					}
					row[i] = of(math.Float64bits(float64(number(r, i, n))))
				}
				for _, descending := range []bool{false, true} {
					got, want := slices.Clone(row), slices.Clone(row)
					require.NoError(t, sorting.Sort("sort", ndarray.FromSlice(got, n), 0, descending))
					slices.SortStableFunc(want, func(a, b F) int {
						if descending {
							a, b = b, a
						}
						return stable(a, b)
					})
					if !slices.EqualFunc(want, got, same) {
						require.Failf(t, "another order", "%v %s %s of %d, descending %v", d, pattern, kind, n, descending)
					}
				}
				if n == 0 {
					continue
				}
				k := r.IntN(n)
				got, want := slices.Clone(row), slices.Clone(row)
				require.NoError(t, sorting.PartitionRow("partition", nil, d, unsafe.Pointer(&got[0]), n, []int{k}))
				slices.SortStableFunc(want, func(a, b F) int {
					if c := stable(a, b); c != 0 || n <= 16 || a != a { // few are sorted, zeros in their order
						return c
					}
					return cmp.Compare(bitsOf(b), bitsOf(a))
				})
				what := fmt.Sprintf("%v %s %s of %d at %d", d, pattern, kind, n, k)
				if want[k] == want[k] {
					require.Equal(t, bitsOf(want[k]), bitsOf(got[k]), what)
				} else {
					require.True(t, got[k] != got[k], what)
				}
				for i, x := range got {
					require.False(t, i < k && stable(x, got[k]) > 0 || i > k && stable(x, got[k]) < 0, what)
				}
				inBits := func(a, b F) int { return cmp.Compare(bitsOf(a), bitsOf(b)) }
				slices.SortFunc(got, inBits)
				slices.SortFunc(want, inBits)
				require.True(t, slices.EqualFunc(want, got, same), "%s: others", what)
			}
		}
	}
}

// Sorts partition about as many keys as there are, for each time that halves are halved, whatever the keys.
func TestPartitionedKeys(t *testing.T) {
	checkPartitionedKeys[int32](t, dtype.Int32, &sorts.Keys32)
	checkPartitionedKeys[int64](t, dtype.Int64, &sorts.Keys64)
	checkPartitionedKeys[float32](t, dtype.Float32, &sorts.Floats32)
	checkPartitionedKeys[float64](t, dtype.Float64, &sorts.Floats64)
}

func checkPartitionedKeys[K int32 | int64 | float32 | float64](t *testing.T, d dtype.DType, set *kernel.SortSet) {
	impl := &set[kernel.Current()]
	if impl.Partition == nil {
		return
	}
	was, keys := impl.Partition, 0
	impl.Partition = func(s *kernel.Sort) {
		keys += s.N
		was(s)
	}
	defer func() { impl.Partition = was }()
	for pattern, number := range keyPatterns {
		const n = 50000
		r := rand.New(rand.NewPCG(8, 9))
		row := make([]K, n)
		for i := range row {
			row[i] = K(int32(number(r, i, n)))
		}
		sorted := slices.Clone(row)
		keys = 0
		require.NoError(t, sorting.SortRow("sort", d, unsafe.Pointer(&sorted[0]), n))
		require.Less(t, keys, 2*n*bits.Len(n), "%v %s", d, pattern)
		keys = 0
		require.NoError(t, sorting.PartitionRow("partition", nil, d, unsafe.Pointer(&row[0]), n, []int{n / 3}))
		require.Less(t, keys, 6*n, "%v %s", d, pattern)
	}
}
