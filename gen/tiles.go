// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bytes"
	"fmt"
	"go/format"
	"math"
	"path"
	"slices"
	"strings"
	"text/template"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/asm"
	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/gen/internal/ident"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// The package of the tile kernels of the products.
const (
	tilesDir = "generated/products"
	tilesPkg = "products"
)

// tileRow is a function that sums over a dimension which two free dimensions share,
// as a matrix product does.
type tileRow struct {
	name  string
	doc   string
	types []ir.Type
	// step takes an element of each operand into the sum.
	step func(f *ir.Func, sum, a, b *ir.Value) *ir.Value
}

// tileRows are the functions with tile kernels. Elements of other types are
// converted to one of these, which computes the same: narrow integers, as sums wrap,
// and complex numbers, as matrices of twice the size.
var tileRows = []tileRow{
	{
		name: "matmul", doc: "c[m,n] = Dot[k](a, b), in the order serial",
		types: []ir.Type{ir.F32, ir.F64, ir.I32, ir.I64},
		step: func(f *ir.Func, sum, a, b *ir.Value) *ir.Value {
			if sum.Type.Is(ir.KindFloat) {
				return f.Emit(ir.FMA, sum.Type, 0, a, b, sum)
			}
			return f.Binary(ir.Add, sum, f.Binary(ir.Mul, a, b))
		},
	},
}

// stockTile is a tile kernel of the library.
type stockTile struct {
	plan.Tile
	Set, Lane string
	One       uint64 // the bits of 1
	shapes    [kernel.NumLevels]kernel.TileShape
	narrow    *narrowRow // of a whole tile
}

// goTileShape is the shape of a Go loop.
var goTileShape = kernel.TileShape{Rows: 2, Columns: 4, Lanes: 1, Flat: 4}

// Tiles lists the tile kernels.
func stockTiles() []*stockTile {
	var list []*stockTile
	for _, r := range tileRows {
		for _, t := range r.types {
			symbol := r.name + exportedType(t.String())
			one := uint64(1)
			switch t {
			case ir.F32:
				one = uint64(math.Float32bits(1))
			case ir.F64:
				one = math.Float64bits(1)
			}
			list = append(list, &stockTile{
				Tile: plan.Tile{Name: symbol + "Tile", Step: plan.TileStep(symbol, t, r.step), Doc: "computes a tile of " + r.doc + ", of elements " + t.String() + "."},
				Set:  strings.ToUpper(symbol[:1]) + symbol[1:], Lane: t.String(), One: one,
			})
		}
	}
	return list
}

