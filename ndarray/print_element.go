// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"math"
	"strconv"
	"strings"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// elementFormat returns the function that prints the elements of an array, by
// their offsets, in a common width. each goes over those that will be printed.
func (p *printer) elementFormat(o PrintOptions, each func(func(offset int))) func(offset int) string {
	a := p.a
	d := a.dtype
	switch d.Kind() {
	case dtype.KindBool:
		return func(offset int) string {
			switch {
			case *(*uint8)(a.at(offset)) == 0:
				return "False"
			case a.ndim == 0:
				return "True"
			}
			return " True"
		}
	case dtype.KindInt, dtype.KindUint:
		width, sign := 0, o.Sign
		each(func(offset int) {
			text := integerText(a.at(offset), d)
			if sign == " " && text[0] == '-' {
				sign = ""
			}
		})
		signed := func(offset int) string {
			text := integerText(a.at(offset), d)
			if text[0] != '-' {
				text = sign + text
			}
			return text
		}
		each(func(offset int) { width = max(width, len(signed(offset))) })
		return func(offset int) string { return padLeft(signed(offset), width) }
	case dtype.KindDatetime, dtype.KindTimedelta:
		width, quote := 0, true
		text := func(offset int) string { return timeText(a.at(offset), d, quote) }
		each(func(offset int) { width = max(width, len(text(offset))) })
		return func(offset int) string { return padLeft(text(offset), width) }
	case dtype.KindComplex:
		part := d.Part()
		half := part.Size()
		re := newFloatFormat(part, o, func(f func(x float64)) {
			each(func(offset int) { f(dtype.LoadFloat(a.at(offset), part)) })
		})
		signed := o
		signed.Sign = "+"
		im := newFloatFormat(part, signed, func(f func(x float64)) {
			each(func(offset int) { f(dtype.LoadFloat(a.at(offset+half), part)) })
		})
		return func(offset int) string {
			i := im.text(dtype.LoadFloat(a.at(offset+half), part))
			digits := strings.TrimRight(i, " ")
			return re.text(dtype.LoadFloat(a.at(offset), part)) + digits + "j" + i[len(digits):]
		}
	}
	format := newFloatFormat(d, o, func(f func(x float64)) {
		each(func(offset int) { f(dtype.LoadFloat(a.at(offset), d)) })
	})
	return func(offset int) string { return format.text(dtype.LoadFloat(a.at(offset), d)) }
}

// timeText formats a moment in ISO 8601, a duration as its count; quote puts text in
// quotes, as NumPy does in arrays.
func timeText(p unsafe.Pointer, d dtype.DType, quote bool) string {
	n := dtype.LoadScalar(p, d).Int64()
	text := dtype.TD64(n).Text()
	if u, _ := d.Unit(); d.Base() == dtype.Datetime64 && u != dtype.Generic {
		text = dtype.DatetimeFormat{}.Text(dtype.DT64(n), d)
	} else if n != dtype.NaT {
		return text
	}
	if quote {
		return "'" + text + "'"
	}
	return text
}

func integerText(p unsafe.Pointer, d dtype.DType) string { return dtype.LoadScalar(p, d).String() }

func padLeft(s string, width int) string {
	if n := width - len(s); n > 0 {
		return strings.Repeat(" ", n) + s
	}
	return s
}

// floatFormat prints floats in a common width, after NumPy's FloatingFormat: in the
// scientific notation all have the same number of digits, else as many as the
// FloatMode says.
type floatFormat struct {
	d          dtype.DType
	o          PrintOptions
	plus       bool // print the sign of positive numbers too
	scientific bool
	precision  int // most digits after the point
	digits     int // least digits after it, -1 for as many as there are
	left       int // width before the point
	right      int // width after it
	expDigits  int
}

// anyDigits is a precision that cuts nothing off.
const anyDigits = 1100

func newFloatFormat(d dtype.DType, o PrintOptions, each func(func(x float64))) *floatFormat {
	f := &floatFormat{d: d, o: o, plus: o.Sign == "+", precision: o.Precision, digits: -1}
	switch o.FloatMode {
	case "unique":
		f.precision = anyDigits
	case "fixed":
		f.digits = f.precision
	}
	high, low := 0.0, math.Inf(1)
	finite, infinite, negative, minus := false, false, false, false
	each(func(x float64) {
		switch {
		case math.IsNaN(x):
			infinite = true
		case math.IsInf(x, 0):
			infinite = true
			negative = negative || x < 0
		default:
			finite = true
			minus = minus || math.Signbit(x)
			if x != 0 {
				high, low = max(high, math.Abs(x)), min(low, math.Abs(x))
			}
		}
	})
	if high > 0 {
		f.scientific = high >= min(wholeDigits(d), 1e8) || !o.SuppressSmall && (low < roundTo(d, 0.0001) || roundTo(d, high/low) > 1000)
	}
	if finite {
		each(func(x float64) {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return
			}
			whole, frac, exp := f.split(x, f.precision, f.digits)
			f.left = max(f.left, len(whole))
			f.right = max(f.right, len(frac))
			f.expDigits = max(f.expDigits, len(exp)-1)
		})
		switch {
		case f.scientific:
			f.precision, f.digits = f.right, f.right
			f.right = f.expDigits + 2 + f.precision
		case o.FloatMode == "maxprec_equal":
			f.precision, f.digits = f.right, f.right
		}
	}
	if o.Sign == " " && !minus {
		f.left++
	}
	if infinite {
		offset := f.right + 1
		sign := 0
		if o.Sign != "" || negative {
			sign = 1
		}
		f.left = max(f.left, len(o.NaN)-offset, len(o.Inf)+sign-offset)
	}
	return f
}

