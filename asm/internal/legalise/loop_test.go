// SPDX-License-Identifier: BSD-3-Clause

package legalise

import (
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/irtest"
)

// TestLoops: a kernel that stores every result keeps its loops, whatever their variables are masks of; folds have none.
func TestLoops(t *testing.T) {
	for _, level := range levels() {
		r := rand.New(rand.NewSource(1))
		kept, all := 0, 0
		for seed := range int64(200) {
			f := irtest.RandomLoop(seed)
			require.NoError(t, f.Verify())
			g, err := ForLoop(level, f)
			require.NoError(t, err)
			check(t, r, f, g)
			if f.HasLoops() {
				all++
			}
			if g.HasLoops() {
				kept++
			}
			g, err = For(level, f)
			require.NoError(t, err)
			require.False(t, g.HasLoops())
			check(t, r, f, g)
		}
		require.Greater(t, all, 100)
		require.Greater(t, kept, all*4/5, level.Name)
	}
}

// TestConstantVariable: a variable that a rule finds to be constant has no register to come back to, so that its
// loop is unrolled.
func TestConstantVariable(t *testing.T) {
	f := ir.New("constant")
	f.In = []ir.Operand{{Name: "x", Lane: ir.I32}}
	f.Out = []ir.Operand{{Name: "y", Lane: ir.I32}}
	x := f.Param(0, 0)
	a, b := f.Enter(0, 0, x), f.Enter(0, 1, x)
	left := f.Binary(ir.Lt, f.Int(ir.I32, 100), a)
	next := []*ir.Value{f.Select(left, a, f.Binary(ir.Add, a, b)), f.Binary(ir.And, a, f.Int(ir.I32, 0))}
	end := f.Repeat(0, 9, left, f.Const(ir.Bool, 0), []*ir.Value{a, b}, next)
	f.Return(0, 0, f.Binary(ir.Sub, f.Leave(end, 0), f.Leave(end, 1)))
	f.Prune()
	require.NoError(t, f.Verify())
	for _, level := range levels() {
		g, err := ForLoop(level, f)
		require.NoError(t, err)
		require.False(t, g.HasLoops(), "%s", g)
		check(t, rand.New(rand.NewSource(1)), f, g)
	}
}

// TestLongLoop: what takes no loop refuses one of too many operations.
func TestLongLoop(t *testing.T) {
	f := ir.New("long")
	f.In = []ir.Operand{{Name: "x", Lane: ir.I32}}
	f.Out = []ir.Operand{{Name: "y", Lane: ir.I32}}
	x := f.Param(0, 0)
	a := f.Enter(0, 0, x)
	left := f.Binary(ir.Lt, a, f.Int(ir.I32, 1))
	end := f.Repeat(0, ir.MaxRepeats, left, f.Const(ir.Bool, 0), []*ir.Value{a}, []*ir.Value{f.Select(left, a, f.Binary(ir.Sub, a, f.Int(ir.I32, 7)))})
	f.Return(0, 0, f.Leave(end, 0))
	f.Prune()
	for _, level := range levels() {
		g, err := ForLoop(level, f)
		require.NoError(t, err)
		require.True(t, g.HasLoops())
		_, err = For(level, f)
		require.ErrorContains(t, err, "room for a loop of 1048576 iterations that is unrolled")
	}
}
