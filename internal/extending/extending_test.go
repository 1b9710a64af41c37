// SPDX-License-Identifier: BSD-3-Clause

// Package extending tests docs/extending.md: it makes the changes that the page
// prints, to the letter, in an overlay of the module.
package extending

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// edit is a hunk of a change: lines that are in a file, and what replaces them.
type edit struct{ file, old, new string }

var block = regexp.MustCompile("(?ms)^( *)```diff\n(.*?)^ *```")

// edits reads the changes that a section of the page prints.
func edits(t *testing.T, name string) []edit {
	page, err := os.ReadFile("../../docs/extending.md")
	require.NoError(t, err)
	_, text, ok := strings.Cut(string(page), "\n## "+name+"\n")
	require.True(t, ok, "docs/extending.md has no section %q", name)
	text, _, _ = strings.Cut(text, "\n## ")
	var es []edit
	for _, b := range block.FindAllStringSubmatch(text, -1) {
		var file string
		for _, line := range strings.Split(strings.TrimSuffix(b[2], "\n"), "\n") {
			line = strings.TrimPrefix(line, b[1])
			switch {
			case strings.HasPrefix(line, "--- a/"):
				file = strings.TrimPrefix(line, "--- a/")
			case strings.HasPrefix(line, "@@"):
				es = append(es, edit{file: file})
			default:
				e := &es[len(es)-1]
				body := line[1:] + "\n"
				if line[0] != '+' {
					e.old += body
				}
				if line[0] != '-' {
					e.new += body
				}
			}
		}
	}
	require.NotEmpty(t, es, name)
	return es
}

// module is the root of the module.
func module(t *testing.T) string {
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	return root
}

// overlay writes the changed files to a folder, and the description of the
// overlay for the go command. files are more of them, by their path in the module.
func overlay(t *testing.T, es []edit, files map[string]string) string {
	root, dir := module(t), t.TempDir()
	texts := map[string]string{}
	for _, e := range es {
		text, ok := texts[e.file]
		if !ok {
			b, err := os.ReadFile(filepath.Join(root, e.file))
			require.NoError(t, err)
			text = string(b)
		}
		require.Equal(t, 1, strings.Count(text, e.old), "%s has these lines once:\n%s", e.file, e.old)
		texts[e.file] = strings.Replace(text, e.old, e.new, 1)
	}
	for name, source := range files {
		b, err := os.ReadFile(filepath.Join("testdata", source))
		require.NoError(t, err)
		texts[name] = string(b)
	}
	replace := map[string]string{}
	for name, text := range texts {
		path := filepath.Join(dir, strings.ReplaceAll(name, "/", "_"))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		replace[filepath.Join(root, name)] = path
	}
	b, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	path := filepath.Join(dir, "overlay.json")
	require.NoError(t, os.WriteFile(path, b, 0o600))
	return path
}

func goCommand(t *testing.T, overlay string, args ...string) (string, error) {
	args = append([]string{args[0], "-overlay", overlay}, args[1:]...)
	c := exec.Command("go", args...)
	c.Dir = module(t)
	out, err := c.CombinedOutput()
	return string(out), err
}

// TestPageIsTrue adds the element type and the level of the page, and runs a
// program that uses both.
func TestPageIsTrue(t *testing.T) {
	es := append(edits(t, "An element type"), edits(t, "An instruction set")...)
	const program = "internal/extending/program/main.go"
	o := overlay(t, es, map[string]string{program: "program.go.txt"})
	out, err := goCommand(t, o, "run", "./internal/extending/program")
	require.NoError(t, err, out)
	assert.Equal(t, "all is right\n", out)
	out, err = goCommand(t, o, "test", "./ndarray/dtype", "./ndarray/kernel", "-run", "TestTypes|TestLevelsHaveNames|TestAnyStride")
	assert.NoError(t, err, out)
}

// TestNoEditIsOptional leaves each edit of the page out: the rest must not compile,
// not start, or fail in the tests of the package.
func TestNoEditIsOptional(t *testing.T) {
	for _, name := range []string{"An element type", "An instruction set"} {
		es := edits(t, name)
		for i := range es {
			rest := append(append([]edit(nil), es[:i]...), es[i+1:]...)
			out, err := goCommand(t, overlay(t, rest, nil), "test", "./ndarray/dtype", "./ndarray/kernel", "-run", "TestTypes|TestLevelsHaveNames")
			assert.Error(t, err, "without this edit of %s nobody complains:\n%s\n%s", es[i].file, es[i].new, out)
		}
	}
}
