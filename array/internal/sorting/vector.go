// SPDX-License-Identifier: BSD-3-Clause

package sorting

import (
	"math"
	"math/bits"
	"slices"
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/generated/sorts"
	"github.com/arraygen/arraygen/generated/vec"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Rows of 32 and 64 bits are sorted by quicksort where the machine has kernels for it: one
// parts keys by a pivot, another sorts few by a network. The order of equal keys does not
// show, as they have the same bits: but for zeros of both signs, whose order is restored (see
// sortZeros). Keys are floats, or signed integers, as the kernels compare them.

// sortable has the keys that kernels sort.
type sortable interface {
	int32 | int64 | float32 | float64
}

// quick is a quicksort and a quickselect.
type quick struct {
	*kernel.SortImpl
	float  bool
	args   kernel.Sort
	sample [sampleMost]uint64
}

// sampleMost is the most keys of which the median is a pivot.
const sampleMost = 64

var quicks sync.Pool

// kernelsOf returns the kernels for keys of type K, or for floats of that size. nil where no level has any.
func kernelsOf[K key.Word](float bool) *kernel.SortSet {
	switch width := key.Width[K](); {
	case width == 32 && float:
		return &sorts.Floats32
	case width == 32:
		return &sorts.Keys32
	case width == 64 && float:
		return &sorts.Floats64
	case width == 64:
		return &sorts.Keys64
	}
	return nil
}

// hasKernels reports whether this machine has kernels for elements of a type.
func hasKernels(d dtype.DType) bool {
	var set *kernel.SortSet
	switch float := d.Kind() == dtype.KindFloat; d.Size() {
	case 4:
		set = kernelsOf[uint32](float)
	case 8:
		set = kernelsOf[uint64](float)
	}
	return set != nil && set.Best() != nil
}

// newQuick returns a quicksort for rows of n keys of type K, or floats of that size, or nil: where they are too
// few for a vector, or there are no kernels.
func newQuick[K key.Word](n int, float bool) *quick {
	set := kernelsOf[K](float)
	if set == nil {
		return nil
	}
	impl := set.Best()
	if impl == nil || n < impl.Fewest {
		return nil
	}
	q, _ := quicks.Get().(*quick)
	if q == nil {
		q = new(quick)
	}
	q.SortImpl, q.float = impl, float
	return q
}

// release gives q back for the next call.
func (q *quick) release() {
	q.args.Keys = nil
	quicks.Put(q)
}

// special reports whether one of the floats of a row is NaN or -0.
func special[K key.Word](q *quick, row []K) bool {
	if !q.float {
		return false
	}
	q.args.Keys, q.args.N = unsafe.Pointer(&row[0]), len(row)
	q.Specials(&q.args)
	return q.args.Below != 0
}

// flipFloats turns floats in place into signed integers that are ordered as they are and tell zeros apart, or such
// integers back. It reports whether one of the floats is NaN or -0.
func flipFloats[K key.Word](q *quick, row []K, f *key.Format[K]) (special bool) {
	q.args.Keys, q.args.N, q.args.Pivot = unsafe.Pointer(&row[0]), len(row), uint64(f.Greatest)
	q.FloatKeys(&q.args)
	return q.args.Below != 0
}

// encode turns elements into keys in place: floats are theirs.
func encode[K key.Word](q *quick, row []K, f *key.Format[K]) {
	if q.float {
		return
	}
	if f.Shift != 0 {
		_ = vec.AddScalar(row, row, f.Shift)
	}
	flipSigns(row, f)
}

// decode turns keys back into elements.
func decode[K key.Word](q *quick, row []K, f *key.Format[K]) {
	if q.float {
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

// sortQuick sorts a row without NaNs.
func sortQuick[K key.Word](q *quick, row []K, f *key.Format[K]) {
	encode(q, row, f)
	sortKeys(q, row)
	decode(q, row, f)
	if f.Descending {
		reverse(row)
	}
}

// sortKeys sorts keys.
func sortKeys[K key.Word](q *quick, keys []K) {
	n, limit := len(keys), 2*bits.Len(uint(len(keys)))
	switch width := key.Width[K](); {
	case width == 32 && q.float:
		quickSort(q, memory.As[float32](keys, n), limit)
	case width == 32:
		quickSort(q, memory.As[int32](keys, n), limit)
	case q.float:
		quickSort(q, memory.As[float64](keys, n), limit)
	default:
		quickSort(q, memory.As[int64](keys, n), limit)
	}
}

// selectKeys partitions keys at places, which rise.
func selectKeys[K key.Word](q *quick, keys []K, kth []int) {
	eachPlace(len(keys), kth, func(from, k int) {
		a := keys[from:]
		n, k := len(a), k-from
		switch width := key.Width[K](); {
		case width == 32 && q.float:
			quickSelect(q, memory.As[float32](a, n), k)
		case width == 32:
			quickSelect(q, memory.As[int32](a, n), k)
		case q.float:
			quickSelect(q, memory.As[float64](a, n), k)
		default:
			quickSelect(q, memory.As[int64](a, n), k)
		}
	})
}

// quickSort sorts keys. Where parts are uneven more often than the limit, another
// sort takes over.
func quickSort[S sortable](q *quick, a []S, limit int) {
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
func few[S sortable](q *quick, a []S) {
	if len(a) < q.Fewest {
		insertionSort(a)
		return
	}
	q.args.Keys, q.args.N = unsafe.Pointer(&a[0]), len(a)
	q.Network(&q.args)
}

// quickSelect partitions keys at one place.
func quickSelect[S sortable](q *quick, a []S, k int) {
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
func part[S sortable](q *quick, a []S, pivot S) (below, equal int) {
	below = partition(q, a, pivot)
	if below >= len(a)/8 {
		return below, 0
	}
	next, ok := nextKey(pivot)
	if !ok {
		return below, len(a) - below
	}
	return below, partition(q, a[below:], next)
}

// nextKey returns the least key that is greater than k. ok is false where there is none.
func nextKey[S sortable](k S) (next S, ok bool) {
	switch x := any(k).(type) {
	case float32:
		next = S(math.Nextafter32(x, float32(math.Inf(1))))
	case float64:
		next = S(math.Nextafter(x, math.Inf(1)))
	default:
		next = k + 1
	}
	return next, next > k
}

// bitsOf returns the bits of a key as the low ones.
func bitsOf[S sortable](k S) uint64 {
	if unsafe.Sizeof(k) == 4 {
		return uint64(*(*uint32)(unsafe.Pointer(&k)))
	}
	return *(*uint64)(unsafe.Pointer(&k))
}

// partition moves the keys below a pivot before the others, and returns how many there are.
func partition[S sortable](q *quick, a []S, pivot S) (below int) {
	q.args.Keys, q.args.N, q.args.Pivot = unsafe.Pointer(&a[0]), len(a), bitsOf(pivot)
	q.Partition(&q.args)
	return q.args.Below
}

// pivotOf returns a key that about k keys are below: from a sample, and for places away
// from the middle a little beyond the place, so that the larger part is cut off.
func pivotOf[S sortable](q *quick, a []S, k int) S {
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
