//go:build !unix

package npy

import (
	"os"
	"runtime"

	"github.com/arraygen/arraygen/ndarray"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/fault"
)

func mapFile(fn string, _ *os.File, _ *Header, _ dtype.DType, _ int64, _ Mode) *ndarray.Array {
	return ndarray.Failed(fault.New(fn, ndarray.ErrIO, "files can't be mapped to memory on %s: use Load and Save", runtime.GOOS))
}
