// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/stretchr/testify/require"
)

// pythons are the calls of cases.py that only Python has, and those of its group python.
var pythons = map[string]bool{"asarray(numpy)": true, "tobytes": true}

// names returns those of the rows of cases.py, without the group python.
func names(t *testing.T) []string {
	source, err := os.ReadFile("../python/cases.py")
	require.NoError(t, err)
	_, rows, _ := strings.Cut(string(source), `_ROWS = """`)
	rows, _, _ = strings.Cut(rows, `"""`)
	limit := regexp.MustCompile(` <\d+$`)
	var list []string
	for line := range strings.Lines(strings.TrimSpace(rows)) {
		group, row, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if strings.HasPrefix(group, "python") {
			continue
		}
		for _, r := range strings.Split(row, "; ") {
			r = limit.ReplaceAllString(strings.TrimPrefix(r, "*"), "")
			if i := strings.LastIndex(r, " = "); i >= 0 {
				r = r[:i]
			}
			list = append(list, r)
		}
	}
	return list
}

func TestEveryCallOfPythonsHasOneOfGos(t *testing.T) {
	list := names(t)
	require.Greater(t, len(list), 250)
	all := map[string]bool{}
	for _, name := range list {
		all[name] = true
		require.Equal(t, !pythons[name], calls[name] != nil, name)
	}
	for name := range calls {
		require.True(t, all[name], name)
	}
}

func TestCallsSucceed(t *testing.T) {
	for _, layout := range []string{"C", "F", "K", "strided"} {
		o, err := newOperands(dtype.Float64, 1000, layout)
		require.NoError(t, err)
		integers, err := newOperands(dtype.Uint8, 1000, layout)
		require.NoError(t, err)
		for name, f := range calls {
			if err := f(o); err != nil {
				require.NoError(t, f(integers), "%s (%v)", name, err)
			}
		}
	}
}
