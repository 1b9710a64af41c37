// SPDX-License-Identifier: BSD-3-Clause

package npyapply

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"math/big"
	"math/cmplx"
	"os"
	"strconv"
	"strings"
	"unsafe"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/npy"
)

// operands reads numbers, and maps or reads files.
func (o Options) operands(texts []string) ([]any, error) {
	args := make([]any, len(texts))
	stdin := false
	for i, text := range texts {
		v, is, err := Literal(text)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrUsage, err)
		}
		if is {
			args[i] = v
		}
		if text == "-" && stdin {
			return nil, fmt.Errorf("%w: only one operand can be -, the standard input", ErrUsage)
		}
		stdin = stdin || text == "-"
	}
	for i, text := range texts {
		if args[i] != nil {
			continue
		}
		a := o.read(text)
		if err := a.Err(); err != nil {
			if text == "-" {
				return nil, of("standard input", err)
			}
			if errors.Is(err, fs.ErrNotExist) && text != "" && strings.IndexByte("+-.0123456789", text[0]) >= 0 {
				return nil, fmt.Errorf("%w, and no number", of(text, err))
			}
			return nil, of(text, err)
		}
		args[i] = a
	}
	return args, nil
}

// read maps a file, or reads it where it cannot be mapped: a pipe, elements in
// another byte order, bools that are not 0 or 1, a system without mappings.
func (o Options) read(name string) *ndarray.Array {
	n := npy.Options{Raw: o.Raw}
	if name == "-" {
		in := o.Stdin
		if in == nil {
			in = os.Stdin
		}
		return whole(n, in)
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return ndarray.Failed(err)
	case info.IsDir():
		return ndarray.Failed(&fs.PathError{Op: "read", Path: name, Err: errors.New("is a directory")})
	case !info.Mode().IsRegular():
		return n.Load(name)
	}
	a := n.Map(name, npy.ReadOnly)
	if err := a.Err(); errors.Is(err, ndarray.ErrLayout) || errors.Is(err, errors.ErrUnsupported) {
		return n.Load(name)
	}
	if a.Err() == nil && a.DType() == dtype.Bool && !properBools(a) {
		a.Owner().Release()
		return n.Load(name)
	}
	return a
}

// whole reads a stream to its end, so that who writes to it is not cut off.
func whole(n npy.Options, r io.Reader) *ndarray.Array {
	a := n.Read(r)
	if a.Err() == nil {
		_, _ = io.Copy(io.Discard, r) // all that counts has arrived
	}
	return a
}

// properBools reports whether the bytes of an array in C or Fortran order are
// bools as Go has them.
func properBools(a *ndarray.Array) bool {
	for _, b := range unsafe.Slice((*byte)(a.Pointer()), a.NBytes()) {
		if b > 1 {
			return false
		}
	}
	return true
}

// Literal reads an operand that is a number, as Python and NumPy write them:
// an integer of 64 bits, a float, a complex number with j, True or False. It
// reports whether the text is one; an integer that has more bits is an error.
func Literal(s string) (any, bool, error) {
	switch s {
	case "True", "true":
		return true, true, nil
	case "False", "false":
		return false, true, nil
	}
	if strings.EqualFold(s, "-nan") || strings.EqualFold(s, "+nan") { // which strconv does not read
		return math.NaN(), true, nil
	}
	if strings.Contains(s, "_") { // Go's own way to write numbers
		return nil, false, nil
	}
	base := 10
	if digits := strings.TrimLeft(s, "+-"); len(digits) > 1 && digits[0] == '0' && strings.IndexByte("xXoObB", digits[1]) >= 0 {
		base = 0
	}
	if n, err := strconv.ParseInt(s, base, strconv.IntSize); err == nil {
		return int(n), true, nil
	}
	if n, err := strconv.ParseUint(strings.TrimPrefix(s, "+"), base, strconv.IntSize); err == nil {
		return uint(n), true, nil
	}
	if _, integer := new(big.Int).SetString(s, base); integer {
		return nil, true, fmt.Errorf("the integer %s has more than %d bits; with a point, %s.0, it is a float", s, strconv.IntSize, s)
	}
	if x, err := strconv.ParseFloat(s, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return x, true, nil // out of range it is infinite, as in NumPy
	}
	if body, ok := cutLast(s, "jJ"); ok {
		if z, err := strconv.ParseComplex(body+"i", 128); err == nil || errors.Is(err, strconv.ErrRange) && !cmplx.IsNaN(z) {
			return z, true, nil
		}
	}
	return nil, false, nil
}

// cutLast returns s without its last character, if that is one of set.
func cutLast(s, set string) (string, bool) {
	if s == "" || !strings.Contains(set, s[len(s)-1:]) {
		return s, false
	}
	return s[:len(s)-1], true
}
