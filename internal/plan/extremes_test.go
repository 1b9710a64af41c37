// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/internal/ir"
)

// extremesMachine runs the loop of a maximum, and of its index. Its elements are those of foldMachine: two zeros, of
// which numbers take any, and a NaN.
type extremesMachine struct {
	reductionMachine
	best, block, begin, limit int
	kept                      uint64
	index, byBody             int // the result, -1 where the loop of the whole body has it; how often that ran
}

func greater(a, b uint64) uint64 {
	if a == nan || b == nan {
		return nan
	}
	return max(a, b)
}

// greaterNumber is greater of numbers, and of two zeros the wrong one.
func greaterNumber(a, b uint64) uint64 {
	if a <= greaterZero && b <= greaterZero {
		return min(a, b)
	}
	return max(a, b)
}

func equalNumbers(a, b uint64) bool { return a == b || a <= greaterZero && b <= greaterZero }

func (m *extremesMachine) StartNumbers(int) {
	m.Start(len(m.accumulators))
	m.then(func() { m.best, m.block, m.index = 0, m.count, 0 })
}

// elements are the lanes elements at elements after the position.
func (m *extremesMachine) elements(at int) []uint64 {
	return m.row()[m.position+at:][:len(m.accumulators[0])]
}

func (m *extremesMachine) StepNumbers(v, n, at int, label string) {
	lanes := len(m.accumulators[0])
	m.jumpIf(func() bool {
		return slices.ContainsFunc(m.row()[m.position+at:][:n*lanes], func(x uint64) bool { return x == nan })
	}, label)
	m.each(v, n, at, greaterNumber)
}

func (m *extremesMachine) each(v, n, at int, body func(a, b uint64) uint64) {
	lanes := len(m.accumulators[0])
	m.then(func() {
		for i := range n {
			for j, x := range m.elements(at + i*lanes) {
				m.accumulators[v+i][j] = body(m.accumulators[v+i][j], x)
			}
		}
	})
}

func (m *extremesMachine) joinBy(j Join, lanes int, body func(a, b uint64) uint64) {
	m.then(func() { m.body = body })
	m.Join(j, lanes)
	m.then(func() { m.body = greater })
}

func (m *extremesMachine) JoinNumbers(j Join, lanes int) { m.joinBy(j, lanes, greaterNumber) }
func (m *extremesMachine) SkipCount()                    { m.then(func() { m.position, m.count = m.position+m.count, 0 }) }
func (m *extremesMachine) IfWrongZero(label string) {
	m.jumpIf(func() bool { return m.accumulators[0][0] <= greaterZero }, label)
}
func or(a, b uint64) uint64 { return a | b }
func (m *extremesMachine) StartSigns(vectors int) {
	m.then(func() { m.kept = m.accumulators[0][0] })
	m.Start(vectors)
}
func (m *extremesMachine) StepSigns(v, n, at int)      { m.each(v, n, at, or) }
func (m *extremesMachine) JoinSigns(j Join, lanes int) { m.joinBy(j, lanes, or) }
func (m *extremesMachine) SetSigns() {
	m.then(func() {
		if m.kept > greaterZero {
			panic("a zero is none")
		}
	})
}
func (m *extremesMachine) BeginRow()   { m.StartRow() }
func (m *extremesMachine) BeginExact() { m.then(func() { m.index = -1; m.byBody++ }) }

func (m *extremesMachine) BeginBlock(n, least int, label string) {
	m.then(func() { m.begin, m.limit = m.count, max(m.count-n, least) })
	m.jumpIf(func() bool { return m.count <= m.limit }, label)
}
func (m *extremesMachine) IfBeyondLimit(label string) {
	m.jumpIf(func() bool { return m.count > m.limit }, label)
}
func (m *extremesMachine) EndBlock(label string) {
	m.jumpIf(func() bool { return m.count == 0 && m.begin == len(m.row()) }, label)
	m.then(func() {
		x := uint64(0)
		for _, y := range m.accumulators[0] {
			x = greaterNumber(x, y)
		}
		if !equalNumbers(x, uint64(m.best)) {
			m.best, m.block = int(x), m.begin
		}
	})
}
func (m *extremesMachine) ToBlock(int) {
	m.then(func() { m.count, m.position = m.block, len(m.row())-m.block })
}

// first is the lane of the best element at the position, -1 if there is none.
func (m *extremesMachine) first() int {
	return slices.IndexFunc(m.elements(0), func(x uint64) bool { return equalNumbers(x, m.accumulators[0][0]) })
}
func (m *extremesMachine) IfBest(_ int, label string) {
	m.jumpIf(func() bool { return m.first() >= 0 }, label)
}
func (m *extremesMachine) StoreIndex(int) {
	m.then(func() { m.index = len(m.row()) - m.count - len(m.accumulators[0]) + m.first() })
}

