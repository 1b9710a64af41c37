// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func TestWork(t *testing.T) {
	zeros := func(shape ...int) *ndarray.Array { return ndarray.Zeros(dtype.Float64, shape...) }
	index := func(shape ...int) *ndarray.Array { return ndarray.Zeros(dtype.Int64, shape...) }
	for _, c := range []struct {
		name string
		args []any
		want int
	}{
		{"sum", []any{zeros(3, 40), nil, nil, false}, 15},
		{"argmax", []any{zeros(800), nil, nil, false}, 100},
		{"sort", []any{zeros(3, 4), -1, nil, nil}, 12},
		{"concat", []any{[]any{zeros(30), zeros(50)}, 0}, 10},
		{"concat", []any{[]any{zeros(32), index(32)}, 0}, 8},
		{"roll", []any{zeros(40, 20).Transpose(), 3, nil}, 100},
		{"roll", []any{zeros(40, 16).Slice(":, ::2"), 3, nil}, 40},
		{"delete", []any{ndarray.Zeros(dtype.Uint8, 640), index(5), nil}, 15},
		{"insert", []any{zeros(8), index(5), zeros(5), nil}, 11},
		{"diff", []any{zeros(80), 3, -1}, 30},
		{"arange", []any{1_000_000, nil, 1, nil}, 1_000_000},
		{"arange", []any{0.0, 10.0, -0.5, nil}, 20},
		{"arange", []any{0, 1e300, 1e-300, nil}, math.MaxInt},
		{"arange", []any{0, 1, 0, nil}, 0},
		{"linspace", []any{0, 1, 1000, nil, nil, true}, 1000},
		{"eye", []any{100, nil, 0, nil, nil}, 10_000},
		{"eye", []any{100, 3, 0, nil, nil}, 300},
		{"_meshgrid", []any{[]any{zeros(30), zeros(50)}, "xy"}, 3000},
		{"matmul", []any{zeros(2, 3), zeros(3, 16)}, 3},
		{"matmul", []any{zeros(2, 3), zeros(3)}, 6},
		{"matmul", []any{"x", zeros(3)}, 0},
		{"tensordot", []any{zeros(2, 3), zeros(5), 0}, 30},
		{"tensordot", []any{zeros(2, 3), zeros(2, 3), 2}, 6},
		{"repeat", []any{zeros(2, 3), 100, nil}, 600},
		{"repeat", []any{zeros(2), ndarray.FromSlice([]int64{3, 5}), nil}, 8},
		{"tile", []any{zeros(2, 3), []any{10, 10}}, 600},
		{"_getitem", []any{zeros(1000, 1000), []any{Slice{}, 3}}, 0},
		{"_getitem", []any{zeros(1000, 1000), []any{index(100)}}, 100_000},
		{"_getitem", []any{zeros(1000, 1000), []any{Slice{}, index(3)}}, 3000},
		{"_getitem", []any{zeros(1000, 1000), []any{index(5, 1), index(7)}}, 35},
		{"_getitem", []any{zeros(100, 100), []any{ndarray.Zeros(dtype.Bool, 100, 100)}}, 10_000},
		{"_setitem", []any{zeros(1_000_000), []any{index(100)}, 1.0}, 100},
		{"_setitem", []any{zeros(1000, 1000), []any{3}, 1.0}, 1000},
		{"_setitem", []any{zeros(1000, 1000), []any{Slice{}}, 1.0}, 1_000_000},
		{"take", []any{zeros(1000, 1000), index(10), nil, nil, "raise"}, 10},
		{"take", []any{zeros(1000, 500), index(10), -1, nil, "raise"}, 10_000},
		{"trace", []any{zeros(1000, 500), 0, 0, 1, nil, nil}, 500},
		{"trace", []any{zeros(5, 3, 2), 0, 0, 1, nil, nil}, 30},
		{"_shares_memory", []any{zeros(1000, 500), zeros(1000, 500)}, 0},
		{"searchsorted", []any{zeros(1023), 1.0, "left", nil}, 11},
		{"searchsorted", []any{zeros(1023), zeros(100), "left", nil}, 1100},
		{"searchsorted", []any{zeros(1023), index(1), "left", nil}, 11264},
	} {
		i := find(t, c.name)
		assert.Equal(t, c.want, Functions[i].WorkOf(Args{List: c.args}), "%s%v", c.name, c.args)
	}
}

func find(t *testing.T, name string) int {
	for i := range Functions {
		if Functions[i].Name == name {
			return i
		}
	}
	t.Fatal(name)
	return 0
}
