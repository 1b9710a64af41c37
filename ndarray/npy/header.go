// SPDX-License-Identifier: BSD-3-Clause

package npy

import (
	"io"

	"github.com/arraygen/arraygen/ndarray/internal/npyheader"
)

// Header is what a .npy file says about its array.
type Header = npyheader.Header

// ReadHeader reads the header of a .npy file. It takes no more from r than the
// header, and trusts nothing in it: what is not exactly a header as NumPy
// writes it is an error of kind ErrFormat, a type that arrays here don't have
// one of kind ErrDType.
func ReadHeader(r io.Reader) (*Header, error) { return npyheader.Read(r) }
