// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"testing"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/stretchr/testify/require"
)

// mover is a machine that only moves registers.
type mover struct {
	AccumulateWriter
	regs [8]int
}

func (m *mover) Move(to, from int) { m.regs[to] = m.regs[from] }

// TestMovesAreAtOnce moves results to accumulators, from all choices of registers: the accumulators' own
// among them, of which those that hold no result are free.
func TestMovesAreAtOnce(t *testing.T) {
	into := []int{0, 1, 2}
	for n := range 8 * 8 * 8 {
		from := []int{n % 8, n / 8 % 8, n / 64}
		if from[0] == from[1] || from[1] == from[2] || from[0] == from[2] {
			continue
		}
		regs := NewRegisters(Lay(ir.New("body")), "vector", 8)
		for range 8 {
			regs.Pin()
		}
		held := map[int]bool{}
		for _, r := range from {
			held[r] = true
		}
		for r := range 8 {
			if !held[r] {
				regs.Unpin(r)
			}
		}
		m := &mover{regs: [8]int{10, 11, 12, 13, 14, 15, 16, 17}}
		a := &Accumulate{Registers: Classes{regs}}
		results := append([]int{}, from...)
		a.moves(m, into, results)
		for i, r := range from {
			require.Equal(t, 10+r, m.regs[into[i]], "from %v", from)
		}
	}
}
