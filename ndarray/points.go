// SPDX-License-Identifier: BSD-3-Clause

package ndarray

// Points is what an index picks of an array, one element or part at a time:
// the elements that arrays of indices name, in their order and as often as
// they name them.
type Points struct {
	// Rest is the part at the point of offset 0: the axes that no array indexes.
	// It is not to be read where there are no Offsets.
	Rest *Array
	// Shape is the shape of the points, Offsets their places in bytes from Rest,
	// in C order.
	Shape, Offsets []int
	// At is where the axes of the points stand among those of Rest.
	At int
}

// Points returns what the items pick, see [Array.Index]. An index without
// arrays picks one point.
func (a *Array) Points(items ...Index) (Points, error) {
	const fn = "Points"
	if err := a.Err(); err != nil {
		return Points{}, err
	}
	parts, arrays, err := partsOf(nil, items)
	if err != nil {
		return Points{}, err
	}
	if !arrays {
		part := a.basic(fn, parts)
		return Points{Rest: part, Offsets: []int{0}}, part.err
	}
	s, err := a.selectParts(fn, parts)
	if err != nil {
		return Points{}, err
	}
	return Points{Rest: s.rest, Shape: s.points, Offsets: s.offsets, At: s.at}, nil
}
