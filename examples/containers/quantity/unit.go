// SPDX-License-Identifier: BSD-3-Clause

package quantity

import (
	"fmt"
	"math"
	"strings"
)

// base are the base units that a unit is made of.
var base = [...]string{"m", "kg", "s", "K"}

// Unit is a product of powers of base units, times a factor: a kilometre is
// 1000 m.
type Unit struct {
	name   string // for a unit that has one
	factor float64
	powers [len(base)]int8
}

// Some units.
var (
	One       = Unit{factor: 1}
	Metre     = Unit{"m", 1, [len(base)]int8{1, 0, 0, 0}}
	Kilometre = Unit{"km", 1000, [len(base)]int8{1, 0, 0, 0}}
	Kilogram  = Unit{"kg", 1, [len(base)]int8{0, 1, 0, 0}}
	Second    = Unit{"s", 1, [len(base)]int8{0, 0, 1, 0}}
	Hour      = Unit{"h", 3600, [len(base)]int8{0, 0, 1, 0}}
	Kelvin    = Unit{"K", 1, [len(base)]int8{0, 0, 0, 1}}
)

// Times returns the unit of a product.
func (u Unit) Times(v Unit) Unit {
	w := Unit{factor: u.factor * v.factor}
	for i := range w.powers {
		w.powers[i] = u.powers[i] + v.powers[i]
	}
	return w.simple(u, v)
}

// Over returns the unit of a quotient.
func (u Unit) Over(v Unit) Unit {
	w := Unit{factor: u.factor / v.factor}
	for i := range w.powers {
		w.powers[i] = u.powers[i] - v.powers[i]
	}
	if v == One {
		return u
	}
	return w
}

// simple keeps the name of a unit that was multiplied by One.
func (w Unit) simple(u, v Unit) Unit {
	switch One {
	case u:
		return v
	case v:
		return u
	}
	return w
}

// Root returns the unit of a square root; ok is false where there is none.
func (u Unit) Root() (v Unit, ok bool) {
	v.factor = math.Sqrt(u.factor)
	for i, p := range u.powers {
		if p%2 != 0 {
			return v, false
		}
		v.powers[i] = p / 2
	}
	return v, true
}

// Same reports whether two units measure the same.
func (u Unit) Same(v Unit) bool { return u.powers == v.powers }

// String returns the name, or the powers of base units.
func (u Unit) String() string {
	if u.name != "" {
		return u.name
	}
	var parts []string
	if u.factor != 1 {
		parts = append(parts, fmt.Sprint(u.factor))
	}
	for i, p := range u.powers {
		switch {
		case p == 1:
			parts = append(parts, base[i])
		case p != 0:
			parts = append(parts, fmt.Sprintf("%s^%d", base[i], p))
		}
	}
	if len(parts) == 0 {
		return "1"
	}
	return strings.Join(parts, " ")
}
