// SPDX-License-Identifier: BSD-3-Clause

package gen

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/arraygen/arraygen/asm"
	"github.com/arraygen/arraygen/ndarray/kernel"
)

// loadAddress loads the address of the table and returns it, by architecture.
var loadAddress = map[string]string{
	"amd64": "\tLEAQ addresses<>(SB), AX\n\tMOVQ AX, ret+0(FP)\n",
	"arm64": "\tMOVD $addresses<>(SB), R0\n\tMOVD R0, ret+0(FP)\n",
}

// addresses writes, beside the list of all stock kernels, the table of the
// addresses of their assembly. Go has no expression for such an address: a function
// value is that of a wrapper, which takes its arguments in registers and needs
// Go's runtime.
func addresses(p *Program, families []*family, importPath string, out Output) error {
	table := jen.Index(jen.Lit(len(p.Kernels))).Index(jen.Lit(int(kernel.NumLevels))).Uintptr()
	for _, arch := range append(asm.Architectures(), "") {
		constraint, name := arch+" && !purego", "zz_addresses_"+arch
		if arch == "" {
			constraint, name = "purego || !("+strings.Join(asm.Architectures(), " || ")+")", "zz_addresses_other"
		}
		f := jen.NewFilePathName(importPath+"/catalogue", "catalogue")
		f.HeaderComment(header)
		f.HeaderComment("//go:build " + constraint)
		f.Comment("Addresses returns, for each of Kernels and each level, the address of the assembly; 0 where").Line().
			Comment("there is none. Its argument lies on the stack: code that is not Go can call it.")
		if arch == "" {
			f.Func().Id("Addresses").Params().Op("*").Add(table).Block(jen.Return(jen.Id("new").Call(table)))
		} else {
			f.Func().Id("Addresses").Params().Op("*").Add(table)
			out[path.Join(generatedDir, "catalogue", name+".s")] = addressData(p, families, arch, constraint)
		}
		if err := render(out, path.Join(generatedDir, "catalogue", name+".go"), f); err != nil {
			return err
		}
	}
	return nil
}

// addressData is the table for an architecture as assembly: for each kernel of the
// catalogue an address for each level.
func addressData(p *Program, families []*family, arch, constraint string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "// %s\n\n//go:build %s\n\n#include \"textflag.h\"\n\n", header, constraint)
	inAssembly := strings.NewReplacer(".", "·", "/", "∕")
	for row, k := range p.Kernels {
		g := families[slices.IndexFunc(families, func(g *family) bool { return g.file == k.File })]
		for _, impl := range implementations(arch, k.Canonical, g.has[loopForm]) {
			at := 8 * (row*int(kernel.NumLevels) + int(impl.Level))
			fmt.Fprintf(&b, "DATA addresses<>+%d(SB)/8, $%s·%s(SB)\n", at, inAssembly.Replace(g.home(k.Canonical).importPath), k.Canonical.Symbol+impl.Suffix)
		}
	}
	n := len(p.Kernels)
	fmt.Fprintf(&b, "GLOBL addresses<>(SB), RODATA|NOPTR, $%d\n\n", 8*n*int(kernel.NumLevels))
	fmt.Fprintf(&b, "// func Addresses() *[%d][%d]uintptr\nTEXT ·Addresses(SB), NOSPLIT, $0-8\n%s\tRET\n", n, kernel.NumLevels, loadAddress[arch])
	return []byte(b.String())
}
