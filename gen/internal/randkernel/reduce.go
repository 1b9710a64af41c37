// SPDX-License-Identifier: BSD-3-Clause

package randkernel

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"github.com/goccy/go-yaml"
)

// A row that fails is reduced as compilers' test cases are (delta debugging, Zeller and Hildebrandt 2002): of all
// rows that have a statement, an operand or a part of an expression less, the shortest one that still fails is taken, until
// none does. Many of them share a program, as random rows do.

// together is how many rows are tried in one program.
const together = 48

// failed matches the name of a row in what go test prints of a test that failed.
var failed = regexp.MustCompile(`--- FAIL: \w+/k(\d+)\b`)

// Reduce reduces the row of a name in the program that was written to dir, and returns its text. It writes its steps to log.
func Reduce(dir, tree, name string, o Options, log io.Writer) (string, error) {
	var file struct{ Kernels []parsedRow }
	text, err := os.ReadFile(filepath.Join(dir, "kernels.yaml"))
	if err != nil {
		return "", err
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		return "", err
	}
	functions, err := os.ReadFile(filepath.Join(dir, "functions.go"))
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(file.Kernels, func(r parsedRow) bool { return r.Name == name })
	if i < 0 {
		return "", fmt.Errorf("%s has no row %s", dir, name)
	}
	now, err := failing(tree, string(functions), []parsedRow{file.Kernels[i]}, o)
	if err != nil {
		return "", err
	}
	if now == nil {
		return "", errors.New("the row does not fail alone")
	}
	for {
		less := now.less()
		slices.SortStableFunc(less, func(a, b parsedRow) int { return cmp.Compare(a.size(), b.size()) })
		var next *parsedRow
		for next == nil && len(less) > 0 {
			var batch []parsedRow
			for len(batch) < together && len(less) > 0 {
				if less[0].compiles(string(functions)) {
					batch = append(batch, less[0])
				}
				less = less[1:]
			}
			if next, err = failing(tree, string(functions), batch, o); err != nil {
				return "", err
			}
		}
		if next == nil {
			return now.text("reduced")
		}
		now = next
		fmt.Fprintf(log, "%d bytes\n", now.size())
	}
}

// failing returns the first of some rows that fails, nil if none does.
func failing(tree, functions string, rows []parsedRow, o Options) (*parsedRow, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	dir, err := os.MkdirTemp("", "randkernel-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	p := Program{YAML: programHead, Functions: functions, Rows: len(rows)}
	for i := range rows {
		text, err := rows[i].text(fmt.Sprint("k", i))
		if err != nil {
			return nil, err
		}
		p.YAML += text
	}
	if err := p.withFound().Write(dir, tree); err != nil { // the harness wants rows of every kind
		return nil, err
	}
	out, err := Run(dir, o)
	found := failed.FindAllStringSubmatch(out, -1)
	if err == nil {
		return nil, nil
	}
	first := len(rows)
	for _, f := range found {
		i, _ := strconv.Atoi(f[1])
		first = min(first, i)
	}
	if first == len(rows) {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	return &rows[first], nil
}

func (r parsedRow) size() int {
	n := len(r.Body) + len(r.Order) + len(r.Edge)
	for _, o := range append(slices.Clone(r.In), r.Out...) {
		n += len(fmt.Sprint(o.Key, o.Value))
	}
	return n
}

// less returns the rows that have something less than r. Most are none that compiles.
func (r parsedRow) less() []parsedRow {
	bodies := map[string]bool{}
	for _, b := range shorterBodies(r.Body) {
		bodies[b] = true
	}
	var list []parsedRow
	for _, b := range slices.Sorted(maps.Keys(bodies)) {
		s := r
		s.Body = b
		list = append(list, s)
	}
	for i := range r.In {
		s := r
		s.In = slices.Delete(slices.Clone(r.In), i, i+1)
		list = append(list, s)
	}
	for i, o := range r.Out {
		s := r
		s.Out = slices.Delete(slices.Clone(r.Out), i, i+1)
		s.Body = without(r.Body, fmt.Sprint(o.Key))
		list = append(list, s)
	}
	for _, part := range []func(*parsedRow) *string{func(r *parsedRow) *string { return &r.Order }, func(r *parsedRow) *string { return &r.Edge }} {
		s := r
		if p := part(&s); *p != "" {
			*p = ""
			list = append(list, s)
		}
	}
	return list
}

// bodyHead makes a file of a body.
const bodyHead = "package p\nfunc f() {\n"

// parsed calls visit for every node of a body, with the offsets of positions in it.
func parsed(body string, visit func(n ast.Node, at func(token.Pos) int)) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", bodyHead+body+"\n}\n", parser.SkipObjectResolution)
	if err != nil {
		return
	}
	at := func(p token.Pos) int { return fset.Position(p).Offset - len(bodyHead) }
	ast.Inspect(f.Decls[0].(*ast.FuncDecl).Body, func(n ast.Node) bool {
		if n != nil {
			visit(n, at)
		}
		return true
	})
}

