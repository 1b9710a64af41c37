// SPDX-License-Identifier: BSD-3-Clause

//go:build !amd64 || purego

package kernel

// x86 are the features of a CPU of amd64, which this is not, or whose assembly is left out.
var x86 x86Features
