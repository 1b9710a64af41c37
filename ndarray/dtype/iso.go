// SPDX-License-Identifier: BSD-3-Clause

package dtype

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/arraygen/arraygen/ndarray/fault"
)

// ParseDatetime reads an ISO 8601 date and time as NumPy does: "2020",
// "2020-01-02T03:04:05.678", with a blank in the place of T, with Z or an offset,
// as +01:00, at the end, which is taken off. "NaT", in any case, and the empty
// string are NaT, "now" and "today" the moment of the call. It returns the
// count in the unit of d; where that has none, in the unit that the text names, and
// the type with it.
func ParseDatetime(text string, d DType) (DT64, DType, error) {
	if d.Base() != Datetime64 {
		return NaT, d, fault.New("", fault.DType, "text is read as datetime64, not as %v", d)
	}
	u, _ := d.Unit()
	switch strings.ToLower(text) {
	case "", "nat":
		return NaT, d, nil
	case "now", "today":
		t, unit := time.Now(), Second
		if strings.ToLower(text) == "today" {
			t, unit = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), Day
		}
		if u == Generic {
			d = d.In(unit)
		}
		n, err := OfTime(t, d)
		return n, d, err
	}
	p := isoParser{text: text}
	m, unit := p.moment()
	if p.err != nil {
		return NaT, d, p.err
	}
	if u == Generic {
		d = d.In(unit)
	}
	n, ok := m.count(d)
	if !ok {
		return NaT, d, fault.New("", fault.Overflow, "%q is out of range of %v", text, d)
	}
	return DT64(n), d, nil
}

// isoParser reads a text from left to right.
type isoParser struct {
	text string
	at   int
	err  error
}

func (p *isoParser) bad() {
	if p.err == nil {
		p.err = fault.New("", fault.Value, "Error parsing datetime string %q at position %d", p.text, p.at)
	}
}

func (p *isoParser) outOfRange(what string) {
	if p.err == nil {
		p.err = fault.New("", fault.Value, "%s out of range in datetime string %q", what, p.text)
	}
}

func (p *isoParser) done() bool { return p.err != nil || p.at >= len(p.text) }

// take takes c off, if it is next.
func (p *isoParser) take(c byte) bool {
	if !p.done() && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *isoParser) digit() bool {
	return !p.done() && p.text[p.at] >= '0' && p.text[p.at] <= '9'
}

// two reads a number of two digits from low to high.
func (p *isoParser) two(what string, low, high int64) (n int64) {
	from := p.at
	for range 2 {
		if !p.digit() {
			p.at = from
			p.bad()
			return 0
		}
		n = 10*n + int64(p.text[p.at]-'0')
		p.at++
	}
	if n < low || n > high {
		p.outOfRange(what)
	}
	return n
}

// moment reads the whole text, and the unit of its last part.
func (p *isoParser) moment() (m moment, unit Unit) {
	p.at = len(p.text) - len(strings.TrimLeft(p.text, " \t\n\v\f\r"))
	year := p.year()
	if p.done() {
		return p.date(year, 1, 1), Year
	}
	if !p.take('-') {
		p.bad()
		return m, 0
	}
	month := p.two("Month", 1, 12)
	if p.done() {
		return p.date(year, month, 1), Month
	}
	if !p.take('-') {
		p.bad()
		return m, 0
	}
	day := p.two("Day", 1, 31)
	if p.err == nil && day > daysInMonth(year, month) {
		p.outOfRange("Day")
	}
	m = p.date(year, month, day)
	if p.done() {
		return m, Day
	}
	if !p.take('T') && !p.take(' ') {
		p.bad()
		return m, 0
	}
	unit = p.clock(&m)
	p.offset(&m)
	return m, unit
}

func (p *isoParser) year() (year int64) {
	negative := p.take('-')
	if !negative {
		p.take('+')
	}
	if !p.digit() {
		p.bad()
	}
	for p.digit() {
		if year > math.MaxInt64/366/10 {
			p.outOfRange("Year")
			return 0
		}
		year = 10*year + int64(p.text[p.at]-'0')
		p.at++
	}
	if negative {
		return -year
	}
	return year
}

// date returns the beginning of a day.
func (p *isoParser) date(year, month, day int64) moment {
	if p.err != nil {
		return moment{}
	}
	if year > math.MaxInt64/366 || year < math.MinInt64/366 {
		p.outOfRange("Year")
		return moment{}
	}
	return moment{days: daysFromCivil(year, month, day)}
}

