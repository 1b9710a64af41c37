// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"unsafe"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// ofTimes returns the conditions that a loop with durations meets: those of quotients,
// and of products with floats. Sums and differences wrap, and a NaT among their operands
// is no NaN.
func (r *rule) ofTimes(l *Loop) Conditions {
	if r.zero > 0 {
		return DivideByZero | InvalidValue
	}
	for _, d := range l.In {
		if d.Kind() == dtype.KindFloat && l.Out[0].Kind().Time() {
			return InvalidValue
		}
	}
	return 0
}

// hasTimes reports whether an operand of a loop is a time.
func hasTimes(l *Loop) bool {
	for _, d := range l.In {
		if d.Kind().Time() {
			return true
		}
	}
	return false
}

// nat is the count that is no time.
const nat = 1 << 63

// timeElement returns the conditions of one element of a loop with durations.
func (s *watch) timeElement(in, out []unsafe.Pointer) Conditions {
	missing, zero := false, false
	for i, p := range in {
		d := s.loop.In[i]
		isZero := false
		switch {
		case d.Kind().Time():
			v := integer(p, 8)
			missing, isZero = missing || v == nat, v == 0
		case d.Kind() == dtype.KindFloat:
			v := real(load(p, d))
			missing, isZero = missing || v != v, v == 0
		default:
			isZero = integer(p, d.Size()) == 0
		}
		zero = zero || isZero && i+1 == int(s.rule.zero)
	}
	d := s.loop.Out[0]
	if d.Kind() == dtype.KindInt { // which has no value for a quotient of NaT
		switch {
		case missing:
			return InvalidValue
		case zero:
			return DivideByZero
		}
		return 0
	}
	if missing {
		return 0
	}
	dividend := load(in[0], s.loop.In[0])
	switch number := s.loop.In[len(in)-1].Kind(); {
	case zero && (dividend != 0 || d.Kind().Time() && number != dtype.KindFloat):
		return DivideByZero
	case zero, d.Kind().Time() && integer(out[0], 8) == nat:
		return InvalidValue
	}
	return 0
}
