// SPDX-License-Identifier: BSD-3-Clause

package irtest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/stretchr/testify/require"
)

// Entry is a kernel made of Bodies()[Body], or a fold of Folds()[Body].
type Entry struct {
	Body   int
	Fold   bool
	Level  kernel.Level
	Symbol string // the Go function
}

// envKeep names a folder for the sources of the programs that Build makes.
const envKeep = "ARRAYGEN_KEEP"

// Build puts files, which hold the functions of the entries in package main,
// next to the program irtest/run and returns the program, built for arch. They
// exist in an overlay only: nothing is written to the source tree.
func Build(t *testing.T, arch string, files map[string][]byte, entries []Entry) (program string) {
	t.Helper()
	const pkg = "github.com/arraygen/arraygen/internal/irtest/run"
	at, err := exec.Command("go", "list", "-f", "{{.Dir}}", pkg).Output()
	require.NoError(t, err)
	var table strings.Builder
	table.WriteString("package main\n\nimport \"github.com/arraygen/arraygen/ndarray/kernel\"\n\nfunc init() {\n\ttable = []entry{\n")
	for _, e := range entries {
		fmt.Fprintf(&table, "\t\t{%d, %v, kernel.Level(%d), %s},\n", e.Body, e.Fold, e.Level, e.Symbol)
	}
	table.WriteString("\t}\n}\n")
	dir := t.TempDir()
	overlay := map[string]map[string]string{"Replace": {}}
	write := func(name string, text []byte) {
		file := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(file, text, 0o644))
		overlay["Replace"][filepath.Join(strings.TrimSpace(string(at)), name)] = file
	}
	for name, text := range files {
		write(name, text)
	}
	write("table_"+arch+".go", []byte(table.String()))
	js, err := json.Marshal(overlay)
	require.NoError(t, err)
	over := filepath.Join(dir, "overlay.json")
	require.NoError(t, os.WriteFile(over, js, 0o644))
	if keep := os.Getenv(envKeep); keep != "" {
		require.NoError(t, os.CopyFS(keep, os.DirFS(dir)))
	}
	program = filepath.Join(dir, "run")
	for _, args := range [][]string{{"build", "-overlay", over, "-o", program, pkg}, {"vet", "-overlay", over, pkg}} {
		cmd := exec.Command("go", args...)
		cmd.Env = append(os.Environ(), "GOARCH="+arch, "CGO_ENABLED=0")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	return program
}
