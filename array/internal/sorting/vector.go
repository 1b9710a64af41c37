// SPDX-License-Identifier: BSD-3-Clause

package sorting

import (
	"math/bits"
	"slices"
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/generated/sorts"
	"github.com/arraygen/arraygen/generated/vec"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Rows of 32 and 64 bits are sorted by quicksort where the machine has kernels for it: one
// parts keys by a pivot, another sorts few by a network. The order of equal keys does not
// show, as they have the same bits. Keys are signed here, as the kernels compare them.

// signed has the keys that kernels sort.
type signed interface{ int32 | int64 }

// quick is a quicksort and a quickselect.
type quick struct {
	*kernel.SortImpl
	args   kernel.Sort
	sample [sampleMost]uint64
}

// sampleMost is the most keys of which the median is a pivot.
const sampleMost = 64

var quicks sync.Pool

// newQuick returns a quicksort for rows of n elements of type K, or nil: where they are too few for a
// vector, or there are no kernels.
func newQuick[K key.Word](n int) *quick {
	var impl *kernel.SortImpl
	switch key.Width[K]() {
	case 32:
		impl = sorts.Keys32.Best()
	case 64:
		impl = sorts.Keys64.Best()
	}
	if impl == nil || n < impl.Fewest {
		return nil
	}
	q, _ := quicks.Get().(*quick)
	if q == nil {
		q = new(quick)
	}
	q.SortImpl = impl
	return q
}

// newSorter is newQuick for a sort of whole rows. A level that has no kernels of its own sorts few keys by those
// below, and longer rows by their digits: the time of a quicksort is not known there.
func newSorter[K key.Word](n int) *quick {
	set := &sorts.Keys32
	if key.Width[K]() == 64 {
		set = &sorts.Keys64
	}
	if n > fewKeys && !set.Has(kernel.Current()) {
		return nil
	}
	return newQuick[K](n)
}

// fewKeys is how many keys a sort by digits takes longer for than networks and a few partitions.
const fewKeys = 512

// release gives q back for the next call.
func (q *quick) release() {
	q.args.Keys = nil
	quicks.Put(q)
}

// encode turns elements into keys in place. It reports whether one of them is NaN or -0,
// if they are floats.
func encode[K key.Word](q *quick, row []K, f *key.Format[K]) (special bool) {
	if f.Float {
		q.args.Keys, q.args.N, q.args.Pivot = unsafe.Pointer(&row[0]), len(row), uint64(f.Greatest)
		q.FloatKeys(&q.args)
		return q.args.Below != 0
	}
	if f.Shift != 0 {
		_ = vec.AddScalar(row, row, f.Shift)
	}
	flipSigns(row, f)
	return false
}

// decode turns keys back into elements.
func decode[K key.Word](q *quick, row []K, f *key.Format[K]) {
	if f.Float {
		encode(q, row, f) // twice is not at all
		return
	}
	flipSigns(row, f)
	if f.Shift != 0 {
		_ = vec.SubtractScalar(row, row, f.Shift)
	}
}

// flipSigns turns integers into keys, and back. Keys of a falling order are those of the
// rising one.
func flipSigns[K key.Word](row []K, f *key.Format[K]) {
	flip := f.Flip ^ key.SignBit[K]()
	if f.Descending {
		flip = ^flip
	}
	if flip != 0 {
		_ = vec.BitwiseXorScalar(row, row, flip)
	}
}

// sortQuick sorts a row that is not in order. It returns false, and leaves the row as it
// is, if there is a NaN or -0.
func sortQuick[K key.Word](q *quick, row []K, f *key.Format[K]) bool {
	if encode(q, row, f) {
		decode(q, row, f)
		return false
	}
	sortEncoded(q, row, f)
	return true
}

// sortEncoded sorts the keys of a row, and decodes them.
func sortEncoded[K key.Word](q *quick, row []K, f *key.Format[K]) {
	sortKeys(q, row)
	decode(q, row, f)
	if f.Descending {
		reverse(row)
	}
}

// sortKeys sorts keys.
func sortKeys[K key.Word](q *quick, keys []K) {
	limit := 2 * bits.Len(uint(len(keys)))
	if key.Width[K]() == 32 {
		quickSort(q, memory.As[int32](keys, len(keys)), limit)
	} else {
		quickSort(q, memory.As[int64](keys, len(keys)), limit)
	}
}

// selectKeys partitions keys at places, which rise.
func selectKeys[K key.Word](q *quick, keys []K, kth []int) {
	eachPlace(len(keys), kth, func(from, k int) {
		if a := keys[from:]; key.Width[K]() == 32 {
			quickSelect(q, memory.As[int32](a, len(a)), k-from)
		} else {
			quickSelect(q, memory.As[int64](a, len(a)), k-from)
		}
	})
}

// quickSort sorts keys. Where parts are uneven more often than the limit, another
// sort takes over.
func quickSort[S signed](q *quick, a []S, limit int) {
	for len(a) > q.Most {
		if limit--; limit < 0 {
			slices.Sort(a)
			return
		}
		below, equal := part(q, a, pivotOf(q, a, len(a)/2))
		if below < len(a)-below-equal {
			quickSort(q, a[:below], limit)
			a = a[below+equal:]
		} else {
			quickSort(q, a[below+equal:], limit)
			a = a[:below]
		}
	}
	few(q, a)
}

// few sorts as many keys as a network takes.
func few[S signed](q *quick, a []S) {
	if len(a) < q.Fewest {
		insertionSort(a)
		return
	}
	q.args.Keys, q.args.N = unsafe.Pointer(&a[0]), len(a)
	q.Network(&q.args)
}

// quickSelect partitions keys at one place.
func quickSelect[S signed](q *quick, a []S, k int) {
	for limit := 2 * bits.Len(uint(len(a))); len(a) > q.Most; limit-- {
		if limit == 0 {
			slices.Sort(a)
			return
		}
		below, equal := part(q, a, pivotOf(q, a, k))
		switch {
		case k < below:
			a = a[:below]
		case k < below+equal:
			return
		default:
			a, k = a[below+equal:], k-below-equal
		}
	}
	few(q, a)
}

// part moves the keys below a pivot before the others. Where they are few the pivot may be
// most of the others: then those that equal it come before what is left.
func part[S signed](q *quick, a []S, pivot S) (below, equal int) {
	below = partition(q, a, pivot)
	if below >= len(a)/8 {
		return below, 0
	}
	if pivot+1 < pivot { // the greatest key there is
		return below, len(a) - below
	}
	return below, partition(q, a[below:], pivot+1)
}

// partition moves the keys below a pivot before the others, and returns how many there are.
func partition[S signed](q *quick, a []S, pivot S) (below int) {
	q.args.Keys, q.args.N, q.args.Pivot = unsafe.Pointer(&a[0]), len(a), uint64(pivot)
	q.Partition(&q.args)
	return q.args.Below
}

// pivotOf returns a key that about k keys are below: from a sample, and for places away
// from the middle a little beyond the place, so that the larger part is cut off.
func pivotOf[S signed](q *quick, a []S, k int) S {
	n := sampleMost / 4
	if len(a) >= 64*sampleMost {
		n = sampleMost
	}
	sample := memory.As[S](q.sample[:], n)
	step := (len(a)/n - 1) | 1
	at := step / 2
	for i := range sample {
		sample[i] = a[at]
		at += step
	}
	few(q, sample)
	i := int(uint64(k) * uint64(n) / uint64(len(a)))
	switch margin := n / 16; {
	case 5*k < 2*len(a):
		i += margin
	case 5*k > 3*len(a):
		i -= margin
	}
	return sample[min(max(i, 1), n-1)]
}