// without is body without the assignments to a name.
func without(body, name string) string {
	type cut struct{ from, to int }
	var cuts []cut
	parsed(body, func(n ast.Node, at func(token.Pos) int) {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == 1 {
			if id, ok := a.Lhs[0].(*ast.Ident); ok && id.Name == name {
				cuts = append(cuts, cut{at(a.Pos()), at(a.End())})
			}
		}
	})
	for _, c := range slices.Backward(cuts) {
		body = body[:c.from] + body[c.to:]
	}
	return body
}

// shorterBodies returns bodies with a statement or two less, with the block of an if or a loop instead of it, or with
// a part of an expression instead of that.
func shorterBodies(body string) (list []string) {
	replace := func(from, to int, by string) { list = append(list, body[:max(from, 0)]+by+body[min(to, len(body)):]) }
	parsed(body, func(n ast.Node, at func(token.Pos) int) {
		text := func(n ast.Node) string { return body[at(n.Pos()):at(n.End())] }
		inner := func(b *ast.BlockStmt) string { return body[at(b.Lbrace)+1 : at(b.Rbrace)] }
		switch n := n.(type) {
		case *ast.BlockStmt:
			for i, s := range n.List {
				for j := i; j < min(i+3, len(n.List)); j++ {
					replace(at(s.Pos()), at(n.List[j].End()), "")
				}
			}
			for i := 4; i < len(n.List); i += 4 {
				replace(at(n.List[0].Pos()), at(n.List[i-1].End()), "")
				replace(at(n.List[i].Pos()), at(n.List[len(n.List)-1].End()), "")
			}
		case *ast.IfStmt:
			replace(at(n.Pos()), at(n.End()), inner(n.Body))
			if n.Init != nil {
				replace(at(n.Init.Pos()), at(n.Cond.Pos()), "")
			}
			if n.Else != nil {
				replace(at(n.Body.End()), at(n.Else.End()), "")
				replace(at(n.Pos()), at(n.End()), text(n.Else))
			}
		case *ast.ForStmt:
			replace(at(n.Pos()), at(n.End()), inner(n.Body))
		case *ast.RangeStmt:
			replace(at(n.Pos()), at(n.End()), inner(n.Body))
		case ast.Expr:
			for _, part := range parts(n) {
				replace(at(n.Pos()), at(n.End()), text(part))
			}
		}
	})
	return list
}

// parts are the expressions that e is made of.
func parts(e ast.Expr) []ast.Expr {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return []ast.Expr{e.X, e.Y}
	case *ast.UnaryExpr:
		return []ast.Expr{e.X}
	case *ast.ParenExpr:
		return []ast.Expr{e.X}
	case *ast.CallExpr:
		return e.Args
	}
	return nil
}
