// SPDX-License-Identifier: BSD-3-Clause

package strict

import "unsafe"

// Window returns the window of tall rows of wide elements that a body sees at element i of a row
// of n, the given one of rows. The operand lies at p, row by row: without an edge it has as many
// rows and elements more as the window has beyond one.
func Window[T any](p unsafe.Pointer, edge string, row, rows, tall, i, n, wide int) []T {
	w := make([]T, 0, tall*wide)
	for a := range tall {
		for b := range wide {
			r, e, width := row+a, i+b, n+wide-1
			if edge != "" {
				r, e, width = inside(edge, r-tall/2, rows), inside(edge, e-wide/2, n), n
			}
			if n == 0 || r < 0 || e < 0 {
				w = append(w, *new(T))
				continue
			}
			w = append(w, *(*T)(unsafe.Add(p, uintptr(r*width+e)*unsafe.Sizeof(*new(T)))))
		}
	}
	return w
}

// inside returns which of n elements an edge has at index i, -1 for a zero.
func inside(edge string, i, n int) int {
	for n > 0 && (i < 0 || i >= n) {
		switch edge {
		case "zero":
			return -1
		case "clamp":
			if i < 0 {
				i++
			} else {
				i--
			}
		case "wrap":
			if i < 0 {
				i += n
			} else {
				i -= n
			}
		case "reflect": // at one end, then at the other
			if n == 1 {
				return 0
			}
			if i < 0 {
				i = -i
			} else {
				i = 2*(n-1) - i
			}
		}
	}
	return i
}
