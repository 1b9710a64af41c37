// SPDX-License-Identifier: BSD-3-Clause

package ir

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func newBinary(t Type) (*Func, *Value, *Value) {
	f := New("test")
	f.In = []Operand{{Name: "x", Lane: t}, {Name: "y", Lane: t}}
	f.Out = []Operand{{Name: "z", Lane: t}}
	return f, f.Param(0, 0), f.Param(1, 0)
}

func TestEqualValuesAreOne(t *testing.T) {
	f, x, y := newBinary(F64)
	a := f.Binary(Add, x, y)
	require.Same(t, a, f.Binary(Add, y, x), "addition commutes")
	require.NotSame(t, f.Binary(Sub, x, y), f.Binary(Sub, y, x))
	require.Same(t, x, f.Unary(Neg, f.Unary(Neg, x)))
	require.Same(t, f.Unary(Abs, x), f.Unary(Abs, f.Unary(Neg, x)))
	require.Same(t, x, f.Bitcast(F64, f.Bitcast(U64, x)))
	c := f.Binary(Lt, x, y)
	require.Same(t, f.Select(c, x, y), f.Select(f.Unary(Not, c), y, x))
	require.Same(t, x, f.Select(c, x, x))
}

// TestConstantsFoldOnce checks that folding rounds as the machine does, and
// never takes an algebraic liberty.
func TestConstantsFoldOnce(t *testing.T) {
	f, x, _ := newBinary(F64)
	sum := f.Binary(Add, f.Float(F64, 0.1), f.Float(F64, 0.2))
	require.Equal(t, Const, sum.Op)
	tenth, fifth := 0.1, 0.2
	require.Equal(t, math.Float64bits(tenth+fifth), sum.Imm)
	require.Equal(t, Add, f.Binary(Add, x, f.Float(F64, 0)).Op, "-0 + 0 is 0: adding zero is no identity")
	require.Equal(t, Ne, f.Binary(Ne, x, x).Op, "NaN differs from itself")
	require.Equal(t, uint64(0), f.Binary(Div, f.Int(I32, 5), f.Int(I32, 0)).Imm)
	require.Equal(t, uint64(0x80), f.Binary(Div, f.Int(I8, -128), f.Int(I8, -1)).Imm)
}

func TestMasksFold(t *testing.T) {
	f, x, y := newBinary(I32)
	c := f.Binary(Lt, x, y)
	yes, no := f.Const(Bool, 1), f.Const(Bool, 0)
	for _, tc := range []struct{ got, want *Value }{
		{f.Binary(And, c, yes), c}, {f.Binary(And, c, no), no}, {f.Binary(Or, c, no), c}, {f.Binary(Or, c, yes), yes},
		{f.Binary(Xor, c, no), c}, {f.Binary(Xor, c, yes), f.Unary(Not, c)},
		{f.Binary(AndNot, c, no), c}, {f.Binary(AndNot, c, yes), no}, {f.Binary(AndNot, no, c), no}, {f.Binary(AndNot, yes, c), f.Unary(Not, c)},
		{f.Select(yes, x, y), x}, {f.Select(no, x, y), y},
	} {
		require.Same(t, tc.want, tc.got)
	}
}

// TestFoldingEqualsEvaluation builds random operations on constants and on
// parameters with the same values.
func TestFoldingEqualsEvaluation(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for op := Add; op <= Le; op++ {
		info := Ops[op]
		if info.Rule != ruleSame && info.Rule != ruleCompare && info.Rule != ruleShift || info.Arity > 2 {
			continue
		}
		for typ := I8; typ < NumTypes; typ++ {
			if !typ.Is(info.Kinds) {
				continue
			}
			for range 50 {
				f, x, y := newBinary(typ)
				a, b := f.Const(typ, r.Uint64()), f.Const(typ, r.Uint64()>>(r.IntN(64)))
				imm := uint64(0)
				if op == Shl || op == Shr || op == RotL {
					imm = 1 + uint64(r.IntN(typ.Bits()-1))
				}
				out := typ
				if info.Rule == ruleCompare {
					out = Bool
				}
				args, consts := []*Value{x, y}[:info.Arity], []*Value{a, b}[:info.Arity]
				folded := f.Emit(op, out, imm, consts...)
				require.Equal(t, Const, folded.Op, "%s of %s", op, typ)
				v := f.Emit(op, out, imm, args...)
				if out == Bool {
					f.Out[0].Lane = U8
					v = f.Select(v, f.Const(U8, 1), f.Const(U8, 0))
				}
				f.Return(0, 0, v)
				f.Prune()
				require.NoError(t, f.Verify())
				got, _ := f.Eval([][2]uint64{{a.Imm}, {b.Imm}})
				require.Equal(t, folded.Imm, got[0][0], "%s of %s", op, typ)
			}
		}
	}
}

