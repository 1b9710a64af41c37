// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"

	"github.com/arraygen/arraygen/spec"
)

// explain says what to write instead, where a message of go/types at
// pos in the file of body b gives reason.
func (c *Compiler) explain(e *Error, b Body, file *ast.File, pos token.Pos) {
	if name, ok := strings.CutPrefix(e.Msg, "undefined: "); ok {
		c.undefined(e, name, b, useOf(file, pos))
	}
	if strings.Contains(e.Msg, "does not match []T") {
		e.Hint = "slice the table, as in At(table[:], i)"
	}
	if strings.Contains(e.Msg, "does not satisfy reduce.number") {
		typ, _, _ := strings.Cut(e.Msg, " ")
		e.Msg = "a reduction of " + typ
		e.Hint = "reduce numbers that are not complex: a bool by Any, All or Count, the parts of a complex number by themselves"
	}
	if strings.Contains(e.Msg, "mismatched types") {
		e.Hint = "convert one side, as in T(x)"
	}
	for _, p := range b.In {
		if !p.window() {
			continue
		}
		w := window{Param: p}
		for _, typ := range []string{p.goType(), fmt.Sprintf("[%d]%s", p.Elements, laneGo(p.DType))} {
			if strings.HasSuffix(e.Msg, " "+typ) || strings.Contains(e.Msg, " "+typ+")") || strings.Contains(e.Msg, " "+typ+" and ") {
				e.Hint = fmt.Sprintf("%s is a window: read its elements, as %s", p.Name, w.example())
			}
		}
		if strings.Contains(e.Msg, "out of bounds") && e.Hint == "" {
			e.Hint = fmt.Sprintf("an index of a window is below its length: of %s, %s", p.Name, p.goType())
		}
	}
	for _, p := range b.In {
		if typ := p.goType(); p.Table && (strings.HasSuffix(e.Msg, " "+typ) || strings.Contains(e.Msg, " "+typ+")")) {
			e.Hint = fmt.Sprintf("%s is a table: read its elements, as %[1]s[i] or At(%s, i)", p.Name, p.slice())
		}
	}
}

// use is what a body does with a name.
type use int

const (
	value      use = iota
	called         // the function of a call
	typeOrFunc     // with type arguments, or between brackets
	qualifier      // before a dot
)

// useOf returns what the name at pos is used for.
func useOf(file *ast.File, pos token.Pos) use {
	u := value
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || pos >= n.End() {
			return false
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			if ast.Unparen(n.Fun).Pos() == pos {
				u = called
			}
		case *ast.SelectorExpr:
			if n.X.Pos() == pos {
				u = qualifier
			}
		case *ast.IndexExpr:
			if n.Index.Pos() == pos {
				u = typeOrFunc
			}
		}
		return true
	})
	return u
}

// undefined explains a name that a body does not see.
func (c *Compiler) undefined(e *Error, name string, b Body, u use) {
	if at, ok := c.vars[name]; ok {
		e.Msg = fmt.Sprintf("%s is a variable of the package (%s), which is not part of the kernel language", name, c.fset.PositionFor(at, false))
		e.Hint = "make it a constant, an array of constants to which nothing is assigned, or an operand"
		return
	}
	for _, p := range c.order {
		if p == LanePath || p == KernelsPath {
			continue
		}
		if obj := c.pkgs[p].Scope().Lookup(name); obj != nil {
			e.Msg = fmt.Sprintf("%s is not exported (%s): a body sees the exported names of its functions files", name, c.fset.PositionFor(obj.Pos(), false))
			e.Hint = "call it " + strings.ToUpper(name[:1]) + name[1:]
			return
		}
	}
	var words []string
	switch u {
	case qualifier:
		e.Hint = "a body calls functions by their names alone, as Sqrt(x)"
		return
	case value:
		for _, p := range b.In {
			words = append(words, p.Name)
		}
		for _, p := range b.Out {
			words = append(words, p.Name)
		}
	case called:
		for _, n := range c.visible.Scope().Names() {
			if ast.IsExported(n) {
				words = append(words, n)
			}
		}
		words = append(words, "min", "max", "real", "imag", "complex")
	case typeOrFunc:
		for v := range b.Bind {
			words = append(words, v)
		}
	}
	if near := spec.Nearest(name, words); near != "" {
		e.Hint = "did you mean " + near + "?"
		return
	}
	e.Hint = "a body may use its operands, the intrinsics of lane and the kernel functions"
}
