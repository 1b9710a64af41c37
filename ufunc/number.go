package ufunc

import (
	endian "encoding/binary"
	"math"
	"math/big"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/spec/lane"
)

// number is the value of one element of any type, held without loss.
type number struct {
	kind   dtype.Kind
	bits   uint64   // of a bool or an integer; negative ones are sign-extended
	re, im float64  // of a float or a complex number
	wide   *big.Int // an integer of more than 64 bits, bits is then its sign
}

func intNumber(i int64) number     { return number{kind: dtype.KindInt, bits: uint64(i)} }
func uintNumber(u uint64) number   { return number{kind: dtype.KindUint, bits: u} }
func floatNumber(f float64) number { return number{kind: dtype.KindFloat, re: f} }

// wideNumber is an integer of any size. It is copied: v would, to the compiler,
// keep every argument that may be one.
func wideNumber(v *big.Int) number {
	switch {
	case v.IsInt64():
		return intNumber(v.Int64())
	case v.IsUint64():
		return uintNumber(v.Uint64())
	}
	return number{kind: dtype.KindInt, bits: uint64(int64(v.Sign())), wide: new(big.Int).Set(v)}
}

func complexNumber(c complex128) number {
	return number{kind: dtype.KindComplex, re: real(c), im: imag(c)}
}

func boolNumber(b bool) number {
	n := number{kind: dtype.KindBool}
	if b {
		n.bits = 1
	}
	return n
}

// load reads an element of type d, which need not be aligned.
func load(p unsafe.Pointer, d dtype.DType) number {
	switch d {
	case dtype.Bool:
		return boolNumber(*(*uint8)(p) != 0)
	case dtype.Int8:
		return intNumber(int64(*(*int8)(p)))
	case dtype.Uint8:
		return uintNumber(uint64(*(*uint8)(p)))
	case dtype.Int16:
		return intNumber(int64(int16(load2(p))))
	case dtype.Uint16:
		return uintNumber(uint64(load2(p)))
	case dtype.Int32:
		return intNumber(int64(int32(load4(p))))
	case dtype.Uint32:
		return uintNumber(uint64(load4(p)))
	case dtype.Int64:
		return intNumber(int64(load8(p)))
	case dtype.Uint64:
		return uintNumber(load8(p))
	case dtype.Float16:
		return floatNumber(float64(dtype.F16(load2(p)).Float32()))
	case dtype.BFloat16:
		return floatNumber(float64(dtype.BF16(load2(p)).Float32()))
	case dtype.Float32:
		return floatNumber(float64(math.Float32frombits(load4(p))))
	case dtype.Float64:
		return floatNumber(math.Float64frombits(load8(p)))
	case dtype.Complex64:
		return complexNumber(complex(float64(math.Float32frombits(load4(p))), float64(math.Float32frombits(load4(unsafe.Add(p, 4))))))
	case dtype.Complex128:
		return complexNumber(complex(math.Float64frombits(load8(p)), math.Float64frombits(load8(unsafe.Add(p, 8)))))
	}
	return number{}
}

// store writes n as an element of type d, converted as a cast from int64, uint64,
// float64 or complex128 does: integers wrap around, floats go to integers towards
// zero and saturate with NaN as 0, complex numbers lose their imaginary part, and all
// but zero is true.
func (n number) store(p unsafe.Pointer, d dtype.DType) {
	switch d {
	case dtype.Bool:
		var b uint8
		if n.bits != 0 || n.re != 0 || n.im != 0 {
			b = 1
		}
		*(*uint8)(p) = b
	case dtype.Int8:
		*(*uint8)(p) = uint8(saturate[int8](n))
	case dtype.Uint8:
		*(*uint8)(p) = saturate[uint8](n)
	case dtype.Int16:
		store2(p, uint16(saturate[int16](n)))
	case dtype.Uint16:
		store2(p, saturate[uint16](n))
	case dtype.Int32:
		store4(p, uint32(saturate[int32](n)))
	case dtype.Uint32:
		store4(p, saturate[uint32](n))
	case dtype.Int64:
		store8(p, uint64(saturate[int64](n)))
	case dtype.Uint64:
		store8(p, saturate[uint64](n))
	case dtype.Float16:
		store2(p, uint16(dtype.ToF16(roundToOdd(n.float()))))
	case dtype.BFloat16:
		store2(p, uint16(dtype.ToBF16(roundToOdd(n.float()))))
	case dtype.Float32:
		store4(p, math.Float32bits(lane.Canonical32(n.float32())))
	case dtype.Float64:
		store8(p, math.Float64bits(n.float()))
	case dtype.Complex64:
		store4(p, math.Float32bits(lane.Canonical32(n.float32())))
		store4(unsafe.Add(p, 4), math.Float32bits(lane.Canonical32(float32(n.im))))
	case dtype.Complex128:
		store8(p, math.Float64bits(n.float()))
		store8(unsafe.Add(p, 8), math.Float64bits(n.im))
	}
}

