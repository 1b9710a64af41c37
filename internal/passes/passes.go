// SPDX-License-Identifier: BSD-3-Clause

// Package passes plans kernels with a core dimension: it cuts a body with
// reductions into passes over a row, each of which is straight-line code.
//
// A reduction must be complete before its value is used, so the body becomes
// reducing passes, then passes that use what they found. What a pass leaves for
// a later one is in a temporary: one element for a row, or a row of them where
// it costs more to compute it again than to load it.
package passes

import (
	"fmt"
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Kind is what a pass works on.
type Kind uint8

const (
	// Map computes elements of a row from elements of rows.
	Map Kind = iota
	// Reduce combines the elements of a row.
	Reduce
	// Values computes elements that are one for a row from others.
	Values
	// Scan combines the elements of a row up to each one, as its one reduction says. It has an
	// input and an output, and no code of its own: its Func has their types alone.
	Scan
)

// Pass is one pass.
type Pass struct {
	Kind Kind
	// Func is the body: of In, operands or temporaries by number, it makes Out. The
	// inputs of a reducing pass are followed by its accumulators, and its outputs are
	// what becomes of these.
	Func    *ir.Func
	In, Out []int
	// At says of every input which element of its window it is.
	At []Offset
	// Reductions are those of a reducing pass, all in one order. Join makes one
	// accumulator of two, for each reduction.
	Reductions []ir.Reduction
	Join       *ir.Func
}

// Offset is how many rows below the row at hand, and how many elements behind the element at
// hand, an input is read.
type Offset struct{ Row, Element int }

// These inputs of a pass are no operands. Index, of a reducing pass, is the number of each
// element in the row: its operand has that of the first one. Numbers, of a map, is a row of the
// numbers from 0 on, and First the number of its first element, which is to be added.
const (
	Index   = -1
	Numbers = -2
	First   = -3
)

// Last is the input of a pass that is the last index of operand i, a table of any size, as an
// integer of 4 or 8 bytes.
func Last(i, size int) int { return -(8*i + size) }

// IndexInput returns the input of p that is Index, -1 for none.
func (p Pass) IndexInput() int { return slices.Index(p.In, Index) }

// Program is a kernel as passes.
type Program struct {
	// Operands are the inputs, the outputs and the temporaries, which Pass numbers.
	Operands []ir.Operand
	Passes   []Pass
	// Saved has the operand that has a value of the body, of those that passes leave for others.
	Saved map[*ir.Value]int
}

// MaxOperands is the most operands of a program: a pass at run time has their numbers as int8.
const MaxOperands = 1 << 7

// keepCost is the cost of a value from which on it is kept, and not computed again: about
// what a store and two loads take.
const keepCost = 8

// most is how many reductions a pass has at most, by order: accumulators of all of
// them are in registers, in the order wide of those that a part of a leaf has.
var most = map[ir.Order]int{ir.AnyOrder: 4, ir.Pairwise: 3, ir.Wide: 3, ir.Serial: 4}

// planner makes a program of f.
type planner struct {
	f      *ir.Func
	p      *Program
	varies []bool
	index  []bool            // it depends on the number of the element as a loop counts it
	level  []int             // reducing passes that come before the value
	saved  map[*ir.Value]int // the operand that has the value
	// reduced are the arguments of reductions.
	reduced map[*ir.Value]bool
	// first are the reductions to the index of an extreme, with that; live are the values that
	// are computed when an index is found with its extreme, used those of them that are not computed for that alone.
	first      map[*ir.Value]extreme
	live, used []bool
}

// Of returns the program of f, a body with a core dimension.
func Of(f *ir.Func) *Program {
	m := &planner{f: f, p: &Program{}, varies: f.VariesOverRow(), level: make([]int, len(f.Values)), saved: map[*ir.Value]int{}, reduced: map[*ir.Value]bool{}}
	m.index = make([]bool, len(f.Values))
	m.p.Operands = append(append(m.p.Operands, f.In...), f.Out...)
	m.first = firsts(f)
	m.markLive()
	last := 0
	for i, v := range f.Values {
		m.index[i] = countedIndex(v)
		for _, a := range m.args(v) {
			m.level[i] = max(m.level[i], m.level[a.ID])
			m.index[i] = m.index[i] || m.index[a.ID]
		}
		if v.Op == ir.Reduce || v.Op == ir.Scan {
			m.index[i] = false
			m.level[i]++
			last = max(last, m.level[i])
			for _, a := range m.args(v) {
				m.reduced[a] = true
			}
		}
	}
	m.direct()
	for n := range last {
		m.values(n)
		m.keep(n)
		m.reduce(n)
		m.scan(n)
	}
	m.values(last)
	m.outputs()
	m.p.Saved = m.saved
	return m.p
}

// countedIndex reports whether v is the number of the element as only the loop of a reduction
// counts it.
func countedIndex(v *ir.Value) bool { return v.Op == ir.Index && v.Imm == 0 }

// direct has reductions that are outputs as they are stored there.
func (m *planner) direct() {
	for _, r := range m.f.Results {
		o := m.f.Out[r.Operand]
		if _, has := m.saved[r.Value]; r.Value.Op == ir.Reduce && !has && !o.Row && !o.Pair {
			m.saved[r.Value] = len(m.f.In) + r.Operand
		}
	}
}

// values adds a pass for the values that are one for a row, are made of n reducing
// passes, and are used where the elements of a row are.
func (m *planner) values(n int) {
	var list []*ir.Value
	used := m.boundary()
	for i, v := range m.f.Values {
		if used[i] && m.level[i] == n && !m.leaf(v) && !m.inMaps(v) {
			list = append(list, v)
		}
	}
	for _, part := range m.split(list) {
		m.add(Values, part, m.temporaries(part, false))
	}
}

// boundary returns the values that are one for a row and an argument of one that is
// not, or stored in a row.
func (m *planner) boundary() []bool {
	used := make([]bool, len(m.f.Values))
	for i, v := range m.f.Values {
		if m.live[i] && (m.varies[i] || v.Op == ir.Reduce) {
			for _, a := range m.args(v) {
				used[a.ID] = used[a.ID] || !m.varies[a.ID]
			}
		}
	}
	for _, r := range m.f.Results {
		if m.f.Out[r.Operand].Row {
			used[r.Value.ID] = used[r.Value.ID] || !m.varies[r.Value.ID]
		}
	}
	return used
}

// leaf reports whether a value is had without a computation.
func (m *planner) leaf(v *ir.Value) bool {
	_, saved := m.saved[v]
	return saved || v.Op == ir.Param || v.Op == ir.Window || v.Op == ir.Const
}

// inMaps reports whether the passes that use v compute it: the element of a table at a constant
// index, which a map loads. A reduction has it computed before.
func (m *planner) inMaps(v *ir.Value) bool {
	switch {
	case m.reduced[v]:
		return false
	case v.Op == ir.HalfToF32 || v.Op == ir.Bitcast || v.Op == ir.Convert || v.Op == ir.Shl: // as types of 16 bits have
		return m.inMaps(v.Args[0])
	}
	return v.Op == ir.Lookup && v.Table.FromInput && v.Args[0].Op == ir.Const
}

// keep adds passes for arguments of reductions after n passes that cost much: the loop of a
// reduction has its registers for accumulators.
func (m *planner) keep(n int) {
	var list []*ir.Value
	visited := make([]bool, len(m.f.Values))
	var visit func(v *ir.Value)
	visit = func(v *ir.Value) {
		if visited[v.ID] {
			return
		}
		visited[v.ID] = true
		switch {
		case m.leaf(v) && m.cost(v, nil) == 0 || !m.varies[v.ID]:
		case m.index[v.ID]: // only the loop of a reduction has the numbers of elements
			for _, a := range v.Args {
				visit(a)
			}
		case v.Type != ir.Bool && m.cost(v, map[*ir.Value]bool{}) > keepCost:
			m.saved[v] = -1
			list = append(list, v)
		}
	}
	for _, r := range m.reductions(n) {
		for _, a := range m.args(r) {
			visit(a)
		}
	}
	slices.SortFunc(list, func(v, w *ir.Value) int { return v.ID - w.ID })
	for _, v := range list {
		delete(m.saved, v)
	}
	for _, v := range list {
		m.fit(v.Args, kernel.MaxOperands-1)
		m.save(v)
	}
}

// cost counts the operations that v takes, which are not counted yet.
func (m *planner) cost(v *ir.Value, counted map[*ir.Value]bool) int {
	if v.Op == ir.Param && m.f.In[v.Imm>>1].Pair || v.Op == ir.Window && m.f.In[v.Window().Input].Pair {
		return keepCost + 1 // that loop splits no pairs
	}
	if counted[v] || m.leaf(v) {
		return 0
	}
	counted[v] = true
	n := 1
	switch v.Op {
	case ir.Rare, ir.Lookup, ir.Index:
		n += keepCost
	case ir.Bitcast:
		n--
	}
	for _, a := range v.Args {
		n += m.cost(a, counted)
	}
	return n
}

// reductions returns the reductions after n reducing passes.
func (m *planner) reductions(n int) (list []*ir.Value) {
	for i, v := range m.f.Values {
		if v.Op == ir.Reduce && m.live[i] && m.level[i] == n+1 {
			list = append(list, v)
		}
	}
	return list
}

// reduce adds the reducing passes after n others: reductions in one order of elements of one
// size are in one, and an index is in that of its extreme.
func (m *planner) reduce(n int) {
	list := m.reductions(n)
	for _, r := range list {
		m.fit(m.args(r), kernel.MaxOperands-2)
	}
	var together [][]*ir.Value
	for _, r := range list {
		if e, ok := m.first[r]; ok {
			i := slices.IndexFunc(together, func(t []*ir.Value) bool { return t[0] == e.reduction })
			together[i] = append(together[i], r)
		} else {
			together = append(together, []*ir.Value{r})
		}
	}
	for len(together) > 0 {
		first := together[0][0]
		var now []*ir.Value
		var rest [][]*ir.Value
		for _, t := range together {
			o, all := t[0].Reduction().Order, append(slices.Clone(now), t...)
			if o == first.Reduction().Order && t[0].Type.Size() == first.Type.Size() && (t[0] == first || len(all) <= most[o] && m.fits(all)) {
				now = all
			} else {
				rest = append(rest, t)
			}
		}
		together = rest
		m.addReduce(now)
	}
}

// fits reports whether one pass has the operands for some reductions: what it reads, and
// each accumulator as an input and an output.
func (m *planner) fits(list []*ir.Value) bool {
	var args []*ir.Value
	for _, r := range list {
		args = append(args, m.args(r)...)
	}
	return len(m.reads(args))+2*len(list) <= kernel.MaxOperands
}

// scan adds the passes of the scans after n others. A scan whose value is the only output is
// stored there at once: no later pass reads an input, which may be in the same memory.
func (m *planner) scan(n int) {
	for i, v := range m.f.Values {
		if v.Op != ir.Scan || m.level[i] != n+1 {
			continue
		}
		x := v.Args[0]
		if pair := x.Op == ir.Param && m.f.In[x.Imm>>1].Pair || x.Op == ir.Window && m.f.In[x.Window().Input].Pair; pair || !m.leaf(x) {
			m.fit(x.Args, kernel.MaxOperands-1)
			m.save(x)
		}
		p := Pass{Kind: Scan, Reductions: []ir.Reduction{{Kind: ir.ReductionKind(v.Imm)}}, Func: ir.New(m.f.Name)}
		for in := range m.reads([]*ir.Value{x}) {
			p.In, p.At = []int{in.operand}, []Offset{in.Offset}
		}
		to := len(m.f.In)
		if r := m.f.Results; len(r) > 1 || r[0].Value != v {
			to = m.temporaries([]*ir.Value{v}, true)[0]
		}
		p.Out = []int{to}
		p.Func.In, p.Func.Out = []ir.Operand{m.p.Operands[p.In[0]]}, []ir.Operand{m.p.Operands[to]}
		m.saved[v] = to
		m.p.Passes = append(m.p.Passes, p)
	}
}

// outputs adds the passes that make the outputs: those that are one for a row, then the
// rows, since an output may be in the memory of an input.
func (m *planner) outputs() {
	for _, row := range []bool{false, true} {
		var list []*ir.Value
		var out []int
		for _, r := range m.f.Results {
			o := len(m.f.In) + r.Operand
			if at, ok := m.saved[r.Value]; m.f.Out[r.Operand].Row != row || ok && at == o {
				continue
			}
			list, out = append(list, r.Value), append(out, o<<1|r.Part)
		}
		kind := Values
		if row {
			kind = Map
		}
		if len(list) > 0 && len(m.reads(list))+operands(out) > kernel.MaxOperands {
			// No pass may read an input when one before has stored an output.
			for _, v := range list {
				if at, ok := m.saved[v]; v.Op != ir.Const && (!ok || at < len(m.f.In)) {
					m.fit(v.Args, kernel.MaxOperands-1)
					m.save(v)
				}
			}
		}
		for len(list) > 0 {
			n := 1
			for k := 2; k <= len(list) && len(m.reads(list[:k]))+operands(out[:k]) <= kernel.MaxOperands; k++ {
				if k == len(list) || out[k]>>1 != out[k-1]>>1 { // both parts of a complex number are stored at once
					n = k
				}
			}
			if n == 1 && len(out) > 1 && out[0]>>1 == out[1]>>1 {
				n = 2
			}
			m.addTo(kind, list[:n], out[:n])
			list, out = list[n:], out[n:]
		}
	}
}

// operands counts those of which out has parts.
func operands(out []int) int {
	n := 0
	for i := range out {
		if i == 0 || out[i]>>1 != out[i-1]>>1 {
			n++
		}
	}
	return n
}

// temporaries makes new operands for values.
func (m *planner) temporaries(list []*ir.Value, row bool) (at []int) {
	for _, v := range list {
		at = append(at, len(m.p.Operands))
		t := v.Type
		if t == ir.Bool {
			t = ir.U8
		}
		m.p.Operands = append(m.p.Operands, ir.Operand{Name: fmt.Sprint("t", len(m.p.Operands)), Lane: t, Row: row})
	}
	return at
}

// add adds a pass that computes values into temporaries, where they are from then on.
func (m *planner) add(kind Kind, list []*ir.Value, to []int) {
	out := make([]int, len(to))
	for i := range to {
		out[i] = to[i] << 1
	}
	m.addTo(kind, list, out)
	for i, v := range list {
		m.saved[v] = to[i]
	}
}

// addTo adds a pass that computes values into parts of operands.
func (m *planner) addTo(kind Kind, list []*ir.Value, out []int) {
	b := m.body()
	for i, v := range list {
		o := out[i] >> 1
		at := b.output(o)
		x := b.value(v)
		if v.Type == ir.Bool {
			x = b.g.Select(x, b.g.Const(ir.U8, 1), b.g.Const(ir.U8, 0))
		}
		b.g.Return(at, out[i]&1, x)
	}
	b.g.Prune()
	m.p.Passes = append(m.p.Passes, Pass{Kind: kind, Func: b.g, In: b.in, At: b.at, Out: b.out})
}

// save adds a pass that computes v into a temporary.
func (m *planner) save(v *ir.Value) {
	kind := Values
	if m.varies[v.ID] {
		kind = Map
	}
	m.add(kind, []*ir.Value{v}, m.temporaries([]*ir.Value{v}, kind == Map))
}

// input is what a pass reads: an operand, or what Index and its like are, at an offset.
type input struct {
	operand int
	Offset
}

// reads returns the inputs that the values of list are computed from.
func (m *planner) reads(list []*ir.Value) map[input]bool {
	of, visited := map[input]bool{}, make([]bool, len(m.f.Values))
	read := func(operand int) { of[input{operand: operand}] = true }
	var visit func(v *ir.Value)
	visit = func(v *ir.Value) {
		if visited[v.ID] {
			return
		}
		visited[v.ID] = true
		switch at, ok := m.saved[v]; {
		case ok:
			read(at)
		case v.Op == ir.Param:
			read(int(v.Imm >> 1))
		case v.Op == ir.Window:
			w := v.Window()
			of[input{w.Input, Offset{w.Row, w.Element}}] = true
		case countedIndex(v):
			read(Index)
		case v.Op == ir.Index:
			read(Numbers)
			read(First)
		case v.Op == ir.Last:
			read(Last(int(v.Imm), v.Type.Size()))
		default:
			if v.Op == ir.Lookup && v.Table.FromInput {
				read(v.Table.Input)
			}
			for _, a := range v.Args {
				visit(a)
			}
		}
	}
	for _, v := range list {
		visit(v)
	}
	return of
}

// fit saves values that those of list are computed from, until they read no more than
// most operands: a pass is a kernel, which has few.
func (m *planner) fit(list []*ir.Value, most int) {
	list = slices.Clone(list)
	for len(m.reads(list)) > most {
		i, n := -1, 0
		for j, v := range list {
			if k := len(m.reads([]*ir.Value{v})); k > n && !m.leaf(v) && !countedIndex(v) {
				i, n = j, k
			}
		}
		if i < 0 {
			return
		}
		v := list[i]
		if m.index[v.ID] { // it cannot be saved
			list = append(slices.Delete(list, i, i+1), v.Args...)
			continue
		}
		m.fit(v.Args, kernel.MaxOperands-1)
		if len(m.reads(list)) > most { // what was saved of v may be enough
			m.save(v)
		}
	}
}

// split cuts list in parts of which each is one pass.
func (m *planner) split(list []*ir.Value) (parts [][]*ir.Value) {
	for _, v := range list {
		m.fit(v.Args, kernel.MaxOperands-1)
		last := len(parts) - 1
		if last >= 0 && len(m.reads(append(slices.Clone(parts[last]), v)))+len(parts[last])+1 <= kernel.MaxOperands {
			parts[last] = append(parts[last], v)
		} else {
			parts = append(parts, []*ir.Value{v})
		}
	}
	return parts
}

// addReduce adds a reducing pass.
func (m *planner) addReduce(list []*ir.Value) {
	b := m.body()
	args := make([][]*ir.Value, len(list))
	for i, r := range list {
		for _, a := range m.args(r) {
			args[i] = append(args[i], b.value(a))
		}
	}
	p := Pass{Kind: Reduce, Join: ir.New(m.f.Name)}
	p.Join.In = make([]ir.Operand, 2*len(list))
	acc := make([]*ir.Value, len(list))
	for i, r := range list {
		o := ir.Operand{Name: fmt.Sprint("r", i), Lane: r.Type}
		b.g.In = append(b.g.In, o)
		acc[i] = b.g.Param(len(b.g.In)-1, 0)
		p.Join.In[i], p.Join.In[len(list)+i] = o, ir.Operand{Name: fmt.Sprint("s", i), Lane: r.Type}
		p.Join.Out = append(p.Join.Out, o)
	}
	for i, r := range list {
		if _, ok := m.saved[r]; !ok {
			m.saved[r] = m.temporaries([]*ir.Value{r}, false)[0]
		}
		at, of := b.output(m.saved[r]), r.Reduction()
		before, after := p.Join.Param(i, 0), p.Join.Param(len(list)+i, 0)
		var step, join *ir.Value
		if e, ok := m.first[r]; ok {
			of = ir.Reduction{Kind: ir.First}
			k := slices.Index(list, e.reduction)
			step = e.step(b.g, acc[k], acc[i], args[i])
			join = e.join(p.Join, p.Join.Param(k, 0), before, p.Join.Param(len(list)+k, 0), after)
		} else {
			step, join = of.Step(b.g, acc[i], args[i]...), of.Join(p.Join, before, after)
			of.ForIndex = !m.used[r.ID]
		}
		b.g.Return(at, 0, step)
		p.Join.Return(i, 0, join)
		p.Reductions = append(p.Reductions, of)
	}
	p.Func, p.In, p.At, p.Out = b.g, b.in, b.at, b.out
	b.g.Prune()
	m.p.Passes = append(m.p.Passes, p)
}

// body is the body of a pass that is being made.
type body struct {
	m       *planner
	g       *ir.Func
	in, out []int
	at      []Offset // of in
	index   ir.Type  // of Index
	made    map[*ir.Value]*ir.Value
}

func (m *planner) body() *body {
	return &body{m: m, g: ir.New(m.f.Name), made: map[*ir.Value]*ir.Value{}}
}

// input returns the number of operand o among the inputs.
func (b *body) input(o int) int { return b.inputAt(o, Offset{}) }

// inputAt returns the number of operand o at an offset among the inputs.
func (b *body) inputAt(o int, at Offset) int {
	for i, x := range b.in {
		if x == o && b.at[i] == at {
			return i
		}
	}
	var x ir.Operand
	switch o {
	case Index:
		x = ir.Operand{Name: "index", Lane: b.index, Row: true}
	case Numbers:
		x = ir.Operand{Name: "numbers", Lane: ir.I64, Row: true}
	case First:
		x = ir.Operand{Name: "first", Lane: ir.I64}
	default:
		if o < 0 {
			x = ir.Operand{Name: "last", Lane: ir.Int((-o-1)%8 + 1)}
			break
		}
		x = b.m.p.Operands[o]
	}
	b.in, b.at, b.g.In = append(b.in, o), append(b.at, at), append(b.g.In, x)
	return len(b.in) - 1
}

// output returns the number of operand o among the outputs.
func (b *body) output(o int) int {
	for i, x := range b.out {
		if x == o {
			return i
		}
	}
	b.out, b.g.Out = append(b.out, o), append(b.g.Out, b.m.p.Operands[o])
	return len(b.out) - 1
}

// value returns the counterpart of v.
func (b *body) value(v *ir.Value) *ir.Value {
	if w, ok := b.made[v]; ok {
		return w
	}
	var w *ir.Value
	at, saved := b.m.saved[v]
	switch {
	case saved && v.Type == ir.Bool:
		w = b.g.Binary(ir.Ne, b.g.Param(b.input(at), 0), b.g.Const(ir.U8, 0))
	case saved:
		w = b.g.Param(b.input(at), 0)
	case v.Op == ir.Param:
		w = b.g.Param(b.input(int(v.Imm>>1)), int(v.Imm&1))
	case v.Op == ir.Window:
		n := v.Window()
		w = b.g.Param(b.inputAt(n.Input, Offset{n.Row, n.Element}), n.Part)
	case v.Op == ir.Index && v.Imm == 0:
		b.index = v.Type
		w = b.g.Param(b.input(Index), 0)
	case v.Op == ir.Index:
		w = b.g.Binary(ir.Add, b.g.Param(b.input(Numbers), 0), b.g.Param(b.input(First), 0))
	case v.Op == ir.Last:
		w = b.g.Param(b.input(Last(int(v.Imm), v.Type.Size())), 0)
	case v.Op == ir.Lookup && v.Table.FromInput:
		t := *v.Table
		t.Input = b.input(t.Input)
		w = b.g.Lookup(&t, b.value(v.Args[0]))
	default:
		args := make([]*ir.Value, len(v.Args))
		for i, a := range v.Args {
			args[i] = b.value(a)
		}
		w = b.g.Copy(v, args...)
	}
	b.made[v] = w
	return w
}