func TestVerifyFindsFaults(t *testing.T) {
	for name, build := range map[string]func(f *Func, x, y *Value){
		"argument v0 is float64":  func(f *Func, x, _ *Value) { f.Return(0, 0, f.Emit(Add, F32, 0, x, x)) },
		"does not exist for":      func(f *Func, x, y *Value) { f.Return(0, 0, f.Emit(And, F64, 0, x, y)) },
		"has 1 arguments":         func(f *Func, x, _ *Value) { f.Return(0, 0, f.Emit(Sub, F64, 0, x)) },
		"output z float64 is not": func(f *Func, x, _ *Value) {},
		"selects by float64":      func(f *Func, x, y *Value) { f.Return(0, 0, f.Emit(Select, F64, 0, x, x, y)) },
		"is stored to z float64":  func(f *Func, x, _ *Value) { f.Return(0, 0, f.Bitcast(U64, x)) },
		"to part 1":               func(f *Func, x, _ *Value) { f.Return(0, 1, x); f.Return(0, 0, x) },
		"there are 2 inputs":      func(f *Func, x, _ *Value) { f.Return(0, 0, f.Emit(Param, F64, 5<<1)) },
	} {
		f, x, y := newBinary(F64)
		build(f, x, y)
		require.ErrorContains(t, f.Verify(), name)
	}
}

func TestPrune(t *testing.T) {
	f, x, y := newBinary(F64)
	f.Binary(Mul, x, y) // dead
	f.Return(0, 0, f.Binary(Add, x, f.Float(F64, 1)))
	f.Prune()
	require.NoError(t, f.Verify())
	require.Len(t, f.Values, 3)
	require.Equal(t, "func test(x float64, y float64) (z float64)\n  v0 = param float64 #0.0\n  v1 = const float64 0x1p+00\n  v2 = add float64 v0 v1\n  z = v2\n", f.String())
}

// countdown is a function of two variables in a loop: x and how often it was halved until it is below y.
func countdown() (f *Func, x, y *Value) {
	f, x, y = newBinary(F64)
	a, n := f.Enter(0, 0, x), f.Enter(0, 1, f.Float(F64, 0))
	left := f.Binary(Lt, a, y)
	next := []*Value{f.Select(left, a, f.Binary(Mul, a, f.Float(F64, 0.5))), f.Select(left, n, f.Binary(Add, n, f.Float(F64, 1)))}
	r := f.Repeat(0, 40, left, f.Const(Bool, 0), []*Value{a, n}, next)
	f.Return(0, 0, f.Leave(r, 1))
	return f, x, y
}

// TestLoopIsInItsPlace: what is the same in every iteration is not in the loop, nor are variables that nothing needs.
func TestLoopIsInItsPlace(t *testing.T) {
	half, _, _ := countdown()
	half.Prune()
	require.NoError(t, half.Verify())
	out, _ := half.Eval([][2]uint64{{math.Float64bits(37)}, {math.Float64bits(2)}})
	require.Equal(t, 5.0, math.Float64frombits(out[0][0]))
	require.Greater(t, len(half.Unrolled().Values), 100)

	f, x, y := newBinary(F64)
	a, dead := f.Enter(0, 0, x), f.Enter(0, 1, y)
	same := f.Binary(Mul, y, y)
	left := f.Binary(Lt, same, a)
	ignored := f.Binary(Add, dead, same)
	r := f.Repeat(0, 9, left, f.Const(Bool, 0), []*Value{a, dead}, []*Value{f.Select(left, a, f.Binary(Add, a, same)), ignored})
	f.Return(0, 0, f.Leave(r, 0))
	f.Prune()
	require.NoError(t, f.Verify())
	r = f.Loops()[0]
	enters, _ := r.Variables()
	require.Len(t, enters, 1)
	require.NotContains(t, f.Inside(r), same)
	require.NotContains(t, f.Values, ignored)
}

// TestLoopFaults: a value of a loop is read behind it through Leave alone, and a variable keeps its type.
func TestLoopFaults(t *testing.T) {
	f, _, _ := countdown()
	_, next := f.Loops()[0].Variables()
	f.Results[0].Value = next[1]
	f.Prune()
	require.ErrorContains(t, f.Verify(), "is of the loop of")

	f, _, _ = countdown()
	f.Loops()[0].Args[5] = f.Loops()[0].Args[0]
	f.Prune()
	require.ErrorContains(t, f.Verify(), "as variable 1")
}
