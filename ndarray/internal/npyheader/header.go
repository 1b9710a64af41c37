// SPDX-License-Identifier: BSD-3-Clause

// Package npyheader reads and writes what a .npy file says about its array.
package npyheader

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/bits"
	"strconv"
	"strings"

	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

// Magic begins every .npy file; two bytes of version follow.
const Magic = "\x93NUMPY"

// maxDims is the most axes of an array.
const maxDims = 64

// maxHeader is the most bytes of a header that is read. 64 axes with lengths of
// 20 digits take 1.5 KiB; larger headers hold record types, which are refused.
const maxHeader = 1 << 16

// Header is what a .npy file says about its array.
type Header struct {
	// Major and Minor are the version of the format: 1.0, 2.0 or 3.0.
	Major, Minor byte
	// Descr is the type as it is written in the file, as "<f8".
	Descr string
	// DType is the element type, Invalid where Descr only says how many raw bytes
	// an element has: "V2", which ml_dtypes writes for bfloat16.
	DType dtype.DType
	// Swapped says that the bytes of an element are in the order that this
	// machine doesn't have.
	Swapped bool
	// Fortran says that the first index changes fastest.
	Fortran bool
	// Shape has the length of each axis.
	Shape []int
	// Offset is where the elements begin in the file.
	Offset int64
}

// BadFormat is an error of a file that is no .npy file.
func BadFormat(format string, args ...any) error {
	return fault.New("npy", fault.Format, format, args...)
}

// Read reads the header of a .npy file. It takes no more from r than the
// header, and trusts nothing in it: what is not exactly a header as NumPy
// writes it is an error of kind ErrFormat, a type that arrays here don't have
// one of kind ErrDType.
func Read(r io.Reader) (*Header, error) {
	var start [12]byte
	if err := readFull(r, start[:8], "the first bytes"); err != nil {
		return nil, err
	}
	if string(start[:6]) != Magic {
		return nil, BadFormat("the file begins with %q, not with %q: it is no .npy file", start[:6], Magic)
	}
	h := &Header{Major: start[6], Minor: start[7]}
	var length, prefix int
	switch {
	case h.Minor != 0 || h.Major < 1 || h.Major > 3:
		return nil, BadFormat("version %d.%d of the format is unknown; 1.0, 2.0 and 3.0 are", h.Major, h.Minor)
	case h.Major == 1:
		prefix = 10
		if err := readFull(r, start[8:10], "the header's length"); err != nil {
			return nil, err
		}
		length = int(binary.LittleEndian.Uint16(start[8:]))
	default:
		prefix = 12
		if err := readFull(r, start[8:12], "the header's length"); err != nil {
			return nil, err
		}
		n := binary.LittleEndian.Uint32(start[8:])
		if n > maxHeader {
			return nil, BadFormat("the header has %d bytes; the most that is read is %d", n, maxHeader)
		}
		length = int(n)
	}
	text := make([]byte, length)
	if err := readFull(r, text, "the header"); err != nil {
		return nil, err
	}
	h.Offset = int64(prefix + length)
	p := parser{s: string(text), long: h.Major < 3}
	if err := p.header(h); err != nil {
		return nil, err
	}
	if err := h.setType(); err != nil {
		return nil, err
	}
	return h, nil
}

func readFull(r io.Reader, b []byte, what string) error {
	n, err := io.ReadFull(r, b)
	switch err {
	case nil:
		return nil
	case io.EOF, io.ErrUnexpectedEOF:
		return BadFormat("the file ends within %s, after %d of %d bytes", what, n, len(b))
	}
	return fault.Wrap("npy", fault.IO, err)
}

// RawTypes lists the element types whose elements are written as the raw bytes that
// Descr says, none where Descr names a type.
func (h *Header) RawTypes() (ds []dtype.DType) {
	code := strings.TrimLeft(h.Descr, "<>|=")
	for _, d := range dtype.All() {
		if d.Code() == code && d.Descriptor().NumPy.Field != "" {
			ds = append(ds, d)
		}
	}
	return ds
}

