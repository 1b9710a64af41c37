// SPDX-License-Identifier: BSD-3-Clause

package atomicfile

import "testing"

// each runs a test for each kind of temporary file.
func each(t *testing.T, f func(*testing.T)) {
	t.Run("nameless", f)
	t.Run("named", func(t *testing.T) {
		defer func(old bool) { nameless = old }(nameless)
		nameless = false
		f(t)
	})
}

func withNames() { nameless = false }
