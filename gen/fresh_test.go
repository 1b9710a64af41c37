package gen

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestGeneratedIsFresh makes every generated file anew, in memory, and
// compares: none may differ, be missing, or be left over.
func TestGeneratedIsFresh(t *testing.T) {
	out, err := Stock()
	require.NoError(t, err)
	require.NoError(t, out.Check(".."), "run go generate ./...")
}
