// SPDX-License-Identifier: BSD-3-Clause

package lang

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// The reference of a body with a core dimension is a function for each reduction, of
// what it reduces at one element, and one for the outputs at one element. Each is the
// author's text, up to the statement with the reduction, in which the values of reductions are
// parameters. Loops over the row call them.

// Index is the kind of a ReductionText that is none: the number of the element.
const Index = "Index"

// ReductionText is a reduction of a body as text.
type ReductionText struct {
	Kind string // of package strict: Sum, Dot …
	Func string // the Go function of what it reduces
	Of   string // the results of that
	// Type is the Go type of its value.
	Type string
	// Order is that of the row, of floats the default where it has none.
	Order string
}

// reductionsIn returns the calls of reductions in a body, each behind those in its arguments.
func (c *Compiler) reductionsIn(decl *ast.FuncDecl) (calls []*ast.CallExpr) {
	var visit func(n ast.Node)
	visit = func(n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || !c.isReduction(call) {
				return true
			}
			for _, a := range call.Args {
				visit(a)
			}
			calls = append(calls, call)
			return false
		})
	}
	visit(decl.Body)
	return calls
}

// coreBody prints the functions of body i, called name and name1, name2 … for the
// reductions, and notes these.
func (s *strictText) coreBody(i int, bf *bodyFile, name string) string {
	calls := s.c.reductionsIn(bf.decl)
	var b strings.Builder
	var params []string
	values := map[*ast.CallExpr]string{}
	for n, call := range calls {
		if ast.Unparen(call.Fun).(*ast.Ident).Name == Index {
			s.reductions[i] = append(s.reductions[i], ReductionText{Kind: Index})
			values[call] = s.taken.New(fmt.Sprint("r", n))
			params = append(params, values[call]+" int64")
			continue
		}
		typ := types.Unalias(s.c.info.TypeOf(call)).String()
		f := s.fresh(fmt.Sprint(name, n+1))
		b.WriteString(s.coreText(bf, f, params, values, call))
		kind := strings.TrimSuffix(ast.Unparen(call.Fun).(*ast.Ident).Name, "Over")
		s.reductions[i] = append(s.reductions[i], ReductionText{kind, f, s.argumentTypes(call), typ, orderOf(bf.body.Order, kind)})
		values[call] = s.taken.New(fmt.Sprint("r", n))
		params = append(params, values[call]+" "+typ)
	}
	b.WriteString(s.coreText(bf, name, params, values, nil))
	return b.String()
}

func orderOf(order, kind string) string {
	switch {
	case order != "":
		return order
	case kind == "Dot":
		return "wide"
	}
	return "pairwise"
}

// coreText prints the text of a body as function name, with the values of reductions as further
// parameters. If call is not nil, it is the text up to that reduction, whose arguments
// it returns.
func (s *strictText) coreText(bf *bodyFile, name string, params []string, values map[*ast.CallExpr]string, call *ast.CallExpr) string {
	decl := bf.decl
	e := s.edits(s.c.fset.PositionFor(decl.Pos(), false).Filename)
	e.values = values
	e.replace(decl.Name.Pos(), decl.Name.End(), name)
	e.replace(decl.Type.Params.Closing, decl.Type.Params.Closing, strings.Join(params, ", "))
	for _, p := range decl.Type.Params.List {
		if array, ok := p.Type.(*ast.ArrayType); ok && array.Len != nil {
			e.replace(p.Type.Pos(), p.Type.Pos(), "*") // not a copy of the table for every element
		}
	}
	end := decl.End()
	var rest string
	if call == nil {
		e.visit(decl.Body)
		for _, st := range decl.Body.List {
			if _, isReturn := st.(*ast.ReturnStmt); !isReturn {
				e.replace(st.End(), st.End(), "\n"+unused(declared(st)))
			}
		}
		if !bf.ends {
			e.replace(decl.Body.Rbrace, decl.Body.Rbrace, "return\n")
		}
	} else {
		// The outputs are variables here, and no results.
		e.replace(decl.Type.Results.Pos(), decl.Type.Results.End(), s.argumentTypes(call))
		e.replace(decl.Body.Lbrace+1, decl.Body.Lbrace+1, s.outputs(bf))
		var used []string
		for _, st := range decl.Body.List {
			if st.Pos() <= call.Pos() && call.End() <= st.End() {
				end = st.Pos()
				break
			}
			e.visit(st)
			used = append(used, declared(st)...)
		}
		rest = unused(used) + "return " + s.arguments(e, call) + "\n}\n"
	}
	e.dropComments(decl)
	return e.apply(e.at(decl.Pos()), e.at(end)) + rest + "\n\n"
}

// argumentTypes prints the types of what a reduction combines.
func (s *strictText) argumentTypes(call *ast.CallExpr) string {
	var list []string
	for _, a := range call.Args {
		list = append(list, types.Unalias(types.Default(s.c.info.TypeOf(a))).String())
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// arguments prints the arguments of a reduction.
func (s *strictText) arguments(e *edits, call *ast.CallExpr) string {
	var list []string
	for _, a := range call.Args {
		x := s.edits(e.file)
		x.values = e.values
		x.visit(a)
		list = append(list, x.apply(x.at(a.Pos()), x.at(a.End())))
	}
	return strings.Join(list, ", ")
}

// declared lists the variables that a statement of a body declares.
func declared(st ast.Stmt) (names []string) {
	switch st := st.(type) {
	case *ast.AssignStmt:
		if st.Tok != token.DEFINE {
			return nil
		}
		for _, l := range st.Lhs {
			if id, ok := l.(*ast.Ident); ok {
				names = append(names, id.Name)
			}
		}
	case *ast.DeclStmt:
		for _, sp := range st.Decl.(*ast.GenDecl).Specs {
			if v, ok := sp.(*ast.ValueSpec); ok {
				for _, id := range v.Names {
					names = append(names, id.Name)
				}
			}
		}
	}
	return names
}

// outputs declares the outputs of a body as variables.
func (s *strictText) outputs(bf *bodyFile) string {
	var b strings.Builder
	for _, o := range bf.body.Out {
		fmt.Fprintf(&b, "\nvar %s %s\n_ = %[1]s", o.Name, laneGo(o.DType))
	}
	return b.String()
}

// unused prints statements that use variables: the text that would, may come later.
func unused(names []string) string {
	var b strings.Builder
	for _, n := range names {
		if n != "_" {
			fmt.Fprintf(&b, "_ = %s\n", n)
		}
	}
	return b.String()
}
