// SPDX-License-Identifier: BSD-3-Clause

package passes

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/internal/ir"
)

// TestCountOf: the count of a row is an input where a sum of the same elements tells of NaNs, and only there;
// what adds anything else is no count.
func TestCountOf(t *testing.T) {
	sum := ir.Reduction{Kind: ir.Sum, Order: ir.Pairwise}
	mean := func(one float64, of int) *ir.Func {
		f := ir.New("mean")
		f.In = []ir.Operand{{Name: "x", Lane: ir.F64, Row: true}, {Name: "y", Lane: ir.F64, Row: true}}
		f.Out = []ir.Operand{{Name: "m", Lane: ir.F64}}
		x := f.Param(0, 0)
		count := f.Reduce(sum, f.Select(f.Binary(ir.Eq, x, x), f.Float(ir.F64, one), f.Float(ir.F64, 0)))
		f.Return(0, 0, f.Binary(ir.Div, f.Reduce(sum, f.Param(of, 0)), count))
		return f
	}
	c := CountOf(mean(1, 0))
	require.NotNil(t, c)
	require.Equal(t, 2, c.Input)
	p := Of(c.Func)
	require.Len(t, p.Passes, 2)
	require.Equal(t, []int{0}, p.Passes[0].In)
	require.Equal(t, []int{p.Saved[c.Witness], c.Input}, p.Passes[1].In)
	require.Equal(t, []int{3}, p.Passes[1].Out)
	require.Nil(t, CountOf(mean(2, 0)))
	require.Nil(t, CountOf(mean(1, 1))) // a NaN of x is not in the sum of y
}
