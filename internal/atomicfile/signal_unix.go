// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package atomicfile

import (
	"os"
	"syscall"
	"time"
)

var endings = []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}

// end ends the program by a signal, so that who started it sees that.
func end(s os.Signal) {
	_ = syscall.Kill(syscall.Getpid(), s.(syscall.Signal))
	time.Sleep(time.Second) // it arrives on another thread
	os.Exit(1)
}
