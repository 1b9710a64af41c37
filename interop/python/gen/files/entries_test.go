// SPDX-License-Identifier: BSD-3-Clause

package files

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const extension = "../../ext"

// Go exports nothing to C but by the generated file, whose functions all begin
// with the guard against panics.
func TestExportsAreGuarded(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(extension, "*.go"))
	require.NoError(t, err)
	exported := map[string]bool{}
	for _, path := range paths {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Doc == nil {
				continue
			}
			for _, c := range fn.Doc.List {
				name, found := strings.CutPrefix(c.Text, "//export ")
				if !found {
					continue
				}
				assert.Equal(t, "zz_entries.go", filepath.Base(path), "%s is exported by hand: make it a row of entries", name)
				exported[name] = true
				assert.True(t, beginsWithGuard(fn.Body.List), "%s has no guard against panics", name)
			}
		}
	}
	for _, e := range entries {
		assert.True(t, exported["arraygen"+e.name], e.name)
	}
	assert.Len(t, exported, len(entries))
}

func beginsWithGuard(body []ast.Stmt) bool {
	for _, s := range body {
		switch s := s.(type) {
		case *ast.DeferStmt:
			f, ok := s.Call.Fun.(*ast.Ident)
			return ok && f.Name == "guard"
		case *ast.AssignStmt:
			// The conversion of the argument cannot panic.
			if call, ok := s.Rhs[0].(*ast.CallExpr); !ok || len(call.Args) != 1 {
				return false
			}
		default:
			return false
		}
	}
	return false
}

// C calls what Go exports nowhere but in the generated file, and there between
// the guards, in their order.
func TestCallsAreGuarded(t *testing.T) {
	files, err := os.ReadDir(extension)
	require.NoError(t, err)
	exported := regexp.MustCompile(`\barraygen[A-Z]\w*|_cgo_export|crosscall|_cgo_wait_runtime_init_done`)
	for _, f := range files {
		switch filepath.Ext(f.Name()) {
		case ".c", ".h", ".S":
		default:
			continue
		}
		text, err := os.ReadFile(filepath.Join(extension, f.Name()))
		require.NoError(t, err)
		if f.Name() == "zz_entries.c" {
			for _, e := range entries {
				guarded := regexp.MustCompile(`(?s)int ` + e.inC() + `\([^{]*\{[^}]*if \(!go_ready\(\)\) return -1;[^}]*call_release\(call, work\);\s*arraygen` +
					e.name + `\(c\);\s*call_acquire\(call\);\s*return call_raise\(call\);\s*\}`)
				assert.Regexp(t, guarded, string(text), e.name)
				assert.Equal(t, 1, strings.Count(string(text), "arraygen"+e.name+"("), e.name)
			}
			continue
		}
		assert.Empty(t, exported.FindAllString(string(text), -1), "%s enters Go by itself", f.Name())
	}
}
