// SPDX-License-Identifier: BSD-3-Clause

package dtype

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"

	"github.com/arraygen/arraygen/ndarray/fault"
)

// Unit is what elements of datetime64 and timedelta64 count.
type Unit uint8

// The units, the longest first.
const (
	Generic Unit = iota // none yet: a count that takes the unit of what it meets
	Year
	Month
	Week
	Day
	Hour
	Minute
	Second
	Millisecond
	Microsecond
	Nanosecond
	Picosecond
	Femtosecond
	Attosecond
	numUnits
)

// units has, for each unit, its symbol, and how many of it the next longer one has.
// Years and months are no number of days: the calendar knows them.
var units = [numUnits]struct {
	symbol string
	per    uint64
}{
	{"generic", 0}, {"Y", 0}, {"M", 12}, {"W", 0}, {"D", 7}, {"h", 24}, {"m", 60}, {"s", 60},
	{"ms", 1000}, {"us", 1000}, {"ns", 1000}, {"ps", 1000}, {"fs", 1000}, {"as", 1000},
}

// String returns NumPy's symbol of u, as "ns".
func (u Unit) String() string {
	if u < numUnits {
		return units[u].symbol
	}
	return fmt.Sprintf("unit(%d)", uint8(u))
}

// Name returns the plural of u in English, as "nanoseconds".
func (u Unit) Name() string {
	return [...]string{"generic time units", "years", "months", "weeks", "days", "hours", "minutes", "seconds",
		"milliseconds", "microseconds", "nanoseconds", "picoseconds", "femtoseconds", "attoseconds"}[min(u, Attosecond)]
}

// ParseUnit returns the unit with NumPy's symbol, as "ns"; "μs" is "us".
func ParseUnit(symbol string) (Unit, error) {
	if symbol == "μs" {
		symbol = "us"
	}
	for u := range units {
		if units[u].symbol == symbol {
			return Unit(u), nil
		}
	}
	return Generic, fault.New("", fault.DType, "invalid datetime unit %q; there are Y, M, W, D, h, m, s, ms, us, ns, ps, fs, as and generic", symbol)
}

// Calendar reports whether u is counted by the calendar: years and months.
func (u Unit) Calendar() bool { return u == Year || u == Month }

// The layout of a DType: the row, the unit, and how many of it an element counts by.
const (
	rowBits   = 8
	countFrom = 32
)

// Base returns d without its unit: the row of the table.
func (d DType) Base() DType { return d & (1<<rowBits - 1) }

// hasUnit reports whether d is a type in a unit.
func (d DType) hasUnit() bool {
	if d < Num {
		return false
	}
	u, n := d.Unit()
	return (d.Base() == Datetime64 || d.Base() == Timedelta64) && u > Generic && u < numUnits && n >= 1 && n <= math.MaxInt32 &&
		d == d.Base()|DType(u)<<rowBits|DType(n)<<countFrom
}

// Unit returns what elements of d count: n of a unit. It is Generic, 1 where d has
// none.
func (d DType) Unit() (u Unit, n int) {
	if d < Num {
		return Generic, 1
	}
	return Unit(d >> rowBits), int(d >> countFrom)
}

// In returns Datetime64 or Timedelta64 in a unit: Datetime64.In(Nanosecond) is
// datetime64[ns]. It is Invalid for other types.
func (d DType) In(u Unit) DType { return d.InMultiple(u, 1) }

// InMultiple is In for elements that count by n of a unit, from 1 to 2³¹-1:
// Timedelta64.InMultiple(Millisecond, 10) is timedelta64[10ms].
func (d DType) InMultiple(u Unit, n int) DType {
	if !d.Kind().Time() || n < 1 || n > math.MaxInt32 || u >= numUnits || u == Generic && n != 1 {
		return Invalid
	}
	if u == Generic {
		return d.Base()
	}
	return d.Base() | DType(u)<<rowBits | DType(n)<<countFrom
}

// UnitLike returns Datetime64 or Timedelta64 in the unit of another type.
func (d DType) UnitLike(other DType) DType {
	u, n := other.Unit()
	return d.InMultiple(u, n)
}

// unitText is the unit of d in brackets, "" where it has none.
func (d DType) unitText() string {
	u, n := d.Unit()
	switch {
	case u == Generic:
		return ""
	case n == 1:
		return "[" + u.String() + "]"
	}
	return "[" + strconv.Itoa(n) + u.String() + "]"
}

// parseUnit returns d in the unit that text says, as "ns", "10ms" and "s/1000",
// which is the thousandth part of a second.
func (d DType) parseUnit(text string) (DType, error) {
	bad := func() (DType, error) {
		return Invalid, fault.New("", fault.DType, "%q is no unit of %s; write as \"ns\", \"10ms\" or \"s/1000\"", text, table[d].Name)
	}
	count, divisor := 1, 1
	digits := strings.TrimLeft(text, "0123456789")
	if n := len(text) - len(digits); n > 0 {
		var err error
		if count, err = strconv.Atoi(text[:n]); err != nil || count < 1 || count > math.MaxInt32 {
			return bad()
		}
	}
	symbol, part, divided := strings.Cut(digits, "/")
	if divided {
		var err error
		if divisor, err = strconv.Atoi(part); err != nil || divisor < 1 {
			return bad()
		}
	}
	u, err := ParseUnit(symbol)
	if err != nil {
		return Invalid, err
	}
	if divisor > 1 {
		if u, count = u.divide(count, divisor); count == 0 {
			return Invalid, fault.New("", fault.DType, "divisor (%d) is not a multiple of a lower-unit in datetime metadata %q", divisor, "["+text+"]")
		}
	}
	if d = d.InMultiple(u, count); d == Invalid {
		return bad()
	}
	return d, nil
}

