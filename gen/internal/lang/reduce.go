// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/arraygen/arraygen/internal/ir"
)

// Reductions are calls that only bodies have. A body is written for one element of
// a row; in Sum(e) the value e is that of each element, and the sum the same at all.

const reducePath = "reduce"

// reduceLibrary declares the reductions. Of one argument, Min and Max are the
// reductions that it calls MinOver and MaxOver.
var reduceLibrary = Library{
	Path: reducePath,
	Files: map[string][]byte{"reduce.go": []byte(`package reduce
type number interface { ~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64 }
func Sum[T number](x T) T
func Prod[T number](x T) T
func Dot[T number](x, y T) T
func MinOver[T number](x T) T
func MaxOver[T number](x T) T
func ArgMin[T number](x T) int64
func ArgMax[T number](x T) int64
func Any(c bool) bool
func All(c bool) bool
func Count(c bool) int64
func Index() int64
func CumSum[T number](x T) T
func CumProd[T number](x T) T
func CumMin[T number](x T) T
func CumMax[T number](x T) T
`)},
}

// ofOneArgument are the reductions that have the name of a function of two.
var ofOneArgument = map[string]string{"Min": "MinOver", "Max": "MaxOver"}

// reductionKinds are the reductions that are one in the IR.
var reductionKinds = map[string]ir.ReductionKind{
	"Sum": ir.Sum, "Prod": ir.Prod, "Dot": ir.Dot, "MinOver": ir.Least, "MaxOver": ir.Greatest,
}

// scanKinds are the scans: each is, at every element, the reduction of the row up to it.
var scanKinds = map[string]ir.ReductionKind{"CumSum": ir.Sum, "CumProd": ir.Prod, "CumMin": ir.Least, "CumMax": ir.Greatest}

// nameReductions gives the calls of reductions in a body with core dimension core the
// names that reduceLibrary declares: Sum[n](x) is Sum(x), and Max(x) is MaxOver(x).
func (c *Compiler) nameReductions(decl *ast.FuncDecl, core string) (errs []*Error) {
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		fun := ast.Unparen(call.Fun)
		index, _ := fun.(*ast.IndexExpr)
		if index != nil {
			fun = index.X
		}
		id, ok := fun.(*ast.Ident)
		if !ok {
			return true
		}
		name := id.Name
		if over := ofOneArgument[name]; over != "" && len(call.Args) == 1 && c.seesFrom(name, LanePath) {
			name = over
		}
		if !c.seesFrom(name, reducePath) {
			return true
		}
		id.Name = name
		if index == nil {
			return true
		}
		if dim, ok := index.Index.(*ast.Ident); !ok || dim.Name != core {
			errs = append(errs, c.errorAt(index.Index.Pos(), fmt.Sprintf("no operand has the core dimension %s", types.ExprString(index.Index)), coreHint(core)))
			return true
		}
		call.Fun = id
		return true
	})
	return errs
}

func coreHint(core string) string {
	if core == "" {
		return "give an operand one, as x: T[n]"
	}
	return "the core dimension of the row is " + core
}

// seesFrom reports whether bodies see the identifier of the given package under a
// name, not another that hides it.
func (c *Compiler) seesFrom(name, path string) bool {
	obj := c.visible.Scope().Lookup(name)
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == path
}

// isReduction reports whether a checked call is one of a reduction.
func (c *Compiler) isReduction(call *ast.CallExpr) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return false
	}
	fn, ok := c.info.Uses[id].(*types.Func)
	return ok && fn.Pkg() != nil && fn.Pkg().Path() == reducePath
}

