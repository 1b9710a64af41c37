// SPDX-License-Identifier: BSD-3-Clause

package snippets

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// repository is the root of the module that the pages are about.
const repository = "../.."

// snippet is a block between fences, or a table with a claim above it.
type snippet struct {
	page     string // path from the root, with slashes
	line     int    // of the first line of text
	language string // of the fence; "table" for a table
	text     string
	claim    string // what the comment above it says
}

func (s snippet) String() string { return fmt.Sprintf("%s:%d", s.page, s.line) }

var (
	claimLine = regexp.MustCompile(`^<!-- snippet: (.*) -->$`)
	fence     = regexp.MustCompile("^( *)(```+|~~~+) *(.*)$")
)

// pages lists the Markdown files of the repository, but those of environments
// and test data.
func pages(t *testing.T) []string {
	var names []string
	err := filepath.WalkDir(repository, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() && name != repository && (strings.HasPrefix(base, ".") || base == "testdata" || base == "build") {
			return fs.SkipDir
		}
		if filepath.Ext(name) == ".md" {
			names = append(names, name)
		}
		return nil
	})
	require.NoError(t, err)
	require.Contains(t, names, filepath.Join(repository, "README.md"))
	require.Contains(t, names, filepath.Join(repository, "docs", "ufuncs.md"))
	return names
}

// readSnippets returns the blocks of a page, in order.
func readSnippets(page, text string) ([]snippet, error) {
	var list []snippet
	lines := strings.Split(text, "\n")
	claim := ""
	for i := 0; i < len(lines); i++ {
		if m := claimLine.FindStringSubmatch(lines[i]); m != nil {
			claim = m[1]
			continue
		}
		s := snippet{page: page, line: i + 2, claim: claim}
		switch m := fence.FindStringSubmatch(lines[i]); {
		case m != nil:
			s.language = m[3]
			end := i + 1
			for end < len(lines) && strings.TrimSpace(lines[end]) != m[2] {
				end++
			}
			if end == len(lines) {
				return nil, fmt.Errorf("%v: the fence is not closed", s)
			}
			for _, l := range lines[i+1 : end] {
				s.text += strings.TrimPrefix(l, m[1]) + "\n"
			}
			list = append(list, s)
			i = end
		case claim != "" && strings.HasPrefix(lines[i], "|"):
			s.language = "table"
			for ; i < len(lines) && strings.HasPrefix(lines[i], "|"); i++ {
				s.text += calls(lines[i])
			}
			list = append(list, s)
		case claim != "":
			return nil, fmt.Errorf("%s:%d: the comment about a snippet is above no fence and no table", page, i)
		}
		claim = ""
	}
	return list, nil
}

var inlineCode = regexp.MustCompile("`([^`]+)`")

// calls returns a call of check for each piece of code in the last column of a
// row.
func calls(row string) string {
	cells := strings.Split(strings.Trim(row, "|"), "|")
	text := ""
	for _, m := range inlineCode.FindAllStringSubmatch(cells[len(cells)-1], -1) {
		text += "check(" + m[1] + ")\n"
	}
	return text
}

func allSnippets(t *testing.T) []snippet {
	var all []snippet
	for _, name := range pages(t) {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		page, err := filepath.Rel(repository, name)
		require.NoError(t, err)
		list, err := readSnippets(filepath.ToSlash(page), string(text))
		require.NoError(t, err)
		all = append(all, list...)
	}
	return all
}

func TestReadSnippets(t *testing.T) {
	page := "# P\n\n<!-- snippet: in a.go -->\n```go\nx()\n```\ntext\n\n~~~python\ny\n~~~\n\n" +
		"<!-- snippet: in b.go -->\n| a | b |\n|---|---|\n| `no` | `F(x)`, `G()` |\n\n- in a list\n\n  ```sh\n  ls\n  ```\n"
	list, err := readSnippets("p.md", page)
	require.NoError(t, err)
	require.Equal(t, []snippet{
		{"p.md", 5, "go", "x()\n", "in a.go"},
		{"p.md", 10, "python", "y\n", ""},
		{"p.md", 15, "table", "check(F(x))\ncheck(G())\n", "in b.go"},
		{"p.md", 21, "sh", "ls\n", ""},
	}, list)
	for text, want := range map[string]string{
		"```go\nx()\n": "p.md:2: the fence is not closed",
		"<!-- snippet: in a.go -->\n\n```go\n```\n": "p.md:1: the comment about a snippet is above no fence",
	} {
		_, err := readSnippets("p.md", text)
		require.ErrorContains(t, err, want)
	}
}
