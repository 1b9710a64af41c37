// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/asm"
	"github.com/arraygen/arraygen/internal/ir"
	"github.com/arraygen/arraygen/internal/passes"
	"github.com/arraygen/arraygen/internal/plan"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// A contraction is a kernel of rows whose outputs have dimensions of their own. Where its body begins with one
// reduction of what two inputs give, the one of which varies with the rows of the outputs and the other with
// their columns, that is computed by register tiles.

// contracts reports whether k is a contraction.
func (k *Kernel) contracts() bool { return k.Kernel != nil && k.Kernel.Free != nil }

// contractionTile is the tile kernel of a contraction.
type contractionTile struct {
	*stockTile
	a, b, out int // operands
	start     uint64
	blocks    bool
}

// makeTile finds the tile kernel of k, which has its symbol.
func (k *Kernel) makeTile() {
	k.tile = nil
	if !k.contracts() || len(k.passes) == 0 {
		return
	}
	p := &k.passes[0].Pass
	for _, q := range k.passes[1:] {
		if q.Kind != passes.Values || q.Func.HasRare() {
			return
		}
	}
	if p.Kind != passes.Reduce || len(p.Reductions) != 1 || len(p.In) != 2 || !tileable(p) {
		return
	}
	t := &contractionTile{out: p.Out[0]}
	n := k.Kernel.Free[len(k.Kernel.Free)-1]
	for i, o := range p.In {
		if o < 0 || o >= len(k.Kernel.In) || p.At[i] != (passes.Offset{}) || k.Kernel.In[o].Core.Value == "" {
			return
		}
	}
	columns := func(o int) bool { return k.Kernel.In[o].Has(n) }
	rows := func(o int) bool { return len(k.Kernel.Free) == 2 && k.Kernel.In[o].Has(k.Kernel.Free[0]) }
	first, second := p.In[0], p.In[1]
	swapped := columns(first)
	if swapped {
		first, second = second, first
	}
	if columns(first) || rows(second) || !columns(second) {
		return
	}
	t.a, t.b = first, second
	r, lane := p.Reductions[0], p.Func.In[2].Lane
	t.blocks = r.Order == ir.Serial
	t.start = r.Identity(ir.New(""), lane).Imm
	t.stockTile = &stockTile{
		Tile: plan.Tile{Name: k.Symbol + "Tile", Doc: "computes a tile of " + k.Name() + ".", Begun: true},
		Set:  k.Symbol + "Tiles", Lane: lane.String(),
	}
	step := plan.TileStep(k.Symbol+"Tile", lane, func(f *ir.Func, sum, a, b *ir.Value) *ir.Value {
		given := []*ir.Value{a, b, sum}
		if swapped {
			given[0], given[1] = b, a
		}
		to := make([]*ir.Value, len(p.Func.Values))
		for i, v := range p.Func.Values {
			if v.Op == ir.Param {
				to[i] = given[v.Imm>>1]
				continue
			}
			var args []*ir.Value
			for _, a := range v.Args {
				args = append(args, to[a.ID])
			}
			to[i] = f.Copy(v, args...)
		}
		return to[p.Func.Results[0].Value.ID]
	})
	t.Step = withoutMends(step)
	k.tile = t
}

// tileable reports whether the body of a pass that reduces can be the step of a tile: of elements of one type
// of 4 or 8 bytes, which a register holds alone, and with an accumulator that shows by itself that it is NaN.
func tileable(p *passes.Pass) bool {
	lane := p.Func.In[2].Lane
	if size := lane.Size(); size != 4 && size != 8 || p.Func.HasRare() {
		return false
	}
	for _, o := range slices.Concat(p.Func.In, p.Func.Out) {
		if o.Pair || o.Table || plain(o.Lane) != plain(lane) {
			return false
		}
	}
	for _, v := range p.Func.Values {
		if v.Op == ir.Lookup || v.Op == ir.Index {
			return false
		}
	}
	r := p.Reductions[0]
	switch r.Order {
	case ir.AnyOrder:
		return true
	case ir.Serial:
		return r.Kind == ir.Sum || r.Kind == ir.Dot
	}
	return false
}

