// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// TestIndexOfEveryIntegerType picks with the same indices in every type.
func TestIndexOfEveryIntegerType(t *testing.T) {
	a := base([]int{6})
	for _, d := range dtype.All() {
		index := Empty(d, 4)
		data := []int{5, 0, 3, 3}
		for i, v := range data {
			s, _ := dtype.ScalarOf(v)
			require.NoError(t, s.Store(index.at(i*d.Size()), d))
		}
		picked := a.Index(index)
		switch d.Kind() {
		case dtype.KindInt, dtype.KindUint:
			got, err := ToSlice[int16](picked)
			require.NoError(t, err)
			assert.Equal(t, []int16{5, 0, 3, 3}, got, d)
			got, err = ToSlice[int16](a.Index(index.Slice("::-2")))
			require.NoError(t, err)
			assert.Equal(t, []int16{3, 0}, got, d)
		case dtype.KindBool:
			assert.ErrorIs(t, picked.Err(), ErrIndex, "a mask of another length")
		default:
			assert.ErrorIs(t, picked.Err(), ErrIndex, d)
		}
	}
	assert.EqualError(t, a.Index(FromSlice([]int8{0, -7})).Err(), "Index: index -7 is out of bounds for axis 0 with length 6")
	assert.ErrorIs(t, a.Index(FromSlice([]uint64{math.MaxUint64})).Err(), ErrIndex)
	assert.ErrorIs(t, a.Index(FromSlice([]int64{math.MinInt64})).Err(), ErrIndex)
	assert.ErrorIs(t, a.Take(FromSlice([]bool{true}), 0).Err(), ErrDType)
}

func TestNonzero(t *testing.T) {
	for _, d := range dtype.All() {
		a := Zeros(d, 2, 3)
		require.NoError(t, a.Slice("1, ::2").Fill(1))
		at, err := a.Nonzero()
		require.NoError(t, err)
		rows, _ := ToSlice[int64](at[0])
		columns, _ := ToSlice[int64](at[1])
		assert.Equal(t, []int64{1, 1}, rows, d)
		assert.Equal(t, []int64{0, 2}, columns, d)
	}
	zeros := FromSlice([]float64{math.Copysign(0, -1), math.NaN(), 0})
	at, err := zeros.Nonzero()
	require.NoError(t, err)
	got, _ := ToSlice[int64](at[0])
	assert.Equal(t, []int64{1}, got, "a negative zero is zero, a NaN is not")
	_, err = Scalar(1.0).Nonzero()
	assert.ErrorIs(t, err, ErrShape)
}

// A bool without axes stands for a new axis of length 1, or of length 0, which
// is joined with the points of the other arrays.
func TestMaskWithoutAxes(t *testing.T) {
	a := Arange(0.0, 6, 1).Reshape(2, 3)
	yes, no, both := Scalar(true), Scalar(false), FromSlice([]int64{0, 1})
	for _, c := range []struct {
		index []Index
		shape []int
		want  []float64
	}{
		{[]Index{yes}, []int{1, 2, 3}, []float64{0, 1, 2, 3, 4, 5}},
		{[]Index{no}, []int{0, 2, 3}, nil},
		{[]Index{Int(1), yes}, []int{1, 3}, []float64{3, 4, 5}},
		{[]Index{Ellipsis, yes}, []int{2, 3, 1}, []float64{0, 1, 2, 3, 4, 5}},
		{[]Index{Int(0), Int(2), yes}, []int{1}, []float64{2}},
		{[]Index{both, yes, FromSlice([]int64{1, 2})}, []int{2}, []float64{1, 5}},
		{[]Index{All, no, FromSlice([]int64{1})}, []int{2, 0}, nil},
		{[]Index{All, no}, []int{2, 0, 3}, nil},
	} {
		got := a.Index(c.index...)
		require.NoError(t, got.Err(), c.index)
		assert.Equal(t, c.shape, got.Shape(), c.index)
		list, err := ToSlice[float64](got)
		require.NoError(t, err)
		assert.ElementsMatch(t, c.want, list, c.index)
	}
	b := a.Copy()
	require.NoError(t, b.SetIndex(Scalar(9.0), Int(1), no))
	assert.Equal(t, a.String(), b.String())
	require.NoError(t, b.SetIndex(Scalar(9.0), yes, Int(1)))
	assert.Equal(t, "[[0. 1. 2.]\n [9. 9. 9.]]", b.String())
}

func TestIndexArraysThatDoNotBroadcast(t *testing.T) {
	a := Arange(0.0, 6, 1).Reshape(2, 3)
	err := a.Index(FromSlice([]int64{0, 1}), FromSlice([]int64{0, 1, 2})).Err()
	assert.ErrorIs(t, err, ErrIndex)
}

// A mask without elements picks nothing, whatever it is laid on.
func TestEmptyMask(t *testing.T) {
	a := Arange(0.0, 6, 1).Reshape(2, 3)
	for _, c := range []struct{ mask, want []int }{{[]int{0}, []int{0, 3}}, {[]int{2, 0}, []int{0}}, {[]int{0, 3}, []int{0}}} {
		got := a.Index(Zeros(dtype.Bool, c.mask...))
		require.NoError(t, got.Err(), c.mask)
		assert.Equal(t, c.want, got.Shape(), c.mask)
	}
	for _, shape := range [][]int{{1}, {0, 4}, {3, 0}} {
		assert.ErrorIs(t, a.Index(Zeros(dtype.Bool, shape...)).Err(), ErrIndex, shape)
	}
}