// maximum returns the extremes of a maximum of floats, and of its index.
func maximum(indexed bool) (*Reducing, *Extremes) {
	r := &Reducing{Reductions: []ir.Reduction{{Kind: ir.Greatest, ForIndex: indexed}}, Index: -1}
	f := ir.New("f")
	f.In = []ir.Operand{{Name: "x", Lane: ir.F64, Row: true}}
	if indexed {
		r.Reductions, r.Index = append(r.Reductions, ir.Reduction{Kind: ir.First}), 1
		f.In = append(f.In, ir.Operand{Name: "index", Lane: ir.I64, Row: true})
	}
	acc := len(f.In)
	f.In, f.Out = append(f.In, ir.Operand{Name: "r0", Lane: ir.F64}), []ir.Operand{{Name: "r0", Lane: ir.F64}}
	if indexed {
		o := ir.Operand{Name: "r1", Lane: ir.I64}
		f.In, f.Out = append(f.In, o), append(f.Out, o)
	}
	f.Return(0, 0, f.Binary(ir.Max, f.Param(acc, 0), f.Param(0, 0)))
	if indexed {
		f.Return(1, 0, f.Select(f.Binary(ir.Lt, f.Param(acc, 0), f.Param(0, 0)), f.Param(1, 0), f.Param(acc+1, 0)))
	}
	return r, r.Extremes(f)
}

// The loop of extremes finds the greatest element with its sign, and the first that is equal to it, whatever the width of
// vectors; a row with a NaN, and a short one, are left to the loop of the whole body.
func TestExtremesLoop(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, indexed := range []bool{false, true} {
		for lanes := 1; lanes <= 8; lanes *= 2 {
			r, x := maximum(indexed)
			require.NotNil(t, x)
			require.Equal(t, indexed, x.Indexed())
			l := r.Shape(8, lanes, 1)
			l.Extremes, l.AnyZero = x, !indexed
			vectors, _ := x.Vectors()
			m := &extremesMachine{reductionMachine: reductionMachine{foldMachine: foldMachine{body: greater}}}
			for range vectors {
				m.accumulators = append(m.accumulators, make([]uint64, lanes))
			}
			l.Write(m)
			for n := 1; n <= 70*lanes+9; n++ {
				for _, high := range []int{1, 2, 3, 1000} {
					row := make([]uint64, n)
					for i := range row {
						row[i] = uint64(rng.IntN(high))
					}
					want := slices.Max(row)
					m.byBody = 0
					got := m.fold(row)
					require.Equal(t, n < lanes, m.byBody > 0)
					if indexed {
						require.True(t, equalNumbers(want, got))
						if n >= lanes {
							require.Equal(t, slices.IndexFunc(row, func(x uint64) bool { return equalNumbers(x, want) }), m.index, "%d lanes, n=%d", lanes, n)
						}
					} else {
						require.Equal(t, want, got, "%d lanes, n=%d", lanes, n)
					}
					row[rng.IntN(n)] = nan
					m.byBody = 0
					require.EqualValues(t, mended, m.fold(row))
					require.Positive(t, m.byBody)
				}
			}
		}
	}
}

// What is no extreme of elements in memory has no such loop.
func TestNoExtremes(t *testing.T) {
	of := func(kind ir.ReductionKind, lane ir.Type, step func(f *ir.Func, x, acc *ir.Value) *ir.Value) *Extremes {
		r := &Reducing{Reductions: []ir.Reduction{{Kind: kind}}, Index: -1}
		f := ir.New("f")
		f.In = []ir.Operand{{Name: "x", Lane: lane, Row: true}, {Name: "r0", Lane: lane}}
		f.Out = f.In[1:]
		f.Return(0, 0, step(f, f.Param(0, 0), f.Param(1, 0)))
		return r.Extremes(f)
	}
	least := func(f *ir.Func, x, acc *ir.Value) *ir.Value { return f.Binary(ir.Min, acc, x) }
	require.NotNil(t, of(ir.Least, ir.F32, least))
	require.Nil(t, of(ir.Sum, ir.F32, func(f *ir.Func, x, acc *ir.Value) *ir.Value { return f.Binary(ir.Add, acc, x) }))
	require.Nil(t, of(ir.Least, ir.I32, least), "integers have no NaN")
	require.Nil(t, of(ir.Least, ir.F32, func(f *ir.Func, x, acc *ir.Value) *ir.Value {
		return f.Binary(ir.Min, acc, f.Binary(ir.Add, x, acc))
	}))
	require.Nil(t, of(ir.Least, ir.F32, func(f *ir.Func, x, acc *ir.Value) *ir.Value { return f.Binary(ir.Min, acc, f.Float(ir.F32, 1)) }))
}
