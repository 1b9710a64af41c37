// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"math/bits"

	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// The general registers of a kernel. R18 and R27 to R30 belong to others: the
// platform, the assembler (R27), the goroutine (R28), frame and link.
const (
	regArgs    = 0 // *kernel.Args
	regCount   = 1 // the count of elements
	regTable   = 2 // the constants
	regScratch = 3 // Args.Scratch
	regRows    = 4 // the count of rows
	regTemp    = 5
	regLookup  = 26 // a table, in one operation
)

// jumps are the jumps after a comparison, or an addition, by what they ask of the
// difference or sum.
var jumps = map[plan.Condition]string{
	plan.Negative: "BLT", plan.NotNegative: "BGE", plan.Zero: "BEQ",
	plan.NotZero: "BNE", plan.Positive: "BGT", plan.NotPositive: "BLE",
}

func (t *text) Label(name string)   { t.label(name) }
func (t *text) Align()              {}
func (t *text) Jump(label string)   { t.ins("B %s", label) }
func (t *text) Comment(text string) { t.ins("// %s", text) }

func (t *text) Add(n int) {
	if n < 0 {
		t.ins("SUBS $%d, R%d, R%d", -n, regCount, regCount)
	} else {
		t.ins("ADDS $%d, R%d, R%d", n, regCount, regCount)
	}
}

func (t *text) Count(n int, c plan.Condition, label string) {
	t.Add(n)
	t.ins("%s %s", jumps[c], label)
}

func (t *text) Compare(n int, c plan.Condition, label string) {
	t.ins("CMP $%d, R%d", n, regCount)
	t.ins("%s %s", jumps[c], label)
}

func (t *text) WithoutBit(n int, label string) {
	t.ins("TBZ $%d, R%d, %s", bits.TrailingZeros(uint(n)), regCount, label)
}

func (t *text) Modulo(n int) { t.ins("AND $%d, R%d, R%d", n-1, regCount, regCount) }

func (t *text) Args()     { t.ins("MOVD a+0(FP), R%d", regArgs) }
func (t *text) CountRow() { t.ins("MOVD %s, R%d", at(regArgs, kernel.OffN), regCount) }

func (t *text) CountRows(label string) {
	t.ins("MOVD %s, R%d", at(regArgs, kernel.OffRows), regRows)
	for _, r := range []int{regCount, regRows} {
		t.ins("CMP $0, R%d", r)
		t.ins("BLE %s", label)
	}
}

func (t *text) IfRowWithin(n int, label string) {
	t.ins("MOVD %s, R%d", at(regArgs, kernel.OffN), regTemp)
	t.ins("CMP $%d, R%d", n, regTemp)
	t.ins("BLE %s", label)
}

func (t *text) Return() { t.ins("RET") }
