// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"fmt"
	"path"
	"strings"
	"text/template"

	"github.com/arraygen/arraygen/asm"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// entriesDir is the package of the addresses of the kernels of products.
const entriesDir = tilesDir + "/entries"

// productEntry is a type of products that code which is not Go computes by itself: with a dot
// product, whose sums have Sum bytes, and tiles. A sum of integers wraps, so that those of
// bytes have the result in their low byte, and a sign is nothing to a product.
type productEntry struct {
	DType dtype.DType
	Dot   string // the symbol of its only pass, less the level
	Tiles string // "" for none
	Sum   int
}

// tile is the symbol of the tiles, less the level.
func (e productEntry) tile() string {
	if e.Tiles == "" {
		return ""
	}
	return strings.ToLower(e.Tiles[:1]) + e.Tiles[1:] + "Tile"
}

var productEntries = []productEntry{
	{dtype.Bool, "dotBytesUint8Pass1", "", 4}, // not zero if both are true somewhere
	{dtype.Int8, "dotBytesInt8Pass1", "", 4},
	{dtype.Uint8, "dotBytesUint8Pass1", "", 4},
	{dtype.Int16, "dotInt16Pass1", "", 2},
	{dtype.Uint16, "dotInt16Pass1", "", 2},
	{dtype.Int32, "dotInt32Pass1", "MatmulInt32", 4},
	{dtype.Uint32, "dotInt32Pass1", "MatmulInt32", 4},
	{dtype.Int64, "dotInt64Pass1", "MatmulInt64", 8},
	{dtype.Uint64, "dotInt64Pass1", "MatmulInt64", 8},
	{dtype.Float32, "dotFloat32Pass1", "MatmulFloat32", 4},
	{dtype.Float64, "dotFloat64Pass1", "MatmulFloat64", 8},
	{dtype.Complex64, "dotFloat32Pass1", "MatmulFloat32", 4}, // of a part
	{dtype.Complex128, "dotFloat64Pass1", "MatmulFloat64", 8},
}

// productAddresses writes the table of the addresses of the assembly, as [addresses] does.
func productAddresses(out Output) error {
	d := struct {
		Rows   []productEntry
		Levels int
	}{productEntries, int(kernel.NumLevels)}
	if err := execute(entriesTemplate, d, path.Join(entriesDir, "zz_entries.go"), out); err != nil {
		return err
	}
	array := fmt.Sprintf("*[%d][2][%d]uintptr", len(productEntries), kernel.NumLevels)
	const doc = "// Addresses returns the addresses of the assembly of each of Rows: of its dot product and of its\n// tiles, by level; 0 where there is none. Its argument lies on the stack: code that is not Go can\n// call it.\n"
	for _, arch := range append(asm.Architectures(), "") {
		constraint, name, body := arch+" && !purego", "zz_addresses_"+arch, ""
		if arch == "" {
			constraint, name = "purego || !("+strings.Join(asm.Architectures(), " || ")+")", "zz_addresses_other"
			body = " { return new(" + array[1:] + ") }"
		} else {
			out[path.Join(entriesDir, name+".s")] = productData(arch, constraint, array)
		}
		out[path.Join(entriesDir, name+".go")] = []byte("// " + header + "\n\n//go:build " + constraint + "\n\npackage entries\n\n" + doc + "func Addresses() " + array + body + "\n")
	}
	return nil
}

// productData is the table for an architecture as assembly.
func productData(arch, constraint, array string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "// %s\n\n//go:build %s\n\n#include \"textflag.h\"\n\n", header, constraint)
	home := strings.NewReplacer(".", "·", "/", "∕")
	levels := int(kernel.NumLevels)
	for row, e := range productEntries {
		dots, tiles := module+"/"+generatedDir+"/reductions", module+"/"+tilesDir
		for kind, k := range []struct{ home, symbol string }{{dots, e.Dot}, {tiles, e.tile()}} {
			for _, l := range asm.Levels {
				if l.Level.GOARCH() == arch && k.symbol != "" {
					fmt.Fprintf(&b, "DATA addresses<>+%d(SB)/8, $%s·%s(SB)\n", 8*((2*row+kind)*levels+int(l.Level)), home.Replace(k.home), k.symbol+l.Suffix)
				}
			}
		}
	}
	fmt.Fprintf(&b, "GLOBL addresses<>(SB), RODATA|NOPTR, $%d\n\n", 8*2*levels*len(productEntries))
	fmt.Fprintf(&b, "// func Addresses() %s\nTEXT ·Addresses(SB), NOSPLIT, $0-8\n%s\tRET\n", array, loadAddress[arch])
	return []byte(b.String())
}

var entriesTemplate = template.Must(template.New("entries").Funcs(template.FuncMap{"exported": exportedType}).Parse(`// ` + header + `

// Package entries has the addresses of the kernels of products, for code that is not Go.
package entries

import (
	"` + module + "/" + tilesDir + `"
	_ "` + module + "/" + generatedDir + `/reductions" // the dot products
	"` + module + `/ndarray/dtype"
	"` + module + `/ndarray/kernel"
)

// Row is a type of products: its dot products have Sum bytes, of which the low ones are the
// result.
type Row struct {
	DType dtype.DType
	Tiles *kernel.TileSet // nil for none
	Sum   int
}

// Rows are the types.
var Rows = [...]Row{
{{- range .Rows}}
	{dtype.{{exported .DType.String}}, {{if .Tiles}}&products.{{.Tiles}}{{else}}nil{{end}}, {{.Sum}}},
{{- end}}
}
`))
