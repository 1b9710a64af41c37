// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package fpflags

// Available says that this machine has flags that can be read.
const Available = true

// Clear clears the flags.
func Clear()

func register() uint32

// Raised returns the flags that were raised since Clear.
func Raised() Flags { return translate(register(), 0, 1, 2, 3) }
