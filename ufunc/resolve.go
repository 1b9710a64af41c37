// SPDX-License-Identifier: BSD-3-Clause

package ufunc

import (
	"strings"
	"sync/atomic"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// cacheSize is the number of resolutions that a ufunc remembers.
const cacheSize = 16

// dtypeBits is what an element type takes in the key of the cache, next to the
// kind of a weak scalar in the other bits of a byte. It has to be enough.
const dtypeBits = 5

const _ = 1<<dtypeBits - uint(dtype.Num)
const _ = 1<<(8-dtypeBits) - 1 - uint(dtype.KindComplex)

// resolve returns the loop for the operands in, NumPy's choice: the one made
// for just these types, or for the type that they promote to, or the first
// that all inputs convert to safely. want, unless Invalid, is the type that
// the outputs must have.
func (u *Ufunc) resolve(in []operand, want dtype.DType, rule dtype.Casting) (*Loop, error) {
	if hasTime(in, want) {
		return u.resolveTime(in, want, rule)
	}
	if hasStored(in, want) {
		if l := u.resolveStored(in, want, rule); l != nil {
			return l, nil
		}
		return nil, u.noLoop(in, want, rule)
	}
	if len(in) > 5 {
		if i := u.search(in, want, rule); i >= 0 {
			return u.loop(i), nil
		}
		return nil, u.noLoop(in, want, rule)
	}
	key := resolveKey(want, rule)
	for i := range in {
		key = key<<8 | uint64(in[i].weak)<<dtypeBits | uint64(in[i].dtype)
	}
	slot := u.slot(key)
	if got := slot.Load(); got>>8 == key {
		return u.loop(int(got & 0xff)), nil
	}
	i := u.search(in, want, rule)
	if i < 0 {
		return nil, u.noLoop(in, want, rule)
	}
	if i < 256 {
		slot.Store(key<<8 | uint64(i))
	}
	if want == dtype.Invalid && rule == dtype.SameKind {
		u.rememberSame(in, i)
	}
	return u.loop(i), nil
}

// loop returns the loop of a number that search returns: those of Widening follow the others.
func (u *Ufunc) loop(i int) *Loop {
	if n := len(u.Loops); i >= n {
		return &u.Widening[i-n]
	}
	return &u.Loops[i]
}

// resolveKey begins the key of a resolution in the cache: a byte for each operand
// follows.
func resolveKey(want dtype.DType, rule dtype.Casting) uint64 {
	return uint64(want)<<8 | uint64(rule)<<4 | 1
}

// slot returns where the cache has a key, with the number of the loop behind it.
func (u *Ufunc) slot(key uint64) *atomic.Uint64 { return &u.cache[key*0x9e3779b97f4a7c15>>60] }

// rememberSame keeps that loop i is the one for operands in, if they are arrays of
// one type and it takes them without a cast, and the function is one of those that
// the short path runs: see sameLoop.
func (u *Ufunc) rememberSame(in []operand, i int) {
	if len(in) > 2 || len(u.Outputs) != 1 || u.Signature != "" || u.Promotion == PromotePower {
		return
	}
	d := in[0].dtype
	for j := range in {
		if in[j].dtype != d || in[j].weak != 0 {
			return
		}
	}
	if all(u.Loops[i].In, d) {
		u.same[d].Store(uint32(i) + 1)
	}
}

// sameLoop returns the loop of a call on arrays that are all of type d, without
// keywords that say something of types, if resolve chose it before and no input is
// cast. It is nil where it did not, and for functions of more than two inputs or one
// output, of core dimensions, or that look at the elements before they run (power).
func (u *Ufunc) sameLoop(d dtype.DType) *Loop {
	if d >= dtype.Num {
		return nil // a type in a unit, see resolveTime
	}
	if i := u.same[d].Load(); i != 0 {
		return &u.Loops[i-1]
	}
	return nil
}

func (u *Ufunc) search(in []operand, want dtype.DType, rule dtype.Casting) int {
	if want != dtype.Invalid {
		return u.searchOut(in, want, rule)
	}
	if i := exact(u.Loops, in); i >= 0 {
		return i
	}
	if u.Promotion == PromoteNoBool && allBool(in) {
		return -1
	}
	common := promote(in)
	if len(in) > 1 && common.Kind() == dtype.KindFloat && integers(in) {
		// uint64 and a signed type: comparisons have loops of their own for it.
		for i := range u.Loops {
			if l := &u.Loops[i]; l.In[0].Kind() <= dtype.KindInt && l.takes(in, dtype.Safe, weakFit(in)) {
				return i
			}
		}
	}
	if len(in) > 1 {
		if i := u.homogeneous(common); i >= 0 {
			return i
		}
	}
	if u.Integers != dtype.Invalid && common.Kind() <= dtype.KindInt {
		return u.homogeneous(u.Integers)
	}
	flexible := weakFit(in)
	for i := range u.Loops {
		if u.Loops[i].takes(in, dtype.Safe, flexible) {
			return i
		}
	}
	return -1
}

func allBool(in []operand) bool {
	for i := range in {
		if in[i].dtype != dtype.Bool {
			return false
		}
	}
	return true
}

// integers reports whether all of in are integers or bools.
func integers(in []operand) bool {
	for i := range in {
		if in[i].dtype.Kind() > dtype.KindInt {
			return false
		}
	}
	return true
}

// searchOut finds the loop whose outputs are of the type want: the one made for
// just these inputs, or the one all of whose operands are of that type, or the
// first that they convert to safely, or else under rule.
func (u *Ufunc) searchOut(in []operand, want dtype.DType, rule dtype.Casting) int {
	if i := exact(u.Loops, in); i >= 0 && all(u.Loops[i].Out, want) {
		return i
	}
	if i := exact(u.Widening, in); i >= 0 && all(u.Widening[i].Out, want) && rule >= dtype.Safe {
		return len(u.Loops) + i
	}
	same, safe, first, any := -1, -1, -1, true
	flexible := weakFit(in)
	for i := range u.Loops {
		l := &u.Loops[i]
		if !all(l.Out, want) {
			any = false
			continue
		}
		if same < 0 && len(in) > 1 && all(l.In, want) {
			same = i
		}
		if safe < 0 && l.takes(in, min(rule, dtype.Safe), flexible) {
			safe = i
		}
		if first < 0 && l.takes(in, rule, flexible) {
			first = i
		}
	}
	switch {
	case any || u.predicate() && want == dtype.Bool:
		// All outputs are of that type: the wish says nothing.
		return u.search(in, dtype.Invalid, rule)
	case same >= 0:
		return same
	case safe >= 0:
		return safe
	}
	return first
}

// predicate reports whether the function answers with bool whatever it is
// asked.
func (u *Ufunc) predicate() bool {
	for i := range u.Loops {
		if !all(u.Loops[i].Out, dtype.Bool) {
			return false
		}
	}
	return true
}

func all(types []dtype.DType, d dtype.DType) bool {
	for _, t := range types {
		if t != d {
			return false
		}
	}
	return true
}

// exact finds the loop made for just the types of in.
func exact(loops []Loop, in []operand) int {
next:
	for i := range loops {
		for j, d := range loops[i].In {
			if in[j].dtype != d || in[j].weak != 0 {
				continue next
			}
		}
		return i
	}
	return -1
}

// homogeneous finds the loop all of whose inputs are of type d.
func (u *Ufunc) homogeneous(d dtype.DType) int {
	for i := range u.Loops {
		if all(u.Loops[i].In, d) {
			return i
		}
	}
	return -1
}

// takes reports whether the loop's inputs can be had from in under rule.
// flexible says that weak scalars convert to any type of their kind.
func (l *Loop) takes(in []operand, rule dtype.Casting, flexible bool) bool {
	for j, d := range l.In {
		if !in[j].converts(d, rule, flexible) {
			return false
		}
	}
	return true
}

// converts reports whether o converts to d under rule.
func (o *operand) converts(d dtype.DType, rule dtype.Casting, flexible bool) bool {
	if d.Kind().Time() {
		return false // see resolveTime
	}
	if o.weak != 0 && flexible {
		return d.Kind() >= o.weak || o.weak == dtype.KindInt && d.Kind() == dtype.KindUint
	}
	return dtype.CanCast(o.dtype, d, rule)
}

// promote returns the type that the operands promote to, weak scalars taking
// the type of the others where that is of their kind (NEP 50).
func promote(in []operand) dtype.DType {
	var strong, numbers dtype.Types
	weak := dtype.Kind(0)
	for i := range in {
		if in[i].weak != 0 {
			weak = max(weak, in[i].weak)
			numbers = numbers.With(in[i].dtype)
		} else {
			strong = strong.With(in[i].dtype)
		}
	}
	if strong.Empty() {
		return numbers.Promote()
	}
	return dtype.PromoteWeak(strong.Promote(), weak)
}

// weakFit reports whether the weak scalars of in are of no greater kind than
// the arrays, so that they take any type of their kind.
func weakFit(in []operand) bool {
	strong, weak := dtype.Kind(0), dtype.Kind(0)
	for i := range in {
		if in[i].weak != 0 {
			weak = max(weak, in[i].weak)
		} else {
			strong = max(strong, in[i].dtype.Kind())
		}
	}
	if strong == dtype.KindUint {
		strong = dtype.KindInt
	}
	return strong != 0 && strong >= weak
}

func (u *Ufunc) noLoop(in []operand, want dtype.DType, rule dtype.Casting) error {
	var types strings.Builder
	for i := range in {
		if i > 0 {
			types.WriteString(", ")
		}
		if in[i].weak != 0 {
			types.WriteString("Go ")
			types.WriteString(weakNames[in[i].weak])
		} else {
			types.WriteString(in[i].dtype.String())
		}
	}
	loops := strings.Join(u.Types(), " ")
	if want != dtype.Invalid {
		return fault.New(u.Name, fault.DType, "no loop of result %v takes (%s) under the casting rule %v; the loops are %s", want, types.String(), rule, loops)
	}
	return fault.New(u.Name, fault.DType, "not supported for (%s), which don't convert safely to the types of any loop; the loops are %s", types.String(), loops)
}

var weakNames = [...]string{dtype.KindInt: "int", dtype.KindFloat: "float64", dtype.KindComplex: "complex128"}

// checkCasts checks that every input converts to the loop's type under rule, and
// gives weak scalars that type, which is no cast where it has their kind.
func (u *Ufunc) checkCasts(in []operand, l *Loop, rule dtype.Casting) error {
	for i := range in {
		o, d := &in[i], l.In[i]
		if o.weak != 0 {
			if !o.castsTo(d, rule) && !u.takesTruth(in, d) {
				return u.badInput(i, o.dtype, d, rule)
			}
			if err := fault.In(u.Name, o.value.Check(d)); err != nil {
				return err
			}
			o.setScalar(o.value, d, 0)
			continue
		}
		if o.dtype != d && !dtype.CanCast(o.dtype, d, rule) && !u.takesTruth(in, d) {
			return u.badInput(i, o.dtype, d, rule)
		}
	}
	return nil
}

// takesTruth reports whether operands are taken for true or false, d, rather than cast:
// times, and what meets them, in functions of bools.
func (u *Ufunc) takesTruth(in []operand, d dtype.DType) bool {
	return d == dtype.Bool && u.Promotion == PromoteTruth && hasTime(in, dtype.Invalid)
}

// castsTo reports whether o, a weak scalar, may become one of type d under rule:
// to any type of its kind or a greater one, whatever the rule, since that is no
// cast. An integer may become one of every integer type; whether its value does
// is another question.
func (o *operand) castsTo(d dtype.DType, rule dtype.Casting) bool {
	if o.weak == dtype.KindInt && (d.Kind() == dtype.KindInt || d.Kind() == dtype.KindUint) {
		return true
	}
	return dtype.CanCast(o.dtype, d, rule) || o.weak <= d.Kind()
}

func (u *Ufunc) badInput(i int, from, to dtype.DType, rule dtype.Casting) error {
	return fault.New(u.Name, fault.Cast, "cannot cast input %s from %v to %v with casting rule %v; set a wider rule with Casting, or convert it with AsType", u.Inputs[i], from, to, rule)
}
