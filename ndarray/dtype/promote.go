// SPDX-License-Identifier: BSD-3-Clause

package dtype

import (
	"fmt"
	"math/bits"
	"strconv"

	"github.com/arraygen/arraygen/ndarray/fault"
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
	dt = Datetime64
	td = Timedelta64
	no = Invalid
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
//
// A duration meets the integers of int64 in itself and a moment in the moment; nothing else
// meets either. The unit of types with one is that of unit.go, meetUnits.
var promotion = symmetric([Num][]DType{
	//             b1  i1  i2  i4  i8  u1  u2  u4  u8  e4  e5  f2  bf  f4  f8  c8  cx  dt  td
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
	Datetime64:   {no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, dt},
	Timedelta64:  {td, td, td, td, td, td, td, td, no, no, no, no, no, no, no, no, no, dt, td},
})

// symmetric returns the table of which rows have the part up to the diagonal: a
// row is what its type and each of those before it promote to.
func symmetric(rows [Num][]DType) (t [Num][Num]DType) {
	for d, row := range rows {
		if len(row) != d {
			panic("dtype: the promotion of type " + strconv.Itoa(d) + " has " + strconv.Itoa(len(row)) + " types; it takes one for each type up to itself")
		}
		for i, to := range row {
			t[d][i+1], t[i+1][d] = to, to
		}
	}
	return t
}

// Promote returns the type in which a and b meet (NumPy's promote_types), or
// Invalid where they don't or one of them is no element type. The order does not
// matter.
func Promote(a, b DType) DType {
	if a >= Num || b >= Num {
		return promoteUnits(a, b)
	}
	return promotion[a][b]
}

// promoteUnits is Promote where one of the types may have a unit.
func promoteUnits(a, b DType) DType {
	if !a.Valid() || !b.Valid() {
		return Invalid
	}
	if a.Kind().Time() && b.Kind().Time() && a.Base() != b.Base() {
		a, b = Datetime64.UnitLike(a), Datetime64.UnitLike(b) // what both become
	}
	d, _ := PromoteUnits(a, b)
	return d
}

// PromoteUnits is [Promote] for the operands of arithmetic, types one of which is of
// times, with the reason why they don't meet: a duration of years or months doesn't
// meet days there, though it may become a moment in days.
func PromoteUnits(a, b DType) (DType, error) {
	d := promotion[a.Base()][b.Base()]
	if d == Invalid {
		return Invalid, fault.New("", fault.DType, "%v and %v have no common type", a, b)
	}
	unit, err := meetUnits(a, b)
	if err != nil {
		return Invalid, err
	}
	if d = unit.of(d); d == Invalid {
		return Invalid, fault.New("", fault.Overflow, "the common unit of %v and %v counts by more than 2³¹-1", a, b)
	}
	return d, nil
}

// Types is a set of element types. The zero value is empty.
type Types struct {
	rows uint32 // the types without their units
	time DType  // where those of the set with a unit meet; Invalid where there are none
}

// With returns the set with d in it.
func (s Types) With(d DType) Types {
	if d >= Num {
		switch {
		case !d.hasUnit():
			d = Invalid
		case s.time == Invalid:
			s.time = d
		default:
			s.time = Promote(s.time, d)
			d = s.time
		}
	}
	s.rows |= 1 << d.Base()
	return s
}

// Empty reports whether there is no type in the set.
func (s Types) Empty() bool { return s.rows == 0 }

// Promote returns the type in which all types of the set meet, or Invalid where
// there is none or one of them is no element type. Complex and floating types
// meet first, and each integer type then meets the result, as in NumPy: int16
// and uint16 alone meet in int32, but with float32 they meet in float32.
func (s Types) Promote() DType {
	if s.rows == 0 || s.rows&(1<<Invalid) != 0 {
		return Invalid
	}
	d := DType(bits.Len32(s.rows) - 1)
	for s.rows &^= 1 << d; s.rows != 0; {
		next := DType(bits.Len32(s.rows) - 1)
		s.rows &^= 1 << next
		d = promotion[d][next]
	}
	if s.time != Invalid && d != Invalid {
		return Promote(d, s.time)
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
	if a.Kind().Time() {
		if k > KindInt || a.Kind() == KindDatetime {
			return Invalid
		}
		return a
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
	case KindTimedelta:
		return Timedelta64
	case KindDatetime:
		return Datetime64
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
	case KindTimedelta:
		return "timedelta"
	case KindDatetime:
		return "datetime"
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}
