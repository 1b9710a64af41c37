// SPDX-License-Identifier: BSD-3-Clause

package array_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/array"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// held returns arrays of 1 MB each.
func held(n int) []*array.Array {
	list := make([]*array.Array, n)
	for i := range list {
		list[i] = array.Zeros(array.Shape{1 << 17})
	}
	return list
}

// TestReleasedServeAgainWhereMuchIsHeld holds that results which are released are made in the same memory however
// many arrays the program holds.
func TestReleasedServeAgainWhereMuchIsHeld(t *testing.T) {
	arrays := held(64)
	x, u := array.Ones(array.Shape{500_000}), array.Ones(array.Shape{4_000_000}, array.DType(dtype.Uint8))
	large := array.Ones(array.Shape{4_000_000})
	for name, f := range map[string]func() *array.Array{
		"add":   func() *array.Array { return array.Add(x, x) },
		"full":  func() *array.Array { return array.Full(array.Shape{500_000}, 3.0) },
		"zeros": func() *array.Array { return array.Zeros(array.Shape{500_000}) },
		"block": func() *array.Array { return array.Block([]any{u, u}) },
		"two results": func() *array.Array {
			y := array.Add(x, x)
			defer y.Release()
			return array.Multiply(y, x)
		},
		"32 MB":       func() *array.Array { return array.Add(large, large) },
		"zeros 32 MB": func() *array.Array { return array.Zeros(array.Shape{4_000_000}) },
	} {
		t.Run(name, func(t *testing.T) {
			const calls = 20
			y := f()
			bytes := y.Size() * y.ItemSize()
			y.Release()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for range calls {
				y := f()
				require.NoError(t, y.Err())
				y.Release()
			}
			runtime.ReadMemStats(&after)
			// The collector may find that nobody needed a block, in between.
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(calls*bytes/4))
		})
	}
	runtime.KeepAlive(arrays)
}

func BenchmarkReleasedWhereMuchIsHeld(b *testing.B) {
	arrays := held(64)
	x, few := array.Ones(array.Shape{500_000}), array.Ones(array.Shape{1000})
	large := array.Ones(array.Shape{4_000_000})
	for name, f := range map[string]func() *array.Array{
		"add 1000":    func() *array.Array { return array.Add(few, few) },
		"add 500000":  func() *array.Array { return array.Add(x, x) },
		"add 4000000": func() *array.Array { return array.Add(large, large) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f().Release()
			}
		})
	}
	runtime.KeepAlive(arrays)
}
