// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// copyMachine runs what a CopyLoop writes, on elements of a byte: memory begins
// where nothing may be read or written.
type copyMachine struct {
	control
	memory    [2][]byte
	rows, n   int
	outer     [2]int
	stride    [2]int
	row, addr [2]int
	left      int // rows
	vectors   int // copied by strategies
}

func (m *copyMachine) Args()     {}
func (m *copyMachine) CountRow() { m.then(func() { m.count = m.n }) }
func (m *copyMachine) CountRows(label string) {
	m.then(func() { m.left = m.rows })
	m.jumpIf(func() bool { return m.n == 0 || m.rows == 0 }, label)
}
func (m *copyMachine) Prepare()         {}
func (m *copyMachine) StartRow()        { m.then(func() { m.addr = m.row }) }
func (m *copyMachine) Return()          { m.then(func() { m.pc = len(m.code) }) }
func (m *copyMachine) Transpose(string) {}
func (m *copyMachine) NextRow(row, done string) {
	m.then(func() {
		m.row[0] += m.outer[0]
		m.row[1] += m.outer[1]
		if m.left--; m.left > 0 {
			m.jump(row)
		} else {
			m.jump(done)
		}
	})
}
func (m *copyMachine) IfStride(k, bytes int, c Condition, label string) {
	m.jumpIf(func() bool { return c.holds(m.stride[k] - bytes) }, label)
}
func (m *copyMachine) element(n int) {
	from, to := m.addr[0]+n*m.stride[0], m.addr[1]+n*m.stride[1]
	m.memory[1][to] = m.memory[0][from] // panics outside
}
func (m *copyMachine) One(n int) { m.then(func() { m.element(n) }) }
func (m *copyMachine) Skip(n int) {
	m.then(func() {
		m.addr[0] += n * m.stride[0]
		m.addr[1] += n * m.stride[1]
	})
}
func (m *copyMachine) Move(k, bytes int) { m.then(func() { m.addr[k] += bytes }) }
func (m *copyMachine) MoveByCount(k, bytes int) {
	m.then(func() { m.addr[k] += m.count * bytes })
}

// vector copies a vector's elements; further is how many bytes it reads past the
// last.
func vector(lanes, further int) func(m *copyMachine, in, out int) {
	return func(m *copyMachine, in, out int) {
		m.then(func() {
			m.vectors++
			m.addr[0] += in
			m.addr[1] += out
			for n := range lanes {
				m.element(n)
			}
			_ = m.memory[0][m.addr[0]+(lanes-1)*m.stride[0]+further] // panics outside
			m.addr[0] -= in
			m.addr[1] -= out
		})
	}
}

// Whatever the strides, lanes and unrolling, a copy copies every element, by vectors
// where it has a strategy, and touches nothing else: nor does one whose vectors read
// past their elements.
func TestCopyLoop(t *testing.T) {
	for _, lanes := range []int{2, 4, 8} {
		for _, unroll := range []int{1, 2, 4} {
			for _, singles := range []int{1, 4} {
				m := &copyMachine{}
				nothing := func(*copyMachine) {}
				whole := vector(lanes, 0)
				CopyLoop[*copyMachine]{Size: 1, Lanes: lanes, Unroll: unroll, Singles: singles, Strategies: []Strategy[*copyMachine]{
					{Strides: Contiguous, SetUp: nothing, Block: whole},
					{Strides: Broadcast, SetUp: nothing, Block: whole},
					{Strides: LoadReversed, SetUp: nothing, Block: whole},
					{Strides: LoadStride2, SetUp: nothing, Block: vector(lanes, 1), Last: func(m *copyMachine) { whole(m, 0, 0) }},
				}}.Write(m)
				for _, s := range []Strides{Contiguous, Broadcast, LoadReversed, LoadStride2, StoreStride2, {3, -2}} {
					for n := range 3*unroll*lanes + 2 {
						m.test(t, fmt.Sprintf("%d lanes, unroll %d, singles %d, strides %v, %d elements", lanes, unroll, singles, s, n), s, n, lanes)
					}
				}
			}
		}
	}
}

// test copies three rows of n elements.
func (m *copyMachine) test(t *testing.T, name string, s Strides, n, lanes int) {
	m.n, m.rows, m.vectors = n, 3, 0
	m.stride = [2]int{s.In, s.Out}
	span := func(stride int) int { return max(n-1, 0)*max(stride, -stride) + 1 }
	begin := func(stride int) int { return max(0, -stride*(n-1)) }
	m.outer = [2]int{span(s.In), span(s.Out) + 1}
	m.memory = [2][]byte{make([]byte, 3*m.outer[0]), make([]byte, 3*m.outer[1]-1)}
	for i := range m.memory[0] {
		m.memory[0][i] = byte(i*7 + 1)
	}
	m.row = [2]int{begin(s.In), begin(s.Out)}
	want := make([]byte, len(m.memory[1]))
	for row := range 3 {
		for i := range n {
			want[m.row[1]+row*m.outer[1]+i*s.Out] = m.memory[0][m.row[0]+row*m.outer[0]+i*s.In]
		}
	}
	m.run()
	require.Equal(t, want, m.memory[1], name)
	fast := n >= lanes && s != StoreStride2 && s.Out == 1
	require.Equal(t, fast, m.vectors > 0, name)
}
