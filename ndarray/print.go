// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
)

// PrintOptions say how an array becomes text. The zero value prints as NumPy
// does without set options.
type PrintOptions struct {
	// Precision is the most digits after the point; 0 means 8, -1 none at all.
	Precision int
	// Threshold is the number of elements above which only the edges of an
	// array are printed; 0 means 1000, -1 none.
	Threshold int
	// EdgeItems is the number of elements at either edge then; 0 means 3, -1
	// none but the last.
	EdgeItems int
	// LineWidth is where lines are broken; 0 means 75.
	LineWidth int
	// SuppressSmall keeps small numbers from bringing in the scientific
	// notation: they may become 0.
	SuppressSmall bool
	// Sign is what stands before positive numbers: "+", " ", or nothing.
	Sign string
	// FloatMode says how many digits floats have: in "maxprec", the default, as
	// many as tell each from its neighbours, Precision at most; in
	// "maxprec_equal" all as many as the one with the most; in "fixed"
	// Precision; in "unique" as many as it takes.
	FloatMode string
	// NaN and Inf are the texts of what is no number; "" means nan and inf.
	NaN, Inf string
	// Separator stands between elements; "" means a space, or in Repr a comma and
	// a space.
	Separator string
	// Prefix and Suffix are what the text will stand between: lines are indented
	// by the first and shortened by the second.
	Prefix, Suffix string
	// Element makes the text of an element, in place of what the others above
	// say of numbers; its argument is the element's place in C order.
	Element func(place int) string
}

func (o PrintOptions) withDefaults() PrintOptions {
	for _, f := range []struct {
		field   *int
		initial int
	}{{&o.Precision, 8}, {&o.Threshold, 1000}, {&o.EdgeItems, 3}, {&o.LineWidth, 75}} {
		if *f.field == 0 {
			*f.field = f.initial
		}
	}
	for _, f := range []struct {
		field   *string
		initial string
	}{{&o.FloatMode, "maxprec"}, {&o.NaN, "nan"}, {&o.Inf, "inf"}} {
		if *f.field == "" {
			*f.field = f.initial
		}
	}
	if o.Sign == "-" {
		o.Sign = ""
	}
	o.Precision, o.Threshold, o.EdgeItems = max(o.Precision, 0), max(o.Threshold, 0), max(o.EdgeItems, 0)
	return o
}

// String formats a as NumPy's str does; a failed array as its error.
func (a *Array) String() string { return PrintOptions{}.String(a) }

// Repr formats a as NumPy's repr does: "array([1., 2.], dtype=float32)".
func (a *Array) Repr() string { return PrintOptions{}.Repr(a) }

// Format implements [fmt.Formatter]: %v and %s print as NumPy's str does, %#v
// and %+v as its repr, both with a precision, as in %.3v, as the most digits
// after the point. Every other verb, as %d, %.2f, %08b and %q, formats each
// element, with its flags, in the brackets that fmt puts round nested slices:
// none is left out.
func (a *Array) Format(s fmt.State, verb rune) {
	var o PrintOptions
	if p, ok := s.Precision(); ok {
		if o.Precision = p; p == 0 {
			o.Precision = -1
		}
	}
	switch {
	case verb == 'v' && (s.Flag('#') || s.Flag('+')):
		fmt.Fprint(s, o.Repr(a))
	case verb == 'v' || verb == 's':
		fmt.Fprint(s, o.String(a))
	case a.Err() != nil:
		fmt.Fprintf(s, "%%!%c(%v)", verb, a.Err())
	default:
		defer keep(a)
		format := fmt.FormatString(s, verb)
		b, _ := appendLists(nil, a, " ", func(b []byte, _ []int, offset int) ([]byte, error) {
			return fmt.Appendf(b, format, plainNumber(dtype.Load(a.at(offset), a.dtype))), nil
		})
		s.Write(b)
	}
}

// plainNumber returns an element as a type that fmt knows.
func plainNumber(v any) any {
	if d, s := dtype.ElementOf(v); d.Descriptor().Float.Bits() < 32 && d.Kind() == dtype.KindFloat {
		return float32(s.Float64())
	}
	return v
}

// String formats a as NumPy's str does.
func (o PrintOptions) String(a *Array) string {
	if err := a.Err(); err != nil {
		return "<" + err.Error() + ">"
	}
	defer keep(a)
	if a.ndim == 0 {
		return scalarText(a.ptr, a.dtype)
	}
	return o.Text(a)
}

// Text formats a as NumPy's array2string does: as String, but arrays without axes as
// the elements of others.
func (o PrintOptions) Text(a *Array) string {
	if err := a.Err(); err != nil {
		return "<" + err.Error() + ">"
	}
	defer keep(a)
	o = o.withDefaults()
	o.LineWidth -= len(o.Suffix)
	if o.Separator == "" {
		o.Separator = " "
	}
	return o.body(a, o.Separator, o.Prefix)
}

// Printed returns the places in C order of the elements of a that are printed, in
// order.
func (o PrintOptions) Printed(a *Array) []int {
	if a.Err() != nil || a.Size() == 0 {
		return nil
	}
	var places []int
	p := printer{a: a, options: o.withDefaults()}
	p.places(func(place, _ int) { places = append(places, place) })
	return places
}