// tiles lists the tile kernels of the family.
func (g *family) tiles() (list []*stockTile) {
	for _, k := range g.kernels {
		if k.makeTile(); k.tile != nil {
			list = append(list, k.tile.stockTile)
		}
	}
	return list
}

// contractionTiles writes the tile kernels of the family, and the tables of their implementations.
func (g *family) contractionTiles() error {
	list := g.tiles()
	if len(list) == 0 {
		return nil
	}
	for _, t := range list {
		t.shapes[kernel.Go] = goTileShape
	}
	for i := range asm.Levels {
		l := &asm.Levels[i]
		var at []*stockTile
		var ks []plan.Tile
		for _, t := range list {
			at, ks = append(at, t), append(ks, t.Tile)
		}
		code, stubs, shapes, err := l.EmitFitTiles(g.pkg, l.Level.GOARCH()+" && !purego", ks)
		if err != nil {
			return err
		}
		for i, t := range at {
			t.shapes[l.Level] = shapes[i]
			t.shapes[l.Level].Few = true
		}
		if code == nil {
			continue
		}
		base := "zz_tiles_" + l.Level.String() + "_" + l.Level.GOARCH()
		g.out[path.Join(g.dir, base+".s")] = code
		if err := g.addText(base+".go", stubs); err != nil {
			return err
		}
	}
	loops, err := goTileText(g.pkg, "", list)
	if err != nil {
		return err
	}
	if err := g.addText("zz_tiles.go", loops); err != nil {
		return err
	}
	steps := g.newFile("")
	addTileSteps(steps, list, g.scope.level)
	if err := g.add("zz_steps.go", steps); err != nil {
		return err
	}
	for _, arch := range append(asm.Architectures(), "") {
		name, text, err := tileTableText(g.pkg, arch, list, nil)
		if err != nil {
			return err
		}
		if err := g.addText("zz_tilesets_"+name+".go", text); err != nil {
			return err
		}
	}
	return nil
}

// contractionValue is the literal of k's core.Contraction.
func (k *Kernel) contractionValue() *jen.Statement {
	dims := k.dims()
	dim := func(name string) int { return slices.Index(dims, name) }
	var free, axes []jen.Code
	for _, name := range k.Kernel.Free {
		free = append(free, jen.Lit(dim(name)))
	}
	params := slices.Concat(k.Kernel.In, k.Kernel.Scalars, k.Kernel.Out)
	for _, p := range params {
		var list []jen.Code
		for _, a := range p.Axes {
			list = append(list, jen.Values(jen.Dict{jen.Id("Dim"): jen.Lit(dim(a.Dim)), jen.Id("Plus"): jen.Lit(dim(a.Plus))}))
		}
		axes = append(axes, jen.Values(list...))
	}
	d := jen.Dict{
		jen.Id("Free"): jen.Index().Int8().Values(free...),
		jen.Id("Axes"): jen.Index().Index().Qual(corePath, "Axis").Values(axes...),
	}
	if t := k.tile; t != nil {
		tile := jen.Dict{
			jen.Id("Set"): jen.Op("&").Id(t.Set), jen.Id("A"): jen.Lit(t.a), jen.Id("B"): jen.Lit(t.b), jen.Id("Out"): jen.Lit(t.out),
			jen.Id("Start"): jen.Lit(t.start),
		}
		if t.blocks {
			tile[jen.Id("Blocks")] = jen.True()
		}
		d[jen.Id("Tile")] = jen.Op("&").Qual(corePath, "Tile").Values(tile)
	}
	return jen.Op("&").Qual(corePath, "Contraction").Values(d)
}

// contractionDoc says how long the slices of a contraction are.
func (k *Kernel) contractionDoc() string {
	var b strings.Builder
	for _, p := range slices.Concat(k.Kernel.In, k.Kernel.Out) {
		if len(p.Axes) == 0 {
			continue
		}
		var dims []string
		for _, a := range p.Axes {
			dims = append(dims, strings.NewReplacer("+", " + ", "-", " - ").Replace(a.String()))
		}
		fmt.Fprintf(&b, " %s has %s elements.", p.Name.Value, strings.Join(dims, " rows of "))
	}
	return strings.TrimSpace(b.String())
}
