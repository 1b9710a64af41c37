// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/asm"
	"github.com/arraygen/arraygen/gen/internal/golang"
	"github.com/arraygen/arraygen/internal/passes"
)

// catalogueOf writes the list of all stock kernels.
func catalogueOf(p *Program, dir, importPath string, out Output) error {
	f := jen.NewFilePathName(importPath+"/catalogue", "catalogue")
	f.HeaderComment(header)
	importNames(f, p, importPath)
	f.PackageComment("Package catalogue lists all stock kernels. A program that imports it holds them all.")
	var list, folds, scans []jen.Code
	for _, k := range p.Kernels {
		if k.foldable() {
			folds = append(folds, jen.Line().Op("&").Qual(importPath+"/"+k.File.Package, k.Fold))
		}
		if k.scannable() {
			scans = append(scans, jen.Line().Op("&").Qual(importPath+"/"+k.File.Package, k.Scan))
		}
		list = append(list, jen.Line().Op("&").Qual(importPath+"/"+k.File.Package, k.Set))
	}
	list, folds, scans = append(list, jen.Line()), append(folds, jen.Line()), append(scans, jen.Line())
	f.Comment("Kernels lists the stock kernels in the order of their rows.").Line().
		Var().Id("Kernels").Op("=").Index().Op("*").Qual(golang.KernelPath, "Set").Values(list...).Line()
	f.Comment("Folds lists the folds of those that reduce in another order than first to last.").Line().
		Var().Id("Folds").Op("=").Index().Op("*").Qual(golang.KernelPath, "Set").Values(folds...).Line()
	f.Comment("Scans lists the scans of those that have one.").Line().
		Var().Id("Scans").Op("=").Index().Op("*").Qual(golang.KernelPath, "Set").Values(scans...)
	return render(out, dir+"/catalogue/zz_catalogue.go", f)
}

// kernelsPage writes docs/kernels.md: for each ufunc its loops, their bounds,
// and what runs them on each instruction set.
func kernelsPage(p *Program, families []*family, out Output) {
	var b bytes.Buffer
	b.WriteString("<!-- " + header + " -->\n\n# The stock kernels\n\n")
	b.WriteString("Made from the rows under `spec/`. A cell says what runs the loop on an instruction set: `asm` is assembly,\n")
	b.WriteString("`go` the Go loop, which every other machine runs too. All give the same bits. *rare* marks loops whose vector\n")
	b.WriteString("code leaves a few inputs to a scalar function, *fold* those that reduce rows in assembly too. A bound of `exact` is the correctly rounded result, or the one\n")
	b.WriteString("that the row defines.\n")
	total := map[string]int{}
	n := 0
	for _, g := range families {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", g.file.Package, g.file.Doc)
		for _, ks := range rows(g.kernels) {
			k := ks[0]
			fmt.Fprintf(&b, "\n### %s\n\n%s\n", k.Name(), strings.TrimSpace(k.Doc()))
			if k.Ufunc != nil && len(k.Ufunc.Aliases) > 0 {
				fmt.Fprintf(&b, "\nAlso: %s.\n", strings.Join(values(k.Ufunc.Aliases), ", "))
			}
			b.WriteString("\n| loop | bound | go |")
			for i := range asm.Levels {
				fmt.Fprintf(&b, " %s |", asm.Levels[i].Level)
			}
			b.WriteString("\n|---|---|---|" + strings.Repeat("---|", len(asm.Levels)) + "\n")
			for _, k := range ks {
				n++
				fmt.Fprintf(&b, "| `%s` | %s | go |", k.signature(), k.BoundText())
				for i := range asm.Levels {
					cell := "go"
					if k.core() && !slices.ContainsFunc(k.passes, func(p *passCode) bool { return p.Kind == passes.Scan || !g.hasPass[asm.Levels[i].Suffix][p] }) {
						cell = "asm"
						total[asm.Levels[i].Suffix]++
					}
					if g.has[loopForm][asm.Levels[i].Suffix][k.Canonical] {
						cell = "asm"
						total[asm.Levels[i].Suffix]++
						if k.Func.HasRare() {
							cell = "asm, rare"
						}
						if g.has[foldForm][asm.Levels[i].Suffix][g.folds[k]] {
							cell += ", fold"
						}
					}
					fmt.Fprintf(&b, " %s |", cell)
				}
				b.WriteByte('\n')
			}
		}
	}
	fmt.Fprintf(&b, "\n## Totals\n\n%d loops", n)
	for i := range asm.Levels {
		fmt.Fprintf(&b, "; %d in %s", total[asm.Levels[i].Suffix], asm.Levels[i].Level)
	}
	b.WriteString(".\n")
	out["docs/kernels.md"] = b.Bytes()
}

// signature writes the dtypes of a loop, as "float64, float64 -> bool".
func (k *Kernel) signature() string { return strings.TrimPrefix(k.String(), k.Name()) }

// BoundText says how far results may be from exact ones.
func (k *Kernel) BoundText() string { return k.Bound().String() }
