// SPDX-License-Identifier: BSD-3-Clause

package dlpack_test

import (
	"runtime"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/interop/dlpack"
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

func TestLayoutIsThatOfC(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) != 8 {
		t.Log("the figures below are those of 64-bit machines; cdlpack compares with the C compiler on all")
		return
	}
	var (
		x dlpack.DLTensor
		m dlpack.DLManagedTensor
		v dlpack.DLManagedTensorVersioned
		e dlpack.DLPackExchangeAPI
	)
	assert.Equal(t, []uintptr{0, 8, 16, 20, 24, 32, 40, 48}, []uintptr{
		unsafe.Offsetof(x.Data), unsafe.Offsetof(x.Device), unsafe.Offsetof(x.NDim), unsafe.Offsetof(x.DType),
		unsafe.Offsetof(x.Shape), unsafe.Offsetof(x.Strides), unsafe.Offsetof(x.ByteOffset), unsafe.Sizeof(x)})
	assert.Equal(t, []uintptr{0, 48, 56, 64}, []uintptr{
		unsafe.Offsetof(m.Tensor), unsafe.Offsetof(m.ManagerCtx), unsafe.Offsetof(m.Deleter), unsafe.Sizeof(m)})
	assert.Equal(t, []uintptr{0, 8, 16, 24, 32, 80}, []uintptr{
		unsafe.Offsetof(v.Version), unsafe.Offsetof(v.ManagerCtx), unsafe.Offsetof(v.Deleter), unsafe.Offsetof(v.Flags),
		unsafe.Offsetof(v.Tensor), unsafe.Sizeof(v)})
	assert.Equal(t, uintptr(16+5*8), unsafe.Sizeof(e))
}

func TestTypeCodes(t *testing.T) {
	want := map[dtype.DType]dlpack.DLDataType{
		dtype.Bool: {Code: 6, Bits: 8, Lanes: 1}, dtype.Int8: {Code: 0, Bits: 8, Lanes: 1}, dtype.Int16: {Code: 0, Bits: 16, Lanes: 1},
		dtype.Int32: {Code: 0, Bits: 32, Lanes: 1}, dtype.Int64: {Code: 0, Bits: 64, Lanes: 1}, dtype.Uint8: {Code: 1, Bits: 8, Lanes: 1},
		dtype.Uint16: {Code: 1, Bits: 16, Lanes: 1}, dtype.Uint32: {Code: 1, Bits: 32, Lanes: 1}, dtype.Uint64: {Code: 1, Bits: 64, Lanes: 1},
		dtype.Float8E4M3FN: {Code: 10, Bits: 8, Lanes: 1}, dtype.Float8E5M2: {Code: 12, Bits: 8, Lanes: 1},
		dtype.Float16: {Code: 2, Bits: 16, Lanes: 1}, dtype.BFloat16: {Code: 4, Bits: 16, Lanes: 1}, dtype.Float32: {Code: 2, Bits: 32, Lanes: 1},
		dtype.Float64: {Code: 2, Bits: 64, Lanes: 1}, dtype.Complex64: {Code: 5, Bits: 64, Lanes: 1}, dtype.Complex128: {Code: 5, Bits: 128, Lanes: 1},
	}
	for _, d := range dtype.All() {
		assert.Equal(t, want[d], dlpack.TypeOf(d), d)
		if d.Kind().Time() {
			_, err := dlpack.Export(ndarray.Zeros(d.In(dtype.Second), 3), dlpack.Request{})
			assert.ErrorContains(t, err, "DLPack has no type for "+d.String()+"[s]")
			continue
		}
		assert.Equal(t, d, want[d].DType(), d)
	}
	assert.Equal(t, dlpack.TypeCode(17), dlpack.Float4E2M1FN)
	assert.Equal(t, "float4_e2m1fn", dlpack.Float4E2M1FN.String())
	assert.Equal(t, "TypeCode(18)", dlpack.TypeCode(18).String())
	assert.Equal(t, dtype.Invalid, dlpack.DLDataType{Code: dlpack.Bool, Bits: 1, Lanes: 1}.DType())
}

