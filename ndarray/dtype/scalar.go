// SPDX-License-Identifier: BSD-3-Clause

package dtype

import (
	"cmp"
	endian "encoding/binary"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"unsafe"

	"github.com/arraygen/arraygen/internal/convert"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Scalar is a number of any element type, or of Go, held without loss. It has no
// width: only its kind takes part in promotion.
type Scalar struct {
	kind Kind
	bits uint64  // bool, or an integer's two's complement
	re   float64 // of a float or complex number
	im   float64
	wide *big.Int // an integer of more than 64 bits; bits is then its sign
}

// IntScalar returns i as a Scalar.
func IntScalar(i int64) Scalar { return Scalar{kind: KindInt, bits: uint64(i)} }

// UintScalar returns u as a Scalar.
func UintScalar(u uint64) Scalar { return Scalar{kind: KindUint, bits: u} }

// FloatScalar returns f as a Scalar.
func FloatScalar(f float64) Scalar { return Scalar{kind: KindFloat, re: f} }

// ComplexScalar returns c as a Scalar.
func ComplexScalar(c complex128) Scalar { return Scalar{kind: KindComplex, re: real(c), im: imag(c)} }

// BoolScalar returns b as a Scalar.
func BoolScalar(b bool) Scalar {
	s := Scalar{kind: KindBool}
	if b {
		s.bits = 1
	}
	return s
}

// BigScalar returns v as a Scalar. v is copied: kept, it would, to the compiler,
// keep every argument that may be one.
func BigScalar(v *big.Int) Scalar {
	switch {
	case v.IsInt64():
		return IntScalar(v.Int64())
	case v.IsUint64():
		return UintScalar(v.Uint64())
	}
	return Scalar{kind: KindInt, bits: uint64(int64(v.Sign())), wide: new(big.Int).Set(v)}
}

// ScalarOf returns v as a Scalar. It takes bool, every integer, float and
// complex type of Go, named ones too, *big.Int, and the Go types of elements.
func ScalarOf(v any) (s Scalar, ok bool) {
	switch v := v.(type) {
	case int:
		return IntScalar(int64(v)), true
	case *big.Int:
		if v == nil {
			return Scalar{}, false
		}
		return BigScalar(v), true
	case Scalar:
		return v, v.kind != 0
	case nil:
		return Scalar{}, false
	}
	if d, s := ElementOf(v); d.Valid() {
		return s, true
	}
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Bool:
		s = BoolScalar(r.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		s = IntScalar(r.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		s = UintScalar(r.Uint())
	case reflect.Float32, reflect.Float64:
		s = FloatScalar(r.Float())
	case reflect.Complex64, reflect.Complex128:
		s = ComplexScalar(r.Complex())
	default:
		return Scalar{}, false
	}
	return s, true
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
		return strconv.FormatInt(int64(s.bits), 10)
	case KindUint:
		return strconv.FormatUint(s.bits, 10)
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

// Float64 returns the real part, rounded once.
func (s Scalar) Float64() float64 { return s.real() }

// IsZero reports whether s is 0, of either sign, or false.
func (s Scalar) IsZero() bool { return s.bits == 0 && s.re == 0 && s.im == 0 }

// Positive reports whether s, an integer, is above 0.
func (s Scalar) Positive() bool {
	return s.kind == KindUint && s.bits != 0 || s.kind == KindInt && int64(s.bits) > 0
}

// Int64 returns s, an integer, without its upper bits where it has more than 64.
func (s Scalar) Int64() int64 { return int64(s.bits) }

// Big returns s, an integer, in full.
func (s Scalar) Big() *big.Int {
	switch {
	case s.wide != nil:
		return s.wide
	case s.kind == KindInt:
		return big.NewInt(int64(s.bits))
	}
	return new(big.Int).SetUint64(s.bits)
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
	case k.Time():
		if s.kind >= KindFloat || !s.Fits(Int64) {
			return fault.New("", fault.DType, "the number %v is no value of %v, whose elements count units; give an integer of 64 bits", s, d)
		}
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
// nearest, ties to even. p need not be aligned.
func (s Scalar) Store(p unsafe.Pointer, d DType) error {
	if err := s.Check(d); err != nil {
		return err
	}
	s.Convert(p, d)
	return nil
}

// Convert writes s to p as an element of type d, converted as a cast does:
// integers wrap around, floats go to integers towards zero and saturate with NaN
// as 0, complex numbers lose their imaginary part, and all but zero is true. p
// need not be aligned.
func (s Scalar) Convert(p unsafe.Pointer, d DType) {
	if d == Float64 { // the usual case: what follows does the same with a look at the table
		storeBits(p, 8, math.Float64bits(s.real()))
		return
	}
	r := d.Descriptor()
	switch r.Kind {
	case KindBool:
		storeBits(p, 1, BoolScalar(!s.IsZero()).bits)
	case KindInt, KindUint:
		storeBits(p, r.Go.Size, s.integer(d))
	case KindTimedelta, KindDatetime:
		storeBits(p, r.Go.Size, s.count())
	case KindFloat, KindComplex:
		part := &table[r.Part]
		storeBits(p, part.Go.Size, s.float(part))
		if r.Kind == KindComplex {
			im := FloatScalar(s.im)
			storeBits(unsafe.Add(p, part.Go.Size), part.Go.Size, im.float(part))
		}
	}
}

// count returns the bits of s as an element that counts units. A float that is NaN
// or out of range counts none: it is NaT.
func (s Scalar) count() uint64 {
	if s.kind < KindFloat {
		return s.bits
	}
	if n := convert.SatInt64(s.re); s.re == s.re && n != math.MaxInt64 {
		return uint64(n)
	}
	return 1 << 63
}

// integer returns the bits of s as an element of an integer type.
func (s Scalar) integer(d DType) uint64 {
	if s.kind < KindFloat {
		return s.bits
	}
	unsigned := d.Kind() == KindUint
	switch d.Size() {
	case 1:
		if unsigned {
			return uint64(convert.SatUint8(s.re))
		}
		return uint64(convert.SatInt8(s.re))
	case 2:
		if unsigned {
			return uint64(convert.SatUint16(s.re))
		}
		return uint64(convert.SatInt16(s.re))
	case 4:
		if unsigned {
			return uint64(convert.SatUint32(s.re))
		}
		return uint64(convert.SatInt32(s.re))
	}
	if unsigned {
		return convert.SatUint64(s.re)
	}
	return uint64(convert.SatInt64(s.re))
}

// float returns the bits of the real part of s as an element of a floating type,
// rounded once.
func (s Scalar) float(r *Descriptor) uint64 {
	switch r.Float.Bits() {
	case 64:
		return math.Float64bits(s.real())
	case 32:
		return uint64(math.Float32bits(s.float32()))
	}
	return r.Float.Encode(s.exactly())
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
	return convert.Canonical32(float32(s.re))
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

// exactly returns the real part as a float64 from which a rounding to fewer than
// 52 digits gives what the rounding of s gives.
func (s Scalar) exactly() float64 {
	x := s.real()
	var rest int
	switch {
	case s.kind == KindInt && s.wide == nil && x < 0x1p63:
		rest = cmp.Compare(int64(s.bits), int64(x))
	case s.kind == KindUint && x < 0x1p64:
		rest = cmp.Compare(s.bits, convert.SatUint64(x))
	default:
		return x
	}
	switch bits := math.Float64bits(x); {
	case rest == 0 || bits&1 != 0:
		return x
	case rest > 0 == (x > 0):
		return math.Float64frombits(bits | 1)
	default:
		return math.Float64frombits(bits - 1)
	}
}

// F16FromFloat64 rounds x to the nearest binary16 number, ties to even.
func F16FromFloat64(x float64) F16 { return F16(table[Float16].Float.Encode(x)) }

// BF16FromFloat64 rounds x to the nearest bfloat16 number, ties to even.
func BF16FromFloat64(x float64) BF16 { return BF16(table[BFloat16].Float.Encode(x)) }

// LoadScalar returns the element of type d at p, which need not be aligned; no
// number where d is Invalid.
func LoadScalar(p unsafe.Pointer, d DType) Scalar {
	r := d.Descriptor()
	switch r.Kind {
	case KindBool:
		return BoolScalar(*(*uint8)(p) != 0)
	case KindUint:
		return UintScalar(loadBits(p, r.Go.Size))
	case KindInt, KindTimedelta, KindDatetime:
		unused := 64 - 8*r.Go.Size
		return IntScalar(int64(loadBits(p, r.Go.Size)<<unused) >> unused)
	case KindFloat:
		return FloatScalar(LoadFloat(p, d))
	case KindComplex:
		return ComplexScalar(complex(LoadFloat(p, r.Part), LoadFloat(unsafe.Add(p, table[r.Part].Go.Size), r.Part)))
	}
	return Scalar{}
}

// LoadFloat returns the element of a floating type d at p, which need not be
// aligned.
func LoadFloat(p unsafe.Pointer, d DType) float64 {
	switch f := &d.Descriptor().Float; f.Bits() {
	case 64:
		return math.Float64frombits(loadBits(p, 8))
	case 32:
		return float64(math.Float32frombits(uint32(loadBits(p, 4))))
	default:
		return f.Decode(loadBits(p, d.Size()))
	}
}

// Load returns the element of type d at p as a Go value of the type that holds
// it: float64 for Float64, F16 for Float16; nil where d is Invalid.
func Load(p unsafe.Pointer, d DType) any {
	switch r := d.Descriptor(); r.Kind {
	case 0:
		return nil
	case KindBool:
		return *(*uint8)(p) != 0 // foreign memory may hold other values than 0 and 1
	default:
		return reflect.NewAt(r.Go.Type, p).Elem().Interface()
	}
}

func loadBits(p unsafe.Pointer, size int) uint64 {
	switch size {
	case 1:
		return uint64(*(*uint8)(p))
	case 2:
		return uint64(endian.NativeEndian.Uint16((*[2]byte)(p)[:]))
	case 4:
		return uint64(endian.NativeEndian.Uint32((*[4]byte)(p)[:]))
	}
	return endian.NativeEndian.Uint64((*[8]byte)(p)[:])
}

func storeBits(p unsafe.Pointer, size int, bits uint64) {
	switch size {
	case 1:
		*(*uint8)(p) = uint8(bits)
	case 2:
		endian.NativeEndian.PutUint16((*[2]byte)(p)[:], uint16(bits))
	case 4:
		endian.NativeEndian.PutUint32((*[4]byte)(p)[:], uint32(bits))
	default:
		endian.NativeEndian.PutUint64((*[8]byte)(p)[:], bits)
	}
}

// Cast writes the element of type from at src as one of type to, as a cast does:
// the bits of a NaN stay between equal types only.
func Cast(dst unsafe.Pointer, to DType, src unsafe.Pointer, from DType) {
	if to == from {
		copy(unsafe.Slice((*byte)(dst), to.Size()), unsafe.Slice((*byte)(src), to.Size()))
		return
	}
	if u := UnitCastOf(from, to); u != nil {
		// A count out of range becomes NaT here; who can fail asks UnitCast first.
		n, _ := u.Convert(int64(loadBits(src, 8)))
		storeBits(dst, 8, uint64(n))
		return
	}
	s := LoadScalar(src, from)
	s.re, s.im = convert.Canonical64(s.re), convert.Canonical64(s.im)
	s.Convert(dst, to)
}
