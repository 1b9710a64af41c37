// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// control runs what is written with a Control.
type control struct {
	code   []func()
	labels map[string]int
	pc     int
	count  int
}

func (m *control) then(f func())     { m.code = append(m.code, f) }
func (m *control) jump(label string) { m.pc = m.labels[label] }

func (m *control) jumpIf(ok func() bool, label string) {
	m.then(func() {
		if ok() {
			m.jump(label)
		}
	})
}

func (c Condition) holds(n int) bool {
	return map[Condition]bool{Negative: n < 0, NotNegative: n >= 0, Zero: n == 0, NotZero: n != 0, Positive: n > 0, NotPositive: n <= 0}[c]
}

func (m *control) Label(name string) {
	if m.labels == nil {
		m.labels = map[string]int{}
	}
	if _, twice := m.labels[name]; twice {
		panic("label " + name + " twice")
	}
	m.labels[name] = len(m.code)
}
func (m *control) Align()            {}
func (m *control) Jump(label string) { m.then(func() { m.jump(label) }) }
func (m *control) Add(n int)         { m.then(func() { m.count += n }) }
func (m *control) Modulo(n int)      { m.then(func() { m.count &= n - 1 }) }
func (m *control) Count(n int, c Condition, label string) {
	m.Add(n)
	m.Compare(0, c, label)
}
func (m *control) Compare(n int, c Condition, label string) {
	m.jumpIf(func() bool { return c.holds(m.count - n) }, label)
}
func (m *control) WithoutBit(n int, label string) {
	m.jumpIf(func() bool { return m.count&n == 0 }, label)
}

// run runs the code. A jump to a label that nobody wrote goes to the beginning,
// and round and round.
func (m *control) run() {
	steps := 0
	for m.pc = 0; m.pc < len(m.code); {
		if steps++; steps > 1e6 {
			panic("does not end")
		}
		f := m.code[m.pc]
		m.pc++
		f()
	}
}

// foldMachine runs what a Fold writes, on elements that are numbers and with a
// body that is neither associative nor commutative.
type foldMachine struct {
	control
	body         func(a, b uint64) uint64
	rows         [][]uint64
	at           int // the row
	results      []uint64
	position     int
	accumulators [][]uint64
	stack        []half
	numbers      int // taken as such
	ofNumbers    func(a, b uint64) uint64
	exact, again bool
}

type half struct {
	rest  int
	saved uint64
}

func ordered(a, b uint64) uint64 { return a*0x9e3779b97f4a7c15 + b ^ a>>29 }

func anyOrder(a, b uint64) uint64 { return a + b }

func (m *foldMachine) row() []uint64 { return m.rows[m.at] }
func (m *foldMachine) Args()         {}
func (m *foldMachine) Prepare()      {}
func (m *foldMachine) CountRow()     { m.then(func() { m.count = len(m.rows[0]) }) }
func (m *foldMachine) CountRows(label string) {
	m.then(func() { m.at = 0 })
	m.jumpIf(func() bool { return m.count == 0 }, label)
}
func (m *foldMachine) IfRowWithin(n int, label string) {
	m.jumpIf(func() bool { return len(m.rows[0]) <= n }, label)
}
func (m *foldMachine) StartRow() { m.then(func() { m.position = 0 }) }
func (m *foldMachine) NextRow(row, done string) {
	m.then(func() {
		if m.at++; m.at < len(m.rows) {
			m.jump(row)
		} else {
			m.jump(done)
		}
	})
}
func (m *foldMachine) Return()                  { m.then(func() { m.pc = len(m.code) }) }
func (m *foldMachine) Folded() ([]Suspect, int) { return []Suspect{{Type: ir.F64, NaN: -1}}, 1 }
func (m *foldMachine) StoreFolded() {
	m.then(func() { m.results = append(m.results, m.accumulators[0][0]) })
}
func (m *foldMachine) IfNaN(_ []Suspect, _ int, label string) func() {
	m.jumpIf(func() bool { return m.accumulators[0][0] == nan }, label)
	return func() { m.then(func() { m.accumulators[0][0] = mended }) }
}

// The NaN of the machine, and the canonical one, and the greater one of two zeros, which are 0 and 1.
const nan, mended, greaterZero = 0x7a9, 0xca40, 1

func (m *foldMachine) Load(v, n, at int) {
	m.then(func() { copy(m.accumulators[v], m.row()[m.position+at:][:n]) })
}
func (m *foldMachine) With(v, n, at int) {
	m.then(func() {
		for i, x := range m.row()[m.position+at:][:n] {
			m.accumulators[v][i] = m.body(m.accumulators[v][i], x)
		}
	})
}

func (m *foldMachine) BeginExact() { m.then(func() { m.exact = true; m.again = false }) }
func (m *foldMachine) BeginAgain() { m.then(func() { m.exact, m.again = true, true }) }
func (m *foldMachine) BeginNumbers(label string) {
	m.jumpIf(func() bool { return m.again }, label)
	m.then(func() { m.exact = false })
}
func (m *foldMachine) IfWrongZero(label string) {
	m.jumpIf(func() bool { return !m.exact && m.accumulators[0][0] <= greaterZero }, label)
}

