// SPDX-License-Identifier: BSD-3-Clause

//go:build !386 && !arm && !mips && !mipsle

package dlpack_test

import (
	"encoding/binary"
	"math"
	"math/big"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/arraygen/arraygen/interop/dlpack"
	"github.com/arraygen/arraygen/ndarray"
)

// foreign returns a copy of tensor in memory that the collector doesn't look
// into, as C's: pointers in it may be anything.
func foreign() *dlpack.DLManagedTensor {
	memory := make([]uint64, unsafe.Sizeof(dlpack.DLManagedTensor{})/8+1)
	m := (*dlpack.DLManagedTensor)(unsafe.Pointer(&memory[0]))
	m.Tensor = tensor().Tensor
	return m
}

// set makes a pointer a number.
func set(p **int64, address uintptr) { *(*uintptr)(unsafe.Pointer(p)) = address }

var kept [][]int64 // which m.Tensor doesn't

// Each field by itself, with what it must not be.
func TestCheckRefuses(t *testing.T) {
	dims := func(v ...int64) *int64 {
		kept = append(kept, v)
		return &v[0]
	}
	for name, c := range map[string]struct {
		change func(*dlpack.DLTensor)
		want   string
	}{
		"axes, negative":                {func(x *dlpack.DLTensor) { x.NDim = math.MinInt32 }, "negative number"},
		"axes, too many":                {func(x *dlpack.DLTensor) { x.NDim = math.MaxInt32 }, "the most is 64"},
		"shape, NULL":                   {func(x *dlpack.DLTensor) { x.Shape = nil }, "its shape is NULL"},
		"shape, small":                  {func(x *dlpack.DLTensor) { set(&x.Shape, 8) }, "no address"},
		"shape, misaligned":             {func(x *dlpack.DLTensor) { set(&x.Shape, 0x7f0000000004) }, "no address"},
		"shape, beyond":                 {func(x *dlpack.DLTensor) { set(&x.Shape, math.MaxUint-7) }, "no address"},
		"strides, small":                {func(x *dlpack.DLTensor) { set(&x.Strides, 16) }, "no address"},
		"length, negative":              {func(x *dlpack.DLTensor) { x.Shape = dims(2, -3) }, "negative length"},
		"length, least":                 {func(x *dlpack.DLTensor) { x.Shape = dims(math.MinInt64, 0) }, "negative length"},
		"product":                       {func(x *dlpack.DLTensor) { x.Shape, x.Strides = dims(1<<40, 1<<40), dims(0, 0) }, "more elements"},
		"product of bytes":              {func(x *dlpack.DLTensor) { x.Shape, x.Strides = dims(1<<61, 1), dims(0, 0) }, "more elements"},
		"product, without elements":     {func(x *dlpack.DLTensor) { x.NDim, x.Shape, x.Strides = 3, dims(1<<40, 1<<40, 0), dims(0, 0, 0) }, "more elements"},
		"product, no strides":           {func(x *dlpack.DLTensor) { x.Shape, x.Strides = dims(1<<40, 1<<40), nil }, "address space"},
		"stride":                        {func(x *dlpack.DLTensor) { x.Strides = dims(math.MaxInt64, 1) }, "address space"},
		"stride, least":                 {func(x *dlpack.DLTensor) { x.Strides = dims(math.MinInt64, 1) }, "address space"},
		"stride, down to below 0":       {func(x *dlpack.DLTensor) { x.Strides = dims(-1<<60, 1) }, "address space"},
		"strides that cancel":           {func(x *dlpack.DLTensor) { x.Strides = dims(1<<60, -1<<60) }, "address space"},
		"data, NULL":                    {func(x *dlpack.DLTensor) { x.Data = 0 }, "NULL"},
		"data, misaligned":              {func(x *dlpack.DLTensor) { x.Data++ }, "misaligned"},
		"data, at the end":              {func(x *dlpack.DLTensor) { x.Data = math.MaxUint - 3 }, "address space"},
		"data, in the upper half":       {func(x *dlpack.DLTensor) { x.Data = math.MaxInt + 1 }, "address space"},
		"byte_offset, most":             {func(x *dlpack.DLTensor) { x.ByteOffset = math.MaxUint64 }, "address space"},
		"byte_offset, 2^64-8":           {func(x *dlpack.DLTensor) { x.ByteOffset = math.MaxUint64 - 7 }, "address space"},
		"byte_offset, 2^63":             {func(x *dlpack.DLTensor) { x.ByteOffset = 1 << 63 }, "address space"},
		"byte_offset, just no overflow": {func(x *dlpack.DLTensor) { x.Data, x.ByteOffset = 16, math.MaxUint64-31 }, "address space"},
		"byte_offset, misaligned":       {func(x *dlpack.DLTensor) { x.ByteOffset = 2 }, "misaligned"},
		"lanes, none":                   {func(x *dlpack.DLTensor) { x.DType.Lanes = 0 }, "lanes"},
		"bits, none":                    {func(x *dlpack.DLTensor) { x.DType.Bits = 0 }, "no element type"},
		"code":                          {func(x *dlpack.DLTensor) { x.DType.Code = 255 }, "no element type"},
		"device":                        {func(x *dlpack.DLTensor) { x.Device.Type = 0 }, "cannot read"},
		"device, negative":              {func(x *dlpack.DLTensor) { x.Device.Type = -1 }, "cannot read"},
	} {
		m := foreign()
		m.Tensor.Shape, m.Tensor.Strides = dims(2, 3), dims(3, 1)
		c.change(&m.Tensor)
		_, err := dlpack.Check("f", &m.Tensor)
		assert.ErrorContains(t, err, c.want, name)
		released := 0
		a := dlpack.FromManaged(m, false, func() { released++ })
		assert.Error(t, a.Err(), name)
		assert.Equal(t, 1, released, name)
	}
}