// clock reads the time of the day.
func (p *isoParser) clock(m *moment) Unit {
	m.seconds = 3600 * p.two("Hours", 0, 23)
	if !p.take(':') {
		return Hour
	}
	m.seconds += 60 * p.two("Minutes", 0, 59)
	if !p.take(':') {
		return Minute
	}
	m.seconds += p.two("Seconds", 0, 59)
	if !p.take('.') {
		return Second
	}
	digits := 0
	for ; digits < 18 && p.digit(); digits++ {
		m.attos = 10*m.attos + int64(p.text[p.at]-'0')
		p.at++
	}
	for range 18 - digits {
		m.attos *= 10
	}
	return Second + Unit(max(1, (digits+2)/3))
}

// offset reads the time zone, and takes its offset off.
func (p *isoParser) offset(m *moment) {
	if p.done() || p.take('Z') && p.done() {
		return
	}
	sign := int64(1)
	switch {
	case p.take('-'):
		sign = -1
	case !p.take('+'):
		p.bad()
		return
	}
	seconds := 3600 * p.two("Timezone hours offset", 0, 23)
	if !p.done() {
		p.take(':')
		seconds += 60 * p.two("Timezone minutes offset", 0, 59)
	}
	if !p.done() {
		p.bad()
	}
	m.seconds -= sign * seconds
	days := floorDivide(m.seconds, secondsInDay)
	m.days, m.seconds = m.days+days, m.seconds-days*secondsInDay
}

// DatetimeFormat says how a moment becomes text.
type DatetimeFormat struct {
	// Unit is the last part that is written, that of the type where it is Generic.
	Unit Unit
	// Location is the time zone, whose offset is written: Z for UTC. nil writes the
	// element as it is, and none.
	Location *time.Location
}

// Text formats n, an element of d, in ISO 8601 as NumPy does: "2020-01-02T03:04",
// weeks as days, "NaT".
func (f DatetimeFormat) Text(n DT64, d DType) string {
	if n == NaT {
		return "NaT"
	}
	u, _ := d.Unit()
	if u == Generic {
		return strconv.FormatInt(int64(n), 10)
	}
	m, ok := momentOf(int64(n), d)
	if !ok {
		return fmt.Sprintf("%d%s", int64(n), d.unitText())
	}
	if f.Unit != Generic {
		u = f.Unit
	}
	zone := ""
	if f.Location != nil {
		zone = "Z"
		if f.Location != time.UTC {
			// Zones of years beyond Go's are those of the last rule.
			_, offset := time.Unix(min(max(m.days, -1e9), 1e9)*secondsInDay+m.seconds, 0).In(f.Location).Zone()
			m.seconds += int64(offset)
			days := floorDivide(m.seconds, secondsInDay)
			m.days, m.seconds = m.days+days, m.seconds-days*secondsInDay
			sign := '+'
			if offset < 0 {
				sign, offset = '-', -offset
			}
			zone = fmt.Sprintf("%c%02d%02d", sign, offset/3600, offset/60%60)
		}
	}
	year, month, day := civil(m.days)
	text := fmt.Appendf(nil, "%04d", year)
	if u >= Month {
		text = fmt.Appendf(text, "-%02d", month)
	}
	if u >= Week {
		text = fmt.Appendf(text, "-%02d", day)
	}
	if u >= Hour {
		text = fmt.Appendf(text, "T%02d", m.seconds/3600)
	}
	if u >= Minute {
		text = fmt.Appendf(text, ":%02d", m.seconds/60%60)
	}
	if u >= Second {
		text = fmt.Appendf(text, ":%02d", m.seconds%60)
	}
	if u > Second {
		text = fmt.Appendf(text, ".%018d", m.attos)
		text = text[:len(text)-18+3*int(u-Second)]
	}
	if u >= Hour {
		return string(text) + zone
	}
	return string(text)
}

// ExactUnit returns the longest unit, of days and shorter ones, in which n, an element of d, is written without a loss.
func ExactUnit(n DT64, d DType) Unit {
	u, _ := d.Unit()
	m, ok := momentOf(int64(n), d)
	if n == NaT || !ok || u <= Day {
		return min(u, Day)
	}
	switch {
	case m.attos != 0:
		scale := int64(attosInSecond)
		for v := Millisecond; ; v++ {
			if scale /= 1000; m.attos%scale == 0 {
				return v
			}
		}
	case m.seconds%60 != 0:
		return Second
	case m.seconds != 0:
		return Minute
	}
	return Day
}

// ParseTimedelta reads a count of d's unit, or NaT.
func ParseTimedelta(text string, d DType) (TD64, error) {
	if t := strings.TrimSpace(text); t == "" || strings.EqualFold(t, "nat") {
		return NaT, nil
	}
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return NaT, fault.New("", fault.Value, "Could not convert string %q to %v; give a count of units, or NaT", text, d)
	}
	return TD64(n), nil
}

// Text formats n, an element of timedelta64: its count, or NaT.
func (n TD64) Text() string {
	if n == NaT {
		return "NaT"
	}
	return strconv.FormatInt(int64(n), 10)
}
