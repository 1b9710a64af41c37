//go:build pyext

// Command ext is the extension module of the Python package: C that speaks
// with Python, and the Go that it calls. It is built as a C shared library by
// setup.py, with the tag pyext and Python's headers in CGO_CFLAGS.
//
// What is small or must survive a fork is done in C, on memory that C owns.
// Three functions of Go are known to C: arraygenTables, once, at the import;
// arraygenUfunc, for calls of ufuncs; arraygenCall, for all other functions.
package main

/*
#cgo CFLAGS: -O2 -std=gnu11 -DPy_LIMITED_API=0x030B0000 -fvisibility=hidden -fno-strict-aliasing -Wall
#cgo linux LDFLAGS: -Wl,--unresolved-symbols=ignore-all -lm
#cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup
#include "value.h"
*/
import "C"

func main() {}
