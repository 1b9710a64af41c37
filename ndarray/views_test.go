// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

type viewCase struct {
	Base   []int
	Steps  [][2]json.RawMessage
	Items  []viewItem
	Result *struct {
		Shape, Strides []int
		Values         []int16
		Shares, C, F   bool
	}
	Set []int16
}

type viewItem struct {
	Kind  string
	Int   int
	Range [3]*int
	Shape []int
	Data  []int
}

func (i viewItem) index() Index {
	switch i.Kind {
	case "none":
		return NewAxis
	case "ellipsis":
		return Ellipsis
	case "int":
		return Int(i.Int)
	case "range":
		r := All
		if i.Range[0] != nil {
			r = From(*i.Range[0])
		}
		if i.Range[1] != nil {
			r = r.To(*i.Range[1])
		}
		if i.Range[2] != nil {
			r = r.Step(*i.Range[2])
		}
		return r
	}
	d, err := dtype.Parse(i.Kind)
	if err != nil {
		panic(err)
	}
	a := Empty(d, i.Shape...)
	for k, v := range i.Data {
		s, _ := dtype.ScalarOf(v)
		if err := s.Store(unsafe.Add(a.ptr, k*d.Size()), d); err != nil {
			panic(err)
		}
	}
	return a
}

func base(shape []int) *Array {
	n, _ := sizeOf(shape, 2)
	s := make([]int16, n)
	for i := range s {
		s[i] = int16(i)
	}
	if len(shape) == 0 {
		return FromSlice(s).Index(Int(0), Ellipsis)
	}
	return FromSlice(s, shape...)
}

func (c *viewCase) apply(t *testing.T, a *Array) *Array {
	if c.Items != nil {
		items := make([]Index, len(c.Items))
		for i := range items {
			items[i] = c.Items[i].index()
		}
		return a.Index(items...)
	}
	for _, s := range c.Steps {
		var op, text string
		var n []int
		require.NoError(t, json.Unmarshal(s[0], &op))
		if op == "slice" {
			require.NoError(t, json.Unmarshal(s[1], &text))
		} else {
			require.NoError(t, json.Unmarshal(s[1], &n))
		}
		switch op {
		case "slice":
			a = a.Slice(text)
		case "transpose":
			a = a.Transpose(n...)
		case "reshape":
			a = a.Reshape(n...)
		case "squeeze":
			a = a.Squeeze(n...)
		case "expand":
			a = a.ExpandDims(n...)
		case "moveaxis":
			a = a.MoveAxis(n[0], n[1])
		case "swapaxes":
			a = a.SwapAxes(n[0], n[1])
		case "flip":
			a = a.Flip(n...)
		case "diagonal":
			a = a.Diagonal(n[0], n[1], n[2])
		case "broadcast":
			a = a.BroadcastTo(n...)
		default:
			t.Fatal(op)
		}
	}
	return a
}

// TestAsNumPy compares views, and copies by arrays of indices, with what NumPy
// makes of the same, see testdata/views.py.
func TestAsNumPy(t *testing.T) {
	text, err := os.ReadFile("testdata/views.json")
	require.NoError(t, err)
	var cases []viewCase
	require.NoError(t, json.Unmarshal(text, &cases))
	require.Greater(t, len(cases), 1500)
	for i, c := range cases {
		name := fmt.Sprintf("case %d: %v %s %+v", i, c.Base, c.Steps, c.Items)
		a := base(c.Base)
		v := c.apply(t, a)
		if c.Result == nil {
			assert.Error(t, v.Err(), name)
			continue
		}
		if !assert.NoError(t, v.Err(), name) {
			continue
		}
		w := c.Result
		assert.Equal(t, w.Shape, v.Shape(), name)
		got, err := ToSlice[int16](v)
		require.NoError(t, err)
		assert.Equal(t, w.Values, got, name)
		if v.Size() == 0 {
			continue
		}
		shares, err := SharesMemory(a, v)
		require.NoError(t, err)
		assert.Equal(t, w.Shares && len(c.Items) == 0, shares, name)
		if len(c.Items) == 0 { // copies are in C order here, not always in NumPy
			assert.Equal(t, w.C, v.IsC(), name)
			assert.Equal(t, w.F, v.IsF(), name)
			for k := range w.Strides { // NumPy's strides of axes of length 1 are arbitrary
				if w.Shape[k] > 1 {
					assert.Equal(t, w.Strides[k], v.Strides()[k], name)
				}
			}
		}
		if c.Set != nil {
			items := make([]Index, len(c.Items))
			for i := range items {
				items[i] = c.Items[i].index()
			}
			src := Empty(dtype.Int16, w.Shape...)
			data, err := Data[int16](src)
			require.NoError(t, err)
			for k := range data {
				data[k] = int16(1000 + k)
			}
			require.NoError(t, a.SetIndex(src, items...), name)
			got, err := Data[int16](a)
			require.NoError(t, err)
			assert.Equal(t, c.Set, got, name)
		}
	}
}

