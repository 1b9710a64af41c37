// SPDX-License-Identifier: BSD-3-Clause

package array

import (
	"math/big"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// timeOf returns the type of times that a bound of a range has, Invalid for a number.
func timeOf(v any) dtype.DType {
	switch v := v.(type) {
	case dtype.DT64:
		return dtype.Datetime64
	case dtype.TD64:
		return dtype.Timedelta64
	case *Array:
		if v.Err() == nil && v.DType().Kind().Time() {
			return v.DType()
		}
	}
	return dtype.Invalid
}

// arangeTimes is arange of moments or durations, as NumPy has it: in the unit in which
// start, stop and step meet, unless DType has one. Moments need a start and a stop;
// a stop that is an integer or a duration counts from start on.
func (k *keywords) arangeTimes(start, stop, step any) *Array {
	if stop == nil {
		start, stop = 0, start
		if k.d.Base() == dtype.Datetime64 || timeOf(stop).Base() == dtype.Datetime64 {
			return reject(k.fn, fault.Value, "a range of datetime64 requires both a start and a stop")
		}
	}
	if timeOf(step).Base() == dtype.Datetime64 {
		return reject(k.fn, fault.Value, "cannot use a moment as a step: give an integer or timedelta64")
	}
	d, err := k.typeOfRange(start, stop, step)
	if err != nil {
		return failed(fault.In(k.fn, err))
	}
	var counts [3]*big.Int
	for i, v := range []any{start, stop, step} {
		if counts[i], err = countOf(v, d, i); err != nil {
			return failed(fault.In(k.fn, err))
		}
	}
	if d.Base() == dtype.Datetime64 && timeOf(stop).Base() != dtype.Datetime64 {
		counts[1].Add(counts[1], counts[0])
	}
	k.d = dtype.Int64
	return k.countIntegers(counts[0], counts[1], counts[2]).View(d)
}

// typeOfRange returns the type of the elements of a range of times.
func (k *keywords) typeOfRange(bounds ...any) (dtype.DType, error) {
	d := k.d
	if d != dtype.Invalid && !d.Kind().Time() {
		return d, fault.New("", fault.DType, "a range of times has elements of datetime64 or timedelta64, not %v", d)
	}
	if d == dtype.Invalid {
		if d = dtype.Timedelta64; timeOf(bounds[0]).Base() == dtype.Datetime64 || timeOf(bounds[1]).Base() == dtype.Datetime64 {
			d = dtype.Datetime64
		}
	}
	if d != d.Base() {
		return d, nil
	}
	unit := d
	for _, v := range bounds {
		t := timeOf(v)
		if t == dtype.Invalid {
			continue
		}
		var err error
		if unit, err = dtype.PromoteUnits(unit, t); err != nil {
			return d, err
		}
	}
	if d = d.UnitLike(unit); d == dtype.Datetime64 {
		return d, fault.New("", fault.Value, "moments have a unit: give dtype datetime64 in one, as datetime64[D]")
	}
	return d, nil
}

// countOf returns a bound of a range, the start, stop or step by its place, as a count
// of d's unit.
func countOf(v any, d dtype.DType, place int) (*big.Int, error) {
	t := timeOf(v)
	if n := integer(v); n != nil && (t == dtype.Invalid || t == d.Base() || t == dtype.Timedelta64) {
		if n.IsInt64() && n.Int64() == dtype.NaT {
			return nil, fault.New("", fault.Value, "cannot use NaT (not-a-time) as a bound of a range")
		}
		return new(big.Int).Set(n), nil
	}
	x, is := v.(*Array)
	if !is || x.NDim() != 0 || t.Base() == dtype.Datetime64 && d.Base() != dtype.Datetime64 || t == dtype.Invalid && x.DType().Kind() > dtype.KindInt ||
		t.Base() == dtype.Timedelta64 && d.Base() == dtype.Datetime64 && place == 0 {
		return nil, fault.New("", fault.Value, "%s of a range of %v is an integer or a time in a unit that it has, not %s", [...]string{"the start", "the stop", "the step"}[place], d, describeBound(v))
	}
	own := dtype.Timedelta64.UnitLike(d)
	if t.Base() == dtype.Datetime64 {
		own = d
	}
	if t != dtype.Invalid {
		if !dtype.CanCast(t, own, dtype.SameKind) {
			return nil, fault.New("", fault.DType, "cannot convert %v to %v", t, own)
		}
		x = cast(x, own)
	}
	n, err := ndarray.Item[int64](cast(x, dtype.Int64))
	if err != nil {
		return nil, err
	}
	return countOf(n, d, place)
}

func describeBound(v any) string {
	if x, is := v.(*Array); is {
		return "an array of " + x.DType().String()
	}
	s, is := dtype.ScalarOf(v)
	if !is {
		return "something else"
	}
	return s.String()
}