// What says nothing may be anything.
func TestCheckIgnores(t *testing.T) {
	x := &foreign().Tensor
	x.NDim = 0
	set(&x.Shape, 1)
	set(&x.Strides, 1)
	l, err := dlpack.Check("f", x)
	require.NoError(t, err)
	assert.Empty(t, l.Shape)
	dims := []int64{1, 3, math.MaxInt64, 1}
	kept = append(kept, dims)
	x.NDim, x.Shape, x.Strides = 2, &dims[0], &dims[2]
	l, err = dlpack.Check("f", x)
	require.NoError(t, err)
	assert.Equal(t, []int{0, 4}, l.Strides)
	dims[0], x.Data, x.ByteOffset = 0, 1, math.MaxUint64
	_, err = dlpack.Check("f", x)
	require.NoError(t, err, "no element, no address")
}

// FuzzCheck gives the validator arbitrary tensors. It must not panic, and what
// it lets pass must be sound by arithmetic without a limit of size.
func FuzzCheck(f *testing.F) {
	f.Add(uint64(0x10000), uint64(0), int32(2), uint8(2), uint8(64), uint16(1), int32(1), []byte{3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0}, true)
	f.Add(uint64(16), uint64(math.MaxUint64-31), int32(1), uint8(0), uint8(8), uint16(1), int32(1), []byte{1}, false)
	f.Add(uint64(0x7f0000000000), uint64(1)<<63, int32(3), uint8(5), uint8(128), uint16(1), int32(13), []byte{0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0}, true)
	f.Add(uint64(0x7f0000000000), uint64(8), int32(64), uint8(6), uint8(8), uint16(1), int32(3), []byte{255, 255, 255, 255, 255, 255, 255, 255}, true)
	f.Fuzz(func(t *testing.T, data, offset uint64, ndim int32, code, bits uint8, lanes uint16, device int32, raw []byte, strided bool) {
		var dims [2 * ndarray.MaxDims]int64
		for i := range dims {
			if len(raw) >= 8*(i+1) {
				dims[i] = int64(binary.LittleEndian.Uint64(raw[8*i:]))
			} else {
				dims[i] = 1
			}
		}
		x := dlpack.DLTensor{
			Data: uintptr(data), ByteOffset: offset, NDim: ndim, Device: dlpack.DLDevice{Type: dlpack.DeviceType(device)},
			DType: dlpack.DLDataType{Code: dlpack.TypeCode(code), Bits: bits, Lanes: lanes}, Shape: &dims[0],
		}
		if strided {
			x.Strides = &dims[ndarray.MaxDims]
		}
		l, err := dlpack.Check("f", &x)
		released := 0
		a := dlpack.FromManaged(&dlpack.DLManagedTensor{Tensor: x}, false, func() { released++ })
		if err != nil {
			require.Error(t, a.Err())
			require.Equal(t, 1, released)
			return
		}
		require.NoError(t, a.Err(), "what the validator lets pass is an array")
		require.Len(t, l.Shape, int(ndim))
		size := big.NewInt(int64(l.DType.Size()))
		require.EqualValues(t, bits, 8*l.DType.Size())
		count := new(big.Int).Set(size)
		low, high := new(big.Int), new(big.Int)
		step := big.NewInt(1)
		for i := int(ndim) - 1; i >= 0; i-- {
			require.Equal(t, dims[i], int64(l.Shape[i]))
			require.GreaterOrEqual(t, l.Shape[i], 0)
			count.Mul(count, big.NewInt(int64(l.Shape[i])))
			stride := new(big.Int).Set(step)
			if strided {
				stride.SetInt64(dims[ndarray.MaxDims+i])
			}
			step.Mul(step, big.NewInt(max(dims[i], 1)))
			reach := stride.Mul(stride, size)
			if l.Shape[i] > 1 {
				require.Equal(t, reach.String(), big.NewInt(int64(l.Strides[i])).String())
			}
			reach.Mul(reach, big.NewInt(int64(l.Shape[i])-1))
			if reach.Sign() < 0 {
				low.Add(low, reach)
			} else {
				high.Add(high, reach)
			}
		}
		require.True(t, count.IsInt64(), "the bytes fit an int")
		if count.Sign() == 0 {
			return
		}
		first := new(big.Int).Add(new(big.Int).SetUint64(data), new(big.Int).SetUint64(offset))
		require.Positive(t, data)
		require.Equal(t, first.String(), new(big.Int).SetUint64(uint64(l.Address)).String())
		require.GreaterOrEqual(t, low.Add(low, first).Sign(), 0, "no element lies below address 0")
		require.True(t, high.Add(high, first).Add(high, size).IsInt64(), "no element lies beyond the addresses")
		require.Zero(t, l.Address%uintptr(l.DType.Align()))
		require.True(t, l.DType.Valid())
		require.EqualValues(t, 1, lanes)
	})
}
