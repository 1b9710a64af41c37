// SPDX-License-Identifier: BSD-3-Clause

package fault

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestShapeText(t *testing.T) {
	assert.Equal(t, "()", ShapeText([]int{}))
	assert.Equal(t, "(3,)", ShapeText([]int{3}))
	assert.Equal(t, "(2, -1, 9223372036854775807)", ShapeText([]int64{2, -1, 1<<63 - 1}))
}

// TestMessagesFormatShapes looks through the sources for a message that would
// print a shape as Go does, [3 4]. The examples are users, and free to.
func TestMessagesFormatShapes(t *testing.T) {
	bad := regexp.MustCompile(`"[^"]*\b(shapes?|strides)( and)? %v`)
	files := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != ".." {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "examples") {
			return nil
		}
		text, err := os.ReadFile(path)
		files++
		for i, line := range strings.Split(string(text), "\n") {
			assert.False(t, bad.MatchString(line), "%s:%d: %s", path, i+1, line)
		}
		return err
	})
	require.NoError(t, err)
	require.Greater(t, files, 100)
}
