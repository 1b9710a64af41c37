// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/spec"
)

// FuzzFile compiles files of rows, and a file of functions beside them. What is
// refused is refused by faults with a place; what is made are files of this folder
// alone, and Go that parses.
func FuzzFile(f *testing.F) {
	const functions = "package p\n\nfunc Norm(x, y float64) float64 { return Sqrt(x*x + y*y) }\n"
	for _, pattern := range []string{"../spec/testdata/faults/*.yaml", "../docs/snippets/testdata/module/*/kernels.yaml"} {
		files, err := filepath.Glob(pattern)
		require.NoError(f, err)
		require.NotEmpty(f, files)
		for _, path := range files {
			src, err := os.ReadFile(path)
			require.NoError(f, err)
			if len(src) < 2000 {
				f.Add(src, []byte(functions))
			}
		}
	}
	f.Add([]byte("package: p\ndoc: D.\nfunctions: [f.go]\nkernels:\n- name: norm\n  doc: D.\n  in: {x: float64, y: float64}\n  out: {z: float64}\n  body: z = Norm(x, y)\n  bound: exact\n"), []byte(functions))
	f.Fuzz(func(t *testing.T, rows, functions []byte) {
		// What is large is only slow.
		if len(rows) > 3000 || len(functions) > 3000 {
			return
		}
		folder := t.TempDir()
		name := filepath.Join(folder, "kernels.yaml")
		require.NoError(t, os.WriteFile(name, rows, 0o666))
		require.NoError(t, os.WriteFile(filepath.Join(folder, "f.go"), functions, 0o666))
		out, _, err := File(name)
		if err != nil {
			var faults spec.Faults
			require.ErrorAs(t, err, &faults)
			for _, fault := range faults {
				require.NotEmpty(t, fault.Msg)
			}
			return
		}
		for name, src := range out {
			require.True(t, filepath.IsLocal(name) && !strings.Contains(name, "/"), name)
			if strings.HasSuffix(name, ".go") {
				_, err := parser.ParseFile(token.NewFileSet(), name, src, parser.AllErrors)
				require.NoError(t, err)
			}
		}
	})
}
