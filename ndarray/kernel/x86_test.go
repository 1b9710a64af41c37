// SPDX-License-Identifier: BSD-3-Clause

//go:build amd64 && !purego

package kernel

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/cpu"
)

// TestX86: the features of the CPU are those that package cpu finds.
func TestX86(t *testing.T) {
	c := &cpu.X86
	require.Equal(t, x86Features{
		c.HasAVX2, c.HasFMA, c.HasBMI1, c.HasBMI2, c.HasF16C, c.HasPOPCNT,
		c.HasAVX512F, c.HasAVX512BW, c.HasAVX512CD, c.HasAVX512DQ, c.HasAVX512VL, c.HasAVX512VNNI,
	}, x86)
}
