// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"sync"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
	"github.com/arraygen/arraygen/ndarray/kernel"
	"github.com/arraygen/arraygen/ndarray/strided"
)

// Moments and durations, datetime64 and timedelta64, have loops like other types,
// which don't know units. Here, where the loop is chosen, the unit of a call is
// decided: all its times are converted to the one in which they meet, and the
// results are in it.

// hasTime reports whether one of in, or want, is a type of times.
func hasTime(in []operand, want dtype.DType) bool {
	for i := range in {
		if in[i].dtype.Kind().Time() {
			return true
		}
	}
	return want.Kind().Time()
}

// resolveTime is resolve where one of the types is of times.
func (u *Ufunc) resolveTime(in []operand, want dtype.DType, rule dtype.Casting) (*Loop, error) {
	if u.Promotion == PromoteTruth && len(in) == 2 && (want == dtype.Invalid || want == dtype.Bool) {
		return &u.Loops[u.homogeneous(dtype.Bool)], nil // a count is true where it is not zero, NaT too
	}
	base := u.searchTime(in, want, false)
	if base == nil && u.Promotion != PromoteNoTime {
		base = u.searchTime(in, want, true)
	}
	if base == nil {
		return nil, u.noLoop(in, want, rule)
	}
	unit := dtype.Invalid
	for i := range in {
		switch d := in[i].dtype; {
		case !d.Kind().Time():
		case unit == dtype.Invalid:
			unit = d
		default:
			var err error
			if unit, err = dtype.PromoteUnits(unit, d); err != nil {
				return nil, fault.In(u.Name, err)
			}
		}
	}
	if want != want.Base() { // the unit was asked for
		unit = want
	}
	return loopInUnit(base, unit), nil
}

// searchTime returns the first loop whose times are just those of in, whose numbers
// are integers or floats as theirs, and whose outputs are of the type want unless it
// is Invalid. durations says that integers may become durations.
func (u *Ufunc) searchTime(in []operand, want dtype.DType, durations bool) *Loop {
	if u.predicate() && want == dtype.Bool {
		want = dtype.Invalid
	}
next:
	for i := range u.Loops {
		l := &u.Loops[i]
		if want != dtype.Invalid && !all(l.Out, want.Base()) {
			continue
		}
		times := false
		for j, d := range l.In {
			have, number := in[j].dtype, in[j].dtype.Kind()
			times = times || d.Kind().Time()
			switch {
			case number.Time():
				if d != have.Base() {
					continue next
				}
			case d == dtype.Timedelta64:
				if !durations || number > dtype.KindInt || have == dtype.Uint64 && !u.shifts() {
					continue next
				}
			case d == dtype.Int64 && number <= dtype.KindInt && (number != dtype.KindBool || u.Promotion != PromoteNoTime):
			case d == dtype.Float64 && number == dtype.KindFloat:
			default:
				continue next
			}
		}
		if times {
			return l
		}
	}
	return nil
}

// shifts reports whether the function moves moments by durations, as add does: NumPy
// takes any integer for one there.
func (u *Ufunc) shifts() bool {
	for i := range u.Loops {
		if in := u.Loops[i].In; len(in) == 2 && in[0] == dtype.Datetime64 && in[1] == dtype.Timedelta64 {
			return true
		}
	}
	return false
}

// loopInUnit returns the loop base with all its times in the unit of d.
func loopInUnit(base *Loop, d dtype.DType) *Loop {
	if d == d.Base() {
		return base
	}
	return derivedLoop(base, dtype.Timedelta64.UnitLike(d))
}

func inUnit(base *Loop, d dtype.DType) Loop {
	types := func(of []dtype.DType) []dtype.DType {
		own := make([]dtype.DType, len(of))
		for i, t := range of {
			if own[i] = t; t.Kind().Time() {
				own[i] = t.UnitLike(d)
			}
		}
		return own
	}
	l := *base
	l.In, l.Out = types(base.In), types(base.Out)
	return l
}

// timeCasts has the conversions of times that were asked for and are no casts of
// integers, by the two types.
var timeCasts sync.Map // of *kernel.Set

// timeCastSet returns the kernel that converts from or to a type of times.
func timeCastSet(from, to dtype.DType) *kernel.Set {
	units := dtype.UnitCastOf(from, to)
	number := from.Kind() >= dtype.KindFloat && !from.Kind().Time()
	switch {
	case units == nil && from.Kind().Time() && to.Kind().Time():
		return strided.Set(from.Size()) // the count stays
	case units == nil && from.Kind().Time():
		return castSet(dtype.Int64, to)
	case units == nil && !number:
		return castSet(from, dtype.Int64)
	}
	key := [2]dtype.DType{from, to}
	if have, ok := timeCasts.Load(key); ok {
		return have.(*kernel.Set)
	}
	set := &kernel.Set{Name: "cast." + from.String() + ".." + to.String(), Ops: 8}
	if units != nil {
		set.Impl[kernel.Go] = func(a *kernel.Args) { castUnits(a, units) }
	} else {
		set.Impl[kernel.Go] = func(a *kernel.Args) { castNumbers(a, from, to) }
	}
	have, _ := timeCasts.LoadOrStore(key, set)
	return have.(*kernel.Set)
}

// castUnits is the kernel of a conversion between units.
func castUnits(a *kernel.Args, u *dtype.UnitCast) {
	in, out := &a.Op[0], &a.Op[1]
	overflow := false
	for r := range a.Rows {
		x, y := addr(in.Ptr, r*in.Outer), addr(out.Ptr, r*out.Outer)
		for i := range a.N {
			n, ok := u.Convert(*(*int64)(addr(x, i*in.Inner)))
			*(*int64)(addr(y, i*out.Inner)) = n
			overflow = overflow || !ok
		}
	}
	if overflow {
		a.Overflow = true
	}
}

// castNumbers is the kernel of a conversion of floats or complex numbers to counts:
// towards zero, NaN and what is out of range to NaT.
func castNumbers(a *kernel.Args, from, to dtype.DType) {
	in, out := &a.Op[0], &a.Op[1]
	for r := range a.Rows {
		for i := range a.N {
			dtype.Cast(unsafe.Add(out.Ptr, r*out.Outer+i*out.Inner), to, unsafe.Add(in.Ptr, r*in.Outer+i*in.Inner), from)
		}
	}
}
