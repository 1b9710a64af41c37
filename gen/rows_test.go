// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"testing"

	"github.com/arraygen/arraygen/ndarray/core/coretest"
)

// TestRows compares every stock kernel with a core dimension, on every implementation, with
// the text of its body as plain loops.
func TestRows(t *testing.T) { coretest.Run(t, stockRows) }
