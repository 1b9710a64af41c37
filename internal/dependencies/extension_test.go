// SPDX-License-Identifier: BSD-3-Clause

package dependencies

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	// arithmetic are the words of C that floats, vectors and instructions are computed with.
	arithmetic = regexp.MustCompile(`\b(float|double|_Float16|_Complex|vector_size|__asm__|asm|target|optimize|math\.h|tgmath\.h|complex\.h|[a-z]*intrin\.h|arm_neon\.h)\b`)
	comments   = regexp.MustCompile(`(?s)//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"`)
)

// The words of arithmetic in the C files of the Python extension are those that docs/structure.md gives
// reasons for.
func TestExtensionComputesNothing(t *testing.T) {
	documented := map[string][]string{}
	for _, cells := range tables(t, "structure.md", "## What C does with elements") {
		link := linked.FindStringSubmatch(cells[0])
		require.NotNil(t, link, "%q is no link to a file", cells[0])
		for _, m := range quoted.FindAllStringSubmatch(cells[1], -1) {
			documented[link[1]] = append(documented[link[1]], m[1])
		}
		slices.Sort(documented[link[1]])
	}
	found := map[string][]string{}
	for _, pattern := range []string{"*.c", "*.h"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "interop", "python", "ext", pattern))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			words := arithmetic.FindAllString(string(comments.ReplaceAll(text, []byte(" "))), -1)
			slices.Sort(words)
			if words = slices.Compact(words); len(words) > 0 {
				found["interop/python/ext/"+filepath.Base(file)] = words
			}
		}
	}
	assert.Equal(t, documented, found)
}
