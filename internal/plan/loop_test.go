// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/internal/ir"
)

// loopMachine runs what a Loop writes: an addition of two inputs, of which an
// element that is rare stops the row. Elements are numbers.
type loopMachine struct {
	control
	body *Body
	regs *Registers

	in     [2][][]uint64 // by row; one element for a whole row has length 1
	out    [][]uint64
	n      int
	scalar [2]bool
	filled [2]bool
	at     int    // the row
	pos    [3]int // in it, of each operand
	done   int    // Args.Done
	rare   bool
	takes  []Access // of the blocks that ran

	block  Block
	vector map[Var][]uint64
	masks  int // alive
}

// rareElement is rare.
const rareElement = 0xdead

func (m *loopMachine) Args()     {}
func (m *loopMachine) CountRow() { m.then(func() { m.count = m.n }) }
func (m *loopMachine) CountRows(label string) {
	m.then(func() { m.at = 0 })
	m.jumpIf(func() bool { return m.n == 0 || len(m.out) == 0 }, label)
}
func (m *loopMachine) IfRowWithin(n int, label string) {
	m.jumpIf(func() bool { return m.n <= n }, label)
}
func (m *loopMachine) Prepare()  { m.then(func() { m.filled = [2]bool{} }) }
func (m *loopMachine) StartRow() { m.then(func() { m.pos, m.scalar = [3]int{}, [2]bool{} }) }
func (m *loopMachine) next(row, done string) {
	m.then(func() {
		m.pos = [3]int{}
		if m.at++; m.at < len(m.out) {
			m.jump(row)
		} else if done != "" {
			m.jump(done)
		}
	})
}
func (m *loopMachine) NextRow(row, done string) { m.next(row, done) }
func (m *loopMachine) Return()                  { m.then(func() { m.pc = len(m.code) }) }
func (m *loopMachine) MoveAlong(int)            {}
func (m *loopMachine) IfScalar(k int, label string) {
	m.jumpIf(func() bool { return len(m.in[k][0]) == 1 && m.n > 1 }, label)
}
func (m *loopMachine) StandStill(k int) { m.then(func() { m.scalar[k] = true }) }
func (m *loopMachine) IfBroadcast(k int, label string) {
	m.jumpIf(func() bool { return m.filled[k] && m.same(k) }, label)
}
func (m *loopMachine) same(k int) bool                 { return &m.in[k][0][0] == &m.in[k][m.at][0] }
func (m *loopMachine) Broadcast(k int, label string)   { m.then(func() { m.filled[k] = true }) }
func (m *loopMachine) Remaining(int) func()            { m.masks++; return func() { m.masks-- } }
func (m *loopMachine) TouchRow()                       {}
func (m *loopMachine) Begin(b Block)                   { m.block = b }
func (m *loopMachine) Comment(string)                  {}
func (m *loopMachine) Register(v *ir.Value, n int) int { return m.regs.Use(Var{v, n}) }
func (m *loopMachine) IfOneRow(label string)           { m.jumpIf(func() bool { return len(m.out) == 1 }, label) }
func (m *loopMachine) StartShortRows()                 { m.StartRow() }
func (m *loopMachine) ShortRowStrides()                {}
func (m *loopMachine) FetchAhead()                     {}
func (m *loopMachine) NextShortRow(label string)       { m.next(label, "") }
func (m *loopMachine) BroadcastOnce(k int, label string) {
	m.jumpIf(func() bool { return !m.same(k) || len(m.out) > 1 && &m.in[k][0][0] != &m.in[k][1][0] }, label)
	m.then(func() { m.scalar[k] = true })
}

// elements returns the places of the block's lanes in operand k, of the given
// vector.
func (m *loopMachine) elements(b Block, k, vector, count int) []int {
	n, from := b.Lanes, m.pos[k]+vector*b.Lanes
	switch b.Access {
	case Overlapping:
		from = m.pos[k] + vector*count
	case Masked, Partial:
		n = min(n, count)
		if n <= 0 || b.Access == Partial && n == b.Lanes {
			panic("a part of a vector that is none")
		}
	}
	var at []int
	for i := range n {
		at = append(at, from+i)
	}
	return at
}

