// SPDX-License-Identifier: BSD-3-Clause

package bench

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

func bits64(v ...float64) []byte {
	var b []byte
	for _, x := range v {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	return b
}

func bits32(v ...float32) []byte {
	var b []byte
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return b
}

func TestDifference(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name string
		d    dtype.DType
		a, b []byte
		want float64
	}{
		{"equal", dtype.Float64, bits64(1, nan, inf, 0), bits64(1, nan, inf, math.Copysign(0, -1)), 0},
		{"one step", dtype.Float64, bits64(1.5), bits64(math.Nextafter(1.5, 2)), 1},
		{"three steps", dtype.Float32, bits32(1), bits32(1 + 3*0x1p-23), 3},
		{"subnormal", dtype.Float64, bits64(0), bits64(5e-324), 1},
		{"one NaN", dtype.Float64, bits64(nan), bits64(1), inf},
		{"infinite", dtype.Float64, bits64(inf), bits64(math.MaxFloat64), inf},
		{"small part of a complex", dtype.Complex128, bits64(1, 0x1p-60), bits64(1, 0), 0x1p-8},
		{"integers", dtype.Int32, []byte{1, 0, 0, 0}, []byte{2, 0, 0, 0}, inf},
		{"bytes", dtype.Uint8, []byte{7}, []byte{4}, 3},
		{"truth", dtype.Bool, []byte{1}, []byte{0}, inf},
		{"half, across zero", dtype.Float16, []byte{1, 0}, []byte{1, 0x80}, 2},
		{"half, NaN", dtype.Float16, []byte{1, 0x7e}, []byte{2, 0x7e}, 0},
		{"the worst counts", dtype.Float32, bits32(1, 1), bits32(1+0x1p-23, 1+2*0x1p-23), 2},
	} {
		assert.Equal(t, c.want, difference(c.d, c.a, c.b), c.name)
	}
}

func TestRelativeDifference(t *testing.T) {
	assert.Equal(t, 0.25, relativeDifference(dtype.Float64, bits64(4, 1e-9), bits64(4, 1+1e-9)))
	assert.Equal(t, 0.5, relativeDifference(dtype.Float32, bits32(2), bits32(1)))
	assert.Equal(t, math.Inf(1), relativeDifference(dtype.Float64, bits64(1, 1), bits64(1, math.NaN())))
}
