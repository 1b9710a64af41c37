// SPDX-License-Identifier: BSD-3-Clause

package randkernel

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strings"
)

// referencePath is the package of the text of the bodies. It is another than
// that of the generated loops: Go compiles it without its optimiser.
const referencePath = "example.org/random/reference"

// unoptimized are the flags for the packages that hold the reference. Go's
// optimiser miscompiles: for arm64, Go 1.26 and 1.27 forget the sign extension
// of int64(m), or make m^1 of ^m, in functions like those of found. Some random
// text is one of them, and the reference is not to be wrong where our loop is
// right, nor together with it.
var unoptimized = []string{
	"-gcflags=" + referencePath + "=-N -l",
	"-gcflags=github.com/arraygen/arraygen/generated/strictkernels=-N -l",
}

// bodyName is the name of a function with the text of a body, or with that of what a
// reduction of the body combines.
var bodyName = regexp.MustCompile(`Body\d*$`)

// splitReference moves the text of the bodies, and of the functions that they
// call, out of a generated test into a package of its own, which has the
// variables of the author's functions too.
func splitReference(test, functions string) (reference, rest string, err error) {
	tables, err := variables(functions)
	if err != nil {
		return "", "", err
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", test, parser.SkipObjectResolution)
	if err != nil {
		return "", "", err
	}
	var imports []string
	var bodies, kept, exports, names strings.Builder
	for _, d := range file.Decls {
		text := test[fset.Position(d.Pos()).Offset:fset.Position(d.End()).Offset]
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Tok == token.IMPORT {
				for _, s := range d.Specs {
					imports = append(imports, test[fset.Position(s.Pos()).Offset:fset.Position(s.End()).Offset])
				}
				continue
			}
		case *ast.FuncDecl:
			name := d.Name.Name
			if strings.HasPrefix(name, "Test") || strings.HasPrefix(name, "Benchmark") {
				break
			}
			if bodyName.MatchString(name) {
				exported := strings.ToUpper(name[:1]) + name[1:]
				fmt.Fprintf(&exports, "\t%s = %s\n", exported, name)
				fmt.Fprintf(&names, "\t%s = reference.%s\n", name, exported)
			}
			bodies.WriteString(text + "\n\n")
			continue
		}
		kept.WriteString(text + "\n\n")
	}
	kept.WriteString("var (\n" + names.String() + ")\n")
	reference = "package reference\n\n" + used(imports, bodies.String()) + "var (\n" + exports.String() + ")\n\n" + bodies.String() + tables
	rest = "package random\n\n" + used(append(imports, "reference \""+referencePath+"\""), kept.String()) + kept.String()
	return reference, rest, nil
}

// variables returns the declarations of variables in src: the tables.
func variables(src string) (string, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", src, parser.SkipObjectResolution)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
			b.WriteString(src[fset.Position(d.Pos()).Offset:fset.Position(d.End()).Offset] + "\n\n")
		}
	}
	return b.String(), nil
}

// used declares those of imports that text uses.
func used(imports []string, text string) string {
	var b strings.Builder
	for _, s := range imports {
		name, _, named := strings.Cut(s, " ")
		if !named {
			name = path.Base(strings.Trim(s, `"`))
		}
		if regexp.MustCompile(`\b` + name + `\.`).MatchString(text) {
			b.WriteString("import " + s + "\n")
		}
	}
	return b.String() + "\n"
}
