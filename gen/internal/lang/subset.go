// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// outside says why a function is not in the kernel language, and where; the
// empty string if it is.
func outside(f *ast.File, fd *ast.FuncDecl, vars map[string]*ast.ValueSpec) (reason string, at token.Pos) {
	if fd.Body == nil {
		return "has no body", fd.Pos()
	}
	if fd.Recv != nil {
		return "is a method", fd.Recv.Pos()
	}
	imports := map[string]bool{}
	for _, im := range f.Imports {
		p := strings.Trim(im.Path.Value, `"`)
		name := p[strings.LastIndexByte(p, '/')+1:]
		if im.Name != nil {
			name = im.Name.Name
		}
		imports[name] = p == LanePath || p == KernelsPath
	}
	fields := map[*ast.Ident]bool{} // names behind a dot
	var here allowed
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		if reason != "" {
			return false
		}
		why := ""
		if here.note(n); !here.has(n) {
			why = forbidden(n)
		}
		switch n := n.(type) {
		case *ast.SelectorExpr:
			fields[n.Sel] = true
			if x, ok := n.X.(*ast.Ident); ok {
				if stock, imported := imports[x.Name]; imported && !stock {
					why = fmt.Sprintf("uses %s.%s", x.Name, n.Sel.Name)
				}
			}
		case *ast.Ident:
			// A variable of the function may have the name of one of the package.
			if spec := vars[n.Name]; spec != nil && !fields[n] && (n.Obj == nil || n.Obj.Decl == spec) {
				why = "uses the variable " + n.Name
			}
		}
		if why != "" {
			reason, at = why, n.Pos()
		}
		return true
	})
	return reason, at
}

// forbidden names the construct of a node that the language leaves out.
func forbidden(n ast.Node) string {
	switch n := n.(type) {
	case *ast.ForStmt:
		if counted(n) == nil {
			return noCount
		}
	case *ast.SwitchStmt, *ast.TypeSwitchStmt:
		return "has a switch"
	case *ast.SelectStmt, *ast.SendStmt, *ast.CommClause, *ast.ChanType:
		return "has a channel operation"
	case *ast.GoStmt:
		return "starts a goroutine"
	case *ast.DeferStmt:
		return "has a defer"
	case *ast.BranchStmt:
		if n.Tok != token.BREAK && n.Tok != token.CONTINUE {
			return "has a jump"
		}
	case *ast.LabeledStmt:
		switch n.Stmt.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
		default:
			return "has a jump"
		}
	case *ast.FuncLit:
		return "has a function literal"
	case *ast.CompositeLit:
		return "has a composite literal"
	case *ast.SliceExpr:
		return "slices"
	case *ast.StarExpr:
		return "has a pointer"
	case *ast.TypeAssertExpr:
		return "has a type assertion"
	case *ast.BasicLit:
		if n.Kind == token.STRING {
			return "has a string"
		}
	}
	return ""
}

// packageVars returns the variables of a package that can be used: not _.
func packageVars(files []*ast.File) map[string]*ast.ValueSpec {
	vars := map[string]*ast.ValueSpec{}
	for _, f := range files {
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
				for _, s := range g.Specs {
					for _, name := range s.(*ast.ValueSpec).Names {
						if name.Name != "_" {
							vars[name.Name] = s.(*ast.ValueSpec)
						}
					}
				}
			}
		}
	}
	return vars
}

// dropVars removes the variables of a file that are in vars or called _: only
// functions outside the language use them.
func dropVars(f *ast.File, vars map[string]*ast.ValueSpec) {
	kept := f.Decls[:0]
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if ok && g.Tok == token.VAR {
			g.Specs = slices.DeleteFunc(g.Specs, func(s ast.Spec) bool {
				name := s.(*ast.ValueSpec).Names[0].Name
				return name == "_" || vars[name] == s
			})
		}
		if !ok || g.Tok != token.VAR || len(g.Specs) > 0 {
			kept = append(kept, d)
		}
	}
	f.Decls = kept
}
