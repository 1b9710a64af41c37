// SPDX-License-Identifier: BSD-3-Clause

package lane

// Element is the constraint of the elements of tables.
type Element interface {
	bool | Number | complex64 | complex128
}

// At returns table[i], of an i past either end of the table the element there. In
// the kernel language the table is an array among the functions, as in
// At(gamma[:], i).
func At[T Element, I Integer](table []T, i I) T {
	switch {
	case i < 0:
		return table[0]
	case uint64(i) >= uint64(len(table)):
		return table[len(table)-1]
	}
	return table[i]
}
