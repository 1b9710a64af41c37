// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"strings"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// timeFunctions read types of moments and durations, and convert their counts.
var timeFunctions = []Function{
	{Name: "_dtype", View: true, Call: func(a Args) (any, error) { // text, as "datetime64[ns]" or "<M8[ns]"
		text := strings.TrimLeft(a.String(0), "<=")
		row, unit, _ := strings.Cut(text, "[")
		if d, is := dtype.OfCode(row); is && d.Kind().Time() {
			row = d.String()
		}
		if d, err := dtype.Parse(row); err != nil || !d.Kind().Time() {
			return nil, nil
		}
		d, err := dtype.Parse(row + "[" + unit)
		if err != nil {
			return nil, fault.New("", fault.DType, "%v", err)
		}
		return d, nil
	}},
	{Name: "_time_of_text", View: true, Call: func(a Args) (any, error) { // text, dtype: the count, and the type with its unit
		text, d := a.String(0), a.DType(1, 0)
		if d.Base() == dtype.Timedelta64 {
			n, err := dtype.ParseTimedelta(text, d)
			return []any{int(n), d}, err
		}
		n, d, err := dtype.ParseDatetime(text, d)
		return []any{int(n), d}, err
	}},
	{Name: "_time_in_unit", View: true, Call: func(a Args) (any, error) { // a count, its dtype, another
		n, from, to := a.Int(0, 0), a.DType(1, 0), a.DType(2, 0)
		count, ok := dtype.UnitCastTo(from, to, int64(n))
		if !ok {
			return nil, fault.New("", fault.Overflow, "%d of %v is out of range of %v", n, from, to)
		}
		return int(count), nil
	}},
}

// unitFor returns what x is cast to where d is asked for: a type of times without a
// unit takes that of x.
func unitFor(d dtype.DType, x *ndarray.Array) dtype.DType {
	if !d.Kind().Time() || d != d.Base() {
		return d
	}
	if x.DType().Kind().Time() {
		return d.UnitLike(x.DType())
	}
	return d
}
