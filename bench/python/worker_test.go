// SPDX-License-Identifier: BSD-3-Clause

package python

import (
	"io"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAbsentInterpreter: an interpreter that is not there is an error that
// names it, and leaves nothing behind.
func TestAbsentInterpreter(t *testing.T) {
	_, err := Start("/no/such/python", "/tmp/x", io.Discard)
	assert.ErrorContains(t, err, "/no/such/python")
	_, err = Start("python3", "", io.Discard)
	assert.ErrorContains(t, err, "no shared memory")
}

// TestBrokenInterpreter: a program that is no Python says nothing sensible.
func TestBrokenInterpreter(t *testing.T) {
	echo, err := exec.LookPath("true")
	require.NoError(t, err)
	_, err = Start(echo, "/tmp/x", io.Discard)
	assert.ErrorContains(t, err, "the Python process has ended")
}

// TestScriptsAreThere: the scripts that the process runs are in the binary.
func TestScriptsAreThere(t *testing.T) {
	for _, name := range []string{"worker.py", "fused.py"} {
		text, err := scripts.ReadFile(name)
		require.NoError(t, err)
		assert.NotEmpty(t, text)
	}
}