func (m *foldMachine) IfAccumulatedNaN(label string) {
	m.jumpIf(func() bool {
		return slices.ContainsFunc(m.accumulators, func(v []uint64) bool { return slices.Contains(v, nan) })
	}, label)
}

func (m *foldMachine) WithNumbers(v, n, at int, label string) {
	lanes := len(m.accumulators[0])
	m.jumpIf(func() bool { return slices.Contains(m.row()[m.position+at:][:n*lanes], nan) }, label)
	m.then(func() {
		m.numbers += n * lanes
		for i, x := range m.row()[m.position+at:][:n*lanes] {
			a := &m.accumulators[v+i/lanes][i%lanes]
			*a = m.ofNumbers(*a, x)
		}
	})
}

func (m *foldMachine) Skip(n int) { m.then(func() { m.position += n }) }
func (m *foldMachine) Join(j Join, lanes int) {
	m.then(func() {
		v := m.accumulators[j.Into]
		for i := range lanes {
			switch {
			case j.Down == 0:
				v[i] = m.body(v[i], m.accumulators[j.From][i])
			case i/j.Down%2 == 0:
				v[i] = m.body(v[i], v[i+j.Down])
			default:
				v[i] = 0xbad // anything
			}
		}
	})
}
func (m *foldMachine) Empty() { m.then(func() { m.stack = nil }) }
func (m *foldMachine) Halve(n int) {
	m.then(func() {
		h := m.count / 2 &^ (n - 1)
		m.stack = append(m.stack, half{rest: m.count - h})
		m.count = h
	})
}
func (m *foldMachine) Done(label string) {
	m.then(func() {
		if len(m.stack) == 0 {
			m.jump(label)
		}
	})
}
func (m *foldMachine) top() *half { return &m.stack[len(m.stack)-1] }
func (m *foldMachine) Rest(label string) {
	m.then(func() {
		if m.count = m.top().rest; m.count == 0 {
			m.jump(label)
		}
	})
}
func (m *foldMachine) Save() { m.then(func() { *m.top() = half{0, m.accumulators[0][0]} }) }
func (m *foldMachine) Both() {
	m.then(func() {
		m.accumulators[0][0] = m.body(m.top().saved, m.accumulators[0][0])
		m.stack = m.stack[:len(m.stack)-1]
	})
}

// fold folds a row, twice.
func (m *foldMachine) fold(row []uint64) uint64 {
	m.rows, m.results = [][]uint64{row, row}, nil
	m.run()
	if len(m.results) != 2 || m.results[0] != m.results[1] {
		panic("two equal rows have other results")
	}
	return m.results[0]
}

// pairwise is the order as package kernel describes it.
func pairwise(x []uint64, series, leaf int) uint64 {
	if len(x) > leaf {
		h := len(x) / 2 / series * series
		return ordered(pairwise(x[:h], series, leaf), pairwise(x[h:], series, leaf))
	}
	acc, rest := []uint64{x[0]}, x[1:]
	if len(x) >= series {
		acc, rest = append([]uint64{}, x[:series]...), x[series:]
		for ; len(rest) >= series; rest = rest[series:] {
			for s := range acc {
				acc[s] = ordered(acc[s], rest[s])
			}
		}
		for ; len(acc) > 1; acc = acc[:len(acc)/2] {
			for s := range len(acc) / 2 {
				acc[s] = ordered(acc[2*s], acc[2*s+1])
			}
		}
	}
	for _, v := range rest {
		acc[0] = ordered(acc[0], v)
	}
	return acc[0]
}

// Whatever the width of vectors, a fold is the documented order, and in any
// order it takes every element once.
func TestFold(t *testing.T) {
	for _, pair := range []bool{false, true} {
		e := ir.Operand{Name: "x1", Lane: ir.F64, Pair: pair}
		for lanes := 1; lanes <= 64; lanes *= 2 {
			for _, o := range []Order{Pairwise, Any} {
				p := Series(e, o, lanes, 4)
				series, leaf := kernel.FoldSeries, kernel.FoldLeaf
				m := &foldMachine{body: ordered}
				if pair {
					series, leaf = series/2, leaf/2
				}
				if o == Any {
					m.body = anyOrder
				} else {
					require.Equal(t, series, p.Lanes*p.Vectors)
				}
				for range p.Vectors {
					m.accumulators = append(m.accumulators, make([]uint64, p.Lanes))
				}
				p.Write(m)
				var row []uint64
				sum := uint64(0)
				for n := 1; n <= 1300; n++ {
					row = append(row, uint64(n)*0x123456789abcdef)
					sum += row[n-1]
					want := sum
					if o == Pairwise {
						want = pairwise(row, series, leaf)
					}
					require.Equal(t, want, m.fold(row), fmt.Sprintf("pairs %v, %d lanes, order %d, n=%d", pair, lanes, o, n))
					require.Equal(t, n, m.position)
				}
			}
		}
	}
}

