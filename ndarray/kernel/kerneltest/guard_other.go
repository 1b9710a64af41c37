// SPDX-License-Identifier: BSD-3-Clause

//go:build !unix || aix

package kerneltest

import (
	"testing"

	"github.com/arraygen/arraygen/ndarray/kernel/sample"
)

// Guarded returns memory of n bytes. Writes beside an operand show in its
// filling; reads do not, for want of pages that fault.
func Guarded(t testing.TB, n int) []byte { return sample.Aligned(n) }
