// SPDX-License-Identifier: BSD-3-Clause

package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Rows have the loop of the first layout whose operands are adjacent; the loop behind takes
// any rows.
func TestLayouts(t *testing.T) {
	assert.Equal(t, [][]int{{1}, {0}}, layouts([]int{0}, []int{1}))
	assert.Equal(t, [][]int{{2, 1}, {2, 0}, {2}, {0, 1}}, layouts([]int{0, 1}, []int{2}))
	assert.Equal(t, [][]int{{3, 1, 2}, {3, 0, 2}, {3, 0, 1}, {3}, {0, 1, 2}}, layouts([]int{0, 1, 2}, []int{3}))
}
