package arm64

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/asm/ir"
)

// constantBytes is the size of a constant in memory: a whole register.
const constantBytes = 16

// constants is the table of the constants of a file, each once.
type constants struct {
	rows  []uint64
	index map[uint64]int

	// tables are the numbers of the tables of Lookup, by what they hold, and
	// lookups their data.
	tables  map[string]int
	lookups strings.Builder
}

// tableSymbol is the table's name, private to its file.
const tableSymbol = "constants<>"

// offset returns where v is in the table, in bytes.
func (c *constants) offset(v *ir.Value) int {
	bits := v.Imm
	for n := v.Type.Bits(); n < 64; n *= 2 {
		bits |= bits << n
	}
	if c.index == nil {
		c.index = map[uint64]int{}
	}
	i, ok := c.index[bits]
	if !ok {
		i = len(c.rows)
		c.index[bits] = i
		c.rows = append(c.rows, bits)
	}
	return i * constantBytes
}

// String prints the table as data of Go's assembly.
func (c *constants) String() string {
	var b strings.Builder
	for i, bits := range c.rows {
		for half := range 2 {
			fmt.Fprintf(&b, "DATA %s+%d(SB)/8, $0x%016x\n", tableSymbol, i*constantBytes+8*half, bits)
		}
	}
	if len(c.rows) > 0 {
		fmt.Fprintf(&b, "GLOBL %s(SB), RODATA|NOPTR, $%d\n", tableSymbol, len(c.rows)*constantBytes)
	}
	return b.String() + c.lookups.String()
}
