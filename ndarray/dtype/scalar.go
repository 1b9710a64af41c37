package dtype

import (
	"fmt"
	"math"
	"math/big"
	"reflect"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/spec/lane"
)

// Scalar is a Go number whose width doesn't count: only its kind takes part in
// promotion.
type Scalar struct {
	kind Kind
	bits uint64  // bool, or an integer's two's complement
	re   float64 // of a float or complex number
	im   float64
	wide *big.Int // an integer of more than 64 bits; bits is then not 0
}

// ScalarOf returns v as a Scalar. It takes bool, every integer, float and
// complex type of Go, named ones too, *big.Int, F16 and BF16.
func ScalarOf(v any) (s Scalar, ok bool) {
	switch v := v.(type) {
	case int:
		return Scalar{kind: KindInt, bits: uint64(v)}, true
	case float64:
		return Scalar{kind: KindFloat, re: v}, true
	case F16:
		return Scalar{kind: KindFloat, re: float64(v.Float32())}, true
	case BF16:
		return Scalar{kind: KindFloat, re: float64(v.Float32())}, true
	case *big.Int:
		return bigScalar(v), v != nil
	case Scalar:
		return v, v.kind != 0
	case nil:
		return Scalar{}, false
	}
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Bool:
		if r.Bool() {
			s.bits = 1
		}
		s.kind = KindBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		s = Scalar{kind: KindInt, bits: uint64(r.Int())}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		s = Scalar{kind: KindUint, bits: r.Uint()}
	case reflect.Float32, reflect.Float64:
		s = Scalar{kind: KindFloat, re: r.Float()}
	case reflect.Complex64, reflect.Complex128:
		c := r.Complex()
		s = Scalar{kind: KindComplex, re: real(c), im: imag(c)}
	default:
		return Scalar{}, false
	}
	return s, true
}

func bigScalar(v *big.Int) Scalar {
	switch {
	case v == nil:
		return Scalar{}
	case v.IsInt64():
		return Scalar{kind: KindInt, bits: uint64(v.Int64())}
	case v.IsUint64():
		return Scalar{kind: KindUint, bits: v.Uint64()}
	}
	return Scalar{kind: KindInt, bits: 1, wide: v}
}

// Kind returns the kind of s: KindUint for the unsigned integers of Go, which
// counts as KindInt in promotion.
func (s Scalar) Kind() Kind { return s.kind }

// String formats s as Go does, but says of an integer of hundreds of digits only
// how many bits it has.
func (s Scalar) String() string {
	if s.wide != nil {
		if n := s.wide.BitLen(); n > 256 {
			return fmt.Sprintf("an integer of %d bits", n)
		}
		return s.wide.String()
	}
	switch s.kind {
	case KindBool:
		return fmt.Sprint(s.bits != 0)
	case KindInt:
		return fmt.Sprint(int64(s.bits))
	case KindUint:
		return fmt.Sprint(s.bits)
	case KindFloat:
		return fmt.Sprint(s.re)
	case KindComplex:
		return fmt.Sprint(complex(s.re, s.im))
	}
	return "invalid"
}

// real returns the value as a float.
func (s Scalar) real() float64 {
	if s.wide != nil {
		f, _ := new(big.Float).SetInt(s.wide).Float64()
		return f
	}
	switch s.kind {
	case KindInt:
		return float64(int64(s.bits))
	case KindBool, KindUint:
		return float64(s.bits)
	}
	return s.re
}

// Integral reports whether s has an integer's value.
func (s Scalar) Integral() bool {
	return s.kind < KindFloat || s.im == 0 && s.re == math.Trunc(s.re) && !math.IsInf(s.re, 0)
}

// Check returns why s can't be an element of type d, nil if it can. This is the
// one rule for a number that becomes an element, in creation, assignment and
// arithmetic: an integer type takes the integers of its range and the floats that
// are truncated to one of them, a floating type all real numbers that are not
// beyond float64, a complex type all numbers, and bool everything. Errors are of the kinds
// fault.Overflow (out of range, infinity), fault.Value (NaN) and fault.DType (a
// complex number).
func (s Scalar) Check(d DType) error {
	k := d.Kind()
	switch {
	case s.kind == 0 || !d.Valid():
		return fault.New("", fault.DType, "there is no number to store as %v", d)
	case k == KindBool || s.wide == nil && k == KindComplex:
		return nil
	case s.kind == KindComplex:
		return fault.New("", fault.DType, "the complex number %v is no value of %v; take its real part", s, d)
	case k >= KindFloat:
		if s.wide != nil && math.IsInf(s.real(), 0) {
			return fault.New("", fault.Overflow, "%v is too large to convert to float", s)
		}
		return nil
	case s.kind == KindFloat:
		switch {
		case s.re != s.re:
			return fault.New("", fault.Value, "cannot convert float NaN to integer, which elements of %v are", d)
		case math.IsInf(s.re, 0):
			return fault.New("", fault.Overflow, "cannot convert float infinity to integer, which elements of %v are", d)
		}
		if low, end := integerRange(d); math.Trunc(s.re) < low || s.re >= end {
			return outOfBounds(s, d)
		}
		return nil
	case !s.Fits(d):
		return outOfBounds(s, d)
	}
	return nil
}

