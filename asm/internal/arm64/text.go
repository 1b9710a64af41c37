// SPDX-License-Identifier: BSD-3-Clause

package arm64

import (
	"fmt"
	"strings"
)

// text collects the lines of one function in Go's assembly.
type text struct {
	b strings.Builder
}

// ins adds an instruction of Go's assembler.
func (t *text) ins(format string, args ...any) {
	t.b.WriteByte('\t')
	fmt.Fprintf(&t.b, format, args...)
	t.b.WriteByte('\n')
}

// vec adds a vector instruction as a word, see word.
func (t *text) vec(name string, a arrangement, d, n, m int) {
	t.word(word(name, a, d, n, m))
}

func (t *text) word(w uint32, comment string) { t.ins("WORD $0x%08x // %s", w, comment) }

// label adds a label.
func (t *text) label(name string) { fmt.Fprintf(&t.b, "%s:\n", name) }

// move copies vector register n to d.
func (t *text) move(d, n int) {
	if d != n {
		t.ins("VMOV V%d.B16, V%d.B16", n, d)
	}
}

// load loads the low size bytes of vector register v from offset past base.
func (t *text) load(size, v, base, offset int) {
	switch size {
	case 16:
		t.ins("FMOVQ %s, F%d", at(base, offset), v)
	case 8:
		t.ins("FMOVD %s, F%d", at(base, offset), v)
	case 4:
		t.ins("FMOVS %s, F%d", at(base, offset), v)
	default:
		t.word(narrowMemory(true, size, v, base, offset))
	}
}

// loadTwo loads two whole registers from adjacent memory.
func (t *text) loadTwo(v, w, base, offset int) {
	t.ins("FLDPQ %s, (F%d, F%d)", at(base, offset), v, w)
}

// storeTwo stores two whole registers to adjacent memory.
func (t *text) storeTwo(v, w, base, offset int) {
	t.ins("FSTPQ (F%d, F%d), %s", v, w, at(base, offset))
}

// broadcast loads size bytes at base into vector register v, as often as they
// fit.
func (t *text) broadcast(size, v, base int) {
	if size == 16 {
		t.load(size, v, base, 0)
		return
	}
	lanes := map[int]string{1: "B16", 2: "H8", 4: "S4", 8: "D2"}[size]
	t.ins("VLD1R (R%d), [V%d.%s]", base, v, lanes)
}

// store stores the low size bytes of vector register v to offset past base.
func (t *text) store(size, v, base, offset int) {
	switch size {
	case 16:
		t.ins("FMOVQ F%d, %s", v, at(base, offset))
	case 8:
		t.ins("FMOVD F%d, %s", v, at(base, offset))
	case 4:
		t.ins("FMOVS F%d, %s", v, at(base, offset))
	default:
		t.word(narrowMemory(false, size, v, base, offset))
	}
}

// at prints a memory operand.
func at(base, offset int) string {
	if offset == 0 {
		return fmt.Sprintf("(R%d)", base)
	}
	return fmt.Sprintf("%d(R%d)", offset, base)
}
