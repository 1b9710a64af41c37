package dtype

import (
	"fmt"
	"math/bits"
)

// The element types by short names, for the table below.
const (
	b1 = Bool
	i1 = Int8
	i2 = Int16
	i4 = Int32
	i8 = Int64
	u1 = Uint8
	u2 = Uint16
	u4 = Uint32
	u8 = Uint64
	e4 = Float8E4M3FN
	e5 = Float8E5M2
	f2 = Float16
	bf = BFloat16
	f4 = Float32
	f8 = Float64
	c8 = Complex64
	cx = Complex128
)

// promotion is NumPy's table, the smallest type that both cast to safely, with
// int64 and uint64 meeting in float64.
//
// NumPy has no bfloat16. Its row follows the same rule: with bool, int8 and
// uint8, whose values it holds exactly, it stays (as in ml_dtypes and JAX);
// with float16 it meets in float32; wider integers take it where they take
// float16. ml_dtypes refuses the last two, JAX keeps bfloat16 for integers of
// any width and loses their digits.
//
// The float8 types stay with bool, int8 and uint8, as in ml_dtypes; with other
// integers they meet where float32 does, as ml_dtypes has it for float8_e5m2;
// with float16 and bfloat16 they meet in those, which hold all their values.
var promotion = symmetric([Num][]DType{
	//             b1  i1  i2  i4  i8  u1  u2  u4  u8  e4  e5  f2  bf  f4  f8  c8  cx
	Bool:         {b1},
	Int8:         {i1, i1},
	Int16:        {i2, i2, i2},
	Int32:        {i4, i4, i4, i4},
	Int64:        {i8, i8, i8, i8, i8},
	Uint8:        {u1, i2, i2, i4, i8, u1},
	Uint16:       {u2, i4, i4, i4, i8, u2, u2},
	Uint32:       {u4, i8, i8, i8, i8, u4, u4, u4},
	Uint64:       {u8, f8, f8, f8, f8, u8, u8, u8, u8},
	Float8E4M3FN: {e4, e4, f4, f8, f8, e4, f4, f8, f8, e4},
	Float8E5M2:   {e5, e5, f4, f8, f8, e5, f4, f8, f8, f2, e5},
	Float16:      {f2, f2, f4, f8, f8, f2, f4, f8, f8, f2, f2, f2},
	BFloat16:     {bf, bf, f4, f8, f8, bf, f4, f8, f8, bf, bf, f4, bf},
	Float32:      {f4, f4, f4, f8, f8, f4, f4, f8, f8, f4, f4, f4, f4, f4},
	Float64:      {f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, f8, f8},
	Complex64:    {c8, c8, c8, cx, cx, c8, c8, cx, cx, c8, c8, c8, c8, c8, cx, c8},
	Complex128:   {cx, cx, cx, cx, cx, cx, cx, cx, cx, cx, cx, cx, cx, cx, cx, cx, cx},
})

// symmetric returns the table of which rows have the part up to the diagonal: a
// row is what its type and each of those before it promote to.
func symmetric(rows [Num][]DType) (t [Num][Num]DType) {
	for d, row := range rows {
		if len(row) != d {
			panic(fmt.Sprintf("dtype: the promotion of %v has %d types; it takes one for each type up to itself, %d", DType(d), len(row), d))
		}
		for i, to := range row {
			t[d][i+1], t[i+1][d] = to, to
		}
	}
	return t
}

// Promote returns the type in which a and b meet (NumPy's promote_types), or
// Invalid where one of them is no element type. The order does not matter.
func Promote(a, b DType) DType {
	if a >= Num || b >= Num {
		return Invalid
	}
	return promotion[a][b]
}

// Types is a set of element types.
type Types uint32

// With returns the set with d in it.
func (s Types) With(d DType) Types {
	if d >= Num {
		d = Invalid
	}
	return s | 1<<d
}

// Promote returns the type in which all types of the set meet, or Invalid where
// there is none or one of them is no element type. Complex and floating types
// meet first, and each integer type then meets the result, as in NumPy: int16
// and uint16 alone meet in int32, but with float32 they meet in float32.
func (s Types) Promote() DType {
	if s == 0 || s&(1<<Invalid) != 0 {
		return Invalid
	}
	d := DType(bits.Len32(uint32(s)) - 1)
	for s &^= 1 << d; s != 0; {
		next := DType(bits.Len32(uint32(s)) - 1)
		s &^= 1 << next
		d = promotion[d][next]
	}
	return d
}

// PromoteWeak returns the type in which a meets a Go number of kind k that has
// no width of its own (NEP 50's weak scalar): a itself where its kind is the
// same or higher, else the default type of the kind. A complex number keeps
// the width of a float.
func PromoteWeak(a DType, k Kind) DType {
	if !a.Valid() {
		return Invalid
	}
	if k == KindUint {
		k = KindInt
	}
	have := a.Kind()
	if have == KindUint {
		have = KindInt
	}
	if have >= k {
		return a
	}
	if k == KindComplex {
		return a.Descriptor().Complex
	}
	return k.Default()
}

// Default returns the type that numbers of a kind have by themselves: int64,
// float64 and complex128; Uint64 for unsigned integers.
func (k Kind) Default() DType {
	switch k {
	case KindBool:
		return Bool
	case KindUint:
		return Uint64
	case KindInt:
		return Int64
	case KindFloat:
		return Float64
	case KindComplex:
		return Complex128
	}
	return Invalid
}

// String returns the name of k.
func (k Kind) String() string {
	switch k {
	case KindBool:
		return "bool"
	case KindUint:
		return "unsigned integer"
	case KindInt:
		return "integer"
	case KindFloat:
		return "float"
	case KindComplex:
		return "complex"
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}
