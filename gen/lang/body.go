package lang

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/types"
	"sort"
	"strings"

	"github.com/arraygen/arraygen/asm/ir"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// laneGo is the Go type that a body sees for an element: half precision is
// float32 there.
func laneGo(d dtype.DType) string {
	switch d {
	case dtype.Float16, dtype.BFloat16:
		return "float32"
	}
	return d.String()
}

// bodyFile is the file round the text of a body.
type bodyFile struct {
	start  int // offset of the text in the file
	length int
	file   *ast.File
	decl   *ast.FuncDecl
}

// bodyPath is the import path of the package that bodies are checked in.
const bodyPath = "bodies"

// Compile compiles bodies. The function of a body with a fault is nil.
func (c *Compiler) Compile(bodies []Body) ([]*ir.Func, []*Error) {
	var errs []*Error
	files := make([]*bodyFile, len(bodies))
	var asts []*ast.File
	for i, b := range bodies {
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
		var i int
		if _, err := fmt.Sscanf(e.File, "body%d", &i); err == nil {
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
			if te.Soft && strings.Contains(te.Msg, "imported and not used") || te.Msg == "missing return" {
				return
			}
			e := c.errorAt(te.Pos, te.Msg, "")
			e.Hint = c.hint(te.Msg)
			place(e)
			faulty[e.Body] = true
			errs = append(errs, e)
		},
	}
	pkg, _ := conf.Check(bodyPath, c.fset, asts, c.info)
	_ = pkg
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
			if err.Body < 0 { // in a kernel function: report it there, once
				err.Msg = fmt.Sprintf("%s (called from %s)", err.Msg, b.Name)
			}
			errs = append(errs, err)
			continue
		}
		funcs[i] = f
	}
	sort.SliceStable(errs, func(i, j int) bool { return errs[i].Body < errs[j].Body })
	return funcs, errs
}

func (c *Compiler) parseBody(i int, b Body) (*bodyFile, []*Error) {
	var s strings.Builder
	fmt.Fprintf(&s, "package %s\n", bodyPath)
	paths := make([]string, 0, len(c.pkgs))
	for p := range c.pkgs {
		if p != bodyPath {
			paths = append(paths, p)
		}
	}
	sort.Strings(paths)
	for _, p := range paths {
		fmt.Fprintf(&s, "import . %q\n", p)
	}
	fmt.Fprintf(&s, "func body%d(", i)
	for _, p := range b.In {
		fmt.Fprintf(&s, "%s %s, ", p.Name, laneGo(p.DType))
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
	bf := &bodyFile{start: s.Len(), length: len(b.Text)}
	s.WriteString(b.Text)
	s.WriteString("\n}\n")
	f, err := parser.ParseFile(c.fset, fmt.Sprintf("body%d", i), s.String(), parser.SkipObjectResolution)
	if err != nil {
		if list, ok := err.(scanner.ErrorList); ok && len(list) > 1 {
			err = list[:1] // the first says it; the others follow from it
		}
		errs := c.parseErrors(err)
		for _, e := range errs {
			if e.Offset >= bf.start+bf.length {
				e.Msg = strings.Replace(e.Msg, "found '}'", "found the end of the body", 1)
			}
		}
		return bf, errs
	}
	var errs []*Error
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
		ast.Inspect(fd.Body, func(n ast.Node) bool {
			if n == nil {
				return false
			}
			if why := forbidden(n); why != "" {
				errs = append(errs, c.errorAt(n.Pos(), "the body "+why, "a body is straight-line code: assignments, if/else, and calls"))
				return false
			}
			return true
		})
	}
	if len(errs) > 0 {
		bf.decl = nil
		return bf, errs
	}
	bf.file = f
	return bf, nil
}

// hint says what to write instead, where a message of go/types gives reason.
func (c *Compiler) hint(msg string) string {
	if name, ok := strings.CutPrefix(msg, "undefined: "); ok {
		if near := c.nearest(name); near != "" {
			return "did you mean " + near + "?"
		}
		return "a body may use its operands, the intrinsics of lane and the kernel functions"
	}
	if strings.Contains(msg, "mismatched types") {
		return "convert one side, as in T(x)"
	}
	return ""
}

// nearest returns the exported name nearest to name, or "".
func (c *Compiler) nearest(name string) string {
	best, bestD, bestP := "", 3, 0
	paths := make([]string, 0, len(c.pkgs))
	for p := range c.pkgs {
		paths = append(paths, p)
	}
	sort.Strings(paths)
	for _, p := range paths {
		for _, n := range c.pkgs[p].Scope().Names() {
			if !ast.IsExported(n) {
				continue
			}
			a, b := strings.ToLower(n), strings.ToLower(name)
			d, p := distance(a, b), prefix(a, b)
			if d < bestD || d == bestD && p > bestP {
				best, bestD, bestP = n, d, p
			}
		}
	}
	return best
}

// prefix is the length of the common beginning of two names.
func prefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// distance is the number of edits between two names (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		prev := row[0]
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			prev, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, prev+cost)
		}
	}
	return row[len(b)]
}
