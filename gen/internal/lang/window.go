// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"fmt"
	"go/ast"
	"go/types"

	"github.com/arraygen/arraygen/internal/ir"
)

// A window is an operand of which a body sees elements round the one at hand, as an array. Where
// it reads one is part of the code, so an index must be known when the body is compiled.

// window is input number at.
type window struct {
	Param
	at int
}

// example reads an element of w.
func (w *window) example() string {
	if w.Rows > 0 && w.Elements > 0 {
		return w.Name + "[0][1]"
	}
	return w.Name + "[1]"
}

// dims counts the indices of an element.
func (w *window) dims() int {
	if w.Rows > 0 && w.Elements > 0 {
		return 2
	}
	return 1
}

// window returns the window that e reads an element or a row of, or nil, and the indices.
func (t *translator) window(e ast.Expr) (w *window, indices []ast.Expr) {
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		return t.windows[t.info.Uses[x]], nil
	case *ast.IndexExpr:
		if w, indices = t.window(x.X); w != nil {
			return w, append(indices, x.Index)
		}
	}
	return nil, nil
}

// near translates an element of w.
func (t *translator) near(s *scope, e ast.Expr, w *window, indices []ast.Expr) val {
	if len(indices) < w.dims() {
		t.fail(e.Pos(), "read its elements, as "+w.example(), "%s is a row of the window %s, and no value", types.ExprString(e), w.Name)
	}
	at := make([]int, len(indices))
	for i, x := range indices {
		n := w.Rows
		if i == len(indices)-1 && w.Elements > 0 {
			n = w.Elements
		}
		at[i] = t.constantIndex(s, x, w, n)
	}
	return t.windowElement(w, at)
}

// constantIndex returns an index of w, which has n elements along that dimension.
func (t *translator) constantIndex(s *scope, x ast.Expr, w *window, n int) int {
	v := t.expr(s, x).re
	if v.Op != ir.Const {
		t.fail(x.Pos(), fmt.Sprintf("write a constant or the counter of a loop, as in for i := range %d; an operand that is read anywhere is a table, as %s: T[m]", n, w.Name), "the index of the window %s depends on the operands", w.Name)
	}
	r := t.intervals.of(v)
	if r.lo < 0 || r.hi >= int64(n) {
		t.fail(x.Pos(), fmt.Sprintf("an index is 0 to %d; a larger window has more elements, as T[n+%d]", n-1, n), "%s is a window of %d elements, and this index is %d", w.Name, n, r.lo)
	}
	return int(r.lo)
}

// windowElement is the element of w at indices.
func (t *translator) windowElement(w *window, at []int) val {
	n := ir.Near{Input: w.at}
	if w.Rows > 0 {
		n.Row, at = at[0], at[1:]
	}
	if w.Elements > 0 {
		n.Element = at[0]
	}
	return loadParts(t.f, w.DType, func(part int) *ir.Value {
		n.Part = part
		return t.f.Window(n)
	})
}

// windowRange returns what begins the next iteration of a range over w.
func (t *translator) windowRange(run *scope, w *window, indices []ast.Expr, st *ast.RangeStmt) func() *ir.Value {
	if w.dims()-len(indices) != 1 && st.Value != nil {
		t.fail(st.Value.Pos(), fmt.Sprintf("range over its rows by number and over the elements of each, as in for i := range %s { for j, v := range %[1]s[i] { … } }", w.Name), "the rows of the window %s are no values", w.Name)
	}
	n := w.Rows
	if w.Rows == 0 || len(indices) == 1 {
		n = w.Elements
	}
	var at []int
	for _, x := range indices {
		at = append(at, t.constantIndex(run, x, w, w.Rows))
	}
	i := 0
	return func() *ir.Value {
		if i == n {
			return t.f.Const(ir.Bool, 0)
		}
		if st.Key != nil {
			t.set(run, st.Key, val{re: t.f.Int(ir.I64, int64(i))})
		}
		if st.Value != nil {
			t.set(run, st.Value, t.windowElement(w, append(at[:len(at):len(at)], i)))
		}
		i++
		return t.f.Const(ir.Bool, 1)
	}
}
