// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
)

// callee returns the function that a call names, with the identifier that
// holds its instantiation.
func (t *translator) callee(e *ast.CallExpr) (*types.Func, *ast.Ident) {
	fun := ast.Unparen(e.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	var id *ast.Ident
	switch x := fun.(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
	default:
		return nil, nil
	}
	fn, _ := t.info.Uses[id].(*types.Func)
	return fn, id
}

// intrinsicName returns the name of the lane function that a call names.
func (t *translator) intrinsicName(e *ast.CallExpr) string {
	if fn, _ := t.callee(e); fn != nil && fn.Pkg() == t.lane {
		return fn.Name()
	}
	return ""
}

// typeArgs returns the type arguments of an instantiation, concrete.
func (t *translator) typeArgs(s *scope, id *ast.Ident) []*types.Basic {
	inst, ok := t.info.Instances[id]
	if !ok {
		return nil
	}
	args := make([]*types.Basic, inst.TypeArgs.Len())
	for i := range args {
		args[i] = t.basic(id.Pos(), s, inst.TypeArgs.At(i))
	}
	return args
}

// call translates a call of any kind and returns its results.
func (t *translator) call(s *scope, e *ast.CallExpr) []val {
	if tv := t.info.Types[e.Fun]; tv.IsType() {
		return []val{t.conversion(s, e)}
	}
	if id, ok := ast.Unparen(e.Fun).(*ast.Ident); ok {
		if b, ok := t.info.Uses[id].(*types.Builtin); ok {
			return []val{t.builtin(s, e, b.Name())}
		}
	}
	fn, id := t.callee(e)
	if fn == nil {
		t.fail(e.Pos(), "call a kernel function or an intrinsic of lane by its name", "this call is not part of the kernel language")
	}
	if fn.Pkg() == t.lane {
		return []val{t.intrinsic(s, e, fn.Name(), t.typeArgs(s, id))}
	}
	if fn.Pkg().Path() == reducePath {
		return []val{t.reduction(s, e, fn.Name())}
	}
	if fn.Pkg().Path() == castPath {
		return []val{t.castCall(s, e, fn.Name())}
	}
	var args []val
	for _, a := range e.Args {
		args = append(args, t.expr(s, a))
	}
	return t.inlineCall(s, e, fn, t.typeArgs(s, id), args)
}

func (t *translator) inlineCall(s *scope, e ast.Node, fn *types.Func, targs []*types.Basic, args []val) []val {
	def := t.funcs[fn.Origin()]
	switch {
	case def == nil:
		t.fail(e.Pos(), "", "%s is no kernel function", fn.Name())
	case def.reason != "":
		hint := "call it for rare lanes only: if lane.Rare(c) { return " + fn.Name() + "(x) }"
		if def.reason == noCount {
			hint = countHint + "; or " + hint
		}
		t.fail(e.Pos(), hint,
			"the function %s %s (%s), so it is not in the kernel language", fn.Name(), def.reason, t.fset.PositionFor(def.at, false))
	case slices.ContainsFunc(t.calls, func(c call) bool { return c.fn == fn.Origin() }):
		t.fail(e.Pos(), "a kernel function is compiled in place: write a loop of a constant count", "the function %s calls itself", fn.Name())
	}
	m := map[*types.TypeParam]types.Type{}
	tps := fn.Origin().Type().(*types.Signature).TypeParams()
	for i := range targs {
		m[tps.At(i)] = targs[i]
	}
	t.calls = append(t.calls, call{fn.Origin(), e.Pos()})
	t.limitCalls()
	r := t.inline(def.decl, args, m, s.live)
	t.calls = t.calls[:len(t.calls)-1]
	return r
}

func (t *translator) conversion(s *scope, e *ast.CallExpr) val {
	b := t.typeOf(s, e)
	to, pair := t.lanes(e.Pos(), b)
	if tv := t.info.Types[e.Args[0]]; tv.Value != nil { // as in T(0.5): rounded once
		return t.constant(e.Pos(), b, tv.Value)
	}
	x := t.expr(s, e.Args[0])
	if x.re.Type.Is(ir.KindFloat) && to.Is(ir.KindInteger) {
		t.fail(e.Pos(), "write Sat["+to.String()+"](x), which saturates", "a conversion from float to integer has no defined result in Go where it does not fit")
	}
	if x.re.Type == ir.Bool {
		return x
	}
	r := each(x, func(v *ir.Value) *ir.Value { return t.f.Convert(to, v) })
	if pair && r.im == nil {
		t.fail(e.Pos(), "write complex(x, 0)", "a real number does not convert to a complex one in Go")
	}
	return r
}

func (t *translator) builtin(s *scope, e *ast.CallExpr, name string) val {
	var x []val
	for _, a := range e.Args {
		x = append(x, t.expr(s, a))
	}
	switch name {
	case "real":
		return val{re: x[0].re}
	case "imag":
		return val{re: x[0].im}
	case "complex":
		return val{x[0].re, x[1].re}
	case "min", "max":
		op := ir.Min
		if name == "max" {
			op = ir.Max
		}
		r := x[0].re
		for _, y := range x[1:] {
			r = t.f.Binary(op, r, y.re)
		}
		return val{re: r}
	}
	t.fail(e.Pos(), "", "the builtin %s is not part of the kernel language", name)
	return val{}
}

// castCall translates Cast[U](x), which knows the element types: U and T may
// be half precision, and the value is rounded once; and Within[U](x).
func (t *translator) castCall(s *scope, e *ast.CallExpr, name string) val {
	to, ok := t.bind["U"]
	if !ok {
		t.fail(e.Pos(), "use it in a loop with T -> U", "%s needs the type variable U", name)
	}
	from, x := t.bind["T"], t.expr(s, e.Args[0])
	if name == "Cast" {
		t.casts = true
		return cast(t.f, to, from, x)
	}
	if !lacks(to, from) {
		t.fail(e.Pos(), "use Cast alone", "%v has a value for every number of %v", to, from)
	}
	return within(t.f, to, from, x)
}
