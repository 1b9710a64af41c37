// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/ndarray/dtype"
	"github.com/arraygen/arraygen/spec"
)

const ufuncPath = "github.com/arraygen/arraygen/ufunc"

// rank orders loops as NumPy tries them: by kind and size, a signed integer
// before the unsigned one.
var rank = func() []dtype.DType {
	ds := dtype.All()
	slices.SortStableFunc(ds, func(a, b dtype.DType) int {
		ka, kb := a.Kind(), b.Kind()
		if ka == dtype.KindInt || ka == dtype.KindUint {
			ka = dtype.KindInt
		}
		if kb == dtype.KindInt || kb == dtype.KindUint {
			kb = dtype.KindInt
		}
		return cmp.Or(cmp.Compare(ka, kb), cmp.Compare(a.Size(), b.Size()), cmp.Compare(b.Kind(), a.Kind()))
	})
	return ds
}()

// ufuncValue is the literal of a ufunc made of the kernels of one row, which
// are variables of pkgPath: name, operands, identity and loops.
func ufuncValue(ks []*Kernel, pkgPath string) *jen.Statement {
	ks = slices.Clone(ks)
	sort.SliceStable(ks, func(i, j int) bool {
		return slices.Compare(ranks(ks[i].In), ranks(ks[j].In)) < 0
	})
	var loops []jen.Code
	for _, k := range ks {
		d := jen.Dict{
			jen.Id("In"):     dtypeList(k.In),
			jen.Id("Out"):    dtypeList(k.Out),
			jen.Id("Kernel"): jen.Op("&").Qual(pkgPath, k.Set),
		}
		if o, ok := orders[k.reduce()]; ok {
			d[jen.Id("Reduce")] = jen.Qual(ufuncPath, o)
		}
		if k.foldable() {
			d[jen.Id("Fold")] = jen.Op("&").Qual(pkgPath, k.Fold)
		}
		if k.scannable() {
			d[jen.Id("Scan")] = jen.Op("&").Qual(pkgPath, k.Scan)
		}
		if tiles := k.columnTiles(); tiles != "" {
			d[jen.Id("Columns")] = jen.Op("&").Qual(module+"/"+tilesDir, tiles)
		}
		loops = append(loops, jen.Line().Values(d))
	}
	loops = append(loops, jen.Line())
	k := ks[0]
	fields := jen.Dict{
		jen.Id("Name"):    jen.Lit(k.Name()),
		jen.Id("Doc"):     jen.Lit(strings.TrimSpace(k.Doc())),
		jen.Id("Inputs"):  stringList(k.InNames()),
		jen.Id("Outputs"): stringList(k.OutNames()),
		jen.Id("Loops"):   jen.Index().Qual(ufuncPath, "Loop").Values(loops...),
	}
	if k.core() {
		fields[jen.Id("Signature")] = jen.Lit(k.coreSignature())
		if dims := k.notEmptyDims(); len(dims) > 0 {
			fields[jen.Id("NotEmpty")] = stringList(dims)
		}
	}
	if u := k.Ufunc; u != nil {
		if len(u.Aliases) > 0 {
			fields[jen.Id("Aliases")] = stringList(values(u.Aliases))
		}
		switch u.Identity.Kind {
		case "value":
			fields[jen.Id("Identity")] = jen.Qual(ufuncPath, "Identity").Values(jen.Dict{
				jen.Id("Kind"): jen.Qual(ufuncPath, "IdentityValue"), jen.Id("Value"): floatLit(u.Identity.Value)})
		case "reorderable":
			fields[jen.Id("Identity")] = jen.Qual(ufuncPath, "Identity").Values(jen.Dict{
				jen.Id("Kind"): jen.Qual(ufuncPath, "IdentityReorderable")})
		}
		if d, err := dtype.Parse(u.Integers); err == nil {
			fields[jen.Id("Integers")] = jen.Qual(dtypePath, DTypeName(d))
		}
	}
	if u := k.Ufunc; u != nil && u.Promotion != "" {
		fields[jen.Id("Promotion")] = jen.Qual(ufuncPath, promotions[u.Promotion])
	}
	return jen.Qual(ufuncPath, "Ufunc").Values(fields)
}

// columnTiles names the register tiles by which a sum of floats goes down columns, "" for none.
func (k *Kernel) columnTiles() string {
	if k.reduce() != "pairwise" || k.combines() != "x1 + x2" {
		return ""
	}
	switch k.In[0] {
	case dtype.Float32, dtype.Complex64:
		return "MatmulFloat32"
	case dtype.Float64, dtype.Complex128:
		return "MatmulFloat64"
	}
	return ""
}

// floatLit is a constant or call that gives x: Go has no constant for infinity,
// nor for -0.
func floatLit(x float64) *jen.Statement {
	switch {
	case math.IsInf(x, 0):
		return jen.Qual("math", "Inf").Call(jen.Lit(int(math.Copysign(1, x))))
	case x == 0 && math.Signbit(x):
		return jen.Qual("math", "Copysign").Call(jen.Lit(0), jen.Lit(-1))
	}
	return jen.Lit(x)
}

var promotions = map[string]string{
	"no-bool": "PromoteNoBool",
	"widen":   "PromoteWiden",
	"truth":   "PromoteTruth",
	"compare": "PromoteCompare",
	"clip":    "PromoteClip",
	"power":   "PromotePower",
	"no-time": "PromoteNoTime",
}

