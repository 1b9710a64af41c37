// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/asm"
)

var (
	comments  = regexp.MustCompile(`(?m)\s*//.*$`)
	spaces    = regexp.MustCompile(`\s+`)
	functions = regexp.MustCompile(`(?m)^TEXT ·(\w+)\(SB\).*$`)
	data      = regexp.MustCompile(`DATA (\w+<>)\+(\d+)\(SB\)/8, \$(0x[0-9a-f]+)`)
	constant  = regexp.MustCompile(`(rows\d+\w+<>\+|FMOVQ )(\d*)\((SB|R2|R5)\)`)
)

// functionsIn returns the functions of a file of assembly by name, without what
// differs between equal ones of unlike files: names, and where constants lie.
func functionsIn(text string) map[string]string {
	words := map[string]string{}
	for _, d := range data.FindAllStringSubmatch(text, -1) {
		words[d[1]+"+"+d[2]] = d[3]
	}
	fs := map[string]string{}
	at := functions.FindAllStringSubmatchIndex(text, -1)
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		body := constant.ReplaceAllStringFunc(text[m[1]:end], func(s string) string {
			c := constant.FindStringSubmatch(s)
			table, offset := strings.TrimSuffix(c[1], "+"), c[2]
			if table == "FMOVQ " {
				if table = "constants<>"; offset == "" {
					offset = "0"
				}
			}
			return "constant " + words[table+"+"+offset]
		})
		fs[text[m[2]:m[3]]] = spaces.ReplaceAllString(comments.ReplaceAllString(body, ""), " ")
	}
	return fs
}

// TestCodeIsThereOnce: no two kernels of a level have the same
// instructions, whatever their packages.
func TestCodeIsThereOnce(t *testing.T) {
	for i := range asm.Levels {
		l := &asm.Levels[i]
		files, err := filepath.Glob("../generated/*/zz_" + l.Level.String() + "_*.s")
		require.NoError(t, err)
		more, err := filepath.Glob("../generated/internal/*/zz_" + l.Level.String() + "_*.s")
		require.NoError(t, err)
		seen := map[string]string{}
		for _, name := range append(files, more...) {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			for f, body := range functionsIn(string(text)) {
				if other, twice := seen[body]; twice {
					t.Errorf("%s: %s of %s has the code of %s", l.Level, f, name, other)
				}
				seen[body] = f + " of " + name
			}
		}
		require.Greater(t, len(seen), 500, l.Level)
	}
}
