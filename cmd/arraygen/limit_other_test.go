// SPDX-License-Identifier: BSD-3-Clause

//go:build !linux

package main

// limit does nothing: see the tests for Linux.
func limit() {}