// Where elements are tested for NaN, each iteration before the first one with a NaN takes
// numbers, and the others all elements, whose maximum is that of the row.
func TestFoldOfNumbers(t *testing.T) {
	for _, vectors := range []int{1, 2, 4, 8} {
		const lanes, n = 4, 200
		p := Series(ir.Operand{Name: "x1", Lane: ir.F64}, Any, lanes, vectors)
		m := &foldMachine{body: func(a, b uint64) uint64 { return max(a, b) }}
		m.ofNumbers = m.body
		p.Numbers = m
		for range vectors {
			m.accumulators = append(m.accumulators, make([]uint64, lanes))
		}
		p.Write(m)
		iteration := lanes * vectors
		for at := -1; at < n; at++ {
			row := make([]uint64, n)
			for i := range row {
				row[i] = uint64(i*37%n + 1)
			}
			want, taken := slices.Max(row), (n/iteration-1)*iteration
			if at >= 0 {
				row[at] = nan
				want = mended
				taken = min(taken, max(0, at/iteration-1)*iteration)
			}
			m.numbers = 0
			require.Equal(t, want, m.fold(row))
			require.GreaterOrEqual(t, m.numbers, 2*taken, "%d vectors, NaN at %d", vectors, at)
			require.Less(t, m.numbers, 2*(taken+iteration), "%d vectors, NaN at %d", vectors, at)
		}
	}
}

// Where numbers are taken by a body that takes the two zeros for equal, the result is still the greater one.
func TestFoldOfZeros(t *testing.T) {
	const lanes, n = 4, 300
	p := Series(ir.Operand{Name: "x1", Lane: ir.F64}, Any, lanes, 4)
	m := &foldMachine{body: func(a, b uint64) uint64 { return max(a, b) }}
	m.ofNumbers = func(a, b uint64) uint64 {
		if a <= greaterZero && b <= greaterZero {
			return min(a, b)
		}
		return max(a, b)
	}
	p.Numbers, p.AnyZero = m, true
	for range p.Vectors {
		m.accumulators = append(m.accumulators, make([]uint64, lanes))
	}
	p.Write(m)
	for length := 1; length < n; length += 1 + length/16 {
		for at := 0; at < length; at += 1 + length/9 {
			row := make([]uint64, length)
			require.EqualValues(t, 0, m.fold(row))
			row[at] = greaterZero
			require.EqualValues(t, greaterZero, m.fold(row))
			row[(at*7+3)%length] = 5
			require.EqualValues(t, 5, m.fold(row))
			row[at] = nan
			want := uint64(mended)
			if length == 1 {
				want = nan
			}
			require.Equal(t, want, m.fold(row))
		}
	}
}

// A NaN is mended, but not where it is the only element of its row.
func TestFoldMends(t *testing.T) {
	p := Series(ir.Operand{Name: "x1", Lane: ir.F64}, Any, 2, 1)
	m := &foldMachine{body: func(a, b uint64) uint64 { return nan }, accumulators: [][]uint64{make([]uint64, 2)}}
	p.Write(m)
	require.EqualValues(t, nan, m.fold([]uint64{nan}))
	require.EqualValues(t, mended, m.fold([]uint64{1, 2}))
	require.EqualValues(t, mended, m.fold([]uint64{1, 2, 3}))
}

// pairs returns a body of two pairs.
func pairs(re, im func(f *ir.Func, a, b, c, d *ir.Value) *ir.Value) *ir.Func {
	f := ir.New("f")
	f.In = []ir.Operand{{Name: "x1", Lane: ir.F64, Pair: true}, {Name: "x2", Lane: ir.F64, Pair: true}}
	f.Out = []ir.Operand{{Name: "y", Lane: ir.F64, Pair: true}}
	a, b, c, d := f.Param(0, 0), f.Param(0, 1), f.Param(1, 0), f.Param(1, 1)
	f.Return(0, 0, re(f, a, b, c, d))
	f.Return(0, 1, im(f, a, b, c, d))
	return f
}

// A sum of pairs is two sums; what mixes the parts, or treats them apart, is
// not taken for one.
func TestLanewise(t *testing.T) {
	bin := func(op ir.Op, x, y int) func(f *ir.Func, a, b, c, d *ir.Value) *ir.Value {
		return func(f *ir.Func, a, b, c, d *ir.Value) *ir.Value {
			p := []*ir.Value{a, b, c, d}
			return f.Binary(op, p[x], p[y])
		}
	}
	g := Lanewise(pairs(bin(ir.Add, 0, 2), bin(ir.Add, 1, 3)))
	require.NotNil(t, g)
	require.NoError(t, g.Verify())
	require.False(t, g.In[0].Pair)
	require.Equal(t, ir.Add, g.Results[0].Value.Op)
	for _, f := range []*ir.Func{
		pairs(bin(ir.Add, 0, 2), bin(ir.Sub, 1, 3)),
		pairs(bin(ir.Add, 0, 3), bin(ir.Add, 1, 2)),
		pairs(bin(ir.Sub, 0, 2), bin(ir.Sub, 3, 1)),
		pairs(bin(ir.Mul, 0, 1), bin(ir.Mul, 1, 0)),
	} {
		require.Nil(t, Lanewise(f), f.String())
	}
	require.Nil(t, Lanewise(tree(3)))
}
