// SPDX-License-Identifier: BSD-3-Clause

package fixed

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestIsLinkedWhereItIsUsed: a program that only adds floats has no big numbers in it, and no text
// of a time: nothing that is made when a program begins needs them.
func TestIsLinkedWhereItIsUsed(t *testing.T) {
	if testing.Short() {
		t.Skip("it links a program")
	}
	program := filepath.Join(t.TempDir(), "sum")
	run := func(args ...string) string {
		out, err := exec.Command("go", args...).CombinedOutput()
		require.NoError(t, err, "%s", out)
		return string(out)
	}
	run("build", "-o", program, "./testdata/sum")
	symbols := run("tool", "nm", program)
	require.NotContains(t, symbols, " math/big.(*Int).")
	require.NotContains(t, symbols, " time.Time.Format")
}
