package searching

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc"
)

// countBlock is the number of elements that are counted at once: their bools stay
// in the first level of cache.
const countBlock = 16 << 10

// Count returns the number of elements of x that are not zero. Those that are not
// bools, and lie side by side, become bools, a block at a time, by the vector code
// of casts; bools are counted by words.
func Count(x *ndarray.Array) (int, error) {
	if err := x.Err(); err != nil {
		return 0, err
	}
	n := x.Size()
	if x.DType() == dtype.Bool || n < 1000 || !x.IsC() && !x.IsF() {
		return x.CountNonzero(), nil
	}
	flat := x
	if !x.IsC() {
		flat = x.T()
	}
	flat = flat.Reshape(n)
	block := ndarray.Empty(dtype.Bool, min(n, countBlock))
	defer block.Release()
	count := 0
	for first := 0; first < n; first += countBlock {
		k := min(countBlock, n-first)
		bools := block
		if k < block.Size() {
			bools = block.Index(ndarray.To(k))
		}
		if err := ufunc.Copyto(bools, flat.Index(ndarray.From(first).To(first+k)), dtype.Unsafe, nil); err != nil {
			return 0, err
		}
		count += bools.CountNonzero()
	}
	return count, nil
}
