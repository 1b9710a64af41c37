// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestGuard: the file that stands in a package while its files are replaced is
// one of ours, and keeps the package from compiling with words that say why.
func TestGuard(t *testing.T) {
	text, err := guard([]byte("// " + header + "\n\n// Package p is one.\npackage p\n\nfunc F() {}\n"))
	require.NoError(t, err)
	require.True(t, generated(text))
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, guardFile, text, 0)
	require.NoError(t, err)
	_, err = new(types.Config).Check("p", fset, []*ast.File{file}, nil)
	require.ErrorContains(t, err, "undefined: these_files_are_of_two_runs_of_arraygen_generate__run_it_again")
}