// quotedType is the name of d as repr has it: in quotes where that is no name of Python's.
func quotedType(d dtype.DType) string {
	if d != d.Base() {
		return "'" + d.String() + "'"
	}
	return d.String()
}

// Repr formats a as NumPy's repr does.
func (o PrintOptions) Repr(a *Array) string {
	if err := a.Err(); err != nil {
		return "<" + err.Error() + ">"
	}
	defer keep(a)
	o = o.withDefaults()
	prefix := o.Prefix
	if prefix == "" {
		prefix = "array("
	}
	size := a.Size()
	width := o.LineWidth
	o.LineWidth-- // for the closing parenthesis
	text := prefix + o.body(a, ", ", prefix)

	var extras []string
	if size == 0 && !(a.ndim == 1) || size > o.Threshold {
		extras = append(extras, "shape="+shapeText(a.shape()))
	}
	if k := a.dtype.Kind(); k == dtype.KindUint || k.Time() || a.dtype != k.Default() || size == 0 {
		extras = append(extras, "dtype="+quotedType(a.dtype))
	}
	if extras == nil {
		return text + ")"
	}
	text += ","
	extra := strings.Join(extras, ", ") + ")"
	spacer := " "
	if last := len(text) - (strings.LastIndexByte(text, '\n') + 1); last+len(extra)+1 > width {
		spacer = "\n" + strings.Repeat(" ", len(prefix))
	}
	return text + spacer + extra
}

// body prints the brackets and the elements in them, after NumPy's
// _formatArray (numpy/_core/arrayprint.py).
func (o PrintOptions) body(a *Array, separator, prefix string) string {
	if a.Size() == 0 {
		return "[]"
	}
	p := printer{a: a, options: o, separator: separator, bare: strings.TrimRight(separator, " ")}
	if o.Element != nil {
		texts := map[int]string{}
		p.places(func(place, offset int) { texts[offset] = o.Element(place) })
		p.format = func(offset int) string { return texts[offset] }
	} else {
		p.format = p.elementFormat(o, p.sample())
	}
	indent := " " + strings.Repeat(" ", len(prefix))
	return p.axis(0, 0, indent, o.LineWidth)
}

type printer struct {
	a         *Array
	separator string
	bare      string // the separator without spaces
	options   PrintOptions
	format    func(offset int) string
}

// items returns the indices along an axis that are printed; -1 stands for the
// dots.
func (p *printer) items(n int) []int {
	var out []int
	if edge := p.options.EdgeItems; p.a.Size() > p.options.Threshold && 2*edge < n {
		for i := range edge {
			out = append(out, i)
		}
		out = append(out, -1)
		for i := n - max(edge, 1); i < n; i++ {
			out = append(out, i)
		}
		return out
	}
	for i := range n {
		out = append(out, i)
	}
	return out
}

// sample returns a function that calls f with the offset of each element that is
// printed; of all, where no edges are.
func (p *printer) sample() func(f func(offset int)) {
	if p.options.EdgeItems == 0 {
		all := *p
		all.options.Threshold = p.a.Size()
		return func(f func(offset int)) { all.places(func(_, offset int) { f(offset) }) }
	}
	return func(f func(offset int)) { p.places(func(_, offset int) { f(offset) }) }
}

// places calls f with the place in C order and the offset of each element that is
// printed.
func (p *printer) places(f func(place, offset int)) {
	var over func(axis, place, offset int)
	over = func(axis, place, offset int) {
		if axis == int(p.a.ndim) {
			f(place, offset)
			return
		}
		n := p.a.shape()[axis]
		for _, i := range p.items(n) {
			if i >= 0 {
				over(axis+1, place*n+i, offset+i*p.a.strides()[axis])
			}
		}
	}
	over(0, 0, 0)
}

func (p *printer) axis(axis, offset int, indent string, width int) string {
	left := int(p.a.ndim) - axis
	if left == 0 {
		return p.format(offset)
	}
	n, step := p.a.shape()[axis], p.a.strides()[axis]
	inner := indent + " "
	var s strings.Builder
	items := p.items(n)
	if left > 1 {
		sep := p.bare + strings.Repeat("\n", left-1)
		for k, i := range items {
			s.WriteString(indent)
			if i < 0 {
				s.WriteString("...")
			} else {
				s.WriteString(p.axis(axis+1, offset+i*step, inner, width-1))
			}
			if k < len(items)-1 {
				s.WriteString(sep)
			}
		}
		return "[" + s.String()[len(indent):] + "]"
	}
	room := width - max(len(p.bare), 1)
	line := indent
	for k, i := range items {
		word := "..."
		if i >= 0 {
			word = p.format(offset + i*step)
		}
		if len(line)+len(word) > room && len(line) > len(indent) {
			s.WriteString(strings.TrimRight(line, " "))
			s.WriteByte('\n')
			line = indent
		}
		line += word
		if k < len(items)-1 {
			line += p.separator
		}
	}
	s.WriteString(line)
	return "[" + s.String()[len(indent):] + "]"
}