// TestRoundTrip sends arrays of every type and layout through both structs.
func TestRoundTrip(t *testing.T) {
	for _, d := range dtype.All() {
		if d.Kind().Time() {
			continue // see TestTypeCodes
		}
		for name, a := range map[string]*ndarray.Array{
			"2-d":        ndarray.Zeros(d, 3, 4),
			"transposed": ndarray.Zeros(d, 3, 4).T(),
			"reversed":   ndarray.Zeros(d, 6).Slice("::-2"),
			"broadcast":  ndarray.Zeros(d, 1, 3).BroadcastTo(5, 3),
			"0-d":        ndarray.Zeros(d),
			"empty":      ndarray.Zeros(d, 0, 5),
		} {
			before := dlpack.Live()
			e, err := dlpack.Export(a, dlpack.Request{MaxVersion: dlpack.DLPackVersion{Major: 1, Minor: 1}})
			require.NoError(t, err)
			m, err := e.Versioned(7, 0)
			require.NoError(t, err)
			assert.Equal(t, dlpack.DLPackVersion{Major: 1, Minor: 1}, m.Version)
			assert.EqualValues(t, 7, m.ManagerCtx)
			assert.Equal(t, a.NDim() == 0, m.Tensor.Shape == nil, "%v %s", d, name)
			assert.Equal(t, a.NDim() == 0, m.Tensor.Strides == nil)
			assert.Equal(t, a.Size() == 0, m.Tensor.Data == 0)
			assert.Equal(t, before+1, dlpack.Live())
			b := dlpack.FromVersioned(m, e.Release)
			require.NoError(t, b.Err(), "%v %s", d, name)
			assert.Equal(t, d, b.DType())
			assert.Equal(t, a.Shape(), b.Shape())
			if a.Size() > 0 {
				assert.Equal(t, a.Strides(), b.Strides())
				assert.Equal(t, a.Pointer(), b.Pointer())
			}
			assert.Equal(t, a.Writeable(), b.Writeable(), name)
			b.Owner().Release()
			b.Owner().Release()
			assert.Equal(t, before, dlpack.Live())

			if !a.Writeable() {
				continue
			}
			e, err = dlpack.Export(a, dlpack.Request{})
			require.NoError(t, err)
			legacy, err := e.Managed(0, 0)
			require.NoError(t, err)
			b = dlpack.FromManaged(legacy, false, e.Release)
			require.NoError(t, b.Err())
			assert.False(t, b.Writeable(), "a legacy tensor is read-only unless the caller says otherwise")
			b.Owner().Release()
			assert.Equal(t, before, dlpack.Live())
		}
	}
}

func TestFlags(t *testing.T) {
	v1 := dlpack.DLPackVersion{Major: 1}
	a := ndarray.FromSlice([]float32{1, 2, 3}).ReadOnly()
	e, err := dlpack.Export(a, dlpack.Request{MaxVersion: v1})
	require.NoError(t, err)
	assert.Equal(t, dlpack.ReadOnly, e.Flags())
	m, err := e.Versioned(0, 0)
	require.NoError(t, err)
	b := dlpack.FromVersioned(m, e.Release)
	assert.False(t, b.Writeable())
	b.Owner().Release()

	e, err = dlpack.Export(a, dlpack.Request{MaxVersion: v1, Copy: dlpack.CopyAlways})
	require.NoError(t, err)
	assert.Equal(t, dlpack.IsCopied, e.Flags())
	assert.NotEqual(t, a.Pointer(), e.Array().Pointer())
	e.Release()

	e, err = dlpack.Export(a, dlpack.Request{MaxVersion: dlpack.DLPackVersion{Major: 2, Minor: 7}, Device: dlpack.DLDevice{Type: dlpack.CPU}})
	require.NoError(t, err)
	assert.Equal(t, dlpack.DLPackVersion{Major: 1, Minor: 3}, e.Version(), "the producer answers with its own newest version")
	e.Release()

	// A copy of what DLPack can't describe: a field of 4 bytes every 6.
	odd := ndarray.FromBytes(make([]byte, 24), dtype.Int16, []int{3}, []int{7}, 0)
	e, err = dlpack.Export(odd, dlpack.Request{})
	require.NoError(t, err)
	assert.Equal(t, dlpack.IsCopied, e.Flags())
	e.Release()
}

