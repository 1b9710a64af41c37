// SPDX-License-Identifier: BSD-3-Clause

package fault

import "strconv"

// ShapeText formats a shape as Python does, and all messages here: "()",
// "(3,)", "(2, 3)". It keeps the caller's slice off the heap, which fmt would
// not.
func ShapeText[T int | int64](shape []T) string {
	b := make([]byte, 0, 32)
	b = append(b, '(')
	for i, n := range shape {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	if len(shape) == 1 {
		b = append(b, ',')
	}
	return string(append(b, ')'))
}
