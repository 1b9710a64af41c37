// SPDX-License-Identifier: BSD-3-Clause

package snippets

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// module is a user's module in a temporary folder.
type module struct {
	dir, bin string
	clone    string    // the repository, which the pages take for ../arraygen
	commands []snippet // to be run when the files are there
}

func newModule(t *testing.T) *module {
	root := t.TempDir()
	clone, err := filepath.Abs(repository)
	require.NoError(t, err)
	m := &module{dir: filepath.Join(root, "mine"), bin: filepath.Join(root, "bin"), clone: clone}
	require.NoError(t, os.CopyFS(m.dir, os.DirFS("testdata/module")))

	// The module requires what an example requires, so that go mod tidy has
	// nothing to look up.
	example, err := os.ReadFile(filepath.Join(repository, "examples", "pricing", "go.mod"))
	require.NoError(t, err)
	text := string(example)
	require.Contains(t, text, "// indirect\n)\n")
	text = text[strings.LastIndex(text, "require ("):strings.LastIndex(text, "replace ")]
	m.write(t, "go.mod", "module example.com/mine\n\ngo 1.26.0\n\n"+text)
	sums := ""
	for _, dir := range []string{".", "examples/pricing"} {
		sum, err := os.ReadFile(filepath.Join(repository, dir, "go.sum"))
		require.NoError(t, err)
		sums += string(sum)
	}
	m.write(t, "go.sum", sums)
	return m
}

func (m *module) write(t *testing.T, name, text string) {
	t.Helper()
	name = filepath.Join(m.dir, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o777))
	require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
}

// place is a line of a file that a block takes the place of.
var place = regexp.MustCompile(`(?m)^([ \t]*)(?://|#) snippet\n`)

// add puts a block into its file.
func (m *module) add(name string, s snippet) error {
	full := filepath.Join(m.dir, filepath.FromSlash(name))
	file, err := os.ReadFile(full)
	if os.IsNotExist(err) {
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			return err
		}
		return os.WriteFile(full, []byte(s.text), 0o666)
	}
	if err != nil {
		return err
	}
	text := string(file)
	at := place.FindStringSubmatchIndex(text)
	if at == nil {
		return fmt.Errorf("%v: %s has no place left for it; write a line that says // snippet", s, name)
	}
	block, imports := s.text, ""
	if strings.HasPrefix(block, "import (") {
		imports, block, _ = strings.Cut(block, "\n)\n")
		imports = strings.TrimPrefix(imports, "import (")
		block = strings.TrimPrefix(block, "\n")
	}
	after := strings.Count(text[:at[1]], "\n") + 1
	block = indent(block, text[at[2]:at[3]])
	if path.Ext(name) == ".go" { // faults are reported at their place in the page
		first := s.line + strings.Count(s.text, "\n") - strings.Count(block, "\n")
		block = fmt.Sprintf("//line %s:%d\n%s//line %s:%d\n", s.page, first, block, path.Base(name), after)
	}
	text = text[:at[0]] + block + text[at[1]:]
	if imports != "" {
		text = strings.Replace(text, "\nimport (", "\nimport ("+imports, 1)
	}
	return os.WriteFile(full, []byte(text), 0o666)
}

func indent(text, by string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, l := range lines {
		if strings.TrimSpace(l) != "" {
			lines[i] = by + l
		}
	}
	return strings.Join(lines, "")
}

// unused lists the places that no block took.
func (m *module) unused(t *testing.T) []string {
	var names []string
	err := filepath.WalkDir(m.dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		if place.Match(text) {
			names = append(names, name)
		}
		return err
	})
	require.NoError(t, err)
	return names
}
