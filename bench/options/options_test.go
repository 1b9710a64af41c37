// SPDX-License-Identifier: BSD-3-Clause

package options

import (
	"testing"
	"time"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestArgsRoundTrip: what Args hands on is read back as it was.
func TestArgsRoundTrip(t *testing.T) {
	want := Options{Filter: "^add/", Compare: "old.json", Dir: "d", Name: "n", Python: "p", Peers: "numpy,vek", Report: "r.json", Docs: "x.md", Quiet: true, Budget: 3 * time.Second}
	var got Options
	f := pflag.NewFlagSet("t", pflag.ContinueOnError)
	got.Register(f)
	require.NoError(t, f.Parse(want.Args()))
	assert.Equal(t, want, got)
	var quick Options
	f = pflag.NewFlagSet("t", pflag.ContinueOnError)
	quick.Register(f)
	require.NoError(t, f.Parse([]string{"--quick"}))
	assert.Contains(t, quick.Args(), "--quick")
	assert.Equal(t, "quick", quick.Mode())
	assert.Equal(t, "filter", want.Mode())
}

func TestCheck(t *testing.T) {
	assert.ErrorContains(t, (&Options{Filter: "("}).Check(), "--filter")
	assert.ErrorContains(t, (&Options{Filter: "x", Quick: true}).Check(), "--quick and --filter")
	assert.NoError(t, (&Options{}).Check())
}

func TestWants(t *testing.T) {
	assert.True(t, (&Options{}).Wants("numpy"))
	some := Options{Peers: "numpy, vek"}
	assert.True(t, some.Wants("vek"))
	assert.False(t, some.Wants("jax"))
	assert.False(t, (&Options{Peers: "none"}).Wants("numpy"))
}
