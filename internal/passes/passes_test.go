// SPDX-License-Identifier: BSD-3-Clause

package passes

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// TestSharedValues: a value that is used twice by a value that is used twice … is looked at
// once, whether or not it depends on the number of the element.
func TestSharedValues(t *testing.T) {
	f := ir.New("shared")
	f.In = []ir.Operand{{Name: "x", Lane: ir.I64, Row: true}}
	f.Out = []ir.Operand{{Name: "s", Lane: ir.I64}}
	x, at := f.Param(0, 0), f.Emit(ir.Index, ir.I64, 0)
	for range 80 {
		x, at = f.Binary(ir.Mul, x, x), f.Binary(ir.Mul, at, at)
	}
	f.Return(0, 0, f.Reduce(ir.Reduction{Kind: ir.Sum}, f.Binary(ir.Add, x, at)))
	p := Of(f)
	require.Len(t, p.Passes, 2) // x is kept, the number of the element is not
	require.Equal(t, Map, p.Passes[0].Kind)
	require.Equal(t, Reduce, p.Passes[1].Kind)
}

// TestManyOperands: every pass is a kernel of at most kernel.MaxOperands operands, whatever the
// values that it is made of read; rows are stored when no input is read any more, since an
// output may be in the memory of an input.
func TestManyOperands(t *testing.T) {
	f := ir.New("many")
	for i := range 6 {
		f.In = append(f.In, ir.Operand{Name: fmt.Sprint("x", i), Lane: ir.F64, Row: true})
		f.Out = append(f.Out, ir.Operand{Name: fmt.Sprint("y", i), Lane: ir.F64, Row: i%2 == 0})
	}
	all, same := f.Param(0, 0), f.Const(ir.F64, 0)
	for i := range 12 {
		x := f.Binary(ir.Mul, f.Param(i%6, 0), f.Param((i+1+i/6)%6, 0))
		s := f.Reduce(ir.Reduction{Kind: ir.Sum, Order: ir.Pairwise}, x)
		same = f.Binary(ir.Sub, s, same)
		all = f.Binary(ir.Sub, f.Binary(ir.Mul, s, x), all)
	}
	total := f.Reduce(ir.Reduction{Kind: ir.Sum, Order: ir.Pairwise}, all)
	for i := range f.Out {
		v := f.Binary(ir.Sub, same, total)
		if f.Out[i].Row {
			v = f.Binary(ir.Mul, all, f.Param(i, 0))
		}
		f.Return(i, 0, v)
	}
	stored := false
	for _, p := range Of(f).Passes {
		require.LessOrEqual(t, len(p.Func.In)+len(p.Func.Out), kernel.MaxOperands)
		for _, o := range p.In {
			require.False(t, stored && o < len(f.In), "an input is read behind a row that is stored")
		}
		for _, o := range p.Out {
			stored = stored || o >= len(f.In) && o < len(f.In)+len(f.Out) && f.Out[o-len(f.In)].Row
		}
	}
}

// TestFewPasses: a chain of more elements of a window than a pass reads is cut into as few
// passes as there must be, not one for each that is left.
func TestFewPasses(t *testing.T) {
	f := ir.New("fir")
	f.In = []ir.Operand{{Name: "x", Lane: ir.F64, Row: true}}
	f.Out = []ir.Operand{{Name: "y", Lane: ir.F64, Row: true}}
	s := f.Window(ir.Near{})
	for j := range 30 {
		s = f.Binary(ir.Add, s, f.Window(ir.Near{Element: j + 1}))
	}
	f.Return(0, 0, s)
	passes := Of(f).Passes
	require.LessOrEqual(t, len(passes), 4) // 31 elements, 11 inputs each, three of which are what the pass before left
	for _, p := range passes {
		require.LessOrEqual(t, len(p.In)+len(p.Out), kernel.MaxOperands)
	}
}

// argMin is the IR of ArgMin(x), as the front end writes it.
func argMin(f *ir.Func, x *ir.Value, index ir.Type) (index0, least *ir.Value) {
	m := f.Reduce(ir.Reduction{Kind: ir.Least}, x)
	is := f.Binary(ir.Eq, x, m)
	if x.Type.Is(ir.KindFloat) {
		is = f.Binary(ir.Or, is, f.Binary(ir.And, f.Binary(ir.Ne, x, x), f.Binary(ir.Ne, m, m)))
	}
	at := f.Select(is, f.Emit(ir.Index, index, 0), f.Const(index, 1<<(index.Bits()-1)-1))
	return f.Reduce(ir.Reduction{Kind: ir.Least}, at), m
}

// TestIndexWithExtreme: the index of an extreme is found in the pass that finds the extreme, where
// indices have the size of elements; else after it.
func TestIndexWithExtreme(t *testing.T) {
	for _, c := range []struct {
		x, index ir.Type
		also     bool // the extreme is an output, too
		passes   []Kind
	}{
		{ir.F32, ir.I32, false, []Kind{Reduce}},
		{ir.F64, ir.I64, true, []Kind{Reduce}},
		{ir.I32, ir.I32, true, []Kind{Reduce}},
		{ir.U8, ir.I32, false, []Kind{Reduce, Reduce}},
	} {
		f := ir.New("arg")
		f.In = []ir.Operand{{Name: "x", Lane: c.x, Row: true}}
		f.Out = []ir.Operand{{Name: "i", Lane: c.index}}
		at, least := argMin(f, f.Param(0, 0), c.index)
		f.Return(0, 0, at)
		if c.also {
			f.Out = append(f.Out, ir.Operand{Name: "m", Lane: c.x})
			f.Return(1, 0, least)
		}
		var kinds []Kind
		for _, p := range Of(f).Passes {
			kinds = append(kinds, p.Kind)
			require.NoError(t, p.Func.Verify())
			if p.Kind == Reduce {
				require.NoError(t, p.Join.Verify())
			}
		}
		require.Equal(t, c.passes, kinds, "%s", c.x)
	}
}
