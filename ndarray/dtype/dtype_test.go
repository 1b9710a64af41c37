// SPDX-License-Identifier: BSD-3-Clause

package dtype

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
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
	checkType[F8E4M3FN](t, Float8E4M3FN, KindFloat)
	checkType[F8E5M2](t, Float8E5M2, KindFloat)
	checkType[F16](t, Float16, KindFloat)
	checkType[BF16](t, BFloat16, KindFloat)
	checkType[float32](t, Float32, KindFloat)
	checkType[float64](t, Float64, KindFloat)
	checkType[complex64](t, Complex64, KindComplex)
	checkType[complex128](t, Complex128, KindComplex)
	checkType[DT64](t, Datetime64, KindDatetime)
	checkType[TD64](t, Timedelta64, KindTimedelta)

	// No two types share a name, and none is left out.
	names := map[string]DType{}
	for _, d := range All() {
		r := d.Descriptor()
		assert.Equal(t, d, r.DType, "the rows are in the order of the types")
		assert.Equal(t, d.Size(), codeSize(d.Code()), d)
		if r.NumPy.Field == "" {
			assert.NotEqual(t, "V", d.Code()[:1], d)
		}
		for _, name := range append(strings.Fields(r.NumPy.Aliases), d.String(), string(r.NumPy.Char), "code "+d.Code()+r.NumPy.Field,
			fmt.Sprint("DLPack ", r.DLPack, d.Size(), map[bool]string{true: " "}[r.DLPack == NoDLPack]), "short "+r.Short, "buffer "+r.Buffer, "Arrow "+r.Arrow, r.Go.Type.String()) {
			if of, ok := names[name]; ok && name[len(name)-1] != ' ' {
				assert.Equal(t, of, d, name)
			}
			names[name] = d
		}
		assert.NotEmpty(t, r.Short, d)
		assert.Equal(t, r.Part.Size(), r.Lane.Size(), d)
		assert.Equal(t, r.Part, r.Part.Part(), d)
		assert.Equal(t, d.Kind() == KindComplex, r.Part != d, d)
		assert.True(t, r.Wide.Valid() && r.Wide.Kind() == d.Kind() && r.Wide.Size() >= d.Size(), d)
		assert.True(t, r.Loops.Valid() && r.Loops.Kind() == d.Kind() && r.Loops.Size() >= d.Size(), d)
		if d.Loops() != d {
			assert.Equal(t, 1, d.Size(), "%v: what is only stored has a byte, for a table of its numbers", d)
			assert.True(t, d.Loops() == Float32 || d.Loops() == Float64, d)
			assert.GreaterOrEqual(t, d.Loops().Descriptor().Float.Fraction, 2*(r.Float.Fraction+1)+1, "%v: the second rounding would show", d)
		}
		assert.Equal(t, !d.Kind().Time(), r.Complex.Kind() == KindComplex, d)
		assert.Equal(t, d.Kind() == KindFloat, r.Float != Float{}, d)
		if d.Kind() == KindFloat {
			assert.Equal(t, 8*d.Size(), r.Float.Bits(), d)
			assert.Positive(t, r.Digits, d)
		}
		assert.Equal(t, d, OfType(r.Go.Type))
		one := reflect.New(r.Go.Type)
		BoolScalar(true).Convert(one.UnsafePointer(), d)
		of, s := ElementOf(one.Elem().Interface())
		assert.Equal(t, d, of)
		assert.Equal(t, 1.0, s.Float64(), d)
		assert.Equal(t, s, LoadScalar(one.UnsafePointer(), d), d)
		assert.Equal(t, one.Elem().Interface(), Load(one.UnsafePointer(), d), d)
		some := reflect.MakeSlice(reflect.SliceOf(r.Go.Type), 3, 3)
		of, p, n := SliceOf(some.Interface())
		assert.Equal(t, d, of)
		assert.Equal(t, some.UnsafePointer(), p, d)
		assert.Equal(t, 3, n, d)
		for _, other := range All() {
			assert.True(t, d.Kind().Time() != other.Kind().Time() || Promote(d, other).Valid(), "%v and %v", d, other)
			assert.Equal(t, Promote(d, other), Promote(other, d), "%v and %v", d, other)
		}
	}
	assert.Equal(t, Int64, OfType(reflect.TypeFor[time.Duration]()))
	assert.Equal(t, Invalid, OfType(reflect.TypeFor[string]()))
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
