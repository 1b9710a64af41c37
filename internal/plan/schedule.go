// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"sort"

	"github.com/arraygen/arraygen/internal/ir"
)

// scheduler finds orders of the operations of a body.
type scheduler struct {
	f         *ir.Func
	ops       []*ir.Value          // that need code, less parameters, in source order
	params    map[uint64]*ir.Value // those needed, by Imm
	args      [][]*ir.Value        // roots that are no constants, each once, by value ID
	users     [][]*ir.Value        // by value ID
	stored    map[*ir.Value]bool   // results
	scheduled []bool               // by value ID
	order     []*ir.Value
}

func newScheduler(f *ir.Func, needed []bool) *scheduler {
	s := &scheduler{f: f, params: map[uint64]*ir.Value{}, stored: map[*ir.Value]bool{},
		args: make([][]*ir.Value, len(f.Values)), users: make([][]*ir.Value, len(f.Values))}
	for i, v := range f.Values {
		switch {
		case v.Op == ir.Const || v.Op == ir.Bitcast || v.Op == ir.Leave || !needed[i] && v.Op != ir.Rare && v.Op != ir.Repeat:
			continue
		case v.Op == ir.Param:
			s.params[v.Imm] = v
			continue
		}
		s.ops = append(s.ops, v)
		for k, a := range Operands(v) {
			if a.Op == ir.Const || k > 0 && a == Operands(v)[0] || k > 1 && a == Operands(v)[1] {
				continue
			}
			s.args[i] = append(s.args[i], a)
			s.users[a.ID] = append(s.users[a.ID], v)
		}
	}
	for _, v := range resultRoots(f.Results) {
		s.stored[v] = true
	}
	return s
}

func (s *scheduler) start() {
	s.scheduled = make([]bool, len(s.f.Values))
	s.order = nil
}

// schedule appends v, and before it the parameters that it reads; the lanes of a
// pair are loaded together.
func (s *scheduler) schedule(v *ir.Value) {
	if s.scheduled[v.ID] {
		return
	}
	for _, a := range s.args[v.ID] {
		if a.Op == ir.Param {
			s.schedule(a)
		}
	}
	s.scheduled[v.ID] = true
	s.order = append(s.order, v)
	if v.Op == ir.Param {
		if other := s.params[v.Imm^1]; other != nil && s.f.In[v.Imm>>1].Pair {
			s.schedule(other)
		}
	}
}

// finish appends the parameters that are stored as they are.
func (s *scheduler) finish() []*ir.Value {
	for _, v := range resultRoots(s.f.Results) {
		if v.Op == ir.Param {
			s.schedule(v)
		}
	}
	return s.order
}

func (s *scheduler) inSourceOrder() []*ir.Value {
	s.start()
	for _, v := range s.ops {
		if v.Op == ir.Enter { // no iteration loads a parameter
			for _, p := range s.f.Values {
				if p.Op == ir.Param && s.params[p.Imm] == p {
					s.schedule(p)
				}
			}
		}
		s.schedule(v)
	}
	return s.finish()
}

// depthFirst completes each argument before it begins the next, the one that
// needs more registers first. (Sethi and Ullman, "The Generation of Optimal
// Code for Arithmetic Expressions", J. ACM 17 (1970): optimal for trees.)
func (s *scheduler) depthFirst() []*ir.Value {
	need := make([]int, len(s.f.Values))
	for _, v := range s.f.Values {
		need[v.ID] = 1
		args := append([]*ir.Value{}, s.args[v.ID]...)
		sort.SliceStable(args, func(i, j int) bool { return need[args[i].ID] > need[args[j].ID] })
		s.args[v.ID] = args
		for k, a := range args {
			need[v.ID] = max(need[v.ID], need[a.ID]+k)
		}
	}
	s.start()
	var visit func(v *ir.Value)
	visit = func(v *ir.Value) {
		if s.scheduled[v.ID] || v.Op == ir.Param {
			return
		}
		for _, a := range s.args[v.ID] {
			visit(a)
		}
		s.schedule(v)
	}
	for _, v := range s.ops {
		if v.Op == ir.Rare || s.stored[v] {
			visit(v)
		}
	}
	return s.finish()
}

// greedy always takes the operation, of those whose arguments are there, that
// ends the most values and begins the fewest; of equals the one whose
// arguments are youngest.
func (s *scheduler) greedy() []*ir.Value {
	s.start()
	left := make([]int, len(s.f.Values)) // users not yet scheduled
	for i, u := range s.users {
		left[i] = len(u)
	}
	when := make([]int, len(s.f.Values))
	rest := append([]*ir.Value{}, s.ops...)
	for len(rest) > 0 {
		best, bestCost, bestAge := -1, 0, 0
		for k, v := range rest {
			cost, age, ready := 1, 0, true
			if v.Op == ir.Rare {
				cost = 0
			}
			for _, a := range s.args[v.ID] {
				switch {
				case a.Op == ir.Param && !s.scheduled[a.ID]:
					cost++
				case !s.scheduled[a.ID]:
					ready = false
				}
				if left[a.ID] == 1 && !s.stored[a] {
					cost--
				}
				age = max(age, when[a.ID])
			}
			if ready && (best < 0 || cost < bestCost || cost == bestCost && age > bestAge) {
				best, bestCost, bestAge = k, cost, age
			}
		}
		v := rest[best]
		s.schedule(v)
		when[v.ID] = len(s.order)
		for _, a := range s.args[v.ID] {
			left[a.ID]--
		}
		rest = append(rest[:best], rest[best+1:]...)
	}
	return s.finish()
}
