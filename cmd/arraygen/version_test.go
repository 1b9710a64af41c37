// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/kernel"
)

// TestOneVersion: everything that names a version names the library's.
func TestOneVersion(t *testing.T) {
	for file, pattern := range map[string]string{
		"interop/python/pyproject.toml":       `(?m)^version = "(.*)"$`,
		"interop/python/arraygen/__init__.py": `(?m)^__version__ = "(.*)"$`,
		"examples/pricing/zz_kernels.go":      `(?m)^// Version: (.*)$`,
		"docs/CHANGELOG.md":                   `(?m)^## \[(\d.*?)\]`,
	} {
		text, err := os.ReadFile(filepath.Join(tree, file))
		require.NoError(t, err)
		m := regexp.MustCompile(pattern).FindSubmatch(text)
		require.NotNil(t, m, file)
		assert.Equal(t, kernel.Version, string(m[1]), file)
	}
	assert.Regexp(t, `^arraygen `+regexp.QuoteMeta(kernel.Version)+`\b`, version())
}

// TestOtherLibrary compiles code that was generated for another library: the
// compiler's message says what to run.
func TestOtherLibrary(t *testing.T) {
	dir := module(t)
	write(t, "p/kernels.yaml", "package: p\nkernels:\n  - {name: twice, doc: D., in: {x: float64}, out: {y: float64}, body: y = 2 * x, bound: exact}\n")
	_, err := command(t, "generate", "p/kernels.yaml")
	require.NoError(t, err)
	name := filepath.Join(dir, "p", "zz_kernels.go")
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(string(text), "RegenerateWithArraygen3"))
	require.NoError(t, os.WriteFile(name, []byte(strings.Replace(string(text), "RegenerateWithArraygen3", "RegenerateWithArraygen0", 1)), 0o666))
	build := exec.Command("go", "build", "./p")
	build.Dir = dir
	out, err := build.CombinedOutput()
	require.Error(t, err)
	assert.Contains(t, string(out), "RegenerateWithArraygen0")
}