// TestBothNotations holds the two ways to write an index against each other.
func TestBothNotations(t *testing.T) {
	a := base([]int{4, 5, 6})
	for _, c := range []struct {
		text  string
		items []Index
	}{
		{"1:-1:2, ..., ::-1", []Index{From(1).To(-1).Step(2), Ellipsis, All.Step(-1)}},
		{"None, 3, :2", []Index{NewAxis, Int(3), To(2)}},
		{" : , newaxis, -1, ", []Index{All, NewAxis, Int(-1)}},
		{"::, None:None:2", []Index{All, All.Step(2)}},
		{"+1 : -12345678901 :-1,\t:None: ", []Index{From(1).To(-5).Step(-1), All}},
	} {
		v, w := a.Slice(c.text), a.Index(c.items...)
		require.NoError(t, v.Err(), c.text)
		assert.Equal(t, v.Raw(), w.Raw(), c.text)
	}
	for _, bad := range []string{"", "a", "1,,2", "1:2:3:4", "1.5", ",", "::0", "0,0,0,0", "..., ...", "99", ":x", "1 2", "-", "None None", "1:2:3:", "....", "99999999999999999999", "Non", "1:2 3", "newaxisx", "--1"} {
		assert.ErrorIs(t, a.Slice(bad).Err(), ErrIndex, bad)
	}
	assert.ErrorIs(t, a.Index(All.Step(0)).Err(), ErrIndex)
	assert.ErrorIs(t, a.Index(nil).Err(), ErrIndex)
	assert.ErrorIs(t, a.At(1, 2, 3, 4).Err(), ErrIndex)
	assert.EqualError(t, a.At(1, -6).Err(), "At: index -6 is out of bounds for axis 1 with length 5")
}

func TestCopies(t *testing.T) {
	a := base([]int{3, 4, 5}).Transpose(2, 0, 1).Slice("::-1, :, ::2")
	want, err := ToSlice[int16](a)
	require.NoError(t, err)
	assert.Equal(t, int16(4), want[0])
	for name, c := range map[string]*Array{"Copy": a.Copy(), "CopyF": a.CopyF(), "CopyLike": a.CopyLike()} {
		got, err := ToSlice[int16](c)
		require.NoError(t, err)
		assert.Equal(t, want, got, name)
		assert.False(t, MayShareMemory(a, c), name)
	}
	assert.True(t, a.Copy().IsC())
	assert.True(t, a.CopyF().IsF())
	assert.Equal(t, []int{2, 20, 10}, mustOrder(a.CopyLike().Strides(), a.Strides()))
}

// mustOrder returns got if its strides rank as those of want, else nil.
func mustOrder(got, want []int) []int {
	for i := range got {
		for j := range got {
			if got[i] < got[j] != (magnitude(want[i]) < magnitude(want[j])) {
				return nil
			}
		}
	}
	return got
}

