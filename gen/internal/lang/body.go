// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"sort"
	"strings"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// laneGo is the Go type that a body sees for an element: a short float is
// float32 there, a count of units the integer that it is.
func laneGo(d dtype.DType) string {
	switch {
	case d.Short():
		return "float32"
	case d.Kind().Time():
		return d.Descriptor().Lane.String()
	}
	return d.String()
}

// bodyFile is the file round the text of a body.
type bodyFile struct {
	start  int // offset of the text in the file
	length int
	file   *ast.File
	decl   *ast.FuncDecl
	ends   bool // Go sees that it returns on every path
	body   Body
}

// bodyPath is the import path of the package that bodies are checked in.
const bodyPath = "bodies"

// Compile compiles bodies. The function of a body with a fault is nil.
func (c *Compiler) Compile(bodies []Body) ([]*ir.Func, []*Error) {
	c.see()
	var errs []*Error
	files := make([]*bodyFile, len(bodies))
	number := map[string]int{} // of the body in a file
	var asts []*ast.File
	for i, b := range bodies {
		number[bodyName(i)] = i
		bf, es := c.parseBody(i, b)
		for _, e := range es {
			e.Body = i
			e.Offset -= bf.start
			e.Offset = min(max(e.Offset, 0), bf.length)
		}
		errs = append(errs, es...)
		if bf.file != nil {
			asts = append(asts, bf.file)
		}
		files[i] = bf
	}
	place := func(e *Error) {
		if i, ok := number[e.File]; ok {
			e.Body, e.File = i, ""
			e.Offset = min(max(e.Offset-files[i].start, 0), files[i].length)
		}
	}
	faulty := map[int]bool{}
	conf := types.Config{
		Importer: importer{c},
		Error: func(err error) {
			te := err.(types.Error)
			// A body need not use every package, nor end with a return.
			if te.Soft && strings.Contains(te.Msg, "imported and not used") {
				return
			}
			if te.Msg == "missing return" {
				e := c.errorAt(te.Pos, te.Msg, "")
				if place(e); e.Body >= 0 {
					files[e.Body].ends = false
				}
				return
			}
			e := c.typeError(te)
			place(e)
			faulty[e.Body] = true
			c.explain(e, bodies[e.Body], files[e.Body].file, te.Pos)
			errs = append(errs, e)
		},
	}
	c.inBody = files
	conf.Check(bodyPath, c.fset, asts, c.info) // reports to conf.Error
	callers := callers{}
	funcs := make([]*ir.Func, len(bodies))
	for i, b := range bodies {
		if files[i].decl == nil || faulty[i] {
			continue
		}
		if es := c.checkAssigned(files[i].decl); len(es) > 0 {
			for _, e := range es {
				place(e)
			}
			errs = append(errs, es...)
			continue
		}
		f, err := c.translate(b, files[i].decl)
		if err != nil {
			place(err)
			if err.Body >= 0 || callers.add(err, b.Name) {
				errs = append(errs, err)
			}
			continue
		}
		funcs[i] = f
	}
	callers.name()
	sort.SliceStable(errs, func(i, j int) bool { return errs[i].Body < errs[j].Body })
	return funcs, errs
}

// bodyName is the name of the file that body i is checked in: that of no file.
func bodyName(i int) string { return fmt.Sprintf("body %d", i) }

func (c *Compiler) parseBody(i int, b Body) (*bodyFile, []*Error) {
	var s strings.Builder
	fmt.Fprintf(&s, "package %s\n", bodyPath)
	fmt.Fprintf(&s, "import . %q\n", visiblePath)
	fmt.Fprintf(&s, "func body%d(", i)
	for _, p := range b.In {
		fmt.Fprintf(&s, "%s %s, ", p.Name, p.goType())
	}
	s.WriteString(") (")
	for _, p := range b.Out {
		fmt.Fprintf(&s, "%s %s, ", p.Name, laneGo(p.DType))
	}
	s.WriteString(") {\n")
	vars := make([]string, 0, len(b.Bind))
	for v := range b.Bind {
		vars = append(vars, v)
	}
	sort.Strings(vars)
	for _, v := range vars {
		fmt.Fprintf(&s, "type %s = %s\n", v, laneGo(b.Bind[v]))
	}
	_, exprErr := parser.ParseExpr(b.Text)
	expr := exprErr == nil
	if expr {
		s.WriteString("return ")
	}
	bf := &bodyFile{start: s.Len(), length: len(b.Text), ends: true, body: b}
	s.WriteString(b.Text)
	s.WriteString("\n}\n")
	c.text[bodyName(i)] = s.String()
	f, errs := c.parse(bodyName(i), s.String())
	if errs != nil {
		e := errs[0] // the others follow from it
		if e.Offset >= bf.start+bf.length {
			e.Msg = strings.Replace(e.Msg, "found '}'", "found the end of the body", 1)
		}
		return bf, errs[:1]
	}
	for _, d := range f.Decls {
		fd, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if fd.Name.Name != fmt.Sprintf("body%d", i) {
			errs = append(errs, c.errorAt(fd.Pos(), "a body cannot declare a function", "put the function in a Go file and name it under functions"))
			continue
		}
		bf.decl = fd
		var here allowed
		ast.Inspect(fd.Body, func(n ast.Node) bool {
			if here.note(n); n == nil || here.has(n) {
				return n != nil
			}
			if why := forbidden(n); why != "" {
				hint := "a body has assignments, if/else, loops of a constant count, and calls"
				if why == noCount {
					hint = countHint
				}
				errs = append(errs, c.errorAt(n.Pos(), "the body "+why, hint))
				return false
			}
			return true
		})
	}
	if len(errs) == 0 && b.Core != "" && bf.decl != nil {
		errs = c.nameReductions(bf.decl, b.Core)
	}
	if len(errs) > 0 {
		bf.decl = nil
		return bf, errs
	}
	bf.file = f
	return bf, nil
}