// setType works out the element type from Descr.
func (h *Header) setType() error {
	s := h.Descr
	order := byte('=')
	if s != "" && strings.IndexByte("<>|=", s[0]) >= 0 {
		order, s = s[0], s[1:]
	}
	if strings.HasPrefix(s, "O") {
		return fault.New("npy", fault.DType, "the file holds pickled Python objects (type %q), which could run any code: they are refused", h.Descr)
	}
	if raw := h.RawTypes(); len(raw) > 0 {
		h.Swapped = raw[0].Size() > 1 && (order == '>' && !HostBig || order == '<' && HostBig)
		return nil
	}
	if d, ok := dtype.OfCode(s); ok {
		h.DType = d
		if d.Size() > 1 {
			switch order {
			case '|':
				return BadFormat("type %q has no byte order", h.Descr)
			case '<':
				h.Swapped = HostBig
			case '>':
				h.Swapped = !HostBig
			}
		}
		return nil
	}
	return fault.New("npy", fault.DType, "type %q is not supported: bool, integers, floats of 16 to 64 bits, complex numbers of them, datetime64 and timedelta64 are", h.Descr)
}

// HostBig says that this machine has the high byte first.
var HostBig = binary.NativeEndian.Uint16([]byte{0, 1}) == 1

// Size returns the number of bytes of the elements.
func (h *Header) Size(itemSize int) (int64, error) {
	n, empty := uint64(itemSize), false
	for _, d := range h.Shape {
		if d == 0 {
			empty = true
			continue
		}
		hi, lo := bits.Mul64(n, uint64(d))
		if hi != 0 || lo > math.MaxInt64 || lo > math.MaxInt {
			return 0, BadFormat("an array of %q of shape %s is larger than the address space", h.Descr, fault.ShapeText(h.Shape))
		}
		n = lo
	}
	if empty {
		return 0, nil
	}
	return int64(n), nil
}

// parser reads the header's text: a Python dictionary with the three keys
// descr, fortran_order and shape, in any order, and nothing but spaces and a
// line end after it. Only the few literals that can be in it are understood.
type parser struct {
	s    string
	at   int
	long bool // integers may have an L behind them: Python 2 wrote the file
}

func (p *parser) fail(format string, args ...any) error {
	return BadFormat("byte %d of the header: %s", p.at, fmt.Sprintf(format, args...))
}

func (p *parser) space() {
	for p.at < len(p.s) && strings.IndexByte(" \t\n\r", p.s[p.at]) >= 0 {
		p.at++
	}
}