// TestCopyEverySize copies through every element size and many layouts, and
// compares with a loop over indices.
func TestCopyEverySize(t *testing.T) {
	for _, size := range []int{1, 2, 4, 8, 16} {
		d := map[int]dtype.DType{1: dtype.Uint8, 2: dtype.Uint16, 4: dtype.Float32, 8: dtype.Complex64, 16: dtype.Complex128}[size]
		bytes := make([]byte, 70*67*3*size+1)
		for i := range bytes {
			bytes[i] = byte(i * 7)
		}
		for _, misaligned := range []int{0, 1} {
			a := FromBytes(bytes, d, []int{70, 67, 3}, nil, misaligned)
			require.NoError(t, a.Err())
			for _, v := range []*Array{a, a.T(), a.Transpose(1, 0, 2), a.Transpose(2, 0, 1), a.Flip(), a.Slice("::3, 5:, ::-2").T(), a.Slice("0").BroadcastTo(4, 67, 3)} {
				c := v.Copy()
				require.NoError(t, c.Err())
				all, err := offsets("test", v.shape(), v.strides())
				require.NoError(t, err)
				for i, off := range all {
					from, to := unsafe.Slice((*byte)(v.at(off)), size), unsafe.Slice((*byte)(c.at(i*size)), size)
					require.Equal(t, from, to)
				}
			}
		}
	}
}

func TestAssign(t *testing.T) {
	a := base([]int{10})
	require.NoError(t, a.Slice("1:").Assign(a.Slice(":-1")))
	got, _ := ToSlice[int16](a)
	assert.Equal(t, []int16{0, 0, 1, 2, 3, 4, 5, 6, 7, 8}, got)

	a = base([]int{6})
	require.NoError(t, a.Assign(a.Flip()))
	got, _ = ToSlice[int16](a)
	assert.Equal(t, []int16{5, 4, 3, 2, 1, 0}, got)

	a = base([]int{2, 3})
	require.NoError(t, a.Assign(a.Slice("1")), "overlap through a broadcast")
	got, _ = ToSlice[int16](a)
	assert.Equal(t, []int16{3, 4, 5, 3, 4, 5}, got)

	require.NoError(t, a.Slice(":, 1").Fill(-7))
	got, _ = ToSlice[int16](a)
	assert.Equal(t, []int16{3, -7, 5, 3, -7, 5}, got)

	assert.ErrorIs(t, a.ReadOnly().Fill(1), ErrReadOnly)
	assert.ErrorIs(t, a.BroadcastTo(5, 2, 3).Fill(1), ErrReadOnly)
	assert.ErrorIs(t, a.Fill(40000), ErrOverflow)
	assert.ErrorIs(t, a.Fill("1"), ErrDType)
	assert.ErrorIs(t, a.Assign(Zeros(dtype.Int8, 3)), ErrDType)
	assert.ErrorIs(t, a.Assign(Zeros(dtype.Int16, 2)), ErrShape)
	assert.EqualError(t, a.Assign(Failed(fmt.Errorf("x"))), "x")
	assert.Error(t, a.Assign(nil))
	assert.ErrorIs(t, a.SetIndex(Zeros(dtype.Int16, 9), Int(0)), ErrShape)
}

func TestTypedAccess(t *testing.T) {
	s := []float32{1, 2, 3, 4, 5, 6}
	a := FromSlice(s, 2, 3)
	d, err := Data[float32](a)
	require.NoError(t, err)
	assert.Same(t, &s[0], &d[0])
	v, err := At[float32](a, 1, -1)
	require.NoError(t, err)
	assert.Equal(t, float32(6), v)
	require.NoError(t, SetAt(a, float32(9), -1, 0))
	assert.Equal(t, float32(9), s[3])

	_, err = At[float64](a, 0, 0)
	assert.EqualError(t, err, "At: the array has float32 elements, not float64: ask for float32, or convert it with AsType")
	_, err = At[float32](a, 0)
	assert.ErrorIs(t, err, ErrIndex)
	_, err = At[float32](a, 0, 3)
	assert.ErrorIs(t, err, ErrIndex)
	_, err = Data[float32](a.T())
	assert.ErrorIs(t, err, ErrLayout)
	_, err = Data[float32](a.ReadOnly())
	assert.ErrorIs(t, err, ErrReadOnly)
	assert.ErrorIs(t, SetAt(a.ReadOnly(), float32(0), 0, 0), ErrReadOnly)
	_, err = Item[float32](a)
	assert.ErrorIs(t, err, ErrShape)
	one, err := Item[float32](a.Slice("1:, 2:"))
	require.NoError(t, err)
	assert.Equal(t, float32(6), one)
	boxed, err := a.Item(0, 1)
	require.NoError(t, err)
	assert.Equal(t, float32(2), boxed)

	seq, err := Values[float32](a.T())
	require.NoError(t, err)
	var got []float32
	for v := range seq {
		got = append(got, v)
		if len(got) == 5 {
			break
		}
	}
	assert.Equal(t, []float32{1, 9, 2, 5, 3}, got)

	odd := FromBytes([]byte{0, 1, 2, 255}, dtype.Bool, []int{4}, nil, 0)
	flags, err := ToSlice[bool](odd)
	require.NoError(t, err)
	assert.Equal(t, []bool{false, true, true, true}, flags)
	b, err := At[bool](odd, 2)
	require.NoError(t, err)
	assert.True(t, b == true, "a foreign 2 becomes Go's true")

	off := FromBytes(make([]byte, 17), dtype.Float64, []int{2}, nil, 1)
	assert.False(t, off.Aligned())
	_, err = Data[float64](off)
	assert.ErrorIs(t, err, ErrLayout)
}

