// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/asm"
	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/gen/internal/ident"
	"github.com/arraygen/arraygen/gen/internal/lang"
)

const (
	strictPath     = lang.StrictPath
	kernelsPath    = "github.com/arraygen/arraygen/spec/kernels"
	kerneltestPath = golang.KernelPath + "/kerneltest"
)

// imported are the packages that generated files import.
var imported = []string{golang.KernelPath, golang.LanePath, kernelsPath, kerneltestPath, dtypePath, ufuncPath, "math", "testing", "unsafe"}

// scope is the identifiers of a generated package: those that its author has
// given, and those that are made so that they meet none of them.
type scope struct {
	level   ident.Set         // of the package: hand-written, generated and imported
	imports map[string]string // the name of each of imported
}

// newScope returns the scope of a package with names declared by hand, and
// gives the kernels their symbols there.
func newScope(declared []string, ks []*Kernel) *scope {
	s := &scope{level: ident.Predeclared(), imports: map[string]string{}}
	s.level.Add(declared...)
	for _, row := range rows(ks) {
		s.level.Add(exports(row)...)
	}
	// Signatures have the operands' names as they are, so it is the imports
	// that give way to them.
	names := s.level.Inner()
	for _, k := range ks {
		names.Add(slices.Concat(k.InNames(), k.OutNames())...)
	}
	list := imported
	if slices.ContainsFunc(ks, (*Kernel).core) {
		list = append(slices.Clone(list), corePath, coretestPath, strictPath)
	}
	for _, p := range list {
		s.imports[p] = names.New(path.Base(p))
		s.level.Add(s.imports[p])
	}
	for _, k := range ks {
		k.Symbol = s.level.NewBase(k.Symbol, k.derivedNames)
		k.Table, k.Row = k.Symbol+"Passes", k.Symbol+"Row"
		k.namePasses()
		k.Set, k.Fold, k.Scan = k.Symbol+"Set", foldSymbol(k.Symbol)+"Set", scanSymbol(k.Symbol)+"Set"
	}
	return s
}

// stockScope is the scope of a package of stock kernels, which keep the symbols
// they have.
func stockScope() *scope {
	s := &scope{level: ident.Predeclared(), imports: map[string]string{}}
	for _, p := range imported {
		s.imports[p] = s.level.New(path.Base(p))
	}
	return s
}

// derivedNames lists what generated code may call after the symbol of a kernel.
func (k *Kernel) derivedNames(symbol string) []string {
	names := derivedNames(symbol)
	if k.core() {
		names = append(names, symbol+"Passes", symbol+"Row")
		for _, suffix := range []string{"", "Step", "Store", "One"} {
			names = append(names, symbol+"Tile"+suffix)
		}
		names = append(append(names, symbol+"Tiles"), derivedNames(symbol+"Tile")...)
	}
	for i := range k.passes {
		pass := passSymbol(symbol, i)
		names = append(names, derivedNames(pass)...)
		names = append(names, pass+"Join", pass+"JoinGo", pass+"Of")
	}
	for i := range k.row.passes {
		pass := rowPassSymbol(symbol, i)
		names = append(names, derivedNames(pass)...)
		names = append(names, pass+"Join", pass+"JoinGo", pass+"Of", pass+"Tree")
	}
	return names
}

func derivedNames(symbol string) []string {
	var names []string
	for _, base := range []string{symbol, foldSymbol(symbol), scanSymbol(symbol)} {
		for _, suffix := range []string{"Go", "Set", "Op", "Run", "Body"} {
			names = append(names, base+suffix)
		}
		for i := range asm.Levels {
			names = append(names, base+asm.Levels[i].Suffix)
		}
	}
	return names
}

func foldSymbol(symbol string) string { return prefixed("Fold", symbol) }

// prefixed returns a symbol that begins with another word, exported if symbol is.
func prefixed(word, symbol string) string {
	if ast.IsExported(symbol) {
		return word + symbol
	}
	return lowerFirst(word) + strings.ToUpper(symbol[:1]) + symbol[1:]
}

// rename formats a Go file, with its imports called as they are in s.
func (s *scope) rename(src []byte) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", src, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	renamed := map[string]string{}
	for _, im := range file.Imports {
		p := strings.Trim(im.Path.Value, `"`)
		if name := s.imports[p]; name != path.Base(p) {
			renamed[path.Base(p)] = name
			im.Name = ast.NewIdent(name)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Obj == nil && renamed[x.Name] != "" {
				x.Name = renamed[x.Name]
			}
		}
		return true
	})
	var b bytes.Buffer
	err = format.Node(&b, fset, file)
	return b.Bytes(), err
}

// name tells f what its imports are called.
func (s *scope) name(f *jen.File) {
	for p, name := range s.imports {
		if name == path.Base(p) {
			f.ImportName(p, name)
		} else {
			f.ImportAlias(p, name)
		}
	}
}
