// SPDX-License-Identifier: BSD-3-Clause

package passes

import "github.com/arraygen/arraygen/internal/ir"

// extreme is what the index of the first least or greatest element is found with: a
// reduction, by which an accumulator of indices goes.
type extreme struct {
	reduction *ir.Value
	index     *ir.Value
}

// firsts returns the reductions of f that are the least index at which a row has its
// extreme, of indices of the size of its elements: as the front end writes an ArgMin, it is
// the least of what is an index where x == min(x), or both are NaN, and elsewhere no index.
func firsts(f *ir.Func) map[*ir.Value]extreme {
	list := map[*ir.Value]extreme{}
	for _, v := range f.Values {
		if v.Op != ir.Reduce || v.Reduction() != (ir.Reduction{Kind: ir.Least}) {
			continue
		}
		s := v.Args[0]
		if s.Op != ir.Select || !countedIndex(s.Args[1]) || s.Args[2].Op != ir.Const || s.Args[2].Imm != 1<<(s.Type.Bits()-1)-1 {
			continue
		}
		if m := attains(s.Args[0]); m != nil && m.Type.Size() == v.Type.Size() {
			list[v] = extreme{m, s.Args[1]}
		}
	}
	return list
}

// attains returns the reduction to an extreme that is says an element to be equal to, or nil.
func attains(is *ir.Value) *ir.Value {
	nan := is
	if is.Op == ir.Or {
		is = is.Args[0]
	}
	if is.Op != ir.Eq {
		return nil
	}
	x, m := is.Args[0], is.Args[1]
	if m.Op != ir.Reduce {
		x, m = m, x
	}
	if m.Op != ir.Reduce || m.Args[0] != x || m.Reduction() != (ir.Reduction{Kind: ir.Least}) && m.Reduction() != (ir.Reduction{Kind: ir.Greatest}) {
		return nil
	}
	isNaN := func(v, of *ir.Value) bool { return v.Op == ir.Ne && v.Args[0] == of && v.Args[1] == of }
	if float := x.Type.Is(ir.KindFloat); float != (nan != is) {
		return nil
	} else if float {
		if nan = nan.Args[1]; nan.Op != ir.And || !(isNaN(nan.Args[0], x) && isNaN(nan.Args[1], m) || isNaN(nan.Args[0], m) && isNaN(nan.Args[1], x)) {
			return nil
		}
	}
	return m
}

// args returns what v is computed from in a pass: an index needs no complete extreme.
func (m *planner) args(v *ir.Value) []*ir.Value {
	if e, ok := m.first[v]; ok {
		return []*ir.Value{e.reduction.Args[0], e.index}
	}
	return v.Args
}

// markLive marks the values that results are computed from.
func (m *planner) markLive() {
	m.live, m.used = make([]bool, len(m.f.Values)), make([]bool, len(m.f.Values))
	for _, r := range m.f.Results {
		m.live[r.Value.ID], m.used[r.Value.ID] = true, true
	}
	for i := len(m.f.Values) - 1; i >= 0; i-- {
		v := m.f.Values[i]
		if !m.live[i] {
			continue
		}
		for _, a := range m.args(v) {
			m.live[a.ID], m.used[a.ID] = true, true
		}
		if e, ok := m.first[v]; ok {
			m.live[e.reduction.ID] = true
		}
	}
}

// before reports whether an element a precedes b in what e looks for: it is NaN and b is none, or
// on the right side of it.
func (e extreme) before(f *ir.Func, a, b *ir.Value) *ir.Value {
	x, y := a, b
	if e.reduction.Reduction().Kind == ir.Greatest {
		x, y = b, a
	}
	is := f.Binary(ir.Lt, x, y)
	if a.Type.Is(ir.KindFloat) {
		is = f.Binary(ir.Or, is, f.Binary(ir.And, f.Binary(ir.Ne, a, a), f.Binary(ir.Eq, b, b)))
	}
	return is
}

// step returns what becomes of an accumulator of indices with one more element, whose index is
// higher, when found is its extreme so far.
//
// Accumulators begin with index 0: those that no element preceded the identity in are of a row
// of nothing but identities, of which the first is at 0, or are dropped when they are joined.
func (e extreme) step(f *ir.Func, found, acc *ir.Value, args []*ir.Value) *ir.Value {
	return f.Select(e.before(f, args[0], found), args[1], acc)
}

// join returns the index of two accumulators, each with its extreme.
func (e extreme) join(f *ir.Func, found1, acc1, found2, acc2 *ir.Value) *ir.Value {
	one, two := e.before(f, found1, found2), e.before(f, found2, found1)
	return f.Select(one, acc1, f.Select(two, acc2, f.Binary(ir.Min, acc1, acc2)))
}