func TestViewAs(t *testing.T) {
	a := FromSlice([]uint32{0x3f800000, 0x40000000}, 2)
	f, err := ToSlice[float32](a.View(dtype.Float32))
	require.NoError(t, err)
	assert.Equal(t, []float32{1, 2}, f)
	assert.Equal(t, []int{8}, a.View(dtype.Uint8).Shape())
	assert.Equal(t, []int{1}, a.View(dtype.Uint64).Shape())
	assert.ErrorIs(t, a.View(dtype.Complex128).Err(), ErrShape)
	assert.ErrorIs(t, a.Flip().View(dtype.Uint8).Err(), ErrLayout)
	assert.ErrorIs(t, a.At(0).View(dtype.Uint8).Err(), ErrShape)

	c := FromSlice([]complex128{1 + 2i, 3 + 4i})
	re, _ := ToSlice[float64](c.Real())
	im, _ := ToSlice[float64](c.Imag())
	assert.Equal(t, []float64{1, 3}, re)
	assert.Equal(t, []float64{2, 4}, im)
	assert.Same(t, a, a.Real())
	assert.ErrorIs(t, a.Imag().Err(), ErrDType)
}

func TestSharesMemory(t *testing.T) {
	a := base([]int{12, 12})
	for _, c := range []struct {
		x, y   string
		shares bool
	}{
		{"::2", "1::2", false}, {":, ::2", ":, 1::2", false}, {"::2", "::3", true}, {":6", "6:", false},
		{":, ::3", ":, 1::3", false}, {"::-1", ":", true}, {"2, :4", "2, 4:", false}, {":, :4", ":, 3:5", true},
	} {
		got, err := SharesMemory(a.Slice(c.x), a.Slice(c.y))
		require.NoError(t, err)
		assert.Equal(t, c.shares, got, "%s and %s", c.x, c.y)
	}
	z := FromSlice([]complex128{1, 2, 3})
	got, err := SharesMemory(z.Real(), z.Imag())
	require.NoError(t, err)
	assert.False(t, got)
	assert.True(t, MayShareMemory(z.Real(), z.Imag()))
	shared, exact := Overlap(z.Real(), z.Imag(), 0)
	assert.True(t, shared && !exact)
}

func BenchmarkViews(b *testing.B) {
	a := base([]int{20, 30, 4})
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"Slice", func() { sink = a.Slice("1:-1, ::2") }},
		{"Index", func() { sink = a.Index(From(1).To(-1), All.Step(2)) }},
		{"At", func() { sink = a.At(3) }},
		{"T", func() { sink = a.T() }},
		{"Reshape", func() { sink = a.Reshape(20, -1) }},
		{"BroadcastTo", func() { sink = a.BroadcastTo(20, 30, 4) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.f()
			}
		})
	}
	b.Run("At[T]", func(b *testing.B) {
		b.ReportAllocs()
		var sum int16
		for b.Loop() {
			v, _ := At[int16](a, 3, 4, 1)
			sum += v
		}
	})
	big := Zeros(dtype.Float64, 1000, 1000)
	b.Run("Transposed1e6", func(b *testing.B) {
		for b.Loop() {
			sink = big.T().Copy()
		}
	})
	b.Run("Strided5e5", func(b *testing.B) {
		for b.Loop() {
			sink = big.Slice(":, ::2").Copy()
		}
	})
}