// exportedType returns the name of a Go type as a part of an identifier.
func exportedType(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// tiles writes the tile kernels and the tables of their implementations.
func tiles(out Output) error {
	list := stockTiles()
	for _, t := range list {
		t.shapes[kernel.Go] = goTileShape
	}
	whole := narrowTiles()
	for _, l := range asm.Levels {
		var at []*stockTile
		var ks []plan.Tile
		for _, t := range append(slices.Clone(list), whole...) {
			k := t.Tile
			if t.narrow != nil {
				if k.Step = t.narrow.step(l.Level, k.Name); k.Step == nil {
					continue
				}
			}
			at, ks = append(at, t), append(ks, k)
		}
		asm, stubs, shapes, err := l.EmitTiles(tilesPkg, l.Level.GOARCH()+" && !purego", ks)
		if err != nil {
			return fmt.Errorf("%s: %w", l.Level, err)
		}
		for i, t := range at {
			t.shapes[l.Level] = shapes[i]
		}
		base := path.Join(tilesDir, "zz_"+l.Level.String()+"_"+l.Level.GOARCH())
		out[base+".s"], out[base+".go"] = asm, stubs
	}
	if err := goTiles(list, out); err != nil {
		return err
	}
	if err := packs(out); err != nil {
		return err
	}
	for _, arch := range append(asm.Architectures(), "") {
		name, text, err := tileTableText(tilesPkg, arch, append(slices.Clone(list), whole...), packKernels())
		if err != nil {
			return err
		}
		out[path.Join(tilesDir, "zz_sets_"+name+".go")] = text
	}
	return nil
}

// tileTableText is the table of the implementations on an architecture, "" for those
// without assembly, and what its file is called after.
func tileTableText(pkg, arch string, list []*stockTile, packs []plan.Kernel) (name string, text []byte, err error) {
	type level struct {
		Constant, Suffix string
		Shape            kernel.TileShape
	}
	type row struct {
		*stockTile
		Levels []level
	}
	d := struct {
		Pkg, Constraint string
		Rows            []row
		Packs           []plan.Kernel
		Levels          []*asm.Level
	}{Pkg: pkg, Constraint: arch + " && !purego", Packs: packs}
	name = arch
	if arch == "" {
		name, d.Constraint = "other", "purego || !("+strings.Join(asm.Architectures(), " || ")+")"
	}
	for i := range asm.Levels {
		if l := &asm.Levels[i]; l.Level.GOARCH() == arch {
			d.Levels = append(d.Levels, l)
		}
	}
	for _, t := range list {
		r := row{stockTile: t}
		if t.narrow == nil {
			r.Levels = []level{{"Go", "Go", t.shapes[kernel.Go]}}
		}
		for i := range asm.Levels {
			if l := &asm.Levels[i]; l.Level.GOARCH() == arch && t.shapes[l.Level].Rows > 0 {
				r.Levels = append(r.Levels, level{l.Constant(), l.Suffix, t.shapes[l.Level]})
			}
		}
		d.Rows = append(d.Rows, r)
	}
	var b bytes.Buffer
	if err := tileTables.Execute(&b, d); err != nil {
		return "", nil, err
	}
	text, err = format.Source(b.Bytes())
	return name, text, err
}

// execute writes a Go file.
func execute(t *template.Template, data any, name string, out Output) error {
	var text bytes.Buffer
	if err := t.Execute(&text, data); err != nil {
		return err
	}
	src, err := format.Source(text.Bytes())
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	out[name] = src
	return nil
}

var tileTables = template.Must(template.New("tiles").Parse(`// ` + header + `

//go:build {{.Constraint}}

package {{.Pkg}}

import "github.com/arraygen/arraygen/ndarray/kernel"
{{range $t := .Rows}}
// {{.Set}} {{.Doc}}
var {{.Set}} = kernel.TileSet{
	Name: "{{$t.Symbol}}",
	Impl: [kernel.NumLevels]kernel.TileFunc{
{{- range .Levels}}
		kernel.{{.Constant}}: {{$t.Name}}{{.Suffix}},
{{- end}}
	},
	Shape: [kernel.NumLevels]kernel.TileShape{
{{- range .Levels}}
		kernel.{{.Constant}}: {Rows: {{.Shape.Rows}}, Columns: {{.Shape.Columns}}, Lanes: {{.Shape.Lanes}}, Flat: {{.Shape.Flat}}{{if .Shape.Few}}, Few: true{{end}}},
{{- end}}
	},
	{{- if .Narrow}}
	Group: {{.Narrow.Group}},
	Moved: [kernel.NumLevels]bool{
{{- range .Moved}}
		kernel.{{.}}: true,
{{- end}}
	},
	{{- else if .One}}
	One: {{printf "%#x" .One}},
	{{- end}}
}
{{end}}
{{range $k := .Packs}}
// {{.Func.Name}} {{.Doc}}
var {{.Func.Name}} = kernel.Set{
	Name: "{{.Name}}",
	Impl: [kernel.NumLevels]kernel.Func{
		kernel.Go: {{.Name}}Go,
{{- range $.Levels}}
		kernel.{{.Constant}}: {{$k.Name}}{{.Suffix}},
{{- end}}
	},
}
{{end}}`))

// Narrow is the row of a whole tile, Moved the levels at which the bytes of A are moved.
func (t *stockTile) Narrow() *narrowRow { return t.narrow }
func (t *stockTile) Moved() (levels []string) {
	for i := range asm.Levels {
		if l := &asm.Levels[i]; t.shapes[l.Level].Rows > 0 && t.narrow.moved(l.Level) {
			levels = append(levels, l.Constant())
		}
	}
	return levels
}

// Symbol is the name of the function and its type.
func (t *stockTile) Symbol() string { return strings.TrimSuffix(t.Tile.Name, "Tile") }

// goTiles writes the Go loops, with the step of each as a function of its own that Go
// inlines.
func goTiles(list []*stockTile, out Output) error {
	src, err := goTileText(tilesPkg, "// Package "+tilesPkg+" has the tile kernels of products: see kernel.Tile.\n", list)
	if err != nil {
		return fmt.Errorf("%s: %w", tilesDir, err)
	}
	out[path.Join(tilesDir, "zz_tiles.go")] = src
	ops := jen.NewFilePathName(path.Join(module, tilesDir), tilesPkg)
	ops.HeaderComment(header)
	addTileSteps(ops, list, ident.Set{})
	var b bytes.Buffer
	if err := ops.Render(&b); err != nil {
		return err
	}
	out[path.Join(tilesDir, "zz_steps.go")] = b.Bytes()
	return nil
}

// goTileText is a file of Go loops.
func goTileText(pkg, doc string, list []*stockTile) ([]byte, error) {
	var text bytes.Buffer
	imports := "\"unsafe\"\n\n\"" + golang.KernelPath + "\"\n"
	if slices.ContainsFunc(list, func(t *stockTile) bool { return t.Step.In[0].Lane.Is(ir.KindFloat) }) {
		imports += "\"" + golang.LanePath + "\"\n"
	}
	text.WriteString("// " + header + "\n\n" + doc + "package " + pkg + "\n\nimport (\n" + imports + ")\n")
	for _, t := range list {
		d := struct {
			*stockTile
			Size      int
			Float     bool
			Canonical string
		}{t, t.Step.In[0].Size(), t.Step.In[0].Lane.Is(ir.KindFloat), fmt.Sprint("Canonical", t.Step.In[0].Lane.Bits())}
		if err := goTile.Execute(&text, d); err != nil {
			return nil, err
		}
	}
	return format.Source(text.Bytes())
}

// addTileSteps adds the steps of Go loops.
func addTileSteps(f *jen.File, list []*stockTile, level ident.Set) {
	for _, t := range list {
		step := *t.Step
		step.Out, step.Results = step.Out[:1], slices.Clone(step.Results[:1])
		step.Results[0].Mend = false
		step.NaNsCanonical = true // the loop mends the sum
		f.Add(golang.Scalar(t.Step.Name+"Step", t.Step.Name+"Step takes a and b into a sum.", &step, level)).Line()
	}
}

// goTile is the Go loop: squares of two rows by four columns, whose sums don't wait
// for each other, and single sums for what is left.
var goTile = template.Must(template.New("tile").Parse(`
// {{.Name}}Go {{.Doc}}
func {{.Name}}Go(t *kernel.Tile) {
	r := 0
	for ; r+2 <= t.Rows; r += 2 {
		a0 := unsafe.Add(t.A, r*t.ARow)
		a1 := unsafe.Add(a0, t.ARow)
		c0 := unsafe.Add(t.C, r*t.CRow)
		c1 := unsafe.Add(c0, t.CRow)
		c := 0
		for ; c+4 <= t.Columns; c += 4 {
			p0, p1 := (*[4]{{.Lane}})(unsafe.Add(c0, c*{{.Size}})), (*[4]{{.Lane}})(unsafe.Add(c1, c*{{.Size}}))
			var s00, s01, s02, s03, s10, s11, s12, s13 {{.Lane}}
			if t.Resume != 0 {
				s00, s01, s02, s03 = p0[0], p0[1], p0[2], p0[3]
				s10, s11, s12, s13 = p1[0], p1[1], p1[2], p1[3]
			}{{if .Begun}} else {
				s := *(*{{.Lane}})(t.Start)
				s00, s01, s02, s03, s10, s11, s12, s13 = s, s, s, s, s, s, s, s
			}{{end}}
			ak, bk := 0, c*{{.Size}}
			for range t.Depth {
				x, y := *(*{{.Lane}})(unsafe.Add(a0, ak)), *(*{{.Lane}})(unsafe.Add(a1, ak))
				b := (*[4]{{.Lane}})(unsafe.Add(t.B, bk))
				s00, s01, s02, s03 = {{.Step.Name}}Step(s00, x, b[0]), {{.Step.Name}}Step(s01, x, b[1]), {{.Step.Name}}Step(s02, x, b[2]), {{.Step.Name}}Step(s03, x, b[3])
				s10, s11, s12, s13 = {{.Step.Name}}Step(s10, y, b[0]), {{.Step.Name}}Step(s11, y, b[1]), {{.Step.Name}}Step(s12, y, b[2]), {{.Step.Name}}Step(s13, y, b[3])
				ak += t.AStep
				bk += t.BStep
			}
			{{.Step.Name}}Store(t, p0, [4]{{.Lane}}{s00, s01, s02, s03})
			{{.Step.Name}}Store(t, p1, [4]{{.Lane}}{s10, s11, s12, s13})
		}
		for ; c < t.Columns; c++ {
			{{.Step.Name}}One(t, a0, c0, c)
			{{.Step.Name}}One(t, a1, c1, c)
		}
	}
	for ; r < t.Rows; r++ {
		for c := range t.Columns {
			{{.Step.Name}}One(t, unsafe.Add(t.A, r*t.ARow), unsafe.Add(t.C, r*t.CRow), c)
		}
	}
}

// {{.Step.Name}}Store stores four sums.
func {{.Step.Name}}Store(t *kernel.Tile, c *[4]{{.Lane}}, sums [4]{{.Lane}}) {
	for i, s := range sums {
		if t.Add != 0 {
			s = c[i] + s
		}
		{{- if .Float}}
		if t.Last != 0 {
			s = lane.{{.Canonical}}(s)
		}
		{{- end}}
		c[i] = s
	}
}

// {{.Step.Name}}One computes column c of the row that begins at a and to.
func {{.Step.Name}}One(t *kernel.Tile, a, to unsafe.Pointer, c int) {
	p := (*{{.Lane}})(unsafe.Add(to, c*{{.Size}}))
	var s {{.Lane}}
	if t.Resume != 0 {
		s = *p
	}{{if .Begun}} else {
		s = *(*{{.Lane}})(t.Start)
	}{{end}}
	ak, bk := 0, c*{{.Size}}
	for range t.Depth {
		s = {{.Step.Name}}Step(s, *(*{{.Lane}})(unsafe.Add(a, ak)), *(*{{.Lane}})(unsafe.Add(t.B, bk)))
		ak += t.AStep
		bk += t.BStep
	}
	if t.Add != 0 {
		s = *p + s
	}
	{{- if .Float}}
	if t.Last != 0 {
		s = lane.{{.Canonical}}(s)
	}
	{{- end}}
	*p = s
}
`))
