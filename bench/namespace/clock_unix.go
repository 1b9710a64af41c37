// SPDX-License-Identifier: BSD-3-Clause

//go:build linux || freebsd || netbsd || openbsd || dragonfly

package main

import "golang.org/x/sys/unix"

// nanoseconds returns the CPU time that the process has used, the collector's among it.
func nanoseconds() int64 {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t) != nil {
		return 0
	}
	return t.Nano()
}
