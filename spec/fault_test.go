// SPDX-License-Identifier: BSD-3-Clause

package spec_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/arraygen/arraygen/spec"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the files that tests compare with")

// TestFaults loads files with faults and compares what is said about them,
// to the letter. Run with -update, and read the difference, after a change of
// messages.
func TestFaults(t *testing.T) {
	files, err := filepath.Glob("testdata/faults/*.yaml")
	require.NoError(t, err)
	require.Greater(t, len(files), 60)
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(path)
			require.NoError(t, err)
			_, err = spec.Load(name+".yaml", src)
			require.Error(t, err)
			got := err.Error() + "\n"
			want := strings.TrimSuffix(path, ".yaml") + ".want"
			if *update {
				require.NoError(t, os.WriteFile(want, []byte(got), 0o666))
			}
			text, err := os.ReadFile(want)
			require.NoError(t, err)
			assert.Equal(t, string(text), got)
		})
	}
}
