package searching

import (
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/array/internal/rows"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Sorted writes to out, an array of int64 of the shape of values, where in the
// sorted x, of one axis and the same type, each of the values belongs: before
// equal elements, or behind them if right is set. x may have any stride and is not
// copied, unless it is misaligned. With a sorter, an array of int64 in C order as
// long as x, x is sorted by the indices in it.
func Sorted(fn string, out, x, sorter, values *ndarray.Array, right bool) error {
	if !x.Aligned() {
		if x = x.Copy(); x.Err() != nil {
			return x.Err()
		}
	}
	s := searcher{fn: fn, right: right}
	var shape, strides []int
	s.ptr, shape, strides = x.Lend()
	s.n, s.stride = shape[0], strides[0]
	if sorter != nil {
		s.sorter = memory.Lent[int64](sorter)
	}
	d := x.DType()
	switch size := d.Size(); {
	case size == 1:
		s.row = plain[uint8]
	case size == 2:
		s.row = plain[uint16]
	case d.Part() == d && size == 4:
		s.row = plain[uint32]
	case d.Part() == d:
		s.row = plain[uint64]
	case size == 8:
		s.row = complexes[uint32]
	default:
		s.row = complexes[uint64]
	}
	s.x = x
	axis := values.NDim() - 1
	if axis < 0 {
		values, out, axis = values.Reshape(1), out.Reshape(1), 0
	}
	// About as many nanoseconds as there are bits in the length.
	nanos := 5.0
	for n := s.n; n > 1; n /= 2 {
		nanos += 2
	}
	w := rows.Start(fn, nanos)
	w.Add(values, axis, rows.Read)
	w.Add(out, axis, rows.Write)
	_, shape, _ = values.Lend()
	return w.Run(func() (rows.Work, error) {
		own := s
		own.count = shape[axis]
		return &own, nil
	})
}

// searcher finds the places of rows of values.
type searcher struct {
	fn     string
	right  bool
	x      *ndarray.Array
	ptr    unsafe.Pointer // the sorted elements
	n      int
	stride int
	sorter []int64
	count  int // of the values in a row
	row    func(s *searcher, out []int64, values unsafe.Pointer) error
}

// Row finds the places of the values of the row at[0].
func (s *searcher) Row(at [rows.Most]unsafe.Pointer) error {
	return s.row(s, memory.Slice[int64](at[1], s.count), at[0])
}

// Release does nothing: the searcher holds no memory.
func (s *searcher) Release() {}

// plain finds the places of values that are not complex.
func plain[K key.Word](s *searcher, out []int64, values unsafe.Pointer) error {
	format := key.FormatOf[K](s.x.DType(), false)
	list := memory.Slice[K](values, len(out))
	if s.sorter != nil {
		return bySorter(s, out, func(i int) pair {
			return pair{uint64(format.Key(list[i])), 0}
		}, func(at int) pair {
			return pair{uint64(format.Key(*(*K)(unsafe.Add(s.ptr, at*s.stride)))), 0}
		})
	}
	if s.stride == int(unsafe.Sizeof(*new(K))) {
		inRow(memory.Slice[K](s.ptr, s.n), list, out, &format, s.right)
		return nil
	}
	for i, v := range list {
		k, first, n := format.Key(v), 0, s.n
		for n > 0 {
			half := n / 2
			e := format.Key(*(*K)(unsafe.Add(s.ptr, (first+half)*s.stride)))
			if e < k || s.right && e == k {
				first += half + 1
				n -= half + 1
			} else {
				n = half
			}
		}
		out[i] = int64(first)
	}
	return nil
}

// inRow finds the places of values among sorted elements that lie side by side.
// Where values rise, each is looked for from the place of the one before, in
// growing steps.
func inRow[K key.Word](x, values []K, out []int64, format *key.Format[K], right bool) {
	float, greatest, flip := format.Float, format.Greatest, format.Flip
	var before K
	at, rising := 0, 0
	for i, v := range values {
		k := key.Of(v, float, greatest, flip)
		if right {
			// Behind equal elements is before those of the next key.
			if k == ^K(0) {
				at = len(x)
				out[i] = int64(at)
				before, rising = k, rising+1
				continue
			}
			k++
		}
		first, n := 0, len(x)
		if i > 0 && k >= before {
			if rising++; rising > 4 {
				first = at
				step := 1
				for first+step <= len(x) && key.Of(x[first+step-1], float, greatest, flip) < k {
					first += step
					step *= 2
				}
				n = min(step, len(x)-first)
			}
		} else {
			rising = 0
		}
		before = k
		at = first + lower(x[first:first+n], k, float, greatest, flip)
		out[i] = int64(at)
	}
}

// lower returns how many keys of sorted elements are below k. Both halves of each
// comparison cost the same: nobody can guess how it ends.
func lower[K key.Word](x []K, k K, float bool, greatest, flip K) int {
	if len(x) == 0 {
		return 0
	}
	first, n := 0, len(x)
	for n > 1 {
		half := n / 2
		next := first + half
		if key.Of(x[next-1], float, greatest, flip) < k {
			first = next
		}
		n -= half
	}
	if key.Of(x[first], float, greatest, flip) < k {
		first++
	}
	return first
}

// pair is a key of two words.
type pair struct{ first, second uint64 }

func (p pair) below(q pair) bool {
	return p.first < q.first || p.first == q.first && p.second < q.second
}

// complexes finds the places of complex values.
func complexes[K uint32 | uint64](s *searcher, out []int64, values unsafe.Pointer) error {
	greatest := key.GreatestPart[K](s.x.DType())
	number := func(p *[2]K) pair {
		re, im := key.OfComplex(p[0], p[1], greatest, 0)
		return pair{uint64(re), uint64(im)}
	}
	list := memory.Slice[[2]K](values, len(out))
	value := func(i int) pair { return number(&list[i]) }
	element := func(at int) pair { return number((*[2]K)(unsafe.Add(s.ptr, at*s.stride))) }
	if s.sorter != nil {
		return bySorter(s, out, value, element)
	}
	for i := range out {
		v, first, n := value(i), 0, s.n
		for n > 0 {
			half := n / 2
			if e := element(first + half); e.below(v) || s.right && e == v {
				first += half + 1
				n -= half + 1
			} else {
				n = half
			}
		}
		out[i] = int64(first)
	}
	return nil
}

// bySorter finds the places of values among elements that a sorter has in order.
// Only the indices that are met are checked, as in NumPy.
func bySorter(s *searcher, out []int64, value, element func(int) pair) error {
	for i := range out {
		v, first, n := value(i), 0, s.n
		for n > 0 {
			half := n / 2
			at := int(s.sorter[first+half])
			if at < 0 {
				at += s.n
			}
			if uint(at) >= uint(s.n) {
				return fault.New(s.fn, fault.Index, "the sorter has the index %d, x1 has %d elements", s.sorter[first+half], s.n)
			}
			if e := element(at); e.below(v) || s.right && e == v {
				first += half + 1
				n -= half + 1
			} else {
				n = half
			}
		}
		out[i] = int64(first)
	}
	return nil
}
