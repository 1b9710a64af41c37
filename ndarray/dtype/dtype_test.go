package dtype

import (
	"reflect"
	"strconv"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func checkType[T Element](t *testing.T, want DType, kind Kind) {
	var z T
	d := Of[T]()
	assert.Equal(t, want, d)
	assert.True(t, d.Valid())
	assert.Equal(t, int(unsafe.Sizeof(z)), d.Size(), d)
	assert.GreaterOrEqual(t, d.Align(), int(unsafe.Alignof(z)), d)
	assert.Equal(t, kind, d.Kind(), d)
	assert.Equal(t, reflect.TypeFor[T]().String(), d.GoType(), d)
	assert.NotEmpty(t, d.Doc(), d)
	back, err := Parse(d.String())
	require.NoError(t, err)
	assert.Equal(t, d, back)
	s, ok := ScalarOf(z)
	require.True(t, ok)
	require.NoError(t, s.Store(unsafe.Pointer(&z), d))
	assert.Equal(t, any(z), Load(unsafe.Pointer(&z), d))
}

func TestTypes(t *testing.T) {
	checkType[bool](t, Bool, KindBool)
	checkType[int8](t, Int8, KindInt)
	checkType[int16](t, Int16, KindInt)
	checkType[int32](t, Int32, KindInt)
	checkType[int64](t, Int64, KindInt)
	checkType[uint8](t, Uint8, KindUint)
	checkType[uint16](t, Uint16, KindUint)
	checkType[uint32](t, Uint32, KindUint)
	checkType[uint64](t, Uint64, KindUint)
	checkType[F16](t, Float16, KindFloat)
	checkType[BF16](t, BFloat16, KindFloat)
	checkType[float32](t, Float32, KindFloat)
	checkType[float64](t, Float64, KindFloat)
	checkType[complex64](t, Complex64, KindComplex)
	checkType[complex128](t, Complex128, KindComplex)

	chars, codes := map[byte]bool{}, map[string]bool{}
	for _, d := range All() {
		assert.False(t, chars[d.Char()] || codes[d.Code()], d)
		assert.Equal(t, infos[d].size, d.Size(), d)
		chars[d.Char()], codes[d.Code()] = true, true
		assert.Equal(t, d.Size(), codeSize(d.Code()), d)
	}
	assert.Len(t, chars, 15)
	assert.False(t, Invalid.Valid())
	assert.False(t, Num.Valid())
	assert.Zero(t, DType(200).Size()+DType(200).Align()+int(DType(200).Kind())+len(DType(200).Code()))
	assert.Equal(t, "dtype(200)", DType(200).String())
	_, err := Parse("float8")
	assert.ErrorContains(t, err, `no element type "float8"`)
	assert.Nil(t, Load(nil, Invalid))
}

// codeSize returns the size that a type string ends with.
func codeSize(code string) int {
	n, err := strconv.Atoi(code[1:])
	if err != nil {
		return -1
	}
	return n
}
