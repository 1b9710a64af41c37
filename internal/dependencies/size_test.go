// SPDX-License-Identifier: BSD-3-Clause

package dependencies

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSizeOfPrograms: by how many bytes a program that prints grows when it calls one function of slices. Those of
// rows that leave no row between their passes need neither copies of strided operands nor the memory
// of arrays.
func TestSizeOfPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("it links programs")
	}
	size := func(function string) int64 {
		program := filepath.Join(t.TempDir(), function)
		cmd := exec.Command("go", "build", "-tags="+function, "-o", program, "./testdata/slices")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64", "GOFLAGS=")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		info, err := os.Stat(program)
		require.NoError(t, err)
		return info.Size()
	}
	none := size("none")
	for _, c := range []struct {
		function string
		most     int64 // kB
	}{
		{"add", 120},
		{"scaled", 120},
		{"exp", 150},
		{"sum", 150},
		{"dot", 150},
		{"variance", 210},
		{"softmax", 400}, // rows between passes are in the memory of arrays
	} {
		grown := (size(c.function) - none) / 1000
		t.Logf("%s: %d kB", c.function, grown)
		assert.LessOrEqual(t, grown, c.most, c.function)
	}
}
