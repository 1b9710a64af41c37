// SPDX-License-Identifier: BSD-3-Clause

package ndarray

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// MarshalText returns the whole array as one line, in the form of NumPy's repr:
// "array([[1.0, 2.5], [nan, 0.1]], dtype=float64)". Unlike [Array.Repr] it
// leaves no element and no digit out; [Array.UnmarshalText] gives the same
// array, but for the payloads of NaNs.
func (a *Array) MarshalText() ([]byte, error) {
	if err := a.Err(); err != nil {
		return nil, err
	}
	defer keep(a)
	d := a.dtype
	b, err := appendLists([]byte("array("), a, ", ", func(b []byte, _ []int, offset int) ([]byte, error) {
		p := a.at(offset)
		switch d.Kind() {
		case dtype.KindBool:
			if *(*uint8)(p) != 0 {
				return append(b, "True"...), nil
			}
			return append(b, "False"...), nil
		case dtype.KindInt, dtype.KindUint, dtype.KindTimedelta, dtype.KindDatetime: // times as counts
			return append(b, integerText(p, d)...), nil
		case dtype.KindComplex:
			part := d.Part()
			half := part.Size()
			b = append(b, '(')
			b = appendFloat(b, dtype.LoadFloat(p, part), part)
			im := appendFloat(nil, dtype.LoadFloat(a.at(offset+half), part), part)
			if im[0] != '-' {
				b = append(b, '+')
			}
			return append(append(b, im...), "j)"...), nil
		}
		return appendFloat(b, dtype.LoadFloat(p, d), d), nil
	})
	if err != nil {
		return nil, err
	}
	b = append(b, ", "...)
	if a.Size() == 0 {
		b = append(append(append(b, "shape="...), shapeText(a.shape())...), ", "...)
	}
	return append(append(append(b, "dtype="...), d.String()...), ')'), nil
}

// appendFloat appends a float with its shortest digits, as Python does.
func appendFloat(b []byte, x float64, d dtype.DType) []byte {
	start := len(b)
	b = strconv.AppendFloat(b, x, 'g', -1, floatBits(d))
	text := b[start:]
	switch {
	case bytes.ContainsAny(text, "NI"): // NaN, +Inf, -Inf
		return append(b[:start], bytes.ToLower(bytes.TrimPrefix(text, []byte("+")))...)
	case !bytes.ContainsAny(text, ".e"):
		b = append(b, ".0"...)
	}
	return b
}

// UnmarshalText reads what [Array.MarshalText] writes, and nested lists alone,
// "[[1, 2], [3, 4]]", whose type is found as by [Array.UnmarshalJSON].
func (a *Array) UnmarshalText(text []byte) error {
	p := textParser{text: string(bytes.TrimSpace(text)), lists: newLists("UnmarshalText")}
	d, shape, err := p.array()
	if err != nil {
		return err
	}
	return a.become(p.lists, d, shape)
}

// textParser reads the text of an array.
type textParser struct {
	text  string
	at    int
	lists *lists
}

func (p *textParser) fail(want string) error {
	rest := p.text[p.at:]
	if len(rest) > 20 {
		rest = rest[:20] + "…"
	}
	return fault.New("UnmarshalText", fault.Format, "at byte %d, %q: %s", p.at, rest, want)
}

// skip reads a literal, if it comes next.
func (p *textParser) skip(literal string) bool {
	p.at += len(p.text[p.at:]) - len(strings.TrimLeft(p.text[p.at:], " \t\r\n"))
	if !strings.HasPrefix(p.text[p.at:], literal) {
		return false
	}
	p.at += len(literal)
	return true
}

func (p *textParser) array() (d dtype.DType, shape []int, err error) {
	whole := p.skip("array(")
	if err = p.item(); err != nil {
		return d, nil, err
	}
	for whole && p.skip(",") {
		switch {
		case p.skip("dtype="):
			name := p.token()
			if p.skip("[") { // a unit
				name += "[" + p.token() + "]"
				p.skip("]")
			}
			if d, err = dtype.Parse(name); err != nil {
				return d, nil, p.fail(err.Error())
			}
		case p.skip("shape=("):
			shape = []int{}
			for !p.skip(")") {
				n, err := strconv.Atoi(p.token())
				if err != nil || n < 0 {
					return d, nil, p.fail("a shape is lengths in parentheses")
				}
				shape = append(shape, n)
				p.skip(",")
			}
		default:
			return d, nil, p.fail("dtype= or shape= is expected")
		}
	}
	if whole && !p.skip(")") {
		return d, nil, p.fail("a closing parenthesis is expected")
	}
	if p.skip(""); p.at < len(p.text) {
		return d, nil, p.fail("nothing is expected after the array")
	}
	return d, shape, nil
}

// token reads up to a separator.
func (p *textParser) token() string {
	p.skip("")
	rest := p.text[p.at:]
	end := strings.IndexAny(rest, "[](), \t\r\n")
	if end < 0 {
		end = len(rest)
	}
	p.at += end
	return rest[:end]
}

// item reads a number or a list.
func (p *textParser) item() error {
	if !p.skip("[") {
		return p.value()
	}
	if err := p.lists.open(); err != nil {
		return err
	}
	for first := true; !p.skip("]"); first = false {
		if !first && !p.skip(",") {
			return p.fail("a comma or a closing bracket is expected")
		}
		if err := p.item(); err != nil {
			return err
		}
	}
	return p.lists.close()
}

func (p *textParser) value() error {
	begin := p.at
	if p.skip("(") {
		text := p.token()
		c, err := strconv.ParseComplex(strings.Replace(text, "j", "i", 1), 128)
		if err != nil || !p.skip(")") {
			p.at = begin
			return p.fail("a complex number is expected, as (1+2j)")
		}
		s, _ := dtype.ScalarOf(c)
		return p.lists.value(s)
	}
	switch text := p.token(); text {
	case "True", "False":
		s, _ := dtype.ScalarOf(text == "True")
		return p.lists.value(s)
	default:
		if err := p.lists.number(text); err != nil {
			p.at = begin
			return p.fail("a number, True, False or a list is expected")
		}
		return nil
	}
}
