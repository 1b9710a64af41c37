// SPDX-License-Identifier: BSD-3-Clause

// Package entry finds the address at which C may call an assembly kernel.
//
// Go's function values of assembly functions lead to a wrapper that the
// compiler makes, which needs Go's runtime: it takes the arguments from
// registers, stores them on the stack, and calls the assembly. C stores them on
// the stack itself and calls the assembly, whose addresses stand in a table that
// the compiler of kernels writes.
package entry

import (
	"sync"

	"github.com/arraygen/arraygen/generated/catalogue"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// rows has the addresses of each stock kernel, by level.
var rows = sync.OnceValue(func() map[*kernel.Set]*[kernel.NumLevels]uintptr {
	table := catalogue.Addresses()
	m := make(map[*kernel.Set]*[kernel.NumLevels]uintptr, len(table))
	for i, set := range catalogue.Kernels {
		m[set] = &table[i]
	}
	return m
})

// Of returns the address of the assembly of a kernel for a machine of level l.
// ok is false if there is none: the kernel is no stock kernel, or is Go there.
func Of(set *kernel.Set, l kernel.Level) (address uintptr, ok bool) {
	row := rows()[set]
	if row == nil {
		return 0, false
	}
	address = row[set.Level(l)]
	return address, address != 0
}
