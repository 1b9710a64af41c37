// SPDX-License-Identifier: BSD-3-Clause

//go:build !(linux || freebsd || netbsd || openbsd || dragonfly)

package main

import "time"

var began = time.Now()

// nanoseconds returns the time since the program began: where the CPU's is not to be had, nothing else may run.
func nanoseconds() int64 { return int64(time.Since(began)) }
