// SPDX-License-Identifier: BSD-3-Clause

//go:build !linux

package atomicfile

import "testing"

// each runs a test for each kind of temporary file.
func each(t *testing.T, f func(*testing.T)) { f(t) }
func withNames()                            {}
