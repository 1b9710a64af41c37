// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"math"
	"math/big"
	"math/cmplx"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ufunc/internal/fpflags"
)

// rule says what conditions a function meets, as far as it isn't the same for all: a
// NaN in no operand is invalid, and an infinite result of finite operands an overflow.
type rule struct {
	// zero is the input, from 1 on, which makes a pole where it is 0; at says that the
	// other may then be infinite.
	zero uint8
	at   bool
	// pole says that infinite results of finite operands are all poles.
	pole bool
	// integerZero are the conditions of the division of integers by 0, and quotient says
	// that the least integer divided by -1 overflows.
	integerZero Conditions
	quotient    bool
	// inexact reports whether a result below the least normal number isn't exact: an
	// underflow. nil for functions whose results are exact there, or as small as an operand.
	inexact func(x []complex128, y float64) bool
	never   never
	// flags says that the kernels, on every level, raise a flag of the CPU where a
	// result is special and no operand is, and the flag of underflow where there is one.
	// TestFlags holds it.
	flags bool
	// one says that the function is one operation of IEEE 754 itself.
	one bool
}

// never says where a function meets no condition but Underflow, whose rule is none then.
type never uint8

const (
	neverReal never = iota + 1 // of real numbers
	neverAny                   // of complex numbers either
)

// rules are those of the functions that have one of their own, by name.
var rules = map[string]rule{
	"add":      {flags: true, one: true},
	"subtract": {flags: true, one: true},
	"multiply": {flags: true, one: true, inexact: productInexact},
	"square":   {flags: true, one: true, inexact: squareInexact},
	"sqrt":     {flags: true, one: true},

	"divide":       {flags: true, one: true, zero: 2, inexact: quotientInexact},
	"reciprocal":   {flags: true, one: true, zero: 1, integerZero: DivideByZero | InvalidValue, inexact: reciprocalInexact},
	"floor_divide": {flags: true, zero: 2, integerZero: DivideByZero, quotient: true},
	"divmod":       {flags: true, zero: 2, integerZero: DivideByZero, quotient: true},
	"remainder":    {flags: true, zero: 2, integerZero: DivideByZero},
	"fmod":         {flags: true, zero: 2, integerZero: DivideByZero},

	"power":       {zero: 1, at: true, inexact: powerInexact},
	"float_power": {zero: 1, at: true, inexact: powerInexact},

	"exp":          {flags: true, inexact: always},
	"exp_correct":  {inexact: always},
	"exp2":         {flags: true, inexact: exp2Inexact},
	"exp2_correct": {inexact: exp2Inexact},

	"log":           {pole: true},
	"log2":          {pole: true},
	"log10":         {pole: true},
	"log_correct":   {pole: true},
	"log2_correct":  {pole: true},
	"log10_correct": {pole: true},
	"log1p":         {pole: true},
	"arctanh":       {pole: true},

	"arctan2": {inexact: nonzeroInexact},
	"radians": {inexact: nonzeroInexact},
	"degrees": {inexact: nonzeroInexact},
	"ldexp":   {inexact: ldexpInexact},

	"negative": {never: neverAny}, "positive": {never: neverAny}, "conjugate": {never: neverAny}, "absolute": {never: neverReal},
	"fabs": {never: neverAny}, "sign": {never: neverReal}, "copysign": {never: neverAny}, "heaviside": {never: neverAny},
	"maximum": {never: neverAny}, "minimum": {never: neverAny}, "fmax": {never: neverAny}, "fmin": {never: neverAny}, "clip": {never: neverAny},
	"rint": {never: neverReal}, "floor": {never: neverAny}, "ceil": {never: neverAny}, "trunc": {never: neverAny},
	"modf": {never: neverAny}, "frexp": {never: neverAny},
	"arctan": {never: neverReal}, "arcsinh": {never: neverReal}, "tanh": {never: neverReal}, "cbrt": {never: neverAny},
}

