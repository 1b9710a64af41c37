// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"slices"
	"strings"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// A table is a package variable that is an array of constant numbers, and to
// which no function assigns. An index must be below its length whatever the
// operands are, see interval.go. An operand may be a table too.

// table is a table that bodies may read.
type table struct {
	parts []*ir.Table // two of complex numbers
	// dtype is the type of the elements of an operand.
	dtype dtype.DType
}

// len returns the number of elements, 0 of any number.
func (t *table) len() int { return t.parts[0].Size() }

// isTable reports whether the text of a variable may be a table.
func isTable(spec *ast.ValueSpec) bool {
	if len(spec.Names) != 1 || len(spec.Values) != 1 {
		return false
	}
	lit, ok := spec.Values[0].(*ast.CompositeLit)
	if !ok {
		return false
	}
	array, ok := lit.Type.(*ast.ArrayType)
	if !ok || array.Len == nil {
		return false
	}
	elem, ok := array.Elt.(*ast.Ident)
	if !ok || !isNumber(elem.Name) {
		return false
	}
	constant := true
	for _, e := range lit.Elts {
		ast.Inspect(e, func(n ast.Node) bool {
			switch n.(type) {
			case nil, *ast.BasicLit, *ast.Ident, *ast.UnaryExpr, *ast.BinaryExpr, *ast.ParenExpr, *ast.CallExpr, *ast.KeyValueExpr:
			default:
				constant = false
			}
			return constant
		})
	}
	return constant && len(lit.Elts) > 0
}

// isNumber reports whether name is a type of numbers that lanes hold.
func isNumber(name string) bool {
	t, ok := ir.ParseType(name)
	return ok && t != ir.Bool || name == "byte" || name == "rune" || name == "complex64" || name == "complex128"
}

// assignedTo reports whether a function of files assigns to the variable of spec,
// or takes its address.
func assignedTo(files []*ast.File, spec *ast.ValueSpec) bool {
	found := false
	is := func(e ast.Expr) {
		for {
			switch x := e.(type) {
			case *ast.IndexExpr:
				e = x.X
				continue
			case *ast.ParenExpr:
				e = x.X
				continue
			case *ast.Ident:
				found = found || x.Name == spec.Names[0].Name && (x.Obj == nil || x.Obj.Decl == spec)
			}
			return
		}
	}
	for _, f := range files {
		for _, d := range f.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Body == nil {
				continue
			}
			ast.Inspect(fd.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.AssignStmt:
					for _, l := range n.Lhs {
						is(l)
					}
				case *ast.IncDecStmt:
					is(n.X)
				case *ast.UnaryExpr:
					if n.Op == token.AND {
						is(n.X)
					}
				}
				return !found
			})
		}
	}
	return found
}

// noteTables notes the tables of a checked package.
func (c *Compiler) noteTables(path string, files []*ast.File) {
	for _, spec := range packageVars(files) {
		if obj, ok := c.info.Defs[spec.Names[0]].(*types.Var); ok && len(spec.Values) == 1 {
			if t := c.tableOf(path, obj, spec.Values[0]); t != nil {
				c.tables[obj] = t
			}
		}
	}
}

// tableOf returns the table of a variable, or nil if an element is no constant.
func (c *Compiler) tableOf(path string, obj *types.Var, value ast.Expr) *table {
	array, ok := obj.Type().Underlying().(*types.Array)
	if !ok {
		return nil
	}
	elem, ok := types.Unalias(array.Elem()).(*types.Basic)
	if !ok {
		return nil
	}
	parts := []string{""}
	lane := elem.Name()
	switch elem.Kind() {
	case types.Complex64:
		lane, parts = "float32", []string{"real", "imag"}
	case types.Complex128:
		lane, parts = "float64", []string{"real", "imag"}
	case types.Uint8: // or byte
		lane = "uint8"
	case types.Int32: // or rune
		lane = "int32"
	}
	typ, _ := ir.ParseType(lane)
	t := &table{}
	for _, part := range parts {
		t.parts = append(t.parts, &ir.Table{Path: path, Name: obj.Name(), Part: part, Type: typ, Bits: make([]uint64, array.Len())})
	}
	i := int64(0)
	for _, e := range value.(*ast.CompositeLit).Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			i, _ = constant.Int64Val(constant.ToInt(c.info.Types[kv.Key].Value))
			e = kv.Value
		}
		v := c.info.Types[e].Value
		if v == nil {
			return nil
		}
		t.parts[0].Bits[i] = laneBits(typ, constant.Real(v))
		if len(t.parts) == 2 {
			t.parts[1].Bits[i] = laneBits(typ, constant.Imag(v))
		}
		i++
	}
	return t
}

// laneBits returns the bits of a constant as a lane, rounded once.
func laneBits(t ir.Type, v constant.Value) uint64 {
	switch t {
	case ir.F64:
		x, _ := constant.Float64Val(v)
		return math.Float64bits(x)
	case ir.F32:
		x, _ := constant.Float32Val(v)
		return uint64(math.Float32bits(x))
	}
	v = constant.ToInt(v)
	bits, ok := constant.Uint64Val(v)
	if !ok {
		i, _ := constant.Int64Val(v)
		bits = uint64(i)
	}
	return bits & (^uint64(0) >> (64 - t.Bits()))
}

// tableNamed returns the table that e names, or nil.
func (c *Compiler) tableNamed(e ast.Expr) *table {
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		return c.tables[c.info.Uses[x]]
	case *ast.SelectorExpr:
		return c.tables[c.info.Uses[x.Sel]]
	}
	return nil
}

