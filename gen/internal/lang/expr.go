// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/arraygen/arraygen/internal/ir"
)

var one = constant.MakeInt64(1)

// typeOf returns the type of e with type parameters replaced, as basic type.
func (t *translator) typeOf(s *scope, e ast.Expr) *types.Basic {
	return t.basic(e.Pos(), s, t.info.TypeOf(e))
}

func (t *translator) basic(pos token.Pos, s *scope, typ types.Type) *types.Basic {
	if tp, ok := types.Unalias(typ).(*types.TypeParam); ok {
		typ = s.targs[tp]
	}
	b, ok := types.Unalias(typ).(*types.Basic)
	if !ok {
		t.fail(pos, "use bool, intN, uintN, floatN or complexN", "the type %s is not part of the kernel language", typ)
	}
	return b
}

// lanes returns the lane type of a Go type, and whether it has two.
func (t *translator) lanes(pos token.Pos, b *types.Basic) (ir.Type, bool) {
	switch b.Kind() {
	case types.Complex64:
		return ir.F32, true
	case types.Complex128:
		return ir.F64, true
	case types.UntypedBool:
		return ir.Bool, false
	case types.Int: // a constant, see checkInt
		return ir.I64, false
	}
	lt, ok := ir.ParseType(b.Name())
	switch {
	case b.Name() == "byte":
		return ir.U8, false
	case b.Name() == "rune":
		return ir.I32, false
	case !ok:
		t.fail(pos, "use bool, intN, uintN, floatN or complexN", "the type %s is not part of the kernel language", b)
	}
	return lt, false
}

func (t *translator) zero(pos token.Pos, s *scope, typ types.Type) val {
	b := t.basic(pos, s, typ)
	lt, pair := t.lanes(pos, b)
	v := val{re: t.f.Const(lt, 0)}
	if pair {
		v.im = v.re
	}
	return v
}

// constant returns the constant cv as type b, rounded once.
func (t *translator) constant(pos token.Pos, b *types.Basic, cv constant.Value) val {
	lt, pair := t.lanes(pos, b)
	v := val{re: t.constLane(lt, constant.Real(toNumber(cv)))}
	if pair {
		v.im = t.constLane(lt, constant.Imag(cv))
	}
	return v
}

func toNumber(cv constant.Value) constant.Value {
	if cv.Kind() == constant.Bool {
		if constant.BoolVal(cv) {
			return one
		}
		return constant.MakeInt64(0)
	}
	return cv
}

func (t *translator) constLane(lt ir.Type, cv constant.Value) *ir.Value {
	if lt == ir.Bool {
		cv = constant.ToInt(cv)
		u, _ := constant.Uint64Val(cv)
		return t.f.Const(lt, u)
	}
	return t.f.Const(lt, laneBits(lt, cv))
}

// expr translates an expression of one value.
func (t *translator) expr(s *scope, e ast.Expr) val {
	t.limitSize(e.Pos())
	if tv, ok := t.info.Types[e]; ok && tv.Value != nil {
		return t.constant(e.Pos(), t.defaultType(s, e), tv.Value)
	}
	v := t.compute(s, e)
	if isGoInt(t.info.TypeOf(e)) && v.re.Op != ir.Const {
		t.fail(e.Pos(), "convert what it is made of to int32 or int64", "an int counts and must be a constant when a body is compiled: %s depends on the operands", types.ExprString(e))
	}
	return v
}

// isGoInt reports whether t is int, which is of no lane: a body has ints where all
// of them are known when it is compiled, as the counters of loops are.
func isGoInt(t types.Type) bool {
	b, ok := types.Unalias(t).(*types.Basic)
	return ok && b.Kind() == types.Int
}

// compute translates an expression that Go does not know as a constant.
func (t *translator) compute(s *scope, e ast.Expr) val {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return t.expr(s, e.X)
	case *ast.Ident:
		v, ok := s.lookup(t.info.Uses[e])
		if w := t.windows[t.info.Uses[e]]; w != nil {
			t.fail(e.Pos(), "read its elements, as "+w.example(), "%s is a window, and no value", e.Name)
		}
		if t.table(e) != nil {
			t.fail(e.Pos(), "read its elements, as "+e.Name+"[i]", "%s is a table, and no value", e.Name)
		}
		if !ok {
			t.fail(e.Pos(), "", "%s has no value here", e.Name)
		}
		return v
	case *ast.UnaryExpr:
		return t.unary(s, e)
	case *ast.BinaryExpr:
		return t.binary(s, e.OpPos, e.Op, t.expr(s, e.X), e.X, e.Y)
	case *ast.IndexExpr:
		return t.index(s, e)
	case *ast.CallExpr:
		r := t.call(s, e)
		if len(r) != 1 {
			t.fail(e.Pos(), "", "this call has %d results", len(r))
		}
		return r[0]
	}
	t.fail(e.Pos(), "", "this expression is not part of the kernel language")
	return val{}
}

// defaultType is the type of a constant expression.
func (t *translator) defaultType(s *scope, e ast.Expr) *types.Basic {
	return t.basic(e.Pos(), s, types.Default(t.info.TypeOf(e)))
}

func (t *translator) unary(s *scope, e *ast.UnaryExpr) val {
	x := t.expr(s, e.X)
	switch e.Op {
	case token.ADD:
		return x
	case token.SUB:
		return each(x, func(v *ir.Value) *ir.Value { return t.f.Unary(ir.Neg, v) })
	case token.NOT, token.XOR:
		return val{re: t.f.Unary(ir.Not, x.re)}
	}
	t.fail(e.Pos(), "", "the operator %s is not part of the kernel language", e.Op)
	return val{}
}

