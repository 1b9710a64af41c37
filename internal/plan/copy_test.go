// SPDX-License-Identifier: BSD-3-Clause

package plan_test

import (
	"testing"

	"github.com/arraygen/arraygen/internal/plan"
	"github.com/stretchr/testify/require"
)

// The stages of a transposition, done on registers of element indices, leave
// those of each row in order.
func TestTransposition(t *testing.T) {
	type place struct{ row, column int }
	for _, size := range []int{1, 2, 4, 8, 16} {
		tr := plan.TranspositionOf(size)
		perRegister := 16 / size
		rows := min(tr.Rows, perRegister)
		if size == 1 {
			rows = tr.Rows // two columns fill a register
		}
		var all []place
		for c := range tr.Columns {
			for r := range rows {
				all = append(all, place{r, c})
			}
		}
		registers := make([][]place, len(all)/perRegister+1)
		var order []int
		for i := range len(all) / perRegister {
			registers[i] = all[i*perRegister:][:perRegister]
			order = append(order, i)
		}
		spare := len(order)
		for range tr.Stages {
			order = plan.Interleave(order, func(a, b int) (low int) {
				var mixed []place
				for i, p := range registers[a] {
					mixed = append(mixed, p, registers[b][i])
				}
				low, spare = spare, a
				registers[low], registers[b] = mixed[:perRegister], mixed[perRegister:]
				return low
			})
		}
		require.Len(t, order, rows)
		for r, v := range order {
			for c, p := range registers[v] {
				require.Equal(t, place{r, c}, p, "size %d", size)
			}
		}
	}
}