func outOfBounds(s Scalar, d DType) error {
	if d.Kind() == KindUint {
		return fault.New("", fault.Overflow, "%v is out of bounds for %v, whose values are 0 to %d", s, d, uint64(math.MaxUint64)>>(64-8*d.Size()))
	}
	high := int64(math.MaxInt64) >> (64 - 8*d.Size())
	return fault.New("", fault.Overflow, "%v is out of bounds for %v, whose values are %d to %d", s, d, -high-1, high)
}

// integerRange returns the least value of an integer type, and the first above
// the greatest.
func integerRange(d DType) (low, end float64) {
	width := 8 * d.Size()
	if d.Kind() == KindUint {
		return 0, math.Ldexp(1, width)
	}
	end = math.Ldexp(1, width-1)
	return -end, end
}

// Store writes s to p as an element of type d, if [Scalar.Check] allows it. A
// float is truncated towards zero for an integer type. Floats are rounded to
// nearest, ties to even; a NaN becomes the canonical one, but where s is a float64
// and the type too, or both are complex128.
func (s Scalar) Store(p unsafe.Pointer, d DType) error {
	if err := s.Check(d); err != nil {
		return err
	}
	switch k := d.Kind(); {
	case k == KindBool:
		*(*bool)(p) = s.bits != 0 || s.re != 0 || s.im != 0
		return nil
	case k == KindComplex:
		if d == Complex64 {
			*(*complex64)(p) = complex(s.float32(), lane.Canonical32(float32(s.im)))
		} else {
			*(*complex128)(p) = complex(s.real(), s.im)
		}
		return nil
	case k == KindFloat:
		switch d {
		case Float16:
			*(*F16)(p) = F16FromFloat64(s.real())
		case BFloat16:
			*(*BF16)(p) = BF16FromFloat64(s.real())
		case Float32:
			*(*float32)(p) = s.float32()
		case Float64:
			*(*float64)(p) = s.real()
		}
		return nil
	}
	bits := s.bits
	if s.kind == KindFloat {
		if s.re >= 1<<63 {
			bits = uint64(s.re)
		} else {
			bits = uint64(int64(s.re))
		}
	}
	switch d.Size() {
	case 1:
		*(*uint8)(p) = uint8(bits)
	case 2:
		*(*uint16)(p) = uint16(bits)
	case 4:
		*(*uint32)(p) = uint32(bits)
	case 8:
		*(*uint64)(p) = bits
	}
	return nil
}

// float32 rounds once, from integers too.
func (s Scalar) float32() float32 {
	if s.wide != nil {
		f, _ := new(big.Float).SetInt(s.wide).Float32()
		return f
	}
	switch s.kind {
	case KindInt:
		return float32(int64(s.bits))
	case KindBool, KindUint:
		return float32(s.bits)
	}
	return lane.Canonical32(float32(s.re))
}

// Fits reports whether s is in the range of d where both are integers or bool;
// it is true for other types.
func (s Scalar) Fits(d DType) bool {
	k := d.Kind()
	if s.kind > KindInt || k != KindInt && k != KindUint {
		return true
	}
	if s.wide != nil {
		return false
	}
	width := uint(d.Size() * 8)
	if s.kind == KindInt && int64(s.bits) < 0 {
		return k == KindInt && int64(s.bits) >= -1<<(width-1)
	}
	if k == KindInt {
		width--
	}
	return s.bits <= math.MaxUint64>>(64-width)
}

// F16FromFloat64 rounds x to the nearest binary16 number, ties to even.
func F16FromFloat64(x float64) F16 { return ToF16(roundToOdd(x)) }

// BF16FromFloat64 rounds x to the nearest bfloat16 number, ties to even.
func BF16FromFloat64(x float64) BF16 { return ToBF16(roundToOdd(x)) }

// roundToOdd returns x as a float32 whose last bit is set where digits were
// cut off, so that a second rounding to a shorter type is not misled
// (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", 2008).
func roundToOdd(x float64) float32 {
	f := lane.Canonical32(float32(x))
	wide := float64(f)
	if wide == x || x != x {
		return f
	}
	bits := lane.Float32bits(f)
	if math.Abs(wide) > math.Abs(x) {
		bits--
	}
	return lane.Float32frombits(bits | 1)
}

// Load returns the element of type d at p as a Go value of the type that holds
// it: float64 for Float64, F16 for Float16; nil where d is Invalid.
func Load(p unsafe.Pointer, d DType) any {
	switch d {
	case Bool:
		return *(*uint8)(p) != 0 // foreign memory may hold other values than 0 and 1
	case Int8:
		return *(*int8)(p)
	case Int16:
		return *(*int16)(p)
	case Int32:
		return *(*int32)(p)
	case Int64:
		return *(*int64)(p)
	case Uint8:
		return *(*uint8)(p)
	case Uint16:
		return *(*uint16)(p)
	case Uint32:
		return *(*uint32)(p)
	case Uint64:
		return *(*uint64)(p)
	case Float16:
		return *(*F16)(p)
	case BFloat16:
		return *(*BF16)(p)
	case Float32:
		return *(*float32)(p)
	case Float64:
		return *(*float64)(p)
	case Complex64:
		return *(*complex64)(p)
	case Complex128:
		return *(*complex128)(p)
	}
	return nil
}
