// SPDX-License-Identifier: BSD-3-Clause

package ndarray

// walker goes over the rows of an array, the runs along its last axis, in C
// order.
type walker struct {
	n      int // length of a row
	step   int // from one element of a row to the next, in bytes
	offset int // of the row, from the first element of the array
	shape  []int
	stride []int
	index  [MaxDims]int
}

// rows starts a walk over the rows of an array. more is false where it has no
// elements.
func (w *walker) rows(shape, strides []int) (more bool) {
	w.n, w.step = 1, 0
	if k := len(shape) - 1; k >= 0 {
		w.n, w.step = shape[k], strides[k]
		shape, strides = shape[:k], strides[:k]
	}
	return w.points(shape, strides) && w.n > 0
}

// points starts a walk over points: next goes to the next one. more is false where
// there is none.
func (w *walker) points(shape, strides []int) (more bool) {
	w.shape, w.stride = shape, strides
	for _, d := range shape {
		if d == 0 {
			return false
		}
	}
	return true
}

// next goes to the next row; it is false after the last one.
func (w *walker) next() bool {
	for i := len(w.shape) - 1; i >= 0; i-- {
		w.index[i]++
		w.offset += w.stride[i]
		if w.index[i] < w.shape[i] {
			return true
		}
		w.offset -= w.index[i] * w.stride[i]
		w.index[i] = 0
	}
	return false
}

// offsets returns the offset of each element in bytes, in C order.
func offsets(fn string, shape, strides []int) ([]int, error) {
	n, _ := sizeOf(shape, 1)
	out, err := MakeSlice[int](fn, n)
	if err != nil {
		return nil, err
	}
	out = out[:0]
	var w walker
	for more := w.rows(shape, strides); more; more = w.next() {
		for i := range w.n {
			out = append(out, w.offset+i*w.step)
		}
	}
	return out, nil
}