// castElement writes the element of type from at src as one of type to, as a cast
// does: the bits of a NaN stay between equal types only.
func castElement(dst unsafe.Pointer, to dtype.DType, src unsafe.Pointer, from dtype.DType) {
	if to == from {
		copy(unsafe.Slice((*byte)(dst), to.Size()), unsafe.Slice((*byte)(src), to.Size()))
		return
	}
	n := load(src, from)
	n.re, n.im = lane.Canonical64(n.re), lane.Canonical64(n.im)
	n.store(dst, to)
}

func saturate[I lane.Integer](n number) I {
	if n.kind >= dtype.KindFloat {
		return lane.Sat[I](n.re)
	}
	return I(n.bits)
}

// float returns the real part as a float64, rounded once.
func (n number) float() float64 {
	if n.wide != nil {
		f, _ := new(big.Float).SetInt(n.wide).Float64()
		return f
	}
	switch n.kind {
	case dtype.KindInt:
		return float64(int64(n.bits))
	case dtype.KindBool, dtype.KindUint:
		return float64(n.bits)
	}
	return n.re
}

// float32 returns the real part as a float32, rounded once.
func (n number) float32() float32 {
	if n.wide != nil {
		f, _ := new(big.Float).SetInt(n.wide).Float32()
		return f
	}
	switch n.kind {
	case dtype.KindInt:
		return float32(int64(n.bits))
	case dtype.KindBool, dtype.KindUint:
		return float32(n.bits)
	}
	return float32(n.re)
}

// roundToOdd converts x to float32 such that rounding the result to a shorter
// type gives what rounding x itself would: what doesn't fit is cut off, and
// leaves its trace in the last bit.
func roundToOdd(x float64) float32 {
	f := lane.Canonical32(float32(x))
	if float64(f) == x || f != f {
		return f
	}
	b := math.Float32bits(f)
	if math.Abs(float64(f)) > math.Abs(x) {
		b--
	}
	return math.Float32frombits(b | 1)
}

// check returns the error of the function fn if n is no value of type d, by the
// one rule there is for that: [dtype.Scalar.Check].
func (n number) check(fn string, d dtype.DType) error {
	switch k := d.Kind(); {
	case n.wide != nil:
	case k == dtype.KindBool || k >= dtype.KindFloat && n.kind <= k || n.kind <= dtype.KindInt && n.fits(d):
		return nil
	}
	return fault.In(fn, n.scalar().Check(d))
}

// scalar returns n as a number of package dtype.
func (n number) scalar() (s dtype.Scalar) {
	switch {
	case n.wide != nil:
		s, _ = dtype.ScalarOf(n.wide)
	case n.kind == dtype.KindComplex:
		s, _ = dtype.ScalarOf(complex(n.re, n.im))
	case n.kind == dtype.KindFloat:
		s, _ = dtype.ScalarOf(n.re)
	case n.kind == dtype.KindInt:
		s, _ = dtype.ScalarOf(int64(n.bits))
	default:
		s, _ = dtype.ScalarOf(n.bits)
	}
	return s
}

// positive reports whether n, an integer, is above 0.
func (n number) positive() bool {
	return n.kind == dtype.KindUint && n.bits != 0 || n.kind == dtype.KindInt && int64(n.bits) > 0
}

// fits reports whether n, an integer, is a value of the type d without change.
func (n number) fits(d dtype.DType) bool {
	if n.wide != nil {
		return d.Kind() > dtype.KindInt
	}
	negative := n.kind == dtype.KindInt && int64(n.bits) < 0
	switch d.Kind() {
	case dtype.KindUint:
		return !negative && n.bits>>(8*d.Size()-1)>>1 == 0
	case dtype.KindInt:
		if negative {
			return int64(n.bits) >= math.MinInt64>>(64-8*d.Size())
		}
		return n.bits>>(8*d.Size()-1) == 0
	}
	return true
}

func load2(p unsafe.Pointer) uint16 {
	b := (*[2]byte)(p)
	return endian.NativeEndian.Uint16(b[:])
}

func load4(p unsafe.Pointer) uint32 {
	b := (*[4]byte)(p)
	return endian.NativeEndian.Uint32(b[:])
}

func load8(p unsafe.Pointer) uint64 {
	b := (*[8]byte)(p)
	return endian.NativeEndian.Uint64(b[:])
}

func store2(p unsafe.Pointer, v uint16) { endian.NativeEndian.PutUint16((*[2]byte)(p)[:], v) }
func store4(p unsafe.Pointer, v uint32) { endian.NativeEndian.PutUint32((*[4]byte)(p)[:], v) }
func store8(p unsafe.Pointer, v uint64) { endian.NativeEndian.PutUint64((*[8]byte)(p)[:], v) }
