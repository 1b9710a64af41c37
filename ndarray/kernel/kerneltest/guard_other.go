//go:build !unix

package kerneltest

import "testing"

// guarded returns memory of n bytes. Writes beside an operand show in its
// filling; reads do not, for want of pages that fault.
func guarded(t testing.TB, n int) []byte { return aligned(n) }