// conditionsOf returns the conditions that a loop may meet.
func (r *rule) conditionsOf(l *Loop) Conditions {
	complex := false
	for _, d := range l.In {
		if d.Kind().Time() {
			return r.ofTimes(l)
		}
		complex = complex || d.Kind() == dtype.KindComplex
	}
	for _, d := range l.Out {
		if k := d.Kind(); k != dtype.KindFloat && k != dtype.KindComplex {
			continue
		}
		if r.never == neverAny || r.never == neverReal && !complex {
			return 0
		}
		if r.inexact != nil {
			return AllConditions
		}
		return AllConditions &^ Underflow
	}
	return r.ofIntegers(l)
}

// flagged reports whether the flags of the CPU speak for a loop: numbers of less than
// 32 bits are rounded by integer operations on some levels.
func (r *rule) flagged(l *Loop) bool {
	for _, d := range l.Out {
		if d.Kind() == dtype.KindFloat && d.Size() < 4 {
			return false
		}
	}
	return r.flags && fpflags.Available
}

// ofIntegers returns the conditions that a loop whose results are integers, bools or
// times meets.
func (r *rule) ofIntegers(l *Loop) Conditions {
	if r.integerZero == 0 {
		return 0
	}
	if d := l.In[r.zero-1]; d.Kind() == dtype.KindInt && r.quotient {
		return r.integerZero | Overflow
	} else if d.Kind() == dtype.KindInt || d.Kind() == dtype.KindUint {
		return r.integerZero
	}
	return 0
}

// conditions returns the conditions of one element.
func (r *rule) conditions(x, y []complex128, l *Loop) (found Conditions) {
	finite, nan := true, false
	for _, v := range x {
		finite = finite && isFinite(v)
		nan = nan || isNaN(v)
	}
	pole := r.pole || r.zero > 0 && x[r.zero-1] == 0
	for i, v := range y {
		if isNaN(v) && !nan {
			found |= InvalidValue
		}
		infinite := math.IsInf(real(v), 0) || math.IsInf(imag(v), 0)
		switch {
		case infinite && pole && (finite || r.at):
			found |= DivideByZero
		case infinite && finite:
			found |= Overflow
		}
		if r.inexact != nil && finite && l.Out[i].Kind() == dtype.KindFloat && math.Abs(real(v)) < leastNormal(l.Out[i]) && r.inexact(x, real(v)) {
			found |= Underflow
		}
	}
	return found
}

// exactly reports whether the CPU's flags of a loop's kernel are its conditions: it is
// one operation of IEEE 754 on each element.
func (r *rule) exactly(l *Loop) bool {
	d := l.Out[0]
	return r.one && r.flagged(l) && (d == dtype.Float64 || d == dtype.Float32) && l.In[0] == d && l.In[len(l.In)-1] == d
}

// isNaN reports whether a part of v is not a number, infinite as the other may be.
func isNaN(v complex128) bool { return math.IsNaN(real(v)) || math.IsNaN(imag(v)) }

func isFinite(v complex128) bool { return !isNaN(v) && !cmplx.IsInf(v) }

func always([]complex128, float64) bool { return true }

// differ reports whether x·y is another number than z.
func differ(x, y, z float64) bool {
	exact := new(big.Float).SetPrec(2 * 53)
	return exact.Mul(big.NewFloat(x), big.NewFloat(y)).Cmp(big.NewFloat(z)) != 0
}

func productInexact(x []complex128, y float64) bool  { return differ(real(x[0]), real(x[1]), y) }
func squareInexact(x []complex128, y float64) bool   { return differ(real(x[0]), real(x[0]), y) }
func quotientInexact(x []complex128, y float64) bool { return differ(y, real(x[1]), real(x[0])) }

func reciprocalInexact(x []complex128, y float64) bool { return differ(y, real(x[0]), 1) }
func nonzeroInexact(x []complex128, _ float64) bool    { return x[0] != 0 }
func powerInexact(x []complex128, _ float64) bool      { return x[0] != 0 && x[1] != 1 }

func exp2Inexact(x []complex128, y float64) bool {
	return y == 0 || math.Trunc(real(x[0])) != real(x[0])
}

func ldexpInexact(x []complex128, y float64) bool {
	return y == 0 && x[0] != 0 || math.Ldexp(y, -int(real(x[1]))) != real(x[0])
}
