// SPDX-License-Identifier: BSD-3-Clause

// Package reference has what the tests of the algorithms compare with: elements
// in all their varieties, and the order of them in the plainest form.
package reference

import (
	"cmp"
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Compare compares two elements, which dtype.Load returned. A NaN is larger than
// every number; complex numbers have the order that NumPy documents for sort.
func Compare(a, b any) int {
	switch a := a.(type) {
	case bool:
		return boolean(a) - boolean(b.(bool))
	case int8:
		return cmp.Compare(a, b.(int8))
	case int16:
		return cmp.Compare(a, b.(int16))
	case int32:
		return cmp.Compare(a, b.(int32))
	case int64:
		return cmp.Compare(a, b.(int64))
	case uint8:
		return cmp.Compare(a, b.(uint8))
	case uint16:
		return cmp.Compare(a, b.(uint16))
	case uint32:
		return cmp.Compare(a, b.(uint32))
	case uint64:
		return cmp.Compare(a, b.(uint64))
	case dtype.F8E4M3FN:
		return floats(float64(a.Float32()), float64(b.(dtype.F8E4M3FN).Float32()))
	case dtype.F8E5M2:
		return floats(float64(a.Float32()), float64(b.(dtype.F8E5M2).Float32()))
	case dtype.F16:
		return floats(float64(a.Float32()), float64(b.(dtype.F16).Float32()))
	case dtype.BF16:
		return floats(float64(a.Float32()), float64(b.(dtype.BF16).Float32()))
	case float32:
		return floats(float64(a), float64(b.(float32)))
	case float64:
		return floats(a, b.(float64))
	case dtype.DT64:
		return times(int64(a), int64(b.(dtype.DT64)))
	case dtype.TD64:
		return times(int64(a), int64(b.(dtype.TD64)))
	case complex64:
		return complexes(complex128(a), complex128(b.(complex64)))
	}
	return complexes(a.(complex128), b.(complex128))
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// times compares counts of time: NaT comes last.
func times(a, b int64) int {
	if c := boolean(a == dtype.NaT) - boolean(b == dtype.NaT); c != 0 {
		return c
	}
	return cmp.Compare(a, b)
}

func floats(a, b float64) int {
	if c := boolean(math.IsNaN(a)) - boolean(math.IsNaN(b)); c != 0 || math.IsNaN(a) {
		return c
	}
	return cmp.Compare(a, b+0) // no -0
}

func complexes(a, b complex128) int {
	class := func(x complex128) int { return 2*boolean(math.IsNaN(real(x))) + boolean(math.IsNaN(imag(x))) }
	if c := class(a) - class(b); c != 0 {
		return c
	}
	if c := floats(real(a), real(b)); c != 0 {
		return c
	}
	return floats(imag(a), imag(b))
}

// IsNaN reports whether an element, or a part of it, is NaN.
func IsNaN(v any) bool {
	switch v := v.(type) {
	case dtype.F8E4M3FN:
		return v.Float32() != v.Float32()
	case dtype.F8E5M2:
		return v.Float32() != v.Float32()
	case dtype.F16:
		return v.Float32() != v.Float32()
	case dtype.BF16:
		return v.Float32() != v.Float32()
	case dtype.DT64:
		return v == dtype.NaT
	case dtype.TD64:
		return v == dtype.NaT
	case float32, float64, complex64, complex128:
		return v != v
	}
	return false
}

// Types are all element types, or where tests are to be short some of each kind and size.
func Types() []dtype.DType {
	if testing.Short() {
		return []dtype.DType{dtype.Bool, dtype.Int8, dtype.Uint16, dtype.Float16, dtype.Int32, dtype.Float32, dtype.Uint64, dtype.Float64, dtype.Complex128}
	}
	return dtype.All()
}

// Patterns are the names of the orders and varieties of elements that Fill knows.
var Patterns = []string{"random", "sorted", "reversed", "few", "special", "organ", "near", "shared prefix", "equal"}

// Fill sets the elements of a, an array in C order, in a pattern.
func Fill(a *ndarray.Array, pattern string, r *rand.Rand) {
	d, n := a.DType(), a.Size()
	p, _, _ := a.Lend()
	bytes := unsafe.Slice((*uint8)(p), a.NBytes())
	size := d.Size()
	at := func(i int) unsafe.Pointer { return unsafe.Add(p, i*size) }
	number := func(i int, v float64) { dtype.FloatScalar(v).Convert(at(i), d) }
	for i := range bytes {
		bytes[i] = uint8(r.Uint32())
	}
	special := []float64{0, math.Copysign(0, -1), 1, -1, math.NaN(), math.Inf(1), math.Inf(-1), 2, 100}
	switch pattern {
	case "random":
	case "sorted":
		for i := range n {
			number(i, float64(i/2-n/4))
		}
	case "reversed":
		for i := range n {
			number(i, float64(n/2-i))
		}
	case "few":
		for i := range n {
			number(i, float64(r.IntN(5)-2))
		}
	case "special":
		part := d.Part()
		for i := range n * size / part.Size() {
			dtype.FloatScalar(special[r.IntN(len(special))]).Convert(unsafe.Add(p, i*part.Size()), part)
			if sign := &bytes[(i+1)*part.Size()-1]; r.IntN(4) == 0 && d.Kind() == dtype.KindFloat {
				*sign ^= 0x80 // NaNs of both signs
			}
		}
	case "organ":
		for i := range n {
			number(i, float64(min(i, n-i)))
		}
	case "near":
		for i := range n {
			number(i, float64(i))
		}
		for range n / 50 {
			number(r.IntN(n), float64(r.IntN(n)))
		}
	case "shared prefix":
		// Half the elements differ in their last bytes only.
		for i := range n / 2 {
			copy(bytes[2*i*size+1:(2*i+1)*size], bytes[1:size])
		}
	case "equal":
		for i := range n {
			number(i, 3)
		}
	}
	if d == dtype.Bool {
		for i := range bytes {
			bytes[i] &= 1
		}
	}
}
