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

// TestFunctionsThatMeetConditionsLook: what is told anything looks for it, and what only
// moves, compares or finds elements does not.
func TestFunctionsThatMeetConditionsLook(t *testing.T) {
	looks := map[string]bool{}
	for _, f := range Functions {
		looks[f.Qualified()] = f.Looks
		require.Equal(t, f.Looks, f.Looks || f.Watched || f.judged || f.converts >= 0, f.Qualified())
	}
	for _, name := range []string{"_reduce", "_accumulate", "_reduceat", "_at", "_cast", "_conditions_of_cast", "sum", "mean", "concat", "fft.fft"} {
		require.True(t, looks[name], name)
	}
	for _, name := range []string{"argmax", "sort", "nonzero", "isin", "count_nonzero", "searchsorted", "nanmax"} {
		require.False(t, looks[name], name)
	}
}