func (m *loopMachine) each(f func(vector int)) {
	for n := range m.block.Vectors {
		vector := m.block.First + n
		f(vector)
		m.regs.End(vector)
	}
}

// Record notes the steps that write leaves. A step stores what the vector holds when
// it runs.
func (m *loopMachine) Record(write func()) (again func()) {
	from := len(m.code)
	write()
	steps := slices.Clone(m.code[from:])
	return func() { m.code = append(m.code, steps...) }
}

func (m *loopMachine) Load(v *ir.Value) {
	k, b := int(v.Imm>>1), m.block
	m.each(func(vector int) {
		m.regs.Def(Var{v, vector})
		m.then(func() {
			if k == 0 && vector == 0 {
				m.takes, m.vector = append(m.takes, b.Access), map[Var][]uint64{}
			}
			var x []uint64
			for _, i := range m.elements(b, k, vector, m.count) {
				if m.scalar[k] || len(m.in[k][m.at]) == 1 {
					i = 0
				}
				x = append(x, m.in[k][m.at][i]) // panics past the row
			}
			m.vector[Var{v, vector}] = x
		})
	})
}

func (m *loopMachine) Operation(v *ir.Value) {
	m.each(func(vector int) {
		m.regs.Def(Var{v, vector})
		m.then(func() {
			x, y := m.vector[Var{v.Args[0], vector}], m.vector[Var{v.Args[1], vector}]
			var sum []uint64
			for i := range x {
				sum = append(sum, x[i]+y[i])
			}
			m.vector[Var{v, vector}] = sum
		})
	})
}

func (m *loopMachine) Rare(cond *ir.Value, first bool) {
	b := m.block
	m.then(func() {
		if first {
			m.rare = false
		}
		for vector := range b.Vectors {
			for _, x := range m.vector[Var{cond, vector}] {
				m.rare = m.rare || x == rareElement
			}
		}
	})
}
func (m *loopMachine) IfRare(label string) { m.jumpIf(func() bool { return m.rare }, label) }
func (m *loopMachine) AllDone()            { m.then(func() { m.done = m.n }) }
func (m *loopMachine) DoneBefore()         { m.then(func() { m.done = m.n - m.count }) }

func (m *loopMachine) Store(o int, results []ir.Result) {
	b, v := m.block, Root(results[0].Value)
	m.each(func(vector int) {
		m.regs.Use(Var{v, vector})
		m.then(func() {
			for i, at := range m.elements(b, 2, vector, m.count) {
				m.out[m.at][at] = m.vector[Var{v, vector}][i]
			}
		})
	})
}

func (m *loopMachine) Advance(b Block) {
	m.then(func() {
		for k := range m.pos {
			m.pos[k] += b.Elements()
		}
	})
}

func (m *loopMachine) IfNaN(s []Suspect, _ int, label string) func() {
	vectors := m.block.Vectors
	result := Root(m.body.Func.Results[0].Value)
	m.jumpIf(func() bool {
		for vector := range vectors {
			for _, x := range m.vector[Var{result, vector}] {
				if x == nan {
					return true
				}
			}
		}
		return false
	}, label)
	return func() {
		m.then(func() {
			for vector := range vectors {
				for i, x := range m.vector[Var{result, vector}] {
					if x == nan {
						m.vector[Var{result, vector}][i] = mended
					}
				}
			}
		})
	}
}

