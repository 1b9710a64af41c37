// SPDX-License-Identifier: BSD-3-Clause

package arrayinterface

import (
	"encoding/binary"
	"strconv"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// nativeOrder is the letter of this machine's byte order.
var nativeOrder = func() byte {
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		return '<'
	}
	return '>'
}()

// Typestr returns the protocol's name of an element type: byte order ('<' or
// '>', '|' where there is none), kind, and size in bytes, as "<f8".
func Typestr(d dtype.DType) string {
	order := nativeOrder
	if d.Size() == 1 {
		order = '|'
	}
	return string(order) + d.Code()
}

// kinds are the letters of the protocol.
const kinds = "tbiufcmMOSUV"

// element is a typestr taken apart.
type element struct {
	order, kind byte
	size        int
	unit        string // of times, with its brackets
}

func parseTypestr(fn, t string) (e element, err error) {
	malformed := func() error {
		return fault.New(fn, fault.Format, "typestr %q is malformed: it is a byte order (<, >, | or =), a kind (one of %s) and a size in bytes, as %q", t, kinds, "<f8")
	}
	if len(t) < 3 {
		return e, malformed()
	}
	e.order, e.kind = t[0], t[1]
	switch e.order {
	case '<', '>', '|':
	case '=':
		e.order = nativeOrder
	default:
		return e, malformed()
	}
	known := false
	for i := range len(kinds) {
		known = known || kinds[i] == e.kind
	}
	digits := t[2:]
	for i, c := range []byte(digits) {
		if c == '[' && (e.kind == 'm' || e.kind == 'M') { // a time unit follows
			digits, e.unit = digits[:i], digits[i:]
			break
		}
		known = known && c >= '0' && c <= '9'
	}
	size, numErr := strconv.Atoi(digits)
	if !known || numErr != nil || size < 0 {
		return e, malformed()
	}
	e.size = size
	return e, nil
}

// sameAs reports whether two typestrs mean the same type.
func (e element) sameAs(o element) bool {
	if e.size == 1 || e.kind == 'V' || e.kind == 'S' {
		e.order, o.order = '|', '|'
	}
	return e == o
}

// dtype returns the element type of i.
func (i *Interface) dtype(fn string) (dtype.DType, error) {
	if i.Typestr == "" {
		return 0, fault.New(fn, fault.Format, "the interface has no typestr: it is required, as in %q", "<f8")
	}
	e, err := parseTypestr(fn, i.Typestr)
	if err != nil {
		return 0, err
	}
	if err := i.checkDescr(fn, e); err != nil {
		return 0, err
	}
	field := "" // tells what raw bytes mean
	if e.kind == 'V' && len(i.Descr) == 1 {
		field = i.Descr[0].Name
	}
	code := string(e.kind) + strconv.Itoa(e.size) + e.unit
	if d, ok := dtype.OfCode(code); ok && field == "" {
		return i.native(fn, e, d)
	}
	for _, d := range dtype.All() {
		if n := d.Descriptor().NumPy; n.Code == code && n.Field == field && field != "" {
			return i.native(fn, e, d)
		}
	}
	return 0, fault.New(fn, fault.DType, "typestr %q is no element type here; there are bool, integers of 1 to 8 bytes, floats of 2 to 8, complex numbers of 8 and 16, datetime64 and timedelta64 in a unit, and raw bytes (V) with one field that is named after a type: %s", i.Typestr, rawNames())
}

// rawNames lists the types that are raw bytes with a named field.
func rawNames() string {
	var names []string
	for _, d := range dtype.All() {
		if f := d.Descriptor().NumPy.Field; f != "" {
			names = append(names, f)
		}
	}
	return strings.Join(names, ", ")
}

// native refuses the other byte order.
func (i *Interface) native(fn string, e element, d dtype.DType) (dtype.DType, error) {
	if d.Size() > 1 && e.order != nativeOrder && e.order != '|' {
		return 0, fault.New(fn, fault.DType, "typestr %q is in the other byte order than this machine's: convert it where it comes from, to %q", i.Typestr, Typestr(d))
	}
	return d, nil
}

// checkDescr refuses a descr that says something else than the typestr.
func (i *Interface) checkDescr(fn string, e element) error {
	if i.Descr == nil {
		return nil
	}
	total := 0
	for _, f := range i.Descr {
		n, err := f.size(fn)
		if err != nil {
			return err
		}
		if total += n; total > maxElement {
			break
		}
	}
	if total != e.size {
		return fault.New(fn, fault.Format, "descr contradicts typestr: its fields have %d bytes, typestr %q has %d", total, i.Typestr, e.size)
	}
	if len(i.Descr) == 1 && i.Descr[0].Descr == nil && len(i.Descr[0].Shape) == 0 {
		f, err := parseTypestr(fn, i.Descr[0].Typestr)
		if err != nil {
			return err
		}
		if e.sameAs(f) {
			return nil
		}
	}
	if e.kind != 'V' {
		return fault.New(fn, fault.Format, "descr contradicts typestr: it must be the single field %q for elements of typestr %q", i.Typestr, i.Typestr)
	}
	return fault.New(fn, fault.DType, "elements of several fields are not supported: import each field by itself, with the strides of the whole")
}

// maxElement is more bytes than any element has here: sizes beyond are not told
// apart.
const maxElement = 1 << 24

// size returns the bytes of a field.
func (f Field) size(fn string) (int, error) {
	n := 0
	if f.Descr != nil {
		for _, g := range f.Descr {
			m, err := g.size(fn)
			if err != nil {
				return 0, err
			}
			if n += m; n > maxElement {
				return n, nil
			}
		}
	} else {
		e, err := parseTypestr(fn, f.Typestr)
		if err != nil {
			return 0, err
		}
		if n = min(e.size, maxElement); e.kind == 'U' {
			n *= 4
		}
	}
	for _, d := range f.Shape {
		if d < 0 {
			return 0, fault.New(fn, fault.Format, "negative length in the shape %s of field %q", fault.ShapeText(f.Shape), f.Name)
		}
		if d > 0 && n > maxElement/d {
			return maxElement + 1, nil
		}
		n *= d
	}
	return n, nil
}