// reduction translates the call of a reduction.
func (t *translator) reduction(s *scope, e *ast.CallExpr, name string) val {
	shown := name
	for short, over := range ofOneArgument {
		if over == name {
			shown = short
		}
	}
	switch {
	case name == "Index" && t.f.HasRows():
		return val{re: t.f.Emit(ir.Index, ir.I64, 1)}
	case name == "Index":
		t.fail(e.Pos(), "give an operand a core dimension, as x: T[n]", "Index is the number of an element in its row, and no operand is one")
	case !t.f.HasRows():
		t.fail(e.Pos(), "give an operand a core dimension, as x: T[n]", "%s reduces a row, and no operand is one", shown)
	case len(t.loops) > 0 || s.outer != nil || s.live != nil:
		t.fail(e.Pos(), "call it before, and keep its value in a variable", "%s in a branch, in a loop or behind a return", shown)
	}
	var x []*ir.Value
	for _, a := range e.Args {
		v := t.expr(s, a)
		if v.im != nil {
			t.fail(a.Pos(), "reduce its parts, as in complex(Sum(real(z)), Sum(imag(z)))", "%s of complex numbers is not part of the kernel language", shown)
		}
		x = append(x, v.re)
	}
	if varies := t.f.VariesOverRow(); !slices.ContainsFunc(x, func(v *ir.Value) bool { return varies[v.ID] }) {
		if !slices.ContainsFunc(e.Args, t.differingIn(t.decl, t.in).is) {
			t.fail(e.Pos(), "reduce a value that is made of an operand with the core dimension", "%s of what is the same at every element of the row", shown)
		}
		x[0] = t.atEvery(x[0])
	}
	if kind, ok := scanKinds[name]; ok {
		return val{re: t.f.Scan(kind, x[0])}
	}
	switch name {
	case "Any", "All":
		return val{re: t.anyAll(x[0], name == "All")}
	case "Count":
		lt := ir.Int(max(4, maskSize(x[0])))
		n := t.f.Select(x[0], t.f.Int(lt, 1), t.f.Int(lt, 0))
		return val{re: t.f.Convert(ir.I64, t.f.Reduce(ir.Reduction{Kind: ir.Sum}, n))}
	case "ArgMin", "ArgMax":
		return val{re: t.argument(x[0], name == "ArgMin")}
	}
	r := ir.Reduction{Kind: reductionKinds[name]}
	if x[0].Type.Is(ir.KindFloat) {
		r.Order = t.order(r.Kind)
	}
	return val{re: t.f.Reduce(r, x...)}
}

// atEvery is x, which is the same at every element of a row, as a value that passes take for one of the row.
func (t *translator) atEvery(x *ir.Value) *ir.Value {
	never := t.f.Binary(ir.Lt, t.f.Emit(ir.Index, ir.I64, 1), t.f.Int(ir.I64, 0))
	if x.Type == ir.Bool {
		return t.f.Binary(ir.Xor, x, never)
	}
	other := t.f.Const(x.Type, 0)
	if other == x {
		other = t.f.Const(x.Type, 1)
	}
	return t.f.Select(never, other, x)
}

// order returns the order in which floats are reduced.
func (t *translator) order(k ir.ReductionKind) ir.Order {
	switch {
	case k == ir.Least || k == ir.Greatest:
		return ir.AnyOrder
	case t.rowOrder != "":
		return map[string]ir.Order{"pairwise": ir.Pairwise, "wide": ir.Wide, "serial": ir.Serial}[t.rowOrder]
	case k == ir.Dot:
		return ir.Wide
	}
	return ir.Pairwise
}

// anyAll reduces a bool, as an integer of which all bits are equal.
func (t *translator) anyAll(c *ir.Value, all bool) *ir.Value {
	kind := ir.AnyOf
	if all {
		kind = ir.AllOf
	}
	lt := ir.Int(maskSize(c))
	r := t.f.Reduce(ir.Reduction{Kind: kind}, t.f.Select(c, t.f.Int(lt, -1), t.f.Int(lt, 0)))
	return t.f.Binary(ir.Ne, r, t.f.Int(lt, 0))
}

// maskSize returns the bytes of the values that the bool c compares.
func maskSize(c *ir.Value) int {
	size := 1
	for _, a := range c.Args {
		if a.Type == ir.Bool {
			size = max(size, maskSize(a))
		} else {
			size = max(size, a.Type.Size())
		}
	}
	return size
}

// argument returns the index of the first least or greatest element, or of the first NaN:
// the least index at which there is the extreme.
func (t *translator) argument(x *ir.Value, least bool) *ir.Value {
	f, kind := t.f, ir.Greatest
	if least {
		kind = ir.Least
	}
	m := f.Reduce(ir.Reduction{Kind: kind}, x)
	is := f.Binary(ir.Eq, x, m)
	if x.Type.Is(ir.KindFloat) {
		is = f.Binary(ir.Or, is, f.Binary(ir.And, f.Binary(ir.Ne, x, x), f.Binary(ir.Ne, m, m)))
	}
	lt := ir.Int(max(4, x.Type.Size()))
	none := f.Const(lt, 1<<(lt.Bits()-1)-1)
	at := f.Select(is, f.Emit(ir.Index, lt, 0), none)
	return f.Convert(ir.I64, f.Reduce(ir.Reduction{Kind: ir.Least}, at))
}

// invariant refuses an output that is one element for a row, and differs from
// element to element.
func (t *translator) invariant(pos token.Pos, p Param, v val, varies []bool) {
	if p.Row || !varies[v.re.ID] && (v.im == nil || !varies[v.im.ID]) {
		return
	}
	t.fail(pos, fmt.Sprintf("reduce it, as in %s = Sum(…), or give the output the core dimension", p.Name), "the output %s is one element for a row, and its value differs from element to element", p.Name)
}
