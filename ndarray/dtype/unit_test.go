// SPDX-License-Identifier: BSD-3-Clause

package dtype

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNumPyUnits compares types with units, and counts of one as another, with what
// NumPy answers, see testdata/units.py.
func TestNumPyUnits(t *testing.T) {
	text, err := os.ReadFile("testdata/units.txt")
	require.NoError(t, err)
	get := func(name string) DType {
		if name == "none" {
			return Invalid
		}
		d, err := Parse(name)
		require.NoError(t, err, name)
		require.True(t, d.Valid(), name)
		require.Equal(t, name, d.String())
		return d
	}
	seen := map[string]int{}
	for line := range strings.Lines(string(text)) {
		w := strings.Fields(line)
		seen[w[0]]++
		switch w[0] {
		case "promote":
			a, b, want := get(w[1]), get(w[2]), get(w[3])
			assert.Equal(t, want, Promote(a, b), line)
			assert.Equal(t, want, Promote(b, a), line)
			assert.Equal(t, want, Types{}.With(a).With(b).Promote(), line)
		case "cast":
			for c := No; c <= Unsafe; c++ {
				assert.Equal(t, w[3+c] == "1", CanCast(get(w[1]), get(w[2]), c), "%v %s", c, line)
			}
		case "parse":
			d, err := Parse("datetime64[" + w[1] + "]")
			require.NoError(t, err)
			assert.Equal(t, w[2], d.String(), line)
		case "count":
			n, err := strconv.ParseInt(w[3], 10, 64)
			require.NoError(t, err)
			c := UnitCastOf(get(w[1]), get(w[2]))
			require.NotNil(t, c, line)
			got, ok := c.Convert(n)
			if assert.Equal(t, w[4] != "overflow", ok, line) && ok {
				assert.Equal(t, w[4], strconv.FormatInt(got, 10), line)
			}
		}
	}
	assert.Equal(t, map[string]int{"promote": 1920, "cast": 3800, "parse": 14, "count": 21204}, seen)
}

func TestUnits(t *testing.T) {
	for _, bad := range []string{"datetime64[", "datetime64[]", "datetime64[x]", "datetime64[0s]", "datetime64[-1s]", "datetime64[4294967296s]",
		"datetime64[2generic]", "datetime64[as/10]", "datetime64[s/0]", "float64[s]", "datetime64[s]]", "datetime64[3D/7]"} {
		_, err := Parse(bad)
		assert.Error(t, err, bad)
	}
	ns := Datetime64.In(Nanosecond)
	assert.Equal(t, "datetime64[ns]", ns.String())
	assert.Equal(t, "M8[ns]", ns.Code())
	assert.Equal(t, 8, ns.Size())
	assert.Equal(t, Datetime64, ns.Base())
	for _, same := range []DType{ns.Part(), ns.Loops(), ns.Wide()} {
		assert.Equal(t, ns, same, "the unit stays")
	}
	assert.Equal(t, Invalid, Float64.In(Second))
	assert.Equal(t, Invalid, Datetime64.InMultiple(Second, 0))
	assert.Equal(t, Datetime64, Datetime64.In(Generic))
	assert.Equal(t, Timedelta64.In(Nanosecond), Timedelta64.UnitLike(ns))
	for _, code := range []string{"M8", "m8", "M8[ns]", "m8[25us]", "f8"} {
		d, ok := OfCode(code)
		assert.True(t, ok)
		assert.Equal(t, code, d.Code())
	}
	for _, code := range []string{"M8[", "M8[x]", "V2", "f8[s]"} {
		_, ok := OfCode(code)
		assert.False(t, ok, code)
	}
	assert.False(t, DType(1<<8|DType(Float64)).Valid())
	assert.False(t, (ns | 200<<8).Valid())
}

func TestTimes(t *testing.T) {
	at := time.Date(1969, 12, 31, 23, 59, 59, 999999999, time.UTC)
	for d, want := range map[DType]DT64{
		Datetime64.In(Year): -1, Datetime64.In(Month): -1, Datetime64.In(Week): -1, Datetime64.In(Day): -1, Datetime64.In(Hour): -1,
		Datetime64.In(Second): -1, Datetime64.In(Nanosecond): -1, Datetime64.In(Attosecond): -1e9, Datetime64.InMultiple(Minute, 7): -1,
	} {
		n, err := OfTime(at, d)
		require.NoError(t, err)
		assert.Equal(t, want, n, d)
	}
	for _, at := range []time.Time{at, time.Unix(0, 0), time.Date(2024, 2, 29, 12, 34, 56, 789012345, time.UTC), time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 1, time.FixedZone("", 3600))} {
		for _, d := range []DType{Datetime64.In(Second), Datetime64.In(Microsecond), Datetime64.InMultiple(Millisecond, 250)} {
			n, err := OfTime(at, d)
			require.NoError(t, err)
			back, err := n.Time(d)
			require.NoError(t, err)
			step := time.Second
			switch u, m := d.Unit(); u {
			case Microsecond:
				step = time.Microsecond
			case Millisecond:
				step = time.Duration(m) * time.Millisecond
			}
			assert.True(t, !back.After(at) && at.Sub(back) < step, "%v %v %v", at, back, d)
		}
	}
	n, err := OfTime(time.Time{}, Datetime64.In(Nanosecond))
	require.NoError(t, err)
	assert.EqualValues(t, int64(NaT), n)
	zero, err := n.Time(Datetime64.In(Nanosecond))
	require.NoError(t, err)
	assert.True(t, zero.IsZero())
	_, err = OfTime(time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC), Datetime64.In(Nanosecond))
	assert.ErrorContains(t, err, "out of range of datetime64[ns]")
	_, err = OfTime(at, Datetime64)
	assert.ErrorContains(t, err, "give datetime64 in a unit")
	v, err := OfDuration(-time.Nanosecond, Timedelta64.In(Second))
	require.NoError(t, err)
	assert.EqualValues(t, -1, v)
	back, err := TD64(3).Duration(Timedelta64.InMultiple(Minute, 20))
	require.NoError(t, err)
	assert.Equal(t, time.Hour, back)
	_, err = TD64(1).Duration(Timedelta64.In(Month))
	assert.ErrorContains(t, err, "no durations of fixed length")
	_, err = TD64(NaT).Duration(Timedelta64.In(Second))
	assert.ErrorContains(t, err, "NaT")
	_, err = TD64(1 << 40).Duration(Timedelta64.In(Hour))
	assert.ErrorContains(t, err, "out of range of time.Duration")
}

