// SPDX-License-Identifier: BSD-3-Clause

package peers

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/bench"
	"github.com/arraygen/arraygen/bench/arena"
)

// TestPeersAgree runs every peer and ours over all layouts, and finds the
// exact functions equal.
func TestPeersAgree(t *testing.T) {
	mem, err := arena.New(16 << 20)
	require.NoError(t, err)
	defer mem.Close()
	r, err := bench.Run(bench.Config{
		Mem: mem, Peers: All(), NoLimits: true, Rounds: 9, Slice: time.Microsecond,
		Selection: bench.Selection{Filter: regexp.MustCompile(`^(add|subtract|multiply|divide|maximum|minimum|less|greater|equal|negative|square|absolute|sqrt|floor|ceil|exp|sin)/(float64|float32|int32|uint8)/.*/n=1000/threads=1$`)},
	})
	require.NoError(t, err)
	timed := map[string]map[string]int{}
	for i := range r.Cells {
		c := &r.Cells[i]
		for _, x := range c.Times {
			if timed[x.Name] == nil {
				timed[x.Name] = map[string]int{}
			}
			timed[x.Name][string(c.Pattern)]++
			// vek's kernels come from a C compiler with fast-math.
			if x.Name != "vek" {
				assert.Empty(t, x.Wrong, "%s by %s", c.Key, x.Name)
			}
		}
		for name, why := range c.Missing {
			assert.NotContains(t, why, "failed", "%s by %s", c.Key, name)
		}
	}
	for peer, patterns := range map[string][]bench.Pattern{
		"go-loop":  {bench.Contiguous, bench.InPlace, bench.ScalarArg, bench.RowBroadcast, bench.ColBroadcast, bench.Stride2, bench.Reversed, bench.Transposed, bench.OutStrided, bench.ReduceAll, bench.ReduceFirst, bench.ReduceLast},
		"gonum":    {bench.Contiguous, bench.InPlace, bench.ReduceAll},
		"vek":      {bench.Contiguous, bench.ScalarArg, bench.ReduceAll},
		"arrow-go": {bench.Contiguous, bench.Allocating},
	} {
		for _, p := range patterns {
			assert.Positive(t, timed[peer][string(p)], "%s, %s", peer, p)
		}
	}
}
