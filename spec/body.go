// SPDX-License-Identifier: BSD-3-Clause

package spec

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// A body is Go source: an expression, or statements. The loader checks that it
// parses and what it does with the operands' names; the compiler does the
// rest.

// bodyUse is what the source of a body does with names.
type bodyUse struct {
	expr     ast.Expr // if the body is an expression
	reads    map[string]bool
	assigns  map[string]bool
	returned bool // by a return with values
}

// parseBody parses a body. The first error of the parser is a fault; those
// behind it only follow from it.
func (l *loader) parseBody(t Text) (bodyUse, bool) {
	if strings.TrimSpace(t.Value) == "" {
		l.fault(t.Pos, "an empty body", "write an expression, or statements that assign to the outputs")
		return bodyUse{}, false
	}
	if len(t.Value) > maxBody {
		l.fault(t.Pos, fmt.Sprintf("a body of %d bytes; %d are allowed", len(t.Value), maxBody), "put parts of it into functions")
		return bodyUse{}, false
	}
	if !l.shown(t) || !l.noDirectives(t) {
		return bodyUse{}, false
	}
	expr, exprErr := parser.ParseExprFrom(token.NewFileSet(), "", t.Value, parser.SkipObjectResolution)
	if exprErr == nil {
		return usesOf(expr), true
	}
	const head, tail = "package p\nfunc _() {\n", "\n}\n"
	file, err := parser.ParseFile(token.NewFileSet(), "", head+t.Value+tail, parser.SkipObjectResolution)
	if err == nil {
		if fn := file.Decls[0].(*ast.FuncDecl); len(file.Decls) == 1 && len(file.Imports) == 0 {
			return usesOf(fn.Body), true
		}
		l.fault(t.Pos, "the braces of the body do not match", "close each { that the body opens, and no other")
		return bodyUse{}, false
	}
	skip := len(head)
	if !looksLikeStatements(t.Value) {
		err, skip = exprErr, 0
	}
	var list scanner.ErrorList
	if !errors.As(err, &list) || len(list) == 0 {
		list = scanner.ErrorList{{Msg: err.Error()}}
	}
	end := len(strings.TrimRight(t.Value, " \n"))
	off := list[0].Pos.Offset - skip
	msg := strings.Replace(list[0].Msg, "expected 'EOF'", "expected an operator or the end of the body", 1)
	if off >= end {
		off = end
		before, _, _ := strings.Cut(msg, ", found")
		msg = before + ", found the end of the body"
	}
	l.fault(t.PosAt(off), "not Go: "+msg, "write an expression, as x1 + x2, or statements that assign to the outputs")
	return bodyUse{}, false
}

// directive is a comment that is one to Go's tools, or names the place of what
// follows it.
var directive = regexp.MustCompile(`^(//(line |extern |export |[a-z0-9]+:[a-z0-9])|/\*line )`)

// noDirectives reports comments of a body that Go's tools would obey.
func (l *loader) noDirectives(t Text) bool {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(t.Value))
	s.Init(file, []byte(t.Value), func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		switch {
		case tok == token.EOF:
			return true
		case tok == token.COMMENT && directive.MatchString(lit):
			l.fault(t.PosAt(file.Offset(pos)), "the comment "+quote(lit)+" is a directive to Go", "put a space behind the beginning of the comment, or remove it")
			return false
		}
	}
}

// looksLikeStatements reports whether a body that does not parse was meant to
// be statements and not an expression.
func looksLikeStatements(body string) bool {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(body))
	s.Init(file, []byte(body), nil, 0)
	for {
		_, tok, lit := s.Scan()
		switch tok {
		case token.EOF:
			return false
		case token.SEMICOLON:
			if lit == ";" {
				return true
			}
		case token.ASSIGN, token.DEFINE, token.IF, token.VAR, token.CONST, token.FOR, token.RETURN, token.LBRACE, token.SWITCH:
			return true
		}
		if tok.IsOperator() && strings.HasSuffix(tok.String(), "=") && tok != token.EQL && tok != token.NEQ && tok != token.LEQ && tok != token.GEQ {
			return true
		}
	}
}