// divide returns n of u, cut into so many parts, in shorter units: the first that
// has a whole number of them; 0 of none where there is none.
func (u Unit) divide(n, parts int) (Unit, int) {
	// How many a month and a year have of what is shorter, as NumPy counts them.
	per := uint64(1)
	for v := u + 1; v < numUnits && v > u; v++ {
		switch {
		case u == Generic:
			return u, 0
		case v == Week && u == Year:
			per = 52
		case v == Week && u == Month:
			per = 4
		case v == Day && u == Year:
			per = 365
		case v == Day && u == Month:
			per = 30
		default:
			hi, lo := bits.Mul64(per, units[v].per)
			if hi != 0 {
				return u, 0
			}
			per = lo
		}
		if per%uint64(parts) == 0 {
			if count := per / uint64(parts); count <= uint64(math.MaxInt32/n) {
				return v, n * int(count)
			}
		}
	}
	return u, 0
}

// factor returns how many of unit to one of unit from is, both of fixed length and
// to no longer; ok is false where that takes more than 56 bits, NumPy's limit.
func factor(from, to Unit) (n uint64, ok bool) {
	n = 1
	for u := from + 1; u <= to; u++ {
		if n *= units[u].per; n >= 1<<56 {
			return 0, false
		}
	}
	return n, true
}

// multiple is n of a unit.
type multiple struct {
	unit Unit
	n    uint64
}

// of returns d in the unit m, Invalid where it is too large.
func (m multiple) of(d DType) DType {
	if m.n > math.MaxInt32 {
		return Invalid
	}
	return d.InMultiple(m.unit, int(m.n))
}

// meetUnits returns the unit in which elements of a and b meet: the greatest that
// both are multiples of. Of numbers it is the other's. A month and a day of
// durations meet in none; where a moment meets, the calendar has an answer.
func meetUnits(a, b DType) (m multiple, err error) {
	x, y := unitOf(a), unitOf(b)
	coarser := a
	if x.unit > y.unit {
		x, y, coarser = y, x, b
	}
	incompatible := func() (multiple, error) {
		return multiple{}, fault.New("", fault.DType, "cannot get a common metadata divisor for datetime metadata %s and %s because they have incompatible nonlinear base time units", a.metadata(), b.metadata())
	}
	ok := true
	switch {
	case x.unit == Generic:
		return y, nil
	case x.unit == y.unit:
	case x.unit == Year && y.unit == Month:
		x.n *= 12
	case x.unit.Calendar():
		if coarser.Base() == Timedelta64 {
			return incompatible()
		}
		// No even number of days: the finer counts, if a week of it is in reach.
		if y.unit == Week {
			return y, nil
		}
		if _, ok = factor(Week, y.unit); ok {
			return y, nil
		}
	default:
		var f uint64
		if f, ok = factor(x.unit, y.unit); ok {
			var hi uint64
			hi, x.n = bits.Mul64(x.n, f)
			ok = hi == 0
		}
	}
	if !ok {
		return multiple{}, fault.New("", fault.Overflow, "integer overflow while computing the common divisor of datetime metadata %s and %s", a.metadata(), b.metadata())
	}
	p, q := x.n, y.n
	for q != 0 {
		p, q = q, p%q
	}
	return multiple{y.unit, p}, nil
}

func unitOf(d DType) multiple {
	u, n := d.Unit()
	return multiple{u, uint64(n)}
}

// metadata is the unit of d for messages.
func (d DType) metadata() string {
	if text := d.unitText(); text != "" {
		return text
	}
	return "[generic]"
}

// castsTime is CanCast where one of the types is of a moment or a duration.
func castsTime(from, to DType, c Casting) bool {
	if !from.Kind().Time() {
		// Integers are durations of no unit yet.
		return to.Base() == Timedelta64 && (c >= Safe && CanCast(from, Int64, Safe) || c >= SameKind && from.Kind() <= KindInt)
	}
	if from.Base() != to.Base() {
		return false
	}
	x, y := unitOf(from), unitOf(to)
	if c < Safe {
		return shorterSame(x, y)
	}
	if x.unit == Generic || y.unit == Generic {
		return x.unit == Generic
	}
	strict := from.Base() == Timedelta64
	if strict && x.unit.Calendar() != y.unit.Calendar() {
		return false
	}
	return c >= SameKind || x.unit <= y.unit && dividesUnit(x, y) || shorterSame(x, y)
}

// shorterSame reports whether x and y count the same, x in a unit that is shorter by
// thousands: 7000ms is 7s. NumPy takes that for one type.
func shorterSame(x, y multiple) bool {
	if y.unit < Second || x.unit <= y.unit { // of no unit, too
		return false
	}
	f, ok := factor(y.unit, x.unit)
	return ok && x.n%f == 0 && x.n/f == y.n
}

// dividesUnit reports whether x, of no shorter unit, is a multiple of y, or one is
// counted by the calendar and the other is not.
func dividesUnit(x, y multiple) bool {
	switch {
	case x.unit == Year && y.unit == Month:
		x.n *= 12
	case x.unit == y.unit:
	case x.unit.Calendar():
		return true
	default:
		f, ok := factor(x.unit, y.unit)
		if !ok || x.n > 1<<56/f {
			return false // NumPy's limit again
		}
		x.n *= f
	}
	return x.n%y.n == 0
}
