// SPDX-License-Identifier: BSD-3-Clause

package golang

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/gen/internal/ident"
	"github.com/arraygen/arraygen/internal/ir"
)

// callInBranch is a call on the right of && or ||, or in the block of an if.
var callInBranch = regexp.MustCompile(`(&&|\|\|)[^{\n]*FMA32|\{\n\s*v\d+ = .*FMA32`)

// TestNoCallWhereANarrowIntegerIsReloaded: a call stays out of a branch that
// reads a narrow integer which is read again behind it, wherever that reader
// stands in the IR, and in other branches stays where it is.
func TestNoCallWhereANarrowIntegerIsReloaded(t *testing.T) {
	for _, lane := range []ir.Type{ir.I8, ir.U8, ir.I16, ir.U16, ir.I32, ir.U32, ir.I64, ir.U64} {
		for _, again := range []string{"before", "behind", "never"} {
			t.Run(fmt.Sprint(lane, " read ", again), func(t *testing.T) {
				f := ir.New("f")
				f.In = []ir.Operand{{Name: "n", Lane: lane}, {Name: "x", Lane: ir.F32}}
				f.Out = []ir.Operand{{Name: "z", Lane: ir.F32}, {Name: "w", Lane: ir.F64}}
				n, x := f.Param(0, 0), f.Param(1, 0)
				m := f.Binary(ir.Mul, n, n)
				wide := func() *ir.Value { return f.Convert(ir.F64, m) }
				w := f.Convert(ir.F64, x)
				if again == "before" {
					w = wide()
				}
				fma := func(y float64) *ir.Value { return f.Ternary(ir.FMA, x, x, f.Float(ir.F32, y)) }
				c := f.Emit(ir.And, ir.Bool, 0, f.Emit(ir.Lt, ir.Bool, 0, x, f.Float(ir.F32, 1)), f.Emit(ir.Lt, ir.Bool, 0, fma(2), x))
				z := f.Select(c, f.Binary(ir.Add, fma(3), f.Convert(ir.F32, m)), x)
				if again == "behind" {
					w = wide()
				}
				f.Return(0, 0, z)
				f.Return(1, 0, w)
				text := fmt.Sprintf("%#v", Scalar("g", "", f, ident.Set{}))
				t.Log(text)
				require.Equal(t, lane.Bits() == 64 || again == "never", callInBranch.MatchString(text))
			})
		}
	}
}

// TestRareFunctionIsCalledOnce: the results of one call of a scalar function come of one call,
// whatever stands between them, and a result that cannot be had with the others of a second.
func TestRareFunctionIsCalledOnce(t *testing.T) {
	f := ir.New("f")
	f.In = []ir.Operand{{Name: "x", Lane: ir.F64}}
	f.Out = []ir.Operand{{Name: "y", Lane: ir.F64}}
	x := f.Param(0, 0)
	large := f.Emit(ir.Lt, ir.Bool, 0, f.Float(ir.F64, 9), x)
	rare := func(fast *ir.Value, i int, args ...*ir.Value) *ir.Value {
		return f.Rare(large, fast, "a/kernels.Slow", ir.RareResult(i, 3), args...)
	}
	s, c := f.Binary(ir.Mul, x, x), f.Unary(ir.Sqrt, x)
	first := rare(s, 0, x)
	between := f.Binary(ir.Add, first, x)
	second := rare(c, 2, x)
	late := rare(f.Binary(ir.Div, between, x), 1, x)
	other := rare(c, 2, between)
	f.Return(0, 0, f.Binary(ir.Add, f.Binary(ir.Add, second, late), other))
	text := fmt.Sprintf("%#v", Scalar("g", "", f, ident.Set{}))
	t.Log(text)
	require.Len(t, regexp.MustCompile(`kernels\.Slow\(`).FindAllString(text, -1), 3)
	require.Regexp(t, `v\d+, _, v\d+ = kernels\.Slow\(`, text)
}
