// SPDX-License-Identifier: BSD-3-Clause

//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package block

// probe reports whether the system has n bytes; here nobody can tell before.
func probe(int) bool { return true }
