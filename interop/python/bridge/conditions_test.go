// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestConditionsAreOfFunctions: the tables of conditions name functions that there are,
// and arguments that these have.
func TestConditionsAreOfFunctions(t *testing.T) {
	byName := map[string]*Function{}
	for i := range Functions {
		byName[Functions[i].Qualified()] = &Functions[i]
	}
	for _, name := range slices.Concat(slices.Collect(maps.Keys(judged)), slices.Collect(maps.Keys(converting)), slices.Collect(maps.Keys(notices))) {
		require.Contains(t, byName, name)
	}
	for name, c := range converting {
		if f := byName[name]; f.Signature != "" {
			require.Less(t, c.argument, len(f.Parameters), name)
		}
	}
	for name := range notices {
		require.NotEmpty(t, judged[name]+map[bool]string{true: "notice alone"}[name == "nanmax" || name == "nanmin"], name)
	}
}