func TestExportRefusals(t *testing.T) {
	v1 := dlpack.DLPackVersion{Major: 1}
	odd := ndarray.FromBytes(make([]byte, 24), dtype.Int16, []int{3}, []int{7}, 0)
	for _, c := range []struct {
		a    *ndarray.Array
		r    dlpack.Request
		want string
	}{
		{ndarray.Zeros(dtype.Int8, 2).ReadOnly(), dlpack.Request{},
			"dlpack.Export: a read-only array can't be exported to a consumer that knows no DLPack version: ask with MaxVersion 1.0 or later, or with CopyAlways"},
		{ndarray.Zeros(dtype.Int8, 2), dlpack.Request{Device: dlpack.DLDevice{Type: dlpack.CUDA, ID: 1}},
			"dlpack.Export: the array is on device CPU:0 and can't be exported to CUDA:1"},
		{odd, dlpack.Request{MaxVersion: v1, Copy: dlpack.CopyNever},
			"dlpack.Export: strides (7,) are no multiples of the 2 bytes of int16, and CopyNever forbids a copy"},
		{odd, dlpack.Request{Copy: 9},
			"dlpack.Export: Copy 9 is none of CopyIfNeeded, CopyAlways and CopyNever"},
		{ndarray.Zeros(dtype.Int8, -1), dlpack.Request{}, "Zeros: negative length in shape (-1,)"},
	} {
		_, err := dlpack.Export(c.a, c.r)
		assert.EqualError(t, err, c.want)
	}
	e, err := dlpack.Export(odd, dlpack.Request{})
	require.NoError(t, err)
	_, err = e.Versioned(0, 0)
	assert.EqualError(t, err, "dlpack.Versioned: the consumer asked for the struct without a version: use Managed")
	e.Release()
	e, err = dlpack.Export(odd, dlpack.Request{MaxVersion: v1})
	require.NoError(t, err)
	_, err = e.Managed(0, 0)
	assert.EqualError(t, err, "dlpack.Managed: the consumer asked for version 1.0: use Versioned")
	e.Release()
}

// memory is aligned and doesn't move.
var memory [8]float64

// tensor returns a tensor of float32 of shape (2, 3) over memory.
func tensor() *dlpack.DLManagedTensorVersioned {
	dims := []int64{2, 3, 3, 1}
	return &dlpack.DLManagedTensorVersioned{
		Version: dlpack.DLPackVersion{Major: 1, Minor: 0},
		Tensor: dlpack.DLTensor{
			Data: uintptr(unsafe.Pointer(&memory)), Device: dlpack.DLDevice{Type: dlpack.CPU}, NDim: 2,
			DType: dlpack.DLDataType{Code: dlpack.Float, Bits: 32, Lanes: 1}, Shape: &dims[0], Strides: &dims[2],
		},
	}
}

func TestImport(t *testing.T) {
	m := tensor()
	m.Tensor.Strides = nil
	m.Tensor.ByteOffset = 8
	a := dlpack.FromVersioned(m, nil)
	require.NoError(t, a.Err())
	assert.Equal(t, []int{12, 4}, a.Strides())
	assert.Equal(t, unsafe.Add(unsafe.Pointer(&memory), 8), a.Pointer())
	assert.True(t, a.Writeable())

	m = tensor()
	m.Tensor.Device = dlpack.DLDevice{Type: dlpack.CUDAHost}
	assert.NoError(t, dlpack.FromVersioned(m, nil).Err(), "pinned memory is the CPU's")

	m = tensor()
	m.Version.Minor = 99
	m.Flags = 1 << 40
	assert.NoError(t, dlpack.FromVersioned(m, nil).Err(), "a newer minor version and unknown flags don't change the layout")
}

