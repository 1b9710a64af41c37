// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
)

// Watching is how who runs a kernel himself sees soon that it met no condition.
type Watching uint8

// What shows that a kernel met no condition.
const (
	WatchResults  Watching = iota // its results are finite, and not tiny
	WatchFlags                    // no flag of the CPU is set
	WatchExact                    // the same, and without lanes beyond the elements the flags are the conditions
	WatchDivisors                 // no integer divisor is 0 or -1
	WatchTimes                    // no operand, a count, is 0 or NaT
)

// Watch returns the conditions that a loop of u may meet, and how it is seen soon that
// there are none. It is for programs that run kernels themselves; all others have Errors.
func (u *Ufunc) Watch(l *Loop) (Conditions, Watching) {
	r := rules[u.Name]
	look := r.conditionsOf(l)
	switch {
	case hasTimes(l):
		return look, WatchTimes
	case l.Out[0].Kind() < dtype.KindFloat:
		return look, WatchDivisors
	case r.exactly(l):
		return look, WatchExact
	case r.flagged(l):
		return look, WatchFlags
	}
	return look, WatchResults
}

// ConditionsOf returns those of the conditions look that a call of u met on arrays of
// one axis and length, or Go numbers, which made results: by what they hold, and not by
// how they came about. It is for who ran the kernel that the types resolve to.
func (u *Ufunc) ConditionsOf(look Conditions, args []any, results []*ndarray.Array) Conditions {
	l, err := u.ResolveLoop(args...)
	if err != nil {
		return 0
	}
	var s watch
	s.set(rules[u.Name], l, look)
	w := getWorker()
	defer w.put()
	operand := func(i int, a *ndarray.Array) {
		p, _, strides := a.Lend()
		op := &w.args.Op[i]
		op.Ptr, op.Inner, op.Outer = p, strides[0], 0
		w.args.N = max(w.args.N, a.Size())
	}
	w.args.Rows, w.args.N = 1, 0
	for i, v := range args {
		operand(i, v.(*ndarray.Array))
	}
	for i, z := range results {
		operand(len(args)+i, z)
	}
	if s.look == 0 {
		return 0
	}
	if s.integers && !s.times {
		return s.divisions(w, s.look)
	}
	return s.elements(w, s.look)
}
