// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"fmt"
	"math/bits"

	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// hasLookup is legalise.Operations.HasLookup: lanes are looked up one by one, so
// that any table will do.
func hasLookup(t *ir.Table, index ir.Type) bool { return true }

// laneNames are the lanes of a vector in Go's assembly, by their bytes.
var laneNames = map[int]string{1: "B", 2: "H", 4: "S", 8: "D"}

// lookup is d = table[x]. One of a constant index is of an operand: others are constants. Sixteen bytes are a register, which TBL permutes; from
// other tables each lane is loaded.
func lookup(c *writer, v *ir.Value, d, _ int, x []int) {
	from, size := v.Args[0].Type.Size(), v.Type.Size()
	stride := size
	if t := v.Table; t.FromInput {
		stride = t.Stride
		c.ins("MOVD %s, R%d", field(t.Input, kernel.OffPtr), regLookup)
		if t.Offset > 0 {
			c.ins("ADD $%d, R%d, R%d", t.Offset, regLookup, regLookup)
		}
	} else {
		c.ins("MOVD $%s(SB), R%d", c.table.lookup(t), regLookup)
	}
	if i := v.Args[0]; i.Op == ir.Const {
		c.ins("ADD $%d, R%d, R%d", int(i.Imm)*stride, regLookup, regLookup)
		c.broadcast(size, d, regLookup)
		return
	}
	if n := v.Table.Size(); 0 < n && n <= 16 && size == 1 && stride == 1 && from == 1 {
		t := c.temp()
		c.load(16, t, regLookup, 0)
		c.ins("VTBL V%d.B16, [V%d.B16], V%d.B16", x[0], t, d)
		return
	}
	c.vec("movi", b16, d, 0, 0)
	for lane := range c.width {
		c.ins("VMOV V%d.%s[%d], R%d", x[0], laneNames[from], lane, regTemp)
		shift := bits.TrailingZeros(uint(stride))
		c.ins("ADD R%d<<%d, R%d, R%d", regTemp, shift, regLookup, regTemp)
		c.ins("VLD1 (R%d), V%d.%s[%d]", regTemp, d, laneNames[size], lane)
	}
}

// lookup returns the symbol of a table.
func (c *constants) lookup(t *ir.Table) string {
	words := t.Words(16)
	k := fmt.Sprint(words)
	if c.tables == nil {
		c.tables = map[string]int{}
	}
	n, ok := c.tables[k]
	if !ok {
		n = len(c.tables)
		c.tables[k] = n
		for i, w := range words {
			fmt.Fprintf(&c.lookups, "DATA table%d<>+%d(SB)/8, $0x%016x\n", n, 8*i, w)
		}
		fmt.Fprintf(&c.lookups, "GLOBL table%d<>(SB), RODATA|NOPTR, $%d\n", n, 8*len(words))
	}
	return fmt.Sprintf("table%d<>", n)
}