func TestImportRefusals(t *testing.T) {
	many := make([]int64, 65)
	for name, c := range map[string]struct {
		change func(*dlpack.DLManagedTensorVersioned)
		want   string
	}{
		"major version": {func(m *dlpack.DLManagedTensorVersioned) {
			m.Version = dlpack.DLPackVersion{Major: 2, Minor: 1}
			m.Tensor.NDim, m.Tensor.Shape = 3, (*int64)(unsafe.Pointer(&many)) // not to be touched
		}, "the tensor is of DLPack 2.1; only major version 1 is known"},
		"foreign device": {func(m *dlpack.DLManagedTensorVersioned) { m.Tensor.Device = dlpack.DLDevice{Type: dlpack.CUDA, ID: 3} },
			"the tensor is on device (2, 3), which the CPU cannot read (CUDA:3); device='cpu' in Python, dl_device=(1, 0), asks its library for a copy in main memory, and if that was asked for, the library must be told in its own way"},
		"unknown device": {func(m *dlpack.DLManagedTensorVersioned) { m.Tensor.Device.Type = 99 },
			"the tensor is on device (99, 0), which the CPU cannot read (DeviceType(99):0); device='cpu' in Python, dl_device=(1, 0), asks its library for a copy in main memory, and if that was asked for, the library must be told in its own way"},
		"unknown type": {func(m *dlpack.DLManagedTensorVersioned) {
			m.Tensor.DType = dlpack.DLDataType{Code: 77, Bits: 8, Lanes: 1}
		},
			"the elements are TypeCode(77) of 8 bits, which is no element type here; there are " + elementTypes},
		"float of 8 bits": {func(m *dlpack.DLManagedTensorVersioned) {
			m.Tensor.DType = dlpack.DLDataType{Code: dlpack.Float8E5M2FNUZ, Bits: 8, Lanes: 1}
		},
			"the elements are float8_e5m2fnuz of 8 bits, which is no element type here; there are " + elementTypes},
		"lanes": {func(m *dlpack.DLManagedTensorVersioned) { m.Tensor.DType.Lanes = 4 },
			"the elements are float of 32 bits and 4 lanes; only one lane is supported: use a further axis"},
		"NULL data": {func(m *dlpack.DLManagedTensorVersioned) { m.Tensor.Data = 0 },
			"the data pointer is NULL, but shape (2, 3) has elements"},
		"NULL shape": {func(m *dlpack.DLManagedTensorVersioned) { m.Tensor.Shape = nil },
			"the tensor has 2 axes, but its shape is NULL"},
		"negative axes": {func(m *dlpack.DLManagedTensorVersioned) { m.Tensor.NDim = -1 },
			"the tensor has -1 axes, a negative number"},
		"65 axes": {func(m *dlpack.DLManagedTensorVersioned) {
			m.Tensor.NDim, m.Tensor.Shape, m.Tensor.Strides = 65, &many[0], nil
		}, "the tensor has 65 axes, the most is 64"},
		"negative length": {func(m *dlpack.DLManagedTensorVersioned) { *m.Tensor.Shape = -2 },
			"negative length -2 of axis 0"},
		"size that overflows": {func(m *dlpack.DLManagedTensorVersioned) {
			m.Tensor.Shape, m.Tensor.Strides = &[]int64{1 << 40, 1 << 40}[0], nil
		}, "a tensor of shape (1099511627776, 1099511627776) is larger than the address space"},
		"strides that overflow": {func(m *dlpack.DLManagedTensorVersioned) {
			m.Tensor.Strides = &[]int64{1 << 62, 1}[0]
			m.Tensor.Data = 4096
		}, "a tensor of shape (2, 3) with strides (4611686018427387904, 1) of float32 at address 0x1000 leaves the address space"},
		"strides below 0": {func(m *dlpack.DLManagedTensorVersioned) {
			m.Tensor.Strides = &[]int64{-2000, 1}[0]
			m.Tensor.Data = 4096
		}, "a tensor of shape (2, 3) with strides (-2000, 1) of float32 at address 0x1000 leaves the address space"},
		"byte_offset that overflows": {func(m *dlpack.DLManagedTensorVersioned) {
			m.Tensor.Data, m.Tensor.ByteOffset = 4096, ^uint64(0)
		}, "byte_offset 18446744073709551615 from address 0x1000 is beyond the address space"},
		"misaligned": {func(m *dlpack.DLManagedTensorVersioned) { m.Tensor.Data, m.Tensor.ByteOffset = 4096, 2 },
			"the elements at address 0x1002 are misaligned: float32 needs a multiple of 4 bytes; copy them to aligned memory"},
	} {
		m := tensor()
		c.change(m)
		released := 0
		a := dlpack.FromVersioned(m, func() { released++ })
		assert.EqualError(t, a.Err(), "dlpack.FromVersioned: "+c.want, name)
		assert.Equal(t, 1, released, "%s: a refused tensor is given back, once", name)
		if m.Version.Major == 1 {
			released = 0
			a = dlpack.FromManaged(&dlpack.DLManagedTensor{Tensor: m.Tensor}, true, func() { released++ })
			assert.EqualError(t, a.Err(), "dlpack.FromManaged: "+c.want, name)
			assert.Equal(t, 1, released, name)
		}
	}
	assert.EqualError(t, dlpack.FromVersioned(nil, nil).Err(), "dlpack.FromVersioned: the tensor is NULL")
	assert.EqualError(t, dlpack.FromManaged(nil, false, nil).Err(), "dlpack.FromManaged: the tensor is NULL")
}

