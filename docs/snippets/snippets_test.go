// SPDX-License-Identifier: BSD-3-Clause

package snippets

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSnippets compiles, runs or checks every block of every page.
func TestSnippets(t *testing.T) {
	for _, tool := range []string{"bash", "make"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the pages' commands are for a system with %s", tool)
		}
	}
	m := newModule(t)
	var errs []error
	for _, s := range allSnippets(t) {
		errs = append(errs, m.take(s))
	}
	require.NoError(t, errors.Join(errs...))
	require.Empty(t, m.unused(t), "no page has a block for these files")

	for _, s := range m.commands {
		folder, ok := strings.CutPrefix(s.claim, "run in ")
		if ok {
			out, err := m.run(t, folder, s.text)
			require.NoError(t, err, "%v:\n%s\n%s", s, s.text, out)
			continue
		}
		folder, command, _ := strings.Cut(strings.TrimPrefix(s.claim, "printed in "), " by ")
		out, _ := m.run(t, folder, command)
		assert.Equal(t, out, s.text, "%v is not what %s prints", s, command)
	}
	// The rows that no page compiles.
	out, err := m.run(t, ".", "find . -name kernels.yaml -not -path './faulty/*' | xargs arraygen check")
	assert.NoError(t, err, out)
}

// clone is the folder in which the pages assume a clone of the repository.
const clone = "../arraygen"

// kinds are what blocks of a language may be.
var kinds = map[string][]string{
	"go":    {"in"},
	"table": {"in"},
	"yaml":  {"in"},
	"sh":    {"run", "tested"},
	"diff":  {"tested"},
	"text":  {"printed", "diagram"},
}

// take claims a block: it goes to its file, or is kept for when all files are
// there.
func (m *module) take(s snippet) error {
	if s.language == "python" && s.claim == "" {
		return nil // test_docs.py runs the blocks of all pages
	}
	kind, rest, _ := strings.Cut(s.claim, " ")
	if !slices.Contains(kinds[s.language], kind) {
		return fmt.Errorf("%v: nothing tests this block of language %q with the claim %q; see package docs/snippets", s, s.language, s.claim)
	}
	switch kind {
	case "in":
		name, beside, _ := strings.Cut(rest, ", beside ")
		for _, f := range strings.Fields(beside) {
			text, err := os.ReadFile(filepath.Join(repository, filepath.FromSlash(f)))
			if err != nil {
				return fmt.Errorf("%v: %w", s, err)
			}
			if err := m.add(path.Join(path.Dir(name), path.Base(f)), snippet{text: string(text)}); err != nil {
				return err
			}
		}
		return m.add(name, s)
	case "run", "printed":
		m.commands = append(m.commands, s)
	case "tested":
		file, function, _ := strings.Cut(strings.TrimPrefix(rest, "by "), ", ")
		text, err := os.ReadFile(filepath.Join(repository, filepath.FromSlash(file)))
		if err != nil {
			return fmt.Errorf("%v: %w", s, err)
		}
		if !regexp.MustCompile(`(?m)^(func|def) `+regexp.QuoteMeta(function)+`\(`).Match(text) || !strings.Contains(string(text), path.Base(s.page)) {
			return fmt.Errorf("%v: %s has no test %s that reads %s", s, file, function, s.page)
		}
	}
	return nil
}

// run runs commands in a folder of the module and returns what they print. The
// command line is built when a block first needs it, with the tool line that an
// earlier block has put into go.mod.
func (m *module) run(t *testing.T, folder, commands string) (string, error) {
	t.Helper()
	env := append(os.Environ(), "GOFLAGS=", "GOWORK=off", "PATH="+m.bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	if regexp.MustCompile(`(?m)(^|\| |xargs )arraygen `).MatchString(commands) {
		if _, err := os.Stat(m.bin); err != nil {
			build := exec.Command("go", "build", "-o", m.bin+"/", "github.com/arraygen/arraygen/cmd/arraygen")
			build.Dir, build.Env = m.dir, env
			out, err := build.CombinedOutput()
			require.NoError(t, err, string(out))
		}
	}
	// The clone is where it is, rather than behind a link: what the compiler has
	// cached of it is found by its folder.
	c := exec.CommandContext(t.Context(), "bash", "-e", "-o", "pipefail", "-c", strings.ReplaceAll(commands, clone, m.clone))
	c.Dir, c.Env = filepath.Join(m.dir, filepath.FromSlash(folder)), env
	if folder == clone {
		c.Dir, c.Env = m.clone, append(env, "MAKEFLAGS=n") // make says what it would do
	}
	out, err := c.CombinedOutput()
	return string(out), err
}

func TestClaims(t *testing.T) {
	m := newModule(t)
	for _, c := range []struct {
		snippet
		want string
	}{
		{snippet{"p.md", 2, "go", "x\n", ""}, `p.md:2: nothing tests this block of language "go" with the claim ""`},
		{snippet{"p.md", 2, "", "x\n", "in a.go"}, `nothing tests this block of language ""`},
		{snippet{"p.md", 2, "go", "x\n", "diagram"}, "nothing tests this block"},
		{snippet{"p.md", 2, "python", "x\n", "diagram"}, "nothing tests this block"},
		{snippet{"p.md", 2, "go", "x\n", "in go.mod"}, "go.mod has no place left for it"},
		{snippet{"p.md", 2, "yaml", "x\n", "in a/kernels.yaml, beside missing.go"}, "missing.go"},
		{snippet{"p.md", 2, "diff", "x\n", "tested by gen/hypot3_test.go, TestNothing"}, "has no test TestNothing"},
	} {
		assert.ErrorContains(t, m.take(c.snippet), c.want)
	}
}
