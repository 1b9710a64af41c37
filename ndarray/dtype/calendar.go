// SPDX-License-Identifier: BSD-3-Clause

package dtype

import "math"

// The proleptic Gregorian calendar, in days and months since 1970, after Howard
// Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, and
// eras of 400 years repeat.

// daysIn400Years is the number of days after which the calendar repeats.
const daysIn400Years = 400*365 + 97

// daysTo1970 is the days from 0000-03-01 to 1970-01-01.
const daysTo1970 = 719468

func floorDivide(x, y int64) int64 {
	q := x / y
	if x%y < 0 {
		q--
	}
	return q
}

// daysOf returns the days from 1970-01-01 to the first of a month, or year, counted
// from 1970. It is false where they have more than 63 bits.
func daysOf(n int64, u Unit) (days int64, ok bool) {
	year, month := n, int64(0)
	if u == Month {
		year = floorDivide(n, 12)
		month = n - 12*year
	}
	if year > math.MaxInt64/366 || year < math.MinInt64/366 {
		return 0, false
	}
	return daysFromCivil(year+1970, month+1, 1), true
}

// daysFromCivil returns the days from 1970-01-01 to a date.
func daysFromCivil(year, month, day int64) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era := floorDivide(year, 400)
	ofEra := year - 400*era
	ofYear := (153*(month-3)+2)/5 + day - 1
	return daysIn400Years*era + 365*ofEra + ofEra/4 - ofEra/100 + ofYear - daysTo1970
}

// civil returns the date so many days after 1970-01-01.
func civil(days int64) (year, month, day int64) {
	era := floorDivide(days, daysIn400Years)
	of := days - daysIn400Years*era + daysTo1970
	more := of / daysIn400Years
	era, of = era+more, of-more*daysIn400Years
	ofEra := (of - of/1460 + of/36524 - of/146096) / 365
	ofYear := of - (365*ofEra + ofEra/4 - ofEra/100)
	month = (5*ofYear + 2) / 153
	day = ofYear - (153*month+2)/5 + 1
	year, month = 400*era+ofEra, month+3
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, month, day
}

// calendarOf returns the month, or year, counted from 1970, that has a day.
func calendarOf(days int64, u Unit) int64 {
	year, month, _ := civil(days)
	if u == Year {
		return year - 1970
	}
	return 12*(year-1970) + month - 1
}

// daysInMonth returns how many days a month has.
func daysInMonth(year, month int64) int64 {
	switch {
	case month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0):
		return 29
	case month == 2:
		return 28
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	}
	return 31
}