func BenchmarkGather(b *testing.B) {
	const n = 1000000
	a := Arange(0, float64(n), 1)
	index := Empty(dtype.Int64, n)
	ix, _ := Data[int64](index)
	mask := Empty(dtype.Bool, n)
	ms, _ := Data[bool](mask)
	for i := range ix {
		ix[i] = int64(i * 7919 % n)
		ms[i] = i*7919%n < n/2
	}
	rows := a.Reshape(-1, 8)
	few := index.Slice(":100000").Copy()
	if err := few.Err(); err != nil {
		b.Fatal(err)
	}
	fx, _ := Data[int64](few)
	for i := range fx {
		fx[i] %= n / 8
	}
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"take", func() { sink = a.Index(index) }},
		{"mask", func() { sink = a.Index(mask) }},
		{"rows", func() { sink = rows.Index(few) }},
		{"columns", func() { sink = rows.Index(All, Int(3)).Copy() }},
		{"transpose", func() { sink = a.Reshape(1000, 1000).T().Copy() }},
		{"transpose8", func() { sink = rows.T().Copy() }},
		{"reverse", func() { sink = a.Flip().Copy() }},
		{"spread", func() { sink = a.Slice(":1000, None").BroadcastTo(1000, 1000).Copy() }},
		{"concatenate", func() { sink = Concatenate(1, rows, rows) }},
		{"values", func() {
			seq, _ := Values[float64](a)
			sum := 0.0
			for v := range seq {
				sum += v
			}
			if sum == 0 {
				b.Fatal()
			}
		}},
		{"fill", func() { _ = mask.Fill(true); _ = a.Fill(1) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				c.f()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/el")
		})
		for i := range ms {
			ms[i] = i*7919%n < n/2
		}
	}
}

func TestIndicesThatPickNothingAreChecked(t *testing.T) {
	a := Zeros(dtype.Float64, 5, 3)
	none := Zeros(dtype.Int64, 0)
	assert.EqualError(t, a.Index(none, Int(3)).Err(), "Index: index 3 is out of bounds for axis 1 with length 3")
	assert.EqualError(t, a.SetIndex(Zeros(dtype.Float64), Int(-6), none), "SetIndex: index -6 is out of bounds for axis 0 with length 5")
	assert.Equal(t, []int{0}, a.Index(none, Int(-3)).Shape())
}

func TestAssignmentLeavesOutLeadingAxes(t *testing.T) {
	a := FromSlice([]float64{1, 2, 3})
	require.NoError(t, a.SetIndex(FromSlice([]float64{9}).Reshape(1, 1), Int(1)))
	require.NoError(t, a.SetIndex(FromSlice([]float64{7, 8}).Reshape(1, 1, 2), FromSlice([]int64{2, 0})))
	require.NoError(t, a.Index(From(1)).Assign(a.Index(From(1)).Reshape(1, 2)))
	got, err := ToSlice[float64](a)
	require.NoError(t, err)
	assert.Equal(t, []float64{8, 9, 7}, got)
	assert.EqualError(t, a.Assign(Zeros(dtype.Float64, 2, 3)), "Assign: shape (2, 3) has more axes than (3,)")
}

// An integer for each axis copies the element, by every notation; every other
// index without arrays is a view.
func TestAnElementIsACopy(t *testing.T) {
	for _, d := range dtype.All() {
		a := FullOf(d, 1, 3, 4)
		row := a.At(1)
		for name, e := range map[string]*Array{
			"At": a.At(1, 2), "At from the end": a.At(-2, -2), "Index": a.Index(Int(1), Int(2)), "Slice": a.Slice("1, 2"),
			"of a row": row.At(2), "of a transposed": a.T().At(2, 1), "of no axes": a.Slice("1, 2, ...").At(),
			"index of no axes": a.Slice("1, 2, ...").Index(), "of an element": a.At(1, 2).At(),
		} {
			require.NoError(t, e.Err(), name)
			assert.Equal(t, 0, e.NDim(), name)
			assert.False(t, MayShareMemory(a, e), name)
			assert.ErrorIs(t, e.Fill(0), ErrReadOnly, name)
			assert.True(t, e.IsC() && e.IsF() && e.Aligned(), name)
			copied := e.Copy()
			require.NoError(t, a.Slice("1, 2, ...").Fill(0), name)
			assert.Equal(t, dtype.Load(copied.Pointer(), d), dtype.Load(e.Pointer(), d), name)
			assert.True(t, copied.Writeable() && e.Reshape(1).Index(NewAxis).Err() == nil, name)
			require.NoError(t, a.Fill(1))
		}
		for name, v := range map[string]*Array{
			"At": a.At(1), "Index": a.Index(Int(1), Int(2), Ellipsis), "leading": a.Index(Ellipsis, Int(1), Int(2)),
			"Slice": a.Slice("1, 2, ..."), "new axis": a.Index(Int(1), Int(2), NewAxis), "range": a.Index(Int(1), From(2).To(3)),
		} {
			shares, err := SharesMemory(a, v)
			require.NoError(t, err)
			assert.True(t, shares && v.Writeable(), name)
		}
		assert.ErrorIs(t, a.At(1, 4).Err(), ErrIndex)
		assert.ErrorIs(t, a.Index(Int(3), Int(0)).Err(), ErrIndex)
		assert.ErrorIs(t, a.Slice("0, -5").Err(), ErrIndex)
	}
	// A swap swaps.
	x := FromSlice([]int64{1, 2})
	first, second := x.At(0), x.At(1)
	require.NoError(t, x.SetIndex(second, Int(0)))
	require.NoError(t, x.SetIndex(first, Int(1)))
	assert.Equal(t, "[2 1]", x.String())
}