// tableOperand is the table that operand i is.
func (t *translator) tableOperand(i int, p Param) *table {
	tb := &table{dtype: p.DType, parts: []*ir.Table{t.f.InputTable(i, p.Len, 0)}}
	if t.f.In[i].Pair {
		tb.parts = append(tb.parts, t.f.InputTable(i, p.Len, 1))
	}
	return tb
}

// table returns the table that e names, an operand or a variable, or nil.
func (t *translator) table(e ast.Expr) *table {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok {
		if tb := t.tableOperands[t.info.Uses[id]]; tb != nil {
			return tb
		}
	}
	return t.tableNamed(e)
}

const tableHint = "index an operand that is a table, as in gamma: T[256], or an array of constants among the functions, as in var gamma = [256]float32{…}"

// index translates table[i].
func (t *translator) index(s *scope, e *ast.IndexExpr) val {
	if w, indices := t.window(e); w != nil {
		return t.near(s, e, w, indices)
	}
	tb := t.table(e.X)
	if tb == nil {
		t.fail(e.Pos(), tableHint, "%s is no table", types.ExprString(e.X))
	}
	i := t.expr(s, e.Index).re
	n := tb.len()
	if n == 0 {
		name := types.ExprString(e.X)
		t.fail(e.Index.Pos(), "At("+name+", i) clamps the index; or give the table a length, as in "+name+": T[256]", "%s has any number of elements, so this index may be past its end", name)
	}
	if r := t.intervals.of(i); r.lo < 0 || r.hi >= int64(n) {
		hint := "At(" + types.ExprString(e.X) + "[:], i) clamps the index"
		if n&(n-1) == 0 {
			hint += ", i & " + constant.MakeInt64(int64(n-1)).ExactString() + " takes its low bits"
		}
		t.fail(e.Index.Pos(), hint, "%s has %d elements, and this index is %s", types.ExprString(e.X), n, r)
	}
	return t.element(tb, i)
}

// at translates At(table[:], i).
func (t *translator) at(s *scope, e *ast.CallExpr) val {
	var tb *table
	if slice := tableArgument(e); slice != nil {
		tb = t.table(slice.X)
	} else {
		tb = t.table(e.Args[0])
	}
	if tb == nil {
		t.fail(e.Args[0].Pos(), "write At(gamma[:], i) of a table: "+tableHint, "At reads a table")
	}
	i := t.expr(s, e.Args[1]).re
	if tb.len() == 0 {
		return t.atAny(tb, i)
	}
	r, last := t.intervals.of(i), int64(tb.len()-1)
	if r.lo < 0 {
		i = t.f.Binary(ir.Max, i, t.f.Int(i.Type, 0))
	}
	if r.hi > last {
		i = t.f.Binary(ir.Min, i, t.f.Int(i.Type, last))
	}
	return t.element(tb, i)
}

// atAny is At of a table of any number of elements. Indices of up to 32 bits stay so wide, as
// int32, others are of 64 bits.
func (t *translator) atAny(tb *table, i *ir.Value) val {
	f := t.f
	lt := ir.I64
	if i.Type.Size() < 4 || i.Type == ir.I32 {
		lt = ir.I32
	}
	last := f.Emit(ir.Last, lt, uint64(tb.parts[0].Input))
	if i.Type == ir.U64 {
		i = f.Binary(ir.Min, i, f.Convert(ir.U64, last))
	} else {
		r := t.intervals.of(i)
		if i = f.Convert(lt, i); r.lo < 0 {
			i = f.Binary(ir.Max, i, f.Int(lt, 0))
		}
		i = f.Binary(ir.Min, i, last)
	}
	return loadParts(f, tb.dtype, func(part int) *ir.Value {
		return f.Lookup(tb.parts[part], f.Convert(ir.Uint(max(lt.Size(), tb.parts[part].Type.Size())), i))
	})
}

// element is the element of a table at an index that is below its length.
func (t *translator) element(tb *table, i *ir.Value) val {
	if tb.parts[0].FromInput {
		return loadParts(t.f, tb.dtype, func(part int) *ir.Value {
			return t.f.Lookup(tb.parts[part], t.f.Convert(tb.parts[part].IndexType(), i))
		})
	}
	var r [2]*ir.Value
	for k, part := range tb.parts {
		r[k] = t.f.Lookup(part, t.f.Convert(part.IndexType(), i))
	}
	return val{r[0], r[1]}
}

// tableArgument returns the x[:] of a call At(x[:], i), or nil.
func tableArgument(call *ast.CallExpr) *ast.SliceExpr {
	name := types.ExprString(call.Fun)
	if len(call.Args) != 2 || name[strings.LastIndexByte(name, '.')+1:] != "At" {
		return nil
	}
	slice, ok := ast.Unparen(call.Args[0]).(*ast.SliceExpr)
	if !ok || slice.Low != nil || slice.High != nil || slice.Slice3 {
		return nil
	}
	return slice
}

// allowed are nodes that the language has in one place only: x[:] in At(x[:], i).
type allowed []ast.Node

// note takes a node that is about to be looked into.
func (a *allowed) note(n ast.Node) {
	if call, ok := n.(*ast.CallExpr); ok {
		if s := tableArgument(call); s != nil {
			*a = append(*a, s)
		}
	}
}

func (a allowed) has(n ast.Node) bool { return slices.Contains(a, n) }
