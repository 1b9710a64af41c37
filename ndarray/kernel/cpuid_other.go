// SPDX-License-Identifier: BSD-3-Clause

//go:build purego || !amd64

package kernel

// newCPU is asked for levels of amd64 alone.
func newCPU() bool { return false }