// usesOf collects what a body does with names.
func usesOf(n ast.Node) bodyUse {
	u := bodyUse{reads: map[string]bool{}, assigns: map[string]bool{}}
	u.expr, _ = n.(ast.Expr)
	targets := map[*ast.Ident]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, x := range n.Lhs {
				if id, ok := ast.Unparen(x).(*ast.Ident); ok {
					u.assigns[id.Name] = true
					targets[id] = n.Tok == token.ASSIGN || n.Tok == token.DEFINE
				}
			}
		case *ast.IncDecStmt:
			if id, ok := ast.Unparen(n.X).(*ast.Ident); ok {
				u.assigns[id.Name] = true
			}
		case *ast.ReturnStmt:
			u.returned = u.returned || len(n.Results) > 0
		case *ast.SelectorExpr:
			targets[n.Sel] = true // a name of its own, of no operand
		case *ast.Ident:
			if !targets[n] {
				u.reads[n.Name] = true
			}
		}
		return true
	})
	return u
}

// of returns which of some operands a body reads, and which it does not.
func (u bodyUse) of(operands []string) (used, unused []string) {
	for _, name := range operands {
		if u.reads[name] {
			used = append(used, name)
		} else {
			unused = append(unused, name)
		}
	}
	return used, unused
}

// checkOutputs reports outputs that a body does not give a value.
func (l *loader) checkOutputs(t Text, u bodyUse, outputs []string) bool {
	before := len(l.faults)
	if u.expr != nil {
		// A call may have several results.
		if _, call := u.expr.(*ast.CallExpr); len(outputs) > 1 && !call {
			l.fault(t.Pos, fmt.Sprintf("an expression for the %d outputs %s", len(outputs), list(outputs)), fmt.Sprintf("write statements that assign to each, as %s = …", outputs[0]))
		}
		return len(l.faults) == before
	}
	for _, name := range outputs {
		if !u.assigns[name] && !u.returned {
			l.fault(t.Pos, fmt.Sprintf("the body never assigns to the output %s", name), fmt.Sprintf("write %s = …", name))
		}
	}
	return len(l.faults) == before
}

// checkBodies checks the bodies of a ufunc. A loop may give a constant and use
// no input at all, but not all loops may.
func (l *loader) checkBodies(u *Ufunc) {
	in, out := values(u.In), values(u.Out)
	var constant []*Loop
	sound := 0
	for _, p := range u.Loops {
		if l.unsound[p] {
			continue
		}
		use, ok := l.parseBody(p.Body)
		if ok {
			used, unused := use.of(in)
			switch name, bare := use.expr.(*ast.Ident); {
			case bare && len(used) == 0 && name.Name != "true" && name.Name != "false":
				l.fault(p.Body.Pos, fmt.Sprintf("the body %s is only a name", name.Name), fmt.Sprintf("write a call, as %s(%s)", name.Name, strings.Join(in, ", ")))
				ok = false
			case len(used) == 0:
				constant = append(constant, p)
			case len(unused) > 0:
				l.fault(p.Body.Pos, "the body does not use "+list(unused), "use every input, or none for a constant")
			default:
				sound++
			}
			ok = l.checkOutputs(p.Body, use, out) && ok
		}
		l.unsound[p] = !ok
	}
	if sound == 0 && len(constant) == len(u.Loops) && len(constant) > 0 {
		l.fault(u.In[0].Pos, "no body uses "+list(in), "use every input in the body of at least one loop")
	}
}

// kernelBody checks the body of a kernel.
func (l *loader) kernelBody(k *Kernel) {
	use, ok := l.parseBody(k.Body)
	if !ok {
		l.unsound[k] = true
		return
	}
	for _, p := range slices.Concat(k.In, k.Scalars) {
		if !use.reads[p.Name.Value] {
			l.fault(p.Name.Pos, fmt.Sprintf("the body does not use %s", p.Name.Value), "use it, or remove it")
		}
	}
	var out []string
	for _, p := range k.Out {
		out = append(out, p.Name.Value)
	}
	l.unsound[k] = !l.checkOutputs(k.Body, use, out)
}
