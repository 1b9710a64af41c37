// SPDX-License-Identifier: BSD-3-Clause

package arrayinterface_test

import (
	"encoding/json"
	"runtime"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/interop/arrayinterface"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// native is the letter of this machine's byte order.
func native() string { return arrayinterface.Typestr(dtype.Float64)[:1] }

func TestRoundTripOfEveryType(t *testing.T) {
	for _, d := range dtype.All() {
		for name, a := range map[string]*ndarray.Array{
			"2-d":        ndarray.Zeros(d, 3, 4),
			"transposed": ndarray.Zeros(d, 3, 4).T(),
			"reversed":   ndarray.Zeros(d, 6).Slice("::-2"),
			"0-d":        ndarray.Zeros(d),
			"empty":      ndarray.Zeros(d, 0, 5),
			"read-only":  ndarray.Zeros(d, 2).ReadOnly(),
		} {
			i, err := arrayinterface.Of(a)
			require.NoError(t, err)
			text, err := json.Marshal(i)
			require.NoError(t, err)
			var back arrayinterface.Interface
			require.NoError(t, json.Unmarshal(text, &back))
			assert.Equal(t, *i, back)
			released := 0
			b := back.FromPointer(func() { released++ })
			require.NoError(t, b.Err(), "%v %s", d, name)
			assert.Equal(t, d, b.DType(), name)
			assert.Equal(t, a.Shape(), b.Shape())
			if a.Size() > 0 {
				assert.Equal(t, a.Strides(), b.Strides(), name)
				assert.Equal(t, a.Pointer(), b.Pointer(), "%v %s", d, name)
			}
			assert.Equal(t, a.Writeable(), b.Writeable())
			b.Owner().Release()
			assert.Equal(t, 1, released)
			runtime.KeepAlive(a)
		}
	}
}

func TestSharedMemory(t *testing.T) {
	x := ndarray.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	i, err := arrayinterface.Of(x.T())
	require.NoError(t, err)
	y := i.FromPointer(func() { runtime.KeepAlive(x) })
	require.NoError(t, ndarray.SetAt(y, 50.0, 2, 1))
	v, err := ndarray.At[float64](x, 1, 2)
	require.NoError(t, err)
	assert.Equal(t, 50.0, v)
}

func TestWithinBytes(t *testing.T) {
	b := make([]byte, 64)
	in := func(change func(*arrayinterface.Interface)) *ndarray.Array {
		i := &arrayinterface.Interface{Shape: []int{2, 3}, Typestr: native() + "i4", Version: 3}
		change(i)
		return i.FromBytes(b)
	}
	assert.NoError(t, in(func(i *arrayinterface.Interface) {}).Err())
	assert.NoError(t, in(func(i *arrayinterface.Interface) { i.Offset = 40 }).Err())
	assert.NoError(t, in(func(i *arrayinterface.Interface) { i.Strides = []int{-12, 4}; i.Offset = 12 }).Err())
	assert.NoError(t, in(func(i *arrayinterface.Interface) { i.Typestr = "=i4" }).Err())
	a := in(func(i *arrayinterface.Interface) {
		i.Data = &arrayinterface.Data{Pointer: uintptr(unsafe.Pointer(&b[8])), ReadOnly: true}
	})
	require.NoError(t, a.Err())
	assert.Equal(t, unsafe.Pointer(&b[8]), a.Pointer())
	assert.False(t, a.Writeable())
}

// buffer is aligned memory.
var buffer [8]uint64

func TestRefusals(t *testing.T) {
	b := unsafe.Slice((*byte)(unsafe.Pointer(&buffer)), 64)
	other := ">"
	if native() == ">" {
		other = "<"
	}
	lots := make([]int, 65)
	for i := range lots {
		lots[i] = 1
	}
	base := uintptr(unsafe.Pointer(&buffer))
	n := native()
	type I = arrayinterface.Interface
	for name, c := range map[string]struct {
		change func(*I)
		want   string
	}{
		"no typestr": {func(i *I) { i.Typestr = "" },
			`arrayinterface.FromBytes: the interface has no typestr: it is required, as in "<f8"`},
		"malformed typestr": {func(i *I) { i.Typestr = "float64" },
			`arrayinterface.FromBytes: typestr "float64" is malformed: it is a byte order (<, >, | or =), a kind (one of tbiufcmMOSUV) and a size in bytes, as "<f8"`},
		"size that is no number": {func(i *I) { i.Typestr = "<f-8" },
			`arrayinterface.FromBytes: typestr "<f-8" is malformed: it is a byte order (<, >, | or =), a kind (one of tbiufcmMOSUV) and a size in bytes, as "<f8"`},
		"unknown type": {func(i *I) { i.Typestr = "<M8[x]" },
			`arrayinterface.FromBytes: typestr "<M8[x]" is no element type here; there are bool, integers of 1 to 8 bytes, floats of 2 to 8, complex numbers of 8 and 16, datetime64 and timedelta64 in a unit, and raw bytes (V) with one field that is named after a type: float8_e4m3fn, bfloat16`},
		"raw bytes": {func(i *I) { i.Typestr = "|V2" },
			`arrayinterface.FromBytes: typestr "|V2" is no element type here; there are bool, integers of 1 to 8 bytes, floats of 2 to 8, complex numbers of 8 and 16, datetime64 and timedelta64 in a unit, and raw bytes (V) with one field that is named after a type: float8_e4m3fn, bfloat16`},
		"other byte order": {func(i *I) { i.Typestr = other + "i4" },
			`arrayinterface.FromBytes: typestr "` + other + `i4" is in the other byte order than this machine's: convert it where it comes from, to "` + n + `i4"`},
		"no shape": {func(i *I) { i.Shape = nil },
			"arrayinterface.FromBytes: the interface has no shape: it is required; that of one element is []"},
		"negative shape": {func(i *I) { i.Shape = []int{2, -3} },
			"arrayinterface.FromBytes: negative length in shape (2, -3)"},
		"65 axes": {func(i *I) { i.Shape = lots },
			"arrayinterface.FromBytes: 65 axes, the most is 64"},
		"version": {func(i *I) { i.Version = 2 },
			"arrayinterface.FromBytes: version 2 of the array interface; only version 3 is known"},
		"strides of another length": {func(i *I) { i.Strides = []int{4} },
			"arrayinterface.FromBytes: 1 strides for the 2 axes of shape (2, 3)"},
		"too many elements": {func(i *I) { i.Shape = []int{3, 6} },
			"FromBytes: int32 of shape (3, 6) with strides (24, 4) at byte 0 leaves the memory of 64 bytes"},
		"strides that leave": {func(i *I) { i.Strides = []int{56, 4} },
			"FromBytes: int32 of shape (2, 3) with strides (56, 4) at byte 0 leaves the memory of 64 bytes"},
		"strides that leave below": {func(i *I) { i.Strides = []int{-12, 4}; i.Offset = 8 },
			"FromBytes: int32 of shape (2, 3) with strides (-12, 4) at byte 8 leaves the memory of 64 bytes"},
		"offset outside": {func(i *I) { i.Offset = 65 },
			"arrayinterface.FromBytes: offset 65 is outside the memory of 64 bytes"},
		"negative offset": {func(i *I) { i.Offset = -1 },
			"arrayinterface.FromBytes: offset -1 is outside the memory of 64 bytes"},
		"offset beside data": {func(i *I) { i.Offset = 4; i.Data = &arrayinterface.Data{Pointer: base} },
			"arrayinterface.FromBytes: offset 4 beside a data pointer: the offset is for data that is a buffer"},
		"NULL": {func(i *I) { i.Data = &arrayinterface.Data{} },
			"arrayinterface.FromBytes: the data pointer is NULL, but shape (2, 3) has elements"},
		"pointer below": {func(i *I) { i.Data = &arrayinterface.Data{Pointer: base - 4} },
			"arrayinterface.FromBytes: the data pointer is outside the memory of 64 bytes that it is said to be in"},
		"pointer above": {func(i *I) { i.Data = &arrayinterface.Data{Pointer: base + 65} },
			"arrayinterface.FromBytes: the data pointer is outside the memory of 64 bytes that it is said to be in"},
		"pointer too near the end": {func(i *I) { i.Data = &arrayinterface.Data{Pointer: base + 44} },
			"FromBytes: int32 of shape (2, 3) with strides (12, 4) at byte 44 leaves the memory of 64 bytes"},
		"misaligned pointer": {func(i *I) { i.Offset = 2 },
			"arrayinterface.FromBytes: the elements are misaligned: int32 needs addresses and strides that are multiples of 4 bytes; copy them to aligned memory"},
		"misaligned strides": {func(i *I) { i.Strides = []int{13, 4} },
			"arrayinterface.FromBytes: the elements are misaligned: int32 needs addresses and strides that are multiples of 4 bytes; copy them to aligned memory"},
		"descr of another type": {func(i *I) { i.Descr = []arrayinterface.Field{{Typestr: n + "f4"}} },
			`arrayinterface.FromBytes: descr contradicts typestr: it must be the single field "` + n + `i4" for elements of typestr "` + n + `i4"`},
		"descr of another size": {func(i *I) { i.Descr = []arrayinterface.Field{{Typestr: n + "i4"}, {Typestr: n + "i4"}} },
			`arrayinterface.FromBytes: descr contradicts typestr: its fields have 8 bytes, typestr "` + n + `i4" has 4`},
		"fields": {func(i *I) {
			i.Typestr = "|V8"
			i.Descr = []arrayinterface.Field{{Name: "a", Typestr: n + "i4"}, {Name: "b", Typestr: n + "i4"}}
		},
			"arrayinterface.FromBytes: elements of several fields are not supported: import each field by itself, with the strides of the whole"},
		"mask": {func(i *I) { i.Mask = &I{} },
			"arrayinterface.FromBytes: the array has a mask: import the mask by itself, and the values by WithoutMask"},
		"product that overflows": {func(i *I) { i.Shape = []int{1 << 40, 1 << 40} },
			"FromBytes: an array of int32 of shape (1099511627776, 1099511627776) is larger than the address space"},
	} {
		i := &I{Shape: []int{2, 3}, Typestr: n + "i4", Version: 3}
		c.change(i)
		assert.EqualError(t, i.FromBytes(b).Err(), c.want, name)
		released := 0
		err := i.FromForeign(ndarray.Foreign{Base: unsafe.Pointer(&buffer), Len: 64, Release: func() { released++ }}).Err()
		assert.Error(t, err, name)
		assert.Equal(t, 1, released, "%s: a refused interface gives its memory back", name)
	}
}

func TestPointerRefusals(t *testing.T) {
	i := &arrayinterface.Interface{Shape: []int{2}, Typestr: native() + "f8", Version: 3}
	released := 0
	err := i.FromPointer(func() { released++ }).Err()
	assert.EqualError(t, err, "arrayinterface.FromPointer: the interface has no data pointer: use FromBytes or FromForeign with the memory of the object")
	i.Data = &arrayinterface.Data{}
	err = i.FromPointer(func() { released++ }).Err()
	assert.EqualError(t, err, "arrayinterface.FromForeign: the data pointer is NULL, but shape (2,) has elements")
	i.Data = &arrayinterface.Data{Pointer: 4096}
	i.Shape = []int{1 << 62, 2}
	err = i.FromPointer(func() { released++ }).Err()
	assert.EqualError(t, err, "arrayinterface.FromPointer: shape (4611686018427387904, 2) of float64 with strides () at address 0x1000 is larger than the address space")
	i.Shape, i.Strides = []int{100}, []int{-8}
	i.Data.Pointer = 64
	err = i.FromPointer(func() { released++ }).Err()
	assert.EqualError(t, err, "arrayinterface.FromPointer: shape (100,) of float64 with strides (-8,) at address 0x40 is larger than the address space")
	assert.Equal(t, 4, released)
}

func TestMask(t *testing.T) {
	x := ndarray.FromSlice([]int32{1, 2, 3, 4}, 2, 2)
	m := ndarray.FromSlice([]bool{true, false})
	i, err := arrayinterface.OfMasked(x, m)
	require.NoError(t, err)
	mask := i.Mask.FromPointer(nil)
	require.NoError(t, mask.Err())
	assert.Equal(t, m.Pointer(), mask.Pointer())
	assert.Equal(t, dtype.Bool, mask.DType())
	assert.NoError(t, i.WithoutMask().FromPointer(nil).Err())
	assert.Error(t, i.FromPointer(nil).Err())

	_, err = arrayinterface.OfMasked(x, x)
	assert.EqualError(t, err, "arrayinterface.OfMasked: the mask has int32 elements, it must have bool")
	_, err = arrayinterface.OfMasked(m, ndarray.Zeros(dtype.Bool, 2, 2))
	assert.EqualError(t, err, "arrayinterface.OfMasked: the mask of shape (2, 2) doesn't broadcast to the array's shape (2,)")
	runtime.KeepAlive(x)
}

func TestJSONRefusals(t *testing.T) {
	for text, want := range map[string]string{
		`[1]`:                  `arrayinterface.UnmarshalJSON: the interface is a JSON array; it must be an object, as {"shape": [2], "typestr": "<f8"}`,
		`{"shape": 3}`:         "arrayinterface.UnmarshalJSON: shape is 3; it must be a list of lengths, as [2, 3]",
		`{"shape": [2.5]}`:     "arrayinterface.UnmarshalJSON: shape is [2.5]; it must be a list of lengths, as [2, 3]",
		`{"typestr": 8}`:       `arrayinterface.UnmarshalJSON: typestr is 8; it must be a string, as "<f8"`,
		`{"data": [1]}`:        "arrayinterface.UnmarshalJSON: data is [1]; it must be null or an address and whether it is read-only, as [4096, false]",
		`{"data": ["1", 0]}`:   `arrayinterface.UnmarshalJSON: data is ["1",0]; it must be null or an address and whether it is read-only, as [4096, false]`,
		`{"data": [-1, true]}`: "arrayinterface.UnmarshalJSON: data is [-1,true]; it must be null or an address and whether it is read-only, as [4096, false]",
		`{"strides": "4"}`:     `arrayinterface.UnmarshalJSON: strides is "4"; it must be null or a list of steps in bytes, as [24, 8]`,
		`{"descr": [["a"]]}`:   `arrayinterface.UnmarshalJSON: descr is [["a"]]; it must be a list of fields, as [["", "<f8"]]`,
		`{"mask": 1}`:          `arrayinterface.UnmarshalJSON: the interface is a JSON number; it must be an object, as {"shape": [2], "typestr": "<f8"}`,
	} {
		var i arrayinterface.Interface
		assert.EqualError(t, i.UnmarshalJSON([]byte(text)), want, text)
	}
}

func TestJSONOfNumPy(t *testing.T) {
	// json.dumps of what NumPy 2 exports for a structured array.
	text := `{"data": [94000, false], "strides": null, "descr": [["x", "<i4"], [["long", "y"], "<f4", [2]], ["z", [["p", "|i1"]]]],
		"typestr": "|V13", "shape": [2], "version": 3, "extra": null}`
	var i arrayinterface.Interface
	require.NoError(t, json.Unmarshal([]byte(text), &i))
	assert.Equal(t, []arrayinterface.Field{
		{Name: "x", Typestr: "<i4"},
		{Name: "y", Title: "long", Typestr: "<f4", Shape: []int{2}},
		{Name: "z", Descr: []arrayinterface.Field{{Name: "p", Typestr: "|i1"}}},
	}, i.Descr)
	again, err := json.Marshal(&i)
	require.NoError(t, err)
	var back arrayinterface.Interface
	require.NoError(t, json.Unmarshal(again, &back))
	assert.Equal(t, i, back)
	assert.EqualError(t, i.FromPointer(nil).Err(), "arrayinterface.FromPointer: elements of several fields are not supported: import each field by itself, with the strides of the whole")
}

// FuzzFromBytes feeds interfaces as JSON: no panic, and what is accepted lies
// within the memory.
func FuzzFromBytes(f *testing.F) {
	f.Add([]byte(`{"shape":[2,3],"typestr":"<i4","strides":[12,4],"version":3}`))
	f.Add([]byte(`{"shape":[4],"typestr":"<f8","strides":[-8],"offset":24,"version":3}`))
	f.Add([]byte(`{"shape":[0],"typestr":"|b1","data":[0,true],"version":3}`))
	f.Add([]byte(`{"shape":[9223372036854775807,2],"typestr":"<f2","strides":[-9223372036854775808,1],"version":3}`))
	f.Add([]byte(`{"shape":[1],"typestr":"<V2","descr":[["bfloat16","<V2"]],"version":3}`))
	b := unsafe.Slice((*byte)(unsafe.Pointer(&buffer)), 64)
	f.Fuzz(func(t *testing.T, text []byte) {
		var i arrayinterface.Interface
		if json.Unmarshal(text, &i) != nil {
			return
		}
		a := i.FromBytes(b)
		if a.Err() != nil || a.Size() == 0 {
			return
		}
		lo, hi := a.Bounds()
		first := uintptr(unsafe.Pointer(&buffer))
		if lo < first || hi > first+64 || lo >= hi {
			t.Fatalf("%s: accepted elements at %d to %d of 64 bytes", text, int(lo-first), int(hi-first))
		}
	})
}
