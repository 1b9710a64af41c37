// SPDX-License-Identifier: BSD-3-Clause

//go:build !unix

package npy

import (
	"errors"
	"os"
	"runtime"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

func mapFile(fn string, _ *os.File, _ *Header, _ dtype.DType, _ int64, _ Mode) *ndarray.Array {
	return ndarray.Failed(&fault.Error{
		Func: fn, Kind: ndarray.ErrIO, Msg: "files cannot be mapped to memory on " + runtime.GOOS + ": read and write them instead", Err: errors.ErrUnsupported,
	})
}
