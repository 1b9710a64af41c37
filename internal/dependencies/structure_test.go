// SPDX-License-Identifier: BSD-3-Clause

package dependencies

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	quoted = regexp.MustCompile("`([^`]+)`")
	linked = regexp.MustCompile(`^\[([^\]]+)\]\(\.\./([^)]+)\)$`)
)

// tables returns the rows of the tables of a page of docs below a heading, cell by
// cell, without the heads of the tables.
func tables(t *testing.T, page, heading string) (rows [][]string) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
	require.NoError(t, err)
	_, section, found := strings.Cut(string(text), "\n"+heading+"\n")
	require.True(t, found, "%s has no heading %q", page, heading)
	level := heading[:strings.IndexByte(heading, ' ')+1]
	section, _, _ = strings.Cut(section, "\n"+level)
	head := false
	for line := range strings.Lines(section) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		switch {
		case !strings.HasPrefix(line, "|"):
			head = false
		case strings.HasPrefix(line, "|---"):
			head = true
		case head:
			cells[0] = strings.TrimPrefix(cells[0], "| ")
			last := len(cells) - 1
			cells[last] = strings.TrimSuffix(cells[last], " |")
			rows = append(rows, cells)
		}
	}
	require.NotEmpty(t, rows)
	return rows
}

// The layers that docs/structure.md describes are those of the table.
func TestLayersInDocs(t *testing.T) {
	var documented, folders []string
	for _, cells := range tables(t, "structure.md", "## Layers") {
		for _, m := range quoted.FindAllStringSubmatch(cells[1], -1) {
			documented = append(documented, m[1])
		}
	}
	for _, r := range table {
		folders = append(folders, r.folder)
	}
	assert.Equal(t, folders, documented)
}

// Each step of the call that docs/structure.md follows is a function of the file
// that it names.
func TestCallInDocs(t *testing.T) {
	for _, cells := range tables(t, "structure.md", "## A Python call from end to end") {
		link := linked.FindStringSubmatch(cells[0])
		require.NotNil(t, link, "%q is no link to a file", cells[0])
		require.Equal(t, link[1], link[2])
		declares(t, link[1], cells[1])
	}
}

// Where docs/ufuncs.md says that something is decided, a function of that name is.
func TestDecisionsInDocs(t *testing.T) {
	for _, cells := range tables(t, "ufuncs.md", "### Where it is decided") {
		var files, names []string
		for _, m := range quoted.FindAllStringSubmatch(cells[1], -1) {
			switch name := m[1]; {
			case strings.HasSuffix(name, ".go"):
				files = append(files, filepath.Join("ufunc", name))
			case strings.HasPrefix(name, "dtype."):
				files, names = append(files, "ndarray/dtype/promote.go"), append(names, name)
			default:
				names = append(names, name)
			}
		}
		for _, file := range files {
			_, err := os.Stat(filepath.Join("..", "..", file))
			assert.NoError(t, err)
		}
		for _, name := range names {
			if name = name[strings.LastIndexByte(name, '.')+1:]; strings.HasSuffix(name, ":") || name == "Reduce" {
				continue // a key of rows, and the field that carries it
			}
			found := false
			for _, file := range files {
				found = found || declared(t, file, name)
			}
			assert.True(t, found, "none of %v declares %s", files, name)
		}
	}
}

// declares checks that a file declares the names in backticks.
func declares(t *testing.T, file, names string) {
	for _, m := range quoted.FindAllStringSubmatch(names, -1) {
		assert.True(t, declared(t, file, m[1]), "%s declares no %s", file, m[1])
	}
}

// declared reports whether a source file, of Go, C or assembly, declares a name.
func declared(t *testing.T, file, name string) bool {
	text, err := os.ReadFile(filepath.Join("..", "..", file))
	require.NoError(t, err)
	name = regexp.QuoteMeta(name)
	for _, form := range []string{
		`^func (\([^)]*\) )?` + name + `[(\[]`, `^(var|type) ` + name + `\b`, // Go
		`^(static )?(inline )?\w+ \*?` + name + `\([^;]*\{$`, // C
		`^` + name + `:`, `^TEXT ·` + name + `\(`, // assembly
	} {
		if regexp.MustCompile(`(?m)` + form).Match(text) {
			return true
		}
	}
	return false
}
