// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"fmt"
	"strings"

	"github.com/arraygen/arraygen/internal/ir"
)

// constantBytes is the size of a constant in memory: a whole register.
const constantBytes = 16

// constants is the table of the constants of a file, each once.
type constants struct {
	rows  []uint64
	index map[string]int

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
	return c.row(fmt.Sprint(bits), bits, bits)
}

// iota returns where the numbers 0, 1 … of so many bytes are in the table.
func (c *constants) iota(size int) int {
	var words [2]uint64
	for i := range constantBytes / size {
		words[i*size/8] |= uint64(i) << (i * size % 8 * 8)
	}
	return c.row(fmt.Sprint("iota", size), words[:]...)
}

// mask returns where a register of ones is in the table, followed by one of zeros: what
// begins so many bytes before the zeros is a mask of the last bytes.
func (c *constants) mask() int {
	ones := ^uint64(0)
	return c.row("mask", ones, ones, 0, 0)
}

// row returns where words are in the table that are known by a key.
func (c *constants) row(key string, words ...uint64) int {
	if c.index == nil {
		c.index = map[string]int{}
	}
	at, ok := c.index[key]
	if !ok {
		at = 8 * len(c.rows)
		c.index[key] = at
		c.rows = append(c.rows, words...)
	}
	return at
}

// String prints the table as data of Go's assembly.
func (c *constants) String() string {
	var b strings.Builder
	for i, bits := range c.rows {
		fmt.Fprintf(&b, "DATA %s+%d(SB)/8, $0x%016x\n", tableSymbol, 8*i, bits)
	}
	if len(c.rows) > 0 {
		fmt.Fprintf(&b, "GLOBL %s(SB), RODATA|NOPTR, $%d\n", tableSymbol, len(c.rows)*8)
	}
	return b.String() + c.lookups.String()
}
