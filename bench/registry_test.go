// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc/catalogue"
)

// TestRegistryHasEveryLoop: the cases come from the rows, so every loop of
// every ufunc must have one, with a key of its own.
func TestRegistryHasEveryLoop(t *testing.T) {
	contiguous := map[string]int{}
	keys := map[string]bool{}
	for c := range Registry {
		assert.False(t, keys[c.Key()], "two cases are %s", c.Key())
		keys[c.Key()] = true
		if c.Pattern == Contiguous && c.N == cacheSize && c.Threads == 1 {
			contiguous[c.Ufunc.Name]++
		}
	}
	for _, u := range catalogue.All {
		assert.Equal(t, len(u.Loops), contiguous[u.Name], u.Name)
	}
	types := slices.DeleteFunc(dtype.WithLoops(), func(d dtype.DType) bool { return d.Kind().Time() }) // which are cast by a multiple
	assert.Equal(t, len(types)*len(types), contiguous["cast"], "every pair of types")
}

// TestPatternsAreExcludedForAReason: what a loop has no case of is said in
// words, and the rest has a case.
func TestPatternsAreExcludedForAReason(t *testing.T) {
	got := map[Pattern]string{}
	for _, u := range catalogue.All {
		if u.Name == "exp" {
			for _, p := range Patterns() {
				got[p] = p.Excluded(u, &u.Loops[0])
			}
		}
	}
	assert.Equal(t, "one input: nothing to broadcast against", got[ScalarArg])
	assert.Equal(t, "only functions of two inputs reduce", got[ReduceAll])
	assert.Empty(t, got[InPlace])
	assert.Empty(t, got[Transposed])
}

// TestSelections bounds how many cells the runs have: their time is in
// proportion.
func TestSelections(t *testing.T) {
	count := func(s Selection) (n int) {
		for c := range Registry {
			if s.Take(c) {
				n++
			}
		}
		return n
	}
	quick, full := count(Selection{Quick: true}), count(Selection{})
	t.Logf("quick %d, full %d", quick, full)
	assert.InDelta(t, 150, quick, 60)
	assert.InDelta(t, 3650, full, 600)
	assert.Equal(t, 1, count(Selection{Filter: regexp.MustCompile("^add/float64/stride-2/n=1000/threads=1$")}))
}
