// SPDX-License-Identifier: BSD-3-Clause

package ir

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMaxLaneOfWhatIsRead: isnan of an integer is a constant, and its kernel
// stores as many bytes at a time as if its operand were bytes too.
func TestMaxLaneOfWhatIsRead(t *testing.T) {
	f := New("none")
	f.In = []Operand{{Name: "x", Lane: F64}, {Name: "y", Lane: U16}}
	f.Out = []Operand{{Name: "z", Lane: U8}}
	f.Return(0, 0, f.Int(U8, 0))
	require.Equal(t, 1, f.MaxLane())
	require.False(t, f.Reads(0))

	f.Return(0, 0, f.Convert(U8, f.Param(1, 0)))
	require.Equal(t, 2, f.MaxLane())
	require.False(t, f.Reads(0))
	require.True(t, f.Reads(1))
}
