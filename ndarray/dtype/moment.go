// SPDX-License-Identifier: BSD-3-Clause

package dtype

import (
	"math"
	"math/bits"
	"time"

	"github.com/arraygen/arraygen/ndarray/fault"
)

// secondsInDay is the length of every day: there are no leap seconds.
const secondsInDay = 24 * 60 * 60

const attosInSecond = 1_000_000_000_000_000_000

// moment is a moment split up: days since 1970-01-01, seconds of the day, attoseconds
// of the second.
type moment struct {
	days    int64
	seconds int64
	attos   int64
}

// count returns m in the unit of d, rounded down; false where it has more than 63
// bits.
func (m moment) count(d DType) (int64, bool) {
	u, n := d.Unit()
	if u <= Day {
		return UnitCastTo(Datetime64.In(Day), d, m.days)
	}
	// Seconds are the pivot: longer units are multiples of them, shorter ones parts.
	per, scale := int64(1), int64(attosInSecond)
	switch u {
	case Hour:
		per = 3600
	case Minute:
		per = 60
	}
	for v := Millisecond; v <= u; v++ {
		scale /= 1000
	}
	day, ok := multiply(m.days, uint64(secondsInDay/per))
	seconds := day + m.seconds/per
	if !ok || seconds < day {
		return NaT, false
	}
	if u >= Millisecond {
		hi, lo := bits.Mul64(uint64(seconds), uint64(attosInSecond/scale))
		if seconds < 0 {
			hi -= uint64(attosInSecond / scale)
		}
		lo, carry := bits.Add64(lo, uint64(m.attos/scale), 0)
		if hi += carry; int64(hi) != int64(lo)>>63 {
			return NaT, false
		}
		seconds = int64(lo)
	}
	if seconds == NaT {
		return NaT, false
	}
	return floorDivide(seconds, int64(n)), true
}

// UnitCastTo converts one count, see [UnitCast.Convert]; between types of one unit it
// is kept.
func UnitCastTo(from, to DType, n int64) (int64, bool) {
	if c := UnitCastOf(from, to); c != nil {
		return c.Convert(n)
	}
	return n, true
}

// momentOf splits up a count of d's unit, which is not NaT and not without a unit;
// false where it is beyond 63 bits of days.
func momentOf(n int64, d DType) (m moment, ok bool) {
	u, multiple := d.Unit()
	days, ok := UnitCastTo(d, Datetime64.In(Day), n)
	if m.days = days; !ok || u <= Day {
		return m, ok
	}
	// What is left of the day, modulo its length in the unit.
	perSecond := uint64(1)
	for v := Millisecond; v <= u; v++ {
		perSecond *= 1000
	}
	inUnit := uint64(1) // seconds of one
	switch u {
	case Hour:
		inUnit = 3600
	case Minute:
		inUnit = 60
	}
	dayHi, dayLo := bits.Mul64(secondsInDay/inUnit, perSecond)
	hi, lo := bits.Mul64(uint64(n), uint64(multiple))
	if n < 0 {
		hi -= uint64(multiple)
	}
	// rest = n*multiple - days*day, which has the size of a day.
	pHi, pLo := bits.Mul64(uint64(days), dayLo)
	pHi += uint64(days) * dayHi
	if days < 0 {
		pHi -= dayLo
	}
	lo, borrow := bits.Sub64(lo, pLo, 0)
	hi, _ = bits.Sub64(hi, pHi, borrow)
	seconds, part := bits.Div64(hi, lo, perSecond)
	m.seconds = int64(seconds * inUnit)
	m.attos = int64(part * (attosInSecond / perSecond))
	return m, true
}

// OfTime returns t in the unit of d, a type of moments, rounded down. The zero Time,
// which stands for none, is [NaT].
func OfTime(t time.Time, d DType) (DT64, error) {
	if t.IsZero() {
		return NaT, nil
	}
	if u, _ := d.Unit(); d.Base() != Datetime64 || u == Generic {
		return NaT, fault.New("", fault.DType, "a time.Time has no value in %v; give datetime64 in a unit, as datetime64[ns]", d)
	}
	seconds := t.Unix()
	days := floorDivide(seconds, secondsInDay)
	m := moment{days, seconds - days*secondsInDay, int64(t.Nanosecond()) * 1e9}
	n, ok := m.count(d)
	if !ok {
		return NaT, fault.New("", fault.Overflow, "%v is out of range of %v", t, d)
	}
	return DT64(n), nil
}

// Time returns an element of d, a type of moments, in UTC, rounded down to
// nanoseconds; the zero Time for [NaT]. It is an error where d has no unit, and where
// the moment is out of a Time's range.
func (n DT64) Time(d DType) (time.Time, error) {
	if n == NaT {
		return time.Time{}, nil
	}
	if u, _ := d.Unit(); d.Base() != Datetime64 || u == Generic {
		return time.Time{}, fault.New("", fault.DType, "elements of %v are no moments; give datetime64 in a unit, as datetime64[ns]", d)
	}
	m, ok := momentOf(int64(n), d)
	if !ok || m.days > math.MaxInt64/secondsInDay-1e6 || m.days < math.MinInt64/secondsInDay+1e6 {
		return time.Time{}, fault.New("", fault.Overflow, "the moment %d of %v is out of range of time.Time", int64(n), d)
	}
	return time.Unix(m.days*secondsInDay+m.seconds, m.attos/1e9).UTC(), nil
}

// OfDuration returns v in the unit of d, a type of durations, rounded down.
func OfDuration(v time.Duration, d DType) (TD64, error) {
	u, _ := d.Unit()
	if d.Base() != Timedelta64 || u == Generic || u.Calendar() {
		return NaT, fault.New("", fault.DType, "a time.Duration has no value in %v; give timedelta64 in a unit from weeks to attoseconds, as timedelta64[ns]", d)
	}
	n, ok := UnitCastTo(Timedelta64.In(Nanosecond), d, int64(v))
	if !ok {
		return NaT, fault.New("", fault.Overflow, "%v is out of range of %v", v, d)
	}
	return TD64(n), nil
}

// Duration returns an element of d, a type of durations, rounded down to nanoseconds.
// It is an error for [NaT], where d has no unit or one of the calendar, and where the
// duration is out of a Duration's range.
func (n TD64) Duration(d DType) (time.Duration, error) {
	u, _ := d.Unit()
	switch {
	case d.Base() != Timedelta64 || u == Generic || u.Calendar():
		return 0, fault.New("", fault.DType, "elements of %v are no durations of fixed length; give timedelta64 in a unit from weeks to attoseconds, as timedelta64[ns]", d)
	case n == NaT:
		return 0, fault.New("", fault.Value, "NaT is no time.Duration")
	}
	v, ok := UnitCastTo(d, Timedelta64.In(Nanosecond), int64(n))
	if !ok {
		return 0, fault.New("", fault.Overflow, "the duration %d of %v is out of range of time.Duration", int64(n), d)
	}
	return time.Duration(v), nil
}
