// SPDX-License-Identifier: BSD-3-Clause

package sorting

import (
	"math/bits"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/array/internal/rows"
	"github.com/arraygen/arraygen/generated/vec"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// partitionNanos is the work for an element.
const partitionNanos = 5

// Partition moves the elements of x along an axis, in place, so that at each place
// of kth is the element that a sort would put there, none before it is larger, and
// none behind it is smaller. The places rise.
func Partition(fn string, x *ndarray.Array, axis int, kth []int) error {
	w := rows.Start(fn, partitionNanos)
	w.Add(x, axis, rows.ReadWrite)
	return w.Run(func() (rows.Work, error) { return newPartitioner(fn, x.DType(), length(x, axis), kth, false) })
}

// Argpartition writes the indices that partition x along an axis to out, an array
// of int64 of the shape of x.
func Argpartition(fn string, out, x *ndarray.Array, axis int, kth []int) error {
	w := rows.Start(fn, partitionNanos)
	w.Add(x, axis, rows.Read)
	w.Add(out, axis, rows.Write)
	return w.Run(func() (rows.Work, error) { return newPartitioner(fn, x.DType(), length(x, axis), kth, true) })
}

// PartitionRow partitions n elements of type d at p in place, see [Partition]. With out,
// it writes the n indices that partition them there instead.
func PartitionRow(fn string, out []int64, d dtype.DType, p unsafe.Pointer, n int, kth []int) error {
	w, err := newPartitioner(fn, d, n, kth, out != nil)
	if err != nil {
		return err
	}
	defer w.Release()
	return w.Row([rows.Most]unsafe.Pointer{p, unsafe.Pointer(unsafe.SliceData(out))})
}

// partitioner partitions rows. What is counted, and complex numbers, are sorted.
type partitioner struct {
	*rowSorter
	kth       []int
	partition func(*partitioner, unsafe.Pointer) error
	indices   func(*partitioner, unsafe.Pointer, []int64) error
}

func newPartitioner(fn string, d dtype.DType, n int, kth []int, indices bool) (rows.Work, error) {
	s, err := newRowSorter(fn, d, n, false, indices)
	if err != nil {
		return nil, err
	}
	p := &partitioner{rowSorter: s, kth: kth}
	switch size := d.Size(); {
	case d.Part() != d || size == 1:
		return s, nil
	case size == 2:
		p.partition, p.indices = partitionOf[uint16], argpartitionOf[uint16]
	case size == 4:
		p.partition, p.indices = partitionOf[uint32], argpartitionOf[uint32]
	default:
		p.partition, p.indices = partitionOf[uint64], argpartitionOf[uint64]
	}
	return p, nil
}

// Row partitions the row at[0], or writes the indices that do to the row at[1].
func (p *partitioner) Row(at [rows.Most]unsafe.Pointer) error {
	if at[1] == nil {
		return p.partition(p, at[0])
	}
	return p.indices(p, at[0], memory.Slice[int64](at[1], p.n))
}

func partitionOf[K key.Word](p *partitioner, at unsafe.Pointer) error {
	row := memory.Slice[K](at, p.n)
	if key.Width[K]() == 16 && len(row) >= countedLeast {
		return p.sort(p.rowSorter, at)
	}
	f := key.FormatOf[K](p.dtype, false)
	if len(row) <= rankMost {
		rankSort(row, &f)
		return nil
	}
	q := newQuick[K](len(row), f.Float)
	if q != nil {
		defer q.release()
		if !special(q, row) {
			selectRow(q, row, &f, p.kth)
			return nil
		}
	}
	buffer, err := bufferOf[K](p.rowSorter)
	if err != nil {
		return err
	}
	nans, minusZeros := 0, 0
	if f.Float {
		if nans, minusZeros = f.Specials(row); nans > 0 {
			row = f.ParkNaNs(row, buffer[:nans])
		}
	}
	switch {
	case q == nil || len(row) < q.Fewest:
		return partitionFew(row, buffer, &f, p.kth)
	case minusZeros > 0:
		partitionZeros(q, row, &f, p.kth)
	default:
		selectRow(q, row, &f, p.kth)
	}
	return nil
}

// selectRow partitions a row without NaNs, of floats without -0, by kernels.
func selectRow[K key.Word](q *quick, row []K, f *key.Format[K], kth []int) {
	encode(q, row, f)
	selectKeys(q, row, kth)
	decode(q, row, f)
}

// partitionZeros partitions floats of which some are -0. Kernels that compare floats leave it open whether that or 0
// comes to a place; integers tell, as they do without kernels.
func partitionZeros[K key.Word](q *quick, row []K, f *key.Format[K], kth []int) {
	integers := newQuick[K](len(row), false)
	defer integers.release()
	flipFloats(q, row, f)
	selectKeys(integers, row, kth)
	flipFloats(q, row, f)
}

// partitionFew partitions numbers without kernels.
func partitionFew[K key.Word](row, buffer []K, f *key.Format[K], kth []int) error {
	if len(row) < 2 {
		return nil
	}
	f.Encode(row)
	selectAll(row, buffer, kth)
	f.Decode(row, row)
	return nil
}

func argpartitionOf[K key.Word](p *partitioner, at unsafe.Pointer, out []int64) error {
	row := memory.Slice[K](at, p.n)
	f := key.FormatOf[K](p.dtype, false)
	if p.n <= rankMost {
		rankArgsort(out, row, &f)
		return nil
	}
	if p.n <= insertionMost {
		insertionArgsort(out, row, &f)
		return nil
	}
	if len(p.kth) == 1 {
		return argpartitionAt(p, row, out, &f, p.kth[0])
	}
	words := p.buffer[:p.n]
	low, up := pack(words, row, &f)
	spare := memory.As[uint64](out, p.n)
	if q := newQuick[uint64](p.n, false); q != nil {
		_ = vec.BitwiseXorScalar(words, words, key.SignBit[uint64]())
		selectKeys(q, words, p.kth)
		_ = vec.BitwiseXorScalar(words, words, key.SignBit[uint64]())
		q.release()
	} else {
		selectAll(words, spare, p.kth)
	}
	mask := uint64(1)<<low - 1
	if low > up {
		if err := selectTies(words, mask, row, &f, p.kth, p.fn); err != nil {
			return err
		}
	}
	for i, w := range words {
		out[i] = int64(w & mask)
	}
	return nil
}

// pack makes the words by which indices are sorted, see argsortRow: low bits of
// each are the index, and of the bits in which keys differ, up are missing at the
// end if that is less than low.
func pack[K key.Word](words []uint64, row []K, f *key.Format[K]) (low, up int) {
	float, greatest, shift, flip := f.Float, f.Greatest, f.Shift, f.Flip
	all, some := ^K(0), K(0)
	for _, x := range row {
		k := key.Of(x, float, greatest, shift, flip)
		all &= k
		some |= k
	}
	low = bits.Len(uint(len(row) - 1))
	up = 64 - bits.Len64(uint64(all^some))
	mask := uint64(1)<<low - 1
	for i, x := range row {
		words[i] = uint64(key.Of(x, float, greatest, shift, flip))<<up&^mask | uint64(i)
	}
	return low, up
}

// selectAll partitions keys at all places, which rise. Places beyond the keys are
// those of NaNs.
func selectAll[K key.Word](a, buffer []K, kth []int) {
	eachPlace(len(a), kth, func(from, k int) { selectOne(a[from:], buffer[from:], k-from) })
}

// eachPlace calls f with each place of n keys, once, and the key from which on they are not partitioned yet: what
// is behind a place stays behind it for the next one.
func eachPlace(n int, kth []int, f func(from, k int)) {
	from := 0
	for _, k := range kth {
		if from <= k && k < n {
			f(from, k)
			from = k + 1
		}
	}
}

// selectOne partitions keys at one place: by pivots, and where these are bad too
// often, by a sort.
func selectOne[K key.Word](a, buffer []K, k int) {
	for bad := 2 * bits.Len(uint(len(a))); len(a) > insertionMost; bad-- {
		if bad == 0 {
			radixSort(a, buffer)
			return
		}
		pivot := pivotFor(a, k)
		n := split(a, pivot)
		if k < n {
			a, buffer = a[:n], buffer[:n]
			continue
		}
		a, buffer, k = a[n:], buffer[n:], k-n
		if n < len(a)/8 {
			// Few are below: the pivot may be most of them.
			if pivot == ^K(0) {
				return
			}
			n = split(a, pivot+1)
			if k < n {
				return // all equal
			}
			a, buffer, k = a[n:], buffer[n:], k-n
		}
	}
	insertionSort(a)
}

// split moves keys below the pivot to the front, and returns their number. It has
// no branch on a key: those are often guessed wrong.
func split[K key.Word](a []K, pivot K) int {
	n := 0
	for i, x := range a {
		a[i] = a[n]
		a[n] = x
		if x < pivot {
			n++
		}
	}
	return n
}

// pivotFor returns a key of which about as many keys are on the other side of
// place k as are on this: from a sample, a little beyond the place, so that the
// larger part is cut off.
func pivotFor[K key.Word](a []K, k int) K {
	const most = 32
	var sample [most]K
	step := len(a) / most
	if step == 0 {
		return a[len(a)/2]
	}
	at := step / 2
	for i := range sample {
		sample[i] = a[at]
		at += step
	}
	insertionSort(sample[:])
	i := int(uint64(k) * most / uint64(len(a)))
	if 2*k < len(a) {
		i += 2
	} else {
		i -= 2
	}
	return sample[min(max(i, 1), most-1)]
}

// selectTies finishes the partition of words that have not all bits of the keys:
// those with the bits of the one at a place are put together and sorted.
func selectTies[K key.Word](words []uint64, mask uint64, row []K, f *key.Format[K], kth []int, fn string) error {
	from := 0
	for i, k := range kth {
		if k < from {
			continue
		}
		prefix := words[k] &^ mask
		first := from + split(words[from:k], prefix)
		// The words up to the next place lie between those at the two.
		last, next := k+1, len(words)
		for _, place := range kth[i+1:] {
			if words[place]&^mask != prefix {
				next = place
				break
			}
			last = place + 1
		}
		if prefix|mask == ^uint64(0) {
			last = next
		} else {
			last += split(words[last:next], (prefix|mask)+1)
		}
		if last-first > 1 {
			if err := sortTie(words[first:last], mask, row, f, fn); err != nil {
				return err
			}
		}
		from = last
	}
	return nil
}
