// SPDX-License-Identifier: BSD-3-Clause

//go:build purego || !(amd64 || arm64)

package fpflags

// Available says that this machine has flags that can be read.
const Available = false

// Clear clears the flags, where there are any.
func Clear() {}

// Raised returns the flags that were raised since Clear: none is known.
func Raised() Flags { return 0 }
