// SPDX-License-Identifier: BSD-3-Clause

//go:build !unix

package irtest

// guarded returns n bytes of memory. Reads outside go unnoticed here; writes
// are seen by their effect.
func guarded(n int) ([]byte, error) {
	const margin = 4096
	return make([]byte, n+2*margin)[margin : margin+n : margin+n], nil
}
