// SPDX-License-Identifier: BSD-3-Clause

package bridge

import (
	"cmp"

	"github.com/arraygen/arraygen/ndarray"
)

// printingFunctions make text of arrays.
var printingFunctions = []Function{
	{Name: "_text", Call: text, View: true},
	{Name: "_printed", View: true, Call: func(a Args) (any, error) { // array, threshold, edgeitems
		o := ndarray.PrintOptions{Threshold: given(a.Int(1, 0)), EdgeItems: given(a.Int(2, 0))}
		return o.Printed(a.Array(0)), nil
	}},
}

// given is a number of Python's for an option that takes 0 for its default.
func given(n int) int { return cmp.Or(n, -1) }

// text is an array as text: array, form, precision, threshold, edgeitems, linewidth,
// suppress, nanstr, infstr, sign, floatmode, separator, prefix, suffix, and the texts of
// the elements that are printed or None.
func text(a Args) (any, error) {
	x := a.Array(0)
	if err := x.Err(); err != nil {
		return nil, err
	}
	o := ndarray.PrintOptions{
		Precision: given(a.Int(2, 0)), Threshold: given(a.Int(3, 0)), EdgeItems: given(a.Int(4, 0)), LineWidth: given(a.Int(5, 0)),
		SuppressSmall: a.Bool(6), NaN: a.String(7), Inf: a.String(8), Sign: a.String(9), FloatMode: a.String(10),
		Separator: a.String(11), Prefix: a.String(12), Suffix: a.String(13),
	}
	if !a.None(14) {
		words := Args{List: a.Tuple(14)}
		texts := map[int]string{}
		for i, place := range o.Printed(x) {
			texts[place] = words.String(i)
		}
		o.Element = func(place int) string { return texts[place] }
	}
	switch a.String(1) {
	case "repr":
		return o.Repr(x), nil
	case "str":
		return o.String(x), nil
	}
	return o.Text(x), nil
}
