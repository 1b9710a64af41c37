// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"strconv"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// MarshalJSON returns the elements as nested lists of numbers or bools, a lone
// one for an array without axes. Floats have the digits that tell them from
// their neighbours of the same type, times their counts. JSON has no NaN, infinity and complex
// numbers: an array with any is an error, and so is a failed array. The element
// type is not kept, nor the lengths after one of 0; MarshalText and
// MarshalBinary keep both.
func (a *Array) MarshalJSON() ([]byte, error) {
	const fn = "MarshalJSON"
	if err := a.Err(); err != nil {
		return nil, err
	}
	defer keep(a)
	d := a.dtype
	if d.Kind() == dtype.KindComplex {
		return nil, fault.New(fn, fault.DType, "JSON has no complex numbers; marshal Real() and Imag(), or use MarshalText or MarshalBinary")
	}
	return appendLists(nil, a, ",", func(b []byte, index []int, offset int) ([]byte, error) {
		p := a.at(offset)
		switch d.Kind() {
		case dtype.KindBool:
			return strconv.AppendBool(b, *(*uint8)(p) != 0), nil
		case dtype.KindInt, dtype.KindUint:
			return append(b, integerText(p, d)...), nil
		case dtype.KindTimedelta, dtype.KindDatetime:
			if n := dtype.LoadScalar(p, d).Int64(); n == dtype.NaT {
				return b, fault.New(fn, fault.Value, "the element at %s is NaT, for which JSON has no number; use MarshalText or MarshalBinary", shapeText(index))
			}
			return append(b, integerText(p, d)...), nil
		}
		x := dtype.LoadFloat(p, d)
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return b, fault.New(fn, fault.Value, "the element at %s is %v, for which JSON has no number; use MarshalText or MarshalBinary", shapeText(index), x)
		}
		// As encoding/json: no exponents but for the very small and large.
		format := byte('f')
		if m := math.Abs(x); m != 0 && (m < 1e-6 || m >= 1e21) {
			format = 'e'
		}
		return strconv.AppendFloat(b, x, format, -1, floatBits(d)), nil
	})
}

// floatBits returns the size of the numbers for which strconv finds the
// shortest digits: those of the 16-bit types are told apart as float32 numbers.
func floatBits(d dtype.DType) int {
	if d == dtype.Float64 || d == dtype.Complex128 {
		return 64
	}
	return 32
}

// UnmarshalJSON makes a an array of nested lists of numbers or of bools. If a is
// an array already, the new one has its element type, and a number that this
// type cannot hold is an error. Else the type is bool, int64 (uint64 if a
// number is above its range) or float64. JSON's null leaves a as it is.
func (a *Array) UnmarshalJSON(b []byte) error {
	const fn = "UnmarshalJSON"
	if string(bytes.TrimSpace(b)) == "null" {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	l := newLists(fn)
	for {
		t, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fault.Wrap(fn, fault.Format, err)
		}
		switch t := t.(type) {
		case json.Delim:
			switch t {
			case '[':
				err = l.open()
			case ']':
				err = l.close()
			default:
				err = fault.New(fn, fault.Format, "an array is lists of numbers; there is an object at byte %d", dec.InputOffset())
			}
		case json.Number:
			err = l.number(string(t))
		case bool:
			s, _ := dtype.ScalarOf(t)
			err = l.value(s)
		default:
			err = fault.New(fn, fault.Format, "an array is lists of numbers; there is %v at byte %d", t, dec.InputOffset())
		}
		if err != nil {
			return err
		}
	}
	return a.become(l, dtype.Invalid, nil)
}

// number takes the text of an integer or a float.
func (l *lists) number(text string) error {
	var v any
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		v = i
	} else if u, err := strconv.ParseUint(text, 10, 64); err == nil {
		v = u
	} else if f, err := strconv.ParseFloat(text, 64); err == nil {
		v = f
	} else {
		return fault.New(l.fn, fault.Value, "%q is no number that fits a float64", text)
	}
	s, _ := dtype.ScalarOf(v)
	return l.value(s)
}

// become replaces a by the array of l, of type d or that of a or that of the
// numbers.
func (a *Array) become(l *lists, d dtype.DType, shape []int) error {
	if d == dtype.Invalid && a.Err() == nil {
		d = a.dtype
	}
	return a.take(l.fn, l.array(d, shape))
}