// split returns the parts of a finite number before and after the point, and
// its exponent with sign: the shortest digits, at most precision after the
// point, at least digits.
func (f *floatFormat) split(x float64, precision, digits int) (whole, frac, exp string) {
	form := byte('f')
	if f.scientific {
		form = 'e'
	}
	s := shortest(x, f.d, form)
	mantissa, exp, _ := strings.Cut(s, "e")
	whole, frac, _ = strings.Cut(mantissa, ".")
	if len(frac) > precision || len(frac) < digits {
		s = strconv.FormatFloat(x, form, max(min(len(frac), precision), digits), 64)
		mantissa, exp, _ = strings.Cut(s, "e")
		whole, frac, _ = strings.Cut(mantissa, ".")
	}
	if digits < 0 {
		frac = strings.TrimRight(frac, "0")
	}
	if f.plus && whole[0] != '-' {
		whole = "+" + whole
	}
	return whole, frac, exp
}

func (f *floatFormat) text(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		s, sign := f.o.NaN, ""
		if !math.IsNaN(x) {
			s = f.o.Inf
			if x < 0 {
				sign = "-"
			}
		}
		if f.plus && sign == "" {
			sign = "+"
		}
		s = sign + s
		return padLeft(s, f.left+f.right+1)
	}
	if !f.scientific {
		whole, frac, _ := f.split(x, f.precision, f.digits)
		s := padLeft(whole, f.left) + "." + frac
		return s + strings.Repeat(" ", max(f.right-len(frac), 0))
	}
	whole, frac, exp := f.split(x, f.precision, f.digits)
	for len(exp)-1 < f.expDigits {
		exp = exp[:1] + "0" + exp[1:]
	}
	return padLeft(whole, f.left) + "." + frac + "e" + exp
}

// wholeDigits is ten to the number of decimal digits that the type holds (16
// for float64, as Python prints): numbers from there on are printed with an
// exponent.
func wholeDigits(d dtype.DType) float64 { return math.Pow10(d.Descriptor().Digits) }

// roundTo rounds x to the type d.
func roundTo(d dtype.DType, x float64) float64 {
	f := &d.Descriptor().Float
	return f.Decode(f.Encode(x))
}

// shortest formats x, a number of type d, with the fewest digits that tell it
// from its neighbours of that type.
func shortest(x float64, d dtype.DType, form byte) string {
	if bits := d.Descriptor().Float.Bits(); bits >= 32 {
		return strconv.FormatFloat(x, form, -1, bits)
	}
	// strconv knows no shorter types. Five digits tell all their numbers apart.
	for digits := 0; ; digits++ {
		s := strconv.FormatFloat(x, 'e', digits, 64)
		if back, err := strconv.ParseFloat(s, 64); err != nil || roundTo(d, back) != x && digits < 5 {
			continue
		} else if form == 'e' {
			return s
		} else {
			return strconv.FormatFloat(back, 'f', -1, 64)
		}
	}
}

// scalarText formats an element as NumPy's str of a scalar.
func scalarText(p unsafe.Pointer, d dtype.DType) string {
	switch d.Kind() {
	case dtype.KindBool:
		if *(*uint8)(p) != 0 {
			return "True"
		}
		return "False"
	case dtype.KindInt, dtype.KindUint:
		return integerText(p, d)
	case dtype.KindDatetime:
		return timeText(p, d, false)
	case dtype.KindTimedelta:
		return durationText(p, d)
	case dtype.KindFloat:
		return floatText(dtype.LoadFloat(p, d), d, true)
	}
	part := d.Part()
	half := part.Size()
	re, im := dtype.LoadFloat(p, part), dtype.LoadFloat(unsafe.Add(p, half), part)
	i := floatText(im, part, false) + "j"
	if re == 0 && !math.Signbit(re) {
		return i
	}
	if i[0] != '-' {
		i = "+" + i
	}
	return "(" + floatText(re, part, false) + i + ")"
}

// durationText formats a duration with its unit, as "5 days", "20 milliseconds".
func durationText(p unsafe.Pointer, d dtype.DType) string {
	n := dtype.LoadScalar(p, d).Int64()
	u, multiple := d.Unit()
	if n == dtype.NaT {
		return "NaT"
	}
	return strconv.FormatInt(n*int64(multiple), 10) + " " + u.Name()
}

// floatText formats a lone number: with an exponent below 1e-4 and where it has
// more digits before the point than its type holds.
func floatText(x float64, d dtype.DType, zero bool) string {
	switch {
	case math.IsNaN(x):
		return "nan"
	case math.IsInf(x, 1):
		return "inf"
	case math.IsInf(x, -1):
		return "-inf"
	}
	if m := math.Abs(x); m != 0 && (m < 1e-4 || m >= wholeDigits(d)) {
		return shortest(x, d, 'e')
	}
	s := shortest(x, d, 'f')
	if zero && strings.IndexByte(s, '.') < 0 {
		s += ".0"
	}
	return s
}
