// SPDX-License-Identifier: BSD-3-Clause

package sets

import (
	"unsafe"

	"github.com/arraygen/arraygen/array/internal/key"
	"github.com/arraygen/arraygen/array/internal/memory"
	"github.com/arraygen/arraygen/array/internal/rows"
	"github.com/arraygen/arraygen/array/internal/searching"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// IsIn writes to out, an array of bools of the shape of x, whether each element of
// x is one of set, an array of one axis of the same type; or is none, if inverted.
// No NaN is another.
func IsIn(fn string, out, x, set *ndarray.Array, inverted bool) error {
	axis := x.NDim() - 1
	if axis < 0 {
		x, out, axis = x.Reshape(1), out.Reshape(1), 0
	}
	if d := x.DType(); d.Size() == 1 {
		m, err := newByteMembers(set, d, inverted)
		if err != nil {
			return err
		}
		_, shape, _ := x.Lend()
		m.count = shape[axis]
		const nanos = 0.3
		w := rows.Start(fn, nanos)
		w.Add(x, axis, rows.Read)
		w.Add(out, axis, rows.Write)
		return w.Run(func() (rows.Work, error) { return m, nil })
	}
	distinct, err := Values(fn, nil, set, false)
	if err != nil {
		return err
	}
	defer distinct.Release()
	m := members{inverted: inverted, distinct: distinct, dtype: x.DType()}
	if err := m.prepare(); err != nil {
		return err
	}
	defer m.held.Release()
	_, shape, _ := x.Lend()
	m.count = shape[axis]
	nanos := 2.0
	if m.table == nil {
		for n := distinct.Size(); n > 0; n /= 2 {
			nanos += 1.5
		}
	}
	w := rows.Start(fn, nanos)
	w.Add(x, axis, rows.Read)
	w.Add(out, axis, rows.Write)
	return w.Run(func() (rows.Work, error) { return &m, nil })
}

// members tells whether elements are among distinct ones. It is not changed after
// it was made: goroutines share it.
type members struct {
	inverted bool
	dtype    dtype.DType
	distinct *ndarray.Array
	count    int // of the elements in a row
	// keys has the sorted keys of distinct elements, or table for each key from
	// the first one on a bit.
	keys  []uint64
	table []uint64
	held  memory.Buffer
	row   func(m *members, out []bool, p unsafe.Pointer)
}

// Row tells it of the row at[0].
func (m *members) Row(at [rows.Most]unsafe.Pointer) error {
	out := memory.Slice[bool](at[1], m.count)
	m.row(m, out, at[0])
	if m.inverted {
		for i, is := range out {
			out[i] = !is
		}
	}
	return nil
}

// Release does nothing: members are given back by IsIn.
func (m *members) Release() {}

func (m *members) prepare() error {
	switch size := m.dtype.Size(); {
	case size == 2:
		return prepare[uint16](m)
	case m.dtype == dtype.Complex64:
		m.row = complexRow[uint32]
	case m.dtype == dtype.Complex128:
		m.row = complexRow[uint64]
	case size == 4:
		return prepare[uint32](m)
	default:
		return prepare[uint64](m)
	}
	return nil
}

// tableRange returns the most keys, from the least of n to the greatest, for which
// there is a table: its bits take no more memory than the keys, or little.
func tableRange(n int) uint64 { return max(1<<19, 64*uint64(n)) }

func prepare[K key.Word](m *members) error {
	f := key.FormatOf[K](m.dtype, false)
	set := memory.Lent[K](m.distinct)
	set = set[:len(set)-nans(set, &f)]
	if len(set) == 0 {
		m.row = func(_ *members, out []bool, _ unsafe.Pointer) { clear(out) }
		return nil
	}
	least, greatest := uint64(f.Key(set[0])), uint64(f.Key(set[len(set)-1]))
	var err error
	if span := greatest - least; span < tableRange(len(set)) {
		if m.table, m.held, err = memory.Words(int(span/64) + 1); err != nil {
			return err
		}
		clear(m.table)
		for _, x := range set {
			at := uint64(f.Key(x)) - least
			m.table[at/64] |= 1 << (at % 64)
		}
		m.keys = []uint64{least, span}
		m.row = tableRow[K]
		return nil
	}
	words := (len(set)*int(unsafe.Sizeof(*new(K))) + 7) / 8
	if m.keys, m.held, err = memory.Words(words); err != nil {
		return err
	}
	keys := memory.As[K](m.keys, len(set))
	for i, x := range set {
		keys[i] = f.Key(x)
	}
	m.row = searchRow[K]
	return nil
}

// tableRow looks up keys in a table.
func tableRow[K key.Word](m *members, out []bool, p unsafe.Pointer) {
	f := key.FormatOf[K](m.dtype, false)
	least, span := m.keys[0], m.keys[1]
	for i, x := range memory.Slice[K](p, len(out)) {
		at := uint64(key.Of(x, f.Float, f.Greatest, f.Shift, f.Flip)) - least
		is := uint64(0)
		if at <= span {
			is = m.table[at/64] >> (at % 64) & 1
		}
		out[i] = is != 0
	}
}

// searchRow looks for keys among sorted ones. The keys of NaNs are none of them.
func searchRow[K key.Word](m *members, out []bool, p unsafe.Pointer) {
	f := key.FormatOf[K](m.dtype, false)
	n := m.distinct.Size() - nans(memory.Lent[K](m.distinct), &f)
	keys := memory.As[K](m.keys, n)
	x := memory.Slice[K](p, len(out))
	for len(x) > 0 {
		var some [searching.Together]K
		var places [searching.Together]int64
		k := min(len(x), len(some))
		f.Keys(some[:], x[:k])
		searching.Places(keys, &some, &places)
		for i, at := range places[:k] {
			out[i] = at < int64(n) && keys[at] == some[i]
		}
		x, out = x[k:], out[k:]
	}
}

// complexRow looks for complex numbers among sorted ones.
func complexRow[K uint32 | uint64](m *members, out []bool, p unsafe.Pointer) {
	greatest := key.GreatestPart[K](m.dtype)
	set := memory.Lent[[2]K](m.distinct)
	for i, x := range memory.Slice[[2]K](p, len(out)) {
		re, im := key.OfComplex(x[0], x[1], greatest, 0)
		first, n := 0, len(set)
		for n > 0 {
			half := n / 2
			a, b := key.OfComplex(set[first+half][0], set[first+half][1], greatest, 0)
			if a < re || a == re && b < im {
				first += half + 1
				n -= half + 1
			} else {
				n = half
			}
		}
		out[i] = first < len(set) && equalComplex(set[first], x, greatest)
	}
}
