// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bytes"
	"fmt"
	"path"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/asm"
	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/gen/internal/ident"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// narrowRow is a tile of products of narrow integers, whose sums of 32 bits take in Group of them at
// once.
type narrowRow struct {
	name, doc string
	Group     int
	// factor is the type of the factors.
	factor ir.Type
}

// narrowRows are the whole tiles. That of pairs has every level with assembly; those of bytes are for
// the machines that multiply bytes, see kernel.ByteDotsVariable.
var narrowRows = []narrowRow{
	{"matmulPairs", "c[m,n] = Sum[k](a * b) of int16, two products at once", 2, ir.I16},
	{"matmulInt8", "c[m,n] = Sum[k](a * b) of int8, four products at once", 4, ir.I8},
	{"matmulUint8", "c[m,n] = Sum[k](a * b) of uint8, four products at once", 4, ir.U8},
}

// moved reports whether the bytes of A are moved by 128 at a level: VPDPBUSD multiplies bytes of two
// signs.
func (r *narrowRow) moved(l kernel.Level) bool { return r.Group == 4 && l == kernel.AVX512 }

// step is the body of the tile at a level, nil where that has none.
func (r *narrowRow) step(l kernel.Level, name string) *ir.Func {
	if r.Group == 2 {
		return plan.GroupStep(name, ir.I16, ir.I16, ir.I16, func(f *ir.Func, sum, a, b *ir.Value) *ir.Value {
			return f.Emit(ir.MulAddPairs, ir.I16, ir.Neighbours, sum, a, b)
		})
	}
	if l.ByteDotsFeature() == "" {
		return nil
	}
	a, b := r.factor, r.factor
	if r.moved(l) {
		a = map[ir.Type]ir.Type{ir.I8: ir.U8, ir.U8: ir.I8}[a]
	}
	return plan.GroupStep(name, ir.I8, a, b, func(f *ir.Func, sum, a, b *ir.Value) *ir.Value {
		if a.Type == ir.I8 && b.Type == ir.U8 {
			a, b = b, a
		}
		return f.Emit(ir.MulAddQuads, ir.I8, 0, sum, a, b)
	})
}

// narrowTiles lists the whole tiles.
func narrowTiles() []*stockTile {
	var list []*stockTile
	for i := range narrowRows {
		r := &narrowRows[i]
		list = append(list, &stockTile{
			Tile:   plan.Tile{Name: r.name + "Tile", Doc: "computes a whole tile of " + r.doc + ".", Whole: true},
			Set:    exportedType(r.name),
			narrow: r,
		})
	}
	return list
}

// packKernels make elements of 32 bits of the rows of B, two or four below each other.
func packKernels() []plan.Kernel {
	pack := func(name string, from ir.Type, n, bits int) plan.Kernel {
		f := ir.New("Pack" + exportedType(name))
		var all *ir.Value
		for i := range n {
			f.In = append(f.In, ir.Operand{Name: string(rune('a' + i)), Lane: from})
			v := f.Convert(ir.I32, f.Param(i, 0))
			switch {
			case i == 0 && from == ir.I8:
				all = f.Binary(ir.And, v, f.Int(ir.I32, 1<<bits-1))
			case i == 0:
				all = v
			default:
				all = f.Binary(ir.Or, all, f.Shift(ir.Shl, v, i*bits))
			}
		}
		f.Out = []ir.Operand{{Name: "y", Lane: ir.I32}}
		f.Return(0, 0, all)
		return plan.Kernel{Name: "pack" + exportedType(name), Func: f, Doc: fmt.Sprintf("computes elements of %d factors of %d bits.", n, bits)}
	}
	return []plan.Kernel{pack("quads", ir.U8, 4, 8), pack("int8", ir.I8, 2, 16), pack("uint8", ir.U8, 2, 16)}
}

// packs writes the kernels that pack.
func packs(out Output) error {
	ks := packKernels()
	for i := range asm.Levels {
		l := &asm.Levels[i]
		asm, stubs, err := l.Emit(tilesPkg, l.Level.GOARCH()+" && !purego", ks)
		if err != nil {
			return fmt.Errorf("%s: %w", l.Level, err)
		}
		base := path.Join(tilesDir, "zz_pack_"+l.Level.String()+"_"+l.Level.GOARCH())
		out[base+".s"], out[base+".go"] = asm, stubs
	}
	f := jen.NewFilePathName(path.Join(module, tilesDir), tilesPkg)
	f.HeaderComment(header)
	for _, k := range ks {
		f.Add(golang.Loop(k.Name+"Go", k.Name+"Go "+k.Doc, k.Func, ident.Predeclared())).Line()
	}
	var b bytes.Buffer
	if err := f.Render(&b); err != nil {
		return err
	}
	out[path.Join(tilesDir, "zz_pack.go")] = b.Bytes()
	return nil
}
