// SPDX-License-Identifier: BSD-3-Clause

// Package amd64 is the back end for AVX2 and AVX-512: it writes kernels in
// the assembly of Go's amd64 assembler, with avo for mnemonics, operand checks
// and printing. Registers come from package plan, not from avo.
//
// An iteration of the loop takes one or more vectors. A vector has as many elements
// as lanes of the body's widest type fit a register; values of narrower types
// take the low part of theirs (Y, X, or part of X). So a conversion is from
// one register to one register.
package amd64

import (
	"github.com/arraygen/arraygen/asm/internal/legalise"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// Level is a level of package kernel that this back end emits code for.
type Level struct{ *level }

// The levels. AVX2 goes with FMA, F16C, BMI1, BMI2 and POPCNT; AVX512 is the subsets
// F, BW, CD, DQ and VL.
var (
	AVX2   = Level{&avx2}
	AVX512 = Level{&avx512}
)

type level struct {
	kernelLevel kernel.Level

	name   string
	suffix string // of symbols
	bytes  int    // of a vector
	regs   int    // vector registers
	masks  bool   // has mask registers
	tail   plan.Tail
	table  table
	limits plan.Limits
	isa    []string // of avo, that instructions may need

	// some are what instructions need that kernels use where kernel.ByteDotsVariable says so.
	some []string
}

// maskRegisters is their number: K0 cannot mask, so K1 to K7.
const maskRegisters = 7

var avx2 = level{
	kernelLevel: kernel.AVX2,
	name:        "avx2", suffix: "AVX2", bytes: 32, regs: 16, tail: plan.ByPieces, table: avx2Table,
	limits: plan.Limits{Registers: 16, Temps: 2, MaxUnroll: 4, MaxOps: 320, MaxHoist: 12},
	isa:    []string{"AVX", "AVX2", "FMA3", "F16C", "BMI", "BMI2", "POPCNT"},
}

var avx512 = level{
	kernelLevel: kernel.AVX512,
	name:        "avx512", suffix: "AVX512", bytes: 64, regs: 32, masks: true, tail: plan.ByMask, table: avx512Table,
	limits: plan.Limits{Registers: 32, Temps: 2, MaxUnroll: 4, MaxOps: 420, MaxHoist: 24},
	isa: []string{"AVX", "AVX2", "FMA3", "F16C", "BMI", "BMI2", "POPCNT",
		"AVX512F", "AVX512BW", "AVX512CD", "AVX512DQ", "AVX512VL"},
	some: []string{"AVX512VNNI"},
}

// Target returns what the level has, for the legaliser.
func (t Level) Operations() *legalise.Operations {
	return &legalise.Operations{
		Name:          t.name,
		MaskRegisters: t.masks,
		Has: func(op ir.Op, typ, from ir.Type) bool {
			_, ok := t.table[key{op, typ, from}]
			return ok
		},
		HasLookup: t.hasLookup,
	}
}

// Suffix ends the names of the functions of this level.
func (t Level) Suffix() string { return t.suffix }
