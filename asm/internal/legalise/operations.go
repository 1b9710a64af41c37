// SPDX-License-Identifier: BSD-3-Clause

// Package legalise rewrites a kernel body into the operations that a level
// has.
//
// The IR fixes the meaning of an operation; a machine has some of them. What
// it lacks is put together here from others, one rule for an operation, and
// the parts go through the rules in their turn. So a back end is only the
// table of what it has.
package legalise

import "github.com/arraygen/arraygen/internal/ir"

// Operations are those that a level has: for which its back end has an emitter.
type Operations struct {
	// Name names the level in errors, as "avx2".
	Name string
	// MaskRegisters says that values of type ir.Bool exist. Without them a
	// bool is a signed integer of the compared width, all bits set for
	// true.
	MaskRegisters bool
	// Has reports whether there is an emitter for op, with the types of
	// ir.LaneTypes. It is not asked about Param, Const, Bitcast and Rare, which
	// every level must handle, nor about Lookup.
	Has func(op ir.Op, t, from ir.Type) bool
	// HasLookup reports whether there is an emitter for Lookup of table t by an
	// index of the given type.
	HasLookup func(t *ir.Table, index ir.Type) bool
	// Rules are tried before those of this package. May be nil.
	Rules map[ir.Op]Rule
}

// Rule puts an operation together from others. It returns nil where it does
// not apply.
type Rule func(b *Builder, n Node) *ir.Value

// Node is an operation to be emitted: its arguments are values of the new
// function.
type Node struct {
	Op   ir.Op
	Type ir.Type // of the result; ir.Bool for a comparison on every level
	Imm  uint64
	Args []*ir.Value
}

// key returns the types that Operations.Has is asked with.
func (n Node) key() (t, from ir.Type) { return ir.LaneTypes(n.Op, n.Type, n.Args) }
