// SPDX-License-Identifier: BSD-3-Clause

//go:build pyext

// Command ext is the extension module of the Python package: C that speaks
// with Python, and the Go that it calls. It is built as a C shared library by
// setup.py, with the tag pyext and Python's headers in CGO_CFLAGS.
//
// What is small or must survive a fork is done in C, on memory that C owns.
// C enters Go by the functions of zz_entries.h alone, which are generated with
// their guards from one table, package files of interop/python/gen: enter_tables,
// once, at the import; enter_ufunc, for calls of ufuncs; enter_row, for functions
// over a row of few elements; enter_call, for all other functions.
package main

/*
#cgo CFLAGS: -O2 -std=gnu11 -DPy_LIMITED_API=0x030B0000 -fvisibility=hidden -fno-strict-aliasing -Wall -Werror=implicit-function-declaration -Werror=incompatible-pointer-types -Werror=int-conversion
#cgo linux LDFLAGS: -Wl,--unresolved-symbols=ignore-all -lm
#cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup
#include "value.h"
*/
import "C"

func main() {}
