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

// reductionMachine runs what a ReductionLoop writes, on elements that are numbers and with a
// body that is neither associative nor commutative but for its identity.
type reductionMachine struct {
	foldMachine
	places []int // of leaves
	whole  int   // elements of the leaves
	left   int   // elements of the last vectors

	marked [2]int // the count and the position
	parts  [8][][]uint64
	later  int // elements after a block

	withoutByteDots bool
}

// identity changes nothing that ordered is of.
const identity = 0

func orderedFrom(a, b uint64) uint64 {
	if a == identity {
		return b
	}
	return ordered(a, b)
}

func (m *reductionMachine) Start(vectors int) {
	m.then(func() {
		for v := range m.accumulators {
			for i := range m.accumulators[v] {
				m.accumulators[v][i] = 0xbad // anything
				if v < vectors {
					m.accumulators[v][i] = identity
				}
			}
		}
	})
}
func (m *reductionMachine) Step(v, n, at int) { m.StepLeaf(0, v, n, at) }
func (m *reductionMachine) StepLeaf(leaf, v, n, at int) {
	m.then(func() {
		from := m.position + at
		if leaf > 0 {
			from += m.places[leaf]
		}
		for i, x := range m.row()[from:][:n] {
			m.accumulators[v][i] = m.body(m.accumulators[v][i], x)
		}
	})
}

func (m *reductionMachine) StepPairs(v, n, at int) { m.stepGroups(2, v, n, at) }
func (m *reductionMachine) StepQuads(v, n, at int) { m.stepGroups(4, v, n, at) }
func (m *reductionMachine) stepGroups(group, v, n, at int) {
	m.then(func() {
		for i, x := range m.row()[m.position+at:][:n] {
			a := &m.accumulators[v][i/group]
			*a = m.body(*a, x)
		}
	})
}
func (m *reductionMachine) WithoutByteDots(label string) {
	m.jumpIf(func() bool { return m.withoutByteDots }, label)
}

// CutLeaves cuts as the tree of the order does.
func (m *reductionMachine) CutLeaves(leaves, n int) {
	m.then(func() {
		m.whole, m.places = m.count, nil
		var cut func(at, end, leaves int)
		cut = func(at, end, leaves int) {
			if leaves == 1 {
				m.places = append(m.places, at)
				return
			}
			middle := at + (end-at)/2/n*n
			cut(at, middle, leaves/2)
			cut(middle, end, leaves/2)
		}
		cut(0, m.count, leaves)
	})
	m.Shortest(leaves, n)
}
func (m *reductionMachine) length(leaf int) int {
	if leaf == len(m.places)-1 {
		return m.whole - m.places[leaf]
	}
	return m.places[leaf+1] - m.places[leaf]
}
func (m *reductionMachine) Shortest(leaves, n int) {
	m.then(func() {
		m.count = m.whole
		for i := range leaves {
			m.count = min(m.count, m.length(i)/n*n)
		}
	})
}
func (m *reductionMachine) IfShort(leaf, leaves, n int, label string) {
	m.jumpIf(func() bool {
		more := m.length(leaf)/n*n - m.count
		if more != 0 && more != n {
			panic(fmt.Sprintf("leaf %d of %d has %d elements more than the shortest", leaf, leaves, more))
		}
		return more == 0
	}, label)
}
func (m *reductionMachine) Left(n int) {
	m.then(func() {
		m.position += m.whole/n*n - m.count
		m.count = m.whole % n
	})
}
func (m *reductionMachine) Rest(lanes int) { m.then(func() { m.left = m.count % lanes }) }
func (m *reductionMachine) StepRest(v, at int, label string) {
	m.jumpIf(func() bool { return m.left == 0 }, label)
	m.then(func() {
		for i, x := range m.row()[m.position+at:][:m.left] {
			m.accumulators[v][i] = m.body(m.accumulators[v][i], x)
		}
	})
}
func (m *reductionMachine) Join(j Join, lanes int) {
	m.then(func() {
		v := m.accumulators[j.Into]
		for i := range v {
			switch {
			case j.Down == 0:
				v[i] = m.body(v[i], m.accumulators[j.From][i])
			case i+j.Down < lanes:
				v[i] = m.body(v[i], v[i+j.Down])
			}
		}
	})
}
func (m *reductionMachine) Mark() { m.then(func() { m.marked = [2]int{m.count, m.position} }) }
func (m *reductionMachine) Again(n int) {
	m.then(func() {
		if m.position != m.marked[1]+m.marked[0]/n*n {
			panic("a part has not taken all elements but those that are left")
		}
		m.count, m.position = m.marked[0], m.marked[1]
	})
}
func (m *reductionMachine) SavePart(part int) { m.SaveSeries(part, 1) }
func (m *reductionMachine) OneBlock()         { m.then(func() { m.later = 0 }) }
func (m *reductionMachine) TakeBlock(n int) {
	m.then(func() { m.count, m.later = n, m.count-n })
}
func (m *reductionMachine) BlockTaken() { m.then(func() { m.count = m.later }) }
func (m *reductionMachine) IfOneBlock(label string) {
	m.jumpIf(func() bool { return m.later == 0 }, label)
}
func (m *reductionMachine) FetchAhead(_, _, _ int) {}
func (m *reductionMachine) SaveSeries(part, vectors int) {
	m.then(func() {
		m.parts[part] = nil
		for _, v := range m.accumulators[:vectors] {
			m.parts[part] = append(m.parts[part], slices.Clone(v))
		}
	})
}
func (m *reductionMachine) LoadSeries(part, vectors int) {
	m.then(func() {
		for v := range vectors {
			copy(m.accumulators[v], m.parts[part][v])
		}
	})
}
func (m *reductionMachine) JoinPart(part int) {
	m.then(func() {
		v := m.accumulators[0]
		for i := range v {
			v[i] = m.body(v[i], m.parts[part][0][i])
		}
	})
}
func (m *reductionMachine) Pending(label string) { m.foldMachine.Rest(label) }
func (m *reductionMachine) Reduced() []Suspect   { return []Suspect{{Type: ir.F64, NaN: -1}} }
func (m *reductionMachine) StoreReduced()        { m.StoreFolded() }

