// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"math/rand"
	"testing"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/stretchr/testify/require"
)

// tree returns a body in which n values, at least 3, are alive at once in
// whatever order: n-1 products that are read before and after their sum, and
// the sum.
func tree(n int) *ir.Func {
	f := ir.New("tree")
	f.In = []ir.Operand{{Name: "x", Lane: ir.F64}}
	f.Out = []ir.Operand{{Name: "out", Lane: ir.F64}}
	x := f.Param(0, 0)
	var vs []*ir.Value
	for i := range n - 1 {
		vs = append(vs, f.Binary(ir.Mul, x, f.Float(ir.F64, float64(i)+0.5)))
	}
	sum := vs[0]
	for _, v := range vs[1:] {
		sum = f.Binary(ir.Add, sum, v)
	}
	out := sum
	for _, v := range vs {
		out = f.Ternary(ir.FMA, sum, v, out)
	}
	f.Return(0, 0, out)
	return f
}

func TestMaxLive(t *testing.T) {
	for _, n := range []int{3, 7, 30} {
		require.Equal(t, n, Lay(tree(n)).MaxLive(nil))
	}
}

// machine runs an allocation and checks that every use finds its value.
type machine struct {
	t     *testing.T
	regs  []Var
	slots map[int]Var
}

func (m *machine) run(b *Body, r *Registers, lanes int) {
	r.Reset()
	clear(m.slots)
	for i, v := range b.Order {
		r.At(i)
		for lane := range lanes {
			for _, a := range Operands(v) {
				if a.Op == ir.Const {
					continue
				}
				require.Equal(m.t, Var{a, lane}, m.regs[r.Use(Var{a, lane})])
			}
			if v.Op == ir.Rare {
				r.End(lane)
				continue
			}
			tmp := r.Temp()
			m.regs[tmp] = Var{}
			for _, a := range Operands(v) {
				if a.Op != ir.Const {
					require.Equal(m.t, Var{a, lane}, m.regs[r.Use(Var{a, lane})])
				}
			}
			if ops := Operands(v); len(ops) > 0 && ops[0].Op != ir.Const && r.Dies(Var{ops[0], lane}) && (len(ops) == 1 || ops[1] != ops[0]) {
				m.regs[r.Take(Var{v, lane}, Var{ops[0], lane})] = Var{v, lane}
			} else {
				d := r.Def(Var{v, lane})
				require.NotEqual(m.t, tmp, d)
				m.regs[d] = Var{v, lane}
			}
			r.End(lane)
		}
	}
	r.At(len(b.Order))
	for lane := range lanes {
		for _, res := range b.Func.Results {
			v := Var{Root(res.Value), lane}
			if v.Value.Op == ir.Const {
				continue // x ^ x
			}
			require.Equal(m.t, v, m.regs[r.Use(v)])
			for i := range r.regs {
				r.regs[i].locked = false
			}
		}
		r.End(lane)
	}
}

func newMachine(t *testing.T, b *Body, n int) (*machine, *Registers) {
	m := &machine{t: t, regs: make([]Var, n), slots: map[int]Var{}}
	r := NewRegisters(b, "test", n)
	r.Spill = func(v Var, reg, slot int) {
		require.Equal(t, v, m.regs[reg])
		m.slots[slot] = v
	}
	r.Reload = func(v Var, reg, slot int) {
		require.Equal(t, v, m.slots[slot])
		m.regs[reg] = v
	}
	return m, r
}