// TestISO compares texts with what NumPy's datetime64 and str give.
func TestISO(t *testing.T) {
	for _, c := range []struct{ text, want, d string }{
		{"2020", "2020", "datetime64[Y]"}, {"20", "0020", "datetime64[Y]"}, {"12345", "12345", "datetime64[Y]"}, {"+2020", "2020", "datetime64[Y]"},
		{"-0044", "-044", "datetime64[Y]"}, {" 2020", "2020", "datetime64[Y]"}, {"00001-01-01", "0001-01-01", "datetime64[D]"},
		{"2020-01", "2020-01", "datetime64[M]"}, {"2020-02-29", "2020-02-29", "datetime64[D]"},
		{"2020-01-02T03", "2020-01-02T03", "datetime64[h]"}, {"2020-01-02 03:04", "2020-01-02T03:04", "datetime64[m]"},
		{"2020-01-02T03:04:05.", "2020-01-02T03:04:05.000", "datetime64[ms]"}, {"2020-01-02T03:04:05.1", "2020-01-02T03:04:05.100", "datetime64[ms]"},
		{"2020-01-02T03:04:05.1234", "2020-01-02T03:04:05.123400", "datetime64[us]"},
		{"1970-01-01T00:00:05.123456789012345678", "1970-01-01T00:00:05.123456789012345678", "datetime64[as]"},
		{"1969-12-31T23:59:59.999999999999999999", "1969-12-31T23:59:59.999999999999999999", "datetime64[as]"},
		{"2020-01-02T03:04Z", "2020-01-02T03:04", "datetime64[m]"}, {"2020-01-02T03:04+01", "2020-01-02T02:04", "datetime64[m]"},
		{"2020-01-02T03:04:05-0130", "2020-01-02T04:34:05", "datetime64[s]"}, {"2020-01-01T00:04+01:00", "2019-12-31T23:04", "datetime64[m]"},
		{"NaT", "NaT", "datetime64"}, {"nat", "NaT", "datetime64"}, {"", "NaT", "datetime64"},
	} {
		n, d, err := ParseDatetime(c.text, Datetime64)
		require.NoError(t, err, c.text)
		assert.Equal(t, c.d, d.String(), c.text)
		assert.Equal(t, c.want, DatetimeFormat{}.Text(n, d), c.text)
	}
	for text, want := range map[string]string{
		"2020-1": `Error parsing datetime string "2020-1" at position 5`, "2020-01-02T3": "at position 11", "2020-01-02T24": "Hours out of range",
		"2020-02-30": "Day out of range", "2020-13": "Month out of range", "today ": "at position 0", "2020-01-02Z": "at position 10", "2020 ": "at position 4",
		"2020-01-02T03:04:05,1": "at position 19", "2020-01-02T03:04:60": "Seconds out of range", "2020-01-02T03:04:05.1234567890123456789": "at position 38",
		"2020-01-02T03:04:05.123456789012345678": "out of range of datetime64[as]", "99999999999999999999": "Year out of range", "x": "at position 0",
	} {
		_, _, err := ParseDatetime(text, Datetime64)
		assert.ErrorContains(t, err, want, text)
	}
	n, d, err := ParseDatetime("2011-03-12T13", Datetime64.InMultiple(Day, 3))
	require.NoError(t, err)
	assert.Equal(t, "2011-03-12", DatetimeFormat{}.Text(n, d))
	s := Datetime64.In(Second)
	n, _, _ = ParseDatetime("2020-06-01T12:30", s)
	assert.Equal(t, "2020-06-01T12:30:00Z", DatetimeFormat{Location: time.UTC}.Text(n, s))
	assert.Equal(t, "2020-06-01T14:30+0200", DatetimeFormat{Unit: Minute, Location: time.FixedZone("", 7200)}.Text(n, s))
	assert.Equal(t, "2020", DatetimeFormat{Unit: Year}.Text(n, s))
	assert.Equal(t, Minute, ExactUnit(n, s))
	week, _, _ := ParseDatetime("2020-01-02", Datetime64.In(Week))
	assert.Equal(t, "2020-01-02", DatetimeFormat{}.Text(week, Datetime64.In(Week)))
}
