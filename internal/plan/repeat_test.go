// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/internal/ir"
)

// TestMovesOfALoop: whatever variables become each other, and whatever went to memory or another register in an iteration,
// all is where it was when the next one begins.
func TestMovesOfALoop(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	done := 0
	for range 4000 {
		const registers = 7
		n := 1 + r.IntN(5)  // variables
		others := r.IntN(3) // values that the loop only reads
		values := make([]*ir.Value, 3*n+others)
		for i := range values {
			values[i] = &ir.Value{ID: i, Type: ir.F64}
		}
		b := &Body{Func: ir.New("moves"), uses: make([][]int, len(values))}
		for i := range values {
			b.uses[i] = []int{100}
		}
		regs := NewRegisters(b, "test", registers)
		// The machine: what each register and slot holds.
		reg, slot := make([]string, registers), map[int]string{}
		regs.Move = func(from, to int) { reg[to] = reg[from] }
		regs.Spill = func(v Var, from, to int) { slot[to] = reg[from] }
		regs.Reload = func(v Var, to, from int) { reg[to] = slot[from] }
		name := func(i int) string { return fmt.Sprint("v", i) }
		define := func(i int) {
			reg[regs.Def(Var{Value: values[i]})] = name(i)
			regs.End(0)
		}
		order := r.Perm(n + others) // variables and what is only read: 0 … n-1, 3n …
		at := func(k int) int {
			if k < n {
				return k
			}
			return 2*n + k
		}
		for _, k := range order {
			define(at(k))
		}
		before := regs.places()
		held := append([]string{}, reg...)
		for k := range n {
			if r.IntN(4) > 0 {
				define(n + k) // what variable k becomes
			}
		}
		for range r.IntN(4) { // reads, so that values come and go
			regs.Use(Var{Value: values[at(order[r.IntN(len(order))])]})
			regs.End(0)
		}
		next, behind := map[Var]Var{}, map[Var]Var{}
		became := map[int]string{}
		for k := range n {
			to := n + k
			if v := (Var{Value: values[to]}); !regs.Has(v) || r.IntN(3) == 0 {
				to = r.IntN(n) // another variable, or itself
			}
			next[Var{Value: values[k]}] = Var{Value: values[to]}
			became[k] = name(to)
			if r.IntN(4) > 0 {
				behind[Var{Value: values[k]}] = Var{Value: values[2*n+k]}
			}
		}
		fits := func() (ok bool) {
			defer func() {
				if e := recover(); e != nil {
					_, ok = e.(*OutOfRegisters)
					require.True(t, ok, "%v", e)
					ok = false
				}
			}()
			regs.back(before, next)
			return true
		}()
		if !fits { // all registers are in circles
			continue
		}
		done++
		for v, k := range before.where {
			want := held[k]
			if i := v.Value.ID; i < n {
				want = became[i]
			}
			require.Equal(t, want, reg[k], "register %d", k)
		}
		for v, k := range before.slots {
			want := name(v.Value.ID)
			if i := v.Value.ID; i < n {
				want = became[i]
			}
			require.Equal(t, want, slot[k], "slot %d", k)
		}
		regs.rename(next, behind)
		for k := range n {
			require.False(t, regs.Has(Var{Value: values[k]}))
			v := Var{Value: values[2*n+k]}
			_, read := behind[Var{Value: values[k]}]
			require.Equal(t, read, regs.Has(v))
			if read {
				require.Equal(t, became[k], reg[regs.Use(v)])
				regs.End(0)
			}
		}
	}
	require.Greater(t, done, 3000)
}
