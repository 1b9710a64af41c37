// SPDX-License-Identifier: BSD-3-Clause

package snippets

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// qualified matches a name with its package in code inside a sentence.
var qualified = regexp.MustCompile(`(?:^|[^\w./])([a-z]\w*)\.([A-Z]\w*)(?:\.([A-Z]\w*))?`)

// exported lists what the library's public packages declare: by package, the
// exported names, and methods and fields as Type.Name. Packages of one name
// count as one.
func exported(t *testing.T) map[string]map[string]bool {
	names := map[string]map[string]bool{}
	add := func(pkg string, parts ...string) {
		if names[pkg] == nil {
			names[pkg] = map[string]bool{}
		}
		names[pkg][strings.Join(parts, ".")] = true
	}
	err := filepath.WalkDir(repository, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() && name != repository && (strings.HasPrefix(base, ".") || base == "testdata" || base == "internal" || base == "build") {
			return fs.SkipDir
		}
		if filepath.Ext(base) != ".go" || strings.HasSuffix(base, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		pkg := file.Name.Name
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				if decl.Recv == nil {
					add(pkg, decl.Name.Name)
				} else {
					add(pkg, receiver(decl.Recv.List[0].Type), decl.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range decl.Specs {
					switch s := s.(type) {
					case *ast.ValueSpec:
						for _, n := range s.Names {
							add(pkg, n.Name)
						}
					case *ast.TypeSpec:
						add(pkg, s.Name.Name)
						var fields *ast.FieldList
						switch typ := s.Type.(type) {
						case *ast.StructType:
							fields = typ.Fields
						case *ast.InterfaceType:
							fields = typ.Methods
						}
						if fields != nil {
							for _, f := range fields.List {
								for _, n := range f.Names {
									add(pkg, s.Name.Name, n.Name)
								}
							}
						}
					}
				}
			}
		}
		return nil
	})
	require.NoError(t, err)
	return names
}

// receiver returns the name of a receiver's type.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// TestNames looks up the names of this library that sentences and tables
// mention: `package.Name` or `package.Type.Method`.
func TestNames(t *testing.T) {
	names := exported(t)
	require.True(t, names["ufunc"]["Config.Out"] && names["ndarray"]["FromSlice"])
	found := 0
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		inFence := false
		for i, line := range strings.Split(string(text), "\n") {
			if fence.MatchString(line) {
				inFence = !inFence
			}
			if inFence {
				continue
			}
			for _, code := range inlineCode.FindAllStringSubmatch(line, -1) {
				for _, m := range qualified.FindAllStringSubmatch(code[1], -1) {
					pkg, name, member := m[1], m[2], m[3]
					declared := names[pkg]
					if declared == nil || name == "Hypot3" {
						continue // of another library; what docs/extending.md adds
					}
					found++
					// A variable's methods are those of its type, which the compiler knows.
					isType := false
					for n := range declared {
						isType = isType || strings.HasPrefix(n, name+".")
					}
					ok := declared[name] && (member == "" || !isType || declared[name+"."+member])
					assert.True(t, ok, "%s:%d: there is no %s", page, i+1, strings.Trim(m[0], "( "))
				}
			}
		}
	}
	require.Greater(t, found, 30)
}
