package legalise

import (
	"fmt"

	"github.com/arraygen/arraygen/asm/ir"
)

// lookup reads a table: elements and indices of 8 and 16 bits that the level
// does not look up as such, as 32-bit ones.
func (b *Builder) lookup(t *ir.Table, i *ir.Value) *ir.Value {
	switch {
	case i.Op == ir.Const || b.level.HasLookup(t, i.Type):
		return b.out.Lookup(t, i)
	case i.Type.Size() < 4 || t.Type.Size() < 4:
		wide := t
		if t.Type.Size() < 4 {
			wide = t.Widen(ir.U32)
		}
		x := b.lookup(wide, b.Convert(ir.Uint(wide.Type.Size()), i))
		if wide == t {
			return x
		}
		return b.Bitcast(t.Type, b.Convert(ir.Uint(t.Type.Size()), x))
	}
	panic(&noWay{b.name, b.level.Name, fmt.Sprintf("lookup of %s by %s", t.Type, i.Type)})
}