func each(x val, f func(*ir.Value) *ir.Value) val {
	r := val{re: f(x.re)}
	if x.im != nil {
		r.im = f(x.im)
	}
	return r
}

var arithOps = map[token.Token]ir.Op{
	token.ADD: ir.Add, token.SUB: ir.Sub, token.MUL: ir.Mul, token.QUO: ir.Div,
	token.AND: ir.And, token.OR: ir.Or, token.XOR: ir.Xor, token.AND_NOT: ir.AndNot,
	token.LAND: ir.And, token.LOR: ir.Or,
}

func (t *translator) binary(s *scope, pos token.Pos, op token.Token, x val, xe, ye ast.Expr) val {
	switch op {
	case token.SHL, token.SHR:
		return val{re: t.shift(s, op, x.re, ye)}
	}
	y := t.expr(s, ye)
	if (op == token.QUO || op == token.REM) && isGoInt(t.info.TypeOf(xe)) {
		if y.re.Imm == 0 {
			t.fail(pos, "", "division by zero")
		}
		return val{re: t.f.Binary(map[token.Token]ir.Op{token.QUO: ir.Div, token.REM: ir.Rem}[op], x.re, y.re)}
	}
	switch op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return val{re: t.compare(pos, op, x, y)}
	case token.REM:
		t.fail(pos, "write Rem(x, y), whose result for y = 0 is 0", "%% is not part of the kernel language")
	case token.QUO:
		if x.re.Type.Is(ir.KindInteger) {
			t.fail(pos, "write Div(x, y), whose result for y = 0 is 0", "/ of integers is not part of the kernel language")
		}
	}
	return t.arith(pos, arithOps[op], x, y)
}

// arith applies an operator; on pairs that of complex numbers.
func (t *translator) arith(pos token.Pos, op ir.Op, x, y val) val {
	f := t.f
	if x.im == nil {
		return val{re: f.Binary(op, x.re, y.re)}
	}
	switch op {
	case ir.Add, ir.Sub:
		return val{f.Binary(op, x.re, y.re), f.Binary(op, x.im, y.im)}
	case ir.Mul:
		return val{
			f.Binary(ir.Sub, f.Binary(ir.Mul, x.re, y.re), f.Binary(ir.Mul, x.im, y.im)),
			f.Binary(ir.Add, f.Binary(ir.Mul, x.re, y.im), f.Binary(ir.Mul, x.im, y.re)),
		}
	}
	t.fail(pos, "write it with real, imag and complex", "this operator of complex numbers is not part of the kernel language")
	return val{}
}

func (t *translator) compare(pos token.Pos, op token.Token, x, y val) *ir.Value {
	f := t.f
	if x.im != nil {
		switch op {
		case token.EQL:
			return f.Binary(ir.And, f.Binary(ir.Eq, x.re, y.re), f.Binary(ir.Eq, x.im, y.im))
		case token.NEQ:
			return f.Binary(ir.Or, f.Binary(ir.Ne, x.re, y.re), f.Binary(ir.Ne, x.im, y.im))
		}
	}
	if x.re.Type == ir.Bool { // == of bools is an exclusive or
		r := f.Binary(ir.Xor, x.re, y.re)
		if op == token.EQL {
			r = f.Unary(ir.Not, r)
		}
		return r
	}
	switch op {
	case token.EQL:
		return f.Binary(ir.Eq, x.re, y.re)
	case token.NEQ:
		return f.Binary(ir.Ne, x.re, y.re)
	case token.LSS:
		return f.Binary(ir.Lt, x.re, y.re)
	case token.LEQ:
		return f.Binary(ir.Le, x.re, y.re)
	case token.GTR:
		return f.Binary(ir.Lt, y.re, x.re)
	}
	return f.Binary(ir.Le, y.re, x.re)
}

func (t *translator) shift(s *scope, op token.Token, x *ir.Value, ye ast.Expr) *ir.Value {
	f, bits := t.f, x.Type.Bits()
	imm, byVal := ir.Shl, ir.ShlV
	if op == token.SHR {
		imm, byVal = ir.Shr, ir.ShrV
	}
	by := func(n int64, fits bool) *ir.Value {
		switch {
		case fits && n < int64(bits):
			return f.Shift(imm, x, int(n))
		case imm == ir.Shr && x.Type.Is(ir.KindInt):
			return f.Shift(ir.Shr, x, bits-1)
		}
		return f.Const(x.Type, 0)
	}
	if tv := t.info.Types[ye]; tv.Value != nil {
		return by(constant.Int64Val(constant.ToInt(tv.Value)))
	}
	y := t.expr(s, ye).re
	if isGoInt(t.info.TypeOf(ye)) {
		n := int64(y.Imm)
		if n < 0 {
			t.fail(ye.Pos(), "", "a shift by %d", n)
		}
		return by(n, true)
	}
	if !y.Type.Is(ir.KindUint) {
		t.fail(ye.Pos(), "convert it, as in uint64(n); a negative count then counts as a large one", "a shift count must be unsigned")
	}
	u := ir.Uint(x.Type.Size())
	if y.Type.Size() > u.Size() {
		top := f.Const(y.Type, uint64(bits))
		y = f.Select(f.Binary(ir.Lt, y, top), y, top)
	}
	return f.Emit(byVal, x.Type, 0, x, f.Convert(u, y))
}
