// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"go/ast"
	"go/constant"
	"go/types"
	"math"

	"github.com/arraygen/arraygen/internal/ir"
)

// direct maps an intrinsic to the operation that it is.
var direct = map[string]ir.Op{
	"Sqrt": ir.Sqrt, "RoundEven": ir.RoundEven, "Floor": ir.Floor, "Ceil": ir.Ceil, "Trunc": ir.Trunc,
	"Abs": ir.Abs, "Min": ir.Min, "Max": ir.Max, "Div": ir.Div, "Rem": ir.Rem, "FloorDiv": ir.FloorDiv, "FloorRem": ir.FloorRem, "FMA": ir.FMA, "FMA32": ir.FMA,
	"OnesCount": ir.OnesCount, "LeadingZeros": ir.LeadingZeros, "TrailingZeros": ir.TrailingZeros, "ReverseBytes": ir.ReverseBytes,
	"RepeatByte": ir.RepeatByte, "NonzeroBytes": ir.NonzeroBytes,
	"MulHi": ir.MulHi, "AddSat": ir.AddSat, "SubSat": ir.SubSat, "Avg": ir.Avg, "AbsDiff": ir.AbsDiff, "RotateLeft": ir.RotLV,
	"Canonical": ir.Canonical, "Canonical32": ir.Canonical, "Canonical64": ir.Canonical,
}

// unsignedOp is op on integers that have no sign, of which to round down is to round
// towards zero.
func unsignedOp(op ir.Op) ir.Op {
	switch op {
	case ir.FloorDiv:
		return ir.Div
	case ir.FloorRem:
		return ir.Rem
	}
	return op
}

// retyped maps an intrinsic to the type that it gives the bits of its
// argument.
var retyped = map[string]ir.Type{
	"Float64bits": ir.U64, "Float64frombits": ir.F64, "Float32bits": ir.U32, "Float32frombits": ir.F32,
}

// intrinsic translates a call of a function of package lane.
func (t *translator) intrinsic(s *scope, e *ast.CallExpr, name string, targs []*types.Basic) val {
	f := t.f
	switch name {
	case "Pick", "Pick2":
		return t.pick(s, e, targs[0])
	case "Inf":
		lt, _ := t.lanes(e.Pos(), targs[0])
		sign := t.info.Types[e.Args[0]].Value
		if sign == nil {
			t.fail(e.Pos(), "write Inf[T](1) or Inf[T](-1)", "the sign of Inf must be a constant")
		}
		n, _ := constant.Int64Val(sign)
		return val{re: f.Float(lt, math.Inf(int(n)))}
	case "NaN":
		lt, _ := t.lanes(e.Pos(), targs[0])
		return val{re: f.Float(lt, math.NaN())}
	case "At":
		return t.at(s, e)
	case "Rare":
		t.fail(e.Pos(), "write if lane.Rare(c) { return slow(x) }", "Rare stands only as the condition of an if")
	}
	var x []*ir.Value
	var ims []*ir.Value
	for _, a := range e.Args {
		v := t.expr(s, a)
		x = append(x, v.re)
		ims = append(ims, v.im)
	}
	if op, ok := direct[name]; ok {
		if x[0].Type.Is(ir.KindUint) {
			op = unsignedOp(op)
		}
		return val{re: f.Emit(op, x[0].Type, 0, x...)}
	}
	if lt, ok := retyped[name]; ok {
		return val{re: f.Bitcast(lt, x[0])}
	}
	switch name {
	case "Select":
		r := val{re: f.Select(x[0], x[1], x[2])}
		if ims[1] != nil {
			r.im = f.Select(x[0], ims[1], ims[2])
		}
		return r
	case "Sat":
		lt, _ := t.lanes(e.Pos(), targs[0])
		return val{re: f.Convert(lt, x[0])}
	case "Shl", "Shr":
		op := ir.ShlV
		if name == "Shr" {
			op = ir.ShrV
		}
		return val{re: f.Emit(op, x[0].Type, 0, x[0], f.Bitcast(ir.Uint(x[1].Type.Size()), x[1]))}
	case "Copysign":
		u := ir.Uint(x[0].Type.Size())
		sign := f.Const(u, 1<<(u.Bits()-1))
		mag := f.Binary(ir.AndNot, f.Bitcast(u, x[0]), sign)
		return val{re: f.Bitcast(x[0].Type, f.Binary(ir.Or, mag, f.Binary(ir.And, f.Bitcast(u, x[1]), sign)))}
	case "Signbit":
		i := ir.Int(x[0].Type.Size())
		return val{re: f.Binary(ir.Lt, f.Bitcast(i, x[0]), f.Const(i, 0))}
	case "HalfToFloat32":
		return val{re: f.Emit(ir.HalfToF32, ir.F32, 0, x[0])}
	case "HalfFromFloat32":
		return val{re: f.Emit(ir.F32ToHalf, ir.U16, 0, x[0])}
	case "BFloat16FromFloat32":
		return val{re: toBFloat16(f, x[0])}
	}
	t.fail(e.Pos(), "", "lane.%s is not part of the kernel language", name)
	return val{}
}

// pick translates Pick(x, f32, f64) and Pick2(x, y, f32, f64): a call of one
// of the two functions with the arguments before them.
func (t *translator) pick(s *scope, e *ast.CallExpr, typ *types.Basic) val {
	n := len(e.Args) - 2
	arg := e.Args[n]
	if typ.Kind() == types.Float64 {
		arg = e.Args[n+1]
	}
	var id *ast.Ident
	switch x := ast.Unparen(arg).(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
	}
	if id == nil {
		t.fail(arg.Pos(), "name a function", "Pick takes kernel functions by name")
	}
	fn, ok := t.info.Uses[id].(*types.Func)
	if !ok {
		t.fail(arg.Pos(), "name a function", "Pick takes kernel functions by name")
	}
	var args []val
	for _, a := range e.Args[:n] {
		args = append(args, t.expr(s, a))
	}
	return t.inlineCall(s, arg, fn, t.typeArgs(s, id), args)[0]
}