// Whatever the width of vectors and the number of leaves side by side, a reduction is in the documented
// order.
func TestReductionLoop(t *testing.T) {
	for lanes := 1; lanes <= 8; lanes *= 2 {
		for leaves := 1; leaves <= mostLeaves; leaves *= 2 {
			r := &Reducing{Reductions: []ir.Reduction{{Kind: ir.Sum, Order: ir.Pairwise}}, Index: -1}
			l := r.Shape(8, lanes, leaves)
			m := &reductionMachine{foldMachine: foldMachine{body: orderedFrom}}
			for range l.Vectors * l.Leaves {
				m.accumulators = append(m.accumulators, make([]uint64, l.Lanes))
			}
			l.Write(m)
			var row []uint64
			for n := 1; n <= 1100; n++ {
				row = append(row, uint64(n)*0x123456789abcdef)
				require.Equal(t, pairwise(row, kernel.FoldSeries, kernel.FoldLeaf), m.fold(row), "%d lanes, %d leaves, n=%d", lanes, leaves, n)
				require.Equal(t, n, m.position)
			}
		}
	}
}

// A loop that takes pairs of elements, or four at once, takes each element once, whatever the length
// of the row.
func TestPairsLoop(t *testing.T) {
	for lanes := 1; lanes <= 8; lanes *= 2 {
		for vectors := 2; vectors <= 8; vectors *= 2 {
			for mode := range 3 {
				r := &Reducing{Reductions: []ir.Reduction{{Kind: ir.Sum, Order: ir.AnyOrder}}, Index: -1}
				l := r.Shape(4, lanes, vectors)
				l.Pairs, l.Quads = true, mode > 0
				m := &reductionMachine{foldMachine: foldMachine{body: func(a, b uint64) uint64 { return a + b }}, withoutByteDots: mode > 1}
				for range l.Vectors {
					m.accumulators = append(m.accumulators, make([]uint64, l.Lanes))
				}
				l.Write(m)
				var row []uint64
				sum := uint64(0)
				for n := 1; n <= 300; n++ {
					row = append(row, uint64(n)*0x123456789abcdef)
					sum += row[n-1]
					require.Equal(t, sum, m.fold(row), "%d lanes, %d vectors, mode %d, n=%d", lanes, vectors, mode, n)
				}
			}
		}
	}
}

// A leaf that is gone over in parts is reduced in the order wide, whatever the width of vectors and the number
// of parts.
func TestPartsLoop(t *testing.T) {
	const size = 8
	r := &Reducing{Reductions: []ir.Reduction{{Kind: ir.Sum, Order: ir.Wide}}, Index: -1}
	for lanes := 1; lanes <= 8; lanes *= 2 {
		for parts := 1; parts <= 4 && parts*2*lanes <= ir.WideBytes/size; parts *= 2 {
			l := r.Shape(size, lanes, parts)
			m := &reductionMachine{foldMachine: foldMachine{body: orderedFrom}}
			for range l.Vectors / l.Parts {
				m.accumulators = append(m.accumulators, make([]uint64, l.Lanes))
			}
			l.Write(m)
			var row []uint64
			for n := 1; n <= 2*ir.WideLeaf+100; n++ {
				row = append(row, uint64(n)*0x123456789abcdef)
				if n > 150 && n%ir.WideLeaf > 2 && n%1000 > 0 {
					continue
				}
				require.Equal(t, wide(row, ir.WideBytes/size), m.fold(row), "%d lanes, %d parts, n=%d", lanes, parts, n)
			}
		}
	}
}

// wide reduces a row in the order wide.
func wide(row []uint64, series int) uint64 {
	if n := len(row); n > ir.WideLeaf {
		half := n / 2 / series * series
		return orderedFrom(wide(row[:half], series), wide(row[half:], series))
	}
	x := make([]uint64, series)
	for i, e := range row {
		x[i%series] = orderedFrom(x[i%series], e)
	}
	for n := series / 2; n > 0; n /= 2 {
		for i := range n {
			x[i] = orderedFrom(x[i], x[i+n])
		}
	}
	return x[0]
}