// sum is the body of the machine: an addition, rare where its first argument is, if
// that is wanted.
func sum(rare bool) *ir.Func {
	f := ir.New("sum")
	f.In = []ir.Operand{{Name: "x", Lane: ir.U64}, {Name: "y", Lane: ir.U64}}
	f.Out = []ir.Operand{{Name: "z", Lane: ir.U64}}
	x, y := f.Param(0, 0), f.Param(1, 0)
	v := f.Binary(ir.Add, x, y)
	if rare {
		v = f.Rare(x, v, "p.Slow", ir.RareResult(0, 1), x, y)
	}
	f.Return(0, 0, v)
	f.Results[0].Mend = true
	return f
}

// Whatever the tail, the unrolling and the lanes, every element of every row is
// computed, nothing else is read or written, NaNs are mended, an element for a
// whole row goes with each of it, and a rare element ends the row before its block.
func TestLoop(t *testing.T) {
	for _, rare := range []bool{false, true} {
		b := Lay(sum(rare))
		for _, tail := range []Tail{ByMask, ByPieces, ByHalves} {
			for _, unroll := range []int{1, 2} {
				for i, short := range []ShortRows{{}, {Operands: 3, MaxSize: 8}, {Masked: true, Operands: 3, MaxSize: 8}} {
					for lanes := 2; lanes <= 4; lanes *= 2 {
						if short.Masked && tail != ByMask {
							continue
						}
						inTurn := lanes / 2 * (i % 2)
						name := fmt.Sprintf("rare %v, tail %d, unroll %d, short %v, %d lanes, in turn %d", rare, tail, unroll, short, lanes, inTurn)
						regs := NewRegisters(b, "vector", 32)
						m := &loopMachine{body: b, regs: regs}
						Loop{Body: b, Plan: Plan{Unroll: unroll}, Registers: Classes{regs}, Lanes: lanes, Tail: tail, Short: short, SetsDone: rare, InTurn: inTurn}.Write(m)
						require.Zero(t, m.masks, name)
						for n := range 3*unroll*lanes + 2 {
							for _, rows := range []int{0, 1, 3} {
								for scalars := range 3 {
									m.test(t, fmt.Sprintf("%s, %d rows of %d, scalars %d", name, rows, n, scalars), n, rows, scalars, rare)
								}
							}
						}
					}
				}
			}
		}
	}
}

// test runs rows of n elements. The second input is one element in each row if
// scalars is 1, and the same one if it is 2.
func (m *loopMachine) test(t *testing.T, name string, n, rows, scalars int, rare bool) {
	var want [][]uint64
	m.n, m.in, m.out, m.done, m.takes = n, [2][][]uint64{}, nil, -1, nil
	for row := range rows {
		var x, y []uint64
		z := make([]uint64, 0, n)
		for i := range n {
			x = append(x, uint64(1000*row+i))
			if scalars == 0 || i == 0 {
				y = append(y, uint64(10_000_000*(i+1)+row))
			}
			z = append(z, x[i]+y[min(i, len(y)-1)])
		}
		if n > 0 && row == 1 { // a NaN
			x[n/2] = nan - y[min(n/2, len(y)-1)]
			z[n/2] = mended
		}
		if scalars == 2 && row > 0 {
			y = m.in[1][0]
			for i := range z {
				if z[i] != mended {
					z[i] = x[i] + y[0]
				}
			}
			if n > 0 && row == 1 {
				x[n/2] = nan - y[0]
			}
		}
		m.in[0], m.in[1] = append(m.in[0], x), append(m.in[1], y)
		m.out, want = append(m.out, make([]uint64, n)), append(want, z)
	}
	m.run()
	require.Equal(t, want, append([][]uint64(nil), m.out...), name)
	if rare {
		require.Equal(t, n, m.done, name)
	}
	if !rare || rows == 0 {
		return
	}
	for at := range n {
		m.in[0][0][at], m.out[0] = rareElement, make([]uint64, n)
		m.run()
		m.in[0][0][at] = uint64(at)
		require.LessOrEqual(t, m.done, at, name)
		require.Equal(t, want[0][:m.done], m.out[0][:m.done], name)
		require.Equal(t, make([]uint64, n-m.done), m.out[0][m.done:], name)
	}
}
