// SPDX-License-Identifier: BSD-3-Clause

package cookbook

import "github.com/arraygen/arraygen/spec/lane"

// Escape counts the steps of z*z+c within a circle of radius 2, up to 32. A lane
// that has left is frozen, and the loop ends when all have.
func Escape[T lane.Float](cx, cy T) int32 {
	x, y, steps := T(0), T(0), int32(0)
	for range 32 {
		x2, y2 := x*x, y*y
		if x2+y2 > 4 {
			break
		}
		x, y = x2-y2+cx, 2*x*y+cy
		steps++
	}
	return steps
}