// TestReleasedWithLastView drops an import with views and waits for the
// collector.
func TestReleasedWithLastView(t *testing.T) {
	done := make(chan int, 4)
	v := dlpack.FromVersioned(tensor(), func() { done <- 1 }).Slice("1").Slice("::-1")
	require.NoError(t, v.Err())
	runtime.GC()
	select {
	case <-done:
		t.Fatal("released while a view is alive")
	case <-time.After(20 * time.Millisecond):
	}
	runtime.KeepAlive(v)
	for deadline := time.Now().Add(10 * time.Second); len(done) == 0 && time.Now().Before(deadline); {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	assert.Len(t, done, 1, "released once after the last view is gone")
}

func TestReleaseOnceFromManyGoroutines(t *testing.T) {
	before := dlpack.Live()
	for range 100 {
		e, err := dlpack.Export(ndarray.Zeros(dtype.Int32, 4), dlpack.Request{})
		require.NoError(t, err)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(e.Release)
		}
		wg.Wait()
		assert.Nil(t, e.Array())
	}
	assert.Equal(t, before, dlpack.Live())
}

func TestExportKeepsForgottenLoans(t *testing.T) {
	before := dlpack.Live()
	var address, loan uintptr
	func() {
		e, err := dlpack.Export(ndarray.FromSlice([]int64{11, 22}), dlpack.Request{MaxVersion: dlpack.Current})
		require.NoError(t, err)
		m, err := e.Versioned(0, 0)
		require.NoError(t, err)
		address, loan = uintptr(unsafe.Pointer(m)), uintptr(unsafe.Pointer(e))
	}()
	for range 3 {
		runtime.GC()
		_ = make([]byte, 1<<20)
	}
	m := *(**dlpack.DLManagedTensorVersioned)(unsafe.Pointer(&address))
	a := dlpack.FromVersioned(m, nil)
	v, err := ndarray.ToSlice[int64](a)
	require.NoError(t, err)
	assert.Equal(t, []int64{11, 22}, v)
	assert.Equal(t, before+1, dlpack.Live(), "the leak counter shows it")
	(*(**dlpack.Exported)(unsafe.Pointer(&loan))).Release()
	assert.Equal(t, before, dlpack.Live())
}