// found steps over a character, after spaces.
func (p *parser) found(c byte) bool {
	p.space()
	if p.at < len(p.s) && p.s[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *parser) header(h *Header) error {
	if !p.found('{') {
		return p.fail("a dictionary is expected, %q is found", p.rest())
	}
	var have [3]bool
	for i := 0; !p.found('}'); i++ {
		if i > 0 {
			if !p.found(',') {
				return p.fail("a comma or } is expected, %q is found", p.rest())
			}
			if p.found('}') {
				break
			}
		}
		key, err := p.text()
		if err != nil {
			return err
		}
		which := -1
		for k, name := range [...]string{"descr", "fortran_order", "shape"} {
			if key == name {
				which = k
			}
		}
		switch {
		case which < 0:
			return p.fail("key %q is unknown; descr, fortran_order and shape are the keys", key)
		case have[which]:
			return p.fail("key %q comes twice", key)
		case !p.found(':'):
			return p.fail("a colon is expected after key %q, %q is found", key, p.rest())
		}
		have[which] = true
		switch which {
		case 0:
			h.Descr, err = p.descr()
		case 1:
			h.Fortran, err = p.truth()
		case 2:
			h.Shape, err = p.shape()
		}
		if err != nil {
			return err
		}
	}
	for k, name := range [...]string{"descr", "fortran_order", "shape"} {
		if !have[k] {
			return p.fail("key %q is missing", name)
		}
	}
	p.space()
	switch {
	case p.at < len(p.s):
		return p.fail("%q follows the dictionary", p.rest())
	case p.s[len(p.s)-1] != '\n':
		return p.fail("the header doesn't end with a line end")
	}
	return nil
}

// rest returns the next few characters for a message.
func (p *parser) rest() string {
	s := p.s[p.at:]
	return s[:min(len(s), 20)]
}

func (p *parser) text() (string, error) {
	p.space()
	if p.at == len(p.s) || p.s[p.at] != '\'' && p.s[p.at] != '"' {
		return "", p.fail("a string is expected, %q is found", p.rest())
	}
	quote := p.s[p.at]
	end := strings.IndexByte(p.s[p.at+1:], quote)
	if end < 0 {
		return "", p.fail("a string doesn't end")
	}
	s := p.s[p.at+1 : p.at+1+end]
	for _, c := range s {
		if c < ' ' || c > '~' || c == '\\' {
			return "", p.fail("%q can't be in a string here", c)
		}
	}
	p.at += end + 2
	return s, nil
}

func (p *parser) descr() (string, error) {
	p.space()
	if p.at < len(p.s) && p.s[p.at] == '[' {
		return "", fault.New("npy", fault.DType, "the file holds records (type %q…), which are not supported", p.rest())
	}
	return p.text()
}

func (p *parser) truth() (bool, error) {
	p.space()
	for _, v := range []string{"True", "False"} {
		if strings.HasPrefix(p.s[p.at:], v) {
			p.at += len(v)
			return v == "True", nil
		}
	}
	return false, p.fail("True or False is expected, %q is found", p.rest())
}

func (p *parser) shape() ([]int, error) {
	if !p.found('(') {
		return nil, p.fail("a tuple is expected as the shape, %q is found", p.rest())
	}
	shape := []int{}
	for !p.found(')') {
		if len(shape) > 0 {
			comma := p.found(',')
			if p.found(')') {
				if !comma && len(shape) == 1 {
					return nil, p.fail("a number in parentheses is no tuple")
				}
				break
			}
			if !comma {
				return nil, p.fail("a comma or ) is expected, %q is found", p.rest())
			}
		}
		p.space()
		start := p.at
		for p.at < len(p.s) && '0' <= p.s[p.at] && p.s[p.at] <= '9' {
			p.at++
		}
		n, err := strconv.Atoi(p.s[start:p.at])
		if err != nil || p.at-start > 1 && p.s[start] == '0' {
			p.at = start
			return nil, p.fail("a length from 0 to %d is expected, %q is found", math.MaxInt, p.rest())
		}
		if p.long && p.at < len(p.s) && p.s[p.at] == 'L' {
			p.at++
		}
		if shape = append(shape, n); len(shape) > maxDims {
			return nil, p.fail("the shape has more than %d axes", maxDims)
		}
		p.space()
		if len(shape) == 1 && p.at < len(p.s) && p.s[p.at] == ')' {
			return nil, p.fail("a number in parentheses is no tuple")
		}
	}
	return shape, nil
}

// growth is the number of digits that NumPy leaves room for in the length of
// the axis along which a file can be appended to.
const growth = 21

// Append returns the magic, the version and the header of a file, as NumPy
// writes them: the elements begin at a multiple of 64.
func Append(d dtype.DType, shape []int, fortran bool) []byte {
	descr := d.Code()
	switch {
	case d.Size() == 1:
		descr = "|" + descr
	case HostBig:
		descr = ">" + descr
	default:
		descr = "<" + descr
	}
	truth, grows := "False", 0
	if fortran {
		truth, grows = "True", len(shape)-1
	}
	lengths := make([]string, len(shape))
	for i, n := range shape {
		lengths[i] = fmt.Sprint(n)
	}
	tuple := strings.Join(lengths, ", ")
	if len(shape) == 1 {
		tuple += ","
	}
	text := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }", descr, truth, tuple)
	if len(shape) > 0 {
		text += strings.Repeat(" ", growth-len(lengths[grows]))
	}
	const prefix = len(Magic) + 4
	total := (prefix + len(text) + 1 + 63) &^ 63
	text += strings.Repeat(" ", total-prefix-len(text)-1) + "\n"
	b := append([]byte(Magic), 1, 0)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(text)))
	return append(b, text...)
}

// Strides returns the strides of a file's array, nil for C order.
func (h *Header) Strides(d dtype.DType) []int {
	if !h.Fortran {
		return nil
	}
	strides := make([]int, len(h.Shape))
	step := d.Size()
	for i, n := range h.Shape {
		strides[i] = step
		step *= max(n, 1)
	}
	return strides
}

// Short is the error of a file that ends before its elements do.
func (h *Header) Short(need, have int64) error {
	return BadFormat("an array of %q of shape %s needs %d bytes, but the file has only %d", h.Descr, fault.ShapeText(h.Shape), need, max(have, 0))
}

// Swap reverses the bytes of each number, the two of a complex one apart.
func Swap(data []byte, d dtype.DType) {
	size := d.Size()
	if d.Kind() == dtype.KindComplex {
		size /= 2
	}
	switch size {
	case 2:
		for i := 0; i+2 <= len(data); i += 2 {
			data[i], data[i+1] = data[i+1], data[i]
		}
	case 4:
		for i := 0; i+4 <= len(data); i += 4 {
			b := data[i : i+4 : i+4]
			b[0], b[1], b[2], b[3] = b[3], b[2], b[1], b[0]
		}
	case 8:
		for i := 0; i+8 <= len(data); i += 8 {
			b := data[i : i+8 : i+8]
			b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7] = b[7], b[6], b[5], b[4], b[3], b[2], b[1], b[0]
		}
	}
}
