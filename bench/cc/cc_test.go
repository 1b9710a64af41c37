// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The loops in C are those of package loops, and compute the same.
func TestLoops(t *testing.T) {
	require.Equal(t, len(cases), strings.Count(string(source), "\nLOOP("))
	for _, c := range cases {
		require.Equal(t, 2, strings.Count(string(source), "("+c.name), "%s: its definition and its entry", c.name)
	}
	if runtime.GOARCH != "amd64" {
		return // the flags are amd64's
	}
	for _, name := range []string{"clang", "gcc"} {
		c, err := start(name, t.TempDir())
		require.NoError(t, err)
		if c == nil {
			t.Logf("%s is not installed", name)
			continue
		}
		for i := range cases {
			o := newOurs(&cases[i])
			_, err := o.run(1)
			require.NoError(t, err)
			require.NoError(t, c.check(&cases[i], o))
		}
		c.stop()
	}
}