// FuzzImport feeds tensors with arbitrary numbers over 64 bytes: no panic, and
// the release runs once if the tensor is refused, and not yet if it isn't.
func FuzzImport(f *testing.F) {
	f.Add(uint32(1), int32(2), int64(2), int64(3), int64(3), int64(1), true, uint64(0), uint8(2), uint8(32), uint16(1), int32(1), uint64(0))
	f.Add(uint32(1), int32(1), int64(8), int64(0), int64(-1), int64(0), true, uint64(56), uint8(5), uint8(64), uint16(1), int32(3), uint64(1))
	f.Add(uint32(2), int32(-1), int64(-8), int64(1<<62), int64(-1<<63), int64(1<<62), false, uint64(1<<63), uint8(6), uint8(1), uint16(0), int32(2), uint64(7))
	f.Fuzz(func(t *testing.T, major uint32, ndim int32, n0, n1, s0, s1 int64, strides bool, offset uint64, code, bits uint8, lanes uint16, device int32, flags uint64) {
		dims := make([]int64, 64)
		steps := make([]int64, 64)
		for i := range dims {
			dims[i], steps[i] = 1, s1
		}
		dims[0], dims[1], steps[0] = n0, n1, s0
		m := &dlpack.DLManagedTensorVersioned{Version: dlpack.DLPackVersion{Major: major}, Flags: dlpack.Flags(flags), Tensor: dlpack.DLTensor{
			Data: uintptr(unsafe.Pointer(&memory)), NDim: ndim, Shape: &dims[0], ByteOffset: offset, Device: dlpack.DLDevice{Type: dlpack.DeviceType(device)},
			DType: dlpack.DLDataType{Code: dlpack.TypeCode(code), Bits: bits, Lanes: lanes}}}
		if strides {
			m.Tensor.Strides = &steps[0]
		}
		released := 0
		a := dlpack.FromVersioned(m, func() { released++ })
		if a.Err() != nil {
			if released != 1 {
				t.Fatalf("released %d times: %v", released, a.Err())
			}
			return
		}
		if released != 0 {
			t.Fatal("released though it was taken")
		}
		if lo, hi := a.Bounds(); lo > hi || hi-lo < uintptr(min(a.Size(), 1)) {
			t.Fatalf("bounds %#x %#x", lo, hi)
		}
		if want := flags&1 != 0; a.Writeable() == want {
			t.Fatalf("read-only is %v", want)
		}
		a.Owner().Release()
		if released != 1 {
			t.Fatalf("released %d times", released)
		}
	})
}

// A loan keeps the memory of an array that is released meanwhile.
func TestReleasedArrayStaysForTheLoan(t *testing.T) {
	const n = 10_000
	a := ndarray.Full(1.5, n)
	e, err := dlpack.Export(a, dlpack.Request{})
	require.NoError(t, err)
	defer e.Release()
	a.Release()
	for i := range 4 {
		runtime.GC()
		b := ndarray.Full(float64(i), n)
		require.NotEqual(t, e.Array().Pointer(), b.Pointer())
		b.Release()
	}
	at := e.Tensor().Data
	assert.Equal(t, 1.5, *(*float64)(*(*unsafe.Pointer)(unsafe.Pointer(&at))))
}

// elementTypes is what the message about an unknown type lists.
const elementTypes = "bool of 8 bits, int of 8 bits, int of 16 bits, int of 32 bits, int of 64 bits, uint of 8 bits, uint of 16 bits, uint of 32 bits, uint of 64 bits, " +
	"float8_e4m3fn of 8 bits, float8_e5m2 of 8 bits, float of 16 bits, bfloat of 16 bits, float of 32 bits, float of 64 bits, complex of 64 bits, complex of 128 bits"