var orders = map[string]string{"any": "Any", "pairwise": "Pairwise", "serial": "Serial"}

func ranks(ds []dtype.DType) []int {
	rs := make([]int, len(ds))
	for i, d := range ds {
		rs[i] = slices.Index(rank, d)
	}
	return rs
}

func dtypeList(ds []dtype.DType) *jen.Statement {
	var vs []jen.Code
	for _, d := range ds {
		vs = append(vs, jen.Qual(dtypePath, DTypeName(d)))
	}
	return jen.Index().Qual(dtypePath, "DType").Values(vs...)
}

func stringList(ss []string) *jen.Statement {
	var vs []jen.Code
	for _, s := range ss {
		vs = append(vs, jen.Lit(s))
	}
	return jen.Index().String().Values(vs...)
}

// isCast reports whether a row is the table of casts rather than a ufunc, or than a
// kernel, of which u is nil.
func isCast(u *spec.Ufunc) bool { return u != nil && len(u.Loops) > 0 && len(u.Loops[0].To) > 0 }

// ufuncsOf writes the variables of package ufunc and the catalogue that lists
// them.
func ufuncsOf(p *Program, importPath string, out Output) error {
	f := jen.NewFilePathName(ufuncPath, "ufunc")
	f.HeaderComment(header)
	for _, file := range p.Files {
		f.ImportAlias(importPath+"/"+file.Package, file.Package+"kernels")
	}
	cat := jen.NewFilePathName(ufuncPath+"/catalogue", "catalogue")
	cat.HeaderComment(header)
	cat.PackageComment("Package catalogue lists all stock ufuncs. A program that imports it holds them all.")
	var all []jen.Code
	for _, file := range p.Files {
		for _, u := range file.Ufuncs {
			if isCast(u) {
				continue
			}
			ks := filter(p.Kernels, func(k *Kernel) bool { return k.Ufunc == u })
			name := spec.GoName(u.Name)
			literal := ufuncValue(ks, importPath+"/"+file.Package)
			if len(u.Aliases) > 0 {
				// A variable that is set from another is set at start-up, and
				// keeps both in every program: each name has the address.
				row := strings.ToLower(name[:1]) + name[1:] + "Row"
				f.Var().Id(row).Op("=").Add(literal).Line()
				literal = jen.Id(row)
			}
			f.Comment(name + ": " + u.Doc).Line().Var().Id(name).Op("=").Op("&").Add(literal).Line()
			for _, a := range values(u.Aliases) {
				f.Comment(spec.GoName(a) + " is another name of " + name + ".").Line().Var().Id(spec.GoName(a)).Op("=").Op("&").Add(literal).Line()
			}
			all = append(all, jen.Line().Qual(ufuncPath, name))
		}
	}
	all = append(all, jen.Line())
	cat.Comment("All lists the stock ufuncs in the order of their rows.").Line().
		Var().Id("All").Op("=").Index().Op("*").Qual(ufuncPath, "Ufunc").Values(all...)
	if err := render(out, "ufunc/zz_ufuncs.go", f); err != nil {
		return err
	}
	return render(out, "ufunc/catalogue/zz_catalogue.go", cat)
}

// checksCast reports whether k is a cast that stops at numbers which the other type lacks.
// Who looks for these runs it: it is no function of its own.
func (k *Kernel) checksCast() bool { return isCast(k.Ufunc) && k.Func.HasRare() }

// castsOf returns the casts of a row that check, or that don't.
func castsOf(p *Program, u *spec.Ufunc, check bool) []*Kernel {
	return filter(p.Kernels, func(k *Kernel) bool { return k.Ufunc == u && isCast(u) && k.checksCast() == check })
}

// castTables writes the tables of casts: from, then to.
func castTables(p *Program, dir, importPath string, out Output) error {
	for _, file := range p.Files {
		f := jen.NewFilePathName(importPath+"/"+file.Package, file.Package)
		f.HeaderComment(header)
		tables := 0
		for _, u := range file.Ufuncs {
			if ks := castsOf(p, u, false); len(ks) > 0 {
				f.Comment("Table holds the kernel of every cast: Table[from][to].").Line().Add(castTable("Table", ks)).Line()
				tables++
			}
			if ks := castsOf(p, u, true); len(ks) > 0 {
				f.Comment("Checked holds the kernels of the casts that have numbers which the other type lacks: they stop at those,").Line().
					Comment("which are rare to them.").Line().Add(castTable("Checked", ks)).Line()
				tables++
			}
		}
		if tables == 0 {
			continue
		}
		if err := render(out, dir+"/"+file.Package+"/zz_table.go", f); err != nil {
			return err
		}
	}
	return nil
}

// castTable declares a table of casts.
func castTable(name string, ks []*Kernel) *jen.Statement {
	rows := map[dtype.DType]jen.Dict{}
	for _, k := range ks {
		if rows[k.In[0]] == nil {
			rows[k.In[0]] = jen.Dict{}
		}
		rows[k.In[0]][jen.Qual(dtypePath, DTypeName(k.Out[0]))] = jen.Op("&").Id(k.Set)
	}
	table := jen.Dict{}
	for d, r := range rows {
		table[jen.Qual(dtypePath, DTypeName(d))] = jen.Values(r)
	}
	return jen.Var().Id(name).Op("=").Index(jen.Qual(dtypePath, "Num")).Index(jen.Qual(dtypePath, "Num")).Op("*").Qual(golang.KernelPath, "Set").Values(table)
}
