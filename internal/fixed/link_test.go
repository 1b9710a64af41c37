// SPDX-License-Identifier: BSD-3-Clause

package fixed

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestIsLinkedWhereItIsUsed: a program that only adds floats has no big numbers in it, no text
// of a time and no formatted print: nothing that is made when a program begins needs them, nor do the
// errors of functions of slices.
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
	for _, text := range []string{" math/big.(*Int).", " time.Time.Format", " fmt.(*pp)."} {
		require.False(t, strings.Contains(symbols, text), text)
	}
}
