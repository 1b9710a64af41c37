// SPDX-License-Identifier: BSD-3-Clause

package gen_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets garbage wait, as the command does: these tests compile all rows again and again.
func TestMain(m *testing.M) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	os.Exit(m.Run())
}