// random returns a body of random sums and products.
func random(r *rand.Rand, n int) *ir.Func {
	f := ir.New("random")
	f.In = []ir.Operand{{Name: "x", Lane: ir.F64}, {Name: "y", Lane: ir.F64}}
	f.Out = []ir.Operand{{Name: "out", Lane: ir.F64}, {Name: "out2", Lane: ir.F64}}
	vs := []*ir.Value{f.Param(0, 0), f.Param(1, 0)}
	for range n {
		a, b := vs[r.Intn(len(vs))], vs[r.Intn(len(vs))]
		switch r.Intn(3) {
		case 0:
			vs = append(vs, f.Binary(ir.Sub, a, b))
		case 1:
			vs = append(vs, f.Binary(ir.Mul, a, f.Float(ir.F64, r.Float64())))
		case 2:
			vs = append(vs, f.Bitcast(ir.F64, f.Emit(ir.Xor, ir.U64, 0, f.Bitcast(ir.U64, a), f.Bitcast(ir.U64, b))))
		}
	}
	f.Return(0, 0, vs[len(vs)-1])
	f.Return(1, 0, vs[len(vs)-2])
	f.Prune()
	return f
}

// Values keep their registers or come back from memory, however few registers
// there are.
func TestRegisters(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 200 {
		b := Lay(random(r, 5+r.Intn(150)))
		lanes := 1 + r.Intn(3)
		n := 4 + r.Intn(12)
		m, regs := newMachine(t, b, n)
		m.run(b, regs, lanes)
		if need := b.MaxLive(nil)*lanes + 2; need <= n {
			require.Zero(t, regs.Slots(), "%d registers, %d needed", n, need)
		}
	}
}

// As many registers as values alive at once, and one temporary with the
// result that could not take over, are enough.
func TestExact(t *testing.T) {
	for _, n := range []int{3, 8, 14} {
		b := Lay(tree(n))
		m, regs := newMachine(t, b, n+2)
		m.run(b, regs, 1)
		require.Zero(t, regs.Slots())
		require.LessOrEqual(t, regs.Peak(), n+2)
	}
}

// A wide source order becomes a narrow one where the values allow.
func TestSchedule(t *testing.T) {
	f := ir.New("narrow")
	f.In = []ir.Operand{{Name: "x", Lane: ir.F64}}
	f.Out = []ir.Operand{{Name: "out", Lane: ir.F64}}
	var vs []*ir.Value
	for i := range 20 {
		vs = append(vs, f.Binary(ir.Mul, f.Param(0, 0), f.Float(ir.F64, float64(i)+0.5)))
	}
	sum := vs[0]
	for _, v := range vs[1:] {
		sum = f.Binary(ir.Add, sum, v)
	}
	f.Return(0, 0, sum)
	require.Equal(t, 3, Lay(f).MaxLive(nil))
}

// Every operation occurs once, after its arguments.
func TestOrder(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	for range 100 {
		f := random(r, 5+r.Intn(100))
		b := Lay(f)
		done := map[*ir.Value]bool{}
		for _, v := range b.Order {
			require.False(t, done[v])
			for _, a := range Operands(v) {
				require.True(t, a.Op == ir.Const || done[a], "%s before its argument", v.Long())
			}
			done[v] = true
		}
		for _, res := range f.Results {
			v := Root(res.Value)
			require.True(t, v.Op == ir.Const || done[v])
		}
	}
}

func TestOutOfRegisters(t *testing.T) {
	b := Lay(tree(9))
	m, regs := newMachine(t, b, 4)
	regs.Spill, regs.Reload = nil, nil
	defer func() {
		err, ok := recover().(*OutOfRegisters)
		require.True(t, ok)
		require.EqualError(t, err, "tree: out of test registers (4)")
	}()
	m.run(b, regs, 1)
	t.Fatal("9 values fit into 4 registers")
}

func TestChoose(t *testing.T) {
	l := Limits{Registers: 16, Temps: 2, MaxUnroll: 4, MaxOps: 100, MaxHoist: 8}
	plans := Choose(Lay(tree(3)), l, nil)
	require.Equal(t, 4, plans[0].Unroll)
	require.Len(t, plans[0].Hoist, 2)
	plans = Choose(Lay(tree(6)), l, nil)
	require.Equal(t, 2, plans[0].Unroll)
	plans = Choose(Lay(tree(40)), l, nil)
	require.Equal(t, 1, plans[0].Unroll)
	require.Empty(t, plans[0].Hoist)
	require.Equal(t, Plan{Unroll: 1, Spill: true}, plans[len(plans)-1])
}
